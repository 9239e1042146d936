"""What is refused before the schema sees it, because the schema could not say what went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.config.files import Document
from sim.errors import Fault, InputError
from sim.spec import Locate


def mappings(document: Document) -> None:
    """Refuse `- key: value` in a scenario's lists of overrides, an easy slip for `- key=value`."""
    faults = []
    for keys, listed in _lists(document.data):
        for number, item in enumerate(listed):
            if isinstance(item, dict):
                key, value = next(iter(item.items()), ("key", "value"))
                where = document.find((*keys, number))[1]
                faults.append(
                    Fault(
                        "an override is text, not a mapping",
                        f"write `- {key}={value}`",
                        ".".join(keys),
                        where,
                    )
                )
    if faults:
        raise InputError(faults)


def _lists(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """The lists of overrides in a scenario that has not been validated yet."""
    if isinstance(base := data.get("base"), list):
        yield ("base",), base
    for kind in ("variants", "levers"):
        named = data.get(kind)
        for name, one in named.items() if isinstance(named, dict) else ():
            if isinstance(one, dict) and isinstance(listed := one.get("overrides"), list):
                yield (kind, str(name), "overrides"), listed


def unpackaged(data: Mapping[str, Any], origins: Locate) -> None:
    """Refuse matters whose `# @package` line Hydra has not seen: their keys stand below `matters`."""
    below = data.get("matters")
    if isinstance(below, dict) and isinstance(below.get("matters"), dict) and "tasks" not in below["matters"]:
        problem = "the block of matters does not say that it holds several keys of the spec"
        mend = "make `# @package _global_` its first line, above all other comments"
        raise InputError(Fault(problem, mend, "matters.matters", origins(("matters", "matters"))))


def code(data: Any, origins: Locate) -> None:
    """Refuse `_target_`, which would name code to run."""
    problem, mend = "names code to run, which no file here may", "leave it out"
    faults = [Fault(problem, mend, ".".join(map(str, path)), origins(path)) for path in _targets(data)]
    if faults:
        raise InputError(faults)


def _targets(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        if key == "_target_":
            yield (*path, key)
        yield from _targets(value, (*path, key))
