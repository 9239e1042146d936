"""The shifts of a menu: every start and every time of the breaks, over the half-hours of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

from sim.errors import Fault, InputError
from sim.spec import HALF_HOUR, Spec, Weekday, clock
from sim.spec.staff import Shift, WindowCounts
from sim.spec.staffing import Break, ShiftKind, Staffing, Times
from sim.staffing.problem import Limit, Menu, ShiftType

HOUR = 60.0
LUNCH = [{"first": "11:00", "last": "13:00", "minutes": 60}]
"""The break of a full day in a hall that does not close for lunch."""
HALF_DAY = 4.0
"""Hours of a half day there."""
UNSAID = -1
"""Stands for a number of windows where a scenario gives none."""


@dataclass(frozen=True)
class Cells:
    """The half-hours of a day from its opening to its closing, closures included: what windows are counted in."""

    starts: tuple[int, ...]
    """Minutes from midnight."""
    open: tuple[bool, ...]
    """By cell, whether the hall is open."""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def edges(self) -> tuple[int, ...]:
        """The starts, and closing time."""
        return (*self.starts, self.starts[-1] + int(HALF_HOUR))

    def at(self, counts: WindowCounts, default: int) -> tuple[int, ...]:
        """By cell the number that stands at its start: each from a time on until the next; `default` before."""
        known = sorted(counts.items())
        return tuple(next((n for time, n in reversed(known) if time <= start), default) for start in self.starts)


@dataclass(frozen=True)
class Duty:
    """One shift of the menu."""

    name: str
    kind: str
    """The kind of shift that it is of."""
    start: int
    """Minutes from midnight, as in all times here."""
    end: int
    breaks: tuple[tuple[int, int], ...]
    """Starts and ends."""
    paid: float
    """Paid hours."""

    def covers(self, cells: Cells) -> tuple[bool, ...]:
        """By cell whether a clerk on it opens a window there: on duty all the half-hour, and the hall open."""
        return tuple(is_open and self._works(start) for start, is_open in zip(cells.starts, cells.open, strict=True))

    def _works(self, start: int) -> bool:
        end = start + HALF_HOUR
        on = self.start <= start and end <= self.end
        return on and not any(begin < end and start < until for begin, until in self.breaks)

    @cached_property
    def shift(self) -> Shift:
        """As the spec of a hall has it."""
        breaks = [{"start": clock(begin), "end": clock(end)} for begin, end in self.breaks]
        return Shift.model_validate({"start": clock(self.start), "end": clock(self.end), "breaks": breaks})


def cells_of(spec: Spec, weekday: Weekday) -> Cells:
    """The half-hours of an open day. Raises `InputError` where the hall's hours do not begin and end with one."""
    hours = spec.hall.hours_on(weekday)
    odd = [time for span in hours for time in (span.start, span.end) if time % HALF_HOUR]
    if odd:
        problem = f"the hall opens or closes at {clock(odd[0])}, within a half-hour"
        raise InputError(Fault(problem, "staffing goes by half-hours: use hours on them", "hall.hours"))
    starts = tuple(range(hours[0].start, hours[-1].end, int(HALF_HOUR)))
    return Cells(starts, tuple(any(span.start <= start < span.end for span in hours) for start in starts))


def duties_of(staffing: Staffing, spec: Spec, group: str, cells: Mapping[Weekday, Cells]) -> tuple[Duty, ...]:
    """All shifts that clerks of a group may be given; of those of a kind that cover the same only the cheapest.

    Raises `InputError` where none covers any half-hour.
    """
    found: dict[tuple[str, tuple[bool, ...]], Duty] = {}
    for name, kind in kinds_of(staffing, spec).items():
        for duty in expanded(name, kind) if not kind.groups or group in kind.groups else ():
            covered = tuple(cell for grid in cells.values() for cell in duty.covers(grid))
            before = found.get((name, covered))
            if any(covered) and (before is None or duty.paid < before.paid):
                found[name, covered] = duty
    if not found:
        problem = f"no shift of the menu has clerks of {group} on duty while the hall is open"
        raise InputError(Fault(problem, "give a kind of shift that does", "staffing.shifts"))
    return tuple(found.values())


def check_duties(staffing: Staffing, spec: Spec, groups: Sequence[str], cells: Mapping[Weekday, Cells]) -> None:
    """Raises `InputError` with every group for which no shift of the menu covers any half-hour."""
    faults: list[Fault] = []
    for group in groups:
        try:
            duties_of(staffing, spec, group, cells)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)


def kinds_of(staffing: Staffing, spec: Spec) -> dict[str, ShiftKind]:
    """The kinds of shift of a menu; where it has none a full day and half days, as the hall is open."""
    if staffing.shifts:
        return staffing.shifts
    hours = sorted(spec.hall.hours, key=lambda span: span.start)
    opens, closes = hours[0].start, hours[-1].end
    closures = [
        {"first": clock(one.end), "last": clock(one.end), "minutes": two.start - one.end}
        for one, two in pairwise(hours)
    ]
    full = {"starts": [clock(opens)], "hours": (closes - opens) / HOUR, "breaks": closures or LUNCH}
    if closures:
        halves = {
            f"half_{number}": {"starts": [clock(span.start)], "hours": (span.end - span.start) / HOUR}
            for number, span in enumerate(hours, 1)
        }
    else:
        last = max(opens, closes - int(HOUR * HALF_DAY))
        starts = {"first": clock(opens), "last": clock(last)}
        halves = {"half": {"starts": starts, "hours": min(HALF_DAY, (closes - opens) / HOUR)}}
    return {name: ShiftKind.model_validate(kind) for name, kind in {"full": full, **halves}.items()}


