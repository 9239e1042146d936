"""Plays kept beside the folder of an answer as they come, so that a search that was broken off goes on from them.

A search is decided by what it sees alone: with the plays that are kept it goes the same way again, without playing, up
to where it ended. A play has an address of what its numbers depend on (as a cell of a sweep, `sim.results.cells`), so
that those of another question, or of other code, are never taken for it.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.errors import Fault, InputError
from sim.results.cells import address
from sim.results.locks import LOCK, alone
from sim.results.parts import CELLS, FILES, Parts
from sim.staffing import size_goals, size_look, size_pools, size_sums
from sim.staffing.size_look import Look, Sight, Task
from sim.study.plays import Seen
from sim.study.points import code
from sim.tape import Floats

BEHIND = ".plays"
"""Stands behind the name of an answer's folder: that of its plays."""
EACH = 2.0
"""Seconds between two writes: a process that is killed loses what it saw since the last."""
VALUE = "value"
ARRAYS = tuple(one.name for one in fields(Sight))


@dataclass
class KeptPlays:
    """Plays of a search, in a folder that no other process is in."""

    folder: Path
    seed: int
    looks: Mapping[str, Look]
    """What is looked at in each variant."""
    taken: int = 0
    """Plays that were there."""
    _fresh: list[tuple[str, Floats]] = field(default_factory=list)
    _written: float = field(default_factory=time.monotonic)

    @cached_property
    def _parts(self) -> Parts:
        (self.folder / CELLS).mkdir(exist_ok=True)
        return Parts(self.folder)

    @cached_property
    def _halls(self) -> dict[str, str]:
        """By variant the address of all that its plays depend on beside the clerks and the replication."""
        facts = {"seed": self.seed, "version": sim.__version__, "code": code(), "looks": _code()}
        return {
            name: address(
                {
                    "spec": look.team.spec.model_dump(mode="json"),
                    "asked": [(one.measure, one.sense, one.place, one.slot, one.weekday) for one in look.asked],
                    "reported": look.reported,
                    **facts,
                }
            )
            for name, look in self.looks.items()
        }

    def _address(self, task: Task) -> str:
        facts = {"hall": self._halls[task.variant], "clerks": task.clerks, "replication": task.replication}
        return address(facts | {"work": task.with_work, "told": task.with_told})

    def known(self, tasks: Sequence[Task]) -> dict[Task, Seen[Sight]]:
        """Those of the tasks that were played before, with what was seen."""
        there = {task: one for task in tasks if (one := self._address(task)) and self._parts.number(one)}
        if not there:
            return {}
        numbers = {one: self._parts.number(one) for one in there.values()}
        values = self._parts.get(numbers, [VALUE])[VALUE].to_numpy()
        rows = np.split(values, np.cumsum([*numbers.values()])[:-1])
        found = dict(zip(numbers, rows, strict=True))
        self.taken += len(there)
        return {task: _read(found[one], task) for task, one in there.items()}

    def put(self, seen: Seen[Sight]) -> None:
        """Keep a play; it is on the disk some seconds later. Raises `ResultError` where the disk does not take it."""
        self._fresh.append((self._address(seen.name), _told(seen)))
        if time.monotonic() - self._written > EACH:
            self.write()

    def write(self) -> None:
        """Write what is not on the disk yet. Raises `ResultError` where the disk does not take it."""
        if self._fresh:
            self._parts.put([(one, [VALUE], values[:, None]) for one, values in self._fresh])
        self._fresh, self._written = [], time.monotonic()


@contextmanager
def kept_beside(place: Path | None, seed: int, looks: Mapping[str, Look]) -> Iterator[KeptPlays | None]:
    """Plays kept beside the folder of an answer, those seen last, too, however it ends; none where nothing is kept.

    The folder goes where nothing is in it. Raises `InputError` where another process is at work, or where the folder
    holds anything else.
    """
    if place is None:
        yield None
        return
    folder = _beside(place)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(folder, error.strerror or str(error)) from None
    with alone(folder):
        _check(folder)
        plays = KeptPlays(folder, seed, looks)
        try:
            yield plays
        finally:
            plays.write()
            if not any((folder / CELLS).glob(FILES)):
                forget(place)


def forget(place: Path) -> None:
    """Take away the plays beside an answer, where there are any: it is kept whole."""
    folder = _beside(place)
    if folder.is_dir() and not folder.is_symlink():
        _check(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _beside(place: Path) -> Path:
    place = place.resolve()
    return place.with_name(place.name + BEHIND)


def _check(folder: Path) -> None:
    """Raises `InputError` where there is anything but plays."""
    others = {path for path in folder.iterdir() if path.name not in (CELLS, LOCK)}
    if (folder / CELLS).is_dir():
        others |= {path for path in (folder / CELLS).iterdir() if not path.match(FILES) and path.suffix != ".part"}
    if others:
        raise _refused(folder, f"{min(others).name} is no play of a search that was broken off")


def _refused(folder: Path, why: str) -> InputError:
    mend = "name another folder with --out, or move what is there"
    return InputError(Fault(f"plays cannot be kept there: {why}", mend, file=str(folder)))


def _told(seen: Seen[Sight]) -> Floats:
    """A play as one row of numbers: what it took, then each array with its shape before it."""
    row = [np.array([seen.cases, seen.seconds, seen.checked, seen.checking])]
    for name in ARRAYS:
        array = getattr(seen.found, name)
        row.append(np.array([array.ndim, *array.shape], dtype=np.float64))
        row.append(array.ravel())
    return np.concatenate(row)


def _read(row: Floats, task: Task) -> Seen[Sight]:
    """The play that a row tells."""
    cases, seconds, checked, checking = row[:4].tolist()
    arrays: dict[str, Any] = {}
    at = 4
    for name in ARRAYS:
        dimensions = int(row[at])
        shape = row[at + 1 : at + 1 + dimensions].astype(int)
        at += 1 + dimensions
        size = int(np.prod(shape))
        arrays[name] = row[at : at + size].reshape(shape)
        at += size
    return Seen(task, task.replication, int(cases), seconds, bool(checked), Sight(**arrays), checking)


def _code() -> str:
    """The sha256 of the source by which halls are looked at."""
    digest = hashlib.sha256()
    for module in (size_goals, size_look, size_pools, size_sums):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()
