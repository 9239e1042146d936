"""The papers that people lack."""

from __future__ import annotations

import numpy as np

from sim.plan.arrays import Parts
from sim.plan.patterns import picked
from sim.plan.people import Crowd
from sim.plan.stages import papers_asked
from sim.spec import Spec
from sim.streams import Purpose
from sim.tape import OCCURRENCES, Bools, Floats, Tape, everybody, paper_column, rows_of


class PaperRules:
    """Which papers a hall asks for, and how likely people lack them."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        matters = list(spec.matters.items())
        width = max(len(matter.papers) for _, matter in matters)
        self.limits = np.zeros((len(matters), width, OCCURRENCES))
        """(matters, papers, occurrences) A paper is missing so many times in a row: by one mark, below p, then below
        p q, p q^2, ...; never where it is not asked for."""
        self.tolerated = np.zeros((len(matters), width), dtype=bool)
        """(matters, papers) Whether a case is accepted without it."""
        for number, (name, matter) in enumerate(matters):
            for paper in papers_asked(spec, name, matter):
                assert spec.hall.papers is not None
                self.limits[number, paper] = _limits(spec, name, paper)
                self.tolerated[number, paper] = list(matter.papers)[paper] in spec.hall.papers.tolerated
        self.first = self.limits[:, :, 0].copy()
        """(matters, papers) Those of the first time."""


class Papers:
    """The papers that people lack."""

    def __init__(self, tape: Tape, rules: PaperRules, crowd: Crowd) -> None:
        self.tape, self.spec, self.people = tape, rules.spec, crowd.person
        width = rules.limits.shape[1]
        marks = tape.marks_of(Purpose.PAPER, width)
        # Limits fall from one time to the next: whoever has the paper at first has it for good.
        lacking = rows_of(crowd.person, marks) < rules.first.take(crowd.matter, axis=0)
        self.case, self.paper = np.divmod(np.flatnonzero(lacking), max(width, 1))
        matter = crowd.matter[self.case]
        limits = picked(rules.limits, matter, self.paper)
        self.times = (marks[crowd.person[self.case], self.paper, None] < limits).sum(axis=1)
        self.tolerated = rules.tolerated[matter, self.paper]

    def owed(self) -> Bools:
        """(n) Whether the person lacks a paper without which the case is accepted."""
        if not len(self.case):
            return everybody(False, len(self.people))
        return np.bincount(self.case[self.tolerated], minlength=len(self.people)) > 0

    def arrays(self) -> Parts:
        """The plan's arrays of papers."""
        guidance = self.spec.hall.guidance
        return {
            "paper_number": self.paper,
            "paper_times": self.times,
            "paper_found": self._chance(Purpose.FOUND, guidance.finds if guidance is not None else 0.0),
            "paper_mended": self._chance(Purpose.MENDED, guidance.mends if guidance is not None else 0.0),
            "paper_tolerated": self.tolerated,
        }

    def _chance(self, purpose: Purpose, share: float) -> Bools:
        """(p, occurrences) Whether it happens to each paper."""
        marks = self.tape.marks.get(purpose) if share > 0.0 else None
        if marks is None:
            return np.zeros((len(self.case), OCCURRENCES), dtype=bool)
        columns = paper_column(0, 0) + self.paper[:, None] * OCCURRENCES + np.arange(OCCURRENCES)
        found: Bools = picked(marks, self.people[self.case][:, None], columns) < share
        return found


def _limits(spec: Spec, name: str, paper: int) -> Floats:
    """(occurrences) The limits of one paper of a matter."""
    rules, matter = spec.hall.papers, spec.matters[name]
    assert rules is not None
    title, chance = list(matter.papers.items())[paper]
    first = min(chance * spec.demand.missing, 1.0) * (1.0 - rules.e_certificates.get(title, 0.0))
    return np.asarray(first * rules.missing_again ** np.arange(OCCURRENCES))
