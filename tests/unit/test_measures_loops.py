"""Loops over rows give the same to the last bit, by numpy and by compiled code; a hall is worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import config

import sim
from halls import group, spec, tape
from sim.demand import Demand
from sim.engine.reference import play
from sim.kept import kept
from sim.measures import compiled, get_ready, loops, values
from sim.measures.duties import duties_of
from sim.measures.hall import MOST_HALLS, _kept, hall_of
from sim.plan import Layout, lay


@contextmanager
def by_compiled_code(wanted: bool) -> Iterator[None]:
    """Go through rows by compiled code, or by numpy."""
    before = loops._compiled
    try:
        loops._compiled = compiled if wanted else None
        yield
    finally:
        loops._compiled = before


def both_ways(name: str, *given_: Any) -> None:
    """Hold a loop by numpy against the compiled one."""
    found = []
    for wanted in (False, True):
        with by_compiled_code(wanted):
            several = getattr(loops, name)(*given_)
        found.append(several if isinstance(several, tuple) else (several,))
    for mine, theirs in zip(*found, strict=True):
        assert mine.dtype == theirs.dtype
        assert mine.shape == theirs.shape
        assert mine.tobytes() == theirs.tobytes()


numbers = st.one_of(st.floats(allow_nan=False), st.integers(-3, 3).map(float), st.just(np.nan), st.just(-0.0))
rows = st.integers(0, 60)
seeds = st.integers(0, 2**32 - 1)


@given(st.lists(numbers, max_size=80))
def test_an_order_is_that_of_a_stable_sort(listed: list[float]):
    values = np.array(listed, dtype=np.float64)
    both_ways("in_order", values)
    with by_compiled_code(True):
        assert loops.in_order(-values).tolist() == np.argsort(-values, kind="stable").tolist()


@given(rows, st.integers(1, 5), seeds, st.booleans())
def test_levels_are_gone_through_in_their_order(number: int, levels: int, seed: int, whole: bool):
    rng = np.random.default_rng(seed)
    level, values = rng.integers(0, levels, number), rng.normal(0.0, 100.0, number)
    if whole:
        values = np.round(values, -2)
    row = np.flatnonzero(rng.random(number) < 0.7)
    both_ways("grouped", rng.permutation(number), level, levels)
    both_ways("sorted_within", level, values)
    for column in (values, values.astype(np.int64), values > 0.0, np.stack([values, values], axis=1)[:, 0]):
        both_ways("totals", level.take(row), row, column, levels)
    stays = np.repeat(level, 2)
    change = np.tile(np.array([1, -1], np.int8), number)
    mixed = grouped_at_random(rng, number)
    both_ways("most_at_once", stays.take(mixed), change.take(mixed), levels)


def grouped_at_random(rng: np.random.Generator, number: int) -> np.ndarray:
    """Places of stretches' beginnings and ends, mixed, each beginning before its end."""
    mixed = rng.permutation(np.repeat(np.arange(number), 2))
    ended = np.arange(2 * number) > np.full(2 * number, -1)
    seen: set[int] = set()
    for place, stretch in enumerate(mixed.tolist()):
        ended[place] = stretch in seen
        seen.add(stretch)
    return 2 * mixed + ended


def test_much_disorder_is_sorted_all_at_once():
    level, values = np.repeat([0, 2], 300), np.concatenate([np.arange(300.0)[::-1], np.arange(300.0)])
    both_ways("sorted_within", level, values)


@given(seeds, st.integers(1, 3))
def test_places_are_those_of_a_search(seed: int, cells_a_half: int):
    rng = np.random.default_rng(seed)
    within = np.sort(rng.uniform(0.0, 1410.0, 4 * (cells_a_half - 1)))
    edges = np.unique(np.concatenate([np.arange(49) * 30.0, within]))
    first = np.minimum(np.searchsorted(edges, np.arange(49) * 30.0, side="right"), len(edges) - 1) - 1
    most = int(np.diff(first).max())
    times = np.concatenate([edges, np.nextafter(edges, 0.0), rng.uniform(-50.0, 1500.0, 40)])
    both_ways("places", times, edges, first, most)
    with by_compiled_code(True):
        cell, minutes = loops.places(times, edges, first, most)
    inside = np.clip(times, 0.0, 1440.0)
    expected = np.minimum(np.searchsorted(edges, inside, side="right"), len(edges) - 1) - 1
    assert cell.tolist() == expected.tolist()
    assert minutes.tolist() == (inside - edges[expected]).tolist()
    row = rng.integers(0, 2, len(times))
    for shape in ((2, len(edges) - 1), (1, len(edges) - 1)):
        both_ways("cells", shape, (cell, minutes), (cell[::-1].copy(), minutes[::-1].copy()), row * (shape[0] - 1))


