"""The columns of a tape: a digest and a summary of each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.check.prints import column_digest
from sim.check.summary import Summary, likelihood, merged, summarised
from sim.demand import Demand
from sim.spec import DAY
from sim.streams import first
from sim.tape import Ints, Tape

DRAWN = 2
"""Replications of which each column is kept."""
SUMMED = 10
"""Replications over which a column is summed up: so many people that another law shows."""
COUNTED = 50
"""Replications of which it is kept how many people come: that is one number each."""
PEOPLE = "people"
OWN = ""
"""Stands for the columns that are new."""
DIGITS = 16
"""Digits of a sha256 that are kept: it only has to tell two columns apart."""


class Drawn(NamedTuple):
    """A column of one tape."""

    name: str
    values: NDArray[Any]
    """(n) or (n, k)"""
    day: Ints
    """(n) The day of each row."""
    by_task: bool = False
    """Whether it is 0 for whoever has no such task: they are not summed up."""

    def summed(self, edges: Sequence[float] | None) -> Summary:
        """The column in a few numbers, in bins with these edges or with its own."""
        if not self.by_task:
            return summarised(self.values, self.day, edges)
        there = self.values != 0.0
        return summarised(self.values[there], self.day[there], edges)


@dataclass(frozen=True)
class Column:
    """What is kept of a column of tapes."""

    values: tuple[str, ...]
    """By replication the digest of its values, in ascending order: whose they are does not matter."""
    rows: tuple[str, ...]
    """By replication the digest of its rows as they stand."""
    mean: float
    """Of these replications, and of what is finite."""
    summary: Summary
    """Of more of them."""

    def plain(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {"values": list(self.values), "rows": list(self.rows), "mean": self.mean, "law": asdict(self.summary)}


def column_from(plain: dict[str, Any]) -> Column:
    """The column that `plain` was made of. Raises `KeyError`, `TypeError` or `ValueError` where it was of none."""
    law = plain["law"]
    edges, shares = (tuple(map(float, law[name])) for name in ("edges", "shares"))
    if len(shares) != len(edges) + 2:
        raise ValueError(f"there are {len(shares)} bins and {len(edges)} edges between them")
    summary = Summary(float(law["size"]), float(law["mean"]), float(law["variance"]), edges, shares)
    return Column(tuple(map(str, plain["values"])), tuple(map(str, plain["rows"])), float(plain["mean"]), summary)


Tested = dict[str, tuple[float, Summary]]
"""By column how likely it and an earlier one are of one law, and the column summed up in the bins of the earlier."""


def columns_of(
    demand: Demand, seed: int, replications: int, before: Mapping[str, Mapping[str, Column]]
) -> tuple[dict[str, Column], dict[str, Tested]]:
    """The columns of a demand's tapes by name, over so many replications; and how they go with some earlier ones."""
    values: dict[str, tuple[str, ...]] = {}
    rows: dict[str, tuple[str, ...]] = {}
    parts: dict[str, dict[str, list[Summary]]] = {OWN: {}, **{name: {} for name in before}}
    for replication in range(replications):
        for one in _drawn(demand.draw(seed, replication)):
            if replication < DRAWN:
                sort, stand = _digests(one.values)
                values[one.name], rows[one.name] = (*values.get(one.name, ()), sort), (*rows.get(one.name, ()), stand)
            for name, edges in _bins(one.name, parts, before).items():
                parts[name].setdefault(one.name, []).append(one.summed(edges))
    totals = summarised(_totals(demand, seed), np.arange(COUNTED), ())
    sums = {name: {c: merged(found) for c, found in of.items()} | {PEOPLE: totals} for name, of in parts.items()}
    means = {name: merged(found[:DRAWN]).mean for name, found in parts[OWN].items()}
    columns = {name: Column(values[name], rows[name], means[name], summary) for name, summary in sums[OWN].items()}
    return columns, {name: _tested(columns, sums[name]) for name, columns in before.items()}


def _bins(
    column: str, parts: Mapping[str, Mapping[str, list[Summary]]], before: Mapping[str, Mapping[str, Column]]
) -> dict[str, tuple[float, ...] | None]:
    """The bins in which a column is summed up: tenths of the first replication, and those of each earlier one."""
    own = parts[OWN].get(column)
    earlier = {name: columns[column].summary.edges for name, columns in before.items() if column in columns}
    return {OWN: own[0].edges if own else None, **earlier}


def _tested(before: Mapping[str, Column], now: Mapping[str, Summary]) -> Tested:
    both = sorted(before.keys() & now.keys())
    return {name: (likelihood(before[name].summary, now[name]), now[name]) for name in both}


def _totals(demand: Demand, seed: int) -> NDArray[Any]:
    """(COUNTED) How many people come in each replication."""

    def total(replication: int) -> int:
        return int(demand.timetable.counts(lambda purpose, day: first(seed, replication, purpose, day)).sum())

    return np.array([total(replication) for replication in range(COUNTED)])


def _drawn(tape: Tape) -> Iterator[Drawn]:
    """The columns of a tape. Of times of arrival the time of day, as the days are told by how many people come."""
    day = (tape.arrival // DAY).astype(np.int64)
    yield Drawn(PEOPLE, np.bincount(day, minlength=tape.days), np.arange(tape.days))
    yield Drawn("arrival", tape.arrival % DAY, day)
    for name in ("matter", "priority", "mark", "punctuality", "patience", "silent", "again_days", "again_time"):
        values = getattr(tape, name)
        yield Drawn(name, values.reshape(len(tape), math.prod(values.shape[1:])), day)
    for name in ("work", "decision", "expertise"):
        for task, values in enumerate(getattr(tape, name).T):
            yield Drawn(f"{name}[{task}]", values, day, by_task=True)
    for purpose, values in tape.marks.items():
        yield Drawn(purpose.value, values, day)
    for purpose, values in tape.by_day.items():
        # All numbers of a day are by themselves.
        yield Drawn(purpose.value, values.ravel(), np.repeat(np.arange(tape.days), values[0].size))


def _digests(values: NDArray[Any]) -> tuple[str, str]:
    """Of a column's values in ascending order, and of its rows as they stand."""
    rows = _single(values)
    return column_digest(np.sort(rows, axis=None))[:DIGITS], column_digest(rows)[:DIGITS]


def _single(values: NDArray[Any]) -> NDArray[Any]:
    """Numbers in single precision: logarithms and powers differ in their last bits from one machine to another."""
    with np.errstate(over="ignore"):
        return values.astype(np.float32) if values.dtype.kind == "f" else values
