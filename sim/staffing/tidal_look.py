"""What is seen of a hall with tidal windows: its measures, and how many reviewers stand at windows when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.spec import DAY, Spec
from sim.spec.fields import HALF_HOUR
from sim.staffing.timetable import tidal_groups
from sim.study.plays import Measured
from sim.study.waiting import by_half_hour
from sim.tape import Floats
from sim.trace import Trace


@dataclass(frozen=True)
class Seen:
    """What was seen of a hall on the days that are measured."""

    values: Mapping[str, float]
    """By measure."""
    forward: Floats
    """(tidal groups, half-hours of the day) Mean clerks at windows on an open day."""


@dataclass(frozen=True)
class Look:
    """Sees measures of the whole hall, and where the reviewers are."""

    measured: Measured

    def __call__(self, trace: Trace, spec: Spec) -> Seen:
        """Look at a hall that was played."""
        return Seen(self.measured(trace, spec), in_front(trace, spec))


def in_front(trace: Trace, spec: Spec) -> Floats:
    """(tidal groups, half-hours of the day) Mean clerks of each at windows, on open days that are measured.

    Clerks are there while the windows are open and they are on planned duty.
    """
    plan, days = trace.plan, spec.calendar.measured
    first, last = days.start * DAY, days.stop * DAY
    names = tidal_groups(spec)
    rows: list[tuple[float, float, int]] = []
    for group, since, until in zip(trace.tide_group, trace.tide_from, trace.tide_to, strict=True):
        until = plan.days * DAY if np.isnan(until) else until
        on = np.equal(plan.clerk_group[trace.duty_clerk], group)
        starts = np.clip(trace.duty_on[on], max(since, first), min(until, last))
        ends = np.clip(trace.duty_due[on], max(since, first), min(until, last))
        row = names.index(plan.group_names[group])
        rows += [(a, b, row) for a, b in zip(starts.tolist(), ends.tolist(), strict=True) if b > a]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    minutes = by_half_hour(table[:, 0], table[:, 1], table[:, 2].astype(np.int64), len(names))
    return minutes / HALF_HOUR / max(1, sum(map(spec.calendar.is_open, days)))
