"""All roles of a hall staffed together: guidance, windows, back offices, issue, and groups that share queues.

What one role does comes to the others: guidance spreads arrivals, windows make files, files make people come to the
issue desk. So the whole hall is played. It begins with iterative staffing (`sim.staffing.isa`), and where a group is a
pool with its plan; where the hall then misses its service, clerks are called for; then clerks are taken away, in many
places at a time and on the same days, and come back where they are missed. What is left is tried on days that nothing
was chosen by, as often as it takes. Nothing is known of cheaper plans.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.spec import Spec
from sim.spec.staffing import STAY
from sim.staffing.firstplan import check
from sim.staffing.halls import BEHIND, rostered, with_windows
from sim.staffing.interrupts import heard
from sim.staffing.judging import Judged, judged
from sim.staffing.lines import members_of
from sim.staffing.master import cover
from sim.staffing.moves import APART, Move, called_for, chosen
from sim.staffing.planning import ISA, Planner
from sim.staffing.plans import Key, Planned, Solved, by_group
from sim.staffing.playing import Found
from sim.staffing.problem import Bounds, Menu, Solution

CAUTION = 1.0
"""Standard errors that must be left of each level while clerks are taken away, as it is done on a few days."""
STEP = 0.1
"""Of the windows, what is called for where a level is missed by all of itself."""
REPAIRS = 12
"""Times that clerks are called for at the beginning."""
A_POOL = 30.0
"""Of the seconds that a search may take, one in so many is for the plan of a pool to begin with."""
DESIGN = 10
"""Replications, at most, by which clerks are taken away."""
CHECKS = 8
"""Times that a plan is tried on days that nothing was chosen by."""
DOUBT = 0.4
"""Standard errors that are added to what is seen there, for clerks to be called for: so many more each time."""
SURE = 0.7
"""Standard errors that must be left of each level on two times such days, for a plan to do."""
AT_FIRST = 5
"""Of the clerks on shifts, or of half-hours, one in so many is taken from a group and weekday at a time where its level
is one over the day; half as many where they are missed, until it is none."""
BEFORE = 2
"""Half-hours before one that misses the service in which a clerk taken away may be the cause."""
Counts = dict[Key, list[int]]
"""By group and weekday the clerks on each shift, in the order of its menu."""


@dataclass
class Jointly(Planner):
    """Finds the plans of all roles together."""

    menus: dict[Key, Menu] = field(default_factory=dict)
    size: dict[Key, int] = field(default_factory=dict)
    """Clerks that are taken away at a time, where the level is one over the day; else 0."""
    rounds: int = 0
    """Halls played to take clerks away."""

    def plan(self) -> Planned:
        """The plans. An interrupt ends the search with the last ones that were tried."""
        began = time.perf_counter()
        self.begin()
        self.menus = {key: self.asked.menu(*key, (), self.most(key[0])) for key in self.each()}
        counts = {key: self._first(key) for key in self.each()}
        design = range(self.halls.next, self.halls.next + min(self.asked.replications, DESIGN))
        self.halls.next = design.stop
        missed: dict[Key, tuple[int, ...]] = {}
        number, interrupted = 0, False
        try:
            counts = self._spared(self._repaired(counts, design), design)
            for number in range(1, CHECKS + 1):
                self.tell("verifying", {"round": number})
                played, missed = self._tried(self._spec(counts))
                self.tell("verified", {"round": number, "missed": sum(map(len, missed.values()))})
                if not missed or number == CHECKS:
                    break
                counts = self._called(counts, judged(self.asked, played, max(SURE, DOUBT * number)))
        except KeyboardInterrupt:
            interrupted = True
        solved = {key: self._solved(key, counts[key], time.perf_counter() - began) for key in self.each()}
        return Planned(self.asked, solved, self._spec(counts), missed, number, interrupted)

    def _tried(self, spec: Spec) -> tuple[Found, dict[Key, tuple[int, ...]]]:
        """A plan on new days, and what it misses; where it misses nothing on more of them, with some doubt added."""
        played = self.halls.play({"plan": spec}, self.asked.replications)["plan"]
        if missed := self.missed(played):
            return played, missed
        again = self.halls.play({"plan": spec}, self.asked.replications)["plan"]
        both = {line: played[line] + again[line] for line in played}
        return both, {key: tuple(places) for key, places in judged(self.asked, both, SURE).over.items()}

    def _first(self, key: Key) -> list[int]:
        """A plan to begin with: of a pool its own, else that of iterative staffing."""
        asked, menu = self.asked, self.menus[key]
        own = asked.now.staff.groups[key[0]].station != BEHIND and key[0] in asked.lines
        plan = self._near(key, menu, self.oracle(key), None, asked.seconds / A_POOL) if own else None
        if plan is None:
            plan = cover(menu, self.isa[key]).counts
            heard()
        if plan is None:
            check(asked, *key, Solution(None, None, Bounds(0.0, math.inf, 0, 0, 0, 0.0), "infeasible"))
        assert plan is not None
        self.tell("begun", {"group": key[0], "day": key[1], "hours": menu.cost(plan)})
        return list(plan)

    def _spec(self, counts: Mapping[Key, Sequence[int]]) -> Spec:
        """The hall with a plan."""
        asked = self.asked
        if asked.kind == "staff":
            windows = {key: self.menus[key].windows(plan) for key, plan in counts.items()}
            return with_windows(asked.spec, by_group(windows), asked.cells)
        named = {
            group: {day: self.menus[group, day].named(counts[group, day]) for day in asked.cells}
            for group in asked.groups
        }
        return rostered(asked.spec, named, asked.duties)

    def _judged(self, counts: Counts, design: range) -> Judged:
        """The hall with a plan on the days by which plans are chosen."""
        played = self.halls.again({"plan": self._spec(counts)}, design)["plan"]
        return judged(self.asked, played, CAUTION)

    def _repaired(self, counts: Counts, design: range) -> Counts:
        """The plan with clerks called for until the service is kept."""
        for number in range(REPAIRS):
            seen = self._judged(counts, design)
            missed = sum(map(len, seen.over.values()))
            self.tell("joint", {"hours": self._hours(counts), "missed": missed})
            if not missed or number == REPAIRS - 1:
                break
            more = self._called(counts, seen)
            if more == counts:
                break
            counts = more
        return counts

    def _called(self, counts: Counts, seen: Judged) -> Counts:
        """The plan with more windows where the service is missed, the more the more it is."""
        wanted: dict[Key, dict[int, int]] = {}
        for (line, day), places in seen.over.items():
            for place, beyond in places.items():
                key, cell = seen.where(line, day, place)
                windows = self.menus[key].windows(counts[key])[cell]
                number = max(1, round(STEP * min(beyond, 3.0) * windows))
                here = wanted.setdefault(key, {})
                here[cell] = max(here.get(cell, 0), number)
        return {key: called_for(self.menus[key], plan, wanted.get(key, {})) for key, plan in counts.items()}

    def _spared(self, counts: Counts, design: range) -> Counts:
        """The plan without clerks who can be spared, as the hall shows it; as long as there is time."""
        ends = time.perf_counter() + self.asked.seconds * len(self.asked.cells)
        failed: dict[Key, set[Move]] = {key: set() for key in counts}
        self.size = {
            key: 0 if self._by_half_hour(key[0]) else max(1, sum(plan) // AT_FIRST) for key, plan in counts.items()
        }
        seen = self._judged(counts, design)
        while time.perf_counter() < ends:
            moves = {key: self._moves(key, plan, seen, failed[key]) for key, plan in counts.items()}
            if not any(moves.values()):
                break
            trial = {key: _made(plan, moves[key]) for key, plan in counts.items()}
            seen = self._judged(trial, design)
            blamed = {key: self._blamed(key, moves, seen) for key in moves}
            counts = {key: _undone(plan, blamed[key]) for key, plan in trial.items()}
            for key, those in blamed.items():
                if self.size[key] and those:
                    self.size[key] //= 2
                    failed[key].update(those if not self.size[key] else ())
                elif those:
                    failed[key].update(those)
            self.rounds += 1
            self.tell("joint", {"hours": self._hours(counts), "missed": sum(map(len, seen.over.values()))})
        return self._repaired(counts, design)

    def _moves(self, key: Key, plan: Sequence[int], seen: Judged, failed: set[Move]) -> list[Move]:
        """Clerks of a group and weekday to be taken away together: of shifts one, of half-hours several that are apart.

        Where the level is one over the day it does not matter where they are, and so many are taken as is tried now.
        """
        if self._by_half_hour(key[0]):
            return chosen(self.menus[key], plan, seen.room[key], failed, 0 if self.asked.kind == "roster" else APART)
        found: list[Move] = []
        for _ in range(self.size[key]):
            found += chosen(self.menus[key], _made(plan, found), seen.room[key], failed, 0)
        return found

    def _by_half_hour(self, group: str) -> bool:
        """Whether any line of a group is held to its service in every half-hour."""
        lines = [line for line in self.asked.lines if group in members_of(line)]
        return any(self.asked.level_of(line).within == "half_hour" for line in lines)

    def _blamed(self, key: Key, moves: Mapping[Key, list[Move]], seen: Judged) -> list[Move]:
        """Of the moves of a group on a weekday, those that the service may be missed for.

        They are the ones of that line shortly before; where there are none any of that line on that day; where there
        are none, all on that day.
        """
        group, day = key
        found: list[Move] = []
        for (line, of), places in seen.over.items():
            if of != day:
                continue
            members = self.asked.groups if line == STAY else members_of(line)
            theirs = [move for name in members for move in moves.get((name, day), [])]
            mine = [move for move in moves[key] if group in members or not theirs]
            if self.asked.level_of(line).within == "half_hour":
                near = [
                    move
                    for name in members
                    for move in moves.get((name, day), [])
                    if self._is_near((name, day), move, places)
                ]
                mine = [move for move in mine if move in near or not near]
            found += [move for move in mine if move not in found]
        return found

    def _is_near(self, key: Key, move: Move, places: Iterable[int]) -> bool:
        """Whether a move takes a window from a span, or from one shortly before."""
        fewer = move.opens_fewer(self.menus[key])
        return any(place - BEFORE <= cell <= place for place in places for cell in fewer)

    def _hours(self, counts: Counts) -> float:
        return sum(self.menus[key].cost(plan) for key, plan in counts.items())

    def _solved(self, key: Key, counts: Sequence[int], seconds: float) -> Solved:
        menu = self.menus[key]
        cost = menu.cost(counts)
        bounds = Bounds(math.nan, cost, self.rounds, 0, 0, seconds)
        solution = Solution(tuple(counts), menu.windows(counts), bounds, "time")
        starts = {name: tuple(need) for name, need in self.rules(key).items()} | {ISA: self.isa[key]}
        return Solved(self.days[key], solution, math.nan, starts)


def _made(plan: Sequence[int], moves: Sequence[Move]) -> list[int]:
    found = list(plan)
    for move in moves:
        found = move.made(found)
    return found


def _undone(plan: Sequence[int], moves: Sequence[Move]) -> list[int]:
    found = list(plan)
    for move in moves:
        found = move.undone(found)
    return found
