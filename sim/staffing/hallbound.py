"""What is certain of the plans of a hall: a bound at a stated confidence, and a plan that fresh days confirm.

For a group that is one pool by the rules of its hall (`sim.staffing.onepool`), on days drawn from the hall
(`sim.staffing.hallpool`): with the confidence that is asked, divided among all pools (Bonferroni), no plan costs less
than its bound. What it is a bound of: the paid hours of shifts, or window-hours, of the menu with which the share that
waits too long, or the mean wait, keeps its target in expectation over the days of the hall, in every half-hour in which
anybody comes, or over the day; who is inside when the last window has shut, and is never called, counts as one who
waits too long. So the sum over pools is one for the whole hall's plan.

- numbers of windows, which `hold`: a certificate from either side (`sim.staffing.twosided`).
- shifts, whose clerks finish: a plan that way, of a pool where the idle go first; the bound from a pool that is kinder
  than any roster (`Kindest`), and by much where shifts end when others begin. Which clerk goes is known in the hall
  alone; the hall confirms the plan by playing it.
- one plan for all weekdays, kept on each: the bound of each weekday by itself, the largest for all of them. The plan is
  confirmed by playing the hall alone.

A cut rests on this, that fewer windows miss what more miss: proven where windows hold and nobody leaves, else assumed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.spec import Weekday
from sim.staffing.hallpool import (
    FRESH,
    LEAST_DAYS,
    HallDays,
    HallPool,
    Kindest,
    design_days,
    pool_of,
    relieved,
    student,
)
from sim.staffing.interrupts import heard
from sim.staffing.pooldays import PoolDays
from sim.staffing.problem import Bounds, Menu, Monotone, Solution, Status
from sim.staffing.sampled import SampledPool
from sim.staffing.solver import Search, Tell
from sim.staffing.twosided import TwoSided

CONFIDENCE = 0.95
"""Of either side, for all pools of a hall together."""
CAUTION = 0.7
"""Standard errors by which a few days must miss the level, for a cut to be looked for there."""
TO_THE_PLAN = 0.6
"""Of the seconds there are, what looking for a plan may take, where the bound is looked for by itself."""


@dataclass(frozen=True)
class Certain:
    """What is certain of the plans of a pool on a day."""

    lower: float
    """No plan costs less; infinite where none keeps the service."""
    monotone: Monotone
    days: int
    """Design days behind the bound."""
    fresh: int
    """Fresh days that confirmed the plan with the confidence asked; 0 where there is none."""
    solution: Solution | None
    """That plan."""
    interrupted: bool = False


@dataclass(frozen=True)
class Wanted:
    """A pool of which something is to be certain."""

    source: HallDays
    group: str
    usual: PoolDays
    menu: Menu
    error: float
    """Allowed to the bound, and to the plan."""
    seconds: float
    gap: float
    tell: Tell

    def pool(self, which: tuple[Weekday, ...]) -> HallPool:
        """The pool on some weekdays."""
        return pool_of(self.source, self.group, which, self.usual)


def certain(wanted: Wanted, which: tuple[Weekday, ...]) -> Certain:
    """A bound and a plan for days of these weekdays, taken together.

    Raises `UnevenDays` (`sim.staffing.hallpool`), and `KeyboardInterrupt` before there is anything.
    """
    asked = wanted.source.asked
    days = design_days(asked)
    holds = asked.rule == "hold"
    seconds = wanted.seconds * (1.0 if holds else TO_THE_PLAN)
    confidence = 1.0 - wanted.error
    search = TwoSided(
        wanted.pool(which), wanted.menu, confidence, days, FRESH * days, seconds, wanted.gap, wanted.tell
    )  # fmt: skip
    found = search.certified()
    heard()
    interrupted = found.status == "interrupted" or wanted.source.broken_off
    bounds = Bounds(found.lower, found.upper, found.iterations, found.cuts, found.evaluations, found.seconds)
    plan = None if found.counts is None else Solution(found.counts, found.windows, bounds, found.status)
    fresh = 0 if plan is None else found.fresh
    if holds or interrupted:
        lower = found.lower if holds else 0.0
        return Certain(lower, found.monotone, days, fresh, _told(plan, lower), interrupted)
    below = least(wanted, which, wanted.seconds - seconds)
    return replace(below, fresh=fresh, solution=_told(plan, below.lower))


def _told(plan: Solution | None, lower: float) -> Solution | None:
    """A plan with the bound that stands, and how its search ended by that."""
    if plan is None:
        return None
    bound = min(lower, plan.cost)
    proven: Status = "optimal" if bound >= plan.cost - 1e-9 else "time" if plan.status == "optimal" else plan.status
    return replace(plan, bounds=replace(plan.bounds, lower=bound), status=proven)


def least(wanted: Wanted, which: tuple[Weekday, ...], seconds: float) -> Certain:
    """A bound alone: the cheapest plan that keeps the level relaxed, or what is known of it when time is up."""
    began = time.perf_counter()
    pool, days = wanted.pool(which), design_days(wanted.source.asked)
    fresh = relieved(wanted.menu)
    design = _relaxed(pool, days, 0.0, fresh)
    z = student(1.0 - wanted.error, days, len(design.conditions))
    few, design.z = max(days // 4, LEAST_DAYS), z
    alike = z * math.sqrt(few / days)
    guides = (
        (_relaxed(pool, few, alike + CAUTION, fresh), _relaxed(pool, few, alike, fresh))
        if 2 * few < days
        else (None, None)
    )
    search = Search(wanted.menu, design, None, wanted.gap, wanted.tell, guide=guides[0], strict=guides[1])
    search.allow(max(seconds - (time.perf_counter() - began), seconds / 2.0))
    found = search.run()
    heard()
    lower = math.inf if found.status == "infeasible" else found.bounds.lower
    return Certain(lower, design.monotone, days, 0, None, found.status == "interrupted")


def _relaxed(pool: HallPool, days: int, z: float, fresh: Sequence[bool]) -> SampledPool:
    """Design days on which no plan is judged more strictly than in the hall, whoever goes off first."""
    if pool.rule == "hold":
        return pool.on(days, 0, z)
    return Kindest(pool.draw(0, days), pool.level, z, fresh)
