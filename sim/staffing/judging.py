"""How a hall that was played keeps its service, line by line, and where people wait who are too late."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.spec import Weekday
from sim.spec.staffing import STAY
from sim.staffing.counted import WAITED, WORKED, Counted
from sim.staffing.lines import members_of
from sim.staffing.missed import FEWEST
from sim.staffing.plans import Key


@dataclass(frozen=True, eq=False)
class Judged:
    """A hall as it was played."""

    counted: Counted
    over: Mapping[Key, Mapping[int, float]]
    """By line and weekday the spans that miss the service, and by which part of the target."""
    room: Mapping[Key, tuple[float, ...]]
    """By group and weekday, of each cell, the share of the target that is left there; below 0 where it is missed."""

    @property
    def missed(self) -> int:
        """How many spans miss the service, or might."""
        return sum(map(len, self.over.values()))

    def where(self, line: str, day: Weekday, place: int, number: int) -> list[tuple[Key, int]]:
        """The groups and cells, at most `number`, that a window more would help most, of a span that is missed.

        In a half-hour these are that one and those before it; over a day those in which most is waited; for stays
        those of the line in which most is waited. Of the groups that serve the line it is the busiest.
        """
        asked = self.counted.asked
        if asked.level_of(line).within == "half_hour":
            cells = [cell for cell in range(place, -1, -1) if asked.cells[day].open[cell]][:number]
            return [((self._busiest(line, day, cell), day), cell) for cell in cells]
        lines = [one for one in asked.lines if one != STAY] if line == STAY else [line]
        waits = {one: self.counted.minutes(one, day, WAITED) for one in lines}
        worst = max(lines, key=lambda one: float(waits[one].max()))
        cells = [int(cell) for cell in np.argsort(-waits[worst], kind="stable") if asked.cells[day].open[cell]]
        return [((self._busiest(worst, day, cell), day), cell) for cell in cells[:number]]

    def _busiest(self, line: str, day: Weekday, cell: int) -> str:
        """Of the groups that serve a line, the one with most minutes of work in a cell."""
        staffed = [name for name in members_of(line) if name in self.counted.asked.groups]
        return max(staffed, key=lambda name: float(self.counted.minutes(name, day, WORKED)[cell]))


def judged(counted: Counted, errors: float) -> Judged:
    """How a hall keeps its service if so many standard errors are added to what is seen.

    They are those of as many replications as are asked for, however many were played.
    """
    asked = counted.asked
    errors *= math.sqrt(counted.replications / asked.replications)
    over: dict[Key, dict[int, float]] = {}
    room = {(group, day): np.ones(len(cells)) for group in asked.groups for day, cells in asked.cells.items()}
    for line in asked.lines:
        for day in asked.cells:
            left = np.ones(len(asked.cells[day]))
            for place, beyond in _beyond(counted, line, day, errors):
                if beyond > 0.0:
                    over.setdefault((line, day), {})[place] = beyond
                if asked.level_of(line).within == "half_hour":
                    left[place] = -beyond
                else:
                    left[:] = -beyond
            for name in asked.groups if line == STAY else members_of(line):
                if (name, day) in room:
                    room[name, day] = np.minimum(room[name, day], left)
    return Judged(counted, over, {key: tuple(left.tolist()) for key, left in room.items()})


def _beyond(counted: Counted, line: str, day: Weekday, errors: float) -> Iterator[tuple[int, float]]:
    """By span that counts, by which part of the target it is missed."""
    target, counts = counted.asked.target(line), counted.asked.counts(line, day)
    for place, one in enumerate(counted.service(line, day)):
        if counts[place] and one.tickets >= FEWEST:
            yield place, (one.value + errors * np.nan_to_num(one.error)) / target - 1.0
