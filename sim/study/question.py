"""What is asked: a scenario composed, with how often, from which seed, by which engine, and which measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.config import Composed, load
from sim.errors import Fault, InputError
from sim.inference.precision import FIRST
from sim.measures import Measure, measures_of, standard
from sim.spec import Spec, suggest
from sim.streams import LIMIT
from sim.study.engines import AUTO, KPIS, SESSIONS, engine_named, to_be_checked
from sim.study.precision import Aim, Until, aim_of
from sim.study.replication import Work

DEFAULT = "one_window"
"""The scenario that is meant where none is named."""


@dataclass(frozen=True)
class Question:
    """A study that is ready to be run."""

    composed: Composed
    replications: int
    """Times that the days are played; where there is an aim, at first."""
    seed: int
    engine: str
    measures: tuple[str, ...]
    """Names of the measures compared in the table."""
    parity: bool = True
    """Whether a sample is played by the reference engine, too, and must be the same."""
    level: str = SESSIONS
    """What is kept of each hall while it is played."""
    left_out: tuple[str, ...] = ()
    """Measures of the scenario that cannot be told, since no session is kept."""
    aim: Aim | None = None
    """How sure measures should be, if the days are to be played as often as that needs."""
    base: str | None = None
    """The hall that all others are compared with; None if each is with each."""
    quantiles: tuple[float, ...] = ()
    """Shares of replications, from 0 to 1: below which value of a measure does each stay?"""
    controls: bool = False
    """Whether means and differences are told with control variates, too."""

    @property
    def first(self) -> int | None:
        """How many replications decide how many there are in all; None where that is given."""
        return self.replications if self.aim else None

    @property
    def work(self) -> Work:
        """What is asked of every replication."""
        specs = dict(self.composed.specs)
        return Work(specs, self.seed, self.engine, self.checked or {}, self.level, self.controls)

    @property
    def checked(self) -> dict[str, int] | None:
        """Of each variant the replication that the reference engine plays, too; None if that is not wanted."""
        if not self.parity:
            return None
        return to_be_checked(self.engine, self.composed.specs, self.seed, self.replications)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of variants that are compared: all, the earlier first, or the base with each other one."""
        names = list(self.composed.specs)
        if self.base is not None:
            return [(self.base, name) for name in names if name != self.base]
        return [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]

    @property
    def statements(self) -> int:
        """How many differences are told at once: the intervals are widened for so many."""
        return max(1, len(self.measures) * len(self.pairs))


def known_measures(specs: Mapping[str, Spec]) -> dict[str, Measure]:
    """Every measure of any of these halls, by name: each has its own wait limits."""
    return {name: measure for spec in specs.values() for name, measure in measures_of(spec).items()}


def ask(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    measures: Sequence[str] = (),
    parity: bool = True,
    level: str = SESSIONS,
    until: Until | None = None,
    base: str | None = None,
    quantiles: Sequence[float] = (),
    controls: bool = False,
) -> Question:
    """Compose a scenario and settle what it leaves open; what is given here goes before what the scenario says.

    With `until` the days are played until the answer is so sure, if anything is asked of it, and `replications` are
    those with which it begins; with `base` that hall is compared with each other one, and these not with one another.
    `quantiles` and `controls` are told besides.

    Raises `InputError` with every fault found.
    """
    composed = load(scenario, overrides)
    asked = composed.scenario
    times = asked.replications if replications is None else replications
    start = asked.seed if seed is None else seed
    faults = [*_numbers(times, start), *_unknown(composed, measures)]
    for share in quantiles:
        if not 0.0 < share < 1.0:
            faults.append(Fault(f"{share:g} is no share of replications", "write 0.9 for nine in ten", "quantile"))
    if base is not None and base not in composed.specs:
        faults.append(Fault(f"there is no variant {base!r}", suggest(base, composed.specs), "base"))
    if faults:
        raise InputError(faults)
    aim = None if until is None else _aim(composed, until, times if replications is not None else max(times, FIRST))
    if aim is not None:
        times = aim.first
    chosen = engine_named(engine, composed.specs.values(), aim.most if aim else times, level)
    shown, left_out = _shown(composed, measures, level)
    if aim is not None:
        shown, _ = _shown(composed, [*shown, *aim.asked], level)
    settled = Question(composed, times, start, chosen, shown, parity, level, left_out, aim, base)
    return replace(settled, quantiles=tuple(sorted(set(quantiles))), controls=controls)


def _aim(composed: Composed, until: Until, first: int) -> Aim | None:
    scenario = composed.scenario
    most = scenario.most_replications if until.at_most is None else until.at_most
    key, file = ("precision", str(composed.path)) if until.asked is None else ("until", "")
    asked = scenario.precision if until.asked is None else until.asked
    if until.at_most is not None and not asked:
        problem = "there is nothing to be sure of, and so no most replications"
        raise InputError(Fault(problem, "add --until mean_wait=0.5, or leave it out", "at_most"))
    differing = [name for name, one in asked.items() if one.difference is not None]
    if differing and len(composed.specs) < 2:
        problem = f"there is one hall only, and so no difference in {differing[0]}"
        raise InputError(Fault(problem, f"ask for {differing[0]}=0.5 of the hall, or give another variant", key, file))
    given = until.at_most is not None
    return aim_of(asked, known_measures(composed.specs), key, first, most, file, given=given)


def _numbers(replications: int, seed: int) -> Iterable[Fault]:
    if replications < 1:
        yield Fault(f"{replications} is too few", "ask for at least 2, which an interval needs", "replications")
    if not 0 <= seed < LIMIT:
        yield Fault(f"{seed} is out of range", f"use a whole number from 0 to {LIMIT - 1}", "seed")


def _unknown(composed: Composed, measures: Sequence[str]) -> Iterable[Fault]:
    """Measures that are asked for, or have a goal, and that do not exist."""
    known = known_measures(composed.specs)
    for name in dict.fromkeys(measures):
        if name not in known:
            yield Fault(f"there is no measure {name!r}", suggest(name, known), "measures")
    file = str(composed.path)
    for name in dict.fromkeys(composed.scenario.measures):
        if name not in known:
            yield Fault(f"there is no measure {name!r}", suggest(name, known), "measures", file)
    for name in dict.fromkeys(goal for spec in composed.specs.values() for goal in spec.targets.goals):
        if name not in known:
            yield Fault("there is no such measure", suggest(name, known), f"targets.goals.{name}", file)


def _shown(composed: Composed, measures: Sequence[str], level: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The measures of the table, and those left out since they need every session where only key figures are kept.

    Those named; else those of the scenario; else the standard ones of these halls and all that have a goal. Raises
    `InputError` where one that needs every session is named, or nothing is left.
    """
    goals = [name for spec in composed.specs.values() for name in spec.targets.goals]
    usual = [*standard(composed.specs.values()), *goals]
    chosen = tuple(dict.fromkeys(measures or composed.scenario.measures or usual))
    known = known_measures(composed.specs)
    needy = tuple(name for name in chosen if level == KPIS and "hall" not in known[name].kpis)
    mend = "leave it out, or keep the sessions (--level sessions)"
    if needy and (measures or len(needy) == len(chosen)):
        raise InputError([Fault(f"{name} needs every session", mend, "measures") for name in needy])
    return tuple(name for name in chosen if name not in needy), needy
