"""Who works which shift on which day of a week, at the fewest paid hours; or the rules that clash."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim.spec import Weekday
from sim.staffing.crews import Crew, crew_of
from sim.staffing.master import solver_module
from sim.staffing.menus import Duty
from sim.staffing.problem import Status
from sim.staffing.weekmodel import PARTS, Model, Tell, broken_off, search
from sim.staffing.weeks import Person, Rule, Week, granted, has_fixed_number, most_people

Work = Mapping[str, Mapping[Weekday, Duty]]
"""By person who works, by weekday, the shift."""


@dataclass(frozen=True)
class Assigned:
    """The roster of a week, or why there is none."""

    work: Work
    hours: float
    """Paid."""
    bound: float
    """No roster that keeps all rules has fewer."""
    status: Status
    """`gap`: it may be that a cheaper one was not found."""
    seconds: float
    clash: tuple[Rule, ...] = ()
    """Where there is no roster, rules that cannot all be kept; the rest of them could without one that is not `unsure`.
    """
    wishes: Mapping[tuple[str, int], bool] = field(default_factory=dict)
    """By person and number of the wish whether it is granted."""
    best_wishes: bool = True
    """Whether no roster of these hours grants more of the wishes, by weight."""
    interrupted: bool = False
    """Whether an interrupt ended a search for it."""
    unsure: frozenset[Rule] = frozenset()
    """Rules that clash of which it was not known in time whether the others clash without them."""
    few: bool = False
    """Whether the rules that clash could all be kept by more people of the contracts that have so many and no more."""

    @property
    def gap(self) -> float:
        """Share of the paid hours that might still be saved."""
        return max(0.0, 1.0 - self.bound / self.hours) if self.hours > 0.0 else 0.0


def assign(week: Week, *, seconds: float, tell: Tell | None = None) -> Assigned:
    """The roster of a week with the fewest paid hours; of those with fewest people, the one that grants most wishes.

    First come numbers by contract, whose bound holds for all rosters; then people for these numbers; where there are
    none, people from the start. Each search has a third of `seconds` at most; an interrupt ends it, and what it has
    found is kept. Where there is no roster, `clash` has rules that cannot all be kept.

    Raises `InputError` where OR-tools is not installed.
    """
    began, cp = time.monotonic(), solver_module()
    crew, early = crew_of(week, seconds / 3.0, tell)
    bound = crew.bound if crew else 0.0
    if crew is not None and not early:
        fewer = replace(week, people=_chosen(week, crew))
        model = Model(fewer, week.rules)
        model.just(crew.counts)
        model.model.minimize(model.regret)
        solver, status = search(model.model, seconds / 3.0)
        early = broken_off(solver)
        if status in (cp.OPTIMAL, cp.FEASIBLE):
            return _better(fewer, model.work(solver), bound, began, seconds, interrupted=early)
    if early:
        return Assigned({}, math.inf, bound, "interrupted", time.monotonic() - began, interrupted=True)
    model = Model(week, week.rules)
    model.model.minimize(model.cost)
    solver, status = search(model.model, seconds / 3.0, tell)
    early = broken_off(solver)
    if status == cp.INFEASIBLE and not early:
        rules, unsure = minimal(week, seconds)
        took, few = time.monotonic() - began, few_people(week, rules, seconds / 3.0)
        return Assigned({}, math.inf, math.inf, "infeasible", took, rules, unsure=unsure, few=few)
    bound = max(bound, math.ceil(solver.best_objective_bound - 1e-6) / PARTS)
    if status not in (cp.OPTIMAL, cp.FEASIBLE):
        why: Status = "interrupted" if early else "time"
        return Assigned({}, math.inf, bound, why, time.monotonic() - began, interrupted=early)
    return _better(week, model.work(solver), bound, began, seconds, interrupted=early)


def _better(week: Week, work: Work, bound: float, began: float, seconds: float, *, interrupted: bool) -> Assigned:
    """A roster, or one of the same paid hours with fewer people that grants more wishes, if that is found in time."""
    paid, best = _hours(work), all(_wishes(week, work).values())
    if not best and not interrupted:
        model, cp = Model(week, week.rules), solver_module()
        model.model.add(model.cost <= math.floor(paid * PARTS + 1e-6))
        model.model.minimize(model.regret)
        for (person, day, name), x in model.x.items():
            duty = work.get(person, {}).get(day)
            model.model.add_hint(x, duty is not None and duty.name == name)
        solver, status = search(model.model, seconds / 3.0)
        best, interrupted = status == cp.OPTIMAL, broken_off(solver)
        if status in (cp.OPTIMAL, cp.FEASIBLE):
            work = model.work(solver)
    hours, took = _hours(work), time.monotonic() - began
    ended: Status = "optimal" if bound >= hours - 1.0 / PARTS else "time" if took >= seconds / 3.0 else "gap"
    if interrupted and ended != "optimal":
        ended = "interrupted"
    return Assigned(work, hours, min(bound, hours), ended, took, (), _wishes(week, work), best, interrupted)


def _hours(work: Work) -> float:
    return sum(duty.paid for days in work.values() for duty in days.values())


def _wishes(week: Week, work: Work) -> dict[tuple[str, int], bool]:
    return {
        (person.name, number): granted(wish, work.get(person.name, {}))
        for person in week.people
        for number, wish in enumerate(person.wishes)
    }


def _chosen(week: Week, crew: Crew) -> tuple[Person, ...]:
    """As many people of each contract as the crew has, those that are named first."""
    left = dict(crew.heads)
    found = []
    for person in week.people:
        if left[person.contract] > 0:
            found.append(person)
            left[person.contract] -= 1
    return tuple(found)


def minimal(week: Week, seconds: float) -> tuple[tuple[Rule, ...], frozenset[Rule]]:
    """Rules that cannot all be kept, so few that without any one of them the others can: a minimal infeasible set.

    Deletion filter (Chinneck and Dravnieks 1991): each rule in turn is left out, and stays out where the others still
    cannot be kept; halves are tried first, as most rules have no part in it. A rule about which `seconds` are too few
    to know stays in, and is among those given back second.
    """
    ends = time.monotonic() + seconds
    cp = solver_module()

    def ended(rules: Collection[Rule]) -> Any:
        left = ends - time.monotonic()
        if left <= 0.0:
            return cp.UNKNOWN
        solver, status = search(Model(week, rules).model, left)
        if broken_off(solver):
            raise KeyboardInterrupt
        return status

    # Those that are easiest given up are kept to the last: leave, wishes, then the windows that are needed.
    kept, step = list(week.rules), len(week.rules) // 2
    unsure = set(kept)
    while step >= 1:
        place = 0
        while place < len(kept):
            rest = [*kept[:place], *kept[place + step :]]
            status = ended(rest)
            if status == cp.INFEASIBLE:
                kept = rest
                continue
            if step == 1 and status != cp.UNKNOWN:
                unsure.discard(kept[place])
            place += step
        step //= 2
    return tuple(kept), frozenset(unsure.intersection(kept))


def few_people(week: Week, rules: Collection[Rule], seconds: float) -> bool:
    """Whether rules that clash could all be kept by more people; false, too, where that is not known in time."""
    cp = solver_module()
    more = tuple(
        Person(f"{name} more {number}", {}, name, False)
        for name in week.contracts
        if has_fixed_number(week, name)
        for number in range(most_people(week.need, week.contracts[name].days_max))
    )
    if not more:
        return False
    solver, status = search(Model(replace(week, people=week.people + more), rules).model, seconds)
    if broken_off(solver):
        raise KeyboardInterrupt
    return status in (cp.OPTIMAL, cp.FEASIBLE)
