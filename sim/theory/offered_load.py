"""Offered load of a time-varying queue: the mean number busy were there servers without end (Mt/G/infinity).

Minutes and arrivals a minute. Arrival rates are constant on slots of equal length (half-hours by default),
the first from minute 0; nobody comes before or after, and nobody is there at minute 0.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.theory import _checks as check


def _superpose(
    times: Sequence[float], rates: Sequence[float], slot: float, integral: Callable[[float], float]
) -> NDArray[np.float64]:
    """m(t) = sum over slots of rate (H(t - start) - H(t - end)), H(x) the integral of P(S > y) over 0..x."""
    check.positive(slot=slot)
    for rate in rates:
        check.not_negative(rate=rate)

    def load(time: float) -> float:
        edges = [integral(max(0.0, time - i * slot)) for i in range(len(rates) + 1)]
        return sum(rate * (edges[i] - edges[i + 1]) for i, rate in enumerate(rates))

    return np.array([load(float(time)) for time in times])


def offered_load(
    times: Sequence[float], rates: Sequence[float], mean_service: float, slot: float = 30.0
) -> NDArray[np.float64]:
    """m(t) at each of `times` (minutes), for exponential service of `mean_service` minutes; shape of `times`.

    Source: Eick, Massey and Whitt (1993a), theorem 1: m(t) = integral of lambda(u) P(S > t - u) du, in closed
    form for rates constant on slots. ValueError on a negative rate, or a mean or slot <= 0.
    """
    check.positive(mean_service=mean_service)
    return _superpose(times, rates, slot, lambda x: -mean_service * math.expm1(-x / mean_service))


def _integrate(survival: Callable[[float], float], edges: tuple[float, ...], end: float) -> float:
    from scipy.integrate import quad

    cuts = [0.0, *(edge for edge in edges if 0 < edge < end), end]
    pieces = (quad(survival, a, b, limit=200)[0] for a, b in pairwise(cuts))
    return float(sum(pieces))


def offered_load_general(
    times: Sequence[float],
    rates: Sequence[float],
    survival: Callable[[float], float],
    slot: float = 30.0,
    edges: Sequence[float] = (),
) -> NDArray[np.float64]:
    """m(t) for any service law, given survival(x) = P(S > x minutes); `edges`: where it jumps or has a kink.

    Source: Eick, Massey and Whitt (1993a), theorem 1. ValueError as `offered_load`, or unless survival(0) is
    in [0, 1].
    """
    if not 0 <= survival(0.0) <= 1:
        raise ValueError(f"survival(0) must be a probability, not {survival(0.0)!r}")
    return _superpose(times, rates, slot, cache(partial(_integrate, survival, tuple(sorted(edges)))))
