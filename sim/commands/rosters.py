"""The commands that staff a hall: windows by half-hour, and shifts with the people who work them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import typer

from sim.commands import FAILED, INTERRUPTED, Words, answering, workers
from sim.commands.asking import Asking, study

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
Seconds = Annotated[
    float | None,
    typer.Option(
        help="Seconds after which the search for one day's plan ends, as it stands.",
        show_default="30, less where they are more than ten",
    ),
]
Gap = Annotated[float, typer.Option(help="Share of the cost that may still be saved when a search ends: 0.02.")]
OnDays = Annotated[
    Literal["each", "worst", "average"] | None,
    typer.Option(
        help="Plan each weekday by itself, or one plan for all: kept on the worst, or on their average.",
        show_default="the scenario's, each",
    ),
]


@study
def staff(
    asking: Asking,
    words: Words = None,
    variant: Variant = None,
    roles: Roles = None,
    replications: Times = 20,
    weeks: Weeks = 5,
    seconds: Seconds = None,
    gap: Gap = 0.0,
    weekday: OnDays = None,
) -> None:
    """Find the fewest windows by half-hour and group that keep the service, and say what no plan can do with less."""
    how: dict[str, Any] = {"replications": replications, "weeks": weeks, "seconds": seconds, "gap": gap}
    how |= {"roles": roles, "weekday": weekday}
    _answer("staff", asking, words, variant, how)


@study
def roster(
    asking: Asking,
    words: Words = None,
    variant: Variant = None,
    roles: Roles = None,
    replications: Times = 20,
    weeks: Weeks = 5,
    seconds: Seconds = None,
    gap: Gap = 0.0,
    weekday: OnDays = None,
) -> None:
    """Find the cheapest shifts that keep the service, and who works them under contracts, leave and wishes."""
    how: dict[str, Any] = {"replications": replications, "weeks": weeks, "seconds": seconds, "gap": gap}
    how |= {"roles": roles, "weekday": weekday}
    _answer("roster", asking, words, variant, how)


def _answer(
    kind: Literal["staff", "roster"],
    asking: Asking,
    words: list[str] | None,
    variant: str | None,
    how: Mapping[str, Any],
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

        question, jobs = ask(*split(words), **asking.how), workers(asking.jobs)
        what = asked(question, kind, variant, **how, engine=asking.engine)
        place, errors = asking.out and check_place(asking.out), Console(stderr=True)
        if place is not None:
            check_packages()
        say_what_is_first(errors, what.question, asking.lang)
        with on_terminal(errors, what, jobs, asking.lang) as (progress, tell):
            answer = answered(what, jobs=jobs, progress=progress, tell=tell)
        finish(answer, place, asking.as_json, asking.lang, errors)
        if answer.manifest["interrupted"]:
            raise typer.Exit(INTERRUPTED)
        if not answer.clashes.empty:
            raise typer.Exit(FAILED)
