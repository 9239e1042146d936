"""Whoever plays the cells of a sweep, its folder has the same bytes; and one process at a time is in a folder."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from sim.demand import Demand
from sim.engine.turns import turn, turn_of_others
from sim.errors import InputError, ResultError
from sim.results.locks import alone
from sim.study import batches
from sim.study.engines import FAST, REFERENCE
from sim.study.executors import ALONE, Machines
from sim.study.keeping import Tapes
from sim.study.player import Found, Player, Task
from sim.study.points import Sweep, swept
from sim.study.sweep import Progress, run
from sim.study.sweeping import on_terminal
from sim.study.threads import Threads, threads
from sim.study.workers import Ahead, Workers
from sim.tape import Tape

WORDS = ["demand.volume=0.1,0.12,0.14", "calendar.days=1", "calendar.warm_up=0", "calendar.drain=0"]


def asked(**more: Any) -> Sweep:
    return swept("one_window", WORDS, **{"replications": 2, "engine": REFERENCE, **more})


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this process alone finds."""
    folder = tmp_path_factory.mktemp("sweep") / "alone"
    run(asked(), folder)
    return folder


@pytest.mark.parametrize(("seconds", "engine"), [(0.0, FAST), (1000.0, REFERENCE)])
def test_threads_find_what_one_process_finds(
    played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, engine: str
):
    monkeypatch.setattr(batches, "SECONDS", seconds)
    before = threading.enumerate()
    run(asked(engine=engine), tmp_path / "threads", Machines(3, "threads"))
    assert content(tmp_path / "threads") == content(played)
    assert threading.enumerate() == before


@pytest.mark.parametrize(("engine", "kind"), [(FAST, Threads), (REFERENCE, Workers)])
def test_threads_play_what_is_compiled_and_processes_what_is_not(engine: str, kind: type):
    player = Player(1, engine, "sessions")
    with Machines(2).at_work(player) as (crew, number):
        assert (type(crew), number) == (kind, 2)
    with Machines(2, "threads").at_work(player) as (crew, _):
        assert type(crew) is Threads


def test_threads_are_said_to_wait_for_one_another_and_who_is_quicker_where_it_takes_long():
    assert Machines(1).speed(FAST, 1) == 1.0
    assert 1.0 < Machines(2).speed(FAST, 2) < 2.0
    assert Machines(8).speed(FAST, 8) < 1.0 / ALONE
    assert Machines(8).speed(REFERENCE, 8) == Machines(8, "processes").speed(FAST, 8) == 8.0
    wanted, said = asked(engine=FAST), {}
    for jobs, executor, left in ((8, None, 600.0), (8, None, 6.0), (2, None, 600.0), (8, "processes", 600.0)):
        lines = io.StringIO()
        with on_terminal(Console(file=lines), wanted, Machines(jobs, executor), "en") as progress:
            progress(Progress(0, 9, left))
        said[jobs, executor, left] = "--executor processes" in lines.getvalue()
    assert [told for told, is_said in said.items() if is_said] == [(8, None, 600.0), (2, None, 600.0)]


def test_one_thread_at_a_time_has_a_turn_and_others_have_it_while_compiled_code_plays():
    seen: list[str] = []
    plays, has_turn = threading.Event(), threading.Event()

    def plays_long() -> None:
        with turn():
            with suppress(ValueError), turn_of_others():
                plays.set()
                assert has_turn.wait(10), "nobody else had a turn"
                seen.append("played")
                raise ValueError
            seen.append("goes on")

    def waits() -> None:
        plays.wait(10)
        with turn():
            has_turn.set()
            time.sleep(0.2)
            seen.append("had a turn")
        with turn_of_others():
            seen.append("needs none")

    crew = [threading.Thread(target=one) for one in (plays_long, waits)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    assert sorted(seen) == ["goes on", "had a turn", "needs none", "played"]
    assert seen.index("had a turn") < seen.index("goes on"), "both had a turn at once"


def test_a_tape_is_drawn_once_for_all_threads(monkeypatch: pytest.MonkeyPatch):
    (spec,) = asked().specs(asked().cells[:1])
    drawn: list[int] = []
    both = threading.Barrier(2)

    def slowly(self: Demand, seed: int, replication: int) -> Tape:
        drawn.append(replication)
        time.sleep(0.2)
        return draw_at_once(self, seed, replication)

    draw_at_once = Demand.draw
    monkeypatch.setattr(Demand, "draw", slowly)
    tapes, found = Tapes(1), []

    def ask() -> None:
        both.wait()
        found.append(tapes.of("all of them", spec, 0))

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert drawn == [0]
    assert found[0] is found[1]
    (other,) = asked().specs(asked().cells[-1:])
    assert tapes.of("others", other, 0) is not found[0]
    assert tapes.of("all of them", spec, 0) is found[0]
    assert drawn == [0, 0]
    assert len(pickle.loads(pickle.dumps(tapes))) == 0, "another process begins with none"


def test_a_crew_that_is_interrupted_ends_and_goes_on_later(
    played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(batches, "SECONDS", 0.0)

    def stop(step: Progress) -> None:
        if step.cells >= 3:
            raise KeyboardInterrupt

    before = threading.enumerate()
    for executor in ("threads", "processes"):
        with pytest.raises(KeyboardInterrupt, match="--resume"):
            run(asked(), tmp_path / executor, Machines(2, executor), progress=stop)
        assert threading.enumerate() == before
        told: list[Progress] = []
        run(asked(), tmp_path / executor, Machines(2, executor), resume=True, progress=told.append)
        assert 3 <= told[0].cells < told[0].total
        assert content(tmp_path / executor) == content(played)


def test_what_goes_wrong_in_a_thread_is_told(monkeypatch: pytest.MonkeyPatch):
    def broken(self: Player, task: Task) -> Found:
        raise ValueError("no such thing")

    monkeypatch.setattr(Player, "_cell", broken)
    wanted = asked()
    told = "departmental at point 0 could not be played: ValueError: no such thing"
    with threads(Player(1, FAST, "sessions"), 2) as crew, pytest.raises(ResultError, match=told):
        list(crew.play(batches.batches(wanted, wanted.cells[:1], 1)))


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"jobs": 0}, "at least 1"),
        ({"executor": "thread"}, "'threads'"),
        ({"executor": "threads", "address": "auto"}, "for a cluster"),
    ],
)
def test_machines_that_cannot_be_are_refused(what: dict[str, Any], told: str):
    with pytest.raises(InputError, match=told):
        Machines(**what)


