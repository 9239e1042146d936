"""Commands about many points at once: a sweep, and questions to what it has kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

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
    answering,
    workers,
)
from sim.commands import Until as UntilSure


def sweep(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO] [KEY=VALUES ...]",
            help="A scenario, and keys with the values that each is set to: demand.volume=0.9,1.0,1.1, "
            "hall.slowness=range(1.0,1.3,0.1), staff=glob(integrated_*), hall.walk=interval(0.5,1.5). A key with one "
            "value holds at every point.",
            show_default=False,
        ),
    ] = None,
    pair: Annotated[
        Literal["product", "zip", "latin"],
        typer.Option(help="How values of several keys meet: each with each, in pairs, or as a Latin hypercube."),
    ] = "product",
    points: Annotated[int | None, typer.Option(help="Points of a Latin hypercube.", show_default="none")] = None,
    points_file: Annotated[
        Path | None,
        typer.Option(
            help="File that lists the points: CSV with the keys in its first line, or a list of mappings in YAML or "
            "JSON.",
            show_default="none",
        ),
    ] = None,
    measure: Annotated[
        str | None, typer.Option(help="Measure that is printed and drawn.", show_default="the scenario's first")
    ] = None,
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = "auto",
    parity: Parity = True,
    level: Annotated[
        str, typer.Option(help="What is kept while a hall is played: every session (sessions), or key figures (kpis).")
    ] = "sessions",
    until: UntilSure = None,
    at_most: AtMost = None,
    jobs: Jobs = None,
    executor: Annotated[
        Literal["threads", "processes", "ray"] | None,
        typer.Option(
            help="Who shares the work: threads, processes (the quicker where it takes minutes: what is not compiled is "
            "done by one thread at a time), or the workers of a Ray cluster. The results do not depend on it.",
            show_default="threads; processes where the reference engine plays",
        ),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            help="Address of a Ray cluster that is there (auto: the one on this machine; local: one of our own), for "
            "--executor ray.",
            show_default="that in RAY_ADDRESS; else one is started here, with --jobs workers",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with the sweep in the folder, or make it wider; what is not asked any more is left out.",
        ),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the sweep.", show_default="results/sweeps/SCENARIO")
    ] = None,
    figures: Annotated[bool, typer.Option("--figures/--no-figures", help="Draw the measure.")] = True,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Play every hall of a scenario at every point of a sweep, and keep what is measured cell by cell."""
    with answering():
        from rich.console import Console

        from sim.report.text import say
        from sim.study.executors import Machines
        from sim.study.outline import outlined
        from sim.study.output import printing
        from sim.study.points import shown_measure
        from sim.study.sweep import run
        from sim.study.sweeping import looked_at_all, on_terminal, print_sweep
        from sim.study.telling import say_what_is_first
        from sim.study.words import split

        scenario, values = split(words)
        machines = Machines(workers(jobs), executor, address)
        outline = outlined(
            scenario,
            values,
            points=points_file,
            pairing=pair,
            number=points,
            replications=replications,
            seed=seed,
            engine=engine,
            level=level,
            parity=parity,
            until=until,
            at_most=at_most,
        )
        errors = Console(stderr=True)
        folder = out or Path("results", "sweeps", outline.question.composed.name)
        say_what_is_first(errors, outline.question, lang)
        asked = looked_at_all(errors, outline, machines, lang)
        shown = shown_measure(asked, measure)
        with on_terminal(errors, asked, machines, lang) as progress:
            picture = lang if figures else None
            summary = run(asked, folder, machines, measure=shown, resume=resume, picture=picture, progress=progress)
        with printing(kept=folder):
            print_sweep(asked, summary, shown, as_json, lang)
        errors.print(say("kept", lang, folder=folder), highlight=False, soft_wrap=True, markup=False)


def query(
    folder: Annotated[Path, typer.Argument(help="Folder of a sweep, finished or not.")],
    sql: Annotated[
        str,
        typer.Argument(
            help="A query of `results` (point, variant, the keys swept, replication, a column a measure) or `cells`, "
            'such as: SELECT variant, "demand.volume", avg(mean_wait) FROM results GROUP BY ALL ORDER BY ALL.'
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Ask the values of a sweep in SQL."""
    with answering():
        from rich.console import Console

        from sim.report.tables import Table, show
        from sim.report.text import NOTHING
        from sim.results.query import query as ask
        from sim.study.output import print_json, printing

        found = ask(folder, sql)
        with printing():
            if as_json:
                print_json(json.loads(found.to_json(orient="records", force_ascii=False)))
            else:
                texts = found.astype(object).where(found.notna(), NOTHING).map(str)
                show([Table(str(folder), [*map(str, texts)], texts.to_numpy().tolist())], Console(highlight=False))
