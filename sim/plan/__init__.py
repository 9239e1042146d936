"""The plan: a tape laid over a hall, as arrays. All sums that do not depend on what happens are done here, once.

An engine runs over a plan and nothing else; it only adds, multiplies and compares what it finds in it.
"""

from sim.plan.arrays import (
    BEHIND,
    FINAL,
    NEVER,
    NO_CASE,
    NO_LIMIT,
    NO_QUEUE,
    NO_STAGE,
    Closes,
    Mark,
    Plan,
    Role,
    Station,
)
from sim.plan.laid import Laid, premises_of, steps_of
from sim.plan.lay import Layout, lay

__all__ = [
    "BEHIND",
    "FINAL",
    "NEVER",
    "NO_CASE",
    "NO_LIMIT",
    "NO_QUEUE",
    "NO_STAGE",
    "Closes",
    "Laid",
    "Layout",
    "Mark",
    "Plan",
    "Role",
    "Station",
    "lay",
    "premises_of",
    "steps_of",
]
