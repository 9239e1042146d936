"""Sweeps: a key set to one value after another, in Hydra's grammar, and the points that several of them make.

`key=1,2`, `key=choice(1,2)`, `key=range(0.8,1.3,0.1)`, `key=interval(0.8,1.2)`; `group=glob(*)` for building blocks.
"""

from __future__ import annotations

import fnmatch
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Literal

import numpy as np

from sim.config.compose import search_path
from sim.config.files import GROUPS, find
from sim.errors import Fault, InputError
from sim.spec import suggest

Pairing = Literal["product", "zip", "latin"]
"""How the values of several keys meet: each with each, the first with the first, or as a Latin hypercube."""
MOST_POINTS = 10**6
"""Points of a sweep, at the most: more is a slip of the pen."""
PARTS = re.compile(r"(?P<key>(\+\+?)?[^\s=+~]+)=(?P<values>.*)", re.DOTALL)
COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Swept:
    """A key, and the values that it is set to, as they are written; or the ends that all of them lie between."""

    key: str
    values: tuple[str, ...] = ()
    ends: tuple[float, float] | None = None
    whole: bool = False
    """Whether only whole numbers between the ends are meant."""
    where: str = COMMAND_LINE
    """Where it was written."""

    @property
    def bare(self) -> str:
        """The key without the sign that adds it."""
        return self.key.lstrip("+")

    def refused(self, problem: str, mend: str) -> InputError:
        """The error that says why it cannot be used."""
        return InputError(Fault(problem, mend, self.key, self.where))


Point = dict[str, str]
"""By key the value that it is set to, as it is written."""


def told_apart(words: Iterable[str], scenario: str, where: str = COMMAND_LINE) -> tuple[list[Swept], list[str]]:
    """The keys that are swept, and the overrides that hold at every point; `where` the words were written.

    Raises `InputError` for what cannot be swept, and for a key that is swept twice, or swept and set.
    """
    found: list[Swept] = []
    plain: list[str] = []
    for word in words:
        swept = _swept(word, scenario, where)
        if swept is None:
            plain.append(word)
        elif any(other.bare == swept.bare for other in found):
            raise swept.refused("is swept twice", "write all of its values in one place")
        else:
            found.append(swept)
    for swept in found:
        if any(swept.bare == word.split("=")[0].strip().lstrip("+~") for word in plain):
            raise swept.refused("is swept, and set to one value besides", "leave one of the two out")
    return found, plain


