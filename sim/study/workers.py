"""Worker processes: each takes the next task, such as a replication, as soon as it is free.

Processes of our own, and not a pool of the standard library: those hang, or leave work running, when a worker is
killed or the run is interrupted.
"""

from __future__ import annotations

import pickle
import signal
import threading
import zlib
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from sim.engine.memory import search_seldom
from sim.errors import InputError, ResultError
from sim.study.engines import FAST

COPIES = "forkserver" in get_all_start_methods()
CONTEXT: ForkServerContext | SpawnContext = get_context("forkserver") if COPIES else get_context("spawn")
"""Workers are copies of a process that has nothing but what they need, and no threads of ours whose locks they would
copy: to load that takes a second, once for all. Where there are no copies each is a fresh interpreter."""
NEEDED = ("sim.study.replication", "sim.study.copied")
"""Modules that are loaded once for all workers,"""
UNABLE = 1
"""Exit code of a process that could not begin."""
OF_ENGINES = {FAST: ("sim.engine.ready",)}
"""and those for an engine."""


T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def crew(
    do: Callable[[T], R], jobs: int, needed: Sequence[str] = (), home: Callable[[T], Hashable] | None = None
) -> Iterator[Workers[T, R]]:
    """`jobs` processes that do what they are told, each time of something else; none is left at the end.

    All of them need the modules `needed`. Tasks with the same `home` are done by the same process, which may have kept
    what they need, unless another one would have nothing to do.
    """
    found = Workers(do, jobs, needed, home)
    try:
        yield found
    finally:
        found.stop()


class Workers(Generic[T, R]):
    """Processes at work; with one job the work is done in this one."""

    def __init__(
        self,
        do: Callable[[T], R],
        jobs: int,
        needed: Sequence[str] = (),
        home: Callable[[T], Hashable] | None = None,
    ) -> None:
        self.do, self.home = do, home
        self._homes: dict[Hashable, Hashable] = {}

        self._ends = [CONTEXT.Pipe() for _ in range(jobs if jobs > 1 else 0)]
        self._processes: dict[Connection, BaseProcess] = {}
        self._starting = threading.Thread(target=self._start, args=(_packed(do) if self._ends else b"",), daemon=True)
        if self._ends:
            CONTEXT.set_forkserver_preload([*NEEDED, *needed])
            with _deaf_to_interrupts():
                self._begin_to_start()

    def _begin_to_start(self) -> None:
        """Start the processes; where they are copies, whoever asks for one has to wait until it can be made."""
        if COPIES:
            from multiprocessing.forkserver import ensure_running

            ensure_running()
            self._starting.start()
        else:
            self._starting.run()

    def _start(self, packed: bytes) -> None:
        """Start the processes; one that cannot be is missed when its end of the connection is closed."""
        for ours, theirs in self._ends:
            with theirs, suppress(OSError, EOFError):
                process = CONTEXT.Process(target=_begin, args=(theirs, packed), daemon=True)
                process.start()
                self._processes[ours] = process

    @property
    def crew(self) -> dict[Connection, BaseProcess]:
        """The processes, all of them started, by the connection to each."""
        if self._starting.ident is not None:
            self._starting.join()
        return self._processes

    def play(self, tasks: Iterable[T]) -> Iterator[R]:
        """What was done of each of the tasks, such as replications, in the order in which they are done.

        The first tasks are handed out at once, and not when somebody asks for what was done. Raises `ResultError` where
        a worker comes to its end before its time, and what the work itself raises.
        """
        if not self._ends:
            return map(self.do, tasks)
        ahead = Ahead(tasks, self.home, self._homes)
        return self._answers({ours for ours, _ in self._ends if self._hand_out(ours, ahead)}, ahead)

    def _answers(self, busy: set[Connection], ahead: Ahead[T]) -> Iterator[R]:
        while busy:
            for connection in wait(list(busy)):
                assert isinstance(connection, Connection)
                answer = self._answer(connection)
                # Before what was done is looked at, or kept: nobody waits for that.
                if not self._hand_out(connection, ahead):
                    busy.remove(connection)
                yield answer

    def _hand_out(self, connection: Connection, ahead: Ahead[T]) -> bool:
        task = ahead.next_for(connection)
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
        process = self.crew.get(connection)
        if process is None:
            return ResultError("a worker process could not be started; try fewer --jobs")
        process.join()
        ended = f"a worker process came to its end (exit code {process.exitcode}) before its work was done"
        if process.exitcode == UNABLE:
            return ResultError(
                f"{ended}: what it printed says why. A script is read by each worker, too: let it begin below "
                '`if __name__ == "__main__":`, or leave out jobs'
            )
        return ResultError(f"{ended}; it may have been killed for want of memory: try fewer --jobs")

    def stop(self) -> None:
        """End all processes, whatever they are doing."""
        for process in self.crew.values():
            process.terminate()
        for process in self.crew.values():
            process.join()
        for ours, _ in self._ends:
            ours.close()


class Ahead(Generic[T]):
    """Tasks that are still to be handed out."""

    def __init__(
        self, tasks: Iterable[T], home: Callable[[T], Hashable] | None, homes: dict[Hashable, Hashable]
    ) -> None:
        self.home, self.homes = home, homes
        self._next = iter(tasks)
        self._waiting = deque[T]() if home is None else deque(self._next)

    def next_for(self, whom: Hashable) -> T | None:
        """The first task that is at home there, or nowhere yet; else the last one; None where there is no more."""
        if self.home is None:
            return next(self._next, None)
        for place, task in enumerate(self._waiting):
            if self.homes.setdefault(self.home(task), whom) is whom:
                del self._waiting[place]
                return task
        return self._waiting.pop() if self._waiting else None


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
