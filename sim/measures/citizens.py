"""What a hall asks of people, and how they like it: their time, its worth, satisfaction, fairness."""

from __future__ import annotations

import numpy as np

from sim.measures.cuts import Ratio, ratio
from sim.measures.figures import Figures
from sim.measures.kinds import (
    CASES_DONE,
    CASES_ENDED,
    CASES_SEEN,
    DOOR_TO_DOOR,
    HOURS_OVER_CASES_DONE,
    INDEX,
    MINUTES,
    MONEY_PER_CASE,
    OF_JOURNEYS,
    SHARE,
    TICKET_TO_CALL,
    TIMES,
    told,
)
from sim.measures.staff import cost_per_case
from sim.measures.waits import mean_wait
from sim.tape import Floats

HOUR = 60.0
ENOUGH = 10
"""Tickets that a matter or class must have served for its mean wait to be compared."""
ALL = ("hall",)


@told("Travel per case", "每件路途时间", MINUTES, CASES_DONE, OF_JOURNEYS)
def travel_per_case(view: Figures, by: str) -> Ratio:
    """Mean over the cases done of the ways there and back and whatever else a trip takes, over all visits.

    A case that an agent brings with another takes no trip of its own on its first visit.

    办结件各次到访往返路途及其他出行用时之和的平均值；代办人随另一件一并带来的办件，首次到访不另计路途。
    """
    return view.done_cases(by).mean(view.per_case.travel)


@told("People's time per case", "群众每件耗时", MINUTES, DOOR_TO_DOOR, OF_JOURNEYS)
def citizen_minutes(view: Figures, by: str) -> Ratio:
    """Mean over the cases done of the time in the hall and of travel, over all visits; filing online takes none.

    办结件全程在厅时长与路途时间之和的平均值；网上申报本身不计时。
    """
    return view.done_cases(by).mean(view.per_case.door_to_door)


@told("Within 15 minutes", "15分钟可达率", SHARE, CASES_SEEN, OF_JOURNEYS)
def share_within_15_min(view: Figures, by: str) -> Ratio:
    """Share of the cases not filed online whose site is at most 15 minutes away, one way; only where zones are stated.

    非网上申报的办件中，办事地点单程不超过15分钟的比例；仅在设有居住分区时给出。
    """
    cases, of_each = view.cases(by), view.per_case
    return ratio(cases.count_of(of_each.near), cases.count_of(of_each.in_person))


@told("Satisfaction", "满意率", SHARE, CASES_ENDED, OF_JOURNEYS)
def satisfaction(view: Figures, by: str) -> Ratio:
    """Mean chance that a person is satisfied, by the logistic model of `survey`, over the cases that came to an end.

    P = 1 / (1 + exp(-(intercept + wait x (sum of waits in person / visits) / 10 min + visits x (visits - 1, at least 0)
    + days x (days from first contact to the result, or the end) + turned_back if ever turned back for a paper
    + unserved if without a result))). People who booked and did not come are not asked. The coefficients are
    estimates unless the spec gives a city's own.

    按survey所列logistic模型计算的满意概率在已终结办件上的平均值：P=1/(1+exp(-(intercept+wait×（本人等候之和÷到访次数）÷10分钟
    +visits×（到访次数-1，不小于0）+days×（首次到达至取得结果或终止的天数）+曾因材料被退回时加turned_back+无结果时加unserved)))。
    爽约者不计。系数除另行给定外均为估计值。
    """
    return view.cases(by).where(view.per_case.asked).mean(view.per_case.satisfied)


def _waits(view: Figures, by: str) -> Floats:
    """Mean waits of the levels in which enough tickets were served to speak of one."""
    if by not in view.compared:
        served = view.ticket_sums(by).served
        view.compared[by] = mean_wait.value(view, by)[served >= ENOUGH]
    return view.compared[by]


def _jain(values: Floats) -> Floats:
    """Jain's index, (sum x)^2 / (n sum x^2): 1 if all are equal, 1 / n if one has all; of two values or more."""
    if len(values) < 2:
        return np.full(1, np.nan)
    squares = len(values) * np.sum(values**2)
    return np.array([np.sum(values) ** 2 / squares if squares > 0.0 else 1.0])


def _spread(values: Floats) -> Ratio | Floats:
    return ratio(values.max(keepdims=True), values.min(keepdims=True)) if len(values) > 1 else np.full(1, np.nan)


@told("Fairness between matters", "事项间等候公平指数", INDEX, TICKET_TO_CALL, ALL)
def fairness_matters(view: Figures, by: str) -> Floats:
    """Jain's index of the mean waits of matters: (sum of them)^2 / (number x sum of their squares).

    1 where all wait alike (Jain, Chiu and Hawe 1984). Of matters with at least 10 tickets served, if there are two.

    各事项平均等候时间的Jain指数：（总和）²÷（个数×平方和），各事项相同时为1（Jain等，1984）。仅计已办理号票不少于10张的事项，
    至少两个。
    """
    return _jain(_waits(view, "matter"))


@told("Fairness between classes", "优先类别间等候公平指数", INDEX, TICKET_TO_CALL, ALL)
def fairness_classes(view: Figures, by: str) -> Floats:
    """Jain's index of the mean waits of priority classes, as for matters.

    各优先类别平均等候时间的Jain指数，口径同事项。
    """
    return _jain(_waits(view, "priority"))


@told("Longest over shortest wait of matters", "事项间等候最高最低比", TIMES, TICKET_TO_CALL, ALL)
def wait_ratio_matters(view: Figures, by: str) -> Ratio | Floats:
    """Highest mean wait of a matter over the lowest; of matters with at least 10 tickets served.

    Not given where the lowest is 0.

    各事项平均等候时间最高与最低之比，仅计已办理号票不少于10张的事项；最低为零时不列出。
    """
    return _spread(_waits(view, "matter"))


@told("Longest over shortest wait of classes", "优先类别间等候最高最低比", TIMES, TICKET_TO_CALL, ALL)
def wait_ratio_classes(view: Figures, by: str) -> Ratio | Floats:
    """Highest mean wait of a priority class over the lowest; of classes with at least 10 tickets served.

    Not given where the lowest is 0.

    各优先类别平均等候时间最高与最低之比，仅计已办理号票不少于10张的类别；最低为零时不列出。
    """
    return _spread(_waits(view, "priority"))


@told("Cost of people's time per case", "群众每件时间成本", MONEY_PER_CASE, DOOR_TO_DOOR, OF_JOURNEYS)
def citizen_cost_per_case(view: Figures, by: str) -> Floats:
    """People's time per case at what an hour of it is worth; only where the spec says what (costs.citizen_hour).

    群众每件耗时乘以每小时价值（costs.citizen_hour）；未设定价值时不给出。
    """
    worth = view.spec.costs.citizen_hour
    return citizen_minutes.value(view, by) / HOUR * (worth if worth > 0.0 else np.nan)


@told("Total cost per case", "每件社会总成本", MONEY_PER_CASE, HOURS_OVER_CASES_DONE, ("hall", "day"))
def total_cost_per_case(view: Figures, by: str) -> Floats:
    """Cost of staff per case and cost of people's time per case; only where the spec says what that is worth.

    每件人员成本与群众每件时间成本之和；未设定群众时间价值时不给出。
    """
    return cost_per_case.value(view, by) + citizen_cost_per_case.value(view, by)
