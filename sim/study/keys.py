"""A number of the spec that is changed from one value to another: its key, its range, what may stand there."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.config import COMMAND_LINE, Composed, changed
from sim.errors import Fault, InputError
from sim.spec import Spec, described

SPREAD = (0.5, 1.5)
"""The ends of a range that is not given, over the value that stands there."""

_FORM = re.compile(r"[^\s=+~.]+(\.[^\s=+~.]+)*")


@dataclass(frozen=True)
class Range:
    """The values that a key is tried at."""

    key: str
    start: float
    end: float
    whole: bool
    """Whether it takes whole numbers only."""
    tolerance: float
    """How near to each other two values are told apart: 1 for whole numbers."""
    now: Mapping[str, float]
    """The value that stands there, by variant; none where nothing does."""

    def grid(self, points: int) -> list[float]:
        """Values from end to end, evenly spread."""
        step = (self.end - self.start) / (points - 1)
        values = [self.start + step * i for i in range(points - 1)] + [self.end]
        return sorted({float(round(value)) if self.whole else value for value in values})

    def override(self, value: float) -> str:
        """The override that sets the key to a value."""
        return f"{self.key}={int(value)}" if self.whole else f"{self.key}={value!r}"


def range_of(
    composed: Composed, key: str, variants: Sequence[str], start: float | None, end: float | None, tolerance: float
) -> tuple[Range, list[str]]:
    """The range of a key, and those of `variants` that have no such key; `tolerance` is in parts of the range.

    Raises `InputError` for a key that none of them has, that is no number, or whose ends cannot be used.
    """
    if not _FORM.fullmatch(key):
        mend = "write the key alone, such as hall.slowness; the values it is tried at are --from and --to"
        raise InputError(Fault(f"{key!r} is no key", mend, "over"))
    now = {name: number for name in variants if (number := _number(composed.specs[name], key)) is not None}
    node = described(Spec, tuple(int(part) if part.isdecimal() else part for part in key.split(".")))
    if not now:
        # Nothing stands there, and perhaps nothing may: why not, whoever reads an override knows best.
        probed = changed(composed, [f"{key}=1"], variants)
        _refuse_key_of_base(composed, key, *probed)
        _refuse_unknown(*probed)
    whole = all(isinstance(number, int) for number in now.values()) if now else node.get("type") == "integer"
    low, high = _ends(key, now, node, whole, start, end)
    found = Range(key, low, high, whole, 1.0 if whole else tolerance * (high - low), now)
    tried = changed(composed, [found.override(low), found.override(high)], variants)
    _refuse_unknown(*tried)
    return found, [name for name in variants if any(isinstance(specs[name], InputError) for specs in tried)]


def _refuse_key_of_base(composed: Composed, key: str, tried: Mapping[str, Spec | InputError]) -> None:
    """Say that a key which can be set in none of the variants tried stands in the one that they are held against."""
    if all(isinstance(found, InputError) for found in tried.values()):
        for name, spec in composed.specs.items():
            if name not in tried and _number(spec, key) is not None:
                mend = f"let --base be another: {', '.join(tried)}"
                raise InputError(Fault(f"only the base, {name}, has this key", mend, key, COMMAND_LINE))


def _refuse_unknown(*tried: Mapping[str, Spec | InputError]) -> None:
    """Say what is wrong with an override that can be applied to no variant."""
    for specs in tried:
        wrong = [error for error in specs.values() if isinstance(error, InputError)]
        if len(wrong) == len(specs):
            raise wrong[0]


def _number(spec: Spec, key: str) -> float | None:
    """The number at a key, or None where nothing stands there. Raises `InputError` for anything else."""
    value: Any = spec.model_dump(mode="json")
    for part in key.split("."):
        if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            value = value.get(part) if isinstance(value, dict) else None
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise InputError(Fault("is no number", "name the key of one, such as hall.slowness", key, COMMAND_LINE))


def _ends(
    key: str, now: Mapping[str, float], node: Mapping[str, Any], whole: bool, start: float | None, end: float | None
) -> tuple[float, float]:
    if (start is None or end is None) and not any(now.values()):
        stands = "stands" if not now else "but 0 stands"
        mend = "say from where to where it is to be tried: --from and --to"
        raise InputError(Fault(f"nothing {stands} there that a range could be taken from", mend, key, COMMAND_LINE))
    around = [times * value for times in SPREAD for value in now.values()]
    low = float(min(around) if start is None else start)
    high = float(max(around) if end is None else end)
    low = max(low, node.get("minimum", -math.inf)) if start is None else low
    high = min(high, node.get("maximum", math.inf)) if end is None else high
    if whole:
        if any(given is not None and not float(given).is_integer() for given in (start, end)):
            raise InputError(Fault("takes whole numbers only", "let --from and --to be whole", key, COMMAND_LINE))
        low, high = float(math.floor(low)), float(math.ceil(high))
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise InputError(Fault(f"from {low:g} to {high:g} is no range", "let --from be below --to", key, COMMAND_LINE))
    return low, high
