"""How one of several halls is chosen: what is seen of each, and the procedures that say what is to be played next."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, get_args

import numpy as np

from sim.errors import ResultError
from sim.inference.selection import Kn, all_within, allocate, chance, enough_for_all_within
from sim.inference.several import against_best
from sim.spec import Spec
from sim.study.executors import Crew
from sim.study.plays import Play, Seen
from sim.study.runner import Progress, Step
from sim.tape import Floats

Procedure = Literal["kn", "all", "ocba", "mcb"]
PROCEDURES: tuple[Procedure, ...] = get_args(Procedure)
Best = Literal["lowest", "highest"]
ROUND = 20
"""Replications of each hall that is left, or of all together, from one look at them to the next."""


@dataclass(frozen=True)
class Choice:
    """What is to be chosen, and how surely."""

    procedure: Procedure
    best: Best
    zone: float
    """A difference, in the measure's unit, that nobody would choose by."""
    sure: float
    """Chance of a right choice, from 0 to 1."""
    most: int
    """Replications of all halls together after which it is given up."""
    fresh: int | None = 0
    """Replications of what was chosen that no choice has looked at, beyond the most; None for as many as chose it."""

    @property
    def lowest(self) -> bool:
        """Whether the lowest mean is best."""
        return self.best == "lowest"


@dataclass(frozen=True)
class Fresh:
    """Replications that no choice has looked at."""

    first: int
    """The number of the first of them."""
    replications: int
    values: Mapping[str, list[float]]
    """By hall."""


@dataclass
class Trials:
    """What has been seen of each hall: a value a replication, replications that halls share on the same tapes."""

    specs: Mapping[str, Spec]
    measure: str
    workers: Crew[Play, Seen[dict[str, float]]]
    progress: Progress
    most: int
    jobs: int
    seen: dict[str, list[float]] = field(default_factory=dict)
    checked: int = 0

    @property
    def names(self) -> list[str]:
        """The halls."""
        return list(self.specs)

    @property
    def played(self) -> int:
        """Replications of all halls together."""
        return sum(map(len, self.seen.values()))

    def play(self, wanted: Mapping[str, int]) -> None:
        """Play so many replications in all of these halls, those that there are included."""
        have = {name: len(self.seen.get(name, ())) for name in wanted}
        plays = [
            Play(name, self.specs[name], replication)
            for replication in range(min(have.values()), max(wanted.values()))
            for name in wanted
            if have[name] <= replication < wanted[name]
        ]
        found = self._found(plays)
        for name in wanted:
            self.seen.setdefault(name, []).extend(found[name, r] for r in range(have[name], wanted[name]))

    def fresh(self, names: Sequence[str], number: int) -> Fresh:
        """Play so many replications of these halls that come after all that any hall has had: no choice has seen them.

        The halls share their tapes, so that their differences are of the same people.
        """
        first = max(map(len, self.seen.values()))
        found = self._found([Play(name, self.specs[name], first + r) for r in range(number) for name in names])
        return Fresh(first, number, {name: [found[name, first + r] for r in range(number)] for name in names})

    def _found(self, plays: Sequence[Play]) -> dict[tuple[str, int], float]:
        """The measure in each of these plays, by hall and replication."""
        found: dict[tuple[str, int], float] = {}
        before, began = self.played, time.monotonic()
        if before == 0:
            self.progress(Step(0, len(plays), len(self.specs), 0, math.nan))
        for seen in self.workers.play(plays):
            value = seen.found[self.measure]
            if math.isnan(value):
                told = f"{self.measure} has no value in replication {seen.replication} of {seen.name}"
                raise ResultError(f"{told}: choose by a measure that all halls have, or let more people come")
            found[seen.name, seen.replication] = value
            self.checked += seen.checked
            # The first is made by a process that has to start: what it took by itself is a better guess.
            spent = seen.seconds / self.jobs if before + len(found) == 1 else time.monotonic() - began
            left = spent / len(found) * (len(plays) - len(found))
            self.progress(Step(before + len(found), before + len(plays), len(self.specs), seen.cases, left))
        return found

    def table(self, names: Sequence[str], start: int = 0) -> Floats:
        """Values of halls with equally many replications, from the replication `start` on (replications, halls)."""
        return np.array([self.seen[name][start:] for name in names]).T

    def summary(self) -> tuple[Floats, Floats, Any]:
        """Of each hall the mean, the deviation, and how many replications it has."""
        values = [np.array(self.seen[name]) for name in self.names]
        means, deviations = (np.array([f(one) for one in values]) for f in (np.mean, partial(np.std, ddof=1)))
        return means, deviations, np.array([len(one) for one in values])