def _swept(word: str, scenario: str, where: str) -> Swept | None:
    """What a word sweeps; None where it is an override as any other, or none at all, which is told elsewhere."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.core.override_parser.types import ChoiceSweep, Glob, IntervalSweep, RangeSweep
    from hydra.errors import HydraException

    parts = PARTS.fullmatch(word.strip())
    if parts is None:
        return None
    try:
        parsed = OverridesParser.create().parse_override(f"value={parts['values']}")
    except HydraException:
        return None
    if not parsed.is_sweep_override():
        return None
    swept, value, written = Swept(parts["key"], where=where), parsed.value(), parts["values"]
    if isinstance(value, IntervalSweep):
        low, high = value.start or 0.0, value.end or 0.0
        if not -math.inf < low < high < math.inf:
            raise swept.refused(f"{written} has no width", "write interval(low,high), low below high")
        return replace(swept, ends=(float(low), float(high)), whole=isinstance(low, int) and isinstance(high, int))
    if isinstance(value, Glob):
        return replace(swept, values=_blocks(swept, value.include, value.exclude, scenario))
    if isinstance(value, ChoiceSweep | RangeSweep) and value.shuffle:
        raise swept.refused(f"{written} gives another order every time", "list the values in the order that you want")
    if isinstance(value, RangeSweep) and value.step == 0:
        raise swept.refused(f"{written} never ends", "let the step be above 0")
    values = tuple(islice(parsed.sweep_string_iterator(), MOST_POINTS + 1))
    if len(values) > MOST_POINTS:
        raise swept.refused(f"{written} has more than {MOST_POINTS:,} points", "let the step be wider")
    if not values:
        raise swept.refused(f"{written} has no values", "let the range begin before it ends")
    return replace(swept, values=values)


def _blocks(swept: Swept, include: Sequence[str], exclude: Sequence[str], scenario: str) -> tuple[str, ...]:
    """The building blocks of a group whose names are like `include`, and not like `exclude`."""
    if swept.key not in GROUPS:
        mend = f"glob() chooses building blocks: {', '.join(GROUPS)}; list the values of a key"
        raise swept.refused("is no group of building blocks", mend)
    folders = [place / swept.key for place in search_path(find(scenario))]
    known = sorted({path.stem for place in folders for path in place.glob("*.yaml")})
    found = [name for name in known if any(fnmatch.fnmatch(name, like) for like in include)]
    found = [name for name in found if not any(fnmatch.fnmatch(name, like) for like in exclude)]
    if not found:
        raise swept.refused("no block has such a name", suggest(", ".join(include), known))
    return tuple(found)


def points(
    sweeps: Sequence[Swept], pairing: Pairing = "product", number: int | None = None, seed: int = 1
) -> list[Point]:
    """The points of several sweeps, in the order in which they are written; the last key changes first.

    A Latin hypercube (McKay, Beckman and Conover 1979) has `number` points: each key takes as many values, one from
    each of so many parts of its range that are alike, in an order of its own drawn with `seed`; of listed values each
    as often as any other. Raises `InputError` for sweeps that cannot be paired so.
    """
    if not sweeps:
        raise InputError(Fault("nothing is swept", "give a key several values: demand.volume=0.9,1.0,1.1"))
    if pairing == "latin":
        return _latin(sweeps, number, seed)
    for swept in sweeps:
        if swept.ends is not None:
            mend = "give its values, or let points be drawn: --pair latin --points 50"
            raise swept.refused("an interval has no list of values", mend)
    if number is not None:
        raise InputError(Fault("--points is for --pair latin", "leave it out, or draw a Latin hypercube"))
    keys = [swept.key for swept in sweeps]
    if pairing == "zip":
        lengths = {len(swept.values) for swept in sweeps}
        if len(lengths) > 1:
            told = ", ".join(f"{swept.key} has {len(swept.values)}" for swept in sweeps)
            mend = "give each key as many, or leave out --pair zip"
            raise InputError(Fault(f"values cannot be paired: {told}", mend))
        rows: Iterable[tuple[str, ...]] = zip(*(swept.values for swept in sweeps), strict=True)
    else:
        # Once each: where values go in pairs one may come with several others.
        lists = [tuple(dict.fromkeys(swept.values)) for swept in sweeps]
        _refuse_too_many(math.prod(map(len, lists)))
        rows = product(*lists)
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _refuse_too_many(number: int) -> None:
    if number > MOST_POINTS:
        mend = "sweep fewer values, or draw a Latin hypercube: --pair latin --points 500"
        raise InputError(Fault(f"{number:,} points are more than {MOST_POINTS:,}", mend))


def _latin(sweeps: Sequence[Swept], number: int | None, seed: int) -> list[Point]:
    if number is None or number < 2:
        raise InputError(Fault("a Latin hypercube has at least 2 points", "say how many: --points 50"))
    _refuse_too_many(number)
    generator = np.random.Generator(np.random.Philox(key=seed))
    columns = []
    for swept in sweeps:
        place = (generator.permutation(number) + generator.random(number)) / number
        columns.append([_at(swept, float(share)) for share in place])
    keys = [swept.key for swept in sweeps]
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]


def _at(swept: Swept, share: float) -> str:
    """The value that lies at a share of the way."""
    if swept.ends is None:
        return swept.values[min(int(share * len(swept.values)), len(swept.values) - 1)]
    low, high = swept.ends
    if swept.whole:
        return str(int(low) + min(int(share * (high - low + 1.0)), int(high - low)))
    # A millionth of the range is less than a planner can tell apart, and can be written again by hand.
    places = max(0, 6 - math.floor(math.log10(high - low)))
    return f"{min(max(low + share * (high - low), low), high):.{places}f}"


def overrides(point: Point) -> list[str]:
    """The overrides that lead to a point."""
    return [f"{key}={value}" for key, value in point.items()]
