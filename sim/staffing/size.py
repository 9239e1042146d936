"""How many clerks: the fewest of each variant of a scenario with which its goals are kept, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import pandas as pd

from sim.demand import Demand
from sim.errors import Fault, InputError
from sim.plan import lay
from sim.report import sizing
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.spec import Spec, suggest
from sim.staffing import size_tables
from sim.staffing.size_goals import OVER, Condition, OnDays, Within, conditions
from sim.staffing.size_look import Booth, Look
from sim.staffing.size_path import path
from sim.staffing.size_plays import Plays, Work
from sim.staffing.size_pools import team_of
from sim.staffing.size_proof import Proof
from sim.staffing.size_search import Search
from sim.staffing.size_tables import Case
from sim.study.arguments import told_by_name
from sim.study.engines import AUTO, engine_named, get_ready
from sim.study.executors import crew_for
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question, ask
from sim.study.runner import Progress

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


@dataclass(frozen=True, eq=False)
class Sizing(Reported):
    """How many clerks each variant needs."""

    groups: pd.DataFrame
    """A row a clerk group, and, where it was tried, each number of clerks below that of the plan: variant, group,
    today, clerks (sized), work (Erlang over the hours of duty), erlang_c, kept (why it was not sized), fewer, finding
    (`misses` a goal, `open`, or `work`: would not be done), measure, place, half_hour, weekday, limit, mean, low, high:
    the goal that is missed, with the interval that tells."""
    goals: pd.DataFrame
    """A row a condition: variant, hall (`today`, `sized`, `erlang_c`), place (of which desk; empty: the windows),
    measure, half_hour, weekday, sense (1 at most, -1 at least), limit, mean, bound (that must keep to the limit, all
    together at 95 %), n, kept (bound within the limit)."""
    halls: pd.DataFrame
    """variant, hall, people, windows, measure, mean, low, high, n: what a hall comes to; `cost` is of one day."""
    curve: pd.DataFrame
    """variant, hall (`path` besides the others), people, windows, mean_wait, wait_low, wait_high, share, share_low,
    share_high (that wait over the longest limit), n."""

    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""
        frames = (self.groups, self.goals, self.halls)
        return Told(sizing.headline(self.manifest, *frames, lang), sizing.tables(self.manifest, *frames, lang))

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figure into `folder`, unless no curve was wanted."""
        if self.curve.empty:
            return None
        from sim.report.figures.people import draw

        return draw(self.manifest, self.curve, folder, lang)

    def take_away(self, folder: Path, lang: Lang) -> None:
        """Write `plan.yaml`, which `onewindow compare` takes: each hall as it is, and as it was sized."""
        size_tables.write_plan(self.manifest["plan"], self.manifest["blocks"], folder)


