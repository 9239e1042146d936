"""The plan: a tape laid over a hall, as arrays. All sums that do not depend on what happens are done here, once.

An engine runs over a plan and nothing else; it only adds, multiplies and compares what it finds in it.
"""

from sim.plan.arrays import NEVER, NO_LIMIT, Closes, Mark, Plan
from sim.plan.lay import lay

__all__ = ["NEVER", "NO_LIMIT", "Closes", "Mark", "Plan", "lay"]
