"""A plan where the search had too little time for any: what a rule of thumb asks for, mended and covered."""

from __future__ import annotations

from dataclasses import replace

from sim.errors import Fault, InputError, ResultError
from sim.spec import Weekday
from sim.staffing.asked import Asked
from sim.staffing.master import cover
from sim.staffing.mending import raised
from sim.staffing.pools import OpenHours
from sim.staffing.problem import Menu, Solution


def first_plan(menu: Menu, oracle: OpenHours, solution: Solution) -> Solution:
    """The solution with a plan: the cheapest of the rules of thumb, mended and covered; as it was where none can be."""
    top = tuple(map(min, menu.ceiling, oracle.enough))
    needs = (raised(oracle, need, menu.floor, top) for need in oracle.starts().values())
    plans = [found.counts for need in needs if need is not None and (found := cover(menu, need)).counts is not None]
    if not plans:
        return solution
    counts = min(plans, key=menu.cost)
    cost = menu.cost(counts)
    bounds = replace(solution.bounds, upper=cost, lower=min(solution.bounds.lower, cost))
    return replace(solution, counts=counts, windows=menu.windows(counts), bounds=bounds)


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
        mend = "let staffing.ceiling have more windows, add shifts, or ask for less"
        raise InputError(Fault(problem, mend, "staffing"))
    raise ResultError(f"no plan for {group} on {day} was found in {asked.seconds:g} s: allow more (--seconds)")
