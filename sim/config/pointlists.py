"""Points of a sweep that are listed: in a CSV file (a column a key, a row a point), in YAML or JSON, or by a script."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sim.config.files import read_text, shown
from sim.config.sweeps import MOST_POINTS, Point
from sim.errors import Fault, InputError

MOST_FAULTS = 20
"""Faults of a list that are told at once; a list with more is likely to be of another kind."""
KINDS = (".csv", ".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Listed:
    """Points, and where each was written."""

    points: tuple[Point, ...]
    places: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that every point sets."""
        return tuple(self.points[0])


def read_points(path: str | Path) -> Listed:
    """The points in a file: CSV with the keys in its first line, or a list of mappings in YAML or JSON.

    Raises `InputError` with every fault, its line, row or point, and its key.
    """
    path = Path(path)
    if path.suffix.lower() not in KINDS:
        raise InputError(Fault("is no list of points", f"name a file that ends in {', '.join(KINDS)}", file=str(path)))
    text = read_text(path)
    if path.suffix.lower() == ".csv":
        return _checked(_rows(text, shown(path)), shown(path))
    items = _of_json(text, path) if path.suffix.lower() == ".json" else _of_yaml(text, path)
    return _checked(items, shown(path))


def listed(points: Iterable[Any], file: str = "points") -> Listed:
    """Points that are given as mappings from keys to values, such as the records of a data frame.

    Raises `InputError` with every fault and the number of its point.
    """
    plain = ({k: _plain(v) for k, v in one.items()} if isinstance(one, Mapping) else one for one in points)
    return _checked([(f"{file}: point {number}", point) for number, point in enumerate(plain, start=1)], file)


def _plain(value: Any) -> Any:
    """A number of numpy's as one of Python's."""
    return value.item() if hasattr(value, "dtype") and not getattr(value, "ndim", 0) else value


Item = tuple[str, Any]
"""Where a point stands, and what stands there."""


def _rows(text: str, file: str) -> list[Item]:
    """The rows of a CSV file, by their keys."""
    try:
        # A mark at the very beginning is what spreadsheets put there, and no part of the first key.
        table = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
        lines = [(table.line_num, [cell.strip() for cell in row]) for row in table if any(map(str.strip, row))]
    except csv.Error as error:
        raise InputError(Fault(f"is not CSV: {error}", "check quotes and commas", file=file)) from None
    if not lines:
        raise InputError(Fault("the file is empty", "write the keys in its first line, then a row a point", file=file))
    (first, keys), *rows = lines
    _refuse_keys(keys, f"{file}:{first}")
    wrong = [
        Fault(f"the row has {len(row)} cells, the first line {len(keys)}", "write one for each key", file=f"{file}:{n}")
        for n, row in rows
        if len(row) != len(keys)
    ]
    if wrong:
        raise InputError(wrong[:MOST_FAULTS])
    return [(f"{file}:{line}", dict(zip(keys, row, strict=True))) for line, row in rows]


def _refuse_keys(keys: Sequence[str], where: str) -> None:
    if len(keys) == 1 and (";" in keys[0] or "\t" in keys[0]):
        raise InputError(Fault("cells are not separated by commas", "save it with commas between cells", file=where))
    for place, key in enumerate(keys, start=1):
        if not key:
            raise InputError(Fault(f"column {place} has no key", "name the key, or take the column away", file=where))
        if key in keys[: place - 1]:
            raise InputError(Fault("the key has two columns", "leave one of them out", key, where))


def _of_json(text: str, path: Path) -> list[Item]:
    try:
        data = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=lambda pairs: _once(pairs, shown(path)))
    except (ValueError, RecursionError) as error:
        raise InputError(
            Fault(f"is not JSON: {error}", "check commas, quotes and brackets", file=shown(path))
        ) from None
    if not isinstance(data, list):
        raise _no_list(shown(path))
    return [(f"{shown(path)}: point {number}", point) for number, point in enumerate(data, start=1)]


def _once(pairs: list[tuple[str, Any]], file: str) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InputError(Fault("the key stands twice in one point", "leave one of them out", twice, file))
    return dict(pairs)