@dataclass(frozen=True)
class Outcome:
    """What a procedure says: the halls chosen, or those that are left where it was given up."""

    kept: tuple[str, ...]
    decided: bool
    dropped: Mapping[str, int] = field(default_factory=dict)
    """By hall the replications after which it was out."""
    chance: float | None = None
    """Approximate chance that the choice is right, where the procedure tells it."""


def _kn(trials: Trials, choice: Choice, first: int) -> Outcome:
    names = trials.names
    trials.play(dict.fromkeys(names, first))
    found = Kn(trials.table(names), choice.zone, 1.0 - choice.sure, choice.lowest)
    while len(found.left) > 1:
        left = [names[place] for place in found.left]
        room = (choice.most - trials.played) // len(left)
        step = min(ROUND, room, found.most - found.n)
        if step < 1:
            break
        start = len(trials.seen[left[0]])
        trials.play(dict.fromkeys(left, start + step))
        found.feed(trials.table(left, start))
    dropped = {names[place]: n for place, n in found.dropped.items()}
    return Outcome(tuple(names[place] for place in found.left), len(found.left) == 1, dropped)


def _all(trials: Trials, choice: Choice, first: int) -> Outcome:
    names = trials.names
    trials.play(dict.fromkeys(names, first))
    needed = enough_for_all_within(trials.table(names), choice.zone, 1.0 - choice.sure)
    n = min(needed, choice.most // len(names))
    trials.play(dict.fromkeys(names, n))
    kept = all_within(trials.summary()[0], choice.zone, choice.lowest)
    return Outcome(tuple(names[place] for place in kept), n == needed)


def _ocba(trials: Trials, choice: Choice, first: int) -> Outcome:
    names = trials.names
    trials.play(dict.fromkeys(names, first))
    while True:
        means, deviations, n = trials.summary()
        told = chance(means, deviations, n, choice.zone, choice.lowest)
        more = min(ROUND, choice.most - trials.played)
        if told >= choice.sure or more < 1:
            break
        given = allocate(means, deviations, n, more, choice.lowest)
        trials.play({name: int(k) + g for name, k, g in zip(names, n, given, strict=True) if g})
    best = int(np.argmin(means) if choice.lowest else np.argmax(means))
    return Outcome((names[best],), told >= choice.sure, chance=told)


def _mcb(trials: Trials, choice: Choice, first: int) -> Outcome:
    names = trials.names
    trials.play(dict.fromkeys(names, first))
    found = against_best(trials.table(names), choice.lowest)
    kept = tuple(name for name, may_be in zip(names, found.may_be, strict=True) if may_be)
    return Outcome(kept, len(kept) == 1)


BY: Mapping[str, Callable[[Trials, Choice, int], Outcome]] = {"kn": _kn, "all": _all, "ocba": _ocba, "mcb": _mcb}
"""The procedures by name; each is told how many replications of each hall it begins with."""


def afresh(trials: Trials, choice: Choice, outcome: Outcome) -> Fresh:
    """What was chosen, or is left, played on replications of its own; of one hall alone the runner-up, too.

    The mean that made a hall the best is too good on average, as the hall was chosen for its luck, too (Smith and
    Winkler 2006, The optimizer's curse, section 2). Where halls drop out on the way there is no runner-up: those that
    are out have had fewer replications.
    """
    number = max(len(trials.seen[name]) for name in outcome.kept) if choice.fresh is None else choice.fresh
    names = list(outcome.kept) if number else []
    if len(names) == 1 and choice.procedure != "kn":
        means = trials.summary()[0]
        order = np.argsort(means if choice.lowest else -means, kind="stable")
        names.append(next(trials.names[place] for place in order if trials.names[place] != names[0]))
    return trials.fresh(names, number)
