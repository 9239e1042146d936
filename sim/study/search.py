"""The search for ties: where the difference of two halls, as a number of the spec is changed, is none."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from sim.config import changed
from sim.errors import InputError
from sim.inference.intervals import Interval, difference
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


class _NoValueError(Exception):
    """The search has come upon a value at which what it looks for is not a number."""


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
        """Finding, value, below, above, low and high of each tie; or one row that says what holds in its place.

        Between `below` and `above` of a `gap` the sign of the mean changes, at values that have none.
        """
        self._play(self.reach.grid(GRID), 2 * STEPS * self.question.replications + self.more)
        valued = {value: found for value, found in sorted(self._found.items()) if not math.isnan(found.mean)}
        signs = {value: float(np.sign(found.mean)) for value, found in valued.items()}
        rows = [self._tie(*crossing) for crossing in crossings(signs)]
        return rows or [(without_tie(valued.values()), *(None,) * 5)]

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

    def _tie(self, a: float, b: float) -> tuple[Any, ...]:
        """The tie between two values at which the mean difference has different signs, or at one where it is none."""
        try:
            for x in [x for x in self._found if a < x < b]:
                self._number(x, "mean")
            below, above = self._root(a, b)
        except _NoValueError:
            return ("gap", None, a, b, None, None)
        value = below if below == above else None
        return ("tie", value, below, above, self._end(above, below, -1), self._end(below, above, 1))

    def _number(self, value: float, end: End) -> float:
        """The mean, or a limit, of the difference at a value of the key. Raises `_NoValueError` where it is none."""
        number = float(getattr(self.at(value), end))
        if math.isnan(number):
            raise _NoValueError
        return number

    def _brent(self, end: End, a: float, b: float) -> float:
        """Where between two values, at which it has different signs, the mean or a limit is 0."""
        tolerance = self.reach.tolerance / 2.0
        return float(brentq(lambda x: self._number(float(x), end), a, b, xtol=tolerance, rtol=1e-12))

    def _root(self, a: float, b: float) -> tuple[float, float]:
        """Neighbours between which the mean difference is 0; twice the same where it is there."""
        if a == b:
            return a, b
        if not self.reach.whole:
            root = self._brent("mean", a, b)
            return root, root
        while b - a > 1:
            middle = float((a + b) // 2)
            value = self._number(middle, "mean")
            if value == 0.0:
                return middle, middle
            a, b = (middle, b) if (value < 0.0) == (self._number(a, "mean") < 0.0) else (a, middle)
        ends = [x for x in (a, b) if self._number(x, "mean") == 0.0]
        return (ends[0], ends[0]) if ends else (a, b)

    def _end(self, other: float, tie: float, way: int) -> float | None:
        """The end of the interval on one side of a tie: as far as the test does not reject.

        `other` is the tie's neighbour on the other side, of whole numbers. None where the end is open: nothing is
        rejected up to the end of the range, or what lies before the first that is has no limits.
        """
        # Of two whole neighbours that are both rejected, each is the end on its side: the tie lies between them.
        inner = tie if rejected(self.at(other)) else other
        unknown = math.isnan(self.at(inner).low)
        for value in sorted((x for x in self._found if (x - inner) * way > 0.0), key=lambda x: abs(x - inner)):
            end = rejected(self._found[value])
            if end is None:
                unknown = math.isnan(self._found[value].low)
                inner = inner if unknown else value
            elif unknown:
                return None
            elif rejected(self.at(inner)) == end:
                # The tie is known to a tolerance: where it was played it may be beyond itself.
                return inner
            else:
                return self._edge(end, inner, value)
        return inner if rejected(self.at(inner)) else None

    def _edge(self, end: End, inner: float, outer: float) -> float | None:
        """The last that is not rejected from a value that is not to one that is, by this limit; None if not known."""
        try:
            while abs(outer - inner) > self.reach.tolerance:
                # Where halls are identical both limits are 0, which is no end: the root wanted lies further out.
                if not self.reach.whole and self._number(inner, end) != 0.0:
                    return self._brent(end, *sorted((inner, outer)))
                middle = (inner + outer) / 2.0
                middle = float(math.floor(middle)) if self.reach.whole else middle
                self._number(middle, end)
                found = rejected(self.at(middle))
                inner, outer, end = (inner, middle, found) if found else (middle, outer, end)
        except _NoValueError:
            return None
        return inner


def rejected(found: Interval) -> End | None:
    """The limit by which the test rejects that a difference is 0; None where it does not, or there are no limits."""
    return "low" if found.low > 0.0 else "high" if found.high < 0.0 else None


def without_tie(found: Collection[Interval]) -> str:
    """What holds of differences whose means, from value to value of the key, do not change their sign."""
    signs = {one.mean > 0.0 for one in found if one.mean}
    if not signs:
        return "equal" if found else "missing"
    if not all(map(rejected, found)):
        return "undecided"
    return "higher" if True in signs else "lower"


def crossings(signs: Mapping[float, float]) -> Iterator[tuple[float, float]]:
    """Neighbouring values, ascending, between which the sign changes.

    Twice the same value where it is 0 at that one, in between or at an end.
    """
    last: float | None = None
    zeros: list[float] = []
    for value, sign in signs.items():
        if sign == 0.0:
            zeros.append(value)
            continue
        if last is not None and signs[last] == -sign:
            yield (zeros[0], zeros[0]) if len(zeros) == 1 else (last, value)
        elif last is None and zeros:
            yield zeros[-1], zeros[-1]
        last, zeros = value, []
    if last is not None and zeros:
        yield zeros[0], zeros[0]
