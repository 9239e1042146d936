"""What is counted by half-hour of a hall that is played, where its tickets are not kept: for many looks at many plans.

Processes play it, each always the same replications, whose people it has at hand.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from sim.spec import WEEKDAYS, Spec, Weekday
from sim.staffing.asked import Asked
from sim.staffing.lines import Look
from sim.staffing.playing import Halls
from sim.staffing.pooldays import Kept, Tickets
from sim.study.plays import Play, Seen, Stage
from sim.study.runner import Progress, Step
from sim.study.workers import OF_ENGINES, Workers, crew
from sim.tape import Floats
from sim.trace import Trace

TICKETS, ABOVE, WAITED, WORKED = range(4)
"""What is counted: tickets; those that wait too long, or all minutes of waiting; minutes of waiting; of work."""
Counts = dict[str, Floats]
"""By line, and by group of those that share one, (what is counted, weekdays, half-hours from opening on)."""
AT_HAND = 4
"""Halls whose counts are kept: those looked at last."""


@dataclass(frozen=True)
class Count:
    """Counts what the tickets of lines, and of groups that share one, come to."""

    groups: tuple[str, ...]
    limits: Mapping[str, float | None]
    """By line and group the minutes beyond which a ticket is late; null where the mean wait is what counts."""
    starts: Mapping[Weekday, tuple[int, ...]]
    """By weekday the half-hours from opening on, minutes from midnight."""

    def __call__(self, trace: Trace, spec: Spec) -> Counts:
        """The counts of a hall that was played."""
        weekday = np.array([WEEKDAYS.index(spec.calendar.weekday(day)) for day in range(spec.calendar.days)])
        tickets = Look(self.groups)(trace, spec)
        return {name: self._of(one, weekday[one.day], self.limits.get(name)) for name, one in tickets.items()}

    def _of(self, tickets: Tickets, weekday: Floats, limit: float | None) -> Floats:
        wait = tickets.wait
        bad = wait if limit is None else (wait > limit).astype(np.float64)
        weights = (None, bad, wait, np.nan_to_num(tickets.minutes))
        longest = max(map(len, self.starts.values()))
        found = np.zeros((len(weights), len(self.starts), longest))
        for place, (day, starts) in enumerate(self.starts.items()):
            here = weekday == WEEKDAYS.index(day)
            cell = np.clip(np.searchsorted(starts, tickets.time[here], "right") - 1, 0, len(starts) - 1)
            for what, weight in enumerate(weights):
                found[what, place] = np.bincount(cell, None if weight is None else weight[here], longest)
        return found


@dataclass(frozen=True, eq=False)
class Counted:
    """A hall's counts in some replications."""

    asked: Asked
    counts: Mapping[str, Floats]
    """By line or group, (replications, what is counted, weekdays, half-hours)."""

    @property
    def replications(self) -> int:
        """How many there are."""
        return len(next(iter(self.counts.values())))

    def service(self, line: str, day: Weekday) -> list[Kept]:
        """How each span of a weekday kept the service of a line."""
        asked, days = self.asked, self.asked.spec.calendar
        number = sum(days.is_open(d) and days.weekday(d) == day for d in days.measured)
        found = self.counts[line][:, :, [*asked.cells].index(day), : len(asked.cells[day])]
        if asked.level_of(line).within == "day":
            found = found.sum(axis=2, keepdims=True)
        return [ratio(found[:, ABOVE, cell], found[:, TICKETS, cell], number) for cell in range(found.shape[2])]

    def minutes(self, name: str, day: Weekday, what: int) -> Floats:
        """(cells) Minutes waited, or of work, by the half-hour of the ticket; over a closure by its end."""
        cells = self.asked.cells[day]
        found: Floats = self.counts[name][:, what, [*self.asked.cells].index(day), : len(cells)].sum(axis=0)
        return put_off(found, cells.open)


def put_off(found: Floats, is_open: Sequence[bool]) -> Floats:
    """(..., cells) With what falls into a closure put off to the half-hour in which the hall opens again."""
    moved = found.copy()
    for cell in range(len(is_open) - 1):
        if not is_open[cell]:
            moved[..., cell + 1] += moved[..., cell]
            moved[..., cell] = 0.0
    return moved


def ratio(above: Floats, total: Floats, days: int) -> Kept:
    """The share of `above` in `total`, both by replication, of so many days each.

    A ratio of sums whose unit is the replication, as in `sim.staffing.pooldays.kept` (Cochran 1977, 6.4).
    """
    n, people = len(total), float(total.mean())
    if people == 0.0:
        return Kept(math.nan, math.nan, 0.0)
    value = float(above.mean()) / people
    error = math.sqrt(float(np.sum((above - value * total) ** 2)) / (n * (n - 1))) / people if n > 1 else math.nan
    return Kept(value, error, people / max(days, 1))


@dataclass
class Counting:
    """Plays halls and counts."""

    asked: Asked
    workers: Workers[Play, Seen[Counts]]
    progress: Progress
    plays: int = 0
    """How many there were."""
    _known: OrderedDict[int, tuple[Spec, dict[int, Counts]]] = field(default_factory=OrderedDict)
    """By identity of a hall, the hall itself and its counts by replication."""

    def look(self, spec: Spec, replications: Sequence[int]) -> Counted:
        """The counts of a hall in some replications, of which those that are at hand are not played again."""
        _, known = self._known.setdefault(id(spec), (spec, {}))
        while len(self._known) > AT_HAND:
            self._known.popitem(last=False)
        plays = [Play("plan", spec, number) for number in replications if number not in known]
        began = time.monotonic()
        for done, seen in enumerate(self.workers.play(plays), 1):
            known[seen.replication] = seen.found
            left = (time.monotonic() - began) / done * (len(plays) - done)
            self.progress(Step(done, len(plays), 1, seen.cases, left if done > 1 else math.nan))
        self.plays += len(plays)
        each = [known[number] for number in replications]
        names = dict.fromkeys(name for one in each for name in one)
        empty = np.zeros_like(next(iter(each[0].values())))
        return Counted(self.asked, {name: np.stack([one.get(name, empty) for one in each]) for name in names})


@contextmanager
def counting(asked: Asked, halls: Halls) -> Iterator[Counting]:
    """Where halls are played and counted, by as many processes as `halls` has workers; none is left at the end."""
    question = asked.question
    limits = {name: asked.limit(name) for name in (*asked.lines, *asked.groups)}
    count = Count(asked.groups, limits, {day: cells.starts for day, cells in asked.cells.items()})
    stage = Stage(question.seed, question.engine, count, parity=False)
    with crew(stage, halls.jobs, OF_ENGINES.get(question.engine, ()), home=_replication) as workers:
        yield Counting(asked, workers, halls.progress)


def _replication(play: Play) -> int:
    return play.replication
