"""The folder of a sweep: what was measured in each cell, written cell by cell, and put together at the end.

    sweep.json      what is asked, and the address of every cell
    cells/          a parquet file a cell, as long as cells are missing
    values/         the same of all cells, a thousand a file, once all are there
    cells.csv       the point and the variant of each cell
    summary.csv     mean and interval of every measure in each cell
    figures/        a measure at all points
    manifest.json   the last file written: the sha256 of every other one

Every file is written beside its place and moved there, so that it is whole or not there at all. A cell is addressed by
what its numbers depend on, so that a wider sweep takes those that are there; what has been spoilt since it was written
is played again. No file says when or where it was written: a run that was killed and resumed leaves the same bytes as
one that was not.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import Fault, InputError, ResultError
from sim.results.files import NAMED, cell_in, parquet, plain, write
from sim.tape import Floats

ASKED, MANIFEST, CELLS, VALUES = "sweep.json", "manifest.json", "cells", "values"
KIND = "onewindow sweep"
"""What `sweep.json` says that it is: a folder without it is not ours to write to."""
TOGETHER = 1000
"""Cells in a file of values."""
ADDRESS = 32
"""Characters of a cell's address: hexadecimal digits of a sha256, 128 bits."""
DIGEST = 16
"""Those of the digest in the name of a file of values."""


