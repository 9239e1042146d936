"""How the plan of the knee does on other kinds of days, in sentences and a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.finding import tell
from sim.report.tables import Table, mean_and_interval
from sim.report.text import NOTHING, Lang, comma, label, number

Manifest = Mapping[str, Any]
Row = Mapping[Any, Any]


def on_days(manifest: Manifest, robust: pd.DataFrame, lang: Lang) -> list[str]:
    """How each plan that was tried does on other kinds of days, and what it takes to hold on them."""
    return [line for _, mine in robust.groupby("variant", sort=False) for line in _of_variant(manifest, mine, lang)]


def _of_variant(manifest: Manifest, robust: pd.DataFrame, lang: Lang) -> list[str]:
    knee = robust[(robust["plan"] == "knee") & (robust["kind"] != "usual")]
    variant, at = robust["variant"].iloc[0], manifest["knee"]
    told = [
        tell(f"frontier_on_{row['kind']}{'' if row['done'] else '_undone'}", lang, **_day(manifest, row, lang))
        for row in knee.to_dict("records")
    ]
    if at is not None and variant == at["variant"]:
        lines = [tell("frontier_days", lang, told=comma(lang).join(told))]
    else:
        facts = {"label": label(manifest["variants"][variant], lang), "level": f"{robust['level'].iloc[0]:g}"}
        facts |= {"people": str(knee["people"].iloc[0]), "told": comma(lang).join(told)}
        lines = [tell("frontier_days_too", lang, **facts)]
    held = robust[robust["plan"] == "robust"]
    if not held.empty:
        extra = float(held["cost"].iloc[0]) - float(knee["cost"].iloc[0])
        facts = {"level": f"{held['level'].iloc[0]:g}", "people": str(held["people"].iloc[0])}
        facts |= {"extra": number(extra), "percent": f"{100.0 * extra / float(knee['cost'].iloc[0]):.1f}"}
        key = "frontier_robust" if manifest["robust_held"][variant] else "frontier_robust_open"
        lines.append(tell(key, lang, currency=manifest["currency"], **facts))
    return lines


def _day(manifest: Manifest, row: Row, lang: Lang) -> dict[str, str]:
    """A kind of day in words, and its wait."""
    group = row["group"] and label(manifest["group_labels"][row["variant"]][row["group"]], lang)
    wait = NOTHING if math.isnan(row["mean"]) else mean_and_interval(row["mean"], row["low"], row["high"], "min")
    facts = {"weekday": tell(f"day_{manifest['weekday']}", lang), "more": f"{100.0 * manifest['more']:g}"}
    return facts | {"group": group, "wait": wait}


def table_of_days(manifest: Manifest, robust: pd.DataFrame, lang: Lang) -> Table:
    """A row a plan and kind of day: what it costs, where is waited longest, and whether the level is kept."""
    level, variant = robust["level"].iloc[0], robust["variant"].iloc[0]
    columns = [tell(f"frontier_{key}", lang) for key in ("plan", "kind", "people")]
    columns += [tell("frontier_paid", lang, currency=manifest["currency"])]
    columns += [tell(f"frontier_{key}", lang) for key in ("queue", "wait")]
    columns += [tell("frontier_kept", lang, level=f"{level:g}")]
    rows = []
    for row in robust.to_dict("records"):
        facts = _day(manifest, row, lang)
        place = tell("frontier_windows_queue", lang)
        if row["place"]:
            place = label(manifest["group_labels"][variant][row["place"]], lang)
        head = [tell(f"frontier_plan_{row['plan']}", lang), tell(f"frontier_kind_{row['kind']}", lang, **facts)]
        kept = "not_done" if not row["done"] else "is_kept" if row["kept"] else "not_kept"
        rows.append(
            [*head, str(row["people"]), number(row["cost"]), place, facts["wait"], tell(f"frontier_{kept}", lang)]
        )
    notes = [tell("frontier_days_note", lang, n=manifest["replications"])]
    title = tell("frontier_days_of", lang, label=label(manifest["variants"][variant], lang))
    return Table(title, columns, rows, notes, words=2)
