"""The command that sizes the halls of a scenario."""

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
    Seed,
    Words,
    answering,
    workers,
)


def size(
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
    seed: Seed = None,
    engine: Engine = "auto",
    parity: Parity = True,
    jobs: Jobs = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Size the halls: the fewest clerks of each group with which the goals are kept, and how sure that is."""
    with answering():
        from rich.console import Console

        from sim.report.finding import tell
        from sim.results import check_place
        from sim.staffing.size import sized
        from sim.staffing.size_ask import Wish, asked, design, plays_expected
        from sim.study.answering import finish, on_terminal
        from sim.study.runner import Step
        from sim.study.telling import say_what_is_first
        from sim.study.words import split

        question, wish = asked(
            *split(words),
            Wish(tuple(variants or ()), within, weekday, busy, curve),
            replications=replications,
            seed=seed,
            engine=engine,
            parity=parity,
        )
        place, errors = out and check_place(out), Console(stderr=True)
        say_what_is_first(errors, question, lang)

        def cost(step: Step) -> str:
            facts = {"halls": len(wish.variants), "plays": plays_expected(question, wish)}
            halls = facts["halls"] if lang == "zh" else f"{facts['halls']} hall{'s' * (facts['halls'] > 1)}"
            shown = {"design": len(design(question)), "fresh": question.replications}
            return tell("size_cost", lang, halls=halls, plays=facts["plays"], **shown)

        with on_terminal(errors, cost, lang) as progress:
            answer = sized(question, wish, jobs=workers(jobs), progress=progress)
        finish(answer, place, as_json, lang, errors)
        if answer.manifest["interrupted"]:
            raise typer.Exit(INTERRUPTED)
