"""Sweeps that play each hall at each point until it is sure enough."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
import small_town
from sim.__main__ import app
from sim.errors import InputError
from sim.inference.intervals import interval
from sim.results.query import query
from sim.spec import Precision
from sim.study import batches
from sim.study.executors import Machines
from sim.study.points import Cell, Sweep, swept
from sim.study.precision import Aim, enough_of_cell, needed_of_cell
from sim.study.sweep import Progress, run
from sim.study.together import numbers_of_cells

ONE = """\
variants:
  pooled:
    label: {en: Pooled, zh: 合并窗口}
    overrides: [hall=one_window, staff=one_window]
"""
WORDS = ["hall.setup=0.2,3", "demand.volume=0.8"]
UNTIL = "mean_wait=2.5"


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("sure"), ONE)


def asked(scenario: Path, *words: str, **more: Any) -> Sweep:
    return swept(scenario, [*WORDS, *words], **{"until": UNTIL, "engine": "reference", **more})


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def played(scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("sweep") / "fresh"
    return folder, run(asked(scenario), folder)


def numbers(folder: Path) -> list[int]:
    return pd.read_csv(folder / "cells.csv")["replications"].tolist()


def test_each_cell_is_played_as_often_as_a_comparison_of_it_alone(
    scenario: Path, played: tuple[Path, pd.DataFrame]
) -> None:
    folder, summary = played
    for point, (setup, n) in enumerate(zip(["0.2", "3"], numbers(folder), strict=True)):
        words = ["demand.volume=0.8", f"hall.setup={setup}"]
        alone = sim.compare(scenario, words, measures=["mean_wait"], until=UNTIL, engine="reference")
        assert alone.manifest["replications"] == n
        mine = summary.set_index(["point", "measure"]).loc[(point, "mean_wait")]
        wanted = alone.summary.query("measure == 'mean_wait' and by == 'hall'").iloc[0]
        assert (mine["mean"], mine["low"], mine["high"]) == pytest.approx(
            (wanted["mean"], wanted["low"], wanted["high"])
        )
        assert mine["high"] - mine["mean"] <= 2.5
    easy, hard = numbers(folder)
    assert 20 <= easy < hard


@pytest.mark.parametrize("before", [{"until": "none", "replications": 4}, {"until": "none", "replications": 150}])
def test_what_was_there_before_makes_no_difference(
    scenario: Path, played: tuple[Path, pd.DataFrame], tmp_path: Path, before: dict[str, Any]
) -> None:
    run(asked(scenario, **before), tmp_path / "again")
    run(asked(scenario), tmp_path / "again", Machines(2), resume=True)
    assert content(tmp_path / "again") == content(played[0])


def test_a_wider_sweep_takes_the_cells_that_are_sure(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = swept(scenario, ["hall.setup=0.2,0.3", "demand.volume=0.8"], until=UNTIL, engine="reference")
    run(narrow, tmp_path / "out")
    steps = []
    wide = swept(scenario, ["hall.setup=0.2,0.3,0.4", "demand.volume=0.8"], until=UNTIL, engine="reference")
    run(wide, tmp_path / "out", resume=True, progress=steps.append)
    assert (steps[0].cells, steps[0].total) == (2, 3)


def test_what_cannot_be_had_ends_at_the_most(scenario: Path, tmp_path: Path) -> None:
    run(asked(scenario, until="mean_wait=0.01", at_most=23), tmp_path / "out")
    assert numbers(tmp_path / "out") == [23, 23]


TWO = """\
variants:
  pooled:
    label: {en: Pooled, zh: 合并窗口}
    overrides: [hall=one_window, staff=one_window]
  fourth:
    label: {en: A fourth clerk, zh: 第四人}
    overrides: [hall=one_window, staff=one_window, staff.groups.windows.clerks=4, hall.setup=0.5]
  quick:
    label: {en: No set-up, zh: 免准备}
    overrides: [hall=one_window, staff=one_window, hall.setup=0]
