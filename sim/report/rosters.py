"""A hall staffed, as tables, and the sentences that go to its director."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.report.roster_certificates import certificate
from sim.report.roster_texts import Tables, clerk, day, hours, is_late, kind, say
from sim.report.tables import Table
from sim.report.text import NOTHING, Lang, comma, label, number, weekday
from sim.spec.staffing import SHARED, STAY


def headline(m: Mapping[str, Any], tables: Tables, lang: Lang) -> str:
    """What was found, what is known of cheaper plans, and what others would have asked."""
    said = [say("roster_interrupted", lang)] if m["interrupted"] else []
    if not tables["costs"].empty:
        said += [*_plan(m, tables, lang), certificate(m, tables, lang)]
    said += _people(m, tables, lang)
    return "\n".join(said)


def service(m: Mapping[str, Any], lang: Lang, asked: Mapping[str, Any] | None = None) -> str:
    """The service that was asked for, at the windows unless another one is meant."""
    asked = asked or m["service"]
    if asked["wait_over"] is not None:
        share, limit = f"{100.0 * asked['share']:g}", f"{asked['wait_over']:g}"
        told = say("service_over", lang, share=share, limit=limit)
    else:
        told = say("service_mean", lang, mean=f"{asked['mean_wait']:g}")
    each = "" if m["weekday"] == "each" else f"_{m['weekday']}"
    return say(f"within_{asked['within']}{each}", lang, service=told)


def line_label(m: Mapping[str, Any], line: str, lang: Lang) -> str:
    """What a line is called: as the groups that serve it."""
    names = [label(m["groups"].get(name) or m["others"].get(name), lang) or name for name in line.split(SHARED)]
    return say("stay", lang) if line == STAY else " + ".join(names)


def _money(m: Mapping[str, Any], value: float) -> str:
    return f"{value:,.0f} {m['currency']}"


def _plan(m: Mapping[str, Any], tables: Tables, lang: Lang) -> Iterator[str]:
    by_name: dict[str, Any] = {row["plan"]: row for row in tables["costs"].to_dict("records")}
    found, variant = by_name["found"], label(m["variants"][m["variant"]], lang)
    nobody = found["kept"] == "untried" and not m["interrupted"]
    keeps = m["verified"] and found["kept"] != "no" and not nobody
    key = f"{m['answers']}_head" if keeps else "not_tried" if m["interrupted"] or nobody else "not_kept"
    if keeps and found["kept"] == "perhaps":
        key += "_perhaps"
    if keeps and _lacks_people(m, tables):
        keeps, key = False, "roster_head_unknown" if tables["clashes"].empty else "roster_head_none"
    facts = {"hours": hours(found["hours"]), "money": _money(m, found["money"])}
    yield say(key, lang, variant=variant, service=service(m, lang), **facts)
    if "sipp_equal" in by_name and keeps:
        equal = by_name["sipp_equal"]
        saved = float(equal["hours"] - found["hours"])
        facts = {"equal": hours(equal["hours"]), "saved": hours(abs(saved))}
        percent, money = f"{100.0 * saved / equal['hours']:.1f}", _money(m, equal["money"] - found["money"])
        unsure = found["kept"] == "yes" and equal["kept"] != "yes"
        key = "against_equal" if saved >= 0.0 else "against_unsure" if unsure else "against_more"
        yield say(key, lang, percent=percent, money=money, **facts)
    elif keeps and not m["interrupted"]:
        yield say("against_none", lang)
    for plan, key in (("sipp", "against_plain"), ("today", "against_today")):
        if plan in by_name and not pd.isna((row := by_name[plan])["value"]):
            yield say(key, lang, hours=hours(row["hours"]), value=_value(m, row, lang))


def _value(m: Mapping[str, Any], row: Mapping[str, Any], lang: Lang) -> str:
    late, value = is_late(m, row["group"]), row["value"]
    shown = f"{100.0 * value:.1f}" if late else f"{value:.1f}"
    return say("late_value" if late else "mean_value", lang, value=shown)


def _people(m: Mapping[str, Any], tables: Tables, lang: Lang) -> Iterator[str]:
    roster, wishes, clashes = tables["roster"], tables["wishes"], tables["clashes"]
    if not clashes.empty:
        for group, own in clashes.groupby("group", sort=False):
            told = _clash(m, own, lang)
            named = label(m["groups"][group], lang)
            yield told if len(m["groups"]) == 1 else say("no_roster_in", lang, group=named, told=told)
    elif not roster.empty:
        if without := _without(m, roster, lang):
            yield say("no_roster_of", lang, groups=without)
        weeks = tables["certificates"][tables["certificates"]["weekday"] == "week"]
        facts = {"hours": hours(roster["hours"].sum()), "lower": hours(weeks["lower"].sum()), "people": len(roster)}
        granted = say("wishes_granted", lang, granted=int(wishes["granted"].sum()), wishes=len(wishes))
        yield say("people_head", lang, **facts) + ("" if wishes.empty else granted)
    elif m["contracts"] and m["answers"] == "roster" and not m["interrupted"]:
        yield say("no_roster_known", lang)


def _without(m: Mapping[str, Any], roster: pd.DataFrame, lang: Lang) -> str:
    """The groups that have contracts, and for whose people no roster was found."""
    under = {one["group"] or next(iter(m["groups"])) for one in m["contracts"].values()}
    return comma(lang).join(label(m["groups"][name], lang) for name in sorted(under - {*roster["group"]}))


def _lacks_people(m: Mapping[str, Any], tables: Tables) -> bool:
    """Whether people were looked for, and none found for the shifts of any group, or those of one can have none."""
    wanted = bool(m["contracts"]) and m["answers"] == "roster"
    return wanted and (not tables["clashes"].empty or tables["roster"].empty)


def _clash(m: Mapping[str, Any], clashes: pd.DataFrame, lang: Lang) -> str:
    """The rules of a group that cannot all be kept."""
    rules = say("semicolon", lang).join(rule(m, row, lang) for row in clashes.to_dict("records"))
    if not clashes["sure"].all():
        return say("no_roster_unsure", lang, rules=rules)
    return say("no_roster" if len(clashes) > 1 else "no_roster_one", lang, rules=rules)


def rule(m: Mapping[str, Any], row: Mapping[Any, Any], lang: Lang) -> str:
    """A rule that clashes, in words."""
    what, who, which = row["rule"], row["who"], int(row["which"])
    facts: dict[str, Any] = {"who": clerk(m, who, lang)}
    if what in ("need", "ceiling"):
        facts["day"] = day(who, lang)
        if what == "need":
            facts |= {key: row[key] for key in ("windows", "half_hour")}
            facts["away"] = comma(lang).join(clerk(m, name, lang) for name in row["away"].split())
            what = "need_away" if row["away"] else what
    elif what == "people":
        facts["people"] = which
    elif what == "leave":
        facts["day"] = weekday(which, lang)
    elif what == "most":
        facts["who"] = kind(m, who, lang)
    elif what == "must":
        wish = m["wishes"][who][which]
        what = f"must_{wish['what']}"
        facts["of"] = day(wish["of"], lang) if wish["what"] == "day_off" else kind(m, wish["of"], lang)
    elif what in ("hours_min", "hours_max", "days_min", "days_max", "rest"):
        facts["value"] = m["contracts"][who]["rest_hours" if what == "rest" else what]
    return say(f"rule_{what}", lang, **facts)


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
