"""The arrays of a hall in one piece of memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from sim.engine.kernel.arrays import COLUMNS
from sim.engine.kernel.rows import LINE, Rows, address_of

Shape = tuple[int, ...]
NOTHING = 0
ALL_BITS = 255
"""A byte of -1, in whole numbers of every size."""


def one_piece(parts: Sequence[tuple[Mapping[str, Shape], Any]]) -> tuple[dict[str, Rows], Rows]:
    """Arrays of a hall by their names and shapes, part after part; each begins where a line of the processor's does.

    Also all their bytes, from the first array to the last one.

    A part is told with what its bytes are at first: one value, or all of them one by one; None where each row is
    written before it is read. To ask for sixty pieces takes several times as long.
    """
    sizes = [[prod(shape) * COLUMNS[name][0].itemsize for name, shape in part.items()] for part, _ in parts]
    lengths = [sum(-(-size // LINE) * LINE for size in of) for of in sizes]
    whole = np.empty(sum(lengths) + LINE, dtype=np.uint8)
    begin = -address_of(whole) % LINE
    memory = whole[begin : begin + sum(lengths)]
    arrays, place = {}, 0
    for (part, first), of, length in zip(parts, sizes, lengths, strict=True):
        if first is not None:
            memory[place : place + length] = first
        for (name, shape), size in zip(part.items(), of, strict=True):
            arrays[name] = np.ndarray(shape, COLUMNS[name][0], memory, place)
            place += -(-size // LINE) * LINE
    return arrays, memory


def fitting(name: str, values: Rows) -> Rows:
    """Values as the loop expects them in the array of that name: as they are, or a copy of its kind in one piece."""
    kind = COLUMNS[name][0]
    if values.dtype == kind and values.flags.c_contiguous:
        return values
    return np.require(values, kind, "C")


EMPTY: dict[str, Rows] = {name: np.empty((0,) * axes, dtype=kind) for name, (kind, axes) in COLUMNS.items()}
"""By array what it is where nobody looks at it."""
