"""What cases and their stages are before anything has happened: a row for each way that they may go through the hall.

Where a plan knows of no ways, each of its cases goes one of its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.engine.kernel import rows
from sim.engine.kernel.piece import EMPTY, fitting
from sim.engine.kernel.rows import SAME, blank, fill
from sim.engine.rules import DESKS, IN_PERSON
from sim.plan import FINAL, NO_QUEUE, NO_STAGE, Plan, Role, steps_of
from sim.plan.patterns import Patterns, Source
from sim.tape import Bools, Floats, Ints
from sim.trace import NOBODY

MOST_STAGES = 63
"""Stages of a case, at the most: a bit each in a number, the sign left out."""


class Stages(NamedTuple):
    """The stages of all ways (s), way after way: columns of `sim.plan.patterns.Patterns`."""

    stages_at: Ints
    awaits: Bools
    role: Ints
    queue: Ints
    by_file: Bools
    setup: Floats
    accepted_at: Ints
    needs_at: Ints
    needs: Ints
    tasks_at: Ints


class Courses(NamedTuple):
    """The ways that people go."""

    arrays: dict[str, Any]
    """The arrays of a hall about ways, and which way each case goes."""
    longest: int
    """Stages of a case, at the most."""
    differ: bool
    """Whether stages of those who go the same way differ, by whom they wait for, or in their head starts."""

    @property
    def heads(self) -> int:
        """How many head starts there are."""
        return len(self.arrays["head_starts"])


def courses_of(plan: Plan) -> Courses:
    """The ways that the people of a plan go.

    Raises `ValueError` for a tape with fewer tasks than a case has, and for a case with more than `MOST_STAGES`.
    """
    steps = steps_of(plan)
    if steps is None:
        return _of_columns(plan)
    tape, patterns = steps.tape, steps.patterns
    known = _of_patterns(patterns)
    if tape.work.shape[1] < patterns.tasks:
        raise ValueError(f"a case has {patterns.tasks} tasks, and its tape work for {tape.work.shape[1]}")
    drawn = np.hstack([tape.work[:, : patterns.tasks], tape.expertise]) if patterns.asks_experts else tape.work
    arrays = known.arrays | {"way": steps.way, "person": steps.crowd.person, "drawn": fitting("drawn", drawn)}
    if not steps.head_start_of_class.any():
        return known._replace(arrays=arrays)
    head_starts, heads = np.unique(plan.head_start, return_inverse=True)
    return known._replace(arrays=arrays | {"head_starts": head_starts, "heads": heads.ravel()}, differ=True)


@lru_cache(maxsize=64)
def _of_patterns(patterns: Patterns) -> Courses:
    """What a hall has for all whose people go these ways; the loop writes to none of it."""
    longest = _longest(patterns.stages_at)
    place = np.where(patterns.source == Source.WORK, patterns.task, SAME)
    experts = patterns.source == Source.EXPERTISE
    place[experts] = patterns.task[experts] + patterns.tasks
    pieces = fill(
        blank(rows.PIECE, len(place)),
        minutes=patterns.minutes,
        factor=np.where(experts, 1.0, patterns.factor),
        check=patterns.check,
        kind=patterns.kind,
        column=place,
    )
    stages = Stages(*(getattr(patterns, name) for name in Stages._fields))
    return Courses(_rows(stages, patterns.at_once) | {"pieces": pieces}, longest, _await(stages))


def _of_columns(plan: Plan) -> Courses:
    longest = _longest(plan.stages)
    first = plan.stages[plan.case]
    accepted_at = np.where(plan.accepted_at == NO_STAGE, NO_STAGE, plan.accepted_at - first)
    needs = plan.needs - np.repeat(first, np.diff(plan.needs_at))
    stages = Stages(
        plan.stages,
        plan.awaits,
        plan.role,
        plan.queue,
        plan.by_file,
        plan.setup,
        accepted_at,
        plan.needs_at,
        needs,
        plan.tasks,
    )
    pieces = blank(rows.PIECE, len(plan.work))
    fill(pieces, minutes=plan.work, check=plan.check, kind=plan.kind, column=SAME)
    own = np.arange(len(plan))
    whose = {"pieces": pieces, "way": own, "person": own, "drawn": EMPTY["drawn"]}
    return Courses(_rows(stages, plan.head_start) | whose, longest, _await(stages))


def _longest(stages_at: Ints) -> int:
    """Stages of a case, at the most. Raises `ValueError` where that is more than there are bits for."""
    longest = int(np.diff(stages_at).max(initial=0))
    if longest > MOST_STAGES:
        raise ValueError(f"a case has more than {MOST_STAGES} stages")
    return longest


def _await(stages: Stages) -> bool:
    """Whether some stage looks at what another was, or waits for it."""
    return bool((stages.accepted_at != NO_STAGE).any())


def _rows(of: Stages, head_start: Floats) -> dict[str, Any]:
    """The rows of ways and of their stages."""
    sizes = np.diff(of.stages_at)
    way, place = np.repeat(np.arange(len(sizes)), sizes), np.arange(len(of.role)) - np.repeat(of.stages_at[:-1], sizes)
    head_starts, head = np.unique(head_start, return_inverse=True)
    stays_behind = (of.role != Role.CONSULTATION) & (of.by_file | (of.queue == NO_QUEUE))
    bit = 1 << place
    behind = _bits(way, bit, stays_behind, len(sizes))
    ways = fill(
        blank(rows.CASE, len(sizes)),
        first=of.stages_at[:-1],
        awaits=of.awaits & (behind != 0),
        in_person=_bits(way, bit, np.isin(of.role, IN_PERSON) & ~of.by_file, len(sizes)),
        at_desk=_bits(way, bit, np.isin(of.role, DESKS), len(sizes)),
        behind=behind,
        needed=_bits(way, bit, ~np.isin(of.role, FINAL), len(sizes)),
    )
    stage = np.repeat(np.arange(len(of.role)), np.diff(of.needs_at))
    patterns = fill(
        blank(rows.STAGE, len(of.role)),
        needs=_bits(stage, 1 << of.needs, np.ones(len(stage), dtype=bool), len(of.role)),
        minutes=np.where(of.queue == NO_QUEUE, 0.0, of.setup),
        patience=np.inf,
        accepted_at=of.accepted_at,
        accepted_by=NOBODY,
        queue=of.queue,
        tasks=of.tasks_at[:-1],
        tasks_end=of.tasks_at[1:],
        role=of.role,
        head=head.ravel(),
        by_file=of.by_file,
    )
    # There is one, if only in a hall where nobody ever comes.
    known = head_starts if len(head_starts) else np.zeros(1)
    return {"ways": ways, "patterns": patterns, "head_starts": known, "heads": EMPTY["heads"]}


def _bits(row: Ints, bit: Ints, chosen: Bools, number: int) -> Ints:
    """(number) The bits that are chosen of each row, as one whole number."""
    found = np.zeros(number, dtype=np.int64)
    np.bitwise_or.at(found, row[chosen], bit[chosen])
    return found
