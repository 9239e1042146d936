"""What measures know of a hall, whoever comes: worked out once, and the same in every replication of it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.measures.moments import Opening, whole
from sim.measures.names import ROLES, levels_of
from sim.plan import Plan, Station
from sim.spec import DAY, Spec, Targets
from sim.tape import Bools, Floats, Ints
from sim.trace.tally import OF_TICKETS, OF_VISITS, Kpis

if TYPE_CHECKING:
    from sim.measures.duties import Duties
    from sim.measures.stages import Ways

ROLE_OF = {"acceptance": "front", "back_office": "behind", "issue": "issue", "guidance": "guidance"}
"""What clerks do by the station of their group; `other` where it is none of these."""
MOST_HALLS = 64
"""Halls that are kept."""


class Hall:
    """The levels of a hall, its days, its groups: all that measures ask for and that no tape changes."""

    def __init__(self, plan: Plan, spec: Spec) -> None:
        groups = spec.staff.groups
        self.names = levels_of(plan, spec)
        """The levels of each dimension."""
        self.days = spec.calendar.measured
        """The days measured,"""
        self.days_played = plan.days
        self.every_day_measured = len(self.days) == plan.days
        self.opening = Opening(plan, self.days)
        """The days as a clock."""
        scope = plan.primary | plan.secondary
        self.clerk_group: Ints = plan.clerk_group
        """(c) The clerk's group."""
        self.at_window: Bools = plan.station == Station.WINDOW
        """(q) Whether the queue is for windows."""
        self.serves: Bools = np.any(scope, axis=1)
        """(g) Whether any queue is the group's: an enquiries desk may have none."""
        self.windows: Bools = np.any(scope[:, self.at_window], axis=1)
        """(g) Whether the group works at windows."""
        self.machines: Bools = np.array([group.station == "machine" for group in groups.values()])
        """(g) Whether the group is of machines, and not of people."""
        roles = [ROLE_OF.get(group.station, "other") for group in groups.values()]
        self.role: Ints = np.array([ROLES.index(role) for role in roles], dtype=np.int64)
        """(g) Number of the group's role."""
        self.cost_per_hour: Floats = np.array([groups[name].cost_per_hour for name in plan.group_names])
        """(g) What an hour of one of the group costs."""
        limits = {*Targets().wait_limits, *spec.targets.wait_limits}
        sizes = {name: len(levels) for name, levels in self.names.items()}
        self.kpis = Kpis(self.days, tuple(sorted(limits)), sizes)
        """What must be counted while it is played, so that its measures can be told."""
        self.rows = rows_of(self.kpis)
        """By dimension the rows of its levels among those of tickets, and of visits, of a tally."""
        self.last_duties: tuple[Any, Duties] | None = None
        """The duties that were worked out last, and what of."""
        self.last_ways: tuple[Any, Ways] | None = None
        """The ways that people go, likewise."""

    def day_of(self, time: Floats) -> Ints:
        """The day of each time; what is after all days belongs to the last."""
        return np.minimum(whole(time, DAY), self.days_played - 1)

    def is_measured(self, day: Ints) -> Bools:
        """Whether each day is measured."""
        found: Bools = (day >= self.days.start) & (day < self.days.stop)
        return found


def rows_of(kpis: Kpis) -> tuple[dict[str, slice], dict[str, slice]]:
    """By dimension the rows of its levels in the tables of a tally: in those of tickets, and in those of visits."""
    tickets, visits = (
        dict(zip(names, map(slice, ends[:-1], ends[1:]), strict=True))
        for names in (OF_TICKETS, OF_VISITS)
        for ends in [kpis.offsets(names).tolist()]
    )
    return tickets, visits


_kept: dict[tuple[int, ...], tuple[tuple[Any, ...], Hall]] = {}
_lock = Lock()


def hall_of(plan: Plan, spec: Spec) -> Hall:
    """The hall of a plan: the same one for all plans that were laid by one layout."""
    # Specs and arrays are known by who they are: to compare what they hold would take as long as to work it out.
    parts = (
        *(spec, plan.queue_names, plan.group_names, plan.clerk_group, plan.station, plan.primary, plan.secondary),
        *(plan.open_from, plan.open_to, plan.closing),
    )
    key = (plan.days, *map(id, parts))
    found = _kept.get(key)
    if found is None:
        found = parts, Hall(plan, spec)  # the parts stay, so that nothing else can have their identity
        with _lock:
            _kept[key] = found
            while len(_kept) > MOST_HALLS:
                del _kept[next(iter(_kept))]
    return found[1]
