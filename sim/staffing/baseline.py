"""What a planner has today: the rules of thumb by Erlang C, and the covering programme over them.

- SIPP: each period by itself, as if its rate had lasted for ever (Green, Kolesar and Soares 2001).
- lagged SIPP: the same, of the rate one mean service earlier (Green, Kolesar and Soares 2001).
- MOL: the same, of the largest number that would be busy in the period were there windows without end (Jennings,
  Mandelbaum, Massey and Whitt 1996).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.staffing.master import cover
from sim.staffing.problem import Condition, Menu, Service
from sim.theory import erlang_c_servers, mmc, offered_load

METHODS = ("sipp", "lagged_sipp", "mol")
POINTS = 31
"""Moments of a period at which the offered load is looked at, both ends among them."""


@dataclass(frozen=True)
class Baseline:
    """What a rule of thumb asks for, the cheapest shifts that cover it, and how late people truly are then."""

    method: str
    """One of METHODS."""
    need: tuple[int, ...]
    """Windows by period that it asks for."""
    counts: tuple[int, ...] | None
    """Clerks by shift; null where the menu cannot cover that."""
    windows: tuple[int, ...] | None
    """By period, of those shifts."""
    cost: float
    """Of those shifts; infinite without."""
    worst: float
    """The largest excess over what is asked, as a share of it, of any condition: 0.1 is a tenth too much."""
    condition: Condition
    """The one that is meant."""
    value: float
    """What it comes to: a share of people, or minutes."""

    @property
    def keeps(self) -> bool:
        """Whether all conditions are kept, by what is known of their values."""
        return self.worst <= 0.0


def starts_of(
    rates: Sequence[float], mean_service: float, service: Service, period: float
) -> Mapping[str, tuple[int, ...]]:
    """Windows by period, by the METHODS; `rates` are arrivals an hour, times minutes.

    A level that is to hold over the day is asked of every period. A period to which nobody comes needs none, by these
    rules.
    """
    arrivals = np.asarray(rates, dtype=np.float64) / 60.0
    moments = [np.linspace(p * period, (p + 1) * period, POINTS) for p in range(len(rates))]
    loads = [offered_load(times.tolist(), arrivals.tolist(), mean_service, period) for times in moments]
    return {
        "sipp": _servers(arrivals, mean_service, service),
        "lagged_sipp": _servers(_lagged(arrivals, mean_service, period), mean_service, service),
        "mol": _servers(np.array([load.max() for load in loads]) / mean_service, mean_service, service),
    }


def baselines(
    menu: Menu,
    starts: Mapping[str, tuple[int, ...]],
    service: Service,
    conditions: Sequence[Condition],
    value: Callable[[Sequence[int], Condition], float],
) -> tuple[Baseline, ...]:
    """Each of the `starts` with the covering programme over it; `value` says what a condition comes to."""
    return tuple(_baseline(menu, name, need, service, conditions, value) for name, need in starts.items())


def _baseline(
    menu: Menu,
    method: str,
    need: tuple[int, ...],
    service: Service,
    conditions: Sequence[Condition],
    value: Callable[[Sequence[int], Condition], float],
) -> Baseline:
    found = cover(menu, need)
    windows = need if found.counts is None else menu.windows(found.counts)
    cost = float("inf") if found.counts is None else menu.cost(found.counts)
    values = [value(windows, asked) for asked in conditions]
    over = [got / most_of(service, asked) - 1.0 for got, asked in zip(values, conditions, strict=True)]
    worst = int(np.argmax(over))
    shifts = None if found.counts is None else windows
    return Baseline(method, need, found.counts, shifts, cost, over[worst], conditions[worst], values[worst])


def most_of(service: Service, asked: Condition) -> float:
    """The largest value that a condition allows: a share of people, or minutes."""
    most = service.late if asked.kind == "late" else service.mean
    assert most is not None
    return most


def _lagged(arrivals: NDArray[np.float64], lag: float, period: float) -> NDArray[np.float64]:
    """Mean rate of each period one `lag` earlier; nobody came before the first."""
    edges = np.arange(len(arrivals) + 1) * period
    so_far = np.concatenate([[0.0], np.cumsum(arrivals * period)])
    return np.asarray(np.diff(np.interp(edges - lag, edges, so_far)) / period)


def _servers(arrivals: NDArray[np.float64], mean_service: float, service: Service) -> tuple[int, ...]:
    return tuple(_fewest(float(rate), mean_service, service) if rate > 0.0 else 0 for rate in arrivals)


def _fewest(rate: float, mean_service: float, service: Service) -> int:
    """Fewest windows with which a queue in the long run keeps the service level."""
    servers = erlang_c_servers(rate, mean_service, service.limit, service.late)
    while service.mean is not None and mmc(rate, mean_service, servers).mean_wait > service.mean:
        servers += 1
    return servers
