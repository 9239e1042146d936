"""The cells of a sweep, played: all replications of one in one go, on tapes that others like it are played on, too."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np

from sim.demand import Demand
from sim.measures import Key, keys, values
from sim.plan import Layout
from sim.spec import Spec
from sim.study.engines import FAST, KPIS
from sim.study.points import HALL, Cell
from sim.study.replication import Work, held, played
from sim.tape import Floats, Tape

CASES_AT_HAND = 500_000
"""People whose tapes a worker keeps at hand: cells with the same people follow one another."""


@dataclass(frozen=True)
class Task:
    """What a worker is given: a cell, and whether it is held against what must be true."""

    cell: Cell
    people: str
    """Who comes to it, as text."""
    checked: bool

    def __str__(self) -> str:
        return f"of {self.cell.variant} at point {self.cell.point}"


@dataclass(frozen=True)
class Found:
    """What a worker gives back."""

    cell: Cell
    measures: tuple[str, ...]
    values: Floats
    """(replications, measures)"""
    seconds: float
    """What it took."""


@dataclass
class Player:
    """Plays all replications of a cell; keeps tapes at hand, since many cells are of the same people."""

    seed: int
    engine: str
    level: str
    replications: int
    _demands: dict[str, Demand] = field(default_factory=dict)
    _tapes: OrderedDict[tuple[str, int], Tape] = field(default_factory=OrderedDict)

    def __call__(self, task: Task) -> Found:
        """What is measured in each replication of a cell."""
        began, cell = time.monotonic(), task.cell
        layout, rows = Layout(cell.spec), []
        checked = {cell.variant: 0} if task.checked and self.engine == FAST else {}
        work = Work({cell.variant: cell.spec}, self.seed, self.engine, checked, self.level)
        names: list[Key] = []
        for replication in range(self.replications):
            plan = layout.lay(self._tape(task.people, cell.spec, replication))
            record = played(work, plan, cell.spec)
            if replication == 0:
                names = keys(plan, cell.spec, key_figures=self.level == KPIS, over=HALL)
                if task.checked:
                    held(work, cell.variant, replication, record)
            rows.append(values(record, cell.spec, over=HALL))
        measures = tuple(key.measure for key in names)
        return Found(cell, measures, np.stack(rows), time.monotonic() - began)

    def probe(self, task: Task) -> float:
        """Seconds that one replication of a cell takes, about, once all that is loaded and laid but once is there."""
        cell, took = task.cell, 0.0
        work, layout = Work({cell.variant: cell.spec}, self.seed, self.engine, {}, self.level), Layout(cell.spec)
        for replication in range(min(self.replications, 2)):
            began = time.monotonic()
            plan = layout.lay(self._tape(task.people, cell.spec, replication))
            values(played(work, plan, cell.spec), cell.spec, over=HALL)
            took = time.monotonic() - began
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
