"""Measures: pure functions from a trace to the numbers that planners ask for.

Each has its name, unit, clock and definition beside it, in English and Chinese; `catalogue` prints them.
"""

from sim.measures.agreement import difference_of
from sim.measures.definitions import Row, catalogue, dimensions
from sim.measures.kinds import DIMENSIONS, Measure
from sim.measures.kpis import kpis_of
from sim.measures.loops import get_ready
from sim.measures.standard import STANDARD, standard
from sim.measures.table import (
    MEASURES,
    Key,
    Record,
    keys,
    measure,
    measures_of,
    values,
    values_of,
)
from sim.measures.view import View
from sim.measures.waits import share_wait_over

__all__ = [
    "DIMENSIONS",
    "MEASURES",
    "STANDARD",
    "Key",
    "Measure",
    "Record",
    "Row",
    "View",
    "catalogue",
    "difference_of",
    "dimensions",
    "get_ready",
    "keys",
    "kpis_of",
    "measure",
    "measures_of",
    "share_wait_over",
    "standard",
    "values",
    "values_of",
]
