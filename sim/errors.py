"""Wrong input, told so that it can be mended: the file, the key, what is wrong, what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong with what was handed in."""

    problem: str
    mend: str
    key: str = ""
    file: str = ""

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.key) if part)
        head = f"{where}: {self.problem}" if where else self.problem
        return f"{head}\n  mend: {self.mend}"


class InputError(Exception):
    """What was handed in cannot be used; `faults` says why, one by one. The command ends with exit code 2."""

    def __init__(self, faults: Sequence[Fault] | Fault) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        # An exception is pickled by its message, which is not what this one is made of; workers send it so.
        return type(self), (self.faults,)


class ResultError(Exception):
    """A result that must not be trusted or could not be kept: a broken law, a full disk. Exit code 1."""
