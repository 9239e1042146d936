"""How many of each contract work which shift on which day: what a week's roster comes to before anybody has a name.

Every roster of people gives such numbers, so that the fewest paid hours of these are a bound for all rosters.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.spec import Weekday
from sim.staffing.master import solver_module
from sim.staffing.weekmodel import PARTS, Tell, broken_off, search
from sim.staffing.weeks import Week, too_near

Place = tuple[str, Weekday, str]
"""A contract, a weekday, the name of a shift."""


@dataclass(frozen=True)
class Crew:
    """Numbers of clerks."""

    counts: Mapping[Place, int]
    heads: Mapping[str, int]
    """By contract, people who work in the week, or are named."""
    bound: float
    """Paid hours below which there is no roster."""


def crew_of(week: Week, seconds: float, tell: Tell | None = None) -> tuple[Crew | None, bool]:
    """The numbers with the fewest paid hours, and of those with the fewest people; and whether it was interrupted.

    No numbers where there are none, or none were found in time. Raises `InputError` where OR-tools is not installed.
    """
    cp = solver_module()
    model = cp.CpModel()
    people = {name: [person for person in week.people if person.contract == name] for name in week.contracts}
    heads = {
        name: model.new_int_var(sum(person.named for person in those), len(those), name)
        for name, those in people.items()
    }
    y = {
        (name, day, duty.name): model.new_int_var(0, len(people[name]), f"{name} {day} {duty.name}")
        for name, contract in week.contracts.items()
        for day in week.days
        for duty in week.on(day)
        if not contract.shifts or duty.kind in contract.shifts
    }
    parts = {duty.name: math.floor(duty.paid * PARTS + 1e-9) for duty in week.duties}
    for name in week.contracts:
        _contract(model, week, name, y, heads[name], parts)
    _windows(model, week, y)
    cost = sum(parts[duty] * count for (_, _, duty), count in y.items())
    weight = len(week.people) + 1
    model.minimize(weight * cost + sum(heads.values()))
    solver, status = search(model, seconds, None if tell is None else lambda u, b: tell(u / weight, b / weight))
    early = broken_off(solver)
    if status not in (cp.OPTIMAL, cp.FEASIBLE):
        return None, early
    bound = math.ceil((solver.best_objective_bound - len(week.people)) / weight - 1e-6) / PARTS
    counts = {place: int(solver.value(count)) for place, count in y.items()}
    return Crew(counts, {name: int(solver.value(n)) for name, n in heads.items()}, max(0.0, bound)), early


def _contract(model: Any, week: Week, name: str, y: Mapping[Place, Any], heads: Any, parts: Mapping[str, int]) -> None:
    """What the people of a contract may do together, as each keeps to it."""
    contract = week.contracts[name]
    own = {(day, duty): count for (of, day, duty), count in y.items() if of == name}
    hours = sum(parts[duty] * count for (_, duty), count in own.items())
    model.add(hours <= math.floor(contract.hours_max * PARTS + 1e-9) * heads)
    model.add(hours >= math.ceil(contract.hours_min * PARTS - 1e-9) * heads)
    model.add(sum(own.values()) <= contract.days_max * heads)
    model.add(sum(own.values()) >= contract.days_min * heads)
    for day in week.days:
        off = sum(
            day in person.leave or any(wish.must and wish.day_off == day for wish in person.wishes)
            for person in week.people
            if person.contract == name
        )
        model.add(sum(count for (of, _), count in own.items() if of == day) <= heads - off)
    for day, following, first, second in too_near(week, contract.rest_hours):
        late = sum(own.get((day, duty), 0) for duty in first)
        model.add(late + sum(own.get((following, duty), 0) for duty in second) <= heads)


def _windows(model: Any, week: Week, y: Mapping[Place, Any]) -> None:
    """The windows that are needed and there, and places in kinds of shift."""
    for day, cells in week.cells.items():
        covers = {duty.name: duty.covers(cells) for duty in week.on(day)}
        here = {place: count for place, count in y.items() if place[1] == day}
        for cell, is_open in enumerate(cells.open):
            if is_open:
                open_ = sum(count for (_, _, duty), count in here.items() if covers[duty][cell])
                model.add(open_ >= week.need[day][cell])
                model.add(open_ <= week.ceiling[day][cell])
        for kind, about in week.kinds.items():
            if about.most is not None:
                of_kind = {duty.name for duty in week.duties if duty.kind == kind}
                model.add(sum(count for (_, _, duty), count in here.items() if duty in of_kind) <= about.most)
