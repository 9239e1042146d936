"""A hall made ready to be played again and again, as in a study: each time with other people."""

from __future__ import annotations

from itertools import count

from sim.demand import Demand
from sim.engine import fast
from sim.measures import kpis_of, values
from sim.plan import Layout, Plan
from sim.spec import Spec
from sim.study.engines import FAST, get_ready

SEED = 1


class Ready:
    """Draws, lays and plays one replication after another."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        get_ready(FAST)
        self._demand, self._layout, self._numbers = Demand(spec), Layout(spec), count()

    def plan(self) -> Plan:
        """The plan of the next replication."""
        return self._layout.lay(self._demand.draw(SEED, next(self._numbers)))

    def mean_wait(self) -> float:
        """Mean wait in minutes of the next replication, from the draws on, all sessions kept."""
        trace = fast.play(self.plan())
        return float((trace.call - trace.ticket).mean())

    def mean_wait_counted(self, replications: int = 1) -> float:
        """The mean of so many replications of the mean wait, from the draws on, key figures alone kept."""
        waits = []
        for _ in range(replications):
            plan = self.plan()
            tally = fast.count(plan, kpis_of(plan, self.spec))
            waits.append(float(values(tally, self.spec, ["mean_wait"])[0]))
        return sum(waits) / replications
