"""What happens after a case is accepted: reviews behind the windows, and the result."""

from __future__ import annotations

import numpy as np

from sim.measures.cuts import Cut, Ratio, ratio
from sim.measures.figures import Figures
from sim.measures.kinds import (
    AT_CLOSING,
    CASES_DONE,
    FILE_TO_CALL,
    FILE_TO_END,
    FILES,
    HOURS,
    MINUTES,
    OF_FILES,
    OF_JOURNEYS,
    OF_STOCK,
    OPENING_HOURS,
    TICKET_TO_CALL_AT_ISSUE,
    told,
)
from sim.measures.view import View
from sim.plan import Role
from sim.tape import Floats


def _issued(view: View) -> Cut:
    """Tickets for results, of the issue desk or, where results are handed out there, of windows."""
    row = np.flatnonzero((view.role == Role.ISSUE) & view.served & view.on_measured_day)
    return Cut(("all",), row, np.zeros_like(row))


@told("Mean issue wait", "平均出件等候时间", MINUTES, TICKET_TO_CALL_AT_ISSUE, ("hall",), kpis=False)
def mean_issue_wait(view: View, by: str) -> Ratio:
    """Mean wait for results over the tickets served, at the issue desk or wherever results are handed out.

    已办理的领取结果号票（出件台或窗口出件）等候时间的平均值。
    """
    return _issued(view).mean(view.wait)


@told("Time for issue", "每件出件用时", MINUTES, CASES_DONE, OF_JOURNEYS)
def mean_issue_time(view: Figures, by: str) -> Ratio:
    """Mean over the cases done of the part of the time in the hall from the ticket for the result until it is there.

    办结件在厅时长中自取得出件号至领到结果的部分的平均值。
    """
    return view.done_cases(by).mean(view.case_sums.at_issue)


@told("Time awaiting reviews", "每件厅内候审用时", MINUTES, CASES_DONE, OF_JOURNEYS)
def mean_awaiting(view: Figures, by: str) -> Ratio:
    """Mean over the cases done of the part of the time in the hall without a ticket, while work goes on behind.

    Cases decided at once are awaited in the hall. Minutes at the door before the first ticket do not count.

    办结件在厅时长中无号可取、等候后台办理（即办件）的部分的平均值；门口等候取号的时间不计。
    """
    return view.done_cases(by).mean(view.per_case.awaiting)


@told("Review backlog", "平均后台在办件数", FILES, OPENING_HOURS, OF_FILES, kpis=False)
def mean_backlog(view: View, by: str) -> Ratio:
    """Time average of the files in the back office, waiting or under way: reviews, cases filed online, inspections.

    开放时间内后台在办材料数（等候处理和处理中）的时间平均值，含审批、网上申报件和核查。
    """
    return ratio(view.backlog.minutes(by, open_only=True), view.opening.minutes(by))


@told("Review backlog at the end", "期末后台在办件数", FILES, AT_CLOSING, OF_STOCK, counts=True, kpis=False)
def final_backlog(view: View, by: str) -> Floats:
    """Number of files in the back office, waiting or under way, when the hall closes on the last open day measured.

    最后一个统计工作日下班时后台在办材料数（等候处理和处理中）。
    """
    closing = view.plan.closing[view.days.start : view.days.stop]
    at = np.max(closing[~np.isnan(closing)])
    return view.backlog.cut(by).count_of((view.backlog.start <= at) & (view.backlog.end > at))


@told("Mean wait for review", "平均后台等候时间", MINUTES, FILE_TO_CALL, OF_FILES, kpis=False)
def mean_review_wait(view: View, by: str) -> Ratio:
    """Mean over the files worked on of the opening hours from handing over until work on the file begins.

    已处理材料自转至后台至开始处理的平均时间，仅计开放时间。
    """
    return view.files(by).where(view.served).mean(view.review_wait)


@told("Mean time in review", "平均后台办理时长", HOURS, FILE_TO_END, OF_FILES, kpis=False)
def mean_review_time(view: View, by: str) -> Ratio:
    """Mean over the files worked on of the opening hours from handing over until work on the file is done.

    已处理材料自转至后台至处理完毕的平均时长，仅计开放时间。
    """
    return view.files(by).where(view.served).mean(view.review_hours)
