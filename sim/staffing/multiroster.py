"""Shifts for several classes and groups of clerks from plain numbers, with a bound on either side.

On design days the cheapest shifts are found whose windows pass the lines of the level relaxed, which gives a bound from
below, and of the level tightened, which gives plans; these are validated on fresh days of their own that no choice has
looked at. Each side holds with the confidence asked, Bonferroni over classes and periods (and halved from one validated
plan to the next), if what it rests on holds:

- the plan: nothing more. Its late shares are within the level.
- `lower`: lines are below the late shares of all plans that keep the level and cost less than the one found (see
  `sim.staffing.multilines`); held against all windows that were found to keep it, never proven.
- `pooled`: lines hold for one pool, and every skill more helps (see `sim.staffing.multibounds`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from numbers import Integral, Real

from sim.errors import Fault, InputError
from sim.spec.distributions import Distribution
from sim.staffing.multicertified import Asked, MultiCertified
from sim.staffing.multimaster import Programme
from sim.staffing.multipool import Group, preferences
from sim.staffing.multisearch import Roster
from sim.staffing.plainchecks import law_of
from sim.staffing.problem import Menu, Service, ShiftType
from sim.staffing.solver import Tell

DAYS, FRESH = 1600, 40_000
LEAST_DAYS = 100


def roster_skills(
    rates: Sequence[Sequence[float]],
    laws: Sequence[float | Distribution],
    groups: Sequence[Group],
    shifts: Sequence[ShiftType],
    level: Service | None = None,
    *,
    period: float = 30.0,
    day_cv: float = 0.0,
    confidence: float = 0.95,
    days: int = DAYS,
    fresh: int = FRESH,
    seed: int = 1,
    seconds: float = 600.0,
    tell: Tell | None = None,
) -> MultiCertified:
    """The cheapest shifts for several groups that keep a level in every class and period, with bounds.

    First come, first served within a class; who serves whom, and that clerks who go off finish first (`hold`):
    `sim.staffing.multiplay`.

    Args:
        rates: Arrivals an hour by class and period.
        laws: Minutes of service by class: a law, or the mean of an exponential one.
        groups: Clerks to choose from, with the classes that they serve, the price of an hour, and what limits them.
        shifts: Those that there are.
        level: Limit and largest late share, in every period and class; at most 10 % over 15 min where left out.
        period: Minutes.
        day_cv: Standard deviation over mean of the level that each day has for all classes; gamma.
        confidence: Of the plan, and of either bound.
        days: Design days, an even number.
        fresh: Days on which a plan is validated.
        seed: Of the days.
        seconds: Time allowed. An interrupt ends it, too, with what is found.
        tell: Hears how far a search has come.

    Raises:
        InputError: For what cannot be used, where no shifts keep the level, or without OR-tools.
    """
    level = level or Service()
    _check(rates, laws, groups, shifts, level, (days, fresh), confidence)
    for name, number in {"day_cv": day_cv, "seconds": seconds}.items():
        if not 0.0 <= number < math.inf:
            raise InputError(Fault(f"{number:g} will not do", "give 0 or more", name))
    if not 0.0 < period < math.inf:
        raise InputError(Fault(f"{period:g} is no length of a period", "give minutes above 0", "period"))
    if not isinstance(seed, Integral) or seed < 0:
        raise InputError(Fault(f"{seed!r} is no seed", "give a whole number, 0 or more", "seed"))
    rows, law = tuple(map(tuple, rates)), tuple(map(law_of, laws))
    asked = Asked(rows, law, tuple(groups), level, period, day_cv, seed, confidence)
    return Roster(asked, Programme(shifts, groups), days, fresh, seconds, tell).certified()


def _check(
    rates: Sequence[Sequence[float]],
    laws: Sequence[float | Distribution],
    groups: Sequence[Group],
    shifts: Sequence[ShiftType],
    level: Service,
    days: Sequence[int],
    confidence: float,
) -> None:
    faults = []
    periods = {len(row) for row in rates} | {len(shift.covers) for shift in shifts}
    if not rates or not shifts or len(periods) != 1:
        faults.append(Fault("rates and shifts are not of one number of periods", "give one each", "rates"))
    if not all(isinstance(rate, Real) and 0.0 <= rate < math.inf for row in rates for rate in row):
        faults.append(Fault("a rate is below 0 or no number", "give arrivals an hour", "rates"))
    if len(laws) != len(rates):
        faults.append(Fault(f"there are {len(laws)} laws of service", f"give {len(rates)}, one a class", "laws"))
    if level.mean is not None or level.within != "period":
        mend = "give a share of late people in every period alone"
        faults.append(Fault("a mean wait, or a level over the day, is not kept for several groups", mend, "level"))
    if any(not isinstance(one, Integral) or one % 2 or one < LEAST_DAYS for one in days):
        faults.append(Fault("days are drawn in pairs", f"ask for an even number, {LEAST_DAYS} or more", "days"))
    if not 0.5 <= confidence < 1.0:
        faults.append(Fault(f"{confidence:g} is no confidence", "write 0.95 for 95 %", "confidence"))
    for group in groups if shifts else ():
        faults += _faults_of(group, shifts)
    if faults:
        raise InputError(faults)
    preferences(groups, len(rates))


def _faults_of(group: Group, shifts: Sequence[ShiftType]) -> list[Fault]:
    where, names = f"group {group.name}", {shift.name for shift in shifts}
    found = []
    if not 0.0 < group.price < math.inf:
        found.append(Fault(f"an hour costs {group.price:g}", "give a price above 0", where))
    if group.shifts is not None and not group.shifts & names:
        found.append(Fault("it may work none of the shifts", "name one of them, or leave its shifts out", where))
    try:
        Menu(tuple(shifts), len(shifts[0].covers), floor=group.floor, ceiling=group.ceiling, limits=group.limits)
    except InputError as error:
        found += [replace(fault, key=f"{where}, {fault.key}") for fault in error.faults]
    return found
