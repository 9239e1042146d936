"""Shifts for the windows needed, in the place of a plan that costs more: only where the whole hall keeps them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sim.staffing import covered as module
from sim.staffing.covered import covered
from sim.staffing.plans import Planned, Solved
from sim.staffing.problem import Bounds, Menu, ShiftType, Solution

pytest.importorskip("ortools")

KEY = ("desk", "mon")
MENU = Menu((ShiftType("early", (True, False), 1.0), ShiftType("late", (False, True), 1.0)), 2)


class Hall:
    """A hall of one group on one day that needs so many windows; it notes what is played in it."""

    def __init__(self, needs: tuple[int, int], **asked: Any) -> None:
        self.needs, self.tried, self.replications = needs, [], []
        self.asked = SimpleNamespace(
            **{"jointly": False, "kind": "roster", "plain": None, "replications": 5} | asked,
            menu=lambda *_: MENU,
            together=lambda day: (day,),
        )
        self.kind = "heuristic"
        self.certificates = SimpleNamespace(hold_against=lambda spec: None, kind=lambda key, solution: self.kind)
        self.halls = SimpleNamespace(play=self.play)

    def firsts(self):
        return iter([KEY])

    def everywhere(self, solved):
        return solved

    def most(self, group):
        return 9

    def hall(self, solved):
        return solved[KEY].windows

    def play(self, specs, replications):
        self.tried += specs.values()
        self.replications.append(replications)
        return specs

    def missed(self, windows):
        places = tuple(place for place, need in enumerate(self.needs) if windows[place] < need)
        return {KEY: places} if places else {}


def plan(windows: tuple[int, int]) -> Planned:
    """A plan that costs as many hours as it opens windows."""
    cost = float(sum(windows))
    solution = Solution(windows, windows, Bounds(2.0, cost, 1, 1, 0, 0.0), "time")
    return Planned(None, {KEY: Solved(None, solution, 2.0, {})}, windows, {}, 1)


@pytest.mark.parametrize(
    ("needs", "tried", "taken"),
    [((2, 1), [(2, 1)], (2, 1)), ((2, 2), [(2, 1), (2, 2)], (2, 2)), ((5, 1), [(2, 1), (3, 1), (4, 1)], (3, 3))],
)
def test_shifts_for_the_windows_needed_are_taken_where_the_whole_hall_keeps_the_service(
    needs, tried, taken, monkeypatch
) -> None:
    monkeypatch.setattr(module, "trimmed", lambda *_: (2, 1))
    hall = Hall(needs)
    found = covered(hall, plan((3, 3)))
    assert hall.tried == tried
    assert set(hall.replications) == {10}
    assert found.solved[KEY].windows == found.spec == taken
    assert found.hours == sum(taken)
    assert found.solved[KEY].least <= found.hours


@pytest.mark.parametrize("asked", [{"jointly": True}, {"kind": "staff"}, {"plain": "exact"}])
def test_a_plan_that_is_exact_or_of_all_roles_or_of_windows_stays(asked, monkeypatch) -> None:
    monkeypatch.setattr(module, "trimmed", lambda *_: (2, 1))
    hall, planned = Hall((2, 1), **asked), plan((3, 3))
    assert covered(hall, planned) is planned
    assert not hall.tried


def test_a_confirmed_plan_is_not_given_up(monkeypatch) -> None:
    monkeypatch.setattr(module, "trimmed", lambda *_: (2, 1))
    hall, planned = Hall((2, 1)), plan((3, 3))
    hall.kind = "statistical"
    assert covered(hall, planned) is planned


def test_where_they_cost_as_much_nothing_is_played(monkeypatch) -> None:
    monkeypatch.setattr(module, "trimmed", lambda *_: (3, 3))
    hall, planned = Hall((2, 1)), plan((3, 3))
    assert covered(hall, planned) is planned
    assert not hall.tried
