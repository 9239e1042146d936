"""A plan with what is certain about cheaper ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sim.report import certificate as words
from sim.report.text import Lang
from sim.staffing.baseline import Baseline
from sim.staffing.problem import Condition, Menu, Monotone, Service, Status
from sim.staffing.tangents import Convex

Kind = Literal["exact", "statistical"]


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


class Sampled(NamedTuple):
    """A bound from days that were drawn, of a pool whose waits are known exactly otherwise."""

    lower: float
    """No plan that keeps the level costs less,"""
    confidence: float
    """with so much confidence,"""
    days: int
    """from so many days."""


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
    convex: Convex | None
    """A bound that rests on lines; null where none was looked for, or nothing comes of it."""
    sampled: Sampled | None
    """A bound from days, where waits are exact but say little of cheaper plans; null where none was looked for."""
    enough: tuple[int, ...]
    """By period, windows of which more were counted as so many, as nearly nobody would have noticed more."""
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
    def beyond(self) -> int | None:
        """Windows in a period beyond which nothing is said of cheaper plans; null where none of these has more.

        Where a crowd has gathered before windows open, more than `enough` may be of use.
        """
        pairs = zip(self.menu.affords(self.upper), self.enough, strict=True)
        return max(self.enough) if any(most > known for most, known in pairs) else None

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
            "beyond": self.beyond,
            "convex": None,
            "sampled": None,
        }
        if self.sampled is not None:
            facts |= {"sampled": self.sampled.lower, "days": self.sampled.days, "confidence": self.sampled.confidence}
        if self.convex is not None:
            lines = {"lines": self.convex.lines, "held": self.convex.held, "broken": self.convex.broken}
            facts |= {"convex": self.convex.lower, **lines}
        return words.statement(self.kind, self.monotone, facts, lang)
