"""The long run of a hall: how long its beginning lasts, and what it comes to after that."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.demand import draw as draw_tape
from sim.errors import Fault, InputError
from sim.inference.steady import BATCHES, FIVE, batch_means, correlation, mser5
from sim.measures import kpis_of, values
from sim.plan import lay
from sim.report import longrun as words
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec import Spec, parse
from sim.study.arguments import told_by_name
from sim.study.engines import AUTO, FAST, counter, get_ready, hold_together, player
from sim.study.executors import crew_for
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question, ask, known_measures
from sim.study.runner import Progress, Step
from sim.tape import Floats

DAYS = 1000
"""Days of a long run where nothing else is said: some 140 weeks."""
LEAST = 2 * FIVE * FIVE
"""The fewest open days from which anything follows."""
BY = ("day",)
COLUMNS = ["variant", "open_days", "values", "cut", "warm_up", "settled", "mean", "low", "high", "n"]
COLUMNS += ["days_a_batch", "correlation"]


@dataclass(frozen=True, eq=False)
class LongRun(Reported):
    """What each hall comes to in the long run, and the way there."""

    runs: pd.DataFrame
    """A row a hall: variant, open_days, values (days that have one), cut (of these, the beginning, left out), warm_up
    (days of the calendar until then), settled (whether that is before the middle), mean, low, high (of the rest, by
    batch means), n (batches), days_a_batch, correlation (of a batch's mean with the next one's)."""
    series: pd.DataFrame
    """A row an open day that has a value: variant, day, value."""

    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""
        head = words.headline(self.manifest, self.runs, lang)
        return Told(head, [words.table(self.manifest, self.runs, lang)])

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figure into `folder`."""
        from sim.report.figures.longrun import draw

        return draw(self.manifest, self.runs, self.series, folder, lang)


@dataclass(frozen=True)
class Run:
    """Plays the whole calendar of a hall once, and tells a measure of every day."""

    seed: int
    engine: str
    measure: str
    parity: bool

    def __call__(self, task: tuple[str, Spec]) -> tuple[str, Floats, int]:
        """The name of a variant, the measure on each day, not a number where it has no value, and how many came."""
        name, spec = task
        if self.parity and self.engine == FAST:
            self._check(name, spec)
        plan = lay(draw_tape(spec, self.seed, 0), spec)
        counted = self.engine == FAST and "day" in known_measures({name: spec})[self.measure].kpis
        record = counter(self.engine)(plan, kpis_of(plan, spec)) if counted else player(self.engine)(plan)
        return name, values(record, spec, [self.measure], over=BY), len(plan)

    def _check(self, name: str, spec: Spec) -> None:
        """Both engines play the first week: the reference engine would take an hour for a long run."""
        week = spec.model_dump(mode="json")
        week["calendar"] |= {"days": min(7, spec.calendar.days), "warm_up": 0, "drain": 0}
        short = parse(Spec, week)
        plan = lay(draw_tape(short, self.seed, 0), short)
        hold_together(plan, player(FAST)(plan), f"the first week of {name}")


@told_by_name()
def longrun(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    measure: str | None = None,
    days: int = DAYS,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> LongRun:
    """Play every hall of a scenario once, for so many `days` from an empty hall, and look at a measure day by day.

    The beginning is cut off by MSER-5 on means of five open days (White, Cobb and Spratt 2000), the mean of the rest
    has an interval by twenty batch means (Law 2015, 9.5.3). The `measure` is the scenario's first where None. Where
    the hall has not settled, as where more comes than can be done, the answer says so.

    Raises `InputError` for a measure that is not told by day, and for too few days; `ResultError` as `compare`.
    """
    question = asked(scenario, overrides, measure=measure, days=days, seed=seed, engine=engine, parity=parity)
    place = None if out is None else check_place(Path(out))
    answer = run(question, jobs=jobs, progress=progress)
    if place is not None:
        answer.keep(place, lang)
    return answer


def asked(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    measure: str | None = None,
    days: int = DAYS,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
) -> Question:
    """The question of a long run: the scenario's, over so many days, all of them measured. Raises as `longrun` does."""
    long = [*overrides, "calendar.warm_up=0", "calendar.drain=0", f"calendar.days={days}"]
    names = [measure] if measure else ()
    # One replication, but of years: `auto` would judge by the replications.
    played = FAST if engine == AUTO else engine
    question = ask(scenario, long, replications=1, seed=seed, engine=played, measures=names, parity=parity)
    (name, *_) = question.measures
    faults = []
    if "day" not in known_measures(question.composed.specs)[name].by:
        mend = "name one that is: catalogue.csv of a results folder says by what each is told"
        faults.append(Fault(f"{name} is not told by day", mend, "measure"))
    for variant, spec in question.composed.specs.items():
        if len(list(spec.calendar.open_days())) < LEAST:
            mend = f"give more: a long run has at least {LEAST} open days"
            faults.append(Fault(f"{days} days are too few for {variant}", mend, "days"))
    if faults:
        raise InputError(faults)
    return replace(question, measures=(name,))


def run(question: Question, *, jobs: int = 1, progress: Progress | None = None) -> LongRun:
    """The answer of `longrun` to a question of one measure."""
    if jobs < 1:
        raise InputError(Fault(f"{jobs} is too few", "give the number of workers, at least 1", "jobs"))
    (measure,), specs = question.measures, question.composed.specs
    tell = progress or (lambda step: None)
    tell(Step(0, len(specs), len(specs), 0, math.nan))
    get_ready(question.engine)
    found: dict[str, Floats] = {}
    began = time.monotonic()
    whole = Run(question.seed, question.engine, measure, question.parity)
    with crew_for(question.engine, whole, min(jobs, len(specs)), checked=question.parity) as workers:
        for name, daily, cases in workers.play(specs.items()):
            found[name] = daily
            left = (time.monotonic() - began) / len(found) * (len(specs) - len(found))
            tell(Step(len(found), len(specs), len(specs), cases, left))
    runs, series = _looked_at({name: found[name] for name in specs}, specs)
    checked = len(specs) if question.parity and question.engine == FAST else 0
    manifest = head(question, [measure], specs, checked)
    days = next(iter(specs.values())).calendar.days
    return LongRun(manifest | {"days": days, "batches": BATCHES}, runs, series)


def _looked_at(found: Mapping[str, Floats], specs: Mapping[str, Spec]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, parts = [], []
    for name, daily in found.items():
        # What counts is 0 on closed days, too.
        opened = np.array([*specs[name].calendar.open_days()])
        days = opened[~np.isnan(daily[opened])]
        series = daily[days]
        parts.append(pd.DataFrame({"variant": name, "day": days, "value": series}))
        if len(series) < LEAST:
            rows.append((name, len(opened), len(series), 0, 0, False, *(math.nan,) * 3, 0, 0, math.nan))
            continue
        cut = mser5(series)
        rest = series[cut.values :]
        batches = min(BATCHES, len(rest) // 2)
        told = batch_means(rest, batches)
        warm_up = int(days[cut.values]) if cut.values else 0
        long = len(rest) // batches
        seen = name, len(opened), len(series), cut.values, warm_up, cut.settled
        rows.append((*seen, *astuple(told), long, correlation(rest, batches)))
    return pd.DataFrame(rows, columns=COLUMNS), pd.concat(parts, ignore_index=True)
