"""Worker processes: each takes the next replication as soon as it is free.

Processes of our own, and not a pool of the standard library: those hang, or leave work running, when a worker is
killed or the run is interrupted.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from sim.errors import InputError, ResultError
from sim.study.replication import Replication, Work, replicate

SPAWN = get_context("spawn")
"""A fresh interpreter a worker: the same on every system, and no copies of locks that a thread holds."""


@contextmanager
def workers(work: Work, jobs: int) -> Iterator[Workers]:
    """`jobs` processes that play replications; none is left at the end, however it comes."""
    crew = Workers(work, jobs)
    try:
        yield crew
    finally:
        crew.stop()


class Workers:
    """Processes at work; with one job the work is done in this one."""

    def __init__(self, work: Work, jobs: int) -> None:
        self.work = work
        self.crew: dict[Connection, BaseProcess] = {}
        with _deaf_to_interrupts():
            for _ in range(jobs if jobs > 1 else 0):
                self._start()

    def _start(self) -> None:
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=_serve, args=(theirs, self.work), daemon=True)
        process.start()
        theirs.close()
        self.crew[ours] = process

    def play(self, numbers: Iterable[int]) -> Iterator[Replication]:
        """The replications, in the order in which they are done.

        Raises `ResultError` where a worker comes to its end before its time, and what `replicate` raises.
        """
        if not self.crew:
            yield from (replicate(self.work, number) for number in numbers)
            return
        ahead = iter(numbers)
        busy = {connection for connection in self.crew if self._hand_out(connection, ahead)}
        while busy:
            for connection in wait(list(busy)):
                assert isinstance(connection, Connection)
                yield self._answer(connection)
                if not self._hand_out(connection, ahead):
                    busy.remove(connection)

    def _hand_out(self, connection: Connection, ahead: Iterator[int]) -> bool:
        number = next(ahead, None)
        if number is None:
            return False
        try:
            connection.send(number)
        except OSError:
            raise self._ended(connection) from None
        return True

    def _answer(self, connection: Connection) -> Replication:
        try:
            answer = connection.recv()
        except (EOFError, OSError):
            raise self._ended(connection) from None
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Replication)
        return answer

    def _ended(self, connection: Connection) -> ResultError:
        process = self.crew[connection]
        process.join()
        return ResultError(
            f"a worker process came to its end (exit code {process.exitcode}) before its work was done; "
            "it may have been killed for want of memory: try fewer --jobs"
        )

    def stop(self) -> None:
        """End all processes, whatever they are doing."""
        for connection, process in self.crew.items():
            process.terminate()
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


def _serve(connection: Connection, work: Work) -> None:
    """A worker's life: play what comes until nothing does."""
    while True:
        try:
            number = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer: Replication | Exception = replicate(work, number)
        except (InputError, ResultError) as error:
            answer = error
        except Exception as error:
            answer = ResultError(f"replication {number} could not be played: {type(error).__name__}: {error}")
        try:
            connection.send(answer)
        except OSError:
            # Who asked is gone, perhaps killed: nobody is left to answer, or to read a traceback.
            return
