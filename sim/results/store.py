"""A results folder: written whole or not at all, and read back only if nothing in it has changed.

The folder is made beside its place under another name, and moved there when it is complete; its manifest, the last
file written, has the sha256 of every other one, and a seal: its own, without the seal.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, InputError, ResultError
from sim.results.frames import Results

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
FIGURES = "figures"
KIND = "onewindow results"
"""What a manifest says that it is: a folder without it is not ours to replace."""
ANSWER = "onewindow answer"
"""The same of a folder with the answer to another question, in tables of its own."""
TABLES = ("replications.parquet", "summary.csv", "differences.csv", "catalogue.csv")
"""The files that every results folder has."""
MORE = ("quantiles", "controls")
"""Tables that it has where they were asked for."""
NUMBERS = ("mean", "low", "high", "n", "p", "share", "value", "saved")

Draw = Callable[[Results, Path], object]
"""Draws figures of the results into a folder."""


def check_place(folder: Path) -> Path:
    """Refuse a `folder` for results that holds anything but earlier results, or cannot be made or replaced.

    Returns it resolved. Raises `InputError`, so that it is known before the work and not after it.
    """
    try:
        place = folder.resolve()
        # What is resolved and still a link goes in a circle: from Python 3.13 on, resolving does not say so.
        if any(path.is_symlink() for path in (place, *place.parents)):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        _check_surroundings(place)
        if place.is_dir():
            _check_content(place)
        _check_writable(place)
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise _refused(f"nothing can be written there ({why})", folder) from None
    return place


def _refused(problem: str, path: Path) -> InputError:
    return InputError(Fault(problem, "name another folder with --out, or move what is there", file=str(path)))


def _check_surroundings(place: Path) -> None:
    """Earlier results are moved away whole, which must not pull the ground from under anybody."""
    if Path.cwd().is_relative_to(place):
        raise _refused("is the working directory, or holds it", place)
    if place.is_mount():
        raise _refused("is a disk of its own, which cannot be replaced: name a folder in it", place)
    for path in (place, *place.parents):
        if path.exists() and not path.is_dir():
            raise _refused("is a file, where a folder for results should be", path)


def _check_content(place: Path) -> None:
    """An existing folder is empty, or holds earlier results and nothing else."""
    if not any(place.iterdir()):
        return
    try:
        files = {PurePosixPath(name) for name in _manifest(place, (KIND, ANSWER))["files"]}
    except ResultError:
        raise _refused("the folder is not empty, and not of an earlier run", place) from None
    ours = files | {parent for file in files for parent in file.parents} | {PurePosixPath(MANIFEST)}
    ours.add(PurePosixPath(FIGURES))
    for path in sorted(place.rglob("*")):
        if PurePosixPath(path.relative_to(place).as_posix()) not in ours:
            raise _refused("is not of the earlier run in this folder, and would be lost", path)


def _check_writable(place: Path) -> None:
    """Try it: what the rights of a folder say is not all that decides, as on a disk that is only read."""
    if place.exists() and not os.access(place, os.W_OK | os.X_OK):
        raise _refused("the earlier results cannot be replaced: the folder must not be written to", place)
    near = next(parent for parent in place.parents if parent.exists())
    with _fresh_sibling(near / place.name):
        pass


def save(results: Results, folder: Path, catalogue: pd.DataFrame, draw: Draw | None = None) -> Results:
    """Write `results` to `folder`, in place of earlier ones, and return them with the finished manifest.

    `catalogue` has the definitions of the measures; `draw` adds figures. Raises `ResultError` where the disk does not
    take it; then, as after any other interruption, the folder is what it was before.
    """
    written: list[Results] = []
    place(folder, lambda fresh: written.append(_write(results, fresh, catalogue, draw)))
    return written[0]


def place(folder: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a new folder, and put that in the place of `folder`. Raises as `save` does."""
    folder = check_place(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _fresh_sibling(folder) as fresh:
            write(fresh)
            _put(fresh, folder)
    except OSError as error:
        raise ResultError(f"the results could not be kept in {folder}: {error.strerror or error}") from error


def load(folder: str | Path) -> Results:
    """Read the results in `folder`; raises `ResultError` if a file is missing or is not what was written."""
    import pandas as pd

    folder = Path(folder)
    manifest = _manifest(folder)
    if manifest.get("seal") != _seal(manifest):
        raise ResultError(f"{folder / MANIFEST} is not what the run wrote: run it again")
    for name, digest in manifest["files"].items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise ResultError(f"{folder / name} cannot be read: {error.strerror or error}") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise ResultError(f"{folder / name} is not what the run wrote: run it again")
    replications = pd.read_parquet(folder / "replications.parquet")
    summary, differences = (_read_csv(folder / f"{name}.csv") for name in ("summary", "differences"))
    more = {name: _read_csv(folder / f"{name}.csv") for name in MORE if f"{name}.csv" in manifest["files"]}
    return Results(manifest, replications, summary, differences, **more)


def _manifest(folder: Path, kinds: Sequence[str] = (KIND,)) -> dict[str, Any]:
    """The manifest in a folder, its seal not yet verified."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ResultError(f"{folder} has no results: its {MANIFEST} cannot be read ({error})") from error
    kind = manifest.get("kind") if isinstance(manifest, dict) else None
    if kind not in kinds or not _lists_files(manifest.get("files"), TABLES if kind == KIND else ()):
        raise ResultError(f"{folder / MANIFEST} is not the manifest of a finished run")
    assert isinstance(manifest, dict)
    return manifest


def _lists_files(files: Any, tables: Sequence[str]) -> bool:
    """Whether it lists every table, and nothing outside the folder."""
    if not isinstance(files, dict) or not set(tables) <= set(files):
        return False
    paths = [PurePosixPath(name) for name in files]
    return not any(path.is_absolute() or ".." in path.parts or not path.parts for path in paths)


def _seal(manifest: Mapping[str, Any]) -> str:
    """The sha256 of a manifest without its seal, however its file is laid out."""
    rest = {key: value for key, value in manifest.items() if key != "seal"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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
    # Beside all else: what takes longest is not Python's work.
    with ThreadPoolExecutor(1) as beside:
        writing = beside.submit(_write_parquet, results.replications, fresh / "replications.parquet")
        tables = {"summary": results.summary, "differences": results.differences, "catalogue": catalogue}
        for name, table in (tables | results.more()).items():
            write_csv(table, fresh / f"{name}.csv")
        if draw is not None:
            (fresh / FIGURES).mkdir()
            draw(results, fresh / FIGURES)
        writing.result()
    # What was kept before has a seal of its own, which does not go into the new one.
    manifest = write_manifest({"kind": KIND, **results.manifest}, fresh)
    return replace(results, manifest=manifest)


def write_manifest(head: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Write, last of all, the manifest of a `folder`: its head, the sha256 of each file, and the seal; returns it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    manifest: dict[str, Any] = {**head, "files": digests}
    manifest["seal"] = _seal(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return manifest


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """A table as text, the same on every system."""
    # Open the file ourselves: pandas ends lines with what the system uses.
    with path.open("w", encoding="utf-8", newline="") as file:
        table.to_csv(file, index=False, lineterminator="\n")


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
