"""What a hall that was played tells of a pool of windows: its tickets, how long each took, and who waited too long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.spec import HALF_HOUR, Spec, Weekday
from sim.staffing.days import most_at_once
from sim.staffing.menus import Cells
from sim.tape import Floats, Ints


class Tickets(NamedTuple):
    """The tickets of one group's queues on the days that are measured, in the order in which they were taken."""

    day: Ints
    """Number of the day."""
    time: Floats
    """When it was taken, minutes of the day."""
    wait: Floats
    """Minutes until the call, or until the person left."""
    minutes: Floats
    """Minutes of a clerk from the call on; not a number for who was not served."""
    patience: Floats
    """Minutes after which the person leaves."""
    out: Floats
    """Minutes of that day, more than 1440 on a later one, at which it was done with."""


NOBODY = Tickets(np.zeros(0, dtype=np.int64), *(np.zeros(0) for _ in range(5)))
"""No tickets."""


def turns(stage: Ints) -> Ints:
    """By ticket how many the person had taken for that stage before."""
    order = np.argsort(stage, kind="stable")
    ordered = stage[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    lengths = np.diff(np.append(starts, len(ordered)))
    found = np.empty(len(stage), dtype=np.int64)
    found[order] = np.arange(len(ordered)) - np.repeat(starts, lengths)
    return found


@dataclass(frozen=True, eq=False)
class PoolDays:
    """Days of one weekday at one group's windows, as they would be whatever the windows: the days of a pool.

    Day d has the tickets from starts[d] up to, but not including, starts[d + 1].
    """

    starts: Ints
    arrive: Floats
    """Minutes of the day, ascending within a day."""
    minutes: Floats
    """Minutes of a clerk."""
    patience: Floats

    @property
    def days(self) -> int:
        """How many days there are."""
        return len(self.starts) - 1

    def rates(self, cells: Cells) -> Floats:
        """(cells) Mean tickets an hour."""
        counts, _ = np.histogram(self.arrive, np.array(cells.edges, dtype=float))
        return counts / self.days * (60.0 / HALF_HOUR)

    @cached_property
    def enough(self) -> int:
        """Windows beyond which none is of use: the most people who are in at once were nobody to wait, and one more."""
        return most_at_once(self.starts, self.arrive, self.minutes) + 1

    @property
    def mean_minutes(self) -> float:
        """Mean minutes of a clerk for a ticket."""
        return float(self.minutes.mean()) if len(self.minutes) else 1.0


def pool_days(played: Sequence[Tickets], spec: Spec, weekday: Weekday) -> PoolDays:
    """The days of a weekday in all replications. Who was not served takes as long as the others on the average.

    A weekday on which nobody comes has days without tickets.
    """
    days = [d for d in spec.calendar.measured if spec.calendar.is_open(d) and spec.calendar.weekday(d) == weekday]
    known = np.concatenate([one.minutes for one in played])
    usual = float(np.nanmean(known)) if np.isfinite(known).any() else 1.0
    counts, parts = [0], []
    for tickets in played:
        for day in days:
            low, high = np.searchsorted(tickets.day, [day, day + 1])
            counts.append(int(high - low))
            parts.append(
                tuple(column[low:high] for column in (tickets.time, tickets.wait, tickets.minutes, tickets.patience))
            )
    time, _, minutes, patience = (np.concatenate(column) for column in zip(*parts, strict=True))
    return PoolDays(np.cumsum(counts), time, np.where(np.isnan(minutes), usual, minutes), patience)


def joined(parts: Sequence[PoolDays]) -> PoolDays:
    """Days of several weekdays, one after the other."""
    starts = [one.starts[1:] + sum(len(other.arrive) for other in parts[:n]) for n, one in enumerate(parts)]
    return PoolDays(
        np.concatenate([np.zeros(1, dtype=np.int64), *starts]),
        *(np.concatenate([getattr(one, name) for one in parts]) for name in ("arrive", "minutes", "patience")),
    )


class Kept(NamedTuple):
    """How a half-hour, or a day, kept the service level, over replications."""

    value: float
    """The share that waits too long, or the mean wait in minutes; not a number where nobody came."""
    error: float
    """Its standard error, by replications; not a number of fewer than two."""
    tickets: float
    """A day."""


def kept(
    played: Sequence[Tickets],
    spec: Spec,
    weekday: Weekday | Sequence[Weekday],
    spans: Sequence[tuple[float, float]],
    limit: float | None,
) -> list[Kept]:
    """How tickets taken on a weekday, or several, in each of some spans kept a level, in all replications.

    Spans are of minutes of the day, each from its first minute to the one before its last, in order and apart. With a
    `limit` in minutes the share that waits longer, else the mean wait. A ratio of sums whose unit is the replication,
    as days of one may have returns in common (Cochran 1977, Sampling Techniques, 6.4).
    """
    which = (weekday,) if isinstance(weekday, str) else tuple(weekday)
    looked = np.array([spec.calendar.weekday(day) in which for day in range(spec.calendar.days)])
    edges, number = np.array(spans).ravel(), len(spans)
    above, total = np.zeros((len(played), number)), np.zeros((len(played), number))
    for place, tickets in enumerate(played):
        here = looked[tickets.day]
        wait, between = tickets.wait[here], np.searchsorted(edges, tickets.time[here], "right")
        inside = between % 2 == 1
        cell = between[inside] // 2
        bad = wait[inside] > limit if limit is not None else wait[inside]
        total[place] = np.bincount(cell, minlength=number)
        above[place] = np.bincount(cell, weights=bad, minlength=number)
    days = sum(spec.calendar.is_open(d) and spec.calendar.weekday(d) in which for d in spec.calendar.measured)
    return [_ratio(above[:, span], total[:, span], max(days, 1)) for span in range(number)]


def _ratio(above: Floats, total: Floats, days: int) -> Kept:
    """A ratio of sums over replications, each of so many days."""
    n = len(total)
    if total.sum() == 0.0:
        return Kept(float("nan"), float("nan"), 0.0)
    value, error = float(above.sum() / total.sum()), float("nan")
    if n > 1:
        error = float(np.sqrt(np.sum((above - value * total) ** 2) / (n * (n - 1))) / total.mean())
    return Kept(value, error, float(total.mean()) / days)


Played = Mapping[str, Sequence[Tickets]]
"""By group its tickets in each replication."""
