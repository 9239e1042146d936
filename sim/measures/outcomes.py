"""What becomes of cases, and how long they keep people in the hall."""

from __future__ import annotations

from sim.measures.cuts import Ratio, ratio
from sim.measures.figures import Figures
from sim.measures.kinds import (
    ALL_DAYS,
    CASES,
    CASES_DONE,
    CASES_SEEN,
    DOOR_TO_LEAVING,
    MINUTES,
    OF_CASES,
    SHARE,
    TICKETS_PER_CASE,
    told,
)
from sim.tape import Floats
from sim.trace import CaseOutcome


def _share(view: Figures, by: str, outcome: CaseOutcome) -> Ratio:
    return ratio(view.cases_by_outcome(by)[:, outcome], view.cases(by).count())


@told("Cases", "办件数", CASES, ALL_DAYS, OF_CASES, counts=True)
def cases(view: Figures, by: str) -> Floats:
    """Number of cases first seen on measured days: at the door, those without a ticket included, or filed online.

    People who had booked and did not come count, too.

    统计日首次到厅（含未取号者）或网上提交的办件数；已预约未到者亦计入。
    """
    return view.cases(by).count()


@told("Done", "办结率", SHARE, CASES_SEEN, OF_CASES)
def share_done(view: Figures, by: str) -> Ratio:
    """Share of the cases that came to their result within the days played.

    在运行期内办结的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.DONE)


@told("Unfinished", "期末未办结率", SHARE, CASES_SEEN, OF_CASES)
def share_unfinished(view: Figures, by: str) -> Ratio:
    """Share of the cases still under way at the end of the days played, drain days included.

    Means over cases done leave them out: where they are many, those means are too good.

    运行期（含收尾日）结束时仍在办理的办件占全部办件的比例；办结件的均值不含这部分，比例高时均值偏于乐观。
    """
    return _share(view, by, CaseOutcome.IN_PROGRESS)


@told("Gave up", "中途放弃率", SHARE, CASES_SEEN, OF_CASES)
def share_gave_up(view: Figures, by: str) -> Ratio:
    """Share of the cases that ended because the person ran out of patience in a queue, and did not come again.

    因等候过久而放弃且不再来的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.GAVE_UP)


@told("Balked", "因排队人数过多未取号率", SHARE, CASES_SEEN, OF_CASES)
def share_balked(view: Figures, by: str) -> Ratio:
    """Share of the cases that ended because too many were waiting and no ticket was taken, without coming again.

    因等候人数超过上限、未取号即离开且不再来的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.BALKED)


@told("Sent home", "下班未办结被劝离率", SHARE, CASES_SEEN, OF_CASES)
def share_sent_home(view: Figures, by: str) -> Ratio:
    """Share of the cases that ended because the hall sent the person home before all was through, without coming again.

    在厅但至下班仍未办完、被劝离且不再来的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.SENT_HOME)


@told("Too late", "停止取号后到达率", SHARE, CASES_SEEN, OF_CASES)
def share_too_late(view: Figures, by: str) -> Ratio:
    """Share of the cases that ended because the person came when no ticket was given any more, without coming again.

    停止取号后才到达、未能取号且不再来的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.TOO_LATE)


@told("Turned back for good", "退回后未再来率", SHARE, CASES_SEEN, OF_CASES)
def share_turned_back(view: Figures, by: str) -> Ratio:
    """Share of the cases that ended because the person, turned back or called back, did not come again.

    因材料不齐被退回或因差错被召回、其后不再来的办件占全部办件的比例。
    """
    return _share(view, by, CaseOutcome.TURNED_BACK)


@told("Lapsed", "容缺失效率", SHARE, CASES_SEEN, OF_CASES)
def share_lapsed(view: Figures, by: str) -> Ratio:
    """Share of the cases that ended because a paper that was let pass never came.

    容缺受理后材料始终未补、办件失效的比例。
    """
    return _share(view, by, CaseOutcome.LAPSED)


@told("No-shows", "预约爽约率", SHARE, CASES_SEEN, OF_CASES)
def share_no_show(view: Figures, by: str) -> Ratio:
    """Share of all cases whose people had booked and did not come; of the booked alone, see the class `booked`.

    已预约但未到的办件占全部办件的比例；仅就预约者而言，见优先类别booked。
    """
    return _share(view, by, CaseOutcome.NO_SHOW)


@told("Sessions per case", "每件取号次数", TICKETS_PER_CASE, CASES_DONE, OF_CASES)
def sessions_per_case(view: Figures, by: str) -> Ratio:
    """Mean number of tickets for windows over the cases done, on all visits; those of other desks left out.

    办结件各次到访在窗口的平均取号次数，不含导办、出件等其他岗位。
    """
    return view.done_cases(by).mean(view.case_sums.window_tickets)


@told("Mean time in hall", "平均全程在厅时长", MINUTES, DOOR_TO_LEAVING, OF_CASES)
def mean_time_in_hall(view: Figures, by: str) -> Ratio:
    """Mean over the cases done of the time from the door to leaving, added over all visits.

    A case filed online and never collected counts with 0.

    办结件各次到访自到门口至离厅时间之和的平均值；网上申报且无需领取的计为0。
    """
    return view.done_cases(by).mean(view.case_sums.in_hall)


@told("90 % time in hall at most", "90分位全程在厅时长", MINUTES, DOOR_TO_LEAVING, OF_CASES)
def p90_time_in_hall(view: Figures, by: str) -> Floats:
    """Smallest time in the hall, over all visits, that at least 90 % of the cases done do not exceed.

    至少90%的办结件全程在厅时长（各次到访之和）不超过该值，取其中最小者。
    """
    return view.done_cases(by).quantile(view.case_sums.in_hall, 90)
