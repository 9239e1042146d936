"""Ctrl-C early, in the middle and late in staffing by its command: one ends it, with what it has."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from staffed_town import written

pytest.importorskip("ortools")
pytestmark = pytest.mark.statistics

SHIFTS: dict[str, Any] = {
    "long": {"starts": ["09:00"], "hours": 4, "breaks": [{"first": "10:00", "last": "12:00", "minutes": 30}]},
    "short": {"starts": {"first": "09:00", "last": "11:00"}, "hours": 2},
}
PEOPLE: dict[str, Any] = {
    "groups": ["windows"],
    "service": {"wait_over": 5, "share": 0.05},
    "shifts": SHIFTS,
    "contracts": {"full": {"hours_max": 7, "days_max": 2}, "part": {"clerks": 9, "hours_max": 4}},
}


def _hears_ctrl_c() -> None:
    """As at a terminal: what a shell starts in the background, and all that this starts, would ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("after", [0.5, 4.0, 9.0])
@pytest.mark.parametrize(("kind", "staffing"), [("roster", PEOPLE), ("staff", {})])
def test_one_interrupt_ends_the_command(
    tmp_path: Path, repo: Path, kind: str, staffing: dict[str, Any], after: float
) -> None:
    """So many seconds after it has told what it may cost; it goes on for long if nobody presses."""
    scenario, out = written(tmp_path, staffing), tmp_path / "out"
    words = [str(scenario), "--variant", "roles", "--replications", "16", "--seconds", "60", "--out", str(out)]
    running = subprocess.Popen(
        [sys.executable, "-m", "sim", kind, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(repo)},
        start_new_session=True,
        preexec_fn=_hears_ctrl_c,
    )
    assert running.stderr is not None
    while "Ctrl-C" not in (line := running.stderr.readline()):
        assert line
    time.sleep(after)
    os.kill(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert "Traceback" not in told
    if out.exists():
        assert json.loads((out / "manifest.json").read_text("utf-8"))["interrupted"]
