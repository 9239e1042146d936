"""What becomes of cases, and how long they take."""

from __future__ import annotations

import numpy as np

from sim.measures.cuts import Cut
from sim.measures.kinds import (
    ALL_DAYS,
    CASES,
    CASES_DONE,
    DOOR_TO_LEAVING,
    MINUTES,
    OF_CASES,
    SHARE,
    TICKETS_PER_CASE,
    told,
)
from sim.measures.view import View
from sim.tape import Floats
from sim.trace import CaseOutcome


def done(view: View, by: str) -> Cut:
    """The cases that were done."""
    return view.cases(by).where(view.trace.case_outcome == CaseOutcome.DONE)


def _share(view: View, by: str, outcome: CaseOutcome) -> Floats:
    return view.cases(by).share(view.trace.case_outcome == outcome)


@told("Cases", "办件数", CASES, ALL_DAYS, OF_CASES, counts=True)
def cases(view: View, by: str) -> Floats:
    """Number of cases that came to the door, those without a ticket included.

    到厅的办件数，包括未取号者。
    """
    return view.cases(by).count()


@told("Done", "办结率", SHARE, ALL_DAYS, OF_CASES)
def share_done(view: View, by: str) -> Floats:
    """Share of the cases whose sessions were all served.

    各环节全部办结的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.DONE)


@told("Gave up", "中途放弃率", SHARE, ALL_DAYS, OF_CASES)
def share_gave_up(view: View, by: str) -> Floats:
    """Share of the cases that ended because the person ran out of patience in a queue.

    因等候过久而放弃的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.GAVE_UP)


@told("Balked", "因排队人数过多未取号率", SHARE, ALL_DAYS, OF_CASES)
def share_balked(view: View, by: str) -> Floats:
    """Share of the cases that ended because too many were waiting and no ticket was taken.

    因等候人数超过上限、未取号即离开的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.BALKED)


@told("Sent home", "下班未办结被劝离率", SHARE, ALL_DAYS, OF_CASES)
def share_sent_home(view: View, by: str) -> Floats:
    """Share of the cases that were inside, and not through, when the hall sent people home.

    在厅但至下班仍未办结、被劝离的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.SENT_HOME)


@told("Too late", "停止取号后到达率", SHARE, ALL_DAYS, OF_CASES)
def share_too_late(view: View, by: str) -> Floats:
    """Share of the cases that came when no first ticket was given any more.

    停止取号后才到达、未能取号的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.TOO_LATE)


@told("Sessions per case", "每件取号次数", TICKETS_PER_CASE, CASES_DONE, OF_CASES)
def sessions_per_case(view: View, by: str) -> Floats:
    """Mean number of sessions at windows, a ticket each, over the cases done; guidance left out.

    办结件的平均取号（到窗口办理）次数，不含导办。
    """
    number = np.bincount(view.case[view.at_window], minlength=len(view.plan))
    return done(view, by).mean(number.astype(np.float64))


@told("Mean time in hall", "平均在厅时长", MINUTES, DOOR_TO_LEAVING, OF_CASES)
def mean_time_in_hall(view: View, by: str) -> Floats:
    """Mean over the cases done of the time from the door to leaving.

    办结件自到门口至离厅的平均时间。
    """
    return done(view, by).mean(view.trace.left - view.plan.arrival)


@told("90 % time in hall at most", "90分位在厅时长", MINUTES, DOOR_TO_LEAVING, OF_CASES)
def p90_time_in_hall(view: View, by: str) -> Floats:
    """Smallest time in the hall that at least 90 % of the cases done do not exceed.

    至少90%的办结件在厅时长不超过该值，取其中最小者。
    """
    return done(view, by).quantile(view.trace.left - view.plan.arrival, 90)
