"""What is known beforehand of the people who come, and what was seen: control variates of what becomes of them."""

from __future__ import annotations

import numpy as np

from sim.demand.arrivals import typical_cases
from sim.demand.distributions import law
from sim.spec import DAY, Spec
from sim.tape import Floats, Tape

CONTROLS = ("cases", "work")
"""People who come on measured days at the hall's volume, and the minutes that their tasks are for a standard clerk."""


def expected(spec: Spec) -> Floats:
    """(2) The mean of each of the CONTROLS over all replications: exact, whatever the levels that days may have."""
    days = [typical_cases(spec, day) for day in spec.calendar.measured]
    cases = spec.demand.volume * np.sum(days, axis=0)
    minutes = [sum(law(task.work).mean for task in matter.tasks) for matter in spec.matters.values()]
    return np.array([cases.sum(), cases @ np.array(minutes)])


def seen(tape: Tape, spec: Spec) -> Floats:
    """(2) Each of the CONTROLS on a tape."""
    days = spec.calendar.measured
    there = (tape.arrival >= DAY * days.start) & (tape.arrival < DAY * days.stop) & (tape.mark < spec.demand.volume)
    return np.array([np.count_nonzero(there), tape.work[there].sum()])
