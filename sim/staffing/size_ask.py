"""What is asked where halls are sized, checked and filled in, and what is looked at for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from sim.demand import Demand
from sim.errors import Fault, InputError
from sim.plan import lay
from sim.spec import Spec, suggest
from sim.staffing.size_goals import OVER, Condition, OnDays, Within, conditions
from sim.staffing.size_look import Look
from sim.staffing.size_pools import team_of
from sim.study.engines import AUTO, engine_named
from sim.study.question import Question, ask

FRESH = 40
"""Replications on which plans are judged where nothing else is said."""
LEAST = 8
"""The fewest from which anything can be said of a goal."""
DESIGN = 16
"""Replications, at most, on which plans are chosen."""
HALLS = 11
"""Halls that are played for a choice, about."""


@dataclass(frozen=True)
class Wish:
    """What is asked beside the scenario."""

    variants: tuple[str, ...] = ()
    """Those that are sized; all where empty."""
    within: Within = "day"
    """Whether goals are asked over the day, or in each half-hour in which people come."""
    weekday: OnDays = "average"
    """Whether over all days together, or on each weekday."""
    busy: float = 0.9
    """Share of their duty that clerks behind the windows may be busy."""
    curve: bool = True
    """Whether people against waits are told, too."""


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
        Fault(f"{given!r} is none of {', '.join(get_args(kind))}", suggest(given, get_args(kind)), key)
        for key, given, kind in (("within", wish.within, Within), ("weekday", wish.weekday, OnDays))
        if given not in get_args(kind)
    ]
    if faults:
        raise InputError(faults)
    if engine == AUTO:
        # Many halls are played, and not one.
        question = replace(question, engine=engine_named(AUTO, specs.values(), HALLS * fresh))
    return question, replace(wish, variants=tuple(dict.fromkeys(wish.variants)) or tuple(specs))


def in_common(question: Question, variants: Sequence[str], busy: float) -> list[Fault]:
    """Faults of what every search for clerks is told: its variants, how busy they may be, fresh replications."""
    specs, fresh = question.composed.specs, question.replications
    unknown = [name for name in variants if name not in specs]
    faults = [Fault(f"there is no variant {name!r}", suggest(name, specs), "variant") for name in unknown]
    if not 0.0 < busy <= 1.0:
        faults.append(Fault(f"{busy:g} is no share of a duty", "give a share above 0, such as 0.9", "busy"))
    if fresh < LEAST:
        faults.append(Fault(f"{fresh} is too few to judge a plan by", f"ask for at least {LEAST}", "replications"))
    return faults


def design(question: Question) -> range:
    """Replications on which plans are chosen; the fresh ones come after them."""
    return range(min(DESIGN, question.replications))


def plays_expected(question: Question, wish: Wish) -> int:
    """Plays of all variants, about."""
    n, chosen = question.replications, len(design(question))
    every = 0
    for name in wish.variants:
        groups = len(question.composed.specs[name].staff.groups)
        every += HALLS * chosen + 4 * n + (groups + 6 * wish.curve) * n // 4
    return every


def looks_at(question: Question, wish: Wish) -> dict[str, Look]:
    """What is looked at in each variant. Raises `InputError` where there is nothing to size, or no goal."""
    found, faults = {}, []
    for name in wish.variants:
        spec = question.composed.specs[name]
        team = team_of(spec, lay(Demand(spec).draw(question.seed, 0), spec))
        told = Condition("mean_wait", 0, float("nan"))
        try:
            if not team.sized:
                problem = "no group has `clerks` and `shifts`, so that there is nothing to size"
                raise InputError(Fault(problem, "give a group clerks=10 and shifts", "staff.groups"))
            asked = conditions(spec, team.pools, wish.within, wish.weekday, wish.busy)
        except InputError as error:
            faults += of_variant(error, name)
            continue
        found[name] = Look(team, (*asked, told), reported(spec))
    if faults:
        raise InputError(faults)
    return found


def of_variant(error: InputError, name: str) -> list[Fault]:
    """The faults of an error, with the variant that has them."""
    return [replace(fault, file=f"variant {name}") for fault in error.faults]


def reported(spec: Spec) -> tuple[str, ...]:
    """Measures that are told of halls beside the goals."""
    limit = max(spec.targets.wait_limits, default=30.0)
    return ("mean_wait", f"{OVER}{limit:g}", "abandonment", "mean_time_in_hall", "cost")
