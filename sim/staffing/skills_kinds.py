"""People by what they come for, clerks by what they serve, and mixes that are had without a search."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.theory.fcfs_alis import pool_late

Counts = tuple[int, ...]
"""Clerks of each skill."""


class Class(NamedTuple):
    """People alike in what they come for."""

    arrival_rate: float
    """People a minute."""
    time: float
    """Minutes of waiting, at and below which nobody is late."""
    late: float
    """Share that may be late."""


class Skill(NamedTuple):
    """A kind of clerk."""

    classes: frozenset[int]
    """Numbers of the classes that such a clerk serves."""
    mean_service: float
    """Minutes of such a clerk for one person."""
    cost: float
    """Of one such clerk."""


def of_kinds(classes: Sequence[Class], skills: Sequence[Skill], kinds: Sequence[set[int]]) -> Counts | None:
    """The least clerks with exactly the classes of each of `kinds`, each a pool; None where one is not to be had.

    Exact where kinds have no class in common: then each is M/M/c.
    """
    counts = [0] * len(skills)
    for kind in kinds:
        own = [s for s, skill in enumerate(skills) if skill.classes == kind]
        if not own:
            return None
        cheapest = min(own, key=lambda s: skills[s].cost)
        rate, load = 1.0 / skills[cheapest].mean_service, math.fsum(classes[c].arrival_rate for c in kind)
        time, late = min(classes[c].time for c in kind), min(classes[c].late for c in kind)
        counts[cheapest] = next(n for n in itertools.count(1) if pool_late(load, [rate] * n, time) <= late)
    return tuple(counts)


def neighbours(counts: Counts) -> set[Counts]:
    """Mixes with one or two clerks less, and perhaps one more of another skill."""
    places = range(len(counts))
    less = [counts]
    found = set()
    for _ in range(2):
        less = [one for before in less for s in places if (one := _changed(before, s, -1))[s] >= 0]
        found |= {one for before in less for one in (before, *(_changed(before, s, 1) for s in places))}
    return found - {counts}


def _changed(counts: Counts, place: int, by: int) -> Counts:
    return (*counts[:place], counts[place] + by, *counts[place + 1 :])
