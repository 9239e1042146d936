"""The laws of a hall where planners would not look: odd hours and shifts, and people still inside at closing time."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generated_evenings import evening_plan
from generated_wide import wide_plan
from sim.engine.reference import play

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS)
@settings(max_examples=200)
def test_laws_hold_in_any_hall(seed: int):
    plan = wide_plan(seed)
    assume(plan is not None)
    play(plan).check()


@given(SEEDS)
@settings(max_examples=200)
def test_laws_hold_after_closing(seed: int):
    play(evening_plan(seed)).check()
