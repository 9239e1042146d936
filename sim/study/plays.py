"""Halls played one by one on common tapes, each seen by the same eyes: for studies of many halls.

A hall is played, looked at and forgotten, so that hundreds of them need no more memory than one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sim.engine.memory import give_back
from sim.errors import Fault, InputError
from sim.measures import measure, measures_of
from sim.plan import Plan, lay
from sim.spec import Spec
from sim.study.engines import FAST, hold_together, player
from sim.study.executors import Crew, crew_for
from sim.study.keeping import Tapes
from sim.study.question import Question
from sim.study.replication import drawn_as
from sim.study.runner import Progress, Step
from sim.trace import Trace

S = TypeVar("S")


@dataclass(frozen=True)
class Play:
    """One hall in one replication."""

    name: Any
    """Whose hall it is: told again with what was seen."""
    spec: Spec
    replication: int

    def __str__(self) -> str:
        named = ", ".join(map(str, self.name)) if isinstance(self.name, tuple) else self.name
        return f"{self.replication} of the hall ({named})"


@dataclass(frozen=True)
class Seen(Generic[S]):
    """What was seen of a play."""

    name: Any
    replication: int
    cases: int
    """People who came."""
    seconds: float
    """What the play takes by itself: the reference engine, which plays few, would make a bad guess of what comes, and
    so would what is done once only, as loading the fast engine and holding a trace against the laws of a hall."""
    checked: bool
    """Whether both engines played it."""
    found: S
    checking: float = 0.0
    """Seconds that the reference engine took, if it did."""
    drawing: float = 0.0
    """Seconds that its tape took, which halls of one replication share."""
    laws: float = 0.0
    """Seconds that holding it against the laws of a hall took, which is done of each hall's first replication."""


CHECKED = 0.1
"""Share of the time that goes into playing halls on both engines, beyond the first."""


@dataclass
class Checks:
    """How much of the time has gone into playing halls, and into playing some of them on the reference engine, too."""

    wanted: bool
    played: float = 0.0
    spent: float = 0.0
    last: float = 0.0

    def are_due(self) -> bool:
        """Whether one more is wanted: the first, then as many as take `CHECKED` of the time, each like the last."""
        return self.wanted and self.spent + self.last <= self.played * CHECKED

    def hold(self, plan: Plan, trace: Trace, which: str) -> None:
        """Hold a play against the reference engine's. Raises `ResultError` where they differ."""
        began = time.monotonic()
        hold_together(plan, trace, which)
        self.last = time.monotonic() - began
        self.spent += self.last


class Stage(Generic[S]):
    """Where halls are played, by several threads perhaps; keeps tapes, as halls of one replication follow another."""

    def __init__(self, seed: int, engine: str, look: Callable[[Trace, Spec], S], parity: bool = True) -> None:
        self.seed, self.engine, self.look = seed, engine, look
        self._tapes = Tapes(seed)
        self._checks = Checks(parity and engine == FAST)

    def __call__(self, play: Play) -> Seen[S]:
        """Play a hall and look at it. The first replication's trace is held against the laws of a hall.

        Some of these are played by the reference engine, too, and must be the same: the first, and then as many as take
        a tenth of the time.
        """
        seen = self._seen(play)
        give_back()
        return seen

    def _seen(self, play: Play) -> Seen[S]:
        began, is_first = time.monotonic(), not self._checks.played
        tape = self._tapes.of(drawn_as(play.spec), play.spec, play.replication)
        drawing = time.monotonic() - began
        plan = lay(tape, play.spec)
        trace = player(self.engine)(plan)
        laws = _law_abiding(trace) if play.replication == 0 else 0.0
        found = self.look(trace, play.spec)
        checked = play.replication == 0 and self._checks.are_due()
        seconds = time.monotonic() - began
        self._checks.played += seconds
        if is_first and self.engine == FAST:
            # By now all is loaded, so that once more is what each play takes.
            began = time.monotonic()
            self.look(player(self.engine)(lay(tape, play.spec)), play.spec)
            seconds = time.monotonic() - began
        if checked:
            self._checks.hold(plan, trace, f"replication {play}")
        return Seen(play.name, play.replication, len(plan), seconds, checked, found, drawing=drawing, laws=laws)


