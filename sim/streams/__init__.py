"""The one place where random generators are made: a named stream for each purpose.

Each purpose has a stream of its own, and in it each day and each occurrence a block of its own. So a draw is
found by what it is for, never by how many draws were made before it: another purpose, another day, or one
more person on a day moves no other draw, and halls under comparison meet the same people (common random
numbers; Law 2015, 11.2).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from operator import index
from typing import Any

import numpy as np
from numpy.typing import NDArray

LIMIT = 2**64
"""Seeds, replications, days and occurrences are below this: a word of the counter has 64 bits."""


class Purpose(StrEnum):
    """What a stream is for. Its value goes into the key: another name gives another result."""

    LEVEL = "level"
    """The level of a day: one number a day."""
    COUNT = "count"
    """How many people come on a day: one number a day."""
    ARRIVAL = "arrival"
    """When a person comes: number i of the day for person i, as in every purpose down to `AGAIN_TIME`."""
    MATTER = "matter"
    """What a person comes for."""
    PRIORITY = "priority"
    """Which priority class a person is in."""
    MARK = "mark"
    """The volume from which on a person comes."""
    WORK = "work"
    """How much work a task is; the occurrence is the number of the task within the matter."""
    PATIENCE = "patience"
    """How long a person waits; the occurrence is the queue's column of `Tape.patience`, OCCURRENCES to each."""
    SILENT = "silent"
    """Whether a person leaves without telling; the occurrence is the column of `Tape.silent`."""
    PAPER = "paper"
    """How often in a row a person lacks a paper; the occurrence is the number of the paper within the matter."""
    FOUND = "found"
    """Whether guidance finds that a paper is missing; the occurrence is `sim.tape.paper_column`."""
    MENDED = "mended"
    """Whether guidance mends what it found; the occurrence is `sim.tape.paper_column`."""
    INSTANT = "instant"
    """Whether a case is decided at once."""
    DECISION = "decision"
    """How long a decision takes; the occurrence is the number of the task."""
    ERROR = "error"
    """Whether intake makes an error; the occurrence is the number of the task, then once more for each."""
    WRONG = "wrong"
    """Whether a ticket is taken for another queue; the occurrence is the number of the task that comes first."""
    WHICH = "which"
    """Which other queue that is; the occurrence as for `WRONG`."""
    ENQUIRY = "enquiry"
    """Whether a person has a question first."""
    ONLINE = "online"
    """Whether a case is filed online."""
    CONSULTATION = "consultation"
    """Whether an expert is called; the occurrence is the number of the task."""
    EXPERTISE = "expertise"
    """How long the expert takes; the occurrence is the number of the task."""
    AGENT = "agent"
    """Whether an agent brings the case."""
    ZONE = "zone"
    """Where a person lives."""
    COMMUNITY = "community"
    """Whether a person goes to a community point."""
    MACHINE = "machine"
    """Whether a person tries a machine."""
    FAILURE = "failure"
    """Whether the machine fails."""
    SOLUTION = "solution"
    """Whether the desk for those who cannot be served finds a way."""
    BOOKING = "booking"
    """Whether a person books."""
    NO_SHOW = "no_show"
    """Whether a person who has booked stays away."""
    PUNCTUALITY = "punctuality"
    """When a person who has booked comes."""
    DELIVERY = "delivery"
    """How a result reaches a person who has not waited for it."""
    LAPSE = "lapse"
    """Whether a paper that was let pass never comes."""
    INSPECTION = "inspection"
    """Whether a case accepted on a promise is inspected."""
    BREACH = "breach"
    """Whether the inspection finds a breach."""
    AGAIN = "again"
    """Whether a person comes again; the occurrence is `sim.tape.return_column`."""
    AGAIN_DAYS = "again_days"
    """After how many open days; the occurrence is `sim.tape.return_column`."""
    AGAIN_TIME = "again_time"
    """At what time of day; the occurrence is `sim.tape.return_column`."""
    ABSENCE = "absence"
    """Whether a clerk comes: a number for each clerk of the day."""
    PARITY = "parity"
    """Which replication of each hall both engines play: no part of a tape."""
    PROBE = "probe"
    """Windows of several groups against which a bound is held: no part of a tape."""
    CLOSING = "closing"
    """Which windows close first: a row of numbers for each half-hour of the day."""


