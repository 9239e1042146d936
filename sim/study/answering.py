"""Answers of their own kind on the way and at the end: what they will cost, tables, JSON, the folder."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from sim.report.answers import Reported
from sim.report.finding import tell
from sim.report.tables import show
from sim.report.text import Lang, duration, label, people, say
from sim.report.ties import pairs
from sim.spec import Spec
from sim.study import decomposition
from sim.study.breakeven import Searching
from sim.study.candidates import Candidate
from sim.study.output import print_json, printing
from sim.study.question import Question
from sim.study.replication import people as who_comes
from sim.study.runner import Progress, Step
from sim.study.telling import bar
from sim.study.trials import Choice

AT_HAND = ("versions", "git", "catalogue", "variants")
"""What of a manifest a program at hand of the answer is not told again."""


@contextmanager
def on_terminal(console: Console, cost: Callable[[Step], str], lang: Lang) -> Iterator[Progress]:
    """Says on `console` what an answer will cost, then how far it is: a bar with the time left, if a terminal."""
    with bar(console, lang) as update:

        def tell_of(step: Step) -> None:
            if step.done == 0:
                console.print(cost(step), highlight=False, soft_wrap=True)
            elif step.done == 1 and step.total > 1:
                left = duration(step.left, lang)
                console.print(tell("plays", lang, cases=step.cases, left=left), highlight=False)
            update(step)

        yield tell_of


def cost_of_diagnosis(question: Question, variant: str, top: int, lang: Lang) -> str:
    """What a diagnosis will cost, before it begins."""
    groups = question.composed.specs[variant].staff.groups
    clerks, n = len(groups) + top, question.replications
    named = getattr(question.composed.scenario.variants[variant].label, lang)
    return tell("diagnose_cost", lang, variant=named, clerks=clerks, replications=n, plays=(clerks + 1) * n)


def cost_of_decomposition(question: Question, specs: Mapping[tuple[str, ...], Spec], lang: Lang) -> str:
    """What a decomposition will cost, and whether all its halls serve the same people."""
    named = {decomposition.JOINT.join(key): spec for key, spec in specs.items()}
    facts = {
        "levers": len(decomposition.needs_of(question)),
        "combinations": len(specs),
        "replications": question.replications,
        "plays": len(specs) * question.replications,
        "people": people(who_comes(named), {name: name for name in named}, lang),
    }
    return tell("decompose_cost", lang, **facts)


def cost_of_breakeven(question: Question, step: Step, lang: Lang) -> str:
    """What the search for ties may cost, before it begins, and whether its pairs are of the same people."""
    assert isinstance(step, Searching)
    labels = {name: getattr(found.label, lang) for name, found in question.composed.scenario.variants.items()}
    who = pairs(step.people, step.base, labels, lang)
    return tell("breakeven_cost", lang, plays=step.total, replications=question.replications, people=who)


def cost_of_selection(question: Question, halls: Mapping[str, Candidate], choice: Choice, lang: Lang) -> str:
    """What a selection may cost, before it begins, and whether all its halls serve the same people."""
    specs = {name: hall.spec for name, hall in halls.items()}
    who = people(who_comes(specs), {name: name for name in specs}, lang)
    facts = {"halls": len(halls), "n": question.replications, "most": f"{choice.most:,}"}
    facts["fresh"] = ""
    if choice.fresh != 0:
        facts["fresh"] = tell(f"select_cost_{'afresh' if choice.fresh is None else 'fresh'}", lang, fresh=choice.fresh)
    return tell("select_cost_mcb" if choice.procedure == "mcb" else "select_cost", lang, people=who, **facts)


def for_programs(answer: Reported, lang: Lang) -> dict[str, Any]:
    """What `--json` prints: the question, then each table as a list of objects, null where there is no value."""
    asked = {key: value for key, value in answer.manifest.items() if key not in AT_HAND}
    asked["question"] = label(answer.manifest["question"], lang)
    if answer.manifest["measures"]:
        units = {name: label(words["unit"], lang) for name, words in answer.manifest["catalogue"].items()}
        asked["units"] = units
    if head := answer.told(lang).head:
        asked["answer"] = head
    tables = {name: table for name, table in answer.tables().items() if name != "replications"}
    return asked | {name: [_plain(row) for row in table.to_dict("records")] for name, table in tables.items()}


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(k): None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()}


def finish(answer: Reported, place: Path | None, as_json: bool, lang: Lang, console: Console) -> None:
    """Keep an answer, if it is to be kept, and print it; it is printed, too, where it could not be kept."""
    if place is not None:
        console.print(say("drawing", lang), highlight=False)
        try:
            answer.keep(place, lang)
        except Exception:
            # The answer must not be lost with the disk, or for want of a picture.
            with printing():
                _print(answer, as_json, lang)
            raise
    with printing(kept=place):
        _print(answer, as_json, lang)
    if place is not None:
        console.print(say("kept", lang, folder=place), highlight=False, soft_wrap=True)


def _print(answer: Reported, as_json: bool, lang: Lang) -> None:
    if as_json:
        print_json(for_programs(answer, lang))
        return
    found = answer.told(lang)
    print(f"{label(answer.manifest['question'], lang)}\n")
    if found.head:
        print(f"{found.head}\n")
    show(found.tables, Console(highlight=False))
