"""How long people wait, and how many wait too long or give up."""

from __future__ import annotations

from sim.measures.cuts import Ratio, ratio
from sim.measures.figures import Figures
from sim.measures.kinds import (
    ALL_DAYS,
    AT_WINDOW,
    DOOR_TO_CALL,
    MINUTES,
    OF_CALLED,
    OF_CASES,
    OF_TICKETS,
    SHARE,
    TICKET_TO_CALL,
    TICKET_TO_CALL_OR_LEAVING,
    TICKET_TO_END,
    TICKETS,
    Measure,
    told,
)
from sim.measures.view import View
from sim.spec import Label
from sim.tape import Floats

LESS_CLOSURES = Label(
    en="ticket to call of the tickets served, lunch closure left out", zh="已办理号票自取号至叫号，扣除午休"
)
TICKET_TO_CALL_EACH = Label(
    en="ticket to call, added over the tickets of a case done, lunch closure included",
    zh="办结件各张号票取号至叫号逐张相加，含午休",
)


@told("Mean wait", "平均等候时间", MINUTES, TICKET_TO_CALL, OF_CALLED)
def mean_wait(view: Figures, by: str) -> Ratio:
    """Mean wait over the tickets served.

    A ticket is served when a clerk sat down with its holder, to be turned back or sent to another queue included.

    已办理号票等候时间的平均值。窗口人员已接待即为已办理，包括因材料不齐被退回和取错号被改派的。
    """
    tickets = view.ticket_sums(by)
    return ratio(tickets.wait, tickets.served)


@told("Median wait", "等候时间中位数", MINUTES, TICKET_TO_CALL, OF_CALLED)
def median_wait(view: Figures, by: str) -> Floats:
    """Smallest wait that at least half of the tickets served do not exceed.

    至少半数的已办理号票等候不超过该值，取其中最小者。
    """
    return view.ticket_sums(by).wait_quantile(50)


@told("90 % wait at most", "90分位等候时间", MINUTES, TICKET_TO_CALL, OF_CALLED)
def p90_wait(view: Figures, by: str) -> Floats:
    """Smallest wait that at least 90 % of the tickets served do not exceed.

    至少90%的已办理号票等候不超过该值，取其中最小者。
    """
    return view.ticket_sums(by).wait_quantile(90)


@told("95 % wait at most", "95分位等候时间", MINUTES, TICKET_TO_CALL, OF_CALLED)
def p95_wait(view: Figures, by: str) -> Floats:
    """Smallest wait that at least 95 % of the tickets served do not exceed.

    至少95%的已办理号票等候不超过该值，取其中最小者。
    """
    return view.ticket_sums(by).wait_quantile(95)


@told("Longest wait", "最长等候时间", MINUTES, TICKET_TO_CALL, OF_CALLED)
def max_wait(view: Figures, by: str) -> Floats:
    """Longest wait among the tickets served.

    已办理号票等候时间的最大值。
    """
    return view.ticket_sums(by).wait_quantile(100)


@told("Mean wait of all ticket holders", "全部号票平均等候时间", MINUTES, TICKET_TO_END, OF_TICKETS)
def mean_wait_all(view: Figures, by: str) -> Ratio:
    """Mean wait over all tickets: served, given up (in silence too), or sent home at closing.

    Of files, those that nobody had taken up by the end of the days are left out.

    全部号票等候时间的平均值：已办理、弃号（含未告知离开）和下班时被劝离的均计入；期末仍未开始处理的后台材料不计。
    """
    tickets = view.ticket_sums(by)
    return ratio(tickets.any_wait, tickets.ended)


@told("Mean wait without closures", "平均等候时间（扣除午休）", MINUTES, LESS_CLOSURES, OF_CALLED, kpis=False)
def mean_wait_less_closures(view: View, by: str) -> Ratio:
    """Mean wait over the tickets served, less what of the wait lay in closures within the day, such as lunch.

    已办理号票的等候扣除当日午休等闭厅时段后的平均值。
    """
    return view.tickets(by).where(view.served).mean(view.wait_less_closures)


