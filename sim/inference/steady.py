"""The long run of one long series: where its beginning ends, and a mean of the rest with its interval.

Days of a long run hang on one another, as files and returns are carried over; so neither are the days independent, nor
is the beginning, from an empty hall, like the rest.

Sources: White (1997) and White, Cobb and Spratt (2000) for the marginal standard error rule on means of five (MSER-5);
Franklin and White (2008) for a cut beyond the middle; Law (2015), 9.5.3, for batch means.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.inference.intervals import Interval, interval
from sim.tape import Floats

FIVE = 5
"""Values in a mean of MSER-5."""
BATCHES = 20
"""Batches whose means are taken for independent (Schmeiser 1982: 10 to 30, more are of little use)."""


@dataclass(frozen=True)
class Cut:
    """Where the beginning of a series ends."""

    values: int
    """Values of the series to leave out."""
    statistic: float
    """The MSER statistic there, the square of a standard error, in the square of the unit."""
    settled: bool
    """Whether the least value lies before the middle of the series: else the series is too short to tell."""


def mser5(series: ArrayLike) -> Cut:
    """Where the beginning of a series ends by MSER-5: where the rest tells its mean best.

    The cut is the d that makes sum((z - mean)^2) / (m - d)^2 least, over means of five z from the d-th on, of m. All
    are tried but the last five, which may be alike by chance; a cut beyond the middle says that the series has not
    settled.

    Raises `ValueError` for fewer than 50 values, or one that is not a number.
    """
    values = _whole(series, 2 * FIVE * FIVE)
    means = values[: len(values) // FIVE * FIVE].reshape(-1, FIVE).mean(axis=1)
    left = np.arange(len(means), 0, -1)
    # About the mean of all, so that squares lose no digits.
    centred = means - means.mean()
    sums, squares = _tails(centred), _tails(centred**2)
    statistic = ((squares - sums**2 / left) / left**2)[:-FIVE]
    place = int(np.argmin(statistic))
    return Cut(place * FIVE, float(statistic[place]), 2 * place <= len(means))


def _tails(values: Floats) -> Floats:
    """The sum of all values from each one on."""
    sums: Floats = np.cumsum(values[::-1])[::-1]
    return sums


def batch_means(series: ArrayLike, batches: int = BATCHES) -> Interval:
    """Mean of a series whose values hang on one another, with a 95 % t-interval over means of long batches.

    Values at the end that do not fill a batch are left out. `n` is the number of batches.

    Raises `ValueError` for fewer than two values a batch, or one that is not a number.
    """
    return interval(_means(series, batches))


def correlation(series: ArrayLike, batches: int = BATCHES) -> float:
    """Correlation of the mean of a batch with that of the next: near 0 where batches are long enough.

    Above 0.4 or so with twenty batches (two standard errors, 2 / sqrt(batches)) they are too short.
    """
    means = _means(series, batches)
    centred = means - means.mean()
    total = float((centred**2).sum())
    return float((centred[1:] * centred[:-1]).sum()) / total if total else 0.0


def _means(series: ArrayLike, batches: int) -> Floats:
    values = _whole(series, 2 * batches)
    long = len(values) // batches
    means: Floats = values[: long * batches].reshape(batches, long).mean(axis=1)
    return means


def _whole(series: ArrayLike, least: int) -> Floats:
    values = np.asarray(series, dtype=np.float64)
    if len(values) < least:
        raise ValueError(f"a series of {len(values)} values is too short: at least {least} are needed")
    if np.isnan(values).any():
        raise ValueError("a series with values that are not a number has no long run")
    return values
