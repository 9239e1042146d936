"""The schema: what a hall, its people and its clerks are, and what is refused.

`parse` turns plain data into a frozen `Spec`, or tells every fault with its path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Fault, InputError
from sim.spec.checks import findings, of_scenario
from sim.spec.fields import DAY, HALF_HOUR, WEEKDAYS, Label, Model, Weekday, clock
from sim.spec.findings import suggest
from sim.spec.model import Goal, Lever, Precision, Scenario, Spec, Targets, Variant

__all__ = [
    "DAY",
    "HALF_HOUR",
    "WEEKDAYS",
    "Goal",
    "Label",
    "Lever",
    "Locate",
    "Precision",
    "Scenario",
    "Spec",
    "Targets",
    "Variant",
    "Weekday",
    "clock",
    "described",
    "parse",
    "suggest",
]

Path = tuple[str | int, ...]
Locate = Callable[[Path], str]
"""Names the file (and line) in which the value at a path was written."""
M = TypeVar("M", bound=Model)


def parse(model: type[M], data: Mapping[str, Any], locate: Locate = lambda path: "") -> M:
    """Validate plain `data` as `model` (a `Spec` or a `Scenario`), cross-checks included.

    Raises `InputError` with one fault for each thing wrong; `locate` says in which file a path stands.
    """
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        faults = [_fault(d, model, data, locate) for d in error.errors() if not _echo(d)]
        # where a choice among types fails, each type complains: the first is the likeliest to have been meant
        raise InputError(list({fault.key: fault for fault in reversed(faults)}.values())[::-1]) from None
    wrong = findings(value) if isinstance(value, Spec) else of_scenario(value) if isinstance(value, Scenario) else []
    if wrong:
        raise InputError([Fault(f.problem, f.mend, dotted(f.path), locate(f.path)) for f in wrong])
    return value


def _echo(detail: ErrorDetails) -> bool:
    """Whether it is said of a list only because its items, which have faults of their own, were left out of it."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def dotted(path: Path) -> str:
    """A path as it is written in an override: `staff.groups.tax.clerks`."""
    return ".".join(str(part) for part in path)


def _path(location: Path, data: Any) -> Path:
    """The path in the data, without the tags that a choice among models puts into an error's location."""
    path: list[str | int] = []
    for part in location:
        kind = isinstance(data, Mapping) and part not in data and data.get("kind") == part
        choice = isinstance(data, str | int | float)
        if kind or choice or part == "[key]":
            continue
        path.append(part)
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
    return tuple(path)


_MENDS = {
    "less_than_equal": "keep to the bound",
    "greater_than_equal": "keep to the bound",
    "greater_than": "keep to the bound",
    "time_of_day": 'write it in quotes, such as "08:30"',
    "union_tag_not_found": "say which distribution it is, such as `kind: lognormal`",
    "union_tag_invalid": "use one of the kinds named",
    "string_pattern_mismatch": "use lower-case letters, digits and underscores, a letter first",
}


def _fault(detail: ErrorDetails, model: type[Model], data: Mapping[str, Any], locate: Locate) -> Fault:
    path = _path(detail["loc"], data)
    problem = detail["msg"].removeprefix("Value error, ").replace("Input should", "must")
    mend = _MENDS.get(detail["type"], "see `onewindow schema` for what may stand here")
    if detail["type"] == "extra_forbidden":
        problem = "there is no such key"
        mend = suggest(str(path[-1]), _known_keys(model, detail["loc"]))
    elif detail["type"] == "missing":
        problem, mend = "is missing", f"add it: {_meaning(model, detail['loc'])}"
    elif detail["type"] != "time_of_day" and not isinstance(detail["input"], Mapping | list):
        problem += f", not {detail['input']!r}"
    return Fault(problem, mend, dotted(path), locate(path))


def _known_keys(model: type[Model], location: Path) -> tuple[str, ...]:
    """The keys beside the one at `location`, found by walking the exported schema."""
    schema = model.model_json_schema()
    node = _at(schema, location[:-1]) or {}
    return tuple(_resolve(schema, node).get("properties", ())) or ("a key of the schema",)


def _meaning(model: type[Model], location: Path) -> str:
    """The first sentence of what the schema says of a key."""
    told = (_at(model.model_json_schema(), location) or {}).get("description", "see `onewindow schema`")
    return str(told).replace("\n", " ").split(". ")[0].rstrip(".")


def described(model: type[Model], path: Path) -> Mapping[str, Any]:
    """What the JSON Schema says may stand at a path: its type, bounds, ...; nothing where it leads nowhere."""
    schema = model.model_json_schema()
    node = _at(schema, path)
    return {} if node is None else _resolve(schema, node)


def _at(schema: Mapping[str, Any], location: Path) -> Any:
    """The part of a schema that a location leads to, or None."""
    node: Any = schema
    for part in (p for p in location if p != "[key]"):
        node = _step(schema, node, part)
        if node is None:
            return None
    return node


def _resolve(schema: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    if "$ref" in node:
        return _resolve(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[1]])
    options = [option for option in node.get("anyOf", ()) if option.get("type") != "null"]
    return _resolve(schema, options[0]) if len(options) == 1 else node


def _step(schema: Mapping[str, Any], node: Any, part: str | int) -> Any:
    node = _resolve(schema, node)
    if isinstance(part, int):
        return node.get("items")
    if part in node.get("properties", {}):
        return node["properties"][part]
    if "discriminator" in node:
        tagged = node["discriminator"]["mapping"].get(part)
        return {"$ref": tagged} if tagged else None
    extra = node.get("additionalProperties")
    return extra if isinstance(extra, dict) else next(iter(node.get("patternProperties", {}).values()), None)
