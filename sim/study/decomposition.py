"""What a reform is made of: its levers, pulled one by one and in every combination, on common tapes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.config import pulled
from sim.config.files import shown
from sim.errors import Fault, InputError
from sim.inference.intervals import interval
from sim.report import levers
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec import Spec
from sim.study.engines import AUTO
from sim.study.orders import Precedence, Set
from sim.study.plays import Measured, theatre
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question, ask, known_measures
from sim.study.runner import Progress

USUAL = ("mean_wait", "mean_time_in_hall", "visits_per_case")
"""Measures that are taken apart where none are named."""
EFFECTS = ("kind", "lever", "other", "measure", "mean", "low", "high", "n", "unit")
JOINT = "+"
"""Between the names of levers that are pulled together."""


@dataclass(frozen=True, eq=False)
class Decomposition(Reported):
    """What each lever of a reform does."""

    effects: pd.DataFrame
    """A row an effect on a measure of the whole hall, with its 95 % t-interval over replications: kind, lever, other,
    measure, mean, low, high, n, unit. Kinds: `total`, of all levers; `share`, the lever's part of it; `alone`, the
    lever on top of the first variant, together with `other` where it needs them; `last`, what is lost if it is taken
    away from the reform, together with `other`, which need it; `interaction` of two levers, `lever` and `other`."""
    combinations: pd.DataFrame
    """The mean of every combination that can be pulled: levers (joined by +), measure, mean, low, high, n, unit."""
    replications: pd.DataFrame
    """levers, replication, measure, value."""

    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""
        return Told("", levers.decomposition(self.manifest, self.effects, self.combinations, lang))

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figure into `folder`."""
        from sim.report.figures.waterfall import draw

        return draw(self.manifest, self.effects, self.combinations, folder, lang)


