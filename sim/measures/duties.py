"""Clerks' duties cut by dimension: who works where, and when a tidal group stands at the windows."""

from __future__ import annotations

import numpy as np

from sim.kept import kept
from sim.measures.cuts import Cut, Cuts, Rows
from sim.measures.hall import Hall
from sim.measures.loops import Owned
from sim.measures.moments import overlap
from sim.measures.names import ROLES
from sim.measures.spans import Spans
from sim.tape import Bools, Floats, Ints
from sim.trace.records import Outline

HOUR = 60.0


def duties_of(hall: Hall, record: Outline, horizon: float) -> Duties:
    """The duties of a record; those of another of the same hall, where all clerks come and go alike."""
    if len(record.tide_group):
        return Duties(hall, record, horizon)
    told = record.duty_clerk.tobytes(), record.duty_on.tobytes(), record.duty_due.tobytes()
    last = hall.last_duties
    if last is None or last[0] != told:
        last = hall.last_duties = told, Duties(hall, record, horizon)
    return last[1]


class Duties:
    """Duties as planned, of measured days: a duty counts for the day on which it begins. Overtime is not known here."""

    def __init__(self, hall: Hall, record: Outline, horizon: float) -> None:
        self.hall, self.horizon = hall, horizon
        self.clerk, self.on, self.due = record.duty_clerk, record.duty_on, record.duty_due
        self._tide = record.tide_group, record.tide_from, record.tide_to
        self.group: Ints = hall.clerk_group[self.clerk]
        """(d) The clerk's group."""
        self._cuts = Cuts(hall.names)

    @kept
    def planned_hours(self) -> Floats:
        """(d) Hours of planned duty."""
        return (self.due - self.on) / HOUR

    @kept
    def of_machine(self) -> Bools:
        """(d) Whether it is a machine's."""
        return self.hall.machines[self.group]

    @kept
    def cost_per_hour(self) -> Floats:
        """(d) What an hour of it costs."""
        return self.hall.cost_per_hour[self.group]

    @kept
    def _measured(self) -> Bools:
        return self.hall.is_measured(self.hall.day_of(self.on))

    def rota(self, by: str) -> Cut:
        """All duties of measured days, those of desks without a queue included."""
        return self._cuts.rows("rota", by, self._rota)

    def _rota(self, by: str) -> Rows:
        row = np.flatnonzero(self._measured)
        group = self.group[row]
        if by == "day":
            return row, self.hall.day_of(self.on[row]) - self.hall.days.start
        return row, {"hall": np.zeros_like(group), "group": group, "role": self.hall.role[group]}[by]

    def duties(self, by: str) -> Cut:
        """Duties of those who have a queue to serve: in the hall, at its windows; by group and clerk, all of them."""
        return self._cuts.rows("duties", by, lambda by: by_clerk(self.hall, by, self.clerk, self._measured))

    @kept
    def planned(self) -> Owned:
        """Clerk, start and end of each."""
        row = np.flatnonzero(self._measured)
        return self.clerk[row], self.on[row], self.due[row]

    # Posts: a duty is one, or several where a group of the back office comes forward and goes back

    @kept
    def posts(self) -> Owned:
        """Clerk, start and end of each stretch of planned duty in one role."""
        return self._posts[0]

    @kept
    def _at_front(self) -> Bools:
        """(posts) Whether a tidal group's clerk stands at a window."""
        return self._posts[1]

    @kept
    def _posts(self) -> tuple[Owned, Bools]:
        owner, start, end = self.planned
        groups = self._tide[0]
        if not len(groups):
            return self.planned, np.zeros(len(owner), dtype=bool)
        tidal = np.isin(self.hall.clerk_group[owner], groups)
        stays = owner[~tidal], start[~tidal], end[~tidal]
        moves = owner[tidal], start[tidal], end[tidal]
        forward, back = overlap(moves, self._tides(forward=True)), overlap(moves, self._tides(forward=False))
        clerk, since, until = (np.concatenate(parts) for parts in zip(forward, back, stays, strict=True))
        return (clerk, since, until), np.arange(len(clerk)) < len(forward[0])

    def _tides(self, *, forward: bool) -> Owned:
        """For each clerk of a tidal group, when its windows are open, or when they are shut."""
        owner: list[Ints] = []
        spans: list[tuple[float, float]] = []
        groups, since, until = self._tide
        ends = np.where(np.isnan(until), self.horizon, until)
        for group in np.unique(groups):
            mine = groups == group
            clerks = np.flatnonzero(self.hall.clerk_group == group)
            opens, shuts = np.sort(since[mine]), np.sort(ends[mine])
            if not forward:
                opens, shuts = np.append(0.0, shuts), np.append(opens, self.horizon)
            for span in zip(opens.tolist(), shuts.tolist(), strict=True):
                owner.append(clerks)
                spans += [span] * len(clerks)
        times = np.array(spans, dtype=np.float64).reshape(-1, 2)
        return np.concatenate(owner), times[:, 0], times[:, 1]

    def staffing(self, by: str) -> Cut:
        """Posts of people, machines left out."""
        return self._cuts.rows("staffing", by, self._staffing)

    def _staffing(self, by: str) -> Rows:
        group = self.hall.clerk_group[self.posts[0]]
        row = np.flatnonzero(~self.hall.machines[group])
        role = np.where(self._at_front, ROLES.index("front"), self.hall.role[group])
        return row, {"hall": np.zeros_like(group), "group": group, "role": role}[by][row]

    def seats(self, by: str) -> Cut:
        """Posts at windows, tidal ones too; by group those of all that have a queue to serve."""
        return self._cuts.rows("seats", by, self._seats)

    def _seats(self, by: str) -> Rows:
        group = self.hall.clerk_group[self.posts[0]]
        if by == "group":
            row = np.flatnonzero(self.hall.serves[group])
            return row, group[row]
        row = np.flatnonzero(self.hall.windows[group] | self._at_front)
        return row, np.zeros_like(row)

    # Stretches of time

    @kept
    def duty(self) -> Spans:
        """Duties as planned, without overtime."""
        return Spans(self.on, self.due, self.duties, self.hall.opening)

    @kept
    def open_seats(self) -> Spans:
        """Windows open, a clerk on planned duty at each."""
        return Spans(self.posts[1], self.posts[2], self.seats, self.hall.opening)

    @kept
    def on_duty(self) -> Spans:
        """Clerks on planned duty, each in a role."""
        return Spans(self.posts[1], self.posts[2], self.staffing, self.hall.opening)


def by_clerk(hall: Hall, by: str, clerk: Ints, chosen: Bools) -> Rows:
    """Those of some stretches that are `chosen`, and are of clerks who serve a queue: a window's, by the hall."""
    group = hall.clerk_group[clerk]
    row = np.flatnonzero((hall.windows if by == "hall" else hall.serves)[group] & chosen)
    return row, {"hall": np.zeros_like(clerk), "group": group, "clerk": clerk}[by][row]
