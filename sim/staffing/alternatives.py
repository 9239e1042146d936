"""What a plan is held against: Erlang C with a covering programme, plain and at equal service, and the hall today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sim.errors import ResultError
from sim.spec import Spec, Weekday
from sim.staffing.baseline import METHODS
from sim.staffing.dayplans import ISA
from sim.staffing.firstplan import PARTS, asked_of
from sim.staffing.halls import rostered, with_windows
from sim.staffing.master import cover
from sim.staffing.planning import Planner
from sim.staffing.plans import Key, Planned, Solved
from sim.staffing.pools import keeps
from sim.staffing.problem import Solution
from sim.study.load import duty

EQUAL = "sipp_equal"
"""What Erlang C is called at equal service."""
TODAY = "today"
SAME = 1e-9
"""Share by which hours that are the same may differ."""


@dataclass(frozen=True, eq=False)
class Alternative:
    """Another way of staffing the same groups."""

    name: str
    hours: Mapping[str, float]
    """Paid a week, by group."""
    spec: Spec
    part: float = 1.0
    """Of the target that it was asked for."""
    windows: Mapping[Key, tuple[int, ...]] = field(default_factory=dict)
    """By group and weekday, of each cell, where they are known."""
    counts: Mapping[Key, tuple[int, ...]] = field(default_factory=dict)
    """By group and weekday the clerks by shift of its menu, where they are known."""


def today(planner: Planner) -> Alternative:
    """The hall as it is: its clerks' hours on duty."""
    asked = planner.asked
    minutes, weeks = duty(asked.spec), asked.spec.calendar.days / 7.0
    return Alternative(TODAY, {group: minutes[group] / 60.0 / weeks for group in asked.groups}, asked.spec)


def by_rule(planner: Planner, planned: Planned, method: str, part: float = 1.0) -> Alternative | None:
    """The cheapest shifts that cover what a rule of thumb asks for; None where no shifts of the menu do.

    The rules are told the mean rate of each half-hour and the mean minutes of a ticket, as a planner would tell them;
    from the first half-hour in which anybody comes there is a window, so that nobody is left inside.
    """
    asked, hours = planner.asked, dict.fromkeys(planner.asked.groups, 0.0)
    windows: dict[str, dict[Weekday, tuple[int, ...]]] = {}
    shifts: dict[str, dict[Weekday, dict[str, int]]] = {}
    counts: dict[Key, tuple[int, ...]] = {}
    for group, day in planned.solved:
        menu = asked.menu(group, day, (), planner.most(group))
        found = cover(menu, asks_of(planner, (group, day), part)[method])
        if found.counts is None:
            return None
        windows.setdefault(group, {})[day] = menu.windows(found.counts)
        shifts.setdefault(group, {})[day] = menu.named(found.counts)
        hours[group] += menu.cost(found.counts)
        counts[group, day] = found.counts
    if asked.kind == "staff":
        spec = with_windows(asked.spec, windows, asked.cells)
    else:
        spec = rostered(asked.spec, shifts, asked.duties)
    by_key = {(group, day): opened for group, by_day in windows.items() for day, opened in by_day.items()}
    return Alternative(method, hours, spec, part, by_key, counts)


def asks_of(planner: Planner, key: Key, part: float = 1.0) -> dict[str, list[int]]:
    """Windows by cell that the rules of thumb, and iterative staffing, have covered, by name of the rule."""
    cells, menu = planner.asked.cells[key[1]], planner.asked.menu(*key, (), planner.most(key[0]))
    return {
        name: asked_of(asks, cells, menu) for name, asks in (planner.rules(key, part) | {ISA: planner.isa[key]}).items()
    }


def rules(planner: Planner, planned: Planned) -> list[Alternative]:
    """All rules of thumb, and iterative staffing, asked for the target itself."""
    found = (by_rule(planner, planned, method) for method in (*METHODS, ISA))
    return [one for one in found if one is not None]


def at_equal_service(planner: Planner, planned: Planned) -> Alternative | None:
    """Erlang C asked for what it takes for the whole hall just to keep the target; None where it never does.

    Halves the PARTS: what does with one of them does with any smaller.
    """
    low, high, best = 0, len(PARTS) - 1, None
    while low <= high:
        middle = (low + high) // 2
        one = by_rule(planner, planned, METHODS[0], PARTS[middle])
        if one is None:
            raise ResultError("the covering programme found no plan in time")
        if not _keeps(planner, one):
            low = middle + 1
        else:
            high, best = middle - 1, one
    return None if best is None else replace(best, name=EQUAL)


def rivalled(planner: Planner, planned: Planned, equal: Alternative | None) -> Planned:
    """The plan; or Erlang C at equal service, where that costs less and keeps the service once more, on new days.

    A search on the days of pools may be unlucky in them, or stop too soon.
    """
    if equal is None or sum(equal.hours.values()) >= planned.hours * (1.0 - SAME) or not _keeps(planner, equal):
        return planned
    planner.certificates.hold_against(equal.spec)
    solved = {key: _taken(planner, key, one, equal) for key, one in planned.solved.items()}
    return replace(planned, solved=solved, spec=equal.spec, missed={})


def _taken(planner: Planner, key: Key, one: Solved, equal: Alternative) -> Solved:
    """The plan of a day as Erlang C has it, with the bound that is known."""
    cost = planner.asked.menu(*key, (), planner.most(key[0])).cost(equal.counts[key])
    bounds = replace(one.solution.bounds, upper=cost, lower=min(one.solution.bounds.lower, cost))
    solution = Solution(equal.counts[key], equal.windows[key], bounds, "taken")
    return replace(one, solution=solution, least=min(one.least, cost), part=1.0, floor=())


def _keeps(planner: Planner, one: Alternative) -> bool:
    """Whether the service is kept: as it is worked out where that can be, else in the whole hall on new days."""
    exactly = known_exactly(planner, one)
    if exactly is not None:
        return exactly
    played = planner.halls.play({EQUAL: one.spec}, planner.asked.replications)[EQUAL]
    return not planner.missed(played)


def known_exactly(planner: Planner, one: Alternative) -> bool | None:
    """Whether the service is kept, where that can be worked out without error; else None."""
    if planner.asked.plain is None or not one.windows:
        return None
    return all(keeps(planner.oracle(key), windows) for key, windows in one.windows.items())
