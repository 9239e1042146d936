"""The command that sizes the halls of a scenario."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

import typer

from sim.commands import INTERRUPTED, Words, answering
from sim.commands.asking import Asking, study


@study
def size(
    asking: Asking,
    words: Words = None,
    variants: Annotated[
        list[str] | None,
        typer.Option("--variant", help="A variant to size; may be given again.", show_default="all"),
    ] = None,
    within: Annotated[
        Literal["day", "half_hour"],
        typer.Option(help="Ask the goals over the day, or in every half-hour in which people come."),
    ] = "day",
    weekday: Annotated[
        Literal["average", "worst"], typer.Option(help="Ask them over all days, or on each weekday.")
    ] = "average",
    busy: Annotated[float, typer.Option(help="Share of their duty that clerks behind the windows may be busy.")] = 0.9,
    curve: Annotated[bool, typer.Option("--curve/--no-curve", help="Tell people against waits, too.")] = True,
    replications: Annotated[
        int | None,
        typer.Option(help="Fresh replications on which plans are judged.", show_default="40"),
    ] = None,
) -> None:
    """Size the halls: the fewest clerks of each group with which the goals are kept, and how sure that is."""
    with answering():
        from sim.report.finding import tell
        from sim.staffing.size import sized
        from sim.staffing.size_ask import Wish, asked, design, plays_expected
        from sim.study.runner import Step
        from sim.study.words import split

        question, wish = asked(
            *split(words),
            Wish(tuple(variants or ()), within, weekday, busy, curve),
            replications=replications,
            **asking.how,
        )

        def cost(step: Step) -> str:
            facts = {"halls": len(wish.variants), "plays": plays_expected(question, wish)}
            halls = facts["halls"] if asking.lang == "zh" else f"{facts['halls']} hall{'s' * (facts['halls'] > 1)}"
            shown = {"design": len(design(question)), "fresh": question.replications}
            return tell("size_cost", asking.lang, halls=halls, plays=facts["plays"], **shown)

        answer = asking.answer(question, cost, partial(sized, question, wish))
        if answer.manifest["interrupted"]:
            raise typer.Exit(INTERRUPTED)
