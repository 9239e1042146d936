"""Every scenario that comes with the package: a few days of all halls are played, held to the laws, and measured."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest

import sim.config as config
from sim.config import scenarios
from sim.demand import Demand, draw
from sim.engine.reference import play
from sim.measures import measure, measures_of
from sim.plan import Layout, Plan, lay
from sim.spec import Spec
from sim.trace import CaseOutcome

FIVE_DAYS = ("calendar.days=5", "calendar.warm_up=0", "calendar.drain=0")
MONDAY = ("calendar.days=1", "calendar.warm_up=0", "calendar.drain=0")
DAYS = {"disturbance": (), "bookings": MONDAY, "priorities": MONDAY, "tidal_windows": MONDAY}
"""Scenarios whose days matter, or that need a crowd."""
VOLUME = dict.fromkeys(("bookings", "priorities", "tidal_windows", "one_thing"), 1.0)
"""Scenarios that need a crowd, or have few matters."""


def short(name: str) -> dict[str, Spec]:
    """The halls of a scenario on a few days with few people."""
    return config.load(name, [*DAYS.get(name, FIVE_DAYS), f"demand.volume={VOLUME.get(name, 0.1)}"]).specs


@pytest.mark.parametrize("name", scenarios())
def test_a_scenario_plays_by_the_laws_and_tells_its_halls_apart(name: str) -> None:
    found = []
    for spec in short(name).values():
        trace = play(lay(draw(spec, 7, 3), spec))
        trace.check()
        assert (trace.case_outcome == CaseOutcome.DONE).sum() > 100
        found.append({(r.measure, r.by, r.level): r.value for r in measure(trace, spec)})
    assert all(one != other for one, other in combinations(found, 2))


@pytest.mark.parametrize("name", scenarios())
def test_what_is_made_ready_once_draws_and_lays_the_same_every_time(name: str) -> None:
    for spec in short(name).values():
        demand, layout = Demand(spec), Layout(spec)
        for replication in (2, 0):  # ways through the hall that the first one met are known to the second
            again = layout.lay(demand.draw(7, replication))
            fresh = lay(draw(spec, 7, replication), spec)
            for field in fields(Plan):
                ours, theirs = getattr(again, field.name), getattr(fresh, field.name)
                assert np.array_equal(ours, theirs, equal_nan=field.name == "closing"), field.name


@pytest.mark.parametrize("name", scenarios())
def test_the_measures_of_a_scenario_are_known_to_all_its_halls(name: str) -> None:
    composed = config.load(name)
    for spec in composed.specs.values():
        assert set(composed.scenario.measures) <= set(measures_of(spec))


def test_every_combination_of_the_reforms_levers_is_a_hall() -> None:
    composed = config.load("reform")
    levers = composed.scenario.levers
    every = [names for n in range(len(levers) + 1) for names in combinations(levers, n)]
    allowed = [names for names in every if all(need in names for name in names for need in levers[name].needs)]
    assert len(allowed) == 32
    halls = config.pulled(composed, allowed)
    assert halls[()] == composed.specs["today"]
    assert halls["pooling",] == composed.specs["pooling"]
    assert halls[tuple(levers)] == composed.specs["reform"]
    assert len({spec.model_dump_json() for spec in halls.values()}) == 32
