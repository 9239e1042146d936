"""How long each class waits under a mix of skills."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import SMALL
from sim.report.figures.sheet import page as blank
from sim.report.figures.view import MARKERS, PALETTE
from sim.report.text import Lang, label

BODY = 3.4
"""Inches of height of the axes."""


def draw(manifest: Mapping[str, Any], waits: pd.DataFrame, curve: pd.DataFrame, folder: Path, lang: Lang) -> list[Path]:
    """Draw the shares of people who wait longer into `folder`; returns the paths."""

    def facts(page: Page) -> dict[str, str]:
        return {"mix": page.label(manifest["question"], manifest["scenario"])}

    return draw_page(manifest, folder, lang, "mix", facts, partial(_figure, waits, curve))


def _figure(waits: pd.DataFrame, curve: pd.DataFrame, page: Page) -> Figure:
    figure = blank(page.words["mix_title"], page.words["mix_subtitle"], page.say("mix_exactly"), BODY)
    axes = figure.subplots()
    for place, row in enumerate(waits.to_dict("records")):
        mine, colour = curve[curve["name"] == row["name"]], PALETTE[place % len(PALETTE)]
        name = label(page.manifest["steady"]["classes"][row["name"]]["label"], page.language)
        axes.plot(mine["minutes"], 100.0 * mine["late"], color=colour, linewidth=1.6, label=name)
        axes.plot([row["wait"]], [100.0 * row["allowed"]], MARKERS[place % len(MARKERS)], color=colour, markersize=6.0)
    axes.set_ylim(bottom=0.0)
    axes.set_xlim(left=0.0)
    axes.set_xlabel(page.say("mix_x"))
    axes.set_ylabel(page.say("mix_y"))
    axes.legend(frameon=False, fontsize=SMALL)
    return figure
