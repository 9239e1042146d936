"""What a measure is: a function, and in both languages its name, unit, clock and definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

from sim.measures.cuts import Ratio
from sim.spec import Label
from sim.tape import Floats

Function = Callable[[Any, str], Floats | Ratio]
"""From `Figures`, or a `View` where every session must be known, and the name of a dimension, to a value a level."""


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
    kpis: tuple[str, ...] = ()
    """The dimensions that it is given over where key figures alone are kept."""

    def value(self, view: Any, by: str) -> Floats:
        """What `function` gives, divided."""
        found = self.function(view, by)
        return found.value if isinstance(found, Ratio) else found


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
FILES = Label(en="files", zh="件")
CLERKS = Label(en="clerks", zh="人")
DAYS = Label(en="days", zh="天")
OPEN_DAYS = Label(en="open days", zh="工作日")
INDEX = Label(en="index (0 to 1)", zh="指数（0–1）")
VISITS = Label(en="visits", zh="次")
VISITS_PER_CASE = Label(en="visits per case", zh="次/件")
PAPERS_PER_CASE = Label(en="papers per case", zh="份/件")
ERRORS_PER_CASE = Label(en="errors per case", zh="处/件")
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
    en="at the door to first call of the visits called, lunch closure and waiting for the door to open included",
    zh="首张号票已办理的到访，自到门口至首次叫号，含午休及门口等候",
)
DOOR_TO_LEAVING = Label(
    en="at the door to leaving, added over all visits of the cases done, lunch closure included",
    zh="办结件各次到访自到门口至离厅之和，含午休",
)
DOOR_TO_LEAVING_ONCE = Label(
    en="at the door to leaving, of each visit, lunch closure included", zh="每次到访自到门口至离厅，含午休"
)
DOOR_TO_DOOR = Label(
    en="at the door to leaving, and the ways there and back, added over all visits of the cases done",
    zh="办结件各次到访在厅时间与往返路途之和",
)
TICKET_TO_CALL_AT_ISSUE = Label(
    en="ticket for the result to call of the tickets served, lunch closure included",
    zh="已办理的出件号票自取号至叫号，含午休",
)
AT_CLOSING = Label(en="at closing time of the last open day measured", zh="最后一个统计工作日下班时")
AT_WINDOW = Label(
    en="start to end at the window of the tickets served; the walk there left out",
    zh="已办理号票自窗口落座至办理结束，不含走到窗口的时间",
)
ALL_DAYS = Label(en="all days measured, together", zh="全部统计日合计")
CASES_DONE = Label(
    en="cases done of those first seen on measured days, over all their visits",
    zh="统计日首次到达（或提交）的办结件，含其全部到访",
)
CASES_ENDED = Label(
    en="cases of measured days that came to an end, with or without a result",
    zh="统计日首次到达（或提交）、已有结果或已终止的办件",
)
CASES_SEEN = Label(
    en="cases first seen on measured days, to their end or that of the days",
    zh="统计日首次到达的办件，跟踪至结束或期末",
)
CONTACT_TO_RESULT = Label(
    en="at the door, or filing online, to the result, of the cases done; 1440 minutes a day, nights, weekends and "
    "holidays included",
    zh="办结件自首次到门口（或网上提交）至取得结果，1天为1440分钟，含夜间、周末和节假日",
)
OPEN_DAYS_TO_RESULT = Label(
    en="open days after that of first contact up to that of the result, of the cases done",
    zh="办结件自首次到达次日起至取得结果当日的工作日数",
)
OPENING_HOURS = Label(en="opening hours; lunch closure and after closing left out", zh="开放时间内，不含午休和下班后")
FILE_TO_CALL = Label(
    en="file handed over to work on it begun, of the files worked on; opening hours only, nights and closures left out",
    zh="已处理的材料自转至后台至开始处理，仅计开放时间，不含夜间和午休",
)
FILE_TO_END = Label(
    en="file handed over to work on it done, of the files worked on; opening hours only, nights and closures left out",
    zh="已处理的材料自转至后台至处理完毕，仅计开放时间，不含夜间和午休",
)
ANY_TIME = Label(en="any moment, lunch closure and after closing included", zh="任一时刻，含午休和下班后")
PLANNED_DUTY = Label(en="planned duty; overtime left out", zh="计划在岗时间内，不含加班")
PLANNED_AND_OVERTIME = Label(
    en="planned duty and overtime, all measured days together", zh="计划在岗与加班，全部统计日合计"
)
HOURS_OVER_CASES_DONE = Label(
    en="planned duty and overtime of measured days, over the cases done of those first seen on them",
    zh="统计日的计划在岗与加班，按统计日首次到达的办结件分摊",
)
AFTER_DUTY = Label(en="end of planned duty to going off", zh="计划下班至实际下班")

OF_TICKETS = ("hall", "department", "matter", "queue", "priority", "site", "half_hour", "day")
OF_CALLED = (*OF_TICKETS, "group")
"""Who called it is known of a ticket that was called only."""
OF_CASES = ("hall", "department", "matter", "priority", "site", "half_hour", "day")
OF_JOURNEYS = ("hall", "department", "matter", "priority", "site", "day")
"""What is told of whole journeys, which the half-hour of their beginning says little about."""
OF_VISITS = ("hall", "department", "matter", "priority", "site", "cause", "half_hour", "day")
OF_STOCK = ("hall", "department", "matter", "queue")
OF_FILES = ("hall", "department", "matter", "queue", "day")

DIMENSIONS = {
    "hall": Label(
        en="The whole hall (`all`): tickets for windows, not for guidance, issue or other desks, nor files",
        zh="全大厅（all）：号票仅计窗口，不含导办、出件等其他岗位和后台材料",
    ),
    "department": Label(
        en="Department; a ticket, visit or case counts for each that has a task in it",
        zh="部门；号票、到访或办件涉及几个部门，即在各部门各计一次",
    ),
    "matter": Label(en="Matter", zh="事项"),
    "queue": Label(
        en="Queue, those of guidance, issue, machines and other desks, and of files behind, included",
        zh="队列，含导办、出件、自助机等岗位的队列和后台材料队列",
    ),
    "group": Label(
        en="Clerk group; tickets by the group that called, files by the group that worked on them",
        zh="人员组；号票计入叫号的组，后台材料计入处理的组",
    ),
    "role": Label(
        en="What clerks do: at windows (front; clerks of tidal windows while these are open), reviews (behind), issue, "
        "guidance, other",
        zh="岗位：窗口（front，潮汐窗口开放期间的人员计入）、后台审批（behind）、出件（issue）、导办（guidance）、其他（other）",
    ),
    "clerk": Label(en="Clerk, numbered within the group from 1", zh="人员，组内从1起编号"),
    "priority": Label(en="Priority class", zh="优先类别"),
    "site": Label(
        en="Site, where there are several; what is filed online counts at the first",
        zh="办事地点（设多个地点时）；网上申报计入第一个地点",
    ),
    "cause": Label(
        en="Why a person comes: for the first time; again for papers, an error, having given up, or closing time; for "
        "the next task; or to collect the result",
        zh="到访原因：首次（first）、补材料（papers）、更正差错（error）、曾放弃等候（gave_up）、曾遇下班（closing）、"
        "凭前一结果办下一项（result）、领取结果（collect）",
    ),
    "half_hour": Label(
        en="Half-hour of the day, days together: of the ticket, of a visit's or case's arrival, "
        "or of the clock for what is averaged over time",
        zh="时段（半小时，各日合并）：号票按取号时刻、到访和办件按到达时刻、时间平均值按时钟",
    ),
    "day": Label(
        en="Day measured, numbered from 0, the first day played: as for half-hours; staff hours and costs by the day "
        "on which duty begins. Days of warm-up and drain have no level",
        zh="统计日，以首个运行日为0起编号：口径同时段；工时与成本按上岗当日。预热日和收尾日不列出",
    ),
    "group_half_hour": Label(en="Clerk group and half-hour of the clock", zh="人员组与时段"),
    "wait_minute": Label(en="Whole minutes waited; the last is 120 and more", zh="等候整分钟数，末组为120分钟及以上"),
}
"""The dimensions and how rows fall into their levels."""


def told(
    en: str,
    zh: str,
    unit: Label,
    clock: Label,
    by: tuple[str, ...],
    *,
    counts: bool = False,
    kpis: bool | tuple[str, ...] = True,
) -> Callable[[Function], Measure]:
    """Make a measure of a function: its name is the function's, `en` and `zh` are its label.

    `kpis` says whether it is one of the key figures, or over which dimensions it is.

    The definition is the docstring: its last paragraph in Chinese, what comes before in English.
    """

    def make(function: Function) -> Measure:
        english, chinese = cleandoc(function.__doc__ or "").rsplit("\n\n", 1)
        definition = Label(en=" ".join(english.split()), zh="".join(chinese.split("\n")))
        name: str = getattr(function, "__name__", "")
        over = kpis if isinstance(kpis, tuple) else by if kpis else ()
        return Measure(name, Label(en=en, zh=zh), unit, clock, definition, by, function, counts, over)

    return make
