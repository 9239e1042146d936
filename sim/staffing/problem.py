"""What is asked and what is answered: shifts to choose from, a service level, an oracle, a plan with its bound.

A cell is what windows are counted in: a period of the day for one pool, a period and a group for several. All tuples
"by cell" are in one order, that of the menu.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.errors import Fault, InputError

Monotone = Literal["proven", "assumed"]
"""Whether a window more can make a condition worse: a theorem excludes it, or it was never seen to."""
Status = Literal["optimal", "gap", "days", "taken", "mended", "time", "interrupted", "infeasible"]
"""Why a search ended: nothing cheaper exists; the gap asked for is reached; all is known that so many days can tell;
another plan was taken than it found; its plan was mended, as the whole hall asked for more; time is up; the user broke
it off; no plan of the menu keeps the service level."""


LEAST_COST, MOST_COST = 1e-6, 1e9
"""Of a clerk on a shift: what lies outside is no cost that could be told apart from another."""


@dataclass(frozen=True)
class ShiftType:
    """A shift that clerks may be given."""

    name: str
    covers: tuple[bool, ...]
    """By cell, whether a clerk on this shift opens a window there; breaks are gaps."""
    cost: float
    """Of one clerk on it, in paid hours, or any unit that all shifts of the menu share."""


@dataclass(frozen=True)
class Limit:
    """A linear limit on how many clerks are on which shifts: low <= sum of weight x count <= high."""

    label: str
    weights: Mapping[str, int]
    """By name of the shift; 0 where left out."""
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Menu:
    """The shifts to choose from, and what limits the choice."""

    shifts: tuple[ShiftType, ...]
    cells: int
    most: Mapping[str, int] = field(default_factory=dict)
    """Most clerks on a shift, by its name; no limit where left out."""
    floor: tuple[int, ...] = ()
    """Least windows by cell; 0 throughout where empty."""
    ceiling: tuple[int, ...] = ()
    """Most windows by cell: those that the hall has; no limit where empty."""
    limits: tuple[Limit, ...] = ()

    def __post_init__(self) -> None:
        faults = [*self._faults()]
        if faults:
            raise InputError(faults)

    def _faults(self) -> Sequence[Fault]:
        found = []
        names = [shift.name for shift in self.shifts]
        for shift in self.shifts:
            if len(shift.covers) != self.cells:
                mend = f"give {self.cells}, one a cell"
                found.append(Fault(f"it covers {len(shift.covers)} cells", mend, f"shift {shift.name}"))
            if not LEAST_COST <= shift.cost <= MOST_COST:
                mend = f"give a cost above 0, from {LEAST_COST:g} to {MOST_COST:g}"
                found.append(Fault(f"its cost is {shift.cost:g}", mend, f"shift {shift.name}"))
        if len(set(names)) < len(names):
            found.append(Fault("two shifts have one name", "give each a name of its own", "shifts"))
        known = {*self.most, *(name for limit in self.limits for name in limit.weights)}
        found += [Fault(f"there is no shift {name!r}", "name one of the menu", "limits") for name in known - {*names}]
        for key in ("floor", "ceiling"):
            given = getattr(self, key)
            if given and len(given) != self.cells:
                found.append(Fault(f"it has {len(given)} numbers", f"give {self.cells}, one a cell", key))
            found += [_no_number(key, number) for number in given if not _counts(number)]
        found += [_no_number(f"most {name}", number) for name, number in self.most.items() if not _counts(number)]
        for limit in self.limits:
            given = (*limit.weights.values(), *(end for end in (limit.low, limit.high) if end is not None))
            found += [
                _no_number(f"limit {limit.label}", number) for number in given if not isinstance(number, Integral)
            ]
        return found

    @classmethod
    def free(cls, cells: int, hours: float = 0.5, ceiling: tuple[int, ...] = ()) -> Menu:
        """Each cell by itself, at `hours` paid: windows by half-hour without shifts."""
        shifts = tuple(ShiftType(f"{p:02d}", tuple(q == p for q in range(cells)), hours) for p in range(cells))
        return cls(shifts, cells, ceiling=ceiling)

    @property
    def cover(self) -> NDArray[np.int64]:
        """(cells, shifts) 1 where a shift opens a window."""
        return np.array([shift.covers for shift in self.shifts], dtype=np.int64).T

    def windows(self, counts: Sequence[int]) -> tuple[int, ...]:
        """Windows by cell of so many clerks on each shift."""
        return tuple((self.cover @ np.asarray(counts, dtype=np.int64)).tolist())

    def cost(self, counts: Sequence[int]) -> float:
        """Cost of so many clerks on each shift."""
        return float(sum(shift.cost * count for shift, count in zip(self.shifts, counts, strict=True)))

    def affords(self, cost: float) -> tuple[float, ...]:
        """By cell, the most windows that a plan for `cost` may have there; without end where neither limits them."""
        cheapest = (
            min((one.cost for one in self.shifts if one.covers[cell]), default=0.0) for cell in range(self.cells)
        )
        most = [cost // price if price and cost < np.inf else np.inf if price else 0.0 for price in cheapest]
        return tuple(map(min, most, self.ceiling)) if self.ceiling else tuple(most)

    def allows(self, counts: Sequence[int]) -> bool:
        """Whether so many clerks on each shift are within what limits the choice."""
        windows, named = self.windows(counts), self.named(counts)
        sums = [(sum(weight * named.get(name, 0) for name, weight in one.weights.items()), one) for one in self.limits]
        return (
            all(has >= low for has, low in zip(windows, self.floor or windows, strict=True))
            and all(has <= high for has, high in zip(windows, self.ceiling or windows, strict=True))
            and all(number <= self.most.get(name, number) for name, number in named.items())
            and all(one.low is None or total >= one.low for total, one in sums)
            and all(one.high is None or total <= one.high for total, one in sums)
        )

    def named(self, counts: Sequence[int]) -> dict[str, int]:
        """Clerks by name of the shift, without those that nobody is on."""
        return {shift.name: int(n) for shift, n in zip(self.shifts, counts, strict=True) if n}


def _counts(number: object) -> bool:
    return isinstance(number, Integral) and int(number) >= 0


def _no_number(key: str, number: object) -> Fault:
    return Fault(f"{number} is no number of clerks or windows", "give a whole number, 0 or more", key)


@dataclass(frozen=True)
class Service:
    """The service level that is to be kept."""

    limit: float = 15.0
    """Minutes of wait beyond which a person is late."""
    late: float = 0.1
    """Largest share of people who are late; leavers count who waited so long."""
    mean: float | None = None
    """Largest mean wait, in minutes, of all who come; no limit where null."""
    within: Literal["period", "day"] = "period"
    """Whether that is to hold of those who come in each period, or of all who come on the day."""

    def __post_init__(self) -> None:
        faults = []
        if not 0.0 < self.late < 1.0:
            faults.append(Fault(f"a share of {self.late:g} is not between 0 and 1", "write 0.1 for 10 %", "late"))
        if not 0.0 <= self.limit < np.inf:
            faults.append(Fault(f"{self.limit:g} is no limit of a wait", "give minutes, 0 or more", "limit"))
        if self.mean is not None and not 0.0 < self.mean < np.inf:
            faults.append(Fault(f"{self.mean:g} is no mean wait", "give minutes above 0", "mean"))
        if faults:
            raise InputError(faults)


@dataclass(frozen=True)
class Condition:
    """One thing that a plan must keep."""

    label: str
    """`late` or `wait`, with the period it is about."""
    kind: Literal["late", "wait"]
    period: int | None = None
    """The period of arrival that it is about; the whole day where null."""


class Oracle(Protocol):
    """What says of numbers of windows whether they keep each condition."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What a plan must keep."""

    @property
    def monotone(self) -> Monotone:
        """What is known of a window more."""

    @property
    def enough(self) -> tuple[int, ...]:
        """Windows by cell beyond which nobody would notice: more are counted as so many."""

    @property
    def evaluations(self) -> int:
        """How often it was asked."""

    def excess(self, windows: Sequence[int], condition: int) -> float:
        """How far windows (by cell) miss condition number `condition`: above 0 they do, at 0 or below they keep it."""

    def excesses(self, windows: Sequence[int]) -> NDArray[np.float64]:
        """(conditions) The excess of each."""

    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """What rules of thumb would ask for, by name: windows by cell."""


@dataclass(frozen=True)
class Bounds:
    """How far a search has come."""

    lower: float
    """No plan costs less."""
    upper: float
    """The cheapest plan so far that keeps all conditions; infinite before there is one."""
    iterations: int
    cuts: int
    evaluations: int
    seconds: float

    @property
    def gap(self) -> float:
        """What might still be saved, as a share of the cost of the best plan so far."""
        return 1.0 if self.upper == np.inf else max(0.0, 1.0 - self.lower / self.upper)


@dataclass(frozen=True)
class Solution:
    """The cheapest plan that was found, and what is known of cheaper ones."""

    counts: tuple[int, ...] | None
    """Clerks by shift, in the order of the menu; null where no plan keeps all conditions, or none was found in time."""
    windows: tuple[int, ...] | None
    """By cell."""
    bounds: Bounds
    status: Status
    ties: tuple[tuple[int, ...], ...] = ()
    """Other plans at the same cost that keep all conditions, as counts by shift."""
    all_ties: bool = False
    """Whether there are no more of them."""

    @property
    def cost(self) -> float:
        """Of the plan; infinite without one."""
        return self.bounds.upper
