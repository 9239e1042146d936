"""The manifest of a hall staffed: what was asked, what things are called, and the plan as overrides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.spec import Spec, Weekday, clock
from sim.spec.staffing import Wish
from sim.staffing import frames
from sim.staffing.asked import Asked
from sim.staffing.plans import Planned
from sim.staffing.planyaml import changes
from sim.staffing.rostering import monday_of
from sim.study.provenance import head


def manifest_of(
    what: Asked,
    spec: Spec | None,
    planned: Planned | None,
    missed: Mapping[tuple[str, Weekday], Sequence[int]],
    checked: int,
    broken_off: bool = False,
) -> dict[str, Any]:
    """What was asked and how it went: the head of the answer's manifest, and all that its tables do not say."""
    now, staffing, composed = what.now, what.staffing, what.question.composed
    groups = now.staff.groups
    clerks = {name: clerk.label.model_dump() for name, clerk in staffing.clerks.items() if clerk.label}
    kinds = {name: kind.label.model_dump() for name, kind in what.kinds.items() if kind.label}
    return {
        **head(what.question, [], {what.variant: now}, checked),
        "replications": what.replications,
        "answers": what.kind,
        "variant": what.variant,
        "service": what.level.model_dump(),
        "lines": {line: what.level_of(line).model_dump() for line in what.lines},
        "levels": {name: what.level_of(name).model_dump() for name in what.groups},
        "behind": [name for name in what.groups if what.is_behind(name)],
        "jointly": what.jointly,
        "groups": {name: groups[name].label.model_dump() for name in what.groups},
        "others": {name: group.label.model_dump() for name, group in groups.items() if name not in what.groups},
        "cost_per_hour": {name: groups[name].cost_per_hour for name in what.groups},
        "currency": now.costs.currency,
        "weekdays": list(what.cells),
        "monday": monday_of(what).isoformat(),
        "revision": staffing.revision,
        "clerks": clerks,
        "kinds": kinds,
        "contracts": {name: one.model_dump(mode="json") for name, one in staffing.contracts.items()},
        "wishes": {name: [_wish(wish) for wish in clerk.wishes] for name, clerk in staffing.clerks.items()},
        "times": _times(what) if what.kind == "roster" else {},
        "plain": what.plain is not None,
        "weekday": what.weekday,
        "stays_open": staffing.stays_open if what.kind == "staff" else None,
        "interrupted": broken_off,
        "weeks": what.weeks,
        "rounds": planned.rounds if planned else 0,
        "verified": planned is not None and not broken_off and not missed,
        "missed": [[group, day, list(places)] for (group, day), places in missed.items()],
        "base": list(composed.applied(what.variant)),
        "plan": changes(now, spec, what.groups) if spec is not None else [],
        "plan_question": composed.scenario.question.model_dump(),
    }


def _wish(wish: Wish) -> dict[str, Any]:
    what, of = frames.wished(wish)
    return {"what": what, "of": of}


def _times(what: Asked) -> dict[str, str]:
    """By name of a shift from when to when it is."""
    return {
        name: f"{clock(duty.start)}-{clock(duty.end)}"
        for duties in what.duties.values()
        for name, duty in duties.items()
    }
