"""Several classes and groups of clerks on common design days: who is late, by class and period, under any windows."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import Fault, InputError
from sim.staffing import multiplay
from sim.staffing.days import Floats, Ints
from sim.staffing.multidays import ClassDays, stratified_error
from sim.staffing.problem import Limit

Marks = NDArray[np.bool_]
BASES = 3
"""Windows of which all days are kept, from period to period."""
SPARE = 4
"""Windows of a group, more than in the plan that is kept, for which its room does."""
THREADS = 2
LEAST_PEOPLE = 1e-9


@dataclass(frozen=True)
class Group:
    """Clerks who are alike."""

    name: str
    classes: frozenset[int]
    """Numbers, from 0, of the classes that they serve."""
    price: float = 1.0
    """Of a paid hour of one of them."""
    shifts: frozenset[str] | None = None
    """Names of those that they may work; all where null."""
    floor: tuple[int, ...] = ()
    """Least windows of theirs by period; 0 throughout where empty."""
    ceiling: tuple[int, ...] = ()
    """Most windows of theirs by period; no limit where empty."""
    limits: tuple[Limit, ...] = ()
    """Of how many of them are on which shifts."""


class Base(NamedTuple):
    """Days as they were played with some windows."""

    windows: Ints
    """(groups, periods)"""
    rows: Floats
    """(days, periods, groups, ...) The ends of the sessions under way at the start of each period."""
    called: Ints
    """(days, periods, classes) Who is called next then."""
    wait: Floats
    """(people) Minutes until the call; infinite where nobody ever calls."""
    late: Floats
    """(days, classes, periods) How many wait longer than the limit."""


class MultiPool:
    """Classes and groups on design days; windows are (groups, periods), those of the last serve all still inside.

    See `sim.staffing.multiplay` for who serves whom. `limit` is in minutes; of a group's windows no more than `most`
    are counted, and none where it is not open (periods).
    """

    def __init__(
        self,
        days: ClassDays,
        groups: Sequence[Group],
        limit: float,
        most: int = 99,
        threads: int = THREADS,
        opens: Marks | None = None,
    ) -> None:
        self.opens = np.ones(days.periods, dtype=np.bool_) if opens is None else opens
        open_periods = np.flatnonzero(self.opens) if self.opens.any() else np.zeros(1, dtype=np.int64)
        after = np.searchsorted(open_periods, np.arange(days.periods))
        self.helps: Ints = open_periods[np.minimum(after, len(open_periods) - 1)]
        """(periods) Where a window more helps who comes in a period: there, or where it opens next."""
        self.days, self.groups, self.limit, self.most = days, tuple(groups), limit, most
        self.order = preferences(groups, days.classes)
        self.evaluations = 0
        shape = (len(days), days.periods)
        self._nobody = Base(
            np.full((len(groups), days.periods), -1),
            np.full((*shape, len(groups), 1), multiplay.IDLE),
            np.repeat(days.cells[:, None, :, 0], days.periods, axis=1),
            np.zeros(len(days.arrive)),
            np.zeros((len(days), days.classes, days.periods)),
        )
        self._bases: list[Base] = []
        self._parts = [np.array(part) for part in pairwise(np.linspace(0, len(days), threads + 1).astype(np.int64))]
        self._none = (np.empty((0, 0, 0, 0)), np.empty((0, 0, 0), np.int64), np.empty(len(days.arrive)))

    def late(self, windows: Ints, keep: bool = False) -> Floats:
        """(days, classes, periods) How many of those who come wait longer than the limit.

        Windows that are to be kept make those that differ little from them quick to look at.
        """
        plan = self._plan(windows)
        room = int(plan.max()) + 1
        wide = [one for one in self._bases if one.rows.shape[3] >= room]
        base = max(wide, key=lambda one: _shared(plan, one.windows), default=self._nobody)
        if (base.windows == plan).all():
            return base.late
        self.evaluations += 1
        late = np.empty_like(base.late)
        if not keep:
            self._spread(plan, base, False, (*self._none, late))
            return late
        if base is self._nobody:
            base = base._replace(rows=np.full((*base.rows.shape[:3], room + SPARE), multiplay.IDLE))
        made = Base(plan, np.empty_like(base.rows), np.empty_like(base.called), np.empty_like(base.wait), late)
        self._spread(plan, base, True, made[1:])
        self._bases = [made, *self._bases[: BASES - 1]]
        return late

    def _plan(self, windows: Ints) -> Ints:
        return np.ascontiguousarray(np.minimum(windows, self.most) * self.opens, dtype=np.int64)

    def share(self, windows: Ints) -> Floats:
        """(classes, periods) Late of those who come, over all days."""
        return np.asarray(self.late(windows).sum(axis=0) / np.maximum(self.days.people.sum(axis=0), 1.0))

    def wait(self, windows: Ints) -> Floats:
        """(people) Minutes from coming to the call; infinite where nobody ever calls."""
        self.late(windows, keep=True)
        plan = self._plan(windows)
        return next(one.wait for one in self._bases if (one.windows == plan).all())

    def missed(self, windows: Ints, level: float, mixed: Floats | None = None) -> tuple[Floats, Floats]:
        """(classes x periods) By what share of those who come a level is missed, and its standard error over days.

        Above 0 it is missed. The day is the unit; the error is that of late - level x people, per person who comes.
        After these, the same of means over them with the weights `mixed` (means, classes x periods).
        """
        people = np.maximum(self.days.people.mean(axis=0), LEAST_PEOPLE)
        x = ((self.late(windows) - level * self.days.people) / people).reshape(len(self.days), -1)
        if mixed is not None:
            x = np.hstack([x, x @ mixed.T])
        return x.mean(axis=0), stratified_error(x)

    def _spread(self, plan: Ints, base: Base, keep: bool, into: tuple[Any, ...]) -> None:
        days = self.days
        differ = np.flatnonzero((plan != base.windows).any(axis=0))
        start, settled = int(differ[0]), int(differ[-1]) + 1
        rows = base.rows
        if rows.shape[3] <= int(plan.max()):
            rows = np.full((*rows.shape[:3], int(plan.max()) + 1), multiplay.IDLE)

        def run(part: Ints) -> None:
            multiplay.play(
                part, days.cells, days.arrive, days.service, days.edges, self.order, plan, start, settled, self.limit,
                rows, base.called, base.wait, base.late, keep, *into,
            )  # fmt: skip

        with ThreadPoolExecutor(len(self._parts), thread_name_prefix="classes") as threads:
            list(threads.map(run, self._parts))


def preferences(groups: Sequence[Group], classes: int) -> Ints:
    """(classes, groups) The groups that serve each class, those of the narrowest scope first; then -1.

    Raises `InputError` for a class that nobody serves, or one that does not exist.
    """
    order = np.full((classes, len(groups)), -1, dtype=np.int64)
    for one in range(classes):
        mine = [number for number, group in enumerate(groups) if one in group.classes]
        if not mine:
            raise InputError(Fault(f"nobody serves class {one}", "give a group its skill", "groups"))
        order[one, : len(mine)] = sorted(mine, key=lambda number: (len(groups[number].classes), number))
    for group in groups:
        if not group.classes <= set(range(classes)):
            raise InputError(Fault("it serves a class that nobody is in", f"number them below {classes}", group.name))
    return order


def _shared(plan: Ints, other: Ints) -> tuple[int, int]:
    differ = np.flatnonzero((plan != other).any(axis=0))
    return (int(differ[0]), -int(differ[-1])) if len(differ) else (len(plan[0]), 0)
