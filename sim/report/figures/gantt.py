"""One case in each hall as a Gantt chart: where the person is, and where the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.report.figures.sheet import FAINT, HALO, INK, LABEL, QUIET, SMALL, page, scratch, wrap_name
from sim.report.figures.stretch import Stretched
from sim.report.figures.view import MARKERS, PALETTE
from sim.report.text import Lang, say, weekday
from sim.spec import DAY, clock

Kind = Literal["way", "waits", "served", "awaits", "lies", "worked", "days"]
Sign = Literal["back", "absent", "done"]

COLOURS: Mapping[Kind, str] = {
    "way": "#B9BEC7",
    "waits": "#F2B370",
    "served": "#0072B2",
    "awaits": "#F7DFA5",
    "lies": "#D9C9E3",
    "worked": "#8C5BA8",
    "days": "#E9E4EE",
}
"""The person's time in grey, orange and blue, the file's in purple."""
BACK = "#C0392B"
SIGNS: Mapping[Sign, Mapping[str, Any]] = {
    "back": {"marker": "X", "color": BACK, "markeredgecolor": "white", "markersize": 6.5},
    "absent": {"marker": "o", "color": "white", "markeredgecolor": BACK, "markeredgewidth": 1.5, "markersize": 5.5},
    "done": {"marker": "*", "color": INK, "markeredgecolor": "white", "markersize": 9.0},
}
"""A ring, empty, for a person who is not there."""
ROW = 0.25
"""Inches of height of a station."""
LINE = 0.13
"""Inches of height of each further line of a station's name."""
HEAD = 0.34
"""Inches of height of a hall's name."""
NAMES = 2.1
"""Inches of width for the names of stations."""
AXIS = 6.2
"""Inches of width of the axis, about."""


@dataclass(frozen=True)
class Bar:
    """Something that takes time."""

    row: str
    """The station."""
    kind: Kind
    start: float
    """Minutes from midnight of day 0."""
    end: float


@dataclass(frozen=True)
class Mark:
    """Something that happens at a moment: the case is thrown back, the person does not come, or all is done."""

    row: str
    kind: Sign
    minute: float


@dataclass(frozen=True)
class Lane:
    """One hall."""

    name: str
    note: str
    """What it comes to, in a few words."""
    bars: Sequence[Bar]
    marks: Sequence[Mark]

    @property
    def rows(self) -> list[str]:
        """The stations, in the order in which the case comes to them."""
        first = sorted((item.start if isinstance(item, Bar) else item.minute, i) for i, item in enumerate(self._all))
        return list(dict.fromkeys(self._all[i].row for _, i in first))

    @property
    def _all(self) -> list[Bar | Mark]:
        return [*self.bars, *self.marks]


def case_gantt(title: tuple[str, str, str], lanes: Sequence[Lane], day_0: date, lang: Lang) -> Figure:
    """The ways of a case through the halls, a lane each, on one time axis. `title`: title, subtitle and footer."""
    busy = [
        (bar.start, bar.end)
        for lane in lanes
        for bar in lane.bars
        if bar.kind in ("way", "waits", "served", "awaits", "worked")
    ]
    # Who does not come does so at a time of their own, at which nothing else may be.
    busy += [(m.minute, m.minute) for lane in lanes for m in lane.marks if not busy or m.kind == "absent"]
    scale = Stretched(busy)
    words = scratch()
    wrapped = {row: wrap_name(words, row, SMALL, NAMES) for lane in lanes for row in lane.rows}
    heights = {row: ROW + LINE * name.count("\n") for row, name in wrapped.items()}
    figure = page(*title, sum(HEAD + sum(heights[row] for row in lane.rows) for lane in lanes) + 1.15)
    axes = figure.add_subplot()
    top, ticks, names = 0.0, list[float](), list[str]()
    for number, lane in enumerate(lanes):
        _head(axes, lane, number, top + HEAD / 2.0, scale)
        top += HEAD
        for row in lane.rows:
            ticks.append(top + heights[row] / 2.0)
            names.append(wrapped[row])
            _row(axes, lane, row, ticks[-1], scale)
            top += heights[row]
    axes.set_yticks(ticks, names, size=SMALL, linespacing=1.1)
    axes.set_ylim(top + 0.05, 0.0)
    axes.set_xlim(0.0, scale.width)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    _gaps(axes, scale, lang)
    _times(axes, scale, day_0, lang)
    _key(axes, lanes, lang)
    return figure


def _head(axes: Axes, lane: Lane, number: int, height: float, scale: Stretched) -> None:
    """A hall's name, with the marker that it has in the other figures, and what its way comes to."""
    colour = PALETTE[number % len(PALETTE)]
    axes.axhspan(height - HEAD / 2.0, height + HEAD / 2.0 - 0.02, color="#EEF0F4", zorder=3.0, linewidth=0.0)
    step = scale.width / AXIS
    axes.plot([0.1 * step], [height], MARKERS[number % len(MARKERS)], color=colour, markersize=5.5, zorder=4.0)
    place: dict[str, Any] = {"va": "center", "zorder": 4.0}
    axes.text(0.22 * step, height, lane.name, size=LABEL + 0.5, color=INK, **place)
    axes.text(scale.width - 0.08 * step, height, lane.note, size=SMALL, color=QUIET, ha="right", **place)


