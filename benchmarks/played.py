"""What is played: the small hall, and queues with one kind of customer."""

from __future__ import annotations

from typing import Any

from sim.spec import Spec, parse

LABEL = {"en": "x", "zh": "某"}
DEPARTMENTS = 7
WINDOWS = 3
A_DAY = 1000.0
MINUTES, CV = 8.0, 1.0
OPEN = ("09:00", "17:00")
WEIGHTS = (3, 6, 8, 8, 7, 6, 4, 3, 3, 5, 6, 6, 5, 4, 3, 2)
"""How people come, by half-hour from the opening on."""
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def rates() -> list[float]:
    """People a minute at each department of the small hall, by half-hour from the opening on."""
    return [A_DAY / DEPARTMENTS * weight / sum(WEIGHTS) / 30.0 for weight in WEIGHTS]


def small_hall(days: int, departments: int = DEPARTMENTS) -> Spec:
    """Seven departments with three windows each, lognormal service, arrivals by half-hour, 1,000 people a day."""
    names = [f"department_{number}" for number in range(departments)]
    return _hall(names, LOGNORMAL, A_DAY / DEPARTMENTS, WINDOWS, OPEN, _profile(), days)


def shared_hall(days: int, departments: int) -> Spec:
    """As the small hall, but that each window serves every department, which still have queues of their own."""
    names = [f"department_{number}" for number in range(departments)]
    hall = _hall(names, LOGNORMAL, A_DAY / DEPARTMENTS, WINDOWS * departments, OPEN, _profile(), days)
    everybody = {"label": LABEL, "primary": {"all": True}, "windows": {OPEN[0]: WINDOWS * departments}}
    return parse(Spec, hall.model_dump(mode="json") | {"staff": {"groups": {"everybody": everybody}}})


LOGNORMAL = {"kind": "lognormal", "mean": MINUTES, "cv": CV}


def _profile() -> dict[str, float]:
    return {_clock(540 + 30 * place): float(weight) for place, weight in enumerate(WEIGHTS)} | {OPEN[1]: 0.0}


def one_queue(windows: int, rho: float, customers: int) -> Spec:
    """M/M/c day and night, a minute of service in the mean: so many customers, about."""
    a_day = 1440.0 * windows * rho
    profile = {_clock(30 * place): 1.0 for place in range(48)}
    work = {"kind": "exponential", "mean": 1.0}
    return _hall(["desk"], work, a_day, windows, ("00:00", "24:00"), profile, max(round(customers / a_day), 1))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _hall(
    names: list[str],
    work: dict[str, Any],
    cases: float,
    windows: int,
    hours: tuple[str, str],
    profile: dict[str, float],
    days: int,
) -> Spec:
    opening = [{"start": hours[0], "end": hours[1]}]
    matters = {
        name: {
            "label": LABEL,
            "domain": "town",
            "cases_per_day": cases,
            "tasks": [{"department": name, "work": work}],
        }
        for name in names
    }
    groups = {
        name: {"label": LABEL, "primary": {"departments": [name]}, "windows": {hours[0]: windows}} for name in names
    }
    return parse(
        Spec,
        {
            "calendar": {"start": "2017-03-06", "days": days, "open_weekdays": WEEK},
            "departments": dict.fromkeys(names, LABEL),
            "domains": {"town": LABEL},
            "matters": matters,
            "demand": {"profile": profile},
            "hall": {"label": LABEL, "hours": opening, "setup": 0, "walk": 0, "service_model": "departmental"},
            "staff": {"groups": groups},
        },
    )
