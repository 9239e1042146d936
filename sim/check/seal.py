"""The log of baselines: who changes them says why, and its last line seals all files, and the log before it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import sim
from sim.check.folder import (
    COUNTED,
    FIGURES,
    FROZEN,
    LOG,
    PLANS,
    RESTORE,
    SEAL,
    SPECS,
    STREAMS,
    TAPES,
    TEXTS,
    TITLE,
    WEEKS,
)
from sim.check.frozen import ENDING
from sim.errors import Fault, InputError, ResultError
from sim.results.files import write


def is_sealed(folder: Path) -> bool:
    """Whether all files are as the last entry of the log left them, and the log as well.

    The seal is no signature: it tells of what was changed by hand, or by half, and not of who is set on deceiving.
    """
    log, _, seal = _log(folder).rpartition(SEAL)
    return seal.strip() == _seal(_contents(folder), log)


def put(folder: Path, files: Mapping[str, bytes], reason: str, what: str) -> None:
    """Write the files that differ, take away those that are no more, and log why; each file whole or not at all.

    The seal comes last: where the disk is full half-way, or the power fails, a check tells so. Raises `ResultError`
    where the disk does not take it.
    """
    try:
        before = _contents(folder)
        for name, content in files.items():
            if before.get(name) != content:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                write(folder / name, content)
        for name in before.keys() - files.keys():
            if name.startswith((f"{FIGURES}/", f"{COUNTED}/")):  # of a scenario that is no more
                (folder / name).unlink()
        log = (_log(folder) or TITLE) + _entry(reason, what)
        write(folder / LOG, f"{log}{SEAL}{_seal(files, log)}\n".encode())
    except OSError as error:
        told = f"{folder} cannot be written to ({error.strerror or error}): write the baselines again"
        raise ResultError(told) from error


def _entry(reason: str, what: str) -> str:
    now = datetime.now(UTC).date().isoformat()
    return f"\n## {now}, version {sim.__version__}\n\n{' '.join(reason.split())}\n\n{what}\n\n"


def _contents(folder: Path) -> dict[str, bytes]:
    """All files of ours by their path below the folder, but the log."""
    ours = [folder / name for name in (PLANS, STREAMS, SPECS, TAPES, WEEKS)]
    ours += [*(folder / FROZEN).glob(f"[!.]*{ENDING}")]
    ours += [path for figures in (FIGURES, COUNTED) for path in (folder / figures).glob("[!.]*.csv")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in ours if path.is_file()}


def _log(folder: Path) -> str:
    path = folder / LOG
    try:
        # What is no text is none that a seal was put under.
        return path.read_text("utf-8", errors="replace") if path.exists() else ""
    except OSError as error:
        raise InputError(Fault(f"cannot be read ({error.strerror})", RESTORE, file=str(path))) from None


def _seal(files: Mapping[str, bytes], log: str) -> str:
    """The sha256 of all files in the order of their names, and of the log; ends of lines do not matter in texts."""
    found = hashlib.sha256()
    for name, content in sorted(files.items()):
        text = content.replace(b"\r\n", b"\n") if name.endswith(TEXTS) else content
        found.update(f"{name} {hashlib.sha256(text).hexdigest()}\n".encode())
    found.update(log.encode())
    return found.hexdigest()
