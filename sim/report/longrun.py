"""What halls come to in the long run, as sentences and a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.measures.kinds import SHARE
from sim.report.finding import tell
from sim.report.tables import Table, mean_and_interval
from sim.report.text import NOTHING, Lang, label

NEAR = 0.4
"""Correlation of the means of neighbouring batches beyond which, of twenty, they hang on one another."""


def headline(manifest: Mapping[str, Any], runs: pd.DataFrame, lang: Lang) -> str:
    """A sentence a hall."""
    return "\n".join(_sentence(manifest, row, lang) for row in runs.to_dict("records"))


def _sentence(manifest: Mapping[str, Any], row: Mapping[Any, Any], lang: Lang) -> str:
    (measure,) = manifest["measures"]
    words = manifest["catalogue"][measure]
    unit = "%" if words["unit"]["en"] == SHARE.en else label(words["unit"], lang)
    facts = {
        "hall": label(manifest["variants"][row["variant"]], lang),
        "measure": label(words["label"], lang),
        "days": row["open_days"],
        "warm_up": row["warm_up"],
        "mean": mean_and_interval(row["mean"], row["low"], row["high"], words["unit"]["en"]),
        "unit": unit,
    }
    if math.isnan(row["mean"]):
        return tell("longrun_missing", lang, **facts)
    if not row["settled"]:
        return tell("longrun_unsettled", lang, **facts)
    return tell("longrun_settled" if row["cut"] else "longrun_at_once", lang, **facts)


def table(manifest: Mapping[str, Any], runs: pd.DataFrame, lang: Lang) -> Table:
    """A row a hall."""
    (measure,) = manifest["measures"]
    words = manifest["catalogue"][measure]
    unit = "%" if words["unit"]["en"] == SHARE.en else label(words["unit"], lang)
    rows = []
    for row in runs.to_dict("records"):
        missing = math.isnan(row["mean"])
        mean = NOTHING if missing else mean_and_interval(row["mean"], row["low"], row["high"], words["unit"]["en"])
        apart = NOTHING if missing else f"{row['correlation']:.2f}".replace("-", "\N{MINUS SIGN}")
        apart += " !" if row["correlation"] > NEAR else ""
        hall = label(manifest["variants"][row["variant"]], lang)
        days = str(row["open_days"])
        if row["values"] < row["open_days"]:
            days = tell("with_value", lang, days=days, values=row["values"])
        rows.append([hall, days, str(row["cut"]), str(row["warm_up"]), mean, apart])
    columns = [tell(key, lang) for key in ("variant", "open_days", "cut", "warm_up")]
    columns += [f"{label(words['label'], lang)} [{unit}]", tell("batch_correlation", lang)]
    clock = f"{label(words['label'], lang)}{tell('colon', lang)}{label(words['clock'], lang)}"
    notes = [tell("longrun_note", lang, batches=manifest["batches"]), tell("batches_note", lang, near=NEAR), clock]
    return Table(tell("longrun", lang, days=manifest["days"]), columns, rows, notes)
