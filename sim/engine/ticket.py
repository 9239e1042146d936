"""A number in a person's hand, or on a file, and what becomes of it."""

from __future__ import annotations

from simpy import Event

from sim.engine.rules import seniority
from sim.trace import NOBODY, Outcome

NOT_YET = float("nan")


class Ticket:
    """A number in a person's hand, or on a file."""

    def __init__(
        self, number: int, stage: int, queue: int, time: float, head_start: float, visit: int, over: Event
    ) -> None:
        self.number = number
        self.stage = stage
        self.queue = queue
        self.time = time
        self.rank = (seniority(time, head_start), number)
        self.visit = visit
        self.over = over
        self.call = self.start = self.end = self.released = NOT_YET
        self.clerk = NOBODY
        self.outcome: Outcome | None = None

    def __lt__(self, other: Ticket) -> bool:
        return self.rank < other.rank

    def row(self) -> tuple[float, ...]:
        """The ticket's row of the trace."""
        times = (self.time, self.call, self.start, self.end, self.released)
        outcome = Outcome.OPEN if self.outcome is None else self.outcome
        return (self.stage, self.queue, *times, self.clerk, outcome, self.visit)
