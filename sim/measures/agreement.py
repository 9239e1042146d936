"""Whether key figures that were counted as a hall was played are what its sessions come to."""

from __future__ import annotations

from math import isnan

from sim.measures.kpis import IN_BINS
from sim.measures.table import keys, values
from sim.spec import Spec
from sim.trace import Trace
from sim.trace.tally import RATIO, WIDTH, Tally

ROUNDING = 1e-9
"""Relative difference of sums that were added up in another order."""


def difference_of(tally: Tally, trace: Trace, spec: Spec) -> str:
    """The first key figure that a tally tells otherwise than the trace of the same plan, and how; empty if none does.

    Sums may differ by rounding, quantiles of waits by the width of a bin.
    """
    every = dict(zip(keys(trace.plan, spec), values(trace, spec).tolist(), strict=True))
    counted = zip(keys(tally.plan, spec, key_figures=True), values(tally, spec).tolist(), strict=True)
    for key, value in counted:
        true = every[key]
        above = max(WIDTH, (RATIO - 1.0) * true) if key.measure in IN_BINS else 0.0
        near = ROUNDING * max(1.0, abs(true))
        is_same = (isnan(value) and isnan(true)) or -near <= value - true <= above + near
        if not is_same:
            return f"{key.measure} by {key.by}, {key.level}: {value!r} != {true!r}"
    return ""
