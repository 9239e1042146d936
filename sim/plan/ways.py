"""What is true of each case before it meets a clerk, and which of that differs."""

from __future__ import annotations

import math

import numpy as np

from sim.plan.papers import PaperRules, Papers
from sim.plan.patterns import Patterns
from sim.plan.people import Crowd, happens, is_instant
from sim.plan.queues import Counters
from sim.plan.stages import Course, Way
from sim.spec import Spec
from sim.streams import Purpose
from sim.tape import Bools, Ints, Tape, everybody, is_alike


def ways_of(tape: Tape, spec: Spec, crowd: Crowd, papers: Papers) -> list[Ints | Bools]:
    """(n) What is true of each case, by the fields of a `Way`."""
    enquiries, commitment = spec.hall.enquiries, spec.hall.commitment
    chances = {
        Purpose.ENQUIRY: enquiries.share if enquiries is not None else 0.0,
        Purpose.INSPECTION: commitment.inspected if commitment is not None else 0.0,
        Purpose.BREACH: commitment.breach if commitment is not None else 0.0,
    }
    asks, inspected, breach = (happens(tape, crowd.person, purpose, share) for purpose, share in chances.items())
    return [
        tape.matter[crowd.person],
        crowd.online,
        is_instant(tape, spec, crowd.person),
        _deliveries(tape, spec, crowd),
        asks,
        papers.owed(),
        inspected,
        breach,
        crowd.site,
        crowd.machine,
        _experts(tape, spec, crowd),
    ]


class Ways:
    """The ways through a hall that cases have been seen to go, each worked out when it is first met."""

    def __init__(self, counters: Counters) -> None:
        self.counters = counters
        self.paper_rules = PaperRules(counters.spec)
        self.patterns = Patterns([], counters)
        self._known: dict[tuple[int, ...], int] = {}
        self._courses: list[Course] = []

    def of(self, ways: list[Ints | Bools]) -> Ints:
        """(n) The number, among those of `patterns`, of the way that each case goes."""
        kinds, which = _kinds_of(ways)
        queues, courses = len(self.counters.queues), len(self._courses)
        for kind in kinds:
            if kind not in self._known:
                self._known[kind] = len(self._courses)
                self._courses.append(Course(self.counters, _way_of(kind)))
        assert len(self.counters.queues) == queues, "a way leads to a queue that had no number"
        if len(self._courses) > courses:
            self.patterns = Patterns(self._courses, self.counters)
        return np.array([self._known[kind] for kind in kinds], dtype=np.int64)[which]


def _kinds_of(ways: list[Ints | Bools]) -> tuple[list[tuple[int, ...]], Ints]:
    """The rows that differ, in their order, and (n) which of them each is; `ways` has a column a field.

    Each row is made a number, its fields the digits: numpy.unique over rows compares them as bytes, which took most of
    a plan's time, and even of numbers it has to sort them.
    """
    bases = [int((field[:1] if is_alike(field) else field).max(initial=0)) + 1 for field in ways]
    number = np.zeros(len(ways[0]), dtype=np.int64)
    for field, base in zip(ways, bases, strict=True):
        if base > 1:
            number *= base
            number += field
    if math.prod(bases) <= FEW:
        there = np.zeros(math.prod(bases), dtype=bool)
        there[number] = True
        codes, which = np.flatnonzero(there), (np.cumsum(there) - 1)[number]
    else:
        codes, which = np.unique(number, return_inverse=True)
    digits: list[list[int]] = []
    for base in reversed(bases):
        codes, digit = np.divmod(codes, base)
        digits.append(digit.tolist())
    return list(zip(*reversed(digits), strict=True)), which


FEW = 2**16
"""Up to so many numbers a table of them is smaller than a sorting of the rows."""


def _way_of(row: tuple[int, ...]) -> Way:
    """The way that a row of `ways_of` tells."""
    matter, online, instant, delivery, asks, owes, inspected, breach, site, machine, experts = row
    return Way(
        matter,
        bool(online),
        bool(instant),
        delivery,
        bool(asks),
        bool(owes),
        bool(inspected),
        bool(breach),
        site,
        bool(machine),
        experts,
    )


def _experts(tape: Tape, spec: Spec, crowd: Crowd) -> Ints:
    """(n) Tasks for which an expert is called, as bits."""
    if all(task.consultation is None for asked in spec.matters.values() for task in asked.tasks):
        return everybody(0, len(crowd.person))
    called = np.zeros(len(crowd.person), dtype=np.int64)
    matter = tape.matter[crowd.person]
    for number, asked in enumerate(spec.matters.values()):
        for task, of in enumerate(asked.tasks):
            if of.consultation is not None:
                comes = happens(tape, crowd.person, Purpose.CONSULTATION, of.consultation.share, task)
                called[comes & (matter == number)] |= 1 << task
    return called


def _deliveries(tape: Tape, spec: Spec, crowd: Crowd) -> Ints:
    """(n) How the result reaches each person who has not waited for it: see `Way.delivery`."""
    issue = spec.hall.issue
    if issue is None:
        return everybody(0, len(crowd.person))
    mark = tape.mark_of(Purpose.DELIVERY)[crowd.person]
    return np.where(mark < issue.courier, 1, np.where(mark < issue.courier + issue.online, 2, 0))
