"""When people come: a non-homogeneous Poisson process by half-hour, whose level may vary from day to day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri, pdtr

from sim.demand.distributions import quantile
from sim.demand.inversion import steps
from sim.demand.kinds import Kinds
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


class Timetable:
    """When people come on the open days of a hall, and for what: all that does not differ between replications."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.days = list(spec.calendar.open_days())
        cases = [typical_cases(spec, day) for day in self.days]
        self._means = np.array([spec.demand.ceiling * expected.sum() for expected in cases])
        self._cases = Kinds[tuple[float, ...]]()
        self._cases_of = np.array([self._cases.number(tuple(expected.tolist())) for expected in cases], dtype=np.int64)
        """(days) By number among those that differ."""
        self._profiles = Kinds[tuple[tuple[int, float], ...]]()
        weekdays = [spec.calendar.weekday(day) for day in self.days]
        self._profile_of = np.array(
            [
                [self._profiles.number(tuple(rhythm.on(weekday).items())) for weekday in weekdays]
                for _, rhythm in _rhythms(spec)
            ],
            dtype=np.int64,
        )
        """(matters, days) By number among those that differ."""

    def counts(self, uniform: DayDraw) -> Ints:
        """(days) How many people come on each of the days at the ceiling.

        Poisson given the day's level, which is gamma with mean 1 and the cv of `day_factor_cv`: so counts are
        negative binomial with variance / mean = 1 + mean cv^2 (Jongbloed and Koole 2001).
        """
        means = self._means
        if self.spec.demand.day_factor_cv > 0.0:
            level = Gamma(kind="gamma", mean=1.0, cv=self.spec.demand.day_factor_cv)
            means = means * quantile(level, [uniform(Purpose.LEVEL, day) for day in self.days])
        return poisson(np.array([uniform(Purpose.COUNT, day) for day in self.days]), means)

    def matters(self, place: Ints, u: Floats) -> Ints:
        """(n) Number of the matter of each person, by expected cases; `place` is that of the day among open days."""
        found = np.empty(len(u), dtype=np.int64)
        for who, cases in self._cases.each(len(u), lambda: self._cases_of[place]):
            found[who] = steps(cases).find(u[who])
        return found

    def times(self, place: Ints, matter: Ints, u: Floats) -> Floats:
        """(n) Minutes at which people come for their matters, unsorted; `place` as for `matters`."""
        within = np.empty(len(u))
        for who, profile in self._profiles.each(len(u), lambda: self._profile_of[matter, place]):
            within[who] = minutes(shares(dict(profile)), u[who])
        within += (DAY * np.array(self.days, dtype=np.float64))[place]
        return within


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


def minutes(parts: Floats, u: Floats) -> Floats:
    """Minutes from midnight by inversion of the cumulative `parts` (SLOTS), a line within each half-hour.

    Given their number, the points of a Poisson process are independent (Lewis and Shedler 1979).
    """
    slot, within = steps(tuple(parts.tolist())).place(u)
    return np.asarray(HALF_HOUR * (slot + within))
