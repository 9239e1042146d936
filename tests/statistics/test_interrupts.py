"""Ctrl-C at each thing that staffing by its command says it does: one ends it, with what it has."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
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


SAID = ("Ctrl-C", "nobody waits", "held against", "Drawing")
MOMENTS = [
    *(("roster", said) for said in (*SAID, "round 1", "People are found")),
    *(("staff", said) for said in SAID),
]


@pytest.mark.parametrize(("kind", "said"), MOMENTS)
def test_one_interrupt_ends_the_command(tmp_path: Path, repo: Path, kind: str, said: str) -> None:
    """As soon as it says so; what comes after each of these takes a second or more on any machine."""
    scenario, out = written(tmp_path, PEOPLE if kind == "roster" else {}), tmp_path / "out"
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
    while said not in (line := running.stderr.readline()):
        assert line
    os.kill(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert "Traceback" not in told
    if out.exists():
        assert json.loads((out / "manifest.json").read_text("utf-8"))["interrupted"]
