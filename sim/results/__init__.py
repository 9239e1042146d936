"""What a study found: frames, the intervals in them, and the folder that keeps them."""

from __future__ import annotations

from sim.results.frames import Results
from sim.results.store import check_place, load, save

__all__ = ["Results", "check_place", "load", "save"]
