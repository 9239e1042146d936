"""What the benchmarks play is what they say it is: the same small hall, and queues whose theory is known."""

from __future__ import annotations

import pytest

import peers
from played import A_DAY, DEPARTMENTS, one_queue, rates, small_hall
from ready import Ready
from sim.demand import draw
from sim.engine.fast import play
from sim.plan import lay
from sim.theory import mmc


def test_the_small_hall_has_a_thousand_people_a_day():
    assert DEPARTMENTS * sum(rates()) * 30 == pytest.approx(A_DAY)
    plan = lay(draw(small_hall(20), 1, 0), small_hall(20))
    assert len(plan) / 20 == pytest.approx(A_DAY, rel=0.02)
    assert len(plan.queue_names) == DEPARTMENTS
    assert len(plan.clerk_group) == DEPARTMENTS * 3


def test_people_wait_as_long_there_as_in_another_package():
    trace = play(lay(draw(small_hall(100), 1, 0), small_hall(100)))
    assert (trace.call - trace.ticket).mean() == pytest.approx(peers.simpy_hall(40, 11), rel=0.1)


def test_a_hall_made_ready_is_played_with_other_people_each_time():
    kept, counted = Ready(small_hall(3)), Ready(small_hall(3))
    waits = [kept.mean_wait() for _ in range(3)]
    assert len(set(waits)) == 3
    assert counted.mean_wait_counted(3) == pytest.approx(sum(waits) / 3)


@pytest.mark.parametrize(("windows", "off"), [(1, 0.1), (10, 0.1)])
def test_queues_have_the_wait_of_theory(windows: int, off: float):
    spec = one_queue(windows, 0.8, 200_000)
    trace = play(lay(draw(spec, 1, 0), spec))
    exact = mmc(windows * 0.8, 1.0, windows).mean_wait
    assert (trace.call - trace.ticket).mean() == pytest.approx(exact, rel=off)
    assert peers.simpy_queue(windows, 0.8, 40_000, 1) == pytest.approx(exact, rel=3 * off)
