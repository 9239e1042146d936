"""Which stages a case goes through in a hall: for people of one matter to whom the same happens, the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from sim.plan.arrays import NO_QUEUE, NO_STAGE, Role
from sim.plan.queues import Counters
from sim.spec import Spec
from sim.spec.people import Matter
from sim.spec.place import sessions
from sim.tape import GUIDANCE

DESK = -1
"""In place of a task's number: what a desk does, whatever the matter."""


class Way(NamedTuple):
    """What is true of a case before it meets a clerk, so far as its stages depend on it."""

    matter: int
    """Number of the matter."""
    online: bool = False
    """Filed online."""
    instant: bool = True
    """Decided at once."""
    delivery: int = 0
    """How a result comes to someone who does not wait for it: 0 is collected, 1 by courier, 2 online."""
    asks: bool = False
    """Has a question first."""
    owes: bool = False
    """Lacks a paper without which the case is accepted."""
    inspected: bool = False
    """Is inspected, if accepted on a promise."""
    breach: bool = False
    """The inspection finds a breach."""
    site: int = 0
    """Number of the site."""
    machine: bool = False
    """A machine is tried first."""
    experts: int = 0
    """Tasks for which an expert is called, as bits: 1 for the first, 2 for the second, 4 for the third."""


@dataclass(frozen=True)
class Piece:
    """What a stage does of a task: minutes are factor x the task's work + `minutes`, `check` of them for papers."""

    task: int
    factor: float = 0.0
    minutes: float = 0.0
    check: float = 0.0


@dataclass(frozen=True)
class Stage:
    """A stage of all cases that go the same way."""

    role: Role
    queue: int = NO_QUEUE
    by_file: bool = False
    column: int = GUIDANCE
    """Column of the tape's draws about queues; of decisions the number of the task."""
    needs: tuple[int, ...] = ()
    """Places of the stages that must be done before."""
    pieces: tuple[Piece, ...] = ()
    papers: tuple[int, ...] = ()
    """Numbers of the matter's papers that are asked for."""
    accepted_at: int = NO_STAGE
    """Place of the stage whose errors come to light here."""


