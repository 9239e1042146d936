"""Halls and people at random, small enough to be hard: ties, closures, help, silence, short shifts."""

from __future__ import annotations

from typing import Any

import numpy as np

from halls import LABEL, group, matter, spec, tape
from sim.plan import Plan, lay
from sim.spec import Spec, clock
from sim.tape import Tape

Random = np.random.Generator
DEPARTMENTS = ("tax", "land", "police")
GRIDS = (1, 5, 30, 0)
"""Minutes to which all times are rounded, so that many coincide; 0 for no rounding."""


def maybe(rng: Random, probability: float) -> bool:
    return bool(rng.random() < probability)


def _time(rng: Random, low: int, high: int) -> int:
    return int(rng.integers(low // 30, high // 30 + 1)) * 30


def _duty(rng: Random) -> dict[str, Any]:
    """Duty in one of the three ways of stating it."""
    way = rng.integers(3)
    if way == 0:
        return {"clerks": int(rng.integers(1, 4)), "shifts": [str(rng.choice(["day", "long", "short"]))]}
    if way == 1:
        lines = [{"clerks": int(rng.integers(1, 3)), "shifts": ["morning", "afternoon"]}]
        lines.append({"clerks": 1, "shifts": ["short"], **({"weekdays": ["mon"]} if maybe(rng, 0.5) else {})})
        return {"roster": lines}
    counts = {clock(t): int(rng.integers(0, 4)) for t in (540, 570, 630, 780, 900, 960) if maybe(rng, 0.8)}
    end = str(rng.choice(["hold", "finish"]))
    closes = str(rng.choice(["idle_first", "random", "busy_first"]))
    return {"windows": counts, "end_of_shift": end, "closes": closes}


def _group(rng: Random, primary: Any) -> dict[str, Any]:
    more: dict[str, Any] = _duty(rng)
    if maybe(rng, 0.5):
        more["secondary"] = {"all": True}
        if maybe(rng, 0.8):
            help_rule = {
                "waiting_over": int(rng.integers(0, 4)),
                "waited_over": float(rng.choice([5, 10, 30])),
            }
            more["help"] = {k: v for k, v in help_rule.items() if maybe(rng, 0.7)} or {"waiting_over": 2}
    return {**group(primary=primary, slowness=float(rng.choice([1.0, 1.5]))), **more}


def random_spec(rng: Random) -> Spec:
    """A small hall of one to three days."""
    model = str(rng.choice(["departmental", "grouped", "integrated"]))
    matters = {
        "simple": matter("tax"),
        "other": matter("land", domain="country"),
        "chain": matter("tax", "police", domain="country"),
        "long": matter("land", "tax", "tax"),
    }
    primaries: dict[str, Any] = {f"at_{d}": d for d in DEPARTMENTS} if model == "departmental" else {"all": "all"}
    if maybe(rng, 0.5):
        primaries["flexible"] = "all"
    if model != "departmental" and maybe(rng, 0.5):
        primaries["country"] = {"domains": ["country"]}
    groups = {name: _group(rng, primary) for name, primary in primaries.items()}
    hall: dict[str, Any] = {
        "setup": float(rng.choice([0, 1])),
        "walk": float(rng.choice([0, 0.5, 1])),
        "recall": float(rng.choice([0, 0.5, 1])),
        "closing": str(rng.choice(["serve", "send_home"])),
        "routing": str(rng.choice(["narrowest", "alis"])),
        "tickets_in_closures": maybe(rng, 0.5),
    }
    if maybe(rng, 0.3):
        hall["tickets_from"] = "08:30"
    if maybe(rng, 0.3):
        hall["last_ticket"] = "16:30"
    if maybe(rng, 0.3):
        hall["guidance"] = {"minutes": float(rng.choice([0, 1, 2]))}
        groups["desk"] = {**group(1, "long"), "station": "guidance", "primary": {}}
    if maybe(rng, 0.5):
        hall["head_start"] = {"elderly": [10.0, "strict"][int(rng.integers(2))]}
    hours = [("09:00", "12:00"), ("13:00", "17:00")] if maybe(rng, 0.7) else [("09:00", "17:00")]
    return spec(
        groups,
        matters,
        model=model,
        hours=hours,
        days=int(rng.integers(1, 4)),
        shifts={
            "day": {"start": "09:00", "end": "17:00", "breaks": [{"start": "10:30", "end": "10:45"}]},
            "long": {"start": "08:30", "end": "18:00"},
            "short": {"start": clock(_time(rng, 540, 780)), "end": "16:00"},
            "morning": {"start": "09:00", "end": "12:00"},
            "afternoon": {"start": "13:00", "end": "17:00"},
        },
        demand={
            "classes": {"elderly": {"label": LABEL, "share": 0.2}},
            "balking_limit": int(rng.integers(0, 6)) if maybe(rng, 0.3) else None,
        },
        **hall,
    )


def random_tape(rng: Random, of: Spec) -> Tape:
    """People who come in bursts, so that there are queues, on a grid of minutes."""
    grid = int(rng.choice(GRIDS))
    days = of.calendar.days
    n = int(rng.integers(1, 40)) * days
    arrivals = 1440.0 * rng.integers(0, days, n) + rng.uniform(500, 1030, n)
    work = rng.gamma(1.0, float(rng.choice([3.0, 10.0, 25.0])), (n, 3))
    patience = np.where(rng.random(n) < 0.5, np.inf, rng.uniform(0, 60, n))
    if grid:
        arrivals, work, patience = (np.round(a / grid) * grid for a in (arrivals, work, patience))
    return tape(
        np.sort(arrivals),
        work,
        matters=rng.integers(0, len(of.matters), n),
        priorities=rng.integers(0, 2, n),
        patience=patience,
        silent=rng.random(n) < 0.5,
        days=days,
    )


def random_plan(seed: int) -> Plan:
    """A plan at random; the same seed gives the same plan."""
    return random_hall(seed)[0]


def random_hall(seed: int) -> tuple[Plan, Spec]:
    """That plan, and the hall that it is of."""
    rng = np.random.default_rng(seed)
    of = random_spec(rng)
    return lay(random_tape(rng, of), of), of
