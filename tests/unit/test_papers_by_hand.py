"""Papers, returns, promises and errors on paper: the smallest days, minute by minute. 540 is 09:00, 600 is 10:00."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from halls import asked, desk, group, hall, office, spec, tape, task
from reading import NONE, at, done, ends, played, sessions, spans, visits
from sim.streams import Purpose
from sim.tape import RETURNS as RETURN_COLUMNS
from sim.tape import Cause

PAPER, FOUND, MENDED = Purpose.PAPER, Purpose.FOUND, Purpose.MENDED
RULES = {"minutes": 0.25, "missing_again": 0.1}
RETURNS: dict[str, Any] = {"returns": {}}


def permit(**more: Any) -> dict[str, Any]:
    """A matter of one task of five minutes that asks for a form and a deed; each is missing in half of the cases."""
    return {"permit": asked(task("desk"), **{"papers": {"form": 0.5, "deed": 0.5}, **more})}


def window(matters: dict[str, Any] | None = None, days: int = 4, **hall: Any) -> Any:
    """A hall of one window at which papers are checked."""
    groups = hall.pop("groups", {"a": group(1)})
    demand = hall.pop("demand", RETURNS)
    hall.setdefault("papers", RULES)
    return spec(groups, matters or permit(), days=days, demand=demand, **hall)


# Turned back at the window


def test_a_missing_paper_ends_the_session_after_setup_and_papers():
    """Both papers are told of at once (one full notice), and both are there the next time."""
    of = window(setup=1.0, walk=0.5)
    trace = played(of, [550, 551], 5, marks={PAPER: [[0.2, 0.4], [0.9, 0.9]]}, again={Cause.PAPERS: (2, 660)})
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 552, "turned_back", 0),  # set-up 1 + two papers 0.5
        (1, "intake", 551, 552, 552.5, 559, "served", 0),  # set-up 1 + work 5 + papers 0.5
        (0, "intake", at(2, 660), at(2, 660), at(2, 660.5), at(2, 667), "served", 0),
    ]
    assert visits(trace) == [
        (0, "first", 550, 550, 552, "turned_back"),
        (1, "first", 551, 551, 559, "through"),
        (0, "papers", at(2, 660), at(2, 660), at(2, 667), "through"),
    ]
    assert ends(trace) == [("done", at(2, 667)), ("done", 559)]


def test_a_paper_may_be_missing_again():
    """A mark of 0.03 is below 0.5 and 0.05, not below 0.005: missing twice. Each return has a delay of its own."""
    trace = played(
        window(setup=1.0),
        [550],
        5,
        marks={PAPER: [[0.03, 0.9]]},
        again={Cause.PAPERS: [[(1, 600), (2, 700)]]},
    )
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 551.5, "turned_back", 0),
        (0, "intake", at(1, 600), at(1, 600), at(1, 600), at(1, 601.5), "turned_back", 0),
        (0, "intake", at(3, 700), at(3, 700), at(3, 700), at(3, 706.5), "served", 0),
    ]
    assert ends(trace) == [("done", at(3, 706.5))]


def test_papers_are_there_after_four_times():
    trace = played(window(days=6), [550], 5, marks={PAPER: [[0.0, 0.9]]})
    assert [row[6] for row in sessions(trace)] == ["turned_back"] * 4 + ["served"]
    assert trace.visit_arrival.tolist() == [550, *(at(day, 600) for day in (1, 2, 3, 4))]


def test_papers_missing_in_turn_cost_a_visit_for_the_longest_row_only():
    """The form is missing once, the deed twice: told together at first, then the deed alone."""
    trace = played(window(), [550], 5, marks={PAPER: [[0.2, 0.03]]})
    assert [row[6] for row in sessions(trace)] == ["turned_back", "turned_back", "served"]


def test_who_does_not_come_again_ends_the_case():
    of = window(demand={"returns": {"after_papers": 0.7}})
    again = np.ones((1, RETURN_COLUMNS))
    again[0, 0] = 0.8  # not below 0.7
    trace = played(of, [550], 5, marks={PAPER: [[0.2, 0.9]], Purpose.AGAIN: again})
    assert ends(trace) == [("turned_back", 550.5)]
    assert visits(trace) == [(0, "first", 550, 550, 550.5, "turned_back")]


def test_nobody_comes_again_without_returns():
    trace = played(window(demand={}), [550], 5, marks={PAPER: [[0.2, 0.9]]})
    assert ends(trace) == [("turned_back", 550.5)]


def test_who_would_come_after_the_last_day_is_in_progress():
    trace = played(window(days=2), [550], 5, marks={PAPER: [[0.2, 0.9]]}, again={Cause.PAPERS: (2, 600)})
    assert ends(trace) == [("in_progress", NONE)]
    assert len(visits(trace)) == 1


def test_a_weekend_counts_as_no_open_day():
    """From Friday on, two open days later is Tuesday."""
    of = window(days=6, calendar={"start": "2017-03-10"})
    trace = played(of, [550], 5, marks={PAPER: [[0.2, 0.9]]}, again={Cause.PAPERS: (2, 600)})
    assert trace.visit_arrival.tolist() == [550, at(4, 600)]


def test_who_comes_again_outside_of_hours_waits_at_the_door_or_comes_another_day():
    """At 12:20 the door is shut until 13:00; at 17:30 it is too late, and the tape's delay for that begins."""
    again = {Cause.PAPERS: [[(1, 740)], [(1, 1050)]], Cause.CLOSING: (1, 800)}
    trace = played(window(), [550, 551], 5, marks={PAPER: [[0.2, 0.9]] * 2}, again=again)
    assert visits(trace)[2:] == [
        (0, "papers", at(1, 740), at(1, 780), at(1, 785.5), "through"),
        (1, "papers", at(1, 1050), at(1, 1050), at(1, 1050), "too_late"),
        (1, "closing", at(2, 800), at(2, 800), at(2, 805.5), "through"),
    ]


