"""The cheapest shifts of several groups under linear cuts: a bound by a linear programme, plans by CP-SAT."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from sim.errors import Fault, InputError
from sim.staffing.days import Floats, Ints
from sim.staffing.interrupts import heard, solved
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
        self._may = np.array([[group.shifts is None or one.name in group.shifts for one in shifts] for group in groups])
        self._floor = np.concatenate([group.floor or (0,) * len(self.opens) for group in groups])
        self._ceiling = np.concatenate([group.ceiling or (math.inf,) * len(self.opens) for group in groups])
        self._limits = [
            (np.kron(np.arange(len(groups)) == place, [limit.weights.get(one.name, 0) for one in shifts]), limit)
            for place, group in enumerate(groups)
            for limit in group.limits
        ]

    def _rows(self) -> Iterator[tuple[Floats, float]]:
        """What else plans are held to: weights x clerks (groups x shifts) may come to so much at most."""
        for cell in np.flatnonzero(self._floor):
            yield -self._opens[cell], -float(self._floor[cell])
        for cell in np.flatnonzero(self._ceiling < math.inf):
            yield self._opens[cell], float(self._ceiling[cell])
        for weights, limit in self._limits:
            if limit.low is not None:
                yield -weights.astype(np.float64), -float(limit.low)
            if limit.high is not None:
                yield weights.astype(np.float64), float(limit.high)

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
        weights, most = self._held(every)
        if not len(most):
            return 0.0, np.zeros(self.prices.shape), np.zeros(0)
        bounds = [(0.0, None if may else 0.0) for may in self._may.ravel()]
        found = linprog(self.prices.ravel(), A_ub=weights, b_ub=most, bounds=bounds, method="highs")
        if not found.success:
            mend = "add shifts, or relax the level, floors, ceilings and limits"
            raise InputError(Fault("no shifts keep the service level", mend, "shifts"))
        return (
            float(found.fun or 0.0) * (1.0 - SAFE),
            np.asarray(found.x).reshape(self.prices.shape),
            -np.asarray(found.ineqlin.marginals[: len(every)], dtype=np.float64),
        )

    def _held(self, cuts: Sequence[Cut]) -> tuple[Floats, Floats]:
        """(rows, groups x shifts) weights, and (rows) what these x clerks may come to; first the cuts."""
        rows = [*((-slopes @ self._opens, -least) for slopes, least in cuts), *self._rows()]
        return np.array([row for row, _ in rows]).reshape(-1, self.prices.size), np.array([most for _, most in rows])

    def whole(self, cuts: Iterable[Cut], seconds: float) -> tuple[float, Ints | None]:
        """No plan of whole clerks that passes the cuts costs less, as far as that is found in so many seconds.

        And clerks by (groups, shifts) that cost as much, where they were found.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        weights, most = self._held(list(cuts))
        if not len(most) or seconds <= 0.0:
            return 0.0, None
        found = milp(
            self.prices.ravel(),
            constraints=LinearConstraint(weights, -np.inf, most),
            integrality=np.ones(self.prices.size, dtype=np.int64),
            bounds=Bounds(0.0, np.where(self._may.ravel(), np.inf, 0.0)),
            options={"time_limit": seconds},
        )
        bound = 0.0 if found.mip_dual_bound is None else max(0.0, float(found.mip_dual_bound) * (1.0 - SAFE))
        if not found.success:
            return bound, None
        return bound, np.rint(found.x).astype(np.int64).reshape(self.prices.shape)

    def plan(self, cuts: Iterable[Cut], seconds: float, below: float, hint: Ints | None = None) -> Ints | None:
        """(groups, shifts) Cheap clerks that pass the cuts, for less than `below`, found in so many seconds."""
        cp = solver_module()
        model = cp.CpModel()
        counts = [model.new_int_var(0, MOST if may else 0, "") for may in self._may.ravel()]
        tops = np.minimum(self._ceiling, MOST * len(counts)).astype(int)
        windows = [model.new_int_var(int(low), int(top), "") for low, top in zip(self._floor, tops, strict=True)]
        for number, row in zip(windows, self._opens, strict=True):
            model.add(number == sum(counts[place] for place in np.flatnonzero(row)))
        for slopes, least in cuts:
            weights = np.rint(slopes * PARTS).astype(int)
            model.add(
                sum(int(weights[cell]) * windows[cell] for cell in np.flatnonzero(weights)) >= math.ceil(least * PARTS)
            )
        for row, limit in self._limits:
            number = sum(int(row[place]) * counts[place] for place in np.flatnonzero(row))
            if limit.low is not None:
                model.add(number >= limit.low)
            if limit.high is not None:
                model.add(number <= limit.high)
        prices = np.rint(self.prices.ravel() * CENTS).astype(int)
        cost = sum(int(price) * count for price, count in zip(prices, counts, strict=True))
        if below < math.inf:
            model.add(cost < math.floor(below * CENTS))
        model.minimize(cost)
        for variable, number in zip(counts, () if hint is None else hint.ravel(), strict=False):
            model.add_hint(variable, int(number))
        solver = cp.CpSolver()
        solver.parameters.num_workers, solver.parameters.max_time_in_seconds = WORKERS, seconds
        status = solved(solver, model)
        heard()
        if status not in (cp.OPTIMAL, cp.FEASIBLE):
            return None
        return np.array([solver.value(count) for count in counts], dtype=np.int64).reshape(self.prices.shape)
