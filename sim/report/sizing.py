"""How many clerks halls need, in sentences and tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.measures.kinds import SHARE
from sim.report.finding import tell
from sim.report.tables import Table, mean_and_interval
from sim.report.text import NOTHING, Lang, comma, label, number

Row = Mapping[Any, Any]


def headline(
    manifest: Mapping[str, Any], groups: pd.DataFrame, goals: pd.DataFrame, halls: pd.DataFrame, lang: Lang
) -> str:
    """What becomes of the hall of today, a line a variant, and how sure that is."""
    lines = [tell("size_interrupted", lang)] if manifest["interrupted"] else []
    names = list(manifest["certificates"])
    base = _facts(manifest, halls, names[0], "today", lang)
    if base["wait"] != NOTHING:
        lines.append(tell("size_today", lang, **base))
    for name in names:
        facts = _facts(manifest, halls, name, "sized", lang)
        if facts["wait"] != NOTHING:
            mine = goals[(goals["variant"] == name) & (goals["hall"] == "sized")]
            kept = tell("size_goals_kept" if mine["kept"].all() else "size_goals_open", lang)
            erlang = _facts(manifest, halls, name, "erlang_c", lang)["people"]
            facts |= {"before": base["windows"], "people_before": base["people"], "kept": kept, "erlang": erlang}
            facts["become"] = _become(base["windows"])
            lines.append(tell("size_becomes", lang, **facts))
        lines.append(certificate(manifest, groups[groups["variant"] == name], name, lang))
    return "\n".join(lines)


def _become(windows: int | str) -> str:
    """So many windows, and the verb."""
    if windows == 1:
        return "1 window becomes"
    return f"{windows} windows become"


def _facts(manifest: Mapping[str, Any], halls: pd.DataFrame, variant: str, hall: str, lang: Lang) -> dict[str, Any]:
    """What a hall comes to, as text."""
    mine = halls[(halls["variant"] == variant) & (halls["hall"] == hall)].set_index("measure")
    cells = {row: mine.loc[row] for row in mine.index}
    limit = manifest["limit"]
    found: dict[str, Any] = {"hall": label(manifest["variants"][variant], lang), "limit": limit}
    found["currency"] = manifest["currency"]
    for key, measure in (("wait", "mean_wait"), ("late", f"share_wait_over_{limit}"), ("left", "abandonment")):
        found[key] = _told(cells[measure], measure, manifest) if measure in cells else NOTHING
    found["cost"] = number(float(cells["cost"]["mean"])) if "cost" in cells else NOTHING
    first = next(iter(cells.values()), None)
    for key in ("people", "windows", "n"):
        found[key] = NOTHING if first is None else int(first[key])
    return found


def certificate(manifest: Mapping[str, Any], groups: pd.DataFrame, variant: str, lang: Lang) -> str:
    """How sure the plan of a variant is, in a sentence."""
    kind = manifest["certificates"][variant]
    if kind == "unverified":
        return tell("size_least_unverified", lang)
    if kind == "statistical":
        return _of_one_group(manifest, groups, lang)
    first = groups[groups["kept"] == ""].drop_duplicates("group")
    findings = first["finding"].value_counts()
    undecided = first[first["finding"] == "open"]["group"]
    labels = manifest["group_labels"][variant]
    facts = {
        "misses": int(findings.get("misses", 0)),
        "groups": len(first),
        "work": "",
        "open": "",
        "least": manifest["least"][variant],
    }
    if findings.get("work", 0):
        facts["work"] = tell("size_least_work", lang, work=int(findings["work"]))
    if len(undecided):
        named = comma(lang).join(label(labels[name], lang) for name in undecided)
        facts["open"] = tell("size_least_undecided", lang, groups=named)
    return tell("size_least_several", lang, **facts)


def _of_one_group(manifest: Mapping[str, Any], groups: pd.DataFrame, lang: Lang) -> str:
    """Of the one group at the windows, which stands first: the most clerks with which a goal is missed."""
    front = manifest["front"][groups["variant"].iloc[0]]
    mine = groups[groups["group"] == front]
    plan, missing = int(mine["clerks"].iloc[0]), mine[mine["finding"] == "misses"]
    if missing.empty:
        return tell("size_least_none" if plan == 1 else "size_least_open", lang)
    row = missing.iloc[0].to_dict()
    fewer = int(row["fewer"])
    unit = manifest["catalogue"][row["measure"]]["unit"]
    facts = {
        "fewer": fewer,
        "measure": _measure(manifest, row["measure"], lang),
        "seen": mean_and_interval(row["mean"], row["low"], row["high"], unit["en"]),
        "unit": _unit(manifest, row["measure"], lang),
        "goal": number(row["limit"], unit["en"]),
        "low": fewer + 1,
        "high": plan - 1,
    }
    return tell("size_least_one" if fewer == plan - 1 else "size_least_between", lang, **facts)


def tables(
    manifest: Mapping[str, Any], groups: pd.DataFrame, goals: pd.DataFrame, halls: pd.DataFrame, lang: Lang
) -> list[Table]:
    """What each hall needs, the clerks of each group, and how near the goals are."""
    found = [_of_halls(manifest, halls, lang)]
    found += [_of_groups(manifest, groups, name, lang) for name in manifest["certificates"]]
    return [*found, _of_goals(manifest, goals, lang)]


def _of_halls(manifest: Mapping[str, Any], halls: pd.DataFrame, lang: Lang) -> Table:
    limit = manifest["limit"]
    measures = ["mean_wait", f"share_wait_over_{limit}", "abandonment", "mean_time_in_hall"]
    columns = [tell(key, lang) for key in ("size_hall", "size_on_duty", "size_at_windows")]
    columns += [f"{_measure(manifest, name, lang)} [{_unit(manifest, name, lang)}]" for name in measures]
    columns += [tell("size_cost_a_day", lang, currency=manifest["currency"]), tell("certificate", lang)]
    rows = []
    for variant, kind in manifest["certificates"].items():
        named = label(manifest["variants"][variant], lang)
        for hall in ("today", "sized", "erlang_c"):
            mine = halls[(halls["variant"] == variant) & (halls["hall"] == hall)].set_index("measure")
            if mine.empty:
                continue
            cells = [_told(mine.loc[name], name, manifest) if name in mine.index else NOTHING for name in measures]
            sure = tell(f"certificate_{kind}", lang) if hall == "sized" else ""
            head = [tell(f"hall_{hall}", lang, label=named), str(mine["people"].iloc[0]), str(mine["windows"].iloc[0])]
            rows.append([*head, *cells, _told(mine.loc["cost"], "", manifest), sure])
    notes = [tell("size_halls_note", lang, n=manifest["replications"])]
    return Table(tell("size_halls", lang), columns, rows, notes)


def _of_groups(manifest: Mapping[str, Any], groups: pd.DataFrame, variant: str, lang: Lang) -> Table:
    named = manifest["group_labels"][variant]
    keys = ("group_of_clerks", "size_now", "size_sized", "size_work", "size_erlang", "size_one_less")
    columns = [tell(key, lang) for key in keys]
    rows = []
    for group, mine in groups[groups["variant"] == variant].groupby("group", sort=False):
        first = mine.iloc[0]
        if first["kept"]:
            rows.append([label(named[group], lang), *[NOTHING] * 4, tell(f"kept_{first['kept']}", lang)])
            continue
        counts = [str(int(first[column])) for column in ("today", "clerks")]
        less = comma(lang).join(_less(manifest, row, lang) for row in mine.to_dict("records"))
        work = NOTHING if pd.isna(first["work"]) else number(float(first["work"]))
        rows.append([label(named[group], lang), *counts, work, str(int(first["erlang_c"])), less])
    notes = [tell("size_groups_note", lang, busy=f"{100.0 * manifest['busy']:g}")]
    title = tell("size_groups", lang, label=label(manifest["variants"][variant], lang))
    return Table(title, columns, rows, notes)


def _less(manifest: Mapping[str, Any], row: Row, lang: Lang) -> str:
    if not isinstance(row["finding"], str) or not row["finding"]:
        return tell("size_untried", lang)
    fewer = int(row["fewer"])
    if row["finding"] != "misses":
        return tell("size_open" if row["finding"] == "open" else "size_undone", lang, fewer=fewer)
    unit = manifest["catalogue"][row["measure"]]["unit"]["en"]
    seen = mean_and_interval(row["mean"], row["low"], row["high"], unit)
    sign = f" {_unit(manifest, row['measure'], lang)}"
    name = _measure(manifest, row["measure"], lang) + (" " if lang == "en" else "")
    return tell("size_misses", lang, fewer=fewer, measure=name.strip(), seen=seen + sign)


def _of_goals(manifest: Mapping[str, Any], goals: pd.DataFrame, lang: Lang) -> Table:
    keys = ("size_hall", "size_place", "measure_of_goal", "size_limit", "size_bound", "size_finding")
    columns = [tell(key, lang) for key in keys]
    rows = [_goal(manifest, row, lang) for row in _nearest(goals[goals["hall"] == "sized"])]
    return Table(tell("size_goals", lang), columns, rows, [tell("size_goals_note", lang)], words=4)


def _nearest(goals: pd.DataFrame) -> Iterator[Row]:
    """Of each measure in each place the condition that is nearest to its limit."""
    scale = goals["limit"].abs().where(goals["limit"] != 0.0, 1.0)
    over = goals.assign(over=goals["sense"] * (goals["bound"] - goals["limit"]) / scale)
    for _, mine in over.groupby(["variant", "place", "measure"], sort=False):
        yield max(mine.to_dict("records"), key=lambda row: -math.inf if math.isnan(row["over"]) else row["over"])


def _goal(manifest: Mapping[str, Any], row: Row, lang: Lang) -> list[str]:
    unit = manifest["catalogue"][row["measure"]]["unit"]["en"]
    place = tell("size_windows", lang)
    if row["place"]:
        place = label(manifest["group_labels"][row["variant"]][row["place"]], lang)
    when = " ".join(part for part in (row["weekday"], row["half_hour"]) if part)
    limit = number(row["limit"], unit)
    return [
        label(manifest["variants"][row["variant"]], lang),
        f"{place} {when}".strip(),
        f"{_measure(manifest, row['measure'], lang)} [{_unit(manifest, row['measure'], lang)}]",
        tell("size_at_most" if row["sense"] > 0 else "size_at_least", lang, limit=limit),
        f"{number(row['mean'], unit)} ({number(row['bound'], unit)})",
        tell("size_kept" if row["kept"] else "size_not_shown", lang),
    ]


def _told(row: Any, measure: str, manifest: Mapping[str, Any]) -> str:
    unit = manifest["catalogue"][measure]["unit"]["en"] if measure in manifest["catalogue"] else ""
    return mean_and_interval(float(row["mean"]), float(row["low"]), float(row["high"]), unit)


def _measure(manifest: Mapping[str, Any], name: str, lang: Lang) -> str:
    return label(manifest["catalogue"][name]["label"], lang)


def _unit(manifest: Mapping[str, Any], name: str, lang: Lang) -> str:
    unit = manifest["catalogue"][name]["unit"]
    return "%" if unit["en"] == SHARE.en else label(unit, lang)
