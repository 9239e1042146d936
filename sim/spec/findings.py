"""What a cross-check finds, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Keys and numbers that lead to a value of a spec."""


class Finding(NamedTuple):
    """What a cross-check found: the path of keys, what is wrong, and how to mend it."""

    path: Path
    problem: str
    mend: str


def suggest(name: str, known: Iterable[str]) -> str:
    """A mend for an unknown name: the nearest known one, or all of them."""
    names = sorted(known)
    if not names:
        return "leave it out: there are none"
    near = get_close_matches(name, names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"use one of: {', '.join(names)}"


def unknown(path: Path, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Finding]:
    """A finding for each of `names` that is not `known`."""
    known = tuple(known)
    for name in names:
        if name not in known:
            yield Finding(path, f"{name!r} is no {what}", suggest(name, known))
