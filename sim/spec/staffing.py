"""What a planner says of staffing: the service wanted, the shifts there are, contracts, people and their wishes.

A part of a scenario: it changes nothing in its halls, and is read by `onewindow staff` and `onewindow roster`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.spec.fields import (
    DAY,
    HALF_HOUR,
    Label,
    Model,
    Name,
    NonNegative,
    Positive,
    TimeOfDay,
    Weekday,
    clock,
)
from sim.spec.findings import Finding, Path, unknown
from sim.spec.staff import MOST_CLERKS, WindowCounts

STAY = "stay"
"""What the whole stay of visits is called beside the lines at which people or files wait."""
SHARED = "+"
"""Stands between the names of groups that share a line."""
OnDays = Literal["each", "worst", "average"]
"""Whether each weekday has a plan of its own that keeps the service there; or all have one, which keeps it on each of
them (so that the worst decides), or on their average."""
MOST_DUTIES = 2000
"""Shifts that a menu may come to: more would be a slip of the pen."""


class ServiceLevel(Model):
    """The service that is wanted at the windows. Waits run from the ticket to the call, lunch included."""

    wait_over: Positive | None = None
    """Minutes of waiting; with `share`."""
    share: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    """Largest share, between 0 and 1, of tickets that wait longer; who leaves after waiting longer is one of them."""
    mean_wait: Positive | None = None
    """Largest mean wait, minutes, over all tickets."""
    within: Literal["half_hour", "day"] = "half_hour"
    """Whether that is to hold in every half-hour of tickets on every weekday, or over each weekday as a whole."""

    @model_validator(mode="after")
    def _some(self) -> ServiceLevel:
        if (self.wait_over is None) != (self.share is None):
            raise ValueError("wait_over and share belong together: give both")
        if (self.wait_over is None) == (self.mean_wait is None):
            raise ValueError("give either wait_over with share, or mean_wait")
        return self


class Times(Model):
    """Times of day at even steps."""

    first: TimeOfDay
    """The earliest."""
    last: TimeOfDay
    """The latest."""
    every: int = Field(default=30, ge=30, multiple_of=30)
    """Minutes from one to the next."""

    @property
    def all(self) -> tuple[int, ...]:
        """All of them, minutes from midnight."""
        return tuple(range(self.first, self.last + 1, self.every))


class Break(Times):
    """A break that begins at one of these times."""

    minutes: int = Field(ge=30, multiple_of=30)
    """How long it lasts: half-hours in which the clerk covers no window."""
    paid: bool = False
    """Whether it is paid."""


class ShiftKind(Model):
    """A kind of shift; with each of its starts, and each time of its breaks, a shift of the menu."""

    label: Label | None = None
    """Its name; the key where null."""
    starts: tuple[TimeOfDay, ...] | Times
    """When it may begin: a list of times, or {first, last, every}."""
    hours: Annotated[float, Field(gt=0.0, le=24.0, multiple_of=0.5)]
    """Hours from its start to its end, breaks included."""
    paid_hours: Positive | None = None
    """Hours paid for; where null its length without breaks that are not paid."""
    breaks: tuple[Break, ...] = ()
    """Breaks, one after the other."""
    groups: tuple[Name, ...] = ()
    """Clerk groups that have it; all that are staffed where empty."""
    most: int | None = Field(default=None, ge=0, le=MOST_CLERKS)
    """Most clerks of a group in shifts of this kind on one day: such as places for part-time work."""


class Contract(Model):
    """What clerks of one contract may be asked to work in a week."""

    group: Name | None = None
    """Their clerk group; the only one that is staffed where null."""
    clerks: int | None = Field(default=None, ge=0, le=MOST_CLERKS)
    """How many there are, those named among them; where null those named, and, if nobody is, as many as are needed."""
    hours_min: NonNegative = 0.0
    """Fewest paid hours a week, by each clerk who works at all. Leave does not lower it."""
    hours_max: Positive = 40.0
    """Most paid hours a week."""
    days_min: int = Field(default=0, ge=0, le=7)
    """Fewest days a week."""
    days_max: int = Field(default=5, ge=1, le=7)
    """Most days a week."""
    shifts: tuple[Name, ...] = ()
    """Kinds of shift that it has; all where empty."""
    rest_hours: NonNegative = 11.0
    """Least hours from the end of a shift to the start of the next day's."""


class Wish(Model):
    """What a clerk would like: one of `day_off`, `shift` and `avoid`."""

    day_off: Weekday | None = None
    """A day without work."""
    shift: Name | None = None
    """Work in shifts of this kind only."""
    avoid: Name | None = None
    """No shift of this kind."""
    days: tuple[Weekday, ...] = ()
    """Weekdays for which `shift` or `avoid` is wished; all where empty."""
    weight: Positive = 1.0
    """How much it is worth beside other wishes."""
    must: bool = False
    """Whether a roster without it will not do."""

    @model_validator(mode="after")
    def _one(self) -> Wish:
        if sum(wish is not None for wish in (self.day_off, self.shift, self.avoid)) != 1:
            raise ValueError("give one of day_off, shift and avoid; another wish is another entry of the list")
        if self.day_off is not None and self.days:
            raise ValueError("a day off has its weekday already: leave `days` out")
        return self


class Clerk(Model):
    """Somebody who works here."""

    label: Label | None = None
    """Their name; the key where null."""
    contract: Name
    """Their contract."""
    leave: tuple[Weekday | date, ...] = ()
    """Days on which they are not there: weekdays, or dates "YYYY-MM-DD"."""
    wishes: tuple[Wish, ...] = ()
    """What they would like."""


