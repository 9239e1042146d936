"""The people of all days in the order of their numbers, and the random numbers of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from sim.demand.order import nearly_in_order, put_right
from sim.kept import kept
from sim.streams import Purpose, fill, fill_rows
from sim.tape import DRAWN_BY_DAY, Bools, Floats, Ints

T = TypeVar("T", Floats, Ints, Bools)


@dataclass(frozen=True, eq=False)
class Numbered:
    """The people of all days, in the order of their numbers: by day, and 0, 1, 2, ... within a day."""

    seed: int
    replication: int
    days: list[int]
    counts: Ints
    order: Ints | None = None
    """(n) The order in which they are told: none before one of an earlier day. None for that of their numbers."""

    def __len__(self) -> int:
        return int(self.counts.sum())

    @kept
    def rows(self) -> Ints:
        """(n) Where each of them, by number, is told."""
        rows = np.arange(len(self))
        if self.order is not None:
            rows[self.order] = np.arange(len(self))
        return rows

    @kept
    def place(self) -> Ints:
        """(n) The place of each person's day among those days."""
        return np.repeat(np.arange(len(self.days)), self.counts)

    def uniforms(self, purpose: Purpose, occurrence: int = 0) -> Floats:
        """(n) Uniform numbers in [0, 1): person i of a day takes number i of that day's block."""
        return self._drawn(purpose, 1, occurrence)[:, 0]

    def marks(self, purpose: Purpose, columns: int) -> Floats:
        """(n, columns) Uniform numbers of the first occurrences of a purpose."""
        return self._drawn(purpose, columns, 0)

    def _drawn(self, purpose: Purpose, columns: int, occurrence: int) -> Floats:
        """(n, columns) Uniform numbers of the occurrences of a purpose from that one on."""
        u = np.empty((len(self), columns))
        fill_rows(u, self.rows, self.seed, self.replication, purpose, self.days, self.counts, occurrence)
        return u

    def as_they_come(self, order: Ints) -> Numbered:
        """The same people, told in the `order` (n) in which they come."""
        return replace(self, order=order)

    def in_order(self, arrival: Floats) -> tuple[Ints, Floats]:
        """(n) The people in the order in which they come, and (n) when; nobody before somebody of an earlier day."""
        begins = np.cumsum(self.counts) - self.counts
        parts = zip(begins.tolist(), self.by_day(arrival), strict=True)
        nearly = [np.empty(0, dtype=np.int64), *(begin + nearly_in_order(own) for begin, own in parts)]
        return put_right(np.concatenate(nearly), arrival)

    def by_day(self, values: T) -> list[T]:
        """Views of `values` (n), one a day."""
        return [values[end - n : end] for n, end in zip(self.counts, np.cumsum(self.counts), strict=True)]


class Marks(Mapping[Purpose, Floats]):
    """The marks of a tape, each drawn when a hall first asks for it: most halls ask for few.

    That changes none, since each purpose has a stream of its own.
    """

    def __init__(self, crowd: Numbered, columns: Mapping[Purpose, int]) -> None:
        self.crowd, self.columns = crowd, columns
        self.drawn: dict[Purpose, Floats] = {}

    def __getitem__(self, purpose: Purpose) -> Floats:
        if purpose not in self.drawn:
            self.drawn[purpose] = self.crowd.marks(purpose, self.columns[purpose])
        return self.drawn[purpose]

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


class DayMarks(Mapping[Purpose, Floats]):
    """The numbers drawn for each day, open or not: about clerks and windows, by purpose, when a hall first asks."""

    def __init__(self, seed: int, replication: int, days: int) -> None:
        self.seed, self.replication, self.days = seed, replication, days
        self.drawn: dict[Purpose, Floats] = {}

    def __getitem__(self, purpose: Purpose) -> Floats:
        if purpose not in self.drawn:
            u = np.empty((self.days, *DRAWN_BY_DAY[purpose]))
            for day in range(self.days):
                fill(u[day], self.seed, self.replication, purpose, day)
            self.drawn[purpose] = u
        return self.drawn[purpose]

    def __iter__(self) -> Iterator[Purpose]:
        return iter(DRAWN_BY_DAY)

    def __len__(self) -> int:
        return len(DRAWN_BY_DAY)
