"""What is counted as a hall is played is what its sessions come to: on the plans on which the engines are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import count

import numpy as np
import pytest

import sim.config as config
from generated import random_hall
from generated_evenings import evening_hall
from generated_reform import random_reform_hall
from generated_wide import wide_hall
from halls import group, spec, tape
from sim.config import scenarios
from sim.demand import draw
from sim.engine import fast
from sim.engine.kernel import pack
from sim.engine.kernel.rows import Rows
from sim.errors import InputError
from sim.measures import difference_of, keys, kpis_of, measures_of
from sim.plan import Plan, lay
from sim.spec import Spec
from sim.streams import Purpose
from sim.study import ask
from sim.trace.tally import BINS, EVEN, EVEN_BINS, RATIO, WIDTH, Number, Tally, ends_of_bins


def wide(seed: int) -> tuple[Plan, Spec]:
    """The first wide hall from a seed of its own on: not every one that is drawn can be."""
    return next(hall for hall in map(wide_hall, count(100 * seed)) if hall is not None)


GENERATORS: dict[str, Callable[[int], tuple[Plan, Spec]]] = {
    "narrow": random_hall,
    "wide": wide,
    "evening": evening_hall,
    "reform": random_reform_hall,
}
HALLS = 120
"""Of each generator."""


def counted(plan: Plan, of: Spec) -> Tally:
    return fast.count(plan, kpis_of(plan, of))


def hold_together(plan: Plan, of: Spec, name: str) -> None:
    difference = difference_of(counted(plan, of), fast.play(plan), of)
    assert difference == "", f"{name}: {difference} (counted, then of sessions)"


@pytest.mark.parametrize("generator", GENERATORS)
def test_key_figures_are_those_of_the_sessions(generator: str):
    for seed in range(HALLS):
        hold_together(*GENERATORS[generator](seed), f"{generator} hall {seed}")


@pytest.mark.statistics
@pytest.mark.parametrize("first", range(0, 2000, 250))
@pytest.mark.parametrize("generator", GENERATORS)
def test_key_figures_are_those_of_the_sessions_in_thousands_of_halls(generator: str, first: int):
    for seed in range(10**6 + first, 10**6 + first + 250):
        hold_together(*GENERATORS[generator](seed), f"{generator} hall {seed}")


@pytest.mark.parametrize("name", scenarios())
def test_key_figures_of_every_scenario_are_those_of_the_sessions(name: str):
    days = ("calendar.days=8", "calendar.warm_up=1", "calendar.drain=1")
    for variant, of in config.load(name, days).specs.items():
        hold_together(lay(draw(of, 5, 1), of), of, f"{name}, {variant}")


@pytest.mark.parametrize("rows", [3, 7, 50])
@pytest.mark.parametrize("generator", GENERATORS)
def test_what_is_done_with_makes_room_and_changes_nothing(generator: str, rows: int, monkeypatch: pytest.MonkeyPatch):
    forgotten = 0
    monkeypatch.setattr(fast, "ROOM", 0)
    for seed in range(25):
        plan, of = GENERATORS[generator](seed)
        monkeypatch.setattr(pack, "CACHED", rows)
        few = counted(plan, of)
        forgotten += len(fast.play(plan)) - in_the_end(plan, of)["tickets"]
        monkeypatch.setattr(pack, "CACHED", 10**6)
        many = counted(plan, of)
        for field in fields(Tally):
            one, other = getattr(few, field.name), getattr(many, field.name)
            if isinstance(one, np.ndarray):
                assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), f"{generator} {seed}: {field.name}"
    assert forgotten > 0


def in_the_end(plan: Plan, of: Spec) -> Rows:
    """The row about a hall as a whole, when its key figures have been counted."""
    hall = pack.hall_of(plan, kpis_of(plan, of))
    while not fast.goes_to_the_end(hall):
        hall = fast.with_more_room(hall)
    return hall.world[0]


def test_a_window_that_should_have_closed_while_an_agent_was_served_was_not_busy_after_that():
    """Both cases of an agent on one ticket, 09:50 to 10:10 and on to 10:30; the window should have closed at 10:00."""
    of = spec(
        {"g": group(windows={"09:00": 1, "10:00": 0}, end_of_shift="hold")},
        demand={"agents": {"share": 1.0, "cases": 2, "tickets": "one"}},
    )
    plan = lay(tape([590.0, 590.0], 20.0, marks={Purpose.AGENT: [0.0, 0.0]}), of)
    assert fast.play(plan).duty_due.tolist() == [600.0]
    assert counted(plan, of).busy_of.tolist() == [10.0]
    hold_together(plan, of, "a hall")


def test_any_number_of_limits_is_counted():
    limits = [float(minutes) for minutes in range(1, 91)]
    plan, of = random_hall(3)
    hold_together(
        plan, of.model_copy(update={"targets": of.targets.model_copy(update={"wait_limits": limits})}), "a hall"
    )


FAULTS: dict[str, Callable[[Tally], Tally]] = {
    "a ticket too many": lambda t: replace(t, number=t.number + np.eye(1, len(Number), dtype=np.int64)),
    "a minute too many": lambda t: replace(t, minutes=t.minutes + 1.0),
    "late too often": lambda t: replace(t, late=t.late + 1),
    "all waits two bins longer": lambda t: replace(t, waits=np.roll(t.waits, 2, axis=1), longest=t.longest + 1.0),
    "a visit too many": lambda t: replace(t, visits=t.visits + 1),
    "nobody waits": lambda t: replace(t, waiting=np.zeros_like(t.waiting)),
    "nobody works": lambda t: replace(t, busy_of=np.zeros_like(t.busy_of)),
    "nobody works at any time": lambda t: replace(t, busy=np.zeros_like(t.busy)),
    "cases that wait longer": lambda t: replace(t, case_sums=replace(t.case_sums, waited=t.case_sums.waited + 1.0)),
    "cases on one visit": lambda t: replace(
        t, case_sums=replace(t.case_sums, visits=np.minimum(t.case_sums.visits, 1))
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_count_is_told_apart(fault: str):
    for seed in range(20):
        plan, of = random_reform_hall(seed)
        sound, trace = counted(plan, of), fast.play(plan)
        assert difference_of(sound, trace, of) == ""
        if difference_of(FAULTS[fault](sound), trace, of):
            return
    pytest.fail("told nowhere")


def test_bins_hold_what_they_say():
    ends = ends_of_bins()
    assert len(ends) == BINS
    assert np.all(np.diff(ends) > 0.0)
    assert np.all(np.diff(ends)[:EVEN_BINS] == WIDTH)
    assert ends[EVEN_BINS] == EVEN
    assert ends[EVEN_BINS + 1] / EVEN == pytest.approx(RATIO)
    assert ends[-1] > 100 * 1440.0


def test_key_figures_are_most_of_the_measures_and_have_their_keys():
    plan, of = random_reform_hall(1)
    told = {key.measure for key in keys(plan, of, key_figures=True)}
    every = {key.measure for key in keys(plan, of)}
    assert told < every
    assert len(told) > 60
    assert {"mean_wait", "visits_per_case", "utilisation", "cost_per_case"} <= told
    assert set(keys(plan, of, key_figures=True)) < set(keys(plan, of))
    for measure in measures_of(of).values():
        assert set(measure.kpis) <= set(measure.by)


def test_what_needs_every_session_is_refused_where_none_is_kept():
    with pytest.raises(InputError, match="peak_waiting needs every session"):
        ask("pooling", measures=["mean_wait", "peak_waiting"], level="kpis")
    with pytest.raises(InputError, match="reference engine keeps every session"):
        ask("pooling", engine="reference", level="kpis")
    with pytest.raises(InputError, match="there is no level 'kpi'"):
        ask("pooling", level="kpi")
    assert ask("pooling", level="kpis").engine == "fast"
    asked = ask("reform", level="kpis")
    assert asked.left_out == tuple(name for name in ask("reform").measures if name not in asked.measures) != ()
    assert ask("reform").left_out == ()
