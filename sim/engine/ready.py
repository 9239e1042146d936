"""The fast engine, loaded as soon as this is imported: for a process that others are made from.

Where the engine has not been compiled nothing is done: one process compiles it, and that is another.
"""

from __future__ import annotations

from sim import streams
from sim.engine.fast import get_ready, is_compiled

if is_compiled():
    streams.get_ready()
    get_ready()
