"""Bounds of halls at their confidence: against the exact optimum of a hall of the books, seed by seed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import sim
from sim.spec import HALF_HOUR
from sim.staffing.exact import ExactPool
from sim.staffing.problem import Menu, Service
from sim.staffing.solver import solve

pytest.importorskip("ortools")
pytestmark = pytest.mark.statistics

BLOCKS = {
    "matters": """\
# @package _global_
departments: {desk: {en: Desk, zh: 柜台}}
domains: {town: {en: Town, zh: 镇}}
papers: {}
matters:
  visit:
    label: {en: Visit, zh: 办事}
    domain: town
    cases_per_day: 60
    tasks: [{department: desk, work: {kind: exponential, mean: 6}}]
""",
    "staff": """\
shifts: {day: {start: "09:00", end: "11:00"}}
groups:
  windows: {label: {en: Windows, zh: 窗口}, primary: {all: true}, clerks: 4, shifts: [day], cost_per_hour: 50}
""",
    "hall": """\
label: {en: Small, zh: 小}
service_model: integrated
hours: [{start: "09:00", end: "11:00"}]
""",
    "demand": 'profile: {"09:00": 3, "09:30": 4, "10:00": 3, "10:30": 2}\n',
}
SCENARIO = {
    "question": {"en": "How many clerks?", "zh": "需要多少人？"},
    "base": [
        "calendar=week",
        "calendar.open_weekdays=[mon]",
        "matters=small",
        "staff=small",
        "hall=small",
        "demand=small",
    ],
    "variants": {"town": {"label": {"en": "Town hall", "zh": "镇大厅"}}},
    "staffing": {"service": {"wait_over": 10, "share": 0.2}},
}
RATES = [60.0 * part / 12.0 * 60.0 / HALF_HOUR for part in (3, 4, 3, 2)]
SEEDS = 12
WRONG = 2
"""Of the seeds, that may be wrong: with a chance of 5 % each, more are with one of 2 %."""


def test_bounds_and_confirmed_plans_hold_as_often_as_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, text in BLOCKS.items():
        (tmp_path / "configs" / kind).mkdir(parents=True)
        (tmp_path / "configs" / kind / "small.yaml").write_text(text, "utf-8")
    (tmp_path / "town.yaml").write_text(yaml.safe_dump(SCENARIO, allow_unicode=True), "utf-8")
    monkeypatch.setattr("sim.staffing.asked.plain", lambda *_: None)
    level = Service(10.0, 0.2)
    truth = ExactPool(RATES, 6.0, level)
    best = solve(Menu.free(4), truth).cost
    too_high, unkept, gaps = 0, 0, []
    for seed in range(1, SEEDS + 1):
        found = sim.staff(tmp_path / "town.yaml", seed=seed, engine="fast", parity=False, seconds=5.0)
        row = found.certificates.iloc[0]
        too_high += row["lower"] > best + 1e-9
        gaps.append(row["gap"])
        if row["kind"] == "statistical":
            windows = found.windows["windows"].tolist()
            unkept += any(truth.excess(windows, place) > 0.0 for place in range(len(truth.conditions)))
    assert too_high <= WRONG
    assert unkept <= WRONG
    assert sorted(gaps)[SEEDS // 2] < 0.15
