"""The hall: its hours, its service model, the manners of its queues."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.spec.fields import Interval, Label, Model, Name, NonNegative, TimeOfDay, Weekday
from sim.spec.people import Matter

ServiceModel = Literal["departmental", "grouped", "integrated"]


HeadStart = NonNegative | Literal["strict"]
"""Minutes of seniority on a ticket, or `strict` for strict priority."""


class Guidance(Model):
    """A desk before the ticket (导办)."""

    minutes: NonNegative
    """Minutes of a standard clerk for each case."""


class Hall(Model):
    """A service hall."""

    label: Label
    """Its name."""
    service_model: ServiceModel
    """How a matter's tasks are laid over sessions: a session a department (departmental), one session at the
    windows of the matter's domain (grouped), or one session at any window (integrated)."""
    hours: tuple[Interval, ...] = Field(min_length=1)
    """When the windows are open on an open day; a gap is a closure, such as lunch, over which ticket holders
    keep their places. The end of the last interval is closing time."""
    weekday_hours: dict[Weekday, Annotated[tuple[Interval, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Hours of weekdays that differ from `hours`."""
    tickets_from: TimeOfDay | None = None
    """When the first ticket of a day is given; at opening where null. Who comes earlier waits at the door."""
    last_ticket: TimeOfDay | None = None
    """Who is not at the machine before this time gets no first ticket; closing time where null."""
    tickets_in_closures: bool = False
    """Whether tickets are given during closures such as lunch; else people wait at the door for its end."""
    closing: Literal["serve", "send_home"] = "serve"
    """Those who wait at closing are served, and clerks stay for them as overtime, or are sent home."""
    setup: NonNegative = 0.0
    """Minutes of set-up of each session at a window, whoever serves."""
    walk: NonNegative = 0.0
    """Minutes from a call until the person sits at the window, where the clerk waits; none at guidance."""
    recall: NonNegative = 0.0
    """Minutes a clerk loses to calling the number of someone who left in silence."""
    routing: Literal["narrowest", "alis"] = "narrowest"
    """Which free clerk a ticket goes to: the narrowest primary scope, then the longest idle, then the lowest
    number; or the longest idle among all (alis)."""
    head_start: dict[Name, HeadStart] = Field(default_factory=dict)
    """Minutes of seniority on the tickets of a priority class; 0 where left out."""
    guidance: Guidance | None = None
    """The desk before the ticket, if there is one; it needs a group whose station is `guidance`."""

    def hours_on(self, weekday: Weekday) -> tuple[Interval, ...]:
        """The hours of an open day of that weekday, in order."""
        return tuple(sorted(self.weekday_hours.get(weekday, self.hours), key=lambda i: i.start))


def sessions(matter: Matter, model: ServiceModel) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """A matter's sessions at the windows, in order: the name of the counter, and the numbers of its tasks.

    Tasks of one department that follow one another are done in one session.
    """
    if model == "grouped":
        return ((matter.domain, tuple(range(len(matter.tasks)))),)
    if model == "integrated":
        return (("all", tuple(range(len(matter.tasks)))),)
    counters: list[tuple[str, tuple[int, ...]]] = []
    for number, task in enumerate(matter.tasks):
        if counters and counters[-1][0] == task.department:
            counters[-1] = (task.department, (*counters[-1][1], number))
        else:
            counters.append((task.department, (number,)))
    return tuple(counters)
