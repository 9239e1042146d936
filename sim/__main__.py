"""The command line. What is heavy is imported by the command that needs it, so that help comes at once."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

import sim
from sim import commands
from sim.commands import (
    AsJson,
    AtMost,
    Engine,
    Jobs,
    Language,
    Parity,
    Replications,
    Seed,
    Until,
    Words,
    answering,
    processes,
    selections,
    sweeps,
)

app = typer.Typer(
    name="onewindow",
    help="Simulates city service halls: one window for every matter (一窗受理) against a window per department.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """The command `onewindow`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    app()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onewindow {sim.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def compare(
    words: Words = None,
    replications: Replications = None,
    seed: Seed = None,
    measures: Annotated[
        str, typer.Option(metavar="A,B,C", help="Names of the measures to compare; catalogue.csv defines them.")
    ] = "",
    engine: Engine = "auto",
    parity: Parity = True,
    level: Annotated[
        str, typer.Option(help="What is kept of a hall: every session (sessions), or key figures alone (kpis).")
    ] = "sessions",
    until: Until = None,
    at_most: AtMost = None,
    base: Annotated[
        str | None,
        typer.Option(help="The variant that all others are compared with.", show_default="each is with each"),
    ] = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.", show_default="results/runs/SCENARIO")
    ] = None,
    figures: Annotated[bool, typer.Option("--figures/--no-figures", help="Draw figures.")] = True,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Compare the halls of a scenario: the same people come to each; means, intervals and differences."""
    with answering():
        from rich.console import Console

        from sim.report.text import say
        from sim.results import check_place
        from sim.study import ask, keep, run
        from sim.study.output import print_comparison, printing
        from sim.study.precision import until_in
        from sim.study.telling import on_terminal, say_what_is_first
        from sim.study.words import split

        scenario, overrides = split(words)
        chosen = [name.strip() for name in measures.split(",") if name.strip()]
        question = ask(
            scenario,
            overrides,
            replications=replications,
            seed=seed,
            engine=engine,
            measures=chosen,
            parity=parity,
            level=level,
            until=until_in(until, at_most),
            base=base,
        )
        folder = out or Path("results", "runs", question.composed.name)
        place = check_place(folder)
        errors = Console(stderr=True)
        say_what_is_first(errors, question, lang)
        with on_terminal(errors, question, lang) as progress:
            results = run(question, jobs=processes(jobs), progress=progress, command=["onewindow", *sys.argv[1:]])
        if figures:
            errors.print(say("drawing", lang), highlight=False)
        try:
            keep(results, place, figures=figures, lang=lang)
        except Exception:
            # The answer must not be lost with the disk, or for want of a picture.
            with printing():
                print_comparison(results, as_json, lang)
            raise
        with printing(kept=folder):
            print_comparison(results, as_json, lang)
        errors.print(say("kept", lang, folder=folder), highlight=False, soft_wrap=True)


app.command()(commands.diagnose)
app.command()(commands.decompose)
app.command()(commands.breakeven)
app.command()(sweeps.sweep)
app.command()(sweeps.query)
app.command()(selections.select)


@app.command()
def follow(
    case: Annotated[int, typer.Option(help="Number of the person, from 0, in the order in which people may come.")],
    words: Words = None,
    replication: Annotated[int, typer.Option(help="Number of the replication, from 0.")] = 0,
    seed: Seed = None,
    engine: Engine = "auto",
    out: Annotated[
        Path | None, typer.Option(help="PNG or SVG file for a Gantt chart of the case.", show_default="none")
    ] = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Follow one person through every hall, over all visits, and the file behind: from first contact to the result."""
    with answering():
        from rich.console import Console

        from sim.report.tables import show
        from sim.study import ask, travel
        from sim.study.output import print_json, printing
        from sim.study.story import journey_for_programs, journey_tables
        from sim.study.words import split

        if out is not None:
            from sim.study.gantt import check_figure, draw_journey

            check_figure(out)
        journey = travel(ask(*split(words), seed=seed, engine=engine), case, replication)
        with printing():
            if as_json:
                print_json(journey_for_programs(journey))
            else:
                show(journey_tables(journey, lang), Console(highlight=False))
        if out is not None:
            draw_journey(journey, out, lang)


@app.command("list")
def list_scenarios(as_json: AsJson = False, lang: Language = "en") -> None:
    """List the scenarios that come with the package, and the question of each."""
    with answering():
        from rich.console import Console

        from sim.config import scenarios
        from sim.config.files import read
        from sim.report import halls
        from sim.report.tables import show
        from sim.spec import Scenario, parse
        from sim.study.output import print_json, printing

        found = {name: parse(Scenario, read(path).data).question for name, path in scenarios().items()}
        with printing():
            if as_json:
                print_json({name: getattr(question, lang) for name, question in found.items()})
            else:
                show([halls.scenarios(found, lang)], Console(highlight=False))


@app.command("show")
def show_scenario(
    words: Words = None,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print the resolved spec of each variant as YAML.")] = False,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Show what a scenario asks: its halls, where they differ, their clerks and how loaded these are."""
    with answering():
        from sim.config import load
        from sim.study.output import print_scenario, printing
        from sim.study.words import split

        composed = load(*split(words))
        with printing():
            print_scenario(composed, as_yaml, as_json, lang)


@app.command()
def schema(
    of: Annotated[Literal["spec", "scenario"], typer.Argument(help="What the schema is of.")] = "spec",
) -> None:
    """Print the JSON Schema of a spec or of a scenario: every key, what may stand there, and what it means."""
    with answering():
        from sim.config import schema as schema_of
        from sim.spec import Scenario, Spec
        from sim.study.output import printing

        with printing():
            typer.echo(schema_of(Spec if of == "spec" else Scenario), nl=False)


@app.command()
def version() -> None:
    """Show the version."""
    _print_version(True)


if __name__ == "__main__":
    main()
