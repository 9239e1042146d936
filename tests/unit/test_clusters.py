"""A Ray cluster plays a sweep to the same bytes, also when a worker is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.study.executors import Machines
from sim.study.player import Player
from sim.study.points import swept
from sim.study.sweep import run

WORDS = ["demand.volume=range(0.1,0.2,0.02)", "calendar.days=1", "calendar.warm_up=0", "calendar.drain=0"]
WITH_RAY = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'onewindow[cluster]'")

SCRIPT = """
import os, signal, subprocess, sys
from pathlib import Path
from sim.study import batches, clusters
from sim.study.executors import Machines
from sim.study.points import swept
from sim.study.sweep import run

batches.SECONDS = 0.0
what, folder, words = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
killed = []

def at_work():
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    mine = {str(os.getpid())}
    for _ in range(4):
        mine |= {pid for pid, parent, _ in rows if parent in mine}
    return [int(pid) for pid, _, args in rows if pid in mine and args.startswith("ray::_played")]

def kill_one(step):
    if what == "kill" and step.cells >= 4 and len(killed) < 2 and (pids := at_work()):
        print("workers", len(pids), flush=True)
        os.kill(pids[0], signal.SIGKILL)
        killed.append(pids[0])

if what == "other code":
    clusters.code = lambda: "other"
asked = swept("one_window", words, replications=20, engine="fast")
run(asked, folder, Machines(2, "ray"), progress=kill_one)
print("killed", len(killed))
"""


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def script(what: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SCRIPT, what, str(folder), *WORDS]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.cluster
@WITH_RAY
def test_two_workers_one_of_them_killed_twice_find_what_one_process_finds(tmp_path: Path):
    done = script("kill", tmp_path / "cluster")
    assert done.returncode == 0, done.stderr
    assert "workers 2" in done.stdout
    assert "killed 2" in done.stdout
    run(swept("one_window", WORDS, replications=20, engine="fast"), tmp_path / "alone")
    assert content(tmp_path / "cluster") == content(tmp_path / "alone")


@pytest.mark.cluster
@WITH_RAY
def test_a_machine_with_other_code_is_refused(tmp_path: Path):
    done = script("other code", tmp_path / "cluster")
    assert done.returncode == 1
    assert "has another onewindow than this one" in done.stderr


def hear_interrupts() -> None:
    """A shell lets what it starts in the background be deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.cluster
@WITH_RAY
def test_an_interrupted_cluster_says_how_to_go_on_and_ends(tmp_path: Path):
    command = [sys.executable, "-m", "sim", "sweep", "one_window", "demand.volume=range(0.1,0.9,0.001)", *WORDS[1:]]
    command += ["--replications", "20", "--engine", "fast", "--out", str(tmp_path / "sweep"), "--jobs", "2"]
    command += ["--executor", "ray", "--no-parity"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, preexec_fn=hear_interrupts, process_group=0
    ) as process:
        while not list((tmp_path / "sweep" / "cells").glob("*.parquet")):
            assert process.poll() is None
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr is not None
        told = process.stderr.read()
    assert process.returncode == 130, told
    assert "--resume" in told
    assert "Traceback" not in told


@pytest.mark.cluster
@WITH_RAY
def test_where_there_is_no_cluster_it_is_said_how_to_start_one(tmp_path: Path):
    command = [sys.executable, "-m", "sim", "sweep", "one_window", *WORDS, "--replications", "2", "--jobs", "2"]
    command += ["--out", str(tmp_path / "sweep"), "--executor", "ray", "--address", "127.0.0.1:1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "ray start --head" in done.stderr
    assert not (tmp_path / "sweep").exists()


def test_without_ray_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(InputError, match=r"onewindow\[cluster\]"),
        Machines(2, "ray").at_work(Player(1, "reference", "sessions")),
    ):
        raise AssertionError
