"""Afternoons at random in which closing comes too early: what other generators seldom reach.

People come until the end, with long work and several departments to see. Clerks of their own go before closing, come
back after it, or have a break over it; others help, by the clock or by number, within scopes of their own. Numbers of
windows fall while all are busy. Times of help are such that sums are not exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from generated import maybe
from halls import LABEL, group, matter, spec, tape
from sim.plan import Plan, lay
from sim.spec import Spec, clock
from sim.tape import Tape

Random = np.random.Generator
OPENS, CLOSES = 840, 1020
DEPARTMENTS = ("tax", "land", "police")
SHIFTS = {
    "day": {"start": "14:00", "end": "17:00"},
    "short": {"start": "14:00", "end": "16:00"},
    "long": {"start": "14:00", "end": "18:30"},
    "rest": {"start": "14:00", "end": "18:00", "breaks": [{"start": "16:50", "end": "17:10"}]},
    "evening": {"start": "17:20", "end": "18:00"},
}
CHAINS = (
    ("tax",),
    ("land",),
    ("police",),
    ("land", "land", "tax"),
    ("police", "land", "tax"),
    ("tax", "police", "police"),
)
"""Departments of each matter; neighbours that are equal share a session."""
ROSTERS = (["day"], ["day"], ["short"], ["short"], ["long"], ["rest"], ["short", "evening"], ["evening"])


def evening_plan(seed: int) -> Plan:
    """A plan at random; the same seed gives the same plan."""
    return evening_hall(seed)[0]


def evening_hall(seed: int) -> tuple[Plan, Spec]:
    """That plan, and the hall that it is of."""
    rng = np.random.default_rng(seed)
    of = evening_spec(rng)
    return lay(evening_tape(rng, of), of), of


def evening_spec(rng: Random) -> Spec:
    """One or two days of a hall that is open for three hours, with a group for each department."""
    groups = {name: _group(rng, name) for name in DEPARTMENTS}
    if maybe(rng, 0.3):
        groups["flexible"] = _group(rng, "all")
    return spec(
        groups,
        {"_".join(chain): matter(*chain) for chain in CHAINS},
        hours=[(clock(OPENS), clock(CLOSES))],
        days=int(rng.integers(1, 3)),
        shifts=SHIFTS,
        setup=float(rng.choice([0, 0.1, 1])),
        recall=float(rng.choice([0, 30])),
        closing="serve" if maybe(rng, 0.8) else "send_home",
        routing=str(rng.choice(["narrowest", "alis"])),
        demand={"classes": {"elderly": {"label": LABEL, "share": 0.2}}},
        head_start={"elderly": 10.5},
    )


def _group(rng: Random, primary: str) -> dict[str, Any]:
    found = group(primary=primary, slowness=float(rng.choice([1.0, 1.3])))
    if maybe(rng, 0.4):
        times = [OPENS, *sorted(int(t) for t in rng.choice(np.arange(OPENS + 10, CLOSES, 10), 4, replace=False))]
        counts = rng.integers(1, 5, len(times)).tolist()
        if maybe(rng, 0.6):
            counts.sort(reverse=True)
        windows = {clock(time): number for time, number in zip(times, counts, strict=True)}
        found |= {"windows": windows, "end_of_shift": "hold" if maybe(rng, 0.8) else "finish"}
    else:
        lines = [{"clerks": 1, "shifts": ROSTERS[rng.integers(len(ROSTERS))]} for _ in range(rng.choice([1, 1, 2]))]
        found |= {"roster": lines}
    if maybe(rng, 0.7):
        scope = {"all": True} if maybe(rng, 0.5) else {"departments": [str(rng.choice(DEPARTMENTS))]}
        rules = {"waiting_over": int(rng.integers(0, 4)), "waited_over": float(rng.choice([0.1, 7.3, 30.1, 60]))}
        asked = {name: rule for name, rule in rules.items() if maybe(rng, 0.6)}
        found |= {"secondary": scope, **({"help": asked} if asked else {})}
    return found


def evening_tape(rng: Random, of: Spec) -> Tape:
    """People all afternoon, more and more of them; every other tape on a grid of five minutes."""
    n = int(rng.integers(10, 50)) * of.calendar.days
    arrivals = rng.uniform(CLOSES - rng.choice([60, 120, 180], n), CLOSES)
    work = rng.gamma(2.0, float(rng.choice([3, 10, 20])), (n, 3))
    patience = np.where(rng.random(n) < 0.7, np.inf, rng.uniform(0, 120, n))
    if maybe(rng, 0.5):
        arrivals, work, patience = np.floor(arrivals / 5) * 5, np.round(work / 5) * 5, np.round(patience / 5) * 5
    return tape(
        np.sort(1440.0 * rng.integers(0, of.calendar.days, n) + arrivals),
        work,
        matters=rng.integers(0, len(of.matters), n),
        priorities=rng.integers(0, 2, n),
        patience=patience,
        silent=rng.random(n) < 0.5,
        days=of.calendar.days,
    )
