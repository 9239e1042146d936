"""How many sessions a case is expected to have at each stage of its way: whole ones, short ones, wrong tickets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from sim.plan import NO_STAGE, Role
from sim.plan.queues import Counters
from sim.plan.stages import Course, Stage
from sim.study.turns import Turns, Words, turns_of, words_of_paper, words_of_papers
from sim.study.ways import missing_at_first, tolerated

ErrorShare = Callable[[int], float]
"""Share of the cases accepted from a queue in which an error comes to light behind."""


@dataclass
class Sessions:
    """Expected sessions of a stage, for one case."""

    whole: float = 0.0
    short: float = 0.0
    """That end after set-up and papers: a paper is missing, or only an error is put right."""
    wrong: float = 0.0
    """Tickets taken for another queue."""


class Expected:
    """The sessions that are expected of a course, stage by stage."""

    def __init__(self, course: Course, error_share: ErrorShare) -> None:
        self.course, self.spec, self.stages = course, course.spec, course.stages
        self.intakes = [place for place, stage in enumerate(course.stages) if stage.role == Role.INTAKE]
        self.has_guidance = any(stage.role == Role.GUIDANCE for stage in course.stages)
        returns = self.spec.demand.returns
        self.again = returns.after_papers if returns is not None else 0.0
        self.ancestors = _ancestors(course.stages)
        self.errors = [self._error(stage, error_share) for stage in course.stages]
        self.turns = self._turns()
        self.in_person = self._share_past_machine()
        self.sessions = [Sessions() for _ in course.stages]
        for place, stage in enumerate(course.stages):
            self._count(place, stage)

    # Papers

    def _turns(self) -> list[Turns]:
        """By intake, how often it is turned back; those of a person together, those of files each by itself."""
        desk = self.spec.hall.help_desk
        after = desk.after if desk is not None and any(s.role == Role.HELP for s in self.stages) else None
        solves = desk.solves if desk is not None else 0.0
        papers = self._papers()
        if self.course.way.online:
            own = [[word for session, word in papers if session == number] for number in self._numbers()]
            return [turns_of(_renumbered(words_of_papers(words)), 1, self.again) for words in own]
        words = words_of_papers(word for _, word in papers)
        return [turns_of(words, len(self.intakes), self.again, after, solves)] * len(self.intakes)

    def _numbers(self) -> range:
        return range(1, len(self.intakes) + 1)

    def _papers(self) -> list[tuple[int | None, Words]]:
        """The words of each paper that is insisted on, with the number of the session that finds it missing."""
        rules, name, matter = self.spec.hall.papers, self.course.name, self.course.matter
        if rules is None:
            return []
        guidance = self.spec.hall.guidance if self.has_guidance else None
        finds, mends = (guidance.finds, guidance.mends) if guidance is not None else (0.0, 0.0)
        found: list[tuple[int | None, Words]] = []
        for paper in self.course.asked:
            if paper in tolerated(self.spec, name, matter):
                continue
            at = (n for n, place in enumerate(self.intakes, 1) if paper in self.stages[place].papers)
            session, missing = next(at, None), missing_at_first(self.spec, name, paper)
            found.append((session, words_of_paper(missing, rules.missing_again, finds, mends, session)))
        return found

    # Errors and what else ends a case

    def _error(self, stage: Stage, error_share: ErrorShare) -> float:
        """Chance that an error of the intake comes to light in a stage, each of the two times that it may."""
        if stage.accepted_at == NO_STAGE or stage.role not in (Role.REVIEW, Role.DECISION):
            return 0.0
        return error_share(self.stages[stage.accepted_at].queue)

    def _survival(self, place: int) -> float:
        """Share of the cases that go on after a stage that errors or a lapse may end."""
        error, rules = self.errors[place], self.spec.hall.papers
        if self.stages[place].role == Role.SUPPLEMENT and rules is not None:
            return 1.0 - rules.lapse
        return 1.0 - error * (1.0 - self.again) * (1.0 + error * self.again)

    def _share_past_machine(self) -> float:
        return self.spec.hall.machines.failure if self.course.way.machine else 1.0

    def _reach(self, place: int) -> float:
        """Share of the cases that come to a stage, papers and errors reckoned in."""
        before = self.ancestors[place]
        accepted = [self._accepted(intake) for intake in self.intakes if intake in before]
        together = prod(accepted) if self.course.way.online else min(accepted, default=1.0)
        return self.in_person * together * prod(self._survival(other) for other in before)

    def _accepted(self, intake: int) -> float:
        number = self.intakes.index(intake)
        return self.turns[number].passed.get(1 if self.course.way.online else number + 1, 0.0)

    # Sessions

    def _count(self, place: int, stage: Stage) -> None:
        """Add what a stage brings, to itself and to the intake whose errors it finds."""
        sessions = self.sessions[place]
        if stage.role == Role.INTAKE:
            self._accept(place, stage)
        elif stage.role == Role.MACHINE:
            sessions.whole += 1.0
        elif stage.role == Role.CONSULTATION:
            task = self.course.matter.tasks[stage.pieces[0].task]
            assert task.consultation is not None
            sessions.whole += task.consultation.share * self.sessions[stage.accepted_at].whole
        elif stage.role in (Role.ENQUIRY, Role.GUIDANCE, Role.HELP):
            sessions.whole += self._at_desk(stage.role)
        else:
            looked_at = self.spec.hall.commitment.inspected if self.spec.hall.commitment is not None else 0.0
            share = looked_at if stage.role == Role.INSPECTION else 1.0
            sent_back = self.errors[place] * self.again
            sessions.whole += share * self._reach(place) * (1.0 + sent_back + sent_back**2)
            if stage.accepted_at != NO_STAGE:
                self.sessions[stage.accepted_at].short += self._reach(place) * (sent_back + sent_back**2)

    def _accept(self, place: int, stage: Stage) -> None:
        number, online = self.intakes.index(place), self.course.way.online
        session, turns, sessions = 1 if online else number + 1, self.turns[number], self.sessions[place]
        begun = self.in_person * prod(self._survival(other) for other in self.ancestors[place])
        sessions.whole += begun * turns.passed.get(session, 0.0)
        sessions.short += begun * turns.turned_back.get(session, 0.0)
        if not online:
            sessions.wrong += begun * turns.reached.get(session, 0.0) * self._mistaken(stage.queue)

    def _mistaken(self, queue: int) -> float:
        """Share of the first tickets for a session that are for another queue."""
        wrong, guidance = self.spec.hall.wrong_tickets, self.spec.hall.guidance
        windows = self.counters.windows_of(self.course.way.site)
        if wrong is None or len(windows) < 2:
            return 0.0
        return wrong.share * (1.0 - guidance.corrects if self.has_guidance and guidance is not None else 1.0)

    def _at_desk(self, role: Role) -> float:
        """Sessions at the desks before and after the windows."""
        if role == Role.ENQUIRY:
            assert self.spec.hall.enquiries is not None
            return self.in_person * self.spec.hall.enquiries.share
        if role == Role.HELP:
            return self.in_person * self.turns[0].helped
        return self.in_person * self.turns[0].visits + self._later_visits()

    def _later_visits(self) -> float:
        """Visits for a task that needs the result of another one: guidance looks again."""
        waits = [i for i in self.intakes if any(self.stages[n].role == Role.DECISION for n in self.stages[i].needs)]
        return sum(self._reach(intake) for intake in waits)

    @property
    def counters(self) -> Counters:
        """The queues of the hall."""
        return self.course.counters


def _renumbered(words: Words) -> Words:
    """Words of files, each of which has one session, numbered 1."""
    found: Words = {}
    for word, chance in words.items():
        found[(1,) * len(word)] = found.get((1,) * len(word), 0.0) + chance
    return found


def _ancestors(stages: Sequence[Stage]) -> list[set[int]]:
    """All stages that must be done before each."""
    found: list[set[int]] = []
    for stage in stages:
        found.append({*stage.needs}.union(*(found[need] for need in stage.needs)))
    return found
