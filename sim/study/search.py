"""The search for ties: where the difference of two halls, as a number of the spec is changed, is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from sim.config import changed
from sim.errors import InputError
from sim.results.intervals import Interval, difference
from sim.spec import Spec
from sim.study.keys import Range
from sim.study.plays import Theatre
from sim.study.question import Question

GRID = 5
"""Values, from end to end of the range, that are tried first: so many crossings as they part are found."""
STEPS = 12
"""Values for one root that are reckoned with beforehand; more are tried where needed."""
Where = Literal["others", "all"]
End = Literal["mean", "low", "high"]
Values = np.ndarray[Any, np.dtype[np.float64]]
"""Of a measure, one a replication."""


class Played(dict[tuple[str, float | None], Values]):
    """What was measured, by variant and value of the key; None for the value that stands in its spec."""


class Search:
    """The differences of one variant from the base, each value of the key played once."""

    def __init__(
        self,
        question: Question,
        stage: Theatre[dict[str, float]],
        played: Played,
        reach: Range,
        base: str,
        variant: str,
        within: Where,
        more: int = 0,
    ) -> None:
        self.question, self.stage, self.played, self.reach = question, stage, played, reach
        self.base, self.variant, self.within, self.more = base, variant, within, more
        self._found: dict[float, Interval] = {}

    def ties(self) -> list[tuple[Any, ...]]:
        """Finding, value, below, above, low and high of each tie; or one row that says what holds in its place."""
        self._play(self.reach.grid(GRID), 2 * STEPS * self.question.replications + self.more)
        signs = {value: np.sign(self.at(value).mean) for value in sorted(self._found)}
        rows = [self._tie(*crossing) for crossing in crossings(signs)]
        if rows:
            return rows
        some = {sign for sign in signs.values() if sign}
        finding = "equal" if not some else "higher" if some == {1.0} else "lower" if some == {-1.0} else "missing"
        return [(finding, *(None,) * 5)]

    def curve(self) -> pd.DataFrame:
        """All values that were played, ascending."""
        rows = [(value, f.mean, f.low, f.high, f.n) for value, f in sorted(self._found.items())]
        return pd.DataFrame(rows, columns=["value", "mean", "low", "high", "n"])

    def at(self, value: float) -> Interval:
        """The difference of the variant from the base where the key has a value."""
        if value not in self._found:
            self._play([value], STEPS * self.question.replications + self.more)
        return self._found[value]

    def _play(self, values: Sequence[float], more: int) -> None:
        """Play the variant, and the base unless it was, where the key has these values."""
        both, alike = [self.variant, self.base], self.within == "all"
        wanted: dict[tuple[str, float | None], Spec] = {}
        texts = [self.reach.override(value) for value in values]
        every = changed(self.question.composed, texts, both if alike else both[:1])
        for value, specs in zip(values, every, strict=True):
            for name, spec in specs.items():
                if isinstance(spec, InputError):
                    raise spec
                wanted[name, value] = spec
        if not alike:
            wanted[self.base, None] = self.question.composed.specs[self.base]
        missing = {key: spec for key, spec in wanted.items() if key not in self.played}
        (measure,) = self.question.measures
        for key, seen in self.stage.play(missing, more).items():
            self.played[key] = np.array([found[measure] for found in seen])
        for value in values:
            of_base = self.played[self.base, value if alike else None]
            self._found[value] = difference(of_base, self.played[self.variant, value])

    def _tie(self, a: float, b: float, rises: bool) -> tuple[Any, ...]:
        """The tie between two values at which the mean difference has different signs, or at one where it is none."""
        below, above = self._root("mean", a, b)
        value = below if below == above else None
        # Below a rising tie the variant is less than the base: the upper limit of the difference is the first to go.
        low = self._end("high" if rises else "low", below, -1)
        high = self._end("low" if rises else "high", above, 1)
        return ("tie", value, below, above, low, high)

    def _root(self, end: End, a: float, b: float) -> tuple[float, float]:
        """Neighbours between which the mean, or a limit, of the difference is 0; twice the same where it is there."""
        if a == b:
            return a, b
        if not self.reach.whole:
            tolerance = self.reach.tolerance
            root = float(brentq(lambda x: getattr(self.at(float(x)), end), a, b, xtol=tolerance / 2.0, rtol=1e-12))
            return root, root
        while b - a > 1:
            middle = float((a + b) // 2)
            value = getattr(self.at(middle), end)
            if value == 0.0:
                return middle, middle
            a, b = (middle, b) if (value < 0.0) == (getattr(self.at(a), end) < 0.0) else (a, middle)
        ends = [x for x in (a, b) if getattr(self.at(x), end) == 0.0]
        return (ends[0], ends[0]) if ends else (a, b)

    def _end(self, end: End, tie: float, way: int) -> float | None:
        """The end of the interval on one side of a tie: the nearest value there at which a limit is 0.

        None where the test does not reject anywhere from the tie to the end of the range. Of whole numbers, the nearest
        that is rejected.
        """
        rejected = -1.0 if end == "high" else 1.0
        self.at(tie)
        inner = tie
        for value in sorted((x for x in self._found if (x - tie) * way >= 0.0), key=lambda x: abs(x - tie)):
            sign = np.sign(getattr(self.at(value), end))
            if sign in (0.0, rejected):
                found = self._root(end, *sorted((inner, value)))
                return found[0] if way < 0 else found[1]
            inner = value
        return None


def crossings(signs: Mapping[float, float]) -> Iterator[tuple[float, float, bool]]:
    """Neighbouring values, ascending, between which the sign changes, and whether it rises.

    Twice the same value where it is 0 at that one, in between or at an end. What is not a number parts neighbours.
    """
    last: float | None = None
    zeros: list[float] = []
    for value, sign in signs.items():
        if np.isnan(sign):
            last, zeros = None, []
        elif sign == 0.0:
            zeros.append(value)
        else:
            if last is not None and signs[last] == -sign:
                ends = (zeros[0], zeros[0]) if len(zeros) == 1 else (last, value)
                yield *ends, bool(sign > 0.0)
            elif last is None and zeros:
                yield zeros[-1], zeros[-1], bool(sign > 0.0)
            last, zeros = value, []
    if last is not None and zeros:
        yield zeros[0], zeros[0], bool(signs[last] < 0.0)
