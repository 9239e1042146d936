"""Who works when: rosters and clashes against every roster there is, on weeks that are small enough to try all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import pytest

from sim.spec import WEEKDAYS
from sim.spec.staffing import Contract, ShiftKind, Wish
from sim.staffing.contracts import assign, minimal
from sim.staffing.menus import Cells, Duty
from sim.staffing.weeks import Person, Rule, Week, against, too_near

pytest.importorskip("ortools")

CELLS = Cells((480, 510, 540, 570), (True,) * 4)
EARLY = Duty("early", "early", 480, 540, (), 1.0)
LATE = Duty("late", "late", 540, 600, (), 1.0)
LONG = Duty("long", "long", 480, 600, (), 2.0)
LABEL = {"en": "x", "zh": "某"}


def week(need: Sequence[Sequence[int]], people: Sequence[Person], contracts: dict[str, Contract], **more: Any) -> Week:
    days = WEEKDAYS[: len(need)]
    kinds = {name: ShiftKind.model_validate({"starts": ["08:00"], "hours": 1}) for name in ("early", "late", "long")}
    return Week(
        "desk",
        dict.fromkeys(days, CELLS),
        {day: (one[0], one[0], one[1], one[1]) for day, one in zip(days, need, strict=True)},
        dict.fromkeys(days, (9,) * 4),
        (EARLY, LATE, LONG),
        more.get("kinds", kinds),
        contracts,
        tuple(people),
    )


def rosters(asked: Week) -> Iterator[tuple[tuple[Duty | None, ...], ...]]:
    """Every roster: a row of shifts a person."""
    rows = list(product((None, EARLY, LATE, LONG), repeat=len(asked.days)))
    yield from product(rows, repeat=len(asked.people))


def keeps(asked: Week, roster: tuple[tuple[Duty | None, ...], ...], rule: Rule) -> bool:
    """Whether a roster keeps a rule, worked out apart from the model."""
    rows = dict(zip([person.name for person in asked.people], roster, strict=True))
    if rule.what in ("need", "ceiling"):
        day = asked.days.index(rule.who)
        shifts = [row[day] for row in roster if row[day] is not None]
        open_ = np.sum([shift.covers(CELLS) for shift in shifts if shift], axis=0) if shifts else np.zeros(4)
        least, most = asked.need[asked.days[day]], asked.ceiling[asked.days[day]]
        return bool((open_ >= least).all() if rule.what == "need" else (open_ <= most).all())
    if rule.what == "leave":
        return rows[rule.who][rule.which] is None
    if rule.what == "must":
        wish = next(person for person in asked.people if person.name == rule.who).wishes[rule.which]
        return not any(s and against(wish, day, s) for day, s in zip(asked.days, rows[rule.who], strict=True))
    about = asked.contracts[rule.who]
    for person in asked.people:
        row = rows[person.name]
        worked = [shift for shift in row if shift]
        if person.contract != rule.who:
            continue
        hours, counts = sum(shift.paid for shift in worked), person.named or bool(worked)
        kept = {
            "hours_min": not counts or hours >= about.hours_min,
            "hours_max": hours <= about.hours_max,
            "days_min": not counts or len(worked) >= about.days_min,
            "days_max": len(worked) <= about.days_max,
            "shifts": not about.shifts or all(shift.kind in about.shifts for shift in worked),
            "rest": all(
                not one or not two or 1440 + two.start - one.end >= 60 * about.rest_hours for one, two in pairwise(row)
            ),
        }
        if not kept[rule.what]:
            return False
    return True


def best(asked: Week) -> float | None:
    """Fewest paid hours of a roster that keeps all rules."""
    found = [
        sum(shift.paid for row in roster for shift in row if shift)
        for roster in rosters(asked)
        if all(keeps(asked, roster, rule) for rule in asked.rules)
    ]
    return min(found, default=None)


def person(name: str, contract: str = "c", named: bool = True, **more: Any) -> Person:
    return Person(name, LABEL, contract, named, **more)


CASES = {
    "long is two": week([(1, 1), (1, 1)], [person("a"), person("b")], {"c": Contract()}),
    "leave": week([(1, 1), (2, 0)], [person("a", leave=("mon",)), person("b")], {"c": Contract()}),
    "hours": week([(1, 1), (1, 1)], [person("a"), person("b", "d")], {"c": Contract(hours_max=1.0), "d": Contract()}),
    "least hours": week([(1, 0), (0, 0)], [person("a"), person("b")], {"c": Contract(hours_min=3.0)}),
    "others need not": week([(1, 0), (0, 0)], [person("a"), person("b", named=False)], {"c": Contract(hours_min=3.0)}),
    "rest": week([(0, 1), (1, 0)], [person("a"), person("b")], {"c": Contract(rest_hours=23.0)}),
    "no rest": week([(0, 1), (1, 0)], [person("a")], {"c": Contract(rest_hours=23.0)}),
    "shifts": week([(1, 1)], [person("a"), person("b")], {"c": Contract(shifts=("early",))}),
    "days": week([(1, 1), (1, 1)], [person("a"), person("b")], {"c": Contract(days_max=1)}),
    "too few days": week([(1, 1), (1, 1)], [person("a")], {"c": Contract(days_max=1)}),
    "must": week(
        [(1, 0), (1, 0)], [person("a", wishes=(Wish(day_off="mon", must=True),)), person("b")], {"c": Contract()}
    ),
    "must avoid": week([(1, 1)], [person("a", wishes=(Wish(avoid="long", must=True),))], {"c": Contract()}),
    "clash of two": week(
        [(1, 0), (1, 0)], [person("a", leave=("mon",)), person("b", leave=("mon",))], {"c": Contract()}
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_roster_is_the_cheapest_of_all_or_there_is_none(name: str) -> None:
    asked = CASES[name]
    found, hours = assign(asked, seconds=20.0), best(asked)
    if hours is None:
        assert found.status == "infeasible"
        assert not found.work
        return
    assert (found.hours, found.bound, found.status) == (hours, hours, "optimal")
    row = tuple(tuple(found.work.get(p.name, {}).get(day) for day in asked.days) for p in asked.people)
    assert [rule for rule in asked.rules if not keeps(asked, row, rule)] == []


@pytest.mark.parametrize("name", [name for name, asked in CASES.items() if best(asked) is None])
def test_rules_that_clash_cannot_all_be_kept_and_without_any_one_they_can(name: str) -> None:
    asked = CASES[name]
    clash = assign(asked, seconds=20.0).clash
    every = list(rosters(asked))

    def possible(rules: Sequence[Rule]) -> bool:
        return any(all(keeps(asked, roster, rule) for rule in rules) for roster in every)

    assert clash
    assert not possible(clash)
    assert all(possible(fewer) for fewer in combinations(clash, len(clash) - 1))


def test_a_clash_names_the_wish_that_makes_it() -> None:
    clash = assign(CASES["must avoid"], seconds=20.0).clash
    assert set(clash) == {Rule("need", "mon"), Rule("must", "a", 0)}


def test_where_more_people_would_do_the_number_of_people_is_told_and_else_not() -> None:
    few, more = ([person(f"p{n}", named=False) for n in range(number)] for number in (1, 2))
    assert assign(week([(2, 2)], few, {"c": Contract(clerks=1)}), seconds=20.0).few
    assert assign(week([(2, 2)], more, {"c": Contract(clerks=2)}), seconds=20.0).work
    no_late = assign(week([(1, 1)], few, {"c": Contract(clerks=1, shifts=("early",))}), seconds=20.0)
    assert no_late.clash
    assert not no_late.few


def test_the_day_that_needs_most_windows_is_the_one_that_is_said_to_clash() -> None:
    asked = week([(2, 1), (3, 1), (2, 2)], [person("a", named=False)], {"c": Contract(clerks=1)})
    assert assign(asked, seconds=20.0).clash == (Rule("need", "tue"),)


def test_rules_about_which_time_ran_out_are_not_told_as_needed_for_the_clash() -> None:
    asked = CASES["must avoid"]
    assert minimal(asked, 20.0)[1] == frozenset()
    rules, unsure = minimal(asked, 0.0)
    assert unsure == set(rules) == set(asked.rules)


def test_of_rosters_that_cost_the_same_the_one_with_most_wishes_by_weight_is_taken() -> None:
    light, heavy = Wish(day_off="mon", weight=1.0), Wish(day_off="mon", weight=3.0)
    asked = week([(1, 0)], [person("a", wishes=(light,)), person("b", wishes=(heavy,))], {"c": Contract()})
    found = assign(asked, seconds=20.0)
    assert set(found.work) == {"a"}
    assert found.wishes == {("a", 0): False, ("b", 0): True}
    assert found.best_wishes


def test_as_few_people_as_the_hours_allow_come_to_work() -> None:
    people = [person(f"p{n}", named=False) for n in range(4)]
    asked = week([(1, 1), (1, 1)], people, {"c": Contract(hours_max=4.0)})
    assert len(assign(asked, seconds=20.0).work) == 1


def test_shifts_too_near_to_each_other_are_those_with_less_rest_between() -> None:
    asked = week([(1, 1), (1, 1)], [person("a")], {"c": Contract()})
    pairs = {
        (one, two) for day, _, first, second in too_near(asked, 23.0) for one in first for two in second if day == "mon"
    }
    near = {
        (one.name, two.name)
        for one, two in product((EARLY, LATE, LONG), repeat=2)
        if 1440 + two.start - one.end < 23 * 60
    }
    assert pairs == near
    assert near


def test_equal_weeks_have_equal_rosters() -> None:
    asked = week([(2, 1), (1, 2)], [person(f"p{n}") for n in range(4)], {"c": Contract(hours_max=3.0)})
    assert assign(asked, seconds=20.0).work == assign(asked, seconds=20.0).work
