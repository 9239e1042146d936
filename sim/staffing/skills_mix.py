"""The cheapest mix of skills in a steady hall: clerks by what they serve, such that no class is late too often.

Mixes are looked at in the order of their cost. Each is excluded by a bound, or its waits are computed exactly
(`sim.theory.fcfs_alis`), until one keeps to the target: no cheaper mix does.

The bound: let all who serve any class of a set U serve nobody but U, in one queue, the fastest of them always being the
busy ones. If that pool cannot call somebody in time, then in the hall, too, somebody of U who had come by then is late.
So the pool's share late is at most the sum over U of the shares that may be late. This rests on two things: as the
first to come is the first served, nobody is kept waiting by who comes later, so that of each class the last to come
stands for all before; and services are exponential, so that each completion in the hall can be coupled with one in the
pool, which at any number of people is as fast at least. With one pace for all the pool is M/M/c.
"""

from __future__ import annotations

import heapq
import math
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from sim.errors import Fault, InputError
from sim.staffing.skills_kinds import Class, Counts, Skill, neighbours, of_kinds
from sim.tape import Floats
from sim.theory.fcfs_alis import MOST_STATES, ClassWait, SkillGroup, fcfs_alis, pool_late, sets_of, stable

MOST = 20_000
"""Mixes whose waits are computed before the search is given up."""
LISTED = 10
"""Times as many that are excluded by bounds, one by one, before it is given up."""
SAME = 1e-9
"""Costs that differ by less are equal."""
Certificate = Literal["exact", "bounded"]


@dataclass(frozen=True)
class Mix:
    """The cheapest mix that was found."""

    counts: Counts
    """Clerks of each skill."""
    cost: float
    waits: tuple[ClassWait, ...]
    """How each class waits under it."""
    bound: float
    """No mix is cheaper than this."""
    certificate: Certificate
    """`exact`: each cheaper mix is excluded, by a valid bound or by its exact waits. `bounded`: the search was given up
    after so many mixes; those cheaper than `bound` are excluded."""
    as_cheap: tuple[Counts, ...]
    """All mixes of this cost that keep to the target, this one first; empty where the search was given up."""
    evaluated: int
    """Mixes whose waits were computed."""
    excluded: int
    """Mixes that a bound excluded after they had been listed."""


def cheapest_mix(classes: Sequence[Class], skills: Sequence[Skill], most: int = MOST) -> Mix:
    """The numbers of clerks by skill that cost least and let no class be late more often than it may.

    Of mixes of equal cost the one whose worst class is furthest below its share; a mix is exact as `fcfs_alis` is.

    Raises `InputError`: a class that nobody serves, a cost that is not above 0, or a search that was given up with no
    mix in hand.
    """
    _check(classes, skills)
    search = _Search(classes, skills)
    found: list[tuple[float, Counts, tuple[ClassWait, ...]]] = []
    cheapest = math.inf
    for cost, counts in search.mixes():
        if cost > cheapest + SAME:
            break
        if search.evaluated >= most or search.excluded >= LISTED * most:
            return search.given_up(cost)
        if (waits := search.waits(counts)) is not None and (worst := search.worst(waits)) <= 1.0:
            cheapest = min(cheapest, cost)
            found.append((worst, counts, waits))
    found.sort(key=lambda one: (one[0], one[1]))
    _, counts, waits = found[0]
    cost = search.cost(counts)
    ties = tuple(one[1] for one in found)
    return Mix(counts, cost, waits, cost, "exact", ties, search.evaluated, search.excluded)


def _check(classes: Sequence[Class], skills: Sequence[Skill]) -> None:
    faults = [
        Fault(f"nobody can serve class {c}", "give a skill that has it", "skills")
        for c in range(len(classes))
        if not any(c in skill.classes for skill in skills)
    ]
    if any(not skill.cost > 0.0 for skill in skills):
        faults.append(Fault("a clerk costs nothing", "give each skill a cost above 0", "skills"))
    if faults:
        raise InputError(faults)


