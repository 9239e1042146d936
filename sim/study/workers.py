"""Worker processes: each takes the next task, such as a replication, as soon as it is free.

Processes of our own, and not a pool of the standard library: those hang, or leave work running, when a worker is
killed or the run is interrupted.
"""

from __future__ import annotations

import pickle
import signal
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from sim.engine.memory import search_seldom
from sim.errors import InputError, ResultError
from sim.study.replication import Replication, Work, replicate

SPAWN = get_context("spawn")
"""A fresh interpreter a worker: the same on every system, and no copies of locks that a thread holds."""


T = TypeVar("T")
R = TypeVar("R")


def workers(work: Work, jobs: int) -> AbstractContextManager[Workers[int, Replication]]:
    """`jobs` processes that play replications; none is left at the end, however it comes."""
    return crew(partial(replicate, work), jobs)


@contextmanager
def crew(do: Callable[[T], R], jobs: int) -> Iterator[Workers[T, R]]:
    """`jobs` processes that do what they are told, each time of something else; none is left at the end."""
    found = Workers(do, jobs)
    try:
        yield found
    finally:
        found.stop()


class Workers(Generic[T, R]):
    """Processes at work; with one job the work is done in this one."""

    def __init__(self, do: Callable[[T], R], jobs: int) -> None:
        self.do = do
        self.crew: dict[Connection, BaseProcess] = {}
        if jobs > 1:
            packed = _packed(do)
            with _deaf_to_interrupts():
                for _ in range(jobs):
                    self._start(packed)

    def _start(self, packed: bytes) -> None:
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=_begin, args=(theirs, packed), daemon=True)
        process.start()
        theirs.close()
        self.crew[ours] = process

    def play(self, tasks: Iterable[T]) -> Iterator[R]:
        """What was done of each of the tasks, such as replications, in the order in which they are done.

        The first tasks are handed out at once, and not when somebody asks for what was done. Raises `ResultError` where
        a worker comes to its end before its time, and what the work itself raises.
        """
        if not self.crew:
            return map(self.do, tasks)
        ahead = iter(tasks)
        return self._answers({one for one in self.crew if self._hand_out(one, ahead)}, ahead)

    def _answers(self, busy: set[Connection], ahead: Iterator[T]) -> Iterator[R]:
        while busy:
            for connection in wait(list(busy)):
                assert isinstance(connection, Connection)
                answer = self._answer(connection)
                # Before what was done is looked at, or kept: nobody waits for that.
                if not self._hand_out(connection, ahead):
                    busy.remove(connection)
                yield answer

    def _hand_out(self, connection: Connection, ahead: Iterator[T]) -> bool:
        task = next(ahead, None)
        if task is None:
            return False
        try:
            connection.send(task)
        except OSError:
            raise self._ended(connection) from None
        return True

    def _answer(self, connection: Connection) -> R:
        try:
            answer = connection.recv()
        except (EOFError, OSError):
            raise self._ended(connection) from None
        if isinstance(answer, Exception):
            raise answer
        done: R = answer
        return done

    def _ended(self, connection: Connection) -> ResultError:
        process = self.crew[connection]
        process.join()
        return ResultError(
            f"a worker process came to its end (exit code {process.exitcode}) before its work was done; "
            "it may have been killed for want of memory: try fewer --jobs"
        )

    def stop(self) -> None:
        """End all processes, whatever they are doing."""
        for process in self.crew.values():
            process.terminate()
        for connection, process in self.crew.items():
            process.join()
            connection.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C, not even while they start: it is for us to end them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _packed(do: Callable[[Any], Any]) -> bytes:
    """What is to be done, in a tenth of the bytes.

    What a process is started with goes through a pipe: all that it does not hold (64 KB on Linux) has to wait until the
    process has come so far as to read it, and we with it.
    """
    return zlib.compress(pickle.dumps(do), 1)


def _begin(connection: Connection, packed: bytes) -> None:
    """A worker's beginning. What the work needs is imported here, when nobody waits for it any more."""
    search_seldom()
    _serve(connection, pickle.loads(zlib.decompress(packed)))


def _serve(connection: Connection, do: Callable[[Any], Any]) -> None:
    """A worker's life: do what comes until nothing does."""
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer = do(task)
        except (InputError, ResultError) as error:
            answer = error
        except Exception as error:
            answer = ResultError(f"replication {task} could not be played: {type(error).__name__}: {error}")
        try:
            connection.send(answer)
        except OSError:
            # Who asked is gone, perhaps killed: nobody is left to answer, or to read a traceback.
            return
