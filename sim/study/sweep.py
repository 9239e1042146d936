"""Sweeps: every variant of a scenario at every point, the same people wherever they are the same, kept cell by cell.

A cell is one variant at one point; all of its replications are played in one go. What is there already is not played
again, so that a sweep can be stopped and resumed, or made wider.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import sim
from sim.errors import Fault, InputError
from sim.inference.intervals import intervals
from sim.report.text import Lang
from sim.results.cells import Cells
from sim.results.store import FIGURES
from sim.streams import Purpose, generator
from sim.study.engines import get_ready
from sim.study.player import Player, Task
from sim.study.points import Cell, Sweep, shown_measure, swept
from sim.study.question import DEFAULT
from sim.study.replication import drawn_as
from sim.study.workers import crew

FEW = 2
"""Cells of each variant whose first replication is held against the laws, and played by both engines."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep has come."""

    cells: int
    """Cells that are there."""
    total: int
    left: float
    """Seconds that the rest will take, about."""


def sweep(
    scenario: str | Path = DEFAULT,
    words: Sequence[str] = (),
    *,
    out: str | Path,
    resume: bool = False,
    jobs: int = 1,
    measure: str | None = None,
    figures: bool = True,
    lang: Lang = "en",
    progress: Callable[[Progress], object] = lambda step: None,
    **asked: Any,
) -> pd.DataFrame:
    """Play every hall of a scenario at every point of a sweep, and keep what is measured in the folder `out`.

    `words` and what else is `asked` are as in `swept`, all else as in `run`: the `measure`, the scenario's first where
    none is named, is drawn if `figures` are wanted. Returns the summary, a row a cell and measure. Above one of `jobs`,
    a script needs the usual guard `if __name__ == "__main__":`. Raises as `swept` and `run` do.
    """
    wanted = swept(scenario, words, **asked)
    picture = (shown_measure(wanted, measure), lang) if figures else None
    return run(wanted, Path(out), jobs=jobs, resume=resume, picture=picture, progress=progress)


def run(
    asked: Sweep,
    folder: Path,
    *,
    jobs: int = 1,
    resume: bool = False,
    picture: tuple[str, Lang] | None = None,
    progress: Callable[[Progress], object] = lambda step: None,
) -> pd.DataFrame:
    """Play what is missing of a sweep, keep it in `folder` cell by cell, and put all together; returns the summary.

    The summary has a row a cell and measure. With `picture`, the name of a measure and a language, the measure is drawn
    against the keys, if these are one or two. `progress` is told how far it is, first of all what it will cost. Raises
    `InputError` for a folder that cannot be used, `ResultError` for what went wrong; what was finished then is kept.
    """
    if jobs < 1:
        raise InputError(Fault(f"{jobs} is too few", "give the number of processes, at least 1", "jobs"))
    question, cells = asked.question, Cells(folder)
    cells.begin(_told(asked), resume=resume)
    try:
        _play_missing(asked, cells, jobs, progress)
        told = summary(asked, cells)
        files = {"cells.csv": _csv(_table_of_cells(asked)), "summary.csv": _csv(told)}
        if picture is not None:
            files |= _drawn(asked, told, *picture)
        cells.finish(asked.addresses, question.replications, asked.measures, files)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"what was finished is kept in {folder}, go on with --resume") from None
    return told


def _play_missing(asked: Sweep, cells: Cells, jobs: int, progress: Callable[[Progress], object]) -> None:
    """Play what is missing and keep it; what it will cost is told first, by one replication of one cell."""
    question, missing = asked.question, _missing(asked, cells)
    get_ready(question.engine)
    player = Player(question.seed, question.engine, question.level, question.replications)
    there, total = len(asked.addresses) - len(missing), len(asked.addresses)
    each = player.probe(missing[0]) * question.replications if missing else 0.0
    progress(Progress(there, total, each * len(missing) / jobs))
    for done, left in _played(player, cells, missing, jobs):
        progress(Progress(there + done, total, left))


