"""Shifts for clerks of one skill and of several, in the half-hours of a day: the cheapest, with a bound, and played.

The hall is made a model of a day (`sim.staffing.skills_model`); for that the cheapest shifts are found, with two bounds
(`sim.staffing.multiroster`). The plan is then played in the hall itself, which has more than the model: the bounds are
of the model, and how the hall keeps its service is seen on days that nothing was chosen by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import Fault, InputError
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec import HALF_HOUR, Spec, Weekday, clock, suggest
from sim.staffing import frames
from sim.staffing.asked import REPLICATIONS, WEEKS, Asked, asked
from sim.staffing.halls import rostered
from sim.staffing.multicertified import MultiCertified
from sim.staffing.multiroster import roster_skills
from sim.staffing.plans import service_of_day
from sim.staffing.planyaml import changes, plan_yaml
from sim.staffing.playing import Found, halls, held_together
from sim.staffing.skills_model import Model, check, differences, load, model_of
from sim.staffing.solver import Tell
from sim.study.engines import AUTO
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question, ask
from sim.study.runner import Progress

SECONDS = 300.0
"""For the search."""
PLAN, TODAY = "plan", "today"

SHIFTS = ("group", "shift", "kind", "start", "end", "breaks", "paid_hours", "clerks", "cost")
WINDOWS = ("group", "half_hour", "windows", "today")
SERVICE = (
    *("line", "half_hour", "tickets", "load", "model", "limit", "value", "low", "high"),
    *("value_today", "low_today", "high_today"),
)


@dataclass(frozen=True, eq=False)
class SkilledShifts(Reported):
    """Shifts of a weekday, by group. Half-hours "HH:MM", hours paid hours, costs of a day in the spec's currency."""

    shifts: pd.DataFrame
    """group, shift, kind, start, end, breaks, paid_hours (of one clerk), clerks, cost (of all of them)."""
    windows: pd.DataFrame
    """group, half_hour, windows (that the plan opens), today."""
    service: pd.DataFrame
    """line, half_hour, tickets (a day), load (Erlang); the share that is late: model (by the model of the day), limit
    (its upper confidence limit, of all together), value (in the hall) with its 95 % interval low and high; and as it is
    today, value_today, low_today, high_today. Nothing where there is no plan, or nobody comes."""

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
    day: Weekday | None
    """Whose shifts are looked for; that with most work where null."""


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

    The `variant` is the first where left out, the `weekday` ("mon") the one with most work. The groups are those that
    the scenario names under `staffing`, or all at the windows; its menu of shifts and its service are there, too. The
    hall is played for `weeks`, `replications` times, and the search takes so many `seconds`. With `out`, tables, a
    figure labelled in `lang`, and a scenario of the plan are written to that folder.

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
    if weekday is not None and weekday not in days:
        raise InputError(Fault(f"the hall is not open on {weekday!r}", suggest(weekday, days), "weekday"))
    return Wanted(what, None if weekday is None else days[weekday])


def shifts_for(
    wanted: Wanted, *, jobs: int = 1, progress: Progress | None = None, tell: Tell | None = None
) -> SkilledShifts:
    """The answer to what is wanted. An interrupt of the search ends it, with what is found."""
    what = wanted.what
    with halls(what.question, what.groups, jobs, progress) as at_work:
        models = model_of(what, at_work)
        busiest: Weekday = max(models, key=lambda one: float(load(models[one]).sum()))
        day = busiest if wanted.day is None else wanted.day
        model = models[day]
        found = roster_skills(
            model.rates.tolist(),
            model.laws,
            model.groups,
            model.shifts,
            model.level,
            day_cv=model.day_cv,
            seed=what.question.seed,
            seconds=what.seconds,
            tell=tell,
        )
        specs = {TODAY: what.spec}
        if found.counts is not None:
            specs[PLAN] = _hall(what, model, found)
        played = at_work.play(specs, what.replications)
        checked = held_together(what.question, specs.get(PLAN, what.spec))
    return SkilledShifts(
        _manifest(what, day, model, found, specs.get(PLAN), checked),
        pd.DataFrame(_shifts(what, model, found), columns=list(SHIFTS)),
        pd.DataFrame(_windows(what, day, found), columns=list(WINDOWS)),
        pd.DataFrame(_service(what, day, model, found, played), columns=list(SERVICE)),
    )


