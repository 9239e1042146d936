"""Who was the most senior that stood by, at each instant of a call."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from sim.plan import NEVER
from sim.tape import Bools, Floats, Ints
from sim.trace.laws.looks import instants, outlast, rows_of_queues, stood_by
from sim.trace.laws.once import once
from sim.trace.records import Records


@once
def seniority(trace: Records) -> Ints:
    """(s) Place of each ticket in the order of seniority."""
    order = np.lexsort((np.arange(len(trace)), trace.ticket - trace.plan.head_start[trace.stage]))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place


@once
def most_senior(trace: Records) -> tuple[Floats, Ints]:
    """The instants of calls; (q, instants) place of the most senior that stood by all through each, or one too high."""
    at, start, place = instants(trace.call), stood_by(trace), seniority(trace)
    end = np.where(np.isnan(outlast(trace)), NEVER, outlast(trace))
    first = np.full((len(trace.plan.queue_names), len(at)), len(trace))
    for row, mine in zip(first, rows_of_queues(trace), strict=True):
        if len(mine):
            ordered = mine[np.argsort(place[mine])]
            row[:] = _first(place[ordered], start[ordered], end[ordered], at, len(trace))
    return at, first


def _first(place: Ints, start: Floats, end: Floats, at: Floats, none: int) -> Ints:
    """The least of ascending places that is there at each instant, from `start` up to `end`; or `none`."""
    row = np.searchsorted(np.maximum.accumulate(end), at, "right")  # all before it are gone
    later = np.minimum.accumulate(start[::-1])[::-1]
    there = np.append(start, NEVER)[row] <= at
    found = np.where(there, np.append(place, none)[row], none)
    # Where it has not come yet somebody after it may have: with a head start one can be senior to who came before.
    unsure = ~there & (np.append(later, NEVER)[row] <= at)
    if unsure.any():
        found[unsure] = _one_by_one(place, start, end, at[unsure], none)
    return found


def _one_by_one(place: Ints, start: Floats, end: Floats, at: Floats, none: int) -> Ints:
    """The same, as people come and go."""
    order = np.argsort(start, kind="stable")
    # Who is first changes only as somebody comes or goes.
    changes = np.unique(np.concatenate([start, end]))
    entries = list(zip(start[order].tolist(), place[order].tolist(), end[order].tolist(), strict=True))[::-1]
    line: list[tuple[int, float]] = []
    heads = [none]
    for now in changes.tolist():
        while entries and entries[-1][0] <= now:
            heappush(line, entries.pop()[1:])
        while line and line[0][1] <= now:
            heappop(line)
        heads.append(line[0][0] if line else none)
    return np.array(heads)[np.searchsorted(changes, at, side="right")]


def first_of_scope(first: Ints, scope: Bools, group: Ints, column: Ints) -> Ints:
    """The most senior ticket over the queues of each call's group."""
    best = np.full(len(group), np.iinfo(np.int64).max)
    for number, queues in enumerate(scope):
        mine = np.flatnonzero(group == number)
        if queues.any():
            best[mine] = first[np.ix_(queues, column[mine])].min(axis=0)
    return best
