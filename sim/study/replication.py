"""One replication: the same people in every hall, and what is measured of each."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sim.demand import Demand
from sim.demand.controls import seen
from sim.measures import Key, keys, kpis_of, values
from sim.plan import Layout, Plan
from sim.spec import Spec
from sim.study.engines import KPIS, SESSIONS, counter, figures_hold, hold_together, player
from sim.tape import Floats, Tape
from sim.trace import Trace
from sim.trace.tally import Tally


@dataclass(frozen=True)
class Work:
    """What is asked of every replication."""

    specs: Mapping[str, Spec]
    seed: int
    engine: str
    checked: Mapping[str, int] = field(default_factory=dict)
    """By variant the replication that the reference engine plays, too."""
    level: str = SESSIONS
    """What is kept of a hall while it is played."""
    controls: bool = False
    """Whether it is told what is known beforehand of those who come."""

    @cached_property
    def demands(self) -> dict[str, Demand]:
        """By variant who comes, ready to be drawn; variants with the same people share one."""
        ready: dict[str, Demand] = {}
        found = {}
        for name, spec in self.specs.items():
            people = drawn_as(spec)
            if people not in ready:
                ready[people] = Demand(spec)
            found[name] = ready[people]
        return found

    @cached_property
    def layouts(self) -> dict[str, Layout]:
        """By variant the hall, ready to have tapes laid over it."""
        return {name: Layout(spec) for name, spec in self.specs.items()}


@dataclass(frozen=True)
class Replication:
    """What one replication gave."""

    number: int
    cases: int
    """People who came to the hall, to that of the first variant where they differ."""
    values: Mapping[str, Floats]
    """By variant all that is measured, in the order of `keys`; not a number where there is nothing of the kind."""
    keys: Mapping[str, list[Key]] = field(default_factory=dict)
    """By variant what the values of all replications are of; told by the first one alone."""
    seconds: float = 0.0
    """What it took, without what is done in a few replications only: laws, and the other engine."""
    controls: Mapping[str, Floats] = field(default_factory=dict)
    """By variant the control variates (`sim.demand.controls`), where they are asked for."""


def replicate(work: Work, number: int) -> Replication:
    """Play replication `number` in every hall, and measure it.

    The first one's traces are held against the laws of a hall, of each hall one against the other engine's, and what is
    counted against what sessions come to: raises `ResultError` where a law is broken, or they differ.
    """
    began, checks, found = time.monotonic(), 0.0, {}
    drawn = tapes(work, number)
    plans = laid(work, drawn)
    for name, plan in plans.items():
        record = played(work, plan, work.specs[name])
        checking = time.monotonic()
        held(work, name, number, record)
        checks += time.monotonic() - checking
        found[name] = values(record, work.specs[name])
    known = {name: _keys(work, plan, work.specs[name]) for name, plan in plans.items()} if number == 0 else {}
    controls = {name: seen(drawn[name], spec) for name, spec in work.specs.items()} if work.controls else {}
    took = time.monotonic() - began - checks
    return Replication(number, len(next(iter(plans.values()))), found, known, took, controls)


def played(work: Work, plan: Plan, spec: Spec) -> Trace | Tally:
    """What is kept of a hall."""
    if work.level == KPIS:
        return counter(work.engine)(plan, kpis_of(plan, spec))
    return player(work.engine)(plan)


def held(work: Work, name: str, number: int, record: Trace | Tally) -> None:
    """Hold the first replication, and those that both engines play, against what must be true."""
    told, both = f"replication {number} of {name}", work.checked.get(name) == number
    if number > 0 and not both:
        return
    trace = record if isinstance(record, Trace) else player(work.engine)(record.plan)
    if number == 0:
        trace.check()
    if both:
        hold_together(trace.plan, trace, told)
    if isinstance(record, Tally):
        figures_hold(record, trace, work.specs[name], told)


def _keys(work: Work, plan: Plan, spec: Spec) -> list[Key]:
    return keys(plan, spec, key_figures=work.level == KPIS)


def tapes(work: Work, number: int) -> dict[str, Tape]:
    """The tape of each variant; variants with the same people share one, drawn once."""
    drawn: dict[int, Tape] = {}
    found = {}
    for name, demand in work.demands.items():
        if id(demand) not in drawn:
            drawn[id(demand)] = demand.draw(work.seed, number)
        found[name] = drawn[id(demand)]
    return found


IN_THE_PLAN: dict[str, Any] = {
    "calendar": {"warm_up", "drain"},
    "matters": {
        "__all__": {
            "label": True,
            "domain": True,
            "papers": True,
            "instant": True,
            "online": True,
            "window_share": True,
            "tasks": {"__all__": {"department": True, "papers": True, "needs": True, "consultation": {"share"}}},
        }
    },
    "demand": {
        "volume": True,
        "balking_limit": True,
        "classes": {"__all__": {"label"}},
        "missing": True,
        "zones": True,
        "trip": True,
        "community": True,
        "machine": True,
        "agents": True,
        "bookings": True,
        "online": True,
        "returns": {"after_papers", "after_giving_up", "after_closing"},
    },
}
"""What draws no other people: labels, rules of a hall, and shares, which the plan holds against the tape's marks."""


def people_of(spec: Spec) -> str:
    """All that decides who is on a tape, as text: all but how punctual they would be with a booking."""
    papers = max(len(matter.papers) for matter in spec.matters.values())
    drawn = spec.model_dump_json(include={"calendar", "matters", "demand"}, exclude=IN_THE_PLAN)
    return f"{papers} papers: {drawn}"


def drawn_as(spec: Spec) -> str:
    """All that decides what is on a tape, as text."""
    return f"{people_of(spec)}, {spec.demand.bookings}"


def people(specs: Mapping[str, Spec]) -> dict[str, dict[str, float]]:
    """Who comes to each variant: the number of its tape, which variants with the same people share, and the volume.

    Of one tape, those who come at a volume also come at any higher one.
    """
    numbers: dict[str, int] = {}
    return {
        name: {"tape": numbers.setdefault(people_of(spec), len(numbers)), "volume": spec.demand.volume}
        for name, spec in specs.items()
    }


def planned(work: Work, number: int) -> dict[str, Plan]:
    """The plan of each variant."""
    return laid(work, tapes(work, number))


def laid(work: Work, drawn: Mapping[str, Tape]) -> dict[str, Plan]:
    """The tape of each variant, laid over its hall."""
    return {name: work.layouts[name].lay(tape) for name, tape in drawn.items()}