@dataclass
class _Search:
    classes: Sequence[Class]
    skills: Sequence[Skill]
    evaluated: int = 0
    excluded: int = 0
    _pools: dict[tuple[frozenset[int], Counts], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sets = list(sets_of(range(len(self.classes))))
        self.serving = {u: [s for s, skill in enumerate(self.skills) if skill.classes & u] for u in self.sets}
        self.rates = [one.arrival_rate for one in self.classes]
        self.costs = [skill.cost for skill in self.skills]
        self.needs = np.array([self._need(chosen) for chosen in self.sets], dtype=np.float64)
        self.member = np.array(
            [[bool(skill.classes & u) for skill in self.skills] for u in self.sets], dtype=np.float64
        )
        dear = np.where(self.member > 0.0, self.costs, math.inf)
        self.cheapest = [dear[:, free:].min(axis=1, initial=math.inf) for free in range(len(self.skills) + 1)]
        self.prices = self._prices()

    def cost(self, counts: Counts) -> float:
        """Of a mix."""
        return math.fsum(map(operator.mul, counts, self.costs))

    def _pool_is_late(self, chosen: frozenset[int], rates: Sequence[float]) -> bool:
        """Whether the pool of a set of classes, at these rates, is late more often than they may be together."""
        allowed = math.fsum(self.classes[c].late for c in chosen)
        rate = math.fsum(self.classes[c].arrival_rate for c in chosen)
        time = max(self.classes[c].time for c in chosen)
        return pool_late(rate, rates, time) > allowed + 1e-12

    def _need(self, chosen: frozenset[int]) -> int:
        """Clerks below which a set of classes is late, were all as fast as the fastest."""
        fastest = max(1.0 / self.skills[s].mean_service for s in self.serving[chosen])
        number = 1
        while self._pool_is_late(chosen, [fastest] * number):
            number += 1
        return number

    def mixes(self) -> Iterator[tuple[float, Counts]]:
        """All mixes that have the clerks each set of classes needs, cheap ones first, without end.

        A node has the first numbers of a mix, the last of them a least one unless the node is closed.
        """
        queue: list[tuple[float, bool, Counts]] = [(0.0, False, (0,))]
        while queue:
            least, closed, counts = heapq.heappop(queue)
            if closed:
                yield least, counts
                continue
            heapq.heappush(queue, (self._least(more := (*counts[:-1], counts[-1] + 1), len(counts) - 1), False, more))
            closed = len(counts) == len(self.skills)
            found = self._least(counts, len(counts))
            if math.isfinite(found):
                heapq.heappush(queue, (found, closed, counts if closed else (*counts, 0)))

    def _least(self, counts: Counts, free: int) -> float:
        """What a mix costs at least that has these clerks, and more of the skills from number `free` on.

        By prices of what sets of classes lack (`prices`), or by the one that lacks most; infinite where none is left.
        """
        lacking = self.needs - self.member[:, : len(counts)] @ np.array(counts)
        lacking = np.maximum(lacking, 0.0)
        some = lacking > 0.0
        left = (lacking[some] * self.cheapest[free][some]).max(initial=0.0)
        return self.cost(counts) + max(float(left), float(self.prices @ lacking))

    def _prices(self) -> Floats:
        """Of each set of classes the price of a clerk it needs, such that no skill is worth more than it costs.

        The dual of the covering programme (the linear one), below whose value no mix can be.
        """
        from scipy.optimize import linprog

        found = np.asarray(linprog(-self.needs, A_ub=self.member.T, b_ub=self.costs).x, dtype=np.float64)
        return np.asarray(np.maximum(found * (1.0 - SAME), 0.0))

    def waits(self, counts: Counts) -> tuple[ClassWait, ...] | None:
        """The exact waits of a mix; None where a bound excludes it."""
        groups = [SkillGroup(s.classes, n, s.mean_service) for n, s in zip(counts, self.skills, strict=True) if n]
        if not stable(self.rates, groups) or any(self._too_late(chosen, counts) for chosen in self.sets):
            self.excluded += 1
            return None
        if math.prod(group.servers + 1 for group in groups) > MOST_STATES:
            problem = f"a mix of {sum(counts)} clerks with {len(groups)} skills has more than {MOST_STATES} states"
            raise InputError(Fault(problem, "give fewer classes or skills, or less work", "skills"))
        self.evaluated += 1
        return fcfs_alis(self.rates, groups, [one.time for one in self.classes])

    def _too_late(self, chosen: frozenset[int], counts: Counts) -> bool:
        key = chosen, tuple(counts[s] for s in self.serving[chosen])
        if key not in self._pools:
            rates = [1.0 / self.skills[s].mean_service for s in self.serving[chosen] for _ in range(counts[s])]
            self._pools[key] = self._pool_is_late(chosen, rates)
        return self._pools[key]

    def worst(self, waits: Sequence[ClassWait]) -> float:
        """The largest share late over what it may be."""
        return max(wait.tail / one.late for wait, one in zip(waits, self.classes, strict=True))

    def good(self, counts: Counts) -> bool:
        """Whether no class is late more often than it may be."""
        waits = self.waits(counts)
        return waits is not None and self.worst(waits) <= 1.0

    def given_up(self, bound: float) -> Mix:
        """The cheapest mix at hand: found from clerks of one class each, and from all of all classes, by exchanging."""
        every = range(len(self.classes))
        starts = [of_kinds(self.classes, self.skills, kinds) for kinds in ([{c} for c in every], [set(every)])]
        found = [self._exchanged(counts) for counts in starts if counts is not None and self.good(counts)]
        if not found:
            problem = f"no mix was found among {self.evaluated} whose waits were computed"
            raise InputError(Fault(problem, "let more be computed, or give fewer skills", "most"))
        counts = min(found, key=lambda one: (self.cost(one), one))
        waits = self.waits(counts)
        assert waits is not None
        return Mix(counts, self.cost(counts), waits, bound, "bounded", (), self.evaluated, self.excluded)

    def _exchanged(self, counts: Counts) -> Counts:
        """With one or two clerks taken away, and one or none of another skill put there, as long as that is good."""
        while True:
            now = self.cost(counts)
            cheaper = sorted((cost, one) for one in neighbours(counts) if (cost := self.cost(one)) < now - SAME)
            better = next((one for _, one in cheaper if self.good(one)), None)
            if better is None:
                return counts
            counts = better
