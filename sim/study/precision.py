"""Until when the days are played: a number of times, or until every interval that is asked for is narrow enough.

The first replications alone decide how many there must be (`sim.inference.precision`), so that intervals still hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import Fault, InputError
from sim.inference.precision import LEAST, Width, needed
from sim.measures import Measure
from sim.spec import Precision, suggest
from sim.tape import Floats

WORD = re.compile(r"(?P<measure>\w+)(?P<difference>:difference)?=(?P<number>[0-9.eE+-]+)(?P<share>%?)")
HINT = "write mean_wait=0.5 in the measure's unit, mean_wait=5% of the mean, or mean_wait:difference=0.5"


@dataclass(frozen=True)
class Until:
    """What is asked of a study that is to be played until it is sure; as its scenario says where that is None."""

    asked: Mapping[str, Precision] | None = None
    at_most: int | None = None
    """Replications."""


@dataclass(frozen=True)
class Aim:
    """How sure which measures should be, and after how many replications that is given up."""

    asked: Mapping[str, Precision]
    first: int
    """Replications that decide how many there are in all."""
    most: int

    @property
    def of_differences(self) -> bool:
        """Whether any difference between halls is asked for."""
        return any(one.difference is not None for one in self.asked.values())

    def told(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "asked": {name: one.model_dump(exclude_none=True) for name, one in self.asked.items()},
            "first": self.first,
            "most": self.most,
        }


@dataclass(frozen=True)
class Together:
    """Halls that are played as often as one another, until all that is asked of them is sure enough."""

    point: int
    """The point of a sweep at which they stand."""
    halls: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    statements: int
    """How many differences are told at once."""


@dataclass(frozen=True)
class Ask:
    """One interval that should be narrow enough."""

    measure: str
    halls: tuple[str, ...]
    """The hall, or the two whose difference it is."""
    width: Width
    statements: int
    """How many such intervals are told at once."""


def until_in(text: str | None, at_most: int | None) -> Until:
    """What the command line asks: measures and widths, separated by commas; "none" asks for nothing.

    Raises `InputError` for anything else.
    """
    if text is None or text.strip() == "none":
        return Until(None if text is None else {}, at_most)
    return Until(_asked_in(text), at_most)


def _asked_in(text: str) -> dict[str, Precision]:
    found: dict[str, dict[str, float]] = {}
    for word in filter(None, map(str.strip, text.split(","))):
        match = WORD.fullmatch(word)
        if match is None:
            raise InputError(Fault(f"{word!r} does not say how sure what should be", HINT, "until"))
        kind = "difference" if match["difference"] else "relative" if match["share"] else "absolute"
        if kind in found.get(match["measure"], {}):
            raise InputError(Fault(f"{match['measure']} is asked for twice", "leave one of them out", "until"))
        try:
            number = float(match["number"]) / (100.0 if match["share"] else 1.0)
            if match["difference"] and match["share"]:
                raise ValueError("a difference has a width in the measure's unit")
            found.setdefault(match["measure"], {})[kind] = number
            Precision.model_validate(found[match["measure"]])
        except ValueError:
            raise InputError(Fault(f"{word!r} does not say how sure what should be", HINT, "until")) from None
    if not found:
        raise InputError(Fault("nothing is asked to be sure", f"{HINT}; or none", "until"))
    return {name: Precision(**widths) for name, widths in found.items()}


def aim_of(
    asked: Mapping[str, Precision],
    known: Mapping[str, Measure],
    key: str,
    first: int,
    most: int,
    file: str = "",
    *,
    given: bool = True,
) -> Aim | None:
    """The aim of a study, None where nothing is asked.

    `key` and `file` say where it is asked, `given` whether `most` is not the scenario's. Raises `InputError` for
    measures that are not known or not told of a hall, and numbers of replications that do not fit.
    """
    faults = list(_faults(asked, known, key, file))
    if asked and first < LEAST:
        mend = f"play at least {LEAST} replications at first"
        faults.append(Fault(f"{first} is too few to tell how many more are needed", mend, "replications"))
    if asked and most < first:
        mend = f"allow at least the {first} with which it begins, or leave it out"
        where = ("at_most", "") if given else ("most_replications", file)
        faults.append(Fault(f"{most} is fewer than are played at first", mend, *where))
    if faults:
        raise InputError(faults)
    return Aim(dict(asked), first, most) if asked else None


def _faults(asked: Iterable[str], known: Mapping[str, Measure], key: str, file: str) -> Iterator[Fault]:
    for name in asked:
        if name not in known:
            yield Fault(f"there is no measure {name!r}", suggest(name, known), key, file)
        elif "hall" not in known[name].by:
            yield Fault(f"{name} is not told of the whole hall", "leave it out", key, file)


def asks(aim: Aim, halls: Sequence[str], pairs: Sequence[tuple[str, str]], statements: int) -> Iterator[Ask]:
    """Every interval that an aim asks for."""
    for name, one in aim.asked.items():
        for most, relative in ((one.absolute, False), (one.relative, True)):
            if most is not None:
                yield from (Ask(name, (hall,), Width(most, relative), 1) for hall in halls)
        if one.difference is not None:
            yield from (Ask(name, pair, Width(one.difference), statements) for pair in pairs)


def replications_for(asks: Iterable[Ask], values: Mapping[tuple[str, str], Floats], first: int) -> dict[Ask, float]:
    """How many replications each interval needs; `values` by measure and hall, a value a replication from the first on.

    What no hall of it has any value of needs none.
    """
    found = {}
    for ask in asks:
        there = [values[ask.measure, hall] for hall in ask.halls if (ask.measure, hall) in values]
        if len(there) < len(ask.halls):
            continue
        told = there[-1] - there[0] if len(there) > 1 else there[0]
        if not np.isnan(told).all():
            found[ask] = needed(told, ask.width, first, ask.statements)
    return found


def most_of(needs: Mapping[Ask, float], aim: Aim) -> int:
    """How many replications there must be; what no number is enough for asks for none."""
    return int(min(max(filter(math.isfinite, needs.values()), default=0.0), aim.most))


def needed_of_cell(aim: Aim, measures: Sequence[str], values: Floats) -> int:
    """How many replications a hall by itself needs, by those that there are, `values` (replications, measures).

    No more than there are where all intervals that are asked for are narrow enough, and never more than the aim's most.
    """
    known = {(name, ""): values[:, place] for place, name in enumerate(measures)}
    return most_of(replications_for(asks(aim, [""], [], 1), known, aim.first), aim)


def enough_of_cell(aim: Aim, measures: Sequence[str], values: Floats) -> int | None:
    """After how many of these replications the hall was sure enough; None where more are needed than there are.

    Replayed from the first ones on, so that it does not hang on how many there happen to be.
    """
    n = aim.first
    while n <= len(values):
        wanted = needed_of_cell(aim, measures, values[:n])
        if wanted <= n:
            return n
        n = wanted
    return None


def needed_together(aim: Aim, together: Together, known: Mapping[tuple[str, str], Floats]) -> int:
    """As `needed_of_cell`, of halls that go on together; `known` by measure and hall, a value a replication."""
    wanted = asks(aim, together.halls, together.pairs, together.statements)
    return most_of(replications_for(wanted, known, aim.first), aim)


def enough_together(aim: Aim, together: Together, known: Mapping[tuple[str, str], Floats]) -> int | None:
    """As `enough_of_cell`, of halls that go on together."""
    there, n = min(map(len, known.values())), aim.first
    while n <= there:
        wanted = needed_together(aim, together, {key: values[:n] for key, values in known.items()})
        if wanted <= n:
            return n
        n = wanted
    return None
