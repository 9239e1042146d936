"""The cheapest shifts of a menu under linear cuts, by HiGHS, in fractions or whole."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from sim.staffing.days import Floats
from sim.staffing.interrupts import heard
from sim.staffing.problem import Menu

ROUNDING = 1e-9
SAFE = 1e-6
"""Share by which a bound is taken down for the tolerance of the linear programme."""


class Cut(NamedTuple):
    """A linear cut: slopes x windows come to `least` or more."""

    slopes: Floats
    """(cells)"""
    least: float
    condition: int


class Programme:
    """The cheapest shifts of a menu under linear cuts, by HiGHS, in fractions or whole."""

    def __init__(self, menu: Menu) -> None:
        self.menu = menu
        self.cover = menu.cover
        self.costs = np.array([shift.cost for shift in menu.shifts], dtype=np.float64)
        self.most = np.array([menu.most.get(shift.name, math.inf) for shift in menu.shifts])
        names = [shift.name for shift in menu.shifts]
        rows = [self.cover.astype(np.float64)]
        low: list[float] = [*map(float, menu.floor or (0,) * menu.cells)]
        high: list[float] = [*map(float, menu.ceiling or (math.inf,) * menu.cells)]
        for limit in menu.limits:
            rows.append(np.array([[limit.weights.get(name, 0) for name in names]], dtype=np.float64))
            low.append(-math.inf if limit.low is None else limit.low)
            high.append(math.inf if limit.high is None else limit.high)
        self._rows, self._low, self._high = np.vstack(rows), np.array(low), np.array(high)

    def below(self) -> tuple[Floats, Floats]:
        """What limits the choice, as rows (rows, shifts) that come to no more than numbers (rows)."""
        rows, most = np.vstack([self._rows, -self._rows]), np.concatenate([self._high, -self._low])
        return rows[most < math.inf], most[most < math.inf]

    def solve(self, cuts: Iterable[Cut], whole: bool, seconds: float, below: float = math.inf) -> tuple[float, Floats]:
        """No shifts that pass the cuts cost less, and such shifts (counts); a bound alone where none was found in time.

        Infinite where there are none, or none for less than `below`.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        every = list(cuts)
        rows = [self._rows, *((cut.slopes @ self.cover)[None] for cut in every)]
        low = [*self._low, *(cut.least - ROUNDING for cut in every)]
        high = [*self._high, *(math.inf for _ in every)]
        if below < math.inf:
            rows, low, high = [*rows, self.costs[None]], [*low, -math.inf], [*high, below]
        found: Any = milp(
            self.costs,
            integrality=np.full(len(self.costs), int(whole)),
            bounds=Bounds(0.0, self.most),
            constraints=LinearConstraint(np.vstack(rows), low, high),
            options={"time_limit": max(seconds, 0.05)},
        )
        heard()
        if found.status == 2:
            return math.inf, np.zeros(0)
        bound = found.fun if not whole else found.mip_dual_bound
        counts = np.zeros(0) if found.x is None else np.asarray(found.x)
        return (0.0 if bound is None else max(0.0, float(bound)) * (1.0 - SAFE)), counts
