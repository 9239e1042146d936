"""The words for people who are rostered: contracts, wishes, and the rules that clash."""

from __future__ import annotations

from sim.report.words import Pair

PEOPLE: dict[str, Pair] = {
    "no_roster": (
        "There is no roster. These cannot all be kept, but with any one of them given up the rest of them can: "
        "{rules}. More may clash beside them.",
        "无法排班。下列各项不能同时满足，去掉其中任意一项则其余各项可以满足：{rules}。此外可能还有其他冲突。",
    ),
    "no_roster_one": (
        "There is no roster. What cannot be kept: {rules}. More may clash beside it.",
        "无法排班。无法满足：{rules}。此外可能还有其他冲突。",
    ),
    "no_roster_unsure": (
        "There is no roster. These cannot all be kept: {rules}. Time was too short (--seconds) to know whether "
        "fewer of them clash already.",
        "无法排班。下列各项不能同时满足：{rules}。时限太短（--seconds），未能查明其中是否只有一部分相互冲突。",
    ),
    "no_roster_in": ("{group}: {told}", "{group}：{told}"),
    "no_roster_known": (
        "No roster of people was found in time, nor is it known that there is none: allow more (--seconds).",
        "在时限内未找到人员排班，也未证明无解：请增大--seconds。",
    ),
    "no_roster_of": (
        "No roster of people was found in time for {groups}, nor is it known that there is none: allow more "
        "(--seconds). So the hall was played with the shifts, and of the others' people it is:",
        "在时限内未为{groups}找到人员排班，也未证明无解：请增大--seconds。因此大厅按班次模拟；其余各组人员：",
    ),
    "people_head": (
        "{people} people work {hours} paid hours; no roster that opens the windows needed and keeps all contracts has "
        "fewer than {lower}.",
        "{people}人共{hours}个付薪工时；开足所需窗口并满足全部合同的排班不可能低于{lower}工时。",
    ),
    "wishes_granted": (" Of {wishes} wishes {granted} can be granted.", "{wishes}项意愿中满足{granted}项。"),
    "semicolon": ("; ", "；"),
    "rule_need": (
        "the windows that are needed on {day} ({windows} at {half_hour}, the most)",
        "{day}所需的窗口数（最多为{half_hour}的{windows}个）",
    ),
    "rule_need_away": (
        "the windows that are needed on {day} ({windows} at {half_hour}, the most; on leave: {away})",
        "{day}所需的窗口数（最多为{half_hour}的{windows}个；休假：{away}）",
    ),
    "rule_people": ("the number of people, {people}", "现有人数{people}人"),
    "rule_ceiling": ("no more clerks at once on {day} than there are windows", "{day}同时在岗不超过窗口数"),
    "rule_most": ("places in shifts of the kind {who}", "“{who}”班次的名额"),
    "rule_leave": ("{who} on leave on {day}", "{who}{day}休假"),
    "rule_must_day_off": ("{who} must have {of} off", "{who}必须{of}休息"),
    "rule_must_shift": ("{who} must work {of} only", "{who}只能上“{of}”"),
    "rule_must_avoid": ("{who} must not work {of}", "{who}不能上“{of}”"),
    "rule_hours_min": (
        "at least {value:g} paid hours a week (contract {who})",
        "每周至少{value:g}个付薪工时（合同{who}）",
    ),
    "rule_hours_max": (
        "at most {value:g} paid hours a week (contract {who})",
        "每周至多{value:g}个付薪工时（合同{who}）",
    ),
    "rule_days_min": ("at least {value:g} days a week (contract {who})", "每周至少{value:g}天（合同{who}）"),
    "rule_days_max": ("at most {value:g} days a week (contract {who})", "每周至多{value:g}天（合同{who}）"),
    "rule_shifts": ("only the shifts of contract {who}", "只上合同{who}规定的班次"),
    "rule_rest": ("{value:g} hours of rest from day to day (contract {who})", "两天之间休息{value:g}小时（合同{who}）"),
    "roster_table": ("Roster: week of {monday}", "排班表：{monday}当周"),
    "clerk_name": ("Clerk", "人员"),
    "contract": ("Contract", "合同"),
    "group_name": ("Group", "人员组"),
    "week_hours": ("Hours", "工时"),
    "off": ("off", "休"),
    "wishes_table": ("Wishes", "意愿"),
    "wish": ("Wish", "意愿内容"),
    "wish_day_off": ("{of} off", "{of}休息"),
    "wish_shift": ("{of} only", "只上“{of}”"),
    "wish_avoid": ("no {of}", "不上“{of}”"),
    "wish_on": ("{wish} ({days})", "{wish}（{days}）"),
    "granted": ("Granted", "是否满足"),
}
