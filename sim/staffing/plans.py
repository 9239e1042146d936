"""Plans of groups on weekdays, and how each kept its service in a hall that was played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.spec import Spec, Weekday
from sim.staffing.asked import Asked
from sim.staffing.playing import Found
from sim.staffing.pooldays import Kept, PoolDays, kept
from sim.staffing.problem import Solution

Key = tuple[str, Weekday]
"""A group and a weekday."""


@dataclass(frozen=True, eq=False)
class Solved:
    """The plan of a group on a weekday."""

    days: PoolDays
    solution: Solution
    least: float
    """Cost below which no plan keeps the service on these days, nothing having been made stricter."""
    starts: Mapping[str, tuple[int, ...]]
    """Windows by cell that rules of thumb ask for."""
    part: float = 1.0
    """The target of the pool over the one that is asked."""
    floor: tuple[int, ...] = ()
    """Windows by cell that the whole hall has shown to be needed."""
    convex: float = 0.0
    """A cost that rests on lines (`sim.staffing.tangents`), below which no plan keeps the service on these days."""

    @property
    def windows(self) -> tuple[int, ...]:
        """By cell."""
        assert self.solution.windows is not None
        return self.solution.windows


@dataclass(frozen=True, eq=False)
class Planned:
    """Plans of all groups and weekdays."""

    asked: Asked
    solved: Mapping[Key, Solved]
    spec: Spec
    """The hall with the plan."""
    missed: Mapping[Key, tuple[int, ...]]
    """Spans in which the service was missed in the whole hall: none, or the search was given up."""
    rounds: int
    interrupted: bool = False
    """Whether it was broken off before it could be known."""

    @property
    def verified(self) -> bool:
        """Whether the service was kept in the whole hall, on the average of each span."""
        return not self.missed and not self.interrupted

    @property
    def convex(self) -> float:
        """Paid hours a week below which no plans keep the service on the days of the pools, if lines hold there."""
        return sum(min(max(one.least, one.convex), one.solution.cost) for one in self.solved.values())

    @property
    def hours(self) -> float:
        """Paid hours a week."""
        return sum(one.solution.cost for one in self.solved.values())


def by_group(windows: Mapping[Key, Sequence[int]]) -> dict[str, dict[Weekday, Sequence[int]]]:
    """Windows of each cell by group and weekday."""
    found: dict[str, dict[Weekday, Sequence[int]]] = {}
    for (group, day), numbers in windows.items():
        found.setdefault(group, {})[day] = numbers
    return found


def service_of_day(asked: Asked, played: Found, line: str, day: Weekday) -> list[Kept]:
    """How each span of a weekday kept the service of a line, or of a group."""
    limit = asked.limit(line)
    return kept(played[line], asked.spec, asked.judged(day), asked.spans(line, day), limit)
