"""The long run, day by day: what is cut off at the beginning, and the mean of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.inference.steady import FIVE
from sim.measures.kinds import SHARE
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import FAINT, INK, SMALL, sheet
from sim.report.figures.view import PALETTE
from sim.report.text import Lang

BODY = 1.7
"""Inches of height of a panel."""


def draw(manifest: Mapping[str, Any], runs: pd.DataFrame, series: pd.DataFrame, folder: Path, lang: Lang) -> list[Path]:
    """Draw the series of every hall into `folder`; returns the paths."""
    (measure,) = manifest["measures"]

    def facts(page: Page) -> dict[str, str]:
        return {"measure": page.label(manifest["catalogue"][measure]["label"], measure), "five": str(FIVE)}

    return draw_page(manifest, folder, lang, "longrun", facts, partial(_figure, runs, series))


def _figure(runs: pd.DataFrame, series: pd.DataFrame, page: Page) -> Figure:
    (measure,) = page.manifest["measures"]
    words = page.manifest["catalogue"][measure]
    is_share = words["unit"]["en"] == SHARE.en
    unit = "%" if is_share else page.label(words["unit"], words["unit"]["en"])
    figure = sheet(page, "longrun", "longrun_bands", BODY * len(runs) + 0.5)
    panels = figure.subplots(len(runs), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for place, (axes, row) in enumerate(zip(panels, runs.to_dict("records"), strict=True)):
        mine = series[series["variant"] == row["variant"]]
        _series(axes, mine, row, PALETTE[place % len(PALETTE)], 100.0 if is_share else 1.0)
        name = page.label(page.manifest["variants"][row["variant"]], row["variant"])
        axes.set_title(name, loc="left")
        axes.set_ylabel(f"[{unit}]", size=SMALL)
    panels[-1].set_xlabel(page.say("open_day"))
    return figure


def _series(axes: Axes, mine: pd.DataFrame, row: Mapping[Any, Any], colour: str, scale: float) -> None:
    values = scale * mine["value"].to_numpy()
    fives = values[: len(values) // FIVE * FIVE].reshape(-1, FIVE).mean(axis=1)
    axes.plot(np.arange(len(values)), values, color=FAINT, linewidth=0.6, zorder=1)
    axes.plot(FIVE * np.arange(len(fives)) + (FIVE - 1) / 2, fives, color=colour, linewidth=1.0, zorder=2)
    if row["cut"]:
        axes.axvspan(0, row["cut"], color=FAINT, alpha=0.5, linewidth=0, zorder=0)
    ends = [row["cut"], len(values) - 1]
    axes.fill_between(ends, scale * row["low"], scale * row["high"], color=INK, alpha=0.25, linewidth=0, zorder=3)
    axes.plot(ends, [scale * row["mean"]] * 2, color=INK, linewidth=1.0, zorder=4)
    axes.set_xlim(0, len(values) - 1)
