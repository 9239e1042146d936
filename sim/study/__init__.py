"""Studies: the halls of a scenario, served the same people again and again, and compared."""

from __future__ import annotations

from sim.study import runner
from sim.study.arguments import told_by_name
from sim.study.events import Event
from sim.study.journey import Journey, Way, follow, travel
from sim.study.question import DEFAULT, Question, ask
from sim.study.runner import Progress, Step, keep, run
from sim.study.tables import catalogue

__all__ = [
    "DEFAULT",
    "Event",
    "Journey",
    "Progress",
    "Question",
    "Step",
    "Way",
    "ask",
    "catalogue",
    "compare",
    "follow",
    "keep",
    "run",
    "travel",
]

compare = told_by_name()(runner.compare)
