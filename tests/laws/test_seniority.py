"""Who is the most senior is found at once as it is found one by one."""

from __future__ import annotations

import numpy as np
import pytest

from sim.trace.laws.seniority import _first as first
from sim.trace.laws.seniority import _one_by_one as one_by_one


@pytest.mark.parametrize("late", [0.0, 3.0, 30.0])
@pytest.mark.parametrize("seed", range(10))
def test_the_most_senior_is_found_with_and_without_head_starts(late: float, seed: int) -> None:
    draws = np.random.default_rng(seed)
    place = np.sort(draws.choice(1000, 60, replace=False))
    start = np.floor(np.sort(draws.uniform(0, 100, 60)) + draws.uniform(-late, late, 60))
    end = start + np.floor(draws.exponential(4.0, 60))
    end[draws.random(60) < 0.03] = np.inf
    at = np.arange(-40.0, 140.0)
    there = (start[:, None] <= at) & (at < end[:, None])
    expected = np.where(there, place[:, None], 1000).min(axis=0)
    assert (first(place, start, end, at, 1000) == expected).all()
    assert (one_by_one(place, start, end, at, 1000) == expected).all()
