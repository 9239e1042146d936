"""The fast engine beside the reference engine, on every committed scenario: a week of two of its halls."""

from __future__ import annotations

from functools import lru_cache

import pytest

from clock import Clock
from sim import config
from sim.demand import draw
from sim.engine import fast, reference
from sim.plan import Plan, lay

WEEK = ["calendar.warm_up=0", "calendar.drain=0", "calendar.days=7"]
WHOLE = ("disturbance", "one_thing")
"""Scenarios that are played as they stand: one is about a day of the second week, the other has few people a day."""


@lru_cache(maxsize=1)
def plans(scenario: str) -> dict[str, Plan]:
    """The first and the last hall of a scenario, a week of each."""
    specs = config.load(scenario, () if scenario in WHOLE else WEEK).specs
    names = list(dict.fromkeys([next(iter(specs)), list(specs)[-1]]))
    return {name: lay(draw(specs[name], 1, 0), specs[name]) for name in names}


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("scenario", config.scenarios())
def test_scenarios(clock: Clock, scenario: str, engine: str) -> None:
    halls = list(plans(scenario).values())
    traces = [fast.play(plan) for plan in halls]
    play = fast.play if engine == "fast" else reference.play
    sessions = sum(map(len, traces))
    rounds = 5 if engine == "fast" else 1
    found = clock(engine, scenario, "session", sessions, lambda: [play(plan) for plan in halls], rounds=rounds)
    assert all(one.difference(other) == "" for one, other in zip(found, traces, strict=True))
