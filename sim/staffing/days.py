"""Design days: who comes to a pool when, for how long, and how patient, drawn before any plan is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.distributions import quantile
from sim.errors import Fault, InputError
from sim.kept import kept
from sim.spec.distributions import Distribution, Gamma
from sim.streams import Purpose, generator

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Days:
    """People of several days, day after day, those of each in the order in which they come."""

    first: Ints
    """(days + 1) The number of each day's first person, and that of all people."""
    arrive: Floats
    """(people) Minutes on the clock of `edges`, which begins anew each day."""
    service: Floats
    """(people) Minutes of service."""
    edges: Floats
    """(periods + 1) Minutes at which periods begin, and at which the last ends."""
    patience: Floats | None = None
    """(people) Minutes that each would wait; for ever where null."""
    closing: Floats | None = None
    """(days, periods, windows) Numbers by which windows close at the start of a period under the rule `random`, the
    lowest first; not needed under other rules."""

    def __post_init__(self) -> None:
        sizes = {len(self.arrive), len(self.service), int(self.first[-1])}
        if self.patience is not None:
            sizes.add(len(self.patience))
        steps = np.diff(self.arrive)
        steps[self.first[1:-1][(self.first[1:-1] > 0) & (self.first[1:-1] < len(self.arrive))] - 1] = 0.0
        if len(sizes) > 1 or (np.diff(self.first) < 0).any():
            raise InputError(Fault("people, services and days are not of one number", "give one each", "days"))
        if (steps < 0.0).any() or (np.diff(self.edges) <= 0.0).any():
            raise InputError(Fault("times do not ascend", "give the people of each day in their order", "days"))

    def __len__(self) -> int:
        return len(self.first) - 1

    @property
    def periods(self) -> int:
        """How many a day has."""
        return len(self.edges) - 1

    @kept
    def cells(self) -> Ints:
        """(days, periods + 1) The first person of each period of each day; who comes early is in the first."""
        period = np.clip(np.searchsorted(self.edges, self.arrive, "right") - 1, 0, self.periods - 1)
        day = np.repeat(np.arange(len(self)), np.diff(self.first))
        number = np.bincount(day * self.periods + period, minlength=len(self) * self.periods)
        upto = np.concatenate([[0], np.cumsum(number)]).astype(np.int64)
        return np.asarray(upto[np.arange(len(self))[:, None] * self.periods + np.arange(self.periods + 1)])


def most_at_once(first: Ints, arrive: Floats, service: Floats) -> int:
    """The most people who would be in at once on any day, were nobody to wait.

    Arrays as `first`, `arrive` and `service` of `Days`. Who leaves as another comes is out.
    """
    ends = arrive + service
    day = np.repeat(np.arange(len(first) - 1), np.diff(first))
    times, change = np.concatenate([arrive, ends]), np.repeat([1, -1], len(ends))
    order = np.lexsort((change, times, np.concatenate([day, day])))
    return int(np.cumsum(change[order]).max(initial=0))


def drawn(
    rates: Sequence[float],
    law: Distribution,
    days: int,
    *,
    period: float = 30.0,
    day_cv: float = 0.0,
    patience: Distribution | None = None,
    seed: int = 1,
    block: int = 0,
    closing: int = 0,
) -> Days:
    """Independent days: Poisson arrivals at `rates` an hour, constant by period, times a level that each day has.

    The level is gamma with mean 1 and cv `day_cv`. Days of another `block` are independent of these; the first days
    of a block are the same however many are asked for only where no other number differs. `closing`: windows for
    which the rule `random` needs numbers.
    """

    def rng(purpose: Purpose, occurrence: int = 0) -> np.random.Generator:
        return generator(seed, block, purpose, occurrence=occurrence)

    level = np.ones(days)
    if day_cv > 0.0:
        level = quantile(Gamma(kind="gamma", mean=1.0, cv=day_cv), rng(Purpose.LEVEL).random(days))
    means = level[:, None] * np.asarray(rates, dtype=np.float64) * period / 60.0
    counts = rng(Purpose.COUNT).poisson(means)
    people = int(counts.sum())
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    # In order at once within each cell, as a cell's number counts more than what is drawn.
    place = np.sort(cell + rng(Purpose.ARRIVAL).random(people)) - cell
    return Days(
        first=np.concatenate([[0], np.cumsum(counts.sum(axis=1))]).astype(np.int64),
        arrive=np.asarray((cell % len(rates) + np.clip(place, 0.0, np.nextafter(1.0, 0.0))) * period, dtype=np.float64),
        service=quantile(law, rng(Purpose.WORK).random(people)),
        edges=np.arange(len(rates) + 1, dtype=np.float64) * period,
        patience=None if patience is None else quantile(patience, rng(Purpose.PATIENCE).random(people)),
        closing=rng(Purpose.CLOSING).random((days, len(rates), closing)) if closing else None,
    )
