"""Sweeps: every variant of a scenario at every point, the same people wherever they are the same, kept as they come.

A cell is one variant at one point; all of its replications are played in one go. What is there already is not played
again, so that a sweep can be stopped and resumed, or made wider.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.report.text import Lang
from sim.results.cells import Cells
from sim.results.store import FIGURES
from sim.study.arguments import told_by_name
from sim.study.batches import batches, missing, numbers, size
from sim.study.engines import get_ready
from sim.study.executors import HERE, Machines
from sim.study.outline import Outline, outlined
from sim.study.player import Player
from sim.study.points import Sweep, code, shown_measure, swept
from sim.study.question import DEFAULT
from sim.study.summing import summary, table_of_cells
from sim.study.together import differences


@dataclass(frozen=True)
class Progress:
    """How far a sweep has come."""

    cells: int
    """Cells that are there."""
    total: int
    left: float
    """Seconds that the rest will take, about."""


@told_by_name(outlined)
def sweep(
    scenario: str | Path = DEFAULT,
    words: Sequence[str] = (),
    *,
    out: str | Path,
    resume: bool = False,
    jobs: int = 1,
    executor: str | None = None,
    address: str | None = None,
    measure: str | None = None,
    figures: bool = True,
    lang: Lang = "en",
    progress: Callable[[Progress], object] = lambda step: None,
    **asked: Any,
) -> pd.DataFrame:
    """Play every hall of a scenario at every point of a sweep, and keep what is measured in the folder `out`.

    `words` and what else is `asked`, such as `points`, are as in `outlined`; `jobs`, `executor` and `address` say who
    works, as in `Machines`; all else as in `run`: the `measure`, the scenario's first where none is named, is drawn if
    `figures` are wanted. Returns the summary, a row a cell and measure. Above one of `jobs`, a script needs the usual
    guard `if __name__ == "__main__":`. Raises as `outlined` and `run` do.
    """
    machines = Machines(jobs, executor, address)
    wanted = swept(scenario, words, **asked)
    shown = shown_measure(wanted, measure)
    return run(
        wanted, Path(out), machines, measure=shown, resume=resume, picture=lang if figures else None, progress=progress
    )


def run(
    asked: Sweep,
    folder: Path,
    machines: Machines = HERE,
    *,
    resume: bool = False,
    measure: str | None = None,
    picture: Lang | None = None,
    progress: Callable[[Progress], object] = lambda step: None,
) -> pd.DataFrame:
    """Play what is missing of a sweep, keep it in `folder` as it comes, and put all together; returns the summary.

    The summary has a row a cell and measure: of every measure, or, in a sweep so large that nobody could open the file,
    of the scenario's and `measure`. With `picture`, a language, `measure` is drawn against the keys, if these are one
    or two. `progress` is told how far it is, first of all what it will cost. Raises `InputError` for a folder that
    cannot be used, `ResultError` for what went wrong; what was finished then is kept.
    """
    machines.check()
    try:
        with Cells(folder).begun(_told(asked), resume=resume) as cells:
            _play_missing(asked, cells, machines, progress)
            named = measure or asked.question.measures[0]
            there = numbers(asked, cells)
            wanted = {address: there[address] for address in asked.addresses}
            told = summary(asked, cells.put_together(wanted, asked.measures), named)
            files = {"cells.csv": _csv(table_of_cells(asked, wanted)), "summary.csv": _csv(told)}
            if asked.question.aim is not None and asked.question.aim.of_differences:
                files["differences.csv"] = _csv(differences(asked, cells))
            if picture is not None:
                files |= _drawn(asked, told, named, picture)
            cells.finish(files)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"what was finished is kept in {folder}, go on with --resume") from None
    return told


def _play_missing(asked: Sweep, cells: Cells, machines: Machines, progress: Callable[[Progress], object]) -> None:
    """Play what is missing and keep it; what it will cost is told first, by one replication of one cell.

    The workers are at hand before, as a cluster alone knows how many it has.
    """
    question, absent, total = asked.question, missing(asked, cells), len(asked.addresses)
    get_ready(question.engine)
    player = Player(question.seed, question.engine, question.level)
    there = total - len({cell.address for cell in absent})
    if not absent:
        progress(Progress(there, total, 0.0))
        return
    (spec,) = asked.specs(absent[:1])
    each = player.probe(spec, min(question.replications, 2)) * question.replications
    with machines.at_work(player) as (workers, jobs):
        progress(Progress(there, total, each * len(absent) / machines.speed(question.engine, jobs)))
        done, taken = 0, 0.0
        new: set[str] = set()
        for batch in workers.play(batches(asked, absent, size(each, len(absent), jobs))):
            # A cell that stands at several points may be there twice: that which has most of it counts.
            once = {found.address: found for found in sorted(batch, key=lambda found: len(found.values))}
            cells.put([(found.address, found.measures, found.values) for found in once.values()])
            new.update(once)
            done, taken = done + len(batch), taken + sum(found.seconds for found in batch)
            progress(Progress(there + len(new), total, taken / done * (len(absent) - done) / jobs))


def probed(outline: Outline) -> float:
    """Seconds that a replication of a hall of the first point takes, about; raises as `looked_at`."""
    question = outline.question
    get_ready(question.engine)
    (made,) = outline.specs([(0, next(iter(question.composed.specs)))])
    return Player(question.seed, question.engine, question.level).probe(made.spec)


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
        "precision": question.aim.told() if question.aim else None,
        "seed": question.seed,
        "level": question.level,
        "parity": question.parity,
        "measures": list(question.measures),
        "version": sim.__version__,
        "code": code(),
    }


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