def test_finished_sessions_stay_finished():
    """Of two departments the second turns the person back, who then goes there straight."""
    matters = {"both": asked(task("tax", 4, papers=[]), task("land", 3, papers=["deed"]), papers={"deed": 0.5})}
    groups = {"tax": group(1, primary="tax"), "land": group(1, primary="land")}
    trace = played(window(matters, groups=groups), [550], [[4, 3]], marks={PAPER: [[0.2]]})
    assert spans(trace) == [
        ("intake", 550, 554, 0),
        ("intake", 554, 554.25, 1),
        ("intake", at(1, 600), at(1, 603.25), 1),
    ]


def test_a_paper_found_missing_by_one_department_is_there_for_the_next():
    matters = {"both": asked(task("tax", 4), task("land", 3), papers={"id": 0.5})}
    groups = {"tax": group(1, primary="tax"), "land": group(1, primary="land")}
    trace = played(window(matters, groups=groups), [550], [[4, 3]], marks={PAPER: [[0.2]]})
    assert spans(trace) == [
        ("intake", 550, 550.25, 0),
        ("intake", at(1, 600), at(1, 604.25), 0),
        ("intake", at(1, 604.25), at(1, 607.5), 1),  # each department checks it for itself
    ]


# What is asked for


def test_a_paper_of_several_tasks_is_handed_in_once_a_session():
    """Tax asks for two papers, land for one of these and another one: three in all, two of them at tax's pace."""
    matters = {
        "both": asked(
            task("tax", 4, papers=["id", "form"]),
            task("land", 3, papers=["id", "deed"]),
            papers={"id": 0.1, "form": 0.1, "deed": 0.1},
        )
    }
    clerk = group(1, slowness=1.5, department_slowness={"tax": 2.0})
    trace = played(window(matters, groups={"a": clerk}, model="integrated", setup=1.0), [550], [[4, 3]])
    assert spans(trace) == [("intake", 550, 550 + 1 + 2.0 * (4 + 0.5) + 1.5 * (3 + 0.25), 0)]


