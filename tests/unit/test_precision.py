"""Studies that play until they are sure: what is asked, how often the days are played, and what is told of it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import sim
import small_town
from sim.__main__ import app
from sim.errors import InputError
from sim.inference.intervals import difference, interval
from sim.inference.several import holm, p_value
from sim.report.comparison import comparison
from sim.results import Results
from sim.spec import Precision
from sim.study.precision import Until, until_in

MEASURES = ["mean_wait", "tickets"]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("sure"))


@pytest.fixture(scope="module")
def sure(scenario: Path) -> Results:
    return sim.compare(scenario, measures=MEASURES, until="mean_wait=3", engine="reference")


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["compare", "--jobs", "1", "--no-figures", "--measures", "mean_wait", *words])
    assert "Traceback" not in result.output
    return result


def values(results: Results, variant: str, measure: str = "mean_wait") -> pd.Series:
    table = results.replications.query("variant == @variant and measure == @measure and by == 'hall'")
    return table.set_index("replication")["value"].sort_index()


def test_what_the_command_line_asks() -> None:
    asked = until_in("mean_wait=0.5, mean_wait:difference=1,visits_per_case=2%,tickets=1e2", 50)
    assert asked.at_most == 50
    assert asked.asked == {
        "mean_wait": Precision(absolute=0.5, difference=1.0),
        "visits_per_case": Precision(relative=0.02),
        "tickets": Precision(absolute=100.0),
    }
    assert until_in(None, None) == Until(None, None)
    assert until_in("none", 9) == Until({}, 9)


@pytest.mark.parametrize(
    "text", ["mean_wait", "mean_wait=", "mean_wait=-1", "mean_wait=0", "mean_wait=100%", "a:difference=5%", "a=.", ""]
)
def test_what_says_nothing_of_the_kind_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"until: .*\n.*mean_wait=0\.5"):
        until_in(text, None)


def test_days_are_played_as_often_as_the_widest_interval_needs(sure: Results) -> None:
    n = sure.manifest["replications"]
    assert n > 20
    halves = []
    for variant in sure.manifest["variants"]:
        all_of = values(sure, variant)
        assert list(all_of.index) == list(range(n))
        told = interval(all_of, first=20)
        halves.append(told.high - told.mean)
        row = sure.summary.set_index(["variant", "measure", "by", "level"]).loc[(variant, "mean_wait", "hall", "all")]
        assert (row["mean"], row["low"], row["high"], row["n"]) == (told.mean, told.low, told.high, n)
    assert max(halves) <= 3.0
    assert max(halves) * (n / (n - 1)) ** 0.5 > 3.0


def test_all_other_intervals_rest_on_the_first_replications_too(sure: Results) -> None:
    parts = sure.replications.query("variant == 'pooled' and by == 'half_hour' and measure == 'mean_wait'")
    told = sure.summary.query("variant == 'pooled' and by == 'half_hour' and measure == 'mean_wait'").set_index("level")
    for level, group in parts.groupby("level"):
        found = interval(group["value"], first=int((group["replication"] < 20).sum()))
        assert told["low"][level] == found.low
    a, b = (values(sure, variant) for variant in sure.manifest["variants"])
    told = difference(a, b, statements=2, first=20)
    row = sure.differences.query("measure == 'mean_wait'").iloc[0]
    assert (row["low"], row["high"]) == (told.low, told.high)


def test_it_is_told_what_was_asked_and_what_came_of_it(sure: Results) -> None:
    assert sure.manifest["precision"] == {
        "asked": {"mean_wait": {"absolute": 3.0}},
        "first": 20,
        "most": 1000,
        "missed": [],
    }
    json.dumps(sure.manifest, allow_nan=False)
    for lang, word in (("en", "Stein"), ("zh", "Stein法")):
        (notes,) = [table.notes for table in comparison(sure, lang)[:1]]
        assert any(word in note and str(sure.manifest["replications"]) in note for note in notes)


def test_the_numbers_do_not_depend_on_who_shares_the_work(scenario: Path, sure: Results) -> None:
    again = sim.compare(scenario, measures=MEASURES, until="mean_wait=3", engine="fast", jobs=2)
    pd.testing.assert_frame_equal(again.replications, sure.replications)
    pd.testing.assert_frame_equal(again.summary, sure.summary)


def test_those_of_a_given_number_are_among_them(scenario: Path, sure: Results) -> None:
    few = sim.compare(scenario, measures=MEASURES, replications=5)
    assert few.manifest["precision"] is None
    pd.testing.assert_series_equal(values(few, "pooled"), values(sure, "pooled")[:5])


def test_what_cannot_be_had_within_the_most_is_told(scenario: Path) -> None:
    found = sim.compare(scenario, measures=MEASURES, until="mean_wait=0.1,tickets=1000", at_most=22)
    assert found.manifest["replications"] == 22
    assert found.manifest["precision"]["missed"] == [
        {"measure": "mean_wait", "halls": ["departments"], "possible": True},
        {"measure": "mean_wait", "halls": ["pooled"], "possible": True},
    ]
    notes = comparison(found, "en")[0].notes
    assert "After the 22 replications allowed, Mean wait (Departments) is less sure than was asked." in notes


def test_what_no_number_is_enough_for_is_not_played_for(tmp_path: Path) -> None:
    empty = "overrides: [hall=one_window, staff=one_window, demand.volume=0.001]"
    body = small_town.VARIANTS.replace("overrides: [hall=one_window, staff=one_window]", empty)
    found = sim.compare(small_town.scenario(tmp_path, body), measures=["mean_wait"], until="mean_wait=20")
    assert found.manifest["replications"] == 20
    (missed,) = found.manifest["precision"]["missed"]
    assert missed == {"measure": "mean_wait", "halls": ["pooled"], "possible": False}
    notes = comparison(found, "en")[0].notes
    assert any("cannot be made so sure" in note for note in notes)
    assert any("rests on" in note for note in notes)


def test_differences_may_be_what_has_to_be_sure(scenario: Path) -> None:
    found = sim.compare(scenario, measures=["mean_wait"], until="mean_wait:difference=3")
    told = difference(values(found, "departments"), values(found, "pooled"), 1, 20)
    n = found.manifest["replications"]
    assert told.high - told.mean <= 3.0
    assert n == 20 or (told.high - told.mean) * (n / (n - 1)) ** 0.5 > 3.0


def test_a_measure_that_is_asked_for_is_compared(scenario: Path) -> None:
    found = sim.compare(scenario, measures=["tickets"], until="mean_wait=50")
    assert found.manifest["measures"] == ["tickets", "mean_wait"]
    assert found.manifest["replications"] == 20


def test_a_scenario_asks_and_the_command_line_goes_before_it(tmp_path: Path) -> None:
    body = small_town.VARIANTS + "precision: {mean_wait: {relative: 0.2}}\nmost_replications: 40\n"
    path = str(small_town.scenario(tmp_path, body))
    told = json.loads(command(path, "--json", "--out", str(tmp_path / "a")).stdout)
    assert told["precision"]["asked"] == {"mean_wait": {"relative": 0.2}}
    assert told["precision"]["most"] == 40
    assert 20 <= told["replications"] <= 40
    told = json.loads(command(path, "--json", "--until", "none", "--out", str(tmp_path / "b")).stdout)
    assert (told["precision"], told["replications"]) == (None, 4)
    told = json.loads(command(path, "--json", "--until", "mean_wait=60", "--out", str(tmp_path / "c")).stdout)
    assert told["precision"]["asked"] == {"mean_wait": {"absolute": 60.0}}
    assert sim.read(tmp_path / "c").manifest["precision"] == told["precision"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--until", "mean_wiat=1"], ["until", "mean_wiat", "mean_wait"]),
        (["--until", "mean_wait=1", "--replications", "9"], ["9 is too few", "at least 10"]),
        (["--until", "mean_wait=1", "--at-most", "19"], ["19 is fewer", "20"]),
        (["--until", "mean_wait"], ["until", "mean_wait=0.5"]),
        (["--until", "mean_wait=1,mean_wait=2"], ["until", "twice"]),
        (["--at-most", "10"], ["at_most", "--until"]),
        (["--base", "pooledd"], ["base", "pooledd", "'pooled'"]),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    scenario: Path, tmp_path: Path, words: list[str], told: list[str]
) -> None:
    result = command(str(scenario), "--out", str(tmp_path / "out"), *words)
    assert result.exit_code == 2
    assert all(word in result.stderr for word in told), result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("precision", "told"),
    [
        ("{mean_wiat: {absolute: 1}}", ["mean_wiat", "mean_wait"]),
        ("{mean_wait: {}}", ["precision.mean_wait", "absolute, relative and difference"]),
        ("{mean_wait: {relative: 2}}", ["precision.mean_wait.relative"]),
        ("{mean_wait: {absolut: 2}}", ["absolut", "absolute"]),
        ("{mean_wait: {absolute: 2}}\nmost_replications: 6", ["most_replications", "6 is fewer"]),
    ],
)
def test_what_a_scenario_asks_is_looked_at(tmp_path: Path, precision: str, told: list[str]) -> None:
    path = small_town.scenario(tmp_path, f"{small_town.VARIANTS}precision: {precision}\n")
    result = command(str(path), "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert all(word in result.stderr for word in [*told, "small.yaml"]), result.stderr


def test_the_cost_is_told_before_and_again_when_it_is_known(scenario: Path, tmp_path: Path) -> None:
    result = command(str(scenario), "--until", "mean_wait=3", "--out", str(tmp_path / "out"))
    said = result.stderr
    assert "2 halls x 20 replications" in said
    assert "as many as are needed for Mean wait" in said.replace("\n", " ")
    assert said.index("at most 1000") < said.index("replications by now")


def test_against_a_base_each_other_hall_is_compared_with_it_alone(tmp_path: Path) -> None:
    third = """\
  setup:
    label: {en: No set-up, zh: 免准备}
    overrides: [hall=one_window, staff=one_window, hall.setup=0]
