"""Halls after the reform, at random: small, over several days, with any of its levers, full of ties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from generated import maybe
from halls import LABEL
from sim.demand import draw
from sim.plan import Plan, lay
from sim.spec import Spec, parse
from sim.tape import Tape

Random = np.random.Generator
DEPARTMENTS = ("tax", "land", "police")
PAPERS = ("id", "form", "deed", "map")
GRIDS = (1, 5, 15, 0)
"""Minutes to which all times are rounded; 0 for no rounding."""
DESKS = {"enquiries": "enquiries", "guidance": "guidance", "issue": "issue", "help_desk": "help"}
"""Desks of the hall, and the station of their clerks."""


def _pick(rng: Random, *values: Any) -> Any:
    return values[int(rng.integers(len(values)))]


def _minutes(mean: float) -> dict[str, Any]:
    return {"kind": "gamma", "mean": mean, "cv": 0.8}


def _matters(rng: Random, several: bool) -> dict[str, Any]:
    """Three matters of one to three tasks."""
    matters = {}
    for name in ("plain", "chain", "long"):
        departments = rng.permutation(DEPARTMENTS)[: int(rng.integers(1, 4))].tolist() if name != "plain" else ["tax"]
        asked = rng.permutation(PAPERS)[: int(rng.integers(0, 4))].tolist()
        tasks: list[dict[str, Any]] = []
        for number, department in enumerate(departments):
            task: dict[str, Any] = {"department": department, "work": _minutes(8.0)}
            if asked and maybe(rng, 0.5):
                task["papers"] = asked[: int(rng.integers(1, len(asked) + 1))]
            if maybe(rng, 0.6):
                task["decision"] = _minutes(1.0)
            if number and maybe(rng, 0.5):
                task["needs"] = [int(rng.integers(number))]
            if maybe(rng, 0.25):
                task["consultation"] = {"share": 0.4, "minutes": _minutes(6.0)}
            tasks.append(task)
        matters[name] = {
            "label": LABEL,
            "domain": _pick(rng, "town", "country"),
            "cases_per_day": 4 if several else 9,
            "tasks": tasks,
            "papers": {paper: _pick(rng, 0.0, 0.3, 0.8) for paper in asked},
            "instant": _pick(rng, 0.0, 0.5, 1.0),
            "window_share": _pick(rng, 0.4, 0.7, 1.0),
        }
    return matters


def _papers(rng: Random) -> dict[str, Any]:
    rules: dict[str, Any] = {"minutes": _pick(rng, 0.0, 0.25, 1.0), "missing_again": _pick(rng, 0.0, 0.5, 0.9)}
    if maybe(rng, 0.3):
        rules["shared"] = ["map"]
    if maybe(rng, 0.3):
        rules["e_certificates"] = {"id": 0.5}
    if maybe(rng, 0.4):
        rules |= {"tolerated": ["deed", "form"], "lapse": 0.3}
    if maybe(rng, 0.2):
        rules["only"] = {"plain": ["id"]}
    return rules


def _hall(rng: Random, days: int) -> dict[str, Any]:
    """What the hall has, each of it at random."""
    choices: dict[str, Any] = {
        "papers": _papers(rng),
        "reviews": {"order": _pick(rng, "parallel", "in_order")},
        "issue": {
            "where": _pick(rng, "desk", "window"),
            "minutes": 2.0,
            "courier": 0.3,
            "online": _pick(rng, 0.0, 0.3),
        },
        "guidance": {"minutes": 1.0, "finds": 0.6, "mends": 0.4, "corrects": _pick(rng, 0.0, 0.5)},
        "enquiries": {"share": 0.4, "minutes": 1.0},
        "wrong_tickets": {"share": 0.3, "minutes": 1.0},
        "commitment": {"matters": ["chain"], "papers": ["id"], "inspected": 0.6, "minutes": 12, "breach": 0.5}
        | {"breach_minutes": 20},
        "help_desk": {"after": _pick(rng, 1, 2), "minutes": 5.0, "solves": 0.5},
        "slots": {f"{hour:02d}:{half}": 1 for hour in (9, 10, 11, 14) for half in ("00", "30")},
        "head_start": {"elderly": _pick(rng, 10.0, "strict"), "booked": 15.0},
    }
    hall = {key: value for key, value in choices.items() if maybe(rng, 0.5)}
    hall |= {
        "label": LABEL,
        "service_model": _pick(rng, "departmental", "grouped", "integrated"),
        "hours": _pick(
            rng,
            [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "17:00"}],
            [{"start": "09:00", "end": "16:00"}],
        ),
        "closing": _pick(rng, "serve", "send_home"),
        "routing": _pick(rng, "narrowest", "alis"),
        "setup": _pick(rng, 0.0, 1.0),
        "walk": _pick(rng, 0.0, 0.5, 1.0),
        "recall": _pick(rng, 0.0, 1.0),
        "machines": {"failure": 0.4},
    }
    if maybe(rng, 0.3):
        hall |= {"last_ticket": "15:30", "tickets_from": "08:45", "tickets_in_closures": maybe(rng, 0.5)}
    if maybe(rng, 0.4):
        hall["disturbances"] = [
            {"kind": "system_down", "groups": ["front"], "days": [0, days - 1], "start": "10:00", "end": "11:00"},
            {"kind": "system_down", "groups": ["front", "back"], "days": [0], "start": "10:30", "end": "11:15"},
            {"kind": "ill", "groups": ["back"], "days": [1], "clerks": int(rng.integers(1, 4))},
        ]
    return hall


def _windows(rng: Random) -> dict[str, Any]:
    """Numbers of windows in place of named clerks."""
    counts = {time: int(rng.integers(low, 4)) for time, low in (("09:00", 1), ("11:00", 0), ("14:00", 1))}
    closes = _pick(rng, "idle_first", "random", "busy_first")
    return {"windows": counts, "end_of_shift": _pick(rng, "hold", "finish"), "closes": closes}


def _groups(rng: Random, hall: dict[str, Any], several: bool) -> dict[str, Any]:
    """Somebody for everything that the hall has."""

    def duty(*, named: bool = False) -> dict[str, Any]:
        if not named and maybe(rng, 0.2):
            return _windows(rng)
        return {"clerks": int(rng.integers(1, 4)), "shifts": _pick(rng, ["day"], ["am", "pm"], ["late"])}

    groups: dict[str, Any] = {"front": {"primary": {"all": True}, **duty(), "intake_error": _pick(rng, 0.0, 0.5)}}
    if maybe(rng, 0.3):
        groups["front"]["learning"] = {"first": 2.0, "rate": 0.5, "experience": int(rng.integers(3))}
        groups["front"]["slowness"] = _pick(rng, 1.0, 1.2)
    if maybe(rng, 0.3) and "clerks" in groups["front"]:
        groups["front"]["attendance"] = 0.8
    if maybe(rng, 0.4):
        groups["second"] = {"primary": {"departments": ["tax"]}, "secondary": {"all": True}, **duty()}
        groups["second"]["help"] = {"waiting_over": 1, "waited_over": 20}
    groups["back"] = {"station": "back_office", "primary": {"all": True}, **duty(named=True)}
    groups["back"]["slowness"] = _pick(rng, 1.0, 1.5, 6.0)
    if maybe(rng, 0.3):
        groups["desk"] = {"station": "back_office", "primary": {"departments": ["tax"]}, **duty(named=True)}
        groups["desk"] |= {"secondary": {"all": True}, "help": {"waiting_over": 1, "waited_over": 60}}
    if maybe(rng, 0.5):
        tide = {"scope": {"all": True}, "open_over": 2, "close_under": _pick(rng, 1, 2)}
        delays = {kind: _pick(rng, 0.0, 0.0, 5.0, 5.0, 1000.0) for kind in ("open_delay", "close_delay")}
        groups["back"]["tidal"] = {**tide, **delays, **({"open_after": 15} if maybe(rng, 0.5) else {})}
    for key, station in DESKS.items():
        if key in hall:
            groups[f"at_{key}"] = {"station": station, **duty()}
    if maybe(rng, 0.4):
        groups["machine"] = {"station": "machine", "primary": {"matters": ["plain"]}, **duty()}
    if several:
        groups["point"] = {"site": "near", "primary": {"all": True}, **duty()}
    return {name: {"label": LABEL, **group} for name, group in groups.items()}


def random_reform_spec(rng: Random) -> Spec:
    """A small hall of two to eight days."""
    several, days = maybe(rng, 0.25), int(rng.integers(2, 9))
    hall = _hall(rng, days)
    demand: dict[str, Any] = {
        "profile": {"08:30": 1, "09:00": 4, "10:00": 3, "11:30": 1, "13:30": 2, "15:30": 2, "17:00": 0.3},
        "ceiling": 1.0,
        "classes": {"elderly": {"label": LABEL, "share": 0.2}},
        "returns": {"mean_days": _pick(rng, 1.0, 1.8), "after_papers": _pick(rng, 0.8, 1.0)}
        | {"after_closing": _pick(rng, 0.6, 1.0), "after_giving_up": 0.7},
        "online": _pick(rng, 0.0, 0.3),
        "machine": 0.5,
        "silent_share": 0.5,
        "balking_limit": _pick(rng, None, None, 2),
    }
    if maybe(rng, 0.6):
        demand["patience"] = _minutes(40.0)
    if maybe(rng, 0.5):
        demand["agents"] = {"share": 0.5, "cases": _pick(rng, 2, 3), "tickets": _pick(rng, "each", "one")}
    if "slots" in hall:
        demand["bookings"] = {"share": 0.5, "no_show": 0.3, "early": 10, "after": _minutes(8.0)}
    if several:
        near, far = {"main": 5, "near": 20}, {"main": 25, "near": 5}
        shares = {"centre": (0.5, near), "edge": (0.5, far)}
        demand["zones"] = {k: {"label": LABEL, "share": s, "minutes": m} for k, (s, m) in shares.items()}
        demand["community"] = 0.7
    sites = {"main": {"label": LABEL, "kind": "hall"}, "near": {"label": LABEL, "kind": "point"}}
    shifts = {"day": ("09:00", "17:00"), "am": ("09:00", "12:00"), "pm": ("13:00", "17:00"), "late": ("10:00", "17:30")}
    return parse(
        Spec,
        {
            "calendar": {"start": "2017-03-08", "days": days},
            "departments": dict.fromkeys(DEPARTMENTS, LABEL),
            "domains": {"town": LABEL, "country": LABEL},
            "papers": {paper: {"label": LABEL} for paper in PAPERS},
            "matters": _known(_matters(rng, several), hall),
            "sites": sites if several else {},
            "demand": demand,
            "hall": hall,
            "staff": {
                "shifts": {name: {"start": start, "end": end} for name, (start, end) in shifts.items()},
                "groups": _groups(rng, hall, several),
            },
        },
    )


def _known(matters: dict[str, Any], hall: dict[str, Any]) -> dict[str, Any]:
    """Paper rules name only papers that a matter asks for."""
    asked = {paper for matter in matters.values() for paper in matter["papers"]}
    rules = hall.get("papers", {})
    for key in ("shared", "tolerated"):
        if key in rules:
            rules[key] = [paper for paper in rules[key] if paper in asked]
    rules.get("e_certificates", {}).pop("id" if "id" not in asked else "", None)
    for name, papers in rules.get("only", {}).items():
        papers[:] = [paper for paper in papers if paper in matters[name]["papers"]]
    return matters


def rounded(tape: Tape, grid: int) -> Tape:
    """All times on a grid of minutes, so that many coincide."""
    if not grid:
        return tape
    names = ("arrival", "work", "patience", "expertise", "punctuality", "again_time")
    return replace(tape, **{name: np.round(getattr(tape, name) / grid) * grid for name in names})


def random_reform_plan(seed: int) -> Plan:
    """A plan at random; the same seed gives the same plan."""
    return random_reform_hall(seed)[0]


def random_reform_hall(seed: int) -> tuple[Plan, Spec]:
    """That plan, and the hall that it is of."""
    rng = np.random.default_rng(seed)
    of = random_reform_spec(rng)
    tape = rounded(draw(of, seed, 0), int(_pick(rng, *GRIDS)))
    decision = np.where(rng.random(tape.decision.shape) < 0.5, np.round(tape.decision), tape.decision)
    return lay(replace(tape, decision=decision), of), of
