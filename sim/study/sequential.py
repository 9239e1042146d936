"""How many replications a study must have, by those that it has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.study.precision import Aim, Ask, asks, most_of, replications_for
from sim.study.question import Question
from sim.study.replication import Replication
from sim.tape import Floats

HALL = ("hall", "all")
"""Dimension and level of a measure of the whole hall."""


def wanted(question: Question, played: Sequence[Replication]) -> int:
    """How many replications there must be, by those that are `played`, in their order."""
    if question.aim is None:
        return question.replications
    return most_of(_needs(question, question.aim, played), question.aim)


def reached(question: Question, played: Sequence[Replication]) -> dict[str, Any] | None:
    """How sure the answer was to be, and which intervals are wider, as plain data; None if it was not asked."""
    if question.aim is None:
        return None
    needs = _needs(question, question.aim, played)
    missed = [
        {"measure": ask.measure, "halls": list(ask.halls), "possible": math.isfinite(n)}
        for ask, n in needs.items()
        if n > len(played)
    ]
    return {**question.aim.told(), "missed": missed}


def _needs(question: Question, aim: Aim, played: Sequence[Replication]) -> dict[Ask, float]:
    halls = list(question.composed.specs)
    there = {(measure, hall): _values(measure, hall, played) for measure in aim.asked for hall in halls}
    known = {key: values for key, values in there.items() if values is not None}
    return replications_for(asks(aim, halls, question.pairs, question.statements), known, aim.first)


def _values(measure: str, hall: str, played: Sequence[Replication]) -> Floats | None:
    """A measure of a whole hall in each replication; None where it has no such measure."""
    keys = played[0].keys[hall]
    place = next((place for place, key in enumerate(keys) if key == (measure, *HALL)), None)
    return None if place is None else np.array([replication.values[hall][place] for replication in played])