def address(facts: Mapping[str, Any]) -> str:
    """The address of a cell whose numbers depend on these facts, plain data, and on the order in which they stand."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ADDRESS]


def asked_in(folder: Path) -> dict[str, Any] | None:
    """What the sweep in a folder asks; None where there is no sweep."""
    try:
        asked = json.loads((folder / ASKED).read_text("utf-8"))
        return dict(asked) if asked["kind"] == KIND else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


class Cells:
    """The cells of a sweep in a folder."""

    def __init__(self, folder: Path) -> None:
        try:
            self.folder = folder.resolve()
        except (OSError, RuntimeError, ValueError) as error:
            raise _refused(folder, str(error)) from None

    def begin(self, asked: Mapping[str, Any], *, resume: bool) -> None:
        """Make the folder ready for a sweep; what it holds of earlier ones stays at hand.

        Raises `InputError` where there is anything that is not of a sweep, a sweep that is not to be resumed, or where
        nothing can be written.
        """
        content = plain({"kind": KIND, **asked})
        try:
            if self._is_ours() and not resume:
                mend = "add --resume to go on with it, or with a wider one; or name another folder with --out"
                raise InputError(Fault("there is a sweep here already", mend, file=str(self.folder)))
            self.folder.mkdir(parents=True, exist_ok=True)
            if not (self.folder / ASKED).exists() or (self.folder / ASKED).read_bytes() != content:
                write(self.folder / ASKED, content)
            (self.folder / CELLS).mkdir(exist_ok=True)
        except OSError as error:
            raise _refused(self.folder, error.strerror or str(error)) from None

    def _is_ours(self) -> bool:
        """Whether there is a sweep; or nothing, or what a sweep leaves that was killed before it had begun."""
        if asked_in(self.folder) is not None:
            return True
        if self.folder.exists() and {path.name for path in self.folder.iterdir()} - {f".{ASKED}.part"}:
            raise _refused(self.folder, "it holds something else than a sweep")
        return False

    def has(self, cell: str, replications: int) -> bool:
        """Whether so many replications of a cell are there."""
        return self._kept.get(cell, 0) >= replications

    @cached_property
    def _kept(self) -> dict[str, int]:
        """The replications that are there of each cell, whole."""
        found = {cell: stop - start for cell, (_, start, stop) in self._together.items()}
        for path in sorted((self.folder / CELLS).glob("*/*.parquet")):
            table = cell_in(path)
            if table is None:
                path.unlink()
            else:
                found[path.stem] = max(found.get(path.stem, 0), len(table))
        return found

    @cached_property
    def _together(self) -> dict[str, tuple[Path, int, int]]:
        """By cell the file of values that it is in, from which row to which; of files that are as they were written."""
        found = {}
        for path in sorted((self.folder / VALUES).glob(f"*-{'?' * DIGEST}.parquet")):
            if hashlib.sha256(path.read_bytes()).hexdigest()[:DIGEST] != path.stem[-DIGEST:]:
                continue
            column = pq.read_table(path, columns=["cell"], partitioning=None)["cell"].cast(pa.string()).to_pylist()
            starts = [row for row, cell in enumerate(column) if row == 0 or cell != column[row - 1]]
            for start, stop in zip(starts, [*starts[1:], len(column)], strict=True):
                found[column[start]] = (path, start, stop)
        return found

    def put(self, cell: str, measures: Sequence[str], values: Floats) -> None:
        """Keep what was measured in a cell: a row a replication, from 0 on, a column a measure.

        Raises `ResultError` where the disk does not take it.
        """
        columns: dict[str, Any] = {"replication": np.arange(len(values), dtype=np.int32)}
        table = pa.table(columns | dict(zip(measures, values.T, strict=True)), metadata={NAMED: cell})
        path = self._path(cell)
        with _telling(self.folder):
            path.parent.mkdir(exist_ok=True)
            write(path, parquet(table))
        self._kept[cell] = len(values)

    def _path(self, cell: str) -> Path:
        return self.folder / CELLS / cell[:2] / f"{cell}.parquet"

    def get(self, cell: str, replications: int) -> pa.Table:
        """What was measured in a cell, of the first so many replications. Raises `ResultError` if it is not there."""
        table = cell_in(self._path(cell))
        if table is None and cell in self._together:
            file, start, stop = self._together[cell]
            rows = self._rows_of(file).slice(start, stop - start).drop_columns(["cell"])
            table = rows.select([name for name in rows.column_names if rows[name].null_count < len(rows)])
        if table is None or len(table) < replications:
            raise ResultError(f"cell {cell} is no longer in {self.folder}: go on with --resume, by itself")
        return table.slice(0, replications)

    def _rows_of(self, file: Path) -> pa.Table:
        """The rows of a file of values; those of the last one asked for stay at hand."""
        if self._last is None or self._last[0] != file:
            self._last = file, pq.read_table(file, partitioning=None)
        return self._last[1]

    _last: tuple[Path, pa.Table] | None = None

    def finish(
        self, cells: Sequence[str], replications: int, measures: Sequence[str], files: Mapping[str, bytes]
    ) -> None:
        """Put all cells together in their order, with further files; what is not asked any more is left out.

        `measures` is the order of columns. Raises `ResultError` where the disk does not take it: then all is as before.
        """
        with _telling(self.folder):
            earlier = self._listed()
            (self.folder / VALUES).mkdir(exist_ok=True)
            listed = {ASKED: hashlib.sha256((self.folder / ASKED).read_bytes()).hexdigest()}
            for number, first in enumerate(range(0, len(cells), TOGETHER)):
                content = parquet(self._part(cells[first : first + TOGETHER], replications, measures))
                digest = hashlib.sha256(content).hexdigest()
                # Named after what is in it, so that none of an earlier sweep is written over.
                name = f"{VALUES}/{number:05d}-{digest[:DIGEST]}.parquet"
                write(self.folder / name, content)
                listed[name] = digest
            for name, content in files.items():
                (self.folder / name).parent.mkdir(exist_ok=True)
                write(self.folder / name, content)
                listed[name] = hashlib.sha256(content).hexdigest()
            write(self.folder / MANIFEST, plain({"kind": KIND, "files": listed}))
            self._clear({*earlier, *self._left_over()} - set(listed))

    def _listed(self) -> set[str]:
        """The files of the sweep that was finished here before, if one was."""
        try:
            manifest = json.loads((self.folder / MANIFEST).read_text("utf-8"))
            names = manifest["files"] if manifest["kind"] == KIND else ()
            return {name for name in names if ".." not in PurePosixPath(name).parts and not name.startswith("/")}
        except (OSError, ValueError, KeyError, TypeError):
            return set()

    def _left_over(self) -> set[str]:
        """Files of values, and parts of files, that a run which was killed may have left."""
        ours = [*self.folder.glob(".*.part"), *(self.folder / VALUES).glob("*.parquet")]
        ours += (self.folder / VALUES).glob(".*.part")
        return {path.relative_to(self.folder).as_posix() for path in ours}

    def _clear(self, names: set[str]) -> None:
        """Take away what is not asked any more, and nothing but what is ours."""
        for name in names:
            path = self.folder / name
            if not path.parent.is_symlink():
                path.unlink(missing_ok=True)
                with suppress(OSError):  # not empty, or the folder of the sweep itself
                    if path.parent != self.folder:
                        path.parent.rmdir()
        if not (self.folder / CELLS).is_symlink():
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


def _refused(folder: Path, why: str) -> InputError:
    mend = "name another folder with --out, or move what is there"
    return InputError(Fault(f"cannot be the folder of a sweep: {why}", mend, file=str(folder)))


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """Turns what the disk refuses into an error that says where, and how to go on."""
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        told = f"{folder} cannot be written to ({why}): what was finished is kept, go on with --resume"
        raise ResultError(told) from error
