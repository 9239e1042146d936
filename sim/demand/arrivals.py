"""When people come: a non-homogeneous Poisson process by half-hour, whose level may vary from day to day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np
from scipy.special import ndtri, pdtr

from sim.demand.distributions import quantile
from sim.spec import DAY, HALF_HOUR, WEEKDAYS, Spec, Weekday
from sim.spec.distributions import Gamma
from sim.streams import Purpose
from sim.tape import Floats, Ints

SLOTS = int(DAY / HALF_HOUR)
"""Half-hours in a day."""
DayDraw = Callable[[Purpose, int], float]
"""The first uniform number of a purpose on a day."""


def open_days(spec: Spec) -> list[int]:
    """Numbers of the days on which the hall is open, ascending."""
    return [day for day in range(spec.calendar.days) if is_open(spec, day)]


def is_open(spec: Spec, day: int) -> bool:
    """Whether the hall is open on a day, by weekday and holidays."""
    open_that_weekday = _weekday(spec, day) in spec.calendar.open_weekdays
    return open_that_weekday and spec.calendar.start + timedelta(day) not in spec.calendar.holidays


def _weekday(spec: Spec, day: int) -> Weekday:
    return WEEKDAYS[(spec.calendar.start.weekday() + day) % 7]


def typical_cases(spec: Spec, day: int) -> float:
    """Cases expected on a day at volume 1, before its own level: 0 on closed days."""
    if not is_open(spec, day):
        return 0.0
    month = (spec.calendar.start + timedelta(day)).month
    factor = spec.demand.weekdays.get(_weekday(spec, day), 1.0) * spec.demand.season.get(month, 1.0)
    return factor * sum(matter.cases_per_day for matter in spec.matters.values())


def profile(spec: Spec, day: int) -> Floats:
    """(SLOTS) Share of a day's cases that comes in each half-hour from midnight on."""
    weights = np.zeros(SLOTS)
    for minute, weight in spec.demand.weekday_profiles.get(_weekday(spec, day), spec.demand.profile).items():
        weights[int(minute / HALF_HOUR)] = weight
    return np.asarray(weights / weights.sum())


def rate(spec: Spec, day: int) -> Floats:
    """(SLOTS) Cases expected per minute in each half-hour from midnight of a day, at the spec's volume.

    The mean over the levels that the day may have; 0 throughout on closed days. Times the mean minutes that a
    case takes it is the offered load.
    """
    return spec.demand.volume * typical_cases(spec, day) * profile(spec, day) / HALF_HOUR


def counts(spec: Spec, days: list[int], uniform: DayDraw) -> Ints:
    """(days) How many people come on each of the days at the ceiling.

    Poisson given the day's level, which is gamma with mean 1 and the cv of `day_factor_cv`: so counts are
    negative binomial with variance / mean = 1 + mean cv^2 (Jongbloed and Koole 2001).
    """
    means = np.array([spec.demand.ceiling * typical_cases(spec, day) for day in days])
    if spec.demand.day_factor_cv > 0.0:
        level = Gamma(kind="gamma", mean=1.0, cv=spec.demand.day_factor_cv)
        means *= quantile(level, [uniform(Purpose.LEVEL, day) for day in days])
    return poisson(np.array([uniform(Purpose.COUNT, day) for day in days]), means)


def poisson(u: Floats, mean: Floats) -> Ints:
    """Poisson numbers by inversion: the smallest k with P(N <= k) > u, for u in [0, 1) and its mean.

    The expansion of Cornish and Fisher (1938) comes within a few steps of it, then single steps make it
    exact. It grows with `mean`: more demand never takes away a person.
    """
    deviate = ndtri(np.clip(u, 2.0**-54, 1.0 - 2.0**-53))
    guess = mean + deviate * np.sqrt(mean) + (deviate**2 - 1.0) / 6.0
    k = np.maximum(np.ceil(guess), 0.0)
    while (above := (k > 0.0) & (pdtr(np.maximum(k - 1.0, 0.0), mean) > u)).any():
        k -= above
    while (below := pdtr(k, mean) <= u).any():
        k += below
    return np.asarray(k, dtype=np.int64)


def times(spec: Spec, day: int, u: Floats) -> Floats:
    """Minutes at which people come on a day, one for each uniform number of `u` (n), unsorted.

    By inversion of the cumulative profile, which is a line within each half-hour: given their number, the
    points of a Poisson process are independent (Lewis and Shedler 1979).
    """
    shares = profile(spec, day)
    upto = np.cumsum(shares)
    upto /= upto[-1]
    slot = np.searchsorted(upto, u, side="right")
    start = np.concatenate([[0.0], upto])[slot]
    within = (u - start) / (upto[slot] - start)
    return np.asarray(DAY * day + HALF_HOUR * (slot + within))
