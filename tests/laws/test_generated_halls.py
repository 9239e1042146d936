"""The laws of a hall on halls that nobody thought of, most of them full of ties."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from generated import random_plan
from sim.engine.reference import play
from sim.trace import CaseOutcome, Outcome

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS)
@settings(max_examples=400)
def test_laws_hold(seed: int):
    play(random_plan(seed)).check()


@given(SEEDS)
@settings(max_examples=50)
def test_the_same_plan_gives_the_same_trace(seed: int):
    assert play(random_plan(seed)).same_as(play(random_plan(seed)))


def test_the_generator_reaches_every_corner():
    """What the laws are tested on: every outcome, help, overtime, vain calls, ties."""
    traces = [play(random_plan(seed)) for seed in range(150)]
    outcomes = {int(o) for t in traces for o in t.outcome}
    endings = {int(o) for t in traces for o in t.case_outcome}
    assert outcomes == {Outcome.SERVED, Outcome.LEFT, Outcome.LEFT_IN_SILENCE, Outcome.SENT_HOME}
    once = {CaseOutcome.DONE, CaseOutcome.GAVE_UP, CaseOutcome.BALKED, CaseOutcome.SENT_HOME, CaseOutcome.TOO_LATE}
    assert endings == once
    assert any((t.clerk[t.outcome == Outcome.LEFT_IN_SILENCE] >= 0).any() for t in traces)
    assert any((t.duty_off > t.duty_due).any() for t in traces)
    helped = [~t.plan.primary[t.group[c], t.queue[c]] for t in traces for c in [t.clerk >= 0]]
    assert np.concatenate(helped).sum() > 100
    ties = sum(len(t) - len(np.unique(t.ticket)) for t in traces)
    assert ties > 1000
