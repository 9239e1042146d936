"""What plans of one layout share: each is played as if there were no other."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from threading import Barrier
from typing import Any

import numpy as np
import pytest

import sim
from generated_reform import random_reform_hall
from halls import group, matter, spec
from sim.demand import draw
from sim.engine import fast
from sim.engine.kernel.courses import courses_of
from sim.engine.kernel.fixtures import fixtures_of
from sim.measures import kpis_of
from sim.plan import Layout, Plan, lay, premises_of, ways
from sim.plan.patterns import Patterns
from sim.plan.queues import Counters
from sim.plan.stages import Course
from sim.spec import Spec
from sim.tape import Tape


def told(plan: Plan, of: Spec) -> dict[str, bytes]:
    """All that is told of a plan played, its sessions and its key figures, byte by byte."""
    trace, tally = fast.play(plan), fast.count(plan, kpis_of(plan, of))
    whole: dict[str, Any] = {
        f"{type(of).__name__}.{f.name}": getattr(of, f.name)
        for of in (trace, tally, tally.case_sums)
        for f in fields(of)
    }
    return {name: column.tobytes() for name, column in whole.items() if isinstance(column, np.ndarray)}


def plans_of_one_layout(seed: int) -> tuple[list[Plan], Spec]:
    of = random_reform_hall(seed)[1]
    layout = Layout(of)
    return [layout.lay(draw(of, 1, replication)) for replication in range(3)], of


@pytest.mark.parametrize("seed", range(12))
def test_plans_of_one_layout_are_played_as_if_each_were_laid_alone(seed: int):
    plans, of = plans_of_one_layout(seed)
    alone = [told(replace(plan), of) for plan in plans]
    assert all(premises_of(replace(plan)) is None for plan in plans)
    for _ in range(2):
        assert [told(plan, of) for plan in plans] == alone


@pytest.mark.parametrize("seed", range(6))
def test_people_laid_again_over_other_numbers_of_clerks_are_played_as_if_laid_anew(seed: int):
    of = random_reform_hall(seed)[1]
    if seed % 2:
        groups = {name: one.model_copy(update={"attendance": 0.7}) for name, one in of.staff.groups.items()}
        of = of.model_copy(update={"staff": of.staff.model_copy(update={"groups": groups})})
    tape, layout = draw(of, 1, 0), Layout(of)
    plan = layout.lay(tape)
    told(plan, of)
    for more in (1, 2):
        groups = {
            name: one if one.clerks is None else one.model_copy(update={"clerks": one.clerks + more})
            for name, one in of.staff.groups.items()
        }
        other = of.model_copy(update={"staff": of.staff.model_copy(update={"groups": groups})})
        again = layout.restaffed(other).lay_again(plan)
        assert len(again.clerk_group) > len(plan.clerk_group)
        assert told(again, other) == told(lay(tape, other), other)


@pytest.mark.parametrize("seed", range(4))
def test_threads_play_plans_of_one_layout_at_once(seed: int):
    plans, of = plans_of_one_layout(seed)
    alone = [told(lay(draw(of, 1, replication), of), of) for replication in range(len(plans))]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda plan: told(plan, of), plans * 4)) == alone * 4


def test_threads_lay_over_one_layout_that_has_not_met_anybody(monkeypatch: pytest.MonkeyPatch):
    of = sim.load("reform", ["calendar.days=1", "calendar.warm_up=0", "calendar.drain=0"]).specs["reform"]
    tapes = [draw(of, 1, replication) for replication in range(8)]
    alone = [lay(tape, of) for tape in tapes]
    learn, began = ways.Patterns.__init__, Barrier(len(tapes))

    def slowly(self: Patterns, courses: Sequence[Course], counters: Counters) -> None:
        learn(self, courses, counters)
        time.sleep(0.01)

    def at_once(tape: Tape) -> Plan:
        began.wait()
        return layout.lay(tape)

    layout = Layout(of)
    monkeypatch.setattr(ways.Patterns, "__init__", slowly)
    with ThreadPoolExecutor(len(tapes)) as pool:
        together = list(pool.map(at_once, tapes))
    assert any(len(plan.stages) > 1 for plan in alone)
    for one, other in zip(together, alone, strict=True):
        for name in ("stages", "queue", "role", "work", "needs", "patience", "accepted_at"):
            assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True), name


@pytest.mark.parametrize("seed", range(12))
def test_nothing_that_is_shared_is_written_to(seed: int):
    plans, of = plans_of_one_layout(seed)
    told(plans[0], of)
    kpis = kpis_of(plans[0], of)
    shared: list[Any] = []
    for fixtures in (fixtures_of(plans[0], kpis), fixtures_of(plans[0], None)):
        shared += [fixtures.image, *fixtures.shared.values()]
    # The ways of all three: who comes later may go one that was not known at first.
    shared += [array for plan in plans for array in courses_of(plan).arrays.values()]
    before = [array.tobytes() for array in shared]
    for plan in plans:
        told(plan, of)
    assert [array.tobytes() for array in shared] == before


def test_fixtures_are_made_once_for_a_layout_unless_clerks_stay_away():
    matters = {"a": matter("desk")}
    always = spec(matters=matters, groups={"g": group(3)})
    at_times = spec(matters=matters, groups={"g": group(3, attendance=0.5)})
    for of, shares in ((always, True), (at_times, False)):
        layout = Layout(of)
        one, other = (layout.lay(draw(of, 1, replication)) for replication in range(2))
        assert (fixtures_of(one, None) is fixtures_of(other, None)) == shares
        assert fixtures_of(one, None) is not fixtures_of(one, kpis_of(one, of))
        assert fixtures_of(one, kpis_of(one, of)) is fixtures_of(one, kpis_of(one, of))


def test_what_is_told_holds_no_memory_of_what_was_played():
    plans, of = plans_of_one_layout(0)
    trace, tally = fast.play(plans[0]), fast.count(plans[0], kpis_of(plans[0], of))
    for record in (trace, tally):
        columns = [getattr(record, f.name) for f in fields(record)]
        for column in (column for column in columns if isinstance(column, np.ndarray)):
            owner = column if column.base is None else column.base
            assert owner.nbytes <= 4 * column.nbytes + 64
