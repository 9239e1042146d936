"""The cells of a sweep, played: all replications of one in one go, on tapes that others like it are played on, too."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from sim.errors import ResultError
from sim.measures import Key, keys, values
from sim.plan import Layout
from sim.spec import Spec
from sim.study.engines import FAST, KPIS
from sim.study.keeping import Tapes
from sim.study.points import HALL
from sim.study.precision import Aim, Together, needed_of_cell, needed_together
from sim.study.replication import Work, drawn_as, held, played
from sim.tape import Floats


def never() -> bool:
    """That nothing is stopped."""
    return False


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
    together: Together | None = None
    """The halls that it goes on with, one after another among the tasks, if it does."""


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
class Begun:
    """A cell under way."""

    task: Task
    layout: Layout
    work: Work
    names: list[Key] = field(default_factory=list)
    rows: list[Floats] = field(default_factory=list)
    """A replication each."""
    seconds: float = 0.0

    def found(self) -> Found:
        """What has been found so far."""
        return Found(self.task.address, tuple(key.measure for key in self.names), np.stack(self.rows), self.seconds)

    def known(self, measure: str) -> Floats | None:
        """A measure in each replication; None where the hall has no such measure."""
        place = next((place for place, key in enumerate(self.names) if key.measure == measure), None)
        return None if place is None else np.array([row[place] for row in self.rows])


@dataclass
class Player:
    """Plays all replications of a cell; several threads may, on the same tapes."""

    seed: int
    engine: str
    level: str
    stopped: Callable[[], bool] = never
    """Whether nobody wants to know any more."""

    def __post_init__(self) -> None:
        self.tapes = Tapes(self.seed)

    def __call__(self, tasks: Sequence[Task]) -> list[Found]:
        """What is measured in some cells. Raises `ResultError` where one cannot be played."""
        found: list[Found] = []
        for _, some in groupby(tasks, key=lambda task: task.together.point if task.together else task.address):
            if self.stopped():
                break
            task, *others = some
            try:
                cells = self._together([task, *others]) if task.together else self._cell(task)
            except ResultError:
                raise
            except Exception as error:
                raise ResultError(f"{task.name} could not be played: {type(error).__name__}: {error}") from error
            if cells is None:
                break
            found += [cells] if isinstance(cells, Found) else cells
        return found

    def _cell(self, task: Task) -> Found | None:
        """What is measured in each replication of a cell; None where nobody wants to know any more."""
        cell, number = self._begun(task), task.replications
        while len(cell.rows) < number:
            if not self._go_on(cell, number):
                return None
            if task.aim is not None:
                number = needed_of_cell(task.aim, [key.measure for key in cell.names], np.stack(cell.rows))
        return cell.found()

    def _together(self, tasks: Sequence[Task]) -> list[Found] | None:
        """The same of halls that go on together."""
        cells, number = [self._begun(task) for task in tasks], tasks[0].replications
        aim, halls = tasks[0].aim, tasks[0].together
        assert aim is not None
        assert halls is not None
        while len(cells[0].rows) < number:
            if not all(self._go_on(cell, number) for cell in cells):
                return None
            there = {(name, cell.task.variant): cell.known(name) for name in aim.asked for cell in cells}
            number = needed_together(aim, halls, {key: told for key, told in there.items() if told is not None})
        return [cell.found() for cell in cells]

    def _begun(self, task: Task) -> Begun:
        checked = {task.variant: 0} if task.checked and self.engine == FAST else {}
        return Begun(
            task, Layout(task.spec), Work({task.variant: task.spec}, self.seed, self.engine, checked, self.level)
        )

    def _go_on(self, cell: Begun, number: int) -> bool:
        """Play a cell until there are so many replications of it; whether anybody still wants to know."""
        task, began = cell.task, time.monotonic()
        while len(cell.rows) < number:
            if self.stopped():
                return False
            replication = len(cell.rows)
            plan = cell.layout.lay(self.tapes.of(task.people, task.spec, replication))
            record = played(cell.work, plan, task.spec)
            if replication == 0:
                cell.names = keys(plan, task.spec, key_figures=self.level == KPIS, over=HALL)
                if task.checked:
                    held(cell.work, task.variant, replication, record)
            cell.rows.append(values(record, task.spec, over=HALL))
        cell.seconds += time.monotonic() - began
        return True

    def probe(self, spec: Spec, most: int = 2) -> float:
        """Seconds that one replication of a hall takes, about, once all that is loaded and laid but once is there."""
        took, people = 0.0, drawn_as(spec)
        work, layout = Work({"": spec}, self.seed, self.engine, {}, self.level), Layout(spec)
        for replication in range(most):
            began = time.monotonic()
            plan = layout.lay(self.tapes.of(people, spec, replication))
            values(played(work, plan, spec), spec, over=HALL)
            took = time.monotonic() - began
        self.tapes.forget()
        return took