"""
    path = small_town.scenario(tmp_path, small_town.VARIANTS + third)
    every = sim.compare(path, measures=MEASURES)
    based = sim.compare(path, measures=MEASURES, base="pooled")
    assert every.manifest["statements"] == 6
    assert based.manifest["statements"] == 4
    pairs = list(based.differences[["a", "b"]].drop_duplicates().itertuples(index=False, name=None))
    assert pairs == [("pooled", "departments"), ("pooled", "setup")]
    row = based.differences.query("measure == 'mean_wait' and b == 'setup'").iloc[0]
    wide = every.differences.query("measure == 'mean_wait' and a == 'pooled' and b == 'setup'").iloc[0]
    assert row["mean"] == wide["mean"]
    assert row["high"] - row["low"] < wide["high"] - wide["low"]
    table = comparison(based, "en")[-1]
    assert "Pooled" in table.title
    assert table.columns[1:] == ["Departments", "No set-up"]
    assert "2 pairs" in table.notes[0]


def test_p_values_count_among_all_differences(sure: Results) -> None:
    assert list(sure.differences) == ["measure", "a", "b", "mean", "low", "high", "n", "p", "unit"]
    alone = [
        p_value(values(sure, "pooled", measure) - values(sure, "departments", measure), first=20)
        for measure in MEASURES
    ]
    assert list(sure.differences["p"]) == pytest.approx(list(holm(alone)))
