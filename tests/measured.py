"""Measured values by name, and numbers present counted one instant after the other."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from sim.measures import measure
from sim.spec import Spec
from sim.trace import Trace


class Found:
    """Values by measure and dimension."""

    def __init__(self, trace: Trace, of: Spec) -> None:
        self.values: dict[tuple[str, str], dict[str, float]] = {}
        for name, by, level, value in measure(trace, of):
            assert np.isfinite(value), (name, by, level)
            assert level not in self.values.setdefault((name, by), {})
            self.values[name, by][level] = value

    def by(self, name: str, by: str) -> dict[str, float]:
        return self.values.get((name, by), {})

    def hall(self, name: str) -> float:
        return self.by(name, "hall").get("all", float("nan"))

    def total(self, name: str, by: str, without: Iterable[str] = ()) -> float:
        return sum(value for level, value in self.by(name, by).items() if level not in without)


def counted(start: np.ndarray, end: np.ndarray, spans: list[tuple[float, float]]) -> tuple[float, int]:
    """Minutes within the spans, and the peak at any time, by looking at what is under way between two instants."""
    times = sorted({*start.tolist(), *end.tolist(), *(t for span in spans for t in span)})
    minutes, peak = 0.0, 0
    for before, after in pairwise(times):
        middle = (before + after) / 2
        number = int(np.sum((start <= before) & (end >= after)))
        peak = max(peak, number)
        if any(low <= middle < high for low, high in spans):
            minutes += number * (after - before)
    return minutes, peak
