"""What all commands share: options, and how failures are told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.errors import InputError, ResultError

WRONG_INPUT, FAILED, INTERRUPTED = 2, 1, 130

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SCENARIO] [KEY=VALUE ...]",
        help="A scenario, by name or as a YAML file (one_window where left out), and values to set in all variants, "
        "such as demand.volume=1.2 or hall.walk=1.",
        show_default=False,
    ),
]
Language = Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of tables and labels.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object in place of tables.")]
Engine = Annotated[
    str, typer.Option(help="Engine that plays the halls: fast, reference, or auto, which picks by the size of the job.")
]
Parity = Annotated[
    bool,
    typer.Option("--parity/--no-parity", help="Play a sample on both engines, and give no result where they differ."),
]
Seed = Annotated[int | None, typer.Option(help="Seed of all random streams, in place of the scenario's.")]
Replications = Annotated[
    int | None,
    typer.Option(help="Times that the days are played, each with other people; at first, where it goes on --until."),
]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="MEASURE=WIDTH,...",
        help="Play until each interval is so narrow, to either side: mean_wait=0.5 in its unit, mean_wait=2% of the "
        "mean, mean_wait:difference=0.5 between halls; a measure named here is compared. none: as often as is said.",
        show_default="what the scenario asks",
    ),
]
AtMost = Annotated[
    int | None, typer.Option(help="Replications after which that is given up.", show_default="the scenario's, 1000")
]
Jobs = Annotated[
    int | None,
    typer.Option(help="Workers that share the work; the numbers do not depend on it.", show_default="one a processor"),
]
Out = Annotated[Path | None, typer.Option(help="Folder for tables and a figure.", show_default="none is written")]


@contextmanager
def answering() -> Iterator[None]:
    """Turns what goes wrong into a message on stderr and an exit code; nobody is shown a traceback."""
    from sim.engine.memory import search_seldom

    search_seldom()
    try:
        yield
    except InputError as error:
        for fault in error.faults:
            typer.echo(f"error: {fault}", err=True)
        raise typer.Exit(WRONG_INPUT) from None
    except ResultError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt as interrupt:
        # Where Ctrl-C came while Python executed a text (a dataclass is made so), it notes that, and would end the
        # process by the signal, whatever the exit code (Python/pythonrun.c). Any other text takes the note away.
        exec("")
        typer.echo(f"Interrupted: {str(interrupt) or 'nothing was written. 已中断：未写入任何结果。'}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except typer.Exit:
        raise
    except Exception as error:
        typer.echo(f"error: onewindow itself failed, please report it: {type(error).__name__}: {error}", err=True)
        raise typer.Exit(FAILED) from None


def workers(jobs: int | None) -> int:
    """How many workers are meant: one a processor where nothing is said."""
    return jobs if jobs is not None else os.cpu_count() or 1
