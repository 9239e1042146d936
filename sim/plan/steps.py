"""The stages of all cases as arrays: each way through the hall is worked out once, then filled in for its people."""

from __future__ import annotations

import numpy as np

from sim.plan.arrays import NEVER, NO_QUEUE, NO_STAGE, Parts, Role
from sim.plan.papers import Papers
from sim.plan.people import Crowd, happens
from sim.plan.queues import Counters
from sim.plan.stages import DESK, Course, Stage, register
from sim.plan.ways import kinds_of, way_of, ways_of
from sim.spec import DAY, Spec
from sim.spec.people import BOOKED, ORDINARY
from sim.streams import Purpose
from sim.tape import OCCURRENCES, Cause, Floats, Ints, Tape, return_column

IMPATIENT = (Role.MACHINE, Role.ENQUIRY, Role.GUIDANCE, Role.INTAKE)
"""People run out of patience before these; who is there for a result, or for help, stays."""


def stages_of(tape: Tape, spec: Spec, crowd: Crowd, counters: Counters) -> Parts:
    """The plan's arrays of stages, their tasks, needs and papers, for the cases of a crowd."""
    register(counters)
    papers = Papers(tape, spec, crowd.person)
    kinds, way = kinds_of(ways_of(tape, spec, crowd, papers))
    courses = [Course(counters, way_of(kind.tolist())) for kind in kinds]
    lengths = np.array([len(course.stages) for course in courses], dtype=np.int64)
    fill = _Fill(tape, spec, crowd, papers, _offsets(lengths[way]))
    for number, course in enumerate(courses):
        fill.course(course, np.flatnonzero(way == number), counters)
    arrays = fill.arrays()
    arrays["wrong_queue"] = _wrong_queues(tape, spec, crowd, arrays, counters)
    waits = np.array([course.at_once and not course.way.online for course in courses], dtype=bool)
    lapse = spec.hall.papers.lapse if spec.hall.papers is not None else 0.0
    return {
        **arrays,
        **papers.arrays(),
        "awaits": waits[way],
        "lapses": happens(tape, crowd.person, Purpose.LAPSE, lapse),
    }


