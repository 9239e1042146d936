"""Shifts that cover only the windows needed: cheaper at times than the shifts of the days that they are needed on.

A search ends on the days that it was begun with, or too soon; on the days under its own plan fewer windows may be
enough, as contracts and people are told. What they are rostered by is tried without contracts, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sim.staffing.alternatives import SAME
from sim.staffing.interrupts import heard
from sim.staffing.master import cover
from sim.staffing.planning import Planner
from sim.staffing.plans import Key, Planned, Solved
from sim.staffing.problem import Solution
from sim.staffing.rostering import Needs, raised, trimmed

TRIALS = 3
"""Times that shifts for the windows needed are tried in the whole hall, with those that were missed there."""


def covered(planner: Planner, planned: Planned) -> Planned:
    """The plan; or shifts that cover what it needs, where they cost less and keep the service twice, on new days.

    Windows are as the plan has them where all groups are staffed jointly, or lateness is worked out exactly.
    """
    asked = planner.asked
    if asked.jointly or asked.kind != "roster" or asked.plain is not None or not planned.verified:
        return planned
    firsts = [*planner.firsts()]
    needs: Needs = {key: trimmed(planner, planned, key) for key in firsts}
    for _ in range(TRIALS):
        cheaper = {key: _covering(planner, key, planned.solved[key], needs[key]) for key in firsts}
        solved = planner.everywhere(cheaper)
        if sum(one.solution.cost for one in solved.values()) >= planned.hours * (1.0 - SAME):
            return planned
        missed = _missed(planner, solved)
        if not missed:
            spec = planner.hall(solved)
            planner.certificates.hold_against(spec)
            return replace(planned, solved=solved, spec=spec)
        needs = raised(needs, {(group, asked.together(day)[0]): places for (group, day), places in missed.items()})
    return planned


def _missed(planner: Planner, solved: Mapping[Key, Solved]) -> dict[Key, tuple[int, ...]]:
    """What plans miss in the whole hall on new days, twice as many as a plan is tried on at a time."""
    played = planner.halls.play({"covered": planner.hall(solved)}, 2 * planner.asked.replications)["covered"]
    return planner.missed(played)


def _covering(planner: Planner, key: Key, one: Solved, need: tuple[int, ...]) -> Solved:
    """The plan of a day, with the cheapest shifts that open these windows where those cost less.

    A plan that many fresh days have confirmed is not given up for one that a few have.
    """
    if planner.certificates.kind(key, one.solution) == "statistical":
        return one
    menu = planner.asked.menu(*key, one.floor, planner.most(key[0]))
    counts = cover(menu, need).counts
    heard()
    if counts is None or menu.cost(counts) >= one.solution.cost * (1.0 - SAME):
        return one
    cost = menu.cost(counts)
    bounds = replace(one.solution.bounds, upper=cost, lower=min(one.solution.bounds.lower, cost))
    solution = Solution(counts, menu.windows(counts), bounds, "taken")
    return replace(one, solution=solution, least=min(one.least, cost))
