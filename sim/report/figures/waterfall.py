"""The waterfall: from today to the reform, a step a lever, for each measure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.measures.kinds import SHARE
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import (
    FAINT,
    HALO,
    INK,
    LABEL,
    LEADING,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    scratch,
    sheet,
    wrap_name,
)
from sim.report.levers import no_value, without_value
from sim.report.text import Lang, number

ENDS, LESS, MORE = QUIET, "#0072B2", "#D55E00"
"""Colours of today and the reform, of what a lever takes away, and of what it adds."""
ROW = 0.34
"""Inches of height of a step."""
NAMES = 2.0
"""Inches of width for the names."""
PANELS = 3
"""Most panels beside each other."""
GAP = 0.3
"""Inches of width between panels."""
TICKS = {1: 8, 2: 6, 3: 5}
"""Most ticks of a panel, by how many are beside each other."""


def draw(
    manifest: Mapping[str, Any], effects: pd.DataFrame, combinations: pd.DataFrame, folder: Path, lang: Lang
) -> list[Path]:
    """Draw the shares of the levers into `folder`; returns the paths, of which there are none without any shares."""
    measures = [name for name in manifest["measures"] if without_value(effects, combinations, name) is None]
    if not measures:
        return []

    def facts(page: Page) -> dict[str, str]:
        return {"today": page.label(manifest["variants"][manifest["today"]], manifest["today"])}

    return draw_page(manifest, folder, lang, "waterfall", facts, partial(_figure, effects, combinations, measures))


def _figure(effects: pd.DataFrame, combinations: pd.DataFrame, measures: Sequence[str], page: Page) -> Figure:
    """A panel a measure, in as few rows as can be read."""
    rows = math.ceil(len(measures) / PANELS)
    columns = math.ceil(len(measures) / rows)
    words, room = scratch(), (WIDTH - 2.0 * MARGIN - NAMES) / columns - GAP
    under = {measure: wrap_name(words, _name(page, measure), LABEL, room) for measure in measures}
    lines = max(text.count("\n") for text in under.values())
    names = [page.say("today"), *(page.label(of["label"], name) for name, of in page.manifest["levers"].items())]
    labels = [wrap_name(words, name, LABEL, NAMES) for name in [*names, page.say("reform")]]
    height = ROW * len(labels) + 0.6 + lines * LABEL * LEADING
    left_out = [_left_out(page, effects, combinations, m) for m in page.manifest["measures"] if m not in measures]
    figure = sheet(page, "waterfall", "bars", rows * height + 0.2, *left_out)
    panels = list(figure.subplots(rows, columns, sharey=True, squeeze=False).flat)
    for axes, measure in zip(panels, measures, strict=False):
        shares = effects[(effects["measure"] == measure) & (effects["kind"] == "share")]
        ends = combinations[combinations["measure"] == measure]["mean"]
        _steps(axes, page, measure, shares, float(ends.iloc[0]), float(ends.iloc[-1]))
        axes.set_xlabel(under[measure])
        axes.xaxis.set_major_locator(MaxNLocator(TICKS[columns], min_n_ticks=3, steps=[1, 2, 2.5, 5, 10]))
    for axes in panels[len(measures) :]:
        axes.remove()
    panels[0].set_yticks(range(len(labels)), labels)
    panels[0].set_ylim(len(labels) - 0.5, -0.5)
    return figure


def _name(page: Page, measure: str) -> str:
    """A measure with the unit of its levels, which the bars start and end with."""
    words = page.manifest["catalogue"][measure]
    unit = "%" if words["unit"]["en"] == SHARE.en else page.label(words["unit"], "")
    return f"{page.label(words['label'], measure)} [{unit}]"


def _left_out(page: Page, effects: pd.DataFrame, combinations: pd.DataFrame, measure: str) -> str:
    """Why a measure has no panel."""
    labels = page.manifest["catalogue"][measure]["label"], page.manifest["variants"][page.manifest["today"]]
    named, today = page.label(labels[0], measure), page.label(labels[1], page.manifest["today"])
    hall = without_value(effects, combinations, measure) or ""
    return no_value(page.manifest, hall, page.language, measure=named, today=today)


def _steps(axes: Axes, page: Page, measure: str, shares: pd.DataFrame, before: float, after: float) -> None:
    """From the level today to that of the reform, with the step of each lever between."""
    scale = 100.0 if page.manifest["catalogue"][measure]["unit"]["en"] == SHARE.en else 1.0
    at = scale * before
    _bar(axes, 0, 0.0, at, ENDS)
    _write(axes, 0, at, number(at))
    for row, share in enumerate(shares.itertuples(), start=1):
        step, low, high = (scale * float(getattr(share, column)) for column in ("mean", "low", "high"))
        axes.plot([at, at], [row - 1, row], color=FAINT, linewidth=0.8, zorder=0)
        _bar(axes, row, at, step, LESS if step < 0.0 else MORE)
        shown = round(step, 2) + 0.0  # what rounds to 0 is not less than 0
        _write(axes, row, max(at, at + step, at + high), ("+" if shown >= 0.0 else "") + number(shown))
        axes.plot([at + low, at + high], [row, row], color=INK, linewidth=1.4)
        at += step
    axes.plot([at, at], [len(shares), len(shares) + 1], color=FAINT, linewidth=0.8, zorder=0)
    _bar(axes, len(shares) + 1, 0.0, scale * after, ENDS)
    _write(axes, len(shares) + 1, scale * after, number(scale * after))
    axes.use_sticky_edges = False
    axes.margins(x=0.18)
    axes.axvline(0.0, color=QUIET, linewidth=0.8)
    axes.tick_params(axis="y", length=0, labelsize=LABEL)
    axes.spines["left"].set_visible(False)


def _bar(axes: Axes, row: int, start: float, width: float, colour: str) -> None:
    """A bar of a row."""
    axes.barh(row, width, left=start, height=0.6, color=colour, alpha=0.75)


def _write(axes: Axes, row: int, right_of: float, text: str) -> None:
    """A number beside a bar."""
    place: dict[str, Any] = {"xytext": (4, 0), "textcoords": "offset points", "va": "center", "size": SMALL}
    axes.annotate(text, (right_of, row), path_effects=HALO, **place)
