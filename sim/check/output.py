"""Printing and keeping what a check found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from sim.check.found import Report
from sim.check.junit import junit
from sim.check.telling import for_programs, headline, in_markdown, tables
from sim.errors import Fault, InputError, ResultError
from sim.report.tables import show
from sim.report.text import Lang, say
from sim.study.output import print_json


def refuse(update: bool, because: str | None, all_tiers: bool, places: Sequence[Path]) -> None:
    """What is wrong with how a check is asked for, before anything is played. Raises `InputError`."""
    faults = []
    if update and not (because or "").strip():
        faults.append(Fault("a baseline is changed for a reason", "give it: --because '...'", "--update"))
    if because is not None and not update:
        faults.append(Fault("a reason is for baselines that are written anew", "add --update", "--because"))
    if update and not all_tiers:
        faults.append(Fault("baselines are written anew together", "leave out --tier", "--update"))
    for path in places:
        if not path.absolute().parent.is_dir() or path.is_dir():
            faults.append(Fault("cannot be written to", "name a file in a folder that is there", file=str(path)))
    if faults:
        raise InputError(faults)


def keep(report: Report, to_markdown: Path | None, to_junit: Path | None, lang: Lang) -> None:
    """Write the report to files. Raises `ResultError` where the disk does not take one."""
    for path, content in ((to_markdown, in_markdown(report, lang).encode()), (to_junit, junit(report, lang))):
        try:
            if path is not None:
                path.write_bytes(content)
        except OSError as error:
            raise ResultError(f"{path} could not be written ({error.strerror or error})") from error


def print_report(report: Report, lang: Lang, as_json: bool, everything: bool) -> None:
    """The report on stdout: tables, or one JSON object."""
    if as_json:
        print_json(for_programs(report, lang))
        return
    print(f"{headline(report, lang)}\n")
    show(tables(report, lang, everything), Console(highlight=False))


def written(report: Report, folder: Path, because: str | None, lang: Lang) -> str:
    """Whether the baselines were written anew, and why."""
    if not report.moved and report.same_streams:
        return say("update_nothing", lang)
    return say("update_written", lang, folder=folder, reason=because)
