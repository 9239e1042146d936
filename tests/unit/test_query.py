"""What a sweep has kept answers in SQL, finished or not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import InputError
from sim.results.query import query
from sim.study import batches
from sim.study.points import swept
from sim.study.sweep import Progress, run

WORDS = ["demand.volume=0.1,0.15", "hall.closing=serve,send_home", "calendar.days=1", "calendar.warm_up=0"]
WORDS += ["calendar.drain=0"]


class _StopError(Exception):
    """Somebody has seen enough."""


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells in batches of one, however short they are."""
    monkeypatch.setattr(batches, "SECONDS", 0.0)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame]:
    """A finished sweep with its summary."""
    folder = tmp_path_factory.mktemp("query") / "sweep"
    return folder, run(swept("one_window", WORDS, replications=3), folder)


def test_means_in_sql_are_those_of_the_summary(played: tuple[Path, pd.DataFrame]):
    folder, summary = played
    found = query(
        folder,
        """SELECT point, variant, "demand.volume" AS volume, "hall.closing" AS closing, avg(mean_wait) AS mean,
                  count(mean_wait) AS n FROM results GROUP BY ALL ORDER BY point, variant""",
    )
    told = summary[summary["measure"] == "mean_wait"].sort_values(["point", "variant"]).reset_index(drop=True)
    assert found["mean"].to_numpy() == pytest.approx(told["mean"].to_numpy(), rel=1e-12)
    assert list(found["n"]) == list(told["n"])
    assert found["volume"].dtype.kind == "f"
    assert set(found["closing"]) == {"serve", "send_home"}
    assert len(query(folder, "SELECT DISTINCT cell FROM cells")) == 12


def test_of_what_there_is_nothing_is_null(played: tuple[Path, pd.DataFrame]):
    folder, summary = played
    absent = summary[summary["n"] == 0]["measure"].iloc[0]
    assert query(folder, f"SELECT count({absent}) AS n, count(*) AS rows FROM results WHERE point = 0")["rows"][0] == 9
    there = summary[(summary["measure"] == absent)]["n"].sum()
    assert query(folder, f"SELECT count({absent}) AS n FROM results")["n"][0] == there


def test_a_sweep_under_way_answers_with_what_is_there(played: tuple[Path, pd.DataFrame], tmp_path: Path):
    def stop(step: Progress) -> None:
        if step.cells == 5:
            raise _StopError

    with pytest.raises(_StopError):
        run(swept("one_window", WORDS, replications=3), tmp_path / "sweep", progress=stop)
    here = query(tmp_path / "sweep", "SELECT * FROM results ORDER BY point, variant, replication")
    assert len(here) == 15
    whole = query(played[0], "SELECT * FROM results ORDER BY point, variant, replication")
    both = here.merge(whole, on=["point", "variant", "replication"], suffixes=("", "_whole"))
    assert (both["mean_wait"] == both["mean_wait_whole"]).all()


def test_a_question_writes_nothing(played: tuple[Path, pd.DataFrame], tmp_path: Path):
    with pytest.raises(InputError, match="one SELECT"):
        query(played[0], f"COPY (SELECT 1) TO '{tmp_path / 'copy.csv'}'")
    with pytest.raises(InputError, match="one SELECT"):
        query(played[0], "SELECT 1; SELECT 2")
    assert list(tmp_path.iterdir()) == []


def test_values_that_are_spoilt_are_told(played: tuple[Path, pd.DataFrame], tmp_path: Path):
    shutil.copytree(played[0], tmp_path / "spoilt")
    (path,) = (tmp_path / "spoilt" / "values").iterdir()
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(InputError, match="--resume"):
        query(tmp_path / "spoilt", "SELECT 1 FROM results")


@pytest.mark.parametrize("sql", ["SELECT nothing FROM results", "SELEC 1", "", "SELECT 1 FROM x"])
def test_a_query_that_cannot_be_answered_is_told_what_can(played: tuple[Path, pd.DataFrame], sql: str):
    with pytest.raises(InputError, match="results"):
        query(played[0], sql)


def test_a_folder_without_a_sweep_is_refused(tmp_path: Path):
    for content in (None, "{}", "[]", "no json"):
        if content is not None:
            (tmp_path / "sweep.json").write_text(content)
        with pytest.raises(InputError, match="has no sweep"):
            query(tmp_path, "SELECT 1")


def test_a_sweep_that_has_not_begun_has_no_values(tmp_path: Path, played: tuple[Path, pd.DataFrame]):
    (tmp_path / "sweep.json").write_bytes((played[0] / "sweep.json").read_bytes())
    with pytest.raises(InputError, match="nothing has been played"):
        query(tmp_path, "SELECT 1")


def test_without_duckdb_it_is_said_how_to_get_it(played: tuple[Path, pd.DataFrame], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(InputError, match=r"onewindow\[query\]"):
        query(played[0], "SELECT 1")


def test_the_command_prints_a_table_or_json(played: tuple[Path, pd.DataFrame]):
    sql = "SELECT variant, avg(mean_wait) AS wait FROM results GROUP BY ALL ORDER BY ALL"
    command = [sys.executable, "-m", "sim", "query", str(played[0]), sql]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "| departmental |" in table
    rows = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    assert [row["variant"] for row in rows] == ["departmental", "grouped", "integrated"]
    wrong = subprocess.run([*command[:-1], "SELECT"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, "mend:" in wrong.stderr) == (2, True)
