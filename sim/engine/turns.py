"""Threads that take turns: what is Python's is done by one of them at a time, while compiled code plays in others.

Python sees to that by itself, but hands its lock to whoever waits as soon as numpy looks at a larger array, a thousand
times a hall-day; each time a thread is woken and another one put to sleep. Two threads then play no more than one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_turn = threading.Lock()
_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """A thread's turn, for which it waits."""
    with _turn:
        _mine.taken = True
        try:
            yield
        finally:
            _mine.taken = False


@contextmanager
def turn_of_others() -> Iterator[None]:
    """While this thread needs no Python others may have its turn, if it has one; after that it waits for another."""
    if not getattr(_mine, "taken", False):
        yield
        return
    _turn.release()
    try:
        yield
    finally:
        _turn.acquire()
