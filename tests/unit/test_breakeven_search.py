"""Where halls tie: the search against curves that are known."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import t

import small_town
from sim.inference.intervals import Interval
from sim.spec import Spec
from sim.study import ask
from sim.study.keys import range_of
from sim.study.search import Played, Search, crossings, rejected, without_tie

HALLS = """\
variants:
  standard:
    label: {en: Standard, zh: 标准}
    overrides: [hall=one_window, staff=one_window]
  slower:
    label: {en: Slower, zh: 较慢}
    overrides: [hall=one_window, staff=one_window, hall.slowness=1.2]
"""
NOISE = np.array([-0.5, -0.125, 0.0, 0.25, 0.375])
"""How far the replications of a known curve lie from their mean, 0."""


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("alike"), HALLS, replications=5)


class Known:
    """In place of a theatre: the base measures 0, the variant what `curve` says of its spec and NOISE times `noise`."""

    def __init__(self, curve: Callable[[Spec], float], noise: Callable[[Spec], Any] = lambda spec: 1.0) -> None:
        self.curve, self.noise = curve, noise

    def play(self, specs: Mapping[Any, Spec], more: int = 0) -> dict[Any, list[dict[str, float]]]:
        of_base = [{"mean_wait": 0.0} for _ in NOISE]
        return {
            (name, value): of_base
            if name == "standard"
            else [{"mean_wait": self.curve(spec) + float(noise)} for noise in self.noise(spec) * NOISE]
            for (name, value), spec in specs.items()
        }


def search(alike: Path, known: Known, key: str, start: float, end: float) -> list[tuple[Any, ...]]:
    question = ask(alike, measures=["mean_wait"])
    reach, _ = range_of(question.composed, key, ["slower"], start, end, 1e-3)
    stage: Any = known
    return Search(question, stage, Played(), reach, "standard", "slower", "others").ties()


def half_width() -> float:
    return float(t.ppf(0.975, len(NOISE) - 1) * NOISE.std(ddof=1) / math.sqrt(len(NOISE)))


@pytest.mark.parametrize("slope", [2.0, -2.0])
def test_the_interval_of_a_line_is_that_of_its_crossing(alike: Path, slope: float) -> None:
    """Of a line, the inverted t-test is the t-interval of the replications' own roots."""
    ((finding, value, below, above, low, high),) = search(
        alike, Known(lambda s: slope * (s.hall.slowness - 1.13)), "hall.slowness", 0.5, 2.0
    )
    assert (finding, below, above) == ("tie", value, value)
    tolerance = 1e-3 * 1.5
    assert value == pytest.approx(1.13, abs=tolerance)
    half = half_width() / 2.0
    assert (low, high) == (pytest.approx(1.13 - half, abs=tolerance), pytest.approx(1.13 + half, abs=tolerance))


def test_an_end_of_the_interval_beyond_the_range_is_open(alike: Path) -> None:
    ((_, value, _, _, low, high),) = search(
        alike, Known(lambda s: 2.0 * (s.hall.slowness - 0.6)), "hall.slowness", 0.5, 2.0
    )
    assert value == pytest.approx(0.6, abs=2e-3)
    assert low is None
    assert high == pytest.approx(0.6 + half_width() / 2.0, abs=2e-3)


def test_a_curve_that_crosses_twice_has_two_ties(alike: Path) -> None:
    def curve(spec: Spec) -> float:
        return 30.0 * (spec.hall.slowness - 0.8) * (spec.hall.slowness - 1.6)

    first, second = search(alike, Known(curve), "hall.slowness", 0.5, 2.0)
    assert (first[1], second[1]) == (pytest.approx(0.8, abs=2e-3), pytest.approx(1.6, abs=2e-3))
    assert first[5] < 1.0 < second[4]


@pytest.mark.parametrize(
    ("tie", "told"),
    [
        # The half-width is 0.43: beyond it the test rejects. The ends are the last that are not rejected, or the
        # neighbours where it rejects both.
        (4.5, ("tie", None, 4, 5, 4, 5)),
        (4.8, ("tie", None, 4, 5, 5, 5)),
        (4.2, ("tie", None, 4, 5, 4, 4)),
        (4.0, ("tie", 4, 4, 4, 4, 4)),
        (2.2, ("tie", None, 2, 3, None, 2)),
        (2.8, ("tie", None, 2, 3, 3, 3)),
        (2.5, ("tie", None, 2, 3, 2, 3)),
        (10.8, ("tie", None, 10, 11, 11, None)),
    ],
)
def test_whole_numbers_lie_between_neighbours(alike: Path, tie: float, told: tuple[Any, ...]) -> None:
    assert half_width() == pytest.approx(0.425, abs=1e-3)

    assert search(alike, Known(lambda s: clerks(s) - tie), "staff.groups.windows.clerks", 2, 11) == [told]


