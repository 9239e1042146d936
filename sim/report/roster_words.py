"""The words for staffing: services, windows, shifts, and those of its other modules; `sim.report.finding` says them."""

from __future__ import annotations

from sim.report.roster_certificate_words import CERTIFICATES
from sim.report.roster_cost_words import COSTS
from sim.report.roster_people_words import PEOPLE
from sim.report.roster_told_words import TOLD
from sim.report.words import Pair, together

_OWN: dict[str, Pair] = {
    "service_over": ("at most {share} % wait over {limit} min", "等候超过{limit}分钟的不超过{share}%"),
    "service_mean": ("the mean wait is at most {mean} min", "平均等候不超过{mean}分钟"),
    "within_half_hour": ("{service} in every half-hour of every weekday", "每个工作日每个半小时内，{service}"),
    "within_day": ("{service} over each weekday", "每个工作日全天，{service}"),
    "within_half_hour_worst": (
        "{service} in every half-hour of every weekday, with one plan for all",
        "各工作日采用同一方案，每个工作日每个半小时内，{service}",
    ),
    "within_day_worst": (
        "{service} over each weekday, with one plan for all",
        "各工作日采用同一方案，每个工作日全天，{service}",
    ),
    "within_half_hour_average": (
        "{service} in every half-hour on the average of all weekdays, with one plan for all",
        "各工作日采用同一方案，按各工作日平均，每个半小时内，{service}",
    ),
    "within_day_average": (
        "{service} on the average of all weekdays, with one plan for all",
        "各工作日采用同一方案，按各工作日平均，{service}",
    ),
    "average_day": ("all weekdays", "各工作日平均"),
    "roster_interrupted": (
        "Interrupted: this is what there was by then; what is missing is left out.",
        "已中断：以下为中断时已有的结果，其余从略。",
    ),
    "roster_head": (
        "{variant}: shifts of {hours} paid hours a week ({money}) keep it that {service}.",
        "{variant}：每周排班{hours}个付薪工时（{money}），可做到{service}。",
    ),
    "staff_head": (
        "{variant}: {hours} window-hours a week ({money}) keep it that {service}.",
        "{variant}：每周开窗{hours}窗口小时（{money}），可做到{service}。",
    ),
    "roster_head_perhaps": (
        "{variant}: shifts of {hours} paid hours a week ({money}) keep it, within the error, that {service}.",
        "{variant}：每周排班{hours}个付薪工时（{money}），在误差范围内可做到{service}。",
    ),
    "staff_head_perhaps": (
        "{variant}: {hours} window-hours a week ({money}) keep it, within the error, that {service}.",
        "{variant}：每周开窗{hours}窗口小时（{money}），在误差范围内可做到{service}。",
    ),
    "stays_open": (
        "A window that is opened stays open for at least {minutes} min.",
        "窗口一经开放，至少连续开放{minutes}分钟。",
    ),
    "opens_shortly": (
        "Up to {windows} windows are open for a single half-hour; with `staffing.stays_open: 60` each that is opened "
        "stays open for an hour.",
        "最多有{windows}个窗口只开放半小时；在场景中设置`staffing.stays_open: 60`，可使窗口开放后至少持续一小时。",
    ),
    "roster_head_none": (
        "{variant}: there is no roster of people. Shifts of {hours} paid hours a week ({money}) would keep it that "
        "{service}, if there were people for them.",
        "{variant}：没有可行的人员排班。如有相应人员，每周排班{hours}个付薪工时（{money}）可做到{service}。",
    ),
    "roster_head_unknown": (
        "{variant}: no roster of people was found. Shifts of {hours} paid hours a week ({money}) would keep it that "
        "{service}, if there were people for them.",
        "{variant}：未找到人员排班。如有相应人员，每周排班{hours}个付薪工时（{money}）可做到{service}。",
    ),
    "levels_table": ("What each place is held to", "各岗位的目标"),
    "levels_where": ("Where", "岗位"),
    "levels_what": ("Service", "目标"),
    "of_files": ("{service} (files; minutes of opening hours)", "{service}（后台材料，按开放时间计）"),
    "of_stays": ("the mean stay is at most {mean} min", "平均在厅不超过{mean}分钟"),
    "stay": ("Stay in the hall, from the door", "自进门起的在厅时间"),
    "roles_table": ("Windows and clerks by role: {day}, the busiest day", "各岗位人数：{day}（最忙日）"),
    "windows_table": ("Windows by half-hour: {group}", "各半小时窗口数：{group}"),
    "windows_cell_note": (
        "Windows that the plan opens, and in brackets those that it needs where these are fewer. "
        "Today: {today} at most.",
        "方案所开窗口数；括号内为实际所需（少于所开时）。现状最多{today}个。",
    ),
    "shifts_table": ("Clerks by shift: {group}", "各班次人数：{group}"),
    "shift": ("Shift", "班次"),
    "hours_of_day": ("From - to", "起止"),
    "breaks": ("Breaks", "休息"),
    "paid_hours": ("Paid [h]", "付薪 [小时]"),
    "weekday": ("Weekday", "工作日"),
}
_ALL = together(_OWN, CERTIFICATES, COSTS, PEOPLE, TOLD)
ROSTERS: dict[str, Pair] = {key if key.startswith("roster_") else f"roster_{key}": text for key, text in _ALL.items()}
"""By key, each with `roster_` before it."""
