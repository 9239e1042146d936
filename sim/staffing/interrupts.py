"""What ends a search from outside: interrupts, and the end of its time.

CP-SAT takes interrupts while it searches, and leaves nobody to take them when it has done.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.staffing.problem import Condition, Monotone, Oracle


def heard() -> None:
    """Let Python hear of an interrupt again: CP-SAT gives the signal back to the system, which would end us at once."""
    if threading.current_thread() is threading.main_thread():
        handler = signal.getsignal(signal.SIGINT)
        if handler is not None:
            signal.signal(signal.SIGINT, handler)


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
