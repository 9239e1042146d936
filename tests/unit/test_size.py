"""How many clerks: whole answers on small halls, against all numbers of clerks and Erlang C, and the command."""

from __future__ import annotations

import json
import math
from itertools import product
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import sim
import small_town
from sim.__main__ import app
from sim.demand import draw
from sim.engine.reference import play
from sim.errors import InputError, ResultError
from sim.measures import measure
from sim.plan import lay
from sim.report.text import LANGUAGES, Lang
from sim.spec import clock
from sim.staffing import size_ask
from sim.staffing.size import Sizing, begun, size, sized
from sim.staffing.size_ask import Wish
from sim.staffing.size_goals import OnDays, Within
from sim.staffing.size_look import Booth, Task
from sim.staffing.size_plays import Work
from sim.staffing.size_search import Search
from sim.study.executors import crew_for
from sim.study.question import Question
from sim.study.runner import Step

GOALS = "wait_limits: [10, 20]\ngoals: {mean_wait: {at_most: 5}, share_wait_over_20: {at_most: 0.1}}\n"
GOALS_OF_DAY = ("mean_wait", "share_wait_over_20")
POOLED = """\
variants:
  pooled:
    label: {en: Pooled, zh: 合并窗口}
    overrides: [hall=one_window, staff=one_window]
"""
LONG_DAY = {
    "calendar/day": "start: 2017-03-06\ndays: 1\n",
    "matters/two": """\
# @package _global_
departments: {desk: {en: Desk, zh: 台}}
domains: {all: {en: All, zh: 全部}}
matters:
  visit:
    label: {en: Visit, zh: 办事}
    domain: all
    cases_per_day: 480
    tasks: [{department: desk, work: {kind: exponential, mean: 8}}]
""",
    "demand/morning": "".join(["profile:\n", *(f'  "{clock(30 * slot)}": 1\n' for slot in range(48))]),
    "hall/one_window": """\
label: {en: One window, zh: 一窗}
service_model: integrated
hours: [{start: "00:00", end: "24:00"}]
""",
    "staff/one_window": """\
shifts: {day: {start: "00:00", end: "24:00"}}
groups:
  windows: {label: {en: Windows, zh: 综合窗口}, primary: {all: true}, clerks: 3, shifts: [day]}
""",
}


def town(folder: Path, goals: str = GOALS, body: str = small_town.VARIANTS) -> Path:
    path = small_town.scenario(folder, body, replications=4)
    (folder / "configs" / "targets" / "none.yaml").write_text(goals, "utf-8")
    return path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town(tmp_path_factory.mktemp("sized"))


