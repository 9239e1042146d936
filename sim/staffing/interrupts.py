"""Interrupts beside CP-SAT, which takes them while it searches, and leaves nobody to take them when it has done."""

from __future__ import annotations

import signal
import threading


def heard() -> None:
    """Let Python hear of an interrupt again: CP-SAT gives the signal back to the system, which would end us at once."""
    if threading.current_thread() is threading.main_thread():
        handler = signal.getsignal(signal.SIGINT)
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