def generator(seed: int, replication: int, purpose: Purpose, day: int = 0, occurrence: int = 0) -> np.random.Generator:
    """A generator at the beginning of the block (`day`, `occurrence`) of a purpose's stream.

    Philox4x64-10 turns a key of 128 bits and a counter of 256 into random numbers (Salmon et al. 2011), so
    that a block needs no search and no table. The key is made of `seed`, `replication` and `purpose`. The
    counter starts at (0, 0, day, occurrence), lowest word first, and draws count up the lower words: two
    blocks of a stream could meet after 2**130 numbers only.

    The first n numbers of a block are the same however many are taken: person i of a day takes number i.

    Raises `ValueError` for a number that is negative, or `LIMIT` or more, and for an unknown purpose;
    `TypeError` for a number that is not whole.
    """
    position = np.array([0, 0, _whole("day", day), _whole("occurrence", occurrence)], dtype=np.uint64)
    key = _key(_whole("seed", seed), _whole("replication", replication), Purpose(purpose))
    return np.random.Generator(np.random.Philox(key=key, counter=position))


def first(seed: int, replication: int, purpose: Purpose, day: int) -> float:
    """The first number of a day's block, uniform in [0, 1). Raises as `generator`."""
    one = np.empty(1)
    fill(one, seed, replication, purpose, day)
    return float(one[0])


class _Rewound(threading.local):
    """A generator of each thread, set to one block after another: to make a new one takes nine times as long."""

    def __init__(self) -> None:
        self.bits = np.random.Philox(key=0)
        self.generator = np.random.Generator(self.bits)
        self.state = self.bits.state


_rewound = _Rewound()


def fill(
    out: NDArray[np.float64], seed: int, replication: int, purpose: Purpose, day: int = 0, occurrence: int = 0
) -> None:
    """Fill `out` with the first numbers of a block, uniform in [0, 1): those of `generator(...).random()`.

    Raises as `generator`.
    """
    state = _rewound.state
    position = [0, 0, _whole("day", day), _whole("occurrence", occurrence)]
    state["state"]["counter"] = np.array(position, dtype=np.uint64)
    state["state"]["key"] = _key(_whole("seed", seed), _whole("replication", replication), Purpose(purpose))
    # Nothing is left of the block before: of four words that are made at once, all have been given.
    state["buffer_pos"], state["has_uint32"] = 4, 0
    _rewound.bits.state = state
    _rewound.generator.random(out=out)


def fill_rows(
    out: NDArray[np.float64],
    rows: NDArray[np.int64],
    seed: int,
    replication: int,
    purpose: Purpose,
    days: Sequence[int],
    counts: NDArray[np.int64],
    occurrence: int = 0,
) -> None:
    """Fill `out` (n, columns) for the people of several `days`, of whom each day has its number in `counts`.

    Person i of a day takes number i of that day's block, in the first column of that of `occurrence`, then of those
    that follow. `rows` (n) says where in `out` each stands, in the order of days and numbers.

    Raises as `generator`.
    """
    key = _key(_whole("seed", seed), _whole("replication", replication), Purpose(purpose))
    if _compiled is not None:
        which = np.array([_whole("day", day) for day in days], dtype=np.int64)
        _compiled(out, rows, key, which, counts, np.uint64(_whole("occurrence", occurrence)))
        return
    u = np.empty(len(rows))
    for column in range(out.shape[1]):
        end = 0
        for day, number in zip(days, counts.tolist(), strict=True):
            begin, end = end, end + number
            fill(u[begin:end], seed, replication, purpose, day, occurrence + column)
        out[rows, column] = u


_compiled: Callable[..., Any] | None = None


def _gives_the_same(compiled: Callable[..., Any]) -> bool:
    """Whether compiled code makes of a block what numpy makes of it, which might change (NEP 19)."""
    of_numpy, found = np.empty(9), np.empty((9, 1))
    fill(of_numpy, 1, 2, Purpose.MARK, 3, 4)
    compiled(found, np.arange(9), _key(1, 2, Purpose.MARK), np.array([3]), np.array([9]), np.uint64(4))
    return bool((found[:, 0] == of_numpy).all())


def get_ready() -> None:
    """Fill rows by compiled code from now on: the same numbers, sooner. For whoever has loaded numba in any case.

    Where numpy gives other numbers than compiled code those of numpy are taken as before.
    """
    global _compiled
    from numba import config

    if not config.DISABLE_JIT:
        from sim.streams.compiled import fill as compiled_fill

        _compiled = compiled_fill if _gives_the_same(compiled_fill) else None


def _whole(name: str, number: int) -> int:
    number = index(number)
    if not 0 <= number < LIMIT:
        raise ValueError(f"{name} must be from 0 to 2**64 - 1, not {number}")
    return number


@lru_cache(maxsize=256)
def _key(seed: int, replication: int, purpose: Purpose) -> NDArray[np.uint64]:
    """The first 16 bytes of SHA-256 over "seed/replication/purpose" in ASCII, numbers in decimal.

    As two words, each with its lowest byte first.
    """
    digest = hashlib.sha256(f"{seed}/{replication}/{purpose.value}".encode("ascii")).digest()
    key = np.frombuffer(digest[:16], dtype="<u8").astype(np.uint64)
    key.flags.writeable = False
    return key
