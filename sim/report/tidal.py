"""Tidal windows as a sentence and tables: what each rule does, and what a timetable would have done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.measures.kinds import SHARE
from sim.report.bottlenecks import excludes_0, with_interval
from sim.report.finding import tell
from sim.report.levers import unit_of
from sim.report.tables import Table
from sim.report.text import Lang, label

RULE = ["open_over", "close_under"]
WHOLE = "mean_time_per_visit"
"""What may get longer while the wait for a window gets shorter, as reviews wait meanwhile; minutes."""


def best_of(manifest: Mapping[str, Any], halls: pd.DataFrame) -> Any:
    """The row of the rule with the best mean of the first measure, among rules by which anybody came forward.

    The best is the lowest, unless the measure's goal is to be reached from above. None where nobody ever came.
    """
    mine = halls[(halls["kind"] == "rule") & (halls["measure"] == manifest["measures"][0]) & (halls["hours"] > 0.0)]
    mine = mine[mine["mean"].notna()]
    if mine.empty:
        return None
    place = mine["mean"].argmax() if manifest["highest"] else mine["mean"].argmin()
    return mine.iloc[int(place)]


def headline(manifest: Mapping[str, Any], halls: pd.DataFrame, differences: pd.DataFrame, lang: Lang) -> str:
    """Which rule does best, and whether the same clerk-hours by the clock would do as well."""
    best = best_of(manifest, halls)
    if best is None:
        return tell("tidal_never", lang)
    measure = manifest["measures"][0]
    mine = differences[(differences[RULE] == best[RULE]).all(axis=1)]
    rows = {(row["measure"], row["against"]): _scaled(manifest, row) for row in mine.to_dict("records")}
    facts = {
        "measure": label(manifest["catalogue"][measure]["label"], lang),
        "unit": unit_of(manifest, measure, lang),
        "best": tell("highest" if manifest["highest"] else "lowest", lang),
    }
    ends = {"over": best["open_over"], "under": best["close_under"], "hours": f"{best['hours']:.1f}"}
    said = [tell("tidal_best", lang, none=with_interval(rows[measure, "none"]), **ends, **facts)]
    whole = rows.get((WHOLE, "none"))
    if whole is not None and measure != WHOLE and whole["low"] > 0.0:
        named = {"measure": label(manifest["catalogue"][WHOLE]["label"], lang), "unit": unit_of(manifest, WHOLE, lang)}
        said.append(tell("tidal_longer", lang, longer=with_interval(whole), **named))
    apart = rows[measure, "timetable"]
    good = (apart["mean"] > 0.0) == manifest["highest"]
    key = "tidal_alike" if not excludes_0(apart) else "tidal_better" if good else "tidal_worse"
    said.append(tell(key, lang, apart=with_interval(apart), **facts))
    return ("" if lang == "zh" else " ").join(said)


def tables(manifest: Mapping[str, Any], halls: pd.DataFrame, differences: pd.DataFrame, lang: Lang) -> list[Table]:
    """The halls, and the rules' differences from no tidal windows and from a timetable."""
    measures = manifest["measures"]
    names = {
        of: [f"{label(manifest['catalogue'][name]['label'], lang)} [{of(manifest, name, lang)}]" for name in measures]
        for of in (level_unit, unit_of)
    }
    variant = label(manifest["variants"][manifest["variant"]], lang)
    found = [
        [hall_name(key, lang), f"{hours:.1f}", *_cells(manifest, rows, lambda row: False)]
        for (*key, hours), rows in halls.groupby(["kind", *RULE, "hours"], sort=False)
    ]
    columns = [tell("tidal_hall", lang), tell("tidal_hours", lang), *names[level_unit]]
    note = tell("tidal_halls_note", lang, n=manifest["replications"])
    apart = [
        [_pair_name(key, lang), *_cells(manifest, rows, excludes_0)]
        for key, rows in differences.groupby([*RULE, "against"], sort=False)
    ]
    statements = tell("tidal_apart_note", lang, statements=2 * len(manifest["rules"]))
    return [
        Table(tell("tidal_halls", lang, label=variant), columns, found, [note]),
        Table(tell("tidal_apart", lang), [tell("tidal_hall", lang), *names[unit_of]], apart, [statements]),
    ]


def _pair_name(key: Any, lang: Lang) -> str:
    over, under, against = key
    other = tell("tidal_none" if against == "none" else "tidal_same_hours", lang)
    return tell("tidal_of", lang, over=over, under=under, other=other)


def level_unit(manifest: Mapping[str, Any], measure: str, lang: Lang) -> str:
    """The unit of a measure as it is told, shares in per cent; `unit_of` is that of what changes it."""
    unit = manifest["catalogue"][measure]["unit"]
    return "%" if unit["en"] == SHARE.en else label(unit, lang)


def hall_name(key: Any, lang: Lang) -> str:
    """What a hall is called by its kind and rule."""
    kind, over, under = key
    return tell(f"tidal_{kind}", lang, over=over, under=under)


def _cells(manifest: Mapping[str, Any], rows: pd.DataFrame, marked: Any) -> list[str]:
    found = (_scaled(manifest, row) for row in rows.to_dict("records"))
    return [with_interval(row) + (" *" if marked(row) else "") for row in found]


def _scaled(manifest: Mapping[str, Any], row: Mapping[Any, Any]) -> dict[Any, Any]:
    """A row, shares in per cent."""
    scale = 100.0 if manifest["catalogue"][row["measure"]]["unit"]["en"] == SHARE.en else 1.0
    return {**row, **{column: scale * row[column] for column in ("mean", "low", "high")}}
