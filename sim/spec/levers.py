"""Cross-checks of the levers of the reform."""

from __future__ import annotations

from collections.abc import Iterator

from sim.spec.fields import DAY, HALF_HOUR, clock
from sim.spec.findings import Finding, Path, unknown
from sim.spec.model import Spec
from sim.spec.people import BOOKED


def _levers(spec: Spec) -> Iterator[Finding]:
    """Papers, promises, reviews and results: what they refer to, and who does the work."""
    hall, matters = spec.hall, spec.matters
    if (rules := hall.papers) is not None:
        known = set().union(*(matter.papers for matter in matters.values()))
        for key in ("shared", "e_certificates", "tolerated"):
            yield from unknown(("hall", "papers", key), "paper that a matter asks for", getattr(rules, key), known)
        yield from unknown(("hall", "papers", "only"), "matter", rules.only, matters)
        for name, papers in rules.only.items():
            asked = matters[name].papers if name in matters else spec.papers
            yield from unknown(("hall", "papers", "only", name), "paper that the matter asks for", papers, asked)
    if (promise := hall.commitment) is not None:
        yield from unknown(("hall", "commitment", "matters"), "matter", promise.matters, matters)
        yield from unknown(("hall", "commitment", "papers"), "paper", promise.papers, spec.papers)
    if hall.issue is not None and hall.issue.courier + hall.issue.online > 1.0 + 1e-9:
        yield Finding(("hall", "issue"), "courier and online add up to more than 1", "lower them")
    if spec.demand.returns is None and (reason := _reason_to_return(spec)):
        mend = "give demand.returns, `{}` for its defaults"
        yield Finding(("demand", "returns"), f"is missing, but people come again: {reason}", mend)


def _reason_to_return(spec: Spec) -> str:
    """Why people must be able to come again, if they must."""
    promised = any(m.instant < 1.0 and any(t.decision for t in m.tasks) for m in spec.matters.values())
    if spec.hall.issue is not None and (promised or spec.hall.reviews is not None):
        return "for their results (hall.issue)"
    if spec.hall.papers is not None and spec.hall.papers.tolerated:
        return "with the papers that were let pass (hall.papers.tolerated)"
    linked = any(m.instant < 1.0 and any(t.needs for t in m.tasks) for m in spec.matters.values())
    if linked and promised and spec.hall.service_model == "departmental":
        return "for tasks that need the result of another (matters.*.tasks.needs)"
    return ""


def _behind(spec: Spec) -> Iterator[Finding]:
    """Whether somebody in the back office covers all that is done there."""
    offices = [g for g in spec.staff.groups.values() if g.station == "back_office"]
    promise = spec.hall.commitment
    reviewed = spec.hall.reviews is not None and spec.hall.service_model != "departmental"
    uncovered: dict[tuple[Path, str], list[str]] = {}
    for name, matter in spec.matters.items():
        filed = ("demand", "online") if matter.online is None else ("matters", name, "online")
        online = (spec.demand.online if matter.online is None else matter.online) > 0.0
        inspected = promise is not None and promise.inspected > 0.0 and name in promise.matters
        for number, task in enumerate(matter.tasks):
            reasons: dict[tuple[Path, str], bool] = {
                (filed, "cases are filed online"): online,
                (("hall", "reviews"), "cases are reviewed behind"): reviewed and matter.window_share < 1.0,
                (("hall", "commitment"), "promises are inspected"): inspected and number == 0,
                (("matters", name, "tasks", number), "an expert is asked"): (
                    task.consultation is not None and task.consultation.share > 0.0
                ),
            }
            reason = next((reason for reason, holds in reasons.items() if holds), None)
            if reason is not None and not any(g.primary.covers(name, matter, number) for g in offices):
                uncovered.setdefault(reason, []).append(f"{task.department} in {name}")
    for (path, why), work in uncovered.items():
        more = f" and {len(work) - 3} more" if len(work) > 3 else ""
        problem = f"{why}, but no back office has this in its primary scope: {', '.join(work[:3])}{more}"
        mend = "widen the `primary` of a group whose station is back_office, under staff.groups"
        yield Finding(path, problem, mend)