def test_whole_numbers_are_looked_through_to_the_last_that_is_not_rejected(alike: Path) -> None:
    """From 3.45 to 8.55 the half-width is more than the mean."""
    known = Known(lambda s: (clerks(s) - 6.0) / 2.0, lambda s: 3.0)
    assert search(alike, known, "staff.groups.windows.clerks", 2, 20) == [("tie", 6, 6, 6, 4, 8)]


def clerks(spec: Spec) -> int:
    found = spec.staff.groups["windows"].clerks
    assert found is not None
    return found


def test_no_value_is_played_twice(alike: Path) -> None:
    known, seen = Known(lambda s: s.hall.slowness - 1.13), set()
    plain = known.play

    def play(specs: Mapping[Any, Spec], more: int = 0) -> dict[Any, list[dict[str, float]]]:
        assert not seen & set(specs)
        seen.update(specs)
        return plain(specs, more)

    known.play = play
    search(alike, known, "hall.slowness", 0.5, 2.0)
    assert ("standard", None) in seen
    assert len(seen) < 30


# A curve that only grazes 0, or that has no noise


def test_the_interval_goes_on_over_a_hump_that_is_not_rejected(alike: Path) -> None:
    """Both ends of the range are rejected, and by the same limit: neither end of either interval is open."""
    first, second = search(
        alike, Known(lambda s: 2.0 * (s.hall.slowness - 0.8) * (s.hall.slowness - 1.6)), "hall.slowness", 0.5, 2.0
    )
    assert (first[1], second[1]) == (pytest.approx(0.8, abs=2e-3), pytest.approx(1.6, abs=2e-3))
    half = math.sqrt(0.16 + half_width() / 2.0)
    for tie in (first, second):
        assert tie[4:] == (pytest.approx(1.2 - half, abs=2e-3), pytest.approx(1.2 + half, abs=2e-3))


def test_without_noise_the_interval_is_the_tie(alike: Path) -> None:
    known = Known(lambda s: (s.hall.slowness - 1.13) ** 3 + 2.0 * (s.hall.slowness - 1.13), lambda s: 0.0)
    ((finding, value, _, _, low, high),) = search(alike, known, "hall.slowness", 0.5, 2.0)
    assert finding == "tie"
    assert (value, low, high) == (pytest.approx(1.13, abs=2e-3),) * 3


# Halls that are identical at their tie, so that there is no noise there


def apart(spec: Spec) -> float:
    return spec.hall.slowness - 1.25


def test_a_tie_of_identical_halls_has_the_interval_around_it(alike: Path) -> None:
    """The noise grows to its full height in 0.05; the first values beside the tie that are tried are rejected."""
    known = Known(lambda s: 2.0 * apart(s), lambda s: min(20.0 * abs(apart(s)), 1.0))
    ((_, value, _, _, low, high),) = search(alike, known, "hall.slowness", 0.5, 2.0)
    assert value == 1.25
    half = half_width() / 2.0
    assert (low, high) == (pytest.approx(1.25 - half, abs=2e-3), pytest.approx(1.25 + half, abs=2e-3))


def test_a_tie_of_identical_halls_is_open_where_nothing_is_rejected(alike: Path) -> None:
    known = Known(lambda s: 2.0 * apart(s), lambda s: 20.0 * abs(apart(s)))
    assert search(alike, known, "hall.slowness", 0.5, 2.0) == [("tie", 1.25, 1.25, 1.25, None, None)]


def test_a_tie_of_identical_halls_stands_alone_where_all_else_is_rejected(alike: Path) -> None:
    known = Known(lambda s: 2.0 * apart(s), lambda s: abs(apart(s)))
    ((_, *ends),) = search(alike, known, "hall.slowness", 0.5, 2.0)
    assert ends == [1.25, 1.25, 1.25, pytest.approx(1.25, abs=2e-3), pytest.approx(1.25, abs=2e-3)]


