"""Plans that hold on more than one kind of day: several demands together, and a clerk fewer than planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.staffing.problem import Condition, Monotone, Oracle


@dataclass(frozen=True)
class Fewer:
    """An oracle (`sim.staffing.problem.Oracle`) of days on which fewer come to work than planned, all day.

    A clerk who is ill leaves every cell that has a window with so many fewer.
    """

    oracle: Oracle
    clerks: int = 1

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What a plan must keep, with so many away."""
        return tuple(replace(one, label=f"{one.label}, {self.clerks} away") for one in self.oracle.conditions)

    @property
    def monotone(self) -> Monotone:
        """What is known of a window more: what is known of it on other days."""
        return self.oracle.monotone

    @property
    def enough(self) -> tuple[int, ...]:
        """Windows by cell beyond which nobody would notice."""
        return tuple(windows + self.clerks for windows in self.oracle.enough)

    @property
    def evaluations(self) -> int:
        """How often it was asked."""
        return self.oracle.evaluations

    def excess(self, windows: Sequence[int], condition: int) -> float:
        """How far planned windows (by cell) miss condition number `condition` on such a day."""
        return self.oracle.excess([max(0, count - self.clerks) for count in windows], condition)

    def excesses(self, windows: Sequence[int]) -> NDArray[np.float64]:
        """(conditions) How far planned windows miss each."""
        return self.oracle.excesses([max(0, count - self.clerks) for count in windows])

    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """What rules of thumb would ask for, and those who are away besides."""
        return {name: self._more(need) for name, need in self.oracle.starts().items()}

    def _more(self, need: Sequence[int]) -> tuple[int, ...]:
        return tuple(count + self.clerks if count else 0 for count in need)


@dataclass(frozen=True)
class Together:
    """An oracle (`sim.staffing.problem.Oracle`) of several kinds of days: a plan must keep what each of them asks.

    `oracles` by what their days are called; all have the same cells. A plan that is the cheapest here is the cheapest
    that holds on all these days, whichever comes (robust optimisation over a finite set of scenarios: Kouvelis and Yu
    1997, Robust Discrete Optimization and Its Applications, 1.2).
    """

    oracles: Mapping[str, Oracle]

    def __post_init__(self) -> None:
        if len({len(oracle.enough) for oracle in self.oracles.values()}) != 1:
            raise ValueError("all oracles must have the same cells, and there must be one")

    @property
    def _asked(self) -> list[tuple[str, Oracle, int]]:
        return [(name, one, n) for name, one in self.oracles.items() for n in range(len(one.conditions))]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What the days ask, one kind of day after another."""
        return tuple(
            replace(oracle.conditions[number], label=f"{name}: {oracle.conditions[number].label}")
            for name, oracle, number in self._asked
        )

    @property
    def monotone(self) -> Monotone:
        """What is known of a window more on all of these days."""
        return "proven" if all(oracle.monotone == "proven" for oracle in self.oracles.values()) else "assumed"

    @property
    def enough(self) -> tuple[int, ...]:
        """Windows by cell beyond which nobody would notice on any of these days."""
        return _largest([oracle.enough for oracle in self.oracles.values()])

    @property
    def evaluations(self) -> int:
        """How often the oracles were asked."""
        return sum(oracle.evaluations for oracle in self.oracles.values())

    def excess(self, windows: Sequence[int], condition: int) -> float:
        """How far windows (by cell) miss condition number `condition`."""
        _, oracle, number = self._asked[condition]
        return oracle.excess(windows, number)

    def excesses(self, windows: Sequence[int]) -> NDArray[np.float64]:
        """(conditions) How far windows miss each."""
        return np.concatenate([oracle.excesses(windows) for oracle in self.oracles.values()])

    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """What rules of thumb would ask for on the worst of these days, cell by cell."""
        found = [oracle.starts() for oracle in self.oracles.values()]
        names = [name for name in found[0] if all(name in one for one in found)]
        return {name: _largest([one[name] for one in found]) for name in names}


def _largest(rows: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Cell by cell."""
    return tuple(max(counts) for counts in zip(*rows, strict=True))
