"""The files of a sweep: each whole or not there, equal rows in equal bytes, and what was spoilt later is noticed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

DIGEST = 16
"""Characters of the sha256 of a file's content that stand at the end of its name."""


def parquet(table: pa.Table) -> bytes:
    """Equal rows give equal bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def named(content: bytes, before: str = "") -> str:
    """The name of a file of values: after what is in it, so that none is written over, and none is spoilt unnoticed."""
    return f"{before}{hashlib.sha256(content).hexdigest()[:DIGEST]}.parquet"


def is_whole(path: Path) -> bool:
    """Whether a file of values is as it was written."""
    return path.is_file() and path.stem[-DIGEST:] == named(path.read_bytes()).removesuffix(".parquet")


def cells_in(path: Path) -> list[tuple[str, int, int]]:
    """The cells in a file of values, each with its rows: from which on, and up to which."""
    runs = pq.read_table(path, columns=["cell"], partitioning=None)["cell"].cast(pa.string())
    column = runs.to_pylist()
    starts = [row for row, cell in enumerate(column) if row == 0 or cell != column[row - 1]]
    return [(column[a], a, b) for a, b in zip(starts, [*starts[1:], len(column)], strict=True)]


def with_columns(table: pa.Table, measures: Sequence[str]) -> pa.Table:
    """A table of values with these measures in their order; null where it does not have one."""
    none = pa.nulls(len(table), pa.float64())
    columns = {"cell": table["cell"].cast(pa.string()), "replication": table["replication"].cast(pa.int32())}
    there = set(table.column_names)
    return pa.table(columns | {name: table[name] if name in there else none for name in measures})


def plain(value: Any) -> bytes:
    """Plain data as JSON."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, also where the power fails: its bytes are on the disk before its name is."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
