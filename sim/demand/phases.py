"""Phase-type laws with a given mean and coefficient of variation: mixtures of two gamma laws (Tijms 1994)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammainc, gammaincc, gammaincinv, gammaln

from sim.demand.laws import Smooth, gamma, smooth
from sim.tape import Bools, Floats

STEPS = 200
"""Most steps of the root-finder; halving alone needs fewer than 70, four to eight are usual."""
CLOSE = 1e-14
"""Relative size of its last step."""


def two_moments(mean: float, cv: float) -> Smooth:
    """The phase-type law with that mean (minutes) and coefficient of variation (Tijms 1994, appendix B).

    Below cv 1, a mixture of Erlang laws of k - 1 and k stages and one scale, with 1 / k <= cv^2 <= 1 / (k -
    1); above, of two exponential laws with balanced means: each makes half of the mean; at 1 the exponential
    law.
    """
    square = cv * cv
    if square == 1.0:
        return gamma(1.0, mean)
    if square > 1.0:
        return _hyperexponential(mean, square)
    stages = max(2, math.ceil(1.0 / square))
    root = math.sqrt(max(0.0, stages * (1.0 + square - stages * square)))
    weight = min(max((stages * square - root) / (1.0 + square), 0.0), 1.0)
    scale = mean / (stages - weight)
    return mixture(_Part(weight, stages - 1.0, scale), _Part(1.0 - weight, float(stages), scale))


def _hyperexponential(mean: float, square: float) -> Smooth:
    rare = 1.0 / ((square + 1.0) * (1.0 + math.sqrt((square - 1.0) / (square + 1.0))))
    often = 1.0 - rare
    return mixture(_Part(often, 1.0, mean / (2.0 * often)), _Part(rare, 1.0, mean / (2.0 * rare)))


@dataclass(frozen=True)
class _Part:
    """A gamma law in a mixture, with the probability of its turn."""

    weight: float
    shape: float
    scale: float


def mixture(*parts: _Part) -> Smooth:
    """The law of a value drawn from one of several gamma laws, each with its weight; weights add up to 1."""
    laws = [(part.weight, gamma(part.shape, part.scale)) for part in parts]
    mean = math.fsum(weight * law.mean for weight, law in laws)
    variance = math.fsum(weight * (law.variance + (law.mean - mean) ** 2) for weight, law in laws)

    def partial(order: int, x: Floats) -> Floats:
        return np.asarray(sum(weight * law.partial(order, x) for weight, law in laws))

    return smooth(mean, variance, lambda p: _quantile(parts, p), partial)


def _quantile(parts: tuple[_Part, ...], p: Floats) -> Floats:
    """The root of cdf(x) = p, by Newton's method on logarithms, within a bracket whose halving makes it safe.

    Up to the median the lower tail is solved for, above it the upper one: that tail is known to full relative
    precision, so the root is, too. It lies between the quantiles of the parts.
    """
    ends = np.log([part.scale * gammaincinv(part.shape, p) for part in parts])
    low, high = ends.min(axis=0), ends.max(axis=0)
    log_x, step = (low + high) / 2.0, math.inf
    for _ in range(STEPS):
        gap, slope = _gap(parts, log_x, p)
        low, high = np.where(gap < 0.0, log_x, low), np.where(gap < 0.0, high, log_x)
        newton = log_x - gap / slope
        nearer = np.where((newton >= low) & (newton <= high), newton, (low + high) / 2.0)
        step, log_x = float(np.abs(nearer - log_x).max(initial=0.0)), nearer
        if step <= CLOSE:
            break
    return np.asarray(np.exp(log_x))


def _gap(parts: tuple[_Part, ...], log_x: Floats, p: Floats) -> tuple[Floats, Floats]:
    """How far the logarithm of the tail is from its goal, with the sign that grows with x; its slope."""
    upper: Bools = p > 0.5
    tail, density = np.zeros_like(log_x), np.zeros_like(log_x)
    for part in parts:
        z = np.exp(log_x) / part.scale
        tail += part.weight * np.where(upper, gammaincc(part.shape, z), gammainc(part.shape, z))
        density += part.weight * np.exp(part.shape * np.log(z) - z - gammaln(part.shape))
    gap = np.log(tail) - np.log(np.where(upper, 1.0 - p, p))
    return np.where(upper, -gap, gap), density / tail
