"""Resolved specs as lines that can be read and compared: each hall by what sets it apart from the hall most like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.check.found import Change, Value
from sim.spec import Spec

Lines = dict[str, Value]
"""The values of a spec by their dotted path."""
WORDS = ("label", "en", "zh")
"""Keys of what is only shown."""


def lines(spec: Spec) -> Lines:
    """All that a spec says, but for words that are only shown, and what it leaves out."""
    return lines_of(spec.model_dump(mode="json"))


def lines_of(plain: Mapping[str, Any]) -> Lines:
    """The same of plain data."""
    return dict(sorted(_lines(plain, "")))


def _lines(value: Any, path: str) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping | list):
        pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, below in pairs:
            if key not in WORDS:
                yield from _lines(below, f"{path}.{key}" if path else str(key))
    elif value is not None:
        yield path, value


def differences(old: Lines, new: Lines) -> list[Change]:
    """The keys in which two specs differ, with both values."""
    keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return [Change(key, old.get(key), new.get(key)) for key in keys]


def folded(halls: Mapping[str, Lines]) -> dict[str, Any]:
    """The halls as plain data: the first in full, the others by where they differ from an earlier one."""
    found: dict[str, Any] = {}
    for name, own in halls.items():
        apart = {other: differences(halls[other], own) for other in found}
        like = min(apart, key=lambda other: len(apart[other]), default=None)
        if like is None or len(apart[like]) >= len(own):
            found[name] = {"set": own}
            continue
        gone = [change.what for change in apart[like] if change.new is None]
        found[name] = {"like": like, "set": {c.what: c.new for c in apart[like] if c.new is not None}} | (
            {"without": gone} if gone else {}
        )
    return found


def unfolded(plain: Mapping[str, Any]) -> dict[str, Lines]:
    """The halls that `folded` told of. Raises `KeyError` where one is like a hall that does not come before it."""
    found: dict[str, Lines] = {}
    for name, told in plain.items():
        own = dict(found[told["like"]]) if "like" in told else {}
        own.update(told["set"])
        for key in told.get("without", ()):
            del own[key]
        found[name] = dict(sorted(own.items()))
    return found
