"""One person's way through every hall, from first contact to result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError
from sim.measures.per_case import PerCase
from sim.measures.row_sums import RowSums
from sim.spec import DAY, Spec
from sim.spec.people import BOOKED, ORDINARY
from sim.streams import LIMIT
from sim.study.engines import AUTO, player
from sim.study.events import Event
from sim.study.question import DEFAULT, Question, ask
from sim.study.replication import people_of, planned, tapes
from sim.study.steps import Steps
from sim.tape import Tape
from sim.trace import CaseOutcome, Trace


@dataclass(frozen=True)
class Way:
    """One person's way through one hall."""

    priority: str
    """The priority class, which may be `booked` in one hall and not in another."""
    site: str
    """The site that the person goes to; empty where there is only one."""
    outcome: str
    """Name of the `CaseOutcome`, in small letters."""
    visits: int
    in_hall: float
    """Minutes in halls, from the door to leaving, all visits together."""
    waiting: float
    """Minutes of waiting for a call among these."""
    travelling: float
    """Minutes of the way there and back, and whatever else a trip takes, all visits together."""
    days: float | None
    """Days, nights and closed days included, from first contact to the result, after which papers that were let pass
    may still be sent in; none where there is no result."""
    events: list[Event]
    """In the order of time."""


@dataclass(frozen=True)
class Journey:
    """One person, in every hall."""

    question: Question
    replication: int
    case: int
    """The person's number among all who may come, in the order in which they would of themselves."""
    people: int
    """How many there are."""
    matter: str
    priority: str
    """The priority class, bookings apart."""
    comes_above: float
    """The person comes at volumes above this one."""
    ways: Mapping[str, Way | None]
    """By variant; none where the person does not come."""

    @property
    def events(self) -> dict[str, list[Event]]:
        """By variant, in the order of time; empty where the person does not come."""
        return {name: way.events if way is not None else [] for name, way in self.ways.items()}


def follow(
    scenario: str | Path = DEFAULT,
    case: int = 0,
    overrides: Sequence[str] = (),
    *,
    replication: int = 0,
    seed: int | None = None,
    engine: str = AUTO,
) -> pd.DataFrame:
    """One person's way through every hall of a scenario: a row an event, by variant, times in minutes, days from 0.

    `case` numbers all who may come, from 0, in the order in which they would of themselves; who they are does not
    depend on the hall or on the volume. Raises `InputError`, also where there is no such person.
    """
    journey = travel(ask(scenario, overrides, seed=seed, engine=engine), case, replication)
    rows = [
        {"variant": name, "day": int(event.minute // DAY), **event._asdict()}
        for name, events in journey.events.items()
        for event in events
    ]
    return pd.DataFrame(rows, columns=["variant", "day", *Event._fields])


def travel(question: Question, case: int, replication: int = 0) -> Journey:
    """The journey of a person through every hall. Raises `InputError` where there is no such person."""
    if not 0 <= replication < LIMIT:
        raise InputError(Fault(f"{replication} is out of range", "count from 0", "replication"))
    specs = question.composed.specs
    tape = _common(question, replication, case)
    play = player(question.engine)
    plans, first = planned(question.work, replication), next(iter(specs.values()))
    return Journey(
        question,
        replication,
        case,
        len(tape),
        list(first.matters)[int(tape.matter[case])],
        [ORDINARY, *first.demand.classes][int(tape.priority[case])],
        float(tape.mark[case]),
        {name: _way(play(plan), case, specs[name]) for name, plan in plans.items()},
    )


def _common(question: Question, replication: int, case: int) -> Tape:
    """The tape of the first variant, whose people come to all; the person must be on it."""
    if len({people_of(spec) for spec in question.composed.specs.values()}) > 1:
        problem = "the variants differ in calendar, matters or demand, so that nobody comes to all of them"
        raise InputError(Fault(problem, "follow a person through a scenario whose variants share them"))
    first = next(iter(tapes(question.work, replication).values()))
    if not 0 <= case < len(first):
        mend = f"name one from 0 to {len(first) - 1}" if len(first) else "raise demand.volume or calendar.days"
        raise InputError(Fault(f"there is no case {case} in this replication", mend, "case"))
    return first


def _way(trace: Trace, person: int, spec: Spec) -> Way | None:
    """The way of a person, who may be anywhere in the plan: bookings and agents change the order of arrival."""
    plan = trace.plan
    rows = np.flatnonzero(plan.person == person)
    if not len(rows):
        return None
    row = int(rows[0])
    steps, sums = Steps(trace, row, spec), PerCase(trace, spec, RowSums(trace))
    outcome = CaseOutcome(trace.case_outcome[row])
    return Way(
        priority=[ORDINARY, *spec.demand.classes, BOOKED][int(plan.priority[row])],
        site=list(spec.sites)[int(plan.site[row])] if len(spec.sites) > 1 and not plan.online[row] else "",
        outcome=outcome.name.lower(),
        visits=int(sums.visits[row]),
        in_hall=float(sums.sums.in_hall[row]),
        waiting=float(sums.sums.waited[row]),
        travelling=float(sums.travel[row]),
        days=float(sums.days[row]) if outcome is CaseOutcome.DONE else None,
        events=steps.events(),
    )
