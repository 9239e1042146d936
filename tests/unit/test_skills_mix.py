"""The cheapest mix of skills: a table computed elsewhere, brute force, and what is said when the search is given up."""

from __future__ import annotations

import json
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import small_town
from sim.__main__ import app
from sim.errors import InputError
from sim.spec import Scenario, parse
from sim.staffing.skills_kinds import Class, Skill, of_kinds
from sim.staffing.skills_mix import cheapest_mix
from sim.staffing.skills_steady import mixed, steady_mix
from sim.theory.fcfs_alis import SkillGroup, fcfs_alis, stable

STEADY = """\
skills:
  steady:
    minutes: 8
    classes:
      tax: {label: {en: Tax, zh: 税务}, per_hour: 20}
      land: {label: {en: Land, zh: 国土}, per_hour: 12}
    skills:
      taxes: {label: {en: tax clerks, zh: 税务专岗}, serves: [tax]}
      lands: {label: {en: land clerks, zh: 国土专岗}, serves: [land]}
      both: {label: {en: generalists, zh: 全能人员}, serves: [tax, land], cost: 1.2}
variants:
  now: {label: {en: Now, zh: 现状}, overrides: [hall=by_department, staff=by_department]}
"""


def skill(cost: float, slowness: float, *classes: int) -> Skill:
    return Skill(frozenset(classes), 8.0 * slowness, cost)


TWO = [Class(20 / 60, 15.0, 0.1), Class(12 / 60, 15.0, 0.1)]
SKILLS = [skill(1.0, 1.0, 0), skill(1.0, 1.0, 1), skill(1.2, 1.0, 0, 1)]


def brute(classes: list[Class], skills: list[Skill], most: int) -> list[tuple[float, tuple[int, ...]]]:
    """All mixes of at most so many clerks of each skill that keep to the target, cheap ones first; no bound is used."""
    rates, found = [one.arrival_rate for one in classes], []
    for counts in product(range(most + 1), repeat=len(skills)):
        groups = [SkillGroup(s.classes, n, s.mean_service) for s, n in zip(skills, counts, strict=True)]
        if stable(rates, groups):
            waits = fcfs_alis(rates, groups, [one.time for one in classes])
            if all(wait.tail <= one.late for wait, one in zip(waits, classes, strict=True)):
                found.append((sum(n * s.cost for n, s in zip(counts, skills, strict=True)), counts))
    return sorted(found)


def test_the_table() -> None:
    """multiskill_fcfs_alis_optimal_mix.csv of the project's oracles, case two1."""
    found = cheapest_mix(TWO, SKILLS)
    assert (found.counts, found.cost, found.certificate) == ((3, 2, 1), pytest.approx(6.2), "exact")
    assert [wait.tail for wait in found.waits] == pytest.approx([0.05038409, 0.04531592], rel=1e-6)
    assert of_kinds(TWO, SKILLS, [{0}, {1}]) == (4, 3, 0)
    assert of_kinds(TWO, SKILLS, [{0, 1}]) == (0, 0, 6)


CASES: list[tuple[list[Class], list[Skill], int]] = [
    (TWO, SKILLS, 6),
    (TWO, [skill(1.0, 1.0, 0), skill(1.0, 1.0, 1), skill(1.05, 1.15, 0, 1)], 7),
    (TWO, [skill(1.0, 1.0, 0), skill(1.3, 0.8, 1), skill(1.1, 1.1, 0, 1), skill(0.8, 1.4, 1)], 5),
    ([Class(0.2, 3.0, 0.2), Class(0.1, 20.0, 0.02)], SKILLS, 6),
    (
        [Class(0.12, 10.0, 0.1), Class(0.1, 10.0, 0.1), Class(0.06, 15.0, 0.15)],
        [
            skill(1.0, 1.0, 0),
            skill(1.0, 1.0, 1),
            skill(1.05, 1.04, 0, 1),
            skill(1.0, 1.0, 2),
            skill(1.2, 1.15, 0, 1, 2),
        ],
        4,
    ),
]


@pytest.mark.parametrize(("classes", "skills", "most"), CASES)
def test_brute_force(classes: list[Class], skills: list[Skill], most: int) -> None:
    found, every = cheapest_mix(classes, skills), brute(classes, skills, most)
    assert found.certificate == "exact"
    assert found.cost == found.bound == pytest.approx(every[0][0])
    assert set(found.as_cheap) == {counts for cost, counts in every if cost < every[0][0] + 1e-9}
    assert max(found.counts) < most


