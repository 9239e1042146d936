"""The plan of one group on one weekday: what rules of thumb ask for, lines lead to and cuts prove, on its days so far.

Of a group that is one pool by the rules of the hall, with a certificate (`sim.staffing.hallcertificates`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from sim.staffing.descent import descended
from sim.staffing.firstplan import again, asked_of, by_thumb, check, first_plan, near_to, with_plan
from sim.staffing.hallcertificates import Certificates
from sim.staffing.linewise import bounded, cheapest, within
from sim.staffing.master import cover
from sim.staffing.plans import Key, Solved
from sim.staffing.playing import Halls
from sim.staffing.problem import Bounds, Menu, Oracle, Solution
from sim.staffing.solver import Search
from sim.staffing.weekdays import Weekdays

ISA = "isa"
"""What iterative staffing is called beside the rules of thumb."""
BOUNDING = 5.0
"""Seconds for a bound from the cuts that there are, where a search has had no time for one."""
WIDE = 0.1
"""What may be left to save with a confirmed plan, beyond which it is looked for another one."""
WHOLE = 2.0
"""Seconds for what lines say of whole clerks."""
STRICTER = 0.85
"""What a target over the day is multiplied by where it is missed."""
Tell = Callable[[str, Mapping[str, Any]], None]
"""Is told what happens, by a word and facts."""


@dataclass
class DayPlans(Weekdays):
    """Finds the plans of single days."""

    halls: Halls
    tell: Tell
    isa: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    """Windows by cell, by iterative staffing."""
    certificates: Certificates = field(init=False)
    convex: dict[Key, float] = field(default_factory=dict)
    """What lines say of the pools as sampled."""

    def mended(self, key: Key, one: Solved, places: tuple[int, ...], seconds: float, held: bool = False) -> Solved:
        """The plan of a day, with what it missed asked for more strictly; windows by half-hours `held` as they are."""
        if self.asked.level_of(key[0]).within == "day":
            return self._solve(key, one, seconds, part=STRICTER * one.part)
        floor = [a + (place in places) for place, a in enumerate(one.windows)]
        before = one.windows if held and self.asked.kind == "staff" else one.floor or (0,) * len(floor)
        floor = [new if place in places else old for place, (new, old) in enumerate(zip(floor, before, strict=True))]
        _, high = self.asked.bounds(*key, self.most(key[0]))
        return self._solve(key, one, seconds, tuple(map(min, floor, high)), one.part)

    def begun(self, key: Key) -> Solved:
        """The first plan of a group and weekday: one with a certificate, where that can be."""
        known = self.certificates.of(key, self.days_of(key), partial(self._say, key))
        if known is not None and known.lower == math.inf:
            none = Bounds(math.inf, math.inf, 0, 0, 0, 0.0)
            check(self.asked, *key, Solution(None, None, none, "infeasible"))
        confirmed = None if known is None else known.solution
        if confirmed is not None and confirmed.bounds.gap <= WIDE:
            self.tell(
                "solved", {"group": key[0], "day": key[1], "bounds": confirmed.bounds, "status": confirmed.status}
            )
            return self._as_solved(key, confirmed, known.lower if known else 0.0)
        one = self._solve(key, None, self.asked.seconds)
        if known is None or one.solution.status == "interrupted":
            return one
        if confirmed is not None and confirmed.cost <= one.solution.cost:
            return self._as_solved(key, confirmed, known.lower)
        proven = one.solution.status != "optimal" or known.lower >= one.solution.cost
        return replace(
            one, least=known.lower, solution=one.solution if proven else replace(one.solution, status="days")
        )

    def by_rule(self, key: Key) -> Solved:
        """A plan that covers what a rule of thumb asks for. Raises `KeyboardInterrupt` where no shifts do.

        Where looking for a certificate was broken off, the plan that it had.
        """
        known = self.certificates.certain.get(key)
        if known is not None and known.solution is not None:
            return self._as_solved(key, replace(known.solution, status="interrupted"), known.lower)
        menu = self.asked.menu(*key, (), self.most(key[0]))
        asks = next(iter(self.rules(key).values()))
        found = cover(menu, asked_of(asks, self.asked.cells[key[1]], menu)).counts
        if found is None:
            raise KeyboardInterrupt
        bounds = Bounds(0.0, menu.cost(found), 0, 0, 0, 0.0)
        return self._as_solved(key, Solution(found, menu.windows(found), bounds, "interrupted"), 0.0)

    def _as_solved(self, key: Key, solution: Solution, least: float) -> Solved:
        starts = {name: tuple(asks) for name, asks in self.rules(key).items()}
        return Solved(self.days[key], solution, least, {**starts, ISA: self.isa[key]})

    def _say(self, key: Key, bounds: Bounds) -> None:
        """Tell how far a search has come."""
        self.tell("bounds", {"group": key[0], "day": key[1], "bounds": bounds})

    def _solve(
        self, key: Key, before: Solved | None, seconds: float, floor: tuple[int, ...] = (), part: float = 1.0
    ) -> Solved:
        asked, (group, day) = self.asked, key
        days, oracle = self.days[key], self.oracle(key, part)
        menu = asked.menu(group, day, floor, self.most(group))
        guide, strict = self.guides(key, part)
        began = time.perf_counter()
        plan = self.near(key, menu, oracle, before, seconds / 2.0, part)
        if before is not None and plan is not None and before.solution.status != "optimal":
            solution = again(menu, plan, before.solution, time.perf_counter() - began)
        else:
            search = Search(menu, oracle, None, asked.gap, partial(self._say, key), guide=guide, strict=strict)
            search.allow(max(seconds - (time.perf_counter() - began), asked.seconds / 3.0))
            solution = with_plan(menu, self._searched(search, plan), plan)
        if solution.counts is None and solution.status == "time":
            solution = first_plan(menu, strict or oracle, solution)
        if before is not None and solution.status == "infeasible":
            return before  # no plan does what is asked more strictly: how the hall is served by this one is told
        check(asked, group, day, solution)
        self.tell("solved", {"group": group, "day": day, "bounds": solution.bounds, "status": solution.status})
        least = solution.bounds.lower if before is None else before.least
        return Solved(
            days, solution, least, {**oracle.starts(), ISA: self.isa[key]}, part, floor, self.convex.get(key, 0.0)
        )

    def near(
        self, key: Key, menu: Menu, oracle: Oracle, before: Solved | None, seconds: float, part: float = 1.0
    ) -> tuple[int, ...] | None:
        """A plan by rules of thumb and along lines (`sim.staffing.tangents`), without what can be spared.

        Or one by the plan before, if there is one, with no windows fewer of those that it had by half-hours: that they
        are not missed on some days is little reason to take them away again. None of a pool of the books.
        """
        asked, cells = self.asked, self.asked.cells[key[1]]
        if asked.plain is not None:
            return None
        if before is not None:
            need = tuple(map(max, before.windows, menu.floor or before.windows))
            if asked.kind == "staff" and asked.level_of(key[0]).within == "half_hour":
                menu = replace(menu, floor=need)
            return near_to(menu, oracle, need, seconds)
        plan = by_thumb(menu, oracle, lambda part: self.rules(key, part) | {ISA: self.isa[key]}, cells)
        if plan is None:
            return None
        left = within(seconds / 2.0)
        lines, _ = bounded(menu, oracle, asked.service(key[0], part), left, probes=False)
        if lines is not None:
            plan = cheapest(lines.plans(menu.cost(plan), left)) or plan
            lines.keep(np.array(menu.windows(plan)))
            self.convex[key] = lines.convex(WHOLE).lower
        return descended(menu, oracle, plan, seconds / 2.0)

    @staticmethod
    def _searched(search: Search, plan: tuple[int, ...] | None) -> Solution:
        """What a search finds that begins with a plan, if there is one."""
        if plan is not None:
            search.mend(search.menu.windows(plan))
        solution = search.run()
        if solution.status != "time" or solution.bounds.lower > 0.0:
            return solution
        bound = min(search.master.solve(BOUNDING).bound, solution.bounds.upper)
        return replace(solution, bounds=replace(solution.bounds, lower=bound))
