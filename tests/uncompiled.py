"""The fast engine without its compiler, in a process of its own: the same loop as plain Python.

There its rules can be broken one by one, to see that parity tells; and no index may be negative, as compiled code would
read what lies before an array. In plain halls each column that the program for them takes to stand still is looked at
whenever a rule reads it, which is all that this program is made from. Prints, as JSON, the first difference from the
brute force of each.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib import import_module
from operator import itemgetter
from pathlib import Path
from typing import Any

os.environ["NUMBA_DISABLE_JIT"] = "1"

import numpy as np

import brute_force
from generated import random_hall, random_plan
from generated_evenings import evening_hall, evening_plan
from generated_plain import plain_columns, plain_plan
from generated_reform import random_reform_hall, random_reform_plan
from generated_wide import wide_plan
from sim.engine import fast, kernel
from sim.engine.kernel import events, pack, sessions
from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.features import STILL, is_plain
from sim.measures import difference_of, kpis_of
from sim.plan import NO_STAGE, Plan
from sim.trace import Trace
from sim.trace.tally import Kpis

GENERATORS: dict[str, Callable[[int], Plan | None]] = {
    "narrow": random_plan,
    "wide": wide_plan,
    "evening": evening_plan,
    "reform": random_reform_plan,
    "columns": lambda seed: replace(random_reform_plan(110 + seed)),
}
PLAIN: dict[str, Callable[[int], Plan | None]] = {"plain": plain_plan, "plain columns": plain_columns}
SOUND = 10
"""Plans of each generator on which the sound engine is tried, and of the reform each broken one."""


def in_slot_but_departures(w: Any, slot: int) -> None:
    """Forgets whose patience ends in another slot of time."""
    for place in range(w.world[0].later):
        w.later[place].what = events.TIMER if w.later[place].what == events.DEPARTURE else w.later[place].what
    turn_to_slot(w, slot)


turn_to_slot = events.turn_to_slot
service_minutes = sessions.service_minutes
FAULTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "the junior first": ("is_senior", lambda w, one, other: one > other),
    "no ticket by mistake": ("queue_for", lambda w, stage: w.stages[stage].queue),
    "half the patience": ("patience", lambda w, stage: w.patience[stage, 0] / 2),
    "patience that is forgotten": ("turn_to_slot", in_slot_but_departures),
    "papers that never come": ("is_prepared", lambda w, case: None),
    "no errors": ("has_error", lambda w, stage: False),
    "nobody looks ahead": ("look_ahead", lambda w, case: None),
    "an agent who never holds": ("must_hold", lambda w, case: False),
    "no tides": ("watch_tides", lambda w: False),
    "nobody comes later today": ("comes_today", lambda w, group: False),
    "nothing put down overnight": ("may_be_put_down", lambda w, ticket: False),
    "no experts": ("next_consultation", lambda w, stage, group: NO_STAGE),
    "full work for a missing paper": (
        "service_minutes",
        lambda w, stage, clerk, papers_only, goes_on: service_minutes(w, stage, clerk, False, goes_on),
    ),
    "set-up for an agent's next case": (
        "service_minutes",
        lambda w, stage, clerk, papers_only, goes_on: service_minutes(w, stage, clerk, papers_only, False),
    ),
    "queues that are not looked at": ("look_at", lambda w, queue: None),
    "news that reach nobody": ("bring_news", lambda w, case: None),
}
"""A rule by its name in the loop, and what is done in its place."""


@contextmanager
def broken(name: str, other: Callable[..., Any]) -> Iterator[None]:
    """The loop with one function replaced, wherever it is called from."""
    parts = [fast, *(import_module(f"{kernel.__name__}.{p.stem}") for p in Path(kernel.__file__).parent.glob("*.py"))]
    before = [(part, getattr(part, name)) for part in parts if hasattr(part, name)]
    assert before, name
    for part, _ in before:
        setattr(part, name, other)
    try:
        yield
    finally:
        for part, function in before:
            setattr(part, name, function)


class Forward:
    """What is not counted from its end."""

    def __getitem__(self, index: Any) -> Any:
        places = index if isinstance(index, tuple) else (index,)
        if any(isinstance(place, int | np.integer) and place < 0 for place in places):
            raise IndexError(f"counted from the end: {index}")
        return super().__getitem__(index)


class Column(Forward, np.ndarray):
    pass


class Row(np.void):
    """A row whose fields are attributes of its kind; numpy's own rows look each up in Python, at ten times the cost."""


@cache
def by_field(kind: np.dtype[Any]) -> np.dtype[Any]:
    """The kind of rows that has the fields of another as attributes."""

    def field(name: str) -> property:
        return property(itemgetter(name), lambda row, value: row.__setitem__(name, value))

    return np.dtype((type("RowOf", (Row,), {name: field(name) for name in kind.names or ()}), kind))


