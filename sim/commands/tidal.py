"""The command that tries thresholds of tidal windows."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sim.commands import Replications, Words, answering
from sim.commands.asking import Asking, study


@study
def tidal(
    asking: Asking,
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
) -> None:
    """Try when tidal windows (潮汐窗口) should open and shut, against a fixed roster of the same clerk-hours."""
    with answering():
        from sim.report.finding import tell
        from sim.staffing.tidal import DEFAULT, rules_of, tried, variant_of
        from sim.study import ask
        from sim.study.words import split, whole_numbers

        rules = whole_numbers("open", open_over), whole_numbers("close", close_under)
        scenario, overrides = split(words, DEFAULT)
        chosen = [name.strip() for name in measures.split(",") if name.strip()]
        question = ask(scenario, overrides, replications=replications, measures=chosen, **asking.how)
        name, count = variant_of(question, variant), len(rules_of(*rules))
        facts = {
            "variant": getattr(question.composed.scenario.variants[name].label, asking.lang),
            "rules": count,
            "replications": question.replications,
            "plays": (2 * count + 1) * question.replications,
        }
        cost = partial(tell, "tidal_cost", asking.lang, **facts)
        asking.answer(question, lambda step: cost(), partial(tried, question, name, *rules))
