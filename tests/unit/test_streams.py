"""Random streams: found by their names, never by the order of draws."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import config

from sim import streams
from sim.streams import LIMIT, Purpose, fill, fill_rows, generator

whole = st.integers(0, LIMIT - 1)


def test_the_numbers_stay_what_they_are() -> None:
    """A change here changes every result ever published: let it be on purpose."""
    found = generator(7, 3, Purpose.WORK, day=12, occurrence=2).random(3)
    assert found.tolist() == [0.5174927040589327, 0.6993856670025934, 0.5647656533763733]


@given(seed=whole, replication=whole, purpose=st.sampled_from(Purpose), day=whole, occurrence=whole)
def test_key_and_counter_are_as_documented(
    seed: int, replication: int, purpose: Purpose, day: int, occurrence: int
) -> None:
    state = generator(seed, replication, purpose, day, occurrence).bit_generator.state
    digest = hashlib.sha256(f"{seed}/{replication}/{purpose}".encode()).digest()
    assert state["bit_generator"] == "Philox"
    key = b"".join(int(word).to_bytes(8, "little") for word in state["state"]["key"])
    assert key == digest[:16]
    assert [int(word) for word in state["state"]["counter"]] == [0, 0, day, occurrence]


@given(blocks=st.lists(st.tuples(whole, whole, st.sampled_from(Purpose), whole, whole, st.integers(0, 9)), max_size=9))
def test_filling_gives_the_numbers_of_a_new_generator(blocks: list[tuple[int, int, Purpose, int, int, int]]) -> None:
    for *block, number in blocks:
        out = np.empty(number)
        fill(out, *block)
        assert out.tolist() == generator(*block).random(number).tolist()


days_and_people = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 11)), max_size=5)


@pytest.mark.parametrize("compiled", [False, True])
@given(
    seed=whole,
    replication=whole,
    purpose=st.sampled_from(Purpose),
    drawn=days_and_people,
    columns=st.integers(0, 4),
    occurrence=st.integers(0, 2**63),
    shuffled=st.randoms(use_true_random=False),
)
def test_rows_of_several_days_have_the_numbers_of_their_blocks(
    compiled: bool,
    seed: int,
    replication: int,
    purpose: Purpose,
    drawn: list[tuple[int, int]],
    columns: int,
    occurrence: int,
    shuffled: random.Random,
) -> None:
    people = sum(number for _, number in drawn)
    rows = list(range(people))
    shuffled.shuffle(rows)
    out = np.full((people, columns), np.nan)
    days, counts = [day for day, _ in drawn], np.array([number for _, number in drawn], dtype=np.int64)
    with by_compiled_code(compiled):
        fill_rows(out, np.array(rows, dtype=np.int64), seed, replication, purpose, days, counts, occurrence)
    for column in range(columns):
        of_days = [generator(seed, replication, purpose, day, occurrence + column).random(n) for day, n in drawn]
        assert out[rows, column].tolist() == np.concatenate([np.empty(0), *of_days]).tolist()


@contextmanager
def by_compiled_code(wanted: bool) -> Iterator[None]:
    """Fill rows by compiled code, or by numpy's generator."""
    before = streams._compiled
    try:
        streams._compiled = None
        if wanted:
            streams.get_ready()
            assert (streams._compiled is None) == config.DISABLE_JIT
        yield
    finally:
        streams._compiled = before


@pytest.mark.parametrize("compiled", [False, True])
def test_filling_rows_is_as_strict_as_a_new_generator(compiled: bool) -> None:
    one, day = np.empty((1, 1)), np.array([1])
    with by_compiled_code(compiled):
        with pytest.raises(ValueError, match="seed"):
            fill_rows(one, np.array([0]), -1, 0, Purpose.MARK, [0], day)
        with pytest.raises(ValueError, match="day"):
            fill_rows(one, np.array([0]), 1, 0, Purpose.MARK, [-1], day)
        with pytest.raises(ValueError, match="occurrence"):
            fill_rows(one, np.array([0]), 1, 0, Purpose.MARK, [0], day, LIMIT)


def test_where_numpy_gives_other_numbers_they_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(out: np.ndarray, *_: object, **__: object) -> None:
        out[:] = 0.5

    with by_compiled_code(False):
        monkeypatch.setattr(streams, "fill", other)
        streams.get_ready()
        assert streams._compiled is None


def test_filling_is_as_strict_as_a_new_generator() -> None:
    with pytest.raises(ValueError, match="seed"):
        fill(np.empty(1), -1, 0, Purpose.MARK)
    with pytest.raises(ValueError, match="day"):
        fill(np.empty(1), 1, 0, Purpose.MARK, LIMIT)


@given(seed=whole, few=st.integers(0, 50), more=st.integers(0, 50))
def test_the_first_numbers_do_not_depend_on_how_many_are_taken(seed: int, few: int, more: int) -> None:
    short = generator(seed, 0, Purpose.MARK).random(few)
    assert generator(seed, 0, Purpose.MARK).random(few + more)[:few].tolist() == short.tolist()


def test_numbers_may_be_taken_one_by_one_or_together_in_any_order_of_streams() -> None:
    places = list(product(Purpose, range(3), range(3)))
    forth = {place: generator(1, 2, *place).random(5).tolist() for place in places}
    makers = {place: generator(1, 2, *place) for place in reversed(places)}
    back: dict[object, list[float]] = {place: [] for place in places}
    for _ in range(5):
        for place, maker in makers.items():
            back[place].append(maker.random())
    assert back == forth


def test_every_place_has_numbers_of_its_own() -> None:
    places = list(product(range(3), range(3), Purpose, range(12), range(5)))
    places += list(product((11, 111), (1, 11), Purpose))  # "11" and "1" against "1" and "11"
    numbers = np.array([generator(*place).random(4) for place in places])
    assert len(np.unique(numbers)) == numbers.size


def test_drawing_never_reaches_the_next_day() -> None:
    maker = generator(1, 1, Purpose.CLOSING, day=4, occurrence=9)
    maker.random(1_000_001)
    assert maker.bit_generator.state["state"]["counter"].tolist() == [250_001, 0, 4, 9]


@pytest.mark.parametrize("name", ["seed", "replication", "day", "occurrence"])
@pytest.mark.parametrize("wrong", [-1, LIMIT, -LIMIT])
def test_numbers_out_of_range_are_refused(name: str, wrong: int) -> None:
    place = {"seed": 1, "replication": 1, "day": 1, "occurrence": 1, name: wrong}
    with pytest.raises(ValueError, match=f"{name} must be from 0 to"):
        generator(purpose=Purpose.WORK, **place)


def test_fractions_and_unknown_purposes_are_refused() -> None:
    with pytest.raises(TypeError):
        generator(1, 0, Purpose.WORK, day=1.5)
    with pytest.raises(ValueError, match="'wrok' is not a valid Purpose"):
        generator(1, 0, "wrok")


def test_whole_numbers_of_numpy_are_the_same_as_python_s() -> None:
    ours = generator(np.int64(5), np.uint8(1), Purpose.COUNT, np.int32(3))
    assert ours.random() == generator(5, 1, Purpose.COUNT, 3).random()
