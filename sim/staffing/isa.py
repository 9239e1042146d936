"""Iterative staffing: windows by half-hour from how many people there are in a hall that is played, again and again.

Feldman, Mandelbaum, Massey and Whitt (2008), Staffing of time-varying queues to achieve time-stable performance: begin
with windows without end; read off for each time t the law of the number N(t) that waits or is served; take the least
c(t) with P(N(t) >= c(t)) <= alpha; play the hall with these, and so on until they stay. Alpha is the chance to be
delayed that is wanted. A level of waits has one that is in the same place: the chance of a delay in Erlang's queue of
the busiest half-hour with the fewest windows that keep the level.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.spec import DAY, HALF_HOUR, Spec, Weekday
from sim.staffing.lines import inside
from sim.staffing.menus import Cells
from sim.staffing.pooldays import Tickets
from sim.staffing.problem import Service
from sim.theory import erlang_c, erlang_c_servers, mmc

MOMENTS = 6
"""Times of a half-hour at which people are counted."""
LARGEST = 0.8
"""The largest chance of a delay that is asked for: with a larger one numbers swing from one play to the next."""


def chance_of_delay(rates: Sequence[float], minutes: float, service: Service) -> float:
    """The chance to be delayed that stands for a level; `rates` are tickets an hour by cell, `minutes` of a clerk each.

    That of M/M/c in the busiest half-hour with the fewest windows that keep the level; source: this module.
    """
    rate = max(rates, default=0.0) / 60.0
    if rate <= 0.0:
        return service.late
    servers = erlang_c_servers(rate, minutes, service.limit, service.late)
    while service.mean is not None and mmc(rate, minutes, servers).mean_wait > service.mean:
        servers += 1
    return min(LARGEST, erlang_c(servers, rate * minutes))


def windows_for(played: Sequence[Tickets], spec: Spec, weekday: Weekday, cells: Cells, alpha: float) -> tuple[int, ...]:
    """(cells) The fewest windows c with P(N >= c) <= alpha at every moment of a half-hour, on the days of a weekday.

    The hall being closed there are none; whoever has come by its opening counts then.
    """
    days = [day for day in spec.calendar.measured if spec.calendar.is_open(day)]
    days = [day for day in days if spec.calendar.weekday(day) == weekday]
    steps = np.arange(MOMENTS) * HALF_HOUR / MOMENTS
    times = np.array(days)[:, None, None] * DAY + np.array(cells.starts)[None, :, None] + steps[None, None, :]
    numbers = np.stack([inside([one], times.ravel()).reshape(times.shape) for one in played])
    found = []
    for cell, is_open in enumerate(cells.open):
        each = numbers[:, :, cell, :].reshape(-1, MOMENTS)
        found.append(max(_fewest(each[:, moment], alpha) for moment in range(MOMENTS)) if is_open else 0)
    return tuple(found)


def between(before: Sequence[int], now: Sequence[int]) -> tuple[int, ...]:
    """Half the way from the windows that were played to those that the play asks for, so that they do not swing."""
    return tuple((a + b + 1) // 2 for a, b in zip(before, now, strict=True))


def _fewest(numbers: np.ndarray, alpha: float) -> int:
    """The least c with P(N >= c) <= alpha."""
    ordered = np.sort(numbers)[::-1]
    return int(ordered[min(int(alpha * len(ordered)), len(ordered) - 1)]) + 1 if ordered[0] > 0.0 else 0
