"""A hall staffed, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.roster_texts import Tables, clerk, day, hours, is_late, kind, say
from sim.report.rosters import line_label, service
from sim.report.tables import Table
from sim.report.text import NOTHING, Lang, comma, label, number
from sim.spec.staffing import SHARED, STAY


def tables(m: Mapping[str, Any], found: Tables, lang: Lang) -> list[Table]:
    """All tables, that of windows first."""
    told = []
    if len(m["groups"]) > 1 and not found["windows"].empty:
        told += [_roles(m, found["windows"], lang), _levels(m, lang)]
    for group in m["groups"]:
        if not found["windows"].empty:
            told.append(_windows(m, found["windows"], group, lang))
        if (found["shifts"]["group"] == group).any():
            told.append(_shifts(m, found["shifts"], group, lang))
    for name, make in (("roster", _roster), ("wishes", _wishes), ("costs", _costs), ("certificates", _certificates)):
        if not found[name].empty:
            told.append(make(m, found[name], lang))
    return told


def _windows(m: Mapping[str, Any], windows: pd.DataFrame, group: str, lang: Lang) -> Table:
    own = windows[windows["group"] == group]
    cells = {(row["half_hour"], row["weekday"]): row for row in own.to_dict("records")}

    def cell(half_hour: str, name: str) -> str:
        row = cells.get((half_hour, name))
        if row is None:
            return NOTHING
        spare = row["need"] < row["windows"]
        return f"{row['windows']} ({row['need']})" if spare else f"{row['windows']}"

    rows = [[start, *(cell(start, name) for name in m["weekdays"])] for start in sorted(set(own["half_hour"]))]
    title = say("windows_table", lang, group=label(m["groups"][group], lang))
    columns = [say("xlsx_half_hour", lang), *(day(name, lang) for name in m["weekdays"])]
    return Table(title, columns, rows, [say("windows_cell_note", lang, today=int(own["today"].max()))])


def _roles(m: Mapping[str, Any], windows: pd.DataFrame, lang: Lang) -> Table:
    """All roles side by side on the weekday with most windows open."""
    busiest = windows.groupby("weekday", sort=False)["windows"].sum().idxmax()
    own = windows[windows["weekday"] == busiest].pivot_table(index="half_hour", columns="group", values="windows")
    rows = [[start, *(f"{own.loc[start, name]:.0f}" for name in m["groups"])] for start in own.index]
    columns = [say("xlsx_half_hour", lang), *(label(about, lang) for about in m["groups"].values())]
    return Table(say("roles_table", lang, day=day(str(busiest), lang)), columns, rows)


def _levels(m: Mapping[str, Any], lang: Lang) -> Table:
    """What each line is held to."""
    rows = []
    for line, asked in m["lines"].items():
        told = service(m, lang, asked)
        if line == STAY:
            mean = say("of_stays", lang, mean=f"{asked['mean_wait']:g}")
            told = say("within_day", lang, service=mean)
        elif line.split(SHARED)[0] in m["behind"]:
            told = say("of_files", lang, service=told)
        rows.append([line_label(m, line, lang), told])
    return Table(say("levels_table", lang), [say("levels_where", lang), say("levels_what", lang)], rows, words=2)


def _shifts(m: Mapping[str, Any], shifts: pd.DataFrame, group: str, lang: Lang) -> Table:
    own = shifts[shifts["group"] == group]
    rows = []
    for _, same in own.groupby(["start", "end", "shift"], sort=True):
        first = same.iloc[0]
        count = dict(zip(same["weekday"], same["clerks"], strict=True))
        about = [kind(m, first["kind"], lang), f"{first['start']} - {first['end']}", first["breaks"]]
        days = [str(count.get(name, NOTHING)) for name in m["weekdays"]]
        rows.append([*about, hours(first["paid_hours"]), *days])
    head = [say(key, lang) for key in ("shift", "hours_of_day", "breaks", "paid_hours")]
    title = say("shifts_table", lang, group=label(m["groups"][group], lang))
    return Table(title, [*head, *(day(name, lang) for name in m["weekdays"])], rows, words=3)


def _roster(m: Mapping[str, Any], roster: pd.DataFrame, lang: Lang) -> Table:
    times = m["times"]
    rows = [
        [
            clerk(m, row["clerk"], lang),
            row["contract"],
            *(times[row[name]] if row[name] else say("off", lang) for name in m["weekdays"]),
            hours(row["hours"]),
        ]
        for row in roster.to_dict("records")
    ]
    head = [say("clerk_name", lang), say("contract", lang), *(day(name, lang) for name in m["weekdays"])]
    title = say("roster_table", lang, monday=m["monday"])
    return Table(title, [*head, say("week_hours", lang)], rows, words=2 + len(m["weekdays"]))


def _wishes(m: Mapping[str, Any], wishes: pd.DataFrame, lang: Lang) -> Table:
    rows = []
    for row in wishes.to_dict("records"):
        of = day(row["of"], lang) if row["wish"] == "day_off" else kind(m, row["of"], lang)
        told = say(f"wish_{row['wish']}", lang, of=of)
        if row["days"]:
            told = say("wish_on", lang, wish=told, days=comma(lang).join(day(d, lang) for d in row["days"].split()))
        rows.append([clerk(m, row["clerk"], lang), told, say("yes" if row["granted"] else "no", lang)])
    head = [say(key, lang) for key in ("clerk_name", "wish", "granted")]
    return Table(say("wishes_table", lang), head, rows, words=3)


def _costs(m: Mapping[str, Any], costs: pd.DataFrame, lang: Lang) -> Table:
    alike = len({(one["wait_over"], one["share"]) for one in m["lines"].values()}) == 1
    late = m["service"]["wait_over"] is not None
    rows = []
    for row in costs.to_dict("records"):
        scale = 100.0 if is_late(m, row["group"]) else 1.0
        level = [f"{scale * row[key]:.1f}" for key in ("value", "low", "high")]
        when = f"{day(row['weekday'], lang)} {row['half_hour']}".strip() if row["weekday"] else NOTHING
        if len(m["lines"]) > 1 and row["weekday"]:
            when = comma(lang).join([line_label(m, row["group"], lang), when])
        worst = f"{level[0]} ({level[1]}, {level[2]})" if row["weekday"] else NOTHING
        if not alike and row["weekday"]:
            worst += " %" if is_late(m, row["group"]) else " min"
        figures = [hours(row["hours"]), hours(row["money"]), worst, when, number(row["mean_wait"])]
        rows.append([say(f"plan_{row['plan']}", lang), *figures, say(row["kept"], lang)])
    worst = say("worst_late", lang, limit=f"{m['service']['wait_over']:g}") if late else say("worst_mean", lang)
    worst = worst if alike else say("worst_any", lang)
    money = say("money_week", lang, currency=m["currency"])
    head = [say("plan", lang), say("hours_week", lang), money, worst, say("worst_when", lang)]
    note = "costs_note" if any(row["weekday"] for row in costs.to_dict("records")) else "costs_untried"
    notes = [say(note, lang, days=m["weeks"] * m["replications"], n=m["replications"])]
    if m["played"] > m["replications"]:
        notes.append(say("costs_cleared", lang, n=m["played"]))
    if m["plain"]:
        notes.append(say("kept_exactly", lang))
    title = say("costs_table", lang)
    return Table(title, [*head, say("mean_wait_all", lang), say("kept", lang)], rows, notes)


def _certificates(m: Mapping[str, Any], certificates: pd.DataFrame, lang: Lang) -> Table:
    rows = [
        [
            label(m["groups"][row["group"]], lang),
            day(row["weekday"], lang),
            say(f"kind_{row['kind']}", lang),
            hours(row["paid"]),
            NOTHING if row["kind"] == "joint" else hours(row["lower"]),
            NOTHING if row["kind"] == "joint" else f"{100.0 * row['gap']:.1f}",
            say(f"status_{row['status']}", lang),
            f"{row['seconds']:.1f}",
        ]
        for row in certificates.to_dict("records")
    ]
    keys = ("group_name", "weekday", "certificate", "paid_hours", "lower_bound", "gap_percent", "status", "seconds")
    return Table(say("certificates_table", lang), [say(key, lang) for key in keys], rows, words=3)
