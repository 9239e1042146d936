"""Design days of several classes: who comes for which service when, drawn before any plan is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from sim.demand.distributions import quantile
from sim.kept import kept
from sim.spec.distributions import Distribution, Gamma
from sim.staffing.days import Floats, Ints
from sim.streams import Purpose, generator


@dataclass(frozen=True, eq=False)
class ClassDays:
    """People of several days, day after day, those of each class by class, in the order in which they come."""

    cells: Ints
    """(days, classes, periods + 1) The first person of each class who comes in each period; last, the one after all."""
    arrive: Floats
    """(people) Minutes on the clock of `edges`, which begins anew each day."""
    service: Floats
    """(people) Minutes of service."""
    edges: Floats
    """(periods + 1) Minutes at which periods begin, and at which the last ends."""

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def classes(self) -> int:
        """How many there are."""
        return int(self.cells.shape[1])

    @property
    def periods(self) -> int:
        """How many a day has."""
        return len(self.edges) - 1

    @kept
    def people(self) -> Floats:
        """(days, classes, periods) How many come."""
        return np.diff(self.cells, axis=2).astype(np.float64)

    def pooled(self, classes: Collection[int]) -> ClassDays:
        """The people of some classes as one class, the others left out."""
        number = np.diff(self.cells[:, :, [0, -1]], axis=2).ravel()
        day, of = np.divmod(np.repeat(np.arange(len(number)), number), self.classes)
        mine = np.isin(of, sorted(classes))
        order = np.flatnonzero(mine)[np.lexsort((self.arrive[mine], day[mine]))]
        people = np.diff(self.cells[:, sorted(classes)], axis=2).sum(axis=1)
        upto = np.concatenate([[0], np.cumsum(people.ravel())])
        cells = upto[np.arange(len(self))[:, None] * self.periods + np.arange(self.periods + 1)][:, None, :]
        return ClassDays(np.ascontiguousarray(cells), self.arrive[order], self.service[order], self.edges)


def class_days(
    rates: Sequence[Sequence[float]],
    laws: Sequence[Distribution],
    days: int,
    *,
    period: float = 30.0,
    day_cv: float = 0.0,
    seed: int = 1,
    block: int = 0,
) -> ClassDays:
    """Independent days: Poisson arrivals of each class at `rates` an hour, constant by period, times a level.

    The level of a day is one for all classes, gamma with mean 1 and cv `day_cv`. It is stratified: two days in a row
    have levels of one stratum, of which there are half as many as days, so that `stratified_error` tells how sure a
    mean over days is. Days of another `block` are independent of these. `days` is an even number.
    """
    level = np.ones(days)
    if day_cv > 0.0:
        stratum = np.arange(days) // 2
        draws = (stratum + generator(seed, block, Purpose.LEVEL).random(days)) / (stratum[-1] + 1)
        level = quantile(Gamma(kind="gamma", mean=1.0, cv=day_cv), draws)
    classes, periods = len(rates), len(rates[0])
    hours = np.asarray(rates, dtype=np.float64) * period / 60.0
    counts = np.stack(
        [
            generator(seed, block, Purpose.COUNT, occurrence=one).poisson(level[:, None] * hours[one])
            for one in range(classes)
        ],
        axis=1,
    )
    upto = np.concatenate([[0], np.cumsum(counts.ravel())]).astype(np.int64)
    row = np.arange(days * classes).reshape(days, classes, 1) * periods
    cells = np.asarray(upto[row + np.arange(periods + 1)])
    arrive, service = np.empty(upto[-1]), np.empty(upto[-1])
    for one in range(classes):
        number = counts[:, one].ravel()
        cell = np.repeat(np.arange(number.size), number)
        # In order at once within each cell, as a cell's number counts more than what is drawn.
        place = np.sort(cell + generator(seed, block, Purpose.ARRIVAL, occurrence=one).random(len(cell))) - cell
        who = np.repeat(cells[:, one, :-1].ravel() - np.cumsum(number) + number, number) + np.arange(len(cell))
        arrive[who] = (cell % periods + np.clip(place, 0.0, np.nextafter(1.0, 0.0))) * period
        draws = generator(seed, block, Purpose.WORK, occurrence=one).random(len(cell))
        service[who] = quantile(laws[one], draws)
    return ClassDays(cells, arrive, service, np.arange(periods + 1, dtype=np.float64) * period)


def stratified_error(x: Floats) -> Floats:
    """The standard error of the mean over days, the first axis, with levels stratified in pairs (Cochran 1977, 5.4).

    Of two days in a stratum half the squared difference is without bias the variance within it.
    """
    return np.asarray(np.sqrt(((x[0::2] - x[1::2]) ** 2).sum(axis=0)) / len(x))
