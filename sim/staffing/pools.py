"""The pool of one group on one weekday, as the solver sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.staffing.days import Days
from sim.staffing.exact import ExactPool
from sim.staffing.menus import Cells
from sim.staffing.pooldays import PoolDays
from sim.staffing.problem import Condition, Monotone, Oracle, Service
from sim.staffing.sampled import SampledPool
from sim.theory import EndOfShift

Exact = tuple[Sequence[float], float]
"""Arrivals an hour by cell, and mean minutes of an exponential service."""


GUIDING, LEAST_GUIDING = 5, 20
"""Days to one day of the guides, but at least so many of these."""
CAUTION = 0.7
"""Standard errors by which one of them must miss the level."""


class OpenHours:
    """An oracle that is asked of the half-hours in which the hall is open only.

    Over a closure who takes a ticket, coming from another desk, has to wait for its end whatever the windows.
    """

    def __init__(self, pool: SampledPool | ExactPool, cells: Cells) -> None:
        self._pool, self._open = pool, cells.open
        every = enumerate(pool.conditions)
        self._places = [place for place, one in every if one.period is None or cells.open[one.period]]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What a plan must keep."""
        return tuple(self._pool.conditions[place] for place in self._places)

    @property
    def monotone(self) -> Monotone:
        """What is known of a window more."""
        return self._pool.monotone

    @property
    def evaluations(self) -> int:
        """Times that it was asked."""
        return self._pool.evaluations

    @property
    def enough(self) -> tuple[int, ...]:
        """By cell, windows beyond which nobody would notice."""
        return self._pool.enough

    def excess(self, windows: Sequence[int], condition: int) -> float:
        """How far `windows` miss a condition, by its place among these."""
        return self._pool.excess(windows, self._places[condition])

    def excesses(self, windows: Sequence[int]) -> NDArray[np.float64]:
        """(conditions) How far `windows` miss each."""
        return self._pool.excesses(windows)[self._places]

    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """What rules of thumb ask for while the hall is open."""
        return {
            name: tuple(n * is_open for n, is_open in zip(need, self._open, strict=True))
            for name, need in self._pool.starts().items()
        }


class EveryDay:
    """An oracle of one plan for several days, which must keep what each of them asks for."""

    def __init__(self, days: Sequence[OpenHours]) -> None:
        self._days = tuple(days)
        self._places = [(day, place) for day in self._days for place in range(len(day.conditions))]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What a plan must keep, day by day."""
        return tuple(one for day in self._days for one in day.conditions)

    @property
    def monotone(self) -> Monotone:
        """What is known of a window more."""
        return "proven" if all(day.monotone == "proven" for day in self._days) else "assumed"

    @property
    def evaluations(self) -> int:
        """Times that they were asked."""
        return sum(day.evaluations for day in self._days)

    @property
    def enough(self) -> tuple[int, ...]:
        """By cell, windows beyond which nobody would notice on any day."""
        return tuple(map(max, zip(*(day.enough for day in self._days), strict=True)))

    def excess(self, windows: Sequence[int], condition: int) -> float:
        """How far `windows` miss a condition, by its place among these."""
        day, place = self._places[condition]
        return day.excess(windows, place)

    def excesses(self, windows: Sequence[int]) -> NDArray[np.float64]:
        """(conditions) How far `windows` miss each."""
        return np.array([self.excess(windows, number) for number in range(len(self._places))])

    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """What rules of thumb ask for on the day that needs most, half-hour by half-hour."""
        return most_of_days([day.starts() for day in self._days])


def most_of_days(asks: Sequence[Mapping[str, Sequence[int]]]) -> dict[str, tuple[int, ...]]:
    """By rule the most windows that it asks for on any day, half-hour by half-hour."""
    return {name: tuple(map(max, zip(*(one[name] for one in asks), strict=True))) for name in asks[0]}


def together(days: Sequence[OpenHours]) -> Oracle:
    """One oracle for days that have one plan."""
    return days[0] if len(days) == 1 else EveryDay(days)


def keeps(oracle: Oracle, windows: Sequence[int]) -> bool:
    """Whether windows keep all conditions."""
    return all(oracle.excess(windows, place) <= 0.0 for place in range(len(oracle.conditions)))


def oracle_of(days: PoolDays, cells: Cells, service: Service, rule: EndOfShift, exact: Exact | None) -> OpenHours:
    """The pool of these days; or of its rates and mean minutes, where these are all there is to know."""
    if exact is not None:
        rates, minutes = exact
        return OpenHours(ExactPool(rates, minutes, service, rule), cells)
    return OpenHours(SampledPool(days_of(days, cells), service, rule), cells)


def guides_of(
    days: PoolDays, cells: Cells, service: Service, rule: EndOfShift
) -> tuple[OpenHours, OpenHours] | tuple[None, None]:
    """Pools of a few of the days, which answer sooner: one that says how strong cuts may be, one where plans may be."""
    number = max(days.days // GUIDING, LEAST_GUIDING)
    if number >= days.days:
        return None, None
    last = int(days.starts[number])
    few = PoolDays(days.starts[: number + 1], days.arrive[:last], days.minutes[:last], days.patience[:last])
    found = days_of(few, cells)
    cautious = SampledPool(found, service, rule, CAUTION)
    return OpenHours(cautious, cells), OpenHours(SampledPool(found, service, rule), cells)


def days_of(days: PoolDays, cells: Cells) -> Days:
    """Days of a pool as the solver has them."""
    patience = None if np.isinf(days.patience).all() else days.patience
    return Days(days.starts, days.arrive, days.minutes, np.array(cells.edges, dtype=np.float64), patience)
