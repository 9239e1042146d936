"""The command that says whom to train in what first, which skills a steady hall needs, and shifts for several."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

import typer

from sim.commands import INTERRUPTED, Replications, Words, answering, workers
from sim.commands.asking import Asking, study


@study
def skills(
    asking: Asking,
    words: Words = None,
    variant: Annotated[
        str | None, typer.Option(help="The variant to look at.", show_default="the scenario's first")
    ] = None,
    by: Annotated[
        Literal["mean_wait", "share_wait_over_30", "abandonment"],
        typer.Option(help="Measure that a training should lower."),
    ] = "mean_wait",
    steps: Annotated[
        int | None,
        typer.Option(
            help="Clerks who are trained one after another.", show_default="the scenario's skills.steps, or 5"
        ),
    ] = None,
    steady: Annotated[
        bool,
        typer.Option("--steady", help="Find the cheapest mix of skills of the scenario's steady hall, exactly."),
    ] = False,
    shifts: Annotated[
        bool,
        typer.Option("--shifts", help="Find the cheapest shifts of a weekday for clerks of one skill and of several."),
    ] = False,
    weekday: Annotated[
        str | None,
        typer.Option(
            help="With --shifts the weekday (mon), or each by itself (each).", show_default="that with most work"
        ),
    ] = None,
    seconds: Annotated[float, typer.Option(help="With --shifts the seconds after which the search ends.")] = 300.0,
    replications: Replications = None,
) -> None:
    """Find what one more skill of one clerk is worth, whom to train in what first, and what more skills would bring."""
    with answering():
        from rich.console import Console

        from sim.report.finding import tell
        from sim.results import check_place
        from sim.staffing.skills import asked, planned
        from sim.staffing.skills_steady import mixed
        from sim.study.answering import finish
        from sim.study.words import split

        scenario, overrides = split(words)
        if steady:
            place = asking.out and check_place(asking.out)
            finish(mixed(scenario, overrides), place, asking.as_json, asking.lang, Console(stderr=True))
            return
        if shifts:
            _shifts(asking, scenario, overrides, variant, weekday, replications, seconds)
            return
        question, search = asked(
            scenario,
            overrides,
            variant=variant,
            by=by,
            steps=steps,
            replications=replications,
            **asking.how,
        )
        facts = {
            "variant": getattr(question.composed.scenario.variants[search.variant].label, asking.lang),
            "first": len(search.first),
            "steps": search.steps,
            "replications": question.replications,
            "plays": search.plays() * question.replications,
        }
        cost = partial(tell, "skills_cost", asking.lang, **facts)
        answer = asking.answer(question, lambda step: cost(), partial(planned, question, search))
        if not answer.manifest["complete"]:
            raise typer.Exit(INTERRUPTED)


def _shifts(
    asking: Asking,
    scenario: str,
    overrides: list[str],
    variant: str | None,
    weekday: str | None,
    replications: int | None,
    seconds: float,
) -> None:
    """Find shifts for clerks of several skills, and tell of them."""
    from rich.console import Console

    from sim.results import check_place
    from sim.staffing.asked import REPLICATIONS, WEEKS
    from sim.staffing.skills_shifts import shifts_for, wish
    from sim.staffing.skills_telling import on_terminal
    from sim.study import ask
    from sim.study.answering import finish
    from sim.study.telling import say_what_is_first

    question, errors = ask(scenario, overrides, **asking.how), Console(stderr=True)
    times = REPLICATIONS if replications is None else replications
    wanted = wish(question, variant, weekday, replications=times, weeks=WEEKS, seconds=seconds)
    place, jobs = asking.out and check_place(asking.out), workers(asking.jobs)
    say_what_is_first(errors, question, asking.lang)
    with on_terminal(errors, wanted, jobs, asking.lang) as (progress, tell):
        answer = shifts_for(wanted, jobs=jobs, progress=progress, tell=tell)
    finish(answer, place, asking.as_json, asking.lang, errors)
    if answer.manifest["interrupted"]:
        raise typer.Exit(INTERRUPTED)
