"""A time axis that leaves out the hours in which nothing happens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

Span = tuple[float, float]

JOIN = 60.0
"""Minutes: stretches not further apart than that are shown as one."""
PAD = 5.0
"""Minutes shown before and after each stretch."""
LEAST = 1.0 / 12.0
"""Share of all time shown that a stretch takes at least: a short one is shown with more of what surrounds it."""
GAP = 0.035
"""Width of a gap, as a share of all time shown."""


class Stretched:
    """Minutes as places on an axis: stretches to one scale, gaps between them all alike."""

    def __init__(self, busy: Iterable[Span]) -> None:
        """`busy` are the spans (minutes) that must be seen whole."""
        self.spans = _widened(_joined(busy))
        shown = sum(end - start for start, end in self.spans)
        self.gap = GAP * shown
        times, places = list[float](), list[float]()
        for start, end in self.spans:
            first = places[-1] + self.gap if places else 0.0
            times += [start, end]
            places += [first, first + end - start]
        self._times, self._places = times, places

    def place(self, minute: float) -> float:
        """Where a minute is; within a gap by its share of the gap; beyond both ends at the end."""
        return float(np.interp(minute, self._times, self._places))

    @property
    def width(self) -> float:
        """Width of all."""
        return self._places[-1]

    @property
    def gaps(self) -> list[tuple[Span, Span]]:
        """Each gap: its minutes, and its places."""
        between = zip(self._times[1:-1:2], self._times[2::2], strict=True)
        return [(span, (self.place(span[0]), self.place(span[1]))) for span in between]


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] <= JOIN:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [(start - PAD, end + PAD) for start, end in joined]


def _widened(spans: Sequence[Span]) -> list[Span]:
    """Short stretches take more of what surrounds them, but never of another stretch."""
    least = LEAST * sum(end - start for start, end in spans)
    more = [max(0.0, least - (end - start)) / 2.0 for start, end in spans]
    room = [np.inf, *(later[0] - earlier[1] for earlier, later in pairwise(spans)), np.inf]
    return [
        (start - min(extra, room[i] / 3.0), end + min(extra, room[i + 1] / 3.0))
        for i, ((start, end), extra) in enumerate(zip(spans, more, strict=True))
    ]
