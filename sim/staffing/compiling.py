"""Functions compiled by numba, for kinds of arguments that are known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit, types


def compiled(function: Callable[..., Any], *kinds: Any) -> Any:
    """Compiled, or from disk; where nothing can be written, compiled each time."""
    try:
        return njit(kinds, nogil=True, cache=True)(function)
    except RuntimeError:
        return njit(kinds, nogil=True)(function)


def array(kind: Any, dimensions: int) -> Any:
    """The type of an array, as compiled code has it."""
    return types.Array(kind, dimensions, "C")
