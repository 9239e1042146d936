"""Sweeps are kept cell by cell: resumed they end with the same bytes, made wider they play only what is new."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from numpy.testing import assert_allclose
from rich.console import Console

import sim
from sim import compare
from sim.errors import InputError, ResultError
from sim.inference.intervals import interval, intervals
from sim.report.figures.points import _panels, has_picture
from sim.results import cells, files, parts
from sim.results.cells import MANIFEST, Cells, address
from sim.results.parts import CELLS, VALUES
from sim.results.query import query
from sim.study import batches, keeping, player, points, summing, sweeping
from sim.study.engines import FAST, KPIS
from sim.study.executors import HERE, Machines
from sim.study.player import Player, Task
from sim.study.points import Sweep, swept
from sim.study.sweep import Progress, run

SMALL = ["calendar.days=1", "calendar.warm_up=0", "calendar.drain=0"]
VOLUMES = "demand.volume=0.1,0.15"


def asked(*words: str, **more: Any) -> Sweep:
    return swept("one_window", [*words, *SMALL], **{"replications": 3, **more})


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells in batches of one, however short they are."""
    monkeypatch.setattr(batches, "SECONDS", 0.0)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame]:
    """A sweep over two volumes and two walks, with its summary."""
    folder = tmp_path_factory.mktemp("sweep") / "undisturbed"
    return folder, run(asked(VOLUMES, "hall.walk=0.5,1"), folder)


def test_a_cell_has_the_numbers_that_a_comparison_of_its_point_has(played: tuple[Path, pd.DataFrame]):
    _, summary = played
    there = compare(
        "one_window", ["demand.volume=0.15", "hall.walk=0.5", *SMALL], replications=3, figures=False
    ).summary
    whole = there[(there["by"] == "hall")].set_index(["variant", "measure"])
    mine = summary[summary["point"] == 2].set_index(["variant", "measure"])
    assert set(mine.columns) >= {"demand.volume", "hall.walk", "unit"}
    assert set(mine["demand.volume"]) == {"0.15"}
    both = mine.join(whole, suffixes=("_mine", "")).dropna(subset="mean")
    assert len(both) > 200
    for column in ("mean", "low", "high", "n"):
        assert_allclose(both[f"{column}_mine"], both[column], rtol=1e-12, atol=1e-12)


def test_values_stand_together_with_the_cells_that_they_are_of(played: tuple[Path, pd.DataFrame]):
    folder, _ = played
    files = content(folder)
    assert set(files) == {
        *(f for f in files if f.startswith(VALUES)),
        "sweep.json",
        "cells.csv",
        "summary.csv",
        MANIFEST,
    }
    values = pd.concat([pq.read_table(path).to_pandas() for path in sorted((folder / VALUES).iterdir())])
    cells = pd.read_csv(folder / "cells.csv", dtype=str)
    assert list(values["cell"].unique()) == list(cells["cell"])
    assert values.groupby("cell", observed=True).size().eq(3).all()
    assert values["mean_wait"].notna().any()
    listed = json.loads(files[MANIFEST])["files"]
    assert set(listed) == set(files) - {MANIFEST}


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_bytes_do_not_depend_on_how_many_work_or_on_the_order(
    played: tuple[Path, pd.DataFrame], tmp_path: Path, jobs: int
):
    run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "again", Machines(jobs))
    assert content(tmp_path / "again") == content(played[0])


STEPS = """
import sys, time
from pathlib import Path
from sim.study.points import swept
from sim.study.sweep import run
from sim.results import cells, parts
from sim.study import batches
before = cells.write
def write(path, content):
    before(path, content)
    print(path.name, flush=True)
    time.sleep(0.05)
cells.write = parts.write = write
batches.SECONDS = 0.0
words = sys.argv[2].split()
run(swept("one_window", words, replications=3), Path(sys.argv[1]), resume=True)
"""