@given(seeds, rows)
def test_stretches_that_meet_are_the_same(seed: int, number: int):
    rng = np.random.default_rng(seed)

    def stretches() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        owner = np.sort(rng.integers(0, 4, number))
        edge = np.cumsum(rng.integers(0, 3, 2 * number)).astype(np.float64)
        lasts = edge[1::2] > edge[::2]
        return owner[lasts], edge[::2][lasts], edge[1::2][lasts]

    both_ways("overlaps", stretches(), stretches())


@given(seeds, st.integers(0, 12), st.integers(0, 100))
def test_stages_and_ranks_are_the_same(seed: int, cases: int, percent: int):
    rng = np.random.default_rng(seed)
    number, first = rng.integers(0, 4, cases), rng.integers(0, 5, cases)
    stages = np.concatenate([[0], np.cumsum(number)]).astype(np.int64)
    done = np.where(rng.random(stages[-1]) < 0.3, np.nan, rng.uniform(0.0, 99.0, stages[-1]))
    both_ways("over_stages", stages, first, done, rng.random(9) < 0.6, rng.integers(0, 4, 9))
    counts = rng.integers(0, 3, (cases, 7)).astype(np.int32)
    both_ways("ranked", counts, 5, percent)


def test_measures_are_the_same_by_compiled_code():
    """Of a hall with reviews, papers and returns."""
    of = sim.load("one_thing", ["calendar.days=3", "calendar.warm_up=1", "calendar.drain=1"]).specs["parallel"]
    plan = Layout(of).lay(Demand(of).draw(1, 0))
    trace, found = play(plan), []
    for wanted in (False, True):
        with by_compiled_code(wanted):
            found.append([values(replace(trace), of), values(replace(trace), of, over=("hall",))])
    for mine, theirs in zip(*found, strict=True):
        assert mine.tobytes() == theirs.tobytes()


def test_compiled_code_is_taken_where_there_is_a_compiler(monkeypatch: pytest.MonkeyPatch):
    with by_compiled_code(False):
        get_ready()
        assert (loops._compiled is None) == bool(config.DISABLE_JIT)
    with by_compiled_code(False):
        monkeypatch.setattr(config, "DISABLE_JIT", 1)
        get_ready()
        assert loops._compiled is None


def test_a_hall_is_worked_out_once_for_all_who_come():
    of = spec({"desk": group(2)})
    layout = Layout(of)
    plan, other = layout.lay(tape([600.0], 5.0)), layout.lay(tape([610.0, 620.0], 5.0))
    assert hall_of(plan, of) is hall_of(other, of)
    assert hall_of(plan, of.model_copy()) is not hall_of(plan, of)
    assert hall_of(replace(plan, closing=plan.closing.copy()), of) is not hall_of(plan, of)
    for _ in range(MOST_HALLS + 1):
        hall_of(plan, of.model_copy())
    assert len(_kept) <= MOST_HALLS


def test_duties_are_worked_out_once_where_all_clerks_come_alike():
    of = spec({"desk": group(2, "late")}, shifts={"late": {"start": "10:00", "end": "12:00"}})
    trace = play(lay(tape([600.0], 5.0), of))
    hall = hall_of(trace.plan, of)
    whole = duties_of(hall, trace, 1440.0)
    assert duties_of(hall, replace(trace), 1440.0) is whole
    assert values(trace, of, ["windows_open"], over=["hall"]).tolist() == [2 * 120 / hall.opening.minutes("hall")[0]]
    alone = {name: getattr(trace, name)[:1] for name in ("duty_clerk", "duty_on", "duty_due", "duty_off")}
    one = replace(trace, **alone)
    assert duties_of(hall, one, 1440.0) is not whole
    assert values(one, of, ["windows_open"], over=["hall"]).tolist() == [120 / hall.opening.minutes("hall")[0]]


def test_what_is_kept_is_asked_for_once():
    asked = []

    class Asked:
        @kept
        def answer(self) -> int:
            """The answer."""
            asked.append(self)
            return 42

    one, other = Asked(), Asked()
    assert [one.answer, one.answer, other.answer] == [42] * 3
    assert asked == [one, other]
    assert Asked.answer.__doc__ == "The answer."
    assert SimpleNamespace(**vars(one)).answer == 42
