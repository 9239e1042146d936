"""The command that says whom to train in what first, and which skills a steady hall needs."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from sim.commands import (
    INTERRUPTED,
    AsJson,
    Engine,
    Jobs,
    Language,
    Out,
    Parity,
    Replications,
    Seed,
    Words,
    answering,
    workers,
)


def skills(
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
    seed: Seed = None,
    engine: Engine = "auto",
    parity: Parity = True,
    jobs: Jobs = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Find what one more skill of one clerk is worth, whom to train in what first, and what more skills would bring."""
    with answering():
        from rich.console import Console

        from sim.report.finding import tell
        from sim.results import check_place
        from sim.staffing.skills import asked, planned
        from sim.staffing.skills_steady import mixed
        from sim.study.answering import finish, on_terminal
        from sim.study.telling import say_what_is_first
        from sim.study.words import split

        scenario, overrides = split(words)
        place, errors = out and check_place(out), Console(stderr=True)
        if steady:
            finish(mixed(scenario, overrides), place, as_json, lang, errors)
            return
        question, search = asked(
            scenario,
            overrides,
            variant=variant,
            by=by,
            steps=steps,
            replications=replications,
            seed=seed,
            engine=engine,
            parity=parity,
        )
        say_what_is_first(errors, question, lang)
        facts = {
            "variant": getattr(question.composed.scenario.variants[search.variant].label, lang),
            "first": len(search.first),
            "steps": search.steps,
            "replications": question.replications,
            "plays": search.plays() * question.replications,
        }
        with on_terminal(errors, lambda step: tell("skills_cost", lang, **facts), lang) as progress:
            answer = planned(question, search, jobs=workers(jobs), progress=progress)
        finish(answer, place, as_json, lang, errors)
        if not answer.manifest["complete"]:
            raise typer.Exit(INTERRUPTED)
