"""The frames of an answer: windows by half-hour, shifts, people, wishes, certificates, costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.plan.calendar import lines
from sim.spec import HALF_HOUR, WEEKDAYS, Spec, Weekday, clock
from sim.spec.staffing import Wish
from sim.staffing.asked import Asked
from sim.staffing.contracts import Assigned
from sim.staffing.menus import Cells, Duty
from sim.staffing.plans import Planned
from sim.staffing.playing import Found
from sim.staffing.pooldays import Kept, PoolDays, kept
from sim.staffing.problem import Solution
from sim.staffing.weeks import Week

Windows = Mapping[tuple[str, Weekday], Sequence[int]]
Demand = Mapping[tuple[str, Weekday], tuple[PoolDays, Mapping[str, Sequence[int]]]]
"""By group and weekday the days by which what comes is told, and what rules of thumb have covered: windows by cell."""
RULES = ("sipp", "lagged_sipp", "mol", "isa")
WINDOWS = (
    *("group", "weekday", "half_hour", "tickets", "load", *RULES),
    *("need", "windows", "today"),
    *("value", "low", "high", "mean_wait"),
)
SHIFTS = ("group", "weekday", "shift", "kind", "start", "end", "breaks", "paid_hours", "clerks")
WISHES = ("clerk", "wish", "of", "days", "must", "granted")
CLASHES = ("group", "rule", "who", "which", "half_hour", "windows", "away", "sure")
CERTIFICATES = ("group", "weekday", "kind", "paid", "lower", "gap", "status", "iterations", "cuts", "seconds")
OFF = ""
"""Stands in a roster for a day without work."""
CLOSE = 1e-9
"""Shares that differ by less are the same."""


def windows(asked: Asked, demand: Demand, opened: Windows, needs: Windows, played: Found) -> pd.DataFrame:
    """A row a group, weekday and half-hour: what comes, what rules ask for, the windows, and how the service was."""
    return pd.DataFrame(list(_windows(asked, demand, opened, needs, played)), columns=list(WINDOWS))


def _windows(asked: Asked, demand: Demand, opened: Windows, needs: Windows, played: Found) -> Iterator[tuple[Any, ...]]:
    for (group, day), (days, asks) in demand.items():
        cells = asked.cells[day]
        rates, now = days.rates(cells), on_duty(asked.now, group, day, cells)
        spans = list(pairwise([0.0, *map(float, cells.starts[1:]), 1440.0]))
        served = kept(played[group], asked.spec, day, spans, asked.limit(group))
        waits = kept(played[group], asked.spec, day, spans, None)
        for cell, (start, found, wait) in enumerate(zip(cells.starts, served, waits, strict=True)):
            by_rule = [asks[name][cell] for name in RULES]
            here = [needs[group, day][cell], opened[group, day][cell], now[cell]]
            load = rates[cell] / 60.0 * days.mean_minutes
            level = interval_of(found, len(played[group]), asked.largest(group))
            yield group, day, clock(start), rates[cell] * HALF_HOUR / 60.0, load, *by_rule, *here, *level, wait.value


def interval_of(found: Kept, replications: int, largest: float = np.inf) -> tuple[float, float, float]:
    """The value, and its 95 % t-interval over replications, never below 0 nor above the largest that there can be."""
    half = float(stdtrit(replications - 1, 0.975)) * found.error
    low, high = np.clip([found.value - half, found.value + half], 0.0, largest).tolist()
    return found.value, low, high


def on_duty(spec: Spec, group: str, day: Weekday, cells: Cells) -> list[int]:
    """Windows by cell that the hall has as it is."""
    about = spec.staff.groups[group]
    if about.windows is not None:
        counts = cells.at(about.weekday_windows.get(day, about.windows), 0)
        return [number * is_open for number, is_open in zip(counts, cells.open, strict=True)]
    found = np.zeros(len(cells), dtype=np.int64)
    for line in lines(about):
        if line.weekdays is None or day in line.weekdays:
            for name in line.shifts:
                shift = spec.staff.shifts[name]
                breaks = tuple((rest.start, rest.end) for rest in shift.breaks)
                found += line.clerks * np.array(Duty(name, name, shift.start, shift.end, breaks, 0.0).covers(cells))
    return [int(n) for n in found]


def shifts(asked: Asked, plan: Mapping[str, Mapping[Weekday, Mapping[str, int]]]) -> pd.DataFrame:
    """A row a group, weekday and shift that anybody works."""
    rows = [
        (group, day, name, duty.kind, clock(duty.start), clock(duty.end), breaks_of(duty), duty.paid, number)
        for group, by_day in plan.items()
        for day in WEEKDAYS
        for name, number in sorted(by_day.get(day, {}).items(), key=lambda item: _order(asked.duties[group][item[0]]))
        for duty in (asked.duties[group][name],)
    ]
    return pd.DataFrame(rows, columns=list(SHIFTS))


def _order(duty: Duty) -> tuple[Any, ...]:
    return duty.start, duty.end, duty.breaks, duty.name


def breaks_of(duty: Duty) -> str:
    """The breaks of a shift: "12:00-13:00", one after the other."""
    return " ".join(f"{clock(begin)}-{clock(end)}" for begin, end in duty.breaks)


def roster(asked: Asked, weeks: Mapping[str, Week], assigned: Mapping[str, Assigned]) -> pd.DataFrame:
    """A row a clerk: group, contract, by weekday the name of the shift or nothing, paid hours of the week.

    Of groups for whose people there is a roster.
    """
    rows = []
    for group, week in weeks.items():
        work = assigned[group].work
        for person in week.people if work else ():
            if person.named or person.name in work:
                own = work.get(person.name, {})
                days = [own[day].name if day in own else OFF for day in asked.cells]
                rows.append((person.name, group, person.contract, *days, sum(duty.paid for duty in own.values())))
    return pd.DataFrame(rows, columns=["clerk", "group", "contract", *asked.cells, "hours"])


def wishes(weeks: Mapping[str, Week], assigned: Mapping[str, Assigned]) -> pd.DataFrame:
    """A row a wish: of whom, what, on which days, and whether it is granted."""
    rows = []
    for group, week in weeks.items():
        for person in week.people:
            for number, wish in enumerate(person.wishes):
                got = assigned[group].wishes.get((person.name, number), False)
                rows.append((person.name, *wished(wish), " ".join(wish.days), wish.must, got))
    return pd.DataFrame(rows, columns=list(WISHES))


def wished(wish: Wish) -> tuple[str, str]:
    """What is wished, and of which day or kind of shift."""
    what = next(key for key in ("day_off", "shift", "avoid") if getattr(wish, key) is not None)
    return what, getattr(wish, what)


def clashes(weeks: Mapping[str, Week], assigned: Mapping[str, Assigned]) -> pd.DataFrame:
    """A row a rule of those that cannot all be kept; the number of people is one where more people could keep them."""
    rows: list[tuple[Any, ...]] = []
    for group, one in assigned.items():
        for rule in one.clash:
            peak = _peak(weeks[group], rule.who, one) if rule.what == "need" else ("", 0, "")
            rows.append((group, rule.what, rule.who, rule.which, *peak, rule not in one.unsure))
        if one.few:
            rows.append((group, "people", "", len(weeks[group].people), "", 0, "", True))
    return pd.DataFrame(rows, columns=list(CLASHES))


def _peak(week: Week, day: str, found: Assigned) -> tuple[str, int, str]:
    """The half-hour with most windows needed on a day, these, and who is on leave, if that is no rule that clashes."""
    of = next(one for one in week.days if one == day)
    cell = int(np.argmax(week.need[of]))
    given = {rule.who for rule in found.clash if rule.what == "leave" and WEEKDAYS[rule.which] == of}
    away = " ".join(person.name for person in week.people if of in person.leave and person.name not in given)
    return clock(week.cells[of].starts[cell]), week.need[of][cell], away


def certificates(planned: Planned, assigned: Mapping[str, Assigned], kinds: Mapping[Any, str]) -> pd.DataFrame:
    """A row a group and weekday, and one for the week of people: what was paid, what is known of cheaper plans."""
    rows = [
        (group, day, kinds[group, day], *_bounds(one.solution, one.least, planned.asked.gap))
        for (group, day), one in planned.solved.items()
    ]
    rows += [
        (group, "week", "cover", one.hours, one.bound, one.gap, one.status, 0, 0, one.seconds)
        for group, one in assigned.items()
        if one.work
    ]
    return pd.DataFrame(rows, columns=list(CERTIFICATES))


def _bounds(found: Solution, least: float, asked_gap: float) -> tuple[Any, ...]:
    gap = float(np.maximum(0.0, 1.0 - least / found.cost)) if found.cost > 0.0 else 0.0
    bounds = found.bounds
    # A plan that was mended may be the cheapest of those that do as much; that proves nothing of what is asked.
    known = {"optimal": 0.0, "gap": asked_gap}
    status = "mended" if gap > known.get(found.status, 1.0) + CLOSE else found.status
    return (
        found.cost,
        float(np.minimum(least, found.cost)),
        gap,
        status,
        bounds.iterations,
        bounds.cuts,
        bounds.seconds,
    )
