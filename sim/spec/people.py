"""What people come for, how many come and when, and how patient they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from sim.spec.distributions import Distribution
from sim.spec.fields import WEEKDAYS, Label, Model, Name, NonNegative, Positive, Share, TimeOfDay, Weekday

Profile = Annotated[dict[TimeOfDay, NonNegative], Field(min_length=1)]
"""Weight of each half-hour, by the time at which it starts; only the proportions matter."""

ORDINARY = "ordinary"
"""The priority class of whoever is in no other."""
BOOKED = "booked"
"""The priority class of whoever has booked a slot."""
MOST_TASKS = 18
"""Departments that may share a matter: so that the stages of a case are few enough for the bits of a number."""
MOST_CLASSES = 100
"""Priority classes."""


class Paper(Model):
    """A paper that matters ask for (材料)."""

    label: Label
    """Its name."""


class Consultation(Model):
    """An expert of the department is called to the window (会商)."""

    share: Share
    """Share of the cases in which that happens, once all papers are there."""
    minutes: Distribution
    """Minutes of the expert; the window waits meanwhile."""


class Task(Model):
    """One department's share of a matter."""

    department: Name
    """The department that answers for it."""
    work: Distribution
    """Minutes a standard clerk, a specialist, needs for it, set-up and papers apart."""
    papers: tuple[Name, ...] | None = None
    """Papers that it asks for, of those of the matter; all of them where null."""
    needs: tuple[Annotated[int, Field(ge=0)], ...] = ()
    """Numbers of the matter's earlier tasks, from 0, whose results it needs: with windows by department a person may
    have to come again for it; reviews behind wait for one another."""
    consultation: Consultation | None = None
    """Whether an expert is called to the window; never where null."""
    decision: Distribution | None = None
    """Open days from the end of the clerks' work on it to the decision, of cases not decided at once."""


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
    tasks: tuple[Task, ...] = Field(min_length=1, max_length=MOST_TASKS)
    """The departments' shares, in the order in which they are done."""
    rhythm: Rhythm | None = None
    """When people come for this matter, in place of the demand's profiles and weekdays."""
    papers: dict[Name, Share] = Field(default_factory=dict)
    """Papers that it asks for, and the chance that a person comes without each."""
    instant: Share = 1.0
    """Share of its cases that are decided at once (即办件); the others have been promised a day (承诺件)."""
    online: Share | None = None
    """Share of its cases that are filed online; that of the demand where null."""
    window_share: Share = 1.0
    """Share of the work that stays at the window where reviews are done behind; papers are checked at the window."""


class PriorityClass(Model):
    """People whom a hall may call earlier than others: elderly, booked, green channel."""

    label: Label
    """Its name."""
    share: Share
    """Share of all cases that are in it."""


class Zone(Model):
    """A part of the city."""

    label: Label
    """Its name."""
    share: Share
    """Share of all cases whose people live there; the shares of all zones add up to 1."""
    minutes: dict[Name, NonNegative]
    """Minutes of the way to each site, one way."""


class Agents(Model):
    """People who come with the cases of others (代办)."""

    share: Share
    """Share that agents bring of the cases that come to a site, without a booking and to no machine."""
    cases: int = Field(ge=2, le=50)
    """Cases that an agent brings at a time, one after the other."""
    tickets: Literal["each", "one"] = "each"
    """A ticket for each case, or one for all: the clerk then goes on with the next case at once if its first session is
    in the same queue, and for cases that are for another queue, or have a desk before it, a ticket is taken as ever."""


class Bookings(Model):
    """People who book a slot where the hall offers slots (预约)."""

    share: Share
    """Share of the cases that come to a hall whose people would book."""
    no_show: Share = 0.0
    """Share of the booked who do not come."""
    early: NonNegative = 0.0
    """Minutes before their slot at which the earliest come."""
    after: Distribution | None = None
    """Minutes from then until they come; all come then where null."""


class Returns(Model):
    """When people come again, and who does."""

    mean_days: float = Field(default=2.5, ge=1.0)
    """Mean open days until a person comes again: at least one, and geometric beyond it."""
    after_papers: Share = 1.0
    """Share of those turned back for a paper, or called back for an error, who come again."""
    after_giving_up: Share = 0.7
    """Share of those who gave up waiting, or found too many waiting, who come again."""
    after_closing: Share = 1.0
    """Share of those for whom it was too late, or who were sent home, who come again."""


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
    classes: dict[Name, PriorityClass] = Field(default_factory=dict, max_length=MOST_CLASSES)
    """Priority classes beside `ordinary`; their shares add up to at most 1."""
    missing: NonNegative = 1.0
    """Chances of lacking a paper over those that the matters say."""
    zones: dict[Name, Zone] = Field(default_factory=dict)
    """Parts of the city, where there are several sites; people go to the nearest that serves their matter."""
    trip: NonNegative = 0.0
    """Minutes that every visit costs its person beside the way of `zones`: to get ready, to park, to get back."""
    community: Share = 0.0
    """Share of cases whose people go to a community point, if one is the nearest site that serves their matter; the
    others go to the nearest hall."""
    machine: Share = 0.0
    """Share of cases decided at once whose people try a machine first, where one serves their matter."""
    agents: Agents | None = None
    """Who comes with several cases; nobody where null."""
    bookings: Bookings | None = None
    """Who books, where the hall offers slots."""
    online: Share = 0.0
    """Share of cases filed online (网上申报): the back office does all the work, and nobody comes but to collect."""
    returns: Returns | None = None
    """Who comes again, and when; nobody does where null."""


class Calendar(Model):
    """Which days are played, and which of them are open."""

    start: date
    """Day 0, written "YYYY-MM-DD"."""
    days: int = Field(ge=1, le=3660)
    """Number of days played: closed ones, warm-up and drain included."""
    warm_up: int = Field(default=0, ge=0)
    """Days at the beginning in which returns and files fill up: played, and not measured. With none the hall opens
    empty."""
    drain: int = Field(default=0, ge=0)
    """Days at the end, with people coming as before, in which cases of the days measured come to their end: played, and
    not measured."""
    open_weekdays: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    """Weekdays on which the hall is open."""
    holidays: tuple[date, ...] = ()
    """Days on which it is closed all the same."""

    @property
    def measured(self) -> range:
        """Numbers of the days that are measured, between warm-up and drain."""
        return range(self.warm_up, self.days - self.drain)

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
