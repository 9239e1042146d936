"""When people come: a non-homogeneous Poisson process by half-hour, whose level may vary from day to day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri, pdtr

from sim.demand.distributions import quantile
from sim.spec import DAY, HALF_HOUR, Spec, Weekday
from sim.spec.distributions import Gamma
from sim.spec.people import Matter, Profile, Rhythm
from sim.streams import Purpose
from sim.tape import Floats, Ints

SLOTS = int(DAY / HALF_HOUR)
"""Half-hours in a day."""
DayDraw = Callable[[Purpose, int], float]
"""The first uniform number of a purpose on a day."""


def typical_cases(spec: Spec, day: int) -> Floats:
    """(matters) Cases of each matter expected on a day at volume 1, before its own level: 0 on closed days."""
    if not spec.calendar.is_open(day):
        return np.zeros(len(spec.matters))
    season = spec.demand.season.get(spec.calendar.date_of(day).month, 1.0)
    weekday = spec.calendar.weekday(day)
    cases = [m.cases_per_day * rhythm.weekdays.get(weekday, 1.0) for m, rhythm in _rhythms(spec)]
    return season * np.array(cases)


def _rhythms(spec: Spec) -> list[tuple[Matter, Rhythm]]:
    """The matters, each with the rhythm in which people come for it."""
    return [(matter, matter.rhythm or spec.demand) for matter in spec.matters.values()]


def profile(rhythm: Rhythm, weekday: Weekday) -> Floats:
    """(SLOTS) Share of a day's cases that comes in each half-hour from midnight on."""
    return shares(rhythm.on(weekday))


def shares(profile: Profile) -> Floats:
    """(SLOTS) A profile's share in each half-hour from midnight on."""
    weights = np.zeros(SLOTS)
    for minute, weight in profile.items():
        weights[int(minute / HALF_HOUR)] = weight
    return np.asarray(weights / weights.sum())


def rate(spec: Spec, day: int) -> Floats:
    """(SLOTS) Cases expected per minute in each half-hour from midnight of a day, at the spec's volume.

    The mean over the levels that the day may have; 0 throughout on closed days. Times the mean minutes that a
    case takes it is the offered load.
    """
    weekday = spec.calendar.weekday(day)
    profiles = np.array([profile(rhythm, weekday) for _, rhythm in _rhythms(spec)])
    return np.asarray(spec.demand.volume * typical_cases(spec, day) @ profiles / HALF_HOUR)


def counts(spec: Spec, days: list[int], uniform: DayDraw) -> Ints:
    """(days) How many people come on each of the days at the ceiling.

    Poisson given the day's level, which is gamma with mean 1 and the cv of `day_factor_cv`: so counts are
    negative binomial with variance / mean = 1 + mean cv^2 (Jongbloed and Koole 2001).
    """
    means = np.array([spec.demand.ceiling * typical_cases(spec, day).sum() for day in days])
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


def matters(spec: Spec, day: int, u: Floats) -> Ints:
    """Number of the matter of each person of a day, one for each uniform number of `u` (n), by expected cases."""
    upto = np.cumsum(typical_cases(spec, day))
    return np.searchsorted(upto / upto[-1], u, side="right") if len(u) else np.empty(0, dtype=np.int64)


def times(spec: Spec, day: int, matter: Ints, u: Floats) -> Floats:
    """Minutes at which people come on a day for their matters, one for each uniform number of `u` (n), unsorted."""
    at = np.empty(len(u))
    groups: dict[int, list[int]] = {}
    rhythms = [rhythm for _, rhythm in _rhythms(spec)]
    for number, rhythm in enumerate(rhythms):
        groups.setdefault(id(rhythm), []).append(number)
    for numbers in groups.values():
        who = np.isin(matter, numbers)
        at[who] = DAY * day + minutes(profile(rhythms[numbers[0]], spec.calendar.weekday(day)), u[who])
    return at


def minutes(parts: Floats, u: Floats) -> Floats:
    """Minutes from midnight by inversion of the cumulative `parts` (SLOTS), a line within each half-hour.

    Given their number, the points of a Poisson process are independent (Lewis and Shedler 1979).
    """
    upto = np.cumsum(parts)
    upto /= upto[-1]
    slot = np.searchsorted(upto, u, side="right")
    start = np.concatenate([[0.0], upto])[slot]
    within = (u - start) / (upto[slot] - start)
    return np.asarray(HALF_HOUR * (slot + within))
