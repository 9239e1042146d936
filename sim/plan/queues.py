"""Which queues a hall has, and who serves them."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sim.kept import kept
from sim.plan.arrays import NEVER, NO_LIMIT, Station
from sim.spec import Spec
from sim.spec.people import Matter
from sim.spec.place import sessions
from sim.spec.staff import ClerkGroup
from sim.spec.staff import Station as Place
from sim.tape import Bools, Floats, Ints

Desk = Literal["enquiries", "guidance", "issue", "help"]
Eligible = tuple[tuple[bool, ...], tuple[bool, ...], tuple[bool, ...]]
"""For each group, whether it has the queue in its primary scope, in its secondary one, and at its tidal windows."""


class Counters:
    """The queues of a hall: those at one counter who can be served by the same groups wait in one queue."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.groups = list(spec.staff.groups.values())
        self.queues: dict[tuple[str, Station, Eligible], int] = {}
        self._known: dict[tuple[Place, str, tuple[int, ...], int | None], Eligible] = {}
        """Who is eligible for what has been asked for: the same is asked for by many ways."""
        self.sites = max(len(spec.sites), 1)
        places = list(spec.sites)
        self.site = [places.index(group.site) if group.site is not None else 0 for group in self.groups]
        """(g) Number of the site of each group."""
        self.matters = list(spec.matters.items())
        self.first_kind = np.cumsum([0, *(len(m.tasks) for m in spec.matters.values())])
        self.desk_kind = int(self.first_kind[-1])
        self.instant = np.array([matter.instant for _, matter in self.matters])
        """(matters) Share of the cases that are decided at once,"""
        default = spec.demand.online
        self.online = np.array([default if m.online is None else m.online for _, m in self.matters])
        """and of those that are filed online."""
        self.ask_experts = any(task.consultation is not None for _, m in self.matters for task in m.tasks)
        """Whether an expert may be called for any of them."""

    def has_desk(self, name: Desk, site: int) -> bool:
        """Whether a site has such a desk."""
        return any(g.station == name and s == site for g, s in zip(self.groups, self.site, strict=True))

    def desk(self, name: Desk, site: int) -> int:
        """The queue of a site's desk that serves whoever comes."""
        at_desk = tuple(g.station == name and s == site for g, s in zip(self.groups, self.site, strict=True))
        nobody = (False,) * len(at_desk)
        return self._queue(self._named(name, site), Station[name.upper()], (at_desk, nobody, nobody))

    def windows(self, counter: str, name: str, matter: Matter, tasks: tuple[int, ...], site: int) -> int:
        """The queue at a site's counter for a session with these tasks of a matter."""
        eligible = self._eligible("acceptance", name, matter, tasks, site)
        return self._queue(self._named(counter, site), Station.WINDOW, eligible)

    def windows_of(self, site: int) -> Ints:
        """Numbers of the queues for a site's windows, ascending."""
        own = [
            queue
            for (_, station, (primary, _, _)), queue in self.queues.items()
            if station == Station.WINDOW
            and any(serves and s == site for serves, s in zip(primary, self.site, strict=True))
        ]
        return np.array(own, dtype=np.int64)

    @kept
    def windows_at(self) -> list[Ints]:
        """(sites) Numbers of the queues for windows of each: asked for when all queues have their numbers."""
        return [self.windows_of(site) for site in range(self.sites)]

    @kept
    def wrong_tickets(self) -> Floats:
        """(sites) Share of people who take a ticket for another window of a site; 0 where there is but one."""
        rules, guidance = self.spec.hall.wrong_tickets, self.spec.hall.guidance
        found = np.zeros(self.sites)
        for site, windows in enumerate(self.windows_at):
            if rules is not None and len(windows) > 1:
                guided = guidance is not None and self.has_desk("guidance", site)
                found[site] = rules.share * (1.0 - guidance.corrects if guided and guidance is not None else 1.0)
        return found

    def machines(self, name: str, matter: Matter, site: int) -> int:
        """The queue of a site's machines for a matter."""
        eligible = self._eligible("machine", name, matter, tuple(range(len(matter.tasks))), site)
        return self._queue(self._named("machines", site), Station.MACHINE, eligible)

    @kept
    def machines_at(self) -> Bools:
        """(matters, sites) Whether each site has a machine for each matter."""
        sites = range(self.sites)
        return np.array([[self.has_machine(number, site) for site in sites] for number in range(len(self.matters))])

    def has_machine(self, number: int, site: int) -> bool:
        """Whether a site has a machine for matter number `number`."""
        name, matter = self.matters[number]
        return any(self._eligible("machine", name, matter, tuple(range(len(matter.tasks))), site)[0])

    def serves(self, number: int, site: int) -> bool:
        """Whether the windows of a site serve all sessions of matter number `number`."""
        name, matter = self.matters[number]
        needed = sessions(matter, self.spec.hall.service_model)
        return all(any(self._eligible("acceptance", name, matter, tasks, site)[0]) for _, tasks in needed)

    def _named(self, counter: str, site: int) -> str:
        """A counter's name, with its site where there are several."""
        return counter if self.sites == 1 else f"{list(self.spec.sites)[site]}_{counter}"

    def reviews(self, name: str, matter: Matter, tasks: tuple[int, ...]) -> int:
        """The queue of files for the review of these tasks of a matter, all of one department."""
        counter = f"{matter.tasks[tasks[0]].department}_files"
        return self._queue(counter, Station.BACK_OFFICE, self._eligible("back_office", name, matter, tasks))

    def experts(self, name: str, matter: Matter, task: int) -> int:
        """The queue in which windows wait for an expert on a task."""
        counter = f"{matter.tasks[task].department}_experts"
        return self._queue(counter, Station.EXPERTS, self._eligible("back_office", name, matter, (task,)))

    def _eligible(
        self, station: Place, name: str, matter: Matter, tasks: tuple[int, ...], site: int | None = None
    ) -> Eligible:
        """Who serves these tasks of a matter at a station, of a site or, where that does not matter, of all."""
        asked = station, name, tasks, site
        if asked not in self._known:
            self._known[asked] = self._looked_up(station, name, matter, tasks, site)
        return self._known[asked]

    def _looked_up(
        self, station: Place, name: str, matter: Matter, tasks: tuple[int, ...], site: int | None
    ) -> Eligible:
        here = [site is None or own == site for own in self.site]
        scopes = [
            [group.primary if group.station == station else None for group in self.groups],
            [group.secondary if group.station == station else None for group in self.groups],
            [group.tidal.scope if group.tidal and station == "acceptance" else None for group in self.groups],
        ]
        primary, secondary, front = (
            tuple(
                scope is not None and is_here and all(scope.covers(name, matter, t) for t in tasks)
                for scope, is_here in zip(kind, here, strict=True)
            )
            for kind in scopes
        )
        return primary, secondary, front

    def _queue(self, counter: str, station: Station, eligible: Eligible) -> int:
        return self.queues.setdefault((counter, station, eligible), len(self.queues))

    def _tides(self) -> dict[str, Any]:
        """Tidal windows: which queues they serve, when they open and shut."""
        tides = [group.tidal for group in self.groups]
        over = [NO_LIMIT if t is None or t.open_over is None else t.open_over for t in tides]
        after = [NEVER if t is None or t.open_after is None else t.open_after for t in tides]
        return {
            "front": np.ascontiguousarray(np.array([eligible[2] for _, _, eligible in self.queues], dtype=bool).T),
            "open_over": np.array(over, dtype=np.int64),
            "open_after": np.array(after, dtype=np.float64),
            "close_under": np.array([0 if t is None else t.close_under for t in tides], dtype=np.int64),
            "open_delay": np.array([0.0 if t is None else t.open_delay for t in tides]),
            "close_delay": np.array([0.0 if t is None else t.close_delay for t in tides]),
        }

    def names(self) -> tuple[str, ...]:
        """Counters by their name; those that are split by who can serve them are numbered."""
        counters = [counter for counter, _, _ in self.queues]
        return tuple(
            c if counters.count(c) == 1 else f"{c}_{counters[:i].count(c) + 1}" for i, c in enumerate(counters)
        )

    def arrays(self) -> dict[str, Any]:
        """The plan's arrays of queues and groups."""
        primary = np.array([eligible[0] for _, _, eligible in self.queues], dtype=bool).T
        secondary = np.array([eligible[1] for _, _, eligible in self.queues], dtype=bool).T & ~primary
        matters = list(self.spec.matters.items())
        departments = list(self.spec.departments)
        kinds = [(i, departments.index(t.department)) for i, (_, m) in enumerate(matters) for t in m.tasks]
        helps = [group.help for group in self.groups]
        stations = [station for _, station, _ in self.queues]
        return {
            "primary": np.ascontiguousarray(primary),
            "secondary": np.ascontiguousarray(secondary),
            "walk": np.array([self.spec.hall.walk if place == Station.WINDOW else 0.0 for place in stations]),
            "station": np.array(stations, dtype=np.int64),
            **self._tides(),
            "pace": _paces(self.groups, self.spec.hall.slowness),
            "error_share": np.array([group.intake_error for group in self.groups]),
            "behind": np.array([group.station == "back_office" for group in self.groups], dtype=bool),
            "help_over": np.array(
                [_help_over(h is None, h.waiting_over if h else None) for h in helps], dtype=np.int64
            ),
            "help_after": np.array([NEVER if h is None or h.waited_over is None else h.waited_over for h in helps]),
            "breadth": np.array([_breadth(group, matters) for group in self.groups], dtype=np.int64),
            "slowness": np.array([_slowness(group, matters, self.spec.hall.slowness) for group in self.groups]),
            "kind_matter": np.array([i for i, _ in kinds], dtype=np.int64),
            "kind_department": np.array([d for _, d in kinds], dtype=np.int64),
            "queue_names": self.names(),
            "group_names": tuple(self.spec.staff.groups),
        }