@pytest.mark.parametrize("files", [1, 4, 9, 13, 15, 16])
def test_killed_and_resumed_it_ends_with_the_same_bytes(played: tuple[Path, pd.DataFrame], tmp_path: Path, files: int):
    words = " ".join([VOLUMES, "hall.walk=0.5,1", *SMALL])
    command = [sys.executable, "-c", STEPS, str(tmp_path / "killed"), words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(files):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    told: list[Progress] = []
    run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "killed", resume=True, progress=told.append)
    assert told[0].cells == min(max(files - 1, 0), 12), "what was finished is there"
    assert content(tmp_path / "killed") == content(played[0])


def test_a_wider_sweep_plays_only_what_is_new(played: tuple[Path, pd.DataFrame], tmp_path: Path):
    narrow = asked(VOLUMES, "hall.walk=0.5")
    run(narrow, tmp_path / "wider")
    told: list[Progress] = []
    run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "wider", resume=True, progress=told.append)
    assert (told[0].cells, told[-1].cells) == (6, 12)
    assert content(tmp_path / "wider") == content(played[0])
    run(narrow, tmp_path / "wider", resume=True, progress=told.append)
    assert told[-1].cells == told[-1].total == 6


def test_more_replications_are_played_anew_and_fewer_are_taken(tmp_path: Path):
    told: list[Progress] = []
    run(asked(VOLUMES, replications=2), tmp_path / "sweep")
    first = run(asked(VOLUMES, replications=4), tmp_path / "sweep", resume=True, progress=told.append)
    assert told[0].cells == 0
    run(asked(VOLUMES, replications=4), tmp_path / "other")
    assert content(tmp_path / "sweep") == content(tmp_path / "other")
    told.clear()
    fewer = run(asked(VOLUMES, replications=2), tmp_path / "sweep", resume=True, progress=told.append)
    assert told[0].cells == told[0].total
    assert first["n"].max() == 4
    assert fewer["n"].max() == 2


def test_other_code_another_seed_or_level_is_another_cell(monkeypatch: pytest.MonkeyPatch):
    this = asked(VOLUMES).addresses
    assert not set(this) & set(asked(VOLUMES, seed=2).addresses)
    assert not set(this) & set(asked(VOLUMES, level=KPIS).addresses)
    assert set(this) & set(asked("demand.volume=0.1,0.2").addresses)
    monkeypatch.setattr(points, "code", lambda: "other")
    assert not set(this) & set(asked(VOLUMES).addresses)


def test_points_with_the_same_halls_are_played_once(tmp_path: Path):
    twice = asked("hall.walk=1,1.0", "demand.volume=0.1")
    assert (len(twice.cells), len(twice.addresses)) == (6, 3)
    summary = run(twice, tmp_path / "sweep")
    means = summary[summary["measure"] == "mean_wait"].pivot(index="point", columns="variant", values="mean")
    assert (means.loc[0] == means.loc[1]).all()


def test_key_figures_make_a_sweep_too(tmp_path: Path):
    summary = run(asked(VOLUMES, level=KPIS, replications=2), tmp_path / "sweep")
    assert summary["measure"].nunique() == 67
    assert "peak_waiting" not in set(summary["measure"])


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path, played: tuple[Path, pd.DataFrame]):
    (tmp_path / "mine.txt").write_text("mine")
    for folder, told in ((tmp_path, "something else than a sweep"), (played[0], "a sweep here already")):
        before = content(folder)
        with pytest.raises(InputError, match=told):
            run(asked(VOLUMES), folder)
        assert content(folder) == before


def test_a_point_that_cannot_be_is_told_with_its_variant():
    with pytest.raises(InputError, match=r"variant departmental at demand.volume=-1"):
        asked("demand.volume=0.1,-1")


def test_a_full_disk_loses_nothing_that_was_finished(
    played: tuple[Path, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before, written = files.write, []

    def write(path: Path, kept: bytes) -> None:
        if len(written) == 7:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(path)
        before(path, kept)

    monkeypatch.setattr(cells, "write", write)
    monkeypatch.setattr(parts, "write", write)
    with pytest.raises(ResultError, match=r"No space left on device.*--resume"):
        run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "full")
    monkeypatch.setattr(cells, "write", before)
    monkeypatch.setattr(parts, "write", before)
    told: list[Progress] = []
    run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "full", resume=True, progress=told.append)
    assert told[0].cells == 6
    assert content(tmp_path / "full") == content(played[0])


