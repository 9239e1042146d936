"""The people of a replication: what each comes for, how much work it is, and how patient they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from sim.demand.arrivals import Timetable, minutes, shares
from sim.demand.crowd import DayMarks, Marks, Numbered
from sim.demand.distributions import law, quantile
from sim.demand.kinds import Kinds
from sim.errors import Fault, InputError
from sim.spec import Spec
from sim.spec.distributions import Distribution, Gamma
from sim.spec.people import Task
from sim.streams import Purpose, first
from sim.tape import OCCURRENCES, RETURNS, Bools, Floats, Ints, Tape, everybody

ONCE = (
    Purpose.INSTANT,
    Purpose.ENQUIRY,
    Purpose.ONLINE,
    Purpose.AGENT,
    Purpose.ZONE,
    Purpose.COMMUNITY,
    Purpose.MACHINE,
    Purpose.FAILURE,
    Purpose.SOLUTION,
    Purpose.BOOKING,
    Purpose.NO_SHOW,
    Purpose.DELIVERY,
    Purpose.LAPSE,
    Purpose.INSPECTION,
    Purpose.BREACH,
)
"""What happens to a case at most once, or always alike."""


class Demand:
    """All that decides who comes to halls, ready to be drawn from.

    Raises `InputError` for every distribution that cannot be computed, each with its key.
    """

    def __init__(self, spec: Spec) -> None:
        _check(spec)
        self.spec = spec
        self.timetable = Timetable(spec)

    def draw(self, seed: int, replication: int) -> Tape:
        """The tape of one replication: everything random about the people of all days at the demand's ceiling.

        Each number is found by its purpose, day, person and occurrence (see `sim.streams`), so that another
        matter's work, another volume, more days or one more person move nothing else. Rows are sorted by
        arrival; people who come at the same instant stay in the order of their numbers.

        Raises `ValueError` for a seed or replication that is negative or too large.
        """
        spec, timetable = self.spec, self.timetable
        counts = timetable.counts(lambda purpose, day: first(seed, replication, purpose, day))
        numbered = Numbered(seed, replication, timetable.days, counts)
        matter = _matter(spec, timetable, numbered)
        at = timetable.times(numbered.place, matter, numbered.uniforms(Purpose.ARRIVAL))
        order, arrival = numbered.in_order(at)
        crowd, matter = numbered.as_they_come(order), matter.take(order)
        columns = 1 + _most_tasks(spec)
        return Tape(
            days=spec.calendar.days,
            arrival=arrival,
            matter=matter,
            priority=_priority(spec, crowd),
            mark=spec.demand.ceiling * crowd.uniforms(Purpose.MARK),
            work=_work(spec, crowd, matter),
            patience=_patience(spec, crowd, columns),
            silent=_silent(spec, crowd, columns),
            decision=_decision(spec, crowd, matter),
            expertise=_expertise(spec, crowd, matter),
            punctuality=_punctuality(spec, crowd),
            again_days=_again_days(spec, crowd),
            again_time=_again_time(spec, crowd, matter),
            marks=Marks(crowd, _marks(spec)),
            by_day=DayMarks(seed, replication, spec.calendar.days),
        )


def draw(spec: Spec, seed: int, replication: int) -> Tape:
    """The tape of one replication, as `Demand(spec).draw` gives it, which is the quicker the more are drawn."""
    return Demand(spec).draw(seed, replication)


def _check(spec: Spec) -> None:
    """Refuse all distributions that cannot be computed, at once."""
    faults: list[Fault] = []
    for key, distribution in _distributions(spec):
        try:
            law(distribution)
        except InputError as error:
            faults += [replace(fault, key=key) for fault in error.faults]
    if faults:
        raise InputError(faults)


def _distributions(spec: Spec) -> Iterator[tuple[str, Distribution]]:
    """Every distribution of a spec, with its key."""
    for name, matter in spec.matters.items():
        for number, task in enumerate(matter.tasks):
            yield f"matters.{name}.tasks.{number}.work", task.work
            if task.consultation is not None:
                yield f"matters.{name}.tasks.{number}.consultation.minutes", task.consultation.minutes
            if task.decision is not None:
                yield f"matters.{name}.tasks.{number}.decision", task.decision
    if spec.demand.bookings is not None and spec.demand.bookings.after is not None:
        yield "demand.bookings.after", spec.demand.bookings.after
    if spec.demand.patience is not None:
        yield "demand.patience", spec.demand.patience
    if spec.demand.day_factor_cv > 0.0:
        yield "demand.day_factor_cv", Gamma(kind="gamma", mean=1.0, cv=spec.demand.day_factor_cv)


def _most_tasks(spec: Spec) -> int:
    return max(len(matter.tasks) for matter in spec.matters.values())


def _matter(spec: Spec, timetable: Timetable, crowd: Numbered) -> Ints:
    """(n) Number of the matter that each person comes for."""
    if len(spec.matters) == 1:
        return np.zeros(len(crowd), dtype=np.int64)
    return timetable.matters(crowd.place, crowd.uniforms(Purpose.MATTER))


def _priority(spec: Spec, crowd: Numbered) -> Ints:
    """(n) Number of the priority class: the classes come first, in their order; the rest is ordinary, 0."""
    if not spec.demand.classes:
        return everybody(0, len(crowd))
    upto = np.cumsum([0.0, *(group.share for group in spec.demand.classes.values())])[1:]
    found = np.searchsorted(upto, crowd.uniforms(Purpose.PRIORITY), side="right")
    return np.where(found < len(upto), found + 1, 0)


def _work(spec: Spec, crowd: Numbered, matter: Ints) -> Floats:
    """(n, tasks) Minutes of each task of the person's matter."""
    work = np.empty((len(matter), _most_tasks(spec)))
    for column in range(work.shape[1]):
        laws, u = Kinds[Distribution | None](), crowd.uniforms(Purpose.WORK, column)
        known = _laws_of(spec, column, lambda task: task.work)
        kinds = np.array([laws.number(known.get(number)) for number in range(len(spec.matters))])
        for who, of in laws.each(len(u), partial(kinds.__getitem__, matter)):
            work[who, column] = 0.0 if of is None else quantile(of, u[who])
    return work


