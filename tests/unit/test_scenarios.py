"""Every scenario that comes with the package is run, in all its halls, and every trace held against the laws."""

from __future__ import annotations

import pytest

import sim
from sim.config import scenarios
from sim.demand import draw
from sim.engine.reference import play
from sim.plan import lay


@pytest.mark.parametrize("name", scenarios())
def test_a_scenario_runs_and_tells_its_halls_apart(name: str):
    results = sim.compare(name, ["demand.volume=0.3"], replications=2)
    hall = results.summary.query("by == 'hall' and measure == 'mean_time_in_hall'").set_index("variant")["mean"]
    assert list(hall.index) == list(results.manifest["variants"])
    assert hall.nunique() == len(hall)
    assert (hall > 0.0).all()
    assert set(results.differences["measure"]) == set(results.manifest["measures"])


@pytest.mark.parametrize("name", scenarios())
def test_a_week_of_every_hall_keeps_the_laws(name: str):
    for spec in sim.load(name).specs.values():
        trace = play(lay(draw(spec, 7, 3), spec))
        trace.check()
        assert len(trace) > 4000
