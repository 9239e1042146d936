"""Notebooks run from the top to the bottom, each claim asserted; what is published of them is that of the sources."""

from __future__ import annotations

import json
import re
import runpy
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import jupytext
import nbformat
import pytest

LONG = ("replications", "staffing", "theory")
QUICK = ("one_window", "reform", "sensitivity")
DATA = ("warsaw_fit",)
"""What is fitted to data that no commit holds has tests of its own."""
STUDIES = sorted((*LONG, *QUICK))


@pytest.fixture
def publish(repo: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that publishes; what it shares with the notebooks is found as they find it."""
    monkeypatch.syspath_prepend(repo / "notebooks")
    for name in ("moved", "pages", "publish"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import publish

    return publish


def copy_of(repo: Path, name: str) -> Any:
    """The published copy of a notebook."""
    return nbformat.read(repo / "results" / "published" / f"{name}.ipynb", as_version=4)


def run(repo: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(repo / "notebooks")
    runpy.run_path(str(repo / "notebooks" / f"{name}.py"))


@pytest.mark.parametrize("name", QUICK)
def test_a_notebook_runs_and_its_claims_hold(name: str, repo: Path, monkeypatch: pytest.MonkeyPatch):
    run(repo, name, monkeypatch)


@pytest.mark.statistics
@pytest.mark.parametrize("name", LONG)
def test_a_long_notebook_runs_and_its_claims_hold(name: str, repo: Path, monkeypatch: pytest.MonkeyPatch):
    run(repo, name, monkeypatch)


def test_every_notebook_is_run_and_published(repo: Path, publish: ModuleType):
    written = {path.stem for path in (repo / "notebooks").glob("*.py") if "format_name: percent" in path.read_text()}
    assert written == {*STUDIES, *DATA}
    assert sorted(publish.sources(repo)) == STUDIES
    assert sorted(path.stem for path in (repo / "results" / "published").glob("*.ipynb")) == STUDIES


@pytest.mark.parametrize("name", STUDIES)
def test_a_published_copy_is_of_the_source_and_the_results_that_are_there(name: str, repo: Path, publish: ModuleType):
    source, copy = jupytext.read(repo / "notebooks" / f"{name}.py"), copy_of(repo, name)
    told = "publish it again: make publish STUDY=" + name
    assert [(c.cell_type, c.source) for c in copy.cells] == [(c.cell_type, c.source) for c in source.cells], told
    shelf = repo / "results" / "published"
    assert copy.metadata.onewindow.results == {of: publish.digest(shelf / of) for of in publish.reads(source)}, told


@pytest.mark.parametrize("name", STUDIES)
def test_a_published_copy_was_executed_whole_and_needs_no_network(name: str, repo: Path):
    cells = [cell for cell in copy_of(repo, name).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert all(output.output_type in ("stream", "display_data", "execute_result") for output in outputs)
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert "image/png" in kinds
    assert kinds <= {"image/png", "text/html", "text/plain"}
    pages = json.dumps([output.get("data", {}).get("text/html", "") for output in outputs])
    assert not re.search(r"https?:|<script|<link|<img|src=|@import", pages)


@pytest.mark.parametrize("name", STUDIES)
def test_a_published_copy_is_small_and_tells_nothing_of_a_machine(name: str, repo: Path):
    content = (repo / "results" / "published" / f"{name}.ipynb").read_bytes()
    assert len(content) < 500_000
    assert not re.search(rb"/home/|/root/|/tmp/|/Users/|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", content)


def test_published_results_are_as_they_were_written(repo: Path, publish: ModuleType):
    folders = sorted(path.parent for path in (repo / "results" / "published").glob("*/manifest.json"))
    assert len(folders) >= 5
    for folder in folders:
        publish.verified(folder)


def test_the_index_has_every_study_and_every_result(repo: Path, publish: ModuleType):
    index = (repo / "results" / "published" / "README.md").read_text("utf-8")
    for name, notebook in publish.sources(repo).items():
        assert f"[{name}.ipynb]({name}.ipynb)" in index
        assert all(f"`{of}`" in index for of in publish.reads(notebook))
