"""The folder of a sweep: what was measured in each cell, written cell by cell, and put together at the end.

    sweep.json      what is asked, and the address of every cell
    cells/          parquet files of a cell or several, as they were played, as long as cells are missing
    values/         the same of all cells in their order, a thousand a file, once all are there
    cells.csv       the point and the variant of each cell
    summary.csv     mean and interval of every measure in each cell
    differences.csv between the halls of each point, where the sweep is to be sure of any
    figures/        a measure at all points
    manifest.json   the last file written: the sha256 of every other one

Every file is written beside its place and moved there, so that it is whole or not there at all. A cell is addressed by
what its numbers depend on, so that a wider sweep takes those that are there; what has been spoilt since it was written
is played, or written, again. No file says when or where it was written: a run that was killed and resumed leaves the same bytes as
one that was not.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa

from sim.errors import Fault, InputError
from sim.results.files import named, parquet, plain, write
from sim.results.locks import LOCK, alone
from sim.results.parts import CELLS, FILES, VALUES, Parts, telling
from sim.results.store import FIGURES

ASKED, MANIFEST = "sweep.json", "manifest.json"
KIND = "onewindow sweep"
"""What `sweep.json` says that it is: a folder without it is not ours to write to."""
NEEDED = ("variants", "keys", "points", "cells")
"""What `sweep.json` must say so that values can be told of points."""
TOGETHER = 1000
"""Cells in a file of values."""
ADDRESS = 32
"""Characters of a cell's address: hexadecimal digits of a sha256, 128 bits."""