def expanded(name: str, kind: ShiftKind) -> list[Duty]:
    """Every start of a kind of shift with every time of its breaks within it, in order and apart."""
    starts = kind.starts.all if isinstance(kind.starts, Times) else kind.starts
    return [
        _duty(name, kind, start, begins)
        for start in starts
        for begins in product(*(rest.all for rest in kind.breaks))
        if _fit(start, start + HOUR * kind.hours, kind.breaks, begins)
    ]


def _fit(start: float, end: float, breaks: Sequence[Break], begins: Sequence[int]) -> bool:
    """Whether each break lies within the shift, after work and before more, and after the one before it."""
    before = start
    for rest, begin in zip(breaks, begins, strict=True):
        if begin <= before:
            return False
        before = begin + rest.minutes
    return before < end or not breaks


def _duty(name: str, kind: ShiftKind, start: int, begins: Sequence[int]) -> Duty:
    breaks = tuple((begin, begin + rest.minutes) for rest, begin in zip(kind.breaks, begins, strict=True))
    unpaid = sum(rest.minutes for rest in kind.breaks if not rest.paid)
    paid = kind.hours - unpaid / HOUR if kind.paid_hours is None else kind.paid_hours
    named = "_".join([name, *(clock(time).replace(":", "") for time in (start, *begins))])
    return Duty(named, name, start, start + int(HOUR * kind.hours), breaks, paid)


def duty_over(cells: Cells, on: Sequence[bool]) -> Duty:
    """The shift over those cells of a day that are `on`: from the first to the last, with breaks where one is not."""
    work = [(start, start + int(HALF_HOUR)) for start, works in zip(cells.starts, on, strict=True) if works]
    breaks = tuple((end, start) for (_, end), (start, _) in pairwise(work) if start > end)
    start, end = work[0][0], work[-1][1]
    times = (start, end, *(time for rest in breaks for time in rest))
    named = "_".join(["on", *(clock(time).replace(":", "") for time in times)])
    return Duty(named, "on", start, end, breaks, len(work) * HALF_HOUR / HOUR)


def stretches(cells: Cells, least: int) -> tuple[ShiftType, ...]:
    """Windows that stay open for `least` half-hours or more, or as long as the hall is open at a time if that is less.

    As shifts: stretches of `least` half-hours, and up to twice as many less one, as any longer one is made up of these.
    """
    ends = [cell for cell, is_open in enumerate((*cells.open, False)) if not is_open]
    found = []
    for first, is_open in enumerate(cells.open):
        closes = next(end for end in ends if end >= first)
        opens = max((end + 1 for end in ends if end < first), default=0)
        fewest = min(least, closes - opens)
        for length in range(fewest, 2 * fewest) if is_open else ():
            if first + length <= closes:
                covers = tuple(first <= cell < first + length for cell in range(len(cells)))
                found.append(ShiftType(f"{first:02d}+{length}", covers, length * HALF_HOUR / HOUR))
    return tuple(found)


def menu_of(
    duties: Sequence[Duty], cells: Cells, kinds: Mapping[str, ShiftKind], floor: Sequence[int], ceiling: Sequence[int]
) -> Menu:
    """What the solver may choose from on a day; shifts outside its hours are left out."""
    used = [(duty, covers) for duty in duties if any(covers := duty.covers(cells))]
    limits = [
        Limit(name, {duty.name: 1 for duty, _ in used if duty.kind == name}, high=kind.most)
        for name, kind in kinds.items()
        if kind.most is not None and any(duty.kind == name for duty, _ in used)
    ]
    shifts = tuple(ShiftType(duty.name, covers, duty.paid) for duty, covers in used)
    return Menu(shifts, len(cells), floor=tuple(floor), ceiling=tuple(ceiling), limits=tuple(limits))


def bounds_of(
    staffing: Staffing, group: str, cells: Cells, most: int, least: Sequence[bool] = ()
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Fewest and most windows of a group by cell: none while the hall is closed, and `most` where nothing is said.

    The fewest are one where nothing is said and there is `least` to be one, and the ceiling allows it; else none.
    """
    low = cells.at(staffing.floor.get(group, {}), UNSAID)
    high = cells.at(staffing.ceiling.get(group, {}), most)
    ceiling = tuple(min(n, most) * is_open for n, is_open in zip(high, cells.open, strict=True))
    usual = [min(top, int(one)) for top, one in zip(ceiling, least or (False,) * len(cells), strict=True)]
    said = ((usual[cell] if n == UNSAID else n) for cell, n in enumerate(low))
    return tuple(n * is_open for n, is_open in zip(said, cells.open, strict=True)), ceiling


def minutes_of(time: str) -> int:
    """Minutes from midnight of "HH:MM"."""
    hour, minute = time.split(":")
    return int(HOUR) * int(hour) + int(minute)
