"""What worker processes do for a check: play a frozen plan, sum up tapes, play a hall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.check import frozen
from sim.check.columns import Column, Tested, columns_of
from sim.check.prints import fingerprint
from sim.demand import Demand
from sim.measures import difference_of, keys, kpis_of, values
from sim.plan import Layout, Plan
from sim.spec import Spec
from sim.study.engines import ENGINES, FAST, counter, player
from sim.study.replication import drawn_as
from sim.tape import Tape
from sim.trace import Trace
from sim.trace.tally import Tally

HALL = ("hall",)
"""The dimension of key figures: the whole hall."""


@dataclass(frozen=True)
class PlanTask:
    """A frozen plan, to be played by both engines."""

    name: str
    content: bytes

    def __str__(self) -> str:
        return f"of plan {self.name}"


@dataclass(frozen=True)
class Played:
    """What the engines made of it."""

    plan: str
    """The sha256 of the plan; empty where it is none."""
    traces: dict[str, dict[str, Any]]
    """By engine the fingerprint of its trace; nothing of an engine that broke down."""
    wrong: dict[str, str]
    """By engine why it broke down; of both where there is no plan."""
    difference: str = ""
    """The first row in which the engines differ, reference first."""
    damaged: bool = False
    """Whether there is no plan because its file is damaged, and not because plans have another form."""


@dataclass(frozen=True)
class TapeTask:
    """People, whose tapes are summed up; they are called after the first hall that they come to."""

    name: str
    spec: Spec
    seed: int
    replications: int
    before: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    """The columns that baselines have of them, by the name that they have there."""

    def __str__(self) -> str:
        return f"of the people of {self.name}"


@dataclass(frozen=True)
class Summed:
    """The columns of their tapes, and how they go with those of the baselines."""

    columns: dict[str, Column]
    tested: dict[str, Tested]
    """By the name that they have there."""


@dataclass(frozen=True)
class HallTask:
    """A hall in one replication."""

    name: str
    spec: Spec
    seed: int
    replication: int

    def __str__(self) -> str:
        return f"{self.replication} of {self.name}"


@dataclass(frozen=True)
class CountTask(HallTask):
    """A hall in one replication, its key figures to be counted as it is played."""


@dataclass(frozen=True)
class Counted:
    """What was counted of it by the fast engine, which alone counts."""

    values: dict[str, float]
    """Of the whole hall, by measure."""
    apart: str = ""
    """The first key figure, over whatever dimension, that the same engine's sessions do not come to."""
    wrong: str = ""
    """Why the counting broke down."""


Task = PlanTask | TapeTask | HallTask | CountTask


class Bench:
    """Does what a check asks for; keeps what it made ready, and the last tape, as the same people go to many halls."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        """The engine that plays halls; frozen plans are played by both."""
        self._tape: tuple[str, Tape] | None = None
        self._layouts: dict[str, Layout] = {}

    def __call__(self, task: Task) -> tuple[str, int, Any]:
        """The name of what was asked for, which replication of it, and what came out.

        Of a plan `Played`, of people `Summed`, of a hall the value of each measure of the whole hall; or `Counted`.
        """
        if isinstance(task, PlanTask):
            return task.name, 0, played(task.content)
        if isinstance(task, TapeTask):
            return task.name, 0, Summed(*columns_of(Demand(task.spec), task.seed, task.replications, task.before))
        return task.name, task.replication, self._counted(task) if isinstance(task, CountTask) else self._figures(task)

    def _figures(self, task: HallTask) -> dict[str, float]:
        plan = self._plan(task)
        return _by_measure(plan, player(self.engine)(plan), task.spec)

    def _counted(self, task: HallTask) -> Counted:
        plan = self._plan(task)
        try:
            tally = counter(FAST)(plan, kpis_of(plan, task.spec))
            apart = difference_of(tally, player(FAST)(plan), task.spec)
            return Counted(_by_measure(plan, tally, task.spec), apart)
        # As of frozen plans: it is this hall that shows what is broken.
        except Exception as error:
            return Counted({}, wrong=f"{type(error).__name__}: {error}")

    def _plan(self, task: HallTask) -> Plan:
        if task.name not in self._layouts:
            self._layouts[task.name] = Layout(task.spec)
        return self._layouts[task.name].lay(self._tape_of(task))

    def _tape_of(self, task: HallTask) -> Tape:
        people = f"{task.seed}/{task.replication}: {drawn_as(task.spec)}"
        if self._tape is None or self._tape[0] != people:
            self._tape = (people, Demand(task.spec).draw(task.seed, task.replication))
        return self._tape[1]


def _by_measure(plan: Plan, record: Trace | Tally, spec: Spec) -> dict[str, float]:
    named = keys(plan, spec, over=HALL, key_figures=isinstance(record, Tally))
    return {key.measure: float(value) for key, value in zip(named, values(record, spec, over=HALL), strict=True)}


def played(content: bytes) -> Played:
    """Play a frozen plan on both engines."""
    try:
        plan = frozen.unpacked(content)
    except (frozen.Misfit, frozen.Damaged) as error:
        is_damaged = isinstance(error, frozen.Damaged)
        return Played("", {}, dict.fromkeys(ENGINES, str(error)), damaged=is_damaged)
    traces, wrong = {}, {}
    for engine in ENGINES:
        try:
            traces[engine] = player(engine)(plan)
        # Whatever a broken rule does to an engine, it is this plan that shows it.
        except Exception as error:
            wrong[engine] = f"{type(error).__name__}: {error}"
    both = list(traces.values())
    difference = both[0].difference(both[1]) if len(both) == len(ENGINES) else ""
    found = {engine: fingerprint(trace) for engine, trace in traces.items()}
    return Played(frozen.digest(plan), found, wrong, difference)
