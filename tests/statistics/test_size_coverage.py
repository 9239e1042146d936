"""Plans that were seen to keep to the goals do so: their true means, over many other tapes, are within the limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import small_town
from sim.staffing.size import begun, size
from sim.staffing.size_ask import Wish, asked, looks_at
from sim.staffing.size_look import Booth
from sim.staffing.size_plays import Work
from sim.study.executors import crew_for

pytestmark = pytest.mark.statistics

STUDIES = 30
MANY = range(1000, 1400)
"""Replications that no study has seen."""


def test_verified_plans_keep_to_the_goals_on_many_other_tapes(tmp_path: Path) -> None:
    # Each study errs with a chance of 5 % at most: of 30 studies more than 5 err with a chance below 0.4 % (binomial).
    path = small_town.scenario(tmp_path, small_town.VARIANTS, replications=4)
    goals = "wait_limits: [10, 20]\ngoals: {mean_wait: {at_most: 5}, share_wait_over_20: {at_most: 0.1}}\n"
    (tmp_path / "configs" / "targets" / "none.yaml").write_text(goals, "utf-8")
    plans: list[tuple[int, ...]] = []
    for seed in range(STUDIES):
        found = size(path, variants=["departments"], replications=20, seed=seed, curve=False)
        assert found.manifest["certificates"] == {"departments": "heuristic"}
        plans.append(tuple(found.groups.drop_duplicates("group")["clerks"]))
    question, wish = asked(path, [], Wish(("departments",)), replications=8, seed=99, engine="auto", parity=False)
    looks = looks_at(question, wish)
    with crew_for(question.engine, Booth(question.seed, question.engine, False, looks), 1) as crew:
        (case,) = begun(question, wish, looks, Work(crew, lambda step: None, 1, 1))
        case.plays.look(set(plans), MANY)
    misses = 0
    for plan in plans:
        told = case.plays.judged(plan, MANY)
        misses += any(one.beyond(seen.mean) > 0.0 for one, seen in zip(case.plays.asked, told, strict=True))
    assert len(plans) == STUDIES
    assert np.sum(misses) <= 5