def test_a_missing_paper_of_the_second_task_is_found_after_all_papers_are_checked():
    matters = {
        "both": asked(task("tax", 4, papers=["id"]), task("land", 3, papers=["deed"]), papers={"id": 0.5, "deed": 0.5})
    }
    trace = played(window(matters, model="integrated", setup=1.0), [550], [[4, 3]], marks={PAPER: [[0.9, 0.2]]})
    assert spans(trace) == [("intake", 550, 551.5, 0), ("intake", at(1, 600), at(1, 608.5), 0)]


def test_data_sharing_removes_papers():
    """The deed comes from another department: nobody brings it, lacks it or checks it."""
    of = window(papers={**RULES, "shared": ["deed"]})
    trace = played(of, [550, 560], 5, marks={PAPER: [[0.9, 0.2], [0.2, 0.2]]})
    assert spans(trace, 0) == [("intake", 550, 555.25, 0)]
    assert spans(trace, 1) == [("intake", 560, 560.25, 0), ("intake", at(1, 600), at(1, 605.25), 0)]


def test_e_certificates_make_a_paper_missing_less_often():
    """Six in ten have it on the phone: 0.5 becomes 0.2. It is still looked at."""
    of = window(papers={**RULES, "e_certificates": {"form": 0.6}})
    trace = played(of, [550, 560], 5, marks={PAPER: [[0.3, 0.9], [0.19, 0.9]]})
    assert [row[6] for row in sessions(trace)] == ["served", "turned_back", "served"]
    assert trace.end.tolist()[0] == 555.5


def test_matters_for_which_the_identity_card_is_enough():
    of = window(papers={**RULES, "only": {"permit": ["form"]}})
    trace = played(of, [550], 5, marks={PAPER: [[0.9, 0.2]]})
    assert spans(trace) == [("intake", 550, 555.25, 0)]


@pytest.mark.parametrize(("missing", "outcome"), [(1.0, "served"), (1.2, "turned_back"), (0.0, "served")])
def test_people_may_come_better_or_worse_prepared(missing: float, outcome: str):
    of = window(demand={"returns": {}, "missing": missing})
    trace = played(of, [550], 5, marks={PAPER: [[0.55, 0.9]]})
    assert sessions(trace)[0][6] == outcome


def test_no_papers_are_asked_for_where_there_are_no_rules():
    trace = played(window(papers=None), [550], 5, marks={PAPER: [[0.0, 0.0]]})
    assert spans(trace) == [("intake", 550, 555, 0)]


# Found by guidance


def guided(**more: Any) -> Any:
    """A guidance desk that finds six papers in ten that are missing, and mends half of those."""
    groups = {"guide": desk("guidance"), "a": group(1)}
    return window(groups=groups, guidance={"minutes": 1.5, "finds": 0.6, "mends": 0.5}, walk=0.5, setup=1.0, **more)


def row(*values: float) -> list[list[float]]:
    """One person's marks of the first occurrences of two papers; 1 for the later ones."""
    first = [[value, 1.0, 1.0, 1.0] for value in values]
    return [[mark for paper in first for mark in paper]]


def test_guidance_mends_what_it_finds():
    trace = played(guided(), [550], 5, marks={PAPER: [[0.2, 0.9]], FOUND: row(0.5, 1.0), MENDED: row(0.4, 1.0)})
    assert sessions(trace) == [
        (0, "guidance", 550, 550, 550, 551.5, "served", 0),
        (0, "intake", 551.5, 551.5, 552, 558.5, "served", 1),  # set-up 1 + work 5 + papers 0.5
    ]


