"""Philox4x64-10 (Salmon et al. 2011) as compiled code: the numbers that numpy's generator gives, to the last bit.

Numpy fetches numbers one by one, through a function that it knows the address of; here four are made at once, and the
blocks of several occurrences side by side, which takes less than a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

Whole = np.uint64
MULTIPLIERS = Whole(0xD2E7470EE14C6C93), Whole(0xCA5A826395121157)
WEYL = Whole(0x9E3779B97F4A7C15), Whole(0xBB67AE8584CAA73B)
"""The constants of the paper's section 3.3."""
ROUNDS = 10
A_BLOCK = 4
"""Numbers that one turn of the counter gives."""
UNUSED_BITS = Whole(11)
STEP = 2.0**-53
"""What the 53 upper bits of a word count."""


Part = Callable[..., Any]
in_llvm: Callable[[Part], Part] = intrinsic
written_out: Callable[[Part], Part] = njit(nogil=True, inline="always")


@in_llvm
def _upper_half(typing: Any, a: Any, b: Any) -> Any:
    """The upper 64 bits of a product, for which Python and numba have no word."""

    def code(context: Any, builder: Any, signature: Any, factors: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(factor, wide) for factor in factors))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), code


@written_out
def _four_words(count: Any, day: Any, occurrence: Any, first: Any, second: Any) -> Any:
    """The words at a counter of (count, 0, day, occurrence), lowest word first, under the key (first, second)."""
    a, b, c, d = count, Whole(0), day, occurrence
    for _ in range(ROUNDS):
        upper, lower = _upper_half(MULTIPLIERS[0], a), MULTIPLIERS[0] * a
        other_upper, other_lower = _upper_half(MULTIPLIERS[1], c), MULTIPLIERS[1] * c
        a, b, c, d = other_upper ^ b ^ first, other_lower, upper ^ d ^ second, lower
        first += WEYL[0]
        second += WEYL[1]
    return a, b, c, d


@written_out
def _uniform(word: Any) -> Any:
    return (word >> UNUSED_BITS) * STEP


def _fill(out: Any, rows: Any, key: Any, days: Any, counts: Any, occurrence: Any) -> None:
    """As `sim.streams.fill_rows`."""
    first, second = key[0], key[1]
    begin = 0
    for place in range(len(days)):
        day, whole = Whole(days[place]), counts[place] // A_BLOCK
        for block in range(whole):
            number = begin + A_BLOCK * block
            w, x, y, z = rows[number], rows[number + 1], rows[number + 2], rows[number + 3]
            for column in range(out.shape[1]):
                a, b, c, d = _four_words(Whole(block + 1), day, occurrence + Whole(column), first, second)
                # Written out: to fetch them by number from a tuple would take as long as to make them.
                out[w, column] = _uniform(a)
                out[x, column] = _uniform(b)
                out[y, column] = _uniform(c)
                out[z, column] = _uniform(d)
        of = rows[begin + A_BLOCK * whole : begin + counts[place]]
        for column in range(out.shape[1] if len(of) else 0):
            words = _four_words(Whole(whole + 1), day, occurrence + Whole(column), first, second)
            for word in range(len(of)):
                out[of[word], column] = _uniform(words[word])
        begin += counts[place]


_TABLE, _LIST = types.Array(types.float64, 2, "C"), types.Array(types.int64, 1, "C")
_KIND = types.void(_TABLE, _LIST, types.Array(types.uint64, 1, "C", readonly=True), _LIST, _LIST, types.uint64)


def _compiled() -> Any:
    """Compiled, or from disk; where nothing can be written, compiled each time."""
    try:
        return njit(_KIND, nogil=True, cache=True)(_fill)
    except RuntimeError:
        return njit(_KIND, nogil=True)(_fill)


fill = _compiled()
