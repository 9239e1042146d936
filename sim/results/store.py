"""A results folder: written whole or not at all, and read back only if nothing in it has changed.

The folder is made beside its place under another name, and moved there when it is complete; its manifest, the last
file written, has the sha256 of every other one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, InputError, ResultError
from sim.results.frames import Results

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
FIGURES = "figures"
KIND = "onewindow results"
"""What a manifest says that it is: a folder without it is not ours to replace."""
NUMBERS = ("mean", "low", "high", "n")

Draw = Callable[[Results, Path], object]
"""Draws figures of the results into a folder."""


def check_place(folder: Path) -> None:
    """Refuse a `folder` for results that is a file, holds anything but earlier results, or cannot be made.

    Raises `InputError`, so that it is known before the work and not after it.
    """
    mend = "name another folder with --out, or move what is there"
    if folder.is_dir():
        if any(folder.iterdir()) and not _is_ours(folder):
            raise InputError(Fault("the folder is not empty, and not of an earlier run", mend, file=str(folder)))
        return
    for path in (folder, *folder.parents):
        if path.exists() or path.is_symlink():
            if not path.is_dir():
                raise InputError(Fault("is a file, where a folder for results should be", mend, file=str(path)))
            if not os.access(path, os.W_OK | os.X_OK):
                raise InputError(Fault("nothing can be written there", mend, file=str(path)))
            return


def save(results: Results, folder: Path, catalogue: pd.DataFrame, draw: Draw | None = None) -> Results:
    """Write `results` to `folder`, in place of earlier ones, and return them with the finished manifest.

    `catalogue` has the definitions of the measures; `draw` adds figures. Raises `ResultError` where the disk does not
    take it; then, as after any other interruption, the folder is what it was before.
    """
    check_place(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _fresh_sibling(folder) as fresh:
            written = _write(results, fresh, catalogue, draw)
            _put(fresh, folder)
    except OSError as error:
        raise ResultError(f"the results could not be kept in {folder}: {error.strerror or error}") from error
    return written


def load(folder: Path) -> Results:
    """Read the results in `folder`; raises `ResultError` if a file is missing or is not what was written."""
    import pandas as pd

    manifest = _manifest(folder)
    for name, digest in manifest["files"].items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise ResultError(f"{folder / name} cannot be read: {error.strerror or error}") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise ResultError(f"{folder / name} is not what the run wrote: run it again")
    replications = pd.read_parquet(folder / "replications.parquet")
    return Results(manifest, replications, _read_csv(folder / "summary.csv"), _read_csv(folder / "differences.csv"))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ResultError(f"{folder} has no results: its {MANIFEST} cannot be read ({error})") from error
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND or "files" not in manifest:
        raise ResultError(f"{folder / MANIFEST} is not the manifest of a finished run")
    return manifest


def _is_ours(folder: Path) -> bool:
    try:
        _manifest(folder)
    except ResultError:
        return False
    return True


@contextmanager
def _fresh_sibling(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder`, gone at the end unless it was moved away."""
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    fresh.chmod(0o755)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write(results: Results, fresh: Path, catalogue: pd.DataFrame, draw: Draw | None) -> Results:
    _write_parquet(results.replications, fresh / "replications.parquet")
    tables = {"summary": results.summary, "differences": results.differences, "catalogue": catalogue}
    for name, table in tables.items():
        # Open the file ourselves: pandas ends lines with what the system uses.
        with (fresh / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table.to_csv(file, index=False, lineterminator="\n")
    if draw is not None:
        (fresh / FIGURES).mkdir()
        draw(results, fresh / FIGURES)
    files = sorted(path for path in fresh.rglob("*") if path.is_file())
    digests = {path.relative_to(fresh).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    manifest = {"kind": KIND, **results.manifest, "files": digests}
    (fresh / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return Results(manifest, results.replications, results.summary, results.differences)


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Without pandas' own notes, which name its version: equal rows then give equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(rows, path, compression="zstd")


def _read_csv(path: Path) -> pd.DataFrame:
    """Words stay words, also where they read as a number or as nothing; numbers are those written."""
    import pandas as pd

    names = pd.read_csv(path, nrows=0).columns
    words = {name: "str" for name in names if name not in NUMBERS}
    missing = {name: [""] for name in names if name in NUMBERS}
    return pd.read_csv(path, dtype=words, na_values=missing, keep_default_na=False)


def _put(fresh: Path, folder: Path) -> None:
    """Move the complete folder to its place; earlier results go only when it stands there."""
    with _fresh_sibling(folder) as aside:
        earlier = aside / "earlier"
        if folder.exists():
            folder.replace(earlier)
        try:
            fresh.replace(folder)
        except BaseException:
            if earlier.exists():
                earlier.replace(folder)
            raise
