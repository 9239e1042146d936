"""A day of a hall as classes of people and groups of clerks, as `sim.staffing.multiroster` takes it; what is left out.

A class is a line (`sim.staffing.lines`): all who may be served by the same groups. Its rates by half-hour and its
minutes are those of the hall played with so many windows that nobody waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.errors import Fault, InputError
from sim.spec import HALF_HOUR, Weekday
from sim.spec.distributions import Lognormal
from sim.staffing.asked import Asked
from sim.staffing.counted import put_off
from sim.staffing.halls import ample
from sim.staffing.lines import members_of
from sim.staffing.multipool import Group
from sim.staffing.playing import Halls
from sim.staffing.pooldays import pool_days
from sim.staffing.problem import Menu, Service, ShiftType
from sim.study.load import expected_minutes
from sim.tape import Floats

MOST_CLASSES = 5
"""Lines, at most: bounds look at every set of them."""
MOST_WINDOWS = 99
"""Of a group, where nothing is said of its ceiling."""
LEAST_CV = 0.01


@dataclass(frozen=True, eq=False)
class Model:
    """A weekday."""

    rates: Floats
    """(lines, half-hours) Tickets an hour; none while the hall is closed: who comes then comes when it opens."""
    laws: tuple[Lognormal, ...]
    """Minutes of a clerk, by line: lognormal, with the mean and the spread of those that were played."""
    groups: tuple[Group, ...]
    """With what an hour of one of them costs."""
    shifts: tuple[ShiftType, ...]
    level: Service
    day_cv: float


def check(what: Asked) -> None:
    """Raises `InputError` with all for which shifts of several skills cannot be looked for."""
    faults = [*_faults(what)]
    if faults:
        raise InputError(faults)


def _faults(what: Asked) -> Iterator[Fault]:
    if what.jointly and any(line not in what.now.staff.groups and not members_of(line)[1:] for line in what.lines):
        yield Fault("the stay of visits is limited", "take staffing.stay away", "staffing.stay")
    behind = [line for line in what.lines if what.is_behind(line)]
    if behind:
        yield Fault(f"files wait at {behind[0]}, and nobody in person", "leave it out", "staffing.groups")
    others = [name for line in what.lines for name in members_of(line) if name not in what.groups]
    if others:
        problem = f"{others[0]} serves the same people, and is not staffed"
        yield Fault(problem, f"add it: {[*what.groups, *dict.fromkeys(others)]}", "staffing.groups")
    if len(what.lines) > MOST_CLASSES:
        problem = f"{len(what.lines)} lines of people, each served by other groups, are more than {MOST_CLASSES}"
        yield Fault(problem, "name the groups of some of them", "staffing.groups")
    levels = {what.level_of(line) for line in what.lines}
    if len(levels) > 1 or any(one.wait_over is None or one.within != "half_hour" for one in levels):
        mend = "set staffing.service={wait_over: 15, share: 0.1}, for all groups that are staffed"
        yield Fault("there is no one share of people, over one limit, for every half-hour", mend, "staffing.service")


def differences(what: Asked) -> list[str]:
    """What the hall has that the model has not, in words of `sim.report.skills_words`."""
    demand, groups = what.now.demand, [what.now.staff.groups[name] for name in what.groups]
    known = {
        "patience": demand.patience is not None or demand.balking_limit is not None,
        "returns": demand.returns is not None,
        "help": any(group.secondary is not None for group in groups),
        "pace": len({group.pace(what.now.hall.slowness) for group in groups}) > 1,
        "priority": bool(demand.classes),
        "absence": any(group.attendance < 1.0 for group in groups),
    }
    return ["fitted", "finish", *(name for name, is_so in known.items() if is_so)]


def model_of(what: Asked, halls: Halls) -> dict[Weekday, Model]:
    """Every weekday of a hall as a model, from the hall played so that nobody waits."""
    minutes = expected_minutes(what.now)
    weeks = max(len(what.now.calendar.open_days()) / max(len(what.cells), 1), 1e-9)
    busy = {group: minutes[group] / weeks for group in what.groups}
    played = halls.play({"ample": ample(what.spec, busy, what.cells)}, what.replications)["ample"]
    prices = {name: what.now.staff.groups[name].cost_per_hour for name in what.groups}
    priced = all(price > 0.0 for price in prices.values())

    def group(name: str, menu: Menu) -> Group:
        """Clerks of a group, with what the menu of a weekday has for them."""
        classes = frozenset(number for number, line in enumerate(what.lines) if name in members_of(line))
        shifts = frozenset(shift.name for shift in menu.shifts)
        ceiling = menu.ceiling if name in what.staffing.ceiling else ()
        return Group(name, classes, prices[name] if priced else 1.0, shifts, menu.floor, ceiling, menu.limits)

    found = {}
    for day, cells in what.cells.items():
        days = {line: pool_days(played[line], what.spec, day) for line in what.lines}
        rates = put_off(np.array([days[line].rates(cells) for line in what.lines]), cells.open)
        laws = tuple(_law(days[line].minutes) for line in what.lines)
        menus = {name: what.menu(name, day, (), MOST_WINDOWS) for name in what.groups}
        groups = tuple(group(name, menu) for name, menu in menus.items())
        shifts = tuple({shift.name: shift for menu in menus.values() for shift in menu.shifts}.values())
        level = what.service(what.lines[0])
        found[day] = Model(rates, laws, groups, shifts, level, what.now.demand.day_factor_cv)
    return found


def load(model: Model) -> Floats:
    """(lines, half-hours) Mean work that comes, over the length of a half-hour: Erlang."""
    return np.array([rate * law.mean / 60.0 for rate, law in zip(model.rates, model.laws, strict=True)])


def _law(minutes: Floats) -> Lognormal:
    mean = float(minutes.mean()) if len(minutes) else HALF_HOUR
    cv = float(minutes.std() / mean) if len(minutes) else 1.0
    return Lognormal(kind="lognormal", mean=mean, cv=max(cv, LEAST_CV))
