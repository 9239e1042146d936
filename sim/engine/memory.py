"""What an engine asks of Python's memory, and of the system's."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def all_kept() -> Iterator[None]:
    """Spare Python its search for what nobody needs any more, where all is kept to the end.

    Tickets, visits and events only become more while a hall is played: the search goes through all of them again and
    again, and finds nothing. It took a quarter of the time.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


SEARCHED_AFTER = 100_000
"""New objects after which Python searches its memory for what nobody needs any more; of itself after 700."""


def search_seldom() -> None:
    """Spare a process that is there for one command most searches while modules are loaded and halls composed.

    All that is made then is kept, and found again at every search: a tenth of the time of a short run.
    """
    gc.set_threshold(SEARCHED_AFTER, 10, 10)


def give_back() -> None:
    """Give back what only refers to itself among what was made since the last search: a trace, and how it was seen.

    Few objects hold its large arrays, so that by itself Python would search only after dozens of plays.
    """
    gc.collect(0)


KEPT = 2**28
"""Bytes given back that are kept at hand for the next play."""
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""Parameters of `mallopt`, by their numbers in glibc's malloc.h,"""
MOST_MMAP_THRESHOLD = 2**25
"""and the most that it takes for the second one."""


def keep_at_hand() -> None:
    """Let what one play gives back be what the next one takes, and not go to the system and come back page by page.

    Where every page has to be fetched anew that takes a third of the time of a play. Threads share what is at hand:
    with memory of its own each would give its pages back after every play. Does nothing where the C library is not
    glibc.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(MMAP_THRESHOLD, MOST_MMAP_THRESHOLD)
    mallopt(TRIM_THRESHOLD, KEPT)
    mallopt(ARENA_MAX, 1)
