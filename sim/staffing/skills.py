"""Whom to train in what first: what one more skill of one clerk is worth in a hall as it is, and one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import Fault, InputError
from sim.inference.intervals import difference, interval
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec.skills import Skills
from sim.staffing.skills_halls import Trained, untrained
from sim.staffing.skills_plan import Plan, plan_of, write_plan
from sim.staffing.skills_search import MONEY, NOW, WATCHED, Look, Round, Search, Worth, look
from sim.study.diagnosis import variant_of
from sim.study.engines import AUTO, engine_named
from sim.study.plays import theatre
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question, ask
from sim.study.runner import Progress

FEWEST = 10
"""Replications, where a scenario has fewer: with so many trainings that are held against one another."""
TOLD = ("mean", "low", "high", "n")
CHANGE = ("change", "change_low", "change_high", "n")


@dataclass(frozen=True, eq=False)
class SkillPlan(Reported):
    """What skills are worth in a hall, and whom to train first."""

    worth: pd.DataFrame
    """A row a training that was tried as the first, and a measure: group, skill, measure, mean, low, high (of the
    change against the hall as it is; less is better), n. Of each measure the intervals hold together at 95 %."""
    order: pd.DataFrame
    """A row a step: step, group (of the one clerk who learns), own (the skill that group began with), skill, tried
    (trainings it was the best of), mean, low, high (of the change of the measure that decided, against the step before,
    on the days on which it was chosen, and so too good), n."""
    halls: pd.DataFrame
    """A row a hall and a measure, played on other days than those of the choice: hall (now, 1, 2, ..., chained,
    flexible), taught (skills), measure, mean, low, high (of its own mean), change, change_low, change_high (against the
    hall as it is, paired), n. Of each measure the intervals of changes hold together at 95 %."""
    plan: Plan | None
    """The hall of the last step, if there was any."""

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames by name."""
        return {"worth": self.worth, "order": self.order, "halls": self.halls}

    def told(self, lang: Lang) -> Told:
        """As sentences and tables."""
        from sim.report import skills

        frames = self.worth, self.order, self.halls
        return Told(skills.headline(self.manifest, *frames, lang), skills.tables(self.manifest, *frames, lang))

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw the matrix of skills and the curve of the steps."""
        from sim.report.figures.skills import draw

        return draw(self.manifest, self.worth, self.order, self.halls, folder, lang)

    def take_away(self, folder: Path, lang: Lang) -> None:
        """Write `plan.yaml`, a scenario of the hall as it is and the trained one, and below `configs` its clerks."""
        if self.plan is not None:
            write_plan(self.plan, folder)


def skills(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    variant: str | None = None,
    by: Worth = "mean_wait",
    steps: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> SkillPlan:
    """Find what one more skill of one clerk is worth in a variant, and whom to train in what first.

    Every training of one clerk in one skill is tried on the same tapes; then the best is kept and the next one sought,
    `steps` times (as the scenario's block `skills` says where left out), always the one that lowers the measure `by`
    most. After the first step only those that were best then are tried again (`skills.shortlist`). The halls of all
    steps, a ring of helpers, and a hall in which everybody can do everything are then played on other days. With `out`,
    tables, a figure labelled in `lang`, and the trained hall as a scenario are written to that folder.

    Raises `InputError` for what cannot be used, and `ResultError` as `compare`.
    """
    question, search = asked(
        scenario,
        overrides,
        variant=variant,
        by=by,
        steps=steps,
        replications=replications,
        seed=seed,
        engine=engine,
        parity=parity,
    )
    place = None if out is None else check_place(Path(out))
    answer = planned(question, search, jobs=jobs, progress=progress)
    if place is not None:
        answer.keep(place, lang)
    return answer


def asked(
    scenario: str | Path,
    overrides: Sequence[str] = (),
    *,
    variant: str | None = None,
    by: Worth = "mean_wait",
    steps: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
) -> tuple[Question, Search]:
    """The question of `skills`, and what is to be played: at least FEWEST times unless `replications` says otherwise.

    Raises `InputError` for a variant that is none, and where nobody can learn anything.
    """
    question = ask(scenario, overrides, replications=replications, seed=seed, engine=engine, parity=parity)
    name = variant_of(question, variant)
    costs = question.composed.scenario.skills or Skills()
    start, wanted = untrained(question.composed.specs[name]), costs.steps if steps is None else steps
    if wanted < 0:
        raise InputError(Fault(f"{wanted} is too few", "ask for 0 or more", "steps"))
    search = Search(name, start, costs, by, wanted)
    if not search.first:
        problem = f"nobody at the windows of {name!r} can learn what another does: there is one skill only"
        raise InputError(Fault(problem, "take a variant whose windows differ in what they serve", "variant"))
    times = max(question.replications, FEWEST) if replications is None else question.replications
    played = engine_named(engine, [start.spec] * search.plays(), times)
    return replace(question, replications=times, engine=played), search


def planned(question: Question, search: Search, *, jobs: int = 1, progress: Progress | None = None) -> SkillPlan:
    """The answer of `skills` to a question. Interrupted after the first step, it is what was found by then."""
    rounds: list[Round] = []
    halls, seen = {NOW: search.start}, dict[str, list[Look]]()
    with theatre(question, look, jobs, progress) as stage:
        try:
            for found, hall in search.rounds(stage):
                rounds.append(found)
                if hall is not search.start:
                    halls[str(len(rounds))] = hall
            halls |= search.others(rounds[0].before)
            seen = stage.play({name: hall.spec for name, hall in halls.items()}, first=question.replications)
        except KeyboardInterrupt:
            if not rounds:
                raise
    worth = pd.DataFrame(_worth(rounds[0], search.costs), columns=["group", "skill", "measure", *TOLD])
    order = pd.DataFrame(_order(rounds, halls, search.by), columns=["step", "group", "own", "skill", "tried", *TOLD])
    levels = pd.DataFrame(_halls(halls, seen, search), columns=["hall", "taught", "measure", *TOLD[:3], *CHANGE])
    manifest = _manifest(question, search, rounds, halls, complete=bool(seen), checked=stage.checked)
    trained = [hall for name, hall in halls.items() if name.isdigit()]
    plan = plan_of(question, search, trained[-1]) if trained else None
    return SkillPlan(manifest, worth, order, levels, plan)


def _worth(first: Round, costs: Skills) -> Iterator[tuple[Any, ...]]:
    for name in (*WATCHED, MONEY):
        more = costs.training / costs.days if name == MONEY else 0.0
        for training in first.tried:
            change = first.change(training, name)
            yield *training, name, change.mean + more, change.low + more, change.high + more, change.n


def _order(rounds: Sequence[Round], halls: Mapping[str, Trained], by: Worth) -> Iterator[tuple[Any, ...]]:
    for step, found in enumerate(rounds, start=1):
        if str(step) in halls and (best := found.best(by)) is not None:
            own = halls[str(step - 1) if step > 1 else NOW].skills[best.group][0]
            yield step, best.group, own, best.skill, len(found.tried), *astuple(found.change(best, by))


def _halls(
    halls: Mapping[str, Trained], seen: Mapping[str, Sequence[Look]], search: Search
) -> Iterator[tuple[Any, ...]]:
    for measure in (*WATCHED, MONEY):
        values = {
            name: [
                look.values[measure] + (training_per_day(halls[name], search.costs) if measure == MONEY else 0.0)
                for look in looks
            ]
            for name, looks in seen.items()
        }
        for name, found in values.items():
            level = astuple(interval(found))[:3]
            change = difference(values[NOW], found, max(len(values) - 1, 1))
            yield name, halls[name].taught, measure, *level, *astuple(change)


def training_per_day(hall: Trained, costs: Skills) -> float:
    """What its training costs on each of the days over which it is written off."""
    return hall.taught * costs.training / costs.days


def _manifest(
    question: Question,
    search: Search,
    rounds: Sequence[Round],
    halls: Mapping[str, Trained],
    *,
    complete: bool,
    checked: int,
) -> dict[str, Any]:
    spec = search.start.spec
    # Of groups that another hall has, too, as they are called in the first.
    labels = {
        name: one.label for hall in reversed(list(halls.values())) for name, one in hall.spec.staff.groups.items()
    }
    return {
        **head(question, WATCHED, {search.variant: spec}, checked),
        "variant": search.variant,
        "by": search.by,
        "steps": search.steps,
        "tried": [len(found.tried) for found in rounds],
        "complete": complete,
        "groups": {name: label.model_dump() for name, label in labels.items()},
        "skills": {name: group.label.model_dump() for name, group in search.start.own.items()},
        "costs": search.costs.model_dump(exclude={"steady"}),
        "currency": spec.costs.currency,
        "fresh_from": question.replications,
    }
