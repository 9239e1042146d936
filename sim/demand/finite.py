"""Laws whose values lie between two ends, as clerks guess them or as they were observed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.demand.inversion import Steps
from sim.demand.laws import Law
from sim.tape import Floats


def uniform(low: float, high: float) -> Law:
    """All minutes from `low` to `high` alike."""
    width = high - low
    return Law(
        mean=(low + high) / 2.0,
        variance=width * width / 12.0,
        cdf=lambda x: np.clip((x - low) / width, 0.0, 1.0),
        quantile=lambda p: low + width * p,
    )


def triangular(low: float, mode: float, high: float) -> Law:
    """A density that rises in a line from `low` to `mode`, then falls in a line to `high`."""
    width, rise, fall = high - low, mode - low, high - mode

    def cdf(x: Floats) -> Floats:
        inside = np.clip(x, low, high)
        rising = (inside - low) ** 2 / (width * (rise or 1.0))
        falling = 1.0 - (high - inside) ** 2 / (width * (fall or 1.0))
        return np.where(inside < mode, rising, falling)

    def quantile(p: Floats) -> Floats:
        rising, falling = low + np.sqrt(p * width * rise), high - np.sqrt((1.0 - p) * width * fall)
        return np.where(p * width < rise, rising, falling)

    return Law((low + mode + high) / 3.0, (rise * rise + rise * fall + fall * fall) / 18.0, cdf, quantile)


def discrete(values: Sequence[float], weights: Sequence[float]) -> Law:
    """One of `values`, each with a probability in proportion to its weight."""
    order = np.argsort(values, kind="stable")
    ascending, steps = np.array(values)[order], Steps(np.array(weights)[order])
    total = math.fsum(weights)
    mean = math.fsum(v * w for v, w in zip(values, weights, strict=True)) / total
    squares = math.fsum(w * (v - mean) ** 2 for v, w in zip(values, weights, strict=True))
    return Law(
        mean,
        squares / total,
        cdf=lambda x: np.concatenate([[0.0], steps.upto])[np.searchsorted(ascending, x, side="right")],
        quantile=lambda p: np.asarray(ascending[steps.find(p)]),
    )
