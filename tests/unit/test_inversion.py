"""Which of several things a uniform number means."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.demand.inversion import Steps

SHARES = st.lists(st.one_of(st.just(0.0), st.floats(1e-12, 1e6)), min_size=1, max_size=60).filter(any)


@given(SHARES, st.integers(0, 2**32 - 1))
def test_what_a_number_means_is_what_a_search_finds(shares: list[float], seed: int):
    steps = Steps(np.array(shares))
    edges = np.concatenate([steps.upto, np.nextafter(steps.upto, 0.0), np.nextafter(steps.upto, 1.0), [0.0]])
    cells = np.arange(4096) / 4096
    u = np.concatenate([edges, cells, np.nextafter(cells, 1.0), np.random.default_rng(seed).random(500)])
    u = u[u < 1.0]
    found = steps.find(u)
    assert np.array_equal(found, np.searchsorted(steps.upto, u, side="right"))
    assert (np.array(shares)[found] > 0.0).all(), "what has no share is never meant"


@given(SHARES)
def test_the_way_within_a_step_goes_from_its_beginning_to_its_end(shares: list[float]):
    steps = Steps(np.array(shares))
    u = np.linspace(0.0, 1.0, 1001)[:-1]
    found, within = steps.place(u)
    assert ((within >= 0.0) & (within <= 1.0)).all()
    begin = np.append(0.0, steps.upto)
    assert np.allclose(begin[found] + within * (begin[found + 1] - begin[found]), u, rtol=0.0, atol=1e-12)


def test_few_numbers_mean_what_many_mean():
    steps = Steps(np.array([1.0, 0.0, 2.0, 5.0]))
    assert steps.find(np.array([0.0, 0.124, 0.125, 0.374, 0.375, 0.999])).tolist() == [0, 0, 2, 2, 3, 3]
    assert len(steps.find(np.empty(0))) == 0
