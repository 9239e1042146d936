"""The command that trades cost against wait and visits."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sim.commands import INTERRUPTED, Words, answering
from sim.commands.asking import Asking, study


@study
def frontier(
    asking: Asking,
    words: Words = None,
    variants: Annotated[
        list[str] | None,
        typer.Option("--variant", help="A variant to staff; may be given again.", show_default="all"),
    ] = None,
    waits: Annotated[
        str,
        typer.Option(
            metavar="MIN,MIN,...",
            help="Mean waits to keep, in minutes: 2,5,10,20.",
            show_default="seven, from what the halls can do",
        ),
    ] = "",
    busy: Annotated[float, typer.Option(help="Share of their duty that clerks behind the windows may be busy.")] = 0.9,
    robust: Annotated[
        bool, typer.Option("--robust/--no-robust", help="Hold the knee's plan on other kinds of days, too.")
    ] = True,
    robust_of: Annotated[
        list[str] | None,
        typer.Option(
            "--robust-of",
            metavar="VARIANT",
            help="A variant whose own knee is held on other kinds of days, too; may be given again.",
            show_default="the knee of all alone",
        ),
    ] = None,
    more: Annotated[float, typer.Option(help="Part by which more people come on days that a plan must hold on.")] = 0.2,
    replications: Annotated[
        int | None,
        typer.Option(help="Fresh replications on which points are judged.", show_default="20"),
    ] = None,
) -> None:
    """Trade cost against wait and visits: the cheapest clerks for each level of wait, the knee, and robust plans."""
    with answering():
        from sim.report.finding import tell
        from sim.staffing.frontier import GO_ON, traded
        from sim.staffing.frontier_ask import POINTS, Wish, asked, plays_expected, read_waits
        from sim.staffing.size_ask import design
        from sim.study.runner import Step
        from sim.study.words import split

        question, wish = asked(
            *split(words),
            Wish(tuple(variants or ()), read_waits(waits), busy, more, robust, tuple(robust_of or ())),
            replications=replications,
            **asking.how,
        )

        def cost(step: Step) -> str:
            halls = len(wish.variants)
            facts = {"levels": len(wish.waits) or POINTS, "plays": plays_expected(question, wish)}
            facts |= {"design": len(design(question)), "fresh": question.replications}
            named = f"{halls}" if asking.lang == "zh" else f"{halls} hall{'s' * (halls > 1)}"
            return tell("frontier_cost", asking.lang, halls=named, **facts)

        try:
            answer = asking.answer(question, cost, partial(traded, question, wish, place=asking.out))
        except KeyboardInterrupt:
            raise KeyboardInterrupt(*([] if asking.out is None else [GO_ON])) from None
        if answer.manifest["interrupted"]:
            if asking.out is not None:
                typer.echo(tell("frontier_go_on", asking.lang), err=True)
            raise typer.Exit(INTERRUPTED)
