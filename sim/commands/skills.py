"""The command that says whom to train in what first, and which skills a steady hall needs."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

import typer

from sim.commands import INTERRUPTED, Replications, Words, answering
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
