"""Small halls and people for tests: a spec in a few words, a tape by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.plan import Plan, lay
from sim.spec import Spec, parse
from sim.streams import Purpose
from sim.tape import CLERKS, OCCURRENCES, RETURNS, WINDOWS, Cause, Tape, return_column

LABEL = {"en": "x", "zh": "某"}
ALL_DAY = {"start": "00:00", "end": "24:00"}


def matter(
    *departments: str, minutes: float = 5.0, domain: str = "town", cases: float = 10.0, **work: Any
) -> dict[str, Any]:
    """A matter whose tasks each take `minutes`, or are distributed as `work` says."""
    work = work or {"kind": "deterministic", "mean": minutes}
    tasks = [{"department": department, "work": work} for department in departments]
    return {"label": LABEL, "domain": domain, "cases_per_day": cases, "tasks": tasks}


def task(department: str, minutes: float = 5.0, **more: Any) -> dict[str, Any]:
    """A task that takes `minutes`, with whatever else it has."""
    return {"department": department, "work": {"kind": "deterministic", "mean": minutes}, **more}


def asked(*tasks: dict[str, Any], domain: str = "town", cases: float = 10.0, **more: Any) -> dict[str, Any]:
    """A matter of these tasks, with whatever else it has."""
    return {"label": LABEL, "domain": domain, "cases_per_day": cases, "tasks": list(tasks), **more}


def desk(station: str, clerks: int = 1, *shifts: str, **more: Any) -> dict[str, Any]:
    """The clerks of a desk that serves whoever comes."""
    return {**group(clerks, *shifts), "station": station, "primary": {}, **more}


def office(clerks: int = 1, *shifts: str, primary: Any = "all", **more: Any) -> dict[str, Any]:
    """Clerks of the back office."""
    return group(clerks, *shifts, primary=primary, station="back_office", **more)


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
    sites: Mapping[str, str] | None = None,
    **hall: Any,
) -> Spec:
    """A spec with the departments, domains and papers that its matters name; Monday is day 0. `sites` are kinds."""
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
            "papers": {paper: {"label": LABEL} for m in matters.values() for paper in m.get("papers", ())},
            "matters": matters,
            "sites": {name: {"label": LABEL, "kind": kind} for name, kind in (sites or {}).items()},
            "demand": {"profile": {"09:00": 1.0}, "ceiling": 1.0, **(demand or {})},
            "hall": {"label": LABEL, "service_model": model, "hours": opening, **hall},
            "staff": {"shifts": shifts if shifts is not None else default_shifts, "groups": groups},
        },
    )


def tape(
    arrivals: Sequence[float],
    work: float | Sequence[float] | Sequence[Sequence[float]],
    *,
    matters: Sequence[int] | None = None,
    priorities: Sequence[int] | None = None,
    patience: float | Sequence[float] = np.inf,
    silent: bool | Sequence[bool] = False,
    days: int = 1,
    marks: Mapping[Purpose, Any] | None = None,
    decision: Any = 0.0,
    expertise: Any = 0.0,
    punctuality: Any = 0.0,
    again: Mapping[Cause, Any] | None = None,
    away: Sequence[tuple[int, int]] = (),
) -> Tape:
    """By hand: a row of work a person, one number for a single task, or one for all: patience alike everywhere.

    `marks` are uniform numbers by purpose, one or a row a person. `decision` and `expertise` are for every task, or a
    row a person. `again` says after how many open days, at which minute, people come again for a cause: one pair for
    all, or a row of pairs a person, one an occurrence; tomorrow at 10:00 where it says nothing. `away` are pairs of a
    day and a clerk.
    """
    n = len(arrivals)
    minutes = np.array([work] * n if isinstance(work, int | float) else work, dtype=float).reshape(n, -1)
    queues = minutes.shape[1] + 1
    rng = np.random.default_rng(1)
    again_days, again_time = _again(n, again or {})
    absence = np.ones((days, CLERKS))
    for day, clerk in away:
        absence[day, clerk] = 0.0
    return Tape(
        days=days,
        arrival=np.array(arrivals, dtype=float),
        matter=np.array(matters if matters is not None else [0] * n, dtype=np.int64),
        priority=np.array(priorities if priorities is not None else [0] * n, dtype=np.int64),
        mark=np.zeros(n),
        work=minutes,
        patience=np.broadcast_to(_by_person(patience, n), (n, queues, OCCURRENCES)).astype(float),
        silent=np.broadcast_to(np.reshape(np.broadcast_to(silent, n), (n, 1)), (n, queues)).copy(),
        decision=np.zeros_like(minutes) + np.array(decision),
        expertise=np.zeros_like(minutes) + np.array(expertise),
        punctuality=np.zeros(n) + np.array(punctuality),
        again_days=again_days,
        again_time=again_time,
        by_day={Purpose.CLOSING: rng.random((days, 48, WINDOWS)), Purpose.ABSENCE: absence},
        marks={purpose: np.array(values, dtype=float).reshape(n, -1) for purpose, values in (marks or {}).items()},
    )


def _by_person(patience: Any, n: int) -> Any:
    """Alike in every queue: one for all, one a person, or a row of times a person, one an occurrence."""
    rows = np.asarray(patience, dtype=float)
    if rows.ndim == 2:
        last = np.repeat(rows[:, -1:], OCCURRENCES, axis=1)
        return np.hstack([rows, last])[:, None, :OCCURRENCES]
    return np.reshape(np.broadcast_to(rows, n), (n, 1, 1))


def _again(n: int, again: Mapping[Cause, Any]) -> tuple[Any, Any]:
    """Days and minutes of coming again; the last pair of a person stays."""
    days, time = np.ones((n, RETURNS), dtype=np.int64), np.full((n, RETURNS), 600.0)
    for cause, pairs in again.items():
        rows = np.array(pairs, dtype=float).reshape(-1, 1, 2) if np.ndim(pairs) == 1 else np.array(pairs, dtype=float)
        rows = np.broadcast_to(rows, (n, *rows.shape[1:]))
        for occurrence in range(OCCURRENCES):
            pair = rows[:, min(occurrence, rows.shape[1] - 1)]
            column = return_column(cause, occurrence)
            days[:, column], time[:, column] = pair[:, 0].astype(np.int64), pair[:, 1]
    return days, time


def hall(people: Tape, of: Spec) -> Plan:
    """The plan of these people in this hall."""
    return lay(people, of)
