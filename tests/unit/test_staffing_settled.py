"""A plan that was chosen is tried once more, on days that nothing was chosen by, and mended where it misses there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.staffing import beside
from sim.staffing.asked import Asked, asked
from sim.staffing.beside import with_rival
from sim.staffing.planning import MOST_TRIED, SETTLING, SURE, Planner
from sim.staffing.plans import Planned, Solved
from sim.staffing.playing import halls
from sim.staffing.pooldays import Kept
from sim.staffing.problem import Bounds, Solution
from sim.study.question import ask
from staffed_town import written

pytest.importorskip("ortools")

KEY = ("windows", "mon")


@pytest.fixture
def town(tmp_path: Path) -> Asked:
    question = ask(written(tmp_path), parity=False, seed=3)
    return asked(question, "staff", "roles", roles="windows", replications=2, weeks=1)


@pytest.fixture
def planner(town: Asked, monkeypatch: pytest.MonkeyPatch) -> Any:
    """One that plays nothing: its plans are told to miss 09:00 until a third window is open there."""
    with halls(town.question, town.groups, 1, None) as at_work:
        found = Planner(town, at_work, lambda word, facts: None)
        monkeypatch.setattr(found, "everywhere", lambda solved: dict.fromkeys(found.each(), solved[KEY]))
        monkeypatch.setattr(found, "hall", lambda solved: solved[KEY].windows)
        monkeypatch.setattr(found, "take", lambda played, more=False: found.taken.append(more))
        monkeypatch.setattr(
            found, "mended", lambda key, one, places, seconds: plan(one.windows[0] + 1) if places == (0,) else one
        )
        found.taken, found.tried = [], []
        found.certificates = type("None", (), {"hold_against": staticmethod(found.tried.append)})
        yield found


def plan(windows: int) -> Solved:
    cost, counts = 4.0 * windows, (windows,) * 8
    return Solved(None, Solution(counts, counts, Bounds(0.0, cost, 1, 0, 0, 0.0), "time"), 0.0, {})


def planned(planner: Any, windows: int) -> Planned:
    return Planned(planner.asked, planner.everywhere({KEY: plan(windows)}), windows, {}, 3)


@pytest.mark.parametrize(("enough", "rounds", "missed"), [(1, 4, False), (3, 6, False), (99, 3 + SETTLING, True)])
def test_a_plan_is_mended_until_it_does_or_so_often(
    planner: Any, enough: int, rounds: int, missed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried(solved: Any, least: int, sure: float) -> Any:
        assert (least, sure) == (MOST_TRIED, SURE)
        return {}, {} if solved[KEY].windows[0] >= enough else {KEY: (0,)}

    monkeypatch.setattr(planner, "_tried_out", tried)
    monkeypatch.setattr(planner, "firsts", lambda: iter([KEY]))
    found = planner.settled(planned(planner, 1))
    assert found.rounds == rounds
    assert bool(found.missed) == missed == (not found.verified)
    assert found.solved[KEY].windows[0] == rounds - 3
    assert planner.tried == [found.spec]
    assert planner.taken == [True] * (rounds - 4)


@pytest.mark.parametrize(
    ("value", "error", "misses"),
    [(0.095, 0.02, {0.0: False, -SURE: True, 1.0: False}), (0.075, 0.02, {0.0: False, -SURE: False, 1.0: False}),
     (0.11, 0.02, {0.0: True, -SURE: True, 1.0: False}), (0.11, float("nan"), {0.0: True, -SURE: True, 1.0: True})],
)  # fmt: skip
def test_what_is_missed_by_so_many_standard_errors(
    town: Asked, value: float, error: float, misses: dict[float, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.staffing.planning.service_of_day", lambda *_: [Kept(value, error, 20.0)] * 8)
    monkeypatch.setattr(Asked, "target", lambda self, line: 0.1)
    with halls(town.question, town.groups, 1, None) as at_work:
        planner = Planner(town, at_work, lambda word, facts: None)
        assert {errors: bool(planner.missed({}, None, errors)) for errors in misses} == misses


@pytest.mark.parametrize(
    ("hours", "second", "answer"),
    [
        (8.0, 4.0, 4.0),  # Erlang C is cheaper than what mending has come to, and does
        (8.0, 12.0, 8.0),  # unless it has to be mended, too, and comes to more
    ],
)
def test_a_plan_that_mending_has_made_dearer_than_erlang_c_is_given_up_for_it(
    planner: Any, hours: float, second: float, answer: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap, settled = planned(planner, 1), iter([hours, second])
    rivals = iter([lambda one: one, lambda one: cheap])
    monkeypatch.setattr(beside, "at_equal_service", lambda *_: None)
    monkeypatch.setattr(beside, "rivalled", lambda planner, one, equal: next(rivals)(one))
    monkeypatch.setattr(beside, "covered", lambda planner, one: one)
    monkeypatch.setattr(planner, "settled", lambda one: planned(planner, int(next(settled) / 4.0)))
    found, _ = with_rival(planner, planned(planner, 2), lambda word, facts: None)
    assert found.hours == answer * len([*planner.each()])
