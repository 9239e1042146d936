"""What was found of a frontier, as frames."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from sim.spec import WEEKDAYS, Spec
from sim.staffing.frontier_ask import busiest
from sim.staffing.frontier_points import Played, Point, cheapest, gained, limits_of_visits, standings, zone
from sim.staffing.frontier_robust import Robust
from sim.staffing.frontier_sweep import Swept
from sim.study.question import Question

SPARED = ("misses", "work")
"""Findings that say of a clerk that he cannot be spared."""


def facts(question: Question, swept: Sequence[Swept], knee: Point | None, robust: Sequence[Robust]) -> dict[str, Any]:
    """What the manifest says of the frontier."""
    first = question.composed.specs[swept[0].name]
    return {
        "knee": None if knee is None else {"variant": knee.variant, "level": knee.level},
        "beyond": {one.name: one.beyond for one in swept},
        "shortest": {one.name: one.search.shortest for one in swept},
        "weekday": WEEKDAYS[busiest(first)],
        "limit": f"{max(first.targets.wait_limits, default=30.0):g}",
        "currency": first.costs.currency,
        "robust_kept": robust[0].verified if robust else None,
        "robust_held": {one.usual.name: one.verified for one in robust},
        "swept": [one.name for one in swept],
        "group_labels": {
            one.name: {name: group.label.model_dump() for name, group in one.team.spec.staff.groups.items()}
            for one in swept
        },
    }


def points(question: Question, swept: Sequence[Swept], knee: Point | None) -> pd.DataFrame:
    """A row a point, the tightest level first."""
    every = [point for one in swept for point in one.points]
    rows = []
    for point, stands in zip(every, standings(every), strict=True):
        spec = question.composed.specs[point.variant]
        first = [found[0] for found in point.removals.values()]
        row = {"variant": point.variant, "level": point.level, "people": point.hall.people}
        row |= {"windows": point.hall.windows, "paid": point.paid, "bound": point.bound, "gap": point.gap}
        row |= {"certificate": point.kind, "fewer": sum(one.finding in SPARED for one in first), "groups": len(first)}
        row |= {"finding": stands.finding, "by": stands.by, "ties": "; ".join(stands.ties)}
        row |= {"goals": _goals(spec, point.hall), "knee": point is knee, "busiest_wait": point.busiest.mean}
        rows.append(row | {"busiest_low": point.busiest.low, "busiest_high": point.busiest.high})
    return pd.DataFrame(rows).sort_values("level", kind="stable", ignore_index=True)


def _goals(spec: Spec, hall: Played) -> str:
    """Whether the scenario's own goals are kept: by each interval, at 95 % each."""
    found = []
    for name, goal in spec.targets.goals.items():
        if name in hall.told:
            seen = hall.told[name]
            found.append((goal.met(seen.low), goal.met(seen.high)))
    if not found:
        return ""
    if any(not any(ends) for ends in found):
        return "missed"
    return "kept" if all(all(ends) for ends in found) else "open"


def halls(swept: Sequence[Swept], held: Sequence[Robust]) -> pd.DataFrame:
    """What each hall comes to."""
    rows = [row for one in swept for row in _halls(one, [each for each in held if each.usual is one])]
    columns = ["variant", "level", "hall", "people", "windows", "paid", "measure", "mean", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns)


def _halls(one: Swept, held: Sequence[Robust]) -> Iterator[dict[str, Any]]:
    named: list[tuple[float, str, Played | None]] = [(math.nan, "today", one.today)]
    for point in one.points:
        named += [(point.level, "point", point.hall), (point.level, "erlang_c", point.erlang)]
        named += [(point.level, "as_good", point.as_good)]
    named += [(each.level, "robust", one.played(each.plan, one.fresh)) for each in held if each.plan is not None]
    for level, name, hall in named:
        if hall is None:
            continue
        head = {"variant": one.name, "level": level, "hall": name, "people": hall.people, "windows": hall.windows}
        head["paid"] = one.search.cost(hall.clerks)
        for measure, seen in hall.told.items():
            yield {**head, "measure": measure, "mean": seen.mean, "low": seen.low, "high": seen.high, "n": seen.n}


def groups(swept: Sequence[Swept]) -> pd.DataFrame:
    """A row a clerk group of each point."""
    rows = []
    for one in swept:
        for point in one.points:
            for number, name in enumerate(one.team.sized):
                row = {"variant": one.name, "level": point.level, "group": name, "today": one.team.today[number]}
                row["clerks"] = point.hall.clerks[number]
                less = point.removals.get(number, [])
                row |= {"fewer": less[0].clerks if less else None, "finding": less[0].finding if less else ""}
                rows.append(row)
    return pd.DataFrame(rows, columns=["variant", "level", "group", "today", "clerks", "fewer", "finding"])


def pairs(found: Sequence[Point]) -> pd.DataFrame:
    """Points against one another, those of a variant or of a level."""
    rows = []
    for a, b in combinations(found, 2):
        if a.variant != b.variant and a.level != b.level:
            continue
        for aim, seen in gained(a.hall, b.hall).items():
            tied = seen.low <= 0.0 <= seen.high or abs(seen.mean) <= zone(aim, a.hall)
            row = {"variant": a.variant, "level": a.level, "other": b.variant, "other_level": b.level, "measure": aim}
            row |= {"mean": seen.mean, "low": seen.low, "high": seen.high}
            rows.append(row | {"finding": "tied" if tied else "less" if seen.mean < 0.0 else "more"})
    columns = ["variant", "level", "other", "other_level", "measure", "mean", "low", "high", "finding"]
    return pd.DataFrame(rows, columns=columns)


def limits(found: Sequence[Point]) -> pd.DataFrame:
    """The cheapest point for each limit of the wait and of the visits; no variant where none keeps to both."""
    rows = []
    for visits in limits_of_visits(found):
        for wait in sorted({one.level for one in found}):
            best = cheapest(found, wait, visits)
            row: dict[str, Any] = {"visits": visits, "wait": wait, "variant": "", "level": None, "people": None}
            if best is not None:
                row |= {"variant": best.variant, "level": best.level, "people": best.hall.people}
            rows.append(row | {"cost": None if best is None else best.hall.mean("cost")})
    return pd.DataFrame(rows, columns=["visits", "wait", "variant", "level", "people", "cost"])


def robust(held: Sequence[Robust]) -> pd.DataFrame:
    """The plan at each knee that was tried, and the robust one, on each kind of day."""
    columns = ["variant", "level", "plan", "kind", "group", "place", "people", "cost"]
    columns += ["mean", "low", "high", "done", "kept", "n"]
    rows = []
    for found, one in ((each, one) for each in held for one in each.told):
        group = "" if one.group is None else found.usual.team.sized[one.group]
        head = [found.usual.name, found.level, one.plan, one.kind, group, one.place, one.people, one.cost]
        rows.append([*head, one.wait.mean, one.wait.low, one.wait.high, one.done, one.kept, one.wait.n])
    return pd.DataFrame(rows, columns=columns)
