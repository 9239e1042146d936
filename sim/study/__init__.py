"""Studies: the halls of a scenario, served the same people again and again, and compared.

Each is imported when it is first asked for: a worker process needs neither data frames nor what composes a scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.study.events import Event
    from sim.study.journey import Journey, Way, follow, travel
    from sim.study.question import DEFAULT, Question, ask
    from sim.study.runner import Progress, Step, compare, keep, run
    from sim.study.tables import catalogue

__all__ = [
    "DEFAULT",
    "Event",
    "Journey",
    "Progress",
    "Question",
    "Step",
    "Way",
    "ask",
    "catalogue",
    "compare",
    "follow",
    "keep",
    "run",
    "travel",
]

_HOMES = {
    "DEFAULT": "question",
    "Event": "events",
    "Journey": "journey",
    "Progress": "runner",
    "Question": "question",
    "Step": "runner",
    "Way": "journey",
    "ask": "question",
    "catalogue": "tables",
    "compare": "runner",
    "follow": "journey",
    "keep": "runner",
    "run": "runner",
    "travel": "journey",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
