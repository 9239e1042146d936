"""Half-hours of a day whose windows come and go, under each end-of-shift rule, against exact tables.

The hall opens empty, doors close at the end, and the last half-hour's windows serve those inside. The tables are
copied from `mtmst_halfhour_exact.csv` of the project's oracles (uniformisation; PROVENANCE.md beside it): `hold` is
its "disc A", the other three are `finish` with counts. The lunch of H1 is computed by `sim.theory.transient_mmc`,
which agrees with those tables to six digits.

The unit is the day. Share late = sum L / sum N over days, with the ratio estimator's standard error (METHODS, "Output
analysis"). The four rules play the same days, so that the differences between them have narrow intervals of their own.
All comparisons of this file share a chance of ALARM of any false alarm, by Bonferroni; seeds are fixed.

Half-widths with these numbers of days, at about 4.9 standard errors: 0.01 to 0.05 for the share late of a half-hour
under one rule (exact: 0.01 to 0.15); 0.005 to 0.025 for a difference between rules (exact: up to 0.065). That the
wrong rule is rejected is asserted too, but for `random` against its two neighbours, which would take more days.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from halls import group, spec, tape
from sim import theory
from sim.engine.fast import play
from sim.plan import lay
from sim.spec import DAY, HALF_HOUR, WEEKDAYS
from sim.streams import Purpose
from sim.tape import WINDOWS, Floats
from systems import Interval, ratio

pytestmark = pytest.mark.statistics

ALARM = 5e-4
"""Chance of any false alarm in this file."""
ROUNDING = 2e-9
"""Digits that the tables do not have; before the first closing the rules do not differ at all."""
LIMIT = 15.0
OPENS = 8 * 60
SLOTS = 16
CHUNK = 200
"""Days that are played at one go."""
RULES = ("hold", "idle_first", "random", "busy_first")
COLUMNS = {
    "hold": "P(W>15) disc A (no start until busy<c)",
    "idle_first": "P(W>15) B idle-closes-first",
    "random": "B random-closes",
    "busy_first": "B busy-closes-first",
}


class Day(NamedTuple):
    """Arrivals an hour and windows by half-hour; what is exact under each rule: shares late, and the mean wait."""

    service: float
    per_hour: tuple[int, ...]
    windows: tuple[int, ...]
    late: dict[str, tuple[float, ...]]
    mean_wait: dict[str, float]
    days: int


PER_HOUR = (10, 16, 24, 28, 26, 22, 18, 12, 8, 10, 18, 24, 22, 18, 12, 8)
# fmt: off
H1 = Day(
    8.0, PER_HOUR, (2, 3, 4, 5, 5, 4, 4, 3, 2, 2, 3, 4, 4, 4, 3, 2),
    {
        "hold": (
            0.01392932, 0.01933101, 0.02109383, 0.02372597, 0.0350928, 0.05901244, 0.05542277, 0.07000834,
            0.09497343, 0.07145937, 0.04310518, 0.04963186, 0.06592337, 0.05842787, 0.07172203, 0.09600471,
        ),
        "idle_first": (
            0.01392932, 0.01933101, 0.02109383, 0.02372597, 0.03055659, 0.04886891, 0.04471151, 0.04914885,
            0.0733149, 0.06279916, 0.04002244, 0.04823724, 0.06509556, 0.05204327, 0.05298516, 0.07549576,
        ),
        "random": (
            0.01392932, 0.01933101, 0.02109383, 0.02372597, 0.03055659, 0.04741172, 0.04367272, 0.04696441,
            0.06778442, 0.06087759, 0.03951414, 0.04803032, 0.06497682, 0.05198084, 0.05130478, 0.07025377,
        ),
        "busy_first": (
            0.01392932, 0.01933101, 0.02109383, 0.02372597, 0.03055659, 0.0465601, 0.04300046, 0.0454615,
            0.06323134, 0.05920649, 0.03908159, 0.04785528, 0.06487654, 0.05192828, 0.05012883, 0.06589832,
        ),
    },
    {"hold": 2.957038, "idle_first": 2.754325, "random": 2.706685, "busy_first": 2.671512},
    800,
)
H1B = Day(
    12.0, PER_HOUR, (3, 4, 6, 7, 7, 6, 5, 4, 3, 3, 4, 6, 6, 5, 4, 3),
    {
        "hold": (
            0.006762626, 0.01710476, 0.01511671, 0.02635322, 0.04739365, 0.08165513, 0.1243673, 0.1529562,
            0.1454611, 0.09352721, 0.05854663, 0.04593791, 0.07049322, 0.1154187, 0.1465866, 0.1409813,
        ),
        "idle_first": (
            0.006762626, 0.01710476, 0.01511671, 0.02635322, 0.04144947, 0.06016847, 0.08592439, 0.10078,
            0.09882117, 0.07009791, 0.04786762, 0.04094125, 0.05916732, 0.08450229, 0.09970993, 0.09805693,
        ),
        "random": (
            0.006762626, 0.01710476, 0.01511671, 0.02635322, 0.04144947, 0.05840067, 0.08105162, 0.09384679,
            0.09007589, 0.06631461, 0.04656675, 0.04042541, 0.05884426, 0.08161645, 0.09401895, 0.09001805,
        ),
        "busy_first": (
            0.006762626, 0.01710476, 0.01511671, 0.02635322, 0.04144947, 0.05764288, 0.07861665, 0.09002084,
            0.08454244, 0.0636867, 0.04568764, 0.04008235, 0.05862945, 0.08017929, 0.09085095, 0.08486175,
        ),
    },
    {"hold": 3.558119, "idle_first": 2.983362, "random": 2.879691, "busy_first": 2.821089},
    2000,
)
# fmt: on
LUNCH = 8, 9


def with_lunch(day: Day) -> Day:
    """The same day with no windows over lunch, while tickets are still given."""
    windows = tuple(0 if slot in LUNCH else number for slot, number in enumerate(day.windows))
    rates = [rate / 60 for rate in day.per_hour]
    exact = {rule: theory.transient_mmc(rates, day.service, windows, LIMIT, rule) for rule in RULES}
    late = {rule: tuple(found.late_share.tolist()) for rule, found in exact.items()}
    return day._replace(
        windows=windows, late=late, mean_wait={rule: found.mean_wait for rule, found in exact.items()}, days=600
    )


DAYS = {"H1": H1, "H1b": H1B}
PAIRS = tuple(combinations(RULES, 2))
COLUMNS_OF_A_DAY = range(SLOTS + 1)
FIRST_CLOSING = 4
"""Up to this half-hour no window closes, nor within the limit after it: the rules do the same."""
DIFFERS = 0.01
"""Differences between rules below this rest on so few days that no normal interval holds them."""
COMPARISONS = (SLOTS + 1) * (len(DAYS) * (len(RULES) + len(PAIRS)) + 2)
ERROR = ALARM / COMPARISONS


def clock(slot: int) -> str:
    minutes = OPENS + slot * HALF_HOUR
    return f"{int(minutes // 60):02d}:{int(minutes % 60):02d}"


def hall(day: Day, rule: str, days: int):
    """The hall of `day`, open every day, under an end-of-shift rule."""
    shift = {"end_of_shift": "hold"} if rule == "hold" else {"end_of_shift": "finish", "closes": rule}
    counts = {clock(slot): number for slot, number in enumerate(day.windows)}
    hours = [(clock(0), clock(SLOTS))]
    if day.windows[LUNCH[0]] == 0:
        hours = [(clock(0), clock(LUNCH[0])), (clock(LUNCH[-1] + 1), clock(SLOTS))]
    return spec(
        {"a": {**group(), "windows": counts, **shift}},
        hours=hours,
        days=days,
        calendar={"open_weekdays": list(WEEKDAYS)},
        tickets_in_closures=True,
    )


class Played(NamedTuple):
    """By day and half-hour (days, slots + 1): people, and those late; the last column is the whole day's minutes."""

    number: Floats
    late: Floats

    def share(self, slot: int) -> Interval:
        return ratio(self.late[:, slot], self.number[:, slot], ERROR)


