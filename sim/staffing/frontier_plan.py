"""The plan as a scenario, to compare: the hall as it is, the point at the knee, the robust plan, the other halls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.staffing.frontier_points import Point, knee_of
from sim.staffing.frontier_robust import Robust
from sim.staffing.frontier_sweep import Swept
from sim.staffing.size_pools import Vector
from sim.study.question import Question

MOST = 8
"""Halls that a scenario may have."""


def plan_of(question: Question, swept: Sequence[Swept], knee: Point | None, held: Sequence[Robust]) -> dict[str, Any]:
    """A scenario of today's hall, the knee's plan, the robust one, and each other variant at its own knee."""
    composed, by_name = question.composed, {one.name: one for one in swept}
    asked = composed.scenario
    first = next(iter(by_name))
    variants: dict[str, Any] = {first: _hall(question, by_name[first], by_name[first].team.today, None)}
    if knee is not None:
        said = (f"Knee, wait at most {knee.level:g} min", f"拐点，平均等候不超过{knee.level:g}分钟")
        variants[f"{knee.variant}_knee"] = _hall(question, by_name[knee.variant], knee.hall.clerks, said)
    for robust in held:
        if robust.plan is not None:
            said = (f"Robust, wait at most {robust.level:g} min", f"稳健，平均等候不超过{robust.level:g}分钟")
            variants[f"{robust.usual.name}_robust"] = _hall(question, robust.usual, robust.plan, said)
    for one in swept:
        own = knee_of(one.points) or one.points[-1]
        if knee is None or one.name != knee.variant:
            said = (f"Wait at most {own.level:g} min", f"平均等候不超过{own.level:g}分钟")
            variants[f"{one.name}_{'knee' if knee_of(one.points) else 'plan'}"] = _hall(
                question, one, own.hall.clerks, said
            )
    return {
        "question": asked.question.model_dump(),
        "base": list(asked.base),
        "variants": dict(list(variants.items())[:MOST]),
        "replications": max(asked.replications, 12),
        "seed": question.seed,
    }


def _hall(question: Question, one: Swept, clerks: Vector, said: tuple[str, str] | None) -> dict[str, Any]:
    composed, team = question.composed, one.team
    own = list(composed.applied(one.name)[len(composed.scenario.base) :])
    label = composed.scenario.variants[one.name].label
    if said is None:
        return {"label": label.model_dump(), "overrides": own}
    people = team.people(clerks)
    named = {"en": f"{said[0]}: {people} on duty ({label.en})", "zh": f"{said[1]}：在岗{people}人（{label.zh}）"}
    changed = zip(team.sized, clerks, team.today, strict=True)
    own += [f"staff.groups.{name}.clerks={number}" for name, number, before in changed if number != before]
    return {"label": named, "overrides": own}
