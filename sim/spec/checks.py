"""Cross-checks: what no single field can know about itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sim.spec.fields import DAY, HALF_HOUR, Interval, clock
from sim.spec.findings import Finding, Path, unknown
from sim.spec.levers import LEVERS
from sim.spec.model import Scenario, Spec
from sim.spec.people import BOOKED, ORDINARY, Matter, Profile, Rhythm, Task
from sim.spec.place import sessions
from sim.spec.staff import ClerkGroup, Scope, Shift, WindowCounts
from sim.spec.staffing import Staffing
from sim.spec.staffing import findings as of_staffing


def _ordered(path: Path, intervals: Iterable[Interval | Shift], what: str) -> Iterator[Finding]:
    before = -1
    for interval in sorted(intervals, key=lambda i: (i.start, i.end)):
        span = f"{clock(interval.start)}-{clock(interval.end)}"
        if interval.end <= interval.start:
            yield Finding(path, f"{what} {span} ends before it begins", "let `end` be later than `start`")
        elif interval.start < before:
            yield Finding(path, f"{what} {span} overlaps the one before it", "let one end before the next begins")
        before = max(before, interval.end)


def _people(spec: Spec) -> Iterator[Finding]:
    demand = spec.demand
    if demand.volume > demand.ceiling:
        yield Finding(
            ("demand", "volume"),
            f"{demand.volume:g} is above the ceiling {demand.ceiling:g} that people are drawn for",
            f"raise demand.ceiling to at least {demand.volume:g} (in every variant alike)",
        )
    if (total := sum(c.share for c in demand.classes.values())) > 1.0 + 1e-9:
        yield Finding(("demand", "classes"), f"shares add up to {total:g}, above 1", "lower them")
    if ORDINARY in demand.classes:
        yield Finding(("demand", "classes", ORDINARY), "is the class of whoever is in no other", "leave it out")
    yield from _rhythm(("demand",), demand)
    if sum(matter.cases_per_day for matter in spec.matters.values()) <= 0.0:
        yield Finding(("matters",), "no matter brings any cases", "give at least one `cases_per_day` above 0")
    for name, matter in spec.matters.items():
        if matter.rhythm is not None:
            yield from _rhythm(("matters", name, "rhythm"), matter.rhythm)
        yield from unknown(("matters", name, "domain"), "domain", [matter.domain], spec.domains)
        for number, task in enumerate(matter.tasks):
            path = ("matters", name, "tasks", number, "department")
            yield from unknown(path, "department", [task.department], spec.departments)
            yield from _task(("matters", name, "tasks", number), matter, task, number)
        yield from unknown(("matters", name, "papers"), "paper", matter.papers, spec.papers)


def _task(path: Path, matter: Matter, task: Task, number: int) -> Iterator[Finding]:
    yield from unknown((*path, "papers"), "paper of this matter", task.papers or (), matter.papers)
    for need in task.needs:
        if need >= number:
            yield Finding((*path, "needs"), f"task {need} is not an earlier task", f"name tasks below {number}")


def _rhythm(path: Path, rhythm: Rhythm) -> Iterator[Finding]:
    profiles: dict[Path, Profile] = {(*path, "profile"): rhythm.profile}
    profiles |= {(*path, "weekday_profiles", day): p for day, p in rhythm.weekday_profiles.items()}
    for where, profile in profiles.items():
        for slot in profile:
            if slot % HALF_HOUR or slot >= DAY:
                yield Finding((*where, clock(slot)), "is no start of a half-hour", 'use "HH:00" or "HH:30"')
        if sum(profile.values()) <= 0.0:
            yield Finding(where, "no half-hour has any weight", "give at least one a weight above 0")


def _calendar(spec: Spec) -> Iterator[Finding]:
    calendar = spec.calendar
    if calendar.start.toordinal() + calendar.days - 1 > date.max.toordinal():
        yield Finding(("calendar",), "goes on beyond the year 9999", "let it `start` earlier")
        return
    if not calendar.open_days():
        yield Finding(("calendar",), "the hall is open on none of these days", "move `start` or play more `days`")
    elif not any(map(calendar.is_open, calendar.measured)):
        problem = f"{calendar.warm_up} days of warm-up and {calendar.drain} of drain leave no open day to be measured"
        yield Finding(("calendar",), problem, "play more `days`, or shorten `warm_up` or `drain`")


def _hall(spec: Spec) -> Iterator[Finding]:
    hall = spec.hall
    yield from _ordered(("hall", "hours"), hall.hours, "interval")
    for weekday, hours in hall.weekday_hours.items():
        yield from _ordered(("hall", "weekday_hours", weekday), hours, "interval")
    every = [interval for hours in (hall.hours, *hall.weekday_hours.values()) for interval in hours]
    closing = max(interval.end for interval in every)
    if hall.last_ticket is not None and hall.last_ticket > closing:
        yield Finding(
            ("hall", "last_ticket"),
            f"is after closing time {clock(closing)}",
            "make it closing time or earlier",
        )
    for hours in (hall.hours, *hall.weekday_hours.values()):
        opens = min(hours, key=lambda i: i.start)
        first = opens.start if hall.tickets_from is None else hall.tickets_from
        if opens.start < opens.end <= first:
            problem = f"is not before {clock(opens.end)}, when the windows close again"
            yield Finding(("hall", "tickets_from"), problem, "make it earlier")
        elif hall.last_ticket is not None and first >= hall.last_ticket:
            key, mend = ("last_ticket", "later") if hall.tickets_from is None else ("tickets_from", "earlier")
            yield Finding(("hall", key), "the first ticket comes after the last", f"make it {mend}")
    classes = [*spec.demand.classes, ORDINARY, BOOKED]
    yield from unknown(("hall", "head_start"), "priority class", hall.head_start, classes)


def _scope(spec: Spec, path: Path, scope: Scope) -> Iterator[Finding]:
    known: dict[str, Iterable[str]] = {
        "departments": spec.departments,
        "domains": spec.domains,
        "matters": spec.matters,
    }
    for kind, names in known.items():
        yield from unknown((*path, kind), kind[:-1], getattr(scope, kind), names)
    if not any(scope.covers(n, m, t) for n, m in spec.matters.items() for t in range(len(m.tasks))):
        yield Finding(
            path,
            "the scope names no task",
            "name departments, domains or matters that have tasks, or all: true",
        )


def _counts(path: Path, group: ClerkGroup) -> Iterator[tuple[Path, WindowCounts]]:
    if group.windows is not None:
        yield (*path, "windows"), group.windows
    for day, counts in group.weekday_windows.items():
        yield (*path, "weekday_windows", day), counts


def _duty(spec: Spec, path: Path, group: ClerkGroup) -> Iterator[Finding]:
    ways = [group.clerks is not None or bool(group.shifts), bool(group.roster), group.windows is not None]
    if sum(ways) != 1:
        problem = "has no shifts" if not any(ways) else "has its clerks stated in more than one way"
        yield Finding(path, problem, "give either `clerks` with `shifts`, or a `roster`, or `windows`")
        return
    if ways[0] and group.clerks is None:
        yield Finding((*path, "clerks"), "is missing", "say how many clerks work these shifts")
    if group.clerks and not group.shifts:
        yield Finding(path, f"{group.clerks} clerks have no shift", "name the `shifts` that they work")
    lines: list[tuple[Path, tuple[str, ...]]] = [((*path, "shifts"), group.shifts)]
    lines += [((*path, "roster", i, "shifts"), line.shifts) for i, line in enumerate(group.roster)]
    for where, names in lines:
        yield from unknown(where, "shift", names, spec.staff.shifts)
        yield from _ordered(where, [spec.staff.shifts[n] for n in names if n in spec.staff.shifts], "shift")
    if group.windows is None and group.end_of_shift == "hold":
        yield Finding((*path, "end_of_shift"), "`hold` is for numbers of windows", "use `finish` with shifts")
    for where, counts in _counts(path, group):
        for time in counts:
            if time >= DAY:
                yield Finding((*where, clock(time)), "is the end of the day, not a time within it", "leave it out")
    if group.windows is None and group.weekday_windows:
        yield Finding((*path, "weekday_windows"), "there are no `windows` that they replace", "give `windows` too")


def _staff(spec: Spec) -> Iterator[Finding]:
    for name, shift in spec.staff.shifts.items():
        path = ("staff", "shifts", name)
        yield from _ordered(path, [shift], "shift")
        yield from _ordered((*path, "breaks"), shift.breaks, "break")
        for rest in shift.breaks:
            if rest.start < shift.start or rest.end > shift.end:
                yield Finding((*path, "breaks"), f"the break at {clock(rest.start)} is outside the shift", "move it")
    for name, group in spec.staff.groups.items():
        path = ("staff", "groups", name)
        yield from _duty(spec, path, group)
        yield from unknown((*path, "department_slowness"), "department", group.department_slowness, spec.departments)
        if group.help is not None and group.secondary is None:
            yield Finding((*path, "help"), "there is no secondary scope to help in", "give `secondary` too")
        if group.station in ("guidance", "enquiries", "issue", "help"):
            if group.primary != Scope() or group.secondary is not None:
                problem = f"{group.station} serves whoever comes: a scope has no effect there"
                yield Finding(path, problem, "leave it out")
            continue
        if group.station == "back_office" and group.windows is not None:
            problem = "files stay with the clerk who has them: numbers of windows do not say with whom"
            yield Finding((*path, "windows"), problem, "give `clerks` with `shifts`, or a `roster`")
        yield from _scope(spec, (*path, "primary"), group.primary)
        if group.secondary is not None:
            yield from _scope(spec, (*path, "secondary"), group.secondary)


def _served(spec: Spec) -> Iterator[Finding]:
    halls = [name for name, site in spec.sites.items() if site.kind == "hall"]
    first = next(iter(spec.sites), None)
    windows = [g for g in spec.staff.groups.values() if g.station == "acceptance"]
    groups = [g for g in windows if not halls or (g.site or first) == halls[0]]
    for name, matter in spec.matters.items():
        for counter, tasks in sessions(matter, spec.hall.service_model):
            if not any(all(g.primary.covers(name, matter, t) for t in tasks) for g in groups):
                what = " and ".join(matter.tasks[t].department for t in tasks)
                yield Finding(
                    ("matters", name, "tasks", tasks[0]),
                    f"no clerk group has {what} of this matter within its primary scope (counter {counter!r})",
                    "widen the `primary` of a group under staff.groups, or choose a staff that fits hall.service_model",
                )
    at_desk = spec.hall.issue is not None and spec.hall.issue.where == "desk"
    desks = {name: getattr(spec.hall, name) is not None for name in ("guidance", "enquiries")}
    desks |= {"issue": at_desk, "help_desk": spec.hall.help_desk is not None}
    for desk, is_there in desks.items():
        station = desk.removesuffix("_desk")
        if is_there and not any(g.station == station for g in spec.staff.groups.values()):
            yield Finding(("hall", desk), f"no clerk group works at {station}", f"add one with `station: {station}`")


def findings(spec: Spec) -> list[Finding]:
    """All that is wrong with a spec whose fields are each right: an empty list for a sound one."""
    return [finding for check in (_calendar, _people, _hall, _staff, _served, *LEVERS) for finding in check(spec)]


def of_scenario(scenario: Scenario) -> list[Finding]:
    """All that is wrong with a scenario whose fields are each right: of its levers, then of its staffing."""
    levers = scenario.levers
    asked = {("levers", name, "needs"): lever.needs for name, lever in levers.items()}
    asked |= {("variants", name, "levers"): variant.levers for name, variant in scenario.variants.items()}
    if found := [finding for path, names in asked.items() for finding in unknown(path, "lever", names, levers)]:
        return found
    free: set[str] = set()
    while more := {name for name, lever in levers.items() if name not in free and free.issuperset(lever.needs)}:
        free |= more
    problem, mend = "can never be pulled: levers need one another in a circle", "let one of them need none"
    found = [Finding(("levers", name, "needs"), problem, mend) for name in levers if name not in free]
    return found or [*_pulled(scenario), *of_staffing(scenario.staffing or Staffing())]


def _pulled(scenario: Scenario) -> Iterator[Finding]:
    """Whether levers are pulled in variants that can have them."""
    for number, (name, variant) in enumerate(scenario.variants.items()):
        path = ("variants", name, "levers")
        if number == 0 and variant.levers:
            yield Finding(path, "are pulled in the first variant, to which levers are applied", "leave them out")
        for lever in variant.levers:
            for need in scenario.levers[lever].needs:
                if need not in variant.levers:
                    yield Finding(path, f"{lever!r} needs {need!r}", "add it")
