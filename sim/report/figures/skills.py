"""What skills are worth: a matrix of who learns what, and the wait after each step of training."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import FAINT, INK, QUIET, SMALL, sheet, wrap_name
from sim.report.figures.view import MARKERS, PALETTE
from sim.report.skills import hall_label, scaled, title_of
from sim.report.text import Lang

COLOURS = "RdBu"
ROW, LEAST = 0.34, 3.2
"""Inches of height of a row of the matrix, and of the axes at least."""
NAMES = 1.3
"""Inches of width for the names."""


def draw(
    manifest: Mapping[str, Any],
    worth: pd.DataFrame,
    order: pd.DataFrame,
    halls: pd.DataFrame,
    folder: Path,
    lang: Lang,
) -> list[Path]:
    """Draw matrix and curve into `folder`; returns the paths."""

    def facts(page: Page) -> dict[str, str]:
        return {
            "label": page.label(manifest["variants"][manifest["variant"]], manifest["variant"]),
            "measure": page.label(manifest["catalogue"][manifest["by"]]["label"], manifest["by"]),
        }

    return draw_page(manifest, folder, lang, "skills", facts, partial(_figure, worth, order, halls))


def _figure(worth: pd.DataFrame, order: pd.DataFrame, halls: pd.DataFrame, page: Page) -> Figure:
    mine = worth[worth["measure"] == page.manifest["by"]]
    groups, skills = list(dict.fromkeys(mine["group"])), list(page.manifest["skills"])
    figure = sheet(page, "skills", "skills_bars", max(ROW * len(groups) + 1.3, LEAST))
    left, right = figure.subplots(1, 2, width_ratios=[1.5, 1.0])
    _matrix(left, figure, page, mine, groups, skills)
    _order(left, order, groups, skills)
    if not halls.empty:
        _steps(right, figure, page, halls[halls["measure"] == page.manifest["by"]])
    else:
        right.set_axis_off()
    return figure


def _matrix(axes: Axes, figure: Figure, page: Page, worth: pd.DataFrame, groups: list[str], skills: list[str]) -> None:
    values = np.full((len(groups), len(skills)), np.nan)
    for row in worth.to_dict("records"):
        at = groups.index(row["group"]), skills.index(row["skill"])
        values[at] = scaled(page.manifest, row, ("mean", "low", "high"))["mean"]
    most = float(np.nanmax(np.abs(values))) or 1.0
    axes.set_facecolor(FAINT)
    shown = axes.imshow(values, cmap=f"{COLOURS}_r", vmin=-most, vmax=most, aspect="auto")
    bar = figure.colorbar(shown, ax=axes, orientation="horizontal", shrink=0.8, aspect=40)
    bar.set_label(title_of(page.manifest, page.manifest["by"], page.language, change=True))
    for edge in range(len(groups) + 1):
        axes.axhline(edge - 0.5, color="white", linewidth=1.0)
    for edge in range(len(skills) + 1):
        axes.axvline(edge - 0.5, color="white", linewidth=1.0)
    rows = [page.label(page.manifest["groups"][group], group) for group in groups]
    columns = [page.label(page.manifest["skills"][skill], skill) for skill in skills]
    axes.set_yticks(range(len(groups)), [wrap_name(figure, name, SMALL, NAMES) for name in rows], size=SMALL)
    axes.set_xticks(range(len(skills)), columns, size=SMALL, rotation=45, ha="right", rotation_mode="anchor")
    axes.tick_params(length=0)
    axes.set_xlabel(page.say("skills_matrix_x"))


def _order(axes: Axes, order: pd.DataFrame, groups: list[str], skills: list[str]) -> None:
    """The steps' numbers, in the row of the group that the clerk comes from."""
    steps: dict[tuple[int, int], list[str]] = {}
    for row in order.to_dict("records"):
        at = groups.index(row["own"]), skills.index(row["skill"])
        steps.setdefault(at, []).append(str(row["step"]))
    for (down, across), numbers in steps.items():
        box = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": INK, "linewidth": 0.8}
        axes.text(across, down, ",".join(numbers), ha="center", va="center", size=SMALL - 1.0, bbox=box)


def _steps(axes: Axes, figure: Figure, page: Page, halls: pd.DataFrame) -> None:
    """The change of the measure after each step, and the special cases as lines across."""
    names = ("change", "change_low", "change_high")
    rows = {row["hall"]: scaled(page.manifest, row, names) for row in halls.to_dict("records")}
    steps = [0, *sorted(int(name) for name in rows if name.isdigit())]
    line = [rows["now" if step == 0 else str(step)] for step in steps]
    for step, row in zip(steps, line, strict=True):
        axes.plot([step, step], [row["low"], row["high"]], color=QUIET, linewidth=1.4)
    axes.plot(steps, [row["mean"] for row in line], MARKERS[0], ls="-", color=PALETTE[0], markersize=5.0)
    for place, name in enumerate(("chained", "flexible"), start=1):
        row, words = rows[name], wrap_name(figure, hall_label(name, page.language), SMALL, 2.0)
        axes.axhline(row["mean"], color=PALETTE[place], linewidth=1.2, linestyle=(0, (4, 2)), label=words)
        axes.axhspan(row["low"], row["high"], color=PALETTE[place], alpha=0.12, linewidth=0)
    axes.set_xticks(steps)
    axes.axhline(0.0, color=INK, linewidth=0.9)
    # Below the axes, where no line strikes it through.
    axes.legend(frameon=False, fontsize=SMALL, loc="upper center", bbox_to_anchor=(0.5, -0.3))
    axes.set_xlabel(page.say("skills_steps_x"))
    axes.set_ylabel(title_of(page.manifest, page.manifest["by"], page.language, change=True))