def test_guidance_sends_people_home_before_the_ticket():
    trace = played(guided(), [550], 5, marks={PAPER: [[0.2, 0.9]], FOUND: row(0.5, 1.0), MENDED: row(0.6, 1.0)})
    assert sessions(trace) == [
        (0, "guidance", 550, 550, 550, 551.5, "turned_back", 0),
        (0, "guidance", at(1, 600), at(1, 600), at(1, 600), at(1, 601.5), "served", 0),
        (0, "intake", at(1, 601.5), at(1, 601.5), at(1, 602), at(1, 608.5), "served", 1),
    ]
    assert visits(trace)[0] == (0, "first", 550, 550, 551.5, "turned_back")


def test_the_window_finds_what_guidance_has_overlooked():
    trace = played(guided(), [550], 5, marks={PAPER: [[0.2, 0.9]], FOUND: row(0.7, 1.0), MENDED: row(0.0, 1.0)})
    assert [(role, outcome) for _, role, _, _, _, _, outcome, _ in sessions(trace)] == [
        ("guidance", "served"),
        ("intake", "turned_back"),
        ("guidance", "served"),
        ("intake", "served"),
    ]
    assert spans(trace)[1] == ("intake", 551.5, 553.5, 1)  # walk 0.5 + set-up 1 + papers 0.5


def test_guidance_mends_one_paper_and_the_window_finds_the_other():
    marks = {PAPER: [[0.2, 0.2]], FOUND: row(0.5, 0.7), MENDED: row(0.4, 1.0)}
    trace = played(guided(), [550], 5, marks=marks)
    outcomes = [row[6] for row in sessions(trace)]
    assert outcomes == ["served", "turned_back", "served", "served"]


def test_guidance_tells_of_what_it_finds_only():
    """It sends the person home for the form; the deed, overlooked twice, comes to light at the window."""
    marks = {PAPER: [[0.2, 0.2]], FOUND: row(0.5, 0.7), MENDED: row(1.0, 1.0)}
    trace = played(guided(), [550], 5, marks=marks)
    assert [(row[1], row[6]) for row in sessions(trace)] == [
        ("guidance", "turned_back"),
        ("guidance", "served"),
        ("intake", "turned_back"),
        ("guidance", "served"),
        ("intake", "served"),
    ]
    assert trace.visit_arrival.tolist() == [550, at(1, 600), at(2, 600)]


def test_each_time_that_a_paper_is_missing_guidance_may_find_it():
    """Missing twice: overlooked the first time, found and mended the second."""
    marks = {PAPER: [[0.03, 0.9]], FOUND: [[0.7, 0.5, 1, 1, 1, 1, 1, 1]], MENDED: [[1, 0.4, 1, 1, 1, 1, 1, 1]]}
    trace = played(guided(), [550], 5, marks=marks)
    assert [row[6] for row in sessions(trace)] == ["served", "turned_back", "served", "served"]


# Tolerant acceptance


def test_a_lesser_paper_is_sent_in_later():
    """The form may follow: no visit for it, and the case is over when it is there, two open days later."""
    of = window(papers={**RULES, "tolerated": ["form"], "lapse": 0.3})
    people = {"marks": {PAPER: [[0.2, 0.9]], Purpose.LAPSE: [0.5]}, "again": {Cause.PAPERS: (2, 600)}}
    trace = played(of, [550], 5, **people)
    assert spans(trace) == [("intake", 550, 555.5, 0)]
    assert visits(trace) == [(0, "first", 550, 550, 555.5, "through")]
    assert ends(trace) == [("done", at(2, 555.5))]


def test_a_paper_that_never_comes_lets_the_case_lapse():
    of = window(papers={**RULES, "tolerated": ["form"], "lapse": 0.3})
    people = {"marks": {PAPER: [[0.2, 0.9]], Purpose.LAPSE: [0.2]}, "again": {Cause.PAPERS: (2, 600)}}
    trace = played(of, [550], 5, **people)
    assert ends(trace) == [("lapsed", at(2, 555.5))]
    assert done(trace, 0) == [("intake", 555.5), ("supplement", NONE)]


