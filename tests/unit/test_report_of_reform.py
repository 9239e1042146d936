"""What a study of a reform shows: the measures that its levers move, the days measured, the figures."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.__main__ import app
from sim.measures import STANDARD
from sim.report.comparison import comparison
from sim.report.figures import draw
from sim.report.tables import markdown
from sim.results import Results
from sim.study import ask, run
from town import write_town


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Five open days: one of warm-up, two measured, two of drain."""
    scenario = write_town(tmp_path_factory.mktemp("town"), clerks=3)
    days = ["calendar.days=5", "calendar.warm_up=1", "calendar.drain=2", "demand.volume=0.6"]
    return run(ask(scenario, days))


def test_a_study_of_a_reform_shows_what_its_levers_move(results: Results):
    shown = results.manifest["measures"]
    moved = {
        *("share_unfinished", "visits_per_case", "share_one_visit", "share_at_once", "mean_days_to_result"),
        *("mean_issue_wait", "citizen_minutes", "share_within_15_min", "turned_back_at_first", "papers_per_case"),
        *("satisfaction", "mean_backlog", "clerks_on_duty"),
    }
    assert set(shown) == {*STANDARD, *moved}
    whole = results.summary[results.summary["by"] == "hall"].set_index(["variant", "measure"])["mean"]
    assert all(np.isfinite(whole[variant, name]) for variant in ("before", "after") for name in shown)
    assert whole["before", "mean_backlog"] < whole["after", "mean_backlog"]
    assert whole["after", "papers_per_case"] < whole["before", "papers_per_case"]


def test_measured_days_are_told_apart_and_to_the_reader(results: Results):
    days = results.replications.query("measure == 'tickets' and by == 'day'")["level"].unique().tolist()
    assert days == ["1", "2"]
    told = comparison(results, "en")[0].notes[1]
    assert told.startswith("Measured: 2 of the 5 days, after 1 of warm-up and before 2 of drain.")
    assert comparison(results, "zh")[0].notes[1].startswith("统计日2天（共5天）")
    manifest = deepcopy(results.manifest)
    for variant in manifest["variants"].values():
        variant["spec"]["calendar"] |= {"warm_up": 0, "drain": 0}
    assert not comparison(replace(results, manifest=manifest), "en")[0].notes[1].startswith("Measured")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_name_every_measure_in_both_languages(results: Results, lang: str):
    means = comparison(results, lang)[0]
    text = markdown(means)
    for name in results.manifest["measures"]:
        words = results.manifest["catalogue"][name]
        assert words["label"][lang] in text
        assert words["clock"][lang] in text


def test_figures_are_drawn_of_a_reform(results: Results, tmp_path: Path):
    paths = draw(results, tmp_path, "zh")
    assert {path.stem for path in paths} >= {"headline", "wait_by_half_hour", "wait_distribution", "load_heat_map"}
    headline = next(path for path in paths if path.stem == "headline" and path.suffix == ".svg")
    assert headline.stat().st_size > 10_000


def test_a_scenario_is_shown_in_one_form_only(tmp_path: Path):
    scenario = str(write_town(tmp_path))
    result = CliRunner().invoke(app, ["show", scenario, "--yaml", "--json"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "error: --yaml and --json cannot both be had\n  mend: leave one of them out\n"
    assert all(CliRunner().invoke(app, ["show", scenario, form]).exit_code == 0 for form in ("--yaml", "--json"))
