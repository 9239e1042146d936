"""The halls among which one is chosen: the variants of a scenario, at every point of a sweep if it has any."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.config import changed
from sim.config.sweeps import Pairing, overrides, points, told_apart
from sim.errors import Fault, InputError
from sim.inference.precision import FIRST
from sim.spec import Spec
from sim.study.engines import AUTO, engine_named
from sim.study.question import DEFAULT, Question, ask

MOST = 500
"""Halls among which one is chosen: each is played at least ten times, and each is held against each."""


@dataclass(frozen=True)
class Candidate:
    """One hall that may be chosen."""

    variant: str
    point: Mapping[str, Any]
    """The values of the keys that are swept."""
    spec: Spec


def candidates(
    scenario: str | Path = DEFAULT,
    words: Sequence[str] = (),
    *,
    measure: str | None = None,
    pairing: Pairing = "product",
    number: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
) -> tuple[Question, dict[str, Candidate]]:
    """The question, of one measure, and the halls among which it asks for the best, by name.

    `words` are as in `sim.study.points.swept`, but none has to give several values. Raises `InputError` with what is
    wrong at the first point where anything is, and for a value that a key is given twice: that hall is one.
    """
    spanning, plain = told_apart(words, str(scenario))
    for swept in spanning:
        if twice := [value for value, times in Counter(swept.values).items() if times > 1]:
            raise swept.refused(f"is given {', '.join(twice)} twice, which is one hall", "write each value once")
    asked = ask(
        scenario,
        plain,
        replications=replications,
        seed=seed,
        engine=engine,
        measures=[measure] if measure else (),
        parity=parity,
    )
    asked = replace(asked, measures=asked.measures[:1])
    if replications is None:
        asked = replace(asked, replications=max(asked.replications, FIRST))
    variants = list(asked.composed.specs)
    found = points(spanning, pairing, number, asked.seed) if spanning else [{}]
    if len(found) * len(variants) > MOST:
        problem = f"{len(found) * len(variants)} halls are too many to choose from"
        mend = f"choose from at most {MOST}: sweep first, and choose among the best"
        raise InputError(Fault(problem, mend, "points"))
    halls = {}
    for point, specs in zip(found, changed(asked.composed, map(overrides, found), variants), strict=True):
        told = ", ".join(f"{key}={value}" for key, value in point.items())
        for variant, spec in specs.items():
            if isinstance(spec, InputError):
                raise InputError([replace(fault, file=f"{fault.file}, {variant} at {told}") for fault in spec.faults])
            halls[f"{variant} at {told}" if told else variant] = Candidate(variant, point, spec)
    all_of = [hall.spec for hall in halls.values()]
    return replace(asked, engine=engine_named(engine, all_of, asked.replications)), halls


def alike(halls: Mapping[str, Candidate]) -> list[list[str]]:
    """Halls that are the same in everything, as where a variant does not have a key, or 1 and 1.0 are its values."""
    of: defaultdict[str, list[str]] = defaultdict(list)
    for name, hall in halls.items():
        of[hall.spec.model_dump_json()].append(name)
    return [names for names in of.values() if len(names) > 1]
