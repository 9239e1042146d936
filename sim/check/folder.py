"""The folder of baselines: text that can be reviewed, frozen plans, and a log whose last line seals it all."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sim.check.columns import Column, column_from
from sim.check.equivalence import Weeks
from sim.check.frozen import ENDING
from sim.check.specs import Lines, folded, unfolded
from sim.errors import Fault, InputError
from sim.results.files import plain

LOG, SEAL = "LOG.md", "Seal: "
PLANS, STREAMS, SPECS, TAPES, WEEKS = "plans.json", "streams.json", "specs.json", "tapes.json", "weeks.csv"
FROZEN, FIGURES, COUNTED = "plans", "kpis", "counted"
"""Folders of frozen plans, and of key figures, those of sessions and those that are counted: a file a scenario."""
TEXTS = (".json", ".csv", ".md")
RESTORE = "restore it as it was committed"
TITLE = "# What changed the baselines, and why\n"

Figures = dict[str, tuple[float, ...]]
"""By measure its value in each replication."""
T = TypeVar("T")


@dataclass(frozen=True)
class People:
    """Who comes to some halls, as it is drawn."""

    asked: str
    """A digest of all that decides who comes."""
    halls: tuple[str, ...]
    columns: Mapping[str, Column]


@dataclass(frozen=True)
class Baselines:
    """All that a check holds things against."""

    frozen: Mapping[str, bytes] = field(default_factory=dict)
    """The frozen plans by name, as files."""
    plans: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By name the sha256 of each plan, and the fingerprint of its trace."""
    streams: Mapping[str, str] = field(default_factory=dict)
    specs: Mapping[str, Lines] = field(default_factory=dict)
    """By hall."""
    people: Mapping[str, People] = field(default_factory=dict)
    """By the first hall that they come to."""
    figures: Mapping[str, Figures] = field(default_factory=dict)
    """By hall, of its sessions."""
    counted: Mapping[str, Figures] = field(default_factory=dict)
    """By hall, counted as it is played."""
    weeks: Mapping[str, Mapping[str, Weeks]] = field(default_factory=dict)
    """By hall and measure."""


def read(folder: Path) -> Baselines:
    """The baselines in a folder.

    Raises `InputError` where there is no such folder, or a file in it cannot be read or understood.
    """
    if not folder.is_dir():
        raise none_in(folder)
    people = _read(folder / TAPES, lambda text: {name: _people(one) for name, one in json.loads(text).items()})
    return Baselines(
        frozen={path.stem: _bytes(path) for path in sorted((folder / FROZEN).glob(f"[!.]*{ENDING}"))},
        plans=_read(folder / PLANS, _plans),
        streams=_read(folder / STREAMS, json.loads),
        specs=_read(folder / SPECS, lambda text: unfolded(json.loads(text))),
        people=people,
        figures=_all_figures(folder / FIGURES),
        counted=_all_figures(folder / COUNTED),
        weeks=_read(folder / WEEKS, _weeks),
    )


def none_in(folder: Path) -> InputError:
    """What is said of a folder that holds no baselines."""
    mend = "name the folder with --baselines, or write it: onewindow check --update --because '...'"
    return InputError(Fault("there are no baselines here", mend, file=str(folder)))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(Fault(f"cannot be read ({error.strerror})", RESTORE, file=str(path))) from None


def _read(path: Path, understand: Callable[[str], dict[str, T]]) -> dict[str, T]:
    """What a file holds; nothing where there is none."""
    try:
        found = understand(path.read_text("utf-8")) if path.exists() else {}
        if not isinstance(found, dict):
            raise TypeError("it holds no names")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise InputError(Fault(f"cannot be understood ({error})", RESTORE, file=str(path))) from None
    return found


