"""Publishing a study: all of it or nothing, the same bytes each time, and only what is as it was written."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

import sim
import small_town
from sim.errors import InputError, ResultError
from sim.study import points
from sim.study.points import swept
from sim.study.sweep import run

NOTEBOOK = """# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   onewindow:
#     results: [town]
# ---

# %% [markdown]
# **The wait is below a quarter of an hour.**

# %%
from pages import published

wait = float((published("town") / "wait.csv").read_text())
print("first")
print("second", flush=True)
print(wait)

# %%
assert wait < 15.0
wait
"""


@pytest.fixture
def publish(repo: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(repo / "notebooks")
    for name in ("moved", "pages", "publish"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import publish

    return publish


@pytest.fixture
def clone(repo: Path, tmp_path: Path) -> Path:
    """A clone with one notebook, and published results that it reads."""
    (tmp_path / "notebooks").mkdir()
    shutil.copy(repo / "notebooks" / "pages.py", tmp_path / "notebooks")
    (tmp_path / "notebooks" / "town.py").write_text(NOTEBOOK, "utf-8")
    result(tmp_path / "results" / "published" / "town", 10.0)
    return tmp_path


def result(folder: Path, wait: float, **asked: Any) -> Path:
    """A finished answer with one number."""
    folder.mkdir(parents=True)
    (folder / "wait.csv").write_text(f"{wait}\n", "utf-8")
    (folder / "large.csv").write_text("follows from the other\n", "utf-8")
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    manifest = {"kind": "onewindow answer", "overrides": [], "replications": 4, **asked, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(clone: Path, old: str, new: str) -> None:
    source = clone / "notebooks" / "town.py"
    assert old in source.read_text("utf-8")
    source.write_text(source.read_text("utf-8").replace(old, new), "utf-8")


def test_publishing_twice_gives_equal_bytes(publish: ModuleType, clone: Path):
    assert publish.publish("town", clone) == []
    first = content(clone / "results")
    assert set(first) == {
        f"published/{n}" for n in ("town.ipynb", *(f"town/{m}" for m in content(clone / "results/published/town")))
    }
    outputs = [c["outputs"] for c in json.loads(first["published/town.ipynb"])["cells"] if c["cell_type"] == "code"]
    assert "".join(outputs[0][0]["text"]) == "first\nsecond\n10.0\n"
    assert len(outputs[0]) == 1
    assert publish.publish("town", clone) == []
    assert content(clone / "results") == first


def test_a_run_takes_the_place_of_what_was_published(publish: ModuleType, clone: Path):
    run = result(clone / "results" / "runs" / "town", 12.0, replications=8)
    assert publish.publish("town", clone) == ["town"]
    shelf = clone / "results" / "published"
    assert {path.name for path in shelf.iterdir()} == {"town", "town.ipynb"}
    assert content(shelf / "town") == content(run)
    assert b"12.0" in (shelf / "town.ipynb").read_bytes()
    assert not publish._is_new(run, shelf / "town")


def test_a_claim_that_does_not_hold_changes_nothing(publish: ModuleType, clone: Path):
    (clone / "results" / "published" / "town.ipynb").write_text("an earlier copy", "utf-8")
    result(clone / "results" / "runs" / "town", 20.0)
    before = content(clone / "results")
    with pytest.raises(ResultError, match="does not hold, nothing is published") as told:
        publish.publish("town", clone)
    assert "assert wait < 15.0" in str(told.value)
    assert content(clone / "results") == before


@pytest.mark.parametrize(
    ("output", "problem"),
    [
        ({"output_type": "stream", "name": "stderr", "text": "old"}, "a cell of the notebook warns"),
        ({"output_type": "stream", "name": "stdout", "text": "in {stage}/notebooks"}, "prints where it ran"),
        ({"output_type": "execute_result", "data": {"text/plain": "{home}/x"}}, "prints where it ran"),
    ],
)
def test_what_is_of_a_machine_is_not_published(
    publish: ModuleType, tmp_path: Path, output: dict[str, Any], problem: str
):
    text = json.dumps(output).replace("{stage}", str(tmp_path)).replace("{home}", str(Path.home()))
    cell = nbformat.from_dict({"source": "1", "outputs": [json.loads(text)]})
    with pytest.raises(ResultError, match=problem):
        publish._refuse_what_is_of_a_machine(cell, tmp_path)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"replications": 3}, "has 3 replications, fewer than the 4 published"),
        ({"overrides": ["demand.volume=1.2"]}, "was run with overrides"),
    ],
)
def test_a_lesser_run_is_refused(publish: ModuleType, clone: Path, asked: dict[str, Any], problem: str):
    run = result(clone / "results" / "runs" / "town", 12.0, **asked)
    before = content(clone / "results")
    with pytest.raises(InputError, match=problem) as refused:
        publish.publish("town", clone)
    assert str(run) in str(refused.value)
    assert content(clone / "results") == before


@pytest.mark.parametrize("place", ["runs", "published"])
def test_what_was_changed_since_it_was_written_is_refused(publish: ModuleType, clone: Path, place: str):
    folder = clone / "results" / place / "town"
    if place == "runs":
        result(folder, 12.0)
    (folder / "wait.csv").write_text("9.0\n", "utf-8")
    with pytest.raises(ResultError, match="is not what the run wrote"):
        publish.publish("town", clone)


def test_a_scenario_is_published_as_it_stands(publish: ModuleType, repo: Path):
    specs = {name: spec.model_dump(mode="json") for name, spec in sim.load("one_window").specs.items()}
    asked = {"scenario": "one_window", "variants": {name: {"spec": spec} for name, spec in specs.items()}}
    assert publish.moved(asked, repo) == ""
    specs["grouped"]["demand"]["volume"] = 1.2
    assert publish.moved(asked, repo).endswith("of an earlier state of the scenario: grouped moved")


@pytest.fixture(scope="module")
def swept_clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with a sweep of a scenario beside its notebooks."""
    folder = tmp_path_factory.mktemp("swept")
    scenario = small_town.scenario(folder / "notebooks", small_town.VARIANTS)
    words = ["hall.setup=0.2,3", "demand.volume=0.2,1"]
    run(swept(scenario, words, replications=2, engine="reference", parity=False), folder / "results" / "runs" / "town")
    return folder


