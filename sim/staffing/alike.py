"""Weekdays of the same demand: the cheapest of their plans that keeps the service on all their days is for all.

Each was found on days of its own, so that chance makes some dearer than others. On all days together it weighs less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from sim.spec import Spec, Weekday
from sim.staffing.mending import keeps
from sim.staffing.plans import Key, Solved
from sim.staffing.pooldays import joined
from sim.staffing.pools import oracle_of
from sim.staffing.problem import Solution
from sim.staffing.weekdays import Weekdays, demand_on


def alike(spec: Spec, days: Iterable[Weekday]) -> list[list[Weekday]]:
    """Weekdays on which the hall has the same hours, and people come for each matter as often and at the same times."""
    found: list[list[Weekday]] = []
    for day in days:
        same = next((those for those in found if demand_on(spec, those[0]) == demand_on(spec, day)), None)
        if same is None:
            found.append([day])
        else:
            same.append(day)
    return found


def levelled(pools: Weekdays, solved: Mapping[Key, Solved], kept: Collection[Key]) -> dict[Key, Solved]:
    """The plans, of weekdays that are alike the cheapest that keeps the service on all their days; `kept` as they are.

    A bound of a weekday that is above the plan, which it can be by chance, gives way to it.
    """
    asked, found = pools.asked, dict(solved)
    for days in alike(asked.now, asked.cells):
        for group in asked.groups:
            keys = [(group, day) for day in days if (group, day) in solved and (group, day) not in kept]
            if len(keys) < 2:
                continue
            every = joined([pools.days[key] for key in keys])
            oracle = oracle_of(every, asked.cells[days[0]], asked.service(group), asked.rule, None)
            for one in sorted((solved[key].solution for key in keys), key=lambda one: one.cost):
                if one.windows is not None and keeps(oracle, one.windows):
                    found |= {key: _with(solved[key], one) for key in keys if solved[key].solution.cost > one.cost}
                    break
    return found


def _with(one: Solved, plan: Solution) -> Solved:
    """A weekday with the plan of another."""
    own = one.solution
    bounds = replace(own.bounds, upper=plan.cost, lower=min(own.bounds.lower, plan.cost))
    solution = replace(own, counts=plan.counts, windows=plan.windows, bounds=bounds, status="taken")
    return replace(one, solution=replace(solution, ties=(), all_ties=False), least=min(one.least, plan.cost))
