"""Shifts for several groups that keep a level on design days: straight lines through what one window changes, again and
again.

At some windows what each condition is missed by is known, and what it would be with one window more or less in any cell
(group and period). Along these straight lines the cheapest shifts are found, near to where they hold; then all is looked
at there. It is a heuristic: what it finds is verified, and nothing is said of what it does not find.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.staffing.days import Floats, Ints
from sim.staffing.interrupts import heard
from sim.staffing.master import WORKERS, solver_module
from sim.staffing.multipool import MultiPool
from sim.staffing.problem import ShiftType

PARTS = 100_000
"""Parts of a share of people, or of a unit of cost, that are told apart in the programme."""
FAR = 4
"""Windows in a cell by which a plan may differ from where the lines hold, at first."""
SOLVING = 4.0
"""Seconds for a programme."""


@dataclass(frozen=True)
class Lines:
    """What one window changes, at some windows."""

    windows: Ints
    """(groups, periods)"""
    excess: Floats
    """(conditions) What each is missed by; above 0 it is missed."""
    more: Floats
    """(groups, periods, conditions) What one window more changes in that."""
    less: Floats
    """(groups, periods, conditions) And one window less."""


def lines(pool: MultiPool, windows: Ints, level: float, z: float) -> Lines:
    """The lines through some windows."""
    pool.late(windows, keep=True)
    excess = pool.excess(windows, level, z).ravel()
    more, less = np.zeros((*windows.shape, len(excess))), np.zeros((*windows.shape, len(excess)))
    for cell in np.ndindex(windows.shape):
        trial = windows.copy()
        trial[cell] += 1
        more[cell] = np.minimum(pool.excess(trial, level, z).ravel() - excess, 0.0)
        if windows[cell]:
            trial[cell] -= 2
            less[cell] = np.maximum(pool.excess(trial, level, z).ravel() - excess, 0.0)
    return Lines(windows, excess, more, less)


class Programme:
    """The cheapest shifts along lines."""

    def __init__(self, shifts: Sequence[ShiftType], prices: Sequence[float]) -> None:
        self.cover = np.array([shift.covers for shift in shifts], dtype=np.int64)
        self.cost = np.outer(prices, [shift.cost for shift in shifts])
        self.cp = solver_module()

    def windows(self, counts: Ints) -> Ints:
        """(groups, periods) of clerks by (groups, shifts)."""
        return np.asarray(counts @ self.cover)

    def solve(
        self, at: Lines, far: int, penalty: float, most: float | None = None, hint: Ints | None = None,
        seconds: float = SOLVING,
    ) -> Ints | None:  # fmt: skip
        """(groups, shifts) The cheapest, a share of people too many late in a condition costing `penalty`.

        They cost at most `most`, and differ by at most so `far` from where the lines hold, in any cell.
        """
        model = self.cp.CpModel()
        groups, periods = at.windows.shape
        counts = [[model.new_int_var(0, 99, "") for _ in self.cover] for _ in range(groups)]
        change = {}
        for group, period in np.ndindex(groups, periods):
            up, down = model.new_int_var(0, far, ""), model.new_int_var(0, min(far, int(at.windows[group, period])), "")
            of = [count for count, covers in zip(counts[group], self.cover[:, period], strict=True) if covers]
            model.add(sum(of) == int(at.windows[group, period]) + up - down)
            change[group, period] = up, down
        short = []
        for condition in range(len(at.excess)):
            terms = [
                round(slope * PARTS) * variable
                for cell, pair in change.items()
                for slope, variable in zip((at.more[cell][condition], at.less[cell][condition]), pair, strict=True)
                if abs(slope) * PARTS >= 1.0
            ]
            lacking = model.new_int_var(0, 4 * PARTS, "")
            model.add(sum(terms) + math.ceil(at.excess[condition] * PARTS) <= lacking)
            short.append(lacking)
        cost = sum(round(price * PARTS) * count for one, row in zip(self.cost, counts, strict=True) for price, count in zip(one, row, strict=True))
        if most is not None:
            model.add(cost <= round(most * PARTS))
        model.minimize(cost + round(penalty) * sum(short))
        if hint is not None:
            for row, numbers in zip(counts, hint, strict=True):
                for variable, number in zip(row, numbers, strict=True):
                    model.add_hint(variable, int(number))
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = WORKERS
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(model)
        heard()
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None
        return np.array([[solver.value(count) for count in row] for row in counts], dtype=np.int64)
