"""The waterfall: from today to the reform, a step a lever, for each measure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.measures.kinds import SHARE
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import FAINT, HALO, INK, LABEL, QUIET, SMALL, sheet, wrap_name
from sim.report.levers import unit_of
from sim.report.text import Lang

ENDS, LESS, MORE = QUIET, "#0072B2", "#D55E00"
"""Colours of today and the reform, of what a lever takes away, and of what it adds."""
ROW = 0.34
"""Inches of height of a step."""
NAMES = 2.0
"""Inches of width for the names."""


def draw(
    manifest: Mapping[str, Any], effects: pd.DataFrame, combinations: pd.DataFrame, folder: Path, lang: Lang
) -> list[Path]:
    """Draw the shares of the levers into `folder`; returns the paths."""

    def facts(page: Page) -> dict[str, str]:
        return {"today": page.label(manifest["variants"][manifest["today"]], manifest["today"])}

    return draw_page(manifest, folder, lang, "waterfall", facts, partial(_figure, effects, combinations))


def _figure(effects: pd.DataFrame, combinations: pd.DataFrame, page: Page) -> Figure:
    measures, levers = page.manifest["measures"], page.manifest["levers"]
    figure = sheet(page, "waterfall", "bars", ROW * (len(levers) + 2) + 0.9)
    panels = figure.subplots(1, len(measures), sharey=True, squeeze=False)[0]
    for axes, measure in zip(panels, measures, strict=True):
        shares = effects[(effects["measure"] == measure) & (effects["kind"] == "share")]
        ends = combinations[combinations["measure"] == measure]["mean"]
        _steps(axes, page, measure, shares, float(ends.iloc[0]), float(ends.iloc[-1]))
    names = [page.say("today"), *(page.label(lever["label"], name) for name, lever in levers.items())]
    labels = [wrap_name(figure, name, LABEL, NAMES) for name in [*names, page.say("reform")]]
    panels[0].set_yticks(range(len(labels)), labels, size=LABEL)
    panels[0].set_ylim(len(labels) - 0.5, -0.5)
    return figure


def _steps(axes: Axes, page: Page, measure: str, shares: pd.DataFrame, before: float, after: float) -> None:
    scale = 100.0 if page.manifest["catalogue"][measure]["unit"]["en"] == SHARE.en else 1.0
    at = scale * before
    _bar(axes, 0, 0.0, at, ENDS)
    _write(axes, 0, at, f"{at:.2f}")
    for row, share in enumerate(shares.itertuples(), start=1):
        step, low, high = (scale * float(getattr(share, column)) for column in ("mean", "low", "high"))
        axes.plot([at, at], [row - 1, row], color=FAINT, linewidth=0.8, zorder=0)
        _bar(axes, row, at, step, LESS if step < 0.0 else MORE)
        _write(axes, row, max(at, at + step, at + high), f"{round(step, 2) + 0.0:+.2f}".replace("-", "\N{MINUS SIGN}"))
        axes.plot([at + low, at + high], [row, row], color=INK, linewidth=1.4)
        at += step
    axes.plot([at, at], [len(shares), len(shares) + 1], color=FAINT, linewidth=0.8, zorder=0)
    _bar(axes, len(shares) + 1, 0.0, scale * after, ENDS)
    _write(axes, len(shares) + 1, scale * after, f"{scale * after:.2f}")
    axes.use_sticky_edges = False
    axes.margins(x=0.18)
    axes.axvline(0.0, color=QUIET, linewidth=0.8)
    name = page.label(page.manifest["catalogue"][measure]["label"], measure)
    axes.set_xlabel(f"{name} [{unit_of(page.manifest, measure, page.language)}]")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _bar(axes: Axes, row: int, start: float, width: float, colour: str) -> None:
    axes.barh(row, width, left=start, height=0.6, color=colour, alpha=0.75)


def _write(axes: Axes, row: int, right_of: float, text: str) -> None:
    place: dict[str, Any] = {"xytext": (4, 0), "textcoords": "offset points", "va": "center", "size": SMALL}
    axes.annotate(text, (right_of, row), path_effects=HALO, **place)
