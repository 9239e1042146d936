"""From plans of days to a roster of a week: people for the windows that are needed, played in the whole hall."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sim.spec import Spec, Weekday
from sim.staffing.asked import Asked
from sim.staffing.contracts import Assigned, assign
from sim.staffing.halls import Plan, rostered
from sim.staffing.planning import Planner
from sim.staffing.plans import Key, Planned
from sim.staffing.pools import keeps
from sim.staffing.weekmodel import Tell
from sim.staffing.weeks import Week, group_of, people_of

ROUNDS = 4
Needs = Mapping[Key, tuple[int, ...]]
"""By group and weekday the windows that are needed."""


@dataclass(frozen=True, eq=False)
class Rostered:
    """The rosters of all groups."""

    weeks: Mapping[str, Week]
    assigned: Mapping[str, Assigned]
    spec: Spec | None
    """The hall with them; null where there is no roster of some group."""
    missed: Mapping[Key, tuple[int, ...]]
    """Spans in which the service was missed in it."""
    interrupted: bool = False
    """Whether it was broken off before that could be known."""


def monday_of(asked: Asked) -> date:
    """The Monday of the week that is rostered."""
    calendar = asked.now.calendar
    day = asked.staffing.week or calendar.date_of(calendar.measured.start)
    return day - timedelta(day.weekday())


def week_of(asked: Asked, group: str, needs: Needs, most: int) -> Week:
    """The week of a group. Raises `InputError` for a contract without a group, where several are staffed."""
    need = {day: needs[group, day] for day in asked.cells}
    ceiling = {day: asked.bounds(group, day, most)[1] for day in asked.cells}
    own = {n: c for n, c in asked.staffing.contracts.items() if group_of(n, c, asked.groups) == group}
    people = people_of(asked.staffing, group, asked.groups, monday_of(asked), need, tuple(asked.cells))
    return Week(group, asked.cells, need, ceiling, tuple(asked.duties[group].values()), asked.kinds, own, people)


def clashing(asked: Asked, seconds: float) -> dict[str, tuple[Week, Assigned]]:
    """By group the weeks that clash already when no more windows are asked for than the planner's own floor.

    Raises `KeyboardInterrupt` where that is broken off, as nothing is known then.
    """
    found = {}
    for group in asked.groups:
        floors = {(group, day): asked.bounds(group, day, 10**6)[0] for day in asked.cells}
        week = week_of(asked, group, floors, 10**6)
        if week.people:
            assigned = assign(week, seconds=seconds)
            if assigned.interrupted:
                raise KeyboardInterrupt
            if assigned.clash:
                found[group] = week, assigned
    return found


def rostered_week(planner: Planner, planned: Planned, tell: Callable[[str, float, float], None]) -> Rostered:
    """Rosters of people for a plan, mended where the whole hall misses its service with them."""
    asked = planner.asked
    firsts = {key: trimmed(planner, planned, key) for key in planner.firsts()}
    needs: Needs = {key: firsts[key[0], asked.together(key[1])[0]] for key in planner.each()}
    for _ in range(ROUNDS):
        weeks = {group: week_of(asked, group, needs, planner.most(group)) for group in asked.groups}
        weeks = {group: week for group, week in weeks.items() if week.people}
        assigned = _assigned(weeks, 3.0 * asked.seconds, tell)
        early = any(one.interrupted for one in assigned.values())
        if len(assigned) < len(weeks) or any(not one.work for one in assigned.values()):
            return Rostered({group: weeks[group] for group in assigned}, assigned, None, {}, early)
        spec = rostered(planned.spec, plan_of(assigned), asked.duties)
        if early:
            return Rostered(weeks, assigned, spec, {}, True)
        try:
            played = planner.halls.play({"roster": spec}, asked.replications)["roster"]
        except KeyboardInterrupt:
            return Rostered(weeks, assigned, spec, {}, True)
        missed = planner.missed(played)
        found = Rostered(weeks, assigned, spec, missed)
        if not missed or all(asked.level_of(line).within == "day" for line, _ in missed):
            break
        needs = raised(needs, missed)
    return found


def raised(needs: Needs, missed: Mapping[Key, Collection[int]]) -> Needs:
    """Windows needed, one more where the service was missed."""
    return {
        key: tuple(n + (place in missed.get(key, ())) for place, n in enumerate(need)) for key, need in needs.items()
    }


def _assigned(
    weeks: Mapping[str, Week], seconds: float, tell: Callable[[str, float, float], None]
) -> dict[str, Assigned]:
    """The roster of each group, in so many seconds each; an interrupt ends it with those that there are."""
    found: dict[str, Assigned] = {}
    for group, week in weeks.items():
        found[group] = assign(week, seconds=seconds, tell=_told(tell, group))
        if found[group].interrupted:
            break
    return found


def _told(tell: Callable[[str, float, float], None], group: str) -> Tell:
    return lambda hours, bound: tell(group, hours, bound)


def plan_of(assigned: Mapping[str, Assigned]) -> Plan:
    """By group and weekday the clerks on each shift."""
    found: dict[str, dict[Weekday, dict[str, int]]] = {}
    for group, one in assigned.items():
        by_day = found.setdefault(group, {})
        for work in one.work.values():
            for day, duty in work.items():
                counts = by_day.setdefault(day, {})
                counts[duty.name] = counts.get(duty.name, 0) + 1
    return found


def trimmed(planner: Planner, planned: Planned, key: Key) -> tuple[int, ...]:
    """Windows of a day, none of which could be spared on the days of its pool, without what shifts open beyond that.

    Where the hall is staffed as a whole, all that the plan opens.

    One window is taken away at a time, from each half-hour in turn, those first that have most over what Erlang C asks
    for.
    """
    asked, one = planner.asked, planned.solved[key]
    if asked.jointly:
        return one.windows
    oracle = planner.oracle(key, one.part)
    floor = one.floor or (0,) * len(one.windows)
    low, _ = asked.bounds(*key, planner.most(key[0]))
    windows, rough = list(one.windows), one.starts["sipp"]
    if not keeps(oracle, windows):
        return one.windows
    left = sorted(range(len(windows)), key=lambda cell: rough[cell] - windows[cell])
    while left:
        for cell in tuple(left):
            fewer = [number - (place == cell) for place, number in enumerate(windows)]
            if fewer[cell] >= max(low[cell], floor[cell], 0) and keeps(oracle, fewer):
                windows = fewer
            else:
                left.remove(cell)
    return tuple(windows)
