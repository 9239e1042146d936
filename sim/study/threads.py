"""Worker threads, which share a player and its tapes: the fast engine works in all at once, Python in one of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue

from sim.errors import InputError, ResultError
from sim.study.player import Found, Player, Task

PATIENCE = 0.2
"""Seconds between two looks at whether somebody has pressed Ctrl-C, where a queue does not hear it."""
FAREWELL = 2.0
"""Seconds that all are given to end the replications that they play."""


class Threads:
    """Threads at work on batches of cells."""

    def __init__(self, player: Player, jobs: int) -> None:
        self._stopped = threading.Event()
        self._todo: SimpleQueue[Sequence[Task] | None] = SimpleQueue()
        self._done: SimpleQueue[list[Found] | Exception] = SimpleQueue()
        player = replace(player, stopped=self._stopped.is_set)
        # A thread that does not end in time must not keep the program from ending.
        self._crew = [threading.Thread(target=self._serve, args=(player,), daemon=True) for _ in range(jobs)]
        for one in self._crew:
            one.start()

    def play(self, batches: Iterable[Sequence[Task]]) -> Iterator[list[Found]]:
        """What was found in each batch, in the order in which they are done. Raises what playing raises."""
        ahead, busy = iter(batches), 0
        for _ in range(len(self._crew) + 1):
            busy += self._hand_out(ahead)
        while busy:
            answer = self._answer()
            busy += self._hand_out(ahead) - 1
            yield answer

    def _hand_out(self, ahead: Iterator[Sequence[Task]]) -> int:
        batch = next(ahead, None)
        if batch is None:
            return 0
        self._todo.put(batch)
        return 1

    def _answer(self) -> list[Found]:
        while True:
            try:
                answer = self._done.get(timeout=PATIENCE)
            except Empty:
                continue
            if isinstance(answer, Exception):
                raise answer
            return answer

    def _serve(self, player: Player) -> None:
        """A thread's life: play what comes until nothing does."""
        while (batch := self._todo.get()) is not None:
            try:
                self._done.put(player(batch))
            except (InputError, ResultError) as error:
                self._done.put(error)

    def stop(self) -> None:
        """End all threads: each plays the replication that it is at to its end, and no other."""
        self._stopped.set()
        for _ in self._crew:
            self._todo.put(None)
        until = time.monotonic() + FAREWELL
        for one in self._crew:
            one.join(max(0.0, until - time.monotonic()))
