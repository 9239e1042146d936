"""What is asked where cost is traded against wait and visits, checked and filled in, and what is looked at for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.demand import Demand
from sim.errors import Fault, InputError
from sim.measures import measures_of
from sim.plan import lay
from sim.spec import WEEKDAYS, Goal, Spec, suggest
from sim.staffing.size_ask import design, in_common, of_variant
from sim.staffing.size_goals import OVER, Condition, conditions, open_weekdays
from sim.staffing.size_look import Look
from sim.staffing.size_pools import team_of
from sim.study.engines import AUTO, engine_named
from sim.study.question import Question, ask

FRESH = 20
"""Replications on which points are judged where nothing else is said."""
POINTS = 7
"""Levels of wait where none are given."""
TIGHT = 1.0
"""Minutes of mean wait for which Erlang C says how many clerks the first halls have at most."""
MORE = "more"
"""Stands behind a variant's name for the same hall with more people."""
HALLS = 8
"""Halls that are played for a first idea of every pool, about."""


@dataclass(frozen=True)
class Wish:
    """What is asked beside the scenario."""

    variants: tuple[str, ...] = ()
    """Those that are staffed; all where empty."""
    waits: tuple[float, ...] = ()
    """Mean waits to keep, minutes, ascending; chosen from what the halls can do where empty."""
    busy: float = 0.9
    """Share of their duty that clerks behind the windows may be busy."""
    more: float = 0.2
    """Part by which more people come on the days that a robust plan must hold on, too."""
    robust: bool = True
    """Whether the plan at the knee is tried on other kinds of days, and one is looked for that holds on them."""
    robust_of: tuple[str, ...] = ()
    """Variants of which that is wanted, too, each at its own knee, or at its tightest level where it has none."""


def asked(
    scenario: str | Path,
    overrides: Sequence[str],
    wish: Wish,
    *,
    replications: int | None,
    seed: int | None,
    engine: str,
    parity: bool,
) -> tuple[Question, Wish]:
    """The question, and what is wished with all variants named. Raises `InputError` with every fault found."""
    fresh = FRESH if replications is None else replications
    question = ask(scenario, overrides, replications=fresh, seed=seed, engine=engine, parity=parity)
    specs = question.composed.specs
    faults = in_common(question, wish.variants, wish.busy)
    faults += [
        Fault(f"{wait:g} is no wait to keep", "give minutes above 0, such as 2,5,10", "waits")
        for wait in wish.waits
        if not 0.0 < wait < math.inf
    ]
    if not 0.0 <= wish.more < math.inf:
        faults.append(Fault(f"{wish.more:g} is not more people", "give a part such as 0.2", "more"))
    wish = replace(wish, robust=wish.robust or bool(wish.robust_of))
    names = tuple(dict.fromkeys(wish.variants)) or tuple(specs)
    faults += [fault for name in names if name in specs for fault in _too_many(specs[name], name, wish)]
    faults += [
        Fault(f"there is no {name!r} among the halls that are staffed", suggest(name, names), "robust_of")
        for name in wish.robust_of
        if name not in names
    ]
    if faults:
        raise InputError(faults)
    if engine == AUTO:
        # Many halls are played, and not one.
        question = replace(question, engine=engine_named(AUTO, specs.values(), HALLS * fresh))
    return question, replace(wish, variants=names, waits=tuple(sorted(set(wish.waits))))


def read_waits(text: str) -> tuple[float, ...]:
    """Minutes from a list such as 2,5,10. Raises `InputError` for what is no number."""
    found, faults = [], []
    for part in (part.strip() for part in text.split(",")):
        try:
            found += [float(part)] if part else []
        except ValueError:
            faults.append(Fault(f"{part!r} is no number of minutes", "give minutes such as 2,5,10", "waits"))
    if faults:
        raise InputError(faults)
    return tuple(found)