@told("Mean wait from the door", "到厅至首次叫号平均时间", MINUTES, DOOR_TO_CALL, OF_CASES, kpis=False)
def mean_wait_from_door(view: View, by: str) -> Ratio:
    """Mean time from the door to the first call, over the visits whose first ticket (of guidance if any) was served.

    首张号票（设导办的为导办号）已办理的到访，自到门口至该次叫号的平均时间。
    """
    return view.visits(by).where(view.called_first).mean(view.wait_from_door)


@told("Mean wait per case", "每件累计等候时间", MINUTES, TICKET_TO_CALL_EACH, OF_CASES)
def mean_wait_per_case(view: Figures, by: str) -> Ratio:
    """Mean over the cases done of the sum of their waits in person, on all visits and in all queues.

    办结件各次到访、各队列（含导办、出件等）本人等候时间之和的平均值。
    """
    return view.done_cases(by).mean(view.case_sums.waited)


def share_wait_over(limit: float) -> Measure:
    """The measure of the share of tickets that wait longer than `limit` minutes."""

    def over(view: Figures, by: str) -> Ratio:
        tickets = view.ticket_sums(by)
        return ratio(tickets.late(limit), tickets.served + tickets.left)

    label = Label(en=f"Share waiting over {limit:g} min", zh=f"等候超时率（超{limit:g}分钟）")
    definition = Label(
        en=f"Share of the tickets served or given up that waited longer than {limit:g} min, not just as long: "
        "who gave up after waiting past it counts, who was sent home does not.",
        zh=f"已办理和弃号的号票中，等候超过{limit:g}分钟（恰好等于不计）的比例；超时后弃号者计入，被劝离者不计。",
    )
    return Measure(
        f"share_wait_over_{limit:g}",
        label,
        SHARE,
        TICKET_TO_CALL_OR_LEAVING,
        definition,
        OF_TICKETS,
        over,
        kpis=OF_TICKETS,
    )


@told("Mean service time", "平均办理时间", MINUTES, AT_WINDOW, OF_CALLED)
def mean_service(view: Figures, by: str) -> Ratio:
    """Mean over the tickets served of the time at the window, short sessions of people turned back included.

    已办理号票自窗口落座至办理结束的平均时间，含因材料不齐被退回者的简短接待。
    """
    tickets = view.ticket_sums(by)
    return ratio(tickets.service, tickets.served)


@told("Tickets", "取号数", TICKETS, ALL_DAYS, (*OF_CALLED, "wait_minute"), counts=True)
def tickets(view: Figures, by: str) -> Floats:
    """Number of tickets taken, whatever became of them; by group, of those that it called.

    An agent's cases on one ticket count one each; those that the clerk goes on with at once have not waited.

    取号总数，无论是否办理；按人员组统计时为该组所叫的号票。代办人一号多件的，每件各计一张，接续办理者等候为零。
    """
    return view.ticket_sums(by).taken


@told("Abandonment", "弃号率", SHARE, ALL_DAYS, OF_TICKETS)
def abandonment(view: Figures, by: str) -> Ratio:
    """Share of all tickets that were given up while waiting, in silence or not.

    因等候而放弃的号票占全部号票的比例，含未告知离开者。
    """
    tickets = view.ticket_sums(by)
    return ratio(tickets.left, tickets.taken)


@told("Abandonment in silence", "未告知弃号率", SHARE, ALL_DAYS, OF_TICKETS)
def abandonment_in_silence(view: Figures, by: str) -> Ratio:
    """Share of all tickets whose holder left without telling, so that the number was called in vain, or cleared.

    未告知即离开（最终空叫或清号）的号票占全部号票的比例。
    """
    tickets = view.ticket_sums(by)
    return ratio(tickets.silent, tickets.taken)
