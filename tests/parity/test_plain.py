"""The program for plain halls: it tells the same, is chosen for them alone, and a wrong choice shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import Any

import numpy as np
import pytest

import brute_force
from generated import random_hall, random_plan
from generated_plain import bare, has_windows_only, plain_columns, plain_plan
from generated_reform import random_reform_plan
from generated_wide import wide_plan
from halls import group, matter, spec
from sim.demand import draw
from sim.engine import fast, reference
from sim.engine.kernel.arrays import COLUMNS
from sim.engine.kernel.features import FEATURES, LAID, LATER, STILL, uses
from sim.engine.kernel.pack import hall_of
from sim.measures import kpis_of
from sim.plan import Mark, Plan, lay
from sim.plan.arrays import NO_QUEUE

GENERATORS: dict[str, Callable[[int], Plan]] = {"specs": plain_plan, "columns": plain_columns}
PLANS, CHUNK = 200, 50


@pytest.mark.parametrize("first", range(0, PLANS, CHUNK))
@pytest.mark.parametrize("generator", GENERATORS)
def test_plain_halls_are_played_by_the_program_for_them_and_tell_the_same(generator: str, first: int):
    for seed in range(first, first + CHUNK):
        plan = GENERATORS[generator](seed)
        assert uses(hall_of(plan)) == []
        naive = brute_force.play(plan)
        assert fast.play(plan).difference(naive) == "", f"{generator} plan {seed}"
        assert reference.play(plan).difference(naive) == "", f"{generator} plan {seed}"


@pytest.mark.parametrize("generator", GENERATORS)
def test_the_program_for_all_halls_plays_plain_ones_as_well(generator: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sim.engine.kernel.pack.is_plain", lambda hall: False)
    for seed in range(CHUNK):
        plan = GENERATORS[generator](seed)
        assert fast.play(plan).difference(brute_force.play(plan)) == "", f"{generator} plan {seed}"


def test_what_is_played_is_what_was_chosen(monkeypatch: pytest.MonkeyPatch):
    played = []
    for name in ("play_on", "play_plain_on"):
        program = getattr(fast, name)
        monkeypatch.setattr(fast, name, lambda words, of=program, name=name: played.append(name) or of(words))
    fast.play(plain_plan(0))
    fast.play(with_one_thing_more("patience"))
    assert list(dict.fromkeys(played)) == ["play_plain_on", "play_on"]


# What each hall uses


MORE: dict[str, Callable[[Plan], dict[str, Any]]] = {
    "agents": lambda p: {
        "after_another": np.arange(len(p)) == 1,
        "next_case": np.where(np.arange(len(p)) == 0, 1, p.next_case),
    },
    "people who stay away": lambda p: {"no_show": np.arange(len(p)) == 0},
    "patience": lambda p: {"patience": np.full(p.patience.shape, 30.0)},
    "priorities": lambda p: {"head_start": np.where(np.arange(len(p.head_start)) == 0, 10.0, 0.0)},
    "people who are not alike": lambda p: {"wrong_queue": np.where(np.arange(len(p.wrong_queue)) == 0, 0, NO_QUEUE)},
    "learning": lambda p: {"pace": np.column_stack([p.pace, p.pace])},
    "help": lambda p: {"secondary": ~p.primary},
    "clocks": lambda p: {"secondary": ~p.primary, "help_after": np.full_like(p.help_after, 5.0)},
    "tides": lambda p: {"front": ~p.primary},
    "longest idle": lambda p: {"alis": True},
    "troubles": lambda p: {"calendar_mark": np.where(p.calendar_mark == Mark.OPEN, Mark.DOWN, p.calendar_mark)},
}
"""What a plain plan has one thing more by."""


def with_one_thing_more(feature: str) -> Plan:
    """The first plain plan, of some cases and several queues, with a feature."""
    plans = map(plain_columns, count())
    plan = next(p for p in plans if len(p) > 5 and not p.primary.all() and (p.calendar_mark == Mark.OPEN).any())
    return replace(plan, **MORE[feature](plan))


@pytest.mark.parametrize("feature", MORE)
def test_each_thing_more_is_noticed(feature: str):
    assert feature in uses(hall_of(with_one_thing_more(feature)))


@lru_cache
def used_in_the_reform() -> frozenset[str]:
    """What halls of the reform use, one by one."""
    return frozenset(name for seed in range(40) for name in uses(hall_of(random_reform_plan(seed))))


@pytest.mark.parametrize("feature", sorted(set(FEATURES) - {"key figures"}))
def test_each_feature_is_noticed_in_halls_of_the_reform_or_by_one_thing_more(feature: str):
    assert feature in used_in_the_reform() or feature in MORE


def test_key_figures_are_counted_by_the_program_for_all_halls():
    plan, of = next(hall for hall in map(random_hall, count()) if has_windows_only(hall[0]))
    assert uses(hall_of(bare(plan))) == []
    assert uses(hall_of(bare(plan), kpis_of(plan, of))) == ["key figures"]


def test_a_hall_in_which_nothing_but_what_people_do_is_awaited_is_plain():
    """That a case is decided at once means something only where somebody works on it behind the windows."""
    of = spec({"a": group(2)}, {"visit": matter("desk", cases=20.0)}, days=2)
    plan = lay(draw(of, 1, 0), of)
    assert plan.awaits.all()
    assert uses(hall_of(plan)) == []


@pytest.mark.parametrize("column", STILL)
def test_what_is_known_of_a_column_that_stands_still_can_be_looked_up(column: str):
    array, name = column.split(".")
    assert name in (COLUMNS[array][0].names or ())
    assert array in LATER or name in (COLUMNS[LAID.get(array, array)][0].names or ())


# Planted: a choice that overlooks something


@pytest.mark.parametrize("feature", ["patience", "priorities", "help", "longest idle", "learning"])
def test_to_overlook_a_feature_shows(feature: str, monkeypatch: pytest.MonkeyPatch):
    assert any(differs_when_overlooked(plan, feature, monkeypatch) for plan in plans_with(feature))


def plans_with(feature: str) -> list[Plan]:
    made = (random_reform_plan, random_plan, wide_plan)
    return [plan for seed in range(40) for of in made if (plan := of(seed)) is not None][:120]


def differs_when_overlooked(plan: Plan, feature: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the trace of a plan with nothing more than a feature is another one where that is overlooked."""
    if not has_windows_only(plan):
        return False
    kept = bare(plan)
    again = {"patience": ("patience",), "priorities": ("head_start",), "longest idle": ("alis",), "learning": ("pace",)}
    names = again.get(feature, ("secondary", "help_after"))
    one_more = replace(kept, **{name: getattr(plan, name) for name in names})
    if feature == "learning":
        one_more = replace(kept, pace=np.column_stack([plan.pace[:, 0], plan.pace[:, 0] / 2.0]))
    if feature == "longest idle":
        one_more = replace(kept, alis=True)
    if not uses(hall_of(one_more)):
        return False
    with monkeypatch.context() as overlooked:
        overlooked.setattr("sim.engine.kernel.pack.is_plain", lambda hall: True)
        found = fast.play(one_more)
    return bool(found.difference(reference.play(one_more)))
