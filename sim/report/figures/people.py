"""People on duty against waits: a line a variant, with the goals, the hall of today and the one that was sized."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import HALO, INK, SMALL, sheet
from sim.report.figures.view import MARKERS, PALETTE
from sim.report.text import Lang

BODY = 3.8
"""Inches of height of the axes."""


def draw(manifest: Mapping[str, Any], curve: pd.DataFrame, folder: Path, lang: Lang) -> list[Path]:
    """Draw the curve of each variant into `folder`; returns the paths."""
    return draw_page(manifest, folder, lang, "people", lambda page: {}, partial(_figure, curve))


def _figure(curve: pd.DataFrame, page: Page) -> Figure:
    figure = sheet(page, "people", "people_bars", BODY)
    wait, share = figure.subplots(1, 2)
    limit = page.manifest["limit"]
    goals = page.manifest["goals_of_day"]
    for place, variant in enumerate(curve["variant"].unique()):
        mine = curve[curve["variant"] == variant].sort_values("people")
        name = page.label(page.manifest["variants"][variant], variant)
        _line(wait, mine, ("mean_wait", "wait_low", "wait_high"), 1.0, place, name)
        _line(share, mine, ("share", "share_low", "share_high"), 100.0, place, name)
    for axes, measure, scale in ((wait, "mean_wait", 1.0), (share, f"share_wait_over_{limit}", 100.0)):
        if measure in goals:
            axes.axhline(scale * goals[measure], color=INK, linewidth=0.9, linestyle="--")
        axes.set_ylim(bottom=0.0)
        axes.set_xlabel(page.say("people_x"))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    wait.set_ylabel(page.say("people_wait_y"))
    share.set_ylabel(page.say("people_share_y", limit=limit))
    wait.legend(frameon=False, fontsize=SMALL)
    return figure


def _line(axes: Axes, table: pd.DataFrame, names: tuple[str, str, str], scale: float, place: int, name: str) -> None:
    """The line over best allocations, and beside it today's hall, which need not be one."""
    colour, marker = PALETTE[place % len(PALETTE)], MARKERS[place % len(MARKERS)]
    on_line = table[table["hall"].isin(["path", "sized"])]
    mean, low, high = names

    def points(of: pd.DataFrame, **look: Any) -> None:
        half = [scale * (of[mean] - of[low]), scale * (of[high] - of[mean])]
        axes.errorbar(of["people"], scale * of[mean], yerr=half, color=colour, elinewidth=0.9, **look)

    points(on_line, fmt=marker, linestyle="-", linewidth=1.2, markersize=3.5, label=name)
    points(table[table["hall"] == "sized"], fmt=marker, markersize=8.0)
    points(table[table["hall"] == "today"], fmt=marker, markersize=7.0, markerfacecolor="white")
    for row in table[table["hall"] == "sized"].to_dict("records"):
        at = (row["people"], scale * row[mean])
        look: dict[str, Any] = {"size": SMALL, "color": colour, "path_effects": HALO}
        axes.annotate(str(row["people"]), at, xytext=(6, 6 + 9 * place), textcoords="offset points", **look)
