"""A Ray cluster plays a sweep to the same bytes, also when a worker is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import small_town
from sim.errors import InputError
from sim.study import clusters
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
    assert "has another onewindow, other packages" in done.stderr


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


class FakeRay:
    """What of Ray is asked when a cluster is begun and ended; eight processors where one is named."""

    def __init__(self) -> None:
        self.began: list[dict[str, Any]] = []

    def init(self, **told: Any) -> None:
        self.began.append(told)

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": float(self.began[-1].get("num_cpus", 8))}

    def remote(self, **told: Any) -> Any:
        return lambda function: function

    def shutdown(self) -> None:
        pass


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeRay:
    """Ray, but for its workers: this process does their work."""
    found = FakeRay()
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setattr(clusters, "_ray", lambda: found)
    monkeypatch.setattr(clusters, "_refuse_silence", lambda address: None)
    monkeypatch.setattr(clusters.Ray, "get_ready", lambda self: None)
    monkeypatch.setattr(clusters.Ray, "play", lambda self, batches: map(self._player, batches))
    return found


@pytest.mark.parametrize(
    ("address", "set_to"), [(None, None), ("local", None), (None, "local"), ("local", "10.0.0.1:1")]
)
def test_a_cluster_of_our_own_has_as_many_workers_as_are_asked(
    fake: FakeRay, monkeypatch: pytest.MonkeyPatch, address: str | None, set_to: str | None
):
    if set_to:
        monkeypatch.setenv("RAY_ADDRESS", set_to)
    with Machines(3, "ray", address).at_work(Player(1, "reference", "sessions")) as (_, number):
        assert number == 3
    assert fake.began[0]["num_cpus"] == 3
    assert Machines(3, "ray", address).number() == 3


def test_what_a_sweep_will_take_is_told_by_the_workers_of_the_cluster(
    fake: FakeRay, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(Player, "probe", lambda self, spec, most=2: 8.0)
    scenario = small_town.scenario(tmp_path, small_town.VARIANTS)
    asked, told = swept(scenario, ["hall.setup=0.2,3"], replications=2, engine="reference", parity=False), []
    machines = Machines(2, "ray", "10.0.0.1:6379")
    run(asked, tmp_path / "out", machines, progress=told.append)
    assert told[0].left == pytest.approx(8.0 * 2 * len(asked.addresses) / 8)
    assert machines.number() == 8
    assert "num_cpus" not in fake.began[0]
    run(asked, tmp_path / "alone")
    assert content(tmp_path / "out") == content(tmp_path / "alone")


def test_without_ray_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(InputError, match=r"onewindow\[cluster\]"),
        Machines(2, "ray").at_work(Player(1, "reference", "sessions")),
    ):
        raise AssertionError
