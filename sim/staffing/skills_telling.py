"""How a search for shifts of several skills is told on the terminal: what it will cost, then plan and bound."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sim.report.finding import tell
from sim.report.skills_shifts import money
from sim.report.text import Lang, comma, duration, label
from sim.staffing.expected import seconds_a_play
from sim.staffing.problem import Bounds
from sim.staffing.skills_shifts import Wanted
from sim.staffing.solver import Tell
from sim.study.executors import Machines
from sim.study.runner import Progress as Played
from sim.study.runner import Step


def cost(wanted: Wanted, jobs: int, lang: Lang) -> str:
    """What it will cost, before it begins."""
    what = wanted.what
    new, again = seconds_a_play(what)
    plays = what.replications * (2.0 * new + again) / Machines(jobs).speed(what.question.engine, jobs)
    groups = comma(lang).join(label(what.now.staff.groups[name].label.model_dump(), lang) for name in what.groups)
    variant = getattr(what.question.composed.scenario.variants[what.variant].label, lang)
    facts = {"variant": variant, "groups": groups, "n": what.replications, "weeks": what.weeks}
    times = {"search": duration(what.seconds, lang), "left": duration(what.seconds + plays, lang)}
    return tell("shifts_cost", lang, **facts, **times)


@contextmanager
def on_terminal(console: Console, wanted: Wanted, jobs: int, lang: Lang) -> Iterator[tuple[Played, Tell]]:
    """Says on `console` what it will cost, then how far it is, on a line that moves, if it is a terminal."""
    console.print(cost(wanted, jobs, lang), highlight=False, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("", total=None)

        def played(step: Step) -> None:
            shown.update(task, completed=step.done, total=step.total)

        def heard(bounds: Bounds) -> None:
            facts = {"lower": money(bounds.lower), "gap": f"{100.0 * bounds.gap:.1f}"}
            facts["cost"] = money(bounds.upper) if bounds.upper < math.inf else tell("shifts_no_plan", lang)
            shown.update(task, description=tell("shifts_bounds", lang, **facts), total=None)

        yield played, heard