def test_what_is_not_ours_in_the_folder_stays(played: tuple[Path, pd.DataFrame], tmp_path: Path):
    outside, folder = tmp_path / "outside", tmp_path / "sweep"
    outside.mkdir()
    (outside / "precious.txt").write_text("mine")
    run(asked(VOLUMES, "hall.walk=0.5"), folder, measure="mean_wait", picture="en")
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("mine")
    (folder / "mine.txt").write_text("mine")
    (folder / "link").symlink_to(outside, target_is_directory=True)
    run(asked(VOLUMES, "hall.walk=0.5,1"), folder, resume=True)
    here = content(folder)
    assert (outside / "precious.txt").read_text() == "mine"
    assert {here.pop("notes/mine.txt"), here.pop("mine.txt")} == {b"mine"}
    here.pop("link/precious.txt", None)
    assert here == content(played[0])


@pytest.mark.parametrize("text", ['{"program": "train.py"}', "[]", "none"])
def test_a_file_of_that_name_is_not_a_sweep(tmp_path: Path, text: str):
    (tmp_path / "sweep.json").write_text(text)
    (tmp_path / "data.csv").write_text("mine")
    before = content(tmp_path)
    with pytest.raises(InputError, match="something else"):
        run(asked(VOLUMES), tmp_path, resume=True)
    assert content(tmp_path) == before


def test_killed_before_it_had_begun_it_can_be_resumed(tmp_path: Path, played: tuple[Path, pd.DataFrame]):
    (tmp_path / "sweep").mkdir()
    (tmp_path / "sweep" / ".sweep.json.part").write_text("{")
    (tmp_path / "sweep" / ".cells.csv.part").unlink(missing_ok=True)
    run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "sweep", resume=True)
    assert content(tmp_path / "sweep") == content(played[0])


def test_where_no_folder_can_be_it_is_said_before_anything_is_played(tmp_path: Path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for place in (tmp_path / "file", tmp_path / "file" / "sweep", tmp_path / "loop"):
        with pytest.raises(InputError, match="cannot be the folder of a sweep"):
            run(asked(VOLUMES), place)


def test_files_of_cells_that_were_swapped_are_played_again(played: tuple[Path, pd.DataFrame], tmp_path: Path):
    with pytest.raises(KeyboardInterrupt):
        run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "swapped", progress=stop_after(8))
    one, other, *_ = (tmp_path / "swapped" / CELLS).glob("*.parquet")
    mine, theirs = one.read_bytes(), other.read_bytes()
    one.write_bytes(theirs)
    other.write_bytes(mine)
    run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "swapped", resume=True)
    assert content(tmp_path / "swapped") == content(played[0])


def test_money_of_two_currencies_keeps_its_units(tmp_path: Path):
    wanted = asked("costs.currency=CNY,EUR", "demand.volume=0.1", replications=2)
    summary = run(wanted, tmp_path / "sweep", measure="cost", picture="en")
    cost = summary[summary["measure"] == "cost"]
    assert dict(zip(cost["costs.currency"], cost["unit"], strict=True)) == {"CNY": "CNY", "EUR": "EUR"}
    assert len(wanted.units_of("cost")) == 2
    assert len(wanted.units_of("mean_wait")) == 1


def test_a_scenario_may_have_a_sweep_of_its_own(tmp_path: Path):
    text = """
question: {en: "How many people?", zh: "多少人？"}
base: [calendar=measured_week, matters=district_2017, demand=district_2017, hall=departmental, staff=departmental_58]
variants: {today: {label: {en: today, zh: 今天}}}
sweep: [%s]
"""
    (tmp_path / "mine.yaml").write_text(text % '"demand.volume=0.1,0.2", "hall.walk=1,2"', "utf-8")
    assert len(swept(tmp_path / "mine.yaml").points) == 4
    assert len(swept(tmp_path / "mine.yaml", ["hall.walk=1"]).points) == 2
    assert len(swept(tmp_path / "mine.yaml", ["hall.walk=1,2,3"]).points) == 3
    for words, told in (('"hall.walk=1"', "several values"), ('"demand.volume=interval(2,1)"', "mine.yaml: sweep")):
        (tmp_path / "mine.yaml").write_text(text % words, "utf-8")
        with pytest.raises(InputError, match=told):
            swept(tmp_path / "mine.yaml")


