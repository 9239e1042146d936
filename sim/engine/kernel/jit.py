"""How the loop is compiled: its parts one after another, each once, for the kinds of numbers that it is annotated with.

Left to itself numba compiles a function anew for every mixture of whole numbers, enumerations and literals that it is
called with; that took more than twice as long.
"""

from __future__ import annotations

import dis
import hashlib
from collections.abc import Callable
from enum import EnumType
from pathlib import Path
from typing import Any

from numba import config, njit, types

from sim.engine.kernel.hall import HALL

Part = Callable[..., Any]

PARTS: list[Any] = []
"""The parts of the loop."""


def compiled(function: Part) -> Part:
    """A part of the loop, which is called by others only."""
    # The rules divide nowhere: numba's own error for a division by zero would only take time.
    part: Part = njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    PARTS.append(part)
    return part


def compile_all() -> None:
    """Compile what has not been, each part after those that it calls."""
    for part in PARTS:
        _compile(part)


def _compile(part: Any) -> None:
    if part.signatures:
        return
    for step in dis.get_instructions(part.py_func):
        called = part.py_func.__globals__.get(step.argval) if step.opname == "LOAD_GLOBAL" else None
        if called in PARTS:
            _compile(called)
    annotated = part.py_func.__annotations__.items()
    part.compile(tuple(KINDS[kind] for name, kind in annotated if name != "return"))
    # From now on what it is called with is made of these kinds.
    part.disable_compile()


KINDS = {"Hall": HALL, "int": types.int64, "float": types.float64, "bool": types.boolean}
"""What annotations mean."""


def fingerprint(*sources: str) -> str:
    """What the loop is made of: the text of this package, and of further `sources`, and the constants in its parts.

    Numba itself looks at one file only, to tell whether what it has kept is still true.
    """
    digest = hashlib.sha256()
    for source in sorted([*map(str, Path(__file__).parent.glob("*.py")), *sources]):
        digest.update(Path(source).read_bytes())
    for part in PARTS:
        function = part if config.DISABLE_JIT else part.py_func
        for name in function.__code__.co_names:
            value = function.__globals__.get(name)
            if isinstance(value, int | float):
                digest.update(f"{name}={value!r}".encode())
            elif isinstance(value, EnumType):
                digest.update(f"{name}={list(value)!r}".encode())
    return digest.hexdigest()
