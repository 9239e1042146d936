"""Shifts for clerks of one skill and of several, as tables and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.finding import tell
from sim.report.tables import Table
from sim.report.text import NOTHING, Lang, comma, label, weekday
from sim.spec import WEEKDAYS
from sim.spec.staffing import SHARED

Tables = Mapping[str, pd.DataFrame]


def named(day: str, lang: Lang) -> str:
    """A weekday, as it is said."""
    return weekday(WEEKDAYS.index(day), lang)


def of_each(m: Mapping[str, Any]) -> bool:
    """Whether it is of several weekdays."""
    return len(m["days"]) > 1


def day(m: Mapping[str, Any], lang: Lang) -> str:
    """The weekday that it is of, or that it is of each."""
    return tell("shifts_each", lang) if of_each(m) else named(m["weekday"], lang)


def line(m: Mapping[str, Any], name: str, lang: Lang) -> str:
    """A line: all groups that serve it."""
    return " + ".join(label(m["groups"][group], lang) for group in name.split(SHARED))


def unit(m: Mapping[str, Any], lang: Lang) -> str:
    """What costs are counted in."""
    return m["currency"] or tell("shifts_hours", lang)


def money(value: float) -> str:
    """A cost, as it is said."""
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:,.1f}".removesuffix(".0")


def headline(m: Mapping[str, Any], tables: Tables, lang: Lang) -> str:
    """The plan, its certificate and what that is of, and how the hall itself serves with it."""
    facts = {"variant": label(m["variants"][m["variant"]], lang), "day": day(m, lang)}
    if m["cost"] is None:
        said = [tell("shifts_none", lang, **facts)]
    else:
        clerks = int(tables["shifts"]["clerks"].sum())
        costs = {"cost": money(m["cost"]), "today": money(m["cost_today"]), "unit": unit(m, lang)}
        key = "shifts_head_each" if of_each(m) else "shifts_head"
        said = [tell(key, lang, clerks=clerks, **costs, **facts), _played(m, tables["service"], lang)]
    if of_each(m):
        bounds = {"lower": money(m["lower"]), "pooled": money(m["pooled"]), "gap": f"{100.0 * m['gap']:.1f}"}
        confidence = f"{100.0 * m['confidence']:g}"
        if m["cost"] is not None:
            said.append(tell("shifts_sum", lang, unit=unit(m, lang), confidence=confidence, **bounds))
    else:
        said.append(tell("shifts_model", lang, certificate=m["certificate"][lang]))
    differs = ("; " if lang == "en" else "；").join(tell(f"shifts_differs_{key}", lang) for key in m["differences"])
    said.append(tell("shifts_differs", lang, differences=differs))
    if m["interrupted"]:
        said.append(tell("shifts_interrupted", lang))
    return "\n".join(said)


def _played(m: Mapping[str, Any], service: pd.DataFrame, lang: Lang) -> str:
    """How the hall served, where at least a ticket a day is taken."""
    some = service[service["tickets"] >= 1.0]
    if some.empty:
        return NOTHING
    worst = some.sort_values("value").iloc[-1]
    kept = "no" if (some["low"] > m["share"]).any() else "perhaps" if worst["value"] > m["share"] else "yes"
    return tell(f"shifts_played_{kept}", lang, worst=_share(worst, "value", "low", "high"))


def _share(row: Any, value: str, low: str, high: str) -> str:
    """A share with its interval, in per cent."""
    if pd.isna(row[value]):
        return NOTHING
    return f"{100.0 * row[value]:.1f} ({100.0 * row[low]:.1f}, {100.0 * row[high]:.1f})"


def tables(m: Mapping[str, Any], frames: Tables, lang: Lang) -> list[Table]:
    """Clerks by skill set and shift, windows by half-hour, and the service; of each weekday its costs and its worst."""
    if of_each(m):
        return [_days(m, frames, lang), _clerks(m, frames["shifts"], lang)]
    return [_clerks(m, frames["shifts"], lang), _windows(m, frames["windows"], lang), _service(m, frames, lang)]


def _days(m: Mapping[str, Any], frames: Tables, lang: Lang) -> Table:
    rows = []
    for one in m["days"]:
        mine = {name: frame[frame["weekday"] == one["weekday"]] for name, frame in frames.items()}
        some = mine["service"][mine["service"]["tickets"] >= 1.0].sort_values("value")
        clerks = str(int(mine["shifts"]["clerks"].sum())) if one["cost"] is not None else NOTHING
        cost = NOTHING if one["cost"] is None else money(one["cost"])
        gap = NOTHING if one["cost"] is None else f"{100.0 * one['gap']:.1f}"
        worst = NOTHING if some.empty else _share(some.iloc[-1], "value", "low", "high")
        row = [named(one["weekday"], lang), clerks, cost, money(one["cost_today"])]
        rows.append([*row, money(one["lower"]), gap, worst])
    keys = ("weekday", "number", "cost_of", "cost_today", "lower", "gap", "worst")
    facts = {"unit": unit(m, lang), "limit": f"{m['level']:g}"}
    note = tell("shifts_days_note", lang, n=m["replications"], weeks=m["weeks"], share=f"{100.0 * m['share']:g}")
    columns = [tell(f"shifts_{key}", lang, **facts) for key in keys]
    return Table(tell("shifts_days", lang), columns, rows, [note], words=1)


def _clerks(m: Mapping[str, Any], shifts: pd.DataFrame, lang: Lang) -> Table:
    rows = []
    for row in shifts.to_dict("records"):
        serves = [line(m, name, lang) for name in m["lines"] if row["group"] in name.split(SHARED)]
        kind = label(m["kinds"].get(row["kind"]), lang) or row["kind"]
        times = f"{row['start']}-{row['end']}", row["breaks"] or NOTHING
        numbers = str(row["clerks"]), f"{row['paid_hours']:g}", money(row["cost"])
        when = [named(row["weekday"], lang)] if of_each(m) else []
        rows.append([*when, label(m["groups"][row["group"]], lang), comma(lang).join(serves), kind, *times, *numbers])
    if rows:
        paid = float((shifts["paid_hours"] * shifts["clerks"]).sum())
        total = [str(int(shifts["clerks"].sum())), f"{paid:g}", money(float(shifts["cost"].sum()))]
        rows.append([tell("shifts_all", lang), *[""] * (4 + of_each(m)), *total])
    keys = (*(["weekday"] if of_each(m) else []), "skills", "serves", "shift", "times", "breaks", "number", "paid")
    cost = tell("shifts_money_each" if of_each(m) else "shifts_money", lang, unit=unit(m, lang))
    columns = [*(tell(f"shifts_{key}", lang) for key in keys), cost]
    return Table(tell("shifts_clerks", lang, day=day(m, lang)), columns, rows, words=5 + of_each(m))


def _windows(m: Mapping[str, Any], windows: pd.DataFrame, lang: Lang) -> Table:
    names = {group: label(labels, lang) for group, labels in m["groups"].items()}
    by = windows.pivot(index="half_hour", columns="group", values=["windows", "today"])
    columns = [tell("shifts_half_hour", lang), *names.values()]
    columns += [tell("shifts_today_of", lang, group=name) for name in names.values()]
    rows = [
        [half_hour, *(str(int(by.loc[half_hour, (what, group)])) for what in ("windows", "today") for group in names)]
        for half_hour in by.index
    ]
    return Table(tell("shifts_windows", lang, day=day(m, lang)), columns, rows)


def _service(m: Mapping[str, Any], frames: Tables, lang: Lang) -> Table:
    rows = [
        [
            line(m, row["line"], lang),
            row["half_hour"],
            f"{row['load']:.2f}",
            *(NOTHING if pd.isna(row[key]) else f"{100.0 * row[key]:.1f}" for key in ("model", "limit")),
            _share(row, "value", "low", "high"),
            _share(row, "value_today", "low_today", "high_today"),
        ]
        for row in frames["service"].to_dict("records")
    ]
    keys = ("line", "half_hour", "load", "late_model", "late_limit", "late_hall", "late_today")
    facts = {"fresh": m["fresh"], "confidence": 100.0 * m["confidence"], "n": m["replications"], "weeks": m["weeks"]}
    note = tell("shifts_service_note", lang, share=f"{100.0 * m['share']:g}", **facts)
    title = tell("shifts_service", lang, limit=f"{m['level']:g}", day=day(m, lang))
    return Table(title, [tell(f"shifts_{key}", lang) for key in keys], rows, [note], words=2)
