"""The arrays of a plan: all that an engine knows of a hall and of the people who come to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sim.tape import Bools, Floats, Ints

NEVER = float("inf")
NO_LIMIT = np.iinfo(np.int64).max


class Mark(IntEnum):
    """What a calendar row says; within one instant rows are read in this order."""

    PAUSE = 0
    """The windows close for a while: no session starts."""
    CLOSE = 1
    """Closing time of the day."""
    MORNING = 2
    """The first tickets of a day are given; yesterday is over, whatever was left of it."""
    OPEN = 3
    """The windows open."""
    OFF = 4
    """A clerk's duty ends."""
    COUNT = 5
    """The number of windows of a group changes."""
    ON = 6
    """A clerk's duty begins."""


class Closes(IntEnum):
    """Which windows close first when their number falls."""

    HOLD = 0
    """The idle; then whoever ends a session first, and until then no new start."""
    IDLE_FIRST = 1
    RANDOM = 2
    BUSY_FIRST = 3


@dataclass(frozen=True, eq=False)
class Plan:
    """What an engine needs to know. n cases, m stages, k task rows, q queues, g groups, c clerks, r calendar rows.

    A stage is a session that a case may have. Stages of a case are in order; those of equal `level` run in
    parallel, and a level begins when the one before it is done.
    """

    person: Ints
    """(n) Row of the case on its tape."""
    matter: Ints
    """(n) Number of the matter, in the order of the spec."""
    priority: Ints
    """(n) Number of the priority class; 0 is ordinary."""
    arrival: Floats
    """(n) Minutes at which the person is at the door; ascending."""
    ticket_from: Floats
    """(n) Minutes at which the door lets the person take a ticket; the arrival, or the next opening."""
    late: Bools
    """(n) Whether the person comes too late for a first ticket."""
    stages: Ints
    """(n + 1) Stages of case i are those from stages[i] up to, but not including, stages[i + 1]."""

    case: Ints
    """(m) The case."""
    queue: Ints
    """(m) The queue that the stage waits in."""
    level: Ints
    """(m) Its place in the order of the case's stages, from 0."""
    setup: Floats
    """(m) Minutes of set-up."""
    patience: Floats
    """(m) Minutes from the ticket until the person gives up."""
    silent: Bools
    """(m) Whether who gives up there leaves without telling."""
    head_start: Floats
    """(m) Minutes of seniority on the ticket; infinite for strict priority."""
    tasks: Ints
    """(m + 1) Task rows of stage j are those from tasks[j] up to, but not including, tasks[j + 1]."""

    work: Floats
    """(k) Minutes of the task for a standard clerk."""
    kind: Ints
    """(k) Kind of the task, the column of `slowness`."""

    guidance: Bools
    """(q) Whether the queue is the one before the ticket machine; else it is one for windows."""
    walk: Floats
    """(q) Minutes from a call to the start of the session: to a window; the guidance desk is at the door."""
    primary: Bools
    """(g, q) Whether the queue is within the group's primary scope."""
    secondary: Bools
    """(g, q) Whether it is within its secondary scope."""
    help_over: Ints
    """(g) The group helps a queue in which more than so many tickets wait."""
    help_after: Floats
    """(g) The group helps a queue in which a ticket is so many minutes old."""
    breadth: Ints
    """(g) Number of kinds of task in the primary scope: the narrowest is asked first."""
    slowness: Floats
    """(g, kinds) Minutes of the group for one of a standard clerk's work."""
    closes: Ints
    """(g) What happens when the number of windows falls, a `Closes`."""

    clerk_group: Ints
    """(c) The clerk's group; clerks of a group are neighbours."""

    calendar_time: Floats
    """(r) Minutes; ascending."""
    calendar_mark: Ints
    """(r) A `Mark`."""
    calendar_index: Ints
    """(r) The clerk (ON, OFF) or the group (COUNT) that it is about."""
    calendar_value: Ints
    """(r) The new number of windows (COUNT)."""
    calendar_draw: Ints
    """(r) The row of `closing_draw` that decides random closing (COUNT)."""
    closing_draw: Floats
    """(rows, windows) Uniform numbers by number of the clerk within the group: the smallest closes first."""

    recall: float
    """Minutes lost to calling someone who left in silence."""
    balking: int
    """Who finds more than so many waiting takes no ticket."""
    alis: bool
    """A ticket goes to the longest idle clerk of all, in place of the narrowest."""
    serve_out: bool
    """At closing, those inside are still served; else they are sent home."""
    days: int
    """Days played."""
    case_day: Ints
    """(n) Day of the arrival."""
    kind_department: Ints
    """(kinds) Number of the department, in the order of the spec."""
    kind_matter: Ints
    """(kinds) Number of the matter, in the order of the spec."""
    queue_names: tuple[str, ...]
    """(q) Name of each queue."""
    group_names: tuple[str, ...]
    """(g) Name of each group."""
    open_from: Floats
    """(intervals) Minutes at which the windows open; ascending."""
    open_to: Floats
    """(intervals) Minutes at which they close again."""
    closing: Floats
    """(days) Minutes of closing time of each day; not a number on a closed day."""

    def __len__(self) -> int:
        return len(self.arrival)

    def stages_of(self, case: int) -> range:
        """The stages of a case, in order."""
        return range(int(self.stages[case]), int(self.stages[case + 1]))

    def tasks_of(self, stage: int) -> range:
        """The task rows of a stage, in order."""
        return range(int(self.tasks[stage]), int(self.tasks[stage + 1]))
