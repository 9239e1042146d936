"""Where people wait: shares by queue, a heat map by half-hour, and what one more clerk saves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.bottlenecks import minute_of, when
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import FAINT, LABEL, QUIET, SMALL, sheet, wrap_name
from sim.report.text import Lang
from sim.spec import HALF_HOUR, clock

WAITS, SAVES = "#0072B2", "#009E73"
COLOURS = "YlOrRd"
ROW = 0.3
"""Inches of height of a row."""
MOST = 12
"""Rows of a panel: queues with less, and clerks who save less, are left to the tables."""
NAMES = 1.7
"""Inches of width for the names."""


def draw(
    manifest: Mapping[str, Any],
    stations: pd.DataFrame,
    cells: pd.DataFrame,
    savings: pd.DataFrame,
    folder: Path,
    lang: Lang,
) -> list[Path]:
    """Draw the bottlenecks into `folder`; returns the paths."""

    def facts(page: Page) -> dict[str, str]:
        return {"label": page.label(manifest["variants"][manifest["variant"]], manifest["variant"])}

    waited = stations[stations["share"] > 0.0].head(MOST)
    saved = savings[savings["measure"] == "per_case"].sort_values("mean", ascending=False, kind="stable").head(MOST)
    return draw_page(manifest, folder, lang, "bottlenecks", facts, partial(_figure, waited, cells, saved))


def _figure(stations: pd.DataFrame, cells: pd.DataFrame, saved: pd.DataFrame, page: Page) -> Figure:
    rows = max(len(stations), len(saved), 1)
    heat = max(len(stations), 1)
    figure = sheet(page, "bottlenecks", "bars_together", ROW * (rows + heat) + 1.7)
    grid = figure.add_gridspec(2, 2, height_ratios=[ROW * rows + 0.6, ROW * heat + 0.6])
    queues = [page.label(page.manifest["queues"][queue], queue) for queue in stations["queue"]]
    left, right, below = (figure.add_subplot(place) for place in (grid[0, 0], grid[0, 1], grid[1, :]))
    _bars(left, figure, 100.0 * stations[["share", "low", "high"]], queues, WAITS)
    left.set_xlabel(page.say("share_x"))
    clerks = [
        f"{page.label(page.manifest['groups'][group], group)}{page.say('comma')}{when(half_hour, page.language)}"
        for group, half_hour in zip(saved["group"], saved["half_hour"], strict=True)
    ]
    _bars(right, figure, saved[["mean", "low", "high"]], clerks, SAVES)
    right.set_xlabel(page.say("saved_x"))
    layout = figure.get_layout_engine()
    figure.set_layout_engine("none")  # seaborn draws the figure for a heat map: do not lay it out for that
    _heat(below, figure, page, cells, stations["queue"].tolist(), queues)
    figure.set_layout_engine(layout)
    return figure


def _bars(axes: Axes, figure: Figure, table: pd.DataFrame, names: list[str], colour: str) -> None:
    """A bar a row, with its interval."""
    for row, (mean, low, high) in enumerate(table.to_numpy(dtype=np.float64)):
        axes.barh(row, mean, height=0.62, color=colour, alpha=0.8)
        axes.plot([low, high], [row, row], color=QUIET, linewidth=1.4)
    axes.axvline(0.0, color=QUIET, linewidth=0.8)
    axes.set_yticks(range(len(names)), [wrap_name(figure, name, SMALL, NAMES) for name in names], size=SMALL)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _heat(axes: Axes, figure: Figure, page: Page, cells: pd.DataFrame, queues: list[str], names: list[str]) -> None:
    import seaborn as sns

    starts = [minute_of(time) for time in [*cells["half_hour"], *page.manifest["open_half_hours"]]]
    slots = np.arange(min(starts), max(starts) + HALF_HOUR, HALF_HOUR)
    table = cells.assign(start=[minute_of(time) for time in cells["half_hour"]])
    shares = 100.0 * table.pivot(index="queue", columns="start", values="share").reindex(index=queues, columns=slots)
    if len(queues):
        numbers = shares.map(lambda share: f"{share:.1f}" if share >= 0.05 else "")
        looks: dict[str, Any] = {"annot": numbers, "fmt": "", "annot_kws": {"size": SMALL - 1.0}, "cbar": False}
        sns.heatmap(shares.astype(float), ax=axes, cmap=COLOURS, linewidths=0.8, linecolor="white", vmin=0.0, **looks)
    axes.set_facecolor(FAINT)
    axes.set_yticks(
        np.arange(len(names)) + 0.5, [wrap_name(figure, n, SMALL, NAMES) for n in names], size=SMALL, rotation=0
    )
    hours = [place for place, start in enumerate(slots) if start % 60.0 == 0.0]
    axes.set_xticks(hours, [clock(slots[place]) for place in hours], rotation=0)
    axes.tick_params(axis="y", length=0)
    axes.set(ylabel="")
    axes.set_xlabel(page.say("time_x"), size=LABEL)
