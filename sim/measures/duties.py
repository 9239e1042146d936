"""Clerks' duties cut by dimension: who works where, and when a tidal group stands at the windows."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.measures.cuts import Cut
from sim.measures.levels import ROLES, Levels, Rows
from sim.measures.moments import Opening, Owned, overlap
from sim.measures.spans import Spans
from sim.plan import Station
from sim.tape import Bools, Ints

ROLE_OF = {"acceptance": "front", "back_office": "behind", "issue": "issue", "guidance": "guidance"}
"""What clerks do by the station of their group; `other` where it is none of these."""


class Duties(Levels):
    """Duties of measured days: a duty counts for the day on which it begins."""

    @cached_property
    def serves(self) -> Bools:
        """(g) Whether any queue is the group's: an enquiries desk may have none."""
        found: Bools = np.any(self._scope, axis=1)
        return found

    @cached_property
    def windows(self) -> Bools:
        """(g) Whether the group works at windows."""
        found: Bools = np.any(self._scope[:, self.plan.station == Station.WINDOW], axis=1)
        return found

    @cached_property
    def _scope(self) -> Bools:
        scope: Bools = self.plan.primary | self.plan.secondary
        return scope

    @cached_property
    def machines(self) -> Bools:
        """(g) Whether the group is of machines, and not of people."""
        return np.array([group.station == "machine" for group in self.spec.staff.groups.values()])

    @cached_property
    def _role(self) -> Ints:
        """(g) Number of the group's role."""
        roles = [ROLE_OF.get(group.station, "other") for group in self.spec.staff.groups.values()]
        return np.array([ROLES.index(role) for role in roles], dtype=np.int64)

    @cached_property
    def _measured_duty(self) -> Bools:
        return self.is_measured(self.day_of(self.record.duty_on))

    def rota(self, by: str) -> Cut:
        """All duties of measured days, those of desks without a queue included."""
        return self._cached("rota", by, self._rota)

    def _rota(self, by: str) -> Rows:
        row = np.flatnonzero(self._measured_duty)
        group = self.plan.clerk_group[self.record.duty_clerk[row]]
        if by == "day":
            return row, self._level("day", group, self.record.duty_on[row])
        return row, {"hall": np.zeros_like(group), "group": group, "role": self._role[group]}[by]

    def duties(self, by: str) -> Cut:
        """Duties of those who have a queue to serve: in the hall, at its windows; by group and clerk, all of them."""
        return self._cached("duties", by, lambda by: self._by_clerk(by, self.record.duty_clerk, self._measured_duty))

    def _by_clerk(self, by: str, clerk: Ints, chosen: Bools) -> Rows:
        group = self.plan.clerk_group[clerk]
        row = np.flatnonzero((self.windows if by == "hall" else self.serves)[group] & chosen)
        return row, {"hall": np.zeros_like(clerk), "group": group, "clerk": clerk}[by][row]

    @cached_property
    def _planned(self) -> Owned:
        record, row = self.record, np.flatnonzero(self._measured_duty)
        return record.duty_clerk[row], record.duty_on[row], record.duty_due[row]

    # Posts: a duty is one, or several where a group of the back office comes forward and goes back

    @cached_property
    def posts(self) -> Owned:
        """Clerk, start and end of each stretch of planned duty in one role."""
        return self._posts[0]

    @cached_property
    def _at_front(self) -> Bools:
        """(posts) Whether a tidal group's clerk stands at a window."""
        return self._posts[1]

    @cached_property
    def _posts(self) -> tuple[Owned, Bools]:
        owner, start, end = self._planned
        if not len(self.record.tide_group):
            return self._planned, np.zeros(len(owner), dtype=bool)
        tidal = np.isin(self.plan.clerk_group[owner], self.record.tide_group)
        stays = owner[~tidal], start[~tidal], end[~tidal]
        moves = owner[tidal], start[tidal], end[tidal]
        forward, back = overlap(moves, self._tides(forward=True)), overlap(moves, self._tides(forward=False))
        clerk, since, until = (np.concatenate(parts) for parts in zip(forward, back, stays, strict=True))
        return (clerk, since, until), np.arange(len(clerk)) < len(forward[0])

    def _tides(self, *, forward: bool) -> Owned:
        """For each clerk of a tidal group, when its windows are open, or when they are shut."""
        owner: list[Ints] = []
        spans: list[tuple[float, float]] = []
        ends = np.where(np.isnan(self.record.tide_to), self.horizon, self.record.tide_to)
        for group in np.unique(self.record.tide_group):
            mine = self.record.tide_group == group
            clerks = np.flatnonzero(self.plan.clerk_group == group)
            opens, shuts = np.sort(self.record.tide_from[mine]), np.sort(ends[mine])
            if not forward:
                opens, shuts = np.append(0.0, shuts), np.append(opens, self.horizon)
            for span in zip(opens.tolist(), shuts.tolist(), strict=True):
                owner.append(clerks)
                spans += [span] * len(clerks)
        times = np.array(spans, dtype=np.float64).reshape(-1, 2)
        return np.concatenate(owner), times[:, 0], times[:, 1]

    def staffing(self, by: str) -> Cut:
        """Posts of people, machines left out."""
        return self._cached("staffing", by, self._staffing)

    def _staffing(self, by: str) -> Rows:
        group = self.plan.clerk_group[self.posts[0]]
        row = np.flatnonzero(~self.machines[group])
        role = np.where(self._at_front, ROLES.index("front"), self._role[group])
        return row, {"hall": np.zeros_like(group), "group": group, "role": role}[by][row]

    def seats(self, by: str) -> Cut:
        """Posts at windows, tidal ones too; by group those of all that have a queue to serve."""
        return self._cached("seats", by, self._seats)

    def _seats(self, by: str) -> Rows:
        group = self.plan.clerk_group[self.posts[0]]
        if by == "group":
            row = np.flatnonzero(self.serves[group])
            return row, group[row]
        row = np.flatnonzero(self.windows[group] | self._at_front)
        return row, np.zeros_like(row)

    # Stretches of time

    @cached_property
    def opening(self) -> Opening:
        """The days as a clock."""
        return Opening(self.plan, self.days)

    @cached_property
    def duty(self) -> Spans:
        """Duties as planned, without overtime."""
        return Spans(self.record.duty_on, self.record.duty_due, self.duties, self.opening)

    @cached_property
    def open_seats(self) -> Spans:
        """Windows open, a clerk on planned duty at each."""
        return Spans(self.posts[1], self.posts[2], self.seats, self.opening)

    @cached_property
    def on_duty(self) -> Spans:
        """Clerks on planned duty, each in a role."""
        return Spans(self.posts[1], self.posts[2], self.staffing, self.opening)
