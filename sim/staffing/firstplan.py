"""Plans to begin with: what rules of thumb ask for, at the loosest target with which the pool keeps the level."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sim.errors import Fault, InputError, ResultError
from sim.spec import Weekday
from sim.staffing.asked import Asked
from sim.staffing.descent import descended
from sim.staffing.master import cover
from sim.staffing.mending import keeps, raised
from sim.staffing.menus import Cells
from sim.staffing.problem import Menu, Oracle, Solution

PARTS = (*(9.0, 7.0, 5.0, 3.5, 2.5, 1.8, 1.3, 1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.22, 0.16, 0.11, 0.07, 0.04, 0.02),)
"""Of the target, which rules of thumb are asked for: the largest does with which the target itself is kept."""
Rules = Callable[[float], Mapping[str, Sequence[int]]]
"""By name of a rule of thumb the windows by cell that it asks for, of such a part of the target."""


def asked_of(asks: Sequence[int], cells: Cells, menu: Menu) -> list[int]:
    """Windows by cell that a rule asks for, with one at least from the first half-hour on in which anybody comes."""
    first = next((cell for cell, n in enumerate(asks) if n), len(asks))
    least = [int(cell >= first and is_open) for cell, is_open in enumerate(cells.open)]
    return [
        min(max(n, least[cell]) * cells.open[cell], menu.ceiling[cell] if menu.ceiling else n)
        for cell, n in enumerate(asks)
    ]


def by_thumb(menu: Menu, oracle: Oracle, rules: Rules, cells: Cells) -> tuple[int, ...] | None:
    """The cheapest plan, clerks by shift, of those by rules of thumb that keep all conditions; None where none does.

    Each rule is asked for the largest of the PARTS with which its plan does, found by halving them.
    """
    best: tuple[int, ...] | None = None
    for method in rules(1.0):
        low, high = 0, len(PARTS) - 1
        while low <= high:
            middle = (low + high) // 2
            found = cover(menu, asked_of(rules(PARTS[middle])[method], cells, menu)).counts
            if found is None or not keeps(oracle, menu.windows(found)):
                low = middle + 1
                continue
            high = middle - 1
            if best is None or menu.cost(found) < menu.cost(best):
                best = found
    return best


def near_to(menu: Menu, oracle: Oracle, windows: Sequence[int], seconds: float) -> tuple[int, ...] | None:
    """A plan for these windows, raised where they miss a condition, with what can be spared taken away.

    None where no plan is found so.
    """
    top = tuple(map(min, menu.ceiling, oracle.enough)) if menu.ceiling else oracle.enough
    need = raised(oracle, windows, menu.floor or (0,) * menu.cells, top)
    found = None if need is None else cover(menu, need).counts
    if found is None or not keeps(oracle, menu.windows(found)):
        return None
    return descended(menu, oracle, found, seconds)


def with_plan(menu: Menu, solution: Solution, counts: Sequence[int] | None) -> Solution:
    """The solution with a plan from elsewhere that keeps all conditions, where that is the cheaper."""
    if counts is None or solution.status == "infeasible" or menu.cost(counts) >= solution.cost:
        return solution
    cost = menu.cost(counts)
    bounds = replace(solution.bounds, upper=cost, lower=min(solution.bounds.lower, cost))
    status = "optimal" if bounds.gap <= 0.0 and solution.status != "interrupted" else solution.status
    return replace(
        solution,
        counts=tuple(counts),
        windows=menu.windows(counts),
        bounds=bounds,
        status=status,
        ties=(),
        all_ties=False,
    )


def again(menu: Menu, counts: Sequence[int], before: Solution, seconds: float) -> Solution:
    """A plan in the place of one before, whose bound stands: nothing has been asked for less strictly."""
    cost = menu.cost(counts)
    bounds = replace(before.bounds, upper=cost, lower=min(before.bounds.lower, cost), seconds=seconds)
    return replace(before, counts=tuple(counts), windows=menu.windows(counts), bounds=bounds, ties=(), all_ties=False)


def first_plan(menu: Menu, oracle: Oracle, solution: Solution) -> Solution:
    """The solution with a plan: the cheapest of the rules of thumb, mended and covered; as it was where none can be."""
    plans = [near_to(menu, oracle, need, 0.0) for need in oracle.starts().values()]
    return with_plan(menu, solution, min((plan for plan in plans if plan), key=menu.cost, default=None))


def check(asked: Asked, group: str, day: Weekday, solution: Solution) -> None:
    """Raises `InputError` where no plan of the menu does, and `ResultError` where none was found in time.

    An interrupt before there is any is passed on.
    """
    if solution.counts is not None:
        return
    if solution.status == "interrupted":
        raise KeyboardInterrupt
    if solution.status == "infeasible":
        problem = f"no plan for {group} on {day} keeps the service with these shifts and windows"
        other = "add shifts" if asked.kind == "roster" else "lower staffing.stays_open"
        mend = f"let staffing.ceiling have more windows or staffing.floor fewer, {other}, or ask for less"
        raise InputError(Fault(problem, mend, "staffing"))
    raise ResultError(f"no plan for {group} on {day} was found in {asked.seconds:g} s: allow more (--seconds)")
