"""A hall staffed: each group's days as pools, their cheapest plans, and whether these do in the whole hall.

The hall is played with so many windows that nobody waits: that gives the days of each pool. For these the cheapest plan
is found, and played in the whole hall on new replications. Where it misses the service there, what it misses is asked
for more strictly, the days are taken anew, as they were under the plan, and so on (iterative staffing: Feldman,
Mandelbaum, Massey and Whitt 2008). What is answered was played, last of all, on replications that nothing was
chosen by.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim.spec import HALF_HOUR, Spec, Weekday
from sim.staffing.asked import Asked
from sim.staffing.baseline import starts_of
from sim.staffing.descent import descended
from sim.staffing.firstplan import again, asked_of, by_thumb, check, first_plan, near_to, with_plan
from sim.staffing.halls import ample, rostered, with_windows
from sim.staffing.interrupts import heard
from sim.staffing.isa import between, chance_of_delay, windows_for
from sim.staffing.menus import bounds_of
from sim.staffing.plans import Key, Planned, Solved, by_group, service_of_day
from sim.staffing.playing import Found, Halls
from sim.staffing.pooldays import PoolDays, pool_days
from sim.staffing.pools import OpenHours, enough, guides_of, oracle_of
from sim.staffing.problem import Bounds, Menu, Solution
from sim.staffing.solver import Search
from sim.study.load import expected_minutes

ISA = "isa"
"""What iterative staffing is called beside the rules of thumb."""
ITERATIONS = 3
"""Times that the hall is played for it, at most."""
BOUNDING = 5.0
"""Seconds for a bound from the cuts that there are, where a search has had no time for one."""
ROUNDS = 6
"""Times that a plan is played and mended."""
FEWEST = 1.0
"""Tickets a day; the service of half-hours with fewer is not looked at."""
BEYOND_CHANCE = 4.0
"""Standard errors by which what is known exactly may be missed on a few days."""
ENOUGH = 10
"""Replications from which a standard error can be told."""
STRICTER = 0.85
"""What a target over the day is multiplied by where it is missed."""
Tell = Callable[[str, Mapping[str, Any]], None]
"""Is told what happens, by a word and facts."""


@dataclass
class Planner:
    """Finds the plans."""

    asked: Asked
    halls: Halls
    tell: Tell
    days: dict[Key, PoolDays] = field(default_factory=dict)
    isa: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    """Windows by cell, by iterative staffing."""

    def each(self) -> Iterator[Key]:
        """Every group on every open weekday."""
        for group in self.asked.groups:
            for day in self.asked.cells:
                yield group, day

    def plan(self) -> Planned:
        """The plans. An interrupt ends the rounds with the plans that there are."""
        asked = self.asked
        self.begin()
        solved = {key: self._solve(key, None) for key in self.each()}
        missed: dict[Key, tuple[int, ...]] = {}
        number, interrupted = 0, False
        try:
            for number in range(1, ROUNDS + 1):
                self.tell("verifying", {"round": number})
                played, missed = self._tried(self.hall(solved))
                self.tell("verified", {"round": number, "missed": sum(map(len, missed.values()))})
                if not missed or number == ROUNDS:
                    break
                self.take(played)
                solved = {key: self._mended(key, one, missed.get(key, ())) for key, one in solved.items()}
        except KeyboardInterrupt:
            interrupted = True
        return Planned(asked, solved, self.hall(solved), missed, number, interrupted)

    def begin(self) -> None:
        """Play the hall so that nobody waits, and take its days; then iterative staffing (`sim.staffing.isa`)."""
        asked = self.asked
        minutes = expected_minutes(asked.now)
        weeks = len(asked.now.calendar.open_days()) / max(len(asked.cells), 1)
        busy = {group: minutes[group] / max(weeks, 1e-9) for group in asked.groups}
        self.tell("sampling", {})
        played = self.halls.play({"ample": ample(asked.spec, busy, asked.cells)}, asked.replications)["ample"]
        self.take(played)
        for _ in range(ITERATIONS):
            before, found = self.isa, {key: self._number_in(key, played) for key in self.each()}
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

    def rules(self, key: Key, part: float = 1.0) -> dict[str, Sequence[int]]:
        """Windows by cell that rules of thumb ask for, of such a part of the target."""
        days, cells = self.days[key], self.asked.cells[key[1]]
        rates = days.rates(cells).tolist()
        return dict(starts_of(rates, days.mean_minutes, self.asked.service(key[0], part), HALF_HOUR))

    def _tried(self, spec: Spec) -> tuple[Found, dict[Key, tuple[int, ...]]]:
        """A plan on new days, and what it misses there; where it misses nothing it is tried once more.

        It must then do on both together: else plans that were only lucky would end the rounds.
        """
        played = self.halls.play({"plan": spec}, self.asked.replications)["plan"]
        missed = self.missed(played)
        if missed or self.asked.plain is not None:
            return played, missed
        again = self.halls.play({"plan": spec}, self.asked.replications)["plan"]
        return again, self.missed({group: played[group] + again[group] for group in played})

    def hall(self, solved: Mapping[Key, Solved]) -> Spec:
        """The hall with a plan of every day."""
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

    def missed(self, played: Found) -> dict[Key, tuple[int, ...]]:
        """By line and weekday the spans in which the service was missed, on the average of all days.

        Where lateness is worked out exactly, only what chance does not explain, if there are enough replications.
        """
        asked = self.asked
        if asked.plain and asked.replications < ENOUGH:
            return {}
        errors = BEYOND_CHANCE if asked.plain else 0.0
        found = {
            (line, day): tuple(
                place
                for place, one in enumerate(service_of_day(asked, played, line, day))
                if asked.counts(line, day)[place]
                and one.tickets >= FEWEST
                and one.value > asked.target(line) + errors * one.error
            )
            for line in asked.lines
            for day in asked.cells
        }
        return {key: places for key, places in found.items() if places}

    def oracle(self, key: Key, part: float = 1.0) -> OpenHours:
        """The pool of a group on a weekday, held to so much of the target."""
        asked, plain = self.asked, self.asked.plain
        exact = None if plain is None else (plain.rates[key[1]], plain.mean_minutes)
        return oracle_of(self.days[key], asked.cells[key[1]], asked.service(key[0], part), asked.rule, exact)

    def guides(self, key: Key, part: float) -> tuple[OpenHours | None, OpenHours | None]:
        """Pools of a few of its days; none where it is known exactly."""
        asked = self.asked
        if asked.plain is not None:
            return None, None
        return guides_of(self.days[key], asked.cells[key[1]], asked.service(key[0], part), asked.rule)

    def most(self, group: str) -> int:
        """Windows beyond which none is of use: as many as tickets in the busiest half-hour there ever was, at most."""
        return max((enough(days) for (name, _), days in self.days.items() if name == group), default=1)

    def take(self, played: Found) -> None:
        """Take the days of each group as a hall had them."""
        for group, day in self.each():
            self.days[group, day] = pool_days(played[group], self.asked.spec, day)

    def _mended(self, key: Key, one: Solved, places: tuple[int, ...]) -> Solved:
        """The plan of a day, with what it missed asked for more strictly; as it is where it missed nothing."""
        if not places:
            return one
        if self.asked.level_of(key[0]).within == "day":
            return self._solve(key, one, part=STRICTER * one.part)
        floor = [a + (place in places) for place, a in enumerate(one.windows)]
        before = one.floor or (0,) * len(floor)
        floor = [new if place in places else old for place, (new, old) in enumerate(zip(floor, before, strict=True))]
        _, high = bounds_of(self.asked.staffing, key[0], self.asked.cells[key[1]], self.most(key[0]))
        return self._solve(key, one, tuple(map(min, floor, high)), one.part)

    def _solve(self, key: Key, before: Solved | None, floor: tuple[int, ...] = (), part: float = 1.0) -> Solved:
        asked, (group, day) = self.asked, key
        days, oracle = self.days[key], self.oracle(key, part)
        menu = asked.menu(group, day, floor, self.most(group))

        def tell(bounds: Bounds) -> None:
            heard()
            self.tell("bounds", {"group": group, "day": day, "bounds": bounds})

        guide, strict = self.guides(key, part)
        began = time.perf_counter()
        plan = self._near(key, menu, oracle, before, asked.seconds / 2.0)
        if before is not None and plan is not None and before.solution.status != "optimal":
            solution = again(menu, plan, before.solution, time.perf_counter() - began)
        else:
            search = Search(menu, oracle, None, asked.gap, tell, guide=guide, strict=strict)
            search.allow(max(asked.seconds - (time.perf_counter() - began), asked.seconds / 3.0))
            solution = with_plan(menu, self._searched(search, plan), plan)
        heard()
        if solution.counts is None and solution.status == "time":
            solution = first_plan(menu, strict or oracle, solution)
        check(asked, group, day, solution)
        self.tell("solved", {"group": group, "day": day, "bounds": solution.bounds, "status": solution.status})
        least = solution.bounds.lower if before is None else before.least
        return Solved(days, solution, least, {**oracle.starts(), ISA: self.isa[key]}, part, floor)

    def _near(
        self, key: Key, menu: Menu, oracle: OpenHours, before: Solved | None, seconds: float
    ) -> tuple[int, ...] | None:
        """A plan by rules of thumb, or by the one before, without what can be spared; none of a pool of the books."""
        asked, cells = self.asked, self.asked.cells[key[1]]
        if asked.plain is not None:
            return None
        if before is not None:
            need = tuple(map(max, before.windows, menu.floor or before.windows))
            return near_to(menu, oracle, need, seconds)
        plan = by_thumb(menu, oracle, lambda part: self.rules(key, part) | {ISA: self.isa[key]}, cells)
        return None if plan is None else descended(menu, oracle, plan, seconds)

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
