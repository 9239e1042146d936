"""The names of the levels of every dimension."""

from __future__ import annotations

from functools import lru_cache

from sim.measures.moments import SLOTS
from sim.plan import Plan
from sim.spec import HALF_HOUR, Spec, clock
from sim.spec.people import BOOKED, ORDINARY
from sim.tape import Cause
from sim.trace.tally import LONGEST

ROLES = ("front", "behind", "issue", "guidance", "other")
"""What clerks do: at windows, in the back office, at the issue desk, at guidance, or anything else."""


SLOT_NAMES = tuple(clock(i * HALF_HOUR) for i in range(SLOTS))
CAUSES = tuple(cause.name.lower() for cause in Cause)
WAIT_MINUTES = tuple(str(minute) for minute in range(LONGEST + 1))


# Names are asked for in every replication of a hall; those of clerks and groups are the same in all of them.
@lru_cache(maxsize=64)
def _clerks(names: tuple[str, ...], group_of: tuple[int, ...]) -> tuple[str, ...]:
    """Clerks by group and number within it, from 1: tax_03."""
    return tuple(f"{names[g]}_{c - group_of.index(g) + 1:02d}" for c, g in enumerate(group_of))


@lru_cache(maxsize=64)
def _groups_by_slot(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{group}/{slot}" for group in names for slot in SLOT_NAMES)


def levels_of(plan: Plan, spec: Spec) -> dict[str, tuple[str, ...]]:
    """The levels of each dimension."""
    demand = spec.demand
    booked = (BOOKED,) if demand.bookings is not None and spec.hall.slots else ()
    return {
        "hall": ("all",),
        "department": tuple(spec.departments),
        "matter": tuple(spec.matters),
        "queue": plan.queue_names,
        "group": plan.group_names,
        "role": ROLES,
        "clerk": _clerks(plan.group_names, tuple(plan.clerk_group.tolist())),
        "priority": (ORDINARY, *demand.classes, *booked),
        "site": tuple(spec.sites),
        "cause": CAUSES,
        "half_hour": SLOT_NAMES,
        "day": tuple(map(str, spec.calendar.measured)),
        "group_half_hour": _groups_by_slot(plan.group_names),
        "wait_minute": WAIT_MINUTES,
    }