def _named(model: Model, found: MultiCertified) -> dict[str, dict[str, int]]:
    """By group the clerks on each shift."""
    assert found.counts is not None
    return {
        group.name: {shift.name: n for shift, n in zip(model.shifts, counts, strict=True) if n}
        for group, counts in zip(model.groups, found.counts, strict=True)
    }


def _hall(what: Asked, model: Model, found: MultiCertified) -> Spec:
    """The hall with the plan on all of its open weekdays."""
    plan = {group: dict.fromkeys(what.cells, counts) for group, counts in _named(model, found).items()}
    return rostered(what.spec, plan, what.duties)


def _shifts(what: Asked, model: Model, found: MultiCertified) -> Iterator[tuple[Any, ...]]:
    prices = {group.name: group.price for group in model.groups}
    for group, counts in _named(model, found).items() if found.counts is not None else ():
        for name, number in sorted(counts.items(), key=lambda one: (what.duties[group][one[0]].start, one[0])):
            duty = what.duties[group][name]
            breaks, cost = frames.breaks_of(duty), number * duty.paid * prices[group]
            yield group, name, duty.kind, clock(duty.start), clock(duty.end), breaks, duty.paid, number, cost


def _windows(what: Asked, day: Weekday, found: MultiCertified) -> Iterator[tuple[Any, ...]]:
    cells = what.cells[day]
    opened = found.windows or ((0,) * len(cells),) * len(what.groups)
    for group, windows in zip(what.groups, opened, strict=True):
        today = frames.on_duty(what.now, group, day, cells)
        for start, plan, now in zip(cells.starts, windows, today, strict=True):
            yield group, clock(start), plan, now


def _service(
    what: Asked, day: Weekday, model: Model, found: MultiCertified, played: Mapping[str, Found]
) -> Iterator[tuple[Any, ...]]:
    cells, erlangs, nan = what.cells[day], load(model), float("nan")
    for number, line in enumerate(what.lines):
        kept = {name: service_of_day(what, each, line, day) for name, each in played.items()}
        for cell, start in enumerate(cells.starts):
            if not cells.open[cell]:
                continue
            seen = {name: frames.interval_of(each[cell], what.replications) for name, each in kept.items()}
            model_says = (found.shares[number][cell], found.limits[number][cell]) if found.counts else (nan, nan)
            tickets = model.rates[number, cell] * HALF_HOUR / 60.0
            both = *seen.get(PLAN, (nan,) * 3), *seen[TODAY]
            yield line, clock(start), tickets, erlangs[number, cell], *model_says, *both


def _manifest(
    what: Asked, day: Weekday, model: Model, found: MultiCertified, spec: Spec | None, checked: int
) -> dict[str, Any]:
    groups, composed = what.now.staff.groups, what.question.composed
    prices = {group.name: group.price for group in model.groups}
    hours = {g: sum(frames.on_duty(what.now, g, day, what.cells[day])) * HALF_HOUR / 60.0 for g in what.groups}
    return {
        **head(what.question, [], {what.variant: what.now}, checked),
        "replications": what.replications,
        "answers": "skill_shifts",
        "variant": what.variant,
        "weekday": day,
        "level": model.level.limit,
        "share": model.level.late,
        "groups": {name: groups[name].label.model_dump() for name in what.groups},
        "lines": list(what.lines),
        "kinds": {name: kind.label.model_dump() for name, kind in what.kinds.items() if kind.label},
        "minutes": {line: law.model_dump() for line, law in zip(what.lines, model.laws, strict=True)},
        "day_cv": model.day_cv,
        "currency": what.now.costs.currency if any(price != 1.0 for price in prices.values()) else None,
        "cost_per_hour": prices,
        "cost": found.upper if found.counts is not None else None,
        "cost_today": sum(hours[group] * prices[group] for group in what.groups),
        "lower": found.lower,
        "pooled": found.pooled,
        "gap": found.gap,
        "confidence": found.confidence,
        "fresh": found.fresh,
        "certificate": {lang: found.statement(lang) for lang in ("en", "zh")},
        "differences": differences(what),
        "candidates": found.candidates,
        "seconds": found.seconds,
        "interrupted": found.interrupted,
        "weeks": what.weeks,
        "base": list(composed.applied(what.variant)),
        "plan": changes(what.now, spec, what.groups) if spec is not None else [],
        "plan_question": composed.scenario.question.model_dump(),
    }
