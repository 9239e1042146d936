"""The rules of a hall that both engines obey, each written once.

Within one instant the smallest (kind, number) comes first: ends of sessions, then the calendar, arrivals and
moves to the next queue, timers; then one dispatch; then departures in impatience, so that who is called at the
very limit of patience is served. What a dispatch brings about in the same instant (a session of no length) comes
in its turn: the instant lasts until nothing more happens in it.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.plan import NEVER, Plan, Role
from sim.spec import DAY


class Kind(IntEnum):
    """Kinds of events, in their order within one instant, each with the number that orders equals."""

    END = 0
    """A session ends; by clerk."""
    CALENDAR = 1
    """Opening, closing, duty; by row of the calendar."""
    ARRIVAL = 2
    """A person is at a ticket machine, from the door or from another window, or a file comes; by stage."""
    TIMER = 3
    """A ticket has waited so long that others may help; by ticket."""
    DISPATCH = 4
    """Free clerks and waiting tickets are matched."""
    DEPARTURE = 5
    """A person's patience is at its end; by ticket."""


IN_PERSON = (Role.INTAKE, Role.ISSUE)
"""Stages for which a person comes, or comes again."""

DESKS = (Role.MACHINE, Role.ENQUIRY, Role.HELP, Role.GUIDANCE)
"""Stages to which a person goes besides."""


def seniority(ticket_time: float, head_start: float) -> float:
    """Order in a queue: ticket time less head start; equals by ticket number."""
    return ticket_time - head_start


def service_minutes(
    plan: Plan, stage: int, group: int, *, finished: int = 0, papers_only: bool = False, goes_on: bool = False
) -> float:
    """Minutes of a session: set-up, then the tasks in their order, each at the slowness of the clerk.

    That is the group's, times the pace of a clerk who has `finished` so many sessions of the matter. Of each task its
    papers alone where one is missing, or where only an error is put right. There is no set-up where the clerk `goes_on`
    with an agent's next case.
    """
    minutes = 0.0 if goes_on else float(plan.setup[stage])
    pace = float(plan.pace[group, min(finished, plan.pace.shape[1] - 1)])
    work = plan.check if papers_only else plan.work
    for row in plan.tasks_of(stage):
        minutes += float(plan.slowness[group, plan.kind[row]]) * pace * float(work[row])
    return minutes


def later(plan: Plan, now: float, days: int, minutes: float) -> float:
    """The time so many open days and minutes (less than a day's) after `now`; NEVER beyond the days of the plan.

    Days on which the hall is shut do not count, and what begins on one begins at the end of it.
    """
    today = now // DAY
    place = int(np.searchsorted(plan.open_days, today))
    is_open = place < len(plan.open_days) and plan.open_days[place] == today
    time_of_day = (now - today * DAY if is_open else 0.0) + minutes
    place += days
    if time_of_day >= DAY:
        place, time_of_day = place + 1, time_of_day - DAY
    return float(plan.open_days[place]) * DAY + time_of_day if place < len(plan.open_days) else NEVER


def next_visit(plan: Plan, now: float, days: int, time_of_day: float) -> float:
    """That time of day so many open days after today; NEVER beyond the days of the plan."""
    place = int(np.searchsorted(plan.open_days, now // DAY, "right")) - 1 + days
    return float(plan.open_days[place]) * DAY + time_of_day if place < len(plan.open_days) else NEVER


def help_is_due(plan: Plan, group: int, waiting: int, oldest_ticket: float, now: float) -> bool:
    """Whether a group may turn to a queue of its secondary scope: enough tickets wait, or one long enough.

    The time is compared as ticket time + minutes, the very sum for which the timer was set.
    """
    return bool(waiting > plan.help_over[group] or now >= oldest_ticket + plan.help_after[group])


def tide_rises(plan: Plan, group: int, waiting: int, oldest_ticket: float, now: float) -> bool:
    """Whether a group is to open its tidal windows: enough tickets wait for them, or one long enough."""
    return bool(waiting > plan.open_over[group] or now >= oldest_ticket + plan.open_after[group])


def tide_falls(plan: Plan, group: int, waiting: int) -> bool:
    """Whether it is to shut them: few tickets are left."""
    return bool(waiting < plan.close_under[group])


def clerk_rank(plan: Plan, clerk: int, idle_since: float) -> tuple[int, float, int]:
    """The free clerk with the smallest rank is asked: narrowest scope, longest idle, lowest number."""
    return (0 if plan.alis else int(plan.breadth[plan.clerk_group[clerk]]), idle_since, clerk)
