"""How long the command takes to be there, and to answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clock import Clock

WEEK = ["compare", "one_window", "calendar.days=7", "calendar.warm_up=0", "calendar.drain=0"]
BARE = ["--engine", "fast", "--no-parity", "--no-figures", "--replications"]
ASKED = {
    "--help": ["--help"],
    "one_window, a week, 20 replications": [*WEEK, *BARE, "20"],
    "one_window, a week, 100 replications": [*WEEK, *BARE, "100"],
    "the same, key figures": [*WEEK, *BARE, "100", "--level", "kpis"],
}


@pytest.mark.parametrize("what", ASKED)
def test_start(clock: Clock, what: str, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "sim", *ASKED[what]]
    if ASKED[what][0] == "compare":
        words += ["--out", str(tmp_path / "out")]

    def ask() -> int:
        return subprocess.run(words, capture_output=True, check=True).returncode

    assert clock(what, "start, warm", "start", 1, ask, rounds=3, warmup_rounds=1) == 0


def test_cold_start(clock: Clock, tmp_path: Path) -> None:
    """The first time on a machine: the engine is compiled."""
    words = [sys.executable, "-m", "sim", *WEEK, *BARE, "2", "--jobs", "1", "--out", str(tmp_path / "out")]
    nothing_kept = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "kept")}

    def ask() -> int:
        return subprocess.run(words, capture_output=True, check=True, env=nothing_kept).returncode

    assert clock("one_window, a week, 2 replications", "start, cold", "start", 1, ask, rounds=1) == 0
