"""The answer to a question of its own kind: tables, kept as a folder of them with a manifest, as results are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.results.store import ANSWER, FIGURES, place, write_csv, write_manifest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Answer:
    """What was asked, and, in subclasses, frames that answer it."""

    manifest: dict[str, Any]
    """What was asked and how: `scenario` and `question` ({en, zh}), `seed`, `replications`, `engine`, `parity`
    (how many plays were the same on both engines, null if that was not wanted), and what is
    asked of this kind of answer."""

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames by name."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "manifest"}


def keep(
    answer: Answer,
    folder: Path,
    draw: Callable[[Path], object] | None = None,
    more: Callable[[Path], object] | None = None,
) -> None:
    """Write an answer to a folder, in place of an earlier one: its tables as CSV, its figures, its manifest.

    `draw` draws into the folder of figures, and `more` writes what else there is beside the tables.

    Raises `InputError` for a folder with anything else in it, `ResultError` where the disk does not take them.
    """

    def write(fresh: Path) -> None:
        for name, table in answer.tables().items():
            write_csv(table, fresh / f"{name}.csv")
        if more is not None:
            more(fresh)
        if draw is not None:
            (fresh / FIGURES).mkdir()
            draw(fresh / FIGURES)
        write_manifest({"kind": ANSWER, **answer.manifest}, fresh)

    place(folder, write)
