"""The command that guards against drift."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.commands import FAILED, AsJson, Jobs, Language, answering, workers

TIERS = "plans,tapes,kpis"
UNDECIDED = 3
"""Exit code where nothing moved, but for some of it too few numbers were drawn to tell: no pass, and no failure."""
BASELINES = Path("tests", "baselines")


def check(
    baselines: Annotated[Path, typer.Option(help="Folder of the baselines.")] = BASELINES,
    tier: Annotated[str, typer.Option(metavar="A,B", help=f"Tiers to check, of {TIERS}.")] = TIERS,
    scenarios: Annotated[
        Path | None, typer.Option(help="Folder of the scenarios.", show_default="those of the package")
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Write the baselines anew, if anything moved.")] = False,
    because: Annotated[
        str | None, typer.Option(help="Why they are written anew: goes into LOG.md.", show_default="none")
    ] = None,
    to_markdown: Annotated[
        Path | None, typer.Option("--markdown", help="File for a pull request.", show_default="none")
    ] = None,
    to_junit: Annotated[Path | None, typer.Option("--junit", help="File of JUnit XML.", show_default="none")] = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Check that nothing drifted: rules (frozen plans), sampling (tapes), key figures of every scenario.

    Exit codes: 0 nothing moved, or it was written anew; 1 something moved, a baseline lacks, or something could not be
    played; 2 wrong input, such as a folder without baselines, or --update without a reason; 3 nothing moved, but where
    numpy draws other numbers some key figure is undecided: neither shown to be the same nor to have moved; 130
    interrupted.
    """
    with answering():
        from rich.console import Console

        from sim.check import TIERS as ALL
        from sim.check import checked, updated
        from sim.check.output import keep, print_report, refuse, written
        from sim.report.text import say
        from sim.study.engines import is_compiled
        from sim.study.output import printing
        from sim.study.telling import bar

        tiers = [name.strip() for name in tier.split(",") if name.strip()]
        refuse(update, because, set(tiers) == set(ALL), [path for path in (to_markdown, to_junit) if path])
        errors = Console(stderr=True)
        if not is_compiled():
            errors.print(say("compiling", lang), highlight=False)
        with bar(errors, lang) as progress:
            if update:
                report = updated(baselines, because or "", scenarios=scenarios, jobs=workers(jobs), progress=progress)
            else:
                report = checked(baselines, scenarios=scenarios, tiers=tiers, jobs=workers(jobs), progress=progress)
        keep(report, to_markdown, to_junit, lang)
        with printing():
            print_report(report, lang, as_json, everything=update)
        if update:
            errors.print(written(report, baselines, because, lang), highlight=False, soft_wrap=True, markup=False)
        elif report.moved or report.undecided:
            raise typer.Exit(FAILED if report.moved else UNDECIDED)
