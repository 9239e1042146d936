"""The command that chooses among halls."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

import typer

from sim.commands import Replications, answering
from sim.commands.asking import Asking, study


@study
def select(
    asking: Asking,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO] [KEY=VALUES ...]",
            help="A scenario, and values to set in all variants; a key with several values (hall.slowness=1.0,1.1,1.2, "
            "staff.groups.integrated.clerks=range(30,41)) makes a hall of each variant at each value.",
            show_default=False,
        ),
    ] = None,
    measure: Annotated[
        str | None, typer.Option(help="Measure by which one is chosen.", show_default="the scenario's first")
    ] = None,
    zone: Annotated[
        float | None,
        typer.Option(
            help="Difference, in the measure's unit, that nobody would choose by (a share: 0.01 is one point)."
        ),
    ] = None,
    procedure: Annotated[
        Literal["kn", "all", "ocba", "mcb"],
        typer.Option(
            help="kn: one hall, others drop out as soon as they are seen to be worse (Kim and Nelson 2001). all: all "
            "halls within the zone of the best. ocba: replications go where they tell most (Chen et al. 2000). mcb: "
            "each hall against the best of the others, at a given number of replications (Hsu 1984)."
        ),
    ] = "kn",
    best: Annotated[
        Literal["lowest", "highest"] | None,
        typer.Option(help="Which mean is the best.", show_default="as the measure's goal has it, else lowest"),
    ] = None,
    sure: Annotated[float, typer.Option(help="Chance of a right choice, below 1.")] = 0.95,
    at_most: Annotated[
        int | None,
        typer.Option(
            help="Replications of all halls together after which it is given up; fresh ones come on top.",
            show_default="1000 a hall",
        ),
    ] = None,
    fresh: Annotated[
        int | None,
        typer.Option(
            help="Replications of what was chosen, or looks best, on other days than those that chose it; 0: none. The "
            "mean that made a hall the best is too good, as it was chosen for its luck on these days, too; the fresh "
            "one is not.",
            show_default="as many as chose it",
        ),
    ] = None,
    replications: Replications = None,
) -> None:
    """Choose the best hall, or all that are as good, with a stated chance; replications go where they matter."""
    with answering():
        from sim.study.answering import cost_of_selection
        from sim.study.candidates import candidates
        from sim.study.selecting import choice_of, chosen
        from sim.study.words import split

        question, halls = candidates(*split(words), measure=measure, replications=replications, **asking.how)
        choice = choice_of(question, len(halls), procedure, best, zone, sure, at_most, fresh)
        asking.answer(
            question,
            lambda step: cost_of_selection(question, halls, choice, asking.lang),
            partial(chosen, question, halls, choice),
        )
