"""Halls that are played for staffing: each time on replications that no plan has been chosen by."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sim.demand import draw
from sim.plan import lay
from sim.spec import Spec
from sim.staffing.lines import Look
from sim.staffing.pooldays import NOBODY, Tickets
from sim.study.engines import FAST, get_ready, hold_together, player
from sim.study.executors import Crew, crew_for
from sim.study.plays import Play, Seen, Stage
from sim.study.question import Question
from sim.study.runner import Progress, Step

Found = dict[str, list[Tickets]]
"""By line, and by group of those that share one, its tickets in each replication."""


@dataclass
class Halls:
    """Plays halls, and counts the replications."""

    crew: Crew[Play, Seen[dict[str, Tickets]]]
    stage: Stage[dict[str, Tickets]]
    progress: Progress
    jobs: int = 1
    """How many workers there are."""
    next: int = 0
    """Number of the first replication that no hall has been played in."""
    alone: bool = False
    """Whether it plays without its crew."""

    def play(self, specs: Mapping[str, Spec], number: int) -> dict[str, Found]:
        """The tickets of each hall in `number` replications that are new, the same for all of them."""
        self.next += number
        return self.again(specs, range(self.next - number, self.next))

    def again(self, specs: Mapping[str, Spec], replications: range) -> dict[str, Found]:
        """The tickets of each hall in these replications, whatever has been played in them before."""
        plays = [Play(name, spec, r) for r in replications for name, spec in specs.items()]
        seen: dict[tuple[str, int], dict[str, Tickets]] = {}
        began = time.monotonic()
        self.progress(Step(0, len(plays), len(specs), 0, math.nan))
        for done, one in enumerate(self._seen(plays), 1):
            seen[one.name, one.replication] = one.found
            left = (time.monotonic() - began) / done * (len(plays) - done)
            self.progress(Step(done, len(plays), len(specs), one.cases, left))
        every = dict.fromkeys(line for found in seen.values() for line in found)
        return {
            name: {line: [seen[name, r].get(line, NOBODY) for r in replications] for line in every} for name in specs
        }

    def _seen(self, plays: Sequence[Play]) -> Iterator[Seen[dict[str, Tickets]]]:
        """What is seen of each play. Workers who were interrupted are asked for nothing more: it goes on without."""
        number = 0
        try:
            for one in map(self.stage, plays) if self.alone else self.crew.play(plays):
                number += 1
                yield one
        finally:
            self.alone = self.alone or number < len(plays)
        if number < len(plays):
            raise KeyboardInterrupt


def held_together(question: Question, spec: Spec) -> int:
    """Play one week of a hall on both engines, where the fast one plays and that is wanted; how many plays that was.

    Raises `ResultError` where they differ, or a law of halls is broken.
    """
    if not question.parity or question.engine != FAST:
        return 0
    calendar = spec.calendar.model_copy(update={"days": 7, "warm_up": 0})
    week = spec.model_copy(update={"calendar": calendar})
    plan = lay(draw(week, question.seed, 0), week)
    trace = player(question.engine)(plan)
    trace.check()
    hold_together(plan, trace, "a week of the plan")
    return 1


@contextmanager
def halls(question: Question, groups: tuple[str, ...], jobs: int, progress: Progress | None) -> Iterator[Halls]:
    """Where halls are played, whose `jobs` workers are at an end when it is left."""
    tell: Callable[[Step], None] = progress or (lambda step: None)
    stage = Stage(question.seed, question.engine, Look(groups), parity=False)
    get_ready(question.engine)
    with crew_for(question.engine, stage, jobs) as workers:
        yield Halls(workers, stage, tell, jobs)
