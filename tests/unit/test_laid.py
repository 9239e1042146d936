"""A plan that works out its columns when they are asked for."""

from __future__ import annotations

from dataclasses import fields, replace
from operator import attrgetter

import numpy as np
import pytest

from generated_reform import random_reform_plan
from halls import asked, group, matter, office, spec, task
from sim.demand import draw
from sim.engine import fast, reference
from sim.plan import Plan, Role, lay, steps_of
from sim.spec import Spec
from sim.tape import Tape


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_of_ways_and_one_of_columns_are_played_alike(seed: int):
    plan = random_reform_plan(seed)
    columns = replace(plan)
    assert steps_of(plan) is not None
    assert steps_of(columns) is None
    played = fast.play(plan)
    assert fast.play(columns).same_as(played)
    assert fast.play(Plan(**{f.name: getattr(columns, f.name) for f in fields(Plan)})).same_as(played)


@pytest.mark.parametrize("seed", range(10))
def test_a_column_is_the_same_whoever_was_asked_for_before(seed: int):
    names = [f.name for f in fields(Plan)]
    forth, back = random_reform_plan(seed), random_reform_plan(seed)
    for one, other in zip(names, reversed(names), strict=True):
        getattr(forth, one), getattr(back, other)
    for name in names:
        mine, theirs = getattr(forth, name), getattr(back, name)
        if isinstance(mine, np.ndarray):
            assert mine.dtype == theirs.dtype, name
            assert np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f"), name
        else:
            assert mine == theirs, name


def test_a_plan_played_has_not_been_asked_for_what_nobody_needs():
    hall = spec(matters={"a": matter("desk")}, groups={"g": group(1)})
    plan = lay(draw(hall, 1, 0), hall)
    fast.play(plan)
    assert not {"role", "queue", "work", "needs", "lacks", "patience", "ticket_from"} & vars(plan).keys()
    assert plan.role.tolist() == [Role.INTAKE] * len(plan)


def test_what_is_no_column_is_none():
    plan = random_reform_plan(0)
    with pytest.raises(AttributeError, match="rolle"):
        attrgetter("rolle")(plan)
    assert not hasattr(replace(plan), "rolle")


def hall_with_experts() -> tuple[Tape, Spec]:
    """A hall in which an expert is called to every session, and people with two tasks each."""
    asks = asked(
        task("desk", consultation={"share": 1.0, "minutes": {"kind": "deterministic", "mean": 7.0}}), task("other")
    )
    hall = spec({"front": group(1), "behind": office(1)}, {"a": asks}, reviews={})
    return draw(hall, 1, 0), hall


def test_a_tape_with_more_tasks_than_anybody_has_is_played_alike():
    tape, hall = hall_with_experts()
    wider = replace(tape, work=np.hstack([tape.work, np.full((len(tape), 2), 99.0)]))
    narrow = fast.play(lay(tape, hall))
    assert np.isfinite(narrow.end).any()
    for plan in (lay(wider, hall), replace(lay(wider, hall))):
        played = fast.play(plan)
        assert np.array_equal(played.end, narrow.end, equal_nan=True)
        assert reference.play(plan).same_as(played)


def test_a_tape_with_fewer_tasks_than_a_case_is_refused():
    tape, hall = hall_with_experts()
    with pytest.raises(ValueError, match="has 2 tasks"):
        fast.play(lay(replace(tape, work=tape.work[:, :1]), hall))


@pytest.mark.parametrize("seed", [122, 150, 153])
def test_a_plan_of_columns_in_which_no_machine_fails_has_the_column_all_the_same(seed: int):
    plan = replace(random_reform_plan(seed))
    none = replace(plan, fails=np.zeros_like(plan.fails))
    assert fast.play(none).same_as(reference.play(none))
