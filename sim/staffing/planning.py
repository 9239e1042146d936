"""A hall staffed: each group's days as pools, their cheapest plans, and whether these do in the whole hall.

The hall is played with so many windows that nobody waits: that gives the days of each pool. For these the cheapest plan
is found, and played in the whole hall on new replications. Where it misses the service there, what it misses is asked
for more strictly, on the days as they were under all plans so far, and so on (iterative staffing: Feldman, Mandelbaum,
Massey and Whitt 2008). What is answered was played, last of all, on replications that nothing was chosen by. Of groups
that are one pool by the rules of the hall, plan and bound come with a certificate (`sim.staffing.hallcertificates`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from sim.spec import Spec, Weekday
from sim.staffing.alike import levelled
from sim.staffing.descent import descended
from sim.staffing.firstplan import again, asked_of, by_thumb, check, first_plan, near_to, with_plan
from sim.staffing.hallcertificates import Certificates
from sim.staffing.halls import ample, rostered, with_windows
from sim.staffing.isa import between, chance_of_delay, windows_for
from sim.staffing.linewise import bounded, cheapest, within
from sim.staffing.master import cover
from sim.staffing.plans import Key, Planned, Solved, by_group, service_of_day
from sim.staffing.playing import Found, Halls
from sim.staffing.pooldays import Tickets
from sim.staffing.problem import Bounds, Menu, Oracle, Solution
from sim.staffing.solver import Search
from sim.staffing.weekdays import Weekdays
from sim.study.load import expected_minutes

ISA = "isa"
"""What iterative staffing is called beside the rules of thumb."""
ITERATIONS = 3
"""Times that the hall is played for it, at most."""
BOUNDING = 5.0
"""Seconds for a bound from the cuts that there are, where a search has had no time for one."""
ROUNDS = 12
"""Times that a plan is played and mended."""
MOST_TRIED, CLEARLY = 4, 1.0
"""Plays in which a plan is tried at a time, at most, and the standard errors beyond which it clearly misses."""
FEWEST = 1.0
"""Tickets a day; the service of half-hours with fewer is not looked at."""
MENDING = 0.5
"""Seconds that mending may take, over those of all searches."""
WIDE = 0.1
"""What may be left to save with a confirmed plan, beyond which it is looked for another one."""
WHOLE = 2.0
"""Seconds for what lines say of whole clerks."""
BEYOND_CHANCE = 4.0
"""Standard errors by which what is known exactly may be missed on a few days."""
ENOUGH = 10
"""Replications from which a standard error can be told."""
STRICTER = 0.85
"""What a target over the day is multiplied by where it is missed."""
Tell = Callable[[str, Mapping[str, Any]], None]
"""Is told what happens, by a word and facts."""


@dataclass
class Planner(Weekdays):
    """Finds the plans."""

    halls: Halls
    tell: Tell
    isa: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    """Windows by cell, by iterative staffing."""
    certificates: Certificates = field(init=False)
    convex: dict[Key, float] = field(default_factory=dict)
    """What lines say of the pools as sampled."""
    mending: float = field(init=False)
    """Seconds left for plans that miss the service."""

    def __post_init__(self) -> None:
        """The time for mending."""
        self.mending = MENDING * self.asked.searching

    def plan(self) -> Planned:
        """The plans. An interrupt ends it with those that there are; others are as a rule of thumb has them."""
        asked = self.asked
        self.begin()
        solved: dict[Key, Solved] = {}
        missed: dict[Key, tuple[int, ...]] = {}
        number, interrupted = 0, False
        try:
            if self.certificates.wanted:
                self.tell("drawing", {})
                self.certificates.source.get_ready()
            for key in self.firsts():
                solved[key] = self._begun(key)
                _go_on(solved[key])
            solved = self._levelled(solved)
            for number in range(1, ROUNDS + 1):
                self.tell("verifying", {"round": number})
                played, missed = self._tried_out(solved)
                self.tell("verified", {"round": number, "missed": sum(map(len, missed.values()))})
                if not missed or number == ROUNDS:
                    break
                self.take(played, more=number > 1)
                self._mend(solved, {key: self._places(key, missed) for key in solved})
            self.certificates.hold_against(self.hall(solved))
        except KeyboardInterrupt:
            interrupted = True
            solved |= {key: self._by_rule(key) for key in self.firsts() if key not in solved}
        return Planned(asked, self.everywhere(solved), self.hall(solved), missed, number, interrupted)

    def _levelled(self, solved: dict[Key, Solved]) -> dict[Key, Solved]:
        """The first plans, weekdays of the same demand with the cheapest that does; none that is known for certain."""
        if self.asked.plain is not None or self.asked.weekday != "each":
            return solved
        certain = {key for key, one in solved.items() if self.certificates.kind(key, one.solution) == "statistical"}
        return levelled(self, solved, certain)

    def _places(self, key: Key, missed: Mapping[Key, tuple[int, ...]]) -> tuple[int, ...]:
        """The spans in which the service was missed on any weekday that has this plan."""
        group, day = key
        return tuple(sorted({place for one in self.asked.together(day) for place in missed.get((group, one), ())}))

    def begin(self) -> None:
        """Play the hall so that nobody waits, and take its days; then iterative staffing (`sim.staffing.isa`)."""
        asked = self.asked
        minutes = expected_minutes(asked.now)
        weeks = len(asked.now.calendar.open_days()) / max(len(asked.cells), 1)
        busy = {group: minutes[group] / max(weeks, 1e-9) for group in asked.groups}
        self.tell("sampling", {})
        spec = ample(asked.spec, busy, asked.cells)
        self.certificates = Certificates(asked, self.halls, spec)
        played = self.halls.play({"ample": spec}, asked.replications)["ample"]
        self.take(played)
        self.certificates.leave_out_large(self.days)
        for _ in range(ITERATIONS):
            before, found = self.isa, self.alike({key: self._number_in(key, played) for key in self.each()})
            self.isa = {key: between(before[key], need) if before else need for key, need in found.items()}
            if (
                before
                and max(abs(a - b) for key in before for a, b in zip(before[key], self.isa[key], strict=True)) < 2
            ):
                break
            spec = with_windows(asked.spec, by_group(self.isa), asked.cells)
            played = self.halls.play({"isa": spec}, asked.replications)["isa"]

    def _number_in(self, key: Key, played: Found) -> tuple[int, ...]:
        """Windows by cell by the number of people that are there, within the ceiling."""
        asked, (group, day) = self.asked, key
        cells, days = asked.cells[day], self.days[key]
        alpha = chance_of_delay(days.rates(cells).tolist(), days.mean_minutes, asked.service(group))
        menu = asked.menu(group, day, (), self.most(group))
        return tuple(asked_of(windows_for(played[group], asked.spec, day, cells, alpha), cells, menu))

    def _tried_out(self, solved: Mapping[Key, Solved]) -> tuple[Found, dict[Key, tuple[int, ...]]]:
        """Plans on new days, more of them as long as it is not clear what they miss, and what they miss there.

        They must do on the days of two plays together: else plans that were only lucky would end the rounds.
        """
        spec, played = self.hall(solved), dict[str, list[Tickets]]()
        for times in range(1, MOST_TRIED + 1):
            found = self.halls.play({"plan": spec}, self.asked.replications)["plan"]
            played = {line: [*played.get(line, ()), *tickets] for line, tickets in found.items()}
            missed = self.missed(played, solved)
            if self.asked.plain is not None or (not missed and times > 1):
                break
            if clearly := self.missed(played, solved, CLEARLY):
                return played, clearly
        return played, missed

    def hall(self, plans: Mapping[Key, Solved]) -> Spec:
        """The hall with a plan of every day."""
        solved = self.everywhere(plans)
        if self.asked.kind == "staff":
            windows = by_group({key: one.windows for key, one in solved.items()})
            return with_windows(self.asked.spec, windows, self.asked.cells)
        return rostered(self.asked.spec, self.shifts(solved), self.asked.duties)

    def shifts(self, solved: Mapping[Key, Solved]) -> dict[str, dict[Weekday, dict[str, int]]]:
        """By group and weekday the clerks on each shift."""
        found: dict[str, dict[Weekday, dict[str, int]]] = {}
        for (group, day), one in solved.items():
            menu = self.asked.menu(group, day, one.floor, self.most(group))
            assert one.solution.counts is not None
            found.setdefault(group, {})[day] = menu.named(one.solution.counts)
        return found

    def missed(
        self, played: Found, solved: Mapping[Key, Solved] | None = None, errors: float = 0.0
    ) -> dict[Key, tuple[int, ...]]:
        """By line and weekday the spans in which the service was missed, on the average of all days less some `errors`.

        Where lateness is worked out exactly, or many more days have confirmed the plans `solved`, only what chance does
        not explain, if there are enough replications.
        """
        asked = self.asked
        known = {
            line: asked.plain is not None or (solved is not None and self.certificates.confirms(line, solved))
            for line in asked.lines
        }
        found = {
            (line, day): tuple(
                place
                for place, one in enumerate(service_of_day(asked, played, line, day))
                if asked.counts(line, day)[place]
                and one.tickets >= FEWEST
                and one.value > asked.target(line) + np.nan_to_num(max(errors, BEYOND_CHANCE * known[line]) * one.error)
            )
            for line in asked.lines
            for day in asked.cells
            if not known[line] or asked.replications >= ENOUGH
        }
        return {key: places for key, places in found.items() if places}

    def _mend(self, solved: dict[Key, Solved], missed: Mapping[Key, tuple[int, ...]]) -> None:
        """Put in the place of plans that missed spans others, in an equal part of half the time left for mending."""
        began, wanted = time.perf_counter(), [key for key, places in missed.items() if places]
        for key in wanted:
            each = min(self.asked.seconds, self.mending / 2.0 / len(wanted))
            solved[key] = self._mended(key, solved[key], missed[key], each)
            _go_on(solved[key])
        self.mending = max(0.0, self.mending - (time.perf_counter() - began))

    def _mended(self, key: Key, one: Solved, places: tuple[int, ...], seconds: float) -> Solved:
        """The plan of a day, with what it missed asked for more strictly."""
        if self.asked.level_of(key[0]).within == "day":
            return self._solve(key, one, seconds, part=STRICTER * one.part)
        floor = [a + (place in places) for place, a in enumerate(one.windows)]
        before = one.floor or (0,) * len(floor)
        floor = [new if place in places else old for place, (new, old) in enumerate(zip(floor, before, strict=True))]
        _, high = self.asked.bounds(*key, self.most(key[0]))
        return self._solve(key, one, seconds, tuple(map(min, floor, high)), one.part)

    def _begun(self, key: Key) -> Solved:
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
        return replace(one, least=known.lower, solution=one.solution if proven else replace(one.solution, status="gap"))

    def _by_rule(self, key: Key) -> Solved:
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
        plan = self._near(key, menu, oracle, before, seconds / 2.0, part)
        if before is not None and plan is not None and before.solution.status != "optimal":
            solution = again(menu, plan, before.solution, time.perf_counter() - began)
        else:
            search = Search(menu, oracle, None, asked.gap, partial(self._say, key), guide=guide, strict=strict)
            search.allow(max(seconds - (time.perf_counter() - began), asked.seconds / 3.0))
            solution = with_plan(menu, self._searched(search, plan), plan)
        if solution.counts is None and solution.status == "time":
            solution = first_plan(menu, strict or oracle, solution)
        check(asked, group, day, solution)
        self.tell("solved", {"group": group, "day": day, "bounds": solution.bounds, "status": solution.status})
        least = solution.bounds.lower if before is None else before.least
        return Solved(
            days, solution, least, {**oracle.starts(), ISA: self.isa[key]}, part, floor, self.convex.get(key, 0.0)
        )

    def _near(
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


def _go_on(one: Solved) -> None:
    """Raise `KeyboardInterrupt` where the search for a plan was broken off: nothing more is looked for."""
    if one.solution.status == "interrupted":
        raise KeyboardInterrupt