@pytest.fixture(scope="module")
def answer(place: Path) -> Sizing:
    return size(place, replications=24)


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["size", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


def question_of(path: Path, *variants: str, replications: int = 16) -> tuple[Question, Wish]:
    wish = Wish(variants)
    return size_ask.asked(path, [], wish, replications=replications, seed=None, engine="auto", parity=False)


# Against all numbers of clerks ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def searched(place: Path) -> Search:
    question, wish = question_of(place, "departments")
    looks = size_ask.looks_at(question, wish)
    with crew_for(question.engine, Booth(question.seed, question.engine, False, looks), 1) as crew:
        (case,) = begun(question, wish, looks, Work(crew, lambda step: None, 1, 1))
        case.search.levels()
        case.search.plan()
        every = list(product(range(2, 8), range(1, 5)))
        case.plays.look(every, case.search.design)
    return case.search


def test_the_search_finds_the_fewest_of_all_numbers_of_clerks(searched: Search) -> None:
    found = searched.plan()
    every = list(product(range(2, 8), range(1, 5)))
    assert searched.keeps(found)
    assert sum(found) == min(sum(clerks) for clerks in every if searched.keeps(clerks))


def test_limits_leave_room_for_the_doubt_of_the_replications_that_judge(searched: Search) -> None:
    found = searched.plan()
    told = searched.plays.judged(found, searched.design, 2.0 * searched.statements)
    for one, limit, seen in zip(searched.plays.asked, searched.limits, told, strict=True):
        if one.sense and seen.mean > 0.0:
            assert seen.high > seen.mean
            assert limit < one.limit * 1.45


@pytest.mark.parametrize(("within", "weekday"), [("day", "worst"), ("half_hour", "average")])
def test_conditions_are_the_measures_of_the_hall(place: Path, within: Within, weekday: OnDays) -> None:
    wish = Wish(("departments",), within, weekday)
    question, wish = size_ask.asked(place, [], wish, replications=8, seed=None, engine="reference", parity=False)
    look = size_ask.looks_at(question, wish)["departments"]
    spec = look.team.spec
    trace = play(lay(draw(spec, question.seed, 3), spec))
    sight = look.at(trace, spec, Task("departments", look.team.today, 3))
    by = "half_hour" if within == "half_hour" else "day"
    told = {(r.measure, r.level): r.value for r in measure(trace, spec, GOALS_OF_DAY) if r.by == by}
    seen = 0
    for one, value in zip(look.asked, sight.values.tolist(), strict=True):
        if one.sense:
            expected = told.get((one.measure, one.half_hour or "0"), math.nan)
            assert value == pytest.approx(expected, rel=1e-12, nan_ok=True)
            seen += not math.isnan(value)
    assert seen >= 2


# Whole answers ----------------------------------------------------------------------------------------------


def test_a_plan_keeps_to_the_goals_on_fresh_replications(answer: Sizing) -> None:
    mine = answer.goals[answer.goals["hall"] == "sized"]
    assert set(mine["variant"]) == {"departments", "pooled"}
    assert mine["kept"].all()
    assert (mine["bound"] <= mine["limit"]).all()
    assert (mine["n"] == 24).all()
    assert (mine["bound"] > mine["mean"]).all()


def test_pooled_windows_need_no_more_people_than_departments(answer: Sizing) -> None:
    people = answer.halls[answer.halls["hall"] == "sized"].drop_duplicates("variant").set_index("variant")["people"]
    assert people["pooled"] <= people["departments"]
    assert answer.manifest["certificates"] == {"departments": "heuristic", "pooled": "statistical"}
    assert all(answer.manifest["least"][name] <= people[name] for name in people.index)


def test_what_one_clerk_less_comes_to_is_told(answer: Sizing) -> None:
    mine = answer.groups[answer.groups["variant"] == "pooled"]
    missing = mine[mine["finding"] == "misses"].iloc[0]
    assert missing["fewer"] < missing["clerks"]
    assert missing["low"] > missing["limit"]
    assert missing["low"] <= missing["mean"] <= missing["high"]


def test_more_people_wait_less_along_the_curve(answer: Sizing) -> None:
    for _, mine in answer.curve[answer.curve["hall"].isin(["path", "sized"])].groupby("variant"):
        waits = mine.sort_values("people")["mean_wait"]
        assert len(waits) >= 3
        assert waits.iloc[0] > 5.0 > waits.iloc[-1]
        assert (waits.diff().dropna() < 0.5).all()


def test_the_same_seed_gives_the_same_answer_whatever_the_workers(place: Path) -> None:
    one, two = (size(place, variants=["pooled"], replications=8, curve=False, jobs=jobs) for jobs in (1, 2))
    for name, table in one.tables().items():
        assert table.equals(two.tables()[name]), name


def test_windows_of_a_long_steady_day_are_those_of_erlang_c(tmp_path: Path) -> None:
    # 20 an hour, 8 min each, at most 10 % over 15 min: 4 windows, with 3.1 % (shared oracle erlangc_staffing.csv,
    # Erlang 1917); 3 windows have 0.3 more than the load.
    path = town(tmp_path, "wait_limits: [15]\ngoals: {share_wait_over_15: {at_most: 0.10}}\n", POOLED)
    for name, text in LONG_DAY.items():
        (tmp_path / "configs" / f"{name}.yaml").write_text(text, "utf-8")
    found = size(path, replications=16, curve=False)
    (row,) = found.groups[["clerks", "erlang_c"]].drop_duplicates().to_dict("records")
    assert row == {"clerks": 4, "erlang_c": 4}
    (seen,) = found.goals[found.goals["hall"] == "sized"].to_dict("records")
    assert seen["mean"] == pytest.approx(0.0311, abs=0.02)
    missing = found.groups[found.groups["finding"] == "misses"]
    assert missing["fewer"].tolist() == [3]


def test_goals_that_do_not_add_up_over_groups_are_kept_too(tmp_path: Path) -> None:
    path = town(tmp_path, "wait_limits: [10, 20]\ngoals: {p90_wait: {at_most: 12}}\n", POOLED)
    found = size(path, replications=16, curve=False)
    (seen,) = found.goals[found.goals["hall"] == "sized"].to_dict("records")
    assert seen["measure"] == "p90_wait"
    assert seen["kept"]
    assert (found.groups["finding"] == "misses").any()


def test_goals_in_each_half_hour_need_no_fewer_clerks(answer: Sizing, place: Path) -> None:
    found = size(place, variants=["pooled"], within="half_hour", replications=16, curve=False)
    day = answer.groups[answer.groups["variant"] == "pooled"]["clerks"].iloc[0]
    assert found.groups["clerks"].iloc[0] >= day
    asked = found.goals[(found.goals["hall"] == "sized") & (found.goals["measure"] == "mean_wait")]
    assert set(asked["half_hour"]) == {"09:00", "09:30", "10:00", "10:30"}


def test_groups_with_a_roster_are_kept(tmp_path: Path) -> None:
    path = town(tmp_path)
    staff = (tmp_path / "configs" / "staff" / "by_department.yaml").read_text("utf-8")
    line = "roster: [{clerks: 1, shifts: [morning]}]"
    changed = staff.replace("{departments: [land]}, clerks: 1, shifts: [morning]", f"{{departments: [land]}}, {line}")
    (tmp_path / "configs" / "staff" / "by_department.yaml").write_text(changed, "utf-8")
    goals = ["targets.goals={mean_wait: {at_most: 15}}"]
    found = size(path, goals, variants=["departments"], replications=8, curve=False)
    kept = found.groups.set_index("group")["kept"]
    assert kept.to_dict() == {"tax": "", "land": "roster"}
    assert "has a roster" in "\n".join(str(table.rows) for table in found.told("en").tables)


# What cannot be ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goals", "key", "told"),
    [
        ("wait_limits: [10]\n", "targets.goals", "no goals"),
        ("goals: {visits_per_case: {at_most: 0.5}}\n", "targets.goals.visits_per_case", "no number of clerks"),
        ("goals: {mean_wait: {at_most: 0}}\n", "targets.goals.mean_wait.at_most", "never happens"),
        ("goals: {mean_wate: {at_most: 5}}\n", "targets.goals.mean_wate", "no such measure"),
    ],
)
def test_goals_that_cannot_be_kept_are_told(tmp_path: Path, goals: str, key: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        size(town(tmp_path, goals), replications=8)
    assert error.value.faults[0].key == key
    assert told in error.value.faults[0].problem


def test_a_hall_to_which_nobody_comes_is_told(tmp_path: Path) -> None:
    nobody = [f"matters.{name}.cases_per_day=0.0001" for name in ("invoices", "titles", "transfers")]
    with pytest.raises(ResultError, match="let people come"):
        size(town(tmp_path), nobody, replications=8)


def test_a_group_without_work_needs_nobody_and_one_of_none_today_is_sized(tmp_path: Path) -> None:
    body = POOLED.replace("one_window", "by_department").replace("]\n", ", staff.groups.tax.clerks=0]\n")
    changes = ["matters.titles.cases_per_day=0", "matters.transfers.cases_per_day=0"]
    found = size(town(tmp_path, body=body), changes, replications=8, curve=False)
    clerks = found.groups.drop_duplicates("group").set_index("group")["clerks"]
    assert clerks["land"] == 0
    assert clerks["tax"] >= 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--variant", "poled"), "pooled"),
        (("--busy", "0"), "share"),
        (("--replications", "3"), "at least 8"),
        (("demand.volme=1",), "volume"),
    ],
)
def test_what_is_misspelt_or_out_of_range_ends_with_what_to_write(
    place: Path, words: tuple[str, ...], told: str
) -> None:
    result = command(str(place), *words)
    assert result.exit_code == 2
    assert "mend:" in result.stderr
    assert told in result.stderr


