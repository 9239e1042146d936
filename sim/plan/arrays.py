"""The arrays of a plan: all that an engine knows of a hall and of the people who come to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from sim.spec import DAY
from sim.tape import Bools, Floats, Ints

NEVER = float("inf")
NO_LIMIT = np.iinfo(np.int64).max
NO_QUEUE = -1
NO_STAGE = -1
NO_CASE = -1

Parts = dict[str, Any]
"""Some of a plan's arrays, by name."""


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
    UP = 7
    """A group can start sessions again."""
    DOWN = 8
    """A group cannot start sessions."""


class Station(IntEnum):
    """Where people or files queue."""

    ENQUIRIES = 0
    GUIDANCE = 1
    WINDOW = 2
    BACK_OFFICE = 3
    """Files queue here, in the office hours of their clerks and over nights; all others queue in the hall."""
    ISSUE = 4
    MACHINE = 5
    HELP = 6
    EXPERTS = 7
    """Windows wait here for somebody of the back office."""


BEHIND = (Station.BACK_OFFICE, Station.EXPERTS)
"""Where nobody queues in person."""


class Role(IntEnum):
    """What a stage of a case is."""

    ENQUIRY = 0
    """A question before all else, on the first visit."""
    GUIDANCE = 1
    """Before the ticket, on every visit on which something is to be accepted."""
    INTAKE = 2
    """The case, or a part of it, is accepted."""
    REVIEW = 3
    """A department's work behind the windows."""
    DECISION = 4
    """A department's days, without a clerk."""
    SUPPLEMENT = 5
    """The days until papers that were let pass are sent in."""
    ISSUE = 6
    """The result is handed out."""
    DELIVERY = 7
    """The result is on its way."""
    INSPECTION = 8
    """A look, after the result, at what was promised."""
    MACHINE = 9
    """A machine that does all at once, before anything else; or fails."""
    HELP = 10
    """A desk for those who are turned back again."""
    CONSULTATION = 11
    """An expert comes to the window, which waits meanwhile."""


FINAL = (Role.ENQUIRY, Role.GUIDANCE, Role.INSPECTION, Role.MACHINE, Role.HELP, Role.CONSULTATION)
"""Stages that a case can be done without."""


class Closes(IntEnum):
    """Which windows close first when their number falls."""

    HOLD = 0
    """The idle; then whoever ends a session first, and until then no new start."""
    IDLE_FIRST = 1
    RANDOM = 2
    BUSY_FIRST = 3