MOVED = {
    "nothing": ("setup: 0.5", "setup: 0.5", ""),
    "of one hall": (
        "primary: {all: true}, clerks: 3",
        "primary: {all: true}, clerks: 4",
        "scenario moved: pooled would",
    ),
    "a label": ("en: Pooled,", "en: Pooled at last,", "before the words of the scenario moved"),
    "a variant": ("  pooled:\n", "  pools:\n", "of other variants: departments, pooled"),
    "a key": ("hours:", "hour:", "no longer there as it was"),
}


@pytest.mark.parametrize("what", MOVED)
def test_a_sweep_of_what_has_moved_since_is_refused(publish: ModuleType, swept_clone: Path, tmp_path: Path, what: str):
    clone = shutil.copytree(swept_clone, tmp_path / "clone")
    old, new, told = MOVED[what]
    for path in (clone / "notebooks").rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    run = clone / "results" / "runs" / "town"
    if not told:
        assert publish._is_new(run, clone / "results" / "published" / "town", clone)
        return
    with pytest.raises(InputError, match="mend: run the scenario as it stands again") as refused:
        publish._is_new(run, clone / "results" / "published" / "town", clone)
    assert told in str(refused.value)
    assert str(run) in str(refused.value)


def test_a_sweep_of_other_sources_is_refused(publish: ModuleType, swept_clone: Path, monkeypatch: pytest.MonkeyPatch):
    run, shelf = swept_clone / "results" / "runs" / "town", swept_clone / "results" / "published" / "town"
    for place in (sys.modules["moved"], points):
        monkeypatch.setattr(place, "code", lambda: "other")
    with pytest.raises(InputError, match="other sources of the simulator: they have moved since"):
        publish._is_new(run, shelf, swept_clone)
    asked = {name: value for name, value in publish._asked(run).items() if name != "code"}
    assert "the scenario, or the sources of the simulator, moved" in publish.moved(asked, swept_clone)


def test_values_are_among_the_numbers_and_figures_are_not(publish: ModuleType, swept_clone: Path):
    numbers = publish._numbers(swept_clone / "results" / "runs" / "town")
    assert {name.split("/")[0] for name in numbers} == {"sweep.json", "cells.csv", "values"}


def test_of_a_sweep_the_summary_is_left_out(publish: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(publish, "LEFT_OUT", {"onewindow answer": ("large.csv",)})
    run = result(clone / "results" / "runs" / "town", 12.0)
    publish._copy(run, clone / "there")
    assert set(content(clone / "there")) == {"wait.csv", "manifest.json"}
    publish.verified(clone / "there")
    assert publish._numbers(run) == publish._numbers(clone / "there")


@pytest.mark.parametrize("words", [[], ["village"]])
def test_an_unknown_study_names_those_that_there_are(
    publish: ModuleType, repo: Path, words: list[str], capsys: pytest.CaptureFixture[str]
):
    assert publish.main([*words, "--root", str(repo)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: STUDY: ")
    assert "name one of one_window, reform, replications, sensitivity, staffing, theory" in told.err


def test_make_hands_the_study_on(repo: Path):
    make = (repo / "Makefile").read_text("utf-8")
    assert "publish: setup\n\t@$(BIN)/python notebooks/publish.py $(STUDY)\n" in make
