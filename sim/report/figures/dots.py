"""Dots with intervals: one measure of the whole hall, a row a variant."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import offset_copy

from sim.report.figures.sheet import FAINT, HALO, INK, LABEL, QUIET, SMALL, is_share, wrap_name
from sim.report.figures.view import View
from sim.report.text import number

ROW = 0.36
"""Inches of height of a row, names of up to two lines."""
NAMES = 2.0
"""Inches of width for the names."""


def dots(axes: Axes, view: View, measure: str) -> None:
    """Draw the measure's mean and interval for each variant, its value beside it, and the goal."""
    table = view.hall(measure)
    scale, unit = _scale(view, measure), str(table["unit"].iloc[0])
    reach = 0.0
    for row, variant in enumerate(view.variants):
        axes.axhline(row, color=FAINT, linewidth=0.6, zorder=0)
        if variant.name not in table.index:
            continue
        mean, low, high = (scale * float(table[column][variant.name]) for column in ("mean", "low", "high"))
        if math.isnan(mean):
            continue
        if is_share(view, measure):
            low, high = np.clip([low, high], 0.0, 100.0)
        if not math.isnan(low):
            axes.plot([low, high], [row, row], color=variant.colour, linewidth=2.4, solid_capstyle="butt")
        axes.plot([mean], [row], variant.marker, color=variant.colour, markersize=5.5, clip_on=False)
        axes.annotate(
            number(mean / scale, unit),
            (mean if math.isnan(high) else max(mean, high), row),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            size=SMALL,
            path_effects=HALO,
        )
        reach = max(reach, mean if math.isnan(high) else high)
    reach = _goal(axes, view, measure, reach)
    axes.set_xlim(0.0, 1.3 * reach if reach > 0.0 else 1.0)
    _tidy(axes, view, 100.0 if is_share(view, measure) else math.inf)


def name_rows(axes: Axes, figure: Figure, view: View) -> None:
    """Name the variants at the left of the leftmost axes, each with its marker: the key to all other axes."""
    labels = [wrap_name(figure, variant.label, LABEL, NAMES) for variant in view.variants]
    axes.set_yticks(range(len(labels)), labels, size=LABEL)
    axes.tick_params(axis="y", labelleft=True, pad=18)
    beside = offset_copy(axes.get_yaxis_transform(), figure, x=-10.0, units="points")
    for row, variant in enumerate(view.variants):
        axes.plot([0], [row], variant.marker, color=variant.colour, markersize=5.5, transform=beside, clip_on=False)


def _goal(axes: Axes, view: View, measure: str, reach: float) -> float:
    """Draw the goal, and return how far the axis has to reach with it."""
    goal = view.goal(measure)
    if goal is None:
        return reach
    sense, value = goal[0], goal[1] * _scale(view, measure)
    axes.axvline(value, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    reach = max(reach, value)
    axes.annotate(
        view.words[sense].format(value=f"{value:g}"),
        (value, 1.0),
        xycoords=axes.get_xaxis_transform(),
        xytext=(0, 3),
        textcoords="offset points",
        ha="left" if value < 0.4 * reach else "right" if value > 0.9 * reach else "center",
        size=SMALL,
        color=QUIET,
    )
    return reach


def _tidy(axes: Axes, view: View, most: float) -> None:
    """A row a variant, and ticks up to the `most` that the measure can be."""
    axes.set_ylim(len(view.variants) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0, labelleft=False)
    axes.spines["left"].set_visible(False)
    axes.set_xticks(
        [tick for tick in MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(*axes.get_xlim()) if tick <= most]
    )


def _scale(view: View, measure: str) -> float:
    """What values are multiplied by to be shown."""
    return 100.0 if is_share(view, measure) else 1.0
