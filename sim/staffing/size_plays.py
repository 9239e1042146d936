"""Halls of one variant, played with different numbers of clerks on common tapes, each but once."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from sim.demand.controls import expected as expected_controls
from sim.errors import ResultError
from sim.inference.control import controlled
from sim.inference.intervals import Interval, interval, never_seen, t_quantile
from sim.staffing.size_goals import LEFT, OVER, Condition, may_leave
from sim.staffing.size_look import Look, Sight, Task
from sim.staffing.size_pools import Team, Vector
from sim.study.executors import Crew
from sim.study.plays import Checks, Seen
from sim.study.runner import Progress, Step
from sim.tape import Floats

LAST = 8
"""Plays after which it is told how long the others will take."""
ENOUGH = 16
"""Replications from which on control variates are used: fewer would pay for them with more than they tell."""


class Memory(Protocol):
    """What is known of earlier plays, and keeps new ones."""

    def known(self, tasks: Sequence[Task]) -> dict[Task, Seen[Sight]]:
        """Those of the tasks that were played before, with what was seen."""
        ...

    def put(self, seen: Seen[Sight]) -> None:
        """Keep a play."""
        ...


@dataclass
class Work:
    """Who plays, and how far it is, over all variants."""

    crew: Crew[Task, Seen[Sight]]
    progress: Progress
    variants: int
    total: int
    """Plays that are expected in all."""
    jobs: int = 1
    done: int = 0
    checked: int = 0
    cases: int = 0
    checks: Checks = field(default_factory=lambda: Checks(wanted=True))
    memory: Memory | None = None
    """Of plays that need not be played again; none where nothing is kept."""
    _spared: float = 0.0
    """Seconds that plays would have taken which were known."""
    _began: float = field(default_factory=time.monotonic)
    _last: list[float] = field(default_factory=list)

    def play(self, tasks: Sequence[Task], *, hold: bool = True) -> list[Seen[Sight]]:
        """What was seen of some plays.

        Both engines play one of them where it may be `hold`: once, and then as often as takes a tenth of the time.
        """
        found = []
        if hold and tasks and self.checks.are_due():
            tasks = [tasks[0]._replace(held=True), *tasks[1:]]
        if self.done == 0:
            self.progress(Step(0, self.total, self.variants, 0, math.nan))
            self._began = time.monotonic()
        for seen in self._seen(tasks):
            found.append(seen)
            self.done, self.checked = self.done + 1, self.checked + seen.checked
            self.cases = self.cases or seen.cases
            self.checks.played += seen.seconds
            if seen.checked:
                self.checks.last = seen.checking
                self.checks.spent += seen.checking
            self.total = max(self.total, self.done)
            self._last = [*self._last[1 - LAST :], seen.seconds]
            if self.done >= LAST:
                self._tell()
        return found

    def _seen(self, tasks: Sequence[Task]) -> Iterator[Seen[Sight]]:
        """What was seen of plays: of those that are known at once."""
        if self.memory is None:
            yield from self.crew.play(tasks)
            return
        known = self.memory.known(tasks)
        self._spared += sum(seen.seconds for seen in known.values()) / self.jobs
        yield from known.values()
        for seen in self.crew.play([task for task in tasks if task not in known]):
            self.memory.put(seen)
            yield seen

    def _tell(self) -> None:
        """Tell how far it is. Processes have to start, and load, before they play: the first plays say little of it."""
        if self.done == LAST:
            self.progress(Step(1, self.total, self.variants, self.cases, self._left(min(self._last) / self.jobs)))
        else:
            each = (time.monotonic() - self._began + self._spared) / self.done
            self.progress(Step(self.done, self.total, self.variants, self.cases, self._left(each)))

    def _left(self, each: float) -> float:
        return each * (self.total - self.done)


@dataclass
class Plays:
    """What has been seen of the halls of a variant."""

    variant: str
    view: Look
    work: Work
    seen: dict[Vector, dict[int, Sight]] = field(default_factory=dict)
    asked: tuple[Condition, ...] = ()
    """What is asked, as far as it is not left out; after that what is only told."""
    _kept: list[int] | None = None

    def __post_init__(self) -> None:
        self.asked = self.view.asked

    @property
    def team(self) -> Team:
        """The groups."""
        return self.view.team

    @property
    def minutes(self) -> tuple[float, ...]:
        """(sized) Minutes on duty of a clerk on all measured days."""
        return self.view.minutes

    @property
    def reported(self) -> tuple[str, ...]:
        """Measures that are told beside what is asked."""
        return self.view.reported

    @cached_property
    def expected(self) -> Floats:
        """(2) What the control variates are expected to be."""
        return expected_controls(self.team.spec)

    def keep(self, places: list[int]) -> None:
        """Ask these conditions alone."""
        self._kept = places
        self.asked = tuple(self.view.asked[place] for place in places)
        for sights in self.seen.values():
            for replication, sight in sights.items():
                sights[replication] = self._cut(sight)

    def _cut(self, sight: Sight) -> Sight:
        if self._kept is None:
            return sight
        return replace(sight, parts=sight.parts[self._kept], others=sight.others[self._kept])

    def look(
        self, halls: Iterable[Vector], replications: range, *, with_work: bool = False, with_told: bool = True
    ) -> dict[Vector, list[Sight]]:
        """See to it that these halls have been seen in these replications; returns what is new, in their order.

        `with_told`: with what can be `told` of them.
        """
        tasks = self.missing(halls, replications, with_work=with_work, with_told=with_told)
        self.take(self.work.play(tasks))
        new: dict[Vector, list[Sight]] = {}
        for task in tasks:
            new.setdefault(task.clerks, []).append(self.seen[task.clerks][task.replication])
        return new

    def missing(
        self, halls: Iterable[Vector], replications: range, *, with_work: bool = False, with_told: bool = True
    ) -> list[Task]:
        """What is to be played so that these halls have been seen in these replications."""
        return [
            Task(self.variant, clerks, replication, with_work, with_told)
            for replication in replications
            for clerks in dict.fromkeys(halls)
            if replication not in self.seen.get(clerks, {})
        ]

    def take(self, found: Iterable[Seen[Sight]]) -> None:
        """Keep what was seen, in plays of this variant."""
        for one in found:
            if one.name.variant == self.variant:
                self.seen.setdefault(one.name.clerks, {})[one.replication] = self._cut(one.found)

    def sights(self, clerks: Vector, replications: range) -> list[Sight]:
        """What was seen of a hall in these replications, those that it has."""
        return [self.seen[clerks][r] for r in replications if r in self.seen.get(clerks, {})]

    def judged(self, clerks: Vector, replications: range, statements: float = 1.0) -> list[Interval]:
        """Of each condition the mean, and the interval that holds for so many statements together."""
        sights = self.sights(clerks, replications)
        table = np.array([sight.values for sight in sights])
        return self._intervals(table, sights, statements)

    def told(self, clerks: Vector, replications: range) -> dict[str, Interval]:
        """Of each measure that is reported the mean with its 95 % interval.

        No end of it is below 0 where no value can be. Of a share of people of whom there were none on any day the upper
        end is that of the share of days that have any (`sim.inference.intervals.never_seen`), which is no smaller;
        unless there can be none, as nobody's patience ends.
        """
        sights = self.sights(clerks, replications)
        table = np.array([sight.told for sight in sights])
        found = zip(self.reported, table.T, self._intervals(table, sights, 1.0), strict=True)
        return {name: self._within(name, column, one) for name, column, one in found}

    def _within(self, name: str, column: Floats, found: Interval) -> Interval:
        spec = self.team.spec
        if not len(column) or not column.min() >= 0.0:
            return found
        low, mean = max(found.low, 0.0), max(found.mean, 0.0)
        if column.max() == 0.0 and (name.startswith(OVER) or (name.startswith(LEFT) and may_leave(spec))):
            days = sum(map(spec.calendar.is_open, spec.calendar.measured))
            return Interval(0.0, 0.0, never_seen(found.n * days), found.n)
        return Interval(mean, low, found.high, found.n)

    def _intervals(self, table: Floats, sights: Sequence[Sight], statements: float) -> list[Interval]:
        came = np.array([sight.came for sight in sights])
        return [sure(column, came, self.expected, statements) for column in table.T]

    def check_values(self, clerks: Vector, replications: range) -> None:
        """Raises `ResultError` where a goal of the whole day has no value: nobody comes."""
        values = np.array([sight.values for sight in self.sights(clerks, replications)])
        for one, column in zip(self.asked, values.T, strict=True):
            if one.sense and not one.place and one.slot is None and np.isnan(column).all():
                raise ResultError(f"{one.measure} has no value in any replication: let people come to the hall")


def play_together(work: Work, asked: Sequence[tuple[Plays, list[Task]]], *, hold: bool = True) -> None:
    """Play what is missing of several variants at once, so that a worker which is held up by one has others beside it.

    `hold` as in `Work.play`.
    """
    found = work.play([task for _, tasks in asked for task in tasks], hold=hold)
    for plays, _ in asked:
        plays.take(found)


def sure(values: Floats, came: Floats, expected: Floats, statements: float) -> Interval:
    """The mean of values (replications), with the 95 % interval that holds for so many statements together.

    By regression on the control variates, cases and work that `came`, whose means are `expected` (Lavenberg and Welch
    1981), where there are replications enough: half as many replications are as sure so. `statements` may be below 1
    for a bound on one side.
    """
    if len(values) >= ENOUGH and not np.isnan(values).any():
        found = controlled(values, came, expected)
        told, freedom = found.controlled, len(values) - 1 - int((np.ptp(came, axis=0) > 0.0).sum())
        if not math.isnan(told.low) and told.n == len(values):
            half = (told.high - told.mean) * wider(freedom, statements)
            return Interval(told.mean, told.mean - half, told.mean + half, told.n)
    plain = interval(values)
    half = (plain.high - plain.mean) * wider(max(plain.n - 1, 1), statements)
    return Interval(plain.mean, plain.mean - half, plain.mean + half, plain.n)


def wider(freedom: int, statements: float) -> float:
    """How much wider an interval is that holds for so many statements together (Bonferroni)."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1.0 - 0.025 / statements)) / t_quantile(freedom)