def _too_many(spec: Spec, name: str, wish: Wish) -> list[Fault]:
    """The fault where more people are asked for than are drawn."""
    most = spec.demand.volume * (1.0 + wish.more)
    if not wish.robust or most <= spec.demand.ceiling + 1e-9:
        return []
    problem = f"people are drawn for a volume of at most {spec.demand.ceiling:g}, and {most:g} is asked"
    return [
        Fault(problem, f"set demand.ceiling={most:.3g}, or ask for less (--more)", "demand.ceiling", f"variant {name}")
    ]


def looks_at(question: Question, wish: Wish) -> dict[str, Look]:
    """What is looked at in each variant, and in the same with more people. Raises `InputError`."""
    found, faults = {}, []
    for name in wish.variants:
        spec = waited_for(question.composed.specs[name], min(wish.waits, default=TIGHT))
        try:
            found[name] = _look(question, spec, wish.busy)
        except InputError as error:
            faults += of_variant(error, name)
            continue
        if wish.robust:
            demand = spec.demand.model_copy(update={"volume": spec.demand.volume * (1.0 + wish.more)})
            found[f"{name} {MORE}"] = _look(question, spec.model_copy(update={"demand": demand}), wish.busy)
    if faults:
        raise InputError(faults)
    return found


def _look(question: Question, spec: Spec, busy: float) -> Look:
    team = team_of(spec, lay(Demand(spec).draw(question.seed, 0), spec))
    if not team.sized:
        problem = "no group has `clerks` and `shifts`, so that there is nothing to staff"
        raise InputError(Fault(problem, "give a group clerks=10 and shifts", "staff.groups"))
    if free := [name for name, cost in zip(team.sized, team.cost.tolist(), strict=True) if cost <= 0.0]:
        problem = "its clerks cost nothing, so that no plan is the cheapest"
        raise InputError(
            [Fault(problem, "say what an hour costs: 50", f"staff.groups.{one}.cost_per_hour") for one in free]
        )
    asked = conditions(spec, team.pools, "day", "average", busy)
    day = busiest(spec)
    on_day = [replace(one, sense=0, weekday=day) for one in asked if one.measure == "mean_wait"]
    told = Condition("mean_wait", 0, float("nan"))
    return Look(team, (*asked, *on_day, told), reported(question, spec))


def waited_for(spec: Spec, wait: float) -> Spec:
    """The hall with a mean wait as its only goal, minutes."""
    targets = spec.targets.model_copy(update={"goals": {"mean_wait": Goal(at_most=wait)}})
    return spec.model_copy(update={"targets": targets})


def busiest(spec: Spec) -> int:
    """The open weekday that is measured on which most come, Monday being 0: the first of equals."""
    days = [day for day in open_weekdays(spec) if day is not None]
    return max(days, key=lambda day: (spec.demand.weekdays.get(WEEKDAYS[day], 1.0), -day))


def reported(question: Question, spec: Spec) -> tuple[str, ...]:
    """Measures that are told of halls."""
    limit = max(spec.targets.wait_limits, default=30.0)
    names = ["mean_wait", "p90_wait", f"{OVER}{limit:g}", "abandonment", "visits_per_case", "share_one_visit", "cost"]
    names += [name for one in question.composed.specs.values() for name in one.targets.goals]
    known = measures_of(spec)
    return tuple(name for name in dict.fromkeys(names) if name in known)


def plays_expected(question: Question, wish: Wish) -> int:
    """Plays of all variants, about."""
    n, chosen, levels = question.replications, len(design(question)), len(wish.waits) or POINTS
    every = 0
    for name in wish.variants:
        groups = len(question.composed.specs[name].staff.groups)
        every += HALLS * chosen + n + levels * (3 * chosen + 5 * n // 2 + groups * n // 4)
    most = max(len(question.composed.specs[name].staff.groups) for name in wish.variants)
    plans = max(len(wish.robust_of), int(wish.robust))
    return every + plans * (2 * HALLS * chosen + 3 * most * n)
