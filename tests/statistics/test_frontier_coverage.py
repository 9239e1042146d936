"""Points that were seen to keep their level of wait do so: their true means, over many other tapes, are within it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import small_town
from sim.staffing.frontier import frontier
from sim.staffing.frontier_ask import Wish, asked, looks_at
from sim.staffing.size_look import Booth
from sim.staffing.size_plays import Plays, Work
from sim.staffing.size_pools import Vector
from sim.study.executors import crew_for

pytestmark = pytest.mark.statistics

STUDIES = 30
WAITS = (4.0, 12.0)
MANY = range(1000, 1400)
"""Replications that no study has seen."""


def town(folder: Path) -> Path:
    """The small town, of which every clerk costs 60 an hour."""
    path = small_town.scenario(folder, small_town.VARIANTS)
    block = folder / "configs" / "staff" / "by_department.yaml"
    block.write_text(block.read_text("utf-8").replace("shifts: [morning]", "shifts: [morning], cost_per_hour: 60"))
    return path


def true_waits(path: Path, halls: Sequence[Vector]) -> dict[Vector, float]:
    """Mean waits over many tapes, minutes."""
    wish = Wish(("departments",), WAITS, robust=False)
    question, wish = asked(path, [], wish, replications=8, seed=99, engine="fast", parity=False)
    looks = looks_at(question, wish)
    with crew_for(question.engine, Booth(question.seed, question.engine, False, looks), 1) as crew:
        plays = Plays("departments", looks["departments"], Work(crew, lambda step: None, 1, 1))
        plays.look(halls, MANY)
    return {clerks: plays.told(clerks, MANY)["mean_wait"].mean for clerks in halls}


def test_points_keep_their_level_on_many_other_tapes(tmp_path: Path) -> None:
    # Each point errs with a chance of 5 % at most; the two of a study go together. Of 30 studies more than 7, in which
    # either errs, have a chance below 1.5 % (binomial, 9.75 % each), and at either level more than 5 below 0.4 %.
    path = town(tmp_path)
    found: list[tuple[float, Vector]] = []
    for seed in range(STUDIES):
        one = frontier(
            path, variants=["departments"], waits=WAITS, replications=20, seed=seed, robust=False, engine="fast"
        )
        sure = set(one.points[one.points["certificate"] == "heuristic"]["level"])
        for level, mine in one.groups.groupby("level"):
            if level in sure:
                found.append((float(str(level)), tuple(mine["clerks"])))
    waits = true_waits(path, sorted({clerks for _, clerks in found}))
    for level in WAITS:
        mine = [clerks for at, clerks in found if at == level]
        assert len(mine) >= STUDIES // 2
        assert sum(waits[clerks] > level for clerks in mine) <= 5
