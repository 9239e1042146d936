"""Windows by skill set against the work that comes, with the service below, by half-hour."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.bottlenecks import minute_of
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import INK, LABEL, QUIET, SMALL, sheet, time_axis
from sim.report.figures.view import MARKERS, PALETTE
from sim.report.skills_shifts import named
from sim.report.text import Lang
from sim.spec import HALF_HOUR
from sim.spec.staffing import SHARED

BODY = 5.2
"""Inches of height of the axes."""
ROOM = 1.2
"""Height of the axes over what is drawn."""
PALE = 0.55
"""How much of the colour of a group its windows have."""


def draw(manifest: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], folder: Path, lang: Lang) -> list[Path]:
    """Draw the day into `folder`, of several each into a folder of its own; returns the paths. No plan, no figure."""
    paths = []
    for one in manifest["days"]:
        mine = {name: table[table["weekday"] == one["weekday"]] for name, table in tables.items()}
        if not mine["shifts"].empty:
            place = folder / one["weekday"] if len(manifest["days"]) > 1 else folder
            paths += _drawn(manifest, one["weekday"], mine, place, lang)
    return paths


def _drawn(
    manifest: Mapping[str, Any], day: str, tables: Mapping[str, pd.DataFrame], folder: Path, lang: Lang
) -> list[Path]:
    def facts(page: Page) -> dict[str, str]:
        label = page.label(manifest["variants"][manifest["variant"]], manifest["variant"])
        return {"label": label, "day": named(day, page.language), "limit": f"{manifest['level']:g}"}

    return draw_page(manifest, folder, lang, "skill_shifts", facts, partial(_figure, tables))


def _figure(tables: Mapping[str, pd.DataFrame], page: Page) -> Figure:
    figure = sheet(page, "skill_shifts", "roster_bars_replications", BODY)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2.0, 1.2))
    _windows(above, tables["windows"], page)
    _loads(above, tables["service"], page)
    _late(below, tables["service"], page)
    starts = [minute_of(time) for time in tables["windows"]["half_hour"]]
    time_axis(below, min(starts), max(starts) + HALF_HOUR)
    below.set_xlabel(page.say("time_x"), size=LABEL)
    return figure


def _windows(axes: Axes, windows: pd.DataFrame, page: Page) -> None:
    """Windows of the groups, one on the other, and today's in all."""
    groups = list(page.manifest["groups"])
    by = windows.pivot(index="half_hour", columns="group", values="windows")[groups]
    starts = np.array([minute_of(time) for time in by.index])
    edges = np.append(starts, starts[-1] + HALF_HOUR)
    bottom = np.zeros(len(by))
    for place, group in enumerate(groups):
        top = bottom + by[group].to_numpy(dtype=float)
        name = page.label(page.manifest["groups"][group], group)
        colour = PALETTE[place % len(PALETTE)]
        if (top > bottom).any():
            axes.stairs(top, edges, baseline=bottom, fill=True, color=colour, alpha=PALE, label=name)
        bottom = top
    today = windows.groupby("half_hour")["today"].sum().reindex(by.index).to_numpy(dtype=float)
    axes.stairs(today, edges, color=QUIET, linestyle="--", linewidth=1.0, label=page.say("roster_legend_today"))
    axes.set_ylabel(page.say("shifts_windows_y"), size=LABEL)


def _loads(axes: Axes, service: pd.DataFrame, page: Page) -> None:
    """The load of the lines, one on the other; nothing is drawn over a closure."""
    by = service.pivot(index="half_hour", columns="line", values="load")[list(page.manifest["lines"])]
    starts = np.array([minute_of(time) for time in by.index])
    parts = np.split(np.arange(len(starts)), np.flatnonzero(np.diff(starts) > HALF_HOUR) + 1)
    total = np.cumsum(by.to_numpy(dtype=float), axis=1)
    last = total.shape[1] - 1
    for column in range(last + 1):
        for part in parts:
            edges = np.append(starts[part], starts[part[-1]] + HALF_HOUR)
            key = "shifts_load" if column == last else "shifts_load_of"
            told = page.say(key) if column in (0, last) and part[0] == 0 else None
            look = {"linewidth": 1.6} if column == last else {"linewidth": 0.9, "linestyle": ":"}
            axes.stairs(total[part, column], edges, baseline=None, color=INK, label=told, **look)
    _with_room(axes)


def _late(axes: Axes, service: pd.DataFrame, page: Page) -> None:
    """Shares that wait too long, line by line, side by side within a half-hour."""
    lines = list(page.manifest["lines"])
    for place, name in enumerate(lines):
        mine = service[(service["line"] == name) & (service["tickets"] >= 1.0) & service["value"].notna()]
        at = np.array([minute_of(time) for time in mine["half_hour"]]) + HALF_HOUR * (place + 1.0) / (len(lines) + 1.0)
        values = 100.0 * mine[["value", "low", "high"]].to_numpy(dtype=float)
        colour, marker = PALETTE[place % len(PALETTE)], MARKERS[place % len(MARKERS)]
        told = " + ".join(page.label(page.manifest["groups"][group], group) for group in name.split(SHARED))
        axes.vlines(at, values[:, 1], values[:, 2], color=colour, linewidth=1.1)
        axes.plot(at, values[:, 0], marker, color=colour, markersize=3.5, label=told)
    allowed = page.say("shifts_allowed")
    axes.axhline(100.0 * page.manifest["share"], color=QUIET, linewidth=1.0, linestyle="--", label=allowed)
    axes.set_ylabel(page.say("shifts_late_y", limit=f"{page.manifest['level']:g}"), size=LABEL)
    _with_room(axes)


def _with_room(axes: Axes) -> None:
    """From 0 on, with a legend above all that is drawn."""
    axes.autoscale_view()
    axes.set_ylim(0.0, axes.get_ylim()[1] * ROOM)
    axes.legend(fontsize=SMALL, frameon=False, ncols=4, loc="upper left")