class Rows(Forward, np.ndarray):
    pass


def by_name(hall: Hall) -> Hall:
    """The same hall, the fields of its rows as their attributes."""
    return Hall(
        *(array if array.dtype.names is None or issubclass(array.dtype.type, Row) else rows(array) for array in hall)
    )


def rows(array: Any, of: type[np.ndarray] = np.ndarray) -> Any:
    """The rows of an array, their fields as attributes."""
    return array.view(by_field(array.dtype), of)


class MovingRows(Rows):
    """Rows of an array of which some columns stand still: looked at when they are read."""

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return StandingStill(found, self.known_as) if isinstance(found, Row) else found

    def __setitem__(self, index: Any, value: Any) -> None:
        super().__setitem__(index, value.row if isinstance(value, StandingStill) else value)

    def __array_finalize__(self, of: Any) -> None:
        self.known_as = getattr(of, "known_as", "")


class StandingStill:
    """A row whose columns that stand still in plain halls are as they are there, whenever they are read."""

    def __init__(self, row: Any, known_as: str) -> None:
        self.__dict__.update(row=row, known_as=known_as)

    def __getattr__(self, name: str) -> Any:
        value, column = getattr(self.row, name), f"{self.known_as}.{name}"
        assert column not in STILL or value == STILL[column], f"{column} does not stand still: {value}"
        return value

    __getitem__ = __getattr__

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.row, name, value)


def guarded(plan: Plan, kpis: Kpis | None = None) -> Hall:
    """The hall of a plan, its arrays under guard."""
    return Hall(*(rows(array, Rows) if array.dtype.names else array.view(Column) for array in hall_of(plan, kpis)))


hall_of = fast.hall_of


def plain(plan: Plan) -> Hall:
    """The hall of a plain plan; its columns that stand still are looked at."""
    hall = hall_of(plan)
    assert hall.world["plain"][0]
    arrays = {column.split(".")[0]: rows(getattr(hall, column.split(".")[0]), MovingRows) for column in STILL}
    for name, array in arrays.items():
        array.known_as = name
    return hall._replace(**arrays)


@cache
def told(generator: str, seed: int) -> tuple[Plan, Trace] | None:
    """A plan, where there is one, and what the brute force tells of it: the same for every broken rule."""
    plan = (GENERATORS | PLAIN)[generator](seed)
    return None if plan is None else (plan, brute_force.play(plan))


def difference(plan: Plan, true: Trace) -> str:
    """How the fast engine differs from the brute force on a plan, or how it breaks down."""
    try:
        return fast.play(plan).difference(true)
    except (AssertionError, IndexError, KeyError, ValueError, OverflowError) as error:
        return f"{type(error).__name__}: {error}"


def first_difference(generators: list[str], number: int) -> str | None:
    """The first difference on the first plans of some generators, by turns."""
    for seed in range(number):
        for generator in generators:
            case = told(generator, seed)
            if case is not None and (found := difference(*case)):
                return f"{generator} plan {seed}: {found}"
    return None


COUNTED = 2
"""Plans of each generator on which it is tried what is counted,"""
FEW = 3
"""with so few rows of tickets, and of visits, that those done with must make room all the time."""


def first_miscount(number: int) -> str | None:
    """The first difference of what is counted from what the sessions come to."""
    pack.CACHED, fast.ROOM = FEW, 0
    for seed in range(number):
        for generator in (random_hall, evening_hall, random_reform_hall):
            plan, of = generator(seed)
            try:
                told = difference_of(fast.count(plan, kpis_of(plan, of)), fast.play(plan), of)
            except (IndexError, OverflowError, ValueError) as error:
                told = f"{type(error).__name__}: {error}"
            if told:
                return f"{generator.__name__} {seed}: {told}"
    return None


if __name__ == "__main__":
    found: dict[str, str | None] = {}
    fast.by_name, fast.hall_of = by_name, guarded
    found["sound"] = first_difference(list(GENERATORS), SOUND)
    fast.hall_of = plain
    found["plain"] = first_difference(list(PLAIN), SOUND)
    pack.is_plain = lambda hall: True
    found["taken for plain"] = first_difference(list(GENERATORS), SOUND)
    pack.is_plain = is_plain
    fast.hall_of = hall_of
    for fault, rule in FAULTS.items():
        with broken(*rule):
            found[fault] = first_difference(["reform", "wide", "evening"], 6 * SOUND)
    fast.hall_of = guarded
    found["counted"] = first_miscount(COUNTED)
    print(json.dumps(found))
