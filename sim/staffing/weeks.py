"""A week that is to be rostered: the windows that are needed, who there is, and the rules they work by."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Literal

from sim.errors import Fault, InputError
from sim.spec import WEEKDAYS, Weekday, suggest
from sim.spec.staffing import Contract, ShiftKind, Staffing, Wish
from sim.staffing.menus import HOUR, Cells, Duty

What = Literal[
    "need", "ceiling", "most", "leave", "must", "hours_min", "hours_max", "days_min", "days_max", "shifts", "rest"
]


@dataclass(frozen=True, order=True)
class Rule:
    """One thing that a roster keeps to, and that could be given up by itself."""

    what: What
    who: str
    """A weekday (need, ceiling), a kind of shift (most), a person (leave, must), else a contract."""
    which: int = 0
    """The weekday's number of a leave, the number of a wish that must be granted; else 0."""


@dataclass(frozen=True)
class Person:
    """Somebody to be rostered."""

    name: str
    label: Mapping[str, str]
    """By language."""
    contract: str
    named: bool
    """Whether the scenario names them; who is not named need not work."""
    leave: tuple[Weekday, ...] = ()
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True)
class Week:
    """A week of one group."""

    group: str
    cells: Mapping[Weekday, Cells]
    """By open weekday, in their order."""
    need: Mapping[Weekday, tuple[int, ...]]
    """Windows needed, by weekday and cell."""
    ceiling: Mapping[Weekday, tuple[int, ...]]
    """Windows that there are."""
    duties: tuple[Duty, ...]
    kinds: Mapping[str, ShiftKind]
    contracts: Mapping[str, Contract]
    people: tuple[Person, ...]

    @property
    def days(self) -> tuple[Weekday, ...]:
        """The open weekdays."""
        return tuple(self.cells)

    def on(self, day: Weekday) -> tuple[Duty, ...]:
        """The shifts that open a window on a day."""
        return tuple(duty for duty in self.duties if any(duty.covers(self.cells[day])))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, those first that would be given up last."""
        return tuple(self._rules())

    def _rules(self) -> Iterator[Rule]:
        for name in self.contracts:
            for what in ("rest", "shifts", "hours_max", "days_max", "hours_min", "days_min"):
                yield Rule(what, name)
        yield from (Rule("most", name) for name, kind in self.kinds.items() if kind.most is not None)
        for day in sorted(self.days, key=lambda day: max(self.need[day], default=0)):
            yield from (Rule("need", day), Rule("ceiling", day))
        for person in self.people:
            yield from (Rule("leave", person.name, WEEKDAYS.index(day)) for day in person.leave if day in self.days)
            yield from (Rule("must", person.name, number) for number, w in enumerate(person.wishes) if w.must)


def people_of(
    staffing: Staffing,
    group: str,
    groups: Sequence[str],
    monday: date,
    need: Mapping[Weekday, tuple[int, ...]],
    open_days: Sequence[Weekday],
) -> tuple[Person, ...]:
    """Who may be rostered in a group in the week of `monday`: those named, and the others of their contracts.

    Of a contract without a number and without names there are as many as could be needed: one for each window at the
    peaks of all days, twice over, in as many days as it allows. Raises `InputError` for a contract without a group,
    where several are staffed.
    """
    found = []
    for name, contract in staffing.contracts.items():
        if group_of(name, contract, groups) != group:
            continue
        named = [person for person in _named(staffing, monday) if person.contract == name]
        number = len(named) if contract.clerks is None else contract.clerks
        if contract.clerks is None and not named:
            number = most_people({day: need[day] for day in open_days}, contract.days_max)
        others = (
            Person(one, {"en": one, "zh": one}, name, False)
            for one in (numbered(name, n) for n in range(1, number - len(named) + 1))
        )
        found += [*named, *others]
    return tuple(found)


def most_people(need: Mapping[Weekday, tuple[int, ...]], days_max: int) -> int:
    """People beyond whom none of a contract could be needed: one a window at the peaks of all days, twice over."""
    peaks = [max(windows, default=0) for windows in need.values()]
    return 2 * max(max(peaks, default=0), math.ceil(sum(peaks) / min(days_max, len(peaks)))) if peaks else 0


def has_fixed_number(week: Week, contract: str) -> bool:
    """Whether a contract has so many people and no more: it says how many, or names them."""
    named = any(person.named for person in week.people if person.contract == contract)
    return named or week.contracts[contract].clerks is not None


def group_of(name: str, contract: Contract, groups: Sequence[str]) -> str:
    """The group of a contract. Raises `InputError` where it has none, or one that is not staffed."""
    key = f"staffing.contracts.{name}.group"
    if contract.group is None:
        if len(groups) > 1:
            raise InputError(Fault("several groups are staffed", f"say which: {', '.join(groups)}", key))
        return groups[0]
    if contract.group not in groups:
        raise InputError(Fault(f"{contract.group!r} is no group that is staffed", suggest(contract.group, groups), key))
    return contract.group


def _named(staffing: Staffing, monday: date) -> Iterator[Person]:
    week = {monday + timedelta(number): day for number, day in enumerate(WEEKDAYS)}
    for name, clerk in staffing.clerks.items():
        label = clerk.label.model_dump() if clerk.label else {"en": name, "zh": name}
        away = {week.get(day) if isinstance(day, date) else day for day in clerk.leave}
        leave = tuple(day for day in WEEKDAYS if day in away)
        yield Person(name, label, clerk.contract, True, leave, clerk.wishes)


def numbered(contract: str, number: int) -> str:
    """The name of somebody of a contract whom the scenario does not name."""
    return f"{contract}_{number:02d}"


def granted(wish: Wish, worked: Mapping[Weekday, Duty]) -> bool:
    """Whether a week's work, by weekday, is as wished."""
    if wish.day_off is not None:
        return wish.day_off not in worked
    kinds = [duty.kind for day, duty in worked.items() if not wish.days or day in wish.days]
    if wish.avoid is not None:
        return wish.avoid not in kinds
    return all(kind == wish.shift for kind in kinds)


def against(wish: Wish, day: Weekday, duty: Duty) -> bool:
    """Whether a shift on a day is against a wish."""
    if wish.day_off is not None:
        return day == wish.day_off
    if wish.days and day not in wish.days:
        return False
    return duty.kind == wish.avoid if wish.avoid is not None else duty.kind != wish.shift


def too_near(week: Week, rest: float) -> Iterator[tuple[Weekday, Weekday, list[str], list[str]]]:
    """Shifts of two days in a row of which nobody may have both: names on the first, and on the second.

    From the end of the first to the start of the second there are fewer than `rest` hours. Each pair is in one of
    what is given, at least; Sunday is followed by Monday, as the week is worked again and again.
    """
    for day, following in zip(WEEKDAYS, (*WEEKDAYS[1:], WEEKDAYS[0]), strict=True):
        if day not in week.days or following not in week.days:
            continue
        before, after = week.on(day), week.on(following)
        near = [(one, two) for one, two in product(before, after) if 24 * HOUR + two.start - one.end < rest * HOUR]
        for end in sorted({one.end for one, _ in near}):
            latest = max(two.start for one, two in near if one.end == end)
            first, second = [d.name for d in before if d.end >= end], [d.name for d in after if d.start <= latest]
            yield day, following, first, second
