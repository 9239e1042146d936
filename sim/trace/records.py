"""What an engine writes down, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sim.plan import Plan
from sim.tape import Floats, Ints

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
    """Still waiting when the hall sent people home."""


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


@dataclass(frozen=True, eq=False)
class Records:
    """What happened in one hall. Times are minutes; not a number where a thing did not happen.

    A ticket is numbered by its row: tickets are taken in the order of the rows.
    """

    plan: Plan
    """The plan that was played."""

    stage: Ints
    """(s) Stage of the plan that the ticket is for."""
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

    left: Floats
    """(n) When the person left the hall."""
    case_outcome: Ints
    """(n) A `CaseOutcome`."""

    duty_clerk: Ints
    """(d) The clerk."""
    duty_on: Floats
    """(d) When the clerk came on duty."""
    duty_due: Floats
    """(d) When duty was due to end."""
    duty_off: Floats
    """(d) When the clerk went off: at the due time, or after it when there was work to finish."""

    def __len__(self) -> int:
        return len(self.stage)

    @property
    def case(self) -> Ints:
        """(s) The case of each session."""
        return self.plan.case[self.stage]

    @property
    def queue(self) -> Ints:
        """(s) The queue of each session."""
        return self.plan.queue[self.stage]

    @property
    def group(self) -> Ints:
        """(s) The group of the clerk who called, or NOBODY."""
        return np.append(self.plan.clerk_group, NOBODY)[self.clerk]

    @property
    def wait_end(self) -> Floats:
        """(s) When the person's wait was over: at the call, or when giving up or sent home."""
        return np.where(self.outcome == Outcome.SERVED, self.call, self.end)

    @property
    def display_end(self) -> Floats:
        """(s) When the number went off the display: at the call, even in vain, or when the person told of leaving."""
        return np.where(np.isnan(self.call), self.released, self.call)