def _law_abiding(trace: Trace) -> float:
    """Hold a trace against the laws of a hall; the seconds that took."""
    began = time.monotonic()
    trace.check()
    return time.monotonic() - began


class Theatre(Generic[S]):
    """Plays halls in all replications of a question, and tells how far it is."""

    def __init__(self, question: Question, workers: Crew[Play, Seen[S]], jobs: int, progress: Progress) -> None:
        self.replications, self.workers, self.jobs, self.progress = question.replications, workers, jobs, progress
        self.done, self.total, self.cases = 0, 0, 0
        self.checked = 0
        self._spent = 0.0

    def play(self, specs: Mapping[Any, Spec], more: int = 0, first: int = 0) -> dict[Any, list[S]]:
        """What was seen of each hall, a value a replication in their order; `more` plays are expected after these.

        The replications are those from number `first` on.
        """
        times = range(first, first + self.replications)
        plays = [Play(name, spec, r) for r in times for name, spec in specs.items()]
        self.total = self.done + len(plays) + more
        if self.done == 0:
            self.progress(Step(0, self.total, len(specs), 0, math.nan))
        found: dict[Any, dict[int, S]] = {name: {} for name in specs}
        began = time.monotonic()
        for seen in self._played(plays):
            found[seen.name][seen.replication] = seen.found
            self.checked += seen.checked
            self.done, self.cases = self.done + 1, self.cases or seen.cases
            # The first is made by one process, which has to start: what a play takes by itself is a better guess.
            if self.done == 1:
                left = self._expected(seen) / self.jobs
            else:
                left = (self._spent + time.monotonic() - began) / self.done * (self.total - self.done)
            self.progress(Step(self.done, self.total, len(specs), self.cases, left))
        self._spent += time.monotonic() - began
        return {name: [values[r] for r in sorted(values)] for name, values in found.items()}

    def _expected(self, first: Seen[S]) -> float:
        """Seconds that one process takes for all plays but the first, by what that one took."""
        halls = self.total / self.replications
        plays = first.seconds * (self.total - 1) * (1.0 + CHECKED * first.checked)
        return plays + first.drawing * (self.replications - 1) + first.laws * (halls - 1.0)

    def _played(self, plays: Sequence[Play]) -> Iterator[Seen[S]]:
        """The first play of all by itself, so that what the others cost is known."""
        first = 1 if self.done == 0 else 0
        yield from self.workers.play(plays[:first])
        yield from self.workers.play(plays[first:])


@contextmanager
def theatre(
    question: Question, look: Callable[[Trace, Spec], S], jobs: int, progress: Progress | None
) -> Iterator[Theatre[S]]:
    """A theatre whose `jobs` workers are at an end when it is left.

    Raises `InputError` for fewer than two replications, from which nothing follows, and for no workers.
    """
    if jobs < 1:
        raise InputError(Fault(f"{jobs} is too few", "give the number of workers, at least 1", "jobs"))
    if question.replications < 2:
        problem = f"{question.replications} is too few for an interval"
        raise InputError(Fault(problem, "ask for at least 2", "replications"))
    stage = Stage(question.seed, question.engine, look, question.parity)
    with crew_for(question.engine, stage, jobs) as workers:
        yield Theatre(question, workers, jobs, progress or (lambda step: None))


@dataclass(frozen=True)
class Measured:
    """Looks at measures of the whole hall."""

    names: tuple[str, ...]

    def __call__(self, trace: Trace, spec: Spec) -> dict[str, float]:
        """The value of each measure; not a number where it has none."""
        values = dict.fromkeys(self.names, math.nan)
        # A share over a wait limit is known only where that limit is the hall's.
        known = [name for name in self.names if name in measures_of(spec)]
        return values | {r.measure: r.value for r in measure(trace, spec, known) if r.by == "hall"}
