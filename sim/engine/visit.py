"""A person's trip to the hall, and whoever comes with several cases."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.plan import NO_STAGE, Role
from sim.tape import Cause


@dataclass
class Agent:
    """Whoever is on a visit, seen as somebody who may have brought several cases."""

    following: int
    """The case that comes next, or NO_CASE."""
    visits: list[Visit] = field(default_factory=list)
    """Those for the cases that the person is in the hall for, in order of the cases."""


@dataclass
class Visit:
    """A person's trip to the hall."""

    number: int
    case: int
    cause: Cause
    arrival: float
    begin: float
    agent: Agent
    passed: set[Role] = field(default_factory=set)
    """Desks and machines that the person has been to, or queued for."""
    seeks_help: bool = False
    """Was turned back once too often, and goes to the desk for that."""
    stage: int = NO_STAGE
    """What the person has the right ticket for."""
    expected: set[int] = field(default_factory=set)
    """Sessions that the person may still want on this visit, and has no ticket for."""
