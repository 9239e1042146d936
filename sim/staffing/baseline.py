"""What a planner has today: the rules of thumb by Erlang C, and the covering programme over them.

- SIPP: each period by itself, as if its rate had lasted for ever (Green, Kolesar and Soares 2001).
- lagged SIPP: the same, of the rate one mean service earlier (Green, Kolesar and Soares 2001).
- MOL: the same, of the largest number that would be busy in the period were there windows without end (Jennings,
  Mandelbaum, Massey and Whitt 1996).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.staffing.problem import Service
from sim.theory import erlang_c_servers, mmc, offered_load

METHODS = ("sipp", "lagged_sipp", "mol")
POINTS = 31
"""Moments of a period at which the offered load is looked at, both ends among them."""


def starts_of(
    rates: Sequence[float], mean_service: float, service: Service, period: float
) -> Mapping[str, tuple[int, ...]]:
    """Windows by period, by the METHODS; `rates` are arrivals an hour, times minutes.

    A level that is to hold over the day is asked of every period. A period to which nobody comes needs none, by these
    rules.
    """
    arrivals = np.asarray(rates, dtype=np.float64) / 60.0
    moments = [np.linspace(p * period, (p + 1) * period, POINTS) for p in range(len(rates))]
    loads = [offered_load(times, arrivals.tolist(), mean_service, period) for times in moments]
    return {
        "sipp": _servers(arrivals, mean_service, service),
        "lagged_sipp": _servers(_lagged(arrivals, mean_service, period), mean_service, service),
        "mol": _servers(np.array([load.max() for load in loads]) / mean_service, mean_service, service),
    }


def _lagged(arrivals: np.ndarray[tuple[int], np.dtype[np.float64]], lag: float, period: float) -> np.ndarray[
    tuple[int], np.dtype[np.float64]
]:
    """Mean rate of each period one `lag` earlier; nobody came before the first."""
    edges = np.arange(len(arrivals) + 1) * period
    so_far = np.concatenate([[0.0], np.cumsum(arrivals * period)])
    return np.diff(np.interp(edges - lag, edges, so_far)) / period


def _servers(
    arrivals: np.ndarray[tuple[int], np.dtype[np.float64]], mean_service: float, service: Service
) -> tuple[int, ...]:
    return tuple(_fewest(float(rate), mean_service, service) if rate > 0.0 else 0 for rate in arrivals)


def _fewest(rate: float, mean_service: float, service: Service) -> int:
    """Fewest windows with which a queue in the long run keeps the service level."""
    servers = erlang_c_servers(rate, mean_service, service.limit, service.late)
    while service.mean is not None and mmc(rate, mean_service, servers).mean_wait > service.mean:
        servers += 1
    return servers
