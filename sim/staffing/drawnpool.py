"""A pool whose days are drawn, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import Fault, InputError
from sim.spec.distributions import Distribution
from sim.staffing.days import drawn
from sim.staffing.exact import conditions_of
from sim.staffing.problem import Service
from sim.staffing.sampled import SampledPool
from sim.theory.end_of_shift import EndOfShift


@dataclass(frozen=True)
class Pool:
    """A pool whose days are drawn."""

    rates: tuple[float, ...]
    law: Distribution
    mean: float
    level: Service
    rule: EndOfShift
    period: float
    day_cv: float
    patience: Distribution | None
    seed: int
    closing: int

    def on(self, days: int, block: int, z: float = 0.0, most: Sequence[int] | None = None) -> SampledPool:
        """An oracle on days of its own."""
        closing = 0 if self.rule != "random" else self.closing or max(most or (0,)) or 128
        found = drawn(
            self.rates,
            self.law,
            days,
            period=self.period,
            day_cv=self.day_cv,
            patience=self.patience,
            seed=self.seed,
            block=block,
            closing=closing,
        )
        people = np.diff(found.cells, axis=1).sum(axis=0)
        seen = [rate if came else 0.0 for rate, came in zip(self.rates, people, strict=True)]
        if not any(seen) or conditions_of(seen, self.level) != conditions_of(self.rates, self.level):
            mend = "ask for more days, or for a level over the day"
            raise InputError(Fault(f"in some period nobody comes on {days} days", mend, "rates"))
        return SampledPool(found, self.level, self.rule, z, most)
