"""The expected load of clerk groups: in closed form where a formula is short, and against plays with ample clerks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from halls import asked, desk, group, matter, office, spec, task
from sim.demand import draw
from sim.engine.reference import play
from sim.plan import lay
from sim.spec import Spec
from sim.study import ask
from sim.study.load import Book, duty, expected_minutes, offered_load
from sim.study.turns import merged, turns_of, words_of_paper, words_of_papers
from sim.study.ways import no_shows, ways_of
from sim.trace import NOBODY, Trace
from town import write_town

Q = 0.3
"""Chance that a paper is missing again."""
FOUR = 1 + Q + Q**2 + Q**3
"""Expected times of being turned back of who lacks a paper, all coming again."""


# Papers ----------------------------------------------------------------------------------------------------


def test_one_paper_without_guidance() -> None:
    turns = turns_of(words_of_paper(0.2, Q, 0.0, 0.0, 1), 1, again=1.0)
    assert turns.turned_back == pytest.approx({1: 0.2 * FOUR})
    assert turns.visits == pytest.approx(1 + 0.2 * FOUR)
    assert turns.passed == pytest.approx({1: 1.0})


def test_who_does_not_come_again_is_not_accepted() -> None:
    turns = turns_of(words_of_paper(0.2, 0.0, 0.0, 0.0, 1), 1, again=0.6)
    assert turns.turned_back == pytest.approx({1: 0.2})
    assert turns.passed == pytest.approx({1: 0.8 + 0.2 * 0.6})


def test_guidance_finds_and_mends() -> None:
    turns = turns_of(words_of_paper(0.5, 0.0, 0.6, 0.25, 1), 1, again=1.0)
    assert turns.turned_back == pytest.approx({0: 0.5 * 0.6 * 0.75, 1: 0.5 * 0.4})


def test_papers_missing_together_cost_one_visit() -> None:
    two = words_of_papers([words_of_paper(0.4, 0.0, 0.0, 0.0, 1)] * 2)
    assert turns_of(two, 1, again=1.0).turned_back == pytest.approx({1: 1 - 0.6**2})


def test_a_paper_of_the_second_department_is_found_after_the_first_has_accepted() -> None:
    words = words_of_papers([words_of_paper(0.4, 0.0, 0.0, 0.0, 1), words_of_paper(0.5, 0.0, 0.0, 0.0, 2)])
    turns = turns_of(words, 2, again=0.5)
    assert turns.turned_back == pytest.approx({1: 0.4, 2: (0.6 + 0.4 * 0.5) * 0.5})
    assert turns.passed == pytest.approx({1: 0.8, 2: 0.8 * 0.75})
    assert turns.reached == pytest.approx({1: 1.0, 2: 0.8})


def test_the_help_desk_ends_it_for_those_for_whom_it_finds_a_way() -> None:
    words = words_of_paper(1.0, 1.0, 0.0, 0.0, 1)
    turns = turns_of(words, 1, again=1.0, help_after=2, solves=0.75)
    assert turns.helped == pytest.approx(1.0)
    assert turns.turned_back == pytest.approx({1: 2 + 0.25 * 2})
    assert turns.visits == pytest.approx(2 + 0.25 * 3)
    assert turns.passed == pytest.approx({1: 1.0})


def test_merging_does_not_depend_on_the_order_of_papers() -> None:
    words = [word for length in range(3) for word in product(range(3), repeat=length)]
    for one, two, three in product(words, repeat=3):
        assert merged(one, two) == merged(two, one)
        assert merged(merged(one, two), three) == merged(one, merged(two, three))


# One lever at a time ---------------------------------------------------------------------------------------


def minutes(groups: Mapping[str, Any], visit: dict[str, Any], *, cases: float = 10.0, **hall: Any) -> dict[str, float]:
    """Expected minutes a case; `cases` come on the only day."""
    of = spec(groups, {"visit": visit}, demand={"profile": {"09:00": 1.0}, "returns": {}}, **hall)
    return {name: value / cases for name, value in expected_minutes(of).items()}


def test_set_up_walk_work_and_slowness() -> None:
    found = minutes({"window": group(2, slowness=1.5)}, matter("tax", minutes=10.0), setup=1.0, walk=0.5)
    assert found == pytest.approx({"window": 1.5 + 15.0})


def test_short_sessions_for_missing_papers() -> None:
    visit = asked(task("tax", 10.0), papers={"form": 0.2})
    papers = {"minutes": 1.0, "missing_again": Q}
    found = minutes({"window": group(2)}, visit, papers=papers, setup=1.0, walk=0.5)
    assert found == pytest.approx({"window": 12.5 + 0.2 * FOUR * 2.5})


def test_wrong_tickets_cost_the_other_windows() -> None:
    groups = {"tax": group(1, primary="tax"), "land": group(1, primary="land")}
    visits = {"a": matter("tax", minutes=10.0), "b": matter("land", minutes=20.0, cases=5.0)}
    of = spec(groups, visits, wrong_tickets={"share": 0.1, "minutes": 0.5}, walk=0.5)
    assert expected_minutes(of) == pytest.approx({"tax": 10 * 10.5 + 5 * 0.1, "land": 5 * 20.5 + 10 * 0.1})


def test_an_expert_holds_up_the_window() -> None:
    consultation = {"share": 0.25, "minutes": {"kind": "deterministic", "mean": 8.0}}
    visit = asked(task("tax", 10.0, consultation=consultation))
    found = minutes({"window": group(1), "office": office(1, slowness=1.5)}, visit)
    assert found == pytest.approx({"window": 10.0 + 0.25 * 12.0, "office": 0.25 * 12.0})


def test_a_machine_that_fails_sends_people_on() -> None:
    groups = {"window": group(1), "machine": desk("machine", primary={"all": True})}
    demand = {"profile": {"09:00": 1.0}, "machine": 0.5}
    of = spec(groups, {"visit": matter("tax", minutes=10.0)}, demand=demand, machines={"failure": 0.2}, walk=0.5)
    assert expected_minutes(of) == pytest.approx({"window": 10 * (0.5 + 0.5 * 0.2) * 10.5, "machine": 10 * 0.5 * 10.0})


def test_reviews_errors_and_issue() -> None:
    visit = asked(task("tax", 10.0), window_share=0.6)
    groups = {"window": group(1, intake_error=0.1), "office": office(1), "issue": desk("issue")}
    found = minutes(groups, visit, model="integrated", reviews={}, issue={"minutes": 2.0}, setup=1.0, walk=0.5)
    again = 0.1 + 0.1**2
    expected = {"window": 7.5 + again * 1.5, "office": (1 + again) * 5.0, "issue": 2.0}
    assert found == pytest.approx(expected)


def test_promised_results_go_by_courier_and_online() -> None:
    visit = asked(task("tax", 10.0, decision={"kind": "deterministic", "mean": 1}), instant=0.5)
    issue = {"minutes": 2.0, "courier": 0.3, "online": 0.2}
    found = minutes({"window": group(1), "issue": desk("issue")}, visit, issue=issue)
    assert found["issue"] == pytest.approx((0.5 + 0.5 * 0.5) * 2.0)


def test_inspections_and_breaches() -> None:
    visit = asked(task("tax", 10.0, decision={"kind": "deterministic", "mean": 1}), instant=0.0)
    promise = {"matters": ["visit"], "inspected": 0.4, "minutes": 15.0, "breach": 0.25, "breach_minutes": 20.0}
    found = minutes({"window": group(1), "office": office(1)}, visit, commitment=promise)
    assert found["office"] == pytest.approx(0.4 * (15.0 + 0.25 * 20.0))


def test_zones_go_to_the_nearest_site() -> None:
    groups = {"main": group(1), "near": group(1, site="point")}
    zones = {
        "a": {"label": {"en": "a", "zh": "甲"}, "share": 0.3, "minutes": {"hall": 5, "point": 20}},
        "b": {"label": {"en": "b", "zh": "乙"}, "share": 0.7, "minutes": {"hall": 30, "point": 5}},
    }
    demand = {"profile": {"09:00": 1.0}, "zones": zones, "community": 0.5}
    sites = {"hall": "hall", "point": "point"}
    of = spec(groups, {"visit": matter("tax", minutes=10.0)}, demand=demand, sites=sites)
    assert expected_minutes(of) == pytest.approx({"main": 100 * (0.3 + 0.7 * 0.5), "near": 100 * 0.7 * 0.5})


def test_no_shows_only_as_far_as_there_are_slots() -> None:
    bookings = {"share": 0.5, "no_show": 0.2}
    visit = {"visit": matter("tax", minutes=10.0)}
    for slots, booked in (({"09:00": 50}, 5.0), ({"09:00": 2}, 2.0)):
        of = spec({"w": group(1)}, visit, demand={"profile": {"09:00": 1.0}, "bookings": bookings}, slots=slots)
        assert expected_minutes(of) == pytest.approx({"w": (10.0 - 0.2 * booked) * 10.0})


def test_clerks_who_learn_are_slow_at_first() -> None:
    learning = {"first": 2.0, "rate": 0.5}
    found = minutes({"window": group(1, learning=learning)}, matter("tax", minutes=10.0))
    paces = [1.0 + n**-0.5 for n in range(1, 11)]
    assert found == pytest.approx({"window": 10.0 * sum(paces) / 10})


def test_absence_raises_the_load() -> None:
    full, some = (
        offered_load(spec({"window": group(2, attendance=share)}, {"visit": matter("tax", minutes=10.0)}))
        for share in (1.0, 0.8)
    )
    assert some["window"] == pytest.approx(full["window"] / 0.8)


def test_a_group_that_is_never_there_has_no_load() -> None:
    of = spec({"window": group(1), "empty": group(0)}, {"visit": matter("tax")})
    assert duty(of)["empty"] == 0.0
    assert math.isnan(offered_load(of)["empty"])


# Against plays ---------------------------------------------------------------------------------------------

FIRST = 11
"""Cases of the days before this one are followed; the others keep the hall as busy."""


def busy(trace: Trace) -> np.ndarray[Any, Any]:
    """(n, groups) Minutes for which each case keeps each group busy; files left overnight do not."""
    plan, called = trace.plan, np.flatnonzero(trace.clerk != NOBODY)
    found = np.zeros((len(plan), len(plan.group_names)))
    for ticket in called[~np.isnan(trace.released[called])]:
        mine = trace.duty_clerk == trace.clerk[ticket]
        start, end = trace.call[ticket], trace.released[ticket]
        if plan.behind[trace.group[ticket]]:
            overlap = np.minimum(end, trace.duty_off[mine]) - np.maximum(start, trace.duty_on[mine])
            found[trace.case[ticket], trace.group[ticket]] += np.maximum(overlap, 0.0).sum()
        else:
            found[trace.case[ticket], trace.group[ticket]] += end - start
    return found


def compared(of: Spec) -> list[tuple[str, float, float, float]]:
    """By group: minutes expected of the cases that came, minutes played, and the standard error of the difference."""
    trace = play(lay(draw(of, 3, 0), of))
    plan = trace.plan
    mine = plan.case_day < FIRST
    days = [day for day in of.calendar.open_days() if day < FIRST]
    book = Book(of)
    for number, cases in enumerate(np.bincount(plan.matter[mine], minlength=len(of.matters)).tolist()):
        for chance, way in ways_of(of, book.counters, number, no_shows(of, book.counters, days)):
            book.enter(way, cases * chance)
    expected = book.minutes(len(days) / len(of.calendar.open_days()))
    each, matter_of = busy(trace)[mine], plan.matter[mine]
    means = np.array([each[matter_of == number].mean(axis=0) for number in range(len(of.matters))])
    error = np.sqrt(((each - means[matter_of]) ** 2).sum(axis=0))
    rows = zip(expected, expected.values(), each.sum(axis=0), error, strict=True)
    return [(name, float(a), float(b), float(c)) for name, a, b, c in rows]


def town(folder: Path, hall: str, changes: Mapping[str, Any]) -> Spec:
    """One of the town's halls, with ample clerks, and changes to its groups and matters."""
    overrides = ["calendar.days=26", "demand.ceiling=2", "demand.volume=2", "demand.agents=null"]
    of = ask(write_town(folder, clerks=40), overrides).composed.specs[hall]
    plain = of.model_dump(mode="json")
    for one in plain["staff"]["groups"].values():
        one.update(changes.get("groups", {}))
    for asked_for in plain["matters"].values():
        for part in asked_for["tasks"]:
            part.update(changes.get("tasks", {}))
    return Spec.model_validate(plain)


@pytest.mark.parametrize("hall", ["before", "after"])
def test_where_all_is_exact_the_plays_agree_within_chance(tmp_path: Path, hall: str) -> None:
    """Errors, learning and experts apart: within four standard errors."""
    of = town(tmp_path, hall, {"groups": {"intake_error": 0.0, "learning": None}, "tasks": {"consultation": None}})
    for name, expected, played, error in compared(of):
        assert abs(played - expected) < 4.0 * error, name


@pytest.mark.parametrize("hall", ["before", "after"])
def test_to_first_order_the_plays_agree_within_five_per_cent(tmp_path: Path, hall: str) -> None:
    """With all levers: within 5 % and three standard errors."""
    for name, expected, played, error in compared(town(tmp_path, hall, {})):
        assert abs(played - expected) < 0.05 * expected + 3.0 * error, name
