"""One person's way through every hall, minute by minute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError
from sim.spec.people import ORDINARY
from sim.streams import LIMIT
from sim.study.question import DEFAULT, Question, ask
from sim.study.replication import AUTO, planned, player, tapes
from sim.tape import Tape
from sim.trace import NOBODY, CaseOutcome, Outcome, Trace


class Event(NamedTuple):
    """Something that happens to the person."""

    minute: float
    """Minutes from midnight of day 0."""
    what: str
    """came, ticket, called, started, ended, or how it ended: done, gave_up, balked, sent_home, too_late."""
    queue: str = ""
    """Of the ticket, where the event is about one."""
    ahead: int | None = None
    """Numbers on display in that queue that would be called before this one (ticket)."""
    group: str = ""
    """The clerk group that called, or serves."""
    waited: float | None = None
    """Minutes from the ticket to the call, or to giving up (called, gave_up, sent_home)."""


@dataclass(frozen=True)
class Journey:
    """One person, in every hall."""

    question: Question
    replication: int
    case: int
    """The person's number among all who may come, in the order in which they do."""
    people: int
    """How many there are."""
    matter: str
    priority: str
    comes_above: float
    """The person comes at volumes above this one."""
    events: Mapping[str, list[Event]]
    """By variant, in the order of time; none where the person does not come."""


def follow(
    scenario: str | Path = DEFAULT,
    case: int = 0,
    overrides: Sequence[str] = (),
    *,
    replication: int = 0,
    seed: int | None = None,
    engine: str = AUTO,
) -> pd.DataFrame:
    """One person's way through every hall of a scenario: a row an event, by variant, times in minutes.

    `case` numbers all who may come, from 0, in the order in which they do in the first variant; who they are does not
    depend on the hall or on the volume. Raises `InputError`, also where there is no such person.
    """
    journey = travel(ask(scenario, overrides, seed=seed, engine=engine), case, replication)
    rows = [{"variant": name, **event._asdict()} for name, events in journey.events.items() for event in events]
    return pd.DataFrame(rows, columns=["variant", *Event._fields])


def travel(question: Question, case: int, replication: int = 0) -> Journey:
    """The journey of a person through every hall. Raises `InputError` where there is no such person."""
    if not 0 <= replication < LIMIT:
        raise InputError(Fault(f"{replication} is out of range", "count from 0", "replication"))
    specs = question.composed.specs
    people = tapes(question.work, replication)
    name = next(iter(specs))
    tape = _common(people, case)
    play = player(question.engine)
    traces = {variant: play(plan) for variant, plan in planned(question.work, replication).items()}
    return Journey(
        question,
        replication,
        case,
        len(tape),
        list(specs[name].matters)[int(tape.matter[case])],
        [ORDINARY, *specs[name].demand.classes][int(tape.priority[case])],
        float(tape.mark[case]),
        {variant: _events(trace, case) for variant, trace in traces.items()},
    )


def _common(people: Mapping[str, Tape], case: int) -> Tape:
    """The tape of all variants; the person must be on it. Who differ in their people have nobody in common."""
    first, *others = people.values()
    if any(other is not first for other in others):
        problem = "the variants differ in calendar, matters or demand, so that nobody comes to all of them"
        raise InputError(Fault(problem, "follow a person through a scenario whose variants share them"))
    if not 0 <= case < len(first):
        mend = f"name one from 0 to {len(first) - 1}" if len(first) else "raise demand.volume or calendar.days"
        raise InputError(Fault(f"there is no case {case} in this replication", mend, "case"))
    return first


def _events(trace: Trace, person: int) -> list[Event]:
    plan = trace.plan
    row = int(np.searchsorted(plan.person, person))
    if row == len(plan) or plan.person[row] != person:
        return []
    events = [Event(float(plan.arrival[row]), "came")]
    sessions = np.flatnonzero(trace.case == row)
    for session in sessions:
        events += _session(trace, int(session))
    last = CaseOutcome(trace.case_outcome[row])
    told = bool(len(sessions)) and trace.outcome[sessions[-1]] != Outcome.SERVED
    if not told:
        left = trace.left[row] if len(sessions) or last is not CaseOutcome.TOO_LATE else plan.arrival[row]
        events.append(Event(float(left), last.name.lower()))
    return events


def _session(trace: Trace, session: int) -> Iterator[Event]:
    """What happens between a ticket and the end of its session."""
    queue = trace.plan.queue_names[trace.queue[session]]
    yield Event(float(trace.ticket[session]), "ticket", queue, _ahead(trace, session))
    waited = float(trace.wait_end[session] - trace.ticket[session])
    if trace.outcome[session] != Outcome.SERVED:
        what = "sent_home" if trace.outcome[session] == Outcome.SENT_HOME else "gave_up"
        yield Event(float(trace.end[session]), what, queue, waited=waited)
        return
    assert trace.clerk[session] != NOBODY
    group = trace.plan.group_names[trace.group[session]]
    yield Event(float(trace.call[session]), "called", queue, group=group, waited=waited)
    yield Event(float(trace.start[session]), "started", queue, group=group)
    yield Event(float(trace.end[session]), "ended", queue, group=group)


def _ahead(trace: Trace, session: int) -> int:
    """Numbers on display in the queue when this one is taken that would be called before it.

    Of a number called at that very instant: calls follow tickets within an instant, so it was still ahead.
    """
    now = trace.ticket[session]
    seniority = trace.ticket - trace.plan.head_start[trace.stage]
    earlier = np.arange(len(trace)) < session
    on_display = (trace.queue == trace.queue[session]) & earlier & (trace.display_end >= now)
    return int((on_display & (seniority <= seniority[session])).sum())
