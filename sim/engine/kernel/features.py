"""What halls may do without, and the columns that stand still then: the loop is compiled for those, too.

A plain hall is one that does without all of it. The same rules are played there by another program: the loop in which
each of these columns is the number that it stands at. What follows from that the compiler finds by itself, and leaves
out whatever comes to nothing (partial evaluation; Jones, Gomard and Sestoft 1993, chapter 1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel.arrays import COLUMNS, Hall
from sim.engine.kernel.rows import Rows, blank
from sim.plan import NO_STAGE, Mark, Role

Still = dict[str, int]
"""Columns, by array and name, and the number that each of them stands at."""

FEATURES: dict[str, Still] = {
    "key figures": {"world.counting": 0},
    "agents": {"world.agents": 0},
    "people who stay away": {"world.some_stay_away": 0},
    "people who are not alike": {
        "world.differ": 0,
        "stages.lacks": 0,
        "stages.mistaken": 0,
        "stages.told": 0,
        "cases.told_of_papers": 0,
        "cases.turned_back": 0,
    },
    "patience": {"world.occurrences": 0, "stages.silent": 0},
    "priorities": {"world.heads": 1, "stages.head": 0, "tickets.head": 0},
    "stations": {"stages.role": Role.INTAKE, "cases.at_desk": 0, "cases.by_machine": 0, "cases.seeks_help": 0},
    "errors": {"stages.accepted_at": NO_STAGE, "stages.errors": 0, "cases.wrong": 0},
    "work behind": {
        "stages.by_file": 0,
        "cases.behind": 0,
        "cases.held": 0,
        "cases.awaits": 0,
        "queues.behind": 0,
        "groups.behind": 0,
        "clerks.put_down": 0,
    },
    "experts": {"world.experts": 0},
    "learning": {"world.paces": 1},
    "help": {"queues.has_helpers": 0, "world.lines_helped": 0},
    "clocks": {"queues.timers": 0, "queues.timers_end": 0},
    "tides": {
        "world.tidal": 0,
        "queues.tidal": 0,
        "groups.tidal": 0,
        "groups.tide_is_open": 0,
        "groups.has_decided": 0,
    },
    "troubles": {"groups.troubles": 0},
    "longest idle": {"world.alis": 0},
}
"""By the name of what a hall may do without. No rule changes one of these columns in a hall that does without all."""

STILL: Still = {column: number for columns in FEATURES.values() for column, number in columns.items()}
"""All columns that stand still in a plain hall."""

LAID = {"cases": "ways", "stages": "patterns"}
"""Arrays whose rows are laid out as people come, and what they are made from."""
LATER = ("tickets",)
"""Arrays whose rows are all written by the loop, from what stands in others."""


def is_plain(hall: Hall) -> bool:
    """Whether a hall, before anything has happened in it, does without all."""
    return all(_stand_still(getattr(hall, name), *bits) for name, bits in _BITS.items()) and not _has_troubles(hall)


def uses(hall: Hall) -> list[str]:
    """What a hall, before anything has happened in it, does not do without."""
    found = [name for name, columns in FEATURES.items() if not _do_stand_still(hall, columns)]
    return found + ["troubles"] * (_has_troubles(hall) and "troubles" not in found)


def _do_stand_still(hall: Hall, columns: Still) -> bool:
    return all(_stand_still(getattr(hall, name), *bits) for name, bits in _bits(columns).items())


Bytes = NDArray[np.uint8]


def _bits(columns: Still) -> dict[str, tuple[Bytes, Bytes]]:
    """By array, of the bytes of a row: which belong to columns that stand still, and what these are then.

    All columns of an array are looked at together: one by one that takes longer than to lay out a small hall.
    """
    rows: dict[str, tuple[Rows, Rows]] = {}
    for column, number in columns.items():
        array, name = column.split(".")
        if array not in LATER:
            array = LAID.get(array, array)
            which, what = rows.setdefault(array, (blank(COLUMNS[array][0], 1), blank(COLUMNS[array][0], 1)))
            of, place = which.dtype.fields[name]
            which.view(np.uint8)[place : place + of.itemsize] = 255
            what[name] = number
    return {array: (which.view(np.uint8), what.view(np.uint8)) for array, (which, what) in rows.items()}


def _stand_still(rows: Rows, which: Bytes, what: Bytes) -> bool:
    """Whether those bytes of each row are what they are in a plain hall."""
    differ = rows.view(np.uint8).reshape(-1, len(which)) ^ what
    differ &= which
    return not differ.any()


_BITS = _bits(STILL)


def _has_troubles(hall: Hall) -> bool:
    """Whether the calendar stops a group for a while."""
    mark = hall.calendar["mark"]
    return bool(((mark == Mark.UP) | (mark == Mark.DOWN)).any())
