"""The halls among which one was chosen: what was seen of each, and for how long it was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.measures.kinds import SHARE
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import FAINT, HALO, INK, LABEL, QUIET, SMALL, sheet, wrap_name
from sim.report.figures.view import PALETTE
from sim.report.selection import hall_name, in_order
from sim.report.text import Lang

ROW, NAMES = 0.34, 2.4
"""Inches of height of a row, and of width for its name."""
BELOW = 0.28
"""Rows below a bar at which the fresh one stands."""
MOST_ROWS = 30
"""Halls that are drawn, the best first."""
KEPT, DROPPED = PALETTE[0], QUIET


def draw(manifest: Mapping[str, Any], halls: pd.DataFrame, folder: Path, lang: Lang) -> list[Path]:
    """Draw the halls into `folder`; returns the paths."""
    (measure,) = manifest["measures"]

    def facts(page: Page) -> dict[str, str]:
        name = page.label(manifest["catalogue"][measure]["label"], measure)
        return {"measure": name, "best": page.say(manifest["best"])}

    return draw_page(manifest, folder, lang, "selection", facts, partial(_figure, halls))


def _figure(halls: pd.DataFrame, page: Page) -> Figure:
    manifest, (measure,) = page.manifest, page.manifest["measures"]
    shown = in_order(manifest, halls).head(MOST_ROWS)
    words = manifest["catalogue"][measure]
    is_share = words["unit"]["en"] == SHARE.en
    scale = 100.0 if is_share else 1.0
    about = "selection_bars_fresh" if shown["fresh_n"].any() else "selection_bars"
    figure = sheet(page, "selection", about, ROW * len(shown) + 0.7)
    axes = figure.subplots()
    for place, row in enumerate(shown.to_dict("records")):
        colour = DROPPED if row["finding"] == "dropped" else KEPT
        low, mean, high = (scale * row[column] for column in ("low", "mean", "high"))
        axes.axhline(place, color=FAINT, linewidth=0.6, zorder=0)
        axes.plot([low, high], [place, place], color=colour, linewidth=2.4, solid_capstyle="butt")
        axes.plot([mean], [place], "o", color=colour, markersize=5.5)
        if row["fresh_n"]:
            low_again, mean_again, high_again = (scale * row[f"fresh_{column}"] for column in ("low", "mean", "high"))
            axes.plot([low_again, high_again], [place + BELOW] * 2, color=INK, linewidth=1.2)
            axes.plot([mean_again], [place + BELOW], "D", color=INK, markersize=4.0, markerfacecolor="white")
        text = page.say("looked_at", finding=page.say(row["finding"]), n=f"{row['n']:,}")
        look: dict[str, Any] = {"va": "center", "size": SMALL, "color": colour, "path_effects": HALO}
        axes.annotate(text, (high, place), xytext=(6, 0), textcoords="offset points", **look)
    names = [hall_name(manifest, row, page.language) for row in shown.to_dict("records")]
    axes.set_yticks(range(len(names)), [wrap_name(figure, name, LABEL, NAMES) for name in names], size=LABEL)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    low, high = axes.get_xlim()
    # Room for the words beside the longest bar.
    axes.set_xlim(low, high + 0.3 * (high - low))
    unit = "%" if is_share else page.label(words["unit"], words["unit"]["en"])
    axes.set_xlabel(f"{page.label(words['label'], measure)} [{unit}]")
    return figure
