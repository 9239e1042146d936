"""A sweep on the terminal: what it will cost, how far it is, and one measure at its points."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich.console import Console

from sim.report.tables import Table, mean_and_interval, show
from sim.report.text import NOTHING, Lang, comma, counted, duration, label, say
from sim.study.executors import Machines
from sim.study.outline import Outline
from sim.study.output import print_json
from sim.study.points import Sweep, looked_at
from sim.study.runner import Step
from sim.study.summing import told as told_of
from sim.study.sweep import Progress, probed
from sim.study.telling import bar

MOST_ROWS = 30
"""Points that are printed; the rest is in the folder."""
LARGE = 3000
"""Halls that are looked at in a few seconds; before more of them are, it is said what they will cost."""
A_WHILE = 60.0
"""Seconds after which it is worth a hint who would be quicker."""
FILE = "summary.csv"
COLUMNS = ["point", "variant", "mean", "low", "high", "unit"]


def looked_at_all(console: Console, outline: Outline, machines: Machines, lang: Lang) -> Sweep:
    """The sweep with every point of it composed; of a large one it is said before about what it will cost.

    Raises as `looked_at`, and where a cluster cannot be worked with.
    """
    if outline.halls <= LARGE:
        return looked_at(outline)
    speed = machines.speed(outline.question.engine, machines.number())
    left = probed(outline) * outline.halls * outline.question.replications / speed
    told = _numbers(outline, outline.halls, lang)
    console.print(say("sweep_large", lang, **told, left=duration(left, lang)), highlight=False, soft_wrap=True)
    with bar(console, lang, "looking") as update:
        return looked_at(outline, lambda cells: update(Step(cells, outline.halls, 0, 0, 0.0)))


@contextmanager
def on_terminal(
    console: Console, asked: Sweep, machines: Machines, lang: Lang
) -> Iterator[Callable[[Progress], object]]:
    """Says on `console` what a sweep will cost, then how far it is: a bar with the time left, if a terminal.

    Where it takes a while and other workers would be quicker, that is said, too.
    """
    said: list[bool] = []
    with bar(console, lang) as update:

        def tell(step: Progress) -> None:
            if not said:
                console.print(_cost(step, asked, lang), highlight=False, soft_wrap=True)
                if machines.are_threads(asked.question.engine) and step.left > A_WHILE:
                    console.print(say("processes", lang), highlight=False, soft_wrap=True)
                said.append(True)
            update(Step(step.cells, step.total, len(asked.question.composed.specs), 0, step.left))

        yield tell


def _cost(step: Progress, asked: Sweep, lang: Lang) -> str:
    told, aim = _numbers(asked.outline, step.total, lang), asked.question.aim
    cost = say("sweep_cost", lang, **told, there=f"{step.cells:,}", left=duration(step.left, lang))
    if aim is None:
        return cost
    measures = comma(lang).join(getattr(asked.known[name].label, lang) for name in aim.asked)
    return f"{cost} {say('at_least', lang, measures=measures, most=aim.most)}"


def _numbers(outline: Outline, cells: int, lang: Lang) -> dict[str, str]:
    """How many points, halls, replications and cells there are, in words."""
    question = outline.question
    numbers = {"point": len(outline.points), "hall": len(question.composed.specs), "replication": question.replications}
    numbers["cell"] = cells
    words = [counted(n, word) if lang == "en" else f"{n:,}" for word, n in numbers.items()]
    return dict(zip(("points", "variants", "replications", "cells"), words, strict=True))


def print_sweep(asked: Sweep, summary: pd.DataFrame, measure: str, as_json: bool, lang: Lang) -> None:
    """One measure at every point as a table; with `as_json` all of them, an object a cell and measure."""
    if as_json:
        print_json([{str(k): _plain(v) for k, v in row.items()} for row in summary.to_dict("records")])
        return
    print(f"{label(asked.question.composed.scenario.question.model_dump(), lang)}\n")
    show([_table(asked, summary, measure, lang)], Console(highlight=False))


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _table(asked: Sweep, summary: pd.DataFrame, measure: str, lang: Lang) -> Table:
    """A row a point, a column a variant: the mean, and its interval."""
    known = asked.known[measure]
    variants = asked.question.composed.scenario.variants
    told = summary[summary["measure"] == measure]
    cells = {
        (point, variant): mean_and_interval(mean, low, high, unit)
        for point, variant, mean, low, high, unit in told[COLUMNS].itertuples(index=False)
        if not math.isnan(mean)
    }
    rows = [
        [*point.values(), *(cells.get((place, variant), NOTHING) for variant in variants)]
        for place, point in enumerate(asked.points[:MOST_ROWS])
    ]
    more = len(asked.points) - len(rows)
    rest = say("sweep_rest", lang, more=more, file=FILE) if more else say("sweep_all", lang, file=FILE)
    if len(told_of(asked, measure)) < len(asked.measures):
        rest = say("sweep_some", lang, more=f"{more:,}", file=FILE)
    question = asked.question
    notes = [say("sweep_means" if question.aim is None else "sweep_sure", lang, replications=question.replications)]
    if question.aim is not None and question.aim.of_differences:
        notes[0] = say("sweep_sure_together", lang, replications=question.replications)
    notes.append(rest)
    columns = [*asked.keys, *(getattr(one.label, lang) for one in variants.values())]
    units = " / ".join(getattr(unit, lang) for unit in asked.units_of(measure))
    return Table(f"{getattr(known.label, lang)} [{units}]", columns, rows, notes, words=len(asked.keys))
