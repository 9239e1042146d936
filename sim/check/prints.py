"""Fingerprints of traces: exact, and the same for what is equal on any machine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.check.found import Change
from sim.trace import Trace
from sim.trace.trace import TABLES

SHORT = 12
"""Digits that are kept of a column's sha256: it only names what moved, the trace's own is whole."""


def fingerprint(trace: Trace) -> dict[str, Any]:
    """The sha256 of a trace, with the rows of each of its tables and the beginning of each column's sha256."""
    columns = {name: column_digest(getattr(trace, name)) for names in TABLES.values() for name in names}
    whole = hashlib.sha256("\n".join(f"{name} {found}" for name, found in columns.items()).encode()).hexdigest()
    return {
        "trace": whole,
        "rows": {table: len(getattr(trace, names[0])) for table, names in TABLES.items()},
        "columns": {name: found[:SHORT] for name, found in columns.items()},
    }


def column_digest(values: NDArray[Any]) -> str:
    """The sha256 of an array's shape and numbers; what is not a number, and 0 of either sign, is always alike."""
    if values.dtype.kind == "f":
        # -0.0 + 0.0 is 0.0.
        values = np.where(np.isnan(values), np.nan, values + 0.0)
    kind = {"f": f"<f{values.itemsize}", "b": "|b1"}.get(values.dtype.kind, "<i8")
    content = np.ascontiguousarray(values, dtype=kind)
    return hashlib.sha256(f"{kind} {values.shape}\n".encode() + content.tobytes()).hexdigest()


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What of a trace moved: its numbers of rows, and its columns."""
    rows = [
        Change(f"rows: {table}", old["rows"].get(table), number)
        for table, number in new["rows"].items()
        if old["rows"].get(table) != number
    ]
    columns = [name for name, found in new["columns"].items() if old["columns"].get(name) != found]
    return [*rows, Change(f"columns: {', '.join(columns)}", old["trace"][:SHORT], new["trace"][:SHORT])]