def test_who_lacks_nothing_that_is_tolerated_owes_nothing():
    of = window(papers={**RULES, "tolerated": ["form"], "lapse": 1.0})
    trace = played(of, [550], 5, marks={PAPER: [[0.9, 0.9]], Purpose.LAPSE: [0.2]})
    assert ends(trace) == [("done", 555.5)]


def test_a_paper_that_is_insisted_on_turns_back_all_the_same():
    of = window(papers={**RULES, "tolerated": ["form"]})
    trace = played(of, [550], 5, marks={PAPER: [[0.2, 0.2]]}, again={Cause.PAPERS: (1, 600)})
    assert spans(trace) == [("intake", 550, 550.5, 0), ("intake", at(1, 600), at(1, 605.5), 0)]
    assert ends(trace) == [("done", at(2, 605.5))]  # and the form follows one day after the acceptance


def test_a_promised_result_waits_for_what_is_owed():
    """Decided after one day, but the form comes after two: only then the person is asked to collect."""
    matters = permit(instant=0.0)
    matters["permit"]["tasks"] = [task("desk", decision={"kind": "deterministic", "mean": 1})]
    groups = {"a": group(1), "out": desk("issue")}
    of = window(matters, days=5, groups=groups, papers={**RULES, "tolerated": ["form"]}, issue={"minutes": 2})
    again = {Cause.PAPERS: (2, 600), Cause.COLLECT: (1, 700)}
    trace = played(of, [550], 5, marks={PAPER: [[0.2, 0.9]]}, decision=1, again=again)
    assert done(trace, 0) == [
        ("intake", 555.5),
        ("decision", at(1, 555.5)),
        ("supplement", at(2, 555.5)),
        ("issue", at(3, 702)),
    ]
    assert visits(trace)[1] == (0, "collect", at(3, 700), at(3, 700), at(3, 702), "through")


# Commitment


def committed(**more: Any) -> Any:
    """On a promise in place of the deed the decision is made at once; half are inspected, half of those in breach."""
    promise = {"matters": ["permit"], "papers": ["deed"], "inspected": 0.5, "minutes": 12, "breach": 0.5}
    groups = {"a": group(1), "back": office(1, slowness=1.5)}
    return window(permit(instant=0.0), groups=groups, commitment={**promise, "breach_minutes": 20}, **more)


def test_a_promise_replaces_papers_and_checks_follow():
    marks = {
        PAPER: [[0.9, 0.2]] * 3,
        Purpose.INSPECTION: [0.4, 0.4, 0.6],
        Purpose.BREACH: [0.6, 0.4, 0.4],
    }
    trace = played(committed(setup=1.0), [550, 560, 570], 5, marks=marks)
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 556.25, "served", 0),  # set-up 1 + work 5 + the form alone
        (0, "inspection", 556.25, 556.25, 556.25, 574.25, "served", 1),  # 1.5 x 12, no set-up of a window
        (1, "intake", 560, 560, 560, 566.25, "served", 0),
        (1, "inspection", 566.25, 574.25, 574.25, 622.25, "served", 1),  # 1.5 x (12 + 20)
        (2, "intake", 570, 570, 570, 576.25, "served", 0),
    ]
    assert ends(trace) == [("done", 556.25), ("done", 566.25), ("done", 576.25)]  # inspections come after the result


def test_a_promise_is_decided_at_once():
    """The decision takes no days, though no case of this matter is instant."""
    matters = permit(instant=0.0)
    matters["permit"]["tasks"] = [task("desk", decision={"kind": "deterministic", "mean": 3})]
    of = window(matters, commitment={"matters": ["permit"]}, papers=None)
    assert ends(played(of, [550], 5, decision=3)) == [("done", 555)]
    assert ends(played(window(matters, papers=None), [550], 5, decision=3)) == [("done", at(3, 555))]


# Errors of the intake


