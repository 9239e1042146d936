"""One person's way through every hall, told: side by side as tables, and as plain data for programs."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from sim.report.counters import queue_label
from sim.report.tables import Table
from sim.report.text import NOTHING, Lang, comma, named, say, weekday
from sim.spec import DAY, Spec, clock
from sim.spec.people import BOOKED, ORDINARY
from sim.study.events import Event
from sim.study.journey import Journey, Way
from sim.tape import Cause
from sim.trace import CaseOutcome


def journey_tables(journey: Journey, lang: Lang) -> list[Table]:
    """A person's ways through all halls side by side, day by day; and what they come to."""
    return [_side_by_side(journey, lang), _totals(journey, lang)]


def _side_by_side(journey: Journey, lang: Lang) -> Table:
    asked = journey.question.composed
    columns = {name: _by_day(way, asked.specs[name], lang) for name, way in journey.ways.items()}
    rows: list[tuple[str, ...]] = []
    for day in sorted({day for column in columns.values() for day in column}):
        rows += zip_longest(*(column.get(day, []) for column in columns.values()), fillvalue="")
    head = say(
        "journey",
        lang,
        case=journey.case,
        people=f"{journey.people:,}",
        replication=journey.replication,
        matter=matter_of(journey, lang),
        priority=priority_of(journey, lang),
    )
    note = say("journey_note", lang, mark=f"{journey.comes_above:.3f}")
    return Table(head, halls_of(journey, lang), rows, [note], words=len(columns))


def _by_day(way: Way | None, spec: Spec, lang: Lang) -> dict[int, list[str]]:
    """What happens on each day, the date first, a line an event."""
    if way is None:
        return {-1: [say("stays_away", lang)]}
    found: dict[int, list[str]] = {}
    for event in way.events:
        day = int(event.minute // DAY)
        line = f"{clock(event.minute % DAY)} {line_of(event, way, spec, lang)}"
        found.setdefault(day, [_date(day, spec, lang)]).append(line)
    return found


def _date(day: int, spec: Spec, lang: Lang) -> str:
    date = spec.calendar.date_of(day)
    return f"{weekday(date.weekday(), lang)} {date.isoformat()}"


def line_of(event: Event, way: Way, spec: Spec, lang: Lang) -> str:
    """An event in words."""
    site = getattr(spec.sites[way.site].label, lang) if way.site else ""
    key = "set_out_for" if event.what == "set_out" and site else event.what
    words = [
        say(
            key,
            lang,
            site=site,
            queue=where(event, spec, lang),
            ahead=event.ahead,
            group=getattr(spec.staff.groups[event.group].label, lang) if event.group else "",
            waited="" if event.waited is None else f"{event.waited:.1f}",
            minutes="" if event.minutes is None else f"{event.minutes:.1f}",
            visit=event.visit,
            cause=_cause(event, way, lang),
        )
    ]
    for key, papers in (("missing", event.missing), ("mended", event.mended)):
        if papers:
            names = [str(getattr(spec.papers[paper].label, lang)) for paper in papers]
            words.append(say(key, lang, papers=comma(lang).join(names)))
    return ("；" if lang == "zh" else "; ").join(words)


def _cause(event: Event, way: Way, lang: Lang) -> str:
    if not event.cause:
        return ""
    cause = Cause[event.cause.upper()]
    if cause is Cause.FIRST and way.priority == BOOKED:
        return comma(lang).join([named(cause, lang), say("booked", lang)])
    return named(cause, lang)


def where(event: Event, spec: Spec, lang: Lang, *, with_site: bool = True) -> str:
    """The queue that an event is about, or the department that decides."""
    if event.what in ("deciding", "decided"):
        department = spec.departments.get(event.queue)
        return say("all_departments", lang) if department is None else str(getattr(department, lang))
    return queue_label(event.queue, spec, lang, with_site=with_site) if event.queue else ""


def _totals(journey: Journey, lang: Lang) -> Table:
    keys = ("hall", "how_it_ended", "visits", "in_hall", "waiting", "travelling", "days_to_result")
    rows = [
        [hall, *(_total(way, lang) if way is not None else [say("stays_away", lang), *[NOTHING] * 5])]
        for hall, way in zip(halls_of(journey, lang), journey.ways.values(), strict=True)
    ]
    columns, notes = [say(key, lang) for key in keys], [say("journey_totals_note", lang)]
    return Table(say("journey_totals", lang), columns, rows, notes, words=2)


def _total(way: Way, lang: Lang) -> list[str]:
    minutes = [f"{value:.1f}" for value in (way.in_hall, way.waiting, way.travelling)]
    days = NOTHING if way.days is None else f"{way.days:.1f}"
    return [named(CaseOutcome[way.outcome.upper()], lang), str(way.visits), *minutes, days]


def halls_of(journey: Journey, lang: Lang) -> list[str]:
    """Labels of the halls."""
    variants = journey.question.composed.scenario.variants
    return [str(getattr(variants[name].label, lang)) for name in journey.ways]


def matter_of(journey: Journey, lang: Lang) -> str:
    """What the person comes for."""
    return str(getattr(_first(journey).matters[journey.matter].label, lang))


def priority_of(journey: Journey, lang: Lang) -> str:
    """The person's priority class, bookings apart."""
    if journey.priority == ORDINARY:
        return say("ordinary", lang)
    return str(getattr(_first(journey).demand.classes[journey.priority].label, lang))


def _first(journey: Journey) -> Spec:
    return next(iter(journey.question.composed.specs.values()))


def journey_for_programs(journey: Journey) -> dict[str, Any]:
    """What `follow --json` prints: plain data, times in minutes from midnight of day 0 and as dates with times."""
    asked = journey.question.composed
    variants = {name: _way(way, asked.specs[name]) for name, way in journey.ways.items()}
    told = {"case": journey.case, "people": journey.people, "matter": journey.matter, "priority": journey.priority}
    head = {"scenario": asked.name, "seed": journey.question.seed, "replication": journey.replication}
    return {**head, **told, "comes_above_volume": journey.comes_above, "variants": variants}


def _way(way: Way | None, spec: Spec) -> Mapping[str, Any]:
    if way is None:
        return {"comes": False, "events": []}
    told = {key: value for key, value in vars(way).items() if key != "events"}
    return {"comes": True, **told, "events": [_event(event, spec) for event in way.events]}


def _event(event: Event, spec: Spec) -> dict[str, Any]:
    """An event as plain data, without what does not apply to it."""
    day = int(event.minute // DAY)
    told = {key: value for key, value in event._asdict().items() if value not in ("", None, ())}
    return {"time": f"{spec.calendar.date_of(day).isoformat()} {clock(event.minute % DAY)}", "day": day, **told}
