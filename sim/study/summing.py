"""What a sweep comes to: mean and interval of every measure in each cell, a thousand cells at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.inference.intervals import intervals
from sim.study.points import Sweep

MOST_ROWS = 1_000_000
"""Rows of a summary: what a spreadsheet opens. With more the scenario's own measures are told, and values hold all."""
COLUMNS = ("mean", "low", "high", "n")


def told(asked: Sweep, measure: str) -> list[str]:
    """The measures of the summary: all, or in a large sweep those that the scenario compares and `measure`."""
    if len(asked.cells) * len(asked.measures) <= MOST_ROWS:
        return asked.measures
    return [name for name in asked.measures if name in (*asked.question.measures, measure)]


def summary(asked: Sweep, parts: Iterable[pa.Table], measure: str) -> pd.DataFrame:
    """Mean and 95 % interval of measures in every cell, a row each, with the point that the cell stands at.

    `parts` hold the values of all cells, once each, in their order. Which measures: see `told`.
    """
    names = told(asked, measure)
    done = [_of_part(part, names, asked.question.first) for part in parts]
    there = np.concatenate([there for there, _ in done])
    numbers = {column: np.concatenate([told[column] for _, told in done]) for column in COLUMNS}
    places = {name: place for place, name in enumerate(asked.addresses)}
    rows = np.array([places[cell.address] for cell in asked.cells])
    cell, column = np.nonzero(there[rows])
    points = table_of_cells(asked).drop(columns="cell").iloc[cell].reset_index(drop=True)
    variants = points.pop("variant")
    kinds = np.array([cell.kind for cell in asked.cells])
    units = np.array([[units[name].en if name in units else "" for name in names] for units in asked.units], object)
    return points.assign(
        variant=variants,
        measure=np.array(names, object)[column],
        **{name: values[rows[cell], column] for name, values in numbers.items()},
        unit=units[kinds[cell], column],
    )


def _of_part(
    part: pa.Table, names: Sequence[str], first: int | None
) -> tuple[NDArray[np.bool_], dict[str, NDArray[Any]]]:
    """Of each cell in a part, and each measure: whether the cell has it, and what it comes to; (cells, measures).

    `first` is the number of replications that decided how many there are, if they did.
    """
    addresses = part["cell"].combine_chunks().dictionary_encode()
    cell, replication = addresses.indices.to_numpy(), part["replication"].to_numpy()
    cells, most = len(addresses.dictionary), int(replication.max()) + 1
    # A cell with fewer replications than others is filled up with none.
    values = np.full((most, cells, len(names)), np.nan)
    there = np.zeros((cells, len(names)), dtype=bool)
    for place, name in enumerate(names):
        values[replication, cell, place] = part[name].to_numpy()
        there[cell, place] = pc.is_valid(part[name]).to_numpy()
    shape = (cells, len(names))
    told = intervals(values.reshape(most, -1), first)
    return there, {column: told[column].reshape(shape) for column in COLUMNS}


def table_of_cells(asked: Sweep, replications: Mapping[str, int] | None = None) -> pd.DataFrame:
    """The cells in their order, a row each: address, point, variant, and what the keys are set to.

    With the number of `replications` of each address, where cells differ in that.
    """
    points = [cell.point for cell in asked.cells]
    keys = {key: [asked.points[point][key] for point in points] for key in asked.points[0]}
    more = {}
    if replications is not None and asked.question.aim is not None:
        more["replications"] = [replications[cell.address] for cell in asked.cells]
    return pd.DataFrame(
        {"cell": [cell.address for cell in asked.cells], "point": points}
        | {"variant": [cell.variant for cell in asked.cells]}
        | keys
        | more
    )
