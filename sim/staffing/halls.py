"""Halls with other clerks: the days that are played, the groups that are staffed, and their clerks put in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sim.errors import Fault, InputError
from sim.spec import WEEKDAYS, Spec, Weekday, suggest
from sim.spec.staff import ClerkGroup, RosterLine, WindowCounts
from sim.spec.staffing import STAY, ServiceLevel, Staffing
from sim.staffing.lines import members_of
from sim.staffing.menus import Cells, Duty, duty_over

FRONT = ("acceptance", "guidance", "enquiries", "issue", "help")
"""Stations at which people wait, so that they can be staffed by their wait."""
BEHIND = "back_office"
"""The station at which files wait."""
FILES = ServiceLevel(wait_over=120, share=0.1, within="day")
"""The service of files where the scenario does not say."""
Roles = Literal["windows", "all"]
"""Who is staffed where the scenario names no groups: the windows, or all desks at which people or files wait."""
AMPLE = 4.0
"""Windows over the mean number busy where nobody is to wait."""
Plan = Mapping[str, Mapping[Weekday, Mapping[str, int]]]
"""By group and weekday the clerks on each shift, by its name."""
Windows = Mapping[str, Mapping[Weekday, Sequence[int]]]
"""By group and weekday the windows of each cell."""


def groups_of(staffing: Staffing, spec: Spec, roles: Roles) -> tuple[str, ...]:
    """The groups that are staffed.

    Raises `InputError` for a name that is no group, and for machines.
    """
    known = spec.staff.groups
    if not staffing.groups:
        stations = ("acceptance",) if roles == "windows" else (*FRONT, BEHIND)
        found = tuple(name for name, group in known.items() if group.station in stations)
        if not found:
            raise InputError(Fault("no group works at the windows", "name those to be staffed", "staffing.groups"))
        return found
    faults = []
    for name in staffing.groups:
        if name not in known:
            faults.append(Fault(f"{name!r} is no clerk group", suggest(name, known), "staffing.groups"))
        elif known[name].station not in (*FRONT, BEHIND):
            problem = f"{name!r} is at {known[name].station}, where there are no clerks"
            faults.append(Fault(problem, "leave it out: it is kept as it is", "staffing.groups"))
    faults += [
        Fault(f"{name!r} is not staffed", suggest(name, staffing.groups), f"staffing.{key}.{name}")
        for key in ("floor", "ceiling")
        for name in getattr(staffing, key)
        if name not in staffing.groups
    ]
    if faults:
        raise InputError(faults)
    return tuple(dict.fromkeys(staffing.groups))


def levels_of(staffing: Staffing, spec: Spec, lines: Sequence[str], usual: ServiceLevel) -> dict[str, ServiceLevel]:
    """The service of each line, and of each group that shares one."""
    found = {STAY: ServiceLevel(mean_wait=staffing.stay, within="day")} if staffing.stay is not None else {}
    for line in lines:
        for name in members_of(line):
            station = spec.staff.groups[name].station
            here = usual if station == "acceptance" else staffing.desks or usual
            found[line] = found[name] = staffing.files or FILES if station == BEHIND else here
    return found


def service_of(staffing: Staffing, spec: Spec) -> ServiceLevel:
    """The service that is wanted: what the staffing says, else the hall's goals, over each day.

    Of several goals for a share over a limit the first. Raises `InputError` where there is none.
    """
    if staffing.service is not None:
        return staffing.service
    goals = spec.targets.goals
    for name, goal in goals.items():
        head, _, limit = name.rpartition("_")
        if head == "share_wait_over" and goal.at_most is not None:
            return ServiceLevel(wait_over=float(limit), share=goal.at_most, within="day")
    mean = goals.get("mean_wait")
    if mean is not None and mean.at_most is not None:
        return ServiceLevel(mean_wait=mean.at_most, within="day")
    mend = "add staffing.service to the scenario, such as {wait_over: 15, share: 0.1}"
    raise InputError(Fault("it is not said how long people may wait", mend, "staffing.service"))


def open_weekdays(spec: Spec) -> tuple[Weekday, ...]:
    """The weekdays on which the hall is open, in order."""
    return tuple(day for day in WEEKDAYS if day in spec.calendar.open_weekdays)


def stretched(spec: Spec, weeks: int) -> Spec:
    """The hall on so many measured weeks, after a warm-up of a week at least where people come again or files wait.

    Holidays and what goes wrong on single days are left out: a roster is for the weeks that have neither.
    """
    again = spec.demand.returns is not None or spec.hall.reviews is not None
    whole = -(-max(spec.calendar.warm_up, 7 * again) // 7) * 7
    calendar = {"days": whole + 7 * weeks, "warm_up": whole, "drain": 0, "holidays": ()}
    kept = tuple(trouble for trouble in spec.hall.disturbances if not trouble.days)
    hall = spec.hall.model_copy(update={"disturbances": kept})
    return spec.model_copy(update={"calendar": spec.calendar.model_copy(update=calendar), "hall": hall})


def with_windows(spec: Spec, windows: Windows, cells: Mapping[Weekday, Cells]) -> Spec:
    """The hall with numbers of windows in these groups, which `hold` new starts when they fall.

    Behind the windows clerks come and go as these numbers rise and fall, so that each keeps the file at hand.
    """
    behind = {name: by_day for name, by_day in windows.items() if spec.staff.groups[name].station == BEHIND}
    if behind:
        spec = _with_layers(spec, behind, cells)
    groups: dict[str, ClerkGroup] = dict(spec.staff.groups)
    for name, by_day in windows.items():
        if name in behind:
            continue
        counts = {day: _steps(cells[day], numbers) for day, numbers in by_day.items()}
        usual = next(iter(counts.values()))
        update: dict[str, Any] = {
            "windows": usual,
            "weekday_windows": {day: found for day, found in counts.items() if found != usual},
            "clerks": None,
            "shifts": (),
            "roster": (),
            "end_of_shift": "hold",
            "attendance": 1.0,
        }
        groups[name] = groups[name].model_copy(update=update)
    return spec.model_copy(update={"staff": spec.staff.model_copy(update={"groups": groups})})


def _with_layers(spec: Spec, windows: Windows, cells: Mapping[Weekday, Cells]) -> Spec:
    """The hall with clerks of which the n-th is there whenever there are n windows or more."""
    plan: dict[str, dict[Weekday, dict[str, int]]] = {}
    duties: dict[str, dict[str, Duty]] = {}
    for name, by_day in windows.items():
        for day, numbers in by_day.items():
            counts = plan.setdefault(name, {}).setdefault(day, {})
            for layer in range(1, max(numbers, default=0) + 1):
                duty = duty_over(cells[day], [number >= layer for number in numbers])
                duties.setdefault(name, {})[duty.name] = duty
                counts[duty.name] = counts.get(duty.name, 0) + 1
    return rostered(spec, plan, duties)


def _steps(cells: Cells, numbers: Sequence[int]) -> WindowCounts:
    """Windows from a time on until the next, only where they change; none at closing."""
    found: WindowCounts = {}
    before = 0
    for start, number in zip(cells.starts, numbers, strict=True):
        if number != before or not found:
            found[start] = before = int(number)
    return found


def ample(spec: Spec, minutes: Mapping[str, float], cells: Mapping[Weekday, Cells]) -> Spec:
    """The hall with so many windows in some groups that nobody waits there: by group `minutes` of work a week."""
    open_minutes = 30.0 * sum(sum(one.open) for one in cells.values())
    windows = {
        name: {
            day: [(10 + int(AMPLE * work / open_minutes)) * is_open for is_open in one.open]
            for day, one in cells.items()
        }
        for name, work in minutes.items()
    }
    return with_windows(spec, windows, cells)


def rostered(spec: Spec, plan: Plan, duties: Mapping[str, Mapping[str, Duty]]) -> Spec:
    """The hall with clerks on shifts in these groups; `duties` by group and name."""
    shifts = dict(spec.staff.shifts)
    groups = dict(spec.staff.groups)
    for name, by_day in plan.items():
        lines = lines_of(by_day)
        for line in lines:
            for shift in line.shifts:
                shifts[shift] = duties[name][shift].shift
        update: dict[str, Any] = {
            "roster": lines,
            "clerks": None if lines else 0,
            "shifts": (),
            "windows": None,
            "weekday_windows": {},
            "end_of_shift": None,
        }
        groups[name] = groups[name].model_copy(update=update)
    return spec.model_copy(update={"staff": spec.staff.model_copy(update={"shifts": shifts, "groups": groups})})


def lines_of(by_day: Mapping[Weekday, Mapping[str, int]]) -> tuple[RosterLine, ...]:
    """Clerks on shifts by weekday as lines of a roster: a line for as many as have a shift on the same weekdays."""
    left = {day: Counter(counts) for day, counts in by_day.items()}
    found: Counter[tuple[str, tuple[Weekday, ...]]] = Counter()
    for name in dict.fromkeys(name for counts in by_day.values() for name in counts):
        while days := tuple(day for day in WEEKDAYS if day in left and left[day][name] > 0):
            number = min(left[day][name] for day in days)
            found[name, days] += number
            for day in days:
                left[day][name] -= number
    return tuple(
        RosterLine(clerks=number, shifts=(name,), weekdays=days) for (name, days), number in found.items() if number
    )
