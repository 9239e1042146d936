"""Distributions over the states of a pool, and what states are worth, between and at changes of windows.

A state is (excess, number in the pool), as in `sim.theory.transient`. Arrays have as many rows as there may be excess:
rows that hold next to nothing are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.staffing.chain import carried, looked_back
from sim.theory import offered_load
from sim.theory.end_of_shift import EndOfShift, change_windows

Array = NDArray[np.float64]
NOTHING = 1e-14
"""Probability that a row of excess may hold and be left out."""
UNSEEN = 1e-10
"""Chance that so many windows are all busy at once, beyond which no more are counted."""

_NO_REWARD = np.zeros((0, 0))


def enough_windows(rates: Sequence[float], mean_service: float, period: float) -> tuple[int, ...]:
    """By period, a number of windows of which all are never busy, but for a chance of UNSEEN, were there so many.

    With servers without end the number busy is Poisson (Eick, Massey and Whitt 1993a). Where a crowd has gathered
    before windows open, more might be of use: as they are not counted, a plan that is found to keep a level keeps it.
    """
    from scipy.stats import poisson

    times = np.linspace(0.0, period * len(rates), 8 * len(rates) + 1)
    per_minute = [rate / 60.0 for rate in rates]
    busiest = float(offered_load(times.tolist(), per_minute, mean_service, period).max())
    return (int(poisson.isf(UNSEEN, busiest)) + 1,) * len(rates)


class States:
    """A pool whose clerks each serve `service` people a minute, with at most `size` - 1 people."""

    def __init__(self, service: float, rule: EndOfShift, size: int) -> None:
        self.service, self.rule, self.size = service, rule, size
        self._changes: dict[tuple[int, int], Array] = {}

    def empty(self) -> Array:
        """Nobody is there, for certain."""
        states = np.zeros((1, self.size))
        states[0, 0] = 1.0
        return states

    def carried(self, states: Array, rate: float, windows: int, minutes: float) -> Array:
        """The distribution after some minutes in which `rate` people a minute come."""
        after: Array = carried(np.ascontiguousarray(states), rate, self.service, windows, minutes)
        return self._trimmed(after)

    def looked_back(self, values: Array, reward: Array | None, rate: float, windows: int, minutes: float) -> Array:
        """What states are worth some minutes before they are worth `values`, with `reward` a minute until then."""
        nothing = _NO_REWARD if reward is None else np.ascontiguousarray(reward)
        found: Array = looked_back(np.ascontiguousarray(values), nothing, rate, self.service, windows, minutes)
        return found

    def changed(self, states: Array, before: int, after: int) -> Array:
        """The distribution once the number of windows has changed."""
        if before == after:
            return states
        if self.rule != "hold":
            return states @ self._change(before, after)
        room = np.zeros((max(self.rows_after(len(states), before, after), len(states)), self.size))
        room[: len(states)] = states
        return self._trimmed(change_windows(room, before, after, "hold"))

    def unchanged(self, values: Array, before: int, after: int, rows: int) -> Array:
        """What the states before a change are worth, by what those after it are."""
        if before == after:
            return values[:rows]
        if self.rule != "hold":
            return np.ascontiguousarray((self._change(before, after) @ values.T).T)
        number, excess = np.arange(self.size)[None, :], np.arange(rows)[:, None]
        busy = np.where(excess > 0, before + excess, np.minimum(number, before))
        new = np.maximum(busy - after, 0)
        place = np.minimum(new, len(values) - 1)
        return np.where(busy <= number, values[place, number], 0.0)

    def rows_after(self, rows: int, before: int, after: int) -> int:
        """Rows of excess after a change of windows, of so many before it."""
        return max(1, rows + before - after) if self.rule == "hold" else 1

    def waiting(self, windows: int, rows: int) -> Array:
        """1 where who comes has to wait, else 0."""
        found = np.ones((rows, self.size))
        found[0, :windows] = 0.0
        return found

    def queue(self, windows: int, rows: int) -> Array:
        """How many wait."""
        excess, number = np.arange(rows)[:, None], np.arange(self.size)[None, :]
        return np.asarray(np.maximum(number - windows - excess, 0), dtype=np.float64)

    def drain(self, windows: int, rows: int) -> Array:
        """Minutes waited in all by those who wait when the doors have closed, by the state then."""
        waiting = self.queue(windows, rows)
        if windows < 1:
            return np.where(waiting > 0.0, np.inf, 0.0)
        until = np.cumsum(np.append(0.0, 1.0 / (windows + np.arange(1, rows))))[:, None]
        return np.asarray((waiting * until + waiting * (waiting + 1.0) / (2.0 * windows)) / self.service)

    def _change(self, before: int, after: int) -> Array:
        """(size, size) The chances of the numbers after a change, by the number before it."""
        if (before, after) not in self._changes:
            each = np.eye(self.size)[:, None, :]
            self._changes[before, after] = change_windows(each, before, after, self.rule)[:, 0, :]
        return self._changes[before, after]

    def _trimmed(self, states: Array) -> Array:
        rows = len(states)
        while rows > 1 and states[rows - 1].sum() < NOTHING:
            rows -= 1
        return np.ascontiguousarray(states[:rows])
