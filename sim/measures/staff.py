"""How busy the windows are, and what the clerks' hours come to."""

from __future__ import annotations

import numpy as np

from sim.measures.cuts import Ratio, ratio
from sim.measures.figures import Figures
from sim.measures.kinds import (
    AFTER_DUTY,
    CLERKS,
    HOURS,
    HOURS_OVER_CASES_DONE,
    MONEY,
    MONEY_PER_CASE,
    OPENING_HOURS,
    PEOPLE_PER_WINDOW,
    PLANNED_AND_OVERTIME,
    PLANNED_DUTY,
    SHARE,
    TIMES,
    WINDOWS,
    told,
)
from sim.tape import Floats

OF_WINDOWS = ("hall", "group", "half_hour", "day", "group_half_hour")
OF_PRESSURE = ("hall", "group", "half_hour", "day")
OF_STAFF = ("hall", "group", "role", "day")


@told("Window utilisation", "窗口利用率", SHARE, PLANNED_DUTY, ("clerk", *OF_WINDOWS))
def utilisation(view: Figures, by: str) -> Ratio:
    """Time busy within planned duty over planned duty.

    The walk after a call, calls in vain and a window's wait for an expert are busy time; a file that lies on the table
    while its clerk is off duty is not; overtime counts above nor below. Groups that have no queue are left out, and all
    that are not of the windows are (guidance, issue, the back office with its tidal windows), but by group and clerk.

    计划在岗时间中忙碌时间所占比例；叫号后等待来人走到窗口、空叫、窗口等候会商均计为忙碌；下班后留在桌上的材料不计；
    加班在分子分母中均不计；无队列的岗位不计，导办、出件、后台（含其潮汐窗口）等非窗口人员仅在按人员组、人员统计时计入。
    """
    busy = view.busy_minutes(by)
    return ratio(busy, view.staff.duty.minutes(by, open_only=False))


@told("Busiest over idlest", "忙闲比", TIMES, PLANNED_DUTY, ("hall",))
def busiest_over_idlest(view: Figures, by: str) -> Ratio | Floats:
    """Highest utilisation of a group at windows over the lowest; not given where the lowest is 0.

    窗口人员组中利用率最高与最低之比，不含导办、出件、后台等岗位；最低为零时不列出。
    """
    found = utilisation.value(view, "group")[view.hall.windows]
    found = found[~np.isnan(found)]
    return ratio(np.array([found.max()]), np.array([found.min()])) if len(found) else np.full(1, np.nan)


@told("People waiting per open window", "窗口饱和度", PEOPLE_PER_WINDOW, OPENING_HOURS, OF_PRESSURE)
def waiting_per_window(view: Figures, by: str) -> Ratio:
    """Mean number waiting over mean windows open; of a group, those in its primary queues over its own windows.

    It is not utilisation, and may be above 1. The back office, where nobody waits in person, has none.

    平均等候人数与平均开放窗口数之比；按人员组统计时，为其主责队列的等候人数与其窗口数之比，后台不列。
    与窗口利用率不同，可大于 1。
    """
    waiting = view.waiting_minutes("queue" if by == "group" else by)
    if by == "group":
        waiting = np.where(view.plan.behind, np.nan, view.plan.primary @ waiting)
    return ratio(waiting, view.staff.open_seats.minutes(by, open_only=True))


@told("Windows open", "平均开放窗口数", WINDOWS, OPENING_HOURS, OF_WINDOWS)
def windows_open(view: Figures, by: str) -> Ratio:
    """Time average of the clerks on planned duty at windows, a window each; tidal windows count while they are open.

    Desks without a queue are left out, and guidance, issue and the back office are, but by group.

    开放时间内窗口计划在岗人员数的时间平均值，一人一窗；潮汐窗口在开放期间计入。无队列的岗位不计，
    导办、出件、后台仅在按人员组统计时计入。
    """
    open_minutes = view.opening.minutes(by, len(view.plan.group_names))
    return ratio(view.staff.open_seats.minutes(by, open_only=True), open_minutes)


@told("Clerks on duty", "平均在岗人数", CLERKS, OPENING_HOURS, ("hall", "role", *OF_WINDOWS[1:]))
def clerks_on_duty(view: Figures, by: str) -> Ratio:
    """Time average of all clerks on planned duty, whatever they do; machines are left out.

    开放时间内全部计划在岗人员数的时间平均值，含窗口、后台、出件、导办等各岗位，不含自助机。
    """
    return ratio(view.staff.on_duty.minutes(by, open_only=True), view.opening.minutes(by, len(view.plan.group_names)))


def _people(view: Figures, hours: Floats) -> Floats:
    """The hours of people; none of machines."""
    return np.where(view.staff.of_machine, 0.0, hours)


@told("Overtime", "加班工时", HOURS, AFTER_DUTY, OF_STAFF, counts=True)
def overtime_hours(view: Figures, by: str) -> Floats:
    """Hours that clerks, whatever they do, stayed beyond their planned duty.

    全部人员（各岗位，不含自助机）超出计划在岗时间的工时之和。
    """
    return view.staff.rota(by).total(_people(view, view.overtime))


@told("Clerk-hours", "总工时", HOURS, PLANNED_AND_OVERTIME, OF_STAFF, counts=True)
def clerk_hours(view: Figures, by: str) -> Floats:
    """Hours of planned duty and of overtime of all clerks, whatever they do; machines are left out.

    全部人员（各岗位，不含自助机）计划在岗工时与加班工时之和。
    """
    return view.staff.rota(by).total(_people(view, view.staff.planned_hours + view.overtime))


@told("Cost of staff", "人员成本", MONEY, PLANNED_AND_OVERTIME, OF_STAFF, counts=True)
def cost(view: Figures, by: str) -> Floats:
    """Hours of each group, in front, behind, and machines too, at its cost per hour; overtime times its factor.

    各组（前台、后台、自助机等）工时乘以每小时成本之和，加班工时另乘加班系数。
    """
    return view.staff.rota(by).total(view.cost_of_duty)


@told("Cost per case", "每件成本", MONEY_PER_CASE, HOURS_OVER_CASES_DONE, ("hall", "day"))
def cost_per_case(view: Figures, by: str) -> Ratio:
    """Cost of staff on measured days over the number of cases done, of those first seen on measured days.

    统计日人员成本除以统计日首次到达的办结件数。
    """
    return ratio(cost.value(view, by), view.done_cases(by).count())
