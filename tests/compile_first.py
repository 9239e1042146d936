"""Compile what numba keeps on disk, each program once: of workers that begin together each would compile all of it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from importlib import import_module

PARTS = (
    "sim.engine.fast",
    "sim.measures.compiled",
    "sim.staffing.poolplay",
    "sim.staffing.multiplay",
    "sim.staffing.chain",
    "sim.staffing.diagramplay",
    "sim.streams.compiled",
)
"""Modules with compiled code, those that take longest first."""


def compile_part(name: str) -> None:
    """Most compile as they are imported; the engine when it is told to."""
    part = import_module(name)
    if name == "sim.engine.fast":
        part.get_ready()


if __name__ == "__main__":
    with ProcessPoolExecutor() as several:
        list(several.map(compile_part, PARTS))
