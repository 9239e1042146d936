"""The clerks of a hall that are to be sized: in pools, each of which serves its own queues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.plan import Plan, Station
from sim.spec import Spec
from sim.spec.staff import MOST_CLERKS, ClerkGroup
from sim.study.load import duty, expected_minutes
from sim.tape import Floats, Ints

Vector = tuple[int, ...]
"""Clerks of each group that is sized, in their order."""


@dataclass(frozen=True)
class Pool:
    """Groups that share queues, and so can stand in for one another."""

    name: str
    """That of its first group."""
    station: Station
    groups: tuple[int, ...]
    """Those that are sized, by their places in a `Vector`; none where all are kept as they are."""
    queues: tuple[int, ...]
    """Numbers of its queues in a plan."""


@dataclass(frozen=True)
class Team:
    """A hall's groups: which are sized, which are kept, and why."""

    spec: Spec
    sized: tuple[str, ...]
    kept: Mapping[str, str]
    """By group that is kept, why: `roster`, `windows` (numbers by half-hour), `machines`, or `no_queue`."""
    pools: tuple[Pool, ...]

    @property
    def today(self) -> Vector:
        """The clerks that there are."""
        return tuple(self.spec.staff.groups[name].clerks or 0 for name in self.sized)

    @property
    def others(self) -> int:
        """People in groups that are kept."""
        groups = self.spec.staff.groups
        return sum(people_of(groups[name]) for name in self.kept)

    def hall(self, clerks: Vector) -> Spec:
        """The hall with so many clerks."""
        groups = dict(self.spec.staff.groups)
        for name, number in zip(self.sized, clerks, strict=True):
            groups[name] = groups[name].model_copy(update={"clerks": number})
        return self.spec.model_copy(update={"staff": self.spec.staff.model_copy(update={"groups": groups})})

    def windows(self, clerks: Vector) -> int:
        """People at windows."""
        groups = self.spec.staff.groups
        sized = sum(n for name, n in zip(self.sized, clerks, strict=True) if groups[name].station == "acceptance")
        return sized + sum(people_of(groups[name]) for name in self.kept if groups[name].station == "acceptance")

    def people(self, clerks: Vector) -> int:
        """All people on duty."""
        return sum(clerks) + self.others

    @cached_property
    def cost(self) -> Floats:
        """(sized) What a clerk of each group costs a day."""
        groups, minutes = self.spec.staff.groups, self.minutes
        return np.array([groups[name].cost_per_hour for name in self.sized]) * minutes / 60.0

    @cached_property
    def minutes(self) -> Floats:
        """(sized) Minutes on duty of a clerk on an open day, absence taken off."""
        one = duty(self.hall(tuple(1 for _ in self.sized)))
        days = max(len(self.spec.calendar.open_days()), 1)
        return np.array([one[name] for name in self.sized]) / days

    def expected(self) -> Floats:
        """(sized) Clerks that the expected work keeps busy all day, by theory: where the search begins."""
        minutes = expected_minutes(self.hall(tuple(max(number, 1) for number in self.today)))
        days = max(len(self.spec.calendar.open_days()), 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.array([minutes[name] for name in self.sized]) / days / self.minutes

    def spread(self, totals: Sequence[int]) -> Vector:
        """So many clerks of each pool, over its groups as they are today, the largest remainders first."""
        clerks = [0] * len(self.sized)
        today = self.today
        for pool, total in zip(self.pools, totals, strict=True):
            if not pool.groups:
                continue
            weights = np.array([max(today[group], 1) for group in pool.groups], dtype=np.float64)
            shares = total * weights / weights.sum()
            whole = np.floor(shares).astype(int)
            for place in np.argsort(whole - shares, kind="stable")[: total - int(whole.sum())]:
                whole[place] += 1
            for group, number in zip(pool.groups, whole.tolist(), strict=True):
                clerks[group] = number
        return tuple(clerks)

    def totals(self, clerks: Vector) -> tuple[int, ...]:
        """Clerks of each pool."""
        return tuple(sum(clerks[group] for group in pool.groups) for pool in self.pools)


def people_of(group: ClerkGroup) -> int:
    """Most people of a group who are on duty at once, about; machines are none."""
    if group.station == "machine":
        return 0
    if group.windows is not None:
        return max(n for counts in (group.windows, *group.weekday_windows.values()) for n in counts.values())
    return sum(line.clerks for line in group.roster) if group.roster else group.clerks or 0


def team_of(spec: Spec, plan: Plan) -> Team:
    """The groups of a hall that is laid out in `plan`, in pools by their primary scopes."""
    groups = spec.staff.groups
    queued = {name for place, name in enumerate(plan.group_names) if np.any(plan.primary[place])}
    kept = {name: why for name, group in groups.items() if (why := _why_kept(group, has_queue=name in queued))}
    sized = tuple(name for name in groups if name not in kept)
    names = list(plan.group_names)
    pools = []
    for members, queues in _components(plan.primary):
        own = tuple(sized.index(names[group]) for group in members if names[group] in sized)
        stations = {Station(int(plan.station[queue])) for queue in queues}
        station = Station.BACK_OFFICE if Station.EXPERTS in stations else min(stations)
        pools.append(Pool(names[members[0]], station, own, tuple(queues)))
    return Team(spec, sized, kept, tuple(pools))


def _why_kept(group: ClerkGroup, *, has_queue: bool) -> str:
    if group.station == "machine":
        return "machines"
    if group.windows is not None:
        return "windows"
    if group.roster:
        return "roster"
    return "" if has_queue else "no_queue"


def _components(primary: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[tuple[list[int], list[int]]]:
    """Groups and queues that hang together by primary scopes, in the order of the groups."""
    found: list[tuple[list[int], list[int]]] = []
    left = set(np.flatnonzero(primary.any(axis=1)).tolist())
    while left:
        groups, queues = {min(left)}, set()
        while True:
            queues = set(np.flatnonzero(primary[sorted(groups)].any(axis=0)).tolist())
            more = set(np.flatnonzero(primary[:, sorted(queues)].any(axis=1)).tolist())
            if more == groups:
                break
            groups = more
        left -= groups
        found.append((sorted(groups), sorted(queues)))
    return found


def pool_of_queue(pools: Sequence[Pool], queues: int) -> Ints:
    """(queues) The place of each queue's pool; -1 of those that nobody has in the primary scope."""
    found = np.full(queues, -1, dtype=np.int64)
    for place, pool in enumerate(pools):
        found[list(pool.queues)] = place
    return found


def fewer(clerks: Vector, group: int, number: int = 1) -> Vector:
    """So many clerks less in a group."""
    return (*clerks[:group], clerks[group] - number, *clerks[group + 1 :])


def plenty(expected: Floats, today: Vector) -> Vector:
    """So many clerks that hardly anybody waits: far above what any half-hour's work keeps busy."""
    busy = np.where(np.isfinite(expected), expected, 0.0)
    most = np.maximum(np.ceil(5.0 * busy) + 15, 2.0 * np.array(today))
    return tuple(int(min(n, MOST_CLERKS)) for n in most)
