"""The heat map: how busy each clerk group is in each half-hour, a panel a hall."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter
from matplotlib.transforms import offset_copy

from sim.report.figures.sheet import LABEL, QUIET, SMALL, WIDTH, sheet, wrap_name
from sim.report.figures.view import Variant, View, in_spans, minutes
from sim.report.halls import STATIONS
from sim.report.text import named
from sim.spec import HALF_HOUR, clock

COLOURS = "YlOrRd"
OFF_DUTY = "#E4E6EA"
ROW = 0.29
"""Inches of height of a group."""
HEAD = 0.42
"""Inches of a panel's title and of the space under it."""
TALLEST = 12.0
"""Inches of panels that one column may have; beyond, there are two."""
NAME = 2.0
"""Inches of width for a group's name."""
STATION = 1.0
"""Inches of width for a station's name."""
RULE: dict[str, Any] = {"color": "#A3A9B4", "linewidth": 0.7, "solid_capstyle": "butt"}
"""The line between stations."""


def load_heat_map(view: View) -> Figure:
    """Utilisation by clerk group and half-hour, a panel a variant, on one scale."""
    tables = [_table(view, variant) for variant in view.variants]
    heights = [ROW * len(table) + HEAD for table in tables]
    columns = 1 if sum(heights) <= TALLEST else 2
    heights += [0.0] * (-len(heights) % columns)
    rows = [max(heights[i : i + columns]) for i in range(0, len(heights), columns)]
    ratios = [max(1, *map(len, tables[i : i + columns])) for i in range(0, len(tables), columns)]
    figure = sheet(view, "load", "means", sum(rows) + 1.0, width=WIDTH if columns == 1 else 1.75 * WIDTH)
    grid = figure.add_gridspec(len(rows), columns, height_ratios=ratios)
    panels, layout = [], figure.get_layout_engine()
    figure.set_layout_engine("none")  # seaborn draws the figure for each heat map: do not lay it out each time
    for number, (variant, table) in enumerate(zip(view.variants, tables, strict=True)):
        panels.append(figure.add_subplot(grid[divmod(number, columns)]))
        _panel(panels[-1], figure, view, variant, table)
    figure.set_layout_engine(layout)
    for panel in panels[-columns:]:
        panel.set_xlabel(view.words["load_x"])
    bar = figure.colorbar(panels[0].collections[0], ax=panels, location="bottom", shrink=0.45, aspect=36, pad=0.01)
    bar.ax.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=view.percent("")))
    bar.set_label(view.words["load_bar"])
    bar.outline.set_visible(False)
    return figure


def _table(view: View, variant: Variant) -> pd.DataFrame:
    """Mean utilisation of a variant: a row a group, by station, a column a half-hour of any hall's day."""
    table = view.summary("utilisation", "group_half_hour")
    keys = table["level"].str.rsplit("/", n=1, expand=True).reindex(columns=[0, 1])
    table = table.assign(group=keys[0], start=[minutes(time) for time in keys[1]])
    first = min([span[0] for span in view.hours] + list(table["start"]))
    last = max([span[1] for span in view.hours] + [start + HALF_HOUR for start in table["start"]])
    slots = np.arange(HALF_HOUR * math.floor(first / HALF_HOUR), last, HALF_HOUR)
    mine = table[table["variant"] == variant.name].pivot(index="group", columns="start", values="mean")
    groups = sorted(variant.groups, key=lambda group: list(STATIONS).index(variant.stations[group]))
    return mine.reindex(index=[group for group in groups if group in mine.index], columns=slots)


def _panel(axes: Axes, figure: Figure, view: View, variant: Variant, table: pd.DataFrame) -> None:
    import seaborn as sns

    numbers = table.map(lambda share: "" if math.isnan(share) else f"{100.0 * share:.0f}")
    sns.heatmap(
        table.astype(float),
        ax=axes,
        vmin=0.0,
        vmax=1.0,
        cmap=COLOURS,
        annot=numbers,
        fmt="",
        annot_kws={"size": SMALL},
        linewidths=0.8,
        linecolor="white",
        cbar=False,
    )
    axes.set_facecolor(OFF_DUTY)
    _closures(axes, view, variant, table)
    _times(axes, table)
    labels = [wrap_name(figure, variant.groups[group], SMALL, NAME) for group in table.index]
    axes.set_yticks(np.arange(len(labels)) + 0.5, labels, rotation=0, size=SMALL, linespacing=1.0)
    axes.tick_params(axis="y", length=0)
    axes.set(xlabel="", ylabel="")
    _stations(axes, figure, view, variant, table)
    _name(axes, figure, variant)


def _stations(axes: Axes, figure: Figure, view: View, variant: Variant, table: pd.DataFrame) -> None:
    """Name the stations at the right, where there are several, with a line from one to the next."""
    stations = [variant.stations[group] for group in table.index]
    first = [row for row, station in enumerate(stations) if station not in stations[:row]]
    if len(first) < 2:
        return
    for start, end in pairwise([*first, len(stations)]):
        name = named(STATIONS[stations[start]], view.language)
        place: dict[str, Any] = {"ha": "left", "va": "center", "size": SMALL, "color": QUIET, "linespacing": 1.0}
        words = wrap_name(figure, name, SMALL, STATION)
        axes.text(1.008, (start + end) / 2.0, words, transform=axes.get_yaxis_transform(), **place)
        if start:
            axes.plot([0.0, 1.1], [start, start], transform=axes.get_yaxis_transform(), clip_on=False, **RULE)


def _name(axes: Axes, figure: Figure, variant: Variant) -> None:
    """The panel's name, with the marker that the variant has in the other figures."""
    beside = offset_copy(axes.transAxes, figure, x=4.0, y=9.0, units="points")
    axes.plot([0], [1], variant.marker, color=variant.colour, markersize=5.5, transform=beside, clip_on=False)
    place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "center"}
    axes.annotate(variant.label, (0.0, 1.0), xytext=(12, 8.5), size=LABEL + 1.0, **place)


def _closures(axes: Axes, view: View, variant: Variant, table: pd.DataFrame) -> None:
    """Leave white, and name, the columns of half-hours in which the hall is closed and nobody works."""
    starts = table.columns.to_series().astype(float)
    closed = table.isna().all() & ~in_spans(starts, variant.hours)
    edges = np.flatnonzero(np.diff([False, *closed, False]))
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        axes.add_patch(Rectangle((left, 0), right - left, len(table), facecolor="white", linewidth=0.0))
        place: dict[str, Any] = {"ha": "center", "va": "center", "size": SMALL, "color": QUIET}
        place |= {"bbox": {"facecolor": "white", "linewidth": 0.0, "pad": 2.0}, "zorder": 5.0}  # above all lines
        axes.text((left + right) / 2.0, len(table) / 2.0, view.words["closed"], **place)


def _times(axes: Axes, table: pd.DataFrame) -> None:
    """Whole hours at the edges of the columns."""
    starts = table.columns.to_numpy(dtype=np.float64)
    edges = [*starts, starts[-1] + HALF_HOUR]
    hours = [i for i, minute in enumerate(edges) if minute % 60.0 == 0.0]
    axes.set_xticks(hours, [clock(edges[i]) for i in hours], rotation=0)
