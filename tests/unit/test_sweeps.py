"""What a sweep is written like, and the points that it spans."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.config import changed, load
from sim.config.sweeps import Pairing, Swept, overrides, points, told_apart
from sim.errors import InputError


def one(word: str) -> Swept:
    (found,), plain = told_apart([word], "one_window")
    assert plain == []
    return found


@pytest.mark.parametrize(
    ("word", "values"),
    [
        ("demand.volume=0.9,1.0,1.1", ("0.9", "1.0", "1.1")),
        ("demand.volume=choice(0.9,1.1)", ("0.9", "1.1")),
        ("demand.volume=range(0.8,1.2,0.1)", ("0.8", "0.9", "1.0", "1.1")),
        ("hall.walk=range(1,4)", ("1", "2", "3")),
        ("staff=glob(integrated_6*)", ("integrated_67",)),
        ("staff=integrated_56,integrated_67", ("integrated_56", "integrated_67")),
        ("demand.volume=1,1,2", ("1", "1", "2")),
        ("demand.volume=sort(2,1)", ("1", "2")),
    ],
)
def test_values_are_listed_as_hydra_lists_them(word: str, values: tuple[str, ...]):
    assert one(word).values == values


def test_a_key_with_one_value_holds_at_every_point():
    swept, plain = told_apart(["hall.walk=1", "demand.volume=1,2", "~sites.a", "hall.closing=[serve]"], "one_window")
    assert [found.key for found in swept] == ["demand.volume"]
    assert plain == ["hall.walk=1", "~sites.a", "hall.closing=[serve]"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["demand.volume=1,2", "demand.volume=3,4"], "swept twice"),
        (["demand.volume=interval(2,1)"], "no width"),
        (["demand.volume=range(2,1,1)"], "no values"),
        (["demand.volume=range(1,2,0)"], "never ends"),
        (["demand.volume=range(0,2,1e-9)"], "more than 1,000,000 points"),
        (["demand.volume=shuffle(1,2)"], "another order"),
        (["demand.volume=interval(1,inf)"], "no width"),
        (["++demand.volume=1,2", "demand.volume=3,4"], "swept twice"),
        (["demand.volume=0.5", "demand.volume=1,2"], "set to one value besides"),
        (["demand.volume=glob(*)"], "no group"),
        (["staff=glob(nobody*)"], "no block has such a name"),
    ],
)
def test_what_cannot_be_swept_is_refused_with_its_key(words: list[str], told: str):
    with pytest.raises(InputError, match=told) as refused:
        told_apart(words, "one_window")
    assert words[-1].split("=")[0] in str(refused.value)


def test_points_of_a_product_come_in_order_the_last_key_first():
    found = points([Swept("a", ("1", "2")), Swept("b", ("x", "y", "z"))])
    assert [tuple(point.values()) for point in found] == list(product("12", "xyz"))
    assert overrides(found[1]) == ["a=1", "b=y"]


def test_a_value_that_is_listed_twice_is_one_of_a_product_but_pairs_with_two():
    sweeps = [Swept("a", ("1", "1", "2")), Swept("b", ("x", "y", "y"))]
    assert [tuple(point.values()) for point in points(sweeps)] == list(product("12", "xy"))
    assert [tuple(point.values()) for point in points(sweeps, "zip")] == [("1", "x"), ("1", "y"), ("2", "y")]


def test_whole_numbers_of_a_hypercube_are_whole_and_within():
    (swept,), _ = told_apart(["staff.groups.a.clerks=int(interval(20,23))"], "one_window")
    found = [point[swept.key] for point in points([swept], "latin", 40)]
    assert sorted(set(found)) == ["20", "21", "22", "23"]
    assert {found.count(value) for value in set(found)} == {10}


def test_a_narrow_interval_keeps_its_ends():
    narrow = Swept("a", ends=(1.0000001, 1.0000002))
    values = [float(point["a"]) for point in points([narrow], "latin", 20)]
    assert len(set(values)) == 20
    assert all(1.0000001 <= value <= 1.0000002 for value in values)


def test_paired_values_go_together():
    found = points([Swept("a", ("1", "2")), Swept("b", ("x", "y"))], "zip")
    assert [tuple(point.values()) for point in found] == [("1", "x"), ("2", "y")]


@pytest.mark.parametrize(
    ("sweeps", "pairing", "number", "told"),
    [
        ([], "product", None, "nothing is swept"),
        ([Swept("a", ("1", "2")), Swept("b", ("x",))], "zip", None, "a has 2, b has 1"),
        ([Swept("a", ends=(0.0, 1.0))], "product", None, "no list of values"),
        ([Swept("a", ("1", "2"))], "product", 5, "--points is for"),
        ([Swept("a", ends=(0.0, 1.0))], "latin", None, "at least 2"),
        ([Swept(name, tuple(map(str, range(1000)))) for name in "abc"], "product", None, "1,000,000,000 points"),
    ],
)
def test_what_cannot_be_paired_is_refused(sweeps: list[Swept], pairing: Pairing, number: int | None, told: str):
    with pytest.raises(InputError, match=told):
        points(sweeps, pairing, number)


@given(st.integers(2, 60), st.integers(0, 2**32))
def test_a_latin_hypercube_has_one_value_in_each_part_of_a_range(number: int, seed: int):
    sweeps = [Swept("a", ends=(2.0, 5.0)), Swept("b", ("x", "y")), Swept("c", ends=(-1.0, 1.0))]
    found = points(sweeps, "latin", number, seed)
    values, edges = np.sort([float(point["a"]) for point in found]), np.linspace(2.0, 5.0, number + 1)
    rounding = 1e-5
    assert (values >= edges[:-1] - rounding).all()
    assert (values <= edges[1:] + rounding).all()
    often = [sum(point["b"] == value for point in found) for value in "xy"]
    assert abs(often[0] - often[1]) <= 1
    assert found == points(sweeps, "latin", number, seed)


def test_numbers_put_into_plain_data_make_the_same_halls(monkeypatch: pytest.MonkeyPatch):
    composed = load("one_window", ["hall.closing=serve", "hall.recall=1"])
    steps = [
        ["demand.volume=0.7", "hall.walk=2"],
        ["demand.volume=0.7", "hall.closing=send_home"],
        ["hall.closing=send_home", "demand.volume=0.7"],
        ["demand.profile.09:00=3.5"],
        ["demand.volume=1e3"],
        ["no.such=1"],
        ["hall.walk=true"],
        ["demand.volume=0.7"],
    ]
    quickly = changed(composed, steps, list(composed.specs))
    monkeypatch.setattr("sim.config.overrides.replace_number", lambda data, override: False)
    slowly = changed(composed, steps, list(composed.specs))
    for mine, theirs in zip(quickly, slowly, strict=True):
        assert {name: str(found) for name, found in mine.items()} == {
            name: str(found) for name, found in theirs.items()
        }
