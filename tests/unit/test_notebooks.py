"""Notebooks run from the top to the bottom; each claim in them is asserted there."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["one_window"])
def test_a_notebook_runs_and_its_claims_hold(name: str, repo: Path):
    names = runpy.run_path(str(repo / "notebooks" / f"{name}.py"))
    assert names["results"].manifest["scenario"] == name
