"""The stages of all cases as arrays: each way through the hall is worked out once, then filled in for its people."""

from __future__ import annotations

import numpy as np

from sim.plan.arrays import NEVER, NO_QUEUE, NO_STAGE, Parts, Role
from sim.plan.papers import Papers
from sim.plan.patterns import WAITS_FOREVER, Patterns, Source, spread
from sim.plan.people import Crowd, happens
from sim.plan.queues import Counters
from sim.plan.ways import Ways, ways_of
from sim.spec import DAY, Spec
from sim.spec.people import BOOKED, ORDINARY
from sim.streams import Purpose
from sim.tape import OCCURRENCES, Cause, Floats, Ints, Tape, everybody, is_alike, return_column


def stages_of(tape: Tape, spec: Spec, crowd: Crowd, ways: Ways) -> Parts:
    """The plan's arrays of stages, their tasks, needs and papers, for the cases of a crowd."""
    papers = Papers(tape, ways.paper_rules, crowd.person)
    way = ways.of(ways_of(tape, spec, crowd, papers))
    steps = _Steps(tape, spec, crowd, ways.patterns, way)
    arrays = {**steps.queueing(), **steps.passing(), **steps.tasks(), **steps.needs(), **steps.lacks(papers)}
    arrays["wrong_queue"] = _wrong_queues(tape, spec, crowd, arrays, ways.counters)
    lapse = spec.hall.papers.lapse if spec.hall.papers is not None else 0.0
    return {
        **arrays,
        **papers.arrays(),
        "awaits": ways.patterns.awaits[way],
        "lapses": happens(tape, crowd.person, Purpose.LAPSE, lapse),
    }


class _Steps:
    """Every case's stages: the pattern of its way, and what the tape says of its person."""

    def __init__(self, tape: Tape, spec: Spec, crowd: Crowd, patterns: Patterns, way: Ints) -> None:
        self.tape, self.spec, self.patterns = tape, spec, patterns
        self.stages, self.pattern = spread(patterns.stages_at, way)
        self.case = np.repeat(np.arange(len(way)), np.diff(self.stages))
        self.person = crowd.person[self.case]
        self.priority = crowd.priority

    def queueing(self) -> Parts:
        """Where, and how patiently."""
        patterns, pattern, tape = self.patterns, self.pattern, self.tape
        patience, silent = everybody(NEVER, len(pattern), tape.patience.shape[2]), np.zeros(len(pattern), dtype=bool)
        column = patterns.column[pattern]
        waits = np.flatnonzero(column != WAITS_FOREVER)
        if not is_alike(tape.patience) or (tape.patience[:1] < NEVER).any():
            patience = patience.copy()
            patience[waits] = tape.patience[self.person[waits], column[waits]]
        if not is_alike(tape.silent) or tape.silent[:1].any():
            silent[waits] = tape.silent[self.person[waits], column[waits]]
        return {
            "stages": self.stages,
            "case": self.case,
            "role": patterns.role[pattern],
            "queue": patterns.queue[pattern],
            "by_file": patterns.by_file[pattern],
            "papers_asked": patterns.papers_asked[pattern],
            "setup": patterns.setup[pattern],
            "head_start": self._head_start(),
            "patience": patience,
            "silent": silent,
        }

    def _head_start(self) -> Floats:
        given = [self.spec.hall.head_start.get(name, 0.0) for name in (ORDINARY, *self.spec.demand.classes, BOOKED)]
        by_class = np.array([NEVER if minutes == "strict" else minutes for minutes in given], dtype=np.float64)
        found = self.patterns.at_once[self.pattern]
        if by_class.any():
            in_person = np.flatnonzero(self.patterns.in_person[self.pattern])
            found[in_person] = by_class[self.priority[self.case[in_person]]]
        return found

    def _stages(self, role: Role) -> Ints:
        return np.flatnonzero(self.patterns.role[self.pattern] == role)

    def passing(self) -> Parts:
        """Days that go by, and errors that come to light."""
        tape, hall, m = self.tape, self.spec.hall, len(self.pattern)
        days, minutes, fails = np.zeros(m, dtype=np.int64), np.zeros(m), np.zeros(m, dtype=bool)
        for role in map(Role, np.unique(self.patterns.role)):
            if role == Role.DECISION:
                at = self._stages(role)
                takes = tape.decision[self.person[at], self.patterns.draw[self.pattern[at]]]
                days[at] = np.floor(takes).astype(np.int64)
                minutes[at] = (takes - np.floor(takes)) * DAY
            elif role == Role.SUPPLEMENT:
                at = self._stages(role)
                days[at] = tape.again_days[self.person[at], return_column(Cause.PAPERS, OCCURRENCES - 1)]
            elif role == Role.DELIVERY:
                assert hall.issue is not None
                days[self._stages(role)] = hall.issue.courier_days
            elif role == Role.MACHINE:
                at = self._stages(role)
                fails[at] = happens(tape, self.person[at], Purpose.FAILURE, hall.machines.failure)
            elif role == Role.HELP:
                assert hall.help_desk is not None
                at = self._stages(role)
                fails[at] = ~happens(tape, self.person[at], Purpose.SOLUTION, hall.help_desk.solves)
        return {"lag_days": days, "lag_minutes": minutes, "fails": fails, **self._errors()}

    def _errors(self) -> Parts:
        """At which stage errors of an earlier one come to light, if there were any."""
        patterns = self.patterns
        accepted_at, marks = np.full(len(self.pattern), NO_STAGE), everybody(1.0, len(self.pattern), 2)
        task = patterns.error_task[self.pattern]
        finds = np.flatnonzero(task != NO_STAGE)
        if len(finds):
            first = self.stages[self.case[finds]]
            accepted_at[finds] = first + patterns.accepted_at[self.pattern[finds]]
            marks = marks.copy()
            for number in np.unique(task[finds]):
                at = np.flatnonzero(task == number)
                for occurrence in range(2):
                    drawn = self.tape.mark_of(Purpose.ERROR, 2 * int(number) + occurrence)
                    marks[at, occurrence] = drawn[self.person[at]]
        return {"accepted_at": accepted_at, "error_mark": marks}

    def tasks(self) -> Parts:
        """What is done in each stage: minutes are factor x the task's work + what every case takes."""
        patterns = self.patterns
        at, piece = spread(patterns.tasks_at, self.pattern)
        person = np.repeat(self.person, np.diff(at))
        work = patterns.minutes[piece]
        for kind, drawn in ((Source.WORK, self.tape.work), (Source.EXPERTISE, self.tape.expertise)):
            of_kind = patterns.source == kind
            if not of_kind.any():
                continue
            row = slice(None) if of_kind.all() else np.flatnonzero(of_kind[piece])
            of = piece[row]
            factor = patterns.factor[of] if kind == Source.WORK else 1.0
            work[row] = drawn[person[row], patterns.task[of]] * factor + work[row]
        return {"tasks": at, "work": work, "check": patterns.check[piece], "kind": patterns.kind[piece]}

    def needs(self) -> Parts:
        """Which stages must be done before each."""
        at, row = spread(self.patterns.needs_at, self.pattern)
        first = np.repeat(self.stages[self.case], np.diff(at)) if len(row) else row
        return {"needs_at": at, "needs": first + self.patterns.needs[row]}

    def lacks(self, papers: Papers) -> Parts:
        """Which papers that the person lacks each stage asks for."""
        at, row = spread(self.patterns.papers_at, self.pattern)
        stage = np.repeat(np.arange(len(self.pattern)), np.diff(at)) if len(row) else row
        found = papers.row[self.case[stage], self.patterns.papers[row]]
        lacking = found >= 0
        number = np.bincount(stage[lacking], minlength=len(self.pattern))
        return {"lacks_at": np.concatenate([[0], np.cumsum(number)]), "lacks": found[lacking]}