def _of_yaml(text: str, path: Path) -> list[Item]:
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.SequenceNode):
            raise _no_list(shown(path))
        wheres = [f"{shown(path)}:{item.start_mark.line + 1}" for item in node.value]
        for where, item in zip(wheres, node.value, strict=True):
            names = [key.value for key, _ in item.value] if isinstance(item, yaml.MappingNode) else []
            if twice := next((str(name) for name in names if names.count(name) > 1), None):
                raise InputError(Fault("the key stands twice in one point", "leave one of them out", twice, where))
        return list(zip(wheres, loader.construct_document(node), strict=True))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = shown(path) + (f":{mark.line + 1}" if mark else "")
        why = getattr(error, "problem", None) or f"it cannot be understood ({type(error).__name__})"
        raise InputError(Fault(f"is not YAML: {why}", "check dashes, colons and quotes", file=where)) from None


def _no_list(file: str) -> InputError:
    return InputError(Fault("is not a list of points", "begin each point with `- key: value`", file=file))


def _checked(items: Sequence[Item], file: str) -> Listed:
    """The points, if there is nothing wrong with any."""
    if not items:
        raise InputError(Fault("no point is listed", "write one below the keys, or more", file=file))
    if len(items) > MOST_POINTS:
        raise InputError(Fault(f"lists more than {MOST_POINTS:,} points", "list fewer", file=file))
    faults: list[Fault] = []
    points: list[Point] = []
    seen: dict[tuple[Any, ...], str] = {}
    keys = list(items[0][1]) if isinstance(items[0][1], Mapping) else []
    bare = [str(key).lstrip("+") for key in keys]
    if twice := next((key for key in bare if bare.count(key) > 1), None):
        raise InputError(Fault("the key is set twice in one point", "leave one of them out", twice, items[0][0]))
    for where, item in items:
        found = list(_faults(item, keys, where))
        if not found:
            point = {str(key): _written(item[key]) for key in keys}
            before = seen.setdefault(tuple(map(_number, point.values())), where)
            if before != where:
                found = [Fault(f"is the same as {_within(file, before)}", "leave one of the two out", file=where)]
            points.append(point)
        faults += found
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise InputError(faults)
    return Listed(tuple(points), tuple(where for where, _ in items))


def _within(file: str, where: str) -> str:
    """A place in a file that has been named: line 3, or point 3."""
    place = where.removeprefix(file).lstrip(": ")
    return f"line {place}" if place.isdecimal() else place


def _faults(item: Any, keys: Sequence[Any], where: str) -> Iterator[Fault]:
    """What is wrong with a point by itself."""
    if not isinstance(item, Mapping) or not item:
        yield Fault("is not a point", "write keys with their values: demand.volume: 0.9", file=where)
        return
    for key in [*keys, *(key for key in item if key not in keys)]:
        if key not in item:
            yield Fault("the point does not set it, others do", "let every point set the same keys", str(key), where)
        elif key not in keys:
            yield Fault("the first point does not set it", "let every point set the same keys", str(key), where)
        elif not isinstance(key, str) or not key.strip() or any(mark in key for mark in "=~ \t\n"):
            yield Fault("is no key", "write it as in demand.volume", str(key), where)
        elif isinstance(item[key], Mapping):
            inner = next(iter(item[key]), "key")
            yield Fault("holds keys of its own", f"write them with a dot between: {key}.{inner}", key, where)
        elif item[key] is None or item[key] != item[key] or not str(item[key]).strip():
            yield Fault("has no value", "write one, or take the point away", key, where)
        elif not _is_plain(item[key]):
            yield Fault(f"{item[key]!a} is no number, text or list of these", "put it in quotes", key, where)


def _is_plain(value: Any) -> bool:
    """Whether it is a number, a text that can be written, or a list of these."""
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    return isinstance(value, int | float)


def _written(value: Any) -> str:
    """A value as it is written in an override."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: str) -> str | float:
    """What a value is compared by: 1 and 1.0 are the same."""
    try:
        number = float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value
