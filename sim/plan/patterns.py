"""What the stages of all cases that go one way have in common: every way's stages in one table, way after way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.plan.arrays import NEVER, NO_QUEUE, NO_STAGE, Role
from sim.plan.queues import Counters
from sim.plan.stages import DESK, Course, Piece, Stage
from sim.tape import Ints

IMPATIENT = (Role.MACHINE, Role.ENQUIRY, Role.GUIDANCE, Role.INTAKE)
"""People run out of patience before these; who is there for a result, or for help, stays."""
WAITS_FOREVER = -1


class Source(IntEnum):
    """Where the minutes of a task come from."""

    DESK = 0
    """They are the same for everybody."""
    WORK = 1
    EXPERTISE = 2


class Patterns:
    """The stages of every way (s), with their tasks, needs and papers, a stretch each."""

    def __init__(self, courses: Sequence[Course], counters: Counters) -> None:
        stages = [stage for course in courses for stage in course.stages]
        kinds = [int(counters.first_kind[course.way.matter]) for course in courses for _ in course.stages]
        pieces = [(stage, piece, first) for stage, first in zip(stages, kinds, strict=True) for piece in stage.pieces]
        self.stages_at = starts(len(course.stages) for course in courses)
        """(ways + 1) Where the stages of each way begin,"""
        self.sizes = np.diff(self.stages_at)
        """(ways) and how many it has."""
        self.awaits = np.array([course.at_once and not course.way.online for course in courses], dtype=bool)
        """(ways) Whether a case is decided at once, so that the person waits in the hall for reviews."""
        self.role = _whole(stage.role for stage in stages)
        self.roles = [Role(role) for role in np.unique(self.role)]
        """All that are there."""
        self.queue = _whole(stage.queue for stage in stages)
        self.by_file = np.array([stage.by_file for stage in stages], dtype=bool)
        self.papers_asked = _whole(len(stage.papers) if stage.role == Role.INTAKE else 0 for stage in stages)
        set_up = [stage.queue != NO_QUEUE and stage.role in (Role.INTAKE, Role.REVIEW) for stage in stages]
        self.setup = np.where(np.array(set_up, dtype=bool), counters.spec.hall.setup, 0.0)
        self.at_once = np.array([NEVER if stage.role == Role.CONSULTATION else 0.0 for stage in stages])
        """(s) Head start of whoever is waited for at a window."""
        self.in_person = (self.queue != NO_QUEUE) & ~self.by_file
        self.column = _whole(_column(stage) for stage in stages)
        """(s) The tape's column of patience, or WAITS_FOREVER."""
        self.forever = np.where(self.column == WAITS_FOREVER, NEVER, 0.0)
        """(s) Minutes of patience beyond those that are drawn."""
        self.draw = _whole(stage.column for stage in stages)
        """(s) The tape's column of days that go by."""
        self.accepted_at = _whole(stage.accepted_at for stage in stages)
        """(s) Place within its way of the stage whose errors come to light here, or NO_STAGE."""
        self.error_task = _whole(_task_of_errors(stage) for stage in stages)

        self.tasks_at = starts(len(stage.pieces) for stage in stages)
        """(s + 1) Where the tasks of each stage begin."""
        self.source = _whole(_source(stage, piece) for stage, piece, _ in pieces)
        self.task = _whole(piece.task for _, piece, _ in pieces)
        self.factor = np.array([piece.factor for _, piece, _ in pieces], dtype=np.float64)
        self.minutes = np.array([piece.minutes for _, piece, _ in pieces], dtype=np.float64)
        self.check = np.array([piece.check for _, piece, _ in pieces], dtype=np.float64)
        self.kind = _whole(
            counters.desk_kind if piece.task == DESK else first + piece.task for _, piece, first in pieces
        )
        self.tasks = int(self.task[self.source == Source.WORK].max(initial=-1)) + 1
        """Columns of the tape's work that are looked at, a column a task."""
        self.first_task = np.append(self.task, DESK)[self.tasks_at[:-1]]
        """(s) The first one of each stage."""
        self.asks_experts = bool((self.source == Source.EXPERTISE).any())
        self.takes_days = bool((self.queue == NO_QUEUE).any())
        """Whether days go by in a stage."""
        self.may_fail = bool(np.isin(self.role, (Role.MACHINE, Role.HELP)).any())
        """Whether there is a stage of which nothing may come."""

        self.needs_at = starts(len(stage.needs) for stage in stages)
        self.needs = _whole(need for stage in stages for need in sorted(stage.needs))
        """Places within the way of the stages that each stage needs."""
        self.asking = Asking(courses)


class Asking:
    """Which stages ask for a paper: a stretch for each of the papers of each way, `width` of them."""

    def __init__(self, courses: Sequence[Course]) -> None:
        self.width = max((len(course.matter.papers) for course in courses), default=0)
        asked = [
            (number * self.width + paper, place)
            for number, course in enumerate(courses)
            for place, stage in enumerate(course.stages)
            for paper in stage.papers
        ]
        of, places = np.array(asked, dtype=np.int64).reshape(-1, 2).T
        self.at = starts(np.bincount(of, minlength=len(courses) * self.width))
        self.place = places[np.argsort(of, kind="stable")]
        """Places within the way."""


def starts(lengths: Iterable[int]) -> Ints:
    """Where stretches of these lengths begin, one after another, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(_whole(lengths))]).astype(np.int64)


def spread(at: Ints, which: Ints) -> tuple[Ints, Ints]:
    """Stretches of a table laid one after another, `which` says which ones: where each begins, and the rows of all.

    Stretch i of the table has the rows from at[i] up to, but not including, at[i + 1].
    """
    lengths = np.diff(at)[which]
    begins = np.concatenate([[0], np.cumsum(lengths)])
    return begins, np.repeat(at[which] - begins[:-1], lengths) + np.arange(begins[-1])


def picked(table: NDArray[Any], row: Ints, column: Ints) -> NDArray[Any]:
    """`table[row, column]` of a table (rows, columns, ...), some of its columns' numbers perhaps negative.

    As one index that is several times as fast, if the table lies in one piece of memory.
    """
    one_by_one = table.reshape(-1, *table.shape[2:])
    found: NDArray[Any] = one_by_one.take(row * table.shape[1] + column, axis=0)
    return found


def _whole(values: Iterable[int]) -> Ints:
    return np.array([int(value) for value in values], dtype=np.int64)


def _column(stage: Stage) -> int:
    waits = stage.queue != NO_QUEUE and stage.role in IMPATIENT and not stage.by_file
    return stage.column if waits else WAITS_FOREVER


def _source(stage: Stage, piece: Piece) -> Source:
    if piece.task == DESK:
        return Source.DESK
    return Source.EXPERTISE if stage.role == Role.CONSULTATION else Source.WORK


def _task_of_errors(stage: Stage) -> int:
    """The task whose draws say whether an error comes to light in a stage, or NO_STAGE."""
    if stage.accepted_at == NO_STAGE:
        return NO_STAGE
    return stage.pieces[0].task if stage.pieces else stage.column
