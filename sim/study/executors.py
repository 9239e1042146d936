"""Who plays the cells of a sweep: this process alone, several processes, threads, or the workers of a Ray cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from sim.errors import Fault, InputError
from sim.spec import suggest
from sim.study.player import Found, Player, Task
from sim.study.workers import crew

PROCESSES, THREADS, RAY = "processes", "threads", "ray"
EXECUTORS = (PROCESSES, THREADS, RAY)
"""Processes and not threads where nothing is said: the fast engine, which threads share, is 12 % of the time of a day's
hall and 43 % of that of weeks; plans and measures are Python's work, which threads do one after another. So two threads
are at most 1.1 to 1.8 times as quick as one. The files do not depend on who plays."""


class Crew(Protocol):
    """Workers that play batches of cells."""

    def play(self, batches: Iterable[Sequence[Task]]) -> Iterator[list[Found]]:
        """What was found in each batch, in the order in which they are done."""
        ...


@dataclass(frozen=True)
class Machines:
    """Who works, and how many at once."""

    jobs: int = 1
    executor: str = PROCESSES
    address: str | None = None
    """Of a cluster that is there; one of our own is started where none is named, or `local`."""

    def __post_init__(self) -> None:
        """Raises `InputError` for what cannot be."""
        if self.executor not in EXECUTORS:
            mend = suggest(self.executor, EXECUTORS)
            raise InputError(Fault(f"there is no executor {self.executor!r}", mend, "executor"))
        if self.jobs < 1:
            raise InputError(Fault(f"{self.jobs} is too few", "give the number of workers, at least 1", "jobs"))
        if self.address is not None and self.executor != RAY:
            mend = "leave it out, or add --executor ray"
            raise InputError(Fault("an address is for a cluster", mend, "address"))

    def check(self) -> None:
        """Raises `InputError` where a cluster cannot be worked with, before anything is written."""
        if self.executor == RAY:
            from sim.study.clusters import checked

            checked(self.address)

    def number(self) -> int:
        """How many will work at once; a cluster that is named is asked. Raises as `check`."""
        if self.executor != RAY:
            return self.jobs
        from sim.study.clusters import number_of

        return number_of(self.jobs, self.address)

    @contextmanager
    def at_work(self, player: Player) -> Iterator[tuple[Crew, int]]:
        """Workers, and how many there are; none is left at the end, however it comes."""
        if self.executor == RAY:
            from sim.study.clusters import cluster

            with cluster(player, self.jobs, self.address) as (workers, number):
                yield workers, number
        elif self.executor == THREADS and self.jobs > 1:
            from sim.study.threads import Threads

            threads = Threads(player, self.jobs)
            try:
                yield threads, self.jobs
            finally:
                threads.stop()
        else:
            with crew(player, self.jobs) as processes:
                yield processes, self.jobs


HERE = Machines()
"""This process alone."""
