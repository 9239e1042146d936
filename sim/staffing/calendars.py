"""A roster for calendars: an event for each shift of each clerk, which later revisions of it replace or cancel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from sim.report.roster_texts import clerk, kind, say
from sim.report.text import Lang, label
from sim.spec import WEEKDAYS
from sim.staffing.menus import minutes_of
from sim.staffing.weeks import numbered

if TYPE_CHECKING:
    from icalendar import Event

Tables = Mapping[str, pd.DataFrame]
STAMP = datetime(2000, 1, 1)
"""When every file says that it was made: equal plans give equal bytes."""


def calendar(m: Mapping[str, Any], tables: Tables, lang: Lang) -> bytes:
    """The file for calendars (RFC 5545): an event a clerk and shift, in the hall's own time, with breaks in its text.

    Where nobody is named an event stands for one of the clerks of a shift. Identifiers are made of who works in which
    group on which day (RFC 4122, version 5), and each event has the scenario's `staffing.revision` as its SEQUENCE, and
    as days in its times of change, so that a calendar takes those of a later revision in the place of the ones before
    (RFC 5545, 3.8.7), and equal scenarios give equal bytes. A later revision cancels what people had on days on which
    they are off now; of shifts without people it does not know whose they were.
    """
    from icalendar import Calendar, Event

    found = Calendar()
    found.add("prodid", "-//onewindow//roster//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", label(m["question"], lang))
    about = {row["shift"]: row for row in tables["shifts"].to_dict("records")}
    for who, group, name, weekday in _worked(tables, m):
        shift, event = about[name], Event()
        midnight = _identified(event, m, group, who, weekday)
        event.add("dtstart", midnight + timedelta(minutes=minutes_of(shift["start"])))
        event.add("dtend", midnight + timedelta(minutes=minutes_of(shift["end"])))
        about_it = {"group": label(m["groups"][group], lang), "kind": kind(m, shift["kind"], lang)}
        event.add("summary", f"{clerk(m, who, lang)} - {say('ics_summary', lang, **about_it)}")
        breaks = say("ics_breaks", lang, breaks=shift["breaks"]) if shift["breaks"] else say("ics_none", lang)
        event.add("description", breaks)
        found.add_component(event)
    for who, group, weekday in _off(tables, m) if m["revision"] else ():
        event = Event()
        midnight = _identified(event, m, group, who, weekday)
        event.add("dtstart", midnight)
        event.add("dtend", midnight + timedelta(days=1))
        event.add("summary", f"{clerk(m, who, lang)} - {say('off', lang)}")
        event.add("status", "CANCELLED")
        found.add_component(event)
    written: bytes = found.to_ical()
    return written


def _identified(event: Event, m: Mapping[str, Any], group: str, who: str, weekday: str) -> datetime:
    """Give an event its identifier, its revision and the times of its change; the midnight at which its day begins."""
    midnight = datetime.fromisoformat(m["monday"]) + timedelta(WEEKDAYS.index(weekday))
    key = f"onewindow/{m['scenario']}/{m['variant']}/{group}/{who}/{midnight.date()}"
    changed = STAMP.replace(tzinfo=UTC) + timedelta(m["revision"])
    event.add("uid", f"{uuid5(NAMESPACE_URL, key)}@onewindow")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", m["revision"])
    return midnight


def _off(tables: Tables, m: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Who is off, in which group, on which weekday: people of the roster, and those of their contracts who do not work.

    Of a contract that takes as many people as are needed only who is in the roster is known.
    """
    roster = tables["roster"]
    for row in roster.to_dict("records"):
        yield from ((row["clerk"], row["group"], weekday) for weekday in m["weekdays"] if not row[weekday])
    for contract, own in roster.groupby("contract", sort=False):
        every = [numbered(str(contract), number + 1) for number in range(m["contracts"][contract]["clerks"] or 0)]
        for name in every:
            if name not in {*own["clerk"]}:
                yield from ((name, own["group"].iloc[0], weekday) for weekday in m["weekdays"])


def _worked(tables: Tables, m: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Who works, in which group, which shift, on which weekday: by day, then as in the tables."""
    with_people = set(tables["roster"]["group"])
    for weekday in m["weekdays"]:
        for row in tables["roster"].to_dict("records"):
            if row[weekday]:
                yield row["clerk"], row["group"], row[weekday], weekday
        number = 0
        for shift in tables["shifts"].to_dict("records"):
            if shift["weekday"] == weekday and shift["group"] not in with_people:
                for _ in range(int(shift["clerks"])):
                    number += 1
                    yield f"{shift['group']}_{number:02d}", shift["group"], shift["shift"], weekday
