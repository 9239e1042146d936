"""All roles of a hall staffed together: guidance, windows, back offices, issue, and groups that share queues.

What one role does comes to the others: guidance spreads arrivals, windows make files, files make people come to the
issue desk. So the whole hall is played. It begins with iterative staffing (`sim.staffing.isa`), and where a group is a
pool with its plan; then clerks are taken away and called for (`sim.staffing.sparing`), on few replications as long as
much is to be gained, then on all by which plans are chosen. What is left is tried on days that nothing was chosen by,
as often as it takes. Nothing is known of cheaper plans.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.spec import Spec
from sim.staffing.counted import Counted, Counting, counting
from sim.staffing.dayplans import ISA
from sim.staffing.firstplan import check
from sim.staffing.halls import BEHIND, rostered, with_windows
from sim.staffing.judging import Judged, judged
from sim.staffing.master import cover
from sim.staffing.planning import Planner
from sim.staffing.plans import Key, Planned, Solved, by_group
from sim.staffing.playing import Found, Halls
from sim.staffing.problem import Bounds, Menu, Solution
from sim.staffing.sparing import Counts, Sparing

CAUTION = 1.0
"""Standard errors that must be left of each level while clerks are taken away, as it is done on a few days."""
A_POOL = 60.0
"""Of the seconds that a search may take, one in so many is for the plan of a pool to begin with."""
BEGINNING = 10
"""Replications, at most, of the halls that it begins with."""
FEW = 6
"""Replications, at most, by which clerks are taken away at first."""
DESIGN = 20
"""And in the end."""
AT_FIRST = 0.5
"""Share of the time that goes into the first of these at most."""
REPAIRS = 8
"""Times that clerks are called for where time is over."""
CHECKS = 12
"""Times that a plan is tried on days that nothing was chosen by."""
SURE = 0.5
"""Standard errors that must be left of each level on more of such days, for a plan to do."""
STAGES = ((1, 0.0), (2, SURE), (4, SURE))
"""How many times the replications that are asked for a try takes, one after the other as long as the plan does, and the
standard errors (of as many as are asked for) that must be left on all of them together."""
DOUBT = 0.5
"""Standard errors, more than those and of what was seen, that must be left for no clerks to be called for where a plan
did not do: so many more each time."""


@dataclass
class Beginning(Halls):
    """Plays halls in some of the replications by which plans are chosen, always the same ones."""

    days: range = range(0)

    @classmethod
    def of(cls, halls: Halls, days: range) -> Beginning:
        """With the workers of `halls`."""
        return cls(halls.crew, halls.stage, halls.progress, halls.jobs, days=days)

    def play(self, specs: Mapping[str, Spec], number: int) -> dict[str, Found]:
        """The tickets of each hall."""
        return self.again(specs, self.days)


@dataclass
class Jointly(Planner):
    """Finds the plans of all roles together."""

    menus: dict[Key, Menu] = field(default_factory=dict)
    rounds: int = 0
    """Halls looked at."""
    _hall: tuple[Counts, Spec] | None = None
    """The plan of which a hall was made last, and that hall."""

    def plan(self) -> Planned:
        """The plans. An interrupt ends the search with the cheapest that is known to do on the days seen, if any."""
        began, asked = time.perf_counter(), self.asked
        design = range(self.halls.next, self.halls.next + min(asked.replications, DESIGN))
        self.halls.next = design.stop
        missed: dict[Key, tuple[int, ...]] = {}
        number, interrupted = 0, False
        with counting(asked, self.halls) as plays:
            whole, self.halls = self.halls, Beginning.of(self.halls, design[:BEGINNING])
            self.begin()
            self.halls = whole
            self.menus = {key: asked.menu(*key, (), self.most(key[0])) for key in self.each()}
            firsts = {key: self._first(key) for key in self.each()}
            search = Sparing(asked, self.menus, lambda plan, days: self._look(plays, plan, days), self._tell, firsts)
            try:
                self._spare(search, design)
                missed, number = self._verified(search, plays, design)
            except KeyboardInterrupt:
                interrupted = True
                search.counts = search.kept or search.counts
        self.rounds = search.rounds
        counts = search.counts
        solved = {key: self._solved(key, counts[key], time.perf_counter() - began) for key in self.each()}
        return Planned(asked, solved, self._spec(counts), missed, number, interrupted)

    def settled(self, planned: Planned) -> Planned:
        """The plan as it is: it was tried on new days as often as it took."""
        return planned

    def _tell(self, hours: float, missed: int) -> None:
        self.tell("joint", {"hours": hours, "missed": missed})

    def _spare(self, search: Sparing, design: range) -> None:
        """Take clerks away, on few replications and then on all."""
        now, seconds = time.perf_counter(), self.asked.searching
        few = design[:FEW]
        if len(few) < len(design):
            search.spare(few, CAUTION, now + AT_FIRST * seconds, last=False)
        begun = search.counts = search.taken() or search.counts
        search.spare(design, CAUTION, now + seconds, last=True)
        found = search.taken()
        if found is None:
            # What time broke off may lack clerks everywhere, as many are tried at once.
            search.counts = begun
            search.repair(design, CAUTION, REPAIRS)
            found = search.taken()
        search.counts = found or search.counts

    def _verified(self, search: Sparing, plays: Counting, design: range) -> tuple[dict[Key, tuple[int, ...]], int]:
        """Try the plan on new days, with more clerks where missed, until it does: what is missed, and the tries."""
        missed: dict[Key, tuple[int, ...]] = {}
        search.kept = None
        for number in range(1, CHECKS + 1):
            self.tell("verifying", {"round": number})
            fresh, seen = self._tried(search.counts, plays)
            missed = {key: tuple(places) for key, places in seen.over.items()}
            self.tell("verified", {"round": number, "missed": seen.missed})
            if not missed or number == CHECKS:
                break
            search.counts = self._more(search, plays, [*design, *fresh], number)
        return missed, number

    def _tried(self, counts: Counts, plays: Counting) -> tuple[range, Judged]:
        """New days that a plan was tried on, more of them as long as it did, and how it did on all of them."""
        fresh = range(self.halls.next, self.halls.next)
        for times, errors in STAGES:
            while len(fresh) < times * self.asked.replications:
                fresh = range(fresh.start, self._new_days().stop)
            seen = judged(self._look(plays, counts, fresh), errors)
            if seen.over:
                break
        return fresh, seen

    def _more(self, search: Sparing, plays: Counting, days: Sequence[int], number: int) -> Counts:
        """The plan with more clerks where they are missed on days that it was played on, the more after each try."""
        errors = (SURE + DOUBT * number) * math.sqrt(self.asked.replications / len(days))
        seen = judged(self._look(plays, search.counts, days), errors)
        return search.called(search.counts, seen, seen.over, least=(number + 1) // 2)

    def _new_days(self) -> range:
        """As many replications as are asked for, that nothing has been played in."""
        first = self.halls.next
        self.halls.next += self.asked.replications
        return range(first, self.halls.next)

    def _look(self, plays: Counting, counts: Counts, days: Sequence[int]) -> Counted:
        return plays.look(self._spec(counts), days)

    def _first(self, key: Key) -> list[int]:
        """A plan to begin with: of a pool its own, else that of iterative staffing."""
        asked, menu = self.asked, self.menus[key]
        own = asked.now.staff.groups[key[0]].station != BEHIND and key[0] in asked.lines
        plan = self.near(key, menu, self.oracle(key), None, asked.seconds / A_POOL) if own else None
        if plan is None:
            plan = cover(menu, self.isa[key]).counts
        if plan is None:
            check(asked, *key, Solution(None, None, Bounds(0.0, math.inf, 0, 0, 0, 0.0), "infeasible"))
        assert plan is not None
        self.tell("begun", {"group": key[0], "day": key[1], "hours": menu.cost(plan)})
        return list(plan)

    def _spec(self, counts: Counts) -> Spec:
        """The hall with a plan."""
        if self._hall is None or self._hall[0] != counts:
            self._hall = dict(counts), self._made(counts)
        return self._hall[1]

    def _made(self, counts: Counts) -> Spec:
        asked = self.asked
        if asked.kind == "staff":
            windows = {key: self.menus[key].windows(plan) for key, plan in counts.items()}
            return with_windows(asked.spec, by_group(windows), asked.cells)
        named = {
            group: {day: self.menus[group, day].named(counts[group, day]) for day in asked.cells}
            for group in asked.groups
        }
        return rostered(asked.spec, named, asked.duties)

    def _solved(self, key: Key, counts: Sequence[int], seconds: float) -> Solved:
        menu = self.menus[key]
        cost = menu.cost(counts)
        bounds = Bounds(math.nan, cost, self.rounds, 0, 0, seconds)
        solution = Solution(tuple(counts), menu.windows(counts), bounds, "time")
        starts = {name: tuple(need) for name, need in self.rules(key).items()} | {ISA: self.isa[key]}
        return Solved(self.days[key], solution, math.nan, starts)
