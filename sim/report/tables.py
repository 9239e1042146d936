"""Tables: for a terminal, or as Markdown for everything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from sim.report.text import number


@dataclass(frozen=True)
class Table:
    """A title, columns, rows of text, and notes below."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    words: int = 1
    """How many columns, from the left, are words; the others are numbers, and stand to the right."""


def show(tables: Iterable[Table], console: Console) -> None:
    """Print tables to a terminal, or as Markdown to a file or a pipe."""
    for table in tables:
        if console.is_terminal:
            console.print(Text(table.title, style="bold"))
            console.print(_rich(table))
            for note in table.notes:
                console.print(Text(note, style="dim"))
            console.print()
        else:
            console.file.write(markdown(table) + "\n")


def _rich(table: Table) -> RichTable:
    shown = RichTable(box=box.SIMPLE_HEAD)
    for place, column in enumerate(table.columns):
        shown.add_column(Text(column), justify="left" if place < table.words else "right", overflow="fold")
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    return shown


def markdown(table: Table) -> str:
    """The table in Markdown, columns in line, ending with an empty line."""
    rows = [[cell.replace("|", "\\|").replace("\n", "<br>") for cell in row] for row in [table.columns, *table.rows]]
    widths = [max(3, *(cell_len(row[place]) for row in rows)) for place in range(len(table.columns))]
    left = [place < table.words for place in range(len(table.columns))]
    rule = ["-" * width if to_left else "-" * (width - 1) + ":" for width, to_left in zip(widths, left, strict=True)]
    head, *body = (_line(row, widths, left) for row in rows)
    notes = [line for note in table.notes for line in ("", note)]
    return "\n".join([f"### {table.title}", "", head, f"| {' | '.join(rule)} |", *body, *notes, ""])


def _line(row: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> str:
    cells = []
    for cell, width, to_left in zip(row, widths, left, strict=True):
        blank = " " * (width - cell_len(cell))
        cells.append(cell + blank if to_left else blank + cell)
    return f"| {' | '.join(cells)} |"


def mean_and_interval(mean: float, low: float, high: float, unit: str) -> str:
    """A mean with its interval, as text."""
    return f"{number(mean, unit)} ({number(low, unit)}, {number(high, unit)})"
