"""The trace itself: the records of a hall, and the laws that they are held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from sim.plan import Plan
from sim.trace import laws
from sim.trace.records import Records


@dataclass(frozen=True, eq=False)
class Trace(Records):
    """What happened in one hall, and whether it can have."""

    def check(self) -> None:
        """Hold this trace against the laws of a hall; raises `LawError` that names the law and the first breach."""
        laws.check(self)

    def same_as(self, other: Trace) -> bool:
        """Whether both tell the same to the last bit."""
        names = [f.name for f in fields(self) if f.name != "plan"]
        pairs = [(getattr(self, name), getattr(other, name)) for name in names]
        return all(np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f") for mine, theirs in pairs)


Rows = Sequence[Sequence[float]]


def trace_of(
    plan: Plan, tickets: Rows, visits: Rows, stages: Rows, cases: Rows, duties: Rows, tides: Rows = ()
) -> Trace:
    """A trace from rows in the order of the fields: of tickets, visits, stages, cases, duties and tides."""
    kinds = {f.name: np.int64 if f.type == "Ints" else np.float64 for f in fields(Trace) if f.name != "plan"}
    tables = ((tickets, 10), (visits, 6), (stages, 1), (cases, 2), (duties, 4), (tides, 3))
    columns = [column for rows, width in tables for column in _columns(rows, width)]
    named = zip(kinds.items(), columns, strict=True)
    arrays: dict[str, Any] = {name: np.asarray(column, dtype=kind) for (name, kind), column in named}
    return Trace(plan, **arrays)


def _columns(rows: Rows, width: int) -> list[list[float]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
