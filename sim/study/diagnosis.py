"""Where a hall is short of clerks: who waits where and when, and what one more clerk there would save."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError
from sim.inference.intervals import difference, interval
from sim.report import bottlenecks
from sim.report.answers import Reported, Told
from sim.report.counters import queue_label
from sim.report.finding import both
from sim.report.text import Lang
from sim.results import check_place
from sim.spec import HALF_HOUR, Spec, clock, suggest
from sim.study.engines import AUTO
from sim.study.extra import one_more
from sim.study.plays import theatre
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question, ask
from sim.study.runner import Progress
from sim.study.waiting import AWAITING, SLOTS, Waiting, waiting

TOP = 5
"""Half-hours of a group in which one more clerk is tried."""
ALL_DAY = ""
"""Stands for the half-hour of a clerk who works all day."""
SAVED = ("per_day", "per_case", "per_ticket", "files_per_day", "days")
"""What a clerk may save: the attributes of `Waiting`."""
TOLD = ("mean", "low", "high", "n")


@dataclass(frozen=True, eq=False)
class Diagnosis(Reported):
    """The bottlenecks of a hall, the worst first."""

    stations: pd.DataFrame
    """A row a queue, and one for waiting in the hall for results: queue, groups (that serve it first), share (of all
    minutes that people wait), low, high, n, per_day (person-minutes), files_per_day (file-minutes behind)."""
    cells: pd.DataFrame
    """queue, half_hour, share (of all minutes that people wait), low, high, n: where and when anybody waits."""
    savings: pd.DataFrame
    """What one more clerk saves: group, half_hour (empty for all day), measure, mean, low, high, n. Of each measure the
    intervals hold together at 95 % (Bonferroni). Measures: per_day (person-minutes waited a day), per_case (minutes
    waited for a case that came), per_ticket, files_per_day, and days (from coming to the end of a case)."""

    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""
        asked = self.manifest, self.stations, self.cells, self.savings, lang
        return Told(bottlenecks.headline(*asked), bottlenecks.tables(*asked))

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figure into `folder`."""
        from sim.report.figures.bottlenecks import draw

        return draw(self.manifest, self.stations, self.cells, self.savings, folder, lang)


class Clerk(NamedTuple):
    """One more clerk of a group, in a half-hour of the day or, where that is None, all day."""

    group: str
    slot: int | None

    @property
    def half_hour(self) -> str:
        """As it stands in a frame."""
        return ALL_DAY if self.slot is None else clock(self.slot * HALF_HOUR)


