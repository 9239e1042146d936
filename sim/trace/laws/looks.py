"""Ways to look at a trace that several laws share: how many at an instant, and what was on display.

Of what happens within one instant a trace does not tell the order, but the rules do: sessions end, then the calendar
is read, numbers are taken, free clerks call, and then whoever has run out of patience leaves. A law that speaks of an
instant takes what surely stood by, from the first call of the instant to the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Literal

import numpy as np

from sim.plan import NEVER, Mark, Plan
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace.laws.once import once
from sim.trace.records import Outcome, Records

Law = Callable[[Records], Iterator[str]]
"""Tells the breaches of one law."""
NONE = -1


def breaches(wrong: Bools, what: str) -> Iterator[str]:
    """One line for all the rows that are wrong."""
    if wrong.any():
        rows = np.flatnonzero(wrong)
        yield f"{what} in {len(rows)} rows, first in row {rows[0]}"


def level(start: Floats, end: Floats, at: Floats) -> Ints:
    """How many of the stretches from `start` up to, but not including, `end` hold each instant of `at`."""
    if len(at) > len(start) + len(end) and (at[1:] >= at[:-1]).all():
        # Of many instants it is sooner found where stretches begin and end among them.
        begin, over = (np.bincount(np.searchsorted(at, times), minlength=len(at)) for times in (start, end))
        return np.cumsum(begin[: len(at)] - over[: len(at)])
    return np.searchsorted(np.sort(start), at, "right") - np.searchsorted(np.sort(end), at, "right")


def numbers(of: Bools) -> list[int]:
    """The numbers of those of which something holds."""
    found: list[int] = np.flatnonzero(of).tolist()
    return found


def just_after(time: Floats) -> Floats:
    """The next instant that a number can tell: a stretch that ends there holds `time` itself."""
    return np.nextafter(time, NEVER)


def following(times: Floats, at: Floats) -> Floats:
    """The first of ascending `times` after each instant."""
    found: Floats = np.append(times, NEVER)[np.searchsorted(times, at, "right")]
    return found


def instants(*times: Floats) -> Floats:
    """All instants at which something happens, ascending."""
    known: Floats = np.unique(np.concatenate(times))
    return known[~np.isnan(known)]


def latest(who: Ints, when: Floats, of: Ints, at: Floats, side: Literal["left", "right"] = "right") -> Ints:
    """For each (`of`, `at`) the last row of (`who`, `when`) about the same one, up to `at` or, "left", before it."""
    if not len(who):
        return np.full(len(of), NONE)
    order = np.lexsort((when, who))
    times = np.unique(np.concatenate([when, at]))
    known = (who * len(times) + np.searchsorted(times, when))[order]
    place = np.searchsorted(known, of * len(times) + np.searchsorted(times, at), side) - 1
    found = order[np.maximum(place, 0)]
    return np.where((place >= 0) & (who[found] == of), found, NONE)


def occurrence(of: Ints) -> Ints:
    """How many rows about the same thing each has before it."""
    order = np.argsort(of, kind="stable")
    first = np.searchsorted(of[order], of[order])
    place = np.empty_like(order)
    place[order] = np.arange(len(of)) - first
    return place


# The hall


def marked(plan: Plan, mark: Mark) -> Floats:
    """When the calendar says so; ascending."""
    times: Floats = plan.calendar_time[plan.calendar_mark == mark]
    return times


def closed(plan: Plan, at: Floats) -> Bools:
    """Whether the hall is closed for the night: from closing time to the next morning."""
    return level(marked(plan, Mark.CLOSE), np.append(marked(plan, Mark.MORNING)[1:], NEVER), at) > 0


def may_start(plan: Plan, at: Floats) -> Bools:
    """Whether sessions may start: in opening hours, and after closing where those inside are still served."""
    opened = level(plan.open_from, plan.open_to, at) > 0
    return opened | closed(plan, at) if plan.serve_out else opened


def starts_at(plan: Plan, queue: int, at: Floats) -> Bools:
    """Whether sessions of a queue may start: of files at any time, of people when the hall lets them."""
    return np.ones(len(at), dtype=bool) if plan.behind_queue[queue] else may_start(plan, at)


def is_down(plan: Plan, group: int, at: Floats) -> Bools:
    """Whether a system of the group is down, or comes up or goes down, at an instant."""
    rows = plan.calendar_index == group
    down = plan.calendar_time[rows & (plan.calendar_mark == Mark.DOWN)]
    up = plan.calendar_time[rows & (plan.calendar_mark == Mark.UP)]
    return np.asarray(level(down, just_after(up), at) > 0)


def is_tidal(plan: Plan) -> Bools:
    """(g) Whether the group has tidal windows, so that its scope changes through the day."""
    return np.asarray(plan.front.any(axis=1))


@once
def restless(trace: Records) -> Floats:
    """Instants in which tickets may be taken, or clerks be free, after the first calls.

    Sessions that take no time end in them, windows go on without an expert, or an agent goes on with another case.
    """
    in_no_time = trace.call[(trace.released == trace.call) | (trace.attended & (trace.end == trace.call))]
    without_expert = trace.released[trace.of_file & (trace.outcome == Outcome.SENT_HOME)]
    return np.concatenate([in_no_time, without_expert, trace.ticket[trace.plan.after_another[trace.case]]])


# Queues


@once
def outlast(trace: Records) -> Floats:
    """(s) Until when each number was there to be called: whoever gives up does so after the calls of that instant."""
    return np.where(trace.outcome == Outcome.LEFT, just_after(trace.display_end), trace.display_end)


@once
def stood_by(trace: Records) -> Floats:
    """(s) From when on each number was there to be called, whatever else the instant brought.

    Someone called, served and sent on within one instant may be late for its first calls.
    """
    rows = np.arange(len(trace))
    times = np.unique(np.concatenate([trace.ticket, trace.call]))
    called = np.flatnonzero(~np.isnan(trace.call))
    calls_of = trace.case[called] * len(times) + np.searchsorted(times, trace.call[called])
    moments, earliest = np.unique(calls_of, return_index=True)  # the first row of the case that was called then
    sought = trace.case * len(times) + np.searchsorted(times, trace.ticket)
    place = np.minimum(np.searchsorted(moments, sought), max(len(moments) - 1, 0))
    at_once = np.zeros(len(trace), dtype=bool)
    if len(moments):
        at_once = (moments[place] == sought) & (called[earliest[place]] < rows)
    first = np.append((trace.visit_cause == Cause.FIRST) & (trace.visit_arrival == trace.visit_from), False)[
        trace.visit
    ]
    opens = trace.ticket == np.append(trace.visit_from, np.nan)[trace.visit]
    at_once |= trace.plan.after_another[trace.case] & first & opens  # an agent goes on when the last case is through
    return np.where(at_once, just_after(trace.ticket), trace.ticket)


@once
def rows_of_queues(trace: Records) -> list[Ints]:
    """By queue the rows of its tickets."""
    order = np.argsort(trace.queue, kind="stable")
    ends = np.searchsorted(trace.queue[order], np.arange(len(trace.plan.queue_names) + 1)).tolist()
    return [order[begin:end] for begin, end in pairwise(ends)]


class Display:
    """The numbers on display in one queue, from `start` up to, but not including, `end`."""

    def __init__(self, trace: Records, queue: int, start: Floats, end: Floats) -> None:
        mine = rows_of_queues(trace)[queue]
        self.plan = trace.plan
        self.ticket, self.start, self.end = trace.ticket[mine], start[mine], end[mine]

    def number(self, at: Floats) -> Ints:
        """How many are on display."""
        return level(self.start, self.end, at)

    def oldest(self, at: Floats) -> Floats:
        """When the oldest of them was taken; a later time where there is none."""
        gone = np.maximum.accumulate(self.end)
        return np.append(self.ticket, NEVER)[np.searchsorted(gone, at, "right")]

    def help_is_due(self, group: int, at: Floats, oldest: Floats | float = NEVER, more: int = 0) -> Bools:
        """Whether a group's help is due, with so many `more` numbers, taken at `oldest` or later."""
        first = np.minimum(self.oldest(at), oldest)
        over = self.number(at) + more > self.plan.help_over[group]
        return np.asarray(over | (at >= first + self.plan.help_after[group]))