def checked(instant: float = 0.0, **more: Any) -> Any:
    """One window; half of the work is behind; half of its cases come back with an error."""
    groups = {"a": group(1, intake_error=0.5), "back": office()}
    matters = permit(instant=instant, window_share=0.5)
    return window(matters, groups=groups, model="integrated", reviews={}, setup=1.0, **more)


def test_an_error_found_behind_brings_the_person_back_with_papers_only():
    trace = played(checked(), [550], 8, marks={Purpose.ERROR: [[0.3, 0.9]]}, again={Cause.ERROR: (2, 650)})
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 555.5, "served", 0),  # set-up 1 + half of 8 + papers 0.5
        (0, "review", 555.5, 555.5, 555.5, 560.5, "error", 1),  # set-up 1 + the other half
        (0, "intake", at(2, 650), at(2, 650), at(2, 650), at(2, 651.5), "served", 0),  # set-up 1 + papers 0.5
        (0, "review", at(2, 651.5), at(2, 651.5), at(2, 651.5), at(2, 656.5), "served", 1),
    ]
    assert visits(trace) == [
        (0, "first", 550, 550, 555.5, "through"),
        (0, "error", at(2, 650), at(2, 650), at(2, 651.5), "through"),
    ]
    assert ends(trace) == [("done", at(2, 656.5))]


def test_who_waits_in_the_hall_puts_an_error_right_at_once():
    trace = played(checked(1.0), [550], 8, marks={Purpose.ERROR: [[0.3, 0.9]]})
    assert spans(trace) == [
        ("intake", 550, 555.5, 0),
        ("review", 555.5, 560.5, 1),
        ("intake", 560.5, 562, 0),
        ("review", 562, 567, 1),
    ]
    assert visits(trace) == [(0, "first", 550, 550, 567, "through")]


def test_errors_come_to_light_twice_at_most():
    trace = played(checked(1.0), [550], 8, marks={Purpose.ERROR: [[0.3, 0.4]]})
    assert [row[6] for row in sessions(trace)] == ["served", "error"] * 2 + ["served", "served"]


def test_who_does_not_come_again_for_an_error_gives_the_case_up():
    of = checked(demand={"returns": {"after_papers": 0.0}})
    trace = played(of, [550], 8, marks={Purpose.ERROR: [[0.3, 0.9]]})
    assert ends(trace) == [("turned_back", 560.5)]


def test_an_error_may_come_to_light_with_the_decision():
    """Windows by department decide after a day, find the error, and a day after it is put right decide anew."""
    matters = permit(instant=0.0)
    matters["permit"]["tasks"] = [task("desk", decision={"kind": "deterministic", "mean": 1})]
    of = window(matters, days=5, groups={"a": group(1, intake_error=0.5)})
    trace = played(of, [550], 5, marks={Purpose.ERROR: [[0.3, 0.9]]}, decision=1, again={Cause.ERROR: (1, 600)})
    assert spans(trace) == [("intake", 550, 555.5, 0), ("intake", at(2, 600), at(2, 600.5), 0)]
    assert ends(trace) == [("done", at(3, 600.5))]


def test_an_error_does_not_send_people_through_guidance_again():
    groups = {"guide": desk("guidance"), "a": group(1, intake_error=0.5), "back": office()}
    of = window(
        permit(instant=0.0, window_share=0.5),
        groups=groups,
        model="integrated",
        reviews={},
        guidance={"minutes": 1},
    )
    trace = played(of, [550], 8, marks={Purpose.ERROR: [[0.3, 0.9]]})
    assert [row[1] for row in sessions(trace)] == ["guidance", "intake", "review", "intake", "review"]


# The plan says what the tape means


def test_a_shorter_list_of_papers_meets_the_same_person():
    """Who lacks the deed lacks it in every hall that asks for it."""
    people = tape([550], 5, days=4, marks={PAPER: [[0.9, 0.2]]})
    full, shorter = window(), window(papers={**RULES, "shared": ["form"]})
    assert hall(people, full).paper_times.tolist() == hall(people, shorter).paper_times.tolist() == [1]