# The command, and what is kept ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_is_told_in_both_languages(answer: Sizing, lang: Lang) -> None:
    told = answer.told(lang)
    assert ("窗口" if lang == "zh" else "windows become") in told.head
    assert ("统计性" if lang == "zh" else "Certificate, statistical") in told.head
    assert ("启发式，已验证可行" if lang == "zh" else "heuristic, verified feasible") in told.head
    assert len(told.tables) == 4
    assert all(len(row) == len(table.columns) for table in told.tables for row in table.rows)


def test_one_window_becomes_one_and_fewer_is_none(tmp_path: Path) -> None:
    few = [f"matters.{name}.cases_per_day=0.5" for name in ("invoices", "titles", "transfers")]
    found = size(town(tmp_path, body=POOLED), ["staff.groups.windows.clerks=1", *few], replications=30, curve=False)
    said = found.told("en").head
    assert "1 window becomes 1" in said
    assert "fewer than one clerk at the windows is none" in said
    assert "不能再少" in found.told("zh").head


def test_what_is_kept_can_be_compared_at_once(answer: Sizing, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    answer.keep(folder, "zh")
    assert {file.name for file in (folder / "figures").iterdir()} == {"people.svg", "people.png"}
    plan = sim.load(folder / "plan.yaml")
    clerks = answer.groups[answer.groups["variant"] == "pooled"]["clerks"].iloc[0]
    assert plan.specs["pooled_sized"].staff.groups["windows"].clerks == clerks
    assert plan.specs["pooled"].staff.groups["windows"].clerks == 3
    compared = sim.compare(folder / "plan.yaml", replications=2)
    assert set(compared.summary["variant"]) == {"departments", "departments_sized", "pooled", "pooled_sized"}


def test_the_command_prints_one_object_for_programs(place: Path) -> None:
    result = command(str(place), "--variant", "pooled", "--replications", "8", "--no-curve", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["certificates"].keys() == {"pooled"}
    assert found["curve"] == []
    assert "plays" in result.stderr


def test_an_interrupt_keeps_the_plans_that_there_are(place: Path) -> None:
    question, wish = question_of(place)
    done = size_ask.plays_expected(question, wish)

    def press(after: int) -> Sizing:
        def progress(step: Step) -> None:
            if step.done >= after:
                raise KeyboardInterrupt

        return sized(question, wish, progress=progress)

    late = press(done // 2)
    assert late.manifest["interrupted"]
    assert late.told("en").head.startswith("Interrupted")
    assert "departments" in late.manifest["certificates"]
    with pytest.raises(KeyboardInterrupt):
        press(5)
