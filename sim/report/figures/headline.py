"""The halls compared at a glance: the main measures of the whole hall, a panel each."""

from __future__ import annotations

from matplotlib.figure import Figure

from sim.report.figures.dots import ROW, dots, name_rows
from sim.report.figures.sheet import LABEL, is_share, sheet, wrap_name
from sim.report.figures.view import View

COLUMNS = 3
"""Panels side by side."""
CHOSEN = (
    *("mean_wait", "p90_wait", "share_wait_over_30", "abandonment", "mean_time_in_hall", "utilisation"),
    *("visits_per_case", "share_one_visit", "mean_days_to_result"),
)
"""What is shown, of the measures that the study compares; its first ones where it compares none of these."""
ROOM = 1.9
"""Inches of width for a panel's name."""


def headline(view: View) -> Figure:
    """Dots and intervals of the main measures, a row a variant."""
    measures = _measures(view)
    columns = min(COLUMNS, len(measures))
    lines = -(-len(measures) // columns)
    figure = sheet(view, "headline", "bars", lines * (ROW * len(view.variants) + 0.75))
    grid = figure.add_gridspec(lines, columns)
    for number, measure in enumerate(measures):
        panel = figure.add_subplot(grid[divmod(number, columns)])
        dots(panel, view, measure)
        words = view.results.manifest["catalogue"][measure]
        unit = "%" if is_share(view, measure) else words["unit"][view.language]
        name = wrap_name(figure, f"{words['label'][view.language]} [{unit}]", LABEL, ROOM)
        panel.set_xlabel(name)
        if number % columns == 0:
            name_rows(panel, figure, view)
    return figure


def _measures(view: View) -> list[str]:
    compared = [name for name in view.results.manifest["measures"] if not view.hall(name).empty]
    return [name for name in CHOSEN if name in compared] or compared[: 2 * COLUMNS]
