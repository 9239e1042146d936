"""Training: halls in which clerks have learnt more, what that is worth, and the order in which to do it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner, Result

import small_town
from sim.__main__ import app
from sim.config import load
from sim.demand import draw
from sim.engine.reference import play
from sim.errors import InputError
from sim.plan import lay
from sim.spec import Spec, parse
from sim.spec.checks import findings
from sim.spec.skills import Skills
from sim.spec.staff import Scope
from sim.staffing.skills import SkillPlan, asked, planned, skills
from sim.staffing.skills_halls import (
    Trained,
    Training,
    chained,
    flexible,
    learnt,
    number_of,
    one_less,
    trainings,
    untrained,
)
from sim.study import compare
from sim.study.plays import Theatre

COSTS = Skills(slowness=(1.0, 1.1), slowness_all=1.5, training=1000.0, days=100.0, allowance=2.0)
PLANTED = ["matters.invoices.cases_per_day=15", "matters.titles.cases_per_day=36"]
"""The one clerk for land has far too much to do, and taxes are easy."""
THREE = [
    "departments.sea={en: Sea, zh: '海事'}",
    "matters.ships={label: {en: Ships, zh: '船舶'}, domain: all, cases_per_day: 5, "
    "tasks: [{department: sea, work: {kind: exponential, mean: 5}}]}",
    "staff.groups.sea={label: {en: Sea window, zh: '海事窗口'}, primary: {departments: [sea]}, clerks: 1, "
    "shifts: [morning], slowness: 1.2, department_slowness: {sea: 1.3}, cost_per_hour: 40}",
]
VARIANTS = """\
variants:
  departments:
    label: {en: Departments, zh: 部门窗口}
    overrides: [hall=by_department, staff=by_department]
skills: {slowness: [1.0, 1.0], training: 500, days: 100, steps: 2, shortlist: 2}
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("skills"), VARIANTS, replications=6)


@pytest.fixture(scope="module")
def town(scenario: Path) -> Spec:
    return load(scenario, [f"+{text}" for text in THREE]).specs["departments"]


@pytest.fixture(scope="module")
def planted(scenario: Path) -> SkillPlan:
    return skills(scenario, PLANTED, replications=8)


def named(spec: Spec) -> dict[str, int]:
    return {name: number_of(group) for name, group in spec.staff.groups.items()}


def after(hall: Trained, *steps: Training) -> Trained:
    for step in steps:
        hall = learnt(hall, step, COSTS)
    return hall


# Halls -----------------------------------------------------------------------------------------------------


def test_who_may_learn_what(town: Spec) -> None:
    hall = untrained(town)
    assert set(trainings(hall)) == {
        Training(group, skill) for group in ("tax", "land", "sea") for skill in ("tax", "land", "sea") if group != skill
    }
    hall = after(hall, Training("land", "tax"))
    left = set(trainings(hall))
    assert Training("land_tax", "sea") in left
    assert not any(one.group == "land" or one in [("land_tax", "tax"), ("land_tax", "land")] for one in left)


def test_a_trained_clerk_comes_right_after_the_group_and_nobody_else_moves(town: Spec) -> None:
    hall = after(untrained(town), Training("tax", "land"))
    assert named(hall.spec) == {"tax": 1, "tax_land": 1, "land": 1, "sea": 1}
    assert list(hall.spec.staff.groups) == ["tax", "tax_land", "land", "sea"]
    assert lay(draw(hall.spec, 7, 0), hall.spec).clerk_group.tolist() == [0, 1, 2, 3]
    clerk = hall.spec.staff.groups["tax_land"]
    assert (clerk.primary, clerk.secondary) == (Scope(departments=("tax",)), Scope(departments=("land",)))
    assert (clerk.slowness, clerk.label.en, clerk.label.zh) == (1.1, "Tax window + Land window", "税务窗口 + 国土窗口")
    assert not findings(hall.spec)
    play(lay(draw(hall.spec, 7, 0), hall.spec)).check()


def test_clerks_with_the_same_skills_are_one_group_in_whatever_order_they_learnt(town: Spec) -> None:
    steps = Training("tax", "sea"), Training("tax_sea", "land"), Training("tax", "land"), Training("tax_land", "sea")
    hall = after(untrained(town), *steps)
    assert {name: n for name, n in named(hall.spec).items() if n} == {"tax_land_sea": 2, "land": 1, "sea": 1}
    assert hall.taught == 4
    clerk = hall.spec.staff.groups["tax_land_sea"]
    assert clerk.slowness == 1.5
    assert clerk.secondary == Scope(departments=("land", "sea"))
    assert not findings(hall.spec)


