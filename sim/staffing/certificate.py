"""One pool of windows from plain numbers to a plan with a certificate.

Exactly where theory allows: Poisson arrivals constant by period, exponential service, no abandonment. Else on design
days, with a bound on either side:

- below: the cheapest plan that keeps the level relaxed by `sim.staffing.sampled` with z of Student's law. The truly
  cheapest plan, which is fixed before the days are drawn, keeps it with the confidence asked, Bonferroni over the
  conditions; so it costs no less than the bound of that search.
- above: plans from the level tightened on the same days, each validated on fresh days of its own that no choice has
  looked at, until the upper confidence limits of all conditions are within the level. The error allowed is halved
  from one candidate to the next, so that all validations together stand for the confidence.

The two hold each with that confidence, and together with twice the error.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim.errors import Fault, InputError
from sim.report import certificate as words
from sim.report.text import Lang
from sim.spec.distributions import Distribution, Exponential
from sim.staffing.baseline import Baseline, baselines, most_of
from sim.staffing.days import drawn
from sim.staffing.exact import ExactPool, check_pool
from sim.staffing.problem import Condition, Menu, Monotone, Service, Solution, Status
from sim.staffing.sampled import SampledPool, ratio
from sim.staffing.solver import Search, Tell
from sim.theory.end_of_shift import EndOfShift

Kind = Literal["exact", "statistical"]
DAYS = 1000
"""Design days."""
FRESH = 10_000
"""Days on which a candidate is validated, in blocks of DAYS."""
TIGHTER = (1.0, 2.0, 3.0, 4.5)
"""Standard errors by which the level is tightened for one candidate after another."""
SHARE = 0.4
"""Of the time allowed, what the bound from below may take."""
GUIDING = 6
"""Design days to one day of the guide, which says where to look (`sim.staffing.cuts`),"""
LEAST_GUIDING = 100
"""but at least so many of these."""
CAUTION = 0.7
"""Standard errors by which the guide must miss the level, or a strict one keep it."""
CLOSE = 1e-9
"""Costs that differ by less are the same."""
AT_LEAST = 5.0
"""Seconds that a candidate gets in any case."""


@dataclass(frozen=True)
class Checked:
    """What a condition comes to under a plan."""

    condition: Condition
    value: float
    """A share of those who come, or their mean wait in minutes."""
    upper: float
    """Its upper confidence limit, of all conditions together; the value itself where that is exact."""
    most: float
    """What is asked."""


@dataclass(frozen=True)
class Certified:
    """A plan, what it costs, and what is certain about cheaper ones."""

    kind: Kind
    """How waits are known: worked out exactly, or on days that were drawn."""
    monotone: Monotone
    """Whether it is proven that one more window makes nobody later, or assumed."""
    status: Status
    menu: Menu
    service: Service
    counts: tuple[int, ...] | None
    """Clerks by shift, in the order of the menu; null where no plan was found that keeps the level."""
    windows: tuple[int, ...] | None
    """By period."""
    upper: float
    """Cost of the plan; infinite without one."""
    lower: float
    """No plan that keeps the level costs less; infinite where none can keep it."""
    confidence: float
    """Of either bound; 1 where both are exact."""
    checked: tuple[Checked, ...]
    """What each condition comes to under the plan; on fresh days, where days were drawn."""
    baselines: tuple[Baseline, ...]
    """What rules of thumb would have asked for."""
    ties: tuple[tuple[int, ...], ...]
    """Other plans at the same cost that keep the level, where they were asked for and waits are exact."""
    all_ties: bool
    days: int
    """Design days behind the bound from below; 0 where waits are exact."""
    fresh: int
    """Fresh days on which the plan was validated; 0 where waits are exact."""
    candidates: int
    """Plans that were validated, this one among them."""
    iterations: int
    cuts: int
    evaluations: int
    seconds: float

    @property
    def gap(self) -> float:
        """What might still be saved, as a share of the cost."""
        return max(0.0, 1.0 - self.lower / self.upper) if self.upper < math.inf else 1.0

    @property
    def shifts(self) -> dict[str, int]:
        """Clerks by name of the shift."""
        return {} if self.counts is None else self.menu.named(self.counts)

    def statement(self, lang: Lang = "en") -> str:
        """What is certain, in a sentence."""
        facts = {
            "cost": self.upper,
            "lower": self.lower,
            "confidence": self.confidence,
            "days": self.days,
            "fresh": self.fresh,
            "limit": self.service.limit,
            "late": self.service.late,
            "mean": self.service.mean,
            "within": self.service.within,
        }
        return words.statement(self.kind, self.monotone, facts, lang)


def roster_pool(
    rates: Sequence[float],
    service: float | Distribution,
    menu: Menu,
    level: Service | None = None,
    *,
    rule: EndOfShift = "hold",
    period: float = 30.0,
    day_cv: float = 0.0,
    patience: Distribution | None = None,
    confidence: float = 0.95,
    days: int = DAYS,
    fresh: int = FRESH,
    seed: int = 1,
    seconds: float | None = None,
    gap: float = 0.0,
    ties: int = 0,
    tell: Tell | None = None,
) -> Certified:
    """The cheapest shifts for one pool of windows, first come first served, with a certificate.

    Args:
        rates: Arrivals an hour by period; the cells of the menu are these periods.
        service: Mean minutes of exponential service, or a law of minutes.
        menu: The shifts to choose from.
        level: The service level; at most 10 % over 15 min in every period where left out.
        rule: What happens where windows close; see `sim.theory.transient`.
        period: Minutes.
        day_cv: Standard deviation over mean of the level that each day has; gamma.
        patience: A law of minutes; everybody waits for ever where null.
        confidence: Of either bound, where days are drawn.
        days: Design days.
        fresh: Days on which a plan is validated.
        seed: Of the days.
        seconds: Time allowed; as long as it takes where null.
        gap: What may be left to save, as a share of the cost.
        ties: Other plans at the same cost to look for, where waits are exact.
        tell: Hears how far a search has come.

    Raises:
        InputError: For what cannot be used, or without OR-tools.
    """
    level = level or Service()
    law = service if not isinstance(service, int | float) else _exponential(float(service))
    mean = _mean(law)
    check_pool(rates, mean, rule, period)
    _check(rates, menu, confidence, days, fresh, day_cv)
    plain = isinstance(law, Exponential) and law.at_most is None and law.at_least == 0.0
    by_period = level.mean is not None and level.within == "period"
    if plain and day_cv == 0.0 and patience is None and not by_period:
        return _exactly(ExactPool(rates, mean, level, rule, period), menu, seconds, gap, ties, tell)
    closing = max(menu.ceiling) if menu.ceiling else 0
    pool = _Pool(tuple(rates), law, mean, level, rule, period, day_cv, patience, seed, closing)
    return _Sampled(pool, menu, confidence, days, fresh, seconds, gap, tell).certified()


def _exactly(
    oracle: ExactPool, menu: Menu, seconds: float | None, gap: float, ties: int, tell: Tell | None
) -> Certified:
    began = time.perf_counter()
    found = Search(menu, oracle, seconds, gap, tell).run(ties)
    level = oracle.service
    checked = [] if found.windows is None else [
        Checked(asked, value := oracle.value(found.windows, asked), value, most_of(level, asked))
        for asked in oracle.conditions
    ]  # fmt: skip
    return Certified(
        kind="exact",
        monotone=oracle.monotone,
        status=found.status,
        menu=menu,
        service=level,
        counts=found.counts,
        windows=found.windows,
        upper=found.cost,
        lower=math.inf if found.status == "infeasible" else found.bounds.lower,
        confidence=1.0,
        checked=tuple(checked),
        baselines=baselines(menu, oracle.starts(), level, oracle.conditions, oracle.value),
        ties=found.ties,
        all_ties=found.all_ties,
        days=0,
        fresh=0,
        candidates=1,
        iterations=found.bounds.iterations,
        cuts=found.bounds.cuts,
        evaluations=oracle.evaluations,
        seconds=time.perf_counter() - began,
    )


@dataclass(frozen=True)
class _Pool:
    """A pool whose days are drawn."""

    rates: tuple[float, ...]
    law: Distribution
    mean: float
    level: Service
    rule: EndOfShift
    period: float
    day_cv: float
    patience: Distribution | None
    seed: int
    closing: int

    def on(self, days: int, block: int, z: float = 0.0, most: Sequence[int] | None = None) -> SampledPool:
        """An oracle on days of its own."""
        closing = 0 if self.rule != "random" else self.closing or max(most or (0,)) or 128
        found = drawn(
            self.rates,
            self.law,
            days,
            period=self.period,
            day_cv=self.day_cv,
            patience=self.patience,
            seed=self.seed,
            block=block,
            closing=closing,
        )
        return SampledPool(found, self.level, self.rule, z, most)


class _Sampled:
    """A certificate on days that are drawn: block 0 to design on, the others to validate."""

    def __init__(
        self,
        pool: _Pool,
        menu: Menu,
        confidence: float,
        days: int,
        fresh: int,
        seconds: float | None,
        gap: float,
        tell: Tell | None,
    ) -> None:
        self.pool, self.menu, self.confidence, self.fresh = pool, menu, confidence, fresh
        self.seconds, self.gap, self.tell, self.days = seconds, gap, tell, days
        self.began = time.perf_counter()
        self.design = pool.on(days, 0)
        self.guide = pool.on(max(days // GUIDING, LEAST_GUIDING), 0, most=self.design.enough)
        self.strict = SampledPool(self.guide.days, pool.level, pool.rule, most=self.design.enough)
        self.block = 0
        self.searches: list[Solution] = []
        self.counts: tuple[int, ...] | None = None
        self.upper, self.candidates = math.inf, 0
        self.checked: tuple[Checked, ...] = ()

    def certified(self) -> Certified:
        """A bound and a plan; then, where the gap is too wide and time is left, both once more."""
        below = Search(self.menu, self.design, None, self.gap, self.tell, guide=self.guide, strict=self.strict)
        lower = self._bound(below)
        if lower < math.inf:
            self._try_candidates(below, lower)
            if self._wide(lower) and (self.seconds is None or self._left() > AT_LEAST):
                below.gap, below.aim = 0.0, self.upper * (1.0 - self.gap) - CLOSE
                lower = self._bound(below)
        return self._told(min(lower, self.upper) if self.counts else lower)

    def _bound(self, below: Search) -> float:
        """Search for a bound from below, which may take its share of the time left."""
        self._set(self._z(days=self.days))
        below.allow(None if self.seconds is None else SHARE * self._left())
        found = below.run()
        self.searches.append(found)
        return math.inf if found.status == "infeasible" else found.bounds.lower

    def _set(self, z: float) -> None:
        """Relax or tighten the level alike for the design days and the guides, of which one is a bit slower to miss it, and one quicker."""
        self.design.z = z
        alike = z * math.sqrt(len(self.guide.days) / self.days)
        self.guide.z, self.strict.z = alike + CAUTION, alike - CAUTION

    def _wide(self, lower: float) -> bool:
        return self.counts is None or 1.0 - lower / self.upper > self.gap + CLOSE

    def _try_candidates(self, below: Search, lower: float) -> None:
        """Plans that keep the level tightened more and more, until one is found to keep it on fresh days.

        Each search begins with the cuts of those before it: what misses a relaxed level misses a tightened one.
        """
        cuts = below.cuts
        for tighter in TIGHTER:
            self._set(-tighter)
            search = Search(
                self.menu, self.design, self._time(), self.gap / 2, self._tell(lower), cuts, self.guide, self.strict
            )
            search.reach = lower / (1.0 - self.gap) + CLOSE
            found = search.run()
            self.searches.append(found)
            cuts = search.cuts
            if found.counts is None:
                continue
            self.candidates += 1
            checked = self._validated(found.counts, self.candidates)
            if all(one.upper <= one.most for one in checked):
                self.counts, self.upper, self.checked = found.counts, found.cost, checked
                return

    def _tell(self, lower: float) -> Tell | None:
        """Of a candidate's search the bound is no bound of what is asked: that of the relaxed level is told."""
        told = self.tell
        return None if told is None else lambda bounds: told(replace(bounds, lower=min(lower, bounds.lower)))

    def _validated(self, counts: Sequence[int], candidate: int) -> tuple[Checked, ...]:
        """What each condition comes to on days that nobody has looked at, with its upper limit."""
        windows = self.menu.windows(counts)
        sums = self._afresh(windows)
        z = self._z(days=self.fresh, parts=2.0**candidate)
        return tuple(
            Checked(asked, found.value, found.value + z * found.error, most_of(self.pool.level, asked))
            for asked, found in ((asked, ratio(*sums[number])) for number, asked in enumerate(self.design.conditions))
        )

    def _afresh(self, windows: Sequence[int]) -> list[tuple[np.ndarray, np.ndarray]]:
        """By condition, what comes of windows on fresh days and how many people come, a number a day each."""
        parts = []
        for size in _blocks(self.fresh, self.days):
            self.block += 1
            pool = self.pool.on(size, self.block, most=self.design.enough)
            pool.waits(windows)
            parts.append([pool.outcome(windows, asked) for asked in self.design.conditions])
        return [
            (np.concatenate([y for y, _ in of]), np.concatenate([n for _, n in of])) for of in zip(*parts, strict=True)
        ]

    def _z(self, days: int, parts: float = 1.0) -> float:
        """Student's quantile for all conditions together, at the error allowed over so many `parts`."""
        from scipy.stats import t

        error = (1.0 - self.confidence) / parts / len(self.design.conditions)
        return float(t.isf(error, days - 1))

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
            baselines=self._baselines(),
            ties=(),
            all_ties=False,
            days=self.days,
            fresh=self.fresh,
            candidates=self.candidates,
            iterations=sum(found.bounds.iterations for found in self.searches),
            cuts=self.searches[-1].bounds.cuts,
            evaluations=self.design.evaluations,
            seconds=time.perf_counter() - self.began,
        )

    def _status(self, lower: float) -> Status:
        if lower == math.inf:
            return "infeasible"
        if self.counts is not None and lower >= self.upper - CLOSE:
            return "optimal"
        ended = {found.status for found in self.searches}
        if "interrupted" in ended:
            return "interrupted"
        return "gap" if not self._wide(lower) or "time" not in ended else "time"

    def _baselines(self) -> tuple[Baseline, ...]:
        """What rules of thumb come to on fresh days of their own."""
        self.block += 1
        pool = self.pool.on(self.days, self.block)
        starts = ExactPool(
            self.pool.rates, self.pool.mean, replace(self.pool.level, mean=None), "hold", self.pool.period
        ).starts()
        return baselines(
            self.menu,
            starts,
            self.pool.level,
            pool.conditions,
            lambda windows, asked: pool.estimate(windows, asked).value,
        )


