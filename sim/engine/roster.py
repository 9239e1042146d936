"""Who is on duty, who is free, and what happens when duty ends."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from sim.plan import NEVER, Closes, Mark, Plan

NOT_YET = float("nan")


class State(Enum):
    """A clerk's duty."""

    OFF = auto()
    ON = auto()
    LEAVING = auto()
    """Duty is over; the session under way is finished, then the clerk goes."""
    STAYING = auto()
    """The hall has closed; the clerk stays for those inside."""


@dataclass
class Duty:
    """A stretch of a clerk's duty."""

    clerk: int
    on: float
    due: float = NOT_YET
    off: float = NOT_YET


class Roster:
    """The clerks of a hall."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.group = plan.clerk_group.tolist()
        self.members = [np.flatnonzero(plan.clerk_group == g).tolist() for g in range(len(plan.group_names))]
        self.own = [np.flatnonzero(column).tolist() for column in plan.primary.T]
        self.helpers = [np.flatnonzero(column).tolist() for column in plan.secondary.T]
        self.help_minutes = [self._help_minutes(queue) for queue in range(len(self.own))]
        self.troubles = [0] * len(self.members)
        """Systems that are down for a group."""
        self.comings = [self._comings(group) for group in range(len(self.members))]
        self.mornings = plan.calendar_time[plan.calendar_mark == Mark.MORNING].tolist()
        self.state = [State.OFF] * len(self.group)
        self.busy = [False] * len(self.group)
        self.idle_since = [0.0] * len(self.group)
        self.free: list[set[int]] = [set() for _ in self.members]
        self.too_many_since: list[list[float]] = [[] for _ in self.members]
        self.duty: dict[int, Duty] = {}
        self.duties: list[Duty] = []

    def _help_minutes(self, queue: int) -> list[float]:
        """How old a ticket of the queue is when others may help, or may open windows for it."""
        front = np.flatnonzero(self.plan.front[:, queue]).tolist()
        ages = [self.plan.help_after[group].item() for group in self.helpers[queue]]
        return sorted({*ages, *(self.plan.open_after[group].item() for group in front)} - {NEVER})

    def _comings(self, group: int) -> list[float]:
        """When clerks of a group come on duty by their shifts."""
        on = self.plan.calendar_mark == Mark.ON
        ours = np.isin(self.plan.calendar_index, self.members[group])
        times: list[float] = self.plan.calendar_time[on & ours].tolist()
        return times

    # Duty

    def come_on(self, clerk: int, now: float) -> None:
        """Duty begins; for a clerk who is still finishing a session it goes on."""
        if self.state[clerk] is not State.OFF:
            self.duty[clerk].off = now
        self.state[clerk] = State.ON
        self.duty[clerk] = Duty(clerk, now)
        self.duties.append(self.duty[clerk])
        if not self.busy[clerk]:
            self.make_free(clerk, now)

    def end_duty(self, clerk: int, due: float, now: float) -> None:
        """Duty ends: at once for an idle clerk, after the session for a busy one."""
        self.duty[clerk].due = due
        if self.busy[clerk]:
            self.state[clerk] = State.LEAVING
        else:
            self.go(clerk, now)

    def stay(self, clerk: int, now: float) -> None:
        """Duty ends at closing, but the clerk stays for those inside."""
        self.duty[clerk].due = now
        self.state[clerk] = State.STAYING

    def leave_at_once(self, clerk: int, now: float) -> None:
        """Duty ends, and the clerk goes, whatever is under way."""
        self.duty[clerk].due = now
        self.go(clerk, now)

    def go(self, clerk: int, now: float) -> None:
        """A clerk goes home."""
        self.state[clerk] = State.OFF
        self.duty[clerk].off = now
        self.free[self.group[clerk]].discard(clerk)

    def at_windows(self, group: int) -> list[int]:
        """Clerks of the group whose duty is not over, or who stay."""
        return [clerk for clerk in self.members[group] if self.state[clerk] in (State.ON, State.STAYING)]

    # Numbers of windows

    def change_windows(self, group: int, row: int, now: float) -> None:
        """The number of windows of a group changes as row `row` of the calendar says."""
        on, number = self.at_windows(group), int(self.plan.calendar_value[row])
        for clerk in self.at_rest(group)[: max(number - len(on), 0)]:
            self.come_on(clerk, now)
        for clerk in self.closing_order(group, row)[: max(len(on) - number, 0)]:
            self.end_duty(clerk, now, now)
        if self.plan.closes[group] == Closes.HOLD:
            surplus = max(len(self.at_windows(group)) - number, 0)
            self.too_many_since[group] = [*self.too_many_since[group], *[now] * surplus][:surplus]

    def at_rest(self, group: int) -> list[int]:
        """Clerks of the group who can come on: those at home by number, then those who still finish a session."""
        off = [clerk for clerk in self.members[group] if self.state[clerk] is State.OFF]
        return off + [clerk for clerk in self.members[group] if self.state[clerk] is State.LEAVING]

    def closing_order(self, group: int, row: int) -> list[int]:
        """Clerks in the order in which their windows close; the highest number first among equals.

        Under `hold` only the idle can close at once: those who are too many go as they end their sessions.
        """
        rule, on = self.plan.closes[group], self.at_windows(group)
        if rule == Closes.HOLD:
            on = [clerk for clerk in on if not self.busy[clerk]]
        if rule == Closes.RANDOM:
            draw = self.plan.closing_draw[self.plan.calendar_draw[row]]
            return sorted(on, key=lambda c: (draw[c - self.members[group][0]], -c))
        return sorted(on, key=lambda c: (self.busy[c] != (rule == Closes.BUSY_FIRST), -c))

    # Work

    def ready(self) -> set[int]:
        """Groups of which a clerk is free and no system is down."""
        return {group for group, free in enumerate(self.free) if free and not self.troubles[group]}

    def engage(self, clerk: int) -> None:
        """A free clerk calls a number."""
        self.busy[clerk] = True
        self.free[self.group[clerk]].discard(clerk)

    def release(self, clerk: int, now: float) -> None:
        """A clerk is through with a number, and free or off duty."""
        self.busy[clerk] = False
        too_many_since = self.too_many_since[self.group[clerk]]
        if self.state[clerk] is State.LEAVING:
            self.go(clerk, now)
        elif too_many_since:
            self.end_duty(clerk, too_many_since.pop(0), now)
        else:
            self.make_free(clerk, now)

    def make_free(self, clerk: int, now: float) -> None:
        """A clerk waits for the next number."""
        self.idle_since[clerk] = now
        self.free[self.group[clerk]].add(clerk)

    # After closing

    def anyone_at(self, groups: Iterable[int]) -> bool:
        """Whether somebody of these groups is on duty, or stays."""
        return any(self.at_windows(group) for group in groups)

    def anyone_to_come(self, groups: Iterable[int], now: float) -> bool:
        """Whether somebody of these groups comes on duty before the next morning, from a break or for a late shift."""
        morning = next((time for time in self.mornings if time > now), NEVER)
        return any(now < time < morning for group in groups for time in self.comings[group])

    def let_go(self, needed: Container[int], now: float) -> None:
        """Free clerks who stay go home, unless their group is needed."""
        for clerk, state in enumerate(self.state):
            if state is State.STAYING and not self.busy[clerk] and self.group[clerk] not in needed:
                self.go(clerk, now)

    def new_day(self, now: float) -> None:
        """Who has stayed until the next morning goes, once free."""
        for clerk, state in enumerate(self.state):
            if state is State.STAYING:
                self.end_duty(clerk, self.duty[clerk].due, now)
