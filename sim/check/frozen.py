"""Frozen plans: every array of a plan as a file of its own, so that neither a draw nor a plan's making takes part."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.plan import Plan
from sim.results.files import parquet

ENDING = ".parquet"
KINDS = {"Floats": "<f8", "Ints": "<i8", "Bools": "|b1", "float": "<f8", "int": "<i8", "bool": "|b1"}
"""How numbers are written, by the kind of a plan's field: the same bytes on every machine."""
SCALARS = ("float", "int", "bool")
NAMES = "text"
"""The kind of a column of names."""
SCHEMA = pa.schema(
    [("column", pa.string()), ("kind", pa.string()), ("shape", pa.list_(pa.int64())), ("values", pa.binary())]
)


class Misfit(Exception):
    """A frozen plan that is not of the form that plans have now; its message says what differs."""


class Damaged(Exception):
    """A file that is not as `packed` wrote it, whatever form plans had then; its message says what is wrong."""


@dataclass(frozen=True)
class Column:
    """One field of a plan as it is written."""

    name: str
    kind: str
    shape: tuple[int, ...]
    values: bytes


def packed(plan: Plan) -> bytes:
    """A plan as a file: a row for each of its fields. Equal plans give equal bytes (with one release of pyarrow)."""
    rows = list(_columns(plan))
    columns = [[getattr(row, name) for row in rows] for name in ("name", "kind", "shape", "values")]
    return parquet(pa.table(dict(zip(SCHEMA.names, columns, strict=True)), schema=SCHEMA))


def unpacked(content: bytes) -> Plan:
    """The plan in a file that `packed` wrote.

    Raises `Damaged` where it is no such file, or not whole; `Misfit` where a plan now has other fields, or fields of
    another kind.
    """
    found = _read(content)
    kinds = {field.name: _kind(str(field.type)) for field in fields(Plan)}
    lacking, unknown = kinds.keys() - found.keys(), found.keys() - kinds.keys()
    other = {name for name in kinds.keys() & found.keys() if found[name].kind != kinds[name]}
    told = {"has no": lacking, "has still": unknown, "has another kind of": other}
    if wrong := [f"{words} {', '.join(sorted(names))}" for words, names in told.items() if names]:
        raise Misfit(f"a plan has another form now; the frozen one {'; '.join(wrong)}")
    try:
        values = {field.name: _value(str(field.type), found[field.name]) for field in fields(Plan)}
    except (ValueError, TypeError) as error:
        raise Damaged(f"a column holds other than it says: {error}") from None
    return Plan(**values)


def digest(plan: Plan) -> str:
    """The sha256 of all that a plan says, whatever file it is in."""
    found = hashlib.sha256()
    for column in _columns(plan):
        found.update(f"{column.name} {column.kind} {column.shape}\n".encode())
        found.update(column.values)
    return found.hexdigest()


def _columns(plan: Plan) -> Iterator[Column]:
    for field in fields(Plan):
        value, kind = getattr(plan, field.name), _kind(str(field.type))
        if kind == NAMES:
            yield Column(field.name, NAMES, (len(value),), json.dumps(list(value), ensure_ascii=False).encode())
        else:
            array = np.ascontiguousarray(value, dtype=kind)
            # What is one number is made a row of one by numpy.
            yield Column(field.name, kind, np.shape(value), array.tobytes())


def _kind(annotation: str) -> str:
    return KINDS.get(annotation, NAMES)


def _read(content: bytes) -> dict[str, Column]:
    try:
        rows = pq.read_table(pa.BufferReader(content), schema=SCHEMA, page_checksum_verification=True).to_pylist()
        columns = [Column(row["column"], row["kind"], tuple(row["shape"]), row["values"]) for row in rows]
    except (pa.ArrowException, OSError, KeyError, TypeError) as error:
        raise Damaged(" ".join(str(error).split())) from None
    found = {column.name: column for column in columns}
    if not found or len(found) < len(columns) or any(None in (one.name, one.kind, one.values) for one in columns):
        raise Damaged("it holds no plan, or a column of one twice")
    return found


def _value(annotation: str, column: Column) -> Any:
    if column.kind == NAMES:
        return tuple(json.loads(column.values))
    array = np.frombuffer(column.values, dtype=column.kind).reshape(column.shape)
    # A copy of its own, which may be written to, in this machine's order of bytes.
    return array.item() if annotation in SCALARS else array.astype(array.dtype.newbyteorder("="))
