"""The guard against drift: whether rules, draws, scenarios and key figures are what they were.

Three tiers, so that a red light says what moved. Frozen plans have exact traces, whatever a random generator does: what
moves is the rules. Tapes have a digest for each column: what moves is sampling. Key figures of every committed scenario
follow from all: what moves in them alone is a scenario, or what lies between; those that are counted as halls are
played are held by themselves. Besides, the baselines are looked at: what they lack would be held against nothing.
"""

from sim.check.found import TIERS, Change, Item, Report
from sim.check.run import checked, updated

__all__ = ["TIERS", "Change", "Item", "Report", "checked", "updated"]
