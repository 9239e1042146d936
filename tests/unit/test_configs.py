"""The default hall of 2017 in numbers: the files of `configs` against the table that they were made from."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from pathlib import Path

import pytest

import sim
import sim.config as config
from sim.spec import Spec
from sim.spec.people import Matter

TABLE = {
    # matter: domain, departments with minutes of a specialist's session, cases a day, something missing, decided at
    # once, share of the work at the window
    "social_security": ("social", {"hrss": 6}, 187, 0.08, 1.0, 0.70),
    "medical_insurance": ("social", {"hrss": 12}, 77, 0.25, 0.3, 0.60),
    "employment_registration": ("social", {"hrss": 9}, 55, 0.15, 0.8, 0.65),
    "talent_settlement": ("social", {"hrss": 18}, 28, 0.35, 0.1, 0.60),
    "pension": ("social", {"hrss": 20}, 22, 0.30, 0.0, 0.55),
    "birth_registration": ("social", {"health": 8}, 38, 0.15, 0.9, 0.70),
    "business_setup": ("business", {"market": 25, "tax": 12}, 50, 0.35, 0.3, 0.60),
    "business_change": ("business", {"market": 20}, 61, 0.30, 0.3, 0.60),
    "food_licence": ("business", {"market": 22}, 22, 0.40, 0.0, 0.60),
    "licence_print": ("business", {"market": 5}, 66, 0.03, 1.0, 0.80),
    "invoices": ("business", {"tax": 8}, 77, 0.10, 1.0, 0.75),
    "hygiene_permit": ("business", {"health": 25}, 9, 0.40, 0.0, 0.55),
    "street_permits": ("business", {"urban": 20}, 11, 0.35, 0.0, 0.55),
    "house_transfer": ("property", {"housing": 12, "tax": 15, "land": 18}, 38, 0.30, 0.5, 0.60),
    "mortgage": ("property", {"land": 12}, 44, 0.15, 0.4, 0.60),
    "title_search": ("property", {"land": 4}, 88, 0.02, 1.0, 0.85),
    "housing_support": ("property", {"housing": 15}, 28, 0.35, 0.0, 0.60),
    "investment_project": ("investment", {"housing": 25, "land": 15, "urban": 10}, 7, 0.45, 0.0, 0.50),
    "household_identity": ("police", {"public_security": 9}, 88, 0.12, 0.7, 0.75),
    "residence_permit": ("police", {"public_security": 8}, 55, 0.20, 0.2, 0.75),
    "entry_exit": ("police", {"public_security": 9}, 66, 0.08, 0.0, 0.85),
    "driving_licence": ("police", {"traffic": 6}, 66, 0.08, 1.0, 0.80),
    "vehicle": ("police", {"traffic": 8}, 77, 0.08, 1.0, 0.80),
    "professional_licence": ("social", {"health": 15}, 11, 0.25, 0.0, 0.60),
    "other": ("social", {"other": 15}, 16, 0.30, 0.2, 0.60),
}


@pytest.fixture(scope="module")
def spec() -> Spec:
    return next(iter(config.load("one_window").specs.values()))


def asked(matter: Matter, task: int) -> tuple[str, ...]:
    """The papers that a task asks for."""
    return matter.tasks[task].papers or tuple(matter.papers)


def test_the_matters_are_those_of_the_table(spec: Spec) -> None:
    assert list(spec.matters) == list(TABLE)
    for name, (domain, path, cases, _, instant, share) in TABLE.items():
        matter = spec.matters[name]
        assert [task.department for task in matter.tasks] == list(path), name
        assert (matter.domain, matter.cases_per_day, matter.instant, matter.window_share) == (
            domain,
            cases,
            instant,
            share,
        )


@pytest.mark.parametrize("name", TABLE)
def test_something_is_missing_as_often_as_stated(spec: Spec, name: str) -> None:
    chance = 1.0 - prod(1.0 - p for p in spec.matters[name].papers.values())
    assert chance == pytest.approx(TABLE[name][3], abs=5e-4)


@pytest.mark.parametrize("name", TABLE)
def test_a_specialists_session_is_as_long_as_stated(spec: Spec, name: str) -> None:
    matter = spec.matters[name]
    for number, minutes in enumerate(TABLE[name][1].values()):
        papers = len(asked(matter, number))
        assert papers == (2 if minutes <= 6 else 4 if minutes <= 15 else 8)
        work = matter.tasks[number].work
        assert work.mean + 1.0 + 0.25 * papers == minutes
        assert (work.kind, work.cv) == ("lognormal", 0.6)


def test_every_paper_of_a_matter_is_asked_for_by_a_task_and_shared_where_departments_follow(spec: Spec) -> None:
    for name, matter in spec.matters.items():
        by_task = [set(asked(matter, number)) for number in range(len(matter.tasks))]
        assert set().union(*by_task) == set(matter.papers), name
        for one, following in pairwise(by_task):
            assert one & following, f"{name}: in one session it is handed in once"
    used = {paper for matter in spec.matters.values() for paper in matter.papers}
    assert used == set(spec.papers)


def test_promised_cases_wait_for_a_decision_of_each_department(spec: Spec) -> None:
    for name, matter in spec.matters.items():
        days = 20.0 if name == "investment_project" else 3.0
        for number, task in enumerate(matter.tasks):
            assert task.needs == ((number - 1,) if number else ())
            if matter.instant == 1.0:
                assert task.decision is None
                continue
            decision = task.decision
            assert decision is not None
            assert (decision.kind, decision.mean, decision.cv) == ("lognormal", days, 0.8)


def test_people_come_again_as_stated(spec: Spec) -> None:
    returns = spec.demand.returns
    assert returns is not None
    assert (returns.mean_days, returns.after_giving_up, returns.after_papers) == (2.5, 0.7, 1.0)


def test_own_blocks_with_the_name_of_a_packaged_one_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("departmental", "mine"):
        packaged = config.folder("configs") / "hall" / "departmental.yaml"
        (tmp_path / "configs" / "hall").mkdir(parents=True, exist_ok=True)
        (tmp_path / "configs" / "hall" / f"{name}.yaml").write_text(packaged.read_text("utf-8"), "utf-8")
    body = "question: {en: Why, zh: 为何}\nvariants:\n"
    for name, hall in (("today", "mine"), ("reform", "departmental")):
        body += f"  {name}: {{label: {{en: {name}, zh: {name}厅}}, overrides: [hall={hall}]}}\n"
    (tmp_path / "own.yaml").write_text(body, "utf-8")
    assert sim.load("own.yaml").in_place == ("configs/hall/departmental.yaml",)
    assert sim.load("own.yaml", ["hall=mine"]).in_place == ()
    monkeypatch.chdir(tmp_path.parent)
    assert sim.load("one_window").in_place == ()