def decompose(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    measures: Sequence[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> Decomposition:
    """Take a reform apart: what each of the scenario's levers does, alone, last, and as its share of the whole.

    All combinations of levers that can be pulled are played on the same tapes. A lever's share is its Shapley value
    under precedence constraints (Faigle and Kern 1992); the shares of all levers add up to the effect of the reform.
    `jobs` workers share the work; with `out`, tables and a figure, labelled in `lang`, are written to that folder.

    Raises `InputError` for what cannot be used, such as a scenario without levers, and `ResultError` as `compare`.
    """
    question = ask(
        scenario, overrides, replications=replications, seed=seed, engine=engine, measures=measures, parity=parity
    )
    place = None if out is None else check_place(Path(out))
    answer = taken_apart(question, measures, jobs=jobs, progress=progress)
    if place is not None:
        answer.keep(place, lang)
    return answer


def taken_apart(
    question: Question,
    measures: Sequence[str] = (),
    *,
    specs: Mapping[tuple[str, ...], Spec] | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Decomposition:
    """The answer of `decompose` to a question; `specs` are its halls, where they are already at hand."""
    specs = specs or pulled_specs(question)
    order = Precedence(needs_of(question))
    known = known_measures({JOINT.join(key): spec for key, spec in specs.items()})
    asked = tuple(dict.fromkeys(measures)) or tuple(name for name in USUAL if name in known)
    with theatre(question, Measured(asked), jobs, progress) as stage:
        seen = stage.play(specs)
    values = {
        (frozenset(key), measure): np.array([found[measure] for found in every])
        for key, every in seen.items()
        for measure in asked
    }
    units = {name: known[name].unit.en for name in asked}
    effects = pd.DataFrame(list(_effects(order, values, units)), columns=list(EFFECTS))
    return Decomposition(
        _manifest(question, asked, specs, stage.checked), effects, _means(specs, values, units), _rows(specs, values)
    )


def needs_of(question: Question) -> dict[str, tuple[str, ...]]:
    """The levers of a scenario, and what each needs. Raises `InputError` where there are none."""
    composed = question.composed
    if not composed.scenario.levers:
        mend = "say what the reform is made of: a name, its label, and the overrides that it adds to the first variant"
        raise InputError(Fault("the scenario has no levers", mend, "levers", shown(composed.path)))
    return {name: lever.needs for name, lever in composed.scenario.levers.items()}


def pulled_specs(question: Question) -> dict[tuple[str, ...], Spec]:
    """The hall of every combination of levers that can be pulled; the first is today's, the last the reform's."""
    levers = needs_of(question)
    return pulled(question.composed, [[n for n in levers if n in found] for found in Precedence(levers).sets()])


Values = Mapping[tuple[Set, str], np.ndarray[Any, np.dtype[np.float64]]]
Effect = tuple[str, str, str, str, float, float, float, int, str]


def _effects(order: Precedence, values: Values, units: Mapping[str, str]) -> Iterator[Effect]:
    for measure in units:

        def told(kind: str, lever: str, other: Sequence[str], found: Any, measure: str = measure) -> Effect:
            return (kind, lever, JOINT.join(other), measure, *astuple(interval(found)), units[measure])

        def at(pulled: Set, measure: str = measure) -> Any:
            return values[pulled, measure]

        today, full = frozenset[str](), order.full
        yield told("total", "", (), at(full) - at(today))
        shares = _shares(order, [{s: float(at(s)[r]) for s in order.sets()} for r in range(len(at(today)))])
        for lever in order.levers:
            yield told("share", lever, (), shares[lever])
        for lever in order.levers:
            own = order.closure([lever])
            yield told("alone", lever, _listed(order, own - {lever}), at(own) - at(today))
        for lever in order.levers:
            rest = order.without(lever)
            yield told("last", lever, _listed(order, full - rest - {lever}), at(full) - at(rest))
        for a, b in combinations(order.levers, 2):
            below = order.closure([a, b]) - {a, b}
            # Of two levers of which one needs the other, the one is never pulled without the other.
            if a not in order.closure([b]) and b not in order.closure([a]):
                both = at(below | {a, b}) - at(below | {a}) - at(below | {b}) + at(below)
                yield told("interaction", a, (b,), both)


def _shares(order: Precedence, played: Sequence[Mapping[Set, float]]) -> dict[str, list[float]]:
    """The share of each lever, replication by replication: not a number where a hall has no value.

    Then there is no effect to share, though a lever that is pulled among other halls only might seem to have a part.
    """
    nothing = dict.fromkeys(order.levers, math.nan)
    found = [
        nothing if any(map(math.isnan, values.values())) else order.shares(values.__getitem__) for values in played
    ]
    return {lever: [shares[lever] for shares in found] for lever in order.levers}


def _listed(order: Precedence, levers: Set) -> list[str]:
    return [lever for lever in order.levers if lever in levers]


def _means(specs: Mapping[tuple[str, ...], Spec], values: Values, units: Mapping[str, str]) -> pd.DataFrame:
    rows = [
        (JOINT.join(key), measure, *astuple(interval(values[frozenset(key), measure])), unit)
        for key in specs
        for measure, unit in units.items()
    ]
    return pd.DataFrame(rows, columns=["levers", *EFFECTS[3:]])


def _rows(specs: Mapping[tuple[str, ...], Spec], values: Values) -> pd.DataFrame:
    rows = [
        (JOINT.join(key), replication, measure, value)
        for key in specs
        for (which, measure), found in values.items()
        if which == frozenset(key)
        for replication, value in enumerate(found.tolist())
    ]
    return pd.DataFrame(rows, columns=["levers", "replication", "measure", "value"])


def _manifest(
    question: Question, measures: Sequence[str], specs: Mapping[tuple[str, ...], Spec], checked: int
) -> dict[str, Any]:
    """What was asked, and which variant of the scenario, if any, the reform comes to."""
    asked = question.composed.scenario
    reform = list(specs.values())[-1]
    return {
        **head(question, measures, {JOINT.join(key): spec for key, spec in specs.items()}, checked),
        "today": next(iter(asked.variants)),
        "reform": next((name for name, spec in question.composed.specs.items() if spec == reform), None),
        "levers": {name: lever.model_dump(mode="json") for name, lever in asked.levers.items()},
        "combinations": len(specs),
    }
