"""A hall staffed: windows needed and rostered by half-hour, with the service below; and who works when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.bottlenecks import minute_of
from sim.report.figures.page import Page, draw_page
from sim.report.figures.sheet import FAINT, INK, LABEL, QUIET, SMALL, sheet, time_axis, wrap_name
from sim.report.roster_texts import clerk, day, hours, kind
from sim.report.text import Lang
from sim.spec import HALF_HOUR

OPENED, ASKED, LATE = "#9ECAE1", "#D55E00", "#CC79A7"
SHADES = ("#4C9F70", "#5B8DB8", "#E0A526", "#D5763B", "#8E6BB0", "#7F8C9A", "#B04A5A", "#3F7F7F")
"""Colours of kinds of shift, again from the first where there are more."""
PANEL = 2.1
"""Inches of height for the windows of a group; half of that for their service."""
ROW = 0.22
"""Inches of height of a clerk."""
MOST_ROWS = 70
"""Clerks that are drawn; the others are in the tables."""
LEGEND = 0.3
"""Inches of height of the legend."""
NAMES = 1.2
"""Inches of width for the names."""


def draw(manifest: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], folder: Path, lang: Lang) -> list[Path]:
    """Draw windows against need, and the roster, into `folder`; returns the paths. Nothing where there is no plan."""
    if tables["windows"].empty:
        return []

    def facts(page: Page) -> dict[str, str]:
        limit = manifest["service"]["wait_over"]
        below = page.say("roster_below_late", limit=f"{limit:g}") if limit else page.say("roster_below_mean")
        label = page.label(manifest["variants"][manifest["variant"]], manifest["variant"])
        what = page.say("roster_gantt_people" if not tables["roster"].empty else "roster_gantt_shifts")
        return {"label": label, "below": below, "what": what}

    # The plan may have been played more often than was asked, until it was clear whether it keeps its service.
    played = {**manifest, "replications": manifest["played"] or manifest["replications"]}
    paths = draw_page(played, folder, lang, "roster_windows", facts, partial(_windows, tables["windows"]))
    if not tables["shifts"].empty:
        paths += draw_page(manifest, folder, lang, "roster_gantt", facts, partial(_gantt, tables))
    return paths


def _windows(windows: pd.DataFrame, page: Page) -> Figure:
    m = page.manifest
    groups, days = list(m["groups"]), list(m["weekdays"])
    figure = sheet(page, "roster_windows", "roster_bars_replications", 1.5 * PANEL * len(groups) + 0.5)
    ratios = [part for _ in groups for part in (2.0, 1.0)]
    grid = figure.subplots(2 * len(groups), len(days), sharex="col", sharey="row", squeeze=False, height_ratios=ratios)
    for number, group in enumerate(groups):
        for column, name in enumerate(days):
            own = windows[(windows["group"] == group) & (windows["weekday"] == name)]
            above, below = grid[2 * number, column], grid[2 * number + 1, column]
            _counts(above, own, page)
            _service(below, own, page, group)
            above.set_title(day(name, page.language) if number == 0 else "")
        for row in (2 * number, 2 * number + 1):  # all weekdays share it: once all are drawn
            grid[row, 0].set_ylim(bottom=0.0)
        grid[2 * number, 0].set_ylabel(_named(page, group, len(groups)), size=SMALL)
        grid[2 * number + 1, 0].set_ylabel(_service_label(page, group), size=SMALL)
    for axes in grid[-1]:
        axes.tick_params(axis="x", labelrotation=90)
    grid[-1, len(days) // 2].set_xlabel(page.say("time_x"), size=LABEL)
    grid[0, 0].legend(fontsize=SMALL - 1.0, frameon=False, loc="upper right", handlelength=1.2, labelspacing=0.2)
    return figure


def _named(page: Page, group: str, groups: int) -> str:
    told = page.say("roster_windows_y")
    return told if groups == 1 else f"{page.label(page.manifest['groups'][group], group)}\n{told}"


def _service_label(page: Page, group: str) -> str:
    asked = page.manifest["levels"][group]
    limit = asked["wait_over"]
    told = page.say("roster_late_y", limit=f"{limit:g}") if limit else page.say("roster_mean_y")
    return page.say("roster_over_day_y", what=told) if asked["within"] == "day" else told


def _counts(axes: Axes, own: pd.DataFrame, page: Page) -> None:
    """Windows of one weekday."""
    starts = np.array([minute_of(time) for time in own["half_hour"]])
    edges = np.append(starts, starts[-1] + HALF_HOUR)
    axes.stairs(own["windows"], edges, fill=True, color=OPENED, label=page.say("roster_legend_opened"))
    axes.stairs(own["need"], edges, color=INK, linewidth=1.4, label=page.say("roster_legend_need"))
    today: dict[str, Any] = {"color": QUIET, "linewidth": 1.0, "linestyle": "--"}
    axes.stairs(own["today"], edges, label=page.say("roster_legend_today"), **today)
    some = own["sipp"] > 0
    dots: dict[str, Any] = {"color": ASKED, "markersize": 3.0, "linestyle": "none", "marker": "o"}
    axes.plot(starts[some] + HALF_HOUR / 2.0, own["sipp"][some], label=page.say("roster_legend_sipp"), **dots)
    time_axis(axes, float(edges[0]), float(edges[-1]))


def _service(axes: Axes, own: pd.DataFrame, page: Page, group: str) -> None:
    """The service of one weekday by half-hour, of those with a ticket a day."""
    asked = page.manifest["levels"][group]
    late = asked["wait_over"] is not None
    scale, target = (100.0, 100.0 * asked["share"]) if late else (1.0, asked["mean_wait"])
    is_open = (own["tickets"] >= 1.0) & ((own["windows"] > 0) | (own["need"] > 0))
    some = own[is_open & own["value"].notna()]
    middle = np.array([minute_of(time) for time in some["half_hour"]]) + HALF_HOUR / 2.0
    values = scale * some[["value", "low", "high"]].to_numpy(dtype=np.float64)
    axes.vlines(middle, values[:, 1], values[:, 2], color=LATE, linewidth=1.2)
    axes.plot(middle, values[:, 0], color=LATE, marker="o", markersize=3.0, linestyle="none")
    axes.axhline(target, color=QUIET, linewidth=0.8, linestyle=":" if asked["within"] == "day" else "-")


def _gantt(tables: Mapping[str, pd.DataFrame], page: Page) -> Figure:
    m, shifts, roster = page.manifest, tables["shifts"], tables["roster"]
    about: dict[str, Any] = {row["shift"]: row for row in shifts.to_dict("records")}
    rows = _people(page, roster) if not roster.empty else _shift_rows(page, shifts, about)
    rows = rows[:MOST_ROWS]
    height = ROW * max(len(rows), 4) + 0.9 + LEGEND
    paid = hours(float((shifts["paid_hours"] * shifts["clerks"]).sum()))
    figure = sheet(page, "roster_gantt", "roster_gantt_none", height, page.say("roster_gantt_about", hours=paid))
    grid = figure.add_gridspec(2, len(m["weekdays"]), height_ratios=[LEGEND, height - LEGEND])
    panels = [figure.add_subplot(grid[1, column]) for column in range(len(m["weekdays"]))]
    colours = {name: SHADES[n % len(SHADES)] for n, name in enumerate(dict.fromkeys(shifts["kind"]))}
    first = min(minute_of(time) for time in shifts["start"])
    last = max(minute_of(time) for time in shifts["end"])
    for column, (axes, name) in enumerate(zip(panels, m["weekdays"], strict=True)):
        for place, (_, days) in enumerate(rows):
            worked = days[column]
            if worked is not None:
                _bar(axes, place, about[worked[0]], colours, worked[1])
        time_axis(axes, first, last)
        axes.set_title(day(name, page.language))
        axes.tick_params(axis="x", labelrotation=90)
        for hour in axes.get_xticklabels()[1::2]:  # there is room for every other one
            hour.set_visible(False)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.tick_params(axis="y", length=0, labelleft=column == 0)
    panels[0].set_yticks(range(len(rows)), [wrap_name(figure, who, SMALL, NAMES) for who, _ in rows], size=SMALL)
    names = {name: kind(m, name, page.language) for name in colours}
    handles = [panels[0].barh([-5], [0], color=colour, label=names[key]) for key, colour in colours.items()]
    above = figure.add_subplot(grid[0, :])  # a legend of a panel would make that panel as wide
    above.axis("off")
    above.legend(handles=handles, fontsize=SMALL, frameon=False, loc="center left", ncols=6)
    return figure


Row = tuple[str, Sequence[tuple[str, str] | None]]
"""A name, and by weekday a shift with a number, or nothing."""


def _people(page: Page, roster: pd.DataFrame) -> list[Row]:
    days = page.manifest["weekdays"]
    return [
        (clerk(page.manifest, row["clerk"], page.language), [(row[d], "") if row[d] else None for d in days])
        for row in roster.to_dict("records")
    ]


def _shift_rows(page: Page, shifts: pd.DataFrame, about: Mapping[str, Any]) -> list[Row]:
    m = page.manifest
    found: list[Row] = []
    for _, same in shifts.groupby(["group", "shift"], sort=False):
        group, name = str(same["group"].iloc[0]), str(same["shift"].iloc[0])
        count = dict(zip(same["weekday"], same["clerks"], strict=True))
        told = f"{kind(m, about[name]['kind'], page.language)} {about[name]['start']}"
        if len(m["groups"]) > 1:
            told = f"{page.label(m['groups'][group], group)}{page.say('comma')}{told}"
        found.append((told, [(name, str(count[d])) if d in count else None for d in m["weekdays"]]))
    return sorted(found, key=lambda row: row[0])


def _bar(axes: Axes, place: int, shift: Mapping[str, Any], colours: Mapping[str, str], number: str) -> None:
    """A shift, its breaks left out."""
    edges = [minute_of(shift["start"])]
    for rest in shift["breaks"].split():
        edges += [minute_of(time) for time in rest.split("-")]
    edges.append(minute_of(shift["end"]))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        axes.barh(place, end - start, left=start, height=0.7, color=colours[shift["kind"]])
    if number:
        axes.text(edges[0] + 8.0, place, number, size=SMALL - 1.0, va="center", ha="left", color="white")
    axes.axhline(place + 0.5, color=FAINT, linewidth=0.4)
