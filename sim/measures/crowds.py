"""How many people wait, and how many are in the hall."""

from __future__ import annotations

from sim.measures.cuts import Ratio, ratio
from sim.measures.figures import Figures
from sim.measures.kinds import ANY_TIME, NUMBERS, OF_CASES, OF_TICKETS, OPENING_HOURS, PEOPLE, told
from sim.measures.spans import Spans
from sim.measures.view import View
from sim.tape import Floats


def _average(view: View, spans: Spans, by: str) -> Ratio:
    return ratio(spans.minutes(by, open_only=True), view.opening.minutes(by))


@told(
    "Mean number waiting", "平均等候人数", PEOPLE, OPENING_HOURS, OF_TICKETS, kpis=("hall", "queue", "half_hour", "day")
)
def mean_waiting(view: Figures, by: str) -> Ratio:
    """Time average of the people waiting for a call; silent leavers do not count. By queue, of files behind, too.

    开放时间内等候人数的时间平均值；未告知离开者不计。按队列统计时含后台待办材料。
    """
    return ratio(view.waiting_minutes(by), view.opening.minutes(by))


@told("Most people waiting", "最多等候人数", PEOPLE, ANY_TIME, OF_TICKETS, counts=True, kpis=False)
def peak_waiting(view: View, by: str) -> Floats:
    """Most people waiting for a call at one moment; silent leavers do not count.

    同一时刻等候人数的最大值；未告知离开者不计。
    """
    return view.waiting.peak(by)


@told("Mean number displayed", "平均显示等候号数", NUMBERS, OPENING_HOURS, OF_TICKETS, kpis=False)
def mean_displayed(view: View, by: str) -> Ratio:
    """Time average of the numbers on display, those of silent leavers included until called in vain or cleared.

    开放时间内屏显等候号数的时间平均值；未告知离开者的号在被空叫或清除前计入。
    """
    return _average(view, view.displayed, by)


@told("Most numbers displayed", "最多显示等候号数", NUMBERS, ANY_TIME, OF_TICKETS, counts=True, kpis=False)
def peak_displayed(view: View, by: str) -> Floats:
    """Most numbers on display at one moment, those of silent leavers included until called in vain or cleared.

    同一时刻屏显等候号数的最大值；未告知离开者的号在被空叫或清除前计入。
    """
    return view.displayed.peak(by)


@told("Mean number in the hall", "平均在厅人数", PEOPLE, OPENING_HOURS, OF_CASES, kpis=False)
def mean_in_hall(view: View, by: str) -> Ratio:
    """Time average of the people from the door until they leave: before their ticket, waiting, or being served.

    开放时间内在厅（含门口等候、办理中）人数的时间平均值。
    """
    return _average(view, view.inside, by)


@told("Most people in the hall", "最多在厅人数", PEOPLE, ANY_TIME, OF_CASES, counts=True, kpis=False)
def peak_in_hall(view: View, by: str) -> Floats:
    """Most people at one moment from the door until they leave, those being served included: the seats needed.

    同一时刻在厅（含门口等候、办理中）人数的最大值，可据此确定座位数。
    """
    return view.inside.peak(by)
