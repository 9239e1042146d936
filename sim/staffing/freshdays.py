"""Days that no choice has looked at: what plans come to there, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.staffing.baseline import most_of
from sim.staffing.certified import Checked
from sim.staffing.days import Floats
from sim.staffing.drawnpool import Pool
from sim.staffing.known import ratio
from sim.staffing.problem import Condition

Sums = Sequence[tuple[Floats, Floats]]
"""By condition, what comes of windows and how many people come, a number a day each."""


class FreshDays:
    """Blocks of days of a pool, each used once.

    The error allowed is halved from one plan that is tried to the next, so that all trials together stand for the
    confidence; and it is divided among the conditions (Bonferroni).
    """

    def __init__(
        self, pool: Pool, conditions: Sequence[Condition], most: Sequence[int], confidence: float, fresh: int, size: int
    ) -> None:
        self.pool, self.conditions, self.most = pool, tuple(conditions), tuple(most)
        self.confidence, self.fresh, self.size = confidence, fresh, size
        self.block = 0
        self.candidates = 0
        """Plans that were tried."""

    def next(self) -> int:
        """The number of a block that nobody has looked at."""
        self.block += 1
        return self.block

    def z(self, days: int, parts: float = 1.0) -> float:
        """Student's quantile for all conditions together, at the error allowed over so many `parts`."""
        from scipy.stats import t

        return float(t.isf((1.0 - self.confidence) / parts / len(self.conditions), days - 1))

    def played(self, windows: Sequence[int]) -> Sums:
        """What comes of windows on fresh days."""
        parts = []
        for size in _blocks(self.fresh, self.size):
            pool = self.pool.on(size, self.next(), most=self.most)
            pool.waits(windows)
            parts.append([pool.outcome(windows, asked) for asked in self.conditions])
        return [
            (np.concatenate([y for y, _ in of]), np.concatenate([n for _, n in of])) for of in zip(*parts, strict=True)
        ]

    def checked(self, sums: Sums) -> tuple[Checked, ...]:
        """What each condition comes to by these days, with its upper limit: one trial more."""
        self.candidates += 1
        z = self.z(days=self.fresh, parts=2.0**self.candidates)
        return tuple(
            Checked(asked, found.value, found.value + z * found.error, most_of(self.pool.level, asked))
            for asked, found in ((asked, ratio(*sums[number])) for number, asked in enumerate(self.conditions))
        )


def _blocks(whole: int, size: int) -> Iterator[int]:
    while whole > 0:
        yield min(size, whole)
        whole -= size
