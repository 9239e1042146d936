"""The rules of a hall that both engines obey, each written once.

Within one instant the smallest (kind, number) comes first: ends of sessions, then the calendar, arrivals and
moves to the next queue, timers; then one dispatch; then departures in impatience, so that who is called at the
very limit of patience is served. What a dispatch brings about in the same instant (a session of no length) comes
in its turn: the instant lasts until nothing more happens in it.
"""

from __future__ import annotations

from enum import IntEnum

from sim.plan import Plan


class Kind(IntEnum):
    """Kinds of events, in their order within one instant, each with the number that orders equals."""

    END = 0
    """A session ends; by clerk."""
    CALENDAR = 1
    """Opening, closing, duty; by row of the calendar."""
    ARRIVAL = 2
    """A person is at a ticket machine, from the door or from another window; by case."""
    TIMER = 3
    """A ticket has waited so long that others may help; by ticket."""
    DISPATCH = 4
    """Free clerks and waiting tickets are matched."""
    DEPARTURE = 5
    """A person's patience is at its end; by ticket."""


def seniority(ticket_time: float, head_start: float) -> float:
    """Order in a queue: ticket time less head start; equals by ticket number."""
    return ticket_time - head_start


def service_minutes(plan: Plan, stage: int, group: int) -> float:
    """Minutes of a session: set-up, then the tasks in their order, each at the group's slowness."""
    minutes = float(plan.setup[stage])
    for row in plan.tasks_of(stage):
        minutes += float(plan.slowness[group, plan.kind[row]]) * float(plan.work[row])
    return minutes


def help_is_due(plan: Plan, group: int, waiting: int, oldest_ticket: float, now: float) -> bool:
    """Whether a group may turn to a queue of its secondary scope: enough tickets wait, or one long enough.

    The time is compared as ticket time + minutes, the very sum for which the timer was set.
    """
    return bool(waiting > plan.help_over[group] or now >= oldest_ticket + plan.help_after[group])


def clerk_rank(plan: Plan, clerk: int, idle_since: float) -> tuple[int, float, int]:
    """The free clerk with the smallest rank is asked: narrowest scope, longest idle, lowest number."""
    return (0 if plan.alis else int(plan.breadth[plan.clerk_group[clerk]]), idle_since, clerk)
