"""Figures of the wait: through the day, and how long the long waits are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from sim.report.figures.dots import ROW, dots, name_rows
from sim.report.figures.sheet import FAINT, HALO, INK, LABEL, LEADING, OPEN, QUIET, SMALL, sheet, time_axis, wrap_name
from sim.report.figures.view import Variant, View, runs
from sim.results.intervals import interval
from sim.spec import HALF_HOUR

LONGEST = 120
"""The last minute of the histogram of waits: so long, or longer."""
NAME = 1.9
"""Inches of width for a name at the end of a line."""
STEP = 27.0
"""Points from the name of a limit to one that is written lower."""

Floats = NDArray[np.float64]


def wait_by_half_hour(view: View) -> Figure:
    """Mean wait by half-hour, a line a variant; broken where the hall is closed."""
    gone = view.left_out()
    notes = [view.words["left_out"].format(share=view.percent(f"{100.0 * gone:.1g}"))] if gone else []
    figure = sheet(view, "wait", "bands", max(4.3, 1.6 + 0.42 * len(view.variants)), *notes)
    axes = figure.add_subplot()
    ends = [_line(axes, view, variant) for variant in view.variants]
    _opening_hours(axes, view)
    axes.set_ylim(0.0, max(axes.get_ylim()[1], 1e-9))
    axes.yaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    labels = [*_names(figure, view, ends), *_mean_goal(axes, view)]
    axes.set_xlabel(view.words["time_x"])
    axes.set_ylabel(view.words["wait_y"])
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    _annotate_ends(figure, axes, labels)
    return figure


def _line(axes: Axes, view: View, variant: Variant) -> tuple[float, float] | None:
    """Draw one variant's line with its band, and return where it ends."""
    table = view.line(variant)
    middle = table["start"].to_numpy(dtype=np.float64) + HALF_HOUR / 2.0
    mean, low, high = (table[column].to_numpy(dtype=np.float64) for column in ("mean", "low", "high"))
    for run in runs(list(middle)) if len(middle) else []:
        if run.stop - run.start == 1:  # a band needs two points
            axes.vlines(middle[run], low[run], high[run], color=variant.colour, linewidth=5.0, alpha=0.2)
        else:
            axes.fill_between(middle[run], low[run], high[run], color=variant.colour, alpha=0.2, linewidth=0.0)
        look = {"color": variant.colour, "marker": variant.marker, "markersize": 4.5, "markeredgecolor": "white"}
        axes.plot(middle[run], mean[run], linewidth=1.8, markeredgewidth=0.6, **look)  # type: ignore[arg-type]
    return (float(middle[-1]), float(mean[-1])) if len(middle) else None


def _opening_hours(axes: Axes, view: View) -> None:
    """Shade when the halls are open, and say of the gaps that they are closures."""
    hours = view.hours
    left, right = axes.dataLim.intervalx if np.isfinite(axes.dataLim.intervalx).all() else (hours[0][0], hours[-1][1])
    time_axis(axes, min(hours[0][0], left - HALF_HOUR / 2.0), max(hours[-1][1], right + HALF_HOUR / 2.0))
    for start, end in hours:
        axes.axvspan(start, end, color=OPEN, linewidth=0.0, zorder=-2.0)
    for (_, start), (end, _) in pairwise(hours):
        axes.text(
            (start + end) / 2.0,
            0.97,
            view.words["closed"],
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            size=SMALL,
            color=QUIET,
            bbox={"facecolor": "white", "linewidth": 0.0, "pad": 1.5},  # no line of the grid goes through the word
        )


class Note(NamedTuple):
    """A label right of the axes, and the point that it is about."""

    text: str
    end: tuple[float, float]
    colour: str


def _names(figure: Figure, view: View, ends: list[tuple[float, float] | None]) -> list[Note]:
    return [
        Note(wrap_name(figure, variant.label, LABEL, NAME), end, variant.colour)
        for variant, end in zip(view.variants, ends, strict=True)
        if end is not None
    ]


def _mean_goal(axes: Axes, view: View) -> list[Note]:
    """Draw the goal for the mean wait, if it is not far above all that is shown."""
    goal, top = view.goal("mean_wait"), axes.get_ylim()[1]
    if goal is None or goal[1] > 1.6 * top:
        return []
    axes.set_ylim(0.0, max(top, 1.12 * goal[1]))
    axes.axhline(goal[1], color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1.5)
    return [Note(view.words["wait_goal"].format(value=f"{goal[1]:g}"), (axes.get_xlim()[1], goal[1]), INK)]


def _annotate_ends(figure: Figure, axes: Axes, notes: list[Note]) -> None:
    """Put the notes right of the axes, each near its point, and far enough apart to be read."""
    texts = [
        axes.annotate(
            note.text,
            note.end,
            xytext=(1.03, note.end[1]),
            textcoords=axes.get_yaxis_transform(),
            va="center",
            size=LABEL,
            arrowprops={"arrowstyle": "-", "color": note.colour, "linewidth": 0.9, "shrinkA": 2, "shrinkB": 4}
            | {"relpos": (0.0, 0.5)},
            annotation_clip=False,
        )
        for note in notes
    ]
    figure.draw_without_rendering()  # only now is it known how high the axes are
    top = axes.get_ylim()[1]
    line = LABEL * LEADING * top * figure.dpi / axes.get_window_extent().height
    sizes = [line * (1 + note.text.count("\n")) for note in notes]
    for text, height in zip(texts, spread([note.end[1] for note in notes], sizes, top), strict=True):
        text.set_position((1.03, height))


def spread(heights: list[float], sizes: list[float], top: float) -> list[float]:
    """Middles of labels as near to `heights` as can be, in the same order, not overlapping, from 0 to `top`.

    Less all that is stacked below it, a label may not be lower than the one before: an isotonic regression.
    """
    if not heights:
        return []
    order = np.argsort(heights, kind="stable")
    size = np.asarray(sizes, dtype=np.float64)[order]
    below = np.cumsum(size) - size / 2.0
    level = isotonic_regression(np.asarray(heights, dtype=np.float64)[order] - below).x
    places = np.empty(len(order))
    places[order] = np.clip(level, 0.0, max(0.0, top - float(size.sum()))) + below
    return [float(place) for place in places]


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
        axes.plot(minute, curve["mean"], color=variant.colour, linewidth=1.8, **_marks(variant, number))  # type: ignore[arg-type]
        shown = max(shown, float(minute[curve["mean"] >= 0.01].max(initial=0.0)))
    axes.set_xlim(0.0, min(float(LONGEST), 5.0 * np.ceil(shown / 5.0)))
    axes.set_ylim(0.0, 1.0)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=view.percent("")))
    axes.set_xlabel(view.words["tail_x"])
    axes.set_ylabel(view.words["tail_y"])
    axes.grid(axis="y", color=FAINT, linewidth=0.6)


def _marks(variant: Variant, number: int) -> dict[str, object]:
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
    text = {"size": SMALL, "color": QUIET, "path_effects": HALO, "va": "top", "linespacing": 1.3}
    place = axes.get_xaxis_transform()
    return axes.annotate(name, (limit, 1.0), xycoords=place, xytext=(4, -3), textcoords="offset points", **text)  # type: ignore[arg-type]


def levels(starts: Sequence[float], ends: Sequence[float]) -> list[int]:
    """How many steps lower each name is written, so that it, and the line at its start, meet no name before it.

    Names run from `starts`, which ascend, to `ends`.
    """
    found: list[int] = []
    for start in starts:
        found.append(max((level + 1 for level, end in zip(found, ends, strict=False) if end >= start), default=0))
    return found
