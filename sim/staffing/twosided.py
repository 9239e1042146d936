"""A certificate on days that are drawn, with a bound on either side.

- a reference: the plan of a quick search on days of its own, played on many fresh days. Design days say how plans
  differ from it, which they know much better than how late people are (`sim.staffing.sampled`).
- lines through what one window more changes (`sim.staffing.linewise`): plans, validated as below, and a bound that
  takes conditions to be convex, which is told beside the one that does not.
- below: the cheapest plan that keeps the level relaxed by `sim.staffing.sampled` with z of Student's law. The truly
  cheapest plan, which is fixed before the days are drawn, keeps it with the confidence asked, Bonferroni over the
  conditions; so it costs no less than the bound of that search. Where cuts leave much open, as in a large pool,
  diagrams (`sim.staffing.pricing`) look for a bound on the same days, with what the lines say a window is worth.
- above: plans from the level tightened on the same days, each validated on fresh days of its own that no choice has
  looked at, until the upper confidence limits of all conditions are within the level. The error allowed is halved
  from one candidate to the next, so that all validations together stand for the confidence.

The two hold each with that confidence, and together with twice the error.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from operator import gt

import numpy as np

from sim.staffing.baseline import Baseline, baselines, most_of, starts_of
from sim.staffing.certified import Certified, Checked
from sim.staffing.drawnpool import Pool
from sim.staffing.freshdays import FreshDays, Sums
from sim.staffing.known import Known, Reference
from sim.staffing.linewise import bounded, cheapest, plans, within
from sim.staffing.pricing import bounded_by_prices
from sim.staffing.problem import Menu, Solution, Status
from sim.staffing.sampled import SampledPool
from sim.staffing.solver import Search, Tell
from sim.staffing.tangents import Convex, Tangents

DAYS = 1000
"""Design days."""
FRESH = 20_000
"""Days on which a candidate is validated, in blocks of DAYS."""
TIGHTER = (1.0, 2.0, 3.0, 4.5)
"""Standard errors by which the level is tightened for one candidate after another."""
LINES = 0.4
"""Of the time allowed, what bound and plans along lines may take."""
LIGHTLY = (0.5, 1.0, 1.5, 2.5)
"""Standard errors by which the level is tightened for plans along lines."""
PROVING = 5.0
"""Seconds for what lines say of whole clerks."""
SHARE = 0.4
"""Of the time that is left, what the bound from below may take where plans are yet to be looked for,"""
FIRST = 0.3
"""or where a bound along lines is near, and cuts are not known to come as far;"""
DIAGRAMS = 0.9
"""and what diagrams may take,"""
FAR = 0.05
"""where cuts leave more open than such a share of the cost."""
PILOT = 3
"""Design days to one day on which the reference is looked for,"""
LEAST_PILOT = 100
"""but at least so many of these;"""
PILOT_SHARE, PILOT_LEAST = 0.1, 2.0
"""what of the time it may take, or so many seconds, where they are no more than half of it,"""
PILOT_GAP = 0.03
"""and how near to the cheapest it is to be on those days."""
GUIDING = 6
"""Design days to one day of the guide, which says where to look (`sim.staffing.cuts`),"""
LEAST_GUIDING = 100
"""but at least so many of these."""
CAUTION = 0.7
"""Standard errors by which the guide must miss the level."""
CLOSE = 1e-9
"""Costs that differ by less are the same."""
AGAIN = 6
"""Times that bound and plan are looked for again, where time is left."""
AT_LEAST = 5.0
"""Seconds that a candidate gets in any case."""


class TwoSided:
    """A certificate on days that are drawn: block 0 to design on, the others to validate."""

    def __init__(
        self,
        pool: Pool,
        menu: Menu,
        confidence: float,
        days: int,
        fresh: int,
        seconds: float | None,
        gap: float,
        tell: Tell | None,
        more: Sequence[int] = (),
    ) -> None:
        self.pool, self.menu, self.confidence, self.fresh = pool, menu, confidence, fresh
        self.seconds, self.gap, self.tell, self.days = seconds, gap, tell, days
        self.began = time.perf_counter()
        self.design = pool.on(days, 0)
        if any(map(gt, more, self.design.enough)):
            self.design = pool.on(days, 0, most=[*map(max, self.design.enough, more)])
        self.guide = pool.on(max(days // GUIDING, LEAST_GUIDING), 0, most=self.design.enough)
        self.guide.threads = 1  # there is too little to share
        self.strict = SampledPool(self.guide.days, pool.level, pool.rule, most=self.design.enough, threads=1)
        self.afresh = FreshDays(pool, self.design.conditions, self.design.enough, confidence, fresh, days)
        self.lower, self.interrupted = 0.0, False
        self.searches: list[Solution] = []
        self.counts: tuple[int, ...] | None = None
        self.upper = math.inf
        self.convex: Convex | None = None
        self.lines: tuple[Tangents, Sequence[int]] | None = None
        """Lines for the relaxed level, and windows where the cheapest plan is by them."""
        self.above: Search | None = None
        self.checked: tuple[Checked, ...] = ()

    def certified(self) -> Certified:
        """A bound and a plan; then, where the gap is too wide and time is left, both again.

        An interrupt ends it with what is found.
        """
        try:
            self._look()
        except KeyboardInterrupt:
            self.interrupted = True
        return self._told(min(self.lower, self.upper) if self.counts else self.lower)

    def _look(self) -> None:
        self._refer()
        self._along_lines()
        below = Search(self.menu, self.design, None, self.gap, self.tell, guide=self.guide, strict=self.strict)
        below.aim, below.bounding = self._enough(), self._near()
        self._bound(below, FIRST if self._near() else SHARE)
        self._by_diagrams(below.least)
        if self.lower < math.inf and self._wide() and not self._near():
            self._try_candidates(below)
        for _ in range(AGAIN):
            if not self.counts or not self._wide() or (self.seconds is not None and self._left() < AT_LEAST):
                break
            below.gap, below.aim = 0.0, self._enough()
            self._bound(below, 1.0 if self._near() else SHARE)
            if self.seconds is not None and self._wide() and self.above is not None:
                self._improve(self.above, below)
            if all(found.status == "optimal" for found in self.searches[-2:]):
                break  # these days have no more to tell

    def _refer(self) -> None:
        """Look for a plan on days of its own; fresh days say what it is worth, and it may be a first candidate."""
        pilot = self.pool.on(max(self.days // PILOT, LEAST_PILOT), self.afresh.next(), -TIGHTER[0], self.design.enough)
        time = None if self.seconds is None else max(PILOT_SHARE * self.seconds, min(PILOT_LEAST, self.seconds / 2.0))
        starts = pilot.starts().values()
        counts = cheapest(plans(self.menu, pilot, self.pool.level, next(iter(starts)), within(time)))
        if counts is None:
            found = Search(self.menu, pilot, time, max(self.gap, PILOT_GAP)).run()
            self._ended(found)
            counts = found.counts
        if counts is None:
            return
        windows = self.menu.windows(counts)
        sums = self.afresh.played(windows)
        self._accept(counts, sums)
        mosts = [most_of(self.pool.level, asked) for asked in self.design.conditions]
        known = tuple(Known.of(y, people, most) for (y, people), most in zip(sums, mosts, strict=True))
        for oracle in (self.design, self.guide, self.strict):
            oracle.refer(Reference(windows, known))

    def _along_lines(self) -> None:
        """A bound that assumes something, and plans that do not, by what one window more changes."""
        left = within(None if self.seconds is None else LINES * self._left())
        self._set(self.afresh.z(days=self.days))
        lines, near = bounded(self.menu, self.design, self.pool.level, left, self.strict)
        if lines is None:
            return
        self.convex, self.lines = lines.convex(PROVING), (lines, near.tolist())
        for tighter in LIGHTLY:
            self._set(-tighter)
            counts = cheapest(plans(self.menu, self.design, self.pool.level, near.tolist(), left, self.upper))
            if counts is not None:
                lines.keep(np.array(self.menu.windows(counts)))
                self._accept(counts, self.afresh.played(self.menu.windows(counts)))
            if self._near() or left() <= 0.0:
                break
        self.convex = lines.convex(PROVING)

    def _near(self) -> bool:
        """Whether no much cheaper plan is to be looked for."""
        return self.convex is not None and self.upper * (1.0 - self.gap) <= self.convex.lower + CLOSE

    def _enough(self) -> float:
        """A bound that is high enough."""
        return self.upper * (1.0 - self.gap) - CLOSE

    def _bound(self, below: Search, share: float) -> None:
        """Search for a bound from below, which may take such a share of the time left."""
        self._set(self.afresh.z(days=self.days))
        below.allow(None if self.seconds is None else share * self._left())
        found = below.run()
        self.lower = math.inf if found.status == "infeasible" else max(self.lower, found.bounds.lower)
        self._ended(found)

    def _by_diagrams(self, least: Sequence[int]) -> None:
        """Look for a bound that cuts do not come to; `least` are windows that every plan has."""
        if self.lines is None or self.design.rule != "hold" or self.upper == math.inf:
            return
        if 1.0 - self.lower / self.upper > max(self.gap, FAR):
            left = within(None if self.seconds is None else DIAGRAMS * self._left())
            self._set(self.afresh.z(days=self.days))
            self.lower = bounded_by_prices(*self.lines, self.design, least, self.lower, self._enough(), left)

    def _ended(self, found: Solution) -> None:
        """Put a search down; one that the user broke off ends all."""
        self.searches.append(found)
        if found.status == "interrupted":
            raise KeyboardInterrupt

    def _set(self, z: float) -> None:
        """Relax or tighten the level for the design days, and alike for the guides; one is relaxed a bit more."""
        self.design.z = z
        alike = z * math.sqrt(len(self.guide.days) / self.days)
        self.guide.z, self.strict.z = alike + CAUTION, alike

    def _wide(self) -> bool:
        return self.counts is None or 1.0 - self.lower / self.upper > self.gap + CLOSE

    def _try_candidates(self, below: Search) -> None:
        """Plans that keep the level tightened more and more, until one is found to keep it on fresh days.

        Each search begins with the cuts of those before it: what misses a relaxed level misses a tightened one.
        """
        cuts = below.cuts
        for tighter in TIGHTER:
            self._set(-tighter)
            self.above, self.tighter = Search(
                self.menu, self.design, self._time(), self.gap / 2, None, cuts, self.guide, self.strict
            ), tighter  # fmt: skip
            if self._candidate(self.above) or (self.counts and self.above.upper >= self.upper - CLOSE):
                return
            cuts = self.above.cuts

    def _improve(self, above: Search, below: Search) -> None:
        """Go on with the search that gave the plan, and the cuts that were found since."""
        self._set(-self.tighter)
        above.learn(below.cuts)
        above.gap = 0.0
        above.allow(self._time())
        self._candidate(above)

    def _candidate(self, above: Search) -> bool:
        """Whether a search finds a cheaper plan than is known, and it keeps the level on fresh days."""
        above.tell = self._tell()
        above.reach = self.lower / (1.0 - self.gap) + CLOSE
        found = above.run()
        self._ended(found)
        if found.counts is None or found.cost >= self.upper - CLOSE:
            return False
        self._accept(found.counts, self.afresh.played(self.menu.windows(found.counts)))
        return self.counts == found.counts

    def _accept(self, counts: tuple[int, ...], sums: Sums) -> None:
        """Take a plan, if by what came of it on fresh days it keeps the level."""
        checked = self.afresh.checked(sums)
        if all(one.upper <= one.most for one in checked):
            self.counts, self.upper, self.checked = counts, self.menu.cost(counts), checked

    def _tell(self) -> Tell | None:
        """Of a candidate's search the bound is no bound of what is asked: that of the relaxed level is told."""
        told = self.tell
        return None if told is None else lambda bounds: told(replace(bounds, lower=min(self.lower, bounds.lower)))

    def _left(self) -> float:
        assert self.seconds is not None
        return max(0.0, self.seconds - (time.perf_counter() - self.began))

    def _time(self) -> float | None:
        """Seconds that the next candidate's search may take."""
        return None if self.seconds is None else max(AT_LEAST, self._left() / 2)

    def _told(self, lower: float) -> Certified:
        return Certified(
            kind="statistical",
            monotone=self.design.monotone,
            status=self._status(lower),
            menu=self.menu,
            service=self.pool.level,
            counts=self.counts,
            windows=None if self.counts is None else self.menu.windows(self.counts),
            upper=self.upper,
            lower=lower,
            confidence=self.confidence,
            checked=self.checked,
            convex=self.convex,
            sampled=None,
            enough=self.design.enough,
            baselines=self._baselines(),
            ties=(),
            all_ties=False,
            days=self.days,
            fresh=self.fresh,
            candidates=self.afresh.candidates,
            iterations=sum(found.bounds.iterations for found in self.searches),
            cuts=self.searches[-1].bounds.cuts if self.searches else 0,
            evaluations=self.design.evaluations,
            seconds=time.perf_counter() - self.began,
        )

    def _status(self, lower: float) -> Status:
        if lower == math.inf:
            return "infeasible"
        if self.counts is not None and lower >= self.upper - CLOSE:
            return "optimal"
        if self.interrupted:
            return "interrupted"
        if not self._wide():
            return "gap"
        return "time" if any(found.status == "time" for found in self.searches[-2:]) else "days"

    def _baselines(self) -> tuple[Baseline, ...]:
        """What rules of thumb come to on fresh days of their own."""
        pool = self.pool.on(self.days, self.afresh.next())
        starts = starts_of(self.pool.rates, self.pool.mean, self.pool.level, self.pool.period)
        return baselines(
            self.menu,
            starts,
            self.pool.level,
            pool.conditions,
            lambda windows, asked: pool.estimate(windows, asked).value,
        )