def _plans(text: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = json.loads(text)
    for told in found.values():
        if not isinstance(told["plan"], str) or not isinstance(told["trace"], str):
            raise TypeError("a plan or a trace has no digest")
        if not isinstance(told["rows"], dict) or not isinstance(told["columns"], dict):
            raise TypeError("a trace has no rows or no columns")
    return found


def _people(told: Mapping[str, Any]) -> People:
    columns = {name: column_from(column) for name, column in told["columns"].items()}
    return People(str(told["asked"]), tuple(map(str, told["halls"])), columns)


def _all_figures(folder: Path) -> dict[str, Figures]:
    return {name: found for path in sorted(folder.glob("[!.]*.csv")) for name, found in _figures(path).items()}


def _figures(path: Path) -> dict[str, Figures]:
    """Key figures of a scenario: a row a measure, a column a variant and replication."""

    def understand(text: str) -> dict[str, Figures]:
        head, *rows = csv.reader(io.StringIO(text))
        found: dict[str, Figures] = {}
        for place, column in enumerate(head[1:], start=1):
            hall = found.setdefault(f"{path.stem}/{column.rpartition('[')[0]}", {})
            for row in rows:
                hall[row[0]] = (*hall.get(row[0], ()), _number(row[place]))
        return found

    return _read(path, understand)


def _number(text: str) -> float:
    """A figure, or nan where there is none. Raises `ValueError` for one that is not finite."""
    if not text:
        return math.nan
    if not math.isfinite(found := float(text)):
        raise ValueError(f"{text} is no figure")
    return found


def _weeks(text: str) -> dict[str, Mapping[str, Weeks]]:
    found: dict[str, dict[str, Weeks]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        one = Weeks(int(row["n"]), _number(row["mean"]), _number(row["deviation"]))
        if one.n < 0:
            raise ValueError(f"{one.n} replications")
        found.setdefault(row["hall"], {})[row["measure"]] = one
    return dict(found)


def files(of: Baselines) -> dict[str, bytes]:
    """The baselines as files, by their path below the folder; equal baselines are equal bytes."""
    people = {
        name: {
            "asked": one.asked,
            "halls": list(one.halls),
            "columns": {column: found.plain() for column, found in sorted(one.columns.items())},
        }
        for name, one in of.people.items()
    }
    found = {
        PLANS: plain(dict(sorted(of.plans.items()))),
        STREAMS: plain(of.streams),
        SPECS: plain(folded(of.specs)),
        TAPES: _compact(people),
        WEEKS: _table(["hall", "measure", "n", "mean", "deviation"], _week_rows(of.weeks)),
    }
    found |= {f"{FROZEN}/{name}{ENDING}": content for name, content in of.frozen.items()}
    return found | _figure_files(FIGURES, of.figures) | _figure_files(COUNTED, of.counted)


def _figure_files(folder: str, figures: Mapping[str, Figures]) -> dict[str, bytes]:
    scenarios: dict[str, dict[str, Figures]] = {}
    for hall, found in figures.items():
        scenario, _, variant = hall.partition("/")
        scenarios.setdefault(scenario, {})[variant] = found
    return {f"{folder}/{scenario}.csv": _figure_table(halls) for scenario, halls in scenarios.items()}


def _compact(people: Mapping[str, Any]) -> bytes:
    """JSON with a line a column of a tape."""
    parts = []
    for name, one in people.items():
        columns = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in one["columns"].items())
        head = "".join(f" {json.dumps(key)}: {json.dumps(one[key])},\n" for key in ("asked", "halls"))
        parts.append(f'{json.dumps(name)}: {{\n{head} "columns": {{\n{columns}\n }}}}')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _week_rows(weeks: Mapping[str, Mapping[str, Weeks]]) -> Iterator[list[str]]:
    for hall, measures in weeks.items():
        for measure, one in measures.items():
            yield [hall, measure, str(one.n), written(one.mean), written(one.deviation)]


def _figure_table(halls: Mapping[str, Figures]) -> bytes:
    measures = dict.fromkeys(measure for figures in halls.values() for measure in figures)
    numbers = {variant: max(map(len, figures.values()), default=0) for variant, figures in halls.items()}
    head = ["measure", *(f"{variant}[{r}]" for variant, number in numbers.items() for r in range(number))]
    rows = []
    for measure in measures:
        cells = [halls[v].get(measure, (math.nan,) * number) for v, number in numbers.items()]
        rows.append([measure, *(written(value) for values in cells for value in values)])
    return _table(head, rows)


def written(value: float) -> str:
    """A number in twelve digits: a thousand times finer than what counts as moved."""
    return "" if math.isnan(value) else f"{value:.12g}"


def _table(head: list[str], rows: Iterator[list[str]] | list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    return text.getvalue().encode()
