"""Tidal windows: when the back office comes forward, and when it goes back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.rules import tide_falls, tide_rises
from sim.plan import Plan


class Turn(NamedTuple):
    """A decision about the windows of a group."""

    time: float
    """When it comes true."""
    opens: bool
    morning: int
    """The morning, counted from the first, after which it was made: it does not outlive the night."""


class Tides:
    """The tidal windows of all groups."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.groups: list[int] = np.flatnonzero(plan.front.any(axis=1)).tolist()
        self.any = bool(self.groups)
        self.queues = [np.flatnonzero(row).tolist() for row in plan.front]
        self.at_front = [np.flatnonzero(column).tolist() for column in plan.front.T]
        self.open = [False] * len(plan.group_names)
        self.decided: dict[int, Turn] = {}
        self.mornings = 0
        self.opened: dict[int, float] = {}
        self.spells: list[tuple[int, float, float]] = []

    def decides(self, group: int, waiting: int, oldest: float, now: float, hall_is_open: bool) -> Turn | None:
        """What a group decides now, if anything, with so many waiting at its windows, the oldest since then."""
        if group in self.decided:
            return None
        rises = tide_rises(self.plan, group, waiting, oldest, now)
        if self.open[group]:
            # Else windows that open for one who has waited long would shut, and open again, within an instant.
            turns, delay = tide_falls(self.plan, group, waiting) and not rises, self.plan.close_delay[group]
        else:
            turns, delay = hall_is_open and rises, self.plan.open_delay[group]
        if not turns:
            return None
        self.decided[group] = Turn(now + float(delay), not self.open[group], self.mornings)
        return self.decided[group]

    def turn(self, group: int, turn: Turn) -> None:
        """A decision comes true, if it was made this morning or later."""
        if turn.morning != self.mornings:
            return
        del self.decided[group]
        self.open[group] = turn.opens
        if turn.opens:
            self.opened[group] = turn.time
        else:
            self.spells.append((group, self.opened.pop(group), turn.time))

    def shut_all(self, now: float) -> None:
        """A new morning: all are shut, and yesterday's decisions are void."""
        self.mornings += 1
        self.decided.clear()
        for group in sorted(self.opened):
            self.open[group] = False
            self.spells.append((group, self.opened.pop(group), now))

    def rows(self) -> list[tuple[float, ...]]:
        """The spells of open windows in the order in which they began, those still open without an end."""
        still = ((group, since, float("nan")) for group, since in self.opened.items())
        return sorted([*self.spells, *still], key=lambda spell: (spell[1], spell[0]))
