"""Who comes, when, for what, and how patient they are: from a spec to a tape, before any hall is known."""

from __future__ import annotations

from sim.demand.arrivals import rate
from sim.demand.people import Demand, draw

__all__ = ["Demand", "draw", "rate"]
