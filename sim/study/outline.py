"""What a sweep asks: the points that span it, or that are listed, and the halls at each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from sim.config.many import Made, Many
from sim.config.pointlists import Listed, listed, read_points
from sim.config.sweeps import COMMAND_LINE, Pairing, Point, Swept, overrides, told_apart
from sim.config.sweeps import points as spanned_by
from sim.errors import Fault, InputError
from sim.study.engines import AUTO, SESSIONS, engine_named
from sim.study.precision import until_in
from sim.study.question import DEFAULT, Question, ask

AT_ONCE = 1000
"""Points that are composed at once: Hydra is for one thread at a time, others wait for so many."""


@dataclass(frozen=True)
class Outline:
    """What a sweep asks, before every point of it has been looked at."""

    question: Question
    points: tuple[Point, ...]
    places: tuple[str, ...]
    """Where each point was written."""
    keys: tuple[str, ...]
    """Those that are swept."""

    @cached_property
    def many(self) -> Many:
        """What makes its specs."""
        return Many(self.question.composed)

    @property
    def halls(self) -> int:
        """Variants at all points."""
        return len(self.points) * len(self.question.composed.specs)

    def specs(self, cells: Iterable[tuple[int, str]], check: bool = True) -> Iterator[Made]:
        """The specs of variants at points, by the number of a point. Raises `InputError` with the point that is wrong.

        With `check` false it is taken for granted that their parts go together, as they did before.
        """
        ahead = iter(cells)
        while some := list(islice(ahead, AT_ONCE)):
            wanted = ((variant, self.points[number], self.places[number]) for number, variant in some)
            for (number, variant), found in zip(some, list(self.many.made(wanted, check)), strict=True):
                if isinstance(found, InputError):
                    raise InputError([replace(f, file=self._where(f, number, variant)) for f in found.faults])
                yield found

    def _where(self, fault: Fault, number: int, variant: str) -> str:
        """Where a fault of a variant at a point lies."""
        place, file, told = self.places[number], self.question.composed.path.name, fault.file
        if place != COMMAND_LINE and not told.startswith(place):
            # Where both are in the scenario's file, that is named once.
            is_there = told.rpartition(":")[0].endswith(file)
            told = f"{told}, {place.removeprefix(f'{file}: ') if is_there else place}"
        return f"{told}, variant {variant} at {', '.join(overrides(self.points[number]))}"


def outlined(
    scenario: str | Path = DEFAULT,
    words: Sequence[str] = (),
    *,
    points: str | Path | Iterable[Mapping[str, Any]] | None = None,
    pairing: Pairing = "product",
    number: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    level: str = SESSIONS,
    parity: bool = True,
    until: str | None = None,
    at_most: int | None = None,
) -> Outline:
    """What a sweep of a scenario asks: of `words` those that give a key several values span it, the others hold always.

    In their place `points` may list the points: mappings from keys to values, or the name of a file of them, as in
    `sim.config.pointlists`. `pairing` and `number` are as in `sim.config.sweeps.points`, all else as in `compare`: with
    `until` each hall at each point is played until it is sure enough, by itself; where it asks for differences, all
    halls of a point go on together until these are.
    Raises `InputError` with what is wrong.
    """
    spanning, plain = told_apart(words, str(scenario))
    found = None
    if points is not None:
        if spanning:
            raise spanning[0].refused("is swept, and points are listed besides", "leave one of the two out")
        read = read_points(points) if isinstance(points, str | Path) else listed(points)
        found = _alone(read, plain, pairing, number)
    question = ask(
        scenario,
        plain,
        replications=replications,
        seed=seed,
        engine=engine,
        level=level,
        parity=parity,
        until=until_in(until, at_most),
    )
    if spanning:
        found = _spanned(spanning, pairing, number, question.seed, COMMAND_LINE)
    elif found is None:
        found = _of_scenario(question, plain, pairing, number)
    halls = list(question.composed.specs.values())
    played_by = engine_named(engine, halls, question.replications * len(found.points), level)
    return Outline(replace(question, engine=played_by), found.points, found.places, found.keys)


def _of_scenario(question: Question, plain: Sequence[str], pairing: Pairing, number: int | None) -> Listed:
    """What the scenario's file sweeps, where the caller sweeps nothing; but for keys that the caller has set."""
    composed, where = question.composed, f"{question.composed.path.name}: sweep"
    texts = [text for text in composed.scenario.sweep if isinstance(text, str)]
    if len(texts) < len(composed.scenario.sweep):
        return _alone(listed(composed.scenario.sweep, where), plain, pairing, number)
    spanning, others = told_apart(texts, str(composed.path), where)
    for word in others:
        problem, mend = f"{word!r} gives a key no several values", "write key=value1,value2; set it under `base` else"
        raise InputError(Fault(problem, mend, "sweep", str(composed.path)))
    left = [swept for swept in spanning if swept.bare not in _keys(plain)]
    return _spanned(left, pairing, number, question.seed, where)


def _spanned(spanning: Sequence[Swept], pairing: Pairing, number: int | None, seed: int, where: str) -> Listed:
    found = tuple(spanned_by(spanning, pairing, number, seed))
    return Listed(found, (where,) * len(found))


def _alone(found: Listed, plain: Sequence[str], pairing: Pairing, number: int | None) -> Listed:
    """Points that are listed, where nothing else would span a sweep, or set what they set."""
    if pairing != "product" or number is not None:
        raise InputError(Fault("points that are listed are not paired or drawn", "leave out --pair and --points"))
    if twice := [key for key in found.keys if key.lstrip("+") in _keys(plain)]:
        mend = "leave one of the two out"
        raise InputError(Fault("is set at every point, and to one value besides", mend, twice[0], found.places[0]))
    return found


def _keys(plain: Sequence[str]) -> set[str]:
    """The keys that overrides set."""
    return {word.split("=")[0].strip().lstrip("+~") for word in plain}