def _decision(spec: Spec, crowd: Numbered, matter: Ints) -> Floats:
    """(n, tasks) Open days of each decision of the person's matter."""
    return _by_task(spec, crowd, matter, Purpose.DECISION, lambda task: task.decision)


def _expertise(spec: Spec, crowd: Numbered, matter: Ints) -> Floats:
    """(n, tasks) Minutes of an expert for each task of the person's matter."""

    def minutes_of(task: Task) -> Distribution | None:
        return None if task.consultation is None else task.consultation.minutes

    return _by_task(spec, crowd, matter, Purpose.EXPERTISE, minutes_of)


def _by_task(
    spec: Spec, crowd: Numbered, matter: Ints, purpose: Purpose, law_of: Callable[[Task], Distribution | None]
) -> Floats:
    """(n, tasks) Values of a law that tasks may have, 0 where they have none."""
    known_laws = [_laws_of(spec, column, law_of) for column in range(_most_tasks(spec))]
    if not any(known_laws):
        return everybody(0.0, len(matter), len(known_laws))
    values = np.zeros((len(matter), len(known_laws)))
    for column, known in enumerate(known_laws):
        u = crowd.uniforms(purpose, column) if known else np.empty(0)
        for number, of in known.items():
            who = np.flatnonzero(matter == number)
            values[who, column] = quantile(of, u[who])
    return values


def _laws_of(spec: Spec, column: int, law_of: Callable[[Task], Distribution | None]) -> dict[int, Distribution]:
    """The law of each matter that has one for its task number `column`."""
    every = enumerate(spec.matters.values())
    laws = {number: law_of(asked.tasks[column]) for number, asked in every if column < len(asked.tasks)}
    return {number: of for number, of in laws.items() if of is not None}


def _marks(spec: Spec) -> dict[Purpose, int]:
    """How many occurrences of each purpose that is a chance of something are drawn."""
    papers, tasks = max(len(matter.papers) for matter in spec.matters.values()), _most_tasks(spec)
    numbers = dict.fromkeys(ONCE, 1)
    numbers |= dict.fromkeys((Purpose.WRONG, Purpose.WHICH, Purpose.CONSULTATION), tasks) | {Purpose.ERROR: 2 * tasks}
    if papers:
        numbers |= {Purpose.PAPER: papers} | dict.fromkeys((Purpose.FOUND, Purpose.MENDED), papers * OCCURRENCES)
    return numbers if spec.demand.returns is None else numbers | {Purpose.AGAIN: RETURNS}


def _punctuality(spec: Spec, crowd: Numbered) -> Floats:
    """(n) Minutes after the slot, of whoever should have one."""
    bookings = spec.demand.bookings
    if bookings is None or bookings.after is None:
        return everybody(0.0 if bookings is None else -bookings.early, len(crowd))
    return quantile(bookings.after, crowd.uniforms(Purpose.PUNCTUALITY)) - bookings.early


def _again_days(spec: Spec, crowd: Numbered) -> Ints:
    """(n, returns) Open days until a person comes again: geometric from 1 on, with the stated mean."""
    if spec.demand.returns is None:
        return everybody(0, len(crowd), 0)
    stays = 1.0 - 1.0 / spec.demand.returns.mean_days
    u = crowd.marks(Purpose.AGAIN_DAYS, RETURNS)
    more = np.log1p(-u) / np.log(stays) if stays > 0.0 else np.zeros_like(u)
    return 1 + more.astype(np.int64)


def _again_time(spec: Spec, crowd: Numbered, matter: Ints) -> Floats:
    """(n, returns) Minute of the day at which a person comes again: as people come for the matter on ordinary days."""
    if spec.demand.returns is None:
        return everybody(0.0, len(matter), 0)
    u = crowd.marks(Purpose.AGAIN_TIME, RETURNS)
    at = np.empty_like(u)
    profiles = Kinds[tuple[tuple[int, float], ...]]()
    rhythms = [asked.rhythm or spec.demand for asked in spec.matters.values()]
    kinds = np.array([profiles.number(tuple(rhythm.profile.items())) for rhythm in rhythms])
    for who, profile in profiles.each(len(u), partial(kinds.__getitem__, matter)):
        at[who] = minutes(shares(dict(profile)), u[who].ravel()).reshape(-1, u.shape[1])
    return at


def _patience(spec: Spec, crowd: Numbered, columns: int) -> Floats:
    """(n, columns, OCCURRENCES) Minutes each person waits in each queue, by the time that it is joined."""
    shape = (len(crowd), columns, OCCURRENCES)
    if spec.demand.patience is None:
        return everybody(np.inf, *shape)
    return quantile(spec.demand.patience, crowd.marks(Purpose.PATIENCE, columns * OCCURRENCES)).reshape(shape)


def _silent(spec: Spec, crowd: Numbered, columns: int) -> Bools:
    """(n, columns) Whether each person, giving up in that queue, leaves without telling."""
    if spec.demand.silent_share == 0.0:
        return everybody(False, len(crowd), columns)
    u = np.column_stack([crowd.uniforms(Purpose.SILENT, column) for column in range(columns)])
    return u < spec.demand.silent_share
