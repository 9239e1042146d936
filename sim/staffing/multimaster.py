"""The cheapest shifts of several groups under linear cuts: a bound by a linear programme, plans by CP-SAT."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from sim.errors import Fault, InputError
from sim.staffing.days import Floats, Ints
from sim.staffing.interrupts import heard
from sim.staffing.master import WORKERS, solver_module
from sim.staffing.multilines import Cut
from sim.staffing.multipool import Group
from sim.staffing.problem import ShiftType

PARTS = 10_000
"""Parts of a share of people that are told apart in plans."""
CENTS = 1000
"""Parts of a unit of cost."""
MOST = 40
"""Clerks of a group on one shift, in plans."""
SAFE = 1e-6
"""Share by which a bound is taken down for the tolerance of the linear programme."""


class Programme:
    """Shifts to choose from, for each group, and what they cost."""

    def __init__(self, shifts: Sequence[ShiftType], groups: Sequence[Group]) -> None:
        self.shifts, self.groups = tuple(shifts), tuple(groups)
        self.cover = np.array([shift.covers for shift in shifts], dtype=np.int64)
        self.prices = np.outer([group.price for group in groups], [shift.cost for shift in shifts])
        self.opens = self.cover.sum(axis=0) > 0
        """(periods) Where any shift opens windows."""
        self._opens = np.kron(np.eye(len(groups)), self.cover.T)

    def windows(self, counts: Ints | Floats) -> Ints:
        """(groups, periods) Windows of clerks by (groups, shifts), rounded."""
        return np.asarray(np.rint(counts @ self.cover), dtype=np.int64)

    def cost(self, counts: Ints) -> float:
        """Cost of clerks by (groups, shifts)."""
        return float((counts * self.prices).sum())

    def bound(self, cuts: Iterable[Cut]) -> tuple[float, Floats, Floats]:
        """No plan that passes the cuts costs less; clerks by (groups, shifts), in fractions, that cost as much.

        And by cut its shadow price, the cost of asking for one more of what slopes x windows come to.

        Raises `InputError` where no shifts pass them.
        """
        from scipy.optimize import linprog

        every = list(cuts)
        if not every:
            return 0.0, np.zeros(self.prices.shape), np.zeros(0)
        slopes, least = zip(*every, strict=True)
        found = linprog(
            self.prices.ravel(), A_ub=-(np.array(slopes) @ self._opens), b_ub=-np.array(least), method="highs"
        )
        if not found.success:
            raise InputError(Fault("no shifts keep the service level", "add shifts, or relax the level", "shifts"))
        return (
            float(found.fun or 0.0) * (1.0 - SAFE),
            np.asarray(found.x).reshape(self.prices.shape),
            -np.asarray(found.ineqlin.marginals, dtype=np.float64),
        )

    def plan(self, cuts: Iterable[Cut], seconds: float, below: float, hint: Ints | None = None) -> Ints | None:
        """(groups, shifts) Cheap clerks that pass the cuts, for less than `below`, found in so many seconds."""
        cp = solver_module()
        model = cp.CpModel()
        counts = [model.new_int_var(0, MOST, "") for _ in range(self.prices.size)]
        windows = [model.new_int_var(0, MOST * len(counts), "") for _ in self._opens]
        for number, row in zip(windows, self._opens, strict=True):
            model.add(number == sum(counts[place] for place in np.flatnonzero(row)))
        for slopes, least in cuts:
            weights = np.rint(slopes * PARTS).astype(int)
            model.add(
                sum(int(weights[cell]) * windows[cell] for cell in np.flatnonzero(weights)) >= math.ceil(least * PARTS)
            )
        prices = np.rint(self.prices.ravel() * CENTS).astype(int)
        cost = sum(int(price) * count for price, count in zip(prices, counts, strict=True))
        if below < math.inf:
            model.add(cost < math.floor(below * CENTS))
        model.minimize(cost)
        for variable, number in zip(counts, () if hint is None else hint.ravel(), strict=False):
            model.add_hint(variable, int(number))
        solver = cp.CpSolver()
        solver.parameters.num_workers, solver.parameters.max_time_in_seconds = WORKERS, seconds
        status = solver.solve(model)
        heard()
        if status not in (cp.OPTIMAL, cp.FEASIBLE):
            return None
        return np.array([solver.value(count) for count in counts], dtype=np.int64).reshape(self.prices.shape)
