"""What a sweep asks: every variant of a scenario at every point, each a cell with an address of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import sim
from sim.config import changed
from sim.config.sweeps import Pairing, Point, Swept, overrides, points, told_apart
from sim.errors import Fault, InputError
from sim.measures import Measure, measures_of
from sim.results.cells import address
from sim.spec import Label, Spec, suggest
from sim.study.engines import AUTO, KPIS, SESSIONS, engine_named
from sim.study.question import DEFAULT, Question, ask, known_measures

HALL = ("hall",)
"""What is kept of a cell: measures of the whole hall."""


@dataclass(frozen=True)
class Cell:
    """One variant at one point."""

    point: int
    variant: str
    spec: Spec
    address: str
    """What its numbers depend on, as a hash."""


@dataclass(frozen=True)
class Sweep:
    """A sweep that is ready to be run."""

    question: Question
    points: tuple[Point, ...]
    cells: tuple[Cell, ...]
    """Point by point, at each the variants in their order."""
    keys: tuple[str, ...]
    """Those that are swept."""

    @cached_property
    def addresses(self) -> list[str]:
        """The addresses of all cells, once each: two may have the same numbers."""
        return list(dict.fromkeys(cell.address for cell in self.cells))

    @cached_property
    def known(self) -> dict[str, Measure]:
        """Every measure of any of its halls, by name: they may have wait limits of their own."""
        unlike = {cell.spec.targets.wait_limits: cell.spec for cell in self.cells}
        return known_measures({str(number): spec for number, spec in enumerate(unlike.values())})

    @cached_property
    def units(self) -> dict[str, dict[str, Label]]:
        """By the currency of a hall the unit of every measure in it."""
        unlike = {(cell.spec.costs.currency, cell.spec.targets.wait_limits): cell.spec for cell in self.cells}
        found: dict[str, dict[str, Label]] = {}
        for (currency, _), spec in unlike.items():
            found.setdefault(currency, {}).update({name: one.unit for name, one in measures_of(spec).items()})
        return found

    def units_of(self, measure: str) -> list[Label]:
        """The units that a measure has in any of the halls: several, where money is in several currencies."""
        return list(dict.fromkeys(units[measure] for units in self.units.values() if measure in units))

    @cached_property
    def measures(self) -> list[str]:
        """The names of all that is kept of a cell, in the order of the table of measures."""
        level = self.question.level
        return [name for name, one in self.known.items() if HALL[0] in (one.kpis if level == KPIS else one.by)]


def swept(
    scenario: str | Path = DEFAULT,
    words: Sequence[str] = (),
    *,
    pairing: Pairing = "product",
    number: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    level: str = SESSIONS,
    parity: bool = True,
) -> Sweep:
    """A sweep of a scenario: of `words` those that give a key several values span it, the others hold at every point.

    `pairing` and `number` are as in `sim.config.sweeps.points`, all else as in `compare`. Raises `InputError` with what
    is wrong at the first point where anything is.
    """
    spanning, plain = told_apart(words, str(scenario))
    question = ask(scenario, plain, replications=replications, seed=seed, engine=engine, level=level, parity=parity)
    if not spanning:
        spanning = _of_scenario(question, plain)
    found = points(spanning, pairing, number, question.seed)
    halls = list(question.composed.specs.values())
    question = replace(question, engine=engine_named(engine, halls, question.replications * len(found), level))
    cells: list[Cell] = []
    variants = list(question.composed.specs)
    for place, specs in enumerate(changed(question.composed, map(overrides, found), variants)):
        for variant, spec in specs.items():
            if isinstance(spec, InputError):
                where = f"variant {variant} at {', '.join(overrides(found[place]))}"
                raise InputError([replace(fault, file=f"{fault.file}, {where}") for fault in spec.faults])
            cells.append(Cell(place, variant, spec, address(_facts(question, spec))))
    return Sweep(question, tuple(found), tuple(cells), tuple(one.key for one in spanning))


def _of_scenario(question: Question, plain: Sequence[str]) -> list[Swept]:
    """What the scenario's file sweeps, where the caller sweeps nothing; but for keys that the caller has set."""
    composed, where = question.composed, f"{question.composed.path.name}: sweep"
    spanning, others = told_apart(composed.scenario.sweep, str(composed.path), where)
    for word in others:
        problem, mend = f"{word!r} gives a key no several values", "write key=value1,value2; set it under `base` else"
        raise InputError(Fault(problem, mend, "sweep", str(composed.path)))
    given = {word.split("=")[0].strip().lstrip("+~") for word in plain}
    return [swept for swept in spanning if swept.bare not in given]


def shown_measure(asked: Sweep, name: str | None) -> str:
    """The measure of the table that is printed: the one that is named, else the first that the scenario compares.

    Raises `InputError` for a name that is none, or whose values are not kept.
    """
    if name is None:
        return asked.question.measures[0]
    if name not in asked.measures:
        raise InputError(Fault(f"there is no measure {name!r} in this sweep", suggest(name, asked.measures), "measure"))
    return name


def _facts(question: Question, spec: Spec) -> dict[str, Any]:
    """All that the numbers of a cell depend on, however many replications there are."""
    return {
        "spec": spec.model_dump(mode="json"),
        "seed": question.seed,
        "level": question.level,
        "version": sim.__version__,
        "code": code(),
    }


@lru_cache(maxsize=1)
def code() -> str:
    """The sha256 of the source that numbers come from: a cell of other code is another cell."""
    root, digest = Path(sim.__file__).parent, hashlib.sha256()
    for part in ("demand", "engine", "measures", "plan", "spec", "streams.py", "tape.py", "trace"):
        for path in sorted((root / part).rglob("*.py")) or [root / part]:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
