"""The folder of a sweep: what was measured in each cell, written cell by cell, and put together at the end.

    sweep.json      what is asked, and the address of every cell
    cells/          a parquet file a cell, as long as cells are missing
    values/         the same of all cells, a thousand a file, once all are there
    cells.csv       the point and the variant of each cell
    summary.csv     mean and interval of every measure in each cell
    figures/        a measure at all points
    manifest.json   the last file written: the sha256 of every other one

Every file is written beside its place and moved there, so that it is whole or not there at all. A cell is addressed by
what its numbers depend on, so that a wider sweep takes those that are there. No file says when or where it was written:
a run that was killed and resumed leaves the same bytes as one that was not.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import Fault, InputError, ResultError
from sim.tape import Floats

ASKED, MANIFEST, CELLS, VALUES = "sweep.json", "manifest.json", "cells", "values"
KIND = "onewindow sweep"
"""What `sweep.json` says that it is: a folder without it is not ours to write to."""
TOGETHER = 1000
"""Cells in a file of values."""
ADDRESS = 32
"""Characters of a cell's address: hexadecimal digits of a sha256, 128 bits."""


def address(facts: Mapping[str, Any]) -> str:
    """The address of a cell whose numbers depend on these facts, plain data."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ADDRESS]


class Cells:
    """The cells of a sweep in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, asked: Mapping[str, Any], *, resume: bool) -> None:
        """Make the folder ready for a sweep; what it holds of earlier ones stays at hand.

        Raises `InputError` where there is anything that is not of a sweep, or a sweep that is not to be resumed;
        `ResultError` where nothing can be written.
        """
        earlier = self._earlier()
        if earlier and not resume:
            mend = "add --resume to go on with it, or with a wider one; or name another folder with --out"
            raise InputError(Fault("there is a sweep here already", mend, file=str(self.folder)))
        with _telling(self.folder):
            (self.folder / CELLS).mkdir(parents=True, exist_ok=True)
            if not self._is_asked(asked):
                write(self.folder / ASKED, _json({"kind": KIND, **asked}))

    def _earlier(self) -> bool:
        if not self.folder.exists():
            return False
        if not self.folder.is_dir() or (any(self.folder.iterdir()) and not (self.folder / ASKED).is_file()):
            mend = "name another folder with --out, or move what is there"
            raise InputError(Fault("is not the folder of a sweep", mend, file=str(self.folder)))
        return (self.folder / ASKED).is_file()

    def _is_asked(self, asked: Mapping[str, Any]) -> bool:
        try:
            return (self.folder / ASKED).read_bytes() == _json({"kind": KIND, **asked})
        except OSError:
            return False

    @property
    def is_finished(self) -> bool:
        """Whether all that is asked is there, and put together."""
        try:
            listed = json.loads((self.folder / MANIFEST).read_text("utf-8"))["files"]
            return bool(listed[ASKED] == hashlib.sha256((self.folder / ASKED).read_bytes()).hexdigest())
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def has(self, cell: str, replications: int) -> bool:
        """Whether so many replications of a cell are there."""
        return self._kept.get(cell, 0) >= replications

    @cached_property
    def _kept(self) -> dict[str, int]:
        """The replications that are there of each cell."""
        found = {cell: stop - start for cell, (_, start, stop) in self._together.items()}
        for path in sorted((self.folder / CELLS).glob("*/*.parquet")):
            try:
                found[path.stem] = max(found.get(path.stem, 0), pq.read_metadata(path).num_rows)
            except (OSError, pa.ArrowInvalid):
                # Somebody has spoilt it: it is played again.
                path.unlink()
        return found

    @cached_property
    def _together(self) -> dict[str, tuple[Path, int, int]]:
        """By cell the file of values that it is in, from which row to which."""
        found = {}
        for path in sorted((self.folder / VALUES).glob("*.parquet")):
            try:
                column = pq.read_table(path, columns=["cell"], partitioning=None)["cell"].cast(pa.string()).to_pylist()
            except (OSError, KeyError, pa.ArrowInvalid):
                continue
            starts = [row for row, cell in enumerate(column) if row == 0 or cell != column[row - 1]]
            for start, stop in zip(starts, [*starts[1:], len(column)], strict=True):
                found[column[start]] = (path, start, stop)
        return found

    def put(self, cell: str, measures: Sequence[str], values: Floats) -> None:
        """Keep what was measured in a cell: a row a replication, from 0 on, a column a measure.

        Raises `ResultError` where the disk does not take it.
        """
        columns: dict[str, Any] = {"replication": np.arange(len(values), dtype=np.int32)}
        table = pa.table(columns | dict(zip(measures, values.T, strict=True)))
        path = self._path(cell)
        with _telling(self.folder):
            path.parent.mkdir(exist_ok=True)
            write(path, _parquet(table))
        self._kept[cell] = len(values)

    def _path(self, cell: str) -> Path:
        return self.folder / CELLS / cell[:2] / f"{cell}.parquet"

    def get(self, cell: str, replications: int) -> pa.Table:
        """What was measured in a cell, of the first so many replications. Raises `ResultError` if it is not there."""
        path = self._path(cell)
        try:
            if path.is_file():
                table = pq.read_table(path, partitioning=None)
            else:
                file, start, stop = self._together[cell]
                rows = self._rows_of(file).slice(start, stop - start).drop_columns(["cell"])
                table = rows.select([name for name in rows.column_names if rows[name].null_count < len(rows)])
        except (KeyError, OSError, pa.ArrowInvalid) as error:
            raise ResultError(f"cell {cell} is not in {self.folder}, or cannot be read: {error}") from None
        return table.slice(0, replications)

    def _rows_of(self, file: Path) -> pa.Table:
        """The rows of a file of values; those of the last one asked for stay at hand."""
        if self._last is None or self._last[0] != file:
            self._last = file, pq.read_table(file, partitioning=None)
        return self._last[1]

    _last: tuple[Path, pa.Table] | None = None

    def finish(
        self,
        cells: Sequence[str],
        replications: int,
        measures: Sequence[str],
        files: Mapping[str, bytes],
    ) -> None:
        """Put all cells together in their order, with further files; what is not asked any more is left out.

        `measures` is the order of columns. Raises `ResultError` where the disk does not take it: then all is as before.
        """
        with _telling(self.folder):
            (self.folder / VALUES).mkdir(exist_ok=True)
            listed = {ASKED: hashlib.sha256((self.folder / ASKED).read_bytes()).hexdigest()}
            for number, first in enumerate(range(0, len(cells), TOGETHER)):
                content = _parquet(self._part(cells[first : first + TOGETHER], replications, measures))
                digest = hashlib.sha256(content).hexdigest()
                # Named after what is in it, so that none of an earlier sweep is written over.
                name = f"{VALUES}/{number:05d}-{digest[:16]}.parquet"
                write(self.folder / name, content)
                listed[name] = digest
            for name, content in files.items():
                (self.folder / name).parent.mkdir(exist_ok=True)
                write(self.folder / name, content)
                listed[name] = hashlib.sha256(content).hexdigest()
            write(self.folder / MANIFEST, _json({"kind": KIND, "files": listed}))
            for path in self.folder.glob("*/*"):
                if path.is_file() and path.relative_to(self.folder).as_posix() not in listed:
                    path.unlink()
            shutil.rmtree(self.folder / CELLS, ignore_errors=True)

    def _part(self, cells: Sequence[str], replications: int, measures: Sequence[str]) -> pa.Table:
        tables = [self.get(cell, replications) for cell in cells]
        names = pa.array([cell for cell, table in zip(cells, tables, strict=True) for _ in range(len(table))])
        schema = pa.schema([("replication", pa.int32()), *((name, pa.float64()) for name in measures)])
        rows = pa.concat_tables([pa.table(_all_columns(table, schema), schema=schema) for table in tables])
        return rows.add_column(0, "cell", names.dictionary_encode()).combine_chunks()


def _all_columns(table: pa.Table, schema: pa.Schema) -> list[Any]:
    none = pa.nulls(len(table), pa.float64())
    return [table[name] if name in table.column_names else none for name in schema.names]


def _parquet(table: pa.Table) -> bytes:
    """Equal rows give equal bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(None), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _json(value: Any) -> bytes:
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


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """Turns what the disk refuses into an error that says where, and how to go on."""
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        told = f"{folder} cannot be written to ({why}): what was finished is kept, go on with --resume"
        raise ResultError(told) from error
