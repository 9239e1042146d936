"""The best of several halls, with a stated chance: replications are spent on the halls that may be it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError
from sim.inference.intervals import ERROR, interval
from sim.inference.precision import LEAST
from sim.inference.several import against_best
from sim.report import selection
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec import suggest
from sim.study.arguments import told_by_name
from sim.study.candidates import Candidate, alike, candidates
from sim.study.engines import AUTO
from sim.study.executors import crew_for
from sim.study.plays import Measured, Stage
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question
from sim.study.runner import Progress
from sim.study.trials import BY, PROCEDURES, Best, Choice, Fresh, Outcome, Procedure, Trials, afresh

A_HALL = 1000
"""Replications of a hall, of all halls in the mean, after which it is given up where nothing else is said."""


@dataclass(frozen=True, eq=False)
class Selection(Reported):
    """Which halls were chosen, and what was seen of all."""

    halls: pd.DataFrame
    """A row a hall: hall, variant, the keys that are swept, finding, n, mean, low, high (of its replications), and, by
    `all` and `mcb`, behind, nearest, furthest: its mean less the best among the others, with intervals that hold
    together (Hsu 1984); then fresh_n, fresh_mean, fresh_low, fresh_high, of replications that no choice has looked at,
    of the halls that were kept, and of the runner-up of one that was kept alone where all are compared. The finding is
    `chosen`; `left`, if it may still be the best; or `dropped`, after `n` replications where the procedure drops halls
    on the way."""

    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""
        head = selection.headline(self.manifest, self.halls, lang)
        return Told(head, [selection.table(self.manifest, self.halls, lang)])

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figure into `folder`."""
        from sim.report.figures.selection import draw

        return draw(self.manifest, self.halls, folder, lang)


@told_by_name()
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
    fresh: int | None = None,
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
    choice when all halls together have had `at_most`. What was chosen, or looks best, is then played `fresh` times more
    (as often as it was for the choice where None, not at all where 0), on other days than those that chose it. These
    flatter it, as it was chosen for its luck on them, too; the fresh mean does not, and its interval holds. Halls that
    are alike in everything are named in the manifest, under `same`.

    Raises `InputError` for what cannot be used, and `ResultError` as `compare`, and where a hall has no value of the
    measure.
    """
    found, halls = candidates(
        scenario, words, measure=measure, replications=replications, seed=seed, engine=engine, parity=parity
    )
    choice = choice_of(found, len(halls), procedure, best, zone, sure, at_most, fresh)
    place = None if out is None else check_place(Path(out))
    answer = chosen(found, halls, choice, jobs=jobs, progress=progress)
    if place is not None:
        answer.keep(place, lang)
    return answer


def choice_of(
    question: Question,
    halls: int,
    procedure: Procedure,
    best: Best | None,
    zone: float | None,
    sure: float,
    at_most: int | None,
    fresh: int | None = None,
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
    if best is not None and best not in get_args(Best):
        faults.append(Fault(f"{best!r} is no mean", suggest(best, get_args(Best)), "best"))
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
    if fresh is not None and (fresh < 0 or fresh == 1):
        mend = "give at least 2, which an interval needs, or 0 for none"
        faults.append(Fault(f"{fresh} is too few", mend, "fresh"))
    if faults:
        raise InputError(faults)
    return Choice(procedure, best or wished(question, measure), zone or 0.0, sure, most, fresh)


def wished(question: Question, measure: str) -> Best:
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
        raise InputError(Fault(f"{jobs} is too few", "give the number of workers, at least 1", "jobs"))
    (measure,) = question.measures
    specs = {name: hall.spec for name, hall in halls.items()}
    stage = Stage(question.seed, question.engine, Measured((measure,)), question.parity)
    with crew_for(question.engine, stage, jobs) as workers:
        trials = Trials(specs, measure, workers, progress or (lambda step: None), choice.most, jobs)
        outcome = BY[choice.procedure](trials, choice, question.replications)
        fresh = afresh(trials, choice, outcome)
    checked = head(question, [measure], specs, trials.checked)
    asked = {"procedure": choice.procedure, "best": choice.best, "zone": choice.zone, "sure": choice.sure}
    manifest = {**checked, **asked, "first": question.replications, "most": choice.most, "played": trials.played}
    keys = list(next(iter(halls.values())).point)
    longest = max(map(len, trials.seen.values()))
    manifest |= {"keys": keys, "chance": outcome.chance, "replications": longest}
    manifest["same"] = alike(halls)
    manifest["fresh"] = {"replications": fresh.replications, "first": fresh.first}
    return Selection(manifest, _table(trials, halls, choice, outcome, fresh))


def _table(
    trials: Trials, halls: Mapping[str, Candidate], choice: Choice, outcome: Outcome, fresh: Fresh
) -> pd.DataFrame:
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
        row |= dict(zip(("behind", "nearest", "furthest"), behind, strict=True))
        again = interval(fresh.values.get(name, ()))
        row |= {"fresh_n": again.n, "fresh_mean": again.mean, "fresh_low": again.low, "fresh_high": again.high}
        rows.append(row)
    return pd.DataFrame(rows)
