"""The rows of queues, groups and clerks, before anything has happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.engine.kernel import rows
from sim.engine.kernel.rows import Rows, blank, fill
from sim.plan import BEHIND, NEVER, Mark, Plan, Station
from sim.trace import NOBODY


class Stretches:
    """Short lists one after another, each known by where it begins and ends."""

    def __init__(self) -> None:
        self.parts: list[Any] = []
        self.length = 0

    def add(self, values: Any) -> int:
        """Where these begin."""
        begin = self.length
        self.parts.append(values)
        self.length += len(values)
        return begin

    def joined(self, kind: type) -> Rows:
        """All of them in one array."""
        return np.concatenate([np.empty(0), *self.parts]).astype(kind)


def fill_queues(queues: Rows, plan: Plan, lists: Stretches, moments: Stretches) -> None:
    """A row a queue, which points to its groups in `lists`, and in `moments` to the ages at which rules look at it."""
    fill(
        queues,
        walk=plan.walk,
        station=plan.station,
        behind=np.isin(plan.station, BEHIND),
        tidal=plan.front.any() & (plan.station != Station.EXPERTS),
    )
    scopes = {"own": plan.primary, "helpers": plan.secondary, "fronts": plan.front}
    found: dict[str, list[Any]] = {name: [np.flatnonzero(one) for one in scope.T] for name, scope in scopes.items()}
    found["timers"] = [
        sorted({*plan.help_after[helpers].tolist(), *plan.open_after[fronts].tolist()} - {NEVER})
        for helpers, fronts in zip(found["helpers"], found["fronts"], strict=True)
    ]
    for name, stretches in found.items():
        _point(queues, name, moments if name == "timers" else lists, stretches)
    queues["has_helpers"] = queues["tidal"] | (queues["helpers_end"] > queues["helpers"])


def _point(to: Rows, name: str, stretches: Stretches, found: Sequence[Any]) -> None:
    """Add a stretch for each row, to which it points."""
    begins = np.array([stretches.add(values) for values in found], dtype=np.int64)
    fill(to, **{name: begins, f"{name}_end": begins + np.array([len(values) for values in found], dtype=np.int64)})


def fill_groups(groups: Rows, plan: Plan, lists: Stretches, moments: Stretches) -> None:
    """A row a group, which points to its queues in `lists`, and in `moments` to when its clerks come on duty."""
    number = np.arange(len(plan.group_names))
    fill(
        groups,
        help_after=plan.help_after,
        help_over=plan.help_over,
        open_over=plan.open_over,
        open_after=plan.open_after,
        close_under=plan.close_under,
        open_delay=plan.open_delay,
        close_delay=plan.close_delay,
        error_share=plan.error_share,
        breadth=plan.breadth,
        first=np.searchsorted(plan.clerk_group, number, "left"),
        last=np.searchsorted(plan.clerk_group, number, "right"),
        closes=plan.closes,
        behind=plan.behind,
        tidal=plan.front.any(axis=1),
        first_free=NOBODY,
        last_free=NOBODY,
    )
    on = plan.calendar_mark == Mark.ON
    time, group = plan.calendar_time[on], plan.clerk_group[plan.calendar_index[on]]
    served = plan.primary | plan.secondary | plan.front
    _point(groups, "queues", lists, [np.flatnonzero(one) for one in served])
    _point(groups, "fronts", lists, [np.flatnonzero(one) for one in plan.front])
    _point(groups, "comings", moments, [time[group == g] for g in number])


def fill_clerks(clerks: Rows, plan: Plan) -> None:
    """A row a clerk, none of them on duty."""
    fill(clerks, group=plan.clerk_group, before=NOBODY, after=NOBODY)


def calendar_of(plan: Plan) -> Rows:
    """The rows of the calendar."""
    return fill(
        blank(rows.ROW, len(plan.calendar_time)),
        time=plan.calendar_time,
        mark=plan.calendar_mark,
        index=plan.calendar_index,
        value=plan.calendar_value,
        draw=plan.calendar_draw,
    )
