"""Arguments of a kind that cannot be meant, as a script may hand them in: told by name, with what to write.

The command line hands in nothing of the kind; what is of the right kind and yet cannot be used is told by whoever uses
it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, signature
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar, get_args

from sim.config.sweeps import Pairing
from sim.errors import Fault, InputError
from sim.report.text import LANGUAGES

P = ParamSpec("P")
R = TypeVar("R")
LONGEST = 60
"""Characters of a value that are told."""


@dataclass(frozen=True)
class Kind:
    """What an argument may be."""

    what: str
    mend: str
    fits: Callable[[Any], bool]


def _is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_path(value: Any) -> bool:
    return isinstance(value, str | os.PathLike)


def _each(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Whether it is a list, or the like, of what fits."""
    return lambda value: _is_collection(value) and all(map(fits, value))


def _is_collection(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping)


def _are_points(value: Any) -> bool:
    """What is in them is told where they are read."""
    return _is_path(value) or (isinstance(value, Iterable) and not isinstance(value, Mapping))


def _one_of(names: Iterable[str]) -> Kind:
    known = tuple(names)
    return Kind(f"none of {', '.join(known)}", f"write one of them, such as {known[0]!r}", lambda value: value in known)


WHOLE = Kind("no whole number", "write one, such as 20", _is_whole)
NUMBER = Kind("no number", "write one, such as 0.5", _is_number)
YES_OR_NO = Kind("neither True nor False", "write one of the two", lambda value: isinstance(value, bool))
PATH = Kind("no path", "write a text or a pathlib.Path", _is_path)
WORDS = Kind("no list of texts", 'write ["demand.volume=1.2", "hall.walk=1"]', _each(_is_text))
UNTIL = Kind("no text that says how sure", 'write "mean_wait=0.5, visits_per_case=2%"', _is_text)
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("replications", "seed", "at_most", "number", "days", "fresh", "jobs"), WHOLE),
    **dict.fromkeys(("zone", "sure"), NUMBER),
    **dict.fromkeys(("parity", "controls", "figures", "resume"), YES_OR_NO),
    **dict.fromkeys(("scenario", "out"), PATH),
    **dict.fromkeys(("words", "overrides"), WORDS),
    "measures": Kind("no list of names", 'write ["mean_wait"]', _each(_is_text)),
    "quantiles": Kind("no list of numbers", "write [0.9]", _each(_is_number)),
    "until": UNTIL,
    **dict.fromkeys(("measure", "base"), Kind("no name", 'write a text, such as "mean_wait"', _is_text)),
    "address": Kind("no address", 'write a text, such as "auto"', _is_text),
    **dict.fromkeys(("engine", "level", "executor", "procedure", "best"), Kind("no name", "write a text", _is_text)),
    "points": Kind("no list of points", 'write [{"hall.walk": 1}], or the name of a file', _are_points),
    "pairing": _one_of(get_args(Pairing)),
    "lang": _one_of(LANGUAGES),
    "progress": Kind("nothing that can be called", "give a function of one argument, or leave it out", callable),
}
"""By the name of an argument what it may be."""


def told_by_name(*others: Callable[..., Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Lets a function refuse arguments of an odd kind with an `InputError` that has a fault for each.

    Those whose default is None may be None. What it takes by any name, to hand it on, is for the `others`.
    """

    def decorated(function: Callable[P, R]) -> Callable[P, R]:
        known = {name: one for of in (*others, function) for name, one in signature(of).parameters.items()}
        rest = [name for name, one in signature(function).parameters.items() if one.kind is Parameter.VAR_KEYWORD]

        @wraps(function)
        def refusing(*args: P.args, **kwargs: P.kwargs) -> R:
            given = signature(function).bind_partial(*args, **kwargs).arguments
            for name in rest:
                given |= given.pop(name, {})
            faults = [fault for name, value in given.items() for fault in _faults(name, value, known)]
            if faults:
                raise InputError(faults)
            return function(*args, **kwargs)

        return refusing

    return decorated


def _faults(name: str, value: Any, known: Mapping[str, Parameter]) -> Iterable[Fault]:
    if name not in known:
        return
    kind = KINDS.get(name)
    if kind is None or (value is None and known[name].default is None) or kind.fits(value):
        return
    text = repr(value)
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    yield Fault(f"{text} is {kind.what}", kind.mend, name)
