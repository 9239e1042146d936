"""Which measures a planner's table shows where nothing else is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.spec import Spec

Uses = Callable[[Spec], bool]


def _returns(spec: Spec) -> bool:
    """Whether anybody comes again, or need not come at all."""
    return spec.demand.returns is not None or _online(spec)


def _online(spec: Spec) -> bool:
    shares = (matter.online for matter in spec.matters.values())
    return any((spec.demand.online if share is None else share) > 0.0 for share in shares)


def _behind(spec: Spec) -> bool:
    """Whether files are worked on behind the windows."""
    reviewed = spec.hall.reviews is not None and spec.hall.service_model != "departmental"
    return reviewed or _online(spec)


def _days(spec: Spec) -> bool:
    """Whether a case may take days."""
    promised = any(m.instant < 1.0 and any(t.decision for t in m.tasks) for m in spec.matters.values())
    return promised or _returns(spec) or _behind(spec)


def _papers(spec: Spec) -> bool:
    return spec.hall.papers is not None


def _issue(spec: Spec) -> bool:
    return spec.hall.issue is not None


def _roles(spec: Spec) -> bool:
    """Whether clerks serve people or files elsewhere than at windows."""
    return _behind(spec) or _issue(spec) or spec.hall.guidance is not None


def _travels(spec: Spec) -> bool:
    return bool(spec.demand.zones) or spec.demand.trip > 0.0


_TABLE: tuple[tuple[str, Uses | None], ...] = (
    ("mean_wait", None),
    ("mean_wait_all", None),
    ("p90_wait", None),
    ("share_wait_over_20", None),
    ("share_wait_over_30", None),
    ("abandonment", None),
    ("share_done", None),
    ("share_unfinished", _days),
    ("visits_per_case", _returns),
    ("share_one_visit", _returns),
    ("share_at_once", _days),
    ("mean_days_to_result", _days),
    ("mean_time_in_hall", None),
    ("mean_issue_wait", _issue),
    ("citizen_minutes", _travels),
    ("share_within_15_min", lambda spec: bool(spec.demand.zones)),
    ("sessions_per_case", None),
    ("turned_back_at_first", _papers),
    ("papers_per_case", _papers),
    ("satisfaction", _days),
    ("mean_backlog", _behind),
    ("windows_open", None),
    ("clerks_on_duty", _roles),
    ("utilisation", None),
    ("waiting_per_window", None),
    ("clerk_hours", None),
    ("cost_per_case", None),
    ("total_cost_per_case", lambda spec: spec.costs.citizen_hour > 0.0),
)
"""The measures, in the order of the table, each with what must be in use for it to say something."""

STANDARD: tuple[str, ...] = tuple(name for name, uses in _TABLE if uses is None)
"""What a planner's table shows of every hall."""


def standard(specs: Iterable[Spec]) -> tuple[str, ...]:
    """What a planner's table shows of these halls: what is shown of every hall, and what any of their levers moves.

    A hall to which nobody returns is not burdened with lines that are 0 or 1 for certain.
    """
    halls = list(specs)
    return tuple(name for name, uses in _TABLE if uses is None or any(map(uses, halls)))
