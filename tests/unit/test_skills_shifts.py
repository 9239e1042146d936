"""Shifts for clerks of several skills: what a hall is as a model, what is refused, and the answer told and kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import sim.staffing.skills_shifts as shifts
from sim.__main__ import app
from sim.errors import InputError
from sim.report.text import LANGUAGES
from sim.staffing.multicertified import MultiCertified
from sim.staffing.playing import halls
from sim.staffing.problem import Service
from sim.staffing.skills_model import load, model_of
from sim.study.question import ask
from staffed_town import written

pytest.importorskip("ortools")
QUICK: dict[str, Any] = {"variant": "shared", "replications": 3, "weeks": 2, "seconds": 5.0, "parity": False}
LEVEL = {"service": {"wait_over": 15, "share": 0.1}}


def found(plan: bool, interrupted: bool = False) -> Any:
    """A certificate whose plan, if there is one, has two clerks of taxes and seven for both all day."""

    def search(rates: Any, laws: Any, groups: Any, menu: Any, level: Service, **how: Any) -> MultiCertified:
        whole = next(number for number, shift in enumerate(menu) if all(shift.covers))
        counts = [[2 if g.name == "tax" else 7, g] for g in groups]
        rows = tuple(tuple(n if number == whole else 0 for number in range(len(menu))) for n, _ in counts)
        cost = sum(n * g.price * menu[whole].cost for n, g in counts)
        windows = tuple((n,) * len(rates[0]) for n, _ in counts)
        late = ((0.01,) * len(rates[0]),) * len(rates)
        return MultiCertified(
            *(level, rows if plan else None, windows if plan else None, cost if plan else float("inf")),
            *(1500.0, 1400.0, 0.95, late, late, 1600, 40_000, 3, 50, 2, 6, 5.0, interrupted),
        )

    return search


def test_a_day_of_a_hall_is_classes_of_people_and_groups_of_clerks(tmp_path: Path) -> None:
    question = ask(written(tmp_path, LEVEL), parity=False)
    what = shifts.wish(question, "shared", None, replications=4, weeks=5, seconds=5.0).what
    with halls(question, what.groups, 1, None) as at_work:
        model = model_of(what, at_work)["mon"]
    assert what.lines == ("tax+both", "both")
    assert [(group.name, set(group.classes), group.price) for group in model.groups] == [
        ("tax", {0}, 50.0),
        ("both", {0, 1}, 50.0),
    ]
    # 70 invoices and 60 titles a day, in parts of 2, 3, 2 and 1 of 8.
    expected = np.outer([70.0, 60.0], np.array([2, 0, 3, 0, 2, 0, 1, 0]) / 8.0) * 2.0
    assert model.rates.sum(axis=1) / 2.0 == pytest.approx([70.0, 60.0], rel=0.1)
    assert model.rates == pytest.approx(expected, rel=0.35, abs=0.1)
    assert [law.mean for law in model.laws] == pytest.approx([8.0, 9.0], rel=0.05)
    assert [law.cv for law in model.laws] == pytest.approx([0.6, 0.6], rel=0.15)
    assert load(model).sum() == pytest.approx(sum((model.rates.T / 60.0) @ [law.mean for law in model.laws]))
    assert (model.level.limit, model.level.late, model.level.within) == (15.0, 0.1, "period")


@pytest.mark.parametrize(
    ("staffing", "variant", "message"),
    [
        ({**LEVEL, "groups": ["tax"]}, "shared", "both serves the same people"),
        ({"service": {"mean_wait": 5}}, "shared", "no one share"),
        ({**LEVEL, "groups": ["windows", "behind"]}, "roles", "files wait at behind"),
    ],
)
def test_what_shifts_of_several_skills_cannot_keep_is_refused(
    tmp_path: Path, staffing: dict[str, Any], variant: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        shifts.skill_shifts(written(tmp_path, staffing), **QUICK | {"variant": variant})


def test_a_weekday_on_which_the_hall_is_closed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not open on 'sun'"):
        shifts.skill_shifts(written(tmp_path, LEVEL), weekday="sun", **QUICK)


def test_groups_have_their_own_shifts_floors_ceilings_and_places(tmp_path: Path) -> None:
    kinds = {
        "day": {"starts": ["09:00"], "hours": 4},
        "late": {"starts": ["11:00"], "hours": 2, "groups": ["both"], "most": 2},
    }
    staffing = {**LEVEL, "shifts": kinds, "floor": {"tax": {"10:00": 4}}, "ceiling": {"both": {"09:00": 6}}}
    answer = shifts.skill_shifts(written(tmp_path, staffing), weekday="mon", **QUICK)
    assert answer.manifest["cost"] is not None
    clerks = answer.shifts.groupby(["group", "kind"])["clerks"].sum()
    assert ("tax", "late") not in clerks
    assert clerks.get(("both", "late"), 0) <= 2
    by = answer.windows.pivot(index="half_hour", columns="group", values="windows")
    assert (by.loc["10:00":, "tax"] >= 4).all()
    assert (by["both"] <= 6).all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_is_told_drawn_and_kept(tmp_path: Path, lang: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shifts, "roster_skills", found(plan=True))
    answer = shifts.skill_shifts(written(tmp_path, LEVEL), weekday="mon", out=tmp_path / "out", lang=lang, **QUICK)
    assert answer.manifest["cost"] == 9 * 4 * 50.0
    assert answer.manifest["cost_today"] == 8 * 4 * 50.0
    assert answer.shifts["cost"].sum() == answer.manifest["cost"]
    assert set(answer.windows[answer.windows["group"] == "tax"]["windows"]) == {2}
    played = answer.service[answer.service["tickets"] >= 1.0]
    assert (played["low"] <= played["value"]).all()
    assert (played["value"] <= played["high"]).all()
    told = answer.told(lang)
    words = told.head + "".join(f"{t.title}{t.columns}{t.rows}{t.notes}" for t in told.tables)
    assert "{" not in words
    assert "nan" not in words
    assert ("税务 + 全能" if lang == "zh" else "Tax + Both") in words
    assert ("大厅本身并无" if lang == "zh" else "no bound is proven for the hall") in told.head
    assert (tmp_path / "out" / "figures" / "skill_shifts.svg").exists()
    assert {path.name for path in (tmp_path / "out").glob("*.csv")} == {"shifts.csv", "windows.csv", "service.csv"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_weekday_has_its_plan_and_costs_are_added_up(
    tmp_path: Path, lang: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []

    def search(*model: Any, **how: Any) -> MultiCertified:
        asked.append(how)
        return found(plan=True)(*model, **how)

    monkeypatch.setattr(shifts, "roster_skills", search)
    answer = shifts.skill_shifts(written(tmp_path, LEVEL), weekday="each", out=tmp_path / "out", lang=lang, **QUICK)
    assert [one["confidence"] for one in asked] == pytest.approx([0.975, 0.975])
    assert [one["seconds"] for one in asked] == [2.5, 2.5]
    assert [one["weekday"] for one in answer.manifest["days"]] == ["mon", "tue"]
    assert answer.manifest["cost"] == 2 * 9 * 4 * 50.0 == answer.shifts["cost"].sum()
    assert (answer.manifest["lower"], answer.manifest["pooled"]) == (3000.0, 2800.0)
    assert answer.manifest["gap"] == pytest.approx(1.0 - 3000.0 / 3600.0)
    told = answer.told(lang)
    words = told.head + "".join(f"{t.title}{t.columns}{t.rows}{t.notes}" for t in told.tables)
    assert "{" not in words
    assert "nan" not in words
    assert ("周二" if lang == "zh" else "Tue") in words
    assert "3,000" in told.head
    assert "16.7" in told.head
    assert all(len(row) == len(table.columns) for table in told.tables for row in table.rows)
    assert all((tmp_path / "out" / "figures" / day / "skill_shifts.svg").exists() for day in ("mon", "tue"))


def test_days_that_an_interrupt_leaves_over_have_no_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shifts, "roster_skills", found(plan=True, interrupted=True))
    answer = shifts.skill_shifts(written(tmp_path, LEVEL), weekday="each", **QUICK)
    assert [one["cost"] for one in answer.manifest["days"]] == [9 * 4 * 50.0, None]
    assert (answer.manifest["cost"], answer.manifest["interrupted"], answer.manifest["plan"]) == (None, True, [])
    assert "no shifts were found in time" in answer.told("en").head
    assert "nan" not in str(answer.told("en").tables)


def test_the_command_says_what_it_costs_and_compare_takes_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, LEVEL)
    words = ("skills", "town.yaml", "--shifts", "--variant", "shared", "--seconds", "5", "--replications", "3")
    monkeypatch.setattr(shifts, "roster_skills", found(plan=True))
    done = CliRunner().invoke(app, [*words, "--jobs", "1", "--no-parity", "--json", "--out", "out"])
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["cost"] == sum(row["cost"] for row in told["shifts"])
    assert "shifts are looked for in 5 s" in done.stderr
    compared = CliRunner().invoke(app, ["compare", "out/plan.yaml", "--replications", "2", "--no-figures", "--json"])
    assert compared.exit_code == 0, compared.stderr
    monkeypatch.setattr(shifts, "roster_skills", found(plan=False, interrupted=True))
    broken_off = CliRunner().invoke(app, [*words, "--jobs", "1", "--no-parity"])
    assert broken_off.exit_code == 130
    assert "no shifts were found in time" in broken_off.stdout
    assert "broken off" in broken_off.stdout
