"""Where halls tie: the search against known curves, and whole studies on a small hall."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import t
from typer.testing import CliRunner, Result

import small_town
from sim.__main__ import app
from sim.errors import InputError
from sim.spec import Spec
from sim.study import ask
from sim.study.breakeven import breakeven
from sim.study.keys import range_of
from sim.study.search import Played, Search, crossings

ALIKE = """\
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
    return small_town.scenario(tmp_path_factory.mktemp("alike"), ALIKE, replications=5)


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["breakeven", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


# The search, against curves that are known -----------------------------------------------------------------


class Known:
    """In place of a theatre: the base measures 0, the variant what `curve` says of its spec, and noise."""

    def __init__(self, curve: Callable[[Spec], float], noise: np.ndarray[Any, Any] = NOISE) -> None:
        self.curve, self.noise, self.plays = curve, noise, 0

    def play(self, specs: Mapping[Any, Spec], more: int = 0) -> dict[Any, list[dict[str, float]]]:
        self.plays += len(specs)
        of_base = [{"mean_wait": 0.0} for _ in self.noise]
        return {
            (name, value): of_base
            if name == "standard"
            else [{"mean_wait": self.curve(spec) + float(noise)} for noise in self.noise]
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
        # The half-width is 0.43: beyond it the test rejects. Told are the neighbours of the tie, and the nearest values
        # that are rejected.
        (4.5, ("tie", None, 4, 5, 4, 5)),
        (4.8, ("tie", None, 4, 5, 4, 6)),
        (4.0, ("tie", 4, 4, 4, 3, 5)),
        (2.2, ("tie", None, 2, 3, None, 3)),
    ],
)
def test_whole_numbers_lie_between_neighbours(alike: Path, tie: float, told: tuple[Any, ...]) -> None:
    assert half_width() == pytest.approx(0.425, abs=1e-3)

    def curve(spec: Spec) -> float:
        clerks = spec.staff.groups["windows"].clerks
        assert clerks is not None
        return clerks - tie

    assert search(alike, Known(curve), "staff.groups.windows.clerks", 2, 11) == [told]


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


@pytest.mark.parametrize(("height", "finding"), [(5.0, "higher"), (-5.0, "lower")])
def test_a_curve_without_a_crossing_has_none(alike: Path, height: float, finding: str) -> None:
    rows = search(alike, Known(lambda s: height), "hall.slowness", 0.5, 2.0)
    assert rows == [(finding, *(None,) * 5)]


def test_halls_that_are_equal_throughout_are_told_so(alike: Path) -> None:
    rows = search(alike, Known(lambda s: 0.0, 0.0 * NOISE), "hall.slowness", 0.5, 2.0)
    assert rows == [("equal", *(None,) * 5)]


@pytest.mark.parametrize(
    ("signs", "found"),
    [
        ([-1, -1, 1], [(1, 2, True)]),
        ([-1, 0, 1], [(1, 1, True)]),
        ([1, 0, 0, -1], [(0, 3, False)]),
        ([0, 0, 1], [(1, 1, True)]),
        ([0, -1], [(0, 0, False)]),
        ([1, 1, 0], [(2, 2, False)]),
        ([-1, 0], [(1, 1, True)]),
        ([1, 0, 1], []),
        ([1, -1, 1], [(0, 1, False), (1, 2, True)]),
        ([-1, math.nan, 1], []),
        ([0, 0], []),
    ],
)
def test_crossings_are_where_the_sign_changes(signs: list[float], found: list[tuple[int, int, bool]]) -> None:
    assert list(crossings({float(place): float(sign) for place, sign in enumerate(signs)})) == found


# Whole studies ---------------------------------------------------------------------------------------------


def test_a_hall_that_differs_in_slowness_alone_ties_where_that_is_the_same(alike: Path) -> None:
    found = breakeven(alike, over="hall.slowness", start=0.5, end=1.5)
    (row,) = found.ties.to_dict("records")
    assert (row["variant"], row["finding"], row["value"]) == ("slower", "tie", 1.0)
    assert row["low"] <= 1.0 <= row["high"]
    at = found.curve.set_index("value")
    assert at["mean"][1.0] == at["low"][1.0] == at["high"][1.0] == 0.0
    assert at["mean"][0.5] < 0.0 < at["mean"][1.5]
    assert (found.curve["n"] == 5).all()


def test_the_range_is_taken_from_the_value_that_stands_there(alike: Path) -> None:
    found = breakeven(alike, over="hall.slowness")
    assert (found.manifest["from"], found.manifest["to"]) == (0.6, pytest.approx(1.8))
    assert found.ties["value"][0] == pytest.approx(1.0, abs=1.2e-3)
    assert found.manifest["now"] == {"slower": 1.2}


