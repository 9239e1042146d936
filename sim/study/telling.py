"""A study on the way, and its smaller answers: progress on the terminal, journeys as tables, JSON for programs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations, zip_longest
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from sim.config import Composed
from sim.report import halls
from sim.report.tables import Table, of_hall
from sim.report.text import Lang, counted, duration, label, people, say, weekday
from sim.results import Results
from sim.spec import DAY, Spec, clock
from sim.spec.people import ORDINARY
from sim.study.journey import Event, Journey
from sim.study.load import duty, offered_load
from sim.study.question import Question
from sim.study.replication import people as who_comes
from sim.study.runner import Progress, Step


@contextmanager
def on_terminal(console: Console, question: Question, lang: Lang) -> Iterator[Progress]:
    """Says on `console` what a run will cost, then how far it is: a bar with the time left, if it is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(say("playing", lang), total=None)

        def tell(step: Step) -> None:
            if step.done == 0:
                console.print(_cost(step, question, lang), highlight=False, soft_wrap=True)
            elif step.done == 1 and step.total > 1:
                left = duration(step.left, lang)
                console.print(say("cases", lang, cases=step.cases, left=left), highlight=False)
            bar.update(task, completed=step.done, total=step.total)

        yield tell


def _cost(step: Step, question: Question, lang: Lang) -> str:
    """What a run will cost, and whether all halls serve the same people."""
    asked, english = question.composed, lang == "en"
    variants = counted(step.variants, "hall") if english else step.variants
    replications = counted(step.total, "replication") if english else step.total
    labels = {name: getattr(variant.label, lang) for name, variant in asked.scenario.variants.items()}
    told = people(who_comes(asked.specs), labels, lang)
    return say("cost", lang, variants=variants, replications=replications, people=told)


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
    differences = [
        {"measure": measure, "a": a, "b": b}
        | {key: _plain(found_of.get((measure, a, b), {}).get(key)) for key in ("mean", "low", "high")}
        for measure in manifest["measures"]
        for a, b in combinations(manifest["variants"], 2)
    ]
    return {
        "scenario": manifest["scenario"],
        "question": label(manifest["question"], lang),
        "seed": manifest["seed"],
        "replications": manifest["replications"],
        "variants": variants,
        "differences": differences,
    }


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def scenario_tables(composed: Composed, lang: Lang) -> list[Table]:
    """What a scenario asks: its variants, where they differ, and the staff of each with its load."""
    staff = [halls.staff(name, spec, duty(spec), offered_load(spec), lang) for name, spec in composed.specs.items()]
    return [halls.variants(composed, lang), halls.differing(composed, lang), *staff]


def journey_table(journey: Journey, lang: Lang) -> Table:
    """A person's ways through all halls, side by side."""
    asked = journey.question.composed
    columns = [
        [_line(event, asked.specs[name], lang) for event in events] or [say("stays_away", lang)]
        for name, events in journey.events.items()
    ]
    labels = [getattr(asked.scenario.variants[name].label, lang) for name in journey.events]
    head = say(
        "journey",
        lang,
        case=journey.case,
        people=f"{journey.people:,}",
        replication=journey.replication,
        matter=getattr(_first(journey).matters[journey.matter].label, lang),
        priority=_priority(journey, lang),
    )
    note = say("journey_note", lang, mark=f"{journey.comes_above:.3f}")
    return Table(head, labels, list(zip_longest(*columns, fillvalue="")), [note], words=len(columns))


def _first(journey: Journey) -> Spec:
    return next(iter(journey.question.composed.specs.values()))


def _priority(journey: Journey, lang: Lang) -> str:
    if journey.priority == ORDINARY:
        return say("ordinary", lang)
    return str(getattr(_first(journey).demand.classes[journey.priority].label, lang))


def _line(event: Event, spec: Spec, lang: Lang) -> str:
    group = getattr(spec.staff.groups[event.group].label, lang) if event.group else ""
    waited = "" if event.waited is None else f"{event.waited:.1f}"
    queue = _counter(event.queue, spec, lang)
    words = say(event.what, lang, queue=queue, ahead=event.ahead, group=group, waited=waited)
    day = f"{_day(event, spec, lang)} " if event.what == "came" else ""
    return f"{day}{clock(event.minute % DAY)} {words}"


def _day(event: Event, spec: Spec, lang: Lang) -> str:
    date = spec.calendar.date_of(int(event.minute // DAY))
    return f"{weekday(date.weekday(), lang)} {date.isoformat()}"


def _counter(queue: str, spec: Spec, lang: Lang) -> str:
    """The name of a queue: its counter's label, with the number of the queue where the counter has several."""
    name, _, part = queue.rpartition("_") if queue.rpartition("_")[2].isdecimal() else (queue, "", "")
    labels = {**spec.domains, **spec.departments} if spec.hall.service_model == "departmental" else dict(spec.domains)
    if name in ("all", "guidance"):
        known = say("all_windows" if name == "all" else "guidance", lang)
    else:
        known = str(getattr(labels[name], lang)) if name in labels else queue
    return f"{known} {part}".strip()


def journey_for_programs(journey: Journey) -> dict[str, Any]:
    """What `follow --json` prints: plain data, times in minutes from midnight of day 0 and as dates with times."""
    asked = journey.question.composed
    variants = {
        name: {"comes": bool(events), "events": [_event(event, asked.specs[name]) for event in events]}
        for name, events in journey.events.items()
    }
    told = {"case": journey.case, "people": journey.people, "matter": journey.matter, "priority": journey.priority}
    head = {"scenario": asked.name, "seed": journey.question.seed, "replication": journey.replication}
    return {**head, **told, "comes_above_volume": journey.comes_above, "variants": variants}


def _event(event: Event, spec: Spec) -> dict[str, Any]:
    """An event as plain data, without what does not apply to it."""
    date = spec.calendar.date_of(int(event.minute // DAY))
    told = {key: value for key, value in event._asdict().items() if value not in ("", None)}
    return {"time": f"{date.isoformat()} {clock(event.minute % DAY)}", **told}