class Staffing(Model):
    """How the clerks of a scenario's halls are to be found and rostered."""

    service: ServiceLevel | None = None
    """The service that is wanted; where null that of the hall's `targets.goals`: a share over a limit, else the mean
    wait, over each day."""
    desks: ServiceLevel | None = None
    """The service at guidance, enquiries, issue and help desk; that at the windows where null."""
    files: ServiceLevel | None = None
    """The service of files behind the windows, whose waits are minutes in which the hall is open; where null at most a
    tenth of them waits over two hours, over each weekday."""
    stay: Positive | None = None
    """Largest mean stay of a visit, from the door until the person leaves, in minutes, over each weekday; no limit
    where null."""
    weekday: OnDays = "each"
    """Whether each weekday has a plan of its own; or all have one, kept on the worst, or on their average."""
    groups: tuple[Name, ...] = ()
    """Clerk groups that are staffed; where empty all at the windows, or all where people or files wait, as is asked.
    The others are kept as they are."""
    shifts: dict[Name, ShiftKind] = Field(default_factory=dict)
    """The menu of shifts; where empty a full day with a break over lunch, and a half one."""
    floor: dict[Name, WindowCounts] = Field(default_factory=dict)
    """By group the fewest windows from a time of day on, until the next: cover over lunch. Where nothing is said, one
    while the hall is open, of groups to which people come in person; `{"00:00": 0}` lets there be none."""
    ceiling: dict[Name, WindowCounts] = Field(default_factory=dict)
    """By group the most windows from a time of day on, until the next: the windows that are there."""
    stays_open: int = Field(default=30, ge=30, le=720, multiple_of=30)
    """Fewest minutes for which a window stays open, where windows are planned by half-hours and not by shifts; as long
    as the hall is open at a time, where that is less."""
    contracts: dict[Name, Contract] = Field(default_factory=dict)
    """Contracts by name; where empty a roster is of shifts, without people."""
    clerks: dict[Name, Clerk] = Field(default_factory=dict)
    """People by name."""
    week: date | None = None
    """A day of the week that is rostered; where null the first that is measured."""
    revision: int = Field(default=0, ge=0, le=9999)
    """How often the roster of that week was handed out before: raise it for a roster that takes the place of one handed
    out, so that calendars take its shifts as the newer ones, and shifts that are no longer worked as cancelled."""


def findings(staffing: Staffing) -> Iterator[Finding]:
    """All that is wrong with a staffing whose fields are each right."""
    for name, kind in staffing.shifts.items():
        yield from _kind(("staffing", "shifts", name), kind)
    for what in ("floor", "ceiling"):
        for group, counts in getattr(staffing, what).items():
            for time in counts:
                yield from _on_half_hour(("staffing", what, group, clock(time)), time)
    yield from _people(staffing)


def _kind(path: Path, kind: ShiftKind) -> Iterator[Finding]:
    starts = kind.starts.all if isinstance(kind.starts, Times) else kind.starts
    if not starts:
        yield Finding((*path, "starts"), "there is no time at which it begins", "give at least one")
    for start in starts:
        yield from _on_half_hour((*path, "starts"), start)
        if start + 60.0 * kind.hours > DAY:
            yield Finding((*path, "hours"), f"begun at {clock(start)} it goes on past midnight", "shorten it")
    choices = 1
    for number, rest in enumerate(kind.breaks):
        where = (*path, "breaks", number)
        for time in rest.all[:1]:
            yield from _on_half_hour((*where, "first"), time)
        if not rest.all:
            yield Finding((*where, "last"), "is before `first`", "let it be later")
        choices *= max(len(rest.all), 1)
    if len(starts) * choices > MOST_DUTIES:
        problem = f"its starts and breaks make {len(starts) * choices} shifts, more than {MOST_DUTIES}"
        yield Finding(path, problem, "give fewer starts or times of breaks, or larger steps")


def _on_half_hour(path: Path, time: int) -> Iterator[Finding]:
    if time % HALF_HOUR:
        yield Finding(path, f"{clock(time)} is no start of a half-hour", 'use "HH:00" or "HH:30"')


def _people(staffing: Staffing) -> Iterator[Finding]:
    contracts, kinds = staffing.contracts, staffing.shifts
    for name, contract in contracts.items():
        path = ("staffing", "contracts", name)
        yield from unknown((*path, "shifts"), "kind of shift", contract.shifts, kinds)
        for low, high in (("hours_min", "hours_max"), ("days_min", "days_max")):
            if getattr(contract, low) > getattr(contract, high):
                yield Finding((*path, low), f"is more than `{high}`", "lower it")
        named = sum(clerk.contract == name for clerk in staffing.clerks.values())
        if contract.clerks is not None and contract.clerks < named:
            problem = f"{contract.clerks} are fewer than the {named} who are named with it"
            yield Finding((*path, "clerks"), problem, "count those named, too")
    for name, clerk in staffing.clerks.items():
        path = ("staffing", "clerks", name)
        yield from unknown((*path, "contract"), "contract", [clerk.contract], contracts)
        for number, wish in enumerate(clerk.wishes):
            for key in ("shift", "avoid"):
                wished = [named] if (named := getattr(wish, key)) is not None else []
                yield from unknown((*path, "wishes", number, key), "kind of shift", wished, kinds)
