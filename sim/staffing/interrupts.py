"""What ends a search from outside: interrupts, and the end of its time.

CP-SAT would take interrupts for itself while it searches, and tell nobody; one that comes as it ends is lost. So it
searches in a thread of its own, and this one listens.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.staffing.problem import Condition, Monotone, Oracle

AGAIN = 0.1
"""Seconds after which a search that was told to end is told so once more: it may not have begun then."""
_NOTED = threading.Event()
"""Set while an interrupt that came during a search has not been raised or taken."""


@contextmanager
def noted() -> Iterator[bool]:
    """An interrupt that comes meanwhile is noted until it is `heard` or `taken`, and raised by nobody else.

    Gives whether that is so: where this is not the main thread, or interrupts are not Python's, nobody listens.
    """
    before = signal.getsignal(signal.SIGINT) if threading.current_thread() is threading.main_thread() else None
    if not callable(before):
        yield False
        return
    signal.signal(signal.SIGINT, lambda number, frame: _NOTED.set())
    try:
        yield True
    finally:
        signal.signal(signal.SIGINT, before)


def solved(solver: Any, model: Any, callback: Any = None) -> Any:
    """Search a model with a solver of CP-SAT: the status that it ends with. An interrupt ends it, and is `noted`."""
    solver.parameters.catch_sigint_signal = False
    found: list[Any] = []
    failed: list[Exception] = []

    def search() -> None:
        try:
            found.append(solver.solve(model, callback))
        except Exception as error:
            failed.append(error)

    with noted() as listening:
        if not listening:
            return solver.solve(model, callback)
        thread = threading.Thread(target=search, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(AGAIN)
            if _NOTED.is_set():
                solver.stop_search()
    if failed:
        raise failed[0]
    return found[0]


def heard() -> None:
    """Raise `KeyboardInterrupt` where one was noted."""
    if taken():
        raise KeyboardInterrupt


def taken() -> bool:
    """Whether an interrupt was noted: whoever asks ends what is looked for, as it is not raised any more."""
    came = _NOTED.is_set()
    _NOTED.clear()
    return came


class TimeUp(Exception):
    """The time allowed is over."""


class Timed:
    """An oracle that says nothing more once time is up: it raises `TimeUp`."""

    def __init__(self, oracle: Oracle, left: Callable[[], float]) -> None:
        self._oracle, self._left = oracle, left

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What a plan must keep."""
        return self._oracle.conditions

    @property
    def monotone(self) -> Monotone:
        """What is known of a window more."""
        return self._oracle.monotone

    @property
    def enough(self) -> tuple[int, ...]:
        """Windows by cell beyond which nobody would notice."""
        return self._oracle.enough

    @property
    def evaluations(self) -> int:
        """How often it was asked."""
        return self._oracle.evaluations

    def excess(self, windows: Sequence[int], condition: int) -> float:
        """How far windows miss a condition. Raises `TimeUp`."""
        if self._left() <= 0.0:
            raise TimeUp
        return self._oracle.excess(windows, condition)

    def excesses(self, windows: Sequence[int]) -> NDArray[np.float64]:
        """(conditions) The excess of each. Raises `TimeUp`."""
        if self._left() <= 0.0:
            raise TimeUp
        return self._oracle.excesses(windows)

    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """What rules of thumb would ask for."""
        return self._oracle.starts()