def _missing(asked: Sweep, cells: Cells) -> list[Task]:
    """The cells that are still to be played, once each, those of the same people one after another."""
    wanted: dict[str, Cell] = {}
    for cell in asked.cells:
        if not cells.has(cell.address, asked.question.replications):
            wanted.setdefault(cell.address, cell)
    checked = _checked(asked) if asked.question.parity else set()
    who = {name: drawn_as(cell.spec) for name, cell in wanted.items()}
    order = sorted(wanted, key=lambda name: who[name])
    return [Task(wanted[name], who[name], name in checked) for name in order]


def _checked(asked: Sweep) -> set[str]:
    """Of each variant the cells that are held against what must be true, drawn with the seed."""
    found: set[str] = set()
    for place, variant in enumerate(asked.question.composed.specs):
        own = sorted({cell.address for cell in asked.cells if cell.variant == variant})
        drawn = generator(asked.question.seed, place, Purpose.PARITY)
        found.update(own[number] for number in drawn.permutation(len(own))[:FEW])
    return found


def _played(player: Player, cells: Cells, tasks: Sequence[Task], jobs: int) -> Iterator[tuple[int, float]]:
    """Play the cells that are missing and keep each; how many are done, and how many seconds the rest will take."""
    taken = 0.0
    with crew(player, min(jobs, len(tasks))) as workers:
        for done, found in enumerate(workers.play(tasks), start=1):
            cells.put(found.cell.address, found.measures, found.values)
            taken += found.seconds
            yield done, taken / done * (len(tasks) - done) / jobs


def _told(asked: Sweep) -> dict[str, Any]:
    """What is asked, in the words of the folder."""
    question = asked.question
    composed = question.composed
    return {
        "scenario": composed.name,
        "question": composed.scenario.question.model_dump(),
        "variants": {name: of.label.model_dump() for name, of in composed.scenario.variants.items()},
        "overrides": list(composed.overrides),
        "keys": list(asked.keys),
        "points": list(asked.points),
        "cells": [cell.address for cell in asked.cells],
        "replications": question.replications,
        "seed": question.seed,
        "level": question.level,
        "parity": question.parity,
        "measures": list(question.measures),
        "version": sim.__version__,
    }


def _table_of_cells(asked: Sweep) -> pd.DataFrame:
    rows = [{"cell": c.address, "point": c.point, "variant": c.variant, **asked.points[c.point]} for c in asked.cells]
    return pd.DataFrame(rows)


def summary(asked: Sweep, cells: Cells) -> pd.DataFrame:
    """Mean and 95 % interval of every measure of every cell, a row each, with the point that the cell stands at."""
    parts = []
    for cell in asked.cells:
        table = cells.get(cell.address, asked.question.replications)
        names = [name for name in asked.measures if name in table.column_names]
        units = asked.units[cell.spec.costs.currency]
        told = intervals(np.column_stack([table[name].to_numpy() for name in names]))
        point = {"point": cell.point, **asked.points[cell.point], "variant": cell.variant}
        parts.append(pd.DataFrame({**point, "measure": names, **told, "unit": [units[name].en for name in names]}))
    return pd.concat(parts, ignore_index=True)


def _drawn(asked: Sweep, told: pd.DataFrame, measure: str, lang: Lang) -> dict[str, bytes]:
    """Figures of a measure by the name of their file, if the sweep can be drawn."""
    from sim.report.figures.points import draw, has_picture

    if not has_picture(asked.points) or len(asked.units_of(measure)) > 1:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        (unit,) = asked.units_of(measure)
        paths = draw(_told(asked), replace(asked.known[measure], unit=unit), told, Path(folder), lang)
        return {f"{FIGURES}/{path.name}": path.read_bytes() for path in paths}


def _csv(table: pd.DataFrame) -> bytes:
    text = io.StringIO(newline="")
    table.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode("utf-8")