def played(day: Day, rules: Sequence[str] = RULES) -> dict[str, Played]:
    """What happens on the same days under each rule."""
    rng = np.random.default_rng([20170306, day.days])
    parts = {rule: [] for rule in rules}
    for _ in range(day.days // CHUNK):
        counts = rng.poisson(np.array(day.per_hour) / 2, (CHUNK, SLOTS))
        start = np.arange(CHUNK)[:, None] * DAY + OPENS + np.arange(SLOTS) * HALF_HOUR
        arrival = np.sort(np.repeat(start.ravel(), counts.ravel()) + rng.uniform(0, HALF_HOUR, counts.sum()))
        crowd = tape(arrival, rng.exponential(day.service, len(arrival)), days=CHUNK)
        crowd = replace(crowd, by_day={Purpose.CLOSING: rng.random((CHUNK, 48, WINDOWS))})
        for rule in rules:
            trace = play(lay(crowd, hall(day, rule, CHUNK)))
            assert len(trace) == len(arrival)
            parts[rule].append(by_half_hour(arrival, trace.call - trace.ticket))
    return {rule: Played(*np.concatenate(found, axis=1)) for rule, found in parts.items()}


def by_half_hour(arrival: Floats, wait: Floats) -> Floats:
    cell = (arrival // DAY).astype(int) * SLOTS + ((arrival % DAY - OPENS) // HALF_HOUR).astype(int)
    number, late = (np.bincount(cell, w, CHUNK * SLOTS).reshape(-1, SLOTS) for w in (None, wait > LIMIT))
    minutes = np.bincount((arrival // DAY).astype(int), wait, CHUNK)
    return np.stack([np.column_stack([number, number.sum(1)]), np.column_stack([late, minutes])])


def exact(day: Day, rule: str) -> list[float]:
    return [*day.late[rule], day.mean_wait[rule]]


def rejected(of: Played, columns: Sequence[int], expected: Sequence[float]) -> list[str]:
    """Half-hours, and the whole day (the last column), whose interval misses what is expected."""
    names = [*map(clock, range(SLOTS)), "the day"]
    return [
        f"{names[column]}: {truth:.5f} is outside {found.mean:.5f} +- {found.half:.5f}"
        for column, truth, found in zip(columns, expected, map(of.share, columns), strict=True)
        if abs(found.mean - truth) > found.half + ROUNDING
    ]


def apart(of: dict[str, Played], one: str, other: str) -> Played:
    """How much later people are under one rule than under another, on the same days."""
    return Played(of[one].number, of[one].late - of[other].late)


def seen(day: Day, one: str, other: str) -> list[tuple[int, float]]:
    """Columns in which two rules differ on more than a handful of days, or not at all, with the exact difference."""
    exactly = np.subtract(exact(day, one), exact(day, other)).tolist()
    return [(slot, value) for slot, value in enumerate(exactly) if slot < FIRST_CLOSING or abs(value) >= DIFFERS]


@pytest.mark.parametrize("name", DAYS)
def test_half_hours_under_each_rule(name: str):
    day = DAYS[name]
    of = played(day)
    for rule in RULES:
        assert not rejected(of[rule], COLUMNS_OF_A_DAY, exact(day, rule)), rule
    for one, other in PAIRS:
        between, columns = apart(of, one, other), seen(day, one, other)
        assert not rejected(between, *zip(*columns, strict=True)), (one, other)
    # and were the engine to keep another rule, that would be seen
    for one, other in PAIRS:
        if "random" not in (one, other) or "hold" in (one, other):
            assert rejected(apart(of, one, other), COLUMNS_OF_A_DAY, [0.0] * (SLOTS + 1)), (one, other)
    if name == "H1b":
        assert rejected(of["hold"], COLUMNS_OF_A_DAY, exact(day, "busy_first"))
        assert rejected(of["busy_first"], COLUMNS_OF_A_DAY, exact(day, "hold"))


def test_half_hours_around_lunch():
    day = with_lunch(H1)
    of = played(day, ("hold", "random"))
    for rule in of:
        assert not rejected(of[rule], COLUMNS_OF_A_DAY, exact(day, rule)), rule


def test_the_tables_are_copied_well():
    data = Path(os.environ.get("ONEWINDOW_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
    folder = next((place for place in (data / "oracles", data.parent / "oracles") if place.is_dir()), None)
    if folder is None:
        pytest.skip(f"no folder `oracles` in or beside {data}; name the place in ONEWINDOW_DATA")
    with (folder / "mtmst_halfhour_exact.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, day in (("H1", H1), ("H1b", H1B)):
        mine = [row for row in rows if row["case"] == name and row["half_hour"].isdigit()]
        total = next(row for row in rows if row["case"] == name and not row["half_hour"].isdigit())
        assert day.per_hour == tuple(int(row["lambda_per_h"]) for row in mine)
        assert day.windows == tuple(int(row["c"]) for row in mine)
        assert {float(row["S_min"]) for row in mine} == {day.service}
        for rule, column in COLUMNS.items():
            assert day.late[rule] == tuple(float(row[column]) for row in mine)
            assert day.mean_wait[rule] == float(total[column])
