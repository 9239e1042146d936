"""Who works in the hall: clerk groups, their scopes, shifts, and what they cost."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.spec.fields import Interval, Label, Model, Name, NonNegative, Positive, Share, TimeOfDay, Weekday
from sim.spec.people import Matter

MOST_CLERKS = 2000
"""Clerks of one group: more is a slip of the pen, and would be built before anybody noticed."""
WindowCounts = dict[TimeOfDay, Annotated[int, Field(ge=0, le=MOST_CLERKS)]]
"""Windows open from that time of day on, until the next one; none before the first."""


Station = Literal["acceptance", "guidance", "enquiries", "back_office", "issue", "machine", "help"]


class Shift(Model):
    """A clerk's stretch of duty on one day."""

    start: TimeOfDay
    """Time of day at which duty begins."""
    end: TimeOfDay
    """Time of day at which duty ends: no session starts at or after it."""
    breaks: tuple[Interval, ...] = ()
    """Breaks within it; a break stops starts only, a session under way is finished."""


class Scope(Model):
    """The tasks that a group may serve: those of the named departments, domains and matters, or all."""

    all: bool = False
    """Every task of every matter."""
    departments: tuple[Name, ...] = ()
    """Tasks of these departments."""
    domains: tuple[Name, ...] = ()
    """All tasks of matters of these domains."""
    matters: tuple[Name, ...] = ()
    """All tasks of these matters."""

    def covers(self, name: str, matter: Matter, task: int) -> bool:
        """Whether task number `task` of the matter called `name` is within this scope."""
        return (
            self.all
            or matter.tasks[task].department in self.departments
            or matter.domain in self.domains
            or name in self.matters
        )


class HelpRule(Model):
    """When a group turns to a queue of its secondary scope: either condition will do."""

    waiting_over: int | None = Field(default=None, ge=0)
    """More than so many tickets wait in that queue."""
    waited_over: NonNegative | None = None
    """A ticket of that queue is so many minutes old."""


class RosterLine(Model):
    """Clerks of a group who work the same shifts."""

    clerks: int = Field(ge=1, le=MOST_CLERKS)
    """How many."""
    shifts: tuple[Name, ...] = Field(min_length=1)
    """Names of the shifts that each of them works on every day of `weekdays`."""
    weekdays: tuple[Weekday, ...] | None = None
    """Days of the week; every open day where null."""


class Learning(Model):
    """How clerks grow faster at a matter: T(n) = T + (T1 - T) n^-b at the n-th session, where T is `slowness`."""

    first: Positive
    """Slowness at the very first session of a matter, T1."""
    rate: Positive = 0.25
    """The exponent b."""
    experience: int = Field(default=0, ge=0)
    """Sessions of each matter that every clerk had done before day 0."""


class Tidal(Model):
    """Windows that the back office opens when many wait (潮汐窗口): until they are shut, people come before files."""

    scope: Scope
    """What is served there."""
    open_over: int | None = Field(default=None, ge=0)
    """The windows open when more than so many wait in the queues of `scope`,"""
    open_after: NonNegative | None = None
    """or when a ticket there is so many minutes old."""
    close_under: int = Field(ge=0)
    """They shut when fewer than so many wait, and none so long that they would open; and every night."""
    open_delay: NonNegative = 0.0
    """Minutes from the decision to open until the clerks are at the windows."""
    close_delay: NonNegative = 0.0
    """Minutes from the decision to shut until no new session starts there."""


class ClerkGroup(Model):
    """Clerks alike in skills, speed, pay and station. Each on duty opens one window.

    Give either `clerks` with `shifts`, or a `roster`, or numbers of `windows`.
    """

    label: Label
    """Its name."""
    station: Station = "acceptance"
    """Where they work. Clerks of the back office review files of the tasks in their scope; those of the guidance,
    enquiries and issue desks serve whoever comes, and have no scope."""
    site: Name | None = None
    """The site at which they work, where there are several; the first where null. Back offices serve all sites."""
    primary: Scope = Scope()
    """What they serve first."""
    secondary: Scope | None = None
    """What they serve when nothing of `primary` waits and `help` allows it."""
    help: HelpRule | None = None
    """The help rule of `secondary`; always true where null."""
    clerks: int | None = Field(default=None, ge=0, le=MOST_CLERKS)
    """Number of clerks, who all work `shifts`."""
    shifts: tuple[Name, ...] = ()
    """Shifts of those `clerks` on every open day."""
    roster: tuple[RosterLine, ...] = ()
    """Clerks with different shifts."""
    windows: WindowCounts | None = None
    """Number of open windows through the day, in place of named clerks."""
    weekday_windows: dict[Weekday, WindowCounts] = Field(default_factory=dict)
    """Numbers of windows on weekdays that differ from `windows`."""
    end_of_shift: Literal["finish", "hold"] | None = None
    """When fewer clerks are due than are busy: `finish`, who goes off finishes outside the count while the
    others go on; `hold`, no new start until the number busy is below the new number of windows. Rosters always
    finish; numbers of windows hold where null."""
    closes: Literal["idle_first", "random", "busy_first"] = "idle_first"
    """Which windows close under `finish` with numbers of windows."""
    slowness: Positive | None = None
    """Minutes of this group for one of a standard clerk's work; where null that of the hall for clerks at windows,
    and 1 for all others."""
    department_slowness: dict[Name, Positive] = Field(default_factory=dict)
    """Slowness on tasks of these departments, where it differs."""
    attendance: Share = 1.0
    """Share of days on which a clerk comes; a clerk who does not is away for the day. For clerks with shifts."""
    learning: Learning | None = None
    """How slowness falls with each clerk's own sessions of a matter; `slowness` from the start where null."""
    tidal: Tidal | None = None
    """Windows that clerks of the back office open when many wait."""
    intake_error: Share = 0.0
    """Share of their intakes in which an error is found, so that the person must come again: by the first review or
    decision after the intake. Where all is done at the window at once nobody looks at it again."""
    cost_per_hour: NonNegative = 0.0
    """Cost of a clerk-hour, in the currency of the spec."""

    def pace(self, at_windows: float) -> float:
        """The group's slowness, where `at_windows` is that of the hall's windows."""
        if self.slowness is not None:
            return self.slowness
        return at_windows if self.station == "acceptance" else 1.0


class Staff(Model):
    """All clerks of a hall."""

    shifts: dict[Name, Shift] = Field(default_factory=dict)
    """The shifts that groups refer to."""
    groups: dict[Name, ClerkGroup] = Field(min_length=1)
    """The clerk groups."""


class Costs(Model):
    """What clerks cost beyond their hours, and what people's time is worth."""

    currency: str = "CNY"
    """Unit of every cost."""
    overtime_factor: float = Field(default=1.5, ge=1.0)
    """Cost of an hour of overtime over an hour of duty."""
    citizen_hour: NonNegative = 0.0
    """Worth of an hour of the people who come, in the hall and on the way; 0 where that is not to be counted."""
