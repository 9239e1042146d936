"""Runs a question: every replication in every hall, and what follows from it."""

from __future__ import annotations

import math
import shlex
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from sim.errors import Fault, InputError
from sim.measures import Measure
from sim.report.text import Lang
from sim.results import Results, check_place, save
from sim.spec import Spec
from sim.study.arguments import told_by_name
from sim.study.engines import AUTO, SECONDS_A_CASE, SESSIONS, get_ready
from sim.study.executors import crew_for
from sim.study.precision import until_in
from sim.study.provenance import git, versions
from sim.study.question import DEFAULT, Question, ask, known_measures
from sim.study.replication import Replication, people, replicate
from sim.study.sequential import reached, wanted


@dataclass(frozen=True)
class Step:
    """How far a run has come."""

    done: int
    """Replications done."""
    total: int
    """Those that are needed, as far as that is known."""
    variants: int
    cases: int
    """People who come to each hall in a replication; 0 before the first is done."""
    left: float
    """Seconds that the rest will take, about; not a number before the first replication is done."""


Progress = Callable[[Step], None]


@told_by_name()
def compare(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    jobs: int = 1,
    measures: Sequence[str] = (),
    parity: bool = True,
    level: str = SESSIONS,
    until: str | None = None,
    at_most: int | None = None,
    base: str | None = None,
    quantiles: Sequence[float] = (),
    controls: bool = False,
    out: str | Path | None = None,
    figures: bool = True,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> Results:
    """Let the same people come to every hall of a scenario, and compare what happens.

    `overrides` are applied to every variant; `replications`, `seed` and `measures` go before what the scenario says.
    Of each hall one replication is played by both engines, where the fast one plays and `parity` is wanted. At the
    `level` "kpis" no session is kept, but the numbers and sums of which most measures are made.
    `until` says how sure measures should be (mean_wait=0.5, visits_per_case=2%, mean_wait:difference=0.5, separated by
    commas; the scenario's `precision` where None, "none" for a given number): then the days are played as often as that
    needs, but `at_most` so often. `base` is the hall that all others are compared with, where not each is with each.
    `quantiles` (0.9: what nine replications in ten stay below) and `controls` (control variates: cases and work, whose
    means are known) are told besides, in frames of their own.
    `jobs` workers share the work; the numbers do not depend on it (above 1, a script needs the usual guard
    `if __name__ == "__main__":`). With `out` the results are written to that folder, with `figures`, labelled in
    `lang`, if wanted.
    `progress` is told how far the run has come.

    Raises `InputError` for what cannot be used, `ResultError` for a run that went wrong or could not be kept.
    """
    question = ask(
        scenario,
        overrides,
        replications=replications,
        seed=seed,
        engine=engine,
        measures=measures,
        parity=parity,
        level=level,
        until=until_in(until, at_most),
        base=base,
        quantiles=quantiles,
        controls=controls,
    )
    # Resolved before the run, during which a caller may go to another folder.
    place = None if out is None else check_place(Path(out))
    results = run(question, jobs=jobs, progress=progress)
    return results if place is None else keep(results, place, figures=figures, lang=lang)


def run(question: Question, *, jobs: int = 1, progress: Progress | None = None, command: Sequence[str] = ()) -> Results:
    """The answer to a question. Raises `InputError` or `ResultError`, as `compare` does."""
    if jobs < 1:
        raise InputError(Fault(f"{jobs} is too few", "give the number of workers, at least 1", "jobs"))
    started = _now()
    played = _play(question, jobs, progress or (lambda step: None))
    from sim.study import tables

    # Beside all else: to look up the texts of a million rows is not Python's work.
    with ThreadPoolExecutor(1) as beside:
        frame = beside.submit(tables.values, question, played)
        times = {"started": started, "finished": _now()}
        manifest = {**_asked(question, played), "command": shlex.join(command) or None, **times}
        differences, summary = tables.differences(question, played), tables.summary(question, played)
        more = tables.quantiles(question, played), tables.controls(question, played)
        return Results(manifest, frame.result(), summary, differences, *more)


def keep(results: Results, folder: Path, *, figures: bool = True, lang: Lang = "en") -> Results:
    """Write results to a folder, in place of earlier ones; returns them with the finished manifest.

    Raises `InputError` for a folder with anything else in it, `ResultError` where the disk does not take them.
    """
    from sim.study import tables

    specs = {name: Spec.model_validate(variant["spec"]) for name, variant in results.manifest["variants"].items()}
    return save(results, folder, tables.catalogue(specs), partial(_draw, lang=lang) if figures else None)


def _load_tables() -> None:
    """What makes tables of replications, and keeps them, is heavy."""
    for module in ("sim.study.tables", "pyarrow.parquet"):
        import_module(module)
    versions()


def _play(question: Question, jobs: int, progress: Progress) -> list[Replication]:
    """All replications, in their order. The first is played here, so that what is wrong is known early."""
    total, variants = question.replications, len(question.composed.specs)
    progress(Step(0, total, variants, 0, math.nan))
    work = question.work
    with crew_for(question.engine, partial(replicate, work), min(jobs, total - 1), checked=bool(work.checked)) as crew:
        get_ready(question.engine)
        others = crew.play(range(1, total))
        Thread(target=_load_tables).start()
        played = [replicate(work, 0)]
        checks = sum(number > 0 for number in work.checked.values())
        checking = checks * SECONDS_A_CASE * played[0].cases / min(jobs, max(checks, 1))
        progress(_step(question, played, total, played[0].seconds * math.ceil((total - 1) / jobs) + checking))
        began = time.monotonic()
        while True:
            for replication in others:
                played.append(replication)
                each = (time.monotonic() - began) / (len(played) - 1)
                progress(_step(question, played, total, each * (total - len(played))))
            played.sort(key=lambda replication: replication.number)
            total = wanted(question, played)
            if total <= len(played):
                return played
            each = (time.monotonic() - began) / (len(played) - 1)
            progress(_step(question, played, total, each * (total - len(played))))
            others = crew.play(range(len(played), total))


def _step(question: Question, played: Sequence[Replication], total: int, left: float) -> Step:
    return Step(len(played), total, len(question.composed.specs), played[0].cases, left)


def _asked(question: Question, played: Sequence[Replication]) -> dict[str, Any]:
    """The head of a manifest: what was asked, with what."""
    composed = question.composed
    asked, known = composed.scenario, known_measures(composed.specs)
    variants = {
        name: {
            "label": asked.variants[name].label.model_dump(),
            "overrides": list(composed.applied(name)),
            "spec": spec.model_dump(mode="json"),
        }
        for name, spec in composed.specs.items()
    }
    return {
        "scenario": composed.name,
        "question": asked.question.model_dump(),
        "note": asked.note.model_dump() if asked.note else None,
        "seed": question.seed,
        "replications": len(played),
        "precision": reached(question, played),
        "base": question.base,
        "engine": question.engine,
        "level": question.level,
        "parity": question.checked,
        "measures": list(question.measures),
        "catalogue": {name: _words(known[name]) for name in question.measures},
        "left_out": {name: known[name].label.model_dump() for name in question.left_out},
        "statements": question.statements,
        "variants": variants,
        "people": people(composed.specs),
        "blocks_in_place": list(composed.in_place),
        "versions": versions(),
        "git": git(),
    }


def _words(measure: Measure) -> dict[str, dict[str, str]]:
    return {"label": measure.label.model_dump(), "unit": measure.unit.model_dump(), "clock": measure.clock.model_dump()}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _draw(results: Results, folder: Path, lang: Lang) -> object:
    """Late: drawing is imported only by who wants figures."""
    from sim.report.figures import draw

    return draw(results, folder, lang)
