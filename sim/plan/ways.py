"""What is true of each case before it meets a clerk, and which of that differs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from sim.plan.papers import PaperRules, Papers
from sim.plan.patterns import Patterns
from sim.plan.people import Crowd, happens
from sim.plan.queues import Counters
from sim.plan.stages import Course, Way
from sim.spec import Spec
from sim.streams import Purpose
from sim.tape import Bools, Ints, Tape, everybody, is_alike


def ways_of(tape: Tape, crowd: Crowd, papers: Papers, counters: Counters) -> list[Ints | Bools]:
    """(n) What is true of each case, by the fields of a `Way`."""
    spec = counters.spec
    enquiries, commitment = spec.hall.enquiries, spec.hall.commitment
    chances = {
        Purpose.ENQUIRY: enquiries.share if enquiries is not None else 0.0,
        Purpose.INSPECTION: commitment.inspected if commitment is not None else 0.0,
        Purpose.BREACH: commitment.breach if commitment is not None else 0.0,
    }
    asks, inspected, breach = (happens(tape, crowd.person, purpose, share) for purpose, share in chances.items())
    return [
        crowd.matter,
        crowd.online,
        crowd.instant,
        _deliveries(tape, spec, crowd),
        asks,
        papers.owed(),
        inspected,
        breach,
        crowd.site,
        crowd.machine,
        _experts(tape, spec, crowd, counters),
    ]


@dataclass(frozen=True)
class Met:
    """The ways that cases have been seen to go."""

    courses: tuple[Course, ...]
    patterns: Patterns
    codes: Ints
    """What has been met, ascending, and the number of its way."""
    numbers: Ints
    table: NDArray[np.int32] | None
    """The number of the way of everything that may be met, where that is little."""

    def numbered(self, code: Ints) -> Ints:
        """The number of the way of each, or NEVER_MET."""
        if self.table is not None:
            return self.table.take(code).astype(np.int64)
        place = self.codes.searchsorted(code)
        return np.where(np.append(self.codes, NEVER_MET)[place] == code, np.append(self.numbers, 0)[place], NEVER_MET)


class Ways:
    """The ways through a hall that cases have been seen to go, each worked out when it is first met.

    What is true of a case is one number, its fields the digits; their bases are the most that each field may be.
    """

    def __init__(self, counters: Counters) -> None:
        self.counters = counters
        self.paper_rules = PaperRules(counters.spec)
        tasks = max(len(matter.tasks) for _, matter in counters.matters) if counters.ask_experts else 0
        self._bases = (len(counters.matters), 2, 2, 3, 2, 2, 2, 2, counters.sites, 2, 1 << tasks)
        self._weights = [math.prod(self._bases[place + 1 :]) for place in range(len(self._bases))]
        few = math.prod(self._bases) <= FEW
        table = np.full(math.prod(self._bases), NEVER_MET, dtype=np.int32) if few else None
        none = np.empty(0, dtype=np.int64)
        self._met = Met((), Patterns([], counters), none, none, table)

    def of(self, ways: list[Ints | Bools]) -> tuple[Ints, Patterns]:
        """(n) The number of the way that each case goes, and the patterns of all ways, in the order of their numbers.

        Several threads may ask: one of them at a time learns, and all the others go by what has been met before.
        """
        code = np.zeros(len(ways[0]), dtype=np.int64)
        for field, weight in zip(ways, self._weights, strict=True):
            if not is_alike(field):
                code += field * weight
            elif field[:1].any():
                code += int(field[0]) * weight
        met = self._met
        number = met.numbered(code)
        if number.min(initial=0) == NEVER_MET:
            with LEARNING:
                met = self._met
                number = met.numbered(code)
                if number.min(initial=0) == NEVER_MET:
                    met = self._met = self._learned(met, np.unique(code[number == NEVER_MET]))
                    number = met.numbered(code)
        return number, met.patterns

    def _learned(self, met: Met, codes: Ints) -> Met:
        """The ways of those who have not been met as well, each worked out once."""
        queues, known = len(self.counters.queues), len(met.courses)
        rows = zip(*(digits.tolist() for digits in np.unravel_index(codes, self._bases)), strict=True)
        courses = (*met.courses, *(Course(self.counters, _way_of(row)) for row in rows))
        assert len(self.counters.queues) == queues, "a way leads to a queue that had no number"
        all_codes = np.append(met.codes, codes)
        order = np.argsort(all_codes)
        all_codes, numbers = all_codes[order], np.append(met.numbers, known + np.arange(len(codes)))[order]
        table = None
        if met.table is not None:
            table = met.table.copy()
            table[all_codes] = numbers
        return Met(courses, Patterns(courses, self.counters), all_codes, numbers, table)


LEARNING = Lock()
"""Whoever has it learns ways; of all halls, since that is seldom done."""
NEVER_MET = -1
FEW = 2**18
"""Up to so many things that may be true of a case each has its place in a table; beyond, those met are searched for."""


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


def _experts(tape: Tape, spec: Spec, crowd: Crowd, counters: Counters) -> Ints:
    """(n) Tasks for which an expert is called, as bits."""
    if not counters.ask_experts:
        return everybody(0, len(crowd.person))
    called = np.zeros(len(crowd.person), dtype=np.int64)
    for number, asked in enumerate(spec.matters.values()):
        for task, of in enumerate(asked.tasks):
            if of.consultation is not None:
                comes = happens(tape, crowd.person, Purpose.CONSULTATION, of.consultation.share, task)
                called[comes & (crowd.matter == number)] |= 1 << task
    return called


def _deliveries(tape: Tape, spec: Spec, crowd: Crowd) -> Ints:
    """(n) How the result reaches each person who has not waited for it: see `Way.delivery`."""
    issue = spec.hall.issue
    if issue is None:
        return everybody(0, len(crowd.person))
    mark = tape.mark_of(Purpose.DELIVERY).take(crowd.person)
    return np.where(mark < issue.courier, 1, np.where(mark < issue.courier + issue.online, 2, 0))
