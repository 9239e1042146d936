"""The wait through the day."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from sim.report.figures.sheet import FAINT, INK, LABEL, LEADING, OPEN, QUIET, SMALL, sheet, time_axis, wrap_name
from sim.report.figures.view import Variant, View, runs
from sim.spec import HALF_HOUR

NAME = 1.9
"""Inches of width for a name at the end of a line."""

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
        look: dict[str, Any] = {"marker": variant.marker, "markersize": 4.5, "markeredgecolor": "white"}
        axes.plot(middle[run], mean[run], color=variant.colour, linewidth=1.8, markeredgewidth=0.6, **look)
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