def _wrong_queues(tape: Tape, spec: Spec, crowd: Crowd, arrays: Parts, counters: Counters) -> Ints:
    """(m) The queue for which a ticket is taken by mistake: any other one of the site's windows, all alike."""
    wrong = np.full(len(arrays["case"]), NO_QUEUE, dtype=np.int64)
    if spec.hall.wrong_tickets is None:
        return wrong
    rows = np.flatnonzero((arrays["role"] == Role.INTAKE) & ~arrays["by_file"])
    case = arrays["case"][rows]
    who, task = crowd.person[case], _first_tasks(arrays, counters, tape.matter[crowd.person], rows)
    for site in range(counters.sites):
        windows = counters.windows_of(site)
        guided = spec.hall.guidance is not None and counters.has_desk("guidance", site)
        share = spec.hall.wrong_tickets.share
        share *= 1.0 - spec.hall.guidance.corrects if guided and spec.hall.guidance is not None else 1.0
        for number in np.unique(task) if len(windows) > 1 else ():
            here = (task == number) & (crowd.site[case] == site)
            mistaken = here & happens(tape, who, Purpose.WRONG, share, int(number))
            at = rows[mistaken]
            own = np.searchsorted(windows, arrays["queue"][at])
            which = tape.mark_of(Purpose.WHICH, int(number))[who[mistaken]] * (len(windows) - 1)
            wrong[at] = windows[which.astype(np.int64) + (which.astype(np.int64) >= own)]
    return wrong


def _first_tasks(arrays: Parts, counters: Counters, matter: Ints, rows: Ints) -> Ints:
    """Number of the first task, within its matter, of each of these stages."""
    kind = arrays["kind"][arrays["tasks"][rows]]
    first: Ints = kind - counters.first_kind[matter[arrays["case"][rows]]]
    return first
