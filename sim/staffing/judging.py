"""How a hall that was played keeps its service, line by line, and where people wait who are too late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.spec import WEEKDAYS, Weekday
from sim.spec.staffing import STAY
from sim.staffing.asked import Asked
from sim.staffing.lines import members_of
from sim.staffing.planning import FEWEST
from sim.staffing.plans import Key, service_of_day
from sim.staffing.playing import Found
from sim.tape import Floats


@dataclass(frozen=True, eq=False)
class Judged:
    """A hall as it was played."""

    asked: Asked
    played: Found
    over: Mapping[Key, Mapping[int, float]]
    """By line and weekday the spans that miss the service, and by which part of the target."""
    room: Mapping[Key, tuple[float, ...]]
    """By group and weekday, of each cell, the share of the target that is left there; below 0 where it is missed."""

    def where(self, line: str, day: Weekday, place: int) -> tuple[Key, int]:
        """The group and the cell that one window more would help most, of a span that misses the service.

        In a half-hour it is that one, and of the groups that serve the line the busiest; over a day, where most is
        waited; for stays where most is waited in any line.
        """
        asked = self.asked
        if asked.level_of(line).within == "half_hour":
            return (self._busiest(line, day, place), day), place
        lines = [one for one in asked.lines if one != STAY] if line == STAY else [line]
        waits = {one: waited(asked, self.played, one, day) for one in lines}
        worst = max(lines, key=lambda one: float(waits[one].max()))
        cell = int(waits[worst].argmax())
        return (self._busiest(worst, day, cell), day), cell

    def _busiest(self, line: str, day: Weekday, cell: int) -> str:
        """Of the groups that serve a line, the one with most minutes of work in a cell."""
        staffed = [name for name in members_of(line) if name in self.asked.groups]
        return max(staffed, key=lambda name: float(_worked(self.asked, self.played, name, day)[cell]))


def judged(asked: Asked, played: Found, errors: float) -> Judged:
    """How each line kept its service, so many standard errors added to what is seen."""
    over: dict[Key, dict[int, float]] = {}
    room = {(group, day): np.ones(len(cells)) for group in asked.groups for day, cells in asked.cells.items()}
    for line in asked.lines:
        for day in asked.cells:
            left = np.ones(len(asked.cells[day]))
            for place, beyond in _beyond(asked, played, line, day, errors):
                if beyond > 0.0:
                    over.setdefault((line, day), {})[place] = beyond
                if asked.level_of(line).within == "half_hour":
                    left[place] = -beyond
                else:
                    left[:] = -beyond
            for name in asked.groups if line == STAY else members_of(line):
                if (name, day) in room:
                    room[name, day] = np.minimum(room[name, day], left)
    return Judged(asked, played, over, {key: tuple(left.tolist()) for key, left in room.items()})


def _beyond(asked: Asked, played: Found, line: str, day: Weekday, errors: float) -> Iterator[tuple[int, float]]:
    """By span that counts, by which part of the target it is missed."""
    target, counts = asked.target(line), asked.counts(line, day)
    for place, one in enumerate(service_of_day(asked, played, line, day)):
        if counts[place] and one.tickets >= FEWEST:
            yield place, (one.value + errors * np.nan_to_num(one.error)) / target - 1.0


def waited(asked: Asked, played: Found, line: str, day: Weekday) -> Floats:
    """(cells) Minutes waited by the tickets taken in each half-hour of a weekday, over a closure by its end."""
    return _by_cell(asked, played, line, day, by_wait=True)


def _worked(asked: Asked, played: Found, group: str, day: Weekday) -> Floats:
    """(cells) Minutes of work for the tickets taken in each half-hour."""
    return _by_cell(asked, played, group, day, by_wait=False)


def _by_cell(asked: Asked, played: Found, name: str, day: Weekday, *, by_wait: bool) -> Floats:
    cells = asked.cells[day]
    number = np.array([WEEKDAYS.index(asked.spec.calendar.weekday(d)) for d in range(asked.spec.calendar.days)])
    found = np.zeros(len(cells))
    for one in played[name]:
        here = number[one.day] == WEEKDAYS.index(day)
        cell = np.clip(np.searchsorted(cells.starts, one.time[here], "right") - 1, 0, len(cells) - 1)
        minutes = one.wait[here] if by_wait else np.nan_to_num(one.minutes[here])
        np.add.at(found, cell, minutes)
    for cell in reversed(range(len(cells))):
        if not cells.open[cell]:
            found[min(cell + 1, len(cells) - 1)] += found[cell]
            found[cell] = 0.0
    return found