class Course:
    """The stages of one way through a hall, in order."""

    def __init__(self, counters: Counters, way: Way) -> None:
        self.spec: Spec = counters.spec
        self.hall = counters.spec.hall
        self.counters, self.way = counters, way
        self.name, self.matter = list(self.spec.matters.items())[way.matter]
        self.asked = papers_asked(self.spec, self.name, self.matter)
        committed = self.hall.commitment is not None and self.name in self.hall.commitment.matters
        self.committed, self.at_once = committed, committed or way.instant
        self.stages: list[Stage] = []
        self._desks()
        self._tasks()
        self._result()

    def add(self, stage: Stage) -> int:
        """Add a stage; its place."""
        self.stages.append(stage)
        return len(self.stages) - 1

    def _desks(self) -> None:
        """Enquiries and guidance."""
        counters, site = self.counters, self.way.site
        if self.way.online:
            return
        if self.way.machine:
            pieces = tuple(Piece(task, 1.0) for task in range(len(self.matter.tasks)))
            self.add(Stage(Role.MACHINE, counters.machines(self.name, self.matter, site), pieces=pieces))
        if self.hall.enquiries is not None and self.way.asks and counters.has_desk("enquiries", site):
            minutes = (Piece(DESK, minutes=self.hall.enquiries.minutes),)
            self.add(Stage(Role.ENQUIRY, counters.desk("enquiries", site), pieces=minutes))
        if self.hall.guidance is not None and counters.has_desk("guidance", site):
            minutes, papers = (Piece(DESK, minutes=self.hall.guidance.minutes),), tuple(self.asked)
            self.add(Stage(Role.GUIDANCE, counters.desk("guidance", site), pieces=minutes, papers=papers))
        if self.hall.help_desk is not None and counters.has_desk("help", site):
            minutes, papers = (Piece(DESK, minutes=self.hall.help_desk.minutes),), tuple(self.asked)
            self.add(Stage(Role.HELP, counters.desk("help", site), pieces=minutes, papers=papers))

    def _tasks(self) -> None:
        """What is accepted, reviewed and decided, task by task."""
        self.intakes: list[int] = []
        self.looked_at: set[int] = set()
        """Intakes of which some stage behind has found the errors, if there were any."""
        self.last: list[int] = []
        """Places of the stages that end the tasks."""
        ended: dict[int, int] = {}
        online, model = self.way.online, self.hall.service_model
        for place, (counter, tasks) in enumerate(sessions(self.matter, "departmental" if online else model)):
            earlier = tuple(sorted({ended[n] for t in tasks for n in self.matter.tasks[t].needs if n in ended}))
            before = () if online or not self.intakes else (self.intakes[-1],)
            intake = self.add(self._intake(place, counter, tasks, (*before, *earlier)))
            self.intakes.append(intake)
            for task in tasks:
                if self.way.experts >> task & 1 and not online:
                    queue, pieces = self.counters.experts(self.name, self.matter, task), (Piece(task),)
                    self.add(Stage(Role.CONSULTATION, queue, True, pieces=pieces, accepted_at=intake))
            for task in tasks:
                ended[task] = self._behind(task, intake, ended)
        self.last = sorted(set(ended.values()))

    def _intake(self, place: int, counter: str, tasks: tuple[int, ...], needs: tuple[int, ...]) -> Stage:
        queue = (
            self.counters.reviews(self.name, self.matter, tasks)
            if self.way.online
            else self.counters.windows(counter, self.name, self.matter, tasks, self.way.site)
        )
        share = self.matter.window_share if self._reviewed else 1.0
        pieces, seen = [], set[int]()
        for task in tasks:
            new = [p for p in self._papers(task) if p not in seen]
            seen.update(new)
            check = len(new) * (self.hall.papers.minutes if self.hall.papers is not None else 0.0)
            pieces.append(Piece(task, share, check, check))
        papers = tuple(sorted(seen))
        return Stage(Role.INTAKE, queue, self.way.online, GUIDANCE + 1 + place, needs, tuple(pieces), papers)

    @property
    def _reviewed(self) -> bool:
        """Whether some of the work is done behind: of a case filed online all is, and in one go."""
        behind = self.hall.reviews is not None and self.hall.service_model != "departmental"
        return behind and not self.way.online and self.matter.window_share < 1.0

    def _papers(self, task: int) -> list[int]:
        names = list(self.matter.papers)
        own = self.matter.tasks[task].papers
        return [p for p in self.asked if own is None or names[p] in own]

    def _behind(self, task: int, intake: int, ended: dict[int, int]) -> int:
        """Review and decision of a task; the place of what ends it."""
        last = intake
        if self._reviewed:
            assert self.hall.reviews is not None
            earlier = range(task) if self.hall.reviews.order == "in_order" else self.matter.tasks[task].needs
            needs = (intake, *sorted({ended[t] for t in earlier if ended[t] != intake}))
            piece = (Piece(task, 1.0 - self.matter.window_share),)
            queue = self.counters.reviews(self.name, self.matter, (task,))
            finds = self._finds_error_of(intake)
            last = self.add(Stage(Role.REVIEW, queue, True, needs=needs, pieces=piece, accepted_at=finds))
        if not self.at_once and self.matter.tasks[task].decision is not None:
            last = self.add(Stage(Role.DECISION, column=task, needs=(last,), accepted_at=self._finds_error_of(intake)))
        return last

    def _finds_error_of(self, intake: int) -> int:
        """The intake whose error the next stage brings to light: it is the first that looks at it; else NO_STAGE."""
        if intake in self.looked_at:
            return NO_STAGE
        self.looked_at.add(intake)
        return intake

    def _result(self) -> None:
        """How the result comes to the person, and what follows it."""
        waits = self.at_once and not self.way.online
        if self.way.owes:
            supplement = self.add(Stage(Role.SUPPLEMENT, needs=tuple(self.intakes)))
            self.last += [] if waits else [supplement]
        issue, way = self.hall.issue, 0 if waits else self.way.delivery
        at_desk = issue is not None and issue.where == "desk" and self.counters.has_desk("issue", self.way.site)
        at_window = waits and set(self.last) <= set(self.intakes) and not at_desk
        result = tuple(self.last)
        if issue is not None and way == 1:
            result = (self.add(Stage(Role.DELIVERY, needs=tuple(self.last))),)
        elif issue is not None and way == 0 and not at_window:
            pieces = (Piece(DESK, minutes=issue.minutes),)
            result = (self.add(Stage(Role.ISSUE, self._counter(), pieces=pieces, needs=tuple(self.last))),)
        if self.committed and self.way.inspected:
            assert self.hall.commitment is not None
            minutes = self.hall.commitment.minutes + self.way.breach * self.hall.commitment.breach_minutes
            queue = self.counters.reviews(self.name, self.matter, (0,))
            self.add(Stage(Role.INSPECTION, queue, True, needs=result, pieces=(Piece(DESK, minutes=minutes),)))

    def _counter(self) -> int:
        """Where results are handed out."""
        assert self.hall.issue is not None
        if self.hall.issue.where == "desk" and self.counters.has_desk("issue", self.way.site):
            return self.counters.desk("issue", self.way.site)
        counter, tasks = sessions(self.matter, self.hall.service_model)[-1]
        return self.counters.windows(counter, self.name, self.matter, tasks, self.way.site)


def register(counters: Counters) -> None:
    """Number the queues of a hall in an order that does not depend on who comes."""
    spec = counters.spec
    for (number, matter), site in product(enumerate(spec.matters.values()), range(counters.sites)):
        share = spec.demand.online if matter.online is None else matter.online
        machine = spec.demand.machine > 0.0 and counters.has_machine(number, site)
        for online, instant in product((False, True), (True, False)):
            is_possible = counters.serves(number, site) and (share > 0.0 or not online)
            if is_possible and (instant or matter.instant < 1.0):
                called = sum(1 << t for t, task in enumerate(matter.tasks) if task.consultation is not None)
                seen = Way(number, online, instant, asks=True, inspected=True, site=site, machine=machine)
                Course(counters, seen._replace(experts=called))


def papers_asked(spec: Spec, name: str, matter: Matter) -> list[int]:
    """Numbers of a matter's papers that people have to bring to the hall."""
    rules, commitment = spec.hall.papers, spec.hall.commitment
    if rules is None:
        return []
    spared = set(rules.shared)
    if commitment is not None and name in commitment.matters:
        spared |= set(commitment.papers)
    only = rules.only.get(name, tuple(matter.papers))
    return [i for i, paper in enumerate(matter.papers) if paper in only and paper not in spared]
