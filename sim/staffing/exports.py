"""What a planner takes away beside tables and figures: the plan as a scenario, for Excel, and for calendars."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.errors import Fault, InputError
from sim.report.roster_texts import clerk, day, kind, say
from sim.report.text import Lang, label
from sim.spec import WEEKDAYS
from sim.staffing.calendars import STAMP, Tables, calendar
from sim.staffing.planyaml import plan_yaml

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEAD, SOFT, SHORT = "1F4E79", "DDEBF7", "FCE4D6"
"""Colours of headings, of windows more than needed, and of windows fewer."""
KINDS = ("C6E0B4", "BDD7EE", "FFE699", "F8CBAD", "D9D2E9", "B4C7E7", "E2EFDA", "EDEDED")
"""Colours of kinds of shift, again from the first where there are more."""


def check_packages() -> None:
    """Raises `InputError` where what writes the files for Excel and calendars is not installed."""
    for name in ("openpyxl", "icalendar"):
        try:
            __import__(name)
        except ImportError:
            mend = "pip install 'onewindow[staffing]'"
            raise InputError(Fault(f"{name}, which writes a file to take away, is not installed", mend)) from None


def export(m: Mapping[str, Any], tables: Tables, folder: Path, lang: Lang) -> None:
    """Write plan.yaml, roster.xlsx and, where there are shifts, roster.ics; headings in one language."""
    check_packages()
    if m["plan"]:
        (folder / "plan.yaml").write_text(plan_yaml(m), "utf-8")
        (folder / "roster.xlsx").write_bytes(workbook(m, tables, lang))
    if not tables["shifts"].empty:
        (folder / "roster.ics").write_bytes(calendar(m, tables, lang))


def workbook(m: Mapping[str, Any], tables: Tables, lang: Lang) -> bytes:
    """The file for Excel: windows by half-hour, the roster of people if there is one, and the shifts."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, group in enumerate(m["groups"], 1):
        title = f"{say('xlsx_windows', lang)} {number}" if len(m["groups"]) > 1 else say("xlsx_windows", lang)
        _windows(book.create_sheet(title), m, tables["windows"], group, lang)
    if not tables["roster"].empty:
        _roster(book.create_sheet(say("xlsx_roster", lang)), m, tables, lang)
    if not tables["shifts"].empty:
        _shifts(book.create_sheet(say("xlsx_shifts", lang)), m, tables["shifts"], lang)
    book.properties.created = book.properties.modified = STAMP
    book.properties.creator = "onewindow"
    written = BytesIO()
    book.save(written)
    return _stamped(written.getvalue())


def _stamped(content: bytes) -> bytes:
    """The same archive with the times of its parts, and of its last change, set to STAMP."""
    import re

    found = BytesIO()
    moment = STAMP.isoformat() + "Z"
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), part)
            after.writestr(zipfile.ZipInfo(name, STAMP.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    return found.getvalue()


def _head(sheet: Worksheet, titles: list[str], width: float) -> None:
    """A row of headings that stays in view."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for column, title in enumerate(titles, 1):
        cell = sheet.cell(1, column, title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=HEAD)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"


def _fill(sheet: Worksheet, row: int, column: int, value: Any, colour: str | None) -> None:
    from openpyxl.styles import Alignment, PatternFill

    cell = sheet.cell(row, column, value)
    cell.alignment = Alignment(horizontal="center")
    if colour is not None:
        cell.fill = PatternFill("solid", fgColor=colour)


def _windows(sheet: Worksheet, m: Mapping[str, Any], windows: pd.DataFrame, group: str, lang: Lang) -> None:
    """Half-hours down; for each weekday the windows that the plan opens, that it needs, and today's."""
    own = windows[windows["group"] == group]
    titles = [f"{say('xlsx_half_hour', lang)} - {label(m['groups'][group], lang)}"]
    for name in m["weekdays"]:
        titles += [f"{day(name, lang)} {say(f'legend_{what}', lang)}" for what in ("opened", "need", "today")]
    _head(sheet, titles, 11.0)
    starts = sorted(set(own["half_hour"]))
    place = {start: row for row, start in enumerate(starts, 2)}
    for start in starts:
        sheet.cell(place[start], 1, start)
    for one in own.to_dict("records"):
        column = 2 + 3 * m["weekdays"].index(one["weekday"])
        spare = one["windows"] - one["need"]
        colour = SOFT if spare > 0 else SHORT if spare < 0 else None
        _fill(sheet, place[one["half_hour"]], column, int(one["windows"]), colour)
        _fill(sheet, place[one["half_hour"]], column + 1, int(one["need"]), None)
        _fill(sheet, place[one["half_hour"]], column + 2, int(one["today"]), None)


def _roster(sheet: Worksheet, m: Mapping[str, Any], tables: Tables, lang: Lang) -> None:
    """A row a clerk, a column a weekday, coloured by kind of shift."""
    about = {row["shift"]: row for row in tables["shifts"].to_dict("records")}
    colours = _colours(tables["shifts"])
    monday = date.fromisoformat(m["monday"])
    dates = [(monday + timedelta(WEEKDAYS.index(name))).isoformat() for name in m["weekdays"]]
    head = [say(key, lang) for key in ("clerk_name", "contract", "group_name")]
    days = [f"{day(name, lang)}\n{when}" for name, when in zip(m["weekdays"], dates, strict=True)]
    _head(sheet, [*head, *days, say("week_hours", lang)], 16.0)
    for row, one in enumerate(tables["roster"].to_dict("records"), 2):
        sheet.cell(row, 1, clerk(m, one["clerk"], lang))
        sheet.cell(row, 2, one["contract"])
        sheet.cell(row, 3, label(m["groups"][one["group"]], lang))
        for column, name in enumerate(m["weekdays"], 4):
            shift = about.get(one[name])
            told = say("off", lang) if shift is None else f"{shift['start']}-{shift['end']}"
            _fill(sheet, row, column, told, None if shift is None else colours[shift["kind"]])
        _fill(sheet, row, 4 + len(m["weekdays"]), float(one["hours"]), None)


def _shifts(sheet: Worksheet, m: Mapping[str, Any], shifts: pd.DataFrame, lang: Lang) -> None:
    """A row a shift of a weekday."""
    keys = ("weekday", "group_name", "shift", "hours_of_day", "breaks", "paid_hours", "xlsx_clerks")
    _head(sheet, [say(key, lang) for key in keys], 18.0)
    colours = _colours(shifts)
    for row, one in enumerate(shifts.to_dict("records"), 2):
        sheet.cell(row, 1, day(one["weekday"], lang))
        sheet.cell(row, 2, label(m["groups"][one["group"]], lang))
        _fill(sheet, row, 3, kind(m, one["kind"], lang), colours[one["kind"]])
        _fill(sheet, row, 4, f"{one['start']}-{one['end']}", None)
        _fill(sheet, row, 5, one["breaks"], None)
        _fill(sheet, row, 6, float(one["paid_hours"]), None)
        _fill(sheet, row, 7, int(one["clerks"]), None)


def _colours(shifts: pd.DataFrame) -> dict[str, str]:
    return {name: KINDS[number % len(KINDS)] for number, name in enumerate(dict.fromkeys(shifts["kind"]))}
