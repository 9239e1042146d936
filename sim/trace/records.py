"""What an engine writes down, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sim.kept import kept
from sim.plan import Plan
from sim.tape import Bools, Floats, Ints

NOBODY = -1
"""The clerk of a ticket that none called."""


class Outcome(IntEnum):
    """How a session, a ticket at one station, ended."""

    SERVED = 0
    LEFT = 1
    """Gave up waiting, and told so: the ticket is gone."""
    LEFT_IN_SILENCE = 2
    """Gave up waiting without a word: the number stays on display until it is called in vain, or cleared."""
    SENT_HOME = 3
    """Still waiting when the hall sent people home; or a window's wait for an expert, of whom none would come."""
    TURNED_BACK = 4
    """A paper was missing."""
    WRONG_TICKET = 5
    """The ticket was for another queue."""
    ERROR = 6
    """The review found that the case should not have been accepted as it was."""
    FAILED = 7
    """The machine failed."""
    OPEN = 8
    """A file that waits, or is being worked on, at the end of the days."""


ATTENDED = (Outcome.SERVED, Outcome.TURNED_BACK, Outcome.WRONG_TICKET, Outcome.ERROR, Outcome.FAILED)
"""A clerk sat with the person, or worked on the file, to the end."""


IS_ATTENDED = np.isin(np.arange(len(Outcome)), ATTENDED)
"""By `Outcome`."""


class VisitOutcome(IntEnum):
    """How a visit ended."""

    THROUGH = 0
    """All that could be done was done."""
    GAVE_UP = 1
    BALKED = 2
    SENT_HOME = 3
    TOO_LATE = 4
    TURNED_BACK = 5
    """A paper was missing."""


class CaseOutcome(IntEnum):
    """How a case ended."""

    DONE = 0
    GAVE_UP = 1
    """Ran out of patience in a queue."""
    BALKED = 2
    """Found too many waiting and took no ticket."""
    SENT_HOME = 3
    """Closing time came first."""
    TOO_LATE = 4
    """Came after the last ticket."""
    TURNED_BACK = 5
    """Was turned back, and did not come again."""
    LAPSED = 6
    """A paper that was let pass never came."""
    NO_SHOW = 7
    """Had booked, and did not come."""
    IN_PROGRESS = 8
    """Under way at the end of the days."""


NO_VISIT = -1
"""The visit of a file's ticket."""


@dataclass(frozen=True, eq=False)
class Outline:
    """What is told of a hall at every level of detail. Times are minutes; not a number where a thing did not happen."""

    plan: Plan
    """The plan that was played."""

    done: Floats
    """(m) When each stage was done; of what an error has undone when that was, until it has been put right."""

    case_outcome: Ints
    """(n) A `CaseOutcome`."""
    over: Floats
    """(n) When the case was over: done, lapsed, or given up for good."""

    duty_clerk: Ints
    """(d) The clerk."""
    duty_on: Floats
    """(d) When the clerk came on duty."""
    duty_due: Floats
    """(d) When duty was due to end."""
    duty_off: Floats
    """(d) When the clerk went off: at the due time, or after it when there was work to finish."""

    tide_group: Ints
    """(t) A group that opened its tidal windows."""
    tide_from: Floats
    """(t) When they were open from,"""
    tide_to: Floats
    """(t) and to; not a number if they still were at the end."""


@dataclass(frozen=True, eq=False)
class Records(Outline):
    """What happened in one hall. Times are minutes; not a number where a thing did not happen.

    A ticket is numbered by its row: tickets are taken in the order of the rows.
    """

    stage: Ints
    """(s) Stage of the plan that the ticket is for."""
    queue: Ints
    """(s) The queue: the stage's, or the one taken by mistake."""
    ticket: Floats
    """(s) When the ticket was taken."""
    call: Floats
    """(s) When the number was called."""
    start: Floats
    """(s) When the person sat down at the window."""
    end: Floats
    """(s) When the person was through with this station: served, given up, or sent home."""
    released: Floats
    """(s) When the number was done with: the clerk who called it was free again, or nobody needed to call it."""
    clerk: Ints
    """(s) The clerk who called, or NOBODY."""
    outcome: Ints
    """(s) An `Outcome`."""
    visit: Ints
    """(s) The visit on which it was taken, or NO_VISIT."""

    visit_case: Ints
    """(v) The case; visits are in the order in which people are at the machine."""
    visit_cause: Ints
    """(v) Why the person comes, a `Cause`."""
    visit_arrival: Floats
    """(v) When the person is at the door."""
    visit_from: Floats
    """(v) When the door lets the person take a ticket."""
    visit_left: Floats
    """(v) When the person leaves the hall."""
    visit_outcome: Ints
    """(v) A `VisitOutcome`."""

    def __len__(self) -> int:
        return len(self.stage)

    @kept
    def case(self) -> Ints:
        """(s) The case of each session."""
        return self.plan.case[self.stage]

    @kept
    def attended(self) -> Bools:
        """(s) Whether a clerk sat with the person, or worked on the file, to the end."""
        attended: Bools = IS_ATTENDED.take(self.outcome)
        return attended

    @kept
    def of_file(self) -> Bools:
        """(s) Whether it is a file's ticket."""
        of_file: Bools = self.visit == NO_VISIT
        return of_file

    @property
    def left(self) -> Floats:
        """(n) When the person left the hall for the last time; not a number for who never came."""
        left = np.full(len(self.plan), np.nan)
        np.fmax.at(left, self.visit_case, self.visit_left)
        return left

    @kept
    def group(self) -> Ints:
        """(s) The group of the clerk who called, or NOBODY."""
        return np.append(self.plan.clerk_group, NOBODY)[self.clerk]

    @kept
    def wait_end(self) -> Floats:
        """(s) When the person's wait was over: at the call, or when giving up or sent home."""
        return np.where(self.attended | (self.outcome == Outcome.OPEN), self.call, self.end)

    @property
    def display_end(self) -> Floats:
        """(s) When the number went off the display: at the call, even in vain, or when the person told of leaving."""
        return np.where(np.isnan(self.call), self.released, self.call)
