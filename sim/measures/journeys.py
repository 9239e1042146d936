"""How often people come, why they come again, and how many days it takes."""

from __future__ import annotations

from sim.measures.cuts import Ratio, ratio
from sim.measures.figures import Figures
from sim.measures.kinds import (
    ALL_DAYS,
    CASES_DONE,
    CONTACT_TO_RESULT,
    DAYS,
    DOOR_TO_LEAVING_ONCE,
    MINUTES,
    OF_JOURNEYS,
    OF_VISITS,
    OPEN_DAYS,
    OPEN_DAYS_TO_RESULT,
    SHARE,
    VISITS,
    VISITS_PER_CASE,
    told,
)
from sim.tape import Cause, Floats

COUNTED = tuple(name for name in OF_VISITS if name != "department")
"""Visits are counted by department only where each of them is kept."""
SHARED = tuple(name for name in OF_JOURNEYS if name != "department")


@told("Visits", "到访次数", VISITS, ALL_DAYS, OF_VISITS, counts=True, kpis=COUNTED)
def visits(view: Figures, by: str) -> Floats:
    """Number of visits, a visit being one person's trip to a site for one case, whatever comes of it.

    到访总次数：为一个办件到一个办事地点一趟计一次，无论结果如何。
    """
    return view.visit_sums(by).number


@told("Returns among visits", "再次到访占比", SHARE, ALL_DAYS, OF_JOURNEYS, kpis=SHARED)
def share_returns(view: Figures, by: str) -> Ratio:
    """Share of the visits that are not the first contact of their case but follow from an earlier one, or from filing.

    全部到访中非首次到访（含网上申报后的到访）的比例。
    """
    visits = view.visit_sums(by)
    return ratio(visits.number - visits.first, visits.number)


@told("Visits per case", "平均跑动次数", VISITS_PER_CASE, CASES_DONE, OF_JOURNEYS)
def visits_per_case(view: Figures, by: str) -> Ratio:
    """Mean number of visits over the cases done; a case filed online and not collected counts with 0.

    办结件的平均到访次数；网上申报且无需领取的计为0。
    """
    return view.done_cases(by).mean(view.per_case.visits)


@told("Done in one visit", "一次办结率", SHARE, CASES_DONE, OF_JOURNEYS)
def share_one_visit(view: Figures, by: str) -> Ratio:
    """Share of the cases done that took one visit or none.

    办结件中到访不超过一次的比例（含零次）。
    """
    return view.done_cases(by).share(view.per_case.one_visit)


@told("Done at once", "当场办结率", SHARE, CASES_DONE, OF_JOURNEYS)
def share_at_once(view: Figures, by: str) -> Ratio:
    """Share of the cases done that took one visit, with the result there before the person left the hall.

    Papers that were let pass may still be sent in later. Cases filed online do not count as done at once.

    办结件中仅到访一次、离厅前已取得结果的比例；容缺材料可于其后补交。网上申报件不计为当场办结。
    """
    return view.done_cases(by).share(view.per_case.at_once)


@told("Mean days to the result", "平均办结天数", DAYS, CONTACT_TO_RESULT, OF_JOURNEYS)
def mean_days_to_result(view: Figures, by: str) -> Ratio:
    """Mean over the cases done of the days from first contact to the result: handed out, delivered, or decided.

    A paper that was let pass may come after the result of a case decided at once.

    办结件自首次到达（或网上提交）至取得结果（领取、送达或作出决定）的平均天数；当场决定的容缺件，材料可于其后补交。
    """
    return view.done_cases(by).mean(view.per_case.days)


@told("90 % days to the result at most", "90分位办结天数", DAYS, CONTACT_TO_RESULT, OF_JOURNEYS)
def p90_days_to_result(view: Figures, by: str) -> Floats:
    """Smallest number of days to the result that at least 90 % of the cases done do not exceed.

    至少90%的办结件取得结果的天数不超过该值，取其中最小者。
    """
    return view.done_cases(by).quantile(view.per_case.days, 90)


@told("Mean open days to the result", "平均办结工作日数", OPEN_DAYS, OPEN_DAYS_TO_RESULT, OF_JOURNEYS)
def mean_open_days_to_result(view: Figures, by: str) -> Ratio:
    """Mean over the cases done of the open days that go by until the result; 0 where it is there on the same day.

    办结件取得结果所经工作日数的平均值，当日取得为0。
    """
    return view.done_cases(by).mean(view.per_case.open_days)


@told("Mean time per visit", "平均每次在厅时长", MINUTES, DOOR_TO_LEAVING_ONCE, OF_VISITS, kpis=COUNTED)
def mean_time_per_visit(view: Figures, by: str) -> Ratio:
    """Mean over all visits of the time from the door to leaving, those that ended without a ticket included.

    全部到访自到门口至离厅时间的平均值，含未取号即离开的到访。
    """
    visits = view.visit_sums(by)
    return ratio(visits.minutes, visits.number)


def _again(view: Figures, by: str, cause: Cause) -> Ratio:
    return view.done_cases(by).mean(view.per_case.visits_for(cause))


@told("Returns for papers", "补材料到访次数", VISITS_PER_CASE, CASES_DONE, OF_JOURNEYS)
def returns_papers(view: Figures, by: str) -> Ratio:
    """Mean number of visits over the cases done because the person had been turned back for a paper.

    办结件因材料不齐被退回而再次到访的平均次数。
    """
    return _again(view, by, Cause.PAPERS)


@told("Returns for errors", "更正差错到访次数", VISITS_PER_CASE, CASES_DONE, OF_JOURNEYS)
def returns_error(view: Figures, by: str) -> Ratio:
    """Mean number of visits over the cases done because an error of the intake was found behind.

    办结件因后台发现受理差错而再次到访的平均次数。
    """
    return _again(view, by, Cause.ERROR)


@told("Returns after giving up", "放弃后再到访次数", VISITS_PER_CASE, CASES_DONE, OF_JOURNEYS)
def returns_gave_up(view: Figures, by: str) -> Ratio:
    """Mean number of visits over the cases done because the person had given up waiting, or taken no ticket.

    办结件因曾放弃等候（或见人多未取号）而再次到访的平均次数。
    """
    return _again(view, by, Cause.GAVE_UP)


@told("Returns after closing", "遇下班后再到访次数", VISITS_PER_CASE, CASES_DONE, OF_JOURNEYS)
def returns_closing(view: Figures, by: str) -> Ratio:
    """Mean number of visits over the cases done because the person had come too late, or been sent home.

    办结件因曾到得太晚或下班时被劝离而再次到访的平均次数。
    """
    return _again(view, by, Cause.CLOSING)


@told("Returns for the next task", "办下一项到访次数", VISITS_PER_CASE, CASES_DONE, OF_JOURNEYS)
def returns_result(view: Figures, by: str) -> Ratio:
    """Mean number of visits over the cases done because one task's result was there and the next could be asked for.

    办结件因前一项结果已出、可办下一项而再次到访的平均次数。
    """
    return _again(view, by, Cause.RESULT)


@told("Returns to collect", "领取结果到访次数", VISITS_PER_CASE, CASES_DONE, OF_JOURNEYS)
def returns_collect(view: Figures, by: str) -> Ratio:
    """Mean number of visits over the cases done to collect the result.

    办结件为领取结果而到访的平均次数。
    """
    return _again(view, by, Cause.COLLECT)