def address(facts: Mapping[str, Any]) -> str:
    """The address of a cell whose numbers depend on these facts, plain data, and on the order in which they stand."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ADDRESS]


def asked_in(folder: Path) -> dict[str, Any] | None:
    """What the sweep in a folder asks; None where there is no sweep."""
    asked = _of_kind(folder / ASKED)
    return asked if asked is not None and _tells_of_points(asked) else None


def _tells_of_points(asked: Mapping[str, Any]) -> bool:
    """Whether a cell is told for each variant at each point, and a value of each key for each of these."""
    variants, keys, points, cells = map(asked.get, NEEDED)
    if not (isinstance(variants, dict) and isinstance(keys, list) and isinstance(points, list)):
        return False
    if not all(isinstance(point, dict) and set(keys) <= set(point) for point in points):
        return False
    return isinstance(cells, list) and len(cells) == len(points) * len(variants)


def listed_in(folder: Path) -> dict[str, str] | None:
    """The files of the finished sweep in a folder, with their sha256; None where its manifest cannot be read."""
    manifest = _of_kind(folder / MANIFEST)
    files = manifest.get("files") if manifest is not None else None
    return dict(files) if isinstance(files, dict) else None


def has_lost_what_is_asked(folder: Path) -> bool:
    """Whether there is a sweep but for what it asks, as where the power fails: it is empty, cut off, or not there.

    Its values, by names that tell what is in them, or its manifest then say that it is one; or nothing else is there.
    """
    if asked_in(folder) is not None:
        return False
    if listed_in(folder) is not None or any(True for place in (CELLS, VALUES) for _ in (folder / place).glob(FILES)):
        return True
    if not (folder / ASKED).is_file() or {path.name for path in folder.iterdir()} - {ASKED, CELLS, LOCK}:
        return False
    begun = plain({"kind": KIND})[: -len("\n}\n")]
    written = (folder / ASKED).read_bytes().rstrip(b"\0")
    return written.startswith(begun) or begun.startswith(written)


def _of_kind(path: Path) -> dict[str, Any] | None:
    """What stands in a file of a sweep; None where it cannot be read, or is of something else."""
    try:
        found = json.loads(path.read_text("utf-8"))
        return dict(found) if found["kind"] == KIND else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


class Cells(Parts):
    """The cells of a sweep in a folder."""

    def __init__(self, folder: Path) -> None:
        self._written: dict[str, str] = {}
        try:
            super().__init__(folder.resolve())
        except (OSError, RuntimeError, ValueError) as error:
            raise _refused(folder, str(error)) from None

    @contextmanager
    def begun(self, asked: Mapping[str, Any], *, resume: bool) -> Iterator[Cells]:
        """The folder made ready for a sweep, no other process in it; what it holds of earlier ones stays at hand.

        Raises `InputError` where there is anything that is not of a sweep, a sweep that is not to be resumed, another
        process, or where nothing can be written.
        """
        try:
            if self.folder.exists() and not self.folder.is_dir():
                raise _refused(self.folder, "it is a file")
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _refused(self.folder, error.strerror or str(error)) from None
        with alone(self.folder):
            self._begin(plain({"kind": KIND, **asked}), resume)
            yield self

    def _begin(self, content: bytes, resume: bool) -> None:
        try:
            if self._is_ours() and not resume:
                problem = "there is a sweep here already"
                problem += f", whose {ASKED} is spoilt" if has_lost_what_is_asked(self.folder) else ""
                mend = "add --resume to go on with it, or with a wider one; or name another folder with --out"
                raise InputError(Fault(problem, mend, file=str(self.folder)))
            if not (self.folder / ASKED).exists() or (self.folder / ASKED).read_bytes() != content:
                write(self.folder / ASKED, content)
            (self.folder / CELLS).mkdir(exist_ok=True)
        except OSError as error:
            raise _refused(self.folder, error.strerror or str(error)) from None

    def _is_ours(self) -> bool:
        """Whether there is a sweep; or nothing, or what a sweep leaves that was killed before it had begun."""
        if asked_in(self.folder) is not None or has_lost_what_is_asked(self.folder):
            return True
        if self.folder.exists() and {path.name for path in self.folder.iterdir()} - {f".{ASKED}.part", LOCK}:
            raise _refused(self.folder, "it holds something else than a sweep")
        return False

    def put_together(self, wanted: Mapping[str, int], measures: Sequence[str]) -> Iterator[pa.Table]:
        """Write all cells in their order, a thousand a file; what is in each file, one after another.

        `wanted` and `measures` as in `get`. Raises as `get`, and where the disk does not take it.
        """
        cells = list(wanted)
        self._written = {}
        for number, first in enumerate(range(0, len(cells), TOGETHER)):
            some = {cell: wanted[cell] for cell in cells[first : first + TOGETHER]}
            table = self.get(some, measures)
            content = parquet(table.set_column(0, "cell", table["cell"].combine_chunks().dictionary_encode()))
            name = f"{VALUES}/{named(content, f'{number:05d}-')}"
            with telling(self.folder):
                (self.folder / VALUES).mkdir(exist_ok=True)
                write(self.folder / name, content)
            self._written[name] = hashlib.sha256(content).hexdigest()
            yield table

    def finish(self, files: Mapping[str, bytes]) -> None:
        """Write further files and the manifest, once all cells are put together; what is not asked any more goes.

        Raises `ResultError` where the disk does not take it: then all is as before.
        """
        with telling(self.folder):
            earlier = self._listed()
            listed = {ASKED: hashlib.sha256((self.folder / ASKED).read_bytes()).hexdigest(), **self._written}
            for name, content in files.items():
                (self.folder / name).parent.mkdir(exist_ok=True)
                write(self.folder / name, content)
                listed[name] = hashlib.sha256(content).hexdigest()
            write(self.folder / MANIFEST, plain({"kind": KIND, "files": listed}))
            self._clear({*earlier, *self._left_over()} - set(listed))

    def _listed(self) -> set[str]:
        """The files of the sweep that was finished here before, if one was."""
        names = listed_in(self.folder) or {}
        return {name for name in names if ".." not in PurePosixPath(name).parts and not name.startswith("/")}

    def _left_over(self) -> set[str]:
        """Files of values, and parts of files, that a run which was killed may have left."""
        ours = [*self.folder.glob(".*.part"), *(self.folder / VALUES).glob("*.parquet")]
        ours += [*(self.folder / VALUES).glob(".*.part"), *(self.folder / FIGURES).glob("*")]
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


def _refused(folder: Path, why: str) -> InputError:
    mend = "name another folder with --out, or move what is there"
    return InputError(Fault(f"cannot be the folder of a sweep: {why}", mend, file=str(folder)))
