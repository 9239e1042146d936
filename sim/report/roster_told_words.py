"""The words on the terminal, in figures, and in the files of a hall that is staffed."""

from __future__ import annotations

from sim.report.words import Pair

TOLD: dict[str, Pair] = {
    "roster_cost": (
        "{variant}: {groups} on {weekdays}; {plays} plays of {weeks} weeks at a time, and {searches} searches of at "
        "most {seconds:g} s each: up to {left} in all. Ctrl-C ends it with what it has.",
        "{variant}：{groups}，{weekdays}；每次模拟{plays}次×{weeks}周，另有{searches}次求解、每次至多{seconds:g}秒："
        "合计最多约"
        "{left}。Ctrl-C结束并保留已有结果。",
    ),
    "roster_sampling": ("The hall is played with so many windows that nobody waits.", "以充裕窗口模拟大厅。"),
    "roster_drawing": ("Days of the hall are drawn for a certificate.", "为证书抽取大厅工作日。"),
    "roster_solved": (
        "{group}, {day}: {paid} h, none below {lower} h (gap {gap:.1f} %), {seconds:.0f} s.",
        "{group}，{day}：{paid}小时，下界{lower}小时（差距{gap:.1f}%），{seconds:.0f}秒。",
    ),
    "roster_bounds": (
        "{group}, {day}: best {paid} h, bound {lower} h, gap {gap:.1f} %",
        "{group}，{day}：现有{paid}小时，下界{lower}小时，差距{gap:.1f}%",
    ),
    "roster_settling": (
        "In the whole hall, round {round}: {missed} half-hours or days miss the service, {near} keep it with less than "
        "a standard error to spare.",
        "整个大厅第{round}轮验证：{missed}个时段未达标，{near}个时段达标但余量不足一个标准误差。",
    ),
    "roster_verified": (
        "In the whole hall, round {round}: {missed} half-hours or days miss the service.",
        "整个大厅第{round}轮验证：{missed}个时段未达标。",
    ),
    "roster_people": ("People are found for the shifts.", "为班次安排人员。"),
    "roster_cost_joint": (
        "{variant}: {groups} on {weekdays}, all together; {plays} plays of {weeks} weeks at a time, and a search in "
        "the whole hall for at most {search}: up to {left} in all. Ctrl-C ends it with what it has.",
        "{variant}：{groups}，{weekdays}，一并配员；每次模拟{plays}次×{weeks}周，在整个大厅中搜索至多{search}："
        "合计最多约{left}。Ctrl-C结束并保留已有结果。",
    ),
    "roster_begun": ("{group}, {day}: {hours} h to begin with", "{group}，{day}：初始{hours}小时"),
    "roster_joint": (
        "The whole hall: {hours} h a week; {missed} half-hours or days miss the service, or might",
        "整个大厅：每周{hours}小时；{missed}个时段未达标或存疑",
    ),
    "roster_week": (
        "{group}: {hours} h a week, none below {bound} h",
        "{group}：每周{hours}小时，下界{bound}小时",
    ),
    "roster_alternatives": ("The plan is held against Erlang C and today's clerks.", "与Erlang C及现状比较。"),
    "roster_windows_title": ("Windows needed and windows rostered, by half-hour", "各半小时：所需窗口与排班窗口"),
    "roster_windows_subtitle": (
        "{label}. Above: windows that the plan opens (filled), that it needs (line), what Erlang C asks for (dots) and "
        "today's (dashes). Below: {below}, with its 95 % interval; the line across is what is allowed.",
        "{label}。上：方案所开窗口（色块）、所需窗口（线）、Erlang C所需（点）与现状（虚线）。"
        "下：{below}及其95%置信区间；横线为目标。",
    ),
    "below_late": ("share that waits over {limit} min", "等候超{limit}分钟的比例"),
    "below_mean": ("mean wait", "平均等候"),
    "windows_y": ("Windows", "窗口数"),
    "late_y": ("Over {limit} min [%]", "超{limit}分钟 [%]"),
    "mean_y": ("Mean wait [min]", "平均等候 [分钟]"),
    "over_day_y": ("{what},\nasked over the day", "{what}\n（要求按全天计）"),
    "legend_opened": ("opened", "所开"),
    "legend_need": ("needed", "所需"),
    "legend_sipp": ("Erlang C", "Erlang C"),
    "legend_today": ("today", "现状"),
    "bars_replications": (
        "Bars: 95 % t-intervals over replications.",
        "竖条：各次重复的95% t置信区间。",
    ),
    "roster_gantt_title": ("Who works when", "排班图"),
    "roster_gantt_subtitle": (
        "{label}. Each bar is a shift, gaps are breaks. {what}",
        "{label}。横条为班次，空隙为休息。{what}",
    ),
    "gantt_people": ("A row a clerk, a column a weekday.", "每行一人，每列一个工作日。"),
    "gantt_shifts": (
        "A row a shift, a column a weekday, with the number of clerks.",
        "每行一种班次，每列一个工作日，标出人数。",
    ),
    "roster_gantt_none": ("Breaks are not worked.", "休息时间不在岗。"),
    "gantt_about": ("Paid hours: {hours} a week.", "每周付薪工时：{hours}。"),
    "xlsx_windows": ("Windows", "窗口数"),
    "xlsx_roster": ("Roster", "排班"),
    "xlsx_shifts": ("Shifts", "班次"),
    "xlsx_clerks": ("Clerks", "人数"),
    "xlsx_half_hour": ("Half-hour", "时段"),
    "ics_summary": ("{group}: {kind}", "{group}：{kind}"),
    "ics_breaks": ("Breaks: {breaks}", "休息：{breaks}"),
    "ics_none": ("No breaks", "无休息"),
}
