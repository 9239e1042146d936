"""Halls that are a queue of the books: one pool, Poisson arrivals by half-hour, exponential service, and nothing else.

For these lateness is worked out without error. What a hall has beyond that is named, and keeps it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.spec import HALF_HOUR, Spec, Weekday
from sim.spec.distributions import Exponential
from sim.spec.people import Demand
from sim.spec.place import Hall, sessions
from sim.staffing.menus import Cells
from sim.study.ways import cases_of


@dataclass(frozen=True)
class Plain:
    """The pool of a plain hall."""

    mean_minutes: float
    """Of a session."""
    rates: Mapping[Weekday, tuple[float, ...]]
    """Arrivals an hour, by weekday and half-hour."""


def plain(spec: Spec, group: str, cells: Mapping[Weekday, Cells]) -> Plain | None:
    """The pool of a group in a plain hall; None where the hall is not plain."""
    if any(_beyond(spec, group)):
        return None
    slowness = spec.staff.groups[group].pace(spec.hall.slowness)
    days = {weekday: day for day, weekday in reversed(spec.calendar.open_days().items())}
    rates = {}
    for weekday, day in days.items():
        profile = spec.demand.on(weekday)
        if any(time not in cells[weekday].starts for time, weight in profile.items() if weight > 0.0):
            return None
        hourly = sum(cases_of(spec, [day])) * (60.0 / HALF_HOUR) / sum(profile.values())
        rates[weekday] = tuple(hourly * profile.get(start, 0.0) for start in cells[weekday].starts)
    work = next(iter(spec.matters.values())).tasks[0].work
    assert isinstance(work, Exponential)
    return Plain(work.mean * slowness, rates)


def _beyond(spec: Spec, group: str) -> Iterator[bool]:
    """What would make the hall more than plain."""
    yield from _people(spec)
    yield from _place(spec, spec.hall)
    yield from _demand(spec.demand)
    clerks = spec.staff.groups[group]
    yield len(spec.staff.groups) > 1 or clerks.station != "acceptance" or clerks.tidal is not None
    yield clerks.secondary is not None or clerks.learning is not None or clerks.attendance < 1.0
    yield clerks.intake_error > 0.0 or bool(clerks.department_slowness)
    yield bool(spec.sites) or bool(spec.demand.season)


def _people(spec: Spec) -> Iterator[bool]:
    works = {
        (work.mean, work.at_least, work.at_most) if isinstance(work, Exponential) else None
        for matter in spec.matters.values()
        for task in matter.tasks
        for work in (task.work,)
    }
    only = next(iter(works))
    yield len(works) != 1 or only is None or only[1:] != (0.0, None)
    for matter in spec.matters.values():
        yield len(matter.tasks) != 1 or len(sessions(matter, spec.hall.service_model)) != 1
        yield matter.rhythm is not None or bool(matter.papers) or matter.instant < 1.0 or bool(matter.online)
        yield matter.tasks[0].consultation is not None


def _place(spec: Spec, hall: Hall) -> Iterator[bool]:
    yield any(len(hall.hours_on(weekday)) != 1 for weekday in spec.calendar.open_weekdays)
    yield hall.tickets_from is not None or hall.closing != "serve"
    yield hall.last_ticket is not None and any(
        hall.last_ticket != hall.hours_on(weekday)[0].end for weekday in spec.calendar.open_weekdays
    )
    yield hall.setup > 0.0 or hall.walk > 0.0 or bool(hall.head_start) or bool(hall.slots)
    more = (hall.guidance, hall.enquiries, hall.wrong_tickets, hall.papers, hall.commitment, hall.help_desk)
    yield any(one is not None for one in (*more, hall.reviews, hall.issue)) or bool(hall.disturbances)


def _demand(demand: Demand) -> Iterator[bool]:
    yield demand.day_factor_cv > 0.0 or demand.patience is not None or demand.balking_limit is not None
    yield demand.agents is not None or demand.bookings is not None or demand.online > 0.0 or bool(demand.zones)