def test_batches_are_long_but_not_so_few_that_one_is_waited_for():
    assert batches.size(0.01, 100_000, 2) == 200
    assert batches.size(0.01, 80, 2) == 10
    assert batches.size(60.0, 1000, 2) == 1
    assert batches.size(0.0, 10**6, 1) == batches.LARGEST


HOLD = """
import sys, time
from pathlib import Path
from sim.results.locks import alone
with alone(Path(sys.argv[1])):
    print("here", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is at work in the folder."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_two_processes_are_kept_apart_until_the_first_ends_however_it_ends(
    tmp_path: Path, holder: subprocess.Popen[str]
):
    for resume in (False, True):
        with pytest.raises(InputError, match="another process is at work here"):
            run(asked(), tmp_path, resume=resume)
    assert list(tmp_path.iterdir()) == [], "nothing was written, nor is there a file for the lock"
    command = [sys.executable, "-m", "sim", "sweep", "one_window", *WORDS, "--out", str(tmp_path), "--jobs", "1"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (refused.returncode, "--out" in refused.stderr) == (2, True)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with alone(tmp_path):
        assert list(tmp_path.iterdir()) == []


def test_two_sweeps_of_one_process_are_kept_apart_too(tmp_path: Path):
    with alone(tmp_path), pytest.raises(InputError, match="another process"), alone(tmp_path):
        raise AssertionError
    with alone(tmp_path):
        pass


def test_where_folders_cannot_be_locked_the_sweep_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import errno
    import fcntl

    def refuse(*what: object) -> None:
        raise OSError(errno.ENOTSUP, "no locks here")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with alone(tmp_path), alone(tmp_path):
        pass


def hear_interrupts() -> None:
    """A shell lets what it starts in the background be deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def running(group: int) -> list[str]:
    """The processes of a group that are not at their end."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [row[-1] for row in rows if row[0] == str(group) and not row[1].startswith("Z")]


@pytest.mark.parametrize("executor", ["threads", "processes"])
def test_an_interrupted_command_leaves_nothing_running(tmp_path: Path, executor: str):
    words = ["demand.volume=range(0.1,0.9,0.001)", *WORDS[1:]]
    command = [sys.executable, "-m", "sim", "sweep", "one_window", *words, "--replications", "20", "--engine", "fast"]
    command += ["--out", str(tmp_path / "sweep"), "--jobs", "2", "--executor", executor, "--no-parity"]
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
    while running(process.pid):  # what multiprocessing itself has started sees that it is alone, and ends
        time.sleep(0.05)


def test_tasks_go_to_who_has_their_home_and_nobody_is_idle():
    homes: dict[Hashable, Any] = {}
    ahead = Ahead([(home, hall) for home in range(2) for hall in range(3)], itemgetter(0), homes)
    one, two, three = object(), object(), object()
    assert ahead.next_for(one) == (0, 0)
    assert ahead.next_for(two) == (1, 0)
    assert ahead.next_for(one) == (0, 1)
    assert ahead.next_for(three) == (1, 2), "who has no task at home takes the last of another's"
    assert [ahead.next_for(two) for _ in range(3)] == [(1, 1), (0, 2), None]
    assert homes == {0: one, 1: two}, "whose home it is stays so"
    later = Ahead([(1, 9), (0, 9)], itemgetter(0), homes)
    assert later.next_for(one) == (0, 9)


def test_tasks_without_homes_are_asked_for_one_by_one():
    def tasks() -> Iterator[int]:
        yield 1
        raise AssertionError("nobody has asked for it")

    assert Ahead(tasks(), None, {}).next_for(object()) == 1


def test_tapes_that_were_used_last_are_kept():
    (spec,) = asked().specs(asked().cells[:1])
    most = 3 * len(Tapes(1).of("all of them", spec, 0)) * 5 // 6
    tapes = Tapes(1, most)
    first = tapes.of("all of them", spec, 0)
    tapes.of("all of them", spec, 1)
    assert tapes.of("all of them", spec, 0) is first
    tapes.of("all of them", spec, 2)
    assert len(tapes) == 2
    assert tapes.of("all of them", spec, 0) is first
    assert pickle.loads(pickle.dumps(tapes)).most == most
