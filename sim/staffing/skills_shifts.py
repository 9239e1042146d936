"""Shifts for clerks of one skill and of several, in the half-hours of a day: the cheapest, with a bound, and played.

The hall is made a model of a day (`sim.staffing.skills_model`); for that the cheapest shifts are found, with two bounds
(`sim.staffing.multiroster`). The plan is then played in the hall itself, which has more than the model: the bounds are
of the model, and how the hall keeps its service is seen on days that nothing was chosen by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.errors import Fault, InputError
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec import Spec, Weekday, suggest
from sim.staffing.asked import REPLICATIONS, WEEKS, Asked, asked
from sim.staffing.halls import rostered
from sim.staffing.multiroster import roster_skills
from sim.staffing.planyaml import plan_yaml
from sim.staffing.playing import halls, held_together
from sim.staffing.skills_frames import CONFIDENCE, EACH, PLAN, TODAY, DayFound, Days, manifest, tables
from sim.staffing.skills_model import Model, check, load, model_of
from sim.staffing.solver import Tell
from sim.study.engines import AUTO
from sim.study.question import DEFAULT, Question, ask
from sim.study.runner import Progress

SECONDS = 300.0
"""For the search."""


@dataclass(frozen=True, eq=False)
class SkilledShifts(Reported):
    """Shifts of a weekday, or of each, by group. Half-hours "HH:MM", paid hours, costs of a day in its currency."""

    shifts: pd.DataFrame
    """weekday, group, shift, kind, start, end, breaks, paid_hours (of one clerk), clerks, cost (of all of them)."""
    windows: pd.DataFrame
    """weekday, group, half_hour, windows (that the plan opens), today."""
    service: pd.DataFrame
    """weekday, line, half_hour, tickets (a day), load (Erlang); the share that is late: model (by that of the day),
    limit (its upper confidence limit, of all together), value (in the hall) with its 95 % interval low and high; and as
    it is today, value_today, low_today, high_today. Nothing where there is no plan, or nobody comes."""

    def told(self, lang: Lang) -> Told:
        """As sentences and tables."""
        from sim.report import skills_shifts

        found = self.manifest, self.tables(), lang
        return Told(skills_shifts.headline(*found), skills_shifts.tables(*found))

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw windows against need, and the service, by half-hour."""
        from sim.report.figures.skills_shifts import draw

        return draw(self.manifest, self.tables(), folder, lang)

    def take_away(self, folder: Path, lang: Lang) -> None:
        """Write the plan as a scenario."""
        if self.manifest["plan"]:
            (folder / "plan.yaml").write_text(plan_yaml(self.manifest), "utf-8")


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is asked."""

    what: Asked
    days: tuple[Weekday, ...]
    """Whose shifts are looked for, each by itself; that with most work where none is named."""


def skill_shifts(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    variant: str | None = None,
    weekday: str | None = None,
    replications: int = REPLICATIONS,
    weeks: int = WEEKS,
    seconds: float = SECONDS,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> SkilledShifts:
    """Find the cheapest shifts of a weekday for groups that serve one line of people, or several.

    The `variant` is the first where left out, the `weekday` ("mon") the one with most work; "each" looks for shifts of
    every weekday, one after another, each in its part of the time, and what is told holds of all together. The groups
    are those that the scenario names under `staffing`, or all at the windows; its menu of shifts and its service are
    there, too. The hall is played for `weeks`, `replications` times, and the search takes so many `seconds`. With
    `out`, tables, a figure labelled in `lang`, and a scenario of the plan are written to that folder.

    Raises `InputError` for what cannot be used, and `ResultError` as `compare`.
    """
    question = ask(scenario, overrides, seed=seed, engine=engine, parity=parity)
    place = None if out is None else check_place(Path(out))
    wanted = wish(question, variant, weekday, replications=replications, weeks=weeks, seconds=seconds)
    answer = shifts_for(wanted, jobs=jobs, progress=progress, tell=tell)
    if place is not None:
        answer.keep(place, lang)
    return answer


def wish(
    question: Question, variant: str | None, weekday: str | None, *, replications: int, weeks: int, seconds: float
) -> Wanted:
    """What is asked; all that can be known to be wrong is told here, as `InputError`."""
    what = asked(question, "roster", variant, roles="windows", replications=replications, weeks=weeks, seconds=seconds)
    check(what)
    days: dict[str, Weekday] = {day: day for day in what.cells}
    if weekday is not None and weekday not in (*days, EACH):
        mend = suggest(weekday, [*days, EACH])
        raise InputError(Fault(f"the hall is not open on {weekday!r}", mend, "weekday"))
    return Wanted(what, () if weekday is None else tuple(what.cells) if weekday == EACH else (days[weekday],))


def shifts_for(
    wanted: Wanted, *, jobs: int = 1, progress: Progress | None = None, tell: Tell | None = None
) -> SkilledShifts:
    """The answer to what is wanted. An interrupt of the search ends it, with what is found."""
    what = wanted.what
    with halls(what.question, what.groups, jobs, progress) as at_work:
        models = model_of(what, at_work)
        busiest: Weekday = max(models, key=lambda one: float(load(models[one]).sum()))
        days = _searched(what, {day: models[day] for day in wanted.days or (busiest,)}, tell)
        specs = {TODAY: what.spec}
        if all(day.counts is not None for day in days.values()):
            specs[PLAN] = _hall(what, days)
        played = at_work.play(specs, what.replications)
        checked = held_together(what.question, specs.get(PLAN, what.spec))
    return SkilledShifts(manifest(what, days, specs.get(PLAN), checked), *tables(what, days, played))


def _searched(what: Asked, models: Mapping[Weekday, Model], tell: Tell | None) -> Days:
    """What is found for each day in its part of the time; all statements hold together with the confidence of one."""
    days: dict[Weekday, DayFound] = {}
    confidence = 1.0 - (1.0 - CONFIDENCE) / len(models)
    interrupted = False
    for day, model in models.items():
        days[day] = DayFound(model, None)
        if interrupted:
            continue
        found = roster_skills(
            model.rates.tolist(),
            model.laws,
            model.groups,
            model.shifts,
            model.level,
            day_cv=model.day_cv,
            confidence=confidence,
            seed=what.question.seed,
            seconds=what.seconds / len(models),
            tell=tell,
        )
        days[day], interrupted = DayFound(model, found), found.interrupted
    return days


def _hall(what: Asked, days: Days) -> Spec:
    """The hall with the plan of each weekday; that of one day is worked on all of its open weekdays."""
    counts = {day: one.counts or {} for day, one in days.items()}
    first = next(iter(counts.values()))
    plan = {group: {day: counts.get(day, first)[group] for day in what.cells} for group in what.groups}
    return rostered(what.spec, plan, what.duties)
