"""Interrupts: none is lost in a search, and one ends all that is looked for."""

from __future__ import annotations

import builtins
import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.staffing.interrupts import heard, solved, taken
from sim.staffing.master import solver_module
from sim.staffing.weekmodel import broken_off
from sim.staffing.weekmodel import search as searched
from staffed_town import written

pytest.importorskip("ortools")
from ortools.sat.python import cp_model as cp


def press(*ignored: Any) -> None:
    os.kill(os.getpid(), signal.SIGINT)


class Pressed(cp.CpSolverSolutionCallback):
    """Somebody presses Ctrl-C as a plan is found."""

    def on_solution_callback(self) -> None:
        press()


def model(numbers: int) -> Any:
    """Whole numbers that differ, with the least sum of squares; with many of them it is not known in time."""
    found = cp.CpModel()
    xs = [found.new_int_var(0, 10 * numbers, f"x{n}") for n in range(numbers)]
    squares = [found.new_int_var(0, 100 * numbers**2, f"s{n}") for n in range(numbers)]
    for x, square in zip(xs, squares, strict=True):
        found.add_multiplication_equality(square, x, x)
    found.add_all_different(xs)
    found.minimize(sum(((-1) ** n) * n * square for n, square in enumerate(squares)))
    return found


def solver(seconds: float) -> Any:
    found = cp.CpSolver()
    found.parameters.num_workers, found.parameters.max_time_in_seconds = 1, seconds
    return found


@pytest.mark.parametrize("numbers", [2, 40])
def test_an_interrupt_in_a_search_ends_it_and_is_heard(numbers: int) -> None:
    before = signal.getsignal(signal.SIGINT)
    ended = solved(solver(600.0), model(numbers), Pressed())
    assert ended in (cp.OPTIMAL, cp.FEASIBLE)
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        heard()
    heard()
    assert not taken()


def test_nothing_is_noted_where_nobody_presses_and_what_goes_wrong_is_passed_on() -> None:
    class Wrong(cp.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            raise ValueError("wrong")

    assert solved(solver(60.0), model(2)) == cp.OPTIMAL
    assert not taken()
    with pytest.raises(ValueError, match="wrong"):
        solved(solver(60.0), model(2), Wrong())


def test_another_thread_searches_without_listening() -> None:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(solved(solver(60.0), model(2))))
    thread.start()
    thread.join()
    assert found == [cp.OPTIMAL]


def test_a_search_for_people_says_whether_it_was_broken_off() -> None:
    found, _ = searched(model(40), 600.0, press)
    assert broken_off(found)
    found, _ = searched(model(2), 600.0)
    assert not broken_off(found)
    assert not taken()


def test_one_interrupt_in_a_search_ends_all_searches(tmp_path: Path) -> None:
    told: list[str] = []

    def tell(word: str, facts: Mapping[str, Any]) -> None:
        told.append(word)
        if word == "bounds" and told.count("bounds") == 1:
            press()

    how: dict[str, Any] = {"roles": "windows", "replications": 2, "weeks": 1, "seconds": 20.0}
    found = sim.staff(written(tmp_path), variant="roles", **how, tell=tell)
    assert told.count("solved") == 1
    assert not {"verifying", "alternatives"} & {*told}
    assert found.manifest["interrupted"]
    assert not found.manifest["verified"]
    assert set(found.windows["weekday"]) == {"mon", "tue"}
    assert set(found.costs["kept"]) == {"untried"}


def test_an_interrupt_while_the_solver_is_loaded_is_heard_and_no_lack_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # A module in C that is interrupted while it is loaded says that it cannot be.
    def load(name: str, *how: Any) -> Any:
        if name == "ortools.sat.python":
            press()
        return found(name, *how)

    found = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", load)
    with pytest.raises(KeyboardInterrupt):
        solver_module()
    monkeypatch.undo()
    assert not taken()
    assert solver_module() is cp
