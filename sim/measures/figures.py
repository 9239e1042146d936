"""What is asked of a hall, whether every session was kept or key figures alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

import numpy as np

from sim.kept import kept
from sim.measures.duties import HOUR, Duties, duties_of
from sim.measures.levels import Levels
from sim.measures.moments import Opening
from sim.measures.per_case import PerCase, Sums
from sim.tape import Floats


class TicketSums(Protocol):
    """Tickets of measured days in the levels of one dimension: arrays with a number a level."""

    @property
    def taken(self) -> Floats:
        """Tickets."""

    @property
    def served(self) -> Floats:
        """Those served: a clerk sat with the person to the end, whatever came of it."""

    @property
    def ended(self) -> Floats:
        """Those whose wait came to an end, whatever that was."""

    @property
    def left(self) -> Floats:
        """Those given up, in silence or not."""

    @property
    def silent(self) -> Floats:
        """Those given up in silence."""

    @property
    def wait(self) -> Floats:
        """Minutes of waits of those served."""

    @property
    def any_wait(self) -> Floats:
        """Minutes of all waits that came to an end."""

    @property
    def service(self) -> Floats:
        """Minutes of sessions of those served."""

    def late(self, limit: float) -> Floats:
        """Those served or given up that waited longer than so many minutes."""

    def wait_quantile(self, percent: int) -> Floats:
        """The smallest wait that at least so many percent of those served do not exceed."""


class VisitSums(Protocol):
    """Visits of measured days in the levels of one dimension."""

    @property
    def number(self) -> Floats:
        """Visits."""

    @property
    def first(self) -> Floats:
        """Those that are the first contact of their case."""

    @property
    def minutes(self) -> Floats:
        """Minutes from the door until leaving."""


class Figures(Levels, ABC):
    """What happened, ready to be measured: what can be told of it at every level of detail."""

    @property
    @abstractmethod
    def case_sums(self) -> Sums:
        """What each case comes to over all its visits."""

    @abstractmethod
    def ticket_sums(self, by: str) -> TicketSums:
        """Numbers and sums of tickets of measured days in the levels of a dimension."""

    @abstractmethod
    def visit_sums(self, by: str) -> VisitSums:
        """Numbers and sums of visits of measured days in the levels of a dimension."""

    @abstractmethod
    def waiting_minutes(self, by: str) -> Floats:
        """Minutes of opening hours of measured days that people waited, all together; by queue, and files."""

    @abstractmethod
    def busy_minutes(self, by: str) -> Floats:
        """Minutes that clerks were busy within their planned duties, all together."""

    @kept
    def compared(self) -> dict[str, Floats]:
        """By dimension the mean waits that are held against one another, once they are known."""
        return {}

    # Clerks and the clock

    @kept
    def opening(self) -> Opening:
        """The days as a clock."""
        return self.hall.opening

    @kept
    def staff(self) -> Duties:
        """Clerks' duties as planned."""
        return duties_of(self.hall, self.record, self.horizon)

    @kept
    def overtime(self) -> Floats:
        """(d) Hours that a clerk stayed beyond each planned duty."""
        return np.maximum(self.record.duty_off - self.record.duty_due, 0.0) / HOUR

    @kept
    def cost_of_duty(self) -> Floats:
        """(d) Cost of each duty: its hours at the cost per hour of the group, overtime times its factor."""
        hours = self.staff.planned_hours + self.spec.costs.overtime_factor * self.overtime
        return self.staff.cost_per_hour * hours

    @kept
    def per_case(self) -> PerCase:
        """What each case comes to."""
        return PerCase(self.record, self.spec, self.case_sums, self.stages)
