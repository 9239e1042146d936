"""Small halls and people for tests: a spec in a few words, a tape by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.plan import Plan, lay
from sim.spec import Spec, parse
from sim.tape import RETURNS, WINDOWS, Tape

LABEL = {"en": "x", "zh": "某"}
ALL_DAY = {"start": "00:00", "end": "24:00"}


def matter(
    *departments: str, minutes: float = 5.0, domain: str = "town", cases: float = 10.0, **work: Any
) -> dict[str, Any]:
    """A matter whose tasks each take `minutes`, or are distributed as `work` says."""
    work = work or {"kind": "deterministic", "mean": minutes}
    tasks = [{"department": department, "work": work} for department in departments]
    return {"label": LABEL, "domain": domain, "cases_per_day": cases, "tasks": tasks}


def group(clerks: int | None = None, *shifts: str, primary: Any = "all", **more: Any) -> dict[str, Any]:
    """A clerk group; `primary` is "all", a department's name, or a scope."""
    scopes = {"all": {"all": True}}
    if isinstance(primary, str):
        primary = scopes.get(primary, {"departments": [primary]})
    duty = {} if clerks is None else {"clerks": clerks, "shifts": list(shifts or ["day"])}
    return {"label": LABEL, "primary": primary, **duty, **more}


def spec(
    groups: Mapping[str, Any],
    matters: Mapping[str, Any] | None = None,
    *,
    hours: Sequence[tuple[str, str]] = (("09:00", "12:00"), ("13:00", "17:00")),
    days: int = 1,
    model: str = "departmental",
    shifts: Mapping[str, Any] | None = None,
    calendar: Mapping[str, Any] | None = None,
    demand: Mapping[str, Any] | None = None,
    **hall: Any,
) -> Spec:
    """A spec with the departments and domains that its matters name; Monday is day 0."""
    matters = matters or {"visit": matter("desk")}
    departments = {task["department"]: LABEL for m in matters.values() for task in m["tasks"]}
    opening = [{"start": start, "end": end} for start, end in hours]
    default_shifts = {"day": {"start": opening[0]["start"], "end": opening[-1]["end"]}}
    return parse(
        Spec,
        {
            "calendar": {"start": "2017-03-06", "days": days, **(calendar or {})},
            "departments": departments,
            "domains": {m["domain"]: LABEL for m in matters.values()},
            "matters": matters,
            "demand": {"profile": {"09:00": 1.0}, "ceiling": 1.0, **(demand or {})},
            "hall": {"label": LABEL, "service_model": model, "hours": opening, **hall},
            "staff": {"shifts": shifts if shifts is not None else default_shifts, "groups": groups},
        },
    )


def tape(
    arrivals: Sequence[float],
    work: Sequence[float] | Sequence[Sequence[float]],
    *,
    matters: Sequence[int] | None = None,
    priorities: Sequence[int] | None = None,
    patience: float | Sequence[float] = np.inf,
    silent: bool | Sequence[bool] = False,
    days: int = 1,
) -> Tape:
    """People by hand: one row of work a person, or one number for a single task; patience alike in every queue."""
    n = len(arrivals)
    minutes = np.array(work, dtype=float).reshape(n, -1)
    queues = minutes.shape[1] + 1
    rng = np.random.default_rng(1)
    return Tape(
        days=days,
        arrival=np.array(arrivals, dtype=float),
        matter=np.array(matters if matters is not None else [0] * n, dtype=np.int64),
        priority=np.array(priorities if priorities is not None else [0] * n, dtype=np.int64),
        mark=np.zeros(n),
        work=minutes,
        patience=np.broadcast_to(np.reshape(np.broadcast_to(patience, n), (n, 1)), (n, queues)).astype(float),
        silent=np.broadcast_to(np.reshape(np.broadcast_to(silent, n), (n, 1)), (n, queues)).copy(),
        decision=np.zeros_like(minutes),
        expertise=np.zeros_like(minutes),
        punctuality=np.zeros(n),
        again_days=np.ones((n, RETURNS), dtype=np.int64),
        again_time=np.full((n, RETURNS), 600.0),
        closing=rng.random((days, 48, WINDOWS)),
    )


def hall(people: Tape, of: Spec) -> Plan:
    """The plan of these people in this hall."""
    return lay(people, of)
