"""Things that are often alike, so that what is done for each can be done for all of a kind at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

import numpy as np

from sim.tape import Ints

K = TypeVar("K", bound=Hashable)


class Kinds(Generic[K]):
    """Things of which each kind has a number."""

    def __init__(self) -> None:
        self._numbers: dict[K, int] = {}

    def number(self, one: K) -> int:
        """The number of its kind."""
        return self._numbers.setdefault(one, len(self._numbers))

    def each(self, rows: int, kind_of_rows: Callable[[], Ints]) -> Iterator[tuple[Ints | slice, K]]:
        """Each kind that there is among so many rows, and which of them are of it.

        `kind_of_rows` tells the number of each row's kind (rows); it is not asked where there is but one kind.
        """
        if rows == 0:
            return
        if len(self._numbers) == 1:
            yield slice(None), next(iter(self._numbers))
            return
        kind = kind_of_rows()
        there = np.bincount(kind, minlength=len(self._numbers))
        for one, number in self._numbers.items():
            if there[number]:
                yield slice(None) if there[number] == len(kind) else np.flatnonzero(kind == number), one