LEARNT = 10_000
"""Sessions of one matter after which a clerk's pace is taken to stay as it is."""


def _paces(groups: list[ClerkGroup], at_windows: float) -> Floats:
    """(g, n) Slowness of a clerk after n sessions of a matter over the group's; never under a standard clerk's.

    T(n) = T + (T1 - T) n^-b at the n-th session (de Jong 1957).
    """
    if all(group.learning is None for group in groups):
        return np.ones((len(groups), 1))
    paces = np.ones((len(groups), LEARNT))
    for pace, group in zip(paces, groups, strict=True):
        if (curve := group.learning) is not None:
            number = np.arange(1, LEARNT + 1, dtype=np.float64) + curve.experience
            learnt = group.pace(at_windows)
            slowness = learnt + (curve.first - learnt) * number**-curve.rate
            pace[:] = np.maximum(slowness, 1.0) / learnt
    return paces


def _help_over(always: bool, limit: int | None) -> int:
    if always:
        return -1
    return NO_LIMIT if limit is None else limit


def _breadth(group: ClerkGroup, matters: list[tuple[str, Matter]]) -> int:
    return sum(group.primary.covers(name, m, t) for name, m in matters for t in range(len(m.tasks)))


def _slowness(group: ClerkGroup, matters: list[tuple[str, Matter]], at_windows: float) -> list[float]:
    pace = group.pace(at_windows)
    return [*(group.department_slowness.get(t.department, pace) for _, m in matters for t in m.tasks), pace]
