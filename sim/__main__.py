"""The command line. What is heavy is imported by the command that needs it, so that help comes at once."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

import sim
from sim.commands import (
    AsJson,
    Engine,
    Language,
    Seed,
    Words,
    answering,
    checks,
    frontier,
    reasons,
    rosters,
    selections,
    skills,
    staffing,
    studies,
    sweeps,
    tidal,
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


app.command()(studies.compare)
app.command()(reasons.diagnose)
app.command()(reasons.decompose)
app.command()(reasons.breakeven)
app.command()(sweeps.sweep)
app.command()(sweeps.query)
app.command()(selections.select)
app.command()(skills.skills)
app.command()(studies.longrun)
app.command()(rosters.roster)
app.command()(rosters.staff)
app.command()(staffing.size)
app.command()(frontier.frontier)
app.command()(tidal.tidal)
app.command()(checks.check)


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
