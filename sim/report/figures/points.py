"""A measure at the points of a sweep over one key, or two: against the first, a panel for each value of the second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.measures.kinds import SHARE, Measure
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import SMALL, sheet
from sim.report.figures.view import MARKERS, PALETTE
from sim.report.text import Lang

BODY = 3.4
"""Inches of height of a row of panels."""
ACROSS, MOST_PANELS = 3, 6
"""Panels in a row, and in all; of more values of the second key the outermost and some between are drawn."""


def has_picture(points: Sequence[Mapping[str, str]]) -> bool:
    """Whether a sweep can be drawn: it is over one key or two, and the first has several numbers."""
    keys = list(points[0])
    values = {point[keys[0]] for point in points}
    return len(keys) <= 2 and len(values) > 1 and all(map(_is_number, values))


def _is_number(value: str) -> bool:
    try:
        return bool(np.isfinite(float(value)))
    except ValueError:
        return False


def draw(manifest: Mapping[str, Any], measure: Measure, summary: pd.DataFrame, folder: Path, lang: Lang) -> list[Path]:
    """Draw the measure at all points into `folder`, and return the paths.

    `manifest` is what is asked: scenario, question, variants with their labels, keys, replications, seed.
    """

    def facts(page: Page) -> dict[str, str]:
        known = {"measure": page.label(measure.label.model_dump(), measure.name)}
        return known | {"key": manifest["keys"][0], "keys": ", ".join(manifest["keys"])}

    told = summary[summary["measure"] == measure.name]
    return draw_page(manifest, folder, lang, "points", facts, partial(_figure, told, measure))


def _figure(told: pd.DataFrame, measure: Measure, page: Page) -> Figure:
    key, *others = page.manifest["keys"]
    panels = _panels(told, others)
    across = min(len(panels), ACROSS)
    rows = -(-len(panels) // across)
    figure = sheet(page, "points", "bands", BODY * (0.55 + 0.45 * rows) if rows > 1 else BODY)
    grid = figure.subplots(rows, across, sharey=True, sharex=True, squeeze=False)
    unit = "%" if measure.unit.en == SHARE.en else page.label(measure.unit.model_dump(), measure.unit.en)
    for place, axes in enumerate(grid.flat):
        if place >= len(panels):
            axes.set_axis_off()
            continue
        title, table = panels[place]
        _curves(axes, page, table, key, 100.0 if measure.unit.en == SHARE.en else 1.0)
        axes.set_title(title, loc="left")
        if place % across == 0:
            axes.set_ylabel(f"{page.label(measure.label.model_dump(), measure.name)} [{unit}]")
        if place >= len(panels) - across:
            axes.set_xlabel(key)
    grid.flat[0].legend(frameon=False, fontsize=SMALL)
    return figure


def _panels(told: pd.DataFrame, others: Sequence[str]) -> list[tuple[str, pd.DataFrame]]:
    """A panel for each value of the second key, if there is one."""
    if not others:
        return [("", told)]
    (other,) = others
    values = list(told[other].unique())
    if len(values) > MOST_PANELS:
        values = [values[place] for place in np.linspace(0, len(values) - 1, MOST_PANELS).round().astype(int)]
    return [(f"{other} = {value}", told[told[other] == value]) for value in values]


def _curves(axes: Axes, page: Page, table: pd.DataFrame, key: str, scale: float) -> None:
    for look, (variant, labels) in enumerate(page.manifest["variants"].items()):
        mine = table[table["variant"] == variant]
        mine = mine.assign(at=mine[key].astype(float)).sort_values("at")
        colour, marker = PALETTE[look % len(PALETTE)], MARKERS[look % len(MARKERS)]
        axes.fill_between(mine["at"], scale * mine["low"], scale * mine["high"], color=colour, alpha=0.18, linewidth=0)
        name = page.label(labels, variant)
        axes.plot(mine["at"], scale * mine["mean"], marker, ls="-", color=colour, markersize=3.5, label=name)
