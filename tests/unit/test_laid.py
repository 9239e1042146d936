"""A plan that works out its columns when they are asked for."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from generated_reform import random_reform_plan
from halls import group, matter, spec
from sim.demand import draw
from sim.engine import fast
from sim.plan import Plan, Role, lay, steps_of


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
        plan.rolle  # noqa: B018
    assert not hasattr(replace(plan), "rolle")
