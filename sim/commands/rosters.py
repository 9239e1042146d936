"""The commands that staff a hall: windows by half-hour, and shifts with the people who work them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from sim.commands import FAILED, AsJson, Engine, Jobs, Language, Out, Parity, Seed, Words, answering, workers

Variant = Annotated[str | None, typer.Option(help="The variant to staff.", show_default="the scenario's first")]
Roles = Annotated[
    Literal["windows", "all"] | None,
    typer.Option(
        help="Who is staffed where the scenario names no groups: the windows, or all desks and back offices.",
        show_default="all by half-hour, windows by shifts",
    ),
]
Times = Annotated[int, typer.Option("--replications", help="Times that the weeks are played for each look at a plan.")]
Weeks = Annotated[int, typer.Option(help="Weeks that are measured in each of them.")]
Seconds = Annotated[float, typer.Option(help="Seconds after which the search for one day's plan ends, as it stands.")]
Gap = Annotated[float, typer.Option(help="Share of the cost that may still be saved when a search ends: 0.02.")]


def staff(
    words: Words = None,
    variant: Variant = None,
    roles: Roles = None,
    replications: Times = 20,
    weeks: Weeks = 5,
    seconds: Seconds = 30.0,
    gap: Gap = 0.0,
    seed: Seed = None,
    engine: Engine = "auto",
    parity: Parity = True,
    jobs: Jobs = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Find the fewest windows by half-hour and group that keep the service, and say what no plan can do with less."""
    how = {"roles": roles, "replications": replications, "weeks": weeks, "seconds": seconds, "gap": gap}
    asking = {"seed": seed, "engine": engine, "parity": parity}
    _answer("staff", words, variant, how, asking, jobs, out, as_json, lang)


def roster(
    words: Words = None,
    variant: Variant = None,
    roles: Roles = None,
    replications: Times = 20,
    weeks: Weeks = 5,
    seconds: Seconds = 30.0,
    gap: Gap = 0.0,
    seed: Seed = None,
    engine: Engine = "auto",
    parity: Parity = True,
    jobs: Jobs = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Find the cheapest shifts that keep the service, and who works them under contracts, leave and wishes."""
    how = {"roles": roles, "replications": replications, "weeks": weeks, "seconds": seconds, "gap": gap}
    asking = {"seed": seed, "engine": engine, "parity": parity}
    _answer("roster", words, variant, how, asking, jobs, out, as_json, lang)


def _answer(
    kind: Literal["staff", "roster"],
    words: list[str] | None,
    variant: str | None,
    how: Mapping[str, Any],
    asking: Mapping[str, Any],
    jobs: int | None,
    out: Path | None,
    as_json: bool,
    lang: Literal["en", "zh"],
) -> None:
    with answering():
        from rich.console import Console

        from sim.results import check_place
        from sim.staffing.asked import asked
        from sim.staffing.exports import check_packages
        from sim.staffing.staffed import answered
        from sim.staffing.telling import on_terminal
        from sim.study import ask
        from sim.study.answering import finish
        from sim.study.telling import say_what_is_first
        from sim.study.words import split

        question = ask(*split(words), **asking)
        what = asked(question, kind, variant, **how)
        place, errors = out and check_place(out), Console(stderr=True)
        if place is not None:
            check_packages()
        say_what_is_first(errors, question, lang)
        with on_terminal(errors, what, workers(jobs), lang) as (progress, tell):
            answer = answered(what, jobs=workers(jobs), progress=progress, tell=tell)
        finish(answer, place, as_json, lang, errors)
        if not answer.clashes.empty:
            raise typer.Exit(FAILED)
