"""Halls of one point that go on together, where a sweep is to be sure of their differences: as many days of each.

As a comparison of that point by itself would: all halls at a point are played until every interval that is asked for
there is narrow enough, of each hall and of each pair (`sim.study.sequential`). A cell that stands at several points has
as many replications as that point needs which needs most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from itertools import groupby

import numpy as np
import pandas as pd

from sim.inference.intervals import difference
from sim.results.cells import TOGETHER, Cells
from sim.study.points import Cell, Sweep
from sim.study.precision import Together, enough_together
from sim.study.question import Question
from sim.tape import Floats

COLUMNS = ("mean", "low", "high", "n")
Known = dict[tuple[str, str], Floats]
"""By measure and variant a value a replication."""


def together(question: Question, point: int) -> Together | None:
    """How the halls of a point go on together; None where each is played by itself."""
    if question.aim is None or not question.aim.of_differences:
        return None
    return Together(point, tuple(question.composed.specs), tuple(question.pairs), question.statements)


def by_point(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Cells that follow one another, those of a point at once."""
    return (list(some) for _, some in groupby(cells, key=lambda cell: cell.point))


def numbers_of_points(asked: Sweep, cells: Cells) -> dict[int, int]:
    """Of each point that is sure enough how many replications that took, of all of its halls."""
    question, found = asked.question, {}
    assert question.aim is not None
    for point, known in _known(asked, cells, list(question.aim.asked)):
        halls = together(question, point)
        assert halls is not None
        enough = enough_together(question.aim, halls, known)
        if enough is not None:
            found[point] = enough
    return found


def numbers_of_cells(asked: Sweep, of_points: Mapping[int, int]) -> dict[str, int]:
    """Of each cell how many replications are told of it; those of a point that is not sure enough are not there."""
    waiting = {cell.address for cell in asked.cells if cell.point not in of_points}
    found: dict[str, int] = {}
    for cell in asked.cells:
        if cell.address not in waiting:
            found[cell.address] = max(found.get(cell.address, 0), of_points[cell.point])
    return found


def differences(asked: Sweep, cells: Cells) -> pd.DataFrame:
    """At each point the pairs of halls in the measures that are compared, the later less the earlier, a row each.

    Paired by replication, over as many as the point took; the 95 % intervals of a point hold together. Of a finished
    sweep: every point is sure enough, or at its most.
    """
    question, of_points = asked.question, numbers_of_points(asked, cells)
    measures = [name for name in question.measures if name in asked.measures]
    units = [{name: unit.en for name, unit in units.items()} for units in asked.units]
    kinds = {(cell.point, cell.variant): cell.kind for cell in asked.cells}
    rows = []
    for point, known in _known(asked, cells, measures):
        for name in measures:
            for a, b in question.pairs:
                one, other = (known[name, hall][: of_points[point]] for hall in (a, b))
                if np.isnan(one).all() or np.isnan(other).all():
                    continue
                told = astuple(difference(one, other, question.statements, question.first))
                rows.append((point, *asked.points[point].values(), name, a, b, *told, units[kinds[point, b]][name]))
    return pd.DataFrame(rows, columns=["point", *asked.keys, "measure", "a", "b", *COLUMNS, "unit"])


def _known(asked: Sweep, cells: Cells, measures: Sequence[str]) -> Iterator[tuple[int, Known]]:
    """Of each point whose halls are all there what was measured in them, some points read at once."""
    first = asked.question.replications
    there = [some for some in by_point(asked.cells) if all(cells.has(cell.address, first) for cell in some)]
    at_once = max(1, TOGETHER // len(asked.question.composed.specs))
    for start in range(0, len(there), at_once):
        points = there[start : start + at_once]
        numbers = {cell.address: cells.number(cell.address) for some in points for cell in some}
        table = cells.get(numbers, measures)
        ends = np.cumsum([0, *numbers.values()])
        rows = {address: slice(a, b) for address, a, b in zip(numbers, ends, ends[1:], strict=False)}
        columns = {name: table[name].to_numpy() for name in measures}
        for some in points:
            known = {(name, c.variant): columns[name][rows[c.address]] for name in measures for c in some}
            yield some[0].point, known
