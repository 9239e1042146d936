"""Tidal windows: each rule beside a timetable of as many clerk-hours, one panel a measure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.measures.kinds import SHARE
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import HALO, QUIET, SMALL, sheet
from sim.report.text import Lang
from sim.report.tidal import level_unit

PANELS = 4
"""Measures that are drawn, the first of them."""
LOOKS = {"rule": ("o", "#0072B2", "tidal_by_rule"), "timetable": ("s", "#D55E00", "tidal_by_clock")}
ROW = 2.5
"""Inches of height of a row of panels."""
NAME = (0.5, 0.15)
"""Inches of width and height that a name takes."""


def draw(manifest: Mapping[str, Any], halls: pd.DataFrame, folder: Path, lang: Lang) -> list[Path]:
    """Draw the rules into `folder`; returns the paths."""

    def facts(page: Page) -> dict[str, str]:
        return {"label": page.label(manifest["variants"][manifest["variant"]], manifest["variant"])}

    return draw_page(manifest, folder, lang, "tidal", facts, partial(_figure, halls))


def _figure(halls: pd.DataFrame, page: Page) -> Figure:
    measures = page.manifest["measures"][:PANELS]
    columns = min(2, len(measures))
    rows = -(-len(measures) // columns)
    figure = sheet(page, "tidal", "tidal_bars", ROW * rows + 0.3)
    every = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, measure in zip(every, measures, strict=False):
        _panel(axes, page, halls[halls["measure"] == measure], measure)
    for axes in every[len(measures) :]:
        axes.axis("off")
    every[0].legend(frameon=False, fontsize=SMALL, ncols=2)
    return figure


def _panel(axes: Axes, page: Page, table: pd.DataFrame, measure: str) -> None:
    words = page.manifest["catalogue"][measure]
    scale = 100.0 if words["unit"]["en"] == SHARE.en else 1.0
    still = table[table["kind"] == "none"].iloc[0]
    axes.axhspan(scale * still["low"], scale * still["high"], color=QUIET, alpha=0.15, linewidth=0)
    axes.axhline(scale * still["mean"], color=QUIET, linewidth=1.0)
    for kind, (marker, colour, key) in LOOKS.items():
        rows = table[table["kind"] == kind]
        low, high = (scale * (rows[end] - rows["mean"]).abs() for end in ("low", "high"))
        looks: dict[str, Any] = {"fmt": marker, "color": colour, "markersize": 4.5, "elinewidth": 1.0}
        axes.errorbar(rows["hours"], scale * rows["mean"], [low, high], label=page.say(key), **looks)
    axes.set_xlabel(page.say("tidal_x"))
    axes.set_title(f"{page.label(words['label'], measure)} [{level_unit(page.manifest, measure, page.language)}]")
    axes.margins(x=0.08, y=0.18)  # room for the legend
    _name(axes, table[table["kind"] == "rule"].assign(mean=scale * table["mean"]))


def _name(axes: Axes, rules: pd.DataFrame) -> None:
    """Name the rules, the lowest first, that have room for a name beside those that are named already."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    width, height = (inches * figure.dpi for inches in NAME)
    named: list[tuple[float, float]] = []
    for row in rules.sort_values("mean", kind="stable").to_dict("records"):
        across, up = axes.transData.transform((row["hours"], row["mean"]))
        if any(abs(across - one) < width and abs(up - other) < height for one, other in named):
            continue
        named.append((across, up))
        text, place = f"{row['open_over']}/{row['close_under']}", (row["hours"], row["mean"])
        axes.annotate(text, place, xytext=(4, 4), textcoords="offset points", size=SMALL, path_effects=HALO)
