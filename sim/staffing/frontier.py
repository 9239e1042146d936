"""Cost against wait against visits: for each hall the cheapest clerks for one level of wait after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

import pandas as pd

from sim.errors import Fault, InputError
from sim.report import frontier as report
from sim.report.answers import Reported, Told
from sim.report.text import Lang
from sim.results import check_place
from sim.staffing import frontier_plan, frontier_tables
from sim.staffing.frontier_ask import MORE, Wish, asked, looks_at, plays_expected
from sim.staffing.frontier_kept import forget, kept_beside
from sim.staffing.frontier_points import Point, knee_of
from sim.staffing.frontier_robust import Robust
from sim.staffing.frontier_search import Cheapest
from sim.staffing.frontier_sweep import Swept, levels_of, sweep
from sim.staffing.size_ask import design
from sim.staffing.size_look import Booth, Look
from sim.staffing.size_plan import blocks_of, write_plan
from sim.staffing.size_plays import Plays, Work
from sim.study.arguments import told_by_name
from sim.study.engines import AUTO, get_ready
from sim.study.executors import crew_for
from sim.study.provenance import head
from sim.study.question import DEFAULT, Question
from sim.study.runner import Progress

GO_ON = "what was played is kept, the same command goes on from there. 已保留完成的模拟，重复同一命令即可继续。"
"""What an interrupt says where plays are kept."""


@dataclass(frozen=True, eq=False)
class Frontier(Reported):
    """What each level of wait costs, hall by hall, and what visits come with it."""

    points: pd.DataFrame
    """A row a point, ascending in level: variant, level (min), people, windows, paid (what the clerks cost a day, no
    overtime), bound (below which no hall keeps the level by the curves of the pools), gap (part of paid), certificate,
    fewer (groups in which one clerk less misses the level at 95 % each, or would not do the work), groups, finding
    (`frontier`, `tied`, `dominated`), by, ties, goals (`kept`, `missed` or `open`: the scenario's own), knee,
    busiest_wait, busiest_low, busiest_high (min, mean wait on the busiest weekday)."""
    halls: pd.DataFrame
    """variant, level, hall (`today`, `point`, `robust`, `erlang_c` with the level as its target, `as_good` by Erlang C
    with the target with which it keeps the level), people, windows, paid, measure, mean, low, high, n; `cost` is of one
    day, `longest_wait` (min) the mean wait of the longest queue, at windows or at another desk."""
    groups: pd.DataFrame
    """variant, level, group, today, clerks, fewer, finding (`misses`, `open`, `work`, empty where not tried)."""
    pairs: pd.DataFrame
    """Points held against each other, paired by replication: variant, level, other, other_level, measure
    (`cost`, `longest_wait`, `visits_per_case`), mean (other less this), low, high (together at 95 % over measures),
    finding (`less`, `more`, `tied`)."""
    limits: pd.DataFrame
    """The cheapest point for each limit of the visits a case and of the mean wait (min): visits, wait, variant, level,
    people, cost (a day); no variant where no point keeps to both. Empty where visits hardly differ."""
    robust: pd.DataFrame
    """The plan at a knee on other kinds of days, and one that holds on them: variant, level, plan (`knee`,
    `robust`), kind (`usual`, `weekday`, `more`, `ill`), group (that is short), place, people, cost (a day), mean, low,
    high (min, of the longest queue), done (clerks are enough for the work), kept, n."""

    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""
        head = report.headline(self.manifest, self.points, self.halls, self.robust, lang)
        return Told(head, report.tables(self.manifest, self.points, self.halls, self.limits, self.robust, lang))

    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figure into `folder`."""
        from sim.report.figures.frontier import draw

        return draw(self.manifest, self.points, self.halls, folder, lang)

    def take_away(self, folder: Path, lang: Lang) -> None:
        """Write `plan.yaml`, which `onewindow compare` takes: the hall today, at the knee, and the robust one."""
        write_plan(self.manifest["plan"], self.manifest["blocks"], folder)

    def keep(self, folder: Path, lang: Lang) -> None:
        """Write it to a folder; the plays that were kept beside go, unless the search was broken off."""
        super().keep(folder, lang)
        if not self.manifest["interrupted"]:
            forget(folder)


@told_by_name()
def frontier(
    scenario: str | Path = DEFAULT,
    overrides: Sequence[str] = (),
    *,
    variants: Sequence[str] = (),
    waits: Sequence[float] = (),
    busy: float = 0.9,
    robust: bool = True,
    robust_of: Sequence[str] = (),
    more: float = 0.2,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    parity: bool = True,
    jobs: int = 1,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: Progress | None = None,
) -> Frontier:
    """Trade cost against wait and visits: the cheapest clerks of each variant for each of the mean `waits` (minutes).

    The epsilon-constraint method (Haimes, Lasdon and Wismer 1971): cost is least, the mean wait may not exceed the
    level at the windows and at each other desk, clerks behind the windows may be `busy` for that share of their duty
    at most, and no hall has fewer clerks than the work needs. Visits come with the variant, and with those who give up
    and return: of all points those are told than which none is better in cost, wait and visits. Levels are chosen from
    what the halls can do where none are given. Plans are chosen on design replications and judged on `replications`
    fresh ones (20 where None). The point at the knee is, unless `robust` is false, played on the busiest weekday, with
    `more` people (part of the volume) and with a clerk ill, and the cheapest plan is looked for that keeps its level on
    all of these days; so are the points at the own knees of the variants `robust_of`.

    Raises `InputError` for what cannot be used, and `ResultError` as `compare`, and where nobody comes.
    """
    question, wish = asked(
        scenario,
        overrides,
        Wish(tuple(variants), tuple(waits), busy, more, robust, tuple(robust_of)),
        replications=replications,
        seed=seed,
        engine=engine,
        parity=parity,
    )
    place = None if out is None else check_place(Path(out))
    answer = traded(question, wish, jobs=jobs, progress=progress, place=place)
    if place is not None:
        answer.keep(place, lang)
    return answer


@dataclass
class _Under:
    """What is under way."""

    swept: list[Swept] = field(default_factory=list)
    robust: list[Robust] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)

    @property
    def points(self) -> list[Point]:
        """All points that were found."""
        return [point for one in self.swept for point in one.points]


