"""How long the command takes to be there, and to answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clock import Clock

ASKED = {
    "--help": ["--help"],
    "one_window, a week, 20 replications, no parity": [
        *("compare", "one_window", "calendar.days=7", "calendar.warm_up=0", "calendar.drain=0"),
        *("--replications", "20", "--engine", "fast", "--no-parity", "--no-figures"),
    ],
}


@pytest.mark.parametrize("what", ASKED)
def test_start(clock: Clock, what: str, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "sim", *ASKED[what]]
    if ASKED[what][0] == "compare":
        words += ["--out", str(tmp_path / "out")]

    def ask() -> int:
        return subprocess.run(words, capture_output=True, check=True).returncode

    assert clock(what, "start, warm", "start", 1, ask, rounds=3, warmup_rounds=1) == 0