def test_slowness_and_pay_are_on_top_of_the_clerks_own(town: Spec) -> None:
    clerk = after(untrained(town), Training("sea", "tax")).spec.staff.groups["sea_tax"]
    assert clerk.slowness == pytest.approx(1.2 * 1.1)
    assert clerk.department_slowness == {"sea": pytest.approx(1.3 * 1.1)}
    assert clerk.cost_per_hour == 42.0
    assert Skills(slowness=(2.0, 3.0)).pace(2) == 1.5


def test_a_clerk_who_shares_has_both_in_one_line(town: Spec) -> None:
    sharing = COSTS.model_copy(update={"use": "share"})
    clerk = learnt(untrained(town), Training("tax", "land"), sharing).spec.staff.groups["tax_land"]
    assert (clerk.primary, clerk.secondary) == (Scope(departments=("tax", "land")), None)


def test_who_already_helps_under_a_rule_keeps_it(town: Spec) -> None:
    plain = town.model_dump(mode="json")
    plain["staff"]["groups"]["tax"] |= {"secondary": {"departments": ["sea"]}, "help": {"waiting_over": 5}}
    spec = parse(Spec, plain)
    clerk = after(untrained(spec), Training("tax", "land")).spec.staff.groups["tax_land"]
    assert clerk.primary == Scope(departments=("tax", "land"))
    assert (clerk.secondary, clerk.help) == (spec.staff.groups["tax"].secondary, spec.staff.groups["tax"].help)


@pytest.mark.parametrize(
    "duty",
    [
        "windows: {'09:00': 2, '11:00': 1}",
        "roster: [{clerks: 1, shifts: [morning]}, {clerks: 1, shifts: [short]}]",
        "roster: [{clerks: 2, shifts: [short]}]",
    ],
)
def test_windows_and_rosters_lose_and_gain_the_same_hours(town: Spec, duty: str) -> None:
    plain = town.model_dump(mode="json")
    tax = {
        k: v for k, v in plain["staff"]["groups"]["tax"].items() if k not in ("clerks", "shifts", "windows", "roster")
    }
    plain["staff"]["groups"]["tax"] = tax | yaml.safe_load(duty)
    plain["staff"]["shifts"]["short"] = {"start": "09:00", "end": "10:00"}
    spec = parse(Spec, plain)
    hall = after(untrained(spec), Training("tax", "land"))
    assert not findings(hall.spec)

    def hours(spec: Spec, *names: str) -> list[float]:
        record = play(lay(draw(spec, 7, 0), spec))
        mine = [record.plan.group_names.index(name) for name in names]
        there = np.isin(record.plan.clerk_group[record.duty_clerk], mine)
        return sorted((record.duty_due - record.duty_on)[there].tolist())

    if "roster" in duty:
        assert hours(hall.spec, "tax", "tax_land") == hours(spec, "tax")
        assert number_of(one_less(hall.spec, hall.spec.staff.groups["tax"])) == 0
    else:
        before, left, clerk = (
            g.windows for g in (spec.staff.groups["tax"], *(hall.spec.staff.groups[n] for n in ("tax", "tax_land")))
        )
        assert before
        assert left
        assert clerk
        assert {time: left[time] + clerk[time] for time in before} == before


def test_systems_that_are_down_are_down_for_who_came_from_there(town: Spec) -> None:
    trouble = {"kind": "system_down", "groups": ["tax"], "start": "10:00", "end": "11:00"}
    plain = town.model_dump(mode="json")
    plain["hall"]["disturbances"] = [trouble]
    hall = after(untrained(parse(Spec, plain)), Training("tax", "land"), Training("tax_land", "sea"))
    assert set(hall.spec.hall.disturbances[0].groups) >= {"tax", "tax_land_sea"}
    assert not findings(hall.spec)


def test_the_ring_and_the_hall_of_generalists(town: Spec) -> None:
    ring = chained(untrained(town), {"tax": 0.9, "land": 0.5, "sea": 0.7}, COSTS)
    assert ring.skills == {"tax": ("tax", "land"), "land": ("land", "sea"), "sea": ("sea", "tax")}
    assert ring.taught == 4
    every = flexible(untrained(town), COSTS)
    assert every.taught == 8
    assert every.spec.staff.groups["land"].secondary == Scope(departments=("tax", "sea"))
    for hall in (ring, every):
        assert named(hall.spec) == named(town)
        assert not findings(hall.spec)


