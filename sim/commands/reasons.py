"""Commands that ask why and until when: bottlenecks, what a reform is made of, where halls tie."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

import typer

from sim.commands import Replications, Words, answering
from sim.commands.asking import Asking, study


@study
def diagnose(
    asking: Asking,
    words: Words = None,
    variant: Annotated[
        str | None, typer.Option(help="The variant to look at.", show_default="the scenario's first")
    ] = None,
    top: Annotated[int, typer.Option(help="Half-hours of a group in which one more clerk is tried.")] = 5,
    replications: Replications = None,
) -> None:
    """Rank the bottlenecks of a hall: who waits where and when, and what one more clerk there would save."""
    with answering():
        from sim.study import ask
        from sim.study.answering import cost_of_diagnosis
        from sim.study.diagnosis import examined, variant_of
        from sim.study.words import split

        question = ask(*split(words), replications=replications, **asking.how)
        name = variant_of(question, variant)
        asking.answer(
            question,
            lambda step: cost_of_diagnosis(question, name, top, asking.lang),
            partial(examined, question, name, top=top),
        )


@study
def decompose(
    asking: Asking,
    words: Words = None,
    measures: Annotated[
        str,
        typer.Option(
            "--measure",
            "--measures",
            metavar="A,B,C",
            help="Names of the measures to take apart.",
            show_default="mean wait, time in the hall, visits",
        ),
    ] = "",
    replications: Replications = None,
) -> None:
    """Take a reform apart: what each of the scenario's levers does alone, last, and as its share of the whole."""
    with answering():
        from sim.study import ask
        from sim.study.answering import cost_of_decomposition
        from sim.study.decomposition import pulled_specs, taken_apart
        from sim.study.words import split

        chosen = [name.strip() for name in measures.split(",") if name.strip()]
        question = ask(*split(words), replications=replications, measures=chosen, **asking.how)
        specs = pulled_specs(question)
        asking.answer(
            question,
            lambda step: cost_of_decomposition(question, specs, asking.lang),
            partial(taken_apart, question, chosen, specs=specs),
        )


@study
def breakeven(
    asking: Asking,
    over: Annotated[str, typer.Option(metavar="KEY", help="Key of the number to change, such as hall.slowness.")],
    words: Words = None,
    measure: Annotated[str, typer.Option(help="Name of the measure in which the halls should tie.")] = "mean_wait",
    start: Annotated[float | None, typer.Option("--from", help="Lowest value.", show_default="half of it")] = None,
    end: Annotated[
        float | None, typer.Option("--to", help="Highest value.", show_default="one and a half of it")
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="Variant that the others tie with.", show_default="the scenario's first")
    ] = None,
    within: Annotated[
        Literal["others", "all"], typer.Option("--in", help="Change the key in the other variants only, or in all.")
    ] = "others",
    replications: Replications = None,
) -> None:
    """Find the value of a number at which the halls tie in a measure, with its interval."""
    with answering():
        from sim.study import ask
        from sim.study.answering import cost_of_breakeven
        from sim.study.breakeven import tied
        from sim.study.words import split

        question = ask(*split(words), replications=replications, measures=[measure], **asking.how)
        asking.answer(
            question,
            lambda step: cost_of_breakeven(question, step, asking.lang),
            partial(tied, question, over, start, end, base=base, within=within),
        )
