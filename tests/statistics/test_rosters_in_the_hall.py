"""The exact pool of a plain hall against the engine: numbers of windows that hold, and clerks on shifts that finish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from halls import group, matter, spec
from sim.demand import Demand
from sim.engine.fast import play
from sim.plan import Layout
from sim.spec import Spec
from sim.staffing.exact import ExactPool
from sim.staffing.frames import on_duty
from sim.staffing.halls import rostered, stretched, with_windows
from sim.staffing.lines import Look
from sim.staffing.menus import Duty, cells_of
from sim.staffing.plainness import plain
from sim.staffing.pooldays import kept
from sim.staffing.problem import Condition, Service

pytestmark = pytest.mark.statistics

LIMIT = 10.0
REPLICATIONS, WEEKS = 60, 10
ERRORS = 4.5
"""Standard errors; 16 half-hours of each of two halls are looked at: chance exceeds it about once in 5,000 times."""


def hall() -> Spec:
    profile = {"09:00": 2, "09:30": 4, "10:00": 5, "11:00": 3, "11:30": 2, "13:00": 3, "14:00": 4, "15:30": 2}
    found = spec(
        {"windows": group(5, "day")},
        {"visit": matter("desk", cases=120.0, kind="exponential", mean=8.0)},
        hours=(("09:00", "17:00"),),
        days=1,
        demand={"profile": profile},
        calendar={"open_weekdays": ["mon"]},
    )
    return stretched(found, WEEKS)


def shares(of: Spec) -> list[tuple[float, float]]:
    """By half-hour the share that waits too long, and its standard error."""
    demand, layout, look = Demand(of), Layout(of), Look(("windows",))
    played = [look(play(layout.lay(demand.draw(7, r))), of)["windows"] for r in range(REPLICATIONS)]
    starts = cells_of(of, "mon").starts
    every = kept(played, of, "mon", [(float(start), start + 30.0) for start in starts], LIMIT)
    return [(one.value, one.error) for one in every]


def held(of: Spec, windows: Sequence[int], rule: Any) -> None:
    known = plain(of, "windows", {"mon": cells_of(of, "mon")})
    assert known is not None
    pool = ExactPool(known.rates["mon"], known.mean_minutes, Service(LIMIT, 0.1), rule)
    exact = [pool.value(windows, Condition("", "late", period)) for period in range(len(windows))]
    seen = 0
    for theory, (value, error), rate in zip(exact, shares(of), known.rates["mon"], strict=True):
        if rate > 0.0:
            assert abs(value - theory) <= ERRORS * max(error, 1e-4), (theory, value, error)
            seen += 0.02 < theory < 0.6
    assert seen >= 3  # some half-hours in which lateness is neither rare nor the rule


def test_windows_that_hold_are_as_late_as_the_exact_pool_says() -> None:
    of = hall()
    cells = cells_of(of, "mon")
    windows = [4, 4, 6, 5, 5, 3, 2, 1, 3, 3, 4, 3, 2, 2, 1, 1]
    changed = with_windows(of, {"windows": {"mon": windows}}, {"mon": cells})
    assert on_duty(changed, "windows", "mon", cells) == windows
    held(changed, windows, "hold")


def test_clerks_on_shifts_with_breaks_are_as_late_as_if_any_of_them_went() -> None:
    of = hall()
    duties = {
        "whole": Duty("whole", "whole", 540, 1020, ((720, 780),), 7.0),
        "early": Duty("early", "early", 540, 720, (), 3.0),
        "brief": Duty("brief", "brief", 600, 690, (), 1.5),
        "cover": Duty("cover", "cover", 690, 810, (), 2.0),
    }
    plan = {"whole": 3, "early": 1, "brief": 2, "cover": 1}
    changed = rostered(of, {"windows": {"mon": plan}}, {"windows": duties})
    windows = on_duty(changed, "windows", "mon", cells_of(of, "mon"))
    assert min(windows) == 1
    held(changed, windows, "random")
