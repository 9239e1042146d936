"""What is counted of a hall as it is played where no session is kept: the sums that its measures are made of.

A trace holds every session, visit and duty; a tally their numbers and sums by level of each dimension, what each case
comes to, and the duties. `sim.measures` reads either. Counts are the same, sums but for rounding; quantiles of waits
come from a histogram: too high by less than `WIDTH` minutes, and beyond `EVEN` minutes by less than `RATIO` allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.plan import Plan
from sim.spec import DAY, HALF_HOUR
from sim.tape import Bools, Floats, Ints
from sim.trace.records import Outline

WIDTH = 0.25
"""Minutes of a bin of waits up to `EVEN`: bin b > 0 holds what is above (b - 1) WIDTH, and at most b WIDTH."""
EVEN_BINS = 8 * 60 * 4
EVEN = EVEN_BINS * WIDTH
"""Minutes up to which bins are of one width: eight hours."""
RATIO = 1.01
"""How much further each later bin reaches than the one before: files wait over nights and weekends."""
BINS = EVEN_BINS + 600
"""Bins of waits, up to 130 days; the last one holds all that is longer, too."""
OF_TICKETS = ("hall", "department", "matter", "queue", "priority", "site", "half_hour", "day", "group", "wait_minute")
"""Dimensions that tickets are counted over: by queue and group all of them, in all others those of windows."""
LONGEST = 120
"""Whole minutes of the last level of `wait_minute`, which holds all longer waits."""
OF_VISITS = ("hall", "matter", "priority", "site", "cause", "half_hour", "day")


class Number(IntEnum):
    """What of tickets is counted."""

    TAKEN = 0
    SERVED = 1
    ENDED = 2
    """The wait has come to an end, whatever that was."""
    LEFT = 3
    """Given up, in silence or not."""
    SILENT = 4


class Minutes(IntEnum):
    """What of them is summed up."""

    WAIT = 0
    """Of those served."""
    ANY_WAIT = 1
    """Of all whose wait has come to an end."""
    SERVICE = 2


@dataclass(frozen=True)
class Kpis:
    """A level of detail at which a hall is played: key figures alone, no session is kept."""

    days: range
    """Days measured: what begins on them is counted."""
    limits: tuple[float, ...]
    """Minutes, the shortest first: of each it is counted how many wait longer."""
    sizes: Mapping[str, int]
    """How many levels each dimension has."""

    def offsets(self, dimensions: tuple[str, ...]) -> Ints:
        """(dimensions + 1) Where the levels of each dimension begin, one after another."""
        return np.concatenate([[0], np.cumsum([self.sizes[name] for name in dimensions])]).astype(np.int64)


def ends_of_bins() -> Floats:
    """(BINS) The longest wait, in minutes, that each bin holds."""
    return np.concatenate([np.arange(EVEN_BINS + 1) * WIDTH, EVEN * RATIO ** np.arange(1, BINS - EVEN_BINS)])


def cells_of(plan: Plan) -> Floats:
    """(cells + 1) Edges, in minutes, of the cells of time: each is in one half-hour, and open or shut throughout."""
    halves = np.arange(plan.days * int(DAY / HALF_HOUR) + 1) * HALF_HOUR
    return np.unique(np.concatenate([halves, plan.open_from, plan.open_to]))


@dataclass(frozen=True, eq=False)
class CaseSums:
    """What each case comes to over all its visits (n cases)."""

    visits: Ints
    """(n, causes) Visits by `sim.tape.Cause`."""
    in_hall: Floats
    """(n) Minutes from the door until leaving, over all visits."""
    inside: Floats
    """(n) Minutes from the first moment at which a ticket could be had until leaving, over all visits."""
    left: Floats
    """(n) When the person left the hall for the last time; not a number for who never came."""
    waited: Floats
    """(n) Minutes of waits in person, in all queues."""
    at_stations: Floats
    """(n) Minutes from the ticket until through with the station, in person, in all queues."""
    at_issue: Floats
    """(n) Those of tickets for the result."""
    window_tickets: Ints
    """(n) Tickets for windows."""
    turned_back: Bools
    """(n) Whether the person was turned back for a paper, or a file was."""
    seen: Bools
    """(n) Whether the case was seen at a window to be accepted,"""
    turned_back_at_first: Bools
    """(n) and was turned back when first seen."""
    errors: Ints
    """(n) How many times an intake was done anew."""


@dataclass(frozen=True, eq=False)
class Tally(Outline):
    """Key figures of one hall; L levels of tickets, V of visits, in the order of OF_TICKETS and OF_VISITS."""

    kpis: Kpis

    number: Ints
    """(L, Number) How many tickets."""
    late: Ints
    """(L, limits) How many of those served or given up waited longer than each limit."""
    minutes: Floats
    """(L, Minutes) Sums of minutes."""
    longest: Floats
    """(L) The longest wait of a ticket served; 0 where there is none."""
    waits: NDArray[np.int32]
    """(L less the last dimension, BINS) How many of the tickets served waited how long; minutes waited tell that."""
    visits: Ints
    """(V) Visits."""
    first_visits: Ints
    """(V) Those that are the first contact of their case."""
    visit_minutes: Floats
    """(V) Minutes from the door until leaving, over all of them."""
    waiting: Floats
    """(q, cells) Minutes that people, or files, waited in each queue, by cell of time (see `cells_of`)."""
    busy: Floats
    """(g, cells) Minutes that clerks of each group were busy within planned duties of measured days."""
    busy_of: Floats
    """(c) Those of each clerk."""
    case_sums: CaseSums
