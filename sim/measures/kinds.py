"""What a measure is: a function, and in both languages its name, unit, clock and definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc

from sim.measures.view import View
from sim.spec import Label
from sim.tape import Floats

Function = Callable[[View, str], Floats]


@dataclass(frozen=True)
class Measure:
    """A number that planners ask for."""

    name: str
    """What results and targets call it."""
    label: Label
    """What planners call it."""
    unit: Label
    """Its unit."""
    clock: Label
    """From when to when time is counted, and what of it is left out."""
    definition: Label
    """What it is, so that another could compute it."""
    by: tuple[str, ...]
    """The dimensions, keys of `DIMENSIONS`, that it is given over."""
    function: Function
    """Its value in each level of a dimension, not a number where there is none."""
    counts: bool = False
    """Whether it counts or sums up, so that it is 0, and not missing, where nothing happens."""


MINUTES = Label(en="min", zh="分钟")
SHARE = Label(en="share (0 to 1)", zh="比例（0–1）")
HOURS = Label(en="h", zh="小时")
PEOPLE = Label(en="people", zh="人")
NUMBERS = Label(en="numbers", zh="个号")
TICKETS = Label(en="tickets", zh="张")
CASES = Label(en="cases", zh="件")
WINDOWS = Label(en="windows", zh="个")
TIMES = Label(en="times", zh="倍")
PEOPLE_PER_WINDOW = Label(en="people per window", zh="人/窗口")
TICKETS_PER_CASE = Label(en="tickets per case", zh="次/件")
MONEY = Label(en="currency", zh="货币单位")
MONEY_PER_CASE = Label(en="currency per case", zh="货币单位/件")
"""In the table for a spec, `currency` is what the spec says."""

TICKET_TO_CALL = Label(
    en="ticket to call of the tickets served, lunch closure included", zh="已办理号票自取号至叫号，含午休"
)
TICKET_TO_CALL_OR_LEAVING = Label(
    en="ticket to call or giving up, lunch closure included; tickets sent home left out",
    zh="取号至叫号或弃号，含午休；被劝离者不计",
)
TICKET_TO_END = Label(
    en="ticket to call, giving up or being sent home of all tickets, lunch closure included",
    zh="全部号票自取号至叫号、弃号或被劝离，含午休",
)
DOOR_TO_CALL = Label(
    en="at the door to first call of the cases called, lunch closure and waiting for the door to open included",
    zh="首张号票已办理的办件，自到门口至首次叫号，含午休及门口等候",
)
DOOR_TO_LEAVING = Label(
    en="at the door to leaving the hall of the cases done, lunch closure included", zh="办结件自到门口至离厅，含午休"
)
AT_WINDOW = Label(
    en="start to end at the window of the tickets served; the walk there left out",
    zh="已办理号票自窗口落座至办理结束，不含走到窗口的时间",
)
ALL_DAYS = Label(en="all days played, together", zh="全部运行日合计")
CASES_DONE = Label(en="cases done, all days played, together", zh="办结件，全部运行日合计")
OPENING_HOURS = Label(en="opening hours; lunch closure and after closing left out", zh="开放时间内，不含午休和下班后")
ANY_TIME = Label(en="any moment, lunch closure and after closing included", zh="任一时刻，含午休和下班后")
PLANNED_DUTY = Label(en="planned duty; overtime left out", zh="计划在岗时间内，不含加班")
PLANNED_AND_OVERTIME = Label(en="planned duty and overtime, all days together", zh="计划在岗与加班，全部运行日合计")
HOURS_OVER_CASES_DONE = Label(
    en="planned duty and overtime, over the cases done, all days together",
    zh="计划在岗与加班，按办结件分摊，全部运行日合计",
)
AFTER_DUTY = Label(en="end of planned duty to going off", zh="计划下班至实际下班")

OF_TICKETS = ("hall", "department", "matter", "queue", "priority", "half_hour", "day")
OF_CALLED = (*OF_TICKETS, "group")
"""Who called it is known of a ticket that was called only."""
OF_CASES = ("hall", "department", "matter", "priority", "half_hour", "day")

DIMENSIONS = {
    "hall": Label(
        en="The whole hall (`all`): tickets for windows, not for guidance", zh="全大厅（all）：号票仅计窗口，不含导办"
    ),
    "department": Label(
        en="Department; a ticket or case counts for each that has a task in it",
        zh="部门；号票或办件涉及几个部门，即在各部门各计一次",
    ),
    "matter": Label(en="Matter", zh="事项"),
    "queue": Label(en="Queue, that of guidance included", zh="队列，含导办"),
    "group": Label(en="Clerk group; tickets by the group that called", zh="人员组；号票计入叫号的组"),
    "clerk": Label(en="Clerk, numbered within the group from 1", zh="人员，组内从1起编号"),
    "priority": Label(en="Priority class", zh="优先类别"),
    "half_hour": Label(
        en="Half-hour of the day, days together: of the ticket, of a case's arrival, "
        "or of the clock for what is averaged over time",
        zh="时段（半小时，各日合并）：号票按取号时刻、办件按到达时刻、时间平均值按时钟",
    ),
    "day": Label(
        en="Day played, from 0: as for half-hours; staff hours and costs by the day on which duty begins",
        zh="运行日，从0起：口径同时段；工时与成本按上岗当日",
    ),
    "group_half_hour": Label(en="Clerk group and half-hour of the clock", zh="人员组与时段"),
    "wait_minute": Label(en="Whole minutes waited; the last is 120 and more", zh="等候整分钟数，末组为120分钟及以上"),
}
"""The dimensions and how rows fall into their levels."""


def told(
    en: str, zh: str, unit: Label, clock: Label, by: tuple[str, ...], *, counts: bool = False
) -> Callable[[Function], Measure]:
    """Make a measure of a function: its name is the function's, `en` and `zh` are its label.

    The definition is the docstring: its last paragraph in Chinese, what comes before in English.
    """

    def make(function: Function) -> Measure:
        english, chinese = cleandoc(function.__doc__ or "").rsplit("\n\n", 1)
        definition = Label(en=" ".join(english.split()), zh="".join(chinese.split("\n")))
        name: str = getattr(function, "__name__", "")
        return Measure(name, Label(en=en, zh=zh), unit, clock, definition, by, function, counts)

    return make
