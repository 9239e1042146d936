"""Worker threads: the fast engine works in all of them at once, Python in one of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from sim.engine.turns import turn
from sim.errors import InputError, ResultError

PATIENCE = 0.2
"""Seconds between two looks at whether somebody has pressed Ctrl-C, where a queue does not hear it."""
FAREWELL = 2.0
"""Seconds that all are given to end what they are at."""

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def threads(do: Callable[[T], R], jobs: int, stopped: threading.Event | None = None) -> Iterator[Threads[T, R]]:
    """`jobs` threads that do what they are told, each time of something else; none begins anything after the end.

    All have the same `do`, which must bear that; it may look whether they are `stopped`.
    """
    found = Threads(do, jobs, stopped or threading.Event())
    try:
        yield found
    finally:
        found.stop()


class Threads(Generic[T, R]):
    """Threads at work."""

    def __init__(self, do: Callable[[T], R], jobs: int, stopped: threading.Event) -> None:
        self.do = do
        self._stopped = stopped
        self._todo: SimpleQueue[tuple[T] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[R] | Exception] = SimpleQueue()
        # A thread that does not end in time must not keep the program from ending.
        self._crew = [threading.Thread(target=self._serve, daemon=True) for _ in range(jobs)]
        for one in self._crew:
            one.start()

    def play(self, tasks: Iterable[T]) -> Iterator[R]:
        """What was done of each of the tasks, in the order in which they are done.

        The first tasks are handed out at once, and not when somebody asks for what was done. Raises `ResultError` for
        work that fails, and what it raises itself of `InputError` and `ResultError`.
        """
        ahead, busy = iter(tasks), 0
        for _ in range(len(self._crew) + 1):
            busy += self._hand_out(ahead)
        return self._answers(ahead, busy)

    def _answers(self, ahead: Iterator[T], busy: int) -> Iterator[R]:
        while busy:
            answer = self._answer()
            busy += self._hand_out(ahead) - 1
            yield answer

    def _hand_out(self, ahead: Iterator[T]) -> int:
        for task in ahead:
            self._todo.put((task,))
            return 1
        return 0

    def _answer(self) -> R:
        while True:
            try:
                answer = self._done.get(timeout=PATIENCE)
            except Empty:
                continue
            if isinstance(answer, Exception):
                raise answer
            return answer[0]

    def _serve(self) -> None:
        """A thread's life: do what comes until nothing does."""
        while (task := self._todo.get()) is not None and not self._stopped.is_set():
            try:
                with turn():
                    done = self.do(*task)
                self._done.put((done,))
            except (InputError, ResultError) as error:
                self._done.put(error)
            except Exception as error:
                self._done.put(ResultError(f"{task[0]} could not be played: {type(error).__name__}: {error}"))

    def stop(self) -> None:
        """End all threads: each does what it is at to its end, and nothing else."""
        self._stopped.set()
        for _ in self._crew:
            self._todo.put(None)
        until = time.monotonic() + FAREWELL
        for one in self._crew:
            one.join(max(0.0, until - time.monotonic()))
