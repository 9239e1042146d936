"""A discrete-event simulator of city service halls: one front desk (一窗受理) against a window per department.

    import sim

    halls = sim.load("one_window", ["demand.volume=1.2"])  # validated specs
    results = sim.compare("one_window", jobs=2)  # every hall serves the same people
    results.summary, results.differences  # pandas frames

Everything is imported when it is first asked for, so that `import sim` costs nothing.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "__version__",
    "breakeven",
    "compare",
    "decompose",
    "diagnose",
    "follow",
    "frontier",
    "load",
    "longrun",
    "read",
    "roster",
    "roster_pool",
    "roster_skills",
    "select",
    "size",
    "skills",
    "staff",
    "sweep",
    "tidal",
]

# Names as text, and types in __init__.pyi: an import statement here, even a lazy one, would tie every module that
# imports `sim` to all of these.
_HOMES = {
    "breakeven": ("sim.study.breakeven", "breakeven"),
    "compare": ("sim.study", "compare"),
    "decompose": ("sim.study.decomposition", "decompose"),
    "diagnose": ("sim.study.diagnosis", "diagnose"),
    "follow": ("sim.study", "follow"),
    "frontier": ("sim.staffing.frontier", "frontier"),
    "load": ("sim.config", "load"),
    "longrun": ("sim.study.longrun", "longrun"),
    "read": ("sim.results", "load"),
    "roster": ("sim.staffing.staffed", "roster"),
    "roster_pool": ("sim.staffing.certificate", "roster_pool"),
    "roster_skills": ("sim.staffing.multiroster", "roster_skills"),
    "select": ("sim.study.selecting", "select"),
    "size": ("sim.staffing.size", "size"),
    "skills": ("sim.staffing.skills", "skills"),
    "staff": ("sim.staffing.staffed", "staff"),
    "sweep": ("sim.study.sweep", "sweep"),
    "tidal": ("sim.staffing.tidal", "tidal"),
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)


def _version() -> str:
    """The installed version; a source tree that is not installed says so."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("onewindow")
    except PackageNotFoundError:
        return "0.0.0+source"