def test_what_was_spoilt_is_played_again(played: tuple[Path, pd.DataFrame], tmp_path: Path):
    with pytest.raises(KeyboardInterrupt, match="--resume"):
        run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "spoilt", progress=stop_after(8))
    spoilt = next((tmp_path / "spoilt" / CELLS).glob("*.parquet"))
    spoilt.write_bytes(spoilt.read_bytes()[:-20])
    told: list[Progress] = []
    run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "spoilt", resume=True, progress=told.append)
    assert told[0].cells == 7
    assert content(tmp_path / "spoilt") == content(played[0])
    values = next((tmp_path / "spoilt" / VALUES).glob("*.parquet"))
    whole = values.read_bytes()
    for spoilt_bytes in (b"nothing of the kind", whole[:200] + bytes(100) + whole[300:]):
        values.write_bytes(spoilt_bytes)
        run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "spoilt", resume=True)
        assert content(tmp_path / "spoilt") == content(played[0])


def test_a_cell_with_one_byte_changed_is_played_again(played: tuple[Path, pd.DataFrame], tmp_path: Path):
    with pytest.raises(KeyboardInterrupt):
        run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "spoilt", progress=stop_after(3))
    for path in (tmp_path / "spoilt" / CELLS).glob("*.parquet"):
        whole = bytearray(path.read_bytes())
        whole[60] ^= 0xFF
        path.write_bytes(bytes(whole))
    run(asked(VOLUMES, "hall.walk=0.5,1"), tmp_path / "spoilt", resume=True)
    assert content(tmp_path / "spoilt") == content(played[0])


def stop_after(cells: int) -> Callable[[Progress], None]:
    """Somebody who interrupts once so many cells are there."""

    def see(step: Progress) -> None:
        if step.cells == cells:
            raise KeyboardInterrupt

    return see


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files.write(tmp_path / "file", b"before")

    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        files.write(tmp_path / "file", b"after")
    assert content(tmp_path) == {"file": b"before"}


