"""Cost against wait and visits: against all numbers of clerks of small halls, and the whole answer and command."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import sim
import small_town
from sim.__main__ import app
from sim.demand import draw
from sim.engine.reference import play
from sim.errors import InputError
from sim.measures import values
from sim.plan import lay
from sim.report.text import LANGUAGES, Lang
from sim.spec import Spec
from sim.staffing import frontier_ask
from sim.staffing.frontier import Frontier, frontier, traded
from sim.staffing.frontier_ask import Wish
from sim.staffing.frontier_kept import kept_beside
from sim.staffing.frontier_points import LONGEST, Played, Point, beaten, cheapest, knee_of, limits_of_visits, standings
from sim.staffing.frontier_search import Cheapest, undominated
from sim.staffing.frontier_sweep import plainly
from sim.staffing.size_ask import design
from sim.staffing.size_look import Booth, Task
from sim.staffing.size_plays import Plays, Work, sure
from sim.study.executors import crew_for
from sim.study.question import Question
from sim.study.runner import Step
from sim.tape import Floats

WAITS = (2.0, 5.0, 9.0, 20.0)


def town(folder: Path) -> Path:
    """The small town, of which clerks cost 60 an hour, those of land 90."""
    path = small_town.scenario(folder, small_town.VARIANTS)
    for name, cost in (("by_department", {"tax": 60, "land": 90}), ("one_window", {"windows": 60})):
        block = folder / "configs" / "staff" / f"{name}.yaml"
        text = block.read_text("utf-8")
        for group, each in cost.items():
            text = text.replace(f"  {group}: {{", f"  {group}: {{cost_per_hour: {each}, ")
        block.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town(tmp_path_factory.mktemp("traded"))


@pytest.fixture(scope="module")
def answer(place: Path) -> Frontier:
    return frontier(place, waits=WAITS, replications=24)


@pytest.fixture(scope="module")
def kept(answer: Frontier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "answer"
    answer.keep(folder, "zh")
    return folder


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["frontier", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


def question_of(path: Path, *variants: str, replications: int = 16) -> tuple[Question, Wish]:
    wish = Wish(variants, WAITS)
    return frontier_ask.asked(path, [], wish, replications=replications, seed=None, engine="auto", parity=False)


# Against all numbers of clerks ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def searched(place: Path) -> Cheapest:
    question, wish = question_of(place, "departments")
    looks = frontier_ask.looks_at(question, wish)
    with crew_for(question.engine, Booth(question.seed, question.engine, False, looks), 1) as crew:
        plays = Plays("departments", looks["departments"], Work(crew, lambda step: None, 1, 1))
        search = Cheapest(plays, design(question), question.replications, "average")
        search.begin()
        search.levels()
        for wait in WAITS[::-1]:
            search.aim(wait)
            search.plan()
        plays.look(product(range(2, 9), range(1, 6)), search.design)
    return search


@pytest.mark.parametrize("wait", WAITS)
def test_the_cheapest_by_the_curves_is_that_of_all_numbers_of_clerks(searched: Cheapest, wait: float) -> None:
    searched.aim(wait)
    ends = zip(searched.floor, searched.highest, strict=True)
    every = [clerks for clerks in product(*(range(a, b + 1) for a, b in ends)) if _promised(searched, clerks)]
    assert searched.bound() == pytest.approx(min(map(searched.cost, every)))


def _promised(search: Cheapest, clerks: tuple[int, ...]) -> bool:
    told = search.curves.values(search.team.totals(clerks)).tolist()
    return all(one.beyond(value) <= 1e-9 for one, value in zip(search.plays.asked, told, strict=True))


@pytest.mark.parametrize("wait", WAITS)
def test_the_plan_is_the_cheapest_of_all_halls_that_keep_the_level(searched: Cheapest, wait: float) -> None:
    searched.aim(wait)
    found = searched.plan()
    assert searched.keeps(found)
    every = list(product(range(2, 9), range(1, 6)))
    assert searched.cost(found) == pytest.approx(min(searched.cost(one) for one in every if searched.keeps(one)))


def test_points_of_one_group_are_those_of_all_numbers_of_its_clerks(answer: Frontier, place: Path) -> None:
    # Each number of clerks is compared on the same fresh replications, apart from the search.
    mine = answer.points[answer.points["variant"] == "pooled"].set_index("level")["people"]
    waits = {clerks: _waits(place, clerks) for clerks in range(2, 9)}
    seen = {clerks: sure(waits[clerks], np.zeros((24, 2)), np.zeros(2), 0.5) for clerks in waits}
    for level, people in mine.items():
        assert isinstance(level, float)
        assert seen[people].high <= level
        likely = [clerks for clerks in waits if seen[clerks].mean <= 0.8 * level and seen[clerks].high <= 0.95 * level]
        assert people <= min(likely)
        assert people >= min(clerks for clerks in waits if seen[clerks].mean <= level)


def test_the_robust_plan_of_one_group_is_that_of_all_numbers_of_its_clerks(answer: Frontier, place: Path) -> None:
    mine = answer.robust[answer.robust["plan"] == "robust"]
    assert set(mine["variant"]) == {"pooled"}
    level, people = mine["level"].iloc[0], mine["people"].iloc[0]
    more = ("demand.volume=1.2",)
    worst = {
        clerks: max(_waits(place, clerks - 1).mean(), _waits(place, clerks, more).mean()) for clerks in range(4, 9)
    }
    assert people >= min(clerks for clerks in worst if worst[clerks] <= level)
    assert people <= min(clerks for clerks in worst if worst[clerks] <= 0.6 * level)


@cache
def _waits(place: Path, clerks: int, overrides: tuple[str, ...] = ()) -> Floats:
    spec = sim.load(place, overrides).specs["pooled"]
    group = spec.staff.groups["windows"].model_copy(update={"clerks": clerks})
    spec = spec.model_copy(update={"staff": spec.staff.model_copy(update={"groups": {"windows": group}})})
    return _played(spec, 7, range(16, 40))


def _played(spec: Spec, seed: int, replications: range) -> Floats:
    """Mean waits, by the reference engine."""
    traces = [play(lay(draw(spec, seed, number), spec)) for number in replications]
    return np.concatenate([values(trace, spec, ["mean_wait"], over=("hall",)) for trace in traces])


def test_what_is_as_dear_and_as_bad_as_another_is_left_out() -> None:
    rng = np.random.default_rng(4)
    cost, over = rng.integers(0, 9, 60).astype(float), rng.integers(-4, 5, 60).astype(float)
    kept = undominated(cost, over)
    every = {(c, o) for c, o in zip(cost, over, strict=True)}
    good = {(c, o) for c, o in every if not any((d <= c and p <= o) and (d, p) != (c, o) for d, p in every)}
    assert {(cost[n], over[n]) for n in kept} == good
    assert len(kept) == len(good)


# Points among one another -----------------------------------------------------------------------------------


def hall(cost: float, wait: float, visits: float, noise: float = 0.0) -> Played:
    swing = np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0]) * noise
    seen = {"cost": np.full(6, cost), LONGEST: wait + swing, "visits_per_case": np.full(6, visits)}
    told = {name: sure(column, np.zeros((6, 2)), np.zeros(2), 1.0) for name, column in seen.items()}
    return Played((), 1, 1, seen, told)


def point(name: str, of: Played) -> Point:
    return Point(name, of.mean(LONGEST), of, "heuristic", of.mean("cost"), 0.0, {}, of.told[LONGEST])


def test_a_hall_is_worse_where_another_is_better_in_one_aim_and_no_worse_in_the_others() -> None:
    first = hall(100.0, 10.0, 1.4)
    assert beaten(first, hall(100.0, 8.0, 1.4)) == "surely"
    assert beaten(first, hall(100.0, 8.0, 1.41)) == ""
    assert beaten(first, hall(101.0, 8.0, 1.3)) == ""
    assert beaten(first, hall(100.0, 8.0, 1.4, noise=9.0)) == "in_means"
    assert beaten(first, first) == ""


def test_points_stand_where_the_others_leave_them() -> None:
    found = standings(
        [
            point("a", hall(100.0, 10.0, 1.4)),
            point("b", hall(90.0, 9.0, 1.4)),
            point("c", hall(80.0, 20.0, 1.4)),
            point("d", hall(85.0, 9.5, 1.4, noise=6.0)),
        ]
    )
    assert [one.finding for one in found] == ["dominated", "frontier", "frontier", "frontier"]
    assert found[0].by == "b 9"


def test_the_knee_is_where_the_curve_bends_most() -> None:
    curve = [(200.0, 1.0), (110.0, 2.0), (105.0, 6.0), (100.0, 10.0)]
    points = [point("a", hall(cost, wait, 1.0)) for cost, wait in curve]
    found = knee_of(points)
    assert found is not None
    assert found.level == 2.0
    assert knee_of(points[:2]) is None


def test_limits_of_wait_and_visits_have_their_cheapest_point() -> None:
    points = [
        point("a", hall(100.0, 5.0, 1.30)),
        point("a", hall(80.0, 10.0, 1.40)),
        point("b", hall(90.0, 9.0, 1.30)),
    ]
    assert limits_of_visits(points) == [1.30, 1.34, 1.37, 1.40]
    assert limits_of_visits(points[::2]) == []
    assert cheapest(points, 10.0, 1.40) is points[1]
    assert cheapest(points, 10.0, 1.37) is points[2]
    assert cheapest(points, 5.0, 1.40) is points[0]
    assert cheapest(points, 4.0, 1.40) is None


@pytest.mark.parametrize(("minutes", "told"), [(0.0123, 0.013), (1.0, 1.0), (9.91, 10.0), (57.2, 58.0)])
def test_levels_have_two_digits_and_are_rounded_up(minutes: float, told: float) -> None:
    assert plainly(minutes) == pytest.approx(told)


# Whole answers ----------------------------------------------------------------------------------------------


def test_a_shorter_wait_costs_more_and_is_kept(answer: Frontier) -> None:
    means = answer.halls[answer.halls["hall"] == "point"].pivot_table(
        index=["variant", "level"], columns="measure", values="mean"
    )
    for variant, mine in answer.points.groupby("variant"):
        assert (mine.sort_values("level")["paid"].diff().dropna() < 0.0).all()
        assert (mine["bound"] <= mine["paid"]).all()
        assert (means.loc[variant][LONGEST] <= means.loc[variant].index).all()
    assert set(answer.points["certificate"]) == {"heuristic", "statistical"}


def test_erlang_c_is_dearer_where_it_serves_as_well(answer: Frontier) -> None:
    paid = answer.halls.drop_duplicates(["variant", "level", "hall"]).set_index(["variant", "level", "hall"])["paid"]
    both = paid.unstack("hall").dropna(subset=["as_good"])
    assert len(both) >= 3
    assert (both["as_good"] >= both["point"] - 1e-6).all()


def test_pairs_have_the_differences_of_the_points(answer: Frontier) -> None:
    means = answer.halls[answer.halls["hall"] == "point"].set_index(["variant", "level", "measure"])["mean"]
    costs = answer.pairs[answer.pairs["measure"] == "cost"]
    assert len(costs) >= 3
    for row in costs.to_dict("records"):
        difference = means[row["other"], row["other_level"], "cost"] - means[row["variant"], row["level"], "cost"]
        # Means of halls are by regression on who came, those of pairs are not.
        assert row["mean"] == pytest.approx(difference, rel=0.1)
        assert row["finding"] == ("less" if difference < 0.0 else "more")


def test_a_robust_plan_holds_on_all_kinds_of_days_and_costs_more(answer: Frontier) -> None:
    plans = answer.robust.groupby("plan")
    assert set(answer.robust["plan"]) == {"knee", "robust"}
    for _, mine in plans:
        assert mine["kind"].tolist() == ["usual", "weekday", "more", "ill"]
    robust, knee = plans.get_group("robust"), plans.get_group("knee")
    assert answer.manifest["robust_kept"]
    assert robust["kept"].all()
    assert (robust["high"] <= robust["level"]).all()
    assert not knee["kept"].all()
    assert robust["cost"].iloc[0] > knee["cost"].iloc[0]


@pytest.mark.parametrize("volume", [1.0, 1.2])
def test_a_robust_plan_holds_on_days_that_nobody_looked_at(answer: Frontier, kept: Path, volume: float) -> None:
    specs = sim.load(kept / "plan.yaml", [f"demand.volume={volume}"]).specs
    (name,) = (name for name in specs if name.endswith("_robust"))
    assert _played(specs[name], 991, range(40)).mean() <= answer.robust["level"].iloc[0]


def test_the_same_seed_gives_the_same_answer_whatever_the_workers(place: Path) -> None:
    one, two = (frontier(place, variants=["pooled"], waits=[5.0, 12.0], replications=8, jobs=jobs) for jobs in (1, 2))
    for name, table in one.tables().items():
        pd.testing.assert_frame_equal(table, two.tables()[name])


# What cannot be ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--variant", "poled"), "pooled"),
        (("--waits", "2,x"), "'x' is no number"),
        (("--waits", "-1"), "minutes above 0"),
        (("--busy", "0"), "share"),
        (("--replications", "3"), "at least 8"),
        (("--more", "0.9"), "demand.ceiling=1.9"),
    ],
)
def test_what_cannot_be_used_ends_with_what_to_write(place: Path, words: tuple[str, ...], told: str) -> None:
    result = command(str(place), *words)
    assert result.exit_code == 2
    assert "mend:" in result.stderr
    assert told in result.stderr


# The command, and what is kept ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_is_told_in_both_languages(answer: Frontier, lang: Lang) -> None:
    told = answer.told(lang)
    assert ("拐点：" if lang == "zh" else "The knee is") in told.head
    assert ("稳健" if lang == "zh" else "on all of these days") in told.head + str(told.tables)
    assert ("启发式，已验证可行" if lang == "zh" else "heuristic, verified feasible") in str(told.tables[0].rows)
    assert len(told.tables) == 2
    assert all(len(row) == len(table.columns) for table in told.tables for row in table.rows)


def test_a_knee_that_misses_the_goals_is_told_with_the_cheapest_point_that_keeps_them(answer: Frontier) -> None:
    knee, kept = answer.points["knee"], answer.points["paid"] == answer.points["paid"].max()
    for goals, misses in (("missed", "misses the scenario's own goals"), ("open", "own goals there is open")):
        missed = answer.points.assign(goals=np.where(kept & ~knee, "kept", goals))
        head = replace(answer, points=missed).told("en").head
        dearest = answer.points[kept & ~knee].iloc[0]
        assert misses in head
        assert f"seen to keep them is {{}} with {dearest['people']} on duty".format(
            {"departments": "Departments", "pooled": "Pooled"}[dearest["variant"]]
        ) in head  # fmt: skip
        nowhere = replace(answer, points=answer.points.assign(goals=goals)).told("en").head
        assert "No point is seen to keep them." in nowhere
    assert "own goals" not in replace(answer, points=answer.points.assign(goals="kept")).told("en").head


def test_that_nothing_is_cheaper_is_told_without_a_number(answer: Frontier) -> None:
    assert "no hall is cheaper" in replace(answer, points=answer.points.assign(gap=0.0)).told("en").head
    assert (
        "no hall is more than 5.0 % cheaper" in replace(answer, points=answer.points.assign(gap=0.05)).told("en").head
    )


@pytest.mark.parametrize(("lang", "told"), [("en", "the work is left undone"), ("zh", "工作无法完成")])
def test_days_on_which_the_work_is_left_undone_are_told_so(answer: Frontier, lang: Lang, told: str) -> None:
    short = answer.robust.assign(done=answer.robust["kind"] != "ill", mean=float("nan"))
    found = replace(answer, robust=short).told(lang)
    assert told in found.head
    assert [row[-1] for row in found.tables[1].rows if row[1].startswith(("a clerk away", "缺1人"))] == [
        {"en": "not kept: work is left undone", "zh": "未达到：工作无法完成"}[lang]
    ] * 2


def test_what_is_kept_can_be_compared_at_once(answer: Frontier, kept: Path) -> None:
    assert {file.name for file in (kept / "figures").iterdir()} == {"frontier.svg", "frontier.png"}
    knee = answer.manifest["knee"]
    plan = sim.load(kept / "plan.yaml")
    mine = answer.groups[(answer.groups["variant"] == knee["variant"]) & (answer.groups["level"] == knee["level"])]
    groups = plan.specs[f"{knee['variant']}_knee"].staff.groups
    assert {name: groups[name].clerks for name in mine["group"]} == mine.set_index("group")["clerks"].to_dict()
    assert next(iter(plan.specs)) == "departments"
    assert plan.specs["departments"].staff.groups["tax"].clerks == 2


def test_the_command_prints_one_object_for_programs(place: Path) -> None:
    words = ("--variant", "pooled", "--replications", "8", "--waits", "5,12", "--no-robust", "--json")
    result = command(str(place), *words)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert [row["level"] for row in found["points"]] == [5.0, 12.0]
    assert found["robust"] == []
    assert "plays" in result.stderr


def test_an_interrupt_keeps_the_points_that_there_are(place: Path) -> None:
    question, wish = question_of(place, "departments", replications=8)

    def press(step: Step) -> None:
        if step.done >= 130:
            raise KeyboardInterrupt

    late = traded(question, wish, progress=press)
    assert late.manifest["interrupted"]
    assert 0 < len(late.points) < len(WAITS)
    assert "Interrupted" in late.told("en").head


def test_an_interrupt_before_any_point_leaves_nothing(place: Path) -> None:
    question, wish = question_of(place, replications=8)

    def press(step: Step) -> None:
        if step.done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        traded(question, wish, progress=press)


def test_clerks_who_cost_nothing_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cost nothing"):
        frontier(small_town.scenario(tmp_path, small_town.VARIANTS), replications=8)


def test_a_wait_that_no_number_of_clerks_keeps_is_told(tmp_path: Path) -> None:
    # Clerks begin half an hour after the hall opens.
    path = town(tmp_path)
    staff = tmp_path / "configs" / "staff" / "one_window.yaml"
    staff.write_text(staff.read_text("utf-8").replace('start: "09:00"', 'start: "09:30"'), "utf-8")
    with pytest.raises(InputError, match="no number of clerks keeps any of these waits"):
        frontier(path, variants=["pooled"], waits=[1.0], replications=8)
    found = frontier(path, variants=["pooled"], waits=[1.0, 12.0], replications=8, robust=False)
    assert found.points["level"].tolist() == [12.0]
    assert found.manifest["beyond"] == {"pooled": [1.0]}
    assert "no number of clerks keeps 1 min" in found.told("en").tables[0].notes[-1]


def test_a_hall_without_clerks_to_choose_is_told(tmp_path: Path) -> None:
    path = town(tmp_path)
    staff = tmp_path / "configs" / "staff" / "one_window.yaml"
    text = staff.read_text("utf-8").replace("clerks: 3, shifts: [morning]", "roster: [{clerks: 3, shifts: [morning]}]")
    staff.write_text(text, "utf-8")
    with pytest.raises(InputError, match="nothing to staff"):
        frontier(path, variants=["pooled"], replications=8)


# Broken off, and gone on with -------------------------------------------------------------------------------


def pressed_after(plays: int) -> Callable[[Step], None]:
    def press(step: Step) -> None:
        if step.done >= plays:
            raise KeyboardInterrupt

    return press


def test_a_search_that_was_broken_off_goes_on_to_the_same_bytes(place: Path, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"waits": WAITS[1:], "replications": 8, "parity": False}
    frontier(place, **asked, out=tmp_path / "whole")
    broken, beside = tmp_path / "broken", tmp_path / "broken.plays"
    with pytest.raises(KeyboardInterrupt, match="the same command goes on"):
        frontier(place, **asked, out=broken, progress=pressed_after(30))
    early = len(list(beside.rglob("*.parquet")))
    assert early
    assert not broken.exists()
    assert frontier(place, **asked, out=broken, progress=pressed_after(190)).manifest["interrupted"]
    assert len(list(beside.rglob("*.parquet"))) > early
    frontier(place, **asked, out=broken)
    assert not beside.exists()
    files = [path.relative_to(broken) for path in broken.rglob("*") if path.is_file()]
    assert len(files) >= 10
    assert [(broken / name).read_bytes() for name in files] == [
        (tmp_path / "whole" / name).read_bytes() for name in files
    ]


def test_plays_that_are_kept_are_those_that_were_seen(searched: Cheapest, tmp_path: Path) -> None:
    view, clerks = searched.plays.view, searched.team.today
    tasks = [Task("departments", clerks, 0, told, told) for told in (True, False)]
    seen = [Booth(7, "fast", False, {"departments": view})(task) for task in tasks]
    with kept_beside(tmp_path / "answer", 7, {"departments": view}) as kept:
        assert kept is not None
        for one in seen:
            kept.put(one)
    for seed, number in ((7, 2), (8, 0)):
        with kept_beside(tmp_path / "answer", seed, {"departments": view}) as again:
            assert again is not None
            known = again.known([*tasks, tasks[0]._replace(replication=1)])
        assert len(known) == number
        for task, one in zip(tasks, seen, strict=True):
            if task in known:
                assert (known[task].cases, known[task].seconds) == (one.cases, one.seconds)
                for name in ("parts", "others", "told", "work", "busy", "came"):
                    np.testing.assert_array_equal(getattr(known[task].found, name), getattr(one.found, name))


def test_plays_are_kept_in_no_folder_of_something_else(place: Path, tmp_path: Path) -> None:
    (tmp_path / "answer.plays").mkdir()
    (tmp_path / "answer.plays" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match=r"thesis\.txt is no play"):
        frontier(place, variants=["pooled"], waits=[5.0], replications=8, out=tmp_path / "answer")
    assert (tmp_path / "answer.plays" / "thesis.txt").read_text() == "mine"


# Robust plans of other variants -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def held(place: Path) -> Frontier:
    return frontier(place, waits=WAITS[1:], replications=8, robust_of=["departments", "pooled"], parity=False)


def test_variants_that_are_named_have_robust_plans_at_their_own_knees(held: Frontier) -> None:
    assert set(held.robust["variant"]) == {"departments", "pooled"} == set(held.manifest["robust_held"])
    for variant, mine in held.robust.groupby("variant"):
        assert set(mine["plan"]) == {"knee", "robust"}
        costs = mine.groupby("plan")["cost"].first()
        assert costs["robust"] >= costs["knee"]
        level = mine["level"].iloc[0]
        points = held.points[(held.points["variant"] == variant) & (held.points["level"] == level)]
        assert mine[mine["plan"] == "knee"]["people"].iloc[0] == points["people"].iloc[0]
        hall = held.halls[(held.halls["variant"] == variant) & (held.halls["hall"] == "robust")]
        assert hall["people"].iloc[0] == mine[mine["plan"] == "robust"]["people"].iloc[0]
        assert f"{variant}_robust" in held.manifest["plan"]["variants"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_robust_plans_of_several_variants_are_told_and_drawn(held: Frontier, lang: Lang, tmp_path: Path) -> None:
    told = held.told(lang)
    words = told.head + str([(table.title, table.rows) for table in told.tables])
    assert "{" not in told.head
    assert len(told.tables) == 3
    assert ("其他日子（最长队列" if lang == "zh" else "on other days, mean wait") in words
    held.draw(tmp_path, lang)
    assert (tmp_path / "frontier.svg").stat().st_size > 0


def test_a_robust_plan_of_no_variant_is_refused(place: Path) -> None:
    result = command(str(place), "--variant", "pooled", "--robust-of", "departments")
    assert result.exit_code == 2
    assert "no 'departments' among the halls" in result.stderr
