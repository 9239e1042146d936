"""How long the long waits are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.ticker import PercentFormatter

from sim.inference.intervals import interval
from sim.report.figures.dots import ROW, dots, name_rows
from sim.report.figures.sheet import FAINT, HALO, INK, QUIET, SMALL, sheet
from sim.report.figures.view import Variant, View

LONGEST = 120
"""The last minute of the histogram of waits: so long, or longer."""
STEP = 27.0
"""Points from the name of a limit to one that is written lower."""


def wait_distribution(view: View) -> Figure:
    """Above, the share that waits so long or longer; below, the shares over the limits with their goals."""
    limits = [limit for limit in view.limits if not view.hall(over(limit)).empty]
    rows = ROW * len(view.variants) + 0.55
    figure = sheet(view, "tail", "bands_bars", 3.6 + rows)
    grid = figure.add_gridspec(2, max(1, len(limits)), height_ratios=[3.6, rows])
    axes = figure.add_subplot(grid[0, :])
    _curves(axes, view)
    for column, limit in enumerate(limits):
        panel = figure.add_subplot(grid[1, column])
        dots(panel, view, over(limit))
        panel.set_xlabel(view.words["over"].format(value=f"{limit:g}"))
        if column == 0:
            name_rows(panel, figure, view)
    _limits(figure, axes, view)
    return figure


def over(limit: float) -> str:
    """The measure that is the share of tickets waiting longer than `limit`."""
    return f"share_wait_over_{limit:g}"


def tail(histograms: pd.DataFrame) -> pd.DataFrame:
    """mean, low and high of the share of tickets that wait m minutes or longer, m = 0..120 (rows).

    `histograms` has the rows of `replications` for one variant, by `wait_minute`.
    """
    counts = histograms.assign(level=histograms["level"].astype(int)).pivot_table(
        index="replication", columns="level", values="value", aggfunc="sum"
    )
    counts = counts.reindex(columns=range(LONGEST + 1)).fillna(0.0)
    longer = counts.iloc[:, ::-1].cumsum(axis=1).iloc[:, ::-1]
    shares = longer.div(longer[0].where(longer[0] > 0.0), axis=0)
    bounds = [interval(list(shares[minute])) for minute in shares.columns]
    return pd.DataFrame(
        {"mean": [b.mean for b in bounds], "low": [b.low for b in bounds], "high": [b.high for b in bounds]}
    )


def _curves(axes: Axes, view: View) -> None:
    table = view.results.replications
    table = table[(table["measure"] == "tickets") & (table["by"] == "wait_minute")]
    shown = 1.25 * max((*view.limits, 10.0))
    for number, variant in enumerate(view.variants):
        curve = tail(table[table["variant"] == variant.name])
        if curve["mean"].isna().all():
            continue
        minute = curve.index.to_numpy(dtype=np.float64)
        band = curve[["low", "high"]].clip(0.0, 1.0)
        axes.fill_between(minute, band["low"], band["high"], color=variant.colour, alpha=0.2, linewidth=0.0)
        axes.plot(minute, curve["mean"], color=variant.colour, linewidth=1.8, **_marks(variant, number))
        shown = max(shown, float(minute[curve["mean"] >= 0.01].max(initial=0.0)))
    axes.set_xlim(0.0, min(float(LONGEST), 5.0 * np.ceil(shown / 5.0)))
    axes.set_ylim(0.0, 1.0)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=view.percent("")))
    axes.set_xlabel(view.words["tail_x"])
    axes.set_ylabel(view.words["tail_y"])
    axes.grid(axis="y", color=FAINT, linewidth=0.6)


def _marks(variant: Variant, number: int) -> dict[str, Any]:
    """The variant's marker now and then along a curve, not where the others have theirs."""
    look = {"marker": variant.marker, "markersize": 4.5, "markeredgecolor": "white", "markeredgewidth": 0.6}
    return {**look, "markevery": (1 + number % 8, 8)}


def _limits(figure: Figure, axes: Axes, view: View) -> None:
    """Draw the limits, name them where there is room above the curves, and mark the shares that the goals allow.

    A name goes to the right of its line. Where it reaches the next line, that one ends below it, with its own name.
    """
    limits = [limit for limit in view.limits if limit < axes.get_xlim()[1]]
    names = [_limit(axes, view, limit) for limit in limits]
    figure.draw_without_rendering()  # only now is it known how wide the axes and the names are
    box = axes.get_window_extent()
    starts = [float(axes.transData.transform((limit, 0.0))[0]) for limit in limits]
    ends = [float(Text.get_window_extent(name).x1) for name in names]
    for limit, name, level in zip(limits, names, levels(starts, ends), strict=True):
        down = level * STEP
        name.set_position((4, -3 - down))
        top = 1.0 - down / 72.0 * figure.dpi / box.height
        axes.axvline(limit, ymax=top, color=QUIET, linewidth=0.8, zorder=1.5)


def _limit(axes: Axes, view: View, limit: float) -> Annotation:
    """Name a limit at the top of the axes, with its goal, and mark the share that the goal allows."""
    name, goal = view.words["limit"].format(value=f"{limit:g}"), view.goal(over(limit))
    if goal is not None:
        axes.plot([limit], [goal[1]], "v", color=INK, markersize=7.0, markeredgecolor="white", zorder=4.0)
        name += "\n▼ " + view.words[goal[0]].format(value=view.percent(f"{100.0 * goal[1]:g}"))
    text: dict[str, Any] = {"size": SMALL, "color": QUIET, "path_effects": HALO, "va": "top", "linespacing": 1.3}
    place = axes.get_xaxis_transform()
    return axes.annotate(name, (limit, 1.0), xycoords=place, xytext=(4, -3), textcoords="offset points", **text)


def levels(starts: Sequence[float], ends: Sequence[float]) -> list[int]:
    """How many steps lower each name is written, so that it, and the line at its start, meet no name before it.

    Names run from `starts`, which ascend, to `ends`.
    """
    found: list[int] = []
    for start in starts:
        found.append(max((level + 1 for level, end in zip(found, ends, strict=False) if end >= start), default=0))
    return found
