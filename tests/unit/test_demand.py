"""The tape of a spec: what moves, and what must not, when the spec changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from halls import group, matter, spec
from sim.demand import draw, rate
from sim.demand.arrivals import poisson
from sim.errors import InputError
from sim.spec import Spec
from sim.tape import OCCURRENCES, WINDOWS, Tape

MATTERS = {
    "visit": matter("desk", cases=60.0, kind="lognormal", mean=6.0, cv=0.6),
    "house": matter("homes", "tax", "land", cases=40.0, kind="gamma", mean=12.0, cv=0.5),
    "none": matter("desk", cases=0.0),
    "shop": matter("market", "tax", cases=20.0, kind="exponential", mean=20.0),
}
DEMAND: dict[str, Any] = {
    "ceiling": 1.5,
    "profile": {"08:30": 2.0, "09:00": 3.0, "10:30": 1.0, "13:30": 0.0, "14:00": 4.0},
    "weekday_profiles": {"wed": {"07:30": 1.0}},
    "weekdays": {"mon": 1.2, "fri": 0.8},
    "season": {3: 1.1, 4: 0.5},
    "day_factor_cv": 0.1,
    "patience": {"kind": "lognormal", "mean": 75.0, "cv": 0.8},
    "silent_share": 0.6,
    "classes": {
        "elderly": {"label": {"en": "elderly", "zh": "长者"}, "share": 0.1},
        "veterans": {"label": {"en": "veterans", "zh": "退役军人"}, "share": 0.2},
    },
}
PEOPLE = ("arrival", "matter", "priority", "mark", "work", "patience", "silent")


def hall(
    days: int = 7,
    matters: Mapping[str, Any] = MATTERS,
    calendar: Mapping[str, Any] | None = None,
    **demand: Any,
) -> Spec:
    return spec({"all": group(3)}, matters, days=days, calendar=calendar, demand=DEMAND | demand)


def same(first: Tape, second: Tape, *columns: str) -> bool:
    return all(np.array_equal(getattr(first, c), getattr(second, c)) for c in columns or (*PEOPLE, "closing"))


def rows(tape: Tape, which: NDArray[np.intp] | NDArray[np.bool_] | slice) -> dict[str, NDArray[Any]]:
    return {column: getattr(tape, column)[which] for column in PEOPLE}


def changed(which: str, **values: Any) -> dict[str, Any]:
    return {**MATTERS, which: {**MATTERS[which], **values}}


@pytest.fixture(scope="module")
def tape() -> Tape:
    return draw(hall(), 1, 0)


# What a tape holds -----------------------------------------------------------------------------------------


def test_shapes_types_and_order(tape: Tape) -> None:
    n = len(tape)
    assert tape.days == 7
    shapes = {"work": (n, 3), "patience": (n, 4, OCCURRENCES), "silent": (n, 4), "closing": (7, 48, WINDOWS)}
    for column in (*PEOPLE, "closing"):
        assert getattr(tape, column).shape == shapes.get(column, (n,)), column
    types = {"matter": np.int64, "priority": np.int64, "silent": np.bool_}
    assert all(getattr(tape, column).dtype == types.get(column, np.float64) for column in (*PEOPLE, "closing"))
    assert np.all(np.diff(tape.arrival) >= 0.0)
    assert 0.0 <= tape.mark.min() < 0.1
    assert 1.4 < tape.mark.max() < 1.5
    assert set(tape.matter) == {0, 1, 3}
    assert set(tape.priority) == {0, 1, 2}
    assert 0.0 <= tape.closing.min() < tape.closing.max() < 1.0
    assert len(np.unique(tape.closing)) == tape.closing.size


def test_the_people_stay_who_they_are(tape: Tape) -> None:
    """A change here changes every result ever published: let it be on purpose."""
    assert np.bincount((tape.arrival // 1440).astype(int), minlength=7).tolist() == [260, 199, 234, 192, 155, 0, 0]
    assert tape.arrival[:2] == pytest.approx([511.5324726177861, 511.55989194106377], rel=1e-12)


def test_work_stands_where_the_matter_has_a_task(tape: Tape) -> None:
    tasks = np.array([1, 3, 1, 2])[tape.matter]
    np.testing.assert_array_equal(tape.work > 0.0, np.arange(3) < tasks[:, None])


def test_people_come_in_half_hours_with_weight_on_open_days(tape: Tape) -> None:
    day, minute = np.divmod(tape.arrival, 1440.0)
    assert set(day) == {0, 1, 2, 3, 4}
    slots = (minute // 30 * 30).astype(int)
    assert set(slots[day == 2]) == {450}
    assert set(slots[day != 2]) == {510, 540, 630, 840}


def test_without_patience_nobody_gives_up(tape: Tape) -> None:
    endless = draw(hall(patience=None), 1, 0)
    assert np.all(np.isinf(endless.patience))
    assert endless.patience.shape == tape.patience.shape
    assert same(tape, endless, "arrival", "matter", "priority", "mark", "work", "silent", "closing")
    assert np.all(np.isfinite(tape.patience))


@pytest.mark.parametrize("weekday", ["mon", "sun"])
def test_where_nobody_comes_the_tape_is_empty(weekday: str) -> None:
    empty = draw(hall(calendar={"open_weekdays": [weekday]}, weekdays={weekday: 0.0}), 1, 0)
    assert len(empty) == 0
    assert empty.work.shape == (0, 3)
    assert (empty.patience.shape, empty.silent.shape) == ((0, 4, OCCURRENCES), (0, 4))
    assert empty.closing.shape == (7, 48, WINDOWS)


def test_a_day_on_which_nobody_comes_is_no_gap() -> None:
    tape = draw(hall(weekdays={"mon": 0.0, "wed": 0.0}), 1, 0)
    assert set(tape.arrival // 1440) == {1, 3, 4}


# What must not move ----------------------------------------------------------------------------------------


def test_same_seed_same_people_and_another_seed_or_replication_other_people(tape: Tape) -> None:
    assert same(tape, draw(hall(), 1, 0))
    for seed, replication in ((2, 0), (1, 1), (0, 1)):
        other = draw(hall(), seed, replication)
        assert not np.isin(other.arrival, tape.arrival).any()
        assert not np.isin(other.mark, tape.mark).any()


@pytest.mark.parametrize("volume", [0.0, 0.3, 1.5])
def test_volume_does_not_touch_the_tape(tape: Tape, volume: float) -> None:
    assert same(tape, draw(hall(volume=volume), 1, 0))


def test_another_mean_of_one_matter_changes_its_work_alone(tape: Tape) -> None:
    longer = draw(hall(matters=changed("visit", tasks=[{"department": "desk", "work": WORK}])), 1, 0)
    assert same(tape, longer, *(column for column in (*PEOPLE, "closing") if column != "work"))
    visit = tape.matter == 0
    np.testing.assert_array_equal(longer.work[~visit], tape.work[~visit])
    np.testing.assert_allclose(longer.work[visit], 2.0 * tape.work[visit], rtol=1e-13)


def test_another_task_leaves_the_tasks_before_it(tape: Tape) -> None:
    tasks = [*MATTERS["house"]["tasks"], {"department": "land", "work": WORK}]
    more = draw(hall(matters=changed("house", tasks=tasks)), 1, 0)
    assert same(tape, more, "arrival", "matter", "priority", "mark", "closing")
    for column in ("work", "patience", "silent"):
        old = getattr(tape, column)
        np.testing.assert_array_equal(getattr(more, column)[:, : old.shape[1]], old)
    np.testing.assert_array_equal(more.work[:, 3] > 0.0, more.matter == 1)


WORK = {"kind": "lognormal", "mean": 12.0, "cv": 0.6}


def test_one_more_person_moves_nobody_else(tape: Tape) -> None:
    busier = {name: {**m, "cases_per_day": m["cases_per_day"] * 1.03} for name, m in MATTERS.items()}
    more = draw(hall(matters=busier), 1, 0)
    stayed = np.isin(more.arrival, tape.arrival)
    added = len(more) - len(tape)
    assert 0 < added < 0.1 * len(tape)
    assert stayed.sum() == len(tape)
    for column, values in rows(more, stayed).items():
        np.testing.assert_array_equal(values, getattr(tape, column), err_msg=column)


def test_more_days_move_nothing(tape: Tape) -> None:
    longer = draw(hall(days=30), 1, 0)
    for column, values in rows(longer, slice(len(tape))).items():
        np.testing.assert_array_equal(values, getattr(tape, column), err_msg=column)
    np.testing.assert_array_equal(longer.closing[:7], tape.closing)


def test_a_holiday_takes_its_own_people_only(tape: Tape) -> None:
    off = draw(hall(calendar={"holidays": ["2017-03-08"]}), 1, 0)
    for column, values in rows(tape, tape.arrival // 1440 != 2).items():
        np.testing.assert_array_equal(getattr(off, column), values, err_msg=column)
    assert np.array_equal(off.closing, tape.closing)


def test_a_larger_share_takes_the_same_people_first(tape: Tape) -> None:
    classes = {**DEMAND["classes"], "elderly": {**DEMAND["classes"]["elderly"], "share": 0.15}}
    larger = draw(hall(classes=classes, silent_share=0.7), 1, 0)
    assert same(tape, larger, "arrival", "matter", "mark", "work", "patience", "closing")
    assert np.all(larger.priority[tape.priority == 1] == 1)
    assert (larger.priority == 1).sum() > (tape.priority == 1).sum()
    assert np.all(larger.silent[tape.silent])
    assert larger.silent.sum() > tape.silent.sum()


def test_a_profile_changes_when_people_come_and_nothing_else() -> None:
    flat = {"profile": {"09:00": 1.0}, "weekday_profiles": {}}
    first = draw(hall(days=1, **flat), 1, 0)
    later = draw(hall(days=1, **(flat | {"profile": {"15:00": 1.0}})), 1, 0)
    np.testing.assert_allclose(later.arrival, first.arrival + 360.0, rtol=1e-13)
    assert same(first, later, *PEOPLE[1:], "closing")


# Counts and rates ------------------------------------------------------------------------------------------


def test_rate_adds_up_to_the_cases_of_the_day() -> None:
    at = hall(days=40, volume=0.8)
    expected = {0: 1.2 * 1.1, 1: 1.1, 4: 0.8 * 1.1, 5: 0.0, 28: 1.2 * 0.5}
    for day, factor in expected.items():
        assert rate(at, day).shape == (48,)
        assert 30.0 * rate(at, day).sum() == pytest.approx(0.8 * 120.0 * factor)
    assert rate(at, 1)[28] == pytest.approx(0.8 * 120.0 * 1.1 * 0.4 / 30.0)
    assert np.flatnonzero(rate(at, 2)).tolist() == [15]


def test_open_days_keep_to_weekdays_and_holidays() -> None:
    calendar = {"open_weekdays": ["mon", "sat"], "holidays": ["2017-03-11", "2030-01-01"]}
    assert list(hall(days=14, calendar=calendar).calendar.open_days()) == [0, 7, 12]


MEANS = [0.0, 1e-9, 0.3, 1.0, 7.5, 100.0, 2_000.0, 1e5]


@pytest.mark.parametrize("mean", MEANS)
def test_poisson_is_the_smallest_number_whose_distribution_function_exceeds_u(mean: float) -> None:
    from scipy.special import pdtr

    ends = [0.0, 2.0**-53, 1e-12, 1 - 1e-12, 1 - 2.0**-53]
    u = np.concatenate([ends, np.random.Generator(np.random.Philox(3)).random(2000)])
    k = poisson(u, np.full(len(u), mean))
    assert np.all(pdtr(k, mean) > u)
    assert np.all((k == 0) | (pdtr(np.maximum(k - 1.0, 0.0), mean) <= u))


def test_poisson_against_exact_sums() -> None:
    """At mean 2, with 60 terms of each series in fractions."""
    terms = [Fraction(2**k, math.factorial(k)) for k in range(60)]
    shares = [float(sum(terms[: k + 1]) / sum(terms)) for k in range(12)]
    just = np.array([[share - 1e-12, share + 1e-12] for share in shares])
    assert poisson(just, np.full(just.shape, 2.0)).tolist() == [[k, k + 1] for k in range(12)]


@given(mean=st.floats(0.0, 1e5), more=st.floats(0.0, 1e4), u=st.floats(0.0, 1 - 2.0**-53))
def test_poisson_grows_with_its_mean(mean: float, more: float, u: float) -> None:
    low, high = poisson(np.array([u, u]), np.array([mean, mean + more]))
    assert 0 <= low <= high


# Refusals --------------------------------------------------------------------------------------------------


def test_all_impossible_distributions_are_told_at_once_with_their_keys() -> None:
    wide = {"kind": "lognormal", "mean": 5.0, "cv": 1e200}
    tasks = [*MATTERS["house"]["tasks"][:2], {"department": "land", "work": {**WORK, "at_least": 1e6}}]
    with pytest.raises(InputError) as told:
        draw(hall(matters=changed("house", tasks=tasks), patience=wide, day_factor_cv=1e200), 1, 0)
    keys = ["matters.house.tasks.2.work", "demand.patience", "demand.day_factor_cv"]
    assert [fault.key for fault in told.value.faults] == keys
    assert "practically no probability" in str(told.value)


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (0, -1), (2**64, 0)])
def test_seeds_out_of_range_are_refused(seed: int, replication: int) -> None:
    with pytest.raises(ValueError, match="must be from 0 to"):
        draw(hall(days=1), seed, replication)


# Matters with a rhythm of their own -------------------------------------------------------------------------


def test_a_rhythm_moves_its_own_matter_only(tape: Tape) -> None:
    rhythm = {"profile": {"15:00": 1.0}, "weekdays": DEMAND["weekdays"]}
    moved = draw(hall(matters=changed("house", rhythm=rhythm)), 1, 0)
    own, others = moved.matter == 1, tape.matter != 1
    assert set((moved.arrival[own] % 1440 // 30).tolist()) == {30}
    assert np.array_equal(moved.arrival[~own], tape.arrival[others])
    assert own.sum() == (tape.matter == 1).sum() > 100


def test_weekdays_of_a_rhythm_move_its_cases() -> None:
    rhythm = {"profile": {"09:00": 1.0}, "weekdays": {"mon": 0.0, "tue": 3.0}}
    of = hall(matters=changed("house", rhythm=rhythm))
    drawn = draw(of, 1, 0)
    days = (drawn.arrival[drawn.matter == 1] // 1440).astype(int)
    assert (days != 0).all()
    assert (days == 1).sum() > 1.5 * (days == 2).sum()
    factor = of.demand.volume * DEMAND["season"][3]
    # Tuesday: 60 visits and 20 shops at factor 1, 40 houses at 3
    assert 30 * rate(of, 1).sum() == pytest.approx(factor * (60 + 20 + 3 * 40))
    assert 30 * rate(of, 1)[18] == pytest.approx(factor * (3 * 40 + 80 * 3 / 10))
