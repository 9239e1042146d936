"""What people come for, how many come and when, and how patient they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from sim.spec.distributions import Distribution
from sim.spec.fields import WEEKDAYS, Label, Model, Name, NonNegative, Positive, Share, TimeOfDay, Weekday

Profile = Annotated[dict[TimeOfDay, NonNegative], Field(min_length=1)]
"""Weight of each half-hour, by the time at which it starts; only the proportions matter."""

ORDINARY = "ordinary"
"""The priority class of whoever is in no other."""


class Task(Model):
    """One department's share of a matter."""

    department: Name
    """The department that answers for it."""
    work: Distribution
    """Minutes a standard clerk, a specialist, needs at the window, set-up apart."""


class Rhythm(Model):
    """When people come: by half-hour and by weekday."""

    profile: Profile
    """When people come to the hall's door: a weight a half-hour."""
    weekday_profiles: dict[Weekday, Profile] = Field(default_factory=dict)
    """Profiles of weekdays that differ from `profile`."""
    weekdays: dict[Weekday, NonNegative] = Field(default_factory=dict)
    """Cases of that weekday over a typical day's; 1 where left out."""

    def on(self, weekday: Weekday) -> Profile:
        """The profile of a weekday."""
        return self.weekday_profiles.get(weekday, self.profile)


class Matter(Model):
    """What a person comes for (事项)."""

    label: Label
    """Its name."""
    domain: Name
    """The domain (领域) whose windows take it in the grouped service model."""
    cases_per_day: NonNegative
    """Cases on a typical open day at volume 1."""
    tasks: tuple[Task, ...] = Field(min_length=1)
    """The departments' shares, in the order in which they are done."""
    rhythm: Rhythm | None = None
    """When people come for this matter, in place of the demand's profiles and weekdays."""


class PriorityClass(Model):
    """People whom a hall may call earlier than others: elderly, booked, green channel."""

    label: Label
    """Its name."""
    share: Share
    """Share of all cases that are in it."""


class Demand(Rhythm):
    """Who comes, when, and how patient they are."""

    volume: NonNegative = 1.0
    """Cases over those of a typical year; at most `ceiling`."""
    ceiling: Positive = 1.5
    """The largest volume that will be asked for: people are drawn for it, then thinned, so that a lower volume
    is a subset of a higher one."""
    season: dict[Annotated[int, Field(ge=1, le=12)], NonNegative] = Field(default_factory=dict)
    """Cases of that month (1 to 12) over a typical month's; 1 where left out."""
    day_factor_cv: NonNegative = 0.0
    """Coefficient of variation of each day's own level (gamma, mean 1); 0 makes counts Poisson."""
    patience: Distribution | None = None
    """Minutes from the ticket after which a person not yet called gives up; nobody does where null."""
    silent_share: Share = 0.0
    """Share of those giving up who leave without telling: their number is called in vain."""
    balking_limit: int | None = Field(default=None, ge=0)
    """Who finds more than so many numbers on display in a queue takes no ticket; null for no limit. Of people who
    come at one instant, such as a crowd at the door, each finds those before them on display."""
    classes: dict[Name, PriorityClass] = Field(default_factory=dict)
    """Priority classes beside `ordinary`; their shares add up to at most 1."""


class Calendar(Model):
    """Which days are played, and which of them are open."""

    start: date
    """Day 0, written "YYYY-MM-DD"."""
    days: int = Field(ge=1, le=3660)
    """Number of days played, closed ones included."""
    open_weekdays: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    """Weekdays on which the hall is open."""
    holidays: tuple[date, ...] = ()
    """Days on which it is closed all the same."""

    def date_of(self, day: int) -> date:
        """The date of day number `day`."""
        return self.start + timedelta(day)

    def weekday(self, day: int) -> Weekday:
        """The weekday of day number `day`."""
        return WEEKDAYS[(self.start.weekday() + day) % 7]

    def is_open(self, day: int) -> bool:
        """Whether the hall is open on day number `day`."""
        return self.weekday(day) in self.open_weekdays and self.date_of(day) not in self.holidays

    def open_days(self) -> dict[int, Weekday]:
        """The days on which the hall is open, ascending, and their weekdays."""
        return {day: self.weekday(day) for day in range(self.days) if self.is_open(day)}
