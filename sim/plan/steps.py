"""The stages of all cases as columns: each way through the hall is worked out once, then filled in for its people."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.kept import kept
from sim.plan.arrays import NEVER, NO_QUEUE, NO_STAGE, Parts, Role
from sim.plan.papers import Papers
from sim.plan.patterns import WAITS_FOREVER, Source, picked, spread
from sim.plan.people import Crowd, happens
from sim.plan.ways import Ways, ways_of
from sim.spec import DAY, Spec
from sim.spec.people import BOOKED, ORDINARY
from sim.streams import Purpose
from sim.tape import OCCURRENCES, Bools, Cause, Floats, Ints, Tape, everybody, is_alike, return_column


class Steps:
    """Every case's stages: the pattern of its way, and what the tape says of its person; columns as in a `Plan`."""

    def __init__(self, tape: Tape, spec: Spec, crowd: Crowd, ways: Ways) -> None:
        self.tape, self.spec, self.crowd, self.counters = tape, spec, crowd, ways.counters
        self.papers = Papers(tape, ways.paper_rules, crowd)
        self.way, self.patterns = ways.of(ways_of(tape, crowd, self.papers, ways.counters))
        """(n) The number of the way that each case goes, among those of `patterns`."""
        self.sizes = self.patterns.sizes.take(self.way)
        """(n) How many stages each case has."""
        self.stages = np.zeros(len(self.way) + 1, dtype=np.int64)
        np.cumsum(self.sizes, out=self.stages[1:])

    @kept
    def pattern(self) -> Ints:
        """(m) The pattern of each stage, a row of `patterns`."""
        before = self.patterns.stages_at.take(self.way) - self.stages[:-1]
        return np.repeat(before, self.sizes) + np.arange(self.stages[-1])

    @kept
    def case(self) -> Ints:
        """(m) The case."""
        return np.repeat(np.arange(len(self.way)), self.sizes)

    @kept
    def person(self) -> Ints:
        """(m) The row of the case on the tape."""
        return np.repeat(self.crowd.person, self.sizes)

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
            **dict.fromkeys(("lag_days", "lag_minutes"), self.passing),
            "fails": self.failures,
            "accepted_at": self.acceptances,
            "error_mark": self.errors,
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
        tape, stages, pattern = self.tape, len(self.pattern), self.pattern
        patience, silent = everybody(NEVER, stages, tape.patience.shape[2]), np.zeros(stages, dtype=bool)
        column = self.patterns.column.take(pattern)
        if self.has_patience:
            patience = picked(tape.patience, self.person, column)
            patience += self.patterns.forever.take(pattern)[:, None]
        if not is_alike(tape.silent) or tape.silent[:1].any():
            silent = picked(tape.silent, self.person, column)
            silent &= column != WAITS_FOREVER
        return {"patience": patience, "silent": silent}

    @kept
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

    def _of(self, chosen: Bools) -> Ints:
        """The stages whose patterns are chosen."""
        return np.flatnonzero(chosen.take(self.pattern))

    def _stages(self, role: Role) -> Ints:
        return self._of(self.patterns.role == role)

    def passing(self) -> Parts:
        """Days that go by."""
        tape, hall, m = self.tape, self.spec.hall, len(self.pattern)
        days, minutes = np.zeros(m, dtype=np.int64), np.zeros(m)
        for role in self.patterns.roles:
            if role == Role.DECISION:
                at = self._stages(role)
                takes = picked(tape.decision, self.person.take(at), self.patterns.draw.take(self.pattern.take(at)))
                whole = np.floor(takes)
                days[at], minutes[at] = whole, (takes - whole) * DAY
            elif role == Role.SUPPLEMENT:
                at = self._stages(role)
                days[at] = tape.again_days[self.person[at], return_column(Cause.PAPERS, OCCURRENCES - 1)]
            elif role == Role.DELIVERY:
                assert hall.issue is not None
                days[self._stages(role)] = hall.issue.courier_days
        return {"lag_days": days, "lag_minutes": minutes}

    def failures(self) -> Parts:
        """Of which stages nothing comes."""
        tape, hall = self.tape, self.spec.hall
        fails = np.zeros(len(self.pattern), dtype=bool)
        for role in self.patterns.roles:
            if role == Role.MACHINE:
                at = self._stages(role)
                fails[at] = happens(tape, self.person[at], Purpose.FAILURE, hall.machines.failure)
            elif role == Role.HELP:
                assert hall.help_desk is not None
                at = self._stages(role)
                fails[at] = ~happens(tape, self.person[at], Purpose.SOLUTION, hall.help_desk.solves)
        return {"fails": fails}

    def acceptances(self) -> Parts:
        """At which stage errors of an earlier one come to light, if there were any."""
        accepted_at = np.full(len(self.pattern), NO_STAGE)
        finds = self._of(self.patterns.accepted_at != NO_STAGE)
        accepted_at[finds] = self.stages[self.case[finds]] + self.patterns.accepted_at[self.pattern[finds]]
        return {"accepted_at": accepted_at}

    def errors(self) -> Parts:
        """The marks of errors that may come to light."""
        finds = self._of(self.patterns.error_task != NO_STAGE)
        if not len(finds):
            return {"error_mark": everybody(1.0, len(self.pattern), 2)}
        tasks = int(self.patterns.error_task.max()) + 1
        drawn = np.ascontiguousarray(self.tape.marks_of(Purpose.ERROR, 2 * tasks))
        # Each time that an error comes to light has two marks, which are moved as one.
        pairs, marks = drawn.view(np.complex128), np.ones((len(self.pattern), 2))
        task = self.patterns.error_task.take(self.pattern.take(finds))
        marks.view(np.complex128)[finds, 0] = picked(pairs, self.person.take(finds), task)
        return {"error_mark": marks}

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
        """Which papers that the person lacks each stage asks for: looked for paper by paper, as most are there."""
        papers, asking = self.papers, self.patterns.asking
        at, row = spread(asking.at, self.way[papers.case] * asking.width + papers.paper)
        paper = np.repeat(np.arange(len(papers.case)), np.diff(at))
        stage = self.stages[papers.case[paper]] + asking.place[row]
        # Papers of one case stand in their order, and so do those of each of its stages.
        order = np.argsort(stage, kind="stable")
        lacks_at = np.zeros(len(self.pattern) + 1, dtype=np.int64)
        np.cumsum(np.bincount(stage, minlength=len(self.pattern)), out=lacks_at[1:])
        return {"lacks_at": lacks_at, "lacks": paper[order]}

    def wrong_queues(self) -> Parts:
        """The queue for which a ticket is taken by mistake: any other one of the site's windows, all alike."""
        wrong = np.full(len(self.pattern), NO_QUEUE, dtype=np.int64)
        patterns = self.patterns
        if self.spec.hall.wrong_tickets is None:
            return {"wrong_queue": wrong}
        rows = self._of((patterns.role == Role.INTAKE) & ~patterns.by_file)
        who, task = self.person.take(rows), patterns.first_task.take(self.pattern.take(rows))
        share, tasks = self.counters.wrong_tickets, int(task.max(initial=0)) + 1
        mark = picked(self.tape.marks_of(Purpose.WRONG, tasks), who, task)
        # Nobody is mistaken at all whose mark is not below the largest share.
        mistaken = np.flatnonzero(mark < share.max())
        site = self.crowd.site[self.case[rows[mistaken]]]
        still = mark[mistaken] < share[site]
        mistaken, site = mistaken[still], site[still]
        mark = picked(self.tape.marks_of(Purpose.WHICH, tasks), who[mistaken], task[mistaken])
        for number in np.flatnonzero(share).tolist():
            here, windows = site == number, self.counters.windows_at[number]
            at = rows[mistaken[here]]
            own = np.searchsorted(windows, patterns.queue[self.pattern[at]])
            which = (mark[here] * (len(windows) - 1)).astype(np.int64)
            wrong[at] = windows[which + (which >= own)]
        return {"wrong_queue": wrong}
