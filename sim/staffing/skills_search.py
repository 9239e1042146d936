"""The search for whom to train next: every training tried on the same tapes, the best kept, and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np

from sim.inference.intervals import Interval, difference
from sim.measures import measure
from sim.spec import Spec
from sim.spec.skills import Skills
from sim.staffing.skills_halls import Trained, Training, chained, flexible, learnt, trainings
from sim.study.plays import Theatre
from sim.trace import Trace

Worth = Literal["mean_wait", "share_wait_over_30", "abandonment"]
WATCHED: tuple[str, ...] = get_args(Worth)
"""Measures of the whole hall by which trainings are judged: of each, less is better."""
MONEY = "money_per_day"
"""What all clerks cost on an open day; in what is told, with training."""
NOW, CHAINED, FLEXIBLE = "now", "chained", "flexible"
"""Halls that are played beside those of the steps, which are called 1, 2, ..."""


class Look(NamedTuple):
    """What is seen of a hall."""

    values: Mapping[str, float]
    """By measure, WATCHED and MONEY; not a number where there is none."""
    load: Mapping[str, float]
    """By group the share of its duty in which it is busy."""


def look(trace: Trace, spec: Spec) -> Look:
    """See how people wait, what clerks cost on an open day, and how busy they are."""
    found = measure(trace, spec, [*WATCHED, "cost", "utilisation"])
    whole = {one.measure: one.value for one in found if one.by == "hall"}
    days = sum(map(spec.calendar.is_open, spec.calendar.measured))
    values = {name: whole.get(name, float("nan")) for name in WATCHED} | {MONEY: whole["cost"] / days}
    return Look(values, {one.level: one.value for one in found if one.measure == "utilisation" and one.by == "group"})


@dataclass(frozen=True)
class Round:
    """The trainings that were tried in one hall."""

    before: Sequence[Look]
    """The hall without them, by replication."""
    tried: Mapping[Training, Sequence[Look]]

    def change(self, training: Training, name: str) -> Interval:
        """What a training does to a measure, paired by replication; intervals of all that were tried hold together."""
        before = [seen.values[name] for seen in self.before]
        return difference(before, [seen.values[name] for seen in self.tried[training]], len(self.tried))

    def best(self, name: str) -> Training | None:
        """The training that lowers the mean of a measure most; of equals the first. None where none lowers it."""
        means = {training: self.change(training, name).mean for training in self.tried}
        lowering = [training for training, mean in means.items() if mean < 0.0]
        return min(lowering, key=means.__getitem__, default=None)


@dataclass(frozen=True)
class Search:
    """What is asked of the halls that are played."""

    variant: str
    start: Trained
    costs: Skills
    by: Worth
    steps: int

    @property
    def first(self) -> list[Training]:
        """What is tried as the first training."""
        return list(trainings(self.start))

    def plays(self) -> int:
        """About how many halls that comes to."""
        later = max(self.steps - 1, 0) * 2 * min(self.costs.shortlist, len(self.first))
        return 1 + len(self.first) + later + self.steps + 3

    def rounds(self, stage: Theatre[Look]) -> Iterator[tuple[Round, Trained]]:
        """Step by step what was tried, and the hall with the best of that; the hall as it is where there is none.

        It ends with the steps, or where no training helps.
        """
        left = self.plays() - 1 - len(self.first)
        halls = {training: learnt(self.start, training, self.costs) for training in self.first}
        specs = {NOW: self.start.spec} | {training: hall.spec for training, hall in halls.items()}
        seen = stage.play(specs, more=left * stage.replications)
        found = first = Round(seen.pop(NOW), seen)
        for step in range(1, max(self.steps, 1) + 1):
            best = found.best(self.by)
            if best is None or not self.steps:
                yield found, self.start
                return
            yield found, halls[best]
            if step == self.steps or not (tried := self._again(first, halls[best])):
                return
            left = (self.steps - step - 1) * len(tried) + self.steps + 3
            before = found.tried[best]
            halls = {training: learnt(halls[best], training, self.costs) for training in tried}
            specs = {training: hall.spec for training, hall in halls.items()}
            found = Round(before, stage.play(specs, more=left * stage.replications))

    def _again(self, first: Round, hall: Trained) -> list[Training]:
        """The trainings that were best as the first, of all clerks in a later hall who come from the same group."""
        good = sorted(first.tried, key=lambda training: first.change(training, self.by).mean)[: self.costs.shortlist]
        return [one for one in trainings(hall) if Training(hall.skills[one.group][0], one.skill) in good]

    def others(self, now: Sequence[Look]) -> dict[str, Trained]:
        """The hall with a ring of helpers, and that in which everybody can do everything."""
        load = {name: float(np.mean([seen.load.get(name, 0.0) for seen in now])) for name in self.start.own}
        ring, every = chained(self.start, load, self.costs), flexible(self.start, self.costs)
        return {CHAINED: ring, FLEXIBLE: every}
