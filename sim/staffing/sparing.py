"""Clerks taken away while a whole hall is played, many at a time, and called for where they are missed.

Each round takes clerks from all groups and weekdays at once, in places that are apart, so that it is seen who was
missed: they come back, and are not tried again. What was missed before, or where nobody was taken from, is called for,
the more the longer that stays.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.spec import Weekday
from sim.spec.staffing import STAY
from sim.staffing.asked import Asked
from sim.staffing.counted import Counted
from sim.staffing.judging import Judged, judged
from sim.staffing.lines import members_of
from sim.staffing.moves import APART, Move, called_for, chosen
from sim.staffing.plans import Key
from sim.staffing.problem import Menu

STEP = 0.1
"""Of the windows, what is called for where a level is missed by all of itself."""
FURTHEST = 3.0
"""Times the level, beyond which a miss counts as no larger."""
AT_FIRST = 5
"""Of the clerks on shifts, or of half-hours, one in so many is taken from a group and weekday at a time where its level
is one over the day; half as many where they are missed, until it is none."""
STALE, LITTLE = 5, 0.002
"""Where it is not the last time, it is over after so many rounds that lowered paid hours and spans missed, together, by
no larger a share."""
BEFORE = 2
"""Half-hours before one that misses the service in which a clerk taken away may be the cause."""
Counts = dict[Key, list[int]]
"""By group and weekday the clerks on each shift, in the order of its menu."""
Over = Mapping[Key, Mapping[int, float]]
"""By line and weekday the spans that miss the service, and by which part of the target."""
Span = tuple[str, Weekday, int]
"""A line, a weekday, and which of its spans."""


@dataclass
class Sparing:
    """A plan, and the search that makes it cheaper."""

    asked: Asked
    menus: Mapping[Key, Menu]
    look: Callable[[Counts, Sequence[int]], Counted]
    """Plays a plan in some replications."""
    tell: Callable[[float, int], None]
    """Is told paid hours a week of what was played, and how many spans missed the service or might have."""
    counts: Counts
    """The plan."""
    rounds: int = 0
    """Halls looked at."""
    kept: Counts | None = None
    """The cheapest plan that was seen to keep the service in the replications that plans are tried in."""
    stays: dict[Span, int] = field(default_factory=dict)
    """How often in a row clerks were called for a span."""

    def spare(self, days: Sequence[int], errors: float, ends: float, last: bool) -> None:
        """Take clerks away until none can be, or it is past `ends` (of `time.perf_counter`).

        So many standard errors must be left of each level in the replications `days`; these are all by which plans are
        chosen if it is the `last` time.
        """
        failed: dict[Key, set[Move]] = {key: set() for key in self.counts}
        size = {key: max(1, sum(plan) // AT_FIRST) for key, plan in self.counts.items()}
        seen = self.judged(self.counts, days, errors)
        best, stale = math.inf, 0
        while time.perf_counter() < ends and (last or stale < STALE):
            moves = {key: self._moves(key, seen, failed[key], size[key]) for key in self.counts}
            if not any(moves.values()) and not seen.over:
                break
            trial = {key: _made(plan, moves[key]) for key, plan in self.counts.items()}
            before, seen = seen, self.judged(trial, days, errors)
            standing, new = _told_apart(before, seen)
            blamed, unexplained = self._blamed(moves, new)
            for key, those in blamed.items():
                size[key] = size[key] // 2 if those else size[key]
                failed[key].update(those if self._by_half_hour(key[0]) or not size[key] else ())
            also, _ = self._blamed(moves, standing)
            undone = {key: _undone(plan, _either(blamed[key], also[key])) for key, plan in trial.items()}
            self.counts = self.called(undone, seen, _together(standing, unexplained))
            if not seen.over:
                self._keep(trial)
            worth = self.hours(trial) + seen.missed
            stale = 0 if worth < best * (1.0 - LITTLE) else stale + 1
            best = min(best, worth)

    def repair(self, days: Sequence[int], errors: float, times: int) -> None:
        """Call for clerks until the service is kept in some replications, at most so many times."""
        for _ in range(times):
            seen = self.judged(self.counts, days, errors)
            if not seen.over:
                self._keep(self.counts)
                break
            more = self.called(self.counts, seen, seen.over)
            if more == self.counts:
                break
            self.counts = more

    def judged(self, counts: Counts, days: Sequence[int], errors: float) -> Judged:
        """The hall with a plan in some replications."""
        self.rounds += 1
        seen = judged(self.look(counts, days), errors)
        self.tell(self.hours(counts), seen.missed)
        return seen

    def hours(self, counts: Counts) -> float:
        """What a plan costs a week."""
        return sum(self.menus[key].cost(plan) for key, plan in counts.items())

    def called(self, counts: Counts, seen: Judged, over: Over, least: int = 1) -> Counts:
        """A plan with more windows for the spans that are `over`, the more the more they are, and the longer.

        In so many half-hours for each as it was called for in a row, and in `least` at least.
        """
        wanted: dict[Key, dict[int, int]] = {}
        before, self.stays = self.stays, {}
        for (line, day), places in over.items():
            for place, beyond in places.items():
                times = self.stays[line, day, place] = before.get((line, day, place), 0) + 1
                for key, cell in seen.where(line, day, place, max(times, least)):
                    windows = self.menus[key].windows(counts[key])[cell]
                    number = max(1, round(STEP * min(beyond, FURTHEST) * windows))
                    here = wanted.setdefault(key, {})
                    here[cell] = max(here.get(cell, 0), number)
        return {key: called_for(self.menus[key], plan, wanted.get(key, {})) for key, plan in counts.items()}

    def taken(self) -> Counts | None:
        """The plan that was kept, if any, which is kept no longer."""
        kept, self.kept = self.kept, None
        return kept

    def _keep(self, counts: Counts) -> None:
        if self.kept is None or self.hours(counts) < self.hours(self.kept):
            self.kept = counts

    def _moves(self, key: Key, seen: Judged, failed: set[Move], size: int) -> list[Move]:
        """Clerks of a group and weekday to be taken away together: of shifts one, of half-hours several that are apart.

        Where the level is one over the day it does not matter where they are, and so many are taken as is tried now.
        """
        menu, plan, room = self.menus[key], self.counts[key], seen.room[key]
        if self._by_half_hour(key[0]):
            return chosen(menu, plan, room, failed, 0 if self.asked.kind == "roster" else APART)
        found: list[Move] = []
        for _ in range(size):
            found += chosen(menu, _made(plan, found), room, failed, 0)
        return found

    def _by_half_hour(self, group: str) -> bool:
        """Whether any line of a group is held to its service in every half-hour."""
        lines = [line for line in self.asked.lines if group in members_of(line)]
        return any(self.asked.level_of(line).within == "half_hour" for line in lines)

    def _blamed(self, moves: Mapping[Key, list[Move]], over: Over) -> tuple[dict[Key, list[Move]], Over]:
        """By group and weekday the moves that the service may be missed for; and the spans that none is blamed for.

        They are those of the line on that day, in a half-hour those shortly before.
        """
        blamed: dict[Key, list[Move]] = {key: [] for key in moves}
        unexplained: dict[Key, dict[int, float]] = {}
        for (line, day), places in over.items():
            members = self.asked.groups if line == STAY else members_of(line)
            keys = [(name, day) for name in members if (name, day) in moves]
            anywhere = self.asked.level_of(line).within == "day"
            for place, beyond in places.items():
                found = False
                for key in keys:
                    those = [move for move in moves[key] if anywhere or self._is_near(key, move, place)]
                    blamed[key] = _either(blamed[key], those)
                    found = found or bool(those)
                if not found:
                    unexplained.setdefault((line, day), {})[place] = beyond
        return blamed, unexplained

    def _is_near(self, key: Key, move: Move, place: int) -> bool:
        """Whether a move takes a window from a span, or from one shortly before."""
        return any(place - BEFORE <= cell <= place for cell in move.opens_fewer(self.menus[key]))


def _told_apart(before: Judged, now: Judged) -> tuple[Over, Over]:
    """Spans that are missed and were before, and those that were not."""
    standing: dict[Key, dict[int, float]] = {}
    new: dict[Key, dict[int, float]] = {}
    for key, places in now.over.items():
        for place, beyond in places.items():
            into = standing if place in before.over.get(key, {}) else new
            into.setdefault(key, {})[place] = beyond
    return standing, new


def _together(one: Over, other: Over) -> Over:
    """The spans of both, which have none in common."""
    return {key: {**one.get(key, {}), **other.get(key, {})} for key in {**one, **other}}


def _either(one: Sequence[Move], other: Sequence[Move]) -> list[Move]:
    """Moves of either list, each as often as in the one that has it more often."""
    return list((Counter(one) | Counter(other)).elements())


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
