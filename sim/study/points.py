"""The cells of a sweep: every variant of a scenario at every point, each with an address of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import sim
from sim.config.sweeps import Point
from sim.errors import Fault, InputError
from sim.measures import Measure, measures_of
from sim.results.cells import address
from sim.spec import Label, Spec, suggest
from sim.study.arithmetic import arithmetic
from sim.study.engines import KPIS
from sim.study.outline import AT_ONCE, Outline, outlined
from sim.study.question import DEFAULT, Question, known_measures
from sim.study.replication import drawn_as

HALL = ("hall",)
"""What is kept of a cell: measures of the whole hall."""


class Cell(NamedTuple):
    """One variant at one point."""

    point: int
    variant: str
    address: str
    """What its numbers depend on, as a hash."""
    people: str
    """Who comes to it, as a hash."""
    kind: int
    """Its place among the halls that differ in what is measured."""


@dataclass(frozen=True)
class Sweep:
    """A sweep that is ready to be run."""

    outline: Outline
    cells: tuple[Cell, ...]
    """Point by point, at each the variants in their order."""
    kinds: tuple[Spec, ...]
    """A hall of each kind that differs in what is measured: in its currency, or its wait limits."""

    @property
    def question(self) -> Question:
        """What is asked at every point."""
        return self.outline.question

    @property
    def points(self) -> tuple[Point, ...]:
        """The points, in their order."""
        return self.outline.points

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are swept."""
        return self.outline.keys

    def specs(self, cells: Iterable[Cell]) -> Iterator[Spec]:
        """The specs of cells, made again: to keep those of all of them would take gigabytes."""
        return (made.spec for made in self.outline.specs(((cell.point, cell.variant) for cell in cells), check=False))

    @cached_property
    def addresses(self) -> list[str]:
        """The addresses of all cells, once each: two may have the same numbers."""
        return list(dict.fromkeys(cell.address for cell in self.cells))

    @cached_property
    def known(self) -> dict[str, Measure]:
        """Every measure of any of its halls, by name: they may have wait limits of their own."""
        return known_measures({str(number): spec for number, spec in enumerate(self.kinds)})

    @cached_property
    def units(self) -> list[dict[str, Label]]:
        """By the kind of a hall the unit of every measure in it."""
        return [{name: one.unit for name, one in measures_of(spec).items()} for spec in self.kinds]

    def units_of(self, measure: str) -> list[Label]:
        """The units that a measure has in any of the halls: several, where money is in several currencies."""
        return list(dict.fromkeys(units[measure] for units in self.units if measure in units))

    @cached_property
    def measures(self) -> list[str]:
        """The names of all that is kept of a cell, in the order of the table of measures."""
        level = self.question.level
        return [name for name, one in self.known.items() if HALL[0] in (one.kpis if level == KPIS else one.by)]


def swept(scenario: str | Path = DEFAULT, words: Sequence[str] = (), **asked: Any) -> Sweep:
    """A sweep of a scenario, every point of it looked at; `words` and what is `asked` as in `outlined`.

    Raises `InputError` with what is wrong at the first point where anything is.
    """
    return looked_at(outlined(scenario, words, **asked))


def looked_at(outline: Outline, progress: Callable[[int], object] = lambda cells: None) -> Sweep:
    """The sweep, every hall of it composed and checked; `progress` is told now and then how many are.

    Raises `InputError` with what is wrong at the first point where anything is.
    """
    variants, facts = list(outline.question.composed.specs), _facts(outline.question)
    wanted = [(place, variant) for place in range(len(outline.points)) for variant in variants]
    cells: list[Cell] = []
    kinds: dict[tuple[Any, ...], tuple[int, Spec]] = {}
    people: dict[tuple[str, ...], str] = {}
    for (place, variant), made in zip(wanted, outline.specs(wanted), strict=True):
        measured = made.spec.costs.currency, made.spec.targets.wait_limits
        kind, _ = kinds.setdefault(measured, (len(kinds), made.spec))
        drawn = made.parts["calendar"], made.parts["matters"], made.parts["demand"]
        if drawn not in people:
            people[drawn] = hashlib.sha256(drawn_as(made.spec).encode()).hexdigest()
        cells.append(Cell(place, variant, address({"spec": made.parts, **facts}), people[drawn], kind))
        if len(cells) % AT_ONCE == 0:
            progress(len(cells))
    return Sweep(outline, tuple(cells), tuple(spec for _, spec in kinds.values()))


def shown_measure(asked: Sweep, name: str | None) -> str:
    """The measure of the table that is printed: the one that is named, else the first that the scenario compares.

    Raises `InputError` for a name that is none, or whose values are not kept.
    """
    if name is None:
        return asked.question.measures[0]
    if name not in asked.measures:
        raise InputError(Fault(f"there is no measure {name!r} in this sweep", suggest(name, asked.measures), "measure"))
    return name


def _facts(question: Question) -> dict[str, Any]:
    """All that the numbers of every cell depend on besides its hall, however many replications there are."""
    return {"seed": question.seed, "level": question.level, "version": sim.__version__, "code": code()}


@lru_cache(maxsize=1)
def code() -> str:
    """The sha256 of the source that numbers come from, and of what calculates them: else a cell is another cell.

    A sweep may be resumed by an interpreter with another numpy, or on another machine: without `arithmetic` its cells
    would be of two streams, or of two C libraries, and nothing would say so. Workers of a cluster are held to the same.
    """
    root, digest = Path(sim.__file__).parent, hashlib.sha256(json.dumps(arithmetic()).encode())
    for part in ("demand", "engine", "measures", "plan", "spec", "streams", "tape.py", "trace"):
        for path in sorted((root / part).rglob("*.py")) or [root / part]:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
