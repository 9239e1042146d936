"""The order in which people come is that of their times; of those at one time, that in which they stand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.demand import order
from sim.demand.crowd import Numbered
from sim.demand.kinds import Kinds
from sim.demand.order import nearly_in_order, put_right
from sim.streams import Purpose
from sim.tape import Floats


def times(seed: int) -> Floats:
    """Times at random, spread out or not, on a grid or not."""
    rng = np.random.default_rng(seed)
    found = [rng.uniform(540, 1020, 3000), rng.exponential(1e-3, 500), rng.integers(0, 30, 800) * 1.0, np.zeros(5)]
    return found[seed % 4] + 1440.0 * (seed // 4)


def assert_put_right(time: Floats) -> None:
    order, in_order = put_right(nearly_in_order(time), time)
    np.testing.assert_array_equal(order, np.argsort(time, kind="stable"))
    np.testing.assert_array_equal(in_order, np.sort(time))


@pytest.mark.parametrize("seed", range(8))
def test_it_is_the_stable_order_of_times(seed: int):
    time = times(seed)
    assert_put_right(time)


@pytest.mark.parametrize("seed", range(4))
def test_neighbours_are_put_right_where_many_share_a_cell(seed: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(order, "CELLS", 400)
    monkeypatch.setattr(order, "PASSES", 10**6)
    time = times(seed)
    assert (np.diff(time[nearly_in_order(time)]) < 0.0).any() == (seed < 2)
    assert_put_right(time)


def test_one_outlier_leaves_all_others_in_a_cell():
    time = np.append(np.random.default_rng(1).uniform(0.0, 1.0, 2000), 1e9)
    assert_put_right(time)


def test_people_come_day_by_day():
    counts = np.array([3, 0, 2])
    crowd = Numbered(1, 0, [0, 1, 2], counts)
    order, arrival = crowd.in_order(np.array([5.0, 1.0, 1.0, 2881.0, 2880.0]))
    assert order.tolist() == [1, 2, 0, 4, 3]
    assert arrival.tolist() == [1.0, 1.0, 5.0, 2880.0, 2881.0]
    told = crowd.as_they_come(order)
    for purpose, columns in ((Purpose.WORK, 1), (Purpose.AGAIN, 3)):
        assert told.marks(purpose, columns).tolist() == crowd.marks(purpose, columns)[order].tolist()
    assert [len(found) for found in Numbered(1, 0, [0], np.array([0])).in_order(np.empty(0))] == [0, 0]


def test_kinds_are_told_apart_and_one_alone_is_not_looked_for():
    kinds = Kinds[str]()
    assert [kinds.number(name) for name in ("a", "b", "a", "c")] == [0, 1, 0, 2]
    rows = {name: who for who, name in kinds.each(4, lambda: np.array([1, 0, 1, 1]))}
    assert {name: np.asarray(who).tolist() for name, who in rows.items()} == {"a": [1], "b": [0, 2, 3]}
    alone = Kinds[str]()
    alone.number("a")
    assert list(alone.each(4, lambda: pytest.fail("asked"))) == [(slice(None), "a")]
    assert list(alone.each(0, lambda: pytest.fail("asked"))) == []
