"""Halls at random, wider than any planner would draw: nights, gaps, shifts that miss the opening, any help rule."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from generated import Random, maybe
from halls import LABEL, group, matter, spec, tape
from sim.errors import InputError
from sim.plan import Plan, lay
from sim.spec import Spec, clock
from sim.tape import Tape

DEPARTMENTS = ("tax", "land", "police", "health")
DOMAINS = ("town", "country")
DAY = 1440
Hours = list[tuple[int, int]]


def _some(rng: Random, names: list[str] | tuple[str, ...], at_least: int = 1) -> list[str]:
    return [str(name) for name in rng.choice(names, rng.integers(at_least, len(names) + 1), replace=False)]


def _one(rng: Random, *values: Any) -> Any:
    return values[int(rng.integers(len(values)))]


def _time(rng: Random, low: int, high: int, step: int) -> int:
    return int(rng.integers(low // step, high // step + 1)) * step


def _matters(rng: Random) -> dict[str, Any]:
    return {
        f"m{i}": matter(
            *rng.choice(DEPARTMENTS, rng.integers(1, 5)).tolist(), domain=str(rng.choice(DOMAINS)), cases=1.0
        )
        for i in range(rng.integers(1, 6))
    }


def _hours(rng: Random) -> Hours:
    """Round the clock, nearly so, or any hours, neighbours included."""
    way = rng.integers(5)
    if way == 0:
        return [(0, DAY)]
    if way == 1:
        return [(0, 120), (180, DAY)]
    edges = sorted({_time(rng, 0, DAY, 60) for _ in range(2 * rng.integers(1, 4))})
    edges = edges[len(edges) % 2 :] or [540, 1020]
    if maybe(rng, 0.8):
        return list(zip(edges[::2], edges[1::2], strict=True))
    return list(pairwise(edges))


def _shifts(rng: Random, hours: Hours, step: int) -> dict[str, Any]:
    """Any four shifts with breaks, the whole day, the opening, and its halves."""
    start, end = hours[0][0], hours[-1][1]
    spans = {"full": (0, DAY), "open": (start, end), "am": (start, (start + end) // 2), "pm": ((start + end) // 2, end)}
    shifts: dict[str, Any] = {name: {"start": clock(a), "end": clock(b)} for name, (a, b) in spans.items()}
    for i in range(4):
        a, b = sorted((_time(rng, 0, DAY, step), _time(rng, 0, DAY, step)))
        a, b = (a, b) if a < b else (0, DAY)
        edges = sorted(min(max(_time(rng, a, b, max(1, step // 3)), a), b) for _ in range(4)) * maybe(rng, 0.6)
        rests = [(x, y) for x, y in zip(edges[::2], edges[1::2], strict=True) if x < y]
        breaks = [{"start": clock(x), "end": clock(y)} for x, y in rests]
        shifts[f"s{i}"] = {"start": clock(a), "end": clock(b), "breaks": breaks}
    return shifts


def _duty(rng: Random, shifts: dict[str, Any], step: int) -> dict[str, Any]:
    way = rng.integers(4)
    if way == 0:
        return {"clerks": int(rng.integers(0, 4)), "shifts": [str(rng.choice(list(shifts)))]}
    if way == 1:
        weekdays = {"weekdays": ["tue", "mon"][: rng.integers(1, 3)]} if maybe(rng, 0.4) else {}
        lines = [{"clerks": int(rng.integers(1, 4)), "shifts": ["am", "pm"], **weekdays}]
        return {"roster": [*lines, {"clerks": 1, "shifts": [str(rng.choice(list(shifts)))]}]}
    counts = [
        {clock(_time(rng, 0, DAY - 60, step)): int(rng.integers(0, 5)) for _ in range(rng.integers(1, 8))}
        for _ in range(2)
    ]
    return {
        "windows": counts[0],
        "end_of_shift": _one(rng, "hold", "finish"),
        "closes": _one(rng, "idle_first", "random", "busy_first"),
        **({"weekday_windows": {"tue": counts[1]}} if maybe(rng, 0.3) else {}),
    }


def _scope(rng: Random, matters: dict[str, Any]) -> dict[str, Any]:
    departments = sorted({task["department"] for m in matters.values() for task in m["tasks"]})
    return _one(
        rng,
        {"all": True},
        {"departments": _some(rng, departments)},
        {"domains": [str(rng.choice([m["domain"] for m in matters.values()]))]},
        {"matters": [str(rng.choice(list(matters)))], "departments": _some(rng, departments)[: rng.integers(2)]},
    )


def _group(rng: Random, matters: dict[str, Any], shifts: dict[str, Any], step: int) -> dict[str, Any]:
    slowness = _one(rng, 1.0, 0.5, 1.5, 1 / 3)
    made = {**group(primary=_scope(rng, matters), slowness=slowness), **_duty(rng, shifts, step)}
    if maybe(rng, 0.5):
        made["secondary"] = made["primary"] if maybe(rng, 0.1) else _scope(rng, matters)
        rule = {"waiting_over": _one(rng, 0, 0, 1, 2, 5), "waited_over": _one(rng, 0.0, 0.0, 1.0, 5.0, 30.0, 400.0)}
        if maybe(rng, 0.8):
            made["help"] = {key: value for key, value in rule.items() if maybe(rng, 0.6)}
    return made


def _manners(rng: Random, hours: Hours, step: int) -> dict[str, Any]:
    manners: dict[str, Any] = {
        "setup": _one(rng, 0.0, 0.0, 1.0, 0.1),
        "walk": _one(rng, 0.0, 0.0, 0.5, 0.3),
        "recall": _one(rng, 0.0, 0.0, 0.5, 30.0),
        "closing": _one(rng, "serve", "send_home"),
        "routing": _one(rng, "narrowest", "alis"),
        "tickets_in_closures": maybe(rng, 0.5),
    }
    if maybe(rng, 0.3):
        manners["tickets_from"] = clock(_time(rng, step, max(hours[0][1] - step, step), step))
    if maybe(rng, 0.3):
        manners["last_ticket"] = clock(_time(rng, hours[0][1], hours[-1][1], step))
    return manners


def wide_spec(rng: Random) -> Spec:
    """A hall of one to five days. Raises `InputError` where no such hall can be."""
    step = _one(rng, 1, 15, 30, 60)
    matters, hours = _matters(rng), _hours(rng)
    shifts = _shifts(rng, hours, step)
    groups = {f"g{i}": _group(rng, matters, shifts, step) for i in range(rng.integers(1, 7))}
    if maybe(rng, 0.9):
        groups["all"] = {**group(primary="all"), **_duty(rng, shifts, step)}
    manners = _manners(rng, hours, step)
    if maybe(rng, 0.4):
        manners["guidance"] = {"minutes": _one(rng, 0.0, 1.0, 5.0)}
        for i in range(rng.integers(1, 3)):
            groups[f"desk{i}"] = {**group(station="guidance", primary={}), **_duty(rng, shifts, step)}
    classes = [name for name in ("veterans", "elderly", "green") if maybe(rng, 0.5)]
    if classes:
        starts = {name: _one(rng, "strict", 0, 5, 10.5) for name in [*classes, "ordinary"]}
        manners["head_start"] = {name: start for name, start in starts.items() if maybe(rng, 0.7)}
    weekday_hours = {day: _hours(rng) for day in ("tue", "wed") if maybe(rng, 0.3)}
    return spec(
        groups,
        matters,
        hours=[(clock(a), clock(b)) for a, b in hours],
        weekday_hours={
            day: [{"start": clock(a), "end": clock(b)} for a, b in spans] for day, spans in weekday_hours.items()
        },
        model=_one(rng, "departmental", "grouped", "integrated"),
        days=int(rng.integers(1, 6)),
        shifts=shifts,
        calendar={
            "open_weekdays": _some(rng, ("mon", "tue", "wed", "thu", "fri"), 2),
            **({"holidays": ["2017-03-07"]} if maybe(rng, 0.3) else {}),
        },
        demand={
            "classes": {name: {"label": LABEL, "share": 0.2} for name in classes},
            "balking_limit": _one(rng, 0, 0, 1, 3, 10) if maybe(rng, 0.3) else None,
        },
        **manners,
    )


def wide_tape(rng: Random, of: Spec) -> Tape:
    """People from before opening to after closing, some in crowds, many with no work at all."""
    days, grid = of.calendar.days, _one(rng, 1.0, 5.0, 30.0, 0.0, 0.1)
    n = int(rng.integers(1, 60)) * days
    first, last = max(of.hall.hours[0].start - 60, 0), min(of.hall.hours[-1].end + 30, DAY)
    arrivals = DAY * rng.integers(0, days, n) + rng.uniform(first, last, n)
    if maybe(rng, 0.3):
        arrivals = rng.choice(arrivals[: n // 6 + 1], n)
    work = rng.gamma(1.0, _one(rng, 0.01, 3.0, 20.0, 100.0), (n, 4))
    work[rng.random(work.shape) < _one(rng, 0.0, 0.0, 0.6)] = 0.0
    patient = rng.random(n) < _one(rng, 0.0, 0.5, 1.0)
    patience = np.where(patient, np.inf, rng.uniform(0, _one(rng, 0.1, 20.0, 400.0), n))
    if grid:
        arrivals = np.floor(arrivals / grid) * grid
        work, patience = np.round(work / grid) * grid, np.round(patience / grid) * grid
    return tape(
        np.sort(np.minimum(arrivals, days * DAY - 0.01)),
        work,
        matters=rng.integers(0, len(of.matters), n),
        priorities=rng.integers(0, len(of.demand.classes) + 1, n),
        patience=patience,
        silent=rng.random(n) < _one(rng, 0.0, 0.5, 1.0),
        days=days,
    )


def wide_plan(seed: int) -> Plan | None:
    """A plan at random, or none where the hall that was drawn cannot be."""
    found = wide_hall(seed)
    return None if found is None else found[0]


def wide_hall(seed: int) -> tuple[Plan, Spec] | None:
    """That plan, and the hall that it is of."""
    rng = np.random.default_rng(seed)
    try:
        of = wide_spec(rng)
    except InputError:
        return None
    return lay(wide_tape(rng, of), of), of
