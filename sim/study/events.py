"""What can happen to a case, and what it is told as."""

from __future__ import annotations

from typing import NamedTuple

from sim.plan import Role
from sim.trace import CaseOutcome, Outcome

IN_PERSON = {
    Role.ENQUIRY: "answered",
    Role.GUIDANCE: "guided",
    Role.INTAKE: "ended",
    Role.ISSUE: "issued",
    Role.MACHINE: "ended",
    Role.HELP: "helped",
}
"""What a session with a person is told as, when it went well."""
BY_FILE = {
    Role.INTAKE: "processed",
    Role.REVIEW: "reviewed",
    Role.INSPECTION: "inspected",
    Role.CONSULTATION: "advised",
}
"""What work on a file is told as, when it went well."""
OTHERWISE = {
    Outcome.TURNED_BACK: "turned_back",
    Outcome.WRONG_TICKET: "wrong_ticket",
    Outcome.ERROR: "error_found",
    Outcome.FAILED: "failed",
    Outcome.LEFT: "gave_up",
    Outcome.LEFT_IN_SILENCE: "gave_up",
    Outcome.SENT_HOME: "sent_home",
}
DAYS = {
    Role.DECISION: ("deciding", "decided"),
    Role.DELIVERY: ("sent", "delivered"),
    Role.SUPPLEMENT: ("owes", "supplied"),
}
"""How days that go by begin and end."""
ENDS = {
    CaseOutcome.DONE: "done",
    CaseOutcome.LAPSED: "lapsed",
    CaseOutcome.NO_SHOW: "no_show",
    CaseOutcome.IN_PROGRESS: "in_progress",
}
"""How a case ends; all others do not come again."""


class Event(NamedTuple):
    """Something that happens to the person, or to the file."""

    minute: float
    """Minutes from midnight of day 0."""
    what: str
    """Such as came, ticket, called, ended, turned_back, handed_in, reviewed, decided, done."""
    visit: int | None = None
    """Number of the visit, from 1; none for what happens behind."""
    place: int | None = None
    """Number of the stage within the case, from 0, where the event is about one."""
    queue: str = ""
    """Of the ticket, where the event is about one; the department that decides."""
    ahead: int | None = None
    """Numbers on display in that queue that would be called before this one (ticket, handed_in)."""
    group: str = ""
    """The clerk group that called, or serves."""
    waited: float | None = None
    """Minutes from the ticket to the call, or to giving up; at the door (let_in); for the result (ready)."""
    minutes: float | None = None
    """Minutes from the call to the end of a session; of the way to the hall (set_out)."""
    cause: str = ""
    """Why the person comes (came): the name of a `Cause`, in small letters."""
    missing: tuple[str, ...] = ()
    """Papers that were found missing; or that are to be sent in later (owes)."""
    mended: tuple[str, ...] = ()
    """Missing papers that were put right on the spot."""
