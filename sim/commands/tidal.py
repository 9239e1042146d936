"""The command that tries thresholds of tidal windows."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.commands import AsJson, Engine, Jobs, Language, Out, Parity, Replications, Seed, Words, answering, workers


def tidal(
    words: Words = None,
    variant: Annotated[
        str | None, typer.Option(help="The variant to look at.", show_default="the first with tidal windows")
    ] = None,
    open_over: Annotated[
        str, typer.Option("--open", metavar="N,N,...", help="Windows open when more than so many wait.")
    ] = "5,10,20,30",
    close_under: Annotated[
        str, typer.Option("--close", metavar="M,M,...", help="They shut when fewer than so many wait.")
    ] = "0,5,10",
    measures: Annotated[
        str,
        typer.Option(
            "--measure",
            "--measures",
            metavar="A,B,C",
            help="Names of the measures to compare; the first decides which rule is best.",
            show_default="the scenario's",
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
    """Try when tidal windows (潮汐窗口) should open and shut, against a fixed roster of the same clerk-hours."""
    with answering():
        from rich.console import Console

        from sim.report.finding import tell
        from sim.results import check_place
        from sim.staffing.tidal import DEFAULT, rules_of, tried, variant_of
        from sim.study import ask
        from sim.study.answering import finish, on_terminal
        from sim.study.telling import say_what_is_first
        from sim.study.words import split, whole_numbers

        rules = whole_numbers("open", open_over), whole_numbers("close", close_under)
        scenario, overrides = split(words, DEFAULT)
        chosen = [name.strip() for name in measures.split(",") if name.strip()]
        question = ask(
            scenario,
            overrides,
            replications=replications,
            seed=seed,
            engine=engine,
            measures=chosen,
            parity=parity,
        )
        name, count = variant_of(question, variant), len(rules_of(*rules))
        place, errors = out and check_place(out), Console(stderr=True)
        say_what_is_first(errors, question, lang)
        facts = {
            "variant": getattr(question.composed.scenario.variants[name].label, lang),
            "rules": count,
            "replications": question.replications,
            "plays": (2 * count + 1) * question.replications,
        }
        with on_terminal(errors, lambda step: tell("tidal_cost", lang, **facts), lang) as progress:
            answer = tried(question, name, *rules, jobs=workers(jobs), progress=progress)
        finish(answer, place, as_json, lang, errors)
