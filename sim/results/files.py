"""The files of a sweep: each whole or not there, equal rows in equal bytes, and what was spoilt later is noticed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

NAMED = "cell"
"""The key under which the file of a cell says which one it is of."""


def cell_in(path: Path) -> pa.Table | None:
    """What the file of a cell holds; None where there is none, it has been spoilt, or it is that of another cell."""
    try:
        table = pq.read_table(path, partitioning=None, page_checksum_verification=True)
    except (OSError, pa.ArrowException):
        return None
    named = (table.schema.metadata or {}).get(NAMED.encode())
    return table.replace_schema_metadata(None) if named == path.stem.encode() else None


def parquet(table: pa.Table) -> bytes:
    """Equal rows give equal bytes; a byte that is changed later is noticed."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    content: bytes = sink.getvalue().to_pybytes()
    return content


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
