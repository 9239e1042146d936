"""How busy the windows are, and what the clerks' hours come to."""

from __future__ import annotations

import numpy as np

from sim.measures.cuts import ratio
from sim.measures.kinds import (
    AFTER_DUTY,
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
from sim.measures.outcomes import done
from sim.measures.view import View
from sim.tape import Floats

HOUR = 60.0
OF_WINDOWS = ("hall", "group", "half_hour", "day", "group_half_hour")
OF_PRESSURE = ("hall", "group", "half_hour", "day")
OF_STAFF = ("hall", "group", "day")


@told("Window utilisation", "窗口利用率", SHARE, PLANNED_DUTY, ("clerk", *OF_WINDOWS))
def utilisation(view: View, by: str) -> Floats:
    """Time busy within planned duty over planned duty.

    The walk after a call and calls in vain are busy time; overtime counts above nor below; desks without a queue
    are left out, and guidance is, but by group and clerk.

    计划在岗时间中忙碌时间所占比例；叫号后等待来人走到窗口、空叫均计为忙碌；加班在分子分母中均不计；
    无队列的岗位（如咨询台）不计，导办仅在按人员组、人员统计时计入。
    """
    busy = view.minutes(view.work, by, open_only=False)
    return ratio(busy, view.minutes(view.duty, by, open_only=False))


@told("Busiest over idlest", "忙闲比", TIMES, PLANNED_DUTY, ("hall",))
def busiest_over_idlest(view: View, by: str) -> Floats:
    """Highest window utilisation of a group over the lowest, guidance left out; not given where the lowest is 0.

    窗口利用率最高的人员组与最低的人员组之比，不含导办；最低为零时不列出。
    """
    found = utilisation.function(view, "group")[view.windows]
    found = found[~np.isnan(found)]
    return ratio(np.array([found.max()]), np.array([found.min()])) if len(found) else np.full(1, np.nan)


@told("People waiting per open window", "窗口饱和度", PEOPLE_PER_WINDOW, OPENING_HOURS, OF_PRESSURE)
def waiting_per_window(view: View, by: str) -> Floats:
    """Mean number waiting over mean windows open; of a group, those in its primary queues over its own windows.

    It is not utilisation, and may be above 1.

    平均等候人数与平均开放窗口数之比；按人员组统计时，为其主责队列的等候人数与其窗口数之比。与窗口利用率不同，
    可大于 1。
    """
    waiting = view.minutes(view.waiting, "queue" if by == "group" else by, open_only=True)
    if by == "group":
        waiting = view.plan.primary @ waiting
    return ratio(waiting, view.minutes(view.duty, by, open_only=True))


@told("Windows open", "平均开放窗口数", WINDOWS, OPENING_HOURS, OF_WINDOWS)
def windows_open(view: View, by: str) -> Floats:
    """Time average of the clerks on planned duty, a window each.

    Desks without a queue are left out, and guidance is, but by group.

    开放时间内计划在岗人员数的时间平均值，一人一窗；无队列的岗位不计，导办仅在按人员组统计时计入。
    """
    open_minutes = view.opening.minutes(by, len(view.plan.group_names))
    return ratio(view.minutes(view.duty, by, open_only=True), open_minutes)


def _overtime(view: View) -> Floats:
    return np.maximum(view.trace.duty_off - view.trace.duty_due, 0.0) / HOUR


def _planned(view: View) -> Floats:
    return (view.trace.duty_due - view.trace.duty_on) / HOUR


@told("Overtime", "加班工时", HOURS, AFTER_DUTY, OF_STAFF, counts=True)
def overtime_hours(view: View, by: str) -> Floats:
    """Hours that clerks, of guidance and enquiries too, stayed beyond their planned duty.

    全部人员（含导办、咨询）超出计划在岗时间的工时之和。
    """
    return view.rota(by).total(_overtime(view))


@told("Clerk-hours", "总工时", HOURS, PLANNED_AND_OVERTIME, OF_STAFF, counts=True)
def clerk_hours(view: View, by: str) -> Floats:
    """Hours of planned duty and of overtime of all clerks, of guidance and enquiries too.

    全部人员（含导办、咨询）计划在岗工时与加班工时之和。
    """
    return view.rota(by).total(_planned(view) + _overtime(view))


@told("Cost of staff", "人员成本", MONEY, PLANNED_AND_OVERTIME, OF_STAFF, counts=True)
def cost(view: View, by: str) -> Floats:
    """Hours of each group at its cost per hour, those of overtime times the overtime factor.

    各组工时乘以每小时成本之和，加班工时另乘加班系数。
    """
    groups, factor = view.spec.staff.groups, view.spec.costs.overtime_factor
    rate = np.array([groups[name].cost_per_hour for name in view.plan.group_names])
    hours = _planned(view) + factor * _overtime(view)
    return view.rota(by).total(rate[view.plan.clerk_group[view.trace.duty_clerk]] * hours)


@told("Cost per case", "每件成本", MONEY_PER_CASE, HOURS_OVER_CASES_DONE, ("hall", "day"))
def cost_per_case(view: View, by: str) -> Floats:
    """Cost of staff over the number of cases done.

    人员成本除以办结件数。
    """
    return ratio(cost.function(view, by), done(view, by).count())
