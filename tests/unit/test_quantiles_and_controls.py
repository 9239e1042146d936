"""What a comparison tells besides: quantiles over replications, and means with control variates."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
import small_town
from sim.__main__ import app
from sim.demand import draw
from sim.demand.controls import expected, seen
from sim.inference.control import controlled
from sim.inference.quantiles import quantile_interval
from sim.plan import lay
from sim.report.comparison import comparison
from sim.results import Results

MEASURES = ["mean_wait", "tickets", "utilisation"]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("more"), small_town.VARIANTS)


@pytest.fixture(scope="module")
def results(scenario: Path) -> Results:
    asked = {"quantiles": [0.9, 0.5], "controls": True, "engine": "reference"}
    return sim.compare(scenario, replications=40, measures=MEASURES, **asked)


def values(results: Results, variant: str, measure: str) -> np.ndarray:
    table = results.replications.query("variant == @variant and measure == @measure and by == 'hall'")
    return table.sort_values("replication")["value"].to_numpy()


def test_what_is_known_of_the_people_is_what_comes_in_the_mean(scenario: Path) -> None:
    spec = sim.load(scenario, ["demand.volume=0.7", "calendar.days=10"]).specs["pooled"]
    known = expected(spec)
    # 70 cases a day on eight open days at seven tenths; 40 x 6 + 20 x 5 + 10 x (4 + 4) minutes.
    assert known == pytest.approx([0.7 * 8 * 70, 0.7 * 8 * 420])
    drawn = np.array([seen(draw(spec, 3, r), spec) for r in range(400)])
    error = drawn.std(axis=0, ddof=1) / np.sqrt(len(drawn))
    assert (np.abs(drawn.mean(axis=0) - known) < 4.0 * error).all()


def test_what_is_seen_of_the_people_is_those_who_come_to_the_hall_on_measured_days(scenario: Path) -> None:
    days = ["demand.volume=0.7", "calendar.days=12", "calendar.warm_up=3", "calendar.drain=4"]
    spec = sim.load(scenario, days).specs["pooled"]
    tape = draw(spec, 3, 0)
    plan = lay(tape, spec)
    there = (plan.arrival >= 3 * 1440) & (plan.arrival < 8 * 1440)
    assert seen(tape, spec)[0] == np.count_nonzero(there) > 0


def test_quantiles_are_those_of_the_replications(results: Results) -> None:
    assert results.quantiles is not None
    assert list(results.quantiles) == ["measure", "variant", "share", "value", "low", "high", "n", "unit"]
    assert list(results.quantiles["share"].unique()) == [0.5, 0.9]
    for row in results.quantiles.to_dict("records"):
        told = quantile_interval(values(results, row["variant"], row["measure"]), row["share"])
        assert (row["value"], row["low"], row["high"], row["n"]) == astuple(told)


def test_controls_take_noise_away_from_means_and_differences(results: Results) -> None:
    table = results.controls
    assert table is not None
    rows = table.set_index(["measure", "a", "b"])
    assert list(rows.loc["mean_wait"].index) == [("", "departments"), ("", "pooled"), ("departments", "pooled")]
    saved = table.query("measure == 'tickets'")["saved"]
    assert (saved.iloc[:2] > 0.7).all()


def test_the_means_are_by_regression_on_what_came(scenario: Path, results: Results) -> None:
    spec = sim.load(scenario).specs["pooled"]
    drawn = np.array([seen(draw(spec, 7, r), spec) for r in range(40)])
    told = controlled(values(results, "pooled", "mean_wait"), drawn, expected(spec))
    assert results.controls is not None
    row = results.controls.set_index(["measure", "a", "b"]).loc[("mean_wait", "", "pooled")]
    assert (row["mean"], row["low"], row["saved"]) == pytest.approx(
        (told.controlled.mean, told.controlled.low, told.saved)
    )
    pair = values(results, "pooled", "mean_wait") - values(results, "departments", "mean_wait")
    told = controlled(pair, drawn, expected(spec))
    row = results.controls.set_index(["measure", "a", "b"]).loc[("mean_wait", "departments", "pooled")]
    assert (row["mean"], row["high"]) == pytest.approx((told.controlled.mean, told.controlled.high))


def test_halls_with_people_of_their_own_have_controls_of_their_own(tmp_path: Path) -> None:
    body = small_town.VARIANTS.replace("staff=one_window]", "staff=one_window, demand.volume=0.8]")
    found = sim.compare(
        small_town.scenario(tmp_path, body), replications=12, measures=["tickets"], controls=True, engine="reference"
    )
    assert found.controls is not None
    row = found.controls.set_index(["a", "b"]).loc[("departments", "pooled")]
    assert row["low"] < 0.0
    assert row["saved"] > 0.5


def test_they_are_kept_and_read_again(results: Results, tmp_path: Path) -> None:
    from sim.study import keep

    keep(results, tmp_path / "out", figures=False)
    again = sim.read(tmp_path / "out")
    assert again.quantiles is not None
    assert again.controls is not None
    pd.testing.assert_frame_equal(again.quantiles, results.quantiles, check_dtype=False)
    pd.testing.assert_frame_equal(again.controls, results.controls, check_dtype=False)
    plain = sim.compare("one_window", ["calendar.days=1", "calendar.warm_up=0", "calendar.drain=0"], replications=2)
    assert (plain.quantiles, plain.controls) == (None, None)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_they_are_told_in_tables_of_their_own(results: Results, lang: str) -> None:
    first, second = comparison(results, "en" if lang == "en" else "zh")[-2:]
    assert len(first.rows) == 2 * len(MEASURES)
    assert len(second.rows) == 3 * len(MEASURES)
    assert "Nyblom" in first.notes[0]
    assert "Lavenberg" in second.notes[0]


@pytest.mark.parametrize("share", ["0", "1", "90"])
def test_a_share_that_is_none_is_refused(scenario: Path, tmp_path: Path, share: str) -> None:
    words = ["compare", str(scenario), "--quantile", share, "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "quantile" in result.stderr
    assert not (tmp_path / "out").exists()
