"""How often people come, for what, and how many days the result takes."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.report.figures.dots import ROW, dots, name_rows
from sim.report.figures.sheet import FAINT, HALO, INK, SMALL, sheet
from sim.report.figures.view import View

CAUSES = {
    "first": "#5B8DB8",
    "returns_papers": "#D98880",
    "returns_error": "#943126",
    "returns_gave_up": "#F0B27A",
    "returns_closing": "#B9770E",
    "returns_result": "#A9CCE3",
    "returns_collect": "#C7CCD4",
}
"""What people come for, and its colour: what goes wrong in red and brown, what is due in blue and grey."""
THICK = 0.5
"""Height of a bar, of a row's."""
COLUMNS = 4
"""Causes side by side in the key."""
LEAST = 0.01
"""Visits per case that are too few to be seen, or said."""


def has_journeys(view: View) -> bool:
    """Whether in any hall people come more than once, or results take days."""
    returns = [view.hall(measure) for measure in CAUSES if measure != "first"]
    return not view.hall("visits_per_case").empty and any((table["mean"] > 0.0).any() for table in returns)


def journeys(view: View) -> Figure:
    """Visits per case by cause, stacked, a bar a variant; dots for mean and 90 % point of the days to the result.

    Of measures that were not taken nothing is drawn.
    """
    visits = [_visits(view, variant.name) for variant in view.variants]
    used = [cause for cause in CAUSES if any(found[cause] > LEAST for found in visits)]
    keys = math.ceil(len(used) / COLUMNS)
    figure = sheet(view, "journeys", "bars", ROW * len(view.variants) + 1.2 + 0.22 * keys)
    grid = figure.add_gridspec(2, 3, width_ratios=[2.2, 1.0, 1.0], height_ratios=[ROW * len(view.variants), 0.2 * keys])
    panel = figure.add_subplot(grid[0, 0])
    _bars(panel, view, used)
    name_rows(panel, figure, view)
    _key(figure.add_subplot(grid[1, :]), view, used)
    for column, (measure, words) in enumerate(_DAYS.items(), 1):
        axes = figure.add_subplot(grid[0, column])
        if not view.hall(measure).empty:
            dots(axes, view, measure)
        axes.set_xlabel(view.words[words])
    return figure


_DAYS = {"mean_days_to_result": "journeys_mean", "p90_days_to_result": "journeys_p90"}


def _visits(view: View, variant: str) -> dict[str, float]:
    """Visits per case by cause; the first ones are what the others leave."""
    found = {cause: view.hall(cause)["mean"].get(variant, 0.0) for cause in CAUSES if cause != "first"}
    total = float(view.hall("visits_per_case")["mean"].get(variant, math.nan))
    return {"first": total - sum(found.values()), **found}


def _bars(axes: Axes, view: View, used: list[str]) -> None:
    """Stack the visits of each variant, with the interval of their sum, and its value."""
    table, reach = view.hall("visits_per_case"), 0.0
    for row, variant in enumerate(view.variants):
        axes.axhline(row, color=FAINT, linewidth=0.6, zorder=0)
        if variant.name not in table.index or math.isnan(table["mean"][variant.name]):
            continue
        left, visits = 0.0, _visits(view, variant.name)
        for cause in used:
            axes.barh(row, visits[cause], THICK, left, color=CAUSES[cause], edgecolor="white", linewidth=0.6)
            left += visits[cause]
        mean, low, high = (float(table[column][variant.name]) for column in ("mean", "low", "high"))
        if not math.isnan(low):
            axes.plot([low, high], [row, row], color=INK, linewidth=1.4, solid_capstyle="butt")
        end = mean if math.isnan(high) else max(mean, high)
        place: dict[str, Any] = {"xytext": (5, 0), "textcoords": "offset points", "va": "center", "size": SMALL}
        place["path_effects"] = HALO
        axes.annotate(_value(view, variant.name, mean), (end, row), **place)
        reach = max(reach, end)
    axes.set_xlim(0.0, 1.9 * reach if reach > 0.0 else 1.0)
    axes.set_ylim(len(view.variants) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.set_xlabel(view.words["journeys_visits"])


def _value(view: View, variant: str, mean: float) -> str:
    """The number of visits, and the share of cases done in one."""
    once = view.hall("share_one_visit")["mean"].get(variant, math.nan)
    if math.isnan(once):
        return f"{mean:.2f}"
    share = view.words["journeys_shares"].format(share=view.percent(f"{100.0 * once:.0f}"))
    return f"{mean:.2f} ({share})" if view.language == "en" else f"{mean:.2f}（{share}）"


def _key(axes: Axes, view: View, used: list[str]) -> None:
    """What the colours mean."""
    axes.set_axis_off()
    handles = [Patch(color=CAUSES[cause], label=view.words[cause]) for cause in used]
    place: dict[str, Any] = {"loc": "center", "ncols": COLUMNS, "frameon": False, "borderaxespad": 0.0}
    axes.legend(handles=handles, fontsize=SMALL, handlelength=1.2, columnspacing=1.6, **place)
