"""Groups that are one pool by the rules of their hall: what keeps a group from being one, by name.

A group is one pool where it alone serves its queue, first come first served, and where who comes to it when, for how
long and how patient does not hang on how many windows are open. Then its waits are those of `sim.staffing.poolplay` on
the days of the hall, and a bound for the pool is one for the hall. No returns are among these, so that days are
independent of one another.

What is named here is what could make the one or the other untrue, or was not looked into; so that a hall that is kept
out may still behave as a pool, and one that is let in does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sim.spec import Spec
from sim.spec.people import Matter
from sim.spec.place import sessions
from sim.spec.staff import ClerkGroup

FIRST = ("guidance", "enquiries")
"""Desks that come before the ticket."""
Reason = Literal[
    "joint",
    "late_station",
    "desk_before",
    "steps",
    "returns",
    "balking",
    "silent",
    "priorities",
    "agents",
    "bookings",
    "sent_home",
    "closures",
    "wrong_tickets",
    "help_desk",
    "issue",
    "experts",
    "troubles",
    "help",
    "tidal",
    "learning",
    "absence",
    "leavers",
    "odd_times",
    "cells",
    "differs",
    "large",
]
"""What makes a group more than a pool; `cells`, `differs`: seen on the days that were played, not in the rules.
`large`: it is a pool, but one for which no bound of use is found in minutes."""


def beyond(spec: Spec, group: str, staffed: tuple[str, ...], *, by_shifts: bool) -> tuple[Reason, ...]:
    """What makes a group more than one pool, where those `staffed` are free; nothing where it is one.

    `by_shifts`: whether its clerks have shifts, and are not numbers of windows.
    """
    return tuple(dict.fromkeys((*_way(spec, group, staffed), *_people(spec), *_hall(spec, group, by_shifts))))


def _way(spec: Spec, group: str, staffed: tuple[str, ...]) -> Iterator[Reason]:
    """How people get to the group."""
    groups, hall = spec.staff.groups, spec.hall
    station = groups[group].station
    if station not in ("acceptance", *FIRST):
        yield "late_station"
    if any(name != group and groups[name].station in FIRST for name in staffed):
        yield "desk_before"
    if station == "acceptance" and any(len(sessions(m, hall.service_model)) > 1 for m in spec.matters.values()):
        yield "steps"
    if hall.wrong_tickets is not None:
        yield "wrong_tickets"
    if hall.help_desk is not None:
        yield "help_desk"
    if hall.issue is not None and hall.issue.where == "window":
        yield "issue"


def _people(spec: Spec) -> Iterator[Reason]:
    """Who comes, and how often."""
    demand = spec.demand
    if _come_again(spec):
        yield "returns"
    if demand.balking_limit is not None:
        yield "balking"
    if demand.silent_share > 0.0 and spec.hall.recall > 0.0:
        yield "silent"
    if spec.hall.head_start:
        yield "priorities"
    if demand.agents is not None:
        yield "agents"
    if spec.hall.slots:
        yield "bookings"
    if any(_asks_experts(matter) for matter in spec.matters.values()):
        yield "experts"


def _hall(spec: Spec, group: str, by_shifts: bool) -> Iterator[Reason]:
    """How the hall is run, and its clerks."""
    hall, groups = spec.hall, spec.staff.groups
    clerks: ClerkGroup = groups[group]
    if hall.closing != "serve":
        yield "sent_home"
    if hall.tickets_in_closures:
        yield "closures"
    if hall.disturbances:
        yield "troubles"
    if any(one.secondary is not None for one in groups.values()):
        yield "help"
    if any(one.tidal is not None for one in groups.values()):
        yield "tidal"
    if clerks.learning is not None:
        yield "learning"
    if by_shifts and clerks.attendance < 1.0:
        yield "absence"
    if by_shifts and spec.demand.patience is not None:
        yield "leavers"


def _come_again(spec: Spec) -> bool:
    """Whether anybody comes on another day for a cause that there is in this hall."""
    returns, demand = spec.demand.returns, spec.demand
    if returns is None:
        return False
    papers = demand.missing > 0.0 and any(chance > 0.0 for m in spec.matters.values() for chance in m.papers.values())
    errors = any(group.intake_error > 0.0 for group in spec.staff.groups.values())
    leavers = demand.patience is not None or demand.balking_limit is not None
    turned_back = returns.after_papers > 0.0 and (papers or errors)
    return turned_back or (returns.after_giving_up > 0.0 and leavers) or returns.after_closing > 0.0


def _asks_experts(matter: Matter) -> bool:
    return any(task.consultation is not None and task.consultation.share > 0.0 for task in matter.tasks)