def _offsets(lengths: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


class _Fill:
    """Arrays of stages, filled in course by course."""

    def __init__(self, tape: Tape, spec: Spec, crowd: Crowd, papers: Papers, stages: Ints) -> None:
        people = crowd.person
        self.tape, self.spec, self.people, self.papers, self.stages = tape, spec, people, papers, stages
        self.priority = crowd.priority
        m = int(stages[-1])
        self.case = np.repeat(np.arange(len(people)), np.diff(stages))
        self.role, self.queue = np.zeros(m, dtype=np.int64), np.full(m, NO_QUEUE, dtype=np.int64)
        self.by_file, self.silent, self.fails = (np.zeros(m, dtype=bool) for _ in range(3))
        self.setup, self.lag_minutes = np.zeros(m), np.zeros(m)
        self.patience = np.full((m, tape.patience.shape[2]), NEVER)
        self.head_start, self.lag_days = np.zeros(m), np.zeros(m, dtype=np.int64)
        self.accepted_at, self.error_mark = np.full(m, NO_STAGE, dtype=np.int64), np.ones((m, 2))
        self.papers_asked = np.zeros(m, dtype=np.int64)
        self.task_rows: list[list[Floats | Ints]] = []
        self.need_rows: list[tuple[Ints, Ints]] = []
        self.lack_rows: list[tuple[Ints, Ints]] = []
        given = [spec.hall.head_start.get(name, 0.0) for name in (ORDINARY, *spec.demand.classes, BOOKED)]
        self.starts = np.array([NEVER if minutes == "strict" else minutes for minutes in given], dtype=np.float64)

    def course(self, course: Course, cases: Ints, counters: Counters) -> None:
        """Fill in the stages of the cases that go one way."""
        first_kind = int(counters.first_kind[course.way.matter])
        for place, stage in enumerate(course.stages):
            at = self.stages[cases] + place
            self._queueing(stage, at, cases)
            self._passing(stage, at, cases, self.stages[cases])
            for order, piece in enumerate(stage.pieces):
                work = np.full(len(at), piece.minutes)
                kind = counters.desk_kind
                if piece.task != DESK:
                    source = self.tape.expertise if stage.role == Role.CONSULTATION else self.tape.work
                    factor = 1.0 if stage.role == Role.CONSULTATION else piece.factor
                    work = source[self.people[cases], piece.task] * factor + piece.minutes
                    kind = first_kind + piece.task
                columns = [at, np.full_like(at, order), work, np.full(len(at), piece.check), np.full_like(at, kind)]
                self.task_rows.append(columns)
            self.need_rows += [(at, self.stages[cases] + need) for need in stage.needs]
            for paper in stage.papers:
                row = self.papers.row[cases, paper]
                self.lack_rows.append((at[row >= 0], row[row >= 0]))

    def _queueing(self, stage: Stage, at: Ints, cases: Ints) -> None:
        """Where, and how patiently."""
        people = self.people[cases]
        self.role[at], self.queue[at], self.by_file[at] = stage.role, stage.queue, stage.by_file
        if stage.role == Role.INTAKE:
            self.papers_asked[at] = len(stage.papers)
        if stage.queue == NO_QUEUE:
            return
        if stage.role in (Role.INTAKE, Role.REVIEW):
            self.setup[at] = self.spec.hall.setup
        if stage.role == Role.CONSULTATION:
            self.head_start[at] = NEVER
        if not stage.by_file:
            self.head_start[at] = self.starts[self.priority[cases]]
        if stage.role in IMPATIENT and not stage.by_file:
            self.patience[at] = self.tape.patience[people, stage.column]
            self.silent[at] = self.tape.silent[people, stage.column]

    def _passing(self, stage: Stage, at: Ints, cases: Ints, first: Ints) -> None:
        """Days that go by, and errors that come to light."""
        people = self.people[cases]
        if stage.role == Role.DECISION:
            days = self.tape.decision[people, stage.column]
            self.lag_days[at] = np.floor(days).astype(np.int64)
            self.lag_minutes[at] = (days - np.floor(days)) * DAY
        elif stage.role == Role.SUPPLEMENT:
            self.lag_days[at] = self.tape.again_days[people, return_column(Cause.PAPERS, OCCURRENCES - 1)]
        elif stage.role == Role.DELIVERY:
            assert self.spec.hall.issue is not None
            self.lag_days[at] = self.spec.hall.issue.courier_days
        elif stage.role == Role.MACHINE:
            self.fails[at] = happens(self.tape, people, Purpose.FAILURE, self.spec.hall.machines.failure)
        elif stage.role == Role.HELP:
            assert self.spec.hall.help_desk is not None
            self.fails[at] = ~happens(self.tape, people, Purpose.SOLUTION, self.spec.hall.help_desk.solves)
        if stage.accepted_at != NO_STAGE:
            task = stage.pieces[0].task if stage.pieces else stage.column
            self.accepted_at[at] = first + stage.accepted_at
            for occurrence in range(2):
                self.error_mark[at, occurrence] = self.tape.mark_of(Purpose.ERROR, 2 * task + occurrence)[people]

    def arrays(self) -> Parts:
        """The plan's arrays."""
        m = len(self.case)
        columns = zip([np.empty(0)] * 5, *self.task_rows, strict=True)
        stage, order, work, check, kind = (np.concatenate(column) for column in columns)
        rows = np.lexsort((order, stage))
        where = ("case", "role", "queue", "by_file", "setup", "patience", "silent", "head_start")
        passing = ("lag_days", "lag_minutes", "fails", "accepted_at", "error_mark", "papers_asked")
        return {
            "stages": self.stages,
            **{name: getattr(self, name) for name in (*where, *passing)},
            "tasks": _offsets(np.bincount(stage.astype(np.int64), minlength=m)),
            "work": work[rows],
            "check": check[rows],
            "kind": kind[rows].astype(np.int64),
            **_sorted_rows("needs", self.need_rows, m),
            **_sorted_rows("lacks", self.lack_rows, m),
        }


def _sorted_rows(name: str, pairs: list[tuple[Ints, Ints]], m: int) -> Parts:
    """Pairs of a stage and what it has, as offsets and values by stage, ascending."""
    stage = np.concatenate([np.empty(0, dtype=np.int64), *(at for at, _ in pairs)])
    value = np.concatenate([np.empty(0, dtype=np.int64), *(has for _, has in pairs)])
    return {f"{name}_at": _offsets(np.bincount(stage, minlength=m)), name: value[np.lexsort((value, stage))]}


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
