"""The master problem: the cheapest shifts whose windows pass all cuts so far, by CP-SAT (OR-tools).

A rung z[p, v] says that there are v windows or more in cell p; a cut asks for one of several rungs. The rungs of a
cell make a ladder: its windows are at least those below the lowest rung, and what lies between rungs for each that is
reached. Without ladders the linear relaxation knows next to nothing of cuts; with them, cuts on two cells are all that
there is to know (a vertex cover of a bipartite graph: its linear relaxation has whole vertices).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sim.errors import Fault, InputError
from sim.staffing.interrupts import heard, noted, solved
from sim.staffing.problem import Menu

Cut = Mapping[int, int]
"""By cell, windows: some cell has as many, or more."""
WORKERS = 1
"""One finds the same each time, if time suffices, and no later than two."""
LARGEST_SCALE = 10_000
"""Parts of a unit of cost by which costs may be whole numbers."""
LARGEST = 1e6
"""What the largest cost is made of, where they are not, or have too many parts."""
MOST_CLERKS = 100_000
"""On one shift, whatever limits ask for."""
ROUNDING = 1e-6
HARDLY = 0.05
"""Seconds that are too few to begin."""
LINEAR = 2
"""How much of the model CP-SAT's linear relaxation has: all that it can."""


@dataclass(frozen=True)
class Found:
    """What the master has found."""

    counts: tuple[int, ...] | None
    """Clerks by shift; null where there is no such plan, or none was found in time."""
    bound: float
    """No plan that passes the cuts costs less; infinite where there is none."""
    proven: bool
    """Whether the plan is the cheapest, or there is certainly none."""


def solver_module() -> Any:
    """CP-SAT's module. Raises `InputError` where OR-tools is not installed."""
    try:
        # An interrupt would look as if it were not installed.
        with noted():
            from ortools.sat.python import cp_model
    except ImportError:
        mend = "pip install 'onewindow[staffing]'"
        raise InputError(Fault("OR-tools, which finds the plans, is not installed", mend)) from None
    heard()
    return cp_model