def test_helpers_of_equal_pace_leave_nobody_waiting_while_one_is_idle(town: Spec) -> None:
    spec = flexible(untrained(town), COSTS).spec
    trace = play(lay(draw(spec, 7, 0), spec))
    trace.check()
    now = play(lay(draw(town, 7, 0), town))
    assert len({int(trace.plan.clerk_group[c]) for c in trace.clerk[trace.queue == 0] if c >= 0}) == 3
    assert len({int(now.plan.clerk_group[c]) for c in now.clerk[now.queue == 0] if c >= 0}) == 1


# The search ------------------------------------------------------------------------------------------------


def test_the_clerk_with_time_learns_what_is_short(planted: SkillPlan) -> None:
    worth = planted.worth[planted.worth["measure"] == "mean_wait"].set_index(["group", "skill"])["mean"]
    assert worth["tax", "land"] < -10.0
    assert worth["tax", "land"] < worth["land", "tax"]
    assert planted.order.iloc[0][["group", "own", "skill", "tried"]].tolist() == ["tax", "tax", "land", 2]
    steps = [str(step) for step in planted.order["step"]]
    assert list(dict.fromkeys(planted.halls["hall"])) == ["now", *steps, "chained", "flexible"]
    halls = planted.halls.set_index(["hall", "measure"])
    assert halls.loc[("1", "mean_wait"), "change_high"] < 0.0
    assert planted.manifest["tried"][0] == 2


def test_training_is_counted_in_money(planted: SkillPlan) -> None:
    halls = planted.halls[planted.halls["measure"] == "money_per_day"].set_index("hall")
    assert halls["taught"].to_dict()["flexible"] == 3
    assert halls.loc["flexible", "change"] == pytest.approx(15.0)  # clerk-hours have no price in this town
    worth = planted.worth[planted.worth["measure"] == "money_per_day"]
    assert worth["mean"].tolist() == pytest.approx([5.0, 5.0])


def test_the_plan_is_the_hall_of_the_last_step(scenario: Path, tmp_path: Path) -> None:
    answer = skills(scenario, PLANTED, steps=1, replications=4, out=tmp_path / "out")
    results = compare(tmp_path / "out" / "plan.yaml")
    change = results.differences[results.differences["measure"] == "mean_wait"].iloc[0]
    assert change["mean"] == pytest.approx(answer.order["mean"].iloc[0], rel=1e-12)
    assert list(results.manifest["variants"]) == ["departments", "trained"]


def test_interrupted_it_keeps_what_was_found(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls, of_theatre = [0], Theatre.play

    def play_once(self: Any, *given: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == 2:
            raise KeyboardInterrupt
        return of_theatre(self, *given, **named)

    monkeypatch.setattr(Theatre, "play", play_once)
    result = command(str(scenario), "--steps", "2", "--replications", "3", *PLANTED)
    assert result.exit_code == 130
    assert "Interrupted" in result.stdout
    assert "Train one clerk of “Tax window” in “Land window” first" in result.stdout
    calls[0] = 1
    with pytest.raises(KeyboardInterrupt):
        planned(*asked(scenario, replications=2))


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["skills", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


def test_the_command_in_both_languages_and_for_programs(scenario: Path, tmp_path: Path) -> None:
    words = [str(scenario), "--replications", "3", "--steps", "1", *PLANTED]
    english = command(*words, "--out", str(tmp_path / "out"))
    assert "2 trainings of one clerk are tried" in english.stderr
    assert "A ring: each group helps the next busier one" in english.stdout
    assert {"plan.yaml", "worth.csv", "order.csv", "halls.csv", "manifest.json"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }
    assert (tmp_path / "out" / "figures" / "skills.svg").is_file()
    assert "首先培训“税务窗口”1人兼办“国土窗口”" in command(*words, "--lang", "zh").stdout
    answer = json.loads(command(*words, "--json").stdout)
    assert {"worth", "order", "halls", "answer"} <= set(answer)
    assert answer["order"][0]["skill"] == "land"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"variant": "pooled"}, "there is one skill only"),
        ({"variant": "sea"}, "there is no variant 'sea'"),
        ({"steps": -1}, "too few"),
    ],
)
def test_refusals(tmp_path: Path, words: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        asked(small_town.scenario(tmp_path), **words)


def test_where_no_training_helps_none_is_told(scenario: Path) -> None:
    question, search = asked(scenario, replications=2, steps=2)
    slow = search.costs.model_copy(update={"slowness": (1.0, 9.0), "slowness_all": 9.0})
    answer = planned(question, replace(search, costs=slow))
    assert answer.order.empty
    assert answer.plan is None
    assert "No single training lowers Mean wait" in answer.told("en").head
    assert set(answer.halls["hall"]) == {"now", "chained", "flexible"}
