"""The offered load of a hall's clerk groups, reckoned before anything is played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from sim.demand.distributions import law
from sim.plan import NO_QUEUE, Mark, Role, Station
from sim.plan.calendar import lines, roster_rows, window_steps
from sim.plan.queues import Counters
from sim.plan.stages import DESK, Course, Piece, Stage, Way, register
from sim.spec import Spec
from sim.spec.staff import ClerkGroup
from sim.study.sessions import Expected, Sessions
from sim.study.ways import cases_of, no_shows, ways_of


def duty(spec: Spec) -> dict[str, float]:
    """Minutes on duty of each group over the calendar, breaks left out, absence and illness taken off."""
    return {name: _duty(spec, name, group) for name, group in spec.staff.groups.items()}


def _duty(spec: Spec, name: str, group: ClerkGroup) -> float:
    if group.windows is None:
        rows = roster_rows(spec, name, 0, np.ones((0, 0)))
        return group.attendance * sum(row.time if row.mark is Mark.OFF else -row.time for row in rows)
    steps = window_steps(spec, group)
    return sum(number * (end - start) for (start, number), (end, _) in pairwise(steps))


def offered_load(spec: Spec) -> dict[str, float]:
    """Expected minutes of work over minutes on duty, by group: above 1 the group cannot keep up.

    Not a number for a group that is never on duty. See `expected_minutes` for what is reckoned in.
    """
    on_duty, minutes = duty(spec), expected_minutes(spec)
    return {name: minutes[name] / on_duty[name] if on_duty[name] else float("nan") for name in on_duty}


def expected_minutes(spec: Spec, days: Sequence[int] | None = None) -> dict[str, float]:
    """Minutes for which the cases of these open days, all where null, are expected to keep each group busy, in the end.

    Each session or file goes to the groups that have it in their primary scope, in proportion to their duty. Exact, in
    the mean, are whole and short sessions, walks, papers with guidance and help desk, channels, sites, machines, wrong
    tickets, experts, reviews, delivery, issue and inspections. To first order, as if each happened by itself: errors of
    the intake, cases lost before their end, slots that do not do for all, learning. Left out are patience and closing,
    help, tides and systems that are down, and the wait of a window for an expert.
    """
    open_days = list(spec.calendar.open_days())
    chosen = open_days if days is None else [day for day in days if day in open_days]
    book = Book(spec)
    missed = no_shows(spec, book.counters, chosen)
    for number, cases in enumerate(cases_of(spec, chosen)):
        for chance, way in ways_of(spec, book.counters, number, missed) if cases > 0.0 else ():
            book.enter(way, cases * chance)
    return book.minutes(len(chosen) / max(len(open_days), 1))


@dataclass
class Account:
    """What a group is expected to do for cases of one matter."""

    fixed: float = 0.0
    """Minutes that do not depend on experience."""
    work: float = 0.0
    """Minutes that do."""
    served: float = 0.0
    """Sessions that a clerk learns from."""


@dataclass
class Book:
    """The minutes of all groups, entered way by way."""

    spec: Spec
    counters: Counters = field(init=False)
    accounts: dict[tuple[int, int], Account] = field(init=False, default_factory=dict)
    """By group and matter."""

    def __post_init__(self) -> None:
        self.counters = Counters(self.spec)
        register(self.counters)
        self.groups = list(self.spec.staff.groups.values())
        self.duty = list(duty(self.spec).values())

    def enter(self, way: Way, cases: float) -> None:
        """Enter so many cases that go one way."""
        course = Course(self.counters, way)
        expected = Expected(course, self.error_share)
        for stage, sessions in zip(course.stages, expected.sessions, strict=True):
            if stage.queue != NO_QUEUE:
                self._stage(course, stage, sessions, cases)

    def able(self, queue: int) -> dict[int, float]:
        """Groups that have a queue in their primary scope, with their share of its sessions."""
        _, _, (primary, *_) = list(self.counters.queues)[queue]
        groups = [number for number, serves in enumerate(primary) if serves]
        total = sum(self.duty[number] for number in groups)
        return {number: self.duty[number] / total for number in groups} if total else {}

    def error_share(self, queue: int) -> float:
        """Share of the cases accepted from a queue in which an error comes to light behind."""
        return sum(share * self.groups[number].intake_error for number, share in self.able(queue).items())

    def _stage(self, course: Course, stage: Stage, sessions: Sessions, cases: float) -> None:
        walk, setup = self._beside(stage)
        number = course.way.matter
        for group, share in self.able(stage.queue).items():
            account, part = self._account(group, number), cases * share
            account.fixed += part * (sessions.whole + sessions.short) * (walk + setup)
            account.work += part * sessions.whole * self._work(course, stage, group)
            account.work += part * sessions.short * self._work(course, stage, group, papers_only=True)
            account.served += part * sessions.whole
            if stage.role == Role.CONSULTATION:
                self._block(course, stage, part * sessions.whole * self._work(course, stage, group))
        if sessions.wrong:
            self._mistaken(course, stage, cases * sessions.wrong)

    def _beside(self, stage: Stage) -> tuple[float, float]:
        """Minutes of the walk, and of set-up."""
        _, station, _ = list(self.counters.queues)[stage.queue]
        hall = self.spec.hall
        walk = hall.walk if station is Station.WINDOW else 0.0
        return walk, hall.setup if stage.role in (Role.INTAKE, Role.REVIEW) else 0.0

    def _work(self, course: Course, stage: Stage, group: int, *, papers_only: bool = False) -> float:
        """Expected minutes of a group for the tasks of a session, or for their papers alone."""
        return sum(self._piece(course, stage, piece, group, papers_only) for piece in stage.pieces)

    def _piece(self, course: Course, stage: Stage, piece: Piece, group: int, papers_only: bool) -> float:
        of = self.groups[group]
        pace = of.pace(self.spec.hall.slowness)
        if piece.task == DESK:
            return pace * (piece.check if papers_only else piece.minutes)
        task = course.matter.tasks[piece.task]
        slowness = of.department_slowness.get(task.department, pace)
        if papers_only:
            return slowness * piece.check
        if stage.role == Role.CONSULTATION:
            assert task.consultation is not None
            return slowness * law(task.consultation.minutes).mean
        return slowness * (piece.factor * law(task.work).mean + piece.minutes)

    def _block(self, course: Course, stage: Stage, minutes: float) -> None:
        """The window is busy as long as its expert is."""
        for group, share in self.able(course.stages[stage.accepted_at].queue).items():
            self._account(group, course.way.matter).fixed += share * minutes

    def _mistaken(self, course: Course, stage: Stage, tickets: float) -> None:
        """Wrong tickets cost the windows of all other queues of the site alike."""
        assert self.spec.hall.wrong_tickets is not None
        others = [queue for queue in self.counters.windows_of(course.way.site).tolist() if queue != stage.queue]
        minutes = self.spec.hall.walk + self.spec.hall.wrong_tickets.minutes
        for queue in others:
            for group, share in self.able(queue).items():
                self._account(group, course.way.matter).fixed += share * tickets * minutes / len(others)

    def _account(self, group: int, matter: int) -> Account:
        return self.accounts.setdefault((group, matter), Account())

    def minutes(self, part: float) -> dict[str, float]:
        """Minutes by group, where clerks grow faster over the whole calendar, of which this is a `part`."""
        paces = self.counters.arrays()["pace"]
        totals = dict.fromkeys(self.spec.staff.groups, 0.0)
        for (group, _), account in self.accounts.items():
            pace = 1.0
            if self.groups[group].learning is not None and part > 0.0:
                each = account.served / part / max(_clerks(self.groups[group]), 1)
                pace = float(np.mean(paces[group][: max(1, round(each))]))
            totals[list(totals)[group]] += account.fixed + pace * account.work
        return totals


def _clerks(group: ClerkGroup) -> int:
    """Clerks of a group; at most so many windows where it has no clerks by name."""
    if group.windows is None:
        return sum(line.clerks for line in lines(group))
    return max(n for counts in (group.windows, *group.weekday_windows.values()) for n in counts.values())
