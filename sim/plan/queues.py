"""Which queues a hall has, and who serves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.plan.arrays import NEVER, NO_LIMIT
from sim.spec import Spec
from sim.spec.people import Matter
from sim.spec.place import sessions
from sim.spec.staff import ClerkGroup, Scope

Eligible = tuple[tuple[bool, ...], tuple[bool, ...]]
"""For each group, whether it has the queue in its primary scope, and in its secondary one."""


@dataclass(frozen=True)
class Session:
    """One session of a matter: where it queues, and its tasks (none at guidance)."""

    queue: int
    guidance: bool
    tasks: tuple[int, ...]


class Counters:
    """The queues of a hall: people at one counter who can be served by the same groups wait in one queue."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.groups = list(spec.staff.groups.values())
        self.queues: dict[tuple[str, Eligible], int] = {}
        self.first_kind = np.cumsum([0, *(len(m.tasks) for m in spec.matters.values())])
        self.guidance_kind = int(self.first_kind[-1])
        self.sessions = [tuple(self._of(name, matter)) for name, matter in spec.matters.items()]

    def _of(self, name: str, matter: Matter) -> list[Session]:
        found = []
        if self.spec.hall.guidance is not None:
            at_desk = tuple(group.station == "guidance" for group in self.groups)
            found.append(Session(self._queue("guidance", (at_desk, (False,) * len(at_desk))), True, ()))
        for counter, tasks in sessions(matter, self.spec.hall.service_model):
            eligible = (
                tuple(_covers(group, group.primary, name, matter, tasks) for group in self.groups),
                tuple(_covers(group, group.secondary, name, matter, tasks) for group in self.groups),
            )
            found.append(Session(self._queue(counter, eligible), False, tasks))
        return found

    def _queue(self, counter: str, eligible: Eligible) -> int:
        return self.queues.setdefault((counter, eligible), len(self.queues))

    def names(self) -> tuple[str, ...]:
        """Counters by their name; those that are split by who can serve them are numbered."""
        counters = [counter for counter, _ in self.queues]
        return tuple(
            c if counters.count(c) == 1 else f"{c}_{counters[:i].count(c) + 1}" for i, c in enumerate(counters)
        )

    def arrays(self) -> dict[str, Any]:
        """The plan's arrays of queues and groups."""
        primary = np.array([eligible[0] for _, eligible in self.queues], dtype=bool).T
        secondary = np.array([eligible[1] for _, eligible in self.queues], dtype=bool).T & ~primary
        matters = list(self.spec.matters.items())
        departments = list(self.spec.departments)
        kinds = [(i, departments.index(t.department)) for i, (_, m) in enumerate(matters) for t in m.tasks]
        helps = [group.help for group in self.groups]
        return {
            "primary": np.ascontiguousarray(primary),
            "secondary": np.ascontiguousarray(secondary),
            "walk": np.array([0.0 if counter == "guidance" else self.spec.hall.walk for counter, _ in self.queues]),
            "guidance": np.array([counter == "guidance" for counter, _ in self.queues]),
            "help_over": np.array(
                [_help_over(h is None, h.waiting_over if h else None) for h in helps], dtype=np.int64
            ),
            "help_after": np.array([NEVER if h is None or h.waited_over is None else h.waited_over for h in helps]),
            "breadth": np.array([_breadth(group, matters) for group in self.groups], dtype=np.int64),
            "slowness": np.array([_slowness(group, matters) for group in self.groups]),
            "kind_matter": np.array([i for i, _ in kinds], dtype=np.int64),
            "kind_department": np.array([d for _, d in kinds], dtype=np.int64),
            "queue_names": self.names(),
            "group_names": tuple(self.spec.staff.groups),
        }


def _covers(group: ClerkGroup, scope: Scope | None, name: str, matter: Matter, tasks: tuple[int, ...]) -> bool:
    if scope is None or group.station != "acceptance":
        return False
    return all(scope.covers(name, matter, t) for t in tasks)


def _help_over(always: bool, limit: int | None) -> int:
    if always:
        return -1
    return NO_LIMIT if limit is None else limit


def _breadth(group: ClerkGroup, matters: list[tuple[str, Matter]]) -> int:
    return sum(group.primary.covers(name, m, t) for name, m in matters for t in range(len(m.tasks)))


def _slowness(group: ClerkGroup, matters: list[tuple[str, Matter]]) -> list[float]:
    by_task = [group.department_slowness.get(t.department, group.slowness) for _, m in matters for t in m.tasks]
    return [*by_task, group.slowness]