@told_by_name()
def size(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    variants: Sequence[str] = (),
    within: Within = "day",
    weekday: OnDays = "average",
    busy: float = 0.9,
    curve: bool = True,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> Sizing:
    """Find the fewest clerks of each variant with which its `targets.goals` are kept.

    Goals are asked over the `day`, or `within` each `half_hour` in which people come; over all days on `average`, or on
    the `worst` weekday, that is, on each; see `sim.staffing.size_goals.conditions`. Groups of the back office may be
    `busy` for that share of their duty. The number of clerks of each group that has `clerks` and `shifts` is free;
    all others are kept. The plan is chosen on design replications and judged on `replications` fresh ones (40 where
    None), on which, too, each group is tried with a clerk less. With `curve` people are told against waits.

    A plan is `statistical` where one group alone is at the windows, and `heuristic, verified feasible` where there are
    several: then no single clerk can be spared, but another mix might do with fewer.

    Raises `InputError` for what cannot be used, for a scenario without goals and for goals that no number of clerks
    keeps, and `ResultError` as `compare`, and where nobody comes.
    """
    question, wish = asked(
        scenario,
        overrides,
        Wish(tuple(variants), within, weekday, busy, curve),
        replications=replications,
        seed=seed,
        engine=engine,
        parity=parity,
    )
    place = None if out is None else check_place(Path(out))
    answer = sized(question, wish, jobs=jobs, progress=progress)
    if place is not None:
        answer.keep(place, lang)
    return answer


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
    faults = [
        Fault(f"there is no variant {name!r}", suggest(name, specs), "variant")
        for name in wish.variants
        if name not in specs
    ]
    faults += [
        Fault(f"{given!r} is none of {', '.join(get_args(kind))}", suggest(given, get_args(kind)), key)
        for key, given, kind in (("within", wish.within, Within), ("weekday", wish.weekday, OnDays))
        if given not in get_args(kind)
    ]
    if not 0.0 < wish.busy <= 1.0:
        faults.append(Fault(f"{wish.busy:g} is no share of a duty", "give a share above 0, such as 0.9", "busy"))
    if fresh < LEAST:
        faults.append(Fault(f"{fresh} is too few to judge a plan by", f"ask for at least {LEAST}", "replications"))
    if faults:
        raise InputError(faults)
    if engine == AUTO:
        # Many halls are played, and not one.
        question = replace(question, engine=engine_named(AUTO, specs.values(), HALLS * fresh))
    return question, replace(wish, variants=tuple(dict.fromkeys(wish.variants)) or tuple(specs))


def sized(question: Question, wish: Wish, *, jobs: int = 1, progress: Progress | None = None) -> Sizing:
    """The answer of `size` to a question.

    An interrupt ends the search: what has been found by then is the answer, if there is a plan, and the manifest says
    so.
    """
    if jobs < 1:
        raise InputError(Fault(f"{jobs} is too few", "give the number of workers, at least 1", "jobs"))
    cases: list[Case] = []
    interrupted = False
    looks = looks_at(question, wish)
    booth = Booth(question.seed, question.engine, question.parity, looks)
    with crew_for(question.engine, booth, jobs, checked=True) as crew:
        work = Work(crew, progress or (lambda step: None), len(wish.variants), plays_expected(question, wish), jobs)
        get_ready(question.engine)
        try:
            cases = begun(question, wish, looks, work)
            for case in cases:
                _sized(case, wish)
        except KeyboardInterrupt:
            interrupted = True
    cases = [case for case in cases if case.chosen is not None]
    if interrupted and not cases:
        raise KeyboardInterrupt
    specs = {case.name: case.search.team.spec for case in cases}
    manifest = head(question, size_tables.measures_of_cases(cases), specs, work.checked)
    manifest |= {"within": wish.within, "weekday": wish.weekday, "busy": wish.busy, "sized": list(wish.variants)}
    manifest |= {"design": len(design(question)), "played": work.done}
    manifest |= size_tables.facts(question, cases, interrupted=interrupted)
    return Sizing(
        manifest,
        size_tables.groups(cases),
        size_tables.goals(cases),
        size_tables.halls(cases),
        size_tables.curve(cases),
    )


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
            faults += _of_variant(error, name)
            continue
        found[name] = Look(team, (*asked, told), reported(spec))
    if faults:
        raise InputError(faults)
    return found


def _of_variant(error: InputError, name: str) -> list[Fault]:
    return [replace(fault, file=f"variant {name}") for fault in error.faults]


def begun(question: Question, wish: Wish, looks: Mapping[str, Look], work: Work) -> list[Case]:
    """Each variant with a hall in which nobody waits. Raises `InputError` with all goals that none can keep."""
    cases, faults, chosen = [], [], design(question)
    for name, look in looks.items():
        search = Search(Plays(name, look, work), chosen, question.replications, wish.weekday)
        try:
            search.begin()
        except InputError as error:
            faults += _of_variant(error, name)
        cases.append(Case(name, search, range(len(chosen), len(chosen) + question.replications)))
    if faults:
        raise InputError(faults)
    return cases


def reported(spec: Spec) -> tuple[str, ...]:
    """Measures that are told of halls beside the goals."""
    limit = max(spec.targets.wait_limits, default=30.0)
    return ("mean_wait", f"{OVER}{limit:g}", "abandonment", "mean_time_in_hall", "cost")


def _sized(case: Case, wish: Wish) -> None:
    """Choose a plan, and judge it."""
    search, plays = case.search, case.search.plays
    search.levels()
    case.chosen = search.plan()
    case.proof = Proof(search, case.fresh, case.chosen)
    case.proof.settle([search.team.today, case.erlang])
    plays.look([search.team.today], case.fresh)
    if wish.curve:
        case.path = path(search, case.proof.clerks)
        plays.look(case.path, case.proof.early)
