"""Who is on duty, who is free, and what happens when duty ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum, auto

import numpy as np

from sim.plan import NEVER, Closes, Plan

NOT_YET = float("nan")


class State(Enum):
    """A clerk's duty."""

    OFF = auto()
    ON = auto()
    LEAVING = auto()
    """Duty is over; the session under way is finished, then the clerk goes."""
    STAYING = auto()
    """The hall has closed; the clerk stays for those inside."""


class Roster:
    """The clerks of a hall."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.group = plan.clerk_group.tolist()
        self.members = [np.flatnonzero(plan.clerk_group == g).tolist() for g in range(len(plan.group_names))]
        self.state = [State.OFF] * len(self.group)
        self.busy = [False] * len(self.group)
        self.idle_since = [0.0] * len(self.group)
        self.free: list[set[int]] = [set() for _ in self.members]
        self.windows = [0] * len(self.members)
        self.fewer_since = [NOT_YET] * len(self.members)
        self.primary = [np.flatnonzero(column).tolist() for column in plan.primary.T]
        self.secondary = [np.flatnonzero(column).tolist() for column in plan.secondary.T]
        self.scopes = [np.flatnonzero(row).tolist() for row in plan.primary]
        self.help_minutes = [sorted({plan.help_after[g].item() for g in groups} - {NEVER}) for groups in self.secondary]
        self.duty: list[list[float]] = [[] for _ in self.group]
        self.duties: list[list[float]] = []

    # Duty

    def come_on(self, clerk: int, now: float) -> None:
        """Duty begins; for a clerk who is still finishing a session it goes on."""
        if self.state[clerk] is not State.OFF:
            self.duty[clerk][3] = now
        self.state[clerk] = State.ON
        self.duty[clerk] = [clerk, now, NOT_YET, NOT_YET]
        self.duties.append(self.duty[clerk])
        if not self.busy[clerk]:
            self.make_free(clerk, now)

    def end_duty(self, clerk: int, due: float, now: float, stays: bool = False) -> None:
        """Duty ends: at once for an idle clerk, after the session for a busy one; or the clerk stays at closing."""
        self.duty[clerk][2] = due
        if stays:
            self.state[clerk] = State.STAYING
        elif self.busy[clerk]:
            self.state[clerk] = State.LEAVING
        else:
            self.go(clerk, now)

    def go(self, clerk: int, now: float) -> None:
        """A clerk goes home."""
        self.state[clerk] = State.OFF
        self.duty[clerk][3] = now
        self.free[self.group[clerk]].discard(clerk)

    def change_windows(self, group: int, row: int, now: float, stays: bool) -> None:
        """The number of windows of a group changes as row `row` of the calendar says."""
        on, number = self.at_windows(group), int(self.plan.calendar_value[row])
        if stays and number < len(on):
            for clerk in on:
                self.end_duty(clerk, now, now, stays)
            return
        self.windows[group] = number
        if number > len(on):
            for clerk in self.at_rest(group)[: number - len(on)]:
                self.come_on(clerk, now)
        elif number < len(on):
            self.fewer_since[group] = now
            draw = self.plan.closing_draw[self.plan.calendar_draw[row]].tolist()
            for clerk in self.closing_order(on, group, draw)[: len(on) - number]:
                self.end_duty(clerk, now, now)

    def closing_order(self, on: list[int], group: int, draw: Sequence[float]) -> list[int]:
        """Clerks in the order in which their windows close; highest number first among equals.

        Under `hold` only the idle can close at once: the surplus goes as it ends its sessions.
        """
        rule = self.plan.closes[group]
        if rule == Closes.HOLD:
            on = [clerk for clerk in on if not self.busy[clerk]]
        if rule == Closes.RANDOM:
            return sorted(on, key=lambda c: (draw[c - self.members[group][0]], -c))
        return sorted(on, key=lambda c: (self.busy[c] != (rule == Closes.BUSY_FIRST), -c))

    def at_windows(self, group: int) -> list[int]:
        """Clerks of the group whose duty is not over."""
        return [clerk for clerk in self.members[group] if self.state[clerk] in (State.ON, State.STAYING)]

    def at_rest(self, group: int) -> list[int]:
        """Clerks of the group who can come on: those at home by number, then those who still finish a session."""
        off = [clerk for clerk in self.members[group] if self.state[clerk] is State.OFF]
        return off + [clerk for clerk in self.members[group] if self.state[clerk] is State.LEAVING]

    # Work

    def engage(self, clerk: int) -> None:
        """A free clerk calls a number."""
        self.busy[clerk] = True
        self.free[self.group[clerk]].discard(clerk)

    def release(self, clerk: int, now: float) -> None:
        """A clerk is through with a number, and free or off duty."""
        self.busy[clerk] = False
        group = self.group[clerk]
        if self.state[clerk] is State.LEAVING:
            self.go(clerk, now)
        elif self.plan.closes[group] == Closes.HOLD and len(self.at_windows(group)) > self.windows[group]:
            self.end_duty(clerk, self.fewer_since[group], now)
        else:
            self.make_free(clerk, now)

    def make_free(self, clerk: int, now: float) -> None:
        """A clerk waits for the next number."""
        self.idle_since[clerk] = now
        self.free[self.group[clerk]].add(clerk)

    # Closing

    def anyone_at(self, groups: Iterable[int]) -> bool:
        """Whether somebody of these groups is on duty."""
        return any(self.at_windows(group) for group in groups)

    def let_go(self, needed: Iterable[bool], now: float) -> None:
        """After closing, free clerks go home when nobody inside may still need their group."""
        for group, need in enumerate(needed):
            for clerk in sorted(self.free[group]):
                if not need and self.state[clerk] is State.STAYING:
                    self.go(clerk, now)

    def new_day(self, now: float) -> None:
        """Who has stayed until the next morning goes, once free."""
        for clerk, state in enumerate(self.state):
            if state is State.STAYING:
                self.end_duty(clerk, self.duty[clerk][2], now)
