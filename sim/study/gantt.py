"""The Gantt chart of one person's ways through the halls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from warnings import warn

from sim.errors import Fault, InputError, ResultError
from sim.report.figures.gantt import Bar, Kind, Lane, Mark, case_gantt
from sim.report.text import Lang, named, say
from sim.spec import Spec
from sim.study.events import BY_FILE, DAYS, IN_PERSON, Event
from sim.study.journey import Journey, Way
from sim.study.story import halls_of, matter_of, priority_of, where
from sim.trace import CaseOutcome

BACK = (
    "turned_back",
    "wrong_ticket",
    "failed",
    "no_help",
    "gave_up",
    "sent_home",
    "error_found",
    "sent_back",
    "no_expert",
)
"""Ends of a session that throw the case back."""
OVER = (*IN_PERSON.values(), *BY_FILE.values(), *BACK)
"""Ends of a session."""
TAKEN, CALLED = ("ticket", "handed_in", "expert_called"), ("called", "taken_up", "expert_came")
ENDINGS = (".png", ".svg")


def check_figure(path: Path) -> None:
    """Raises `InputError` where no figure can be written to that path: it is tried, and leaves nothing behind."""
    if path.suffix not in ENDINGS:
        raise InputError(Fault(f"{path} is no figure's name", "let it end in .png or .svg", "out"))
    try:
        if not path.parent.is_dir():
            raise InputError(Fault(f"there is no folder {path.parent}", "name one that is there", "out"))
        if path.is_dir():
            raise InputError(Fault(f"{path} is a folder", "name a file in it, or another one", "out"))
        fresh = not path.exists()
        path.open("ab").close()
        if fresh:
            path.resolve().unlink()
    except OSError as error:
        mend = "name a file in a folder that can be written to"
        raise InputError(Fault(f"{path} cannot be written ({error.strerror or error})", mend, "out")) from None


def draw_journey(journey: Journey, path: Path, lang: Lang = "en") -> None:
    """Draw the ways of a person through the halls to a file, PNG or SVG as its ending says.

    Where no font has Chinese, labels are in English, and a warning says so. Raises `InputError` for a person who comes
    to none of the halls, and for a path that can be no figure; `ResultError` where the disk does not take it.
    """
    import matplotlib

    from sim.report.figures.sheet import rc, settle, write
    from sim.report.fonts import find_face

    check_figure(path)
    face = find_face()
    if lang == "zh" and not face.chinese:
        warn("no font with Chinese was found: the labels of the figure are in English", stacklevel=2)
        lang = "en"
    lanes = lanes_of(journey, lang)
    if not lanes:
        raise InputError(Fault("the person does not come, so there is nothing to draw", "name another", "case"))
    asked = journey.question.composed
    facts = {"case": journey.case, "matter": matter_of(journey, lang), "priority": priority_of(journey, lang)}
    facts |= {"scenario": asked.name, "question": getattr(asked.scenario.question, lang)}
    facts |= {"replication": journey.replication, "seed": journey.question.seed}
    title, subtitle, footer = (say(f"gantt_{part}", lang, **facts) for part in ("title", "subtitle", "footer"))
    day_0 = next(iter(asked.specs.values())).calendar.start
    try:
        with face.registered(), matplotlib.rc_context(rc(face.family)):
            figure = case_gantt((title, subtitle, footer), lanes, day_0, lang)
            settle(figure)
            write(figure, path)
    except OSError as error:
        raise ResultError(f"{path} cannot be written: {error.strerror}") from None


def lanes_of(journey: Journey, lang: Lang) -> list[Lane]:
    """What is drawn of each hall to which the person comes."""
    specs = journey.question.composed.specs
    return [
        Lane(hall, _totals(way, lang), list(_bars(way, specs[name], lang)), list(_marks(way, specs[name], lang)))
        for (name, way), hall in zip(journey.ways.items(), halls_of(journey, lang), strict=True)
        if way is not None
    ]


def _totals(way: Way, lang: Lang) -> str:
    facts = {"visits": way.visits, "in_hall": f"{way.in_hall:.0f}"}
    if way.days is not None:
        return say("gantt_totals", lang, days=f"{way.days:.1f}", **facts)
    return say("gantt_totals_open", lang, ended=named(CaseOutcome[way.outcome.upper()], lang), **facts)


def _bars(way: Way, spec: Spec, lang: Lang) -> Iterator[Bar]:
    """Everything that takes time: each begins with one event, and ends with the next of its kind."""
    begun: dict[tuple[str, int | None], Event] = {}
    left = way.events[-1].minute
    for event in way.events:
        for kind, key in _ended_by(event):
            if (since := begun.pop(key, None)) is not None:
                yield Bar(_row(since, way, spec, lang), kind, since.minute, event.minute)
        if (opened := _begun_by(event)) is not None:
            begun[opened] = event
    for (what, _), since in begun.items():
        yield Bar(_row(since, way, spec, lang), _kind(what, since), since.minute, max(left, since.minute))


def _begun_by(event: Event) -> tuple[str, int | None] | None:
    if event.what in ("set_out", "awaiting"):
        return event.what, None
    if event.what in TAKEN:
        return "queue", event.place
    if event.what in CALLED:
        return "session", event.place
    return ("days", event.place) if event.what in [begins for begins, _ in DAYS.values()] else None


def _ended_by(event: Event) -> Iterator[tuple[Kind, tuple[str, int | None]]]:
    """The kinds of bars that an event ends."""
    by_person = event.visit is not None
    if event.what == "came":
        yield "way", ("set_out", None)
    if event.what in ("ready", "left"):
        yield "awaits", ("awaiting", None)
    if event.what in (*CALLED, *OVER):
        yield "waits" if by_person else "lies", ("queue", event.place)
    if event.what in OVER:
        yield "served" if by_person else "worked", ("session", event.place)
    if event.what in [ends for _, ends in DAYS.values()]:
        yield "days", ("days", event.place)


def _kind(what: str, since: Event) -> Kind:
    """What a bar that has no end is."""
    by_person = since.visit is not None
    kinds: dict[str, Kind] = {"set_out": "way", "awaiting": "awaits", "days": "days"}
    kinds |= {"queue": "waits" if by_person else "lies", "session": "served" if by_person else "worked"}
    return kinds[what]


def _marks(way: Way, spec: Spec, lang: Lang) -> Iterator[Mark]:
    """Where the case is thrown back, and where it ends."""
    row = ""
    for event in way.events:
        if event.queue or event.what == "awaiting":
            row = _row(event, way, spec, lang)
        if event.what in BACK:
            yield Mark(row, "back", event.minute)
        elif event.what in ("balked", "too_late", "lapsed"):
            yield Mark(row or say("gantt_in_hall", lang), "back", event.minute)
        elif event.what == "no_show":
            yield Mark(say("gantt_booking", lang), "absent", event.minute)
        elif event.what == "done":
            yield Mark(row, "done", event.minute)


def _row(event: Event, way: Way, spec: Spec, lang: Lang) -> str:
    """The station at which something takes place."""
    if event.what == "set_out":
        site = getattr(spec.sites[way.site].label, lang) if way.site else ""
        return say("gantt_on_the_way_to", lang, site=site) if site else say("gantt_on_the_way", lang)
    if event.what == "awaiting":
        return say("gantt_in_hall", lang)
    if event.what in ("sent", "delivered", "owes", "supplied"):
        return say("gantt_courier" if event.what in ("sent", "delivered") else "gantt_supplement", lang)
    if event.what in ("deciding", "decided"):
        return say("gantt_decision", lang, department=where(event, spec, lang))
    return where(event, spec, lang, with_site=not way.site)