def _blocks(whole: int, size: int) -> Iterator[int]:
    while whole > 0:
        yield min(size, whole)
        whole -= size


def _exponential(mean: float) -> Exponential:
    if not 0.0 < mean < math.inf:
        raise InputError(Fault(f"{mean:g} is no mean service time", "give minutes above 0", "service"))
    return Exponential(kind="exponential", mean=mean)


def _mean(law: Distribution) -> float:
    from sim.demand.distributions import mean

    return mean(law)


def _check(rates: Sequence[float], menu: Menu, confidence: float, days: int, fresh: int, day_cv: float) -> None:
    faults = []
    if menu.cells != len(rates):
        faults.append(Fault(f"the menu has {menu.cells} periods", f"give it {len(rates)}, as the rates", "menu"))
    if not 0.5 <= confidence < 1.0:
        faults.append(Fault(f"{confidence:g} is no confidence", "write 0.95 for 95 %", "confidence"))
    if min(days, fresh) < 30:
        faults.append(Fault(f"{min(days, fresh)} days are too few", "ask for 30 or more", "days"))
    if not 0.0 <= day_cv < math.inf:
        faults.append(Fault(f"{day_cv:g} is no coefficient of variation", "give 0 or more", "day_cv"))
    if faults:
        raise InputError(faults)
