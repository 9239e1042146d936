"""How a search for staff is told on the terminal: what it may cost, each day's bound as it closes, what is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sim.report.roster_texts import day, hours, say
from sim.report.text import Lang, comma, duration, label
from sim.staffing.asked import Asked
from sim.staffing.dayplans import Tell
from sim.staffing.expected import expected
from sim.study.runner import Progress as Played
from sim.study.runner import Step


def cost(asked: Asked, jobs: int, lang: Lang) -> str:
    """What it may cost, before it begins."""
    names = [label(asked.now.staff.groups[group].label.model_dump(), lang) for group in asked.groups]
    facts: dict[str, Any] = {"plays": asked.replications, "weeks": asked.weeks, "seconds": round(asked.seconds, 1)}
    facts["groups"] = comma(lang).join(names)
    facts["weekdays"] = comma(lang).join(day(name, lang) for name in asked.cells)
    facts["variant"] = getattr(asked.question.composed.scenario.variants[asked.variant].label, lang)
    facts["left"] = duration(expected(asked, jobs), lang)
    if asked.jointly:
        return say("roster_cost_joint", lang, search=duration(asked.searching, lang), **facts)
    return say("roster_cost", lang, searches=asked.searches, **facts)


@contextmanager
def on_terminal(console: Console, asked: Asked, jobs: int, lang: Lang) -> Iterator[tuple[Played, Tell]]:
    """Says on `console` what it may cost, then how far it is: a line that moves, if a terminal, and one a result."""
    console.print(cost(asked, jobs, lang), highlight=False, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("", total=None)

        def played(step: Step) -> None:
            shown.update(task, completed=step.done, total=step.total)

        def tell(what: str, facts: Mapping[str, Any]) -> None:
            told = line(asked, what, facts, lang)
            if what in MOVING:
                shown.update(task, description=told, total=None)
            elif told:
                console.print(told, highlight=False, soft_wrap=True)

        yield played, tell


MOVING = ("bounds", "week", "begun", "joint")
"""What is told again and again, on one line."""


def line(asked: Asked, what: str, facts: Mapping[str, Any], lang: Lang) -> str:
    """What happened, in words; nothing where it need not be told."""
    known = dict(facts)
    if "group" in known:
        known["group"] = label(asked.now.staff.groups[known["group"]].label.model_dump(), lang)
    if "day" in known:
        known["day"] = day(known["day"], lang)
    if "bounds" in known:
        bounds = known.pop("bounds")
        known |= {"lower": hours(bounds.lower), "paid": hours(bounds.upper)}
        known |= {"gap": 100.0 * bounds.gap if bounds.upper > 0.0 else 0.0, "seconds": bounds.seconds}
    if what in ("begun", "joint"):
        known["hours"] = hours(known["hours"])
    if what == "week":
        known |= {key: hours(known[key]) for key in ("hours", "bound")}
    return "" if what == "verifying" else say(what if what == "left" else f"roster_{what}", lang, **known)
