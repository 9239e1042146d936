"""The stages of all cases as columns: each way through the hall is worked out once, then filled in for its people."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from sim.plan.arrays import NEVER, NO_QUEUE, NO_STAGE, Parts, Role
from sim.plan.papers import Papers
from sim.plan.patterns import WAITS_FOREVER, Source, spread
from sim.plan.people import Crowd, happens
from sim.plan.ways import Ways, ways_of
from sim.spec import DAY, Spec
from sim.spec.people import BOOKED, ORDINARY
from sim.streams import Purpose
from sim.tape import OCCURRENCES, Cause, Floats, Ints, Tape, everybody, is_alike, return_column


class Steps:
    """Every case's stages: the pattern of its way, and what the tape says of its person; columns as in a `Plan`."""

    def __init__(self, tape: Tape, spec: Spec, crowd: Crowd, ways: Ways) -> None:
        self.tape, self.spec, self.crowd, self.counters = tape, spec, crowd, ways.counters
        self.papers = Papers(tape, ways.paper_rules, crowd.person)
        self.way = ways.of(ways_of(tape, spec, crowd, self.papers))
        """(n) The number of the way that each case goes, among those of `patterns`."""
        self.patterns = ways.patterns
        sizes = np.diff(self.patterns.stages_at)
        self.stages = np.zeros(len(self.way) + 1, dtype=np.int64)
        np.cumsum(sizes[self.way], out=self.stages[1:])

    @cached_property
    def pattern(self) -> Ints:
        """(m) The pattern of each stage, a row of `patterns`."""
        return spread(self.patterns.stages_at, self.way)[1]

    @cached_property
    def case(self) -> Ints:
        """(m) The case."""
        return np.repeat(np.arange(len(self.way)), np.diff(self.stages))

    @cached_property
    def person(self) -> Ints:
        """(m) The row of the case on the tape."""
        return self.crowd.person[self.case]

    def of_cases(self) -> Parts:
        """What is known of a case without a look at its stages."""
        lapse = self.spec.hall.papers.lapse if self.spec.hall.papers is not None else 0.0
        return {
            "stages": self.stages,
            "awaits": self.patterns.awaits[self.way],
            "lapses": happens(self.tape, self.crowd.person, Purpose.LAPSE, lapse),
            **self.papers.arrays(),
        }

    def makers(self) -> dict[str, Callable[[], Parts]]:
        """By the name of a column what works it out, and its neighbours with it."""
        return {
            **dict.fromkeys(("case", "role", "queue", "by_file", "papers_asked", "setup"), self.queueing),
            **dict.fromkeys(("patience", "silent"), self.waiting),
            "head_start": self.seniority,
            **dict.fromkeys(("lag_days", "lag_minutes", "fails"), self.passing),
            **dict.fromkeys(("accepted_at", "error_mark"), self.errors),
            **dict.fromkeys(("tasks", "work", "check", "kind"), self.tasks),
            **dict.fromkeys(("needs_at", "needs"), self.needs),
            **dict.fromkeys(("lacks_at", "lacks"), self.lacks),
            "wrong_queue": self.wrong_queues,
        }

    def queueing(self) -> Parts:
        """What is done in each stage, and where."""
        patterns, pattern = self.patterns, self.pattern
        return {
            "case": self.case,
            "role": patterns.role[pattern],
            "queue": patterns.queue[pattern],
            "by_file": patterns.by_file[pattern],
            "papers_asked": patterns.papers_asked[pattern],
            "setup": patterns.setup[pattern],
        }

    @property
    def has_patience(self) -> bool:
        """Whether anybody may give up."""
        return not is_alike(self.tape.patience) or bool((self.tape.patience[:1] < NEVER).any())

    def waiting(self) -> Parts:
        """How patiently people wait."""
        tape, stages = self.tape, len(self.pattern)
        patience, silent = everybody(NEVER, stages, tape.patience.shape[2]), np.zeros(stages, dtype=bool)
        column = self.patterns.column[self.pattern]
        waits = np.flatnonzero(column != WAITS_FOREVER)
        if self.has_patience:
            patience = patience.copy()
            patience[waits] = tape.patience[self.person[waits], column[waits]]
        if not is_alike(tape.silent) or tape.silent[:1].any():
            silent[waits] = tape.silent[self.person[waits], column[waits]]
        return {"patience": patience, "silent": silent}

    @cached_property
    def head_start_of_class(self) -> Floats:
        """(classes) Minutes of seniority of each priority class at a window."""
        given = [self.spec.hall.head_start.get(name, 0.0) for name in (ORDINARY, *self.spec.demand.classes, BOOKED)]
        return np.array([NEVER if minutes == "strict" else minutes for minutes in given], dtype=np.float64)

    def seniority(self) -> Parts:
        """Minutes of seniority on each ticket."""
        found, by_class = self.patterns.at_once[self.pattern], self.head_start_of_class
        if by_class.any():
            in_person = np.flatnonzero(self.patterns.in_person[self.pattern])
            found[in_person] = by_class[self.crowd.priority[self.case[in_person]]]
        return {"head_start": found}

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
        return {"lag_days": days, "lag_minutes": minutes, "fails": fails}

    def errors(self) -> Parts:
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

    def lacks(self) -> Parts:
        """Which papers that the person lacks each stage asks for."""
        at, row = spread(self.patterns.papers_at, self.pattern)
        stage = np.repeat(np.arange(len(self.pattern)), np.diff(at)) if len(row) else row
        found = self.papers.row[self.case[stage], self.patterns.papers[row]]
        lacking = found >= 0
        number = np.bincount(stage[lacking], minlength=len(self.pattern))
        return {"lacks_at": np.concatenate([[0], np.cumsum(number)]), "lacks": found[lacking]}

    def wrong_queues(self) -> Parts:
        """The queue for which a ticket is taken by mistake: any other one of the site's windows, all alike."""
        wrong = np.full(len(self.pattern), NO_QUEUE, dtype=np.int64)
        rules, guidance, patterns = self.spec.hall.wrong_tickets, self.spec.hall.guidance, self.patterns
        if rules is None:
            return {"wrong_queue": wrong}
        rows = np.flatnonzero(((patterns.role == Role.INTAKE) & ~patterns.by_file)[self.pattern])
        pattern, case = self.pattern[rows], self.case[rows]
        who, task, site = self.person[rows], patterns.task[patterns.tasks_at[pattern]], self.crowd.site[case]
        for number in range(self.counters.sites):
            windows = self.counters.windows_of(number)
            guided = guidance is not None and self.counters.has_desk("guidance", number)
            share = rules.share * (1.0 - guidance.corrects if guided and guidance is not None else 1.0)
            for first in np.unique(task) if len(windows) > 1 else ():
                here = (task == first) & (site == number)
                mistaken = here & happens(self.tape, who, Purpose.WRONG, share, int(first))
                own = np.searchsorted(windows, patterns.queue[pattern[mistaken]])
                which = self.tape.mark_of(Purpose.WHICH, int(first))[who[mistaken]] * (len(windows) - 1)
                wrong[rows[mistaken]] = windows[which.astype(np.int64) + (which.astype(np.int64) >= own)]
        return {"wrong_queue": wrong}