def test_halls_that_are_identical_up_to_their_tie_are_open_there(alike: Path) -> None:
    known = Known(lambda s: 2.0 * max(apart(s), 0.0), lambda s: 1.0 if apart(s) > 0.0 else 0.0)
    ((_, value, _, _, low, high),) = search(alike, known, "hall.slowness", 0.5, 2.0)
    assert (value, low) == (1.25, None)
    assert high == pytest.approx(1.25 + half_width() / 2.0, abs=2e-3)


# Curves without a tie


@pytest.mark.parametrize(
    ("curve", "finding"),
    [
        (lambda s: 5.0, "higher"),
        (lambda s: -5.0, "lower"),
        (lambda s: 0.2, "undecided"),
        (lambda s: -0.2, "undecided"),
        (lambda s: s.hall.slowness - 0.3, "undecided"),
        (lambda s: apart(s) ** 2, "undecided"),
        (lambda s: math.nan, "missing"),
        (lambda s: 5.0 if s.hall.slowness > 1.0 else math.nan, "higher"),
        (lambda s: math.nan if s.hall.slowness > 1.0 else -5.0, "lower"),
        (lambda s: 0.2 if s.hall.slowness > 1.0 else math.nan, "undecided"),
    ],
)
def test_a_curve_without_a_crossing_has_none(alike: Path, curve: Callable[[Spec], float], finding: str) -> None:
    rows = search(alike, Known(curve), "hall.slowness", 0.5, 2.0)
    assert rows == [(finding, *(None,) * 5)]


def test_what_has_no_limits_is_not_rejected() -> None:
    lone = Interval(3.0, math.nan, math.nan, 1)
    assert rejected(lone) is None
    assert without_tie([lone, Interval(3.0, 2.0, 4.0, 5)]) == "undecided"


# Values at which there is none


@pytest.mark.parametrize(
    ("tie", "below", "above"),
    # Between the values first tried, and at one of them.
    [(1.15, 0.875, 1.25), (1.25, 0.875, 1.625)],
)
def test_a_change_of_sign_across_no_value_is_no_tie(alike: Path, tie: float, below: float, above: float) -> None:
    def curve(spec: Spec) -> float:
        apart = spec.hall.slowness - tie
        return math.nan if abs(apart) < 0.05 else 2.0 * apart

    found = search(alike, Known(curve), "hall.slowness", 0.5, 2.0)
    assert found == [("gap", None, below, above, None, None)]


def test_of_whole_numbers_too(alike: Path) -> None:
    known = Known(lambda s: math.nan if clerks(s) == 5 else clerks(s) - 4.5)
    assert search(alike, known, "staff.groups.windows.clerks", 2, 11) == [("gap", None, 4, 6, None, None)]


def test_an_end_of_the_interval_among_values_without_limits_is_open(alike: Path) -> None:
    """The upper end would be 1.34; there only one replication has a value."""
    known = Known(
        lambda s: 2.0 * (s.hall.slowness - 1.13),
        lambda s: np.array([math.nan, math.nan, 1.0, math.nan, math.nan]) if 1.3 < s.hall.slowness < 1.4 else 1.0,
    )
    ((finding, value, _, _, low, high),) = search(alike, known, "hall.slowness", 0.5, 2.0)
    assert (finding, value, high) == ("tie", pytest.approx(1.13, abs=2e-3), None)
    assert low == pytest.approx(1.13 - half_width() / 2.0, abs=2e-3)


def test_halls_that_are_equal_throughout_are_told_so(alike: Path) -> None:
    rows = search(alike, Known(lambda s: 0.0, lambda s: 0.0), "hall.slowness", 0.5, 2.0)
    assert rows == [("equal", *(None,) * 5)]


@pytest.mark.parametrize(
    ("signs", "found"),
    [
        ([-1, -1, 1], [(1, 2)]),
        ([-1, 0, 1], [(1, 1)]),
        ([1, 0, 0, -1], [(0, 3)]),
        ([0, 0, 1], [(1, 1)]),
        ([0, -1], [(0, 0)]),
        ([1, 1, 0], [(2, 2)]),
        ([-1, 0], [(1, 1)]),
        ([1, 0, 1], []),
        ([1, -1, 1], [(0, 1), (1, 2)]),
        ([0, 0], []),
    ],
)
def test_crossings_are_where_the_sign_changes(signs: list[float], found: list[tuple[int, int]]) -> None:
    assert list(crossings({float(place): float(sign) for place, sign in enumerate(signs)})) == found