@dataclass(frozen=True, eq=False)
class Plan:
    """What an engine needs to know.

    n cases, m stages, k task rows, p papers that somebody lacks, q queues, g groups, c clerks, r calendar rows.

    A stage is a step of a case: a session that a person or a file may have, or days that go by. Stages of a case are
    in order, and none needs a later one.
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
    site: Ints
    """(n) Number of the site that the person goes to, in the order of the spec."""
    travel: Floats
    """(n) Minutes of the way there, one way."""
    next_case: Ints
    """(n) The case for which the same agent takes a ticket next, or NO_CASE."""
    after_another: Bools
    """(n) Whether an agent has another case before this one."""
    one_ticket: bool
    """Whether an agent's next case is served under the ticket of the one before, where it is for the same queue."""
    no_show: Bools
    """(n) Whether the person has booked, and does not come."""
    online: Bools
    """(n) Whether the case is filed online: nobody comes but, perhaps, to collect."""
    awaits: Bools
    """(n) Whether the case is decided at once, so that the person waits in the hall for reviews."""
    lapses: Bools
    """(n) Whether a paper that was let pass never comes."""
    again: Bools
    """(n, returns) Whether the person comes again, by `sim.tape.return_column`."""
    again_days: Ints
    """(n, returns) After how many open days."""
    again_time: Floats
    """(n, returns) At which minute of the day."""

    case: Ints
    """(m) The case."""
    role: Ints
    """(m) A `Role`."""
    queue: Ints
    """(m) The queue that the stage waits in, or NO_QUEUE for days that go by."""
    by_file: Bools
    """(m) Whether a file queues, and not a person."""
    wrong_queue: Ints
    """(m) The queue for which tickets are taken by mistake, until a clerk has told; or NO_QUEUE."""
    needs_at: Ints
    """(m + 1) Stage j needs the stages needs[needs_at[j]:needs_at[j + 1]]."""
    needs: Ints
    """Stages that must be done before another."""
    lag_days: Ints
    """(m) Whole open days that go by (DECISION, SUPPLEMENT, DELIVERY)."""
    lag_minutes: Floats
    """(m) Minutes beyond those days, below a day's."""
    fails: Bools
    """(m) Whether nothing comes of it (MACHINE, HELP)."""
    accepted_at: Ints
    """(m) The stage whose errors come to light in this one, or that waits for it (CONSULTATION), or NO_STAGE."""
    error_mark: Floats
    """(m, 2) Uniform numbers: an error comes to light below the share of the group that accepted the case."""
    lacks_at: Ints
    """(m + 1) Papers that stage j asks for, and the person lacks, are lacks[lacks_at[j]:lacks_at[j + 1]]."""
    lacks: Ints
    """Rows of papers that somebody lacks."""
    papers_asked: Ints
    """(m) How many papers the stage asks people to hand in, those that they lack included; each once (INTAKE)."""
    setup: Floats
    """(m) Minutes of set-up."""
    patience: Floats
    """(m, occurrences) Minutes from the ticket until the person gives up, by the ticket of the stage; the last for all
    further ones."""
    silent: Bools
    """(m) Whether who gives up there leaves without telling."""
    head_start: Floats
    """(m) Minutes of seniority on the ticket; infinite for strict priority."""
    tasks: Ints
    """(m + 1) Task rows of stage j are those from tasks[j] up to, but not including, tasks[j + 1]."""

    paper_number: Ints
    """(p) Number of the paper within its matter, in the order of the spec."""
    paper_times: Ints
    """(p) How many times in a row the person lacks the paper."""
    paper_found: Bools
    """(p, occurrences) Whether guidance finds that it is missing."""
    paper_mended: Bools
    """(p, occurrences) Whether guidance mends that."""
    paper_tolerated: Bools
    """(p) Whether the case is accepted without it, until it is sent in."""

    work: Floats
    """(k) Minutes of the task for a standard clerk, papers included."""
    check: Floats
    """(k) Minutes of its papers alone: what a session takes that ends because one is missing."""
    kind: Ints
    """(k) Kind of the task, the column of `slowness`."""

    station: Ints
    """(q) A `Station`."""
    walk: Floats
    """(q) Minutes from a call to the start of the session: to a window; desks are at the door, files on the table."""
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
    front: Bools
    """(g, q) Whether the group serves the queue while its tidal windows are open."""
    open_over: Ints
    """(g) They open when more than so many tickets wait in those queues."""
    open_after: Floats
    """(g) They open when a ticket there is so many minutes old."""
    close_under: Ints
    """(g) They shut when fewer than so many wait there."""
    open_delay: Floats
    """(g) Minutes from the decision to open to the opening."""
    close_delay: Floats
    """(g) Minutes from the decision to shut to the shutting."""
    pace: Floats
    """(g, n) Slowness of a clerk who has finished n sessions of a matter, over the group's; the last one stays."""
    error_share: Floats
    """(g) Share of the cases accepted by the group in which an error comes to light behind."""
    behind: Bools
    """(g) Whether the group works in the back office: it leaves files overnight, and never stays for people."""
    closes: Ints
    """(g) What happens when the number of windows falls, a `Closes`."""

    clerk_group: Ints
    """(c) The clerk's group; clerks of a group are neighbours."""

    calendar_time: Floats
    """(r) Minutes; ascending."""
    calendar_mark: Ints
    """(r) A `Mark`."""
    calendar_index: Ints
    """(r) The clerk (ON, OFF) or the group (COUNT, UP, DOWN) that it is about."""
    calendar_value: Ints
    """(r) The new number of windows (COUNT); 1 where the clerk comes on again later that day (OFF)."""
    calendar_draw: Ints
    """(r) The row of `closing_draw` that decides random closing (COUNT)."""
    closing_draw: Floats
    """(rows, windows) Uniform numbers by number of the clerk within the group: the smallest closes first."""

    recall: float
    """Minutes lost to calling someone who left in silence."""
    last_resort: int
    """Times of being turned back after which a person goes to the desk for those who cannot be served."""
    tell: float
    """Minutes until a person with a wrong ticket has been told."""
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
    open_days: Ints
    """(open days) Numbers of the days on which the hall is open; ascending."""
    door_from: Floats
    """(doors) Minutes from which first tickets are given; ascending, each stretch within one day."""
    door_to: Floats
    """(doors) Minutes until which they are."""

    def __len__(self) -> int:
        return len(self.arrival)

    @property
    def behind_queue(self) -> Bools:
        """(q) Whether files queue there, and nobody in person."""
        found: Bools = np.isin(self.station, BEHIND)
        return found

    def door(self, arrival: float) -> float:
        """When the door lets a person who arrives take a ticket on that day; NEVER if it is too late for one."""
        place = int(np.searchsorted(self.door_to, arrival, "right"))
        if place == len(self.door_to) or self.door_from[place] // DAY > arrival // DAY:
            return NEVER
        return max(arrival, float(self.door_from[place]))

    def stages_of(self, case: int) -> range:
        """The stages of a case, in order."""
        return range(int(self.stages[case]), int(self.stages[case + 1]))

    def needs_of(self, stage: int) -> list[int]:
        """The stages that must be done before this one."""
        found: list[int] = self.needs[self.needs_at[stage] : self.needs_at[stage + 1]].tolist()
        return found

    def lacks_of(self, stage: int) -> list[int]:
        """Rows of the papers that the stage asks for and the person lacks."""
        found: list[int] = self.lacks[self.lacks_at[stage] : self.lacks_at[stage + 1]].tolist()
        return found

    def tasks_of(self, stage: int) -> range:
        """The task rows of a stage, in order."""
        return range(int(self.tasks[stage]), int(self.tasks[stage + 1]))