def test_each_variant_has_cells_that_both_engines_play(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    wanted = asked("demand.volume=0.1,0.11,0.12,0.13", engine=FAST, replications=2)
    checked = batches.checked(wanted)
    assert len(checked) == 2 * 3
    held: list[str] = []
    monkeypatch.setattr(player, "held", lambda work, name, number, record: held.append(name))
    run(wanted, tmp_path / "sweep")
    assert sorted(held) == sorted(2 * list(wanted.question.composed.specs))
    assert not batches.missing(wanted, Cells(tmp_path / "sweep"))


def test_a_sweep_in_which_the_engines_differ_gives_no_result(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def differ(*what: object) -> None:
        raise ResultError("the engines differ")

    monkeypatch.setattr(player, "held", differ)
    with pytest.raises(ResultError, match="the engines differ"):
        run(asked(VOLUMES, engine=FAST), tmp_path / "sweep")
    assert not (tmp_path / "sweep" / MANIFEST).exists()


def test_tapes_at_hand_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch):
    wanted = asked(VOLUMES)
    (spec,) = wanted.specs(wanted.cells[:1])
    task = Task("", "a cell", "departmental", spec, "all of them", 3, False)
    keeps = Player(1, wanted.question.engine, wanted.question.level)
    (whole,) = keeps([task])
    assert len(keeps.tapes) == 3
    monkeypatch.setattr(keeping, "CASES_AT_HAND", 1)
    few = Player(1, wanted.question.engine, wanted.question.level)
    assert np.array_equal(few([task])[0].values, whole.values, equal_nan=True)
    assert len(few.tapes) == 1


def test_one_key_or_two_are_drawn_and_an_old_picture_goes(tmp_path: Path):
    wanted = asked("demand.volume=0.1,0.15,0.2", "hall.walk=0.5,1", replications=2)
    run(wanted, tmp_path / "sweep", measure="mean_wait", picture="zh")
    drawn = content(tmp_path / "sweep")
    assert drawn["figures/points.png"].startswith(b"\x89PNG")
    assert b"<svg" in drawn["figures/points.svg"]
    run(wanted, tmp_path / "again", measure="mean_wait", picture="zh")
    assert content(tmp_path / "again") == drawn
    run(wanted, tmp_path / "sweep", resume=True)
    assert set(drawn) - set(content(tmp_path / "sweep")) == {"figures/points.png", "figures/points.svg"}


@pytest.mark.parametrize(
    ("points", "has"),
    [
        ([{"a": "1"}, {"a": "2"}], True),
        ([{"a": "1", "b": "x"}, {"a": "2", "b": "y"}], True),
        ([{"a": "x"}, {"a": "y"}], False),
        ([{"a": "1", "b": "1"}, {"a": "1", "b": "2"}], False),
        ([{"a": "1", "b": "1", "c": "1"}, {"a": "2", "b": "2", "c": "2"}], False),
        ([{"a": "1"}, {"a": "inf"}], False),
    ],
)
def test_what_has_a_picture_is_over_numbers(points: list[dict[str, str]], has: bool):
    assert has_picture(points) is has


def test_of_many_values_of_a_second_key_the_ends_and_some_between_are_drawn():
    told = pd.DataFrame({"a": 1.0, "b": [str(value) for value in range(20)]})
    assert [title for title, _ in _panels(told, ["b"])] == [f"b = {value}" for value in (0, 4, 8, 11, 15, 19)]
    assert [title for title, _ in _panels(told, [])] == [""]


def test_a_script_asks_in_one_call(played: tuple[Path, pd.DataFrame], tmp_path: Path):
    words = [VOLUMES, "hall.walk=0.5,1", *SMALL]
    summary = sim.sweep("one_window", words, out=tmp_path / "sweep", replications=3, figures=False)
    assert content(tmp_path / "sweep") == content(played[0])
    pd.testing.assert_frame_equal(summary, played[1])


def test_an_address_hangs_on_every_fact_and_on_their_order():
    # People are drawn for matters in their order, and clerks are numbered in that of their groups.
    assert address({"a": {"b": 1, "c": 2}}) != address({"a": {"c": 2, "b": 1}})
    assert len({address({"a": 1}), address({"a": 1.5}), address({"a": "1"}), address({"b": 1})}) == 4


def test_intervals_of_columns_are_those_of_each_column():
    table = np.random.default_rng(1).normal(5.0, 2.0, (9, 6))
    table[2:5, 1], table[1:, 2], table[:, 3] = np.nan, np.nan, np.nan
    told = intervals(table)
    for column in range(6):
        mine, theirs = [float(told[name][column]) for name in ("mean", "low", "high", "n")], interval(table[:, column])
        assert_allclose(mine, [theirs.mean, theirs.low, theirs.high, theirs.n], rtol=1e-12)


def test_the_command_says_what_it_costs_and_where_the_rest_is(tmp_path: Path):
    command = [sys.executable, "-m", "sim", "sweep", "one_window", VOLUMES, *SMALL, "--replications", "2"]
    command += ["--out", str(tmp_path / "sweep"), "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "2 points x 3 halls x 2 replications: 6 cells, 0 of them there already" in done.stderr
    assert "Mean wait [min]" in done.stdout
    again = subprocess.run([*command, "--resume", "--json"], capture_output=True, text=True, check=True)
    rows = json.loads(again.stdout)
    assert {row["variant"] for row in rows} == {"departmental", "grouped", "integrated"}
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "--resume" in refused.stderr


def hear_interrupts() -> None:
    """A shell lets what it starts in the background be deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_an_interrupted_command_says_how_to_go_on(tmp_path: Path):
    command = [sys.executable, "-m", "sim", "sweep", "one_window", "demand.volume=range(0.1,0.9,0.01)", *SMALL]
    command += ["--replications", "20", "--engine", "reference", "--out", str(tmp_path / "sweep"), "--jobs", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=hear_interrupts) as process:
        while not list((tmp_path / "sweep" / CELLS).glob("*.parquet")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        told = process.stderr.read()
    assert process.returncode == 130, told
    assert "--resume" in told
    assert "Traceback" not in told


def test_cells_may_differ_in_how_often_they_were_played(tmp_path: Path):
    with Cells(tmp_path).begun({}, resume=False) as here:
        here.put([("a" * 32, ("x", "y"), np.arange(6.0).reshape(3, 2)), ("b" * 32, ("y",), np.array([[7.0]]))])
        here.put([("c" * 32, ("x",), np.array([[8.0], [9.0]]))])
        assert (here.has("a" * 32, 3), here.has("a" * 32, 4), here.has("d" * 32, 1)) == (True, False, False)
        found = here.get({"c" * 32: 1, "b" * 32: 1, "a" * 32: 2}, ["x", "y"]).to_pydict()
    assert found == {
        "cell": ["c" * 32, "b" * 32, "a" * 32, "a" * 32],
        "replication": [0, 0, 0, 1],
        "x": [8.0, None, 0.0, 2.0],
        "y": [None, 7.0, 1.0, 3.0],
    }
    with Cells(tmp_path).begun({}, resume=True) as here:
        assert here.has("a" * 32, 3)
        with pytest.raises(ResultError, match="go on with --resume"):
            here.get({"d" * 32: 1}, ["x"])
        here.put([("b" * 32, ("y",), np.array([[7.0], [6.0]]))])
        assert here.get({"b" * 32: 2}, ["y"])["y"].to_pylist() == [7.0, 6.0]


def test_files_that_do_not_fit_in_memory_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parts, "AT_HAND", 0)
    names = [f"{number:032x}" for number in range(6)]
    with Cells(tmp_path).begun({}, resume=False) as here:
        for first in (0, 3):
            here.put([(name, ("x",), np.array([[float(int(name, 16))]])) for name in names[first : first + 3]])
        order = [names[number] for number in (5, 0, 3, 1, 4, 2)]
        assert here.get(dict.fromkeys(order, 1), ["x"])["x"].to_pylist() == [5.0, 0.0, 3.0, 1.0, 4.0, 2.0]
        assert len(here._tables) == 1


def test_a_summary_that_nobody_could_open_has_few_measures(
    played: tuple[Path, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(summing, "MOST_ROWS", 100)
    wanted = asked(VOLUMES, "hall.walk=0.5,1")
    few = run(wanted, tmp_path / "large", measure="peak_waiting")
    assert set(few["measure"]) == {*wanted.question.measures, "peak_waiting"}
    mine, whole = (table.set_index(["point", "variant", "measure"]) for table in (few, played[1]))
    pd.testing.assert_frame_equal(mine, whole.loc[mine.index])
    assert len(query(tmp_path / "large", "SELECT DISTINCT cell FROM cells")) == 12
    assert "mean_wait" in query(tmp_path / "large", "SELECT * FROM results LIMIT 1")


def test_of_a_large_sweep_it_is_said_first_what_it_will_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sweeping, "LARGE", 3)
    console = Console(file=io.StringIO(), width=200)
    found = sweeping.looked_at_all(console, asked(VOLUMES).outline, HERE, "en")
    assert len(found.cells) == 6
    assert "2 points x 3 halls x 3 replications: 6 cells" in console.file.getvalue()
    assert "Every point is looked at first" in console.file.getvalue()


def test_what_is_missing_is_played_file_by_file_and_in_each_by_its_people(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "TOGETHER", 6)
    wanted = asked("demand.profile.09:00=3,4", "hall.walk=0.5,1")
    order = batches.missing(wanted, Cells(Path("nowhere")))
    assert {cell.point for cell in order[:6]} == {0, 1}
    monkeypatch.setattr(batches, "TOGETHER", 1000)
    alternating = asked("hall.walk=0.5,1", "demand.profile.09:00=3,4")
    people = [cell.people for cell in batches.missing(alternating, Cells(Path("nowhere")))]
    assert sum(one != other for one, other in pairwise(people)) == 1
