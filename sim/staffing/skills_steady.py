"""The cheapest mix of skills in a scenario's steady hall, told and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config import find, load
from sim.errors import Fault, InputError
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec.skills import SteadyHall
from sim.staffing.skills_kinds import Class, Skill, of_kinds
from sim.staffing.skills_mix import MOST, Mix, cheapest_mix
from sim.study.provenance import git, versions
from sim.theory.fcfs_alis import SkillGroup, fcfs_alis, stable

POINTS = 41
"""Times at which shares late are told for the figure."""


@dataclass(frozen=True, eq=False)
class SteadyMix(Reported):
    """The cheapest mix, and what one clerk with other skills would change."""

    mix: pd.DataFrame
    """A row a skill: skill, clerks, cost (of one)."""
    waits: pd.DataFrame
    """A row a class: name, prob_wait, mean_wait (minutes), late (share over `wait` minutes), wait, allowed."""
    worth: pd.DataFrame
    """A row a class and a kind that one clerk of the mix may become by learning more: from_skill, to_skill, cost
    (change), name (of the class), late (change of its share), mean_wait (change)."""
    curve: pd.DataFrame
    """name, minutes, late: the share of each class that waits longer."""

    def told(self, lang: Lang) -> Told:
        """As sentences and tables."""
        from sim.report import skills_steady

        frames = self.mix, self.waits, self.worth
        head = skills_steady.headline(self.manifest, self.mix, lang)
        return Told(head, skills_steady.tables(self.manifest, *frames, lang))

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw the shares late of each class."""
        from sim.report.figures.skills_steady import draw

        return draw(self.manifest, self.waits, self.curve, folder, lang)


def steady_mix(
    scenario: str | Path,
    overrides: Sequence[str] = (),
    *,
    most: int = MOST,
    out: str | Path | None = None,
    lang: Lang = "en",
) -> SteadyMix:
    """Find the cheapest mix of skills in the steady hall of a scenario (`skills.steady`), by exact theory.

    After `most` mixes whose waits were computed it is given up, and the answer says how far it may be from the best.
    With `out`, tables and a figure labelled in `lang` are written to that folder.

    Raises `InputError` for a scenario without a steady hall, and where no mix is found.
    """
    place = None if out is None else check_place(Path(out))
    answer = mixed(scenario, overrides, most)
    if place is not None:
        answer.keep(place, lang)
    return answer


def mixed(scenario: str | Path, overrides: Sequence[str] = (), most: int = MOST) -> SteadyMix:
    """The answer of `steady_mix`."""
    composed = load(scenario, overrides)
    if composed.scenario.skills is None or (hall := composed.scenario.skills.steady) is None:
        mend = "add skills.steady to the scenario: minutes, classes, skills"
        raise InputError(Fault("there is no steady hall", mend, "skills.steady", str(find(scenario))))
    names = list(hall.classes)
    classes = [Class(one.per_hour / 60.0, one.wait, one.late) for one in hall.classes.values()]
    kinds = [
        Skill(frozenset(map(names.index, one.serves)), hall.minutes * one.slowness, one.cost)
        for one in hall.skills.values()
    ]
    found = cheapest_mix(classes, kinds, most)
    manifest = {
        "scenario": composed.name,
        "question": composed.scenario.question.model_dump(),
        "seed": None,
        "replications": 0,
        "measures": [],
        "steady": hall.model_dump(),
        "cost": found.cost,
        "bound": found.bound,
        "certificate": found.certificate,
        "as_cheap": [list(counts) for counts in found.as_cheap],
        "evaluated": found.evaluated,
        "excluded": found.excluded,
        "beside": _beside(classes, kinds),
        "versions": versions(),
        "git": git(),
    }
    mix = pd.DataFrame(
        [(name, n, kind.cost) for name, n, kind in zip(hall.skills, found.counts, kinds, strict=True)],
        columns=["skill", "clerks", "cost"],
    )
    waits = pd.DataFrame(
        [(name, *wait, one.time, one.late) for name, wait, one in zip(names, found.waits, classes, strict=True)],
        columns=["name", "prob_wait", "mean_wait", "late", "wait", "allowed"],
    )
    columns = ["from_skill", "to_skill", "cost", "name", "late", "mean_wait"]
    worth = pd.DataFrame(_retrained(hall, classes, kinds, found), columns=columns)
    return SteadyMix(manifest, mix, waits, worth, pd.DataFrame(_curve(hall, classes, kinds, found)))


def _beside(classes: Sequence[Class], kinds: Sequence[Skill]) -> dict[str, float | None]:
    """What clerks of one class each cost, and clerks of all classes; None where such a skill is not to be had."""
    every = range(len(classes))
    extremes = {
        "alone": of_kinds(classes, kinds, [{c} for c in every]),
        "together": of_kinds(classes, kinds, [set(every)]),
    }
    return {
        name: None if counts is None else sum(n * kind.cost for n, kind in zip(counts, kinds, strict=True))
        for name, counts in extremes.items()
    }


def _groups(kinds: Sequence[Skill], counts: Sequence[int]) -> list[SkillGroup]:
    return [SkillGroup(kind.classes, n, kind.mean_service) for kind, n in zip(kinds, counts, strict=True) if n]


def _retrained(
    hall: SteadyHall, classes: Sequence[Class], kinds: Sequence[Skill], found: Mix
) -> Iterator[tuple[Any, ...]]:
    """What it does to each class if one clerk of the mix learns more; left out where a queue would grow without end."""
    rates, times, skills = [one.arrival_rate for one in classes], [one.time for one in classes], list(hall.skills)
    for a, number in enumerate(found.counts):
        for b in range(len(kinds)):
            if not number or not kinds[a].classes < kinds[b].classes:
                continue
            counts = list(found.counts)
            counts[a], counts[b] = counts[a] - 1, counts[b] + 1
            groups = _groups(kinds, counts)
            if not stable(rates, groups):
                continue
            cost = kinds[b].cost - kinds[a].cost
            for name, new, old in zip(hall.classes, fcfs_alis(rates, groups, times), found.waits, strict=True):
                yield skills[a], skills[b], cost, name, new.tail - old.tail, new.mean_wait - old.mean_wait


def _curve(hall: SteadyHall, classes: Sequence[Class], kinds: Sequence[Skill], found: Mix) -> Iterator[dict[str, Any]]:
    rates, groups = [one.arrival_rate for one in classes], _groups(kinds, found.counts)
    longest = 2.0 * max(one.time for one in classes)
    for point in range(POINTS):
        minutes = longest * point / (POINTS - 1)
        for name, wait in zip(hall.classes, fcfs_alis(rates, groups, minutes), strict=True):
            yield {"name": name, "minutes": minutes, "late": wait.tail}
