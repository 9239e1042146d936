"""Who plays the cells of a sweep: this process alone, threads, several processes, or the workers of a Ray cluster."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from sim.errors import Fault, InputError
from sim.spec import suggest
from sim.study.engines import FAST
from sim.study.player import Found, Player, Task
from sim.study.threads import threads
from sim.study.workers import OF_ENGINES, crew

THREADS, PROCESSES, RAY = "threads", "processes", "ray"
EXECUTORS = (THREADS, PROCESSES, RAY)
"""Who may play; the files do not depend on it."""


def executor_for(engine: str) -> str:
    """Who plays on one machine where nothing is said.

    Threads: they share what is loaded, and the tapes that they draw. The reference engine is all Python's, which
    threads do one after another: processes play it.
    """
    return THREADS if engine == FAST else PROCESSES


ALONE = 0.65
"""Share of playing a day in a hall that one thread does at a time, as it is Python's: measured, two are 1.2 times as
quick as one, and two processes 1.8 times, once they have started and drawn tapes of their own."""
MANY = 4
"""Workers of whom processes are the quicker in short studies, too."""


T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)
T = TypeVar("T")
R = TypeVar("R")


class Crew(Protocol[T_contra, R_co]):
    """Workers."""

    def play(self, tasks: Iterable[T_contra]) -> Iterator[R_co]:
        """What was done of each of the tasks, in the order in which they are done."""
        ...


@contextmanager
def crew_for(
    engine: str,
    do: Callable[[T], R],
    jobs: int,
    *,
    checked: bool = False,
    home: Callable[[T], Hashable] | None = None,
) -> Iterator[Crew[T, R]]:
    """`jobs` workers on this machine, as suits their number and the engine; threads all have the same `do`.

    Processes where much of it is `checked` by the reference engine, too: tasks with the same `home` are for the same.
    """
    if 1 < jobs < MANY and executor_for(engine) == THREADS and not checked:
        with threads(do, jobs) as at_work:
            yield at_work
    else:
        with crew(do, jobs, OF_ENGINES.get(engine, ()), home) as processes:
            yield processes


@dataclass(frozen=True)
class Machines:
    """Who works, and how many at once."""

    jobs: int = 1
    executor: str | None = None
    """None: as suits the engine (see `executor_for`)."""
    address: str | None = None
    """Of a cluster that is there; one of our own is started where none is named, or `local`."""

    def __post_init__(self) -> None:
        """Raises `InputError` for what cannot be."""
        if self.executor is not None and self.executor not in EXECUTORS:
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

    def are_threads(self, engine: str) -> bool:
        """Whether threads work, and several."""
        return self.jobs > 1 and (self.executor or executor_for(engine)) == THREADS

    def speed(self, engine: str, number: int) -> float:
        """How many times as quick so many of them are as one: threads by Amdahl's law (1967)."""
        return number / (1.0 + ALONE * (number - 1)) if self.are_threads(engine) else float(number)

    @contextmanager
    def at_work(self, player: Player) -> Iterator[tuple[Crew[Sequence[Task], list[Found]], int]]:
        """Workers, and how many there are; none is left at the end, however it comes."""
        if self.executor == RAY:
            from sim.study.clusters import cluster

            with cluster(player, self.jobs, self.address) as (workers, number):
                yield workers, number
        elif self.are_threads(player.engine):
            stopped = threading.Event()
            with threads(replace(player, stopped=stopped.is_set), self.jobs, stopped) as at_work:
                yield at_work, self.jobs
        else:
            with crew(player, self.jobs, OF_ENGINES.get(player.engine, ())) as processes:
                yield processes, self.jobs


HERE = Machines()
"""This process alone."""
