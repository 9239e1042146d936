"""Where a result comes from: enough to make it again."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sim
from sim.measures import measures_of
from sim.spec import Spec

if TYPE_CHECKING:
    from sim.study.question import Question

PACKAGES = ("numpy", "numba", "scipy", "simpy", "pandas", "pyarrow", "pydantic", "hydra-core", "matplotlib", "seaborn")
"""Packages whose version may move a number, or a line of a figure."""


def head(question: Question, measures: Sequence[str], specs: Mapping[str, Spec], checked: int) -> dict[str, Any]:
    """The head of an answer's manifest: what was asked of these halls, with what, and what its measures are called.

    `checked` is the number of plays that were the same on both engines.
    """
    composed = question.composed
    known = {name: found for spec in specs.values() for name, found in measures_of(spec).items()}
    return {
        "scenario": composed.name,
        "question": composed.scenario.question.model_dump(),
        "seed": question.seed,
        "replications": question.replications,
        "engine": question.engine,
        "parity": checked if question.parity else None,
        "overrides": [*composed.overrides, *composed.own],
        "blocks_in_place": list(composed.in_place),
        "variants": {name: variant.label.model_dump() for name, variant in composed.scenario.variants.items()},
        "measures": list(measures),
        "catalogue": {
            name: {text: getattr(known[name], text).model_dump() for text in ("label", "unit", "clock", "definition")}
            for name in measures
        },
        "versions": versions(),
        "git": git(),
    }


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    return {"onewindow": sim.__version__, "python": platform.python_version()} | {p: version(p) for p in PACKAGES}


def versions() -> dict[str, str]:
    """Versions of this package, of Python, and of what numbers and figures rest on; looked up once."""
    return dict(_versions())


def git() -> dict[str, Any]:
    """The commit that the code stands at, and whether it was changed since; both None outside a clone."""
    package = Path(next(iter(sim.__path__))).resolve()
    top = _ask(package, "rev-parse", "--show-toplevel")
    # An installed package may lie within a clone of something else.
    if top is None or Path(top).resolve() != package.parent:
        return {"commit": None, "dirty": None}
    changes = _ask(package.parent, "status", "--porcelain")
    return {"commit": _ask(package, "rev-parse", "HEAD"), "dirty": None if changes is None else bool(changes)}


def _ask(folder: Path, *question: str) -> str | None:
    """What git says, or None where there is no git, no clone, or no commit yet."""
    command = ["git", "-C", str(folder), *question]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
