"""Which hall was chosen, in a sentence and a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.measures.kinds import SHARE
from sim.report.finding import tell
from sim.report.levers import unit_of
from sim.report.tables import Table, mean_and_interval
from sim.report.text import NOTHING, Lang, comma, label, number

MOST_ROWS = 40
"""Halls that are printed, the best first; all are in the file."""


def headline(manifest: Mapping[str, Any], halls: pd.DataFrame, lang: Lang) -> str:
    """What was found, in a sentence."""
    (measure,) = manifest["measures"]
    kept = halls[halls["finding"] != "dropped"]
    facts = {
        "halls": comma(lang).join(hall_name(manifest, row, lang) for row in kept.to_dict("records")),
        "measure": label(manifest["catalogue"][measure]["label"], lang),
        "best": tell(manifest["best"], lang),
        "zone": zone_text(manifest, lang),
        "sure": f"{100.0 * manifest['sure']:g}",
        "played": f"{manifest['played']:,}",
    }
    facts["or_within"] = tell("or_within", lang, **facts) if manifest["zone"] else ""
    if manifest["chance"] is not None:
        facts["chance"] = f"{100.0 * min(manifest['chance'], 0.999):.1f}"
        facts["looks"] = hall_name(manifest, in_order(manifest, kept).iloc[0].to_dict(), lang)
    decided = (kept["finding"] == "chosen").all()
    head = tell(f"selected_{manifest['procedure']}{'' if decided else '_open'}", lang, **facts)
    return f"{head}{_fresh(manifest, in_order(manifest, kept).iloc[0].to_dict(), lang)}" if len(kept) == 1 else head


def _fresh(manifest: Mapping[str, Any], row: Mapping[Any, Any], lang: Lang) -> str:
    """What the hall that was chosen comes to on replications that no choice has looked at; nothing if it has none."""
    (measure,) = manifest["measures"]
    unit = manifest["catalogue"][measure]["unit"]
    if not row["fresh_n"]:
        return ""
    facts = {
        "hall": hall_name(manifest, row, lang),
        "n": row["fresh_n"],
        "fresh": mean_and_interval(row["fresh_mean"], row["fresh_low"], row["fresh_high"], unit["en"]),
        "seen": number(row["mean"], unit["en"]),
        "unit": "%" if unit["en"] == SHARE.en else label(unit, lang),
    }
    return f"\n{tell('selected_fresh', lang, **facts)}"


def hall_name(manifest: Mapping[str, Any], row: Mapping[Any, Any], lang: Lang) -> str:
    """The variant's label, with the point that it stands at."""
    point = comma(lang).join(f"{key}={row[key]}" for key in manifest["keys"])
    name = label(manifest["variants"][row["variant"]], lang)
    return tell("hall_at", lang, hall=name, point=point) if point else name


def zone_text(manifest: Mapping[str, Any], lang: Lang) -> str:
    """The indifference zone with its unit."""
    (measure,) = manifest["measures"]
    scale = 100.0 if manifest["catalogue"][measure]["unit"]["en"] == SHARE.en else 1.0
    gap = "" if lang == "zh" else " "
    return f"{scale * manifest['zone']:g}{gap}{unit_of(manifest, measure, lang)}"


def in_order(manifest: Mapping[str, Any], halls: pd.DataFrame) -> pd.DataFrame:
    """The halls, the best first: those that were kept, then by how long they were played, then by their means.

    Where more replications go to halls that are close to the best or vary much, by their means at once.
    """
    by = ["out", "rank"] if manifest["procedure"] == "ocba" else ["out", "longest", "rank"]
    sign = 1.0 if manifest["best"] == "lowest" else -1.0
    order = halls.assign(out=halls["finding"] == "dropped", longest=-halls["n"], rank=sign * halls["mean"])
    return halls.loc[order.sort_values(by, kind="stable").index]


def table(manifest: Mapping[str, Any], halls: pd.DataFrame, lang: Lang) -> Table:
    """A row a hall, the best first."""
    (measure,) = manifest["measures"]
    words = manifest["catalogue"][measure]
    unit = words["unit"]["en"]
    shown = in_order(manifest, halls)
    apart, again = bool(halls["nearest"].notna().any()), bool(halls["fresh_n"].any())
    rows = []
    for row in shown.head(MOST_ROWS).to_dict("records"):
        told = mean_and_interval(row["mean"], row["low"], row["high"], unit)
        cells = [hall_name(manifest, row, lang), tell(row["finding"], lang), f"{row['n']:,}", told]
        fresh = [_mean_afresh(row, unit)] if again else []
        rows.append([*cells, *fresh, *([_behind(row, unit)] if apart else [])])
    columns = [tell("variant", lang), tell("finding", lang), tell("replications", lang), label(words["label"], lang)]
    shown_unit = "%" if unit == SHARE.en else label(words["unit"], lang)
    columns[-1] += f" [{shown_unit}]"
    if again:
        columns.append(f"{tell('fresh_column', lang, measure=label(words['label'], lang))} [{shown_unit}]")
    if apart:
        columns.append(f"{tell('behind_best', lang)} [{unit_of(manifest, measure, lang)}]")
    note = f"selection_note_{manifest['procedure']}"
    if manifest["procedure"] == "all" and (halls["finding"] == "left").any():
        note += "_open"
    notes = [tell(note, lang, zone=zone_text(manifest, lang), n=manifest["first"])]
    notes += [tell("fresh_note", lang, n=manifest["fresh"]["replications"], first=manifest["fresh"]["first"])] * again
    notes += [tell("behind_note", lang)] if apart else []
    notes.append(f"{label(words['label'], lang)}{tell('colon', lang)}{label(words['clock'], lang)}")
    named = {row["hall"]: hall_name(manifest, row, lang) for row in halls.to_dict("records")}
    notes += [
        tell("same_note", lang, halls=comma(lang).join(named[name] for name in names)) for names in manifest["same"]
    ]
    if len(shown) > MOST_ROWS:
        notes.append(tell("more_halls", lang, more=len(shown) - MOST_ROWS))
    return Table(tell("selection", lang, best=tell(manifest["best"], lang)), columns, rows, notes, words=2)


def _mean_afresh(row: Mapping[Any, Any], unit: str) -> str:
    if not row["fresh_n"]:
        return NOTHING
    return mean_and_interval(row["fresh_mean"], row["fresh_low"], row["fresh_high"], unit)


def _behind(row: Mapping[Any, Any], unit: str) -> str:
    if math.isnan(row["nearest"]):
        return NOTHING
    return f"{number(row['behind'], unit)} ({number(row['nearest'], unit)}, {number(row['furthest'], unit)})"