def diagnose(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    variant: str | None = None,
    top: int = TOP,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> Diagnosis:
    """Rank the bottlenecks of a variant, the first where none is named, and try one more clerk at each.

    People wait from a ticket to the call, or for results in the hall; files wait behind the windows. One more clerk is
    tried in every group all day, and in the `top` half-hours of groups in which most is waited in that half-hour only,
    on the same tapes. `jobs` workers share the work; with `out`, tables and a figure, labelled in `lang`, are written
    to that folder.

    Raises `InputError` for what cannot be used, and `ResultError` as `compare`.
    """
    question = ask(scenario, overrides, replications=replications, seed=seed, engine=engine, parity=parity)
    place = None if out is None else check_place(Path(out))
    answer = examined(question, variant, top=top, jobs=jobs, progress=progress)
    if place is not None:
        answer.keep(place, lang)
    return answer


def examined(
    question: Question, variant: str | None = None, *, top: int = TOP, jobs: int = 1, progress: Progress | None = None
) -> Diagnosis:
    """The answer of `diagnose` to a question."""
    name = variant_of(question, variant)
    if top < 0:
        raise InputError(Fault(f"{top} is too few", "ask for 0 or more", "top"))
    spec = question.composed.specs[name]
    every = [Clerk(group, None) for group in spec.staff.groups]
    with theatre(question, waiting, jobs, progress) as stage:
        (now,) = stage.play({name: spec}, more=(len(every) + top) * question.replications).values()
        clerks = [*every, *worst(spec, now, top)]
        tried = stage.play({clerk: one_more(spec, *clerk) for clerk in clerks})
    stations = pd.DataFrame(_stations(now), columns=_columns("queue", "groups", "share", "per_day", "files_per_day"))
    stations = stations.sort_values("share", ascending=False, kind="stable", na_position="last", ignore_index=True)
    savings = pd.DataFrame(_savings(now, tried), columns=["group", "half_hour", "measure", *TOLD])
    cells = pd.DataFrame(_cells(now), columns=_columns("queue", "half_hour", "share"))
    return Diagnosis(_manifest(question, name, now[0], top, stage.checked), stations, cells, savings)


def variant_of(question: Question, variant: str | None) -> str:
    """The variant to look at, the first where none is named. Raises `InputError` for a name that is none."""
    names = list(question.composed.specs)
    if variant is not None and variant not in names:
        raise InputError(Fault(f"there is no variant {variant!r}", suggest(variant, names), "variant"))
    return variant or names[0]


def worst(spec: Spec, now: Sequence[Waiting], top: int) -> list[Clerk]:
    """The groups and half-hours in which people wait most while the hall is open, the worst first.

    A queue counts for the group that serves the fewest queues of those that have it in their primary scope. Behind the
    windows half-hours have no worth: who begins a file there finishes it.
    """
    first = now[0]
    breadth = {group: sum(group in groups for groups in first.groups) for group in spec.staff.groups}
    front = {name for name, group in spec.staff.groups.items() if group.station != "back_office"}
    mean = np.mean([found.people for found in now], axis=0)
    minutes: dict[Clerk, float] = {}
    for row, groups in enumerate(first.groups):
        if not (served := [group for group in groups if group in front]):
            continue
        group = min(served, key=breadth.__getitem__)
        for slot in _open_slots(spec):
            clerk = Clerk(group, slot)
            minutes[clerk] = minutes.get(clerk, 0.0) + float(mean[row, slot])
    return [clerk for clerk in sorted(minutes, key=lambda c: -minutes[c])[:top] if minutes[clerk] > 0.0]


def _open_slots(spec: Spec) -> list[int]:
    """Half-hours of the day in which the hall is open on any weekday."""
    hours = [span for weekday in set(spec.calendar.open_days().values()) for span in spec.hall.hours_on(weekday)]
    halves = [slot * HALF_HOUR for slot in range(SLOTS)]
    return [
        slot
        for slot, start in enumerate(halves)
        if any(span.start < start + HALF_HOUR and start < span.end for span in hours)
    ]


def _columns(*names: str) -> list[str]:
    """Names of columns, of which a share has an interval."""
    return [column for name in names for column in ((name, *TOLD[1:]) if name == "share" else (name,))]


def _stations(now: Sequence[Waiting]) -> Iterator[tuple[Any, ...]]:
    for row, (queue, groups) in enumerate(zip(now[0].queues, now[0].groups, strict=True)):
        share = interval([_share(found, found.people[row].sum()) for found in now])
        per_day = float(np.mean([found.people[row].sum() / found.open_days for found in now]))
        files = float(np.mean([found.files[row].sum() / found.open_days for found in now]))
        yield queue, " ".join(groups), *astuple(share), per_day, files


def _cells(now: Sequence[Waiting]) -> Iterator[tuple[Any, ...]]:
    for row, queue in enumerate(now[0].queues):
        for slot in range(SLOTS):
            if any(found.people[row, slot] > 0.0 for found in now):
                share = interval([_share(found, found.people[row, slot]) for found in now])
                yield queue, clock(slot * HALF_HOUR), *astuple(share)


def _share(found: Waiting, minutes: float) -> float:
    total = float(found.people.sum())
    return minutes / total if total > 0.0 else float("nan")


def _savings(now: Sequence[Waiting], tried: Mapping[Clerk, Sequence[Waiting]]) -> Iterator[tuple[Any, ...]]:
    for measure in SAVED:
        before = [getattr(found, measure) for found in now]
        for clerk, found in tried.items():
            saved = difference([getattr(one, measure) for one in found], before, len(tried))
            yield clerk.group, clerk.half_hour, measure, *astuple(saved)


def _manifest(question: Question, variant: str, first: Waiting, top: int, checked: int) -> dict[str, Any]:
    spec = question.composed.specs[variant]
    queues = {name: {lang: queue_label(name, spec, lang) for lang in ("en", "zh")} for name in first.queues}
    queues[AWAITING] = both("awaiting_results")
    return {
        **head(question, [], {variant: spec}, checked),
        "variant": variant,
        "top": top,
        "queues": queues,
        "groups": {name: group.label.model_dump() for name, group in spec.staff.groups.items()},
        "behind": [name for name, group in spec.staff.groups.items() if group.station == "back_office"],
        "open_half_hours": [clock(slot * HALF_HOUR) for slot in _open_slots(spec)],
    }
