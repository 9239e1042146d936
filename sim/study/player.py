"""The cells of a sweep, played: all replications of one in one go, on tapes that others like it are played on, too."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.demand import Demand
from sim.errors import ResultError
from sim.measures import Key, keys, values
from sim.plan import Layout
from sim.spec import Spec
from sim.study.engines import FAST, KPIS
from sim.study.points import HALL
from sim.study.precision import Aim, needed_of_cell
from sim.study.replication import Work, drawn_as, held, played
from sim.tape import Floats, Tape


def never() -> bool:
    """That nothing is stopped."""
    return False


CASES_AT_HAND = 500_000
"""People whose tapes a worker keeps at hand: cells with the same people follow one another."""


@dataclass(frozen=True)
class Task:
    """What a worker is given: a cell, how often it is played, and whether it is held against what must be true."""

    address: str
    name: str
    """What it is called where it cannot be played."""
    variant: str
    spec: Spec
    people: str
    """Who comes to it: tasks with the same people have the same text."""
    replications: int
    """How often its days are played; at first, where there is an aim."""
    checked: bool
    aim: Aim | None = None
    """How sure its measures should be."""


@dataclass(frozen=True)
class Found:
    """What a worker gives back."""

    address: str
    measures: tuple[str, ...]
    values: Floats
    """(replications, measures)"""
    seconds: float
    """What it took."""


@dataclass
class Player:
    """Plays all replications of a cell, in one thread; keeps tapes at hand, as many cells are of the same people."""

    seed: int
    engine: str
    level: str
    stopped: Callable[[], bool] = never
    """Whether nobody wants to know any more."""
    _demands: dict[str, Demand] = field(default_factory=dict)
    _tapes: OrderedDict[tuple[str, int], Tape] = field(default_factory=OrderedDict)

    def another(self, stopped: Callable[[], bool]) -> Player:
        """One that plays the same with tapes of its own, for another thread."""
        return Player(self.seed, self.engine, self.level, stopped)

    def __call__(self, tasks: Sequence[Task]) -> list[Found]:
        """What is measured in some cells. Raises `ResultError` where one cannot be played."""
        found = []
        for task in tasks:
            if self.stopped():
                break
            try:
                cell = self._cell(task)
            except ResultError:
                raise
            except Exception as error:
                raise ResultError(f"{task.name} could not be played: {type(error).__name__}: {error}") from error
            if cell is None:
                break
            found.append(cell)
        return found

    def _cell(self, task: Task) -> Found | None:
        """What is measured in each replication of a cell; None where nobody wants to know any more."""
        began = time.monotonic()
        layout = Layout(task.spec)
        rows: list[Floats] = []
        checked = {task.variant: 0} if task.checked and self.engine == FAST else {}
        work = Work({task.variant: task.spec}, self.seed, self.engine, checked, self.level)
        names: list[Key] = []
        number = task.replications
        while len(rows) < number:
            if self.stopped():
                return None
            replication = len(rows)
            plan = layout.lay(self._tape(task.people, task.spec, replication))
            record = played(work, plan, task.spec)
            if replication == 0:
                names = keys(plan, task.spec, key_figures=self.level == KPIS, over=HALL)
                if task.checked:
                    held(work, task.variant, replication, record)
            rows.append(values(record, task.spec, over=HALL))
            if task.aim is not None and len(rows) == number:
                number = needed_of_cell(task.aim, [key.measure for key in names], np.stack(rows))
        measures = tuple(key.measure for key in names)
        return Found(task.address, measures, np.stack(rows), time.monotonic() - began)

    def probe(self, spec: Spec, most: int = 2) -> float:
        """Seconds that one replication of a hall takes, about, once all that is loaded and laid but once is there."""
        took, people = 0.0, drawn_as(spec)
        work, layout = Work({"": spec}, self.seed, self.engine, {}, self.level), Layout(spec)
        for replication in range(most):
            began = time.monotonic()
            plan = layout.lay(self._tape(people, spec, replication))
            values(played(work, plan, spec), spec, over=HALL)
            took = time.monotonic() - began
        self._tapes.clear()
        return took

    def _tape(self, people: str, spec: Spec, replication: int) -> Tape:
        key = people, replication
        if key not in self._tapes:
            if people not in self._demands:
                self._demands = {people: Demand(spec)}
            self._tapes[key] = self._demands[people].draw(self.seed, replication)
            while sum(map(len, self._tapes.values())) > CASES_AT_HAND and len(self._tapes) > 1:
                self._tapes.popitem(last=False)
        return self._tapes[key]
