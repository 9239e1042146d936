"""What was found of the clerks that halls need, as frames, and as a scenario of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sim.inference.intervals import Interval
from sim.measures import measures_of
from sim.plan import Station
from sim.staffing.size_goals import OVER, Condition
from sim.staffing.size_plays import Plays
from sim.staffing.size_pools import Team, Vector
from sim.staffing.size_proof import Proof, Removal, bound_of
from sim.staffing.size_search import Search

STATISTICAL, HEURISTIC, UNVERIFIED = "statistical", "heuristic", "unverified"
"""How sure a plan is. Statistical: one group is at the windows, of which one clerk less misses a goal or is open, with
stated confidence. Heuristic: verified feasible, no single clerk is known to be spared, another mix might do with fewer.
Unverified: not seen to keep to the goals on fresh replications."""
WHERE = ("half_hour", "weekday")


@dataclass
class Case:
    """One variant on the way to its plan."""

    name: str
    search: Search
    fresh: range
    chosen: Vector | None = None
    """What the design replications choose."""
    proof: Proof | None = None
    path: list[Vector] = field(default_factory=list)

    @property
    def team(self) -> Team:
        """The groups."""
        return self.search.team

    @property
    def plays(self) -> Plays:
        """What was seen."""
        return self.search.plays

    @property
    def erlang(self) -> Vector:
        """What Erlang C asks."""
        return self.team.spread(self.search.erlang)

    @property
    def plan(self) -> Vector:
        """The clerks that were found."""
        if self.proof is not None:
            return self.proof.clerks
        assert self.chosen is not None
        return self.chosen

    @property
    def kind(self) -> str:
        """How sure it is."""
        if self.proof is None or not self.proof.verified:
            return UNVERIFIED
        return HEURISTIC if self.front is None else STATISTICAL

    @property
    def named(self) -> dict[str, Vector]:
        """Halls that are told, by what they are called."""
        return {"today": self.team.today, "sized": self.plan, "erlang_c": self.erlang}

    def seen_in(self, clerks: Vector) -> range:
        """The fresh replications in which a hall was seen; none where it was not."""
        number = len(self.plays.sights(clerks, self.fresh))
        return self.fresh[:number]

    @property
    def front(self) -> str | None:
        """The group at the windows, where there is but one."""
        pools = [pool for pool in self.team.pools if pool.station == Station.WINDOW]
        return self.team.sized[pools[0].groups[0]] if len(pools) == 1 and len(pools[0].groups) == 1 else None

    def pool(self, group: int) -> int:
        """The place of the pool of a group."""
        return next(place for place, pool in enumerate(self.team.pools) if group in pool.groups)


def measures_of_cases(cases: Sequence[Case]) -> list[str]:
    """Measures that are spoken of, those that are not of all halls left out."""
    names = [name for case in cases for name in case.plays.reported]
    names += [one.measure for case in cases for one in case.plays.asked]
    known = [measures_of(case.team.spec) for case in cases]
    return [name for name in dict.fromkeys(names) if any(name in table for table in known)]


def facts(cases: Sequence[Case], *, interrupted: bool) -> dict[str, Any]:
    """What the manifest says of the plans."""
    first = cases[0].team.spec
    return {
        "interrupted": interrupted,
        "certificates": {case.name: case.kind for case in cases},
        "tries": {case.name: case.proof.tries if case.proof else 0 for case in cases},
        "least": {case.name: sum(case.search.floor) + case.team.others for case in cases},
        "front": {case.name: case.front for case in cases},
        "limit": f"{max(first.targets.wait_limits, default=30.0):g}",
        "goals_of_day": {name: goal.at_most for name, goal in first.targets.goals.items() if goal.at_most is not None},
        "currency": first.costs.currency,
        "group_labels": {
            case.name: {name: group.label.model_dump() for name, group in case.team.spec.staff.groups.items()}
            for case in cases
        },
    }


def groups(cases: Sequence[Case]) -> pd.DataFrame:
    """A row a group, and a number of clerks that was tried."""
    columns = ["variant", "group", "today", "clerks", "work", "erlang_c", "kept", "fewer", "finding"]
    columns += ["place", "measure", *WHERE, "limit", "mean", "low", "high"]
    return pd.DataFrame([row for case in cases for row in _group_rows(case)], columns=columns)


def _group_rows(case: Case) -> Iterator[dict[str, Any]]:
    team, found = case.team, case.proof.removals if case.proof else {}
    for number, name in enumerate(team.sized):
        pool = case.pool(number)
        own = len(team.pools[pool].groups) == 1
        row = {"variant": case.name, "group": name, "today": team.today[number], "clerks": case.plan[number]}
        row |= {"work": float(case.search.load[pool]) if own else None, "erlang_c": case.erlang[number], "kept": ""}
        for removal in found.get(number, [None]):
            yield row | (_of_removal(removal) if removal else {})
    for name, why in team.kept.items():
        yield {"variant": case.name, "group": name, "kept": why}


def _of_removal(removal: Removal) -> dict[str, Any]:
    row: dict[str, Any] = {"fewer": removal.clerks, "finding": removal.finding}
    if removal.missed is not None and removal.seen is not None:
        seen = removal.seen
        row |= _of_condition(removal.missed) | {"mean": seen.mean, "low": seen.low, "high": seen.high}
    return row


def _of_condition(one: Condition) -> dict[str, Any]:
    return {
        "place": one.place,
        "measure": one.measure,
        "half_hour": one.half_hour,
        "weekday": one.day,
        "limit": one.limit,
    }


def goals(cases: Sequence[Case]) -> pd.DataFrame:
    """A row a condition of each hall."""
    columns = ["variant", "hall", "place", "measure", *WHERE, "sense", "limit", "mean", "bound", "n", "kept"]
    return pd.DataFrame([row for case in cases for row in _goal_rows(case)], columns=columns)


def _goal_rows(case: Case) -> Iterator[dict[str, Any]]:
    if case.proof is None:
        return
    for hall, clerks in case.named.items():
        if not (seen := case.seen_in(clerks)):
            continue
        for one, found in case.proof.bounds(clerks, seen):
            bound = bound_of(one, found)
            kept = one.beyond(bound) <= 0.0
            row = {"variant": case.name, "hall": hall, "sense": one.sense, **_of_condition(one)}
            yield row | {"mean": found.mean, "bound": bound, "n": found.n, "kept": kept}


def halls(cases: Sequence[Case]) -> pd.DataFrame:
    """What each hall comes to."""
    rows = []
    for case in cases:
        days = sum(case.team.spec.calendar.is_open(day) for day in case.team.spec.calendar.measured)
        for hall, clerks in case.named.items():
            known: dict[str, Any] = {"variant": case.name, "hall": hall}
            known |= {"people": case.team.people(clerks), "windows": case.team.windows(clerks)}
            seen = case.seen_in(clerks)
            for name, found in case.plays.told(clerks, seen).items() if seen else ():
                scale = max(days, 1) if name == "cost" else 1.0
                mean, low, high = (value / scale for value in (found.mean, found.low, found.high))
                rows.append({**known, "measure": name, "mean": mean, "low": low, "high": high, "n": found.n})
    columns = ["variant", "hall", "people", "windows", "measure", "mean", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns)


def curve(cases: Sequence[Case]) -> pd.DataFrame:
    """People against waits, ascending; empty where no path was wanted."""
    columns = ["variant", "hall", "people", "windows", "mean_wait", "wait_low", "wait_high"]
    columns += ["share", "share_low", "share_high", "n"]
    rows = []
    for case in cases:
        if not case.path:
            continue
        named = [*case.named.items(), *(("path", clerks) for clerks in case.path if clerks != case.plan)]
        mine = []
        for hall, clerks in named:
            if not (seen := case.seen_in(clerks)):
                continue
            told = case.plays.told(clerks, seen)
            share = next(found for name, found in told.items() if name.startswith(OVER))
            head = [case.name, hall, case.team.people(clerks), case.team.windows(clerks)]
            mine.append([*head, *_three(told["mean_wait"]), *_three(share), len(seen)])
        rows += sorted(mine, key=lambda row: (row[2], row[1]))
    return pd.DataFrame(rows, columns=columns)


def _three(found: Interval) -> tuple[float, float, float]:
    return found.mean, found.low, found.high
