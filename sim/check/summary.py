"""A sample in a few numbers, and whether another could be of the same law: for columns of tapes.

Every day has the same weight, however many people come on it, so that days that are busier than others move nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, stdtr

from sim.tape import Floats

BINS = 10
FEW = 16
"""A column that takes no more values than that is counted value by value."""
LEAST = 5.0
"""Bins in which fewer are expected are put together (Cochran 1954)."""


@dataclass(frozen=True)
class Summary:
    """How a sample is spread."""

    size: float
    """Values that tell as much as these do: Kish's effective sample size, people counted once each."""
    mean: float
    """Of what is finite."""
    variance: float
    edges: tuple[float, ...]
    """Upper ends of the bins but the last two: of what is larger, and of what is infinite."""
    shares: tuple[float, ...]
    """Share of the values in each bin."""


def summarised(values: ArrayLike, strata: ArrayLike, edges: Sequence[float] | None = None) -> Summary:
    """A sample in a few numbers; `values` (n) or (n, k), `strata` (n) the day of each row, which all weigh the same.

    The bins are tenths of the sample, unless their `edges` are given. Values of one row may depend on each other, and
    count as one: so tests are rather too slow than too quick to raise an alarm.
    """
    sample = np.asarray(values, dtype=np.float64)
    sample = sample.reshape(len(sample), math.prod(sample.shape[1:]))
    _, stratum, number = np.unique(np.asarray(strata), return_inverse=True, return_counts=True)
    weight = 1.0 / (len(number) * number[stratum]) if len(sample) else np.empty(0)
    size = 1.0 / float(np.square(weight).sum()) if len(sample) else 0.0
    flat, weights = sample.ravel(), np.repeat(weight / max(sample.shape[1], 1), sample.shape[1])
    finite = np.isfinite(flat)
    mean, variance = _moments(flat[finite], weights[finite])
    ends = tuple(_edges(flat[finite]) if edges is None else edges)
    place = np.where(finite, np.searchsorted(ends, flat), len(ends) + 1)
    shares = np.bincount(place, weights, minlength=len(ends) + 2)
    return Summary(_short(size), _short(mean), _short(variance), ends, tuple(round(s, 7) for s in shares.tolist()))


def merged(parts: Sequence[Summary]) -> Summary:
    """Samples of as many days each, with the same bins, taken together."""
    parts = [one for one in parts if one.size] or parts[:1]
    size = len(parts) ** 2 / sum(1.0 / one.size for one in parts) if parts[0].size else 0.0
    finite = [1.0 - one.shares[-1] for one in parts]
    weights = finite if sum(finite) else [1.0] * len(parts)
    mean = float(np.average([one.mean for one in parts], weights=weights))
    square = float(np.average([one.variance + one.mean**2 for one in parts], weights=weights))
    shares = np.mean([one.shares for one in parts], axis=0)
    spread = tuple(round(share, 7) for share in shares.tolist())
    return Summary(_short(size), _short(mean), _short(max(square - mean**2, 0.0)), parts[0].edges, spread)


def _moments(values: Floats, weights: Floats) -> tuple[float, float]:
    if not len(values):
        return 0.0, 0.0
    mean = float(np.average(values, weights=weights))
    return mean, float(np.average(np.square(values - mean), weights=weights))


def _edges(values: Floats) -> list[float]:
    """Ends of bins, in so few digits that the last bits of a value move none."""
    alike = np.unique(values[: 64 * FEW])
    if len(alike) <= FEW:
        alike = np.unique(values)
    if len(alike) <= FEW:
        return sorted({_short(value) for value in alike.tolist()})[:-1]
    return sorted({_short(value) for value in np.quantile(values, np.arange(1, BINS) / BINS).tolist()})


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def likelihood(old: Summary, new: Summary) -> float:
    """How likely two samples of one law differ by so much: twice the smaller of the p-values of two tests.

    Welch's test of the means, and the chi-square test of homogeneity of the bins (both two-sample tests; Bonferroni).
    `new` has the edges of `old`.
    """
    return min(1.0, 2.0 * min(_of_means(old, new), _of_shares(old, new)))


def _of_means(old: Summary, new: Summary) -> float:
    """Welch (1947), with the degrees of freedom of Satterthwaite (1946)."""
    if min(old.size, new.size) < 2.0:
        return 1.0
    parts = [one.variance / (one.size - 1.0) for one in (old, new)]
    if sum(parts) == 0.0:
        return 1.0 if math.isclose(old.mean, new.mean, rel_tol=1e-5) else 0.0
    freedom = sum(parts) ** 2 / sum(p * p / (one.size - 1.0) for p, one in zip(parts, (old, new), strict=True))
    return 2.0 * float(stdtr(freedom, -abs(old.mean - new.mean) / math.sqrt(sum(parts))))


def _of_shares(old: Summary, new: Summary) -> float:
    """Pearson's statistic of a table of two rows: n1 n2 / (n1 + n2) times the sum of (p1 - p2)^2 / p."""
    if not (old.size and new.size):
        return 1.0 if max(old.size, new.size) < LEAST else 0.0
    half = old.size * new.size / (old.size + new.size)
    first, second = (_together(one.shares, old, new, half) for one in (old, new))
    pooled = (old.size * first + new.size * second) / (old.size + new.size)
    there = pooled > 0.0
    if there.sum() < 2:
        return 1.0
    statistic = half * np.sum(np.square(first - second)[there] / pooled[there])
    return float(chdtrc(there.sum() - 1, statistic))


def _together(shares: Sequence[float], old: Summary, new: Summary, half: float) -> NDArray[Any]:
    """The shares, those of bins in which few are expected put together."""
    pooled = (old.size * np.array(old.shares) + new.size * np.array(new.shares)) / (old.size + new.size)
    few, own = pooled * half < LEAST, np.array(shares)
    return np.append(own[~few], own[few].sum())