def _row(axes: Axes, lane: Lane, row: str, height: float, scale: Stretched) -> None:
    """A station's bars, those of a person with their minutes where there is room."""
    axes.axhline(height, color=FAINT, linewidth=0.5, zorder=0.5)
    inch = scale.width / AXIS
    for bar in (bar for bar in lane.bars if bar.row == row):
        left, right = scale.place(bar.start), scale.place(bar.end)
        width = max(right - left, 0.02 * inch)
        thick = 0.55 * ROW if bar.kind in ("lies", "days") else 0.72 * ROW
        box = (left, height - thick / 2.0)
        axes.add_patch(Rectangle(box, width, thick, facecolor=COLOURS[bar.kind], linewidth=0.0, zorder=2.0))
        minutes = bar.end - bar.start
        if bar.kind not in ("lies", "days") and width > 0.24 * inch and minutes >= 1.0:
            dark = bar.kind in ("served", "worked")
            look: dict[str, Any] = {"ha": "center", "va": "center", "size": SMALL - 1.5, "zorder": 2.5}
            axes.text(left + width / 2.0, height, f"{minutes:.0f}", color="white" if dark else INK, **look)
    for mark in (mark for mark in lane.marks if mark.row == row):
        axes.plot([scale.place(mark.minute)], [height], clip_on=False, zorder=5.0, **SIGNS[mark.kind])


def _gaps(axes: Axes, scale: Stretched, lang: Lang) -> None:
    """Hatch the gaps, and say how many days each leaves out."""
    bottom = axes.get_ylim()[0]
    for (start, end), (left, right) in scale.gaps:
        look: dict[str, Any] = {"facecolor": "none", "edgecolor": FAINT, "hatch": "////", "linewidth": 0.0}
        axes.add_patch(Rectangle((left, 0.0), right - left, bottom, zorder=1.0, **look))
        days = int(end // DAY) - int(start // DAY)
        if days:
            words = say("gantt_night", lang) if days == 1 else say("gantt_gap_days", lang, days=days)
            place: dict[str, Any] = {"rotation": 90, "ha": "center", "va": "bottom", "path_effects": HALO}
            axes.text((left + right) / 2.0, bottom - 0.06, words, size=SMALL - 1.5, color=QUIET, zorder=6.0, **place)


def _times(axes: Axes, scale: Stretched, day_0: date, lang: Lang) -> None:
    """Times of day below, and the date above where a stretch begins on another day."""
    inch, ticks, last = scale.width / AXIS, dict[float, str](), None
    for start, end in scale.spans:
        step = next(s for s in (15.0, 30.0, 60.0, 120.0, 240.0, DAY) if s >= 0.4 * inch)
        inside = [m for m in _multiples(step, start, end) if scale.place(end) - scale.place(m) > 0.12 * inch]
        for minute in inside or [(start + end) / 2.0]:
            ticks[scale.place(minute)] = clock(minute % DAY)
        day = int((start + end) / 2.0 // DAY)
        if day != last:
            when = day_0 + timedelta(day)
            words = f"{weekday(when.weekday(), lang)}\n{when.month}-{when.day:02d}"
            axes.text(scale.place(start), -0.04, words, size=SMALL, color=INK, ha="left", va="bottom", linespacing=1.1)
        last = day
    axes.set_xticks(list(ticks), list(ticks.values()), size=SMALL - 0.5)


def _multiples(step: float, start: float, end: float) -> list[float]:
    first = -(-start // step)
    return [step * n for n in range(int(first), int(end // step) + 1)]


def _key(axes: Axes, lanes: Sequence[Lane], lang: Lang) -> None:
    """What the colours and signs mean, of those that are used."""
    used = {bar.kind for lane in lanes for bar in lane.bars}
    signs = {mark.kind for lane in lanes for mark in lane.marks}
    keys: dict[Kind, str] = {"way": "gantt_way", "waits": "gantt_waits", "served": "gantt_served"}
    keys |= {"awaits": "gantt_awaits", "lies": "gantt_lies", "worked": "gantt_worked", "days": "gantt_days"}
    handles: list[Any] = [
        Patch(color=COLOURS[kind], label=say(key, lang)) for kind, key in keys.items() if kind in used
    ]
    handles += [
        Line2D([], [], linestyle="none", label=say(f"gantt_{kind}", lang), **look)
        for kind, look in SIGNS.items()
        if kind in signs
    ]
    drop = -0.35 / axes.get_ylim()[0]  # an inch of height is 1 on this axis
    place: dict[str, Any] = {"loc": "upper right", "bbox_to_anchor": (1.0, drop), "ncols": 4, "frameon": False}
    axes.legend(handles=handles, fontsize=SMALL, handlelength=1.4, columnspacing=1.6, borderaxespad=0.0, **place)
