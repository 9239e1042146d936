"""Arguments of a kind that cannot be meant, as a script may hand them in: told by name, with what to write.

The command line hands in nothing of the kind; what is of the right kind and yet cannot be used is told by whoever uses
it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, signature
from numbers import Real
from operator import index
from typing import Any, ParamSpec, TypeVar, get_args

import numpy as np

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
    taken: Callable[[Any], Any]
    """It as Python's own, such as a whole number of numpy's as an `int`; raises `TypeError` for anything else."""


def _whole(value: Any) -> int:
    if isinstance(value, bool):
        raise TypeError
    return index(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError
    return float(value)


def _yes_or_no(value: Any) -> bool:
    if isinstance(value, bool | np.bool_) or index(value) in (0, 1):
        return bool(value)
    raise TypeError


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return str(value)


def _path(value: Any) -> Any:
    if not isinstance(value, str | os.PathLike):
        raise TypeError
    return value


def _each(taken: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Takes a list, or the like, of which it takes each."""

    def all_taken(values: Any) -> tuple[Any, ...]:
        if isinstance(values, str | bytes | Mapping):
            raise TypeError
        return tuple(map(taken, values))

    return all_taken


def _points(value: Any) -> Any:
    """What is in them is told where they are read."""
    if not isinstance(value, str | os.PathLike | Iterable) or isinstance(value, Mapping):
        raise TypeError
    return value


def _called(value: Any) -> Any:
    if not callable(value):
        raise TypeError
    return value


def _one_of(names: Iterable[str]) -> Kind:
    known = tuple(names)

    def taken(value: Any) -> str:
        if _text(value) not in known:
            raise TypeError
        return str(value)

    return Kind(f"none of {', '.join(known)}", f"write one of them, such as {known[0]!r}", taken)


WHOLE = Kind("no whole number", "write one, such as 20", _whole)
NUMBER = Kind("no number", "write one, such as 0.5", _number)
YES_OR_NO = Kind("neither True nor False", "write one of the two", _yes_or_no)
PATH = Kind("no path", "write a text or a pathlib.Path", _path)
WORDS = Kind("no list of texts", 'write ["demand.volume=1.2", "hall.walk=1"]', _each(_text))
UNTIL = Kind("no text that says how sure", 'write "mean_wait=0.5, visits_per_case=2%"', _text)
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("replications", "seed", "at_most", "number", "days", "fresh", "jobs"), WHOLE),
    **dict.fromkeys(("zone", "sure", "busy"), NUMBER),
    **dict.fromkeys(("parity", "controls", "figures", "resume", "curve"), YES_OR_NO),
    **dict.fromkeys(("scenario", "out"), PATH),
    **dict.fromkeys(("words", "overrides"), WORDS),
    "measures": Kind("no list of names", 'write ["mean_wait"]', _each(_text)),
    "variants": Kind("no list of names", 'write ["departmental"]', _each(_text)),
    "quantiles": Kind("no list of numbers", "write [0.9]", _each(_number)),
    "until": UNTIL,
    **dict.fromkeys(("measure", "base"), Kind("no name", 'write a text, such as "mean_wait"', _text)),
    "address": Kind("no address", 'write a text, such as "auto"', _text),
    **dict.fromkeys(
        ("engine", "level", "executor", "procedure", "best", "within", "weekday"),
        Kind("no name", "write a text", _text),
    ),
    "points": Kind("no list of points", 'write [{"hall.walk": 1}], or the name of a file', _points),
    "pairing": _one_of(get_args(Pairing)),
    "lang": _one_of(LANGUAGES),
    "progress": Kind("nothing that can be called", "give a function of one argument, or leave it out", _called),
}
"""By the name of an argument what it may be."""


def told_by_name(*others: Callable[..., Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Lets a function refuse arguments of an odd kind with an `InputError` that has a fault for each.

    All others it is given as Python's own. Those whose default is None may be None. What it takes by any name, to hand
    it on, is for the `others`.
    """

    def decorated(function: Callable[P, R]) -> Callable[P, R]:
        of_all = [one for of in (*others, function) for one in signature(of).parameters.items()]
        known = {name: one for name, one in of_all if name in KINDS}
        rest = [one.name for one in signature(function).parameters.values() if one.kind is Parameter.VAR_KEYWORD]

        @wraps(function)
        def refusing(*args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature(function).bind_partial(*args, **kwargs)
            faults: list[Fault] = []
            for given in (bound.arguments, *(bound.arguments[name] for name in rest if name in bound.arguments)):
                for name in given.keys() & known.keys():
                    if given[name] is not None or known[name].default is not None:
                        given[name] = _taken(name, given[name], faults)
            if faults:
                raise InputError(sorted(faults, key=lambda fault: list(known).index(str(fault.key))))
            return function(*bound.args, **bound.kwargs)

        return refusing

    return decorated


def _taken(name: str, value: Any, faults: list[Fault]) -> Any:
    """An argument as Python's own; where it cannot be that is among the `faults`."""
    kind = KINDS[name]
    try:
        return kind.taken(value)
    except TypeError:
        text = repr(value)
        text = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
        faults.append(Fault(f"{text} is {kind.what}", kind.mend, name))
        return value
