"""The trace itself: the records of a hall, and the laws that they are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

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

    def difference(self, other: Trace) -> str:
        """The first row in which another trace differs, of tickets, visits, stages, cases, duties or tides, and how.

        Empty if both are the same to the last bit.
        """
        if self.same_as(other):
            return ""
        for table, columns in TABLES.items():
            mine, theirs = (list(zip(*(getattr(t, c).tolist() for c in columns), strict=True)) for t in (self, other))
            for row, pair in enumerate(zip(mine, theirs, strict=False)):
                # As text, so that what is not a number is equal to itself.
                if repr(pair[0]) != repr(pair[1]):
                    told = (
                        f"{c}: {a!r} != {b!r}" for c, a, b in zip(columns, *pair, strict=True) if repr(a) != repr(b)
                    )
                    return f"{table} {row}: " + ", ".join(told)
            if len(mine) != len(theirs):
                return f"{len(mine)} != {len(theirs)} rows of {table}s"
        return ""


TABLES = {
    "ticket": ("stage", "queue", "ticket", "call", "start", "end", "released", "clerk", "outcome", "visit"),
    "visit": ("visit_case", "visit_cause", "visit_arrival", "visit_from", "visit_left", "visit_outcome"),
    "stage": ("done",),
    "case": ("case_outcome", "over"),
    "duty": ("duty_clerk", "duty_on", "duty_due", "duty_off"),
    "tide": ("tide_group", "tide_from", "tide_to"),
}
"""The columns of a trace by table."""

Rows = Sequence[Sequence[float]]


def trace_of(
    plan: Plan, tickets: Rows, visits: Rows, stages: Rows, cases: Rows, duties: Rows, tides: Rows = ()
) -> Trace:
    """A trace from rows in the order of the fields: of tickets, visits, stages, cases, duties and tides."""
    tables = ((tickets, 10), (visits, 6), (stages, 1), (cases, 2), (duties, 4), (tides, 3))
    columns = [column for rows, width in tables for column in _columns(rows, width)]
    names = [name for table in TABLES.values() for name in table]
    return trace_from(plan, dict(zip(names, columns, strict=True)))


def trace_from(plan: Plan, columns: Mapping[str, ArrayLike]) -> Trace:
    """A trace from its columns by name."""
    kinds = {f.name: np.int64 if f.type == "Ints" else np.float64 for f in fields(Trace) if f.name != "plan"}
    arrays: dict[str, Any] = {name: np.ascontiguousarray(columns[name], dtype=kind) for name, kind in kinds.items()}
    return Trace(plan, **arrays)


def _columns(rows: Rows, width: int) -> list[list[float]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