class Master:
    """Shifts of a menu, with the cuts so far."""

    def __init__(self, menu: Menu, top: Sequence[int]) -> None:
        self.menu, self.cp = menu, solver_module()
        self.scale = _scale([shift.cost for shift in menu.shifts])
        self._model: Any = self.cp.CpModel()
        self._rungs: dict[tuple[int, int], Any] = {}
        self._least = [*menu.floor] or [0] * menu.cells
        self._last: tuple[int, ...] | None = None
        most = _most(menu, top)
        self._counts = [
            self._model.new_int_var(0, menu.most.get(shift.name, most), shift.name) for shift in menu.shifts
        ]
        self._windows = [self._cell(cell, most * len(menu.shifts)) for cell in range(menu.cells)]
        for limit in menu.limits:
            total = sum(
                limit.weights.get(shift.name, 0) * count for shift, count in zip(menu.shifts, self._counts, strict=True)
            )
            low, high = limit.low, limit.high
            self._model.add_linear_constraint(
                total, self.cp.INT_MIN if low is None else low, self.cp.INT_MAX if high is None else high
            )
        # Rounded down, so that the bound holds whatever the costs are.
        self._costs = [math.floor(shift.cost * self.scale + 1e-9) for shift in menu.shifts]
        self._cost = sum(cost * count for cost, count in zip(self._costs, self._counts, strict=True))
        self._model.minimize(self._cost)

    def _cell(self, cell: int, most: int) -> Any:
        """The number of windows in a cell, within what the hall has."""
        low = self.menu.floor[cell] if self.menu.floor else 0
        high = self.menu.ceiling[cell] if self.menu.ceiling else most
        if low > high:
            raise InputError(Fault(f"at least {low} windows, but at most {high}", "give them in order", f"cell {cell}"))
        found = self._model.new_int_var(low, high, f"windows {cell}")
        of = [count for shift, count in zip(self.menu.shifts, self._counts, strict=True) if shift.covers[cell]]
        self._model.add(found == sum(of))
        return found

    def add(self, cut: Cut) -> None:
        """Ask for one of the cut's rungs; for none there is no plan."""
        if len(cut) == 1:
            ((cell, windows),) = cut.items()
            self._least[cell] = max(self._least[cell], windows)
            self._model.add(self._windows[cell] >= windows)
        else:
            self._model.add_bool_or([self._rung(cell, windows) for cell, windows in cut.items()])

    def forbid(self, counts: Sequence[int]) -> None:
        """Ask for another plan than this one."""
        differs = []
        for number, (variable, count) in enumerate(zip(self._counts, counts, strict=True)):
            for sign in (-1, 1):
                other = self._model.new_bool_var(f"other {number}")
                bound = variable <= count - 1 if sign < 0 else variable >= count + 1
                self._model.add(bound).only_enforce_if(other)
                differs.append(other)
        self._model.add_bool_or(differs)

    def lost(self, counts: Sequence[int]) -> float:
        """How much dearer a plan is than its cost in whole parts, which is what a bound rests on."""
        pairs = zip(self.menu.shifts, self._costs, counts, strict=True)
        return sum((shift.cost - cost / self.scale) * count for shift, cost, count in pairs)

    def at_most(self, cost: float) -> None:
        """Ask for no dearer a plan."""
        self._model.add(self._cost <= math.floor(cost * self.scale + 1e-6))

    def solve(self, seconds: float, hint: Sequence[int] | None = None) -> Found:
        """The cheapest plan that passes the cuts so far, in at most so many seconds."""
        solver = self._solver(seconds)
        self._model.clear_hints()
        for variable, count in zip(self._counts, hint or self._last or (), strict=False):
            self._model.add_hint(variable, count)
        model = self._with_ladders()
        status = solved(solver, model)
        heard()
        if status == self.cp.INFEASIBLE:
            return Found(None, math.inf, True)
        if status == self.cp.MODEL_INVALID:
            raise AssertionError(model.validate())
        bound = max(0.0, math.ceil(solver.best_objective_bound - 1e-6) / self.scale)
        if status == self.cp.UNKNOWN:
            return Found(None, bound, False)
        counts = tuple(int(solver.value(variable)) for variable in self._counts)
        self._last = counts
        return Found(counts, bound, status == self.cp.OPTIMAL)

    def nearest(self, need: Sequence[int], cost: float, seconds: float) -> tuple[int, ...] | None:
        """A plan that passes the cuts so far, costs at most so much, and falls little short of `need` in all cells.

        As little as can be found in so many seconds; null where none is found.
        """
        model = self._with_ladders()
        short = []
        for cell, (windows, most) in enumerate(zip(self._windows, need, strict=True)):
            lacking = model.new_int_var(0, max(int(most), 0), f"lacking {cell}")
            model.add(lacking >= int(most) - model.get_int_var_from_proto_index(windows.index))
            short.append(lacking)
        counts = [model.get_int_var_from_proto_index(count.index) for count in self._counts]
        of = sum(price * count for price, count in zip(self._costs, counts, strict=True))
        model.add(of <= math.floor(cost * self.scale + 1e-6))
        model.clear_objective()
        model.minimize(sum(short))
        solver = self._solver(seconds)
        status = solved(solver, model)
        heard()
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None
        return tuple(int(solver.value(count)) for count in counts)

    def _solver(self, seconds: float) -> Any:
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = WORKERS
        solver.parameters.max_time_in_seconds = max(seconds, HARDLY)
        solver.parameters.linearization_level = LINEAR
        return solver

    def _with_ladders(self) -> Any:
        """A copy of the model in which each cell's rungs make a ladder."""
        model = self._model.clone()
        rungs: dict[int, list[int]] = {}
        for cell, windows in sorted(self._rungs):
            if windows > self._least[cell]:
                rungs.setdefault(cell, []).append(windows)
        for cell, ladder in rungs.items():
            reached = [self._copied(model, self._rungs[cell, windows]) for windows in ladder]
            steps = [high - low for low, high in pairwise((self._least[cell], *ladder))]
            least = self._least[cell] + sum(step * rung for step, rung in zip(steps, reached, strict=True))
            model.add(self._copied(model, self._windows[cell]) >= least)
            for low, high in pairwise(reached):
                model.add_implication(high, low)
        return model

    def _copied(self, model: Any, variable: Any) -> Any:
        return model.get_int_var_from_proto_index(variable.index)

    def _rung(self, cell: int, windows: int) -> Any:
        if (cell, windows) not in self._rungs:
            rung = self._rungs[cell, windows] = self._model.new_bool_var(f"{cell} has {windows}")
            self._model.add(self._windows[cell] >= windows).only_enforce_if(rung)
            self._model.add(self._windows[cell] < windows).only_enforce_if(~rung)
        return self._rungs[cell, windows]


def cover(menu: Menu, need: Sequence[int], seconds: float = 10.0, hint: Sequence[int] | None = None) -> Found:
    """The covering programme: the cheapest shifts that open at least `need` windows in each cell."""
    master = Master(menu, need)
    for cell, windows in enumerate(need):
        if windows > 0:
            master.add({cell: int(windows)})
    return master.solve(seconds, hint)


def _most(menu: Menu, top: Sequence[int]) -> int:
    """Clerks on one shift of whom more are of no use: as many as there may be windows, or as limits may ask for.

    A limit may ask for so many on one shift for each on another, and a chain of limits for as many times more.
    """
    most = max([*top, *menu.floor], default=0)
    for limit in menu.limits:
        weights = [abs(weight) for weight in limit.weights.values() if weight]
        if weights and len(menu.shifts) > 1:
            most = most * max(1, sum(weights) // min(weights)) + abs(limit.low or 0)
    return min(most, MOST_CLERKS)


def unit(costs: Sequence[float]) -> float | None:
    """What all costs are multiples of; null where they are told apart by parts of it only."""
    scale = _scale(costs)
    parts = [round(cost * scale) for cost in costs]
    same = all(abs(part - cost * scale) < ROUNDING for part, cost in zip(parts, costs, strict=True))
    return math.gcd(*parts) / scale if parts and same else None


def _scale(costs: Sequence[float]) -> float:
    """Parts of a unit by which all costs are whole numbers, or as many as are told apart."""
    most = max(costs, default=1.0)
    parts = [Fraction(cost).limit_denominator(LARGEST_SCALE) for cost in costs]
    exact = all(abs(float(part) - cost) < 1e-9 * most for part, cost in zip(parts, costs, strict=True))
    scale = math.lcm(*(part.denominator for part in parts))
    return float(scale) if exact and scale <= LARGEST_SCALE and scale * most <= LARGEST else LARGEST / most
