"""What is asked of a hall of several groups, and what is answered: shifts, with what is known of cheaper ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.report import certificate as words
from sim.report.text import Lang
from sim.spec.distributions import Distribution
from sim.staffing.multidays import ClassDays, class_days
from sim.staffing.multipool import Group, Marks, MultiPool
from sim.staffing.problem import Service


@dataclass(frozen=True)
class MultiCertified:
    """Shifts for several groups, what they cost, and what is known of cheaper ones; see `sim.staffing.multiroster`."""

    level: Service
    counts: tuple[tuple[int, ...], ...] | None
    """Clerks by group and shift; null where none were found that keep the level on fresh days."""
    windows: tuple[tuple[int, ...], ...] | None
    """By group and period."""
    upper: float
    """Cost of the plan; infinite without one."""
    lower: float
    """No plan that keeps the level costs less, if lines are what they are taken for."""
    pooled: float
    """The same, if they are for one pool, and every skill more helps."""
    confidence: float
    """Of the plan, and of either bound."""
    shares: tuple[tuple[float, ...], ...]
    """By class and period, who is late of those who come, under the plan on fresh days."""
    limits: tuple[tuple[float, ...], ...]
    """Their upper confidence limits, of all together."""
    days: int
    fresh: int
    candidates: int
    """Plans that were validated."""
    lines: int
    """Cuts that the bound rests on."""
    broken: int
    """Cuts that were left out, as windows that keep the level broke them."""
    probes: int
    """Windows that keep the level against which the cuts were held."""
    seconds: float
    interrupted: bool = False
    """Whether the search was broken off."""

    @property
    def gap(self) -> float:
        """What might still be saved, as a share of the cost."""
        return _gap(self.upper, self.lower)

    @property
    def pooled_gap(self) -> float:
        """The same, of the bound by pools."""
        return _gap(self.upper, self.pooled)

    def statement(self, lang: Lang = "en") -> str:
        """What is certain, and what it assumes, in a few sentences."""
        facts = {
            "cost": self.upper,
            "lower": self.lower,
            "pooled": self.pooled,
            "confidence": self.confidence,
            "days": self.days,
            "fresh": self.fresh,
            "limit": self.level.limit,
            "late": self.level.late,
            "lines": self.lines,
            "broken": self.broken,
            "probes": self.probes,
        }
        return words.of_several(facts, lang)


def _gap(upper: float, lower: float) -> float:
    return max(0.0, 1.0 - lower / upper) if upper < math.inf else 1.0


@dataclass(frozen=True)
class Asked:
    """What is asked."""

    rates: tuple[tuple[float, ...], ...]
    laws: tuple[Distribution, ...]
    groups: tuple[Group, ...]
    level: Service
    period: float
    day_cv: float
    seed: int
    confidence: float

    def drawn(self, days: int, block: int) -> ClassDays:
        """Days of a block of their own."""
        return class_days(
            self.rates, self.laws, days, period=self.period, day_cv=self.day_cv, seed=self.seed, block=block
        )

    def pool(self, days: ClassDays, opens: Marks) -> MultiPool:
        """The hall on some days."""
        return MultiPool(days, self.groups, self.level.limit, opens=opens)

    def z(self, days: int, conditions: int, parts: float = 1.0) -> float:
        """Student's quantile for all conditions together, at the error allowed over so many `parts`."""
        from scipy.stats import t

        return float(t.isf((1.0 - self.confidence) / parts / conditions, days // 2))
