"""What is told of shifts for several skills: frames and manifest, from what was found for each weekday."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.report.text import LANGUAGES
from sim.spec import HALF_HOUR, Spec, Weekday, clock
from sim.staffing import frames
from sim.staffing.asked import Asked
from sim.staffing.multicertified import MultiCertified
from sim.staffing.plans import service_of_day
from sim.staffing.planyaml import changes
from sim.staffing.playing import Found
from sim.staffing.skills_model import Model, differences, load
from sim.study.provenance import head

CONFIDENCE = 0.95
"""With which all that is told of the model holds together."""
EACH = "each"
"""Shifts of every weekday, each looked for by itself, and their costs together."""
PLAN, TODAY = "plan", "today"

SHIFTS = ("weekday", "group", "shift", "kind", "start", "end", "breaks", "paid_hours", "clerks", "cost")
WINDOWS = ("weekday", "group", "half_hour", "windows", "today")
SERVICE = (
    *("weekday", "line", "half_hour", "tickets", "load", "model", "limit", "value", "low", "high"),
    *("value_today", "low_today", "high_today"),
)


@dataclass(frozen=True)
class DayFound:
    """A weekday's model, and what was found for it; nothing where the search was broken off before."""

    model: Model
    found: MultiCertified | None

    @property
    def counts(self) -> dict[str, dict[str, int]] | None:
        """By group the clerks on each shift."""
        if self.found is None or self.found.counts is None:
            return None
        return {
            group.name: {shift.name: n for shift, n in zip(self.model.shifts, counts, strict=True) if n}
            for group, counts in zip(self.model.groups, self.found.counts, strict=True)
        }


Days = Mapping[Weekday, DayFound]


def tables(what: Asked, days: Days, played: Mapping[str, Found]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Shifts, windows and service, as `sim.staffing.skills_shifts.SkilledShifts` has them."""
    return (
        pd.DataFrame(_shifts(what, days), columns=list(SHIFTS)),
        pd.DataFrame(_windows(what, days), columns=list(WINDOWS)),
        pd.DataFrame(_service(what, days, played), columns=list(SERVICE)),
    )


def _shifts(what: Asked, days: Days) -> Iterator[tuple[Any, ...]]:
    for day, one in days.items():
        prices = {group.name: group.price for group in one.model.groups}
        for group, counts in (one.counts or {}).items():
            for name, number in sorted(counts.items(), key=lambda each: (what.duties[group][each[0]].start, each[0])):
                duty = what.duties[group][name]
                breaks, cost = frames.breaks_of(duty), number * duty.paid * prices[group]
                times = clock(duty.start), clock(duty.end), breaks
                yield day, group, name, duty.kind, *times, duty.paid, number, cost


def _windows(what: Asked, days: Days) -> Iterator[tuple[Any, ...]]:
    for day, one in days.items():
        cells = what.cells[day]
        opened = (one.found and one.found.windows) or ((0,) * len(cells),) * len(what.groups)
        for group, windows in zip(what.groups, opened, strict=True):
            today = frames.on_duty(what.now, group, day, cells)
            for start, plan, now in zip(cells.starts, windows, today, strict=True):
                yield day, group, clock(start), plan, now


def _service(what: Asked, days: Days, played: Mapping[str, Found]) -> Iterator[tuple[Any, ...]]:
    nan = float("nan")
    for day, one in days.items():
        cells, erlangs = what.cells[day], load(one.model)
        planned = one.found if one.counts is not None else None
        for number, line in enumerate(what.lines):
            kept = {name: service_of_day(what, each, line, day) for name, each in played.items()}
            for cell, start in enumerate(cells.starts):
                if not cells.open[cell]:
                    continue
                seen = {name: frames.interval_of(each[cell], what.replications) for name, each in kept.items()}
                model_says = (planned.shares[number][cell], planned.limits[number][cell]) if planned else (nan, nan)
                tickets = one.model.rates[number, cell] * HALF_HOUR / 60.0
                both = *seen.get(PLAN, (nan,) * 3), *seen[TODAY]
                yield day, line, clock(start), tickets, erlangs[number, cell], *model_says, *both


def _of_day(what: Asked, day: Weekday, one: DayFound) -> dict[str, Any]:
    """What is told of a weekday in the manifest."""
    found = one.found
    prices = {group.name: group.price for group in one.model.groups}
    hours = {g: sum(frames.on_duty(what.now, g, day, what.cells[day])) * HALF_HOUR / 60.0 for g in what.groups}
    return {
        "weekday": day,
        "minutes": {line: law.model_dump() for line, law in zip(what.lines, one.model.laws, strict=True)},
        "cost": found.upper if found is not None and found.counts is not None else None,
        "cost_today": sum(hours[group] * prices[group] for group in what.groups),
        "lower": 0.0 if found is None else found.lower,
        "pooled": 0.0 if found is None else found.pooled,
        "gap": 1.0 if found is None else found.gap,
        "certificate": {} if found is None else {lang: found.statement(lang) for lang in LANGUAGES},
        "candidates": 0 if found is None else found.candidates,
        "seconds": 0.0 if found is None else found.seconds,
    }


def manifest(what: Asked, days: Days, spec: Spec | None, checked: int) -> dict[str, Any]:
    """The manifest; `spec` is the hall with the plan, if there is one, and `checked` as in `head`."""
    groups, composed = what.now.staff.groups, what.question.composed
    each = [_of_day(what, day, one) for day, one in days.items()]
    model = next(iter(days.values())).model
    prices = {group.name: group.price for group in model.groups}
    costs = [one["cost"] for one in each]
    cost = None if None in costs else sum(costs)
    lower = sum(one["lower"] for one in each)
    return {
        **head(what.question, [], {what.variant: what.now}, checked),
        "replications": what.replications,
        "answers": "skill_shifts",
        "variant": what.variant,
        "weekday": EACH if len(each) > 1 else each[0]["weekday"],
        "days": each,
        "level": model.level.limit,
        "share": model.level.late,
        "groups": {name: groups[name].label.model_dump() for name in what.groups},
        "lines": list(what.lines),
        "kinds": {name: kind.label.model_dump() for name, kind in what.kinds.items() if kind.label},
        "day_cv": model.day_cv,
        "currency": what.now.costs.currency if any(price != 1.0 for price in prices.values()) else None,
        "cost_per_hour": prices,
        "cost": cost,
        "cost_today": sum(one["cost_today"] for one in each),
        "lower": lower,
        "pooled": sum(one["pooled"] for one in each),
        "gap": max(0.0, 1.0 - lower / cost) if cost else 1.0,
        "confidence": CONFIDENCE,
        "fresh": max((one.found.fresh for one in days.values() if one.found is not None), default=0),
        "certificate": each[0]["certificate"],
        "differences": differences(what),
        "interrupted": any(one.found is None or one.found.interrupted for one in days.values()),
        "weeks": what.weeks,
        "base": list(composed.applied(what.variant)),
        "plan": changes(what.now, spec, what.groups) if spec is not None else [],
        "plan_question": composed.scenario.question.model_dump(),
    }
