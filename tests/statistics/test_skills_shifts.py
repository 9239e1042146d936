"""Shifts for clerks of several skills: what is claimed of a day, played by the reference engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.staffing.halls import with_windows
from sim.staffing.multidays import class_days
from sim.staffing.multipool import MultiPool
from sim.staffing.plans import service_of_day
from sim.staffing.playing import halls
from sim.staffing.skills_model import model_of
from sim.staffing.skills_shifts import skill_shifts, wish
from sim.study.question import ask
from staffed_town import written

pytestmark = pytest.mark.statistics
pytest.importorskip("ortools")

LEVEL = {"service": {"wait_over": 15, "share": 0.1}}
REPLICATIONS, WEEKS = 20, 6
Z = 4.0
"""Standard errors that are allowed, of two times 40 shares."""


@pytest.mark.parametrize("windows", [(1, 6), (3, 5), (2, 8)])
def test_late_shares_of_the_model_are_those_of_the_reference_engine(tmp_path: Path, windows: tuple[int, int]) -> None:
    """With numbers of windows that hold, as the model has them; few come too late, and so again.

    The error is that of as many days as are played, by the days of the model: where few are late, they come late
    together, and what is played may have none of such days.
    """
    question = ask(written(tmp_path, LEVEL), engine="reference", parity=False, seed=5)
    what = wish(question, "shared", "mon", replications=REPLICATIONS, weeks=WEEKS, seconds=5.0).what
    with halls(question, what.groups, 1, None) as at_work:
        model = model_of(what, at_work)["mon"]
        numbers = dict(zip(what.groups, windows, strict=True))
        plan = {
            group: {day: [numbers[group]] * len(cells) for day, cells in what.cells.items()} for group in what.groups
        }
        played = at_work.play({"plan": with_windows(what.spec, plan, what.cells)}, REPLICATIONS)["plan"]
    days = class_days(model.rates.tolist(), model.laws, 4000, seed=9)
    pool = MultiPool(days, model.groups, model.level.limit)
    late = pool.late(np.array([[number] * len(what.cells["mon"]) for number in windows]))
    share = late.mean(axis=0) / np.maximum(days.people.mean(axis=0), 1e-9)
    each = (late - share * days.people) / np.maximum(days.people.mean(axis=0), 1e-9)
    errors = each.std(axis=0) * np.sqrt(1.0 / (REPLICATIONS * WEEKS) + 1.0 / len(days))
    compared = 0
    for number, line in enumerate(what.lines):
        for cell, kept in enumerate(service_of_day(what, played, line, "mon")):
            if kept.tickets >= 1.0:
                error = max(float(errors[number, cell]), 0.002)
                assert abs(kept.value - share[number, cell]) < Z * error + 0.01, (line, cell, kept, share[number, cell])
                compared += 1
    assert compared == 8


def test_a_plan_keeps_in_the_reference_engine_what_is_claimed_of_it(tmp_path: Path) -> None:
    """Clerks of a roster finish outside the count, which is better than what the model takes them for."""
    found = skill_shifts(
        written(tmp_path, LEVEL),
        variant="shared",
        weekday="mon",
        replications=12,
        weeks=6,
        seconds=10.0,
        engine="reference",
        seed=2,
        parity=False,
    )
    assert found.manifest["cost"] is not None
    assert found.manifest["pooled"] <= found.manifest["cost"]
    assert found.manifest["lower"] <= found.manifest["cost"]
    some = found.service[found.service["tickets"] >= 1.0]
    assert len(some) == 8
    assert (some["limit"] <= 0.1).all()
    assert (some["low"] <= some["limit"] + 0.01).all()
