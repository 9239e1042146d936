"""Cost against wait, and against visits: a line a variant, with today's hall, the knee, and Erlang C beside it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import HALO, INK, SMALL, sheet
from sim.report.figures.view import MARKERS, PALETTE
from sim.report.frontier import LONGEST
from sim.report.text import Lang

BODY = 4.2
"""Inches of height of the axes."""


def draw(
    manifest: Mapping[str, Any], points: pd.DataFrame, halls: pd.DataFrame, folder: Path, lang: Lang
) -> list[Path]:
    """Draw the frontier into `folder`; returns the paths."""
    return draw_page(manifest, folder, lang, "frontier", lambda page: {}, partial(_figure, points, halls))


def _figure(points: pd.DataFrame, halls: pd.DataFrame, page: Page) -> Figure:
    figure = sheet(page, "frontier", "frontier_bars", BODY)
    has_visits = "visits_per_case" in set(halls["measure"])
    every = figure.subplots(1, 1 + has_visits, sharey=True, squeeze=False).ravel()
    for axes, measure in zip(every, (LONGEST, "visits_per_case"), strict=False):
        for place, variant in enumerate(page.manifest["swept"]):
            mine = halls[halls["variant"] == variant]
            _line(axes, mine, measure, place, page, variant)
            _robust(axes, mine, measure, place)
        _knee(axes, points, halls, measure)
    currency = page.manifest["currency"]
    every[0].set_xlabel(page.say("frontier_wait_x"))
    every[0].set_xlim(left=0.0)
    every[0].set_ylabel(page.say("frontier_cost_y", currency=currency))
    every[0].yaxis.set_major_formatter("{x:,.0f}")
    every[0].legend(frameon=False, fontsize=SMALL)
    if has_visits:
        every[1].set_xlabel(page.say("frontier_visits_x"))
    return figure


def _line(axes: Axes, halls: pd.DataFrame, measure: str, place: int, page: Page, variant: str) -> None:
    """The points of a variant, its hall of today, and the baseline."""
    colour, marker = PALETTE[place % len(PALETTE)], MARKERS[place % len(MARKERS)]
    name = page.label(page.manifest["variants"][variant], variant)
    # Where several levels have one hall, its mark is drawn once: else it would not be faint.
    erlang = _cells(halls[halls["hall"] == "as_good"], measure).drop_duplicates()
    axes.plot(erlang["x"], erlang["y"], linestyle=":", color=colour, alpha=0.45, linewidth=1.0)
    axes.plot(erlang["x"], erlang["y"], marker, color=colour, alpha=0.35, markersize=3.5)
    looks: dict[str, dict[str, Any]] = {
        "point": {"linestyle": "-", "linewidth": 1.2, "markersize": 4.5, "label": name},
        "today": {"linestyle": "", "markersize": 7.0, "markerfacecolor": "white"},
    }
    for hall, look in looks.items():
        cells = _cells(halls[halls["hall"] == hall], measure)
        x = [cells["x"] - cells["x_low"], cells["x_high"] - cells["x"]]
        y = [cells["y"] - cells["y_low"], cells["y_high"] - cells["y"]]
        axes.errorbar(cells["x"], cells["y"], yerr=y, xerr=x, fmt=marker, color=colour, elinewidth=0.8, **look)


def _robust(axes: Axes, halls: pd.DataFrame, measure: str, place: int) -> None:
    """A star where a plan holds on other kinds of days, too, with the number of people on duty."""
    mine = halls[halls["hall"] == "robust"]
    for row in _cells(mine, measure).assign(people=mine.groupby("level")["people"].first()).to_dict("records"):
        colour = PALETTE[place % len(PALETTE)]
        axes.plot(row["x"], row["y"], "*", color=colour, markersize=12.0, markeredgecolor=INK, markeredgewidth=0.7)
        _count(axes, (row["x"], row["y"]), row["people"])


def _count(axes: Axes, at: tuple[float, float], people: int) -> None:
    look: dict[str, Any] = {"size": SMALL, "color": INK, "path_effects": HALO}
    axes.annotate(str(people), at, xytext=(9, 7), textcoords="offset points", **look)


def _cells(halls: pd.DataFrame, measure: str) -> pd.DataFrame:
    """A row a hall: the measure as x and cost as y, each with its ends, in the order of levels."""
    found = []
    for axis, name in (("x", measure), ("y", "cost")):
        mine = halls[halls["measure"] == name].set_index("level")[["mean", "low", "high"]]
        found.append(mine.rename(columns={"mean": axis, "low": f"{axis}_low", "high": f"{axis}_high"}))
    return found[0].join(found[1]).sort_index()


def _knee(axes: Axes, points: pd.DataFrame, halls: pd.DataFrame, measure: str) -> None:
    """A ring around the knee, with the number of people on duty."""
    for row in points[points["knee"]].to_dict("records"):
        mine = halls[(halls["variant"] == row["variant"]) & (halls["hall"] == "point")]
        cells = _cells(mine[mine["level"] == row["level"]], measure)
        if cells.empty:
            continue
        at = (cells["x"].iloc[0], cells["y"].iloc[0])
        axes.plot(*at, "o", markersize=13.0, markerfacecolor="none", color=INK, markeredgewidth=1.0)
        _count(axes, at, row["people"])
