"""The page of a figure: title, subtitle and footer around the axes, and the two files it is kept in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MultipleLocator

from sim.measures.kinds import SHARE
from sim.report.figures.view import View
from sim.spec import clock

INK = "#1F2430"
QUIET = "#5F6673"
FAINT = "#D8DBE0"
OPEN = "#F4F6F9"
"""Ground behind opening hours."""
WIDTH = 9.0
"""Inches."""
MARGIN = 0.22
TITLE, SUBTITLE, LABEL, SMALL = 15.0, 9.5, 9.0, 8.0
"""Sizes of type, points."""
LEADING = 1.5 / 72.0
"""Inches from line to line for each point of size."""
RESOLUTION = 200
"""Dots per inch of the PNG."""

HALO = [withStroke(linewidth=2.5, foreground="white")]
"""Around words that may lie on a line."""

_PIECES = re.compile(
    r"[（《「“‘]*(?:[\u2e80-\u9fff]|[^ \u2e80-\u9fff（《「“‘]+)[，。、；：？！）》」”’]*|[（《「“‘]+| +"
)
"""What a line is not broken within: a Chinese character or a word, with the marks that open and close beside it.
Every character is in a piece, or it would be lost from what is wrapped."""


class Worded(Protocol):
    """What has the words around the axes: a `View`, or the page of another answer."""

    @property
    def words(self) -> dict[str, str]:
        """Title and subtitle, among others."""

    def footer(self, about: str, *notes: str) -> str:
        """What the figure rests on."""


def rc(family: str) -> dict[Any, Any]:
    """The settings of the figures, on top of seaborn's ticks style, whose font they replace."""
    import seaborn as sns

    return {
        **sns.axes_style("ticks"),
        **sns.plotting_context("paper"),
        "font.family": [family],
        "font.size": LABEL,
        "font.weight": 400,
        "text.color": INK,
        "axes.edgecolor": QUIET,
        "axes.labelcolor": INK,
        "axes.labelsize": LABEL,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": LABEL,
        "axes.unicode_minus": True,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "xtick.major.width": 0.8,
        "ytick.major.width": 0.8,
        "xtick.major.size": 3.5,
        "ytick.major.size": 3.5,
        "svg.fonttype": "path",
        "svg.hashsalt": "onewindow",
    }


def sheet(view: Worded, title: str, about: str, body: float, *notes: str, width: float = WIDTH) -> Figure:
    """A page with `body` inches of height for axes, between the title and a footer of `about` and `notes`."""
    words = view.words
    return page(words[f"{title}_title"], words[f"{title}_subtitle"], view.footer(about, *notes), body, width)


def page(title: str, subtitle: str, footer: str, body: float, width: float = WIDTH) -> Figure:
    """A page with `body` inches of height for axes, between a title with its subtitle and a footer."""
    figure = Figure(figsize=(width, body))
    FigureCanvasAgg(figure)
    room = width - 2.0 * MARGIN
    subtitle, footer = wrap(figure, subtitle, SUBTITLE, room), wrap(figure, footer, SMALL, room)
    head = MARGIN + TITLE * LEADING + _lines(subtitle) * SUBTITLE * LEADING + 0.08
    foot = MARGIN + _lines(footer) * SMALL * LEADING + 0.06
    height = head + body + foot
    figure.set_size_inches(width, height)

    def write(top: float, text: str, size: float, colour: str) -> None:
        place: dict[str, Any] = {"ha": "left", "va": "top", "linespacing": 1.25}
        figure.text(MARGIN / width, 1.0 - top / height, text, size=size, color=colour, **place)

    write(MARGIN * 0.8, title, TITLE, INK)
    write(MARGIN * 0.8 + TITLE * LEADING, subtitle, SUBTITLE, QUIET)
    write(height - foot + 0.1, footer, SMALL, QUIET)
    rect = (MARGIN / width, foot / height, 1.0 - 2.0 * MARGIN / width, body / height)
    figure.set_layout_engine(ConstrainedLayoutEngine(rect=rect, w_pad=0.07, h_pad=0.05))
    return figure


def scratch() -> Figure:
    """A figure to wrap words on, before the height of their page is known."""
    figure = Figure()
    FigureCanvasAgg(figure)
    return figure


def wrap(figure: Figure, text: str, size: float, room: float) -> str:
    """`text` in lines of at most `room` inches: broken at spaces and between Chinese characters."""
    font = FontProperties(size=size)
    # every sheet has an Agg canvas, which has a renderer; matplotlib's types know the base canvas only
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]

    def width(words: str) -> float:
        return float(renderer.get_text_width_height_descent(words, font, ismath=False)[0]) / figure.dpi

    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and width((lines[-1] + piece).rstrip()) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return "\n".join(line.rstrip() for line in lines)


def wrap_name(figure: Figure, name: str, size: float, room: float) -> str:
    """As `wrap`, the lines about equally long: a name is not to end with a single character on a line."""
    widest = wrap(figure, name, size, room)
    narrower = (wrap(figure, name, size, room * tenths / 10.0) for tenths in range(5, 10))
    return next((text for text in narrower if _lines(text) == _lines(widest)), widest)


def is_share(view: View, measure: str) -> bool:
    """Whether a measure of the hall is a share, which is written in percent."""
    return bool((view.hall(measure)["unit"] == SHARE.en).any())


def _lines(text: str) -> int:
    """How many lines a text has."""
    return text.count("\n") + 1


def time_axis(axes: Axes, first: float, last: float) -> None:
    """Let the horizontal axis be the time of day, with a tick each hour and a small one each half-hour."""
    axes.set_xlim(first, last)
    axes.xaxis.set_major_locator(MultipleLocator(60.0))
    axes.xaxis.set_minor_locator(MultipleLocator(30.0))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda minute, _: clock(minute)))


def settle(figure: Figure) -> None:
    """Let everything on a figure have its place for good, so that equal figures give equal bytes."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # places are settled, once and for both
    for axes in figure.axes:  # the solver's last digits differ from run to run
        axes.set_position(tuple(round(edge, 6) for edge in axes.get_position().bounds))


def write(figure: Figure, path: Path) -> None:
    """Write a settled figure as SVG or PNG, as the path's ending says."""
    if path.suffix == ".svg":
        figure.savefig(path, metadata={"Date": None})
    else:
        figure.savefig(path, metadata={"Software": None}, dpi=RESOLUTION)


def keep(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write the figure as SVG and PNG; equal figures give equal bytes."""
    settle(figure)
    paths = [folder / f"{name}.svg", folder / f"{name}.png"]
    for path in paths:
        write(figure, path)
    return paths