def traded(
    question: Question,
    wish: Wish,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    place: Path | None = None,
) -> Frontier:
    """The answer of `frontier` to a question.

    An interrupt ends the sweep: the points that have been judged by then are the answer, and the manifest says so.
    Where the answer is to have a `place`, plays are kept beside it as they come, and those that are there are not
    played again.
    """
    if jobs < 1:
        raise InputError(Fault(f"{jobs} is too few", "give the number of workers, at least 1", "jobs"))
    found, interrupted = _Under(), False
    looks = looks_at(question, wish)
    booth = Booth(question.seed, question.engine, question.parity, looks)
    with (
        kept_beside(place, question.seed, looks) as plays,
        crew_for(question.engine, booth, jobs, checked=True, home=attrgetter("replication")) as crew,
    ):
        work = Work(crew, progress or (lambda step: None), len(wish.variants), plays_expected(question, wish), jobs)
        work.memory = plays
        get_ready(question.engine)
        try:
            _go(found, question, wish, looks, work)
        except KeyboardInterrupt:
            interrupted = True
    if not found.points:
        if interrupted:
            raise KeyboardInterrupt(*([] if place is None else [GO_ON]))
        raise InputError(_nothing(found))
    found.swept = [one for one in found.swept if one.points]
    specs = {one.name: question.composed.specs[one.name] for one in found.swept}
    measures = list(dict.fromkeys(name for one in found.swept for name in one.search.plays.reported))
    manifest = head(question, measures, specs, work.checked)
    manifest |= {"levels": sorted(found.levels), "busy": wish.busy, "more": wish.more, "interrupted": interrupted}
    manifest |= {"design": len(design(question)), "played": work.done}
    return _answer(question, found, manifest)


def _go(found: _Under, question: Question, wish: Wish, looks: dict[str, Look], work: Work) -> None:
    """All levels of all variants, then the other kinds of days."""
    chosen = design(question)
    fresh = range(len(chosen), len(chosen) + question.replications)

    def begun(name: str) -> Cheapest:
        search = Cheapest(Plays(name, looks[name], work), chosen, question.replications, "average")
        search.begin()
        search.levels()
        return search

    for name in wish.variants:
        found.swept.append(Swept(name, begun(name), fresh))
    found.levels = levels_of(found.swept, wish)
    for one in found.swept:
        sweep(one, found.levels)
    for best in _to_hold(found, wish):
        usual = next(one for one in found.swept if one.name == best.variant)
        robust = Robust(usual, begun(f"{best.variant} {MORE}"), best.level)
        robust.tell("knee", best.hall.clerks)
        found.robust.append(robust)
        robust.find()
        if robust.plan is not None:
            robust.tell("robust", robust.plan)


def _to_hold(found: _Under, wish: Wish) -> list[Point]:
    """The points whose plans are tried on other kinds of days: the knee, then those of the variants that are named."""
    best = knee_of(found.points) if wish.robust else None
    points = [] if best is None else [best]
    for one in found.swept:
        if one.name in wish.robust_of and one.points and not (best is not None and best.variant == one.name):
            points.append(knee_of(one.points) or one.points[-1])
    return points


def _nothing(found: _Under) -> Fault:
    shortest = min(one.search.shortest for one in found.swept)
    problem = f"no number of clerks keeps any of these waits: with plenty the mean is {shortest:.3g} min"
    mend = "ask for longer ones, or change the hall (a wait before lunch includes the lunch closure)"
    return Fault(problem, mend, "waits")


def _answer(question: Question, found: _Under, manifest: dict[str, object]) -> Frontier:
    knee = knee_of(found.points)
    manifest |= frontier_tables.facts(question, found.swept, knee, found.robust)
    manifest |= {"plan": frontier_plan.plan_of(question, found.swept, knee, found.robust)}
    manifest |= {"blocks": blocks_of(question)}
    return Frontier(
        manifest,
        frontier_tables.points(question, found.swept, knee),
        frontier_tables.halls(found.swept, found.robust),
        frontier_tables.groups(found.swept),
        frontier_tables.pairs(found.points),
        frontier_tables.limits(found.points),
        frontier_tables.robust(found.robust),
    )
