"""A modest city hall to try levers on: three departments, 130 people a day, and whatever a test changes."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
from scipy import stats

from halls import LABEL
from sim.demand import draw
from sim.engine.reference import play
from sim.plan import lay
from sim.spec import Spec, parse
from sim.trace import Trace

SEED = 2017
ALPHA = 1e-4
"""False-alarm rate of each comparison with theory. The seed is fixed, so that a test passes always, or never."""


def gamma(mean: float) -> dict[str, Any]:
    """Minutes, or days, that vary."""
    return {"kind": "gamma", "mean": mean, "cv": 0.6}


def _task(department: str, minutes: float, **more: Any) -> dict[str, Any]:
    return {"department": department, "work": gamma(minutes), **more}


def _clerks(clerks: int, primary: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    scope = {"primary": {"all": True} if primary is None else primary}
    return {"label": LABEL, **scope, "clerks": clerks, "shifts": ["day"], **more}


def clerks_of(department: str, clerks: int, **more: Any) -> dict[str, Any]:
    """Clerks for one department."""
    return _clerks(clerks, {"departments": [department]}, **more)


def desk(station: str, clerks: int = 1, **more: Any) -> dict[str, Any]:
    """Clerks of a desk that serves whoever comes."""
    return _clerks(clerks, {}, station=station, **more)


def office(clerks: int = 2, **more: Any) -> dict[str, Any]:
    """The back office."""
    return _clerks(clerks, station="back_office", **more)


def front(clerks: int = 5, **more: Any) -> dict[str, Any]:
    """Windows that take everything."""
    return _clerks(clerks, **more)


APART = {"tax": clerks_of("tax", 3), "land": clerks_of("land", 2), "police": clerks_of("police", 2)}
"""Windows by department."""
ONE_WINDOW = {"front": front()}
"""One front desk."""

MATTERS: dict[str, Any] = {
    "tax": {
        "cases_per_day": 50,
        "tasks": [_task("tax", 8)],
        "papers": {"form": 0.2},
    },
    "home": {
        "cases_per_day": 40,
        "tasks": [_task("tax", 5, papers=["form", "deed"]), _task("land", 6, papers=["deed", "photo"])],
        "papers": {"form": 0.15, "deed": 0.2, "photo": 0.1},
    },
    "id": {"cases_per_day": 40, "tasks": [_task("police", 4)]},
}


def city(groups: dict[str, Any], changes: dict[str, Any] | None = None, *, days: int = 5, **hall: Any) -> Spec:
    """A hall of these groups. `changes` are values by their dotted path; `hall` are those of the hall."""
    raw: dict[str, Any] = {
        "calendar": {"start": "2017-03-06", "days": days},
        "departments": dict.fromkeys(("tax", "land", "police"), LABEL),
        "domains": {"town": LABEL},
        "papers": {paper: {"label": LABEL} for paper in ("form", "deed", "photo")},
        "matters": {name: {"label": LABEL, "domain": "town", **deepcopy(matter)} for name, matter in MATTERS.items()},
        "demand": {"profile": {f"{hour:02d}:00": 1 for hour in range(9, 16)}, "ceiling": 1.0, "returns": {}},
        "hall": {
            "label": LABEL,
            "service_model": "departmental" if "tax" in groups else "integrated",
            "hours": [{"start": "09:00", "end": "17:00"}],
            "setup": 1.0,
            "walk": 0.5,
            **hall,
        },
        "staff": {"shifts": {"day": {"start": "09:00", "end": "17:00"}}, "groups": deepcopy(groups)},
    }
    for path, value in (changes or {}).items():
        *way, last = path.split(".")
        place: Any = raw
        for key in way:
            place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
        place[int(last) if isinstance(place, list) else last] = value
    return parse(Spec, raw)


def every(matters: dict[str, Any]) -> dict[str, Any]:
    """Changes of all matters alike, by their paths."""
    return {f"matters.{name}.{key}": value for name in MATTERS for key, value in matters.items()}


def played(of: Spec, replications: int = 4) -> list[Trace]:
    """What happens on common tapes: of one seed, so that halls with the same demand see the same people."""
    return [play(lay(draw(of, SEED, replication), of)) for replication in range(replications)]


def is_share(happened: Any, chance: float) -> bool:
    """Whether so many of so many agree with a chance of each, by the exact binomial test at `ALPHA`."""
    happened = np.asarray(happened)
    return bool(stats.binomtest(int(happened.sum()), len(happened), chance).pvalue > ALPHA)


def is_mean(values: Any, mean: float) -> bool:
    """Whether independent values agree with a mean, by Student's interval at `ALPHA`."""
    values = np.asarray(values, dtype=float)
    half = stats.t.ppf(1 - ALPHA / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return bool(abs(values.mean() - mean) <= half)


def is_more(values: Any) -> bool:
    """Whether paired differences are above zero on average, by Student's interval at 0.01 on one side."""
    values = np.asarray(values, dtype=float)
    if np.ptp(values) == 0.0:
        return bool(values[0] > 0.0)
    return bool(stats.ttest_1samp(values, 0.0, alternative="greater").pvalue < 0.01)
