"""The best of several halls, with a stated chance: replications are spent on the halls that may be it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError, ResultError
from sim.inference.intervals import ERROR, interval
from sim.inference.precision import LEAST
from sim.inference.selection import Kn, all_within, allocate, chance, enough_for_all_within
from sim.inference.several import against_best
from sim.report.text import Lang
from sim.results import check_place
from sim.results.answers import Answer, keep
from sim.spec import Spec, suggest
from sim.study.candidates import Candidate, candidates
from sim.study.engines import AUTO
from sim.study.plays import Measured, Play, Seen, Stage
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question
from sim.study.runner import Progress, Step
from sim.study.workers import Workers, crew
from sim.tape import Floats

Procedure = Literal["kn", "all", "ocba", "mcb"]
PROCEDURES: tuple[Procedure, ...] = get_args(Procedure)
Best = Literal["lowest", "highest"]
ROUND = 20
"""Replications of each hall that is left, or of all together, from one look at them to the next."""
A_HALL = 1000
"""Replications of a hall, of all halls in the mean, after which it is given up where nothing else is said."""


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

    @property
    def lowest(self) -> bool:
        """Whether the lowest mean is best."""
        return self.best == "lowest"


@dataclass(frozen=True, eq=False)
class Selection(Answer):
    """Which halls were chosen, and what was seen of all."""

    halls: pd.DataFrame
    """A row a hall: hall, variant, the keys that are swept, finding, n, mean, low, high (of its replications), and, by
    `all` and `mcb`, behind, nearest, furthest: its mean less the best among the others, with intervals that hold
    together (Hsu 1984). The finding is `chosen`; `left`, if it may still be the best; or `dropped`, after `n`
    replications where the procedure drops halls on the way."""


def select(
    scenario: str | Path = DEFAULT,
    words: Sequence[str] = (),
    *,
    measure: str | None = None,
    procedure: Procedure = "kn",
    best: Best | None = None,
    zone: float | None = None,
    sure: float = 0.95,
    at_most: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> Selection:
    """Choose the best hall of a scenario, or of its halls at every point of a sweep, if `words` give several values.

    The `best` is that of the `lowest` or `highest` mean of the `measure` (the scenario's first where None); as its goal
    has it where that is not said, or the lowest. By `procedure`:

    - `kn`: one hall, the best with the chance `sure` if it is better than all others by the `zone`, and else one within
      the zone of it (Kim and Nelson 2001). Halls that are seen to be worse are played no more.
    - `all`: all halls that may be the best, and none further from it than the zone (Stein 1945, Bonferroni).
    - `ocba`: one hall; more replications where they tell most, until its approximate chance is `sure` (Chen et al.
      2000).
    - `mcb`: each hall against the best of the others after `replications` of all (Hsu 1984); `zone` and `sure` are not
      asked.

    It begins with `replications` of each hall (the scenario's, but no fewer than 20, where None), and ends without a
    choice when all halls together have had `at_most`. Raises `InputError` for what cannot be used, and `ResultError` as
    `compare`, and where a hall has no value of the measure.
    """
    found, halls = candidates(
        scenario, words, measure=measure, replications=replications, seed=seed, engine=engine, parity=parity
    )
    choice = choice_of(found, len(halls), procedure, best, zone, sure, at_most)
    place = None if out is None else check_place(Path(out))
    answer = chosen(found, halls, choice, jobs=jobs, progress=progress)
    if place is not None:
        keep(answer, place, partial(draw, answer, lang=lang))
    return answer


def draw(answer: Selection, folder: Path, lang: Lang) -> object:
    """Draw the figure of an answer. Late: drawing is imported only by who wants it."""
    from sim.report.figures.selection import draw

    return draw(answer.manifest, answer.halls, folder, lang)


def choice_of(
    question: Question,
    halls: int,
    procedure: Procedure,
    best: Best | None,
    zone: float | None,
    sure: float,
    at_most: int | None,
) -> Choice:
    """What is asked, and what follows for what is not. Raises `InputError` where it does not fit."""
    (measure,) = question.measures
    first = question.replications * halls
    if procedure == "mcb":
        # Its intervals hold at 95 %, after a given number of replications: there is nothing else to ask.
        zone, sure, at_most = None, 1.0 - ERROR, first
    most = A_HALL * halls if at_most is None else at_most
    faults = []
    if procedure not in PROCEDURES:
        faults.append(Fault(f"there is no procedure {procedure!r}", suggest(procedure, PROCEDURES), "procedure"))
    if halls < 2:
        faults.append(Fault("there is one hall only", "give another variant, or sweep a key", "variants"))
    if zone is None and procedure in ("kn", "all"):
        mend = f"give the difference in {measure} that nobody would choose by, such as --zone 0.5"
        faults.append(Fault("it is not said which differences are indifferent", mend, "zone"))
    if zone is not None and not (0.0 < zone < math.inf):
        faults.append(Fault(f"{zone:g} is no width", "give a number above 0, in the measure's unit", "zone"))
    if not 1.0 / max(halls, 2) < sure < 1.0:
        mend = f"give a chance above {1.0 / max(halls, 2):.2g}, that of a blind choice, and below 1, such as 0.95"
        faults.append(Fault(f"{sure:g} is no chance of a right choice", mend, "sure"))
    if question.replications < (2 if procedure == "mcb" else LEAST):
        mend = f"begin with at least {2 if procedure == 'mcb' else LEAST} replications"
        faults.append(Fault(f"{question.replications} is too few", mend, "replications"))
    if most < first:
        mend = f"allow at least the {first} with which it begins, or begin with fewer --replications"
        faults.append(Fault(f"{most} is fewer than are played at first", mend, "at_most"))
    if faults:
        raise InputError(faults)
    return Choice(procedure, best or _wished(question, measure), zone or 0.0, sure, most)


def _wished(question: Question, measure: str) -> Best:
    """Whether low or high values are wished for, by the goal of the measure."""
    goals = [spec.targets.goals[measure] for spec in question.composed.specs.values() if measure in spec.targets.goals]
    return "highest" if goals and all(goal.at_least is not None for goal in goals) else "lowest"


def chosen(
    question: Question,
    halls: Mapping[str, Candidate],
    choice: Choice,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Selection:
    """The answer of `select` to a question with one measure."""
    if jobs < 1:
        raise InputError(Fault(f"{jobs} is too few", "give the number of processes, at least 1", "jobs"))
    (measure,) = question.measures
    specs = {name: hall.spec for name, hall in halls.items()}
    with crew(Stage(question.seed, question.engine, Measured((measure,)), question.parity), jobs) as workers:
        trials = Trials(specs, measure, workers, progress or (lambda step: None), choice.most, jobs)
        outcome = _BY[choice.procedure](trials, choice, question.replications)
    checked = head(question, [measure], specs, trials.checked)
    asked = {"procedure": choice.procedure, "best": choice.best, "zone": choice.zone, "sure": choice.sure}
    manifest = {**checked, **asked, "first": question.replications, "most": choice.most, "played": trials.played}
    keys = list(next(iter(halls.values())).point)
    longest = max(map(len, trials.seen.values()))
    manifest |= {"keys": keys, "chance": outcome.chance, "replications": longest}
    return Selection(manifest, _table(trials, halls, choice, outcome))


@dataclass
class Trials:
    """What has been seen of each hall: a value a replication, replications that halls share on the same tapes."""

    specs: Mapping[str, Spec]
    measure: str
    workers: Workers[Play, Seen[dict[str, float]]]
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
        for name in wanted:
            self.seen.setdefault(name, []).extend(found[name, r] for r in range(have[name], wanted[name]))

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


_BY: Mapping[str, Callable[[Trials, Choice, int], Outcome]] = {"kn": _kn, "all": _all, "ocba": _ocba, "mcb": _mcb}


def _table(trials: Trials, halls: Mapping[str, Candidate], choice: Choice, outcome: Outcome) -> pd.DataFrame:
    rows, names = [], trials.names
    # Where numbers of replications hang on differences, intervals of these would not hold.
    given = choice.procedure in ("all", "mcb")
    apart = against_best(trials.table(names), choice.lowest) if given else None
    # Of OCBA and of all within the zone nobody is out before it is decided.
    open_to_all = not outcome.decided and choice.procedure in ("all", "ocba")
    for place, (name, hall) in enumerate(halls.items()):
        # What was played of a hall after it was out is not looked at.
        told = interval(trials.seen[name][: outcome.dropped.get(name)])
        finding = "left" if open_to_all else "dropped"
        if name in outcome.kept:
            finding = "chosen" if outcome.decided else "left"
        behind = (math.nan,) * 3
        if apart is not None:
            others = np.delete(apart.means, place)
            best = float(others.min() if choice.lowest else others.max())
            behind = (float(apart.means[place]) - best, float(apart.low[place]), float(apart.high[place]))
        row = {"hall": name, "variant": hall.variant, **hall.point, "finding": finding, "n": told.n}
        row |= {"mean": told.mean, "low": told.low, "high": told.high}
        rows.append(row | dict(zip(("behind", "nearest", "furthest"), behind, strict=True)))
    return pd.DataFrame(rows)
