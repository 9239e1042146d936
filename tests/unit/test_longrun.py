"""The long run of small halls: what is cut off, the mean of the rest, and halls that do not settle."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import sim
import small_town
from sim.__main__ import app
from sim.inference.steady import batch_means, correlation, mser5
from sim.study.longrun import LongRun, longrun


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("long"), small_town.VARIANTS)


@pytest.fixture(scope="module")
def answer(scenario: Path) -> LongRun:
    return longrun(scenario, measure="mean_wait", days=200)


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["longrun", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


def series(answer: LongRun, variant: str) -> pd.Series:
    return answer.series[answer.series["variant"] == variant].set_index("day")["value"]


def test_every_open_day_is_told_and_no_other(answer: LongRun) -> None:
    # 2017-03-06 is a Monday.
    days = [day for day in range(200) if day % 7 < 5]
    assert list(series(answer, "pooled").index) == days
    assert list(answer.runs["open_days"]) == list(answer.runs["values"]) == [len(days)] * 2


def test_what_counts_is_not_told_of_closed_days(scenario: Path) -> None:
    found = longrun(scenario, measure="clerk_hours", days=80)
    assert list(found.runs["open_days"]) == list(found.runs["values"]) == [58, 58]
    assert found.series["value"].min() > 0.0


def test_the_days_are_those_of_a_comparison(scenario: Path, answer: LongRun) -> None:
    found = sim.compare(scenario, ["calendar.days=200"], replications=1, measures=["mean_wait"], engine="reference")
    daily = found.replications.query("variant == 'pooled' and measure == 'mean_wait' and by == 'day'")
    assert np.allclose(daily["value"], series(answer, "pooled"))


def test_the_beginning_is_cut_and_the_rest_told_by_batches(answer: LongRun) -> None:
    for row in answer.runs.to_dict("records"):
        values = series(answer, row["variant"]).to_numpy()
        cut = mser5(values)
        assert (row["cut"], row["settled"]) == (cut.values, cut.settled)
        rest = batch_means(values[cut.values :])
        assert (row["mean"], row["low"], row["high"], row["n"]) == (rest.mean, rest.low, rest.high, 20)
        assert row["days_a_batch"] == len(values[cut.values :]) // 20
        assert row["correlation"] == correlation(values[cut.values :])
        assert row["warm_up"] == (series(answer, row["variant"]).index[cut.values] if cut.values else 0)


def test_a_hall_to_which_more_comes_than_can_be_done_does_not_settle(tmp_path: Path) -> None:
    files = "{label: {en: Files, zh: Files}, station: back_office, primary: {all: true}, clerks: 1, shifts: [morning]}"
    body = f"""\
variants:
  behind:
    label: {{en: Too few behind, zh: 后台人手不足}}
    overrides: [hall=one_window, staff=one_window, "+staff.groups.files={files}"]
"""
    review = ["+matters.invoices.window_share=0.2", "+hall.reviews={}", "demand.volume=1.2"]
    path = small_town.scenario(tmp_path, body)
    answer = longrun(path, review, measure="mean_backlog", days=120)
    assert not answer.runs["settled"][0]
    assert "has not settled" in answer.told("en").head


def test_the_same_whoever_shares_the_work_and_whichever_engine_plays(scenario: Path) -> None:
    one = longrun(scenario, measure="tickets", days=80, engine="reference")
    two = longrun(scenario, measure="tickets", days=80, engine="fast", jobs=2)
    pd.testing.assert_frame_equal(one.series, two.series)
    pd.testing.assert_frame_equal(one.runs, two.runs)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_tells_and_draws(scenario: Path, tmp_path: Path, lang: str) -> None:
    words = [str(scenario), "--measure", "mean_wait", "--days", "80", "--lang", lang, "--out", str(tmp_path / "out")]
    result = command(*words)
    assert result.exit_code == 0, result.output
    assert ("Departments: there is no beginning" if lang == "en" else "部门窗口：看不出起始期") in result.stdout
    kept = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert kept == {"manifest.json", "runs.csv", "series.csv", "figures/longrun.png", "figures/longrun.svg"}


def test_a_program_reads_the_same(scenario: Path) -> None:
    found = json.loads(command(str(scenario), "--measure", "mean_wait", "--days", "80", "--json").stdout)
    assert found["days"] == 80
    assert [row["variant"] for row in found["runs"]] == ["departments", "pooled"]
    assert len(found["series"]) == 2 * found["runs"][0]["open_days"]


@pytest.mark.parametrize(
    ("words", "say"),
    [
        (["--days", "60"], ["60 days are too few", "at least 50 open days"]),
        (["--measure", "mean_wiat"], ["mean_wiat", "mean_wait"]),
        (["--measure", "busiest_over_idlest"], ["busiest_over_idlest", "by day"]),
    ],
)
def test_what_has_no_long_run_is_refused(scenario: Path, tmp_path: Path, words: list[str], say: list[str]) -> None:
    result = command(str(scenario), "--out", str(tmp_path / "out"), *words)
    assert result.exit_code == 2, result.output
    assert all(word in result.stderr for word in say), result.stderr
    assert not (tmp_path / "out").exists()