"""
PLAYED: dict[str, Any] = {"engine": "reference", "parity": False, "replications": 10}
OF_DIFFERENCES = "mean_wait:difference=6"
VOLUMES = ["demand.volume=0.6,1.0"]


@pytest.fixture(scope="module")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("together"), TWO)


def sure_of_differences(halls: Path, words: list[str] = VOLUMES, **more: Any) -> Sweep:
    return swept(halls, words, **{"until": OF_DIFFERENCES, **PLAYED, **more})


@pytest.fixture(scope="module")
def paired(halls: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paired") / "fresh"
    run(sure_of_differences(halls), folder)
    return folder


def test_halls_of_a_point_go_on_together_until_their_differences_are_sure(halls: Path, paired: Path) -> None:
    mine = pd.read_csv(paired / "differences.csv")
    cells = pd.read_csv(paired / "cells.csv")
    assert cells.groupby("point")["replications"].nunique().eq(1).all()
    assert cells["replications"].nunique() == 2
    for point, volume in enumerate((0.6, 1.0)):
        alone = sim.compare(halls, [f"demand.volume={volume}"], until=OF_DIFFERENCES, **PLAYED)
        assert set(cells[cells["point"] == point]["replications"]) == {alone.manifest["replications"]}
        here = mine[mine["point"] == point].set_index(["measure", "a", "b"])[["mean", "low", "high", "n"]]
        there = alone.differences.set_index(["measure", "a", "b"]).loc[here.index, list(here)]
        assert len(here) > 3
        np.testing.assert_allclose(here.to_numpy(), there.to_numpy(), rtol=1e-9, atol=1e-9)
    wait = mine[mine["measure"] == "mean_wait"]
    assert ((wait["high"] - wait["mean"]) <= 6.0).all()


def test_who_works_and_what_was_there_make_no_difference_to_differences(
    halls: Path, paired: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SECONDS", 0.0)
    folder = tmp_path / "again"

    def stop(step: Progress) -> None:
        if step.cells >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(sure_of_differences(halls), folder, Machines(2, "threads"), resume=True, progress=stop)
    run(sure_of_differences(halls), folder, resume=True)
    assert content(folder) == content(paired)
    told: list[Progress] = []
    run(sure_of_differences(halls), folder, resume=True, progress=told.append)
    assert [(one.cells, one.total) for one in told] == [(6, 6)]
    run(sure_of_differences(halls, until="mean_wait=50"), folder, resume=True)
    assert "differences.csv" not in content(folder)


def test_a_cell_that_stands_at_several_points_is_kept_once(halls: Path, tmp_path: Path) -> None:
    wanted = sure_of_differences(halls, ["hall.setup=1,1.0"], until="mean_wait:difference=6")
    assert (len(wanted.cells), len(wanted.addresses)) == (6, 2)
    run(wanted, tmp_path / "out")
    kept = query(tmp_path / "out", "SELECT point, variant, count(*) AS n FROM results GROUP BY ALL")
    both = pd.read_csv(tmp_path / "out" / "cells.csv").merge(kept, on=["point", "variant"])
    assert (both["n"] == both["replications"]).all()
    assert len(both) == 6


def test_of_several_points_that_counts_which_needs_most() -> None:
    cells = [
        Cell(0, "one", "a", "", 0),
        Cell(0, "two", "b", "", 0),
        Cell(1, "one", "a", "", 0),
        Cell(1, "two", "c", "", 0),
    ]
    asked: Any = SimpleNamespace(cells=cells)
    assert numbers_of_cells(asked, {0: 20, 1: 30}) == {"a": 30, "b": 20, "c": 30}
    assert numbers_of_cells(asked, {0: 20}) == {"b": 20}


def test_one_hall_has_no_difference(scenario: Path) -> None:
    for asking in (lambda until: asked(scenario, until=until), lambda until: sim.compare(scenario, until=until)):
        with pytest.raises(InputError, match=r"until: there is one hall only, and so no difference in mean_wait"):
            asking("mean_wait:difference=1")


def test_the_command_says_so_before_and_after(scenario: Path, tmp_path: Path) -> None:
    words = ["sweep", str(scenario), *WORDS, "--until", "mean_wait=50", "--measure", "mean_wait", "--jobs", "1"]
    result = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "out"), "--no-figures"])
    assert result.exit_code == 0, result.output
    assert "as many as are needed for Mean wait" in result.stderr.replace("\n", " ")
    assert "20 at first" in result.stdout.replace("\n", " ")


def test_how_many_are_enough_does_not_hang_on_how_many_there_are() -> None:
    aim = Aim({"wait": Precision(absolute=0.5)}, 10, 1000)
    drawn = np.random.default_rng(4).normal(5.0, 1.0, (300, 2))
    n = enough_of_cell(aim, ["wait", "other"], drawn)
    assert n is not None
    assert n > 10
    told = interval(drawn[:n, 0], first=10)
    assert told.high - told.mean <= 0.5
    assert enough_of_cell(aim, ["wait", "other"], drawn[:n]) == n
    assert enough_of_cell(aim, ["wait", "other"], drawn[: n - 1]) is None
    assert needed_of_cell(aim, ["other"], drawn[:10]) == 0
    assert enough_of_cell(aim, ["wait"], np.full((10, 1), np.nan)) == 10
