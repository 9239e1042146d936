"""What a check found: item by item whether it moved, by how much, and where that comes from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

BASELINES, PLANS, TAPES, KPIS = "baselines", "plans", "tapes", "kpis"
TIERS = (PLANS, TAPES, KPIS)
"""What can be asked for; the baselines themselves are looked at in any case."""

BY_HAND = "baselines"
"""The baselines, and not what they are held against."""
FORM = "form"
"""The form of plans: those that are frozen are of an earlier one."""
RULES = "rules"
"""The rules of a hall, in one of the engines or both."""
SAMPLING = "sampling"
"""What is drawn of the same demand."""
CONFIGURATION = "configuration"
"""What a scenario, or a building block of it, says."""
COUNTING = "counting"
"""How key figures are counted as a hall is played (`--level kpis`), where its sessions come to what they did."""
BETWEEN = "between"
"""What is neither drawn nor played: how a tape is laid over a hall, or how a trace is measured."""
UNKNOWN = "unknown"
"""Not looked for: other tiers would tell."""
CAUSES = (BY_HAND, CONFIGURATION, SAMPLING, FORM, RULES, COUNTING, BETWEEN, UNKNOWN)

Value = float | int | str | bool | None
Note = tuple[str, Mapping[str, Any]]
"""Words by their key in `sim.report.words`, and what stands in their blanks."""


@dataclass(frozen=True)
class Change:
    """One thing that moved; None where there is nothing on that side."""

    what: str
    old: Value
    new: Value

    @property
    def relative(self) -> float | None:
        """New less old, over old; None where they are no numbers, and infinite where old is 0."""
        if not (_is_number(self.old) and _is_number(self.new)):
            return None
        old, new = float(self.old or 0.0), float(self.new or 0.0)
        if old == new:
            return 0.0
        return (new - old) / abs(old) if old else math.copysign(math.inf, new)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


@dataclass(frozen=True)
class Item:
    """One thing that is held against its baseline."""

    tier: str
    name: str
    moved: bool = False
    changes: tuple[Change, ...] = ()
    """What moved; of what has not moved, but was looked at closer, what was seen."""
    notes: tuple[Note, ...] = ()
    halls: frozenset[str] = frozenset()
    """The halls that it is about."""
    cause: str = ""
    """Of what moved: where that comes from."""
    undecided: bool = False
    """Whether it is neither shown to be the same nor to have moved, as other numbers are drawn, and too few to tell."""

    @property
    def largest(self) -> float:
        """The largest relative change, whatever its sign; 0 where there are no numbers."""
        return max((abs(change.relative or 0.0) for change in self.changes), default=0.0)


@dataclass(frozen=True)
class Report:
    """What a check found."""

    items: tuple[Item, ...]
    tiers: tuple[str, ...] = TIERS
    same_streams: bool = True
    """Whether numpy draws the numbers that the baselines were drawn from."""
    notes: tuple[Note, ...] = field(default=())

    @property
    def moved(self) -> list[Item]:
        """What moved."""
        return [item for item in self.items if item.moved]

    @property
    def undecided(self) -> list[Item]:
        """What is neither shown to be the same nor to have moved."""
        return [item for item in self.items if item.undecided]

    @property
    def causes(self) -> list[str]:
        """Where what moved comes from, the first to look at first."""
        found = {item.cause for item in self.moved}
        return [cause for cause in CAUSES if cause in found]

    def of(self, tier: str) -> list[Item]:
        """The items of a tier."""
        return [item for item in self.items if item.tier == tier]


def traced(report: Report) -> Report:
    """The same with the cause of each key figure that moved and has none yet.

    A hall's figures follow from its configuration, else from what is drawn for it, else from the rules; what follows
    from none of these comes from what lies between: how tapes are laid over halls, or how traces are measured.
    """
    configured = {hall for item in report.moved if item.cause == CONFIGURATION for hall in item.halls}
    sampled = {hall for item in report.moved if item.cause == SAMPLING for hall in item.halls}
    ruled = any(item.cause == RULES for item in report.moved)
    complete = set(report.tiers) == set(TIERS)

    def of(item: Item) -> str:
        if item.halls & configured:
            return CONFIGURATION
        if item.halls & sampled:
            return SAMPLING
        if ruled:
            return RULES
        return BETWEEN if complete else UNKNOWN

    items = [replace(item, cause=of(item)) if item.moved and not item.cause else item for item in report.items]
    return replace(report, items=tuple(items))
