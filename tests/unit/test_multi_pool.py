"""Several classes and groups of clerks on design days: against the one-pool code, by hand, and against theory."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.spec.distributions import Exponential, Lognormal
from sim.staffing.days import Days
from sim.staffing.multidays import ClassDays, class_days, stratified_error
from sim.staffing.multipool import Group, MultiPool, preferences
from sim.staffing.problem import Service
from sim.staffing.sampled import SampledPool
from sim.theory.fcfs_alis import SkillGroup, fcfs_alis

LAW = Lognormal(kind="lognormal", mean=9.0, cv=1.0)
EVERY = (Group("one", frozenset({0})), Group("two", frozenset({1})), Group("both", frozenset({0, 1}), 1.2))


def hand(people: list[tuple[int, float, float]], edges: tuple[float, ...] = (0.0, 30.0)) -> ClassDays:
    """One day of (class, minute, minutes of service), by class in their order."""
    classes = 1 + max(one for one, _, _ in people)
    ordered = sorted(people)
    cells = np.array(
        [
            [
                [sum((one, at) < (k, edge) for one, at, _ in ordered) for edge in (*edges[:-1], np.inf)]
                for k in range(classes)
            ]
        ]
    )
    return ClassDays(cells, np.array([p[1] for p in ordered]), np.array([p[2] for p in ordered]), np.array(edges))


def test_one_class_is_the_one_pool():
    days = class_days([(20.0, 35.0, 30.0, 15.0)], [LAW], 40, day_cv=0.2, seed=3)
    first = np.append(days.cells[:, 0, 0], len(days.arrive))
    pool = SampledPool(Days(first, days.arrive, days.service, days.edges), Service())
    mine = MultiPool(days, [Group("all", frozenset({0}))], 15.0)
    rng = np.random.default_rng(1)
    for _ in range(10):
        windows = rng.integers(0, 8, (1, 4))
        assert (mine.wait(windows) == pool.waits(windows[0].tolist())).all()


def test_windows_looked_at_beside_kept_ones_are_played_alike():
    days = class_days([(20.0, 35.0, 30.0), (10.0, 30.0, 20.0)], [LAW] * 2, 40, seed=5)
    pool = MultiPool(days, EVERY, 15.0)
    rng = np.random.default_rng(2)
    windows = rng.integers(1, 5, (3, 3))
    pool.late(windows, keep=True)
    for _ in range(30):
        trial = np.maximum(windows + rng.integers(-1, 2, windows.shape), 0)
        keep = bool(rng.integers(2))
        assert (pool.late(trial, keep) == MultiPool(days, EVERY, 15.0, threads=1).late(trial)).all()


def test_who_serves_whom():
    """The specialist is asked before who serves both; who is free takes who has waited longest."""
    people = [(0, 0.0, 10.0), (0, 1.0, 5.0), (1, 2.0, 20.0), (1, 3.0, 1.0), (0, 4.0, 1.0)]
    # Class 0's first has the specialist until 10, its second who serves both until 6, and class 1's first has its own
    # until 22; who serves both takes class 1's second at 6, who has waited since 3, and class 0's third at 7.
    assert MultiPool(hand(people), EVERY, 15.0).wait(np.ones((3, 1), np.int64)).tolist() == [0.0, 0.0, 3.0, 0.0, 3.0]


def test_a_group_finishes_before_it_begins_again():
    """From two windows to one at 30: nobody is called until fewer than one session is under way."""
    people = [(0, 20.0, 15.0), (0, 25.0, 20.0), (0, 31.0, 1.0)]
    pool = MultiPool(hand(people, (0.0, 30.0, 60.0)), [Group("all", frozenset({0}))], 15.0)
    assert pool.wait(np.array([[2, 1]])).tolist() == [0.0, 0.0, 14.0]
    assert pool.late(np.array([[2, 0]])).tolist() == [[[0.0, 1.0]]]


def test_against_the_product_form():
    """Late shares in the long run: a day of 24 h whose last periods are measured; 5 standard errors, 8 numbers."""
    rates, period = (20.0, 12.0), 240.0
    law = Exponential(kind="exponential", mean=8.0)
    days = class_days([(rate,) * 6 for rate in rates], [law] * 2, 2000, period=period, seed=4)
    groups = (Group("one", frozenset({0})), Group("two", frozenset({1})), Group("both", frozenset({0, 1})))
    pool = MultiPool(days, groups, 15.0)
    mean, error = pool.missed(np.repeat([[3], [2], [1]], 6, axis=1), 0.0)
    # P(W > 15) of case W3-2-1 of `multiskill_fcfs_alis_performance.csv`, where the longest idle is asked first
    theory = fcfs_alis(
        [rate / 60.0 for rate in rates],
        [SkillGroup(g.classes, n, 8.0) for g, n in zip(groups, (3, 2, 1), strict=True)],
        15.0,
    )
    for one in range(2):
        assert theory[one].tail == pytest.approx((0.050384089, 0.045315916)[one], rel=1e-6)
        late = mean.reshape(2, 6)[one, 2:5].mean()
        assert late == pytest.approx(theory[one].tail, rel=0.1, abs=5 * error.max())


def test_levels_are_stratified_and_their_error_is_told():
    """Means of fresh sets of days scatter by what the error says; a ratio of 40 standard deviations, within 30 %."""
    rates, windows = [(40.0, 40.0), (30.0, 30.0)], np.array([[6, 6], [4, 4], [1, 1]])
    found = []
    for seed in range(60):
        days = class_days(rates, [LAW] * 2, 100, day_cv=0.2, seed=seed)
        found.append(MultiPool(days, EVERY, 15.0, threads=1).missed(windows, 0.1))
    means, errors = (np.array(one) for one in zip(*found, strict=True))
    assert np.sqrt((errors**2).mean(axis=0)) == pytest.approx(means.std(axis=0, ddof=1), rel=0.35)
    people = class_days(rates, [LAW] * 2, 4000, day_cv=0.2, seed=1).people.sum(axis=(1, 2))
    assert people.mean() == pytest.approx(70.0, rel=0.02)
    assert people.std() == pytest.approx(np.sqrt(70.0 + 14.0**2), rel=0.1)
    assert stratified_error(np.array([1.0, 3.0, 2.0, 2.0])) == 0.5


def test_people_of_some_classes_as_one():
    days = class_days([(20.0, 35.0), (10.0, 30.0), (5.0, 5.0)], [LAW] * 3, 10, seed=5)
    some = days.pooled({0, 2})
    assert (some.people[:, 0] == days.people[:, [0, 2]].sum(axis=1)).all()
    one = slice(some.cells[3, 0, 0], some.cells[3, 0, -1])
    assert (np.diff(some.arrive[one]) >= 0.0).all()
    parts = [days.service[days.cells[3, k, 0] : days.cells[3, k, -1]] for k in (0, 2)]
    assert sorted(some.service[one]) == sorted(np.concatenate(parts))


def test_groups_that_cannot_be():
    assert preferences((EVERY[2], *EVERY[:2]), 2).tolist() == [[1, 0, -1], [2, 0, -1]]
    with pytest.raises(InputError, match="nobody serves class 2"):
        preferences(EVERY, 3)
    with pytest.raises(InputError, match="nobody is in"):
        preferences((*EVERY, Group("none", frozenset({2}))), 2)