def _places(spec: Spec) -> Iterator[Finding]:
    """Sites and zones: who lives where, and whether somebody serves them."""
    zones = spec.demand.zones
    for name, group in spec.staff.groups.items():
        yield from unknown(("staff", "groups", name, "site"), "site", [group.site] if group.site else [], spec.sites)
    if bool(zones) != bool(len(spec.sites) > 1):
        problem, mend = ("is missing", "say how far each zone is") if spec.sites else ("has no sites", "give sites")
        yield Finding(("demand", "zones"), problem, mend)
        return
    if zones and abs(sum(zone.share for zone in zones.values()) - 1.0) > 1e-9:
        yield Finding(("demand", "zones"), "shares do not add up to 1", "let everybody live somewhere")
    for name, zone in zones.items():
        for site in spec.sites:
            if site not in zone.minutes:
                yield Finding(("demand", "zones", name, "minutes"), f"{site} is missing", "give minutes to every site")
        yield from unknown(("demand", "zones", name, "minutes"), "site", zone.minutes, spec.sites)
    if spec.sites and not any(site.kind == "hall" for site in spec.sites.values()):
        yield Finding(("sites",), "none is a hall", "let at least one be `kind: hall`")


def _troubles(spec: Spec) -> Iterator[Finding]:
    """What goes wrong."""
    for number, trouble in enumerate(spec.hall.disturbances):
        path = ("hall", "disturbances", number)
        yield from unknown((*path, "groups"), "clerk group", trouble.groups, spec.staff.groups)
        for day in trouble.days:
            if day >= spec.calendar.days:
                yield Finding((*path, "days"), f"day {day} is not played", f"name days below {spec.calendar.days}")
        if trouble.kind == "system_down":
            if trouble.start is None or trouble.end is None or trouble.end <= trouble.start:
                yield Finding(path, "a system is down for no time", "give `start`, and an `end` after it")
        elif trouble.start is not None or trouble.end is not None:
            yield Finding(path, "who is ill is away all day", "leave out `start` and `end`")
        for name in trouble.groups:
            group = spec.staff.groups.get(name)
            if trouble.kind == "ill" and group is not None and group.windows is not None:
                problem = f"{name} has numbers of windows, so that nobody knows who is ill"
                yield Finding((*path, "groups"), problem, "give it `clerks` with `shifts`, or a `roster`")


def _people_of_groups(spec: Spec) -> Iterator[Finding]:
    """Attendance and tidal windows."""
    for name, group in spec.staff.groups.items():
        path = ("staff", "groups", name)
        if group.attendance < 1.0 and group.windows is not None:
            problem = "has no effect on numbers of windows"
            yield Finding((*path, "attendance"), problem, "give `clerks` with `shifts`, or leave it out")
        if group.tidal is None:
            continue
        if group.station != "back_office":
            yield Finding((*path, "tidal"), "only the back office can come forward", "use `secondary` with `help`")
        if group.tidal.open_over is None and group.tidal.open_after is None:
            yield Finding((*path, "tidal"), "the windows never open", "give `open_over` or `open_after`")
        if group.tidal.open_over is not None and group.tidal.close_under > group.tidal.open_over + 1:
            problem = f"would shut at once: {group.tidal.open_over + 1} waiting is fewer than {group.tidal.close_under}"
            yield Finding((*path, "tidal", "close_under"), problem, "make it at most `open_over` + 1")


def _slots(spec: Spec) -> Iterator[Finding]:
    """Bookings."""
    for minute in spec.hall.slots:
        if minute % HALF_HOUR or minute >= DAY:
            path = ("hall", "slots", clock(minute))
            yield Finding(path, "is no start of a half-hour", 'use "HH:00" or "HH:30"')
    if BOOKED in spec.demand.classes:
        yield Finding(("demand", "classes", BOOKED), "is the class of whoever has booked", "leave it out")


LEVERS = (_levers, _behind, _places, _troubles, _people_of_groups, _slots)
