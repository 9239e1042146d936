"""Where halls tie: the difference of each variant from the base against the value of the key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from sim.measures.kinds import SHARE
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import FAINT, HALO, INK, SMALL, sheet
from sim.report.figures.view import MARKERS, PALETTE
from sim.report.levers import tie_text, unit_of
from sim.report.text import Lang

BODY = 3.6
"""Inches of height of the axes."""
MARGIN = 0.02
"""Room beyond the ends of the range, as a share of it, for the dots there."""


def draw(manifest: Mapping[str, Any], ties: pd.DataFrame, curve: pd.DataFrame, folder: Path, lang: Lang) -> list[Path]:
    """Draw the differences, and the ties in them, into `folder`; returns the paths."""
    (measure,) = manifest["measures"]

    def facts(page: Page) -> dict[str, str]:
        base = page.label(manifest["variants"][manifest["base"]], manifest["base"])
        return {
            "measure": page.label(manifest["catalogue"][measure]["label"], measure),
            "base": base,
            "key": manifest["key"],
        }

    return draw_page(manifest, folder, lang, "ties", facts, partial(_figure, ties, curve))


def _figure(ties: pd.DataFrame, curve: pd.DataFrame, page: Page) -> Figure:
    (measure,), names = page.manifest["measures"], list(page.manifest["variants"])
    figure = sheet(page, "ties", "bands", BODY)
    axes = figure.subplots()
    axes.axhline(0.0, color=INK, linewidth=0.9)
    for place, variant in enumerate(curve["variant"].unique()):
        look = names.index(variant)
        _curve(axes, page, curve[curve["variant"] == variant], variant, look)
        for row in ties[(ties["variant"] == variant) & (ties["finding"] == "tie")].to_dict("records"):
            _tie(axes, page, row, PALETTE[look % len(PALETTE)], place)
    start, end = page.manifest["from"], page.manifest["to"]
    margin = MARGIN * (end - start)
    axes.set_xlim(start - margin, end + margin)
    axes.set_xlabel(page.manifest["key"])
    axes.set_ylabel(page.say("difference_y", unit=unit_of(page.manifest, measure, page.language)))
    axes.legend(frameon=False, fontsize=SMALL)
    return figure


def _curve(axes: Axes, page: Page, table: pd.DataFrame, variant: str, look: int) -> None:
    (measure,), colour = page.manifest["measures"], PALETTE[look % len(PALETTE)]
    scale = 100.0 if page.manifest["catalogue"][measure]["unit"]["en"] == SHARE.en else 1.0
    name = page.label(page.manifest["variants"][variant], variant)
    axes.fill_between(
        table["value"], scale * table["low"], scale * table["high"], color=colour, alpha=0.18, linewidth=0
    )
    marker = MARKERS[look % len(MARKERS)]
    axes.plot(table["value"], scale * table["mean"], marker, ls="-", color=colour, markersize=3.5, label=name)


def _tie(axes: Axes, page: Page, row: Mapping[Any, Any], colour: str, place: int) -> None:
    """A line down from the tie, the interval on it, and its value."""
    at = (row["below"] + row["above"]) / 2.0
    axes.axvline(at, color=FAINT, linewidth=1.0, zorder=0)
    low = page.manifest["from"] if pd.isna(row["low"]) else row["low"]
    high = page.manifest["to"] if pd.isna(row["high"]) else row["high"]
    height, across = 0.04 + 0.07 * place, blended_transform_factory(axes.transData, axes.transAxes)
    axes.plot([low, high], [height, height], color=colour, linewidth=2.4, solid_capstyle="butt", transform=across)
    axes.plot([at], [height], "o", color=colour, markersize=5.0, transform=across)
    look: dict[str, Any] = {"va": "bottom", "ha": "center", "size": SMALL, "path_effects": HALO}
    words = tie_text(page.manifest, row, page.language)
    axes.annotate(words, (at, height), xycoords=across, xytext=(0, 4), textcoords="offset points", **look)
