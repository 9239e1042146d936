"""How many clerks: the fewest of each variant of a scenario with which its goals are kept, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import pandas as pd

from sim.errors import Fault, InputError
from sim.report import sizing
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.staffing import size_plan, size_tables
from sim.staffing.size_ask import Wish, asked, design, looks_at, of_variant, plays_expected
from sim.staffing.size_goals import OnDays, Within
from sim.staffing.size_look import Booth, Look
from sim.staffing.size_others import with_all
from sim.staffing.size_path import path
from sim.staffing.size_plays import Plays, Work, play_together
from sim.staffing.size_proof import Proof
from sim.staffing.size_search import Search
from sim.staffing.size_tables import Case
from sim.study.arguments import told_by_name
from sim.study.engines import AUTO, get_ready
from sim.study.executors import crew_for
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question
from sim.study.runner import Progress


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
        size_plan.write_plan(self.manifest["plan"], self.manifest["blocks"], folder)


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
    with crew_for(question.engine, booth, jobs, checked=True, home=attrgetter("replication")) as crew:
        work = Work(crew, progress or (lambda step: None), len(wish.variants), plays_expected(question, wish), jobs)
        get_ready(question.engine)
        try:
            cases = begun(question, wish, looks, work)
            play_together(work, [(case.plays, case.search.plays_of_levels()) for case in cases])
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
    manifest |= size_tables.facts(cases, interrupted=interrupted)
    manifest |= {"plan": size_plan.plan_of(question, cases), "blocks": size_plan.blocks_of(question)}
    return Sizing(
        manifest,
        size_tables.groups(cases),
        size_tables.goals(cases),
        size_tables.halls(cases),
        size_tables.curve(cases),
    )


def begun(question: Question, wish: Wish, looks: Mapping[str, Look], work: Work) -> list[Case]:
    """Each variant with a hall in which nobody waits. Raises `InputError` with all goals that none can keep."""
    cases: list[Case] = []
    faults: list[Fault] = []
    chosen = design(question)
    fresh = range(len(chosen), len(chosen) + question.replications)
    for name, look in looks.items():
        search = Search(Plays(name, look, work), chosen, question.replications, wish.weekday)
        cases.append(Case(name, search, fresh))
    play_together(work, [(case.plays, case.search.first_plays()) for case in cases], hold=False)
    for case in cases:
        try:
            case.search.begin()
        except InputError as error:
            faults += of_variant(error, case.name)
    if faults:
        raise InputError(faults)
    return cases


def _sized(case: Case, wish: Wish) -> None:
    """Choose a plan, and judge it."""
    search, plays = case.search, case.search.plays
    search.levels()
    case.chosen = with_all(search, search.plan())
    case.proof = Proof(search, case.fresh, case.chosen)
    case.proof.settle([search.team.today, case.erlang])
    plays.look([search.team.today], case.fresh)
    if wish.curve:
        case.path = path(search, case.proof.clerks)
        plays.look(case.path, case.proof.early)
