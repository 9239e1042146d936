"""Commands that ask why and until when, and what all commands share: options, and how failures are told."""

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
        typer.echo(f"Interrupted: {str(interrupt) or 'nothing was written. 已中断：未写入任何结果。'}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except typer.Exit:
        raise
    except Exception as error:
        typer.echo(f"error: onewindow itself failed, please report it: {type(error).__name__}: {error}", err=True)
        raise typer.Exit(FAILED) from None


def diagnose(
    words: Words = None,
    variant: Annotated[
        str | None, typer.Option(help="The variant to look at.", show_default="the scenario's first")
    ] = None,
    top: Annotated[int, typer.Option(help="Half-hours of a group in which one more clerk is tried.")] = 5,
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = "auto",
    parity: Parity = True,
    jobs: Jobs = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Rank the bottlenecks of a hall: who waits where and when, and what one more clerk there would save."""
    with answering():
        from rich.console import Console

        from sim.results import check_place
        from sim.study import ask
        from sim.study.answering import cost_of_diagnosis, finish, on_terminal
        from sim.study.diagnosis import examined, variant_of
        from sim.study.telling import say_what_is_first
        from sim.study.words import split

        question = ask(*split(words), replications=replications, seed=seed, engine=engine, parity=parity)
        name, place, errors = variant_of(question, variant), out and check_place(out), Console(stderr=True)
        say_what_is_first(errors, question, lang)
        with on_terminal(errors, lambda step: cost_of_diagnosis(question, name, top, lang), lang) as progress:
            answer = examined(question, name, top=top, jobs=workers(jobs), progress=progress)
        finish(answer, place, as_json, lang, errors)


def decompose(
    words: Words = None,
    measures: Annotated[
        str,
        typer.Option(
            "--measure",
            "--measures",
            metavar="A,B,C",
            help="Names of the measures to take apart.",
            show_default="mean wait, time in the hall, visits",
        ),
    ] = "",
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = "auto",
    parity: Parity = True,
    jobs: Jobs = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Take a reform apart: what each of the scenario's levers does alone, last, and as its share of the whole."""
    with answering():
        from rich.console import Console

        from sim.results import check_place
        from sim.study import ask
        from sim.study.answering import cost_of_decomposition, finish, on_terminal
        from sim.study.decomposition import pulled_specs, taken_apart
        from sim.study.telling import say_what_is_first
        from sim.study.words import split

        chosen = [name.strip() for name in measures.split(",") if name.strip()]
        question = ask(
            *split(words),
            replications=replications,
            seed=seed,
            engine=engine,
            measures=chosen,
            parity=parity,
        )
        specs, place, errors = pulled_specs(question), out and check_place(out), Console(stderr=True)
        say_what_is_first(errors, question, lang)
        with on_terminal(errors, lambda step: cost_of_decomposition(question, specs, lang), lang) as progress:
            answer = taken_apart(question, chosen, specs=specs, jobs=workers(jobs), progress=progress)
        finish(answer, place, as_json, lang, errors)


def breakeven(
    over: Annotated[str, typer.Option(metavar="KEY", help="Key of the number to change, such as hall.slowness.")],
    words: Words = None,
    measure: Annotated[str, typer.Option(help="Name of the measure in which the halls should tie.")] = "mean_wait",
    start: Annotated[float | None, typer.Option("--from", help="Lowest value.", show_default="half of it")] = None,
    end: Annotated[
        float | None, typer.Option("--to", help="Highest value.", show_default="one and a half of it")
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="Variant that the others tie with.", show_default="the scenario's first")
    ] = None,
    within: Annotated[
        Literal["others", "all"], typer.Option("--in", help="Change the key in the other variants only, or in all.")
    ] = "others",
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = "auto",
    parity: Parity = True,
    jobs: Jobs = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Find the value of a number at which the halls tie in a measure, with its interval."""
    with answering():
        from rich.console import Console

        from sim.results import check_place
        from sim.study import ask
        from sim.study.answering import cost_of_breakeven, finish, on_terminal
        from sim.study.breakeven import tied
        from sim.study.telling import say_what_is_first
        from sim.study.words import split

        question = ask(
            *split(words),
            replications=replications,
            seed=seed,
            engine=engine,
            measures=[measure],
            parity=parity,
        )
        place, errors = out and check_place(out), Console(stderr=True)
        say_what_is_first(errors, question, lang)
        with on_terminal(errors, lambda step: cost_of_breakeven(question, step, lang), lang) as progress:
            answer = tied(question, over, start, end, base=base, within=within, jobs=workers(jobs), progress=progress)
        finish(answer, place, as_json, lang, errors)


def workers(jobs: int | None) -> int:
    """How many workers are meant: one a processor where nothing is said."""
    return jobs if jobs is not None else os.cpu_count() or 1
