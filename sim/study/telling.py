"""A study on the way, and its smaller answers: progress on the terminal, what is asked as tables, JSON for programs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from sim.config import Composed
from sim.report import halls
from sim.report.comparison import of_hall
from sim.report.tables import Table
from sim.report.text import Lang, comma, counted, duration, label, people, say
from sim.results import Results
from sim.study.engines import FAST, is_compiled
from sim.study.load import duty, offered_load
from sim.study.question import Question, known_measures
from sim.study.replication import people as who_comes
from sim.study.runner import Progress, Step


def say_what_is_first(console: Console, question: Question, lang: Lang) -> None:
    """Says which blocks stand in the place of packaged ones, and that the fast engine has to be compiled, if it has."""
    if own := question.composed.in_place:
        console.print(say("in_place", lang, files=comma(lang).join(own)), highlight=False, soft_wrap=True)
    if question.engine == FAST and not is_compiled():
        console.print(say("compiling", lang), highlight=False)


@contextmanager
def on_terminal(console: Console, question: Question, lang: Lang) -> Iterator[Progress]:
    """Says on `console` what a run will cost, then how far it is: a bar with the time left, if it is a terminal."""
    with bar(console, lang) as update:
        known = [question.replications]

        def tell(step: Step) -> None:
            if step.done == 0:
                console.print(_cost(step, question, lang), highlight=False, soft_wrap=True)
            elif step.total > known[-1]:
                known.append(step.total)
                left = duration(step.left, lang)
                console.print(say("needed", lang, n=step.total, left=left), highlight=False)
            elif step.done == 1 and step.total > 1:
                left = duration(step.left, lang)
                console.print(say("cases", lang, cases=step.cases, left=left), highlight=False)
            update(step)

        yield tell


@contextmanager
def bar(console: Console, lang: Lang, doing: str = "playing") -> Iterator[Progress]:
    """A bar that shows how far a run is, and the time left; nothing where `console` is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(say(doing, lang), total=None)
        yield lambda step: shown.update(task, completed=step.done, total=step.total)


def _cost(step: Step, question: Question, lang: Lang) -> str:
    """What a run will cost, and whether all halls serve the same people."""
    asked, english = question.composed, lang == "en"
    variants = counted(step.variants, "hall") if english else step.variants
    replications = counted(step.total, "replication") if english else step.total
    labels = {name: getattr(variant.label, lang) for name, variant in asked.scenario.variants.items()}
    told = people(who_comes(asked.specs), labels, lang)
    cost = say("cost", lang, variants=variants, replications=replications, people=told)
    if question.aim is None:
        return cost
    known = known_measures(asked.specs)
    named = comma(lang).join(getattr(known[name].label, lang) for name in question.aim.asked)
    return f"{cost} {say('at_least', lang, measures=named, most=question.aim.most)}"


def comparison_for_programs(results: Results, lang: Lang) -> dict[str, Any]:
    """What `compare --json` prints: plain data, null where there is no value; units and question in one language."""
    manifest, told = results.manifest, of_hall(results)
    variants: dict[str, dict[str, Any]] = {name: {} for name in manifest["variants"]}
    for name, found in variants.items():
        for measure in manifest["measures"]:
            mean, low, high, _ = map(_plain, told.get((name, measure), (None,) * 4))
            unit = label(manifest["catalogue"][measure]["unit"], lang)
            found[measure] = {"mean": mean, "low": low, "high": high, "unit": unit}
    rows = results.differences.to_dict("records")
    found_of = {(row["measure"], row["a"], row["b"]): row for row in rows}
    base = manifest["base"]
    pairs = [(a, b) for a, b in combinations(manifest["variants"], 2) if base is None]
    pairs += [(base, b) for b in manifest["variants"] if base not in (None, b)]
    differences = [
        {"measure": measure, "a": a, "b": b}
        | {key: _plain(found_of.get((measure, a, b), {}).get(key)) for key in ("mean", "low", "high", "p")}
        for measure in manifest["measures"]
        for a, b in pairs
    ]
    return {
        "scenario": manifest["scenario"],
        "question": label(manifest["question"], lang),
        "seed": manifest["seed"],
        "replications": manifest["replications"],
        "precision": manifest["precision"],
        "variants": variants,
        "differences": differences,
    }


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def scenario_tables(composed: Composed, lang: Lang) -> list[Table]:
    """What a scenario asks: its variants, where they differ, and the staff of each with its load."""
    staff = [halls.staff(name, spec, duty(spec), offered_load(spec), lang) for name, spec in composed.specs.items()]
    *others, last = staff
    noted = replace(last, notes=[say("load_note", lang)])
    return [halls.variants(composed, lang), halls.differing(composed, lang), *others, noted]
