"""The commands that compare the halls of a scenario: in its own days, and in the long run."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

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
    workers,
)
from sim.commands.asking import Asking, study


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
    quantile: Annotated[
        list[float] | None,
        typer.Option(
            help="Tell what this share of replications stays below: 0.9; may be given again.", show_default="none"
        ),
    ] = None,
    controls: Annotated[
        bool, typer.Option("--controls", help="Tell means with control variates, too: cases and work that came.")
    ] = False,
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
            quantiles=quantile or (),
            controls=controls,
        )
        folder = out or Path("results", "runs", question.composed.name)
        place = check_place(folder)
        errors = Console(stderr=True)
        say_what_is_first(errors, question, lang)
        with on_terminal(errors, question, lang) as progress:
            results = run(question, jobs=workers(jobs), progress=progress, command=["onewindow", *sys.argv[1:]])
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


@study
def longrun(
    asking: Asking,
    words: Words = None,
    measure: Annotated[
        str | None, typer.Option(help="Measure that is looked at day by day.", show_default="the scenario's first")
    ] = None,
    days: Annotated[int, typer.Option(help="Days of the calendar, in place of the scenario's.")] = 1000,
) -> None:
    """Play the halls for years: how long is the beginning (warm-up), and what does a measure come to after it?"""
    with answering():
        from sim.report.finding import tell
        from sim.study.longrun import asked, run
        from sim.study.words import split

        question = asked(*split(words), measure=measure, days=days, **asking.how)
        cost = partial(tell, "longrun_cost", asking.lang, halls=len(question.composed.specs), days=days)
        asking.answer(question, lambda step: cost(), partial(run, question))