def test_a_search_that_is_given_up_says_how_far_it_may_be() -> None:
    every = brute(*CASES[4])
    found = cheapest_mix(CASES[4][0], CASES[4][1], most=3)
    assert found.certificate == "bounded"
    assert found.bound <= every[0][0] <= found.cost
    assert (found.cost, found.counts) in [(pytest.approx(cost), counts) for cost, counts in every]
    bounds = [cheapest_mix(CASES[4][0], CASES[4][1], most=n).bound for n in (1, 5, 1000)]
    assert all(a <= b for a, b in pairwise(bounds))


def test_refusals() -> None:
    with pytest.raises(InputError, match="nobody can serve class 1"):
        cheapest_mix(TWO, SKILLS[:1])
    with pytest.raises(InputError, match="costs nothing"):
        cheapest_mix(TWO, [*SKILLS, skill(0.0, 1.0, 0)])
    pairs = [skill(1.0, 1.0, 0, 1), skill(1.0, 1.0, 1, 2), skill(1.0, 1.0, 0, 2)]
    with pytest.raises(InputError, match="no mix was found"):
        cheapest_mix(CASES[4][0], pairs, most=1)


# Told ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("steady"), STEADY, replications=2)


def command(*words: str) -> Any:
    result = CliRunner().invoke(app, ["skills", "--steady", *words])
    assert "Traceback" not in result.output
    return result


def test_the_command_tells_the_mix_and_what_retraining_does(scenario: Path, tmp_path: Path) -> None:
    answer = json.loads(command(str(scenario), "--json", "--out", str(tmp_path / "out")).stdout)
    assert [row["clerks"] for row in answer["mix"]] == [3, 2, 1]
    assert answer["certificate"] == "exact"
    assert answer["beside"] == {"alone": pytest.approx(7.0), "together": pytest.approx(7.2)}
    assert "3 tax clerks, 2 land clerks, 1 generalists: cost 6.2" in answer["answer"]
    found = {(row["from_skill"], row["to_skill"], row["name"]): row["late"] for row in answer["worth"]}
    after = fcfs_alis(
        [20 / 60, 12 / 60], [SkillGroup(s.classes, n, 8.0) for s, n in zip(SKILLS, (2, 2, 2), strict=True)], 15
    )
    now = fcfs_alis(
        [20 / 60, 12 / 60], [SkillGroup(s.classes, n, 8.0) for s, n in zip(SKILLS, (3, 2, 1), strict=True)], 15
    )
    assert found["taxes", "both", "land"] == pytest.approx(after[1].tail - now[1].tail, rel=1e-9)
    assert (tmp_path / "out" / "figures" / "mix.png").is_file()
    assert "税务专岗3人、国土专岗2人、全能人员1人" in command(str(scenario), "--lang", "zh").stdout


def test_the_curve_passes_through_what_is_told(scenario: Path) -> None:
    answer = steady_mix(scenario)
    for row in answer.waits.itertuples():
        mine = answer.curve[(answer.curve["name"] == row.name) & (answer.curve["minutes"] == row.wait)]
        assert mine["late"].item() == pytest.approx(row.late, rel=1e-9)
        assert row.late <= row.allowed


def test_a_scenario_without_a_steady_hall_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no steady hall"):
        mixed(small_town.scenario(tmp_path))
    assert command(str(small_town.scenario(tmp_path))).exit_code == 2


@pytest.mark.parametrize(
    ("skills", "told"),
    [
        ({"a": {"label": {"en": "a", "zh": "a"}, "serves": ["tax", "sea"]}}, "no class 'sea'"),
        ({"a": {"label": {"en": "a", "zh": "a"}, "serves": ["tax"]}}, "serves the class 'land'"),
    ],
)
def test_a_steady_hall_that_does_not_fit_is_refused(skills: dict[str, Any], told: str) -> None:
    named = {name: {"label": {"en": name, "zh": name}, "per_hour": 10} for name in ("tax", "land")}
    data = {
        "question": {"en": "q", "zh": "q"},
        "variants": {"now": {"label": {"en": "n", "zh": "n"}}},
        "skills": {"steady": {"minutes": 8, "classes": named, "skills": skills}},
    }
    with pytest.raises(InputError, match=told):
        parse(Scenario, data)