def test_changed_in_all_halls_alike_they_tie_everywhere(tmp_path: Path) -> None:
    body = ALIKE.replace(", hall.slowness=1.2", "")
    path = small_town.scenario(tmp_path, body, replications=2)
    found = breakeven(path, over="hall.slowness", within="all")
    assert found.ties["finding"].tolist() == ["equal"]
    assert (found.curve["mean"] == 0.0).all()


def test_numbers_do_not_depend_on_the_number_of_processes(alike: Path) -> None:
    one, two = (
        breakeven(alike, over="hall.slowness", start=0.9, end=1.3, replications=2, jobs=jobs) for jobs in (1, 2)
    )
    assert one.ties.equals(two.ties)
    assert one.curve.equals(two.curve)


# The command -----------------------------------------------------------------------------------------------


def test_words_and_folder(alike: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept"
    result = command(str(alike), "--over", "hall.slowness", "--from", "0.5", "--to", "1.5", "--out", str(out))
    assert result.exit_code == 0, result.stderr
    assert "Mean wait of Slower is that of Standard where hall.slowness is 1.000 (" in result.stdout
    assert "below that it is lower." in result.stdout
    assert "About " in result.stderr
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == {"ties.csv", "curve.csv", "figures/ties.png", "figures/ties.svg"}


def test_no_tie_is_an_answer(alike: Path) -> None:
    words = [str(alike), "--over", "hall.slowness", "--from", "1.2", "--to", "1.5", "--replications", "2"]
    result = command(*words)
    assert result.exit_code == 0, result.stderr
    told = "Mean wait of Slower stays higher than that of Standard over the whole range of hall.slowness from 1.2"
    assert told in result.stdout
    chinese = command(*words, "--lang", "zh")
    assert "“较慢”的平均等候时间始终比“标准”较高" in chinese.stdout


def test_json_has_ties_and_curve(alike: Path) -> None:
    words = ["--over", "staff.groups.windows.clerks", "--from", "2", "--to", "5", "--json", "--replications", "3"]
    result = command(str(alike), *words)
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["key"], told["whole"], told["base"], told["within"]) == (words[1], True, "standard", "others")
    assert list(told["ties"][0]) == ["variant", "finding", "value", "below", "above", "low", "high"]
    assert list(told["curve"][0]) == ["variant", "value", "mean", "low", "high", "n"]
    (tie,) = told["ties"]
    assert (tie["value"], tie["below"], tie["above"]) == (None, 3.0, 4.0)
    assert "is between 3 and 4 (" in told["answer"]


def test_a_variant_without_the_key_is_left_out_and_named(tmp_path: Path) -> None:
    body = small_town.VARIANTS + ALIKE.split("variants:\n")[1].split("  slower:")[0]
    path = small_town.scenario(tmp_path, body, replications=2)
    words = ["--base", "pooled", "--over", "staff.groups.windows.clerks", "--from", "3", "--to", "5"]
    result = command(str(path), *words)
    assert result.exit_code == 0, result.stderr
    assert "Left out, as they have no such key: Departments." in result.stdout
    assert "| Standard" in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--over", "hall.slownes"], ["hall.slownes", "there is no such key", "'slowness'"]),
        (["--over", "hall.label.en"], ["hall.label.en: is no number"]),
        (["--over", "hall.hours.0.start"], ["hall.hours.0.start: is no number"]),
        (["--over", "hall.tickets_in_closures"], ["is no number"]),
        (["--over", "hall.walk"], ["hall.walk: nothing but 0 stands there", "--from and --to"]),
        (["--over", "demand.balking_limit"], ["nothing stands there", "--from and --to"]),
        (["--over", "hall.slowness", "--from", "2", "--to", "1"], ["from 2 to 1 is no range"]),
        (["--over", "hall.slowness", "--from", "0"], ["hall.slowness: must be greater than 0"]),
        (["--over", "staff.groups.windows.clerks", "--from", "2.5"], ["takes whole numbers only"]),
        (["--over", "hall.slowness", "--base", "slow"], ["base: there is no variant 'slow'", "'slower'"]),
        (["--over", "hall.slowness", "--measure", "wait"], ["there is no measure 'wait'"]),
        (["--over", "hall.slowness", "--replications", "1"], ["too few for an interval"]),
        (["--over", "hall.slowness", "--jobs", "0"], ["jobs: 0 is too few"]),
        (["--over", "hall"], ["hall: is no number"]),
    ],
)
def test_what_cannot_be_used_is_refused(alike: Path, words: list[str], told: list[str]) -> None:
    result = command(str(alike), *words)
    assert result.exit_code == 2, result.output
    for part in ["error:", "mend:", *told]:
        assert part in result.stderr


def test_one_variant_has_nothing_to_tie_with(tmp_path: Path) -> None:
    path = small_town.scenario(tmp_path, ALIKE.split("  slower:")[0])
    with pytest.raises(InputError, match="one variant only"):
        breakeven(path, over="hall.slowness")
