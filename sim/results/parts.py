"""Values of cells in files as they come: a file holds one cell or several, whole, and is named after what is in it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.errors import ResultError
from sim.results.files import DIGEST, cells_in, is_whole, named, parquet, with_columns, write
from sim.tape import Floats

CELLS, VALUES = "cells", "values"
"""The folders of values: as they were played, and put together."""
FILES = f"*{'[0-9a-f]' * DIGEST}.parquet"
"""Files of values, by their names."""
AT_HAND = 256 * 2**20
"""Bytes of values that are kept at hand while cells are put together."""


class Rows(NamedTuple):
    """The rows of a file that a cell is in."""

    path: Path
    start: int
    number: int

    def first(self, number: int) -> NDArray[np.int64]:
        """The first so many of them."""
        return np.arange(self.start, self.start + number)


class Parts:
    """The values of cells in a folder, wherever they stand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tables: OrderedDict[Path, tuple[pa.Table, int]] = OrderedDict()

    def has(self, cell: str, replications: int) -> bool:
        """Whether so many replications of a cell are there."""
        return self.number(cell) >= replications

    def number(self, cell: str) -> int:
        """How many replications of a cell are there."""
        return self._rows[cell].number if cell in self._rows else 0

    @cached_property
    def _rows(self) -> dict[str, Rows]:
        """Where each cell is, in files that are as they were written."""
        found: dict[str, Rows] = {}
        for path in [*sorted((self.folder / VALUES).glob(FILES)), *sorted((self.folder / CELLS).glob(FILES))]:
            if is_whole(path):
                self._found(found, path)
            elif path.parent.name == CELLS and path.is_file():
                path.unlink()
        return found

    @staticmethod
    def _found(rows: dict[str, Rows], path: Path) -> None:
        """Take in what a file has; of two that have a cell the one that has more of it counts."""
        for cell, start, stop in cells_in(path):
            if cell not in rows or rows[cell].number < stop - start:
                rows[cell] = Rows(path, start, stop - start)

    def put(self, played: Sequence[tuple[str, Sequence[str], Floats]]) -> None:
        """Keep what was measured in some cells: of each the address, the measures, and (replications, measures).

        All of them are there then, or, where the disk does not take it, none: raises `ResultError`.
        """
        alike = [list(some) for _, some in groupby(played, key=lambda one: tuple(one[1]))]
        content = parquet(pa.concat_tables(map(_table_of, alike), promote_options="default").combine_chunks())
        path = self.folder / CELLS / named(content)
        with telling(self.folder):
            write(path, content)
        self._found(self._rows, path)

    def get(self, wanted: Mapping[str, int], measures: Sequence[str]) -> pa.Table:
        """What was measured in cells, by address how many replications: a row each, in the order of `wanted`.

        The columns are the cell, the replication, and `measures`, null where a cell does not have one. Raises
        `ResultError` if a cell is not there.
        """
        by_file: dict[Path, list[str]] = {}
        for cell, replications in wanted.items():
            if not self.has(cell, replications):
                raise ResultError(f"cell {cell} is no longer in {self.folder}: go on with --resume, by itself")
            by_file.setdefault(self._rows[cell].path, []).append(cell)
        tables, order = [], []
        for path, cells in by_file.items():
            rows = np.concatenate([self._rows[cell].first(wanted[cell]) for cell in cells])
            tables.append(with_columns(self._table(path).take(rows), measures))
            order += cells
        found = pa.concat_tables(tables)
        # Of each cell the place of its first row among those found, then all of its rows.
        starts = np.cumsum([0, *(wanted[cell] for cell in order)])
        start = dict(zip(order, starts, strict=False))
        return found.take(np.concatenate([start[cell] + np.arange(number) for cell, number in wanted.items()]))

    def _table(self, path: Path) -> pa.Table:
        """The rows of a file; those asked for last stay at hand, as far as they are not too many."""
        if path not in self._tables:
            table = pq.read_table(path, partitioning=None)
            self._tables[path] = table, table.nbytes
            # Kept with each, as to reckon it takes as long as to read the file.
            while len(self._tables) > 1 and sum(size for _, size in self._tables.values()) > AT_HAND:
                self._tables.popitem(last=False)
        self._tables.move_to_end(path)
        return self._tables[path][0]


def _table_of(played: Sequence[tuple[str, Sequence[str], Floats]]) -> pa.Table:
    """The values of cells that have the same measures, a row a replication."""
    numbers = [len(values) for _, _, values in played]
    columns: dict[str, Any] = {
        "cell": np.repeat(np.array([cell for cell, _, _ in played], dtype=object), numbers),
        "replication": np.concatenate([np.arange(number, dtype=np.int32) for number in numbers]),
    }
    together = np.concatenate([values for _, _, values in played])
    return pa.table(columns | dict(zip(played[0][1], together.T, strict=True)))


@contextmanager
def telling(folder: Path) -> Iterator[None]:
    """Turns what the disk refuses into an error that says where, and how to go on."""
    try:
        yield
    except IsADirectoryError as error:
        what = f"{error.filename2 or error.filename} is a folder, where a file of the sweep is to be"
        raise ResultError(f"{what}: move it away, and go on with --resume") from error
    except OSError as error:
        why = error.strerror or error
        told = f"{folder} cannot be written to ({why}): what was finished is kept, go on with --resume"
        raise ResultError(told) from error
