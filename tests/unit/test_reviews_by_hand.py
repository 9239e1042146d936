"""Reviews behind, results and experts on paper: the smallest days, minute by minute. 540 is 09:00, 1020 is 17:00."""

from __future__ import annotations

from typing import Any

import pytest

from halls import asked, desk, group, matter, office, spec, task
from reading import at, done, duties, ends, files, played, sessions, spans, visits
from sim.streams import Purpose
from sim.tape import Cause

RETURNS: dict[str, Any] = {"returns": {}}
ONE_DAY = {"kind": "deterministic", "mean": 1}


def days_of(*groups: tuple[str, dict[str, Any]], **hall: Any) -> Any:
    """A hall of a few days with these groups; people may come again."""
    matters = hall.pop("matters")
    return spec(dict(groups), matters, **{"days": 4, "demand": RETURNS, "model": "integrated", **hall})


# Reviews


def chain() -> dict[str, Any]:
    """Three departments; land needs what tax has found. Half of the work is done behind."""
    tasks = (task("tax", 8), task("land", 6, needs=[0]), task("police", 4))
    return {"chain": asked(*tasks, window_share=0.5)}


OFFICES = (
    ("a", group(1)),
    ("tax", office(primary="tax")),
    ("land", office(primary="land")),
    ("police", office(primary="police")),
)


def test_departments_review_in_parallel_but_for_what_one_needs_of_another():
    of = days_of(*OFFICES, matters=chain(), reviews={})
    trace = played(of, [550], [[8, 6, 4]])
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 559, "served", 0),  # 4 + 3 + 2
        (0, "review", 559, 559, 559, 563, "served", 1),
        (0, "review", 559, 559, 559, 561, "served", 3),
        (0, "review", 563, 563, 563, 566, "served", 2),
    ]
    assert visits(trace) == [(0, "first", 550, 550, 566, "through")]  # the person waits in the hall
    assert ends(trace) == [("done", 566)]


def test_departments_review_in_order():
    of = days_of(*OFFICES, matters=chain(), reviews={"order": "in_order"})
    assert spans(played(of, [550], [[8, 6, 4]])) == [
        ("intake", 550, 559, 0),
        ("review", 559, 563, 1),
        ("review", 563, 566, 2),
        ("review", 566, 568, 3),
    ]


def test_reviews_have_a_setup_and_the_pace_of_the_office():
    groups = (("a", group(1, slowness=1.25)), ("back", office(slowness=1.5)))
    of = days_of(*groups, matters={"v": asked(task("tax", 8), window_share=0.25)}, reviews={}, setup=1.0, walk=0.5)
    assert sessions(played(of, [550], 8)) == [
        (0, "intake", 550, 550, 550.5, 554, "served", 0),  # walk 0.5, set-up 1, 1.25 x 2
        (0, "review", 554, 554, 554, 564, "served", 1),  # set-up 1, 1.5 x 6
    ]


def test_all_work_is_done_at_the_window_where_there_are_no_reviews():
    of = days_of(("a", group(1)), matters=chain())
    assert spans(played(of, [550], [[8, 6, 4]])) == [("intake", 550, 568, 0)]


def test_the_grouped_model_reviews_behind_too():
    of = days_of(*OFFICES, matters=chain(), reviews={}, model="grouped")
    assert spans(played(of, [550], [[8, 6, 4]]))[0] == ("intake", 550, 559, 0)


def test_files_are_worked_on_in_their_order():
    """Two people accepted at two windows; one office."""
    groups = (("a", group(2)), ("back", office()))
    of = days_of(*groups, matters={"v": asked(task("tax", 8), window_share=0.5)}, reviews={})
    trace = played(of, [550, 551], [8, 4])
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 554, "served", 0),
        (1, "intake", 551, 551, 551, 553, "served", 1),
        (1, "review", 553, 553, 553, 555, "served", 2),
        (0, "review", 554, 555, 555, 559, "served", 2),
    ]


def promised(share: float = 0.5, **more: Any) -> dict[str, Any]:
    """A matter that is never decided at once."""
    return {"v": asked(task("tax", 10), window_share=share, instant=0.0, **more)}


def test_a_file_is_put_down_at_closing_and_taken_up_by_the_same_clerk():
    """Twenty of its thirty minutes are left to the last; the other clerk does not take it the next morning."""
    of = days_of(("a", group(1)), ("back", office(2)), matters=promised(), reviews={})
    trace = played(of, [940, 970], [20, 60])
    assert sessions(trace) == [
        (0, "intake", 940, 940, 940, 950, "served", 0),
        (0, "review", 950, 950, 950, 960, "served", 1),
        (1, "intake", 970, 970, 970, 1000, "served", 0),
        (1, "review", 1000, 1000, 1000, at(1, 550), "served", 2),  # the longest idle: 1000 to 1020, then 540 to 550
    ]
    assert ends(trace) == [("done", 960), ("done", at(1, 550))]
    assert visits(trace)[1] == (1, "first", 970, 970, 1000, "through")
    assert duties(trace)[:3] == [(0, 540, 1020, 1020), (1, 540, 1020, 1020), (2, 540, 1020, 1020)]


def test_a_file_lies_over_the_weekend():
    of = days_of(("a", group(1)), ("back", office()), matters=promised(), reviews={}, calendar={"start": "2017-03-10"})
    assert ends(played(of, [970], 60)) == [("done", at(3, 550))]


def test_a_file_stays_with_a_clerk_who_falls_ill():
    of = days_of(
        ("a", group(1)),
        ("back", office(2)),
        matters=promised(),
        reviews={},
        disturbances=[{"kind": "ill", "groups": ["back"], "days": [1]}],
    )
    trace = played(of, [970], 60)
    assert spans(trace)[1] == ("review", 1000, at(2, 550), 1)


def test_a_review_that_ends_with_the_duty_is_done():
    of = days_of(("a", group(1)), ("back", office()), matters=promised(), reviews={})
    assert ends(played(of, [980], 40)) == [("done", 1020)]


def test_files_wait_for_office_hours():
    """The office begins at 10:00; it works on while the hall has lunch; what comes at its end waits for the morning."""
    shifts = {"day": {"start": "09:00", "end": "17:00"}, "late": {"start": "10:00", "end": "17:00"}}
    of = days_of(("a", group(1)), ("back", office(1, "late")), matters=promised(), reviews={}, shifts=shifts)
    trace = played(of, [550, 710, 1010], 20)
    assert [row[2:6] for row in files(trace)] == [
        (560, 600, 600, 610),
        (720, 720, 720, 730),
        (1020, at(1, 600), at(1, 600), at(1, 610)),
    ]


# Instant matters


def awaited(**more: Any) -> Any:
    """Half of the work is behind, and the result is handed out at a desk while the person waits."""
    groups = (("a", group(1)), ("back", office()), ("out", desk("issue")))
    matters = {"v": asked(task("tax", 20), window_share=0.5)}
    return days_of(*groups, **{"matters": matters, "reviews": {}, "issue": {"minutes": 1.5}, **more})


def test_an_instant_result_is_awaited_and_issued_at_once():
    trace = played(awaited(walk=0.5, setup=1.0), [550], 20)
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 561.5, "served", 0),
        (0, "review", 561.5, 561.5, 561.5, 572.5, "served", 1),
        (0, "issue", 572.5, 572.5, 572.5, 574, "served", 2),  # no walk to the desk, no set-up
    ]
    assert visits(trace) == [(0, "first", 550, 550, 574, "through")]
    assert ends(trace) == [("done", 574)]


def test_a_result_that_is_there_over_lunch_is_issued_after_it():
    trace = played(awaited(), [705], 20)
    assert sessions(trace)[1:] == [
        (0, "review", 715, 715, 715, 725, "served", 1),
        (0, "issue", 725, 780, 780, 781.5, "served", 2),
    ]


def test_an_instant_result_not_issued_by_closing_becomes_a_visit_to_collect():
    trace = played(awaited(), [990], 40, again={Cause.COLLECT: (1, 650)})
    assert spans(trace) == [
        ("intake", 990, 1010, 0),
        ("review", 1010, at(1, 550), 1),
        ("issue", at(2, 650), at(2, 651.5), 2),  # one open day after it was there
    ]
    assert visits(trace) == [
        (0, "first", 990, 990, 1020, "through"),
        (0, "collect", at(2, 650), at(2, 650), at(2, 651.5), "through"),
    ]
    assert ends(trace) == [("done", at(2, 651.5))]


@pytest.mark.parametrize(
    ("closing", "last"),
    [
        ("serve", (1, "issue", 1020, 1025, 1025, 1040, "served", 2)),
        ("send_home", (1, "issue", at(1, 600), at(1, 600), at(1, 600), at(1, 615), "served", 2)),
    ],
)
def test_who_is_at_the_issue_desk_at_closing(closing: str, last: tuple[Any, ...]):
    """Two results a quarter of an hour each; the second is there at the very minute of closing."""
    of = awaited(matters={"v": asked(task("tax", 20), window_share=0.5)}, issue={"minutes": 15}, closing=closing)
    trace = played(of, [990, 991], 20)
    assert spans(trace)[:2] == [("intake", 990, 1000, 0), ("intake", 1000, 1010, 0)]
    assert sessions(trace)[-1] == last
    assert sessions(trace)[3] == (0, "issue", 1010, 1010, 1010, 1025, "served", 2)


# Decisions


@pytest.mark.parametrize(
    ("start", "decision", "over"),
    [
        ("2017-03-06", 1.0, at(1, 555)),
        ("2017-03-06", 0.0, 555),
        ("2017-03-10", 1.0, at(3, 555)),  # Friday to Monday
        ("2017-03-10", 1.5, at(3, 555 + 720)),
        ("2017-03-10", 1.75, at(4, 555 + 1080 - 1440)),  # beyond midnight of Monday: Tuesday 03:15
    ],
)
def test_a_decision_takes_open_days(start: str, decision: float, over: float):
    matters = {"v": asked(task("tax", 5, decision=ONE_DAY), instant=0.0)}
    of = days_of(("a", group(1)), matters=matters, days=6, model="departmental", calendar={"start": start})
    assert ends(played(of, [550], 5, decision=decision)) == [("done", over)]


def test_promised_matters_by_department_are_worked_on_at_the_window():
    """The share of the work at the window is 1, whatever the matter says; the days of decision need no clerk."""
    matters = {"v": asked(task("tax", 10, decision=ONE_DAY), instant=0.0, window_share=0.5)}
    of = days_of(("a", group(1)), ("back", office()), matters=matters, model="departmental", reviews={})
    trace = played(of, [550], 10, decision=1)
    assert spans(trace) == [("intake", 550, 560, 0)]
    assert done(trace, 0) == [("intake", 560), ("decision", at(1, 560))]


def test_instant_cases_are_not_kept_waiting_for_a_decision():
    matters = {"v": asked(task("tax", 5, decision=ONE_DAY), instant=0.5)}
    of = days_of(("a", group(1)), matters=matters, model="departmental")
    trace = played(of, [550, 560], 5, decision=1, marks={Purpose.INSTANT: [0.4, 0.6]})
    assert ends(trace) == [("done", 555), ("done", at(1, 565))]


def test_a_review_comes_before_its_decision():
    matters = {"v": asked(task("tax", 10, decision=ONE_DAY), instant=0.0, window_share=0.5)}
    of = days_of(("a", group(1)), ("back", office()), matters=matters, reviews={})
    assert done(played(of, [550], 10, decision=1), 0) == [
        ("intake", 555),
        ("review", 560),
        ("decision", at(1, 560)),
    ]


def needing(instant: float, **more: Any) -> dict[str, Any]:
    """Land needs what tax has decided, which takes a day."""
    return {"v": asked(task("tax", decision=ONE_DAY), task("land", needs=[0]), instant=instant, **more)}


DEPARTMENTS = (("tax", group(1, primary="tax")), ("land", group(1, primary="land")))


def test_a_department_that_needs_the_result_of_another_sees_the_person_on_a_later_visit():
    """Decided on Tuesday at 9:15; the tape says two open days later, at 10:50."""
    of = days_of(*DEPARTMENTS, matters=needing(0.0), model="departmental")
    trace = played(of, [550], [[5, 5]], decision=[[1, 0]], again={Cause.RESULT: (2, 650)})
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 555, "served", 0),
        (0, "intake", at(3, 650), at(3, 650), at(3, 650), at(3, 655), "served", 1),
    ]
    assert visits(trace) == [
        (0, "first", 550, 550, 555, "through"),
        (0, "result", at(3, 650), at(3, 650), at(3, 655), "through"),
    ]
    assert ends(trace) == [("done", at(3, 655))]


def test_an_instant_matter_goes_on_to_the_next_department_at_once():
    of = days_of(*DEPARTMENTS, matters=needing(1.0), model="departmental")
    trace = played(of, [550], [[5, 5]], decision=[[1, 0]])
    assert spans(trace) == [("intake", 550, 555, 0), ("intake", 555, 560, 1)]


def test_one_window_takes_at_once_what_departments_take_on_two_visits():
    """Reviews wait for one another behind: tax decides after a day, then land reviews."""
    groups = (("a", group(1)), ("back", office()))
    of = days_of(*groups, matters=needing(0.0, window_share=0.5), reviews={})
    trace = played(of, [550], [[6, 4]], decision=[[1, 0]])
    assert spans(trace) == [
        ("intake", 550, 555, 0),
        ("review", 555, 558, 1),
        ("review", at(1, 558), at(1, 560), 1),
    ]
    assert len(visits(trace)) == 1


# Experts


def consulted(share: float = 0.5, **more: Any) -> dict[str, Any]:
    """Half of the cases need an expert of tax at the window, for six minutes."""
    minutes = {"kind": "deterministic", "mean": 6}
    return {"v": asked(task("tax", consultation={"share": share, "minutes": minutes}), **more)}


def test_a_window_waits_for_the_expert_and_is_blocked_meanwhile():
    of = days_of(("a", group(1)), ("back", office()), matters=consulted(), walk=0.5, setup=1.0)
    trace = played(of, [550, 552], 5, expertise=6, marks={Purpose.CONSULTATION: [0.2, 0.7]})
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 562.5, "served", 0),  # walk 0.5, expert 6, set-up 1, work 5
        (0, "consultation", 550.5, 550.5, 550.5, 556.5, "served", 1),
        (1, "intake", 552, 562.5, 563, 569, "served", 0),
    ]


def test_an_expert_is_called_once_all_papers_are_there():
    of = days_of(("a", group(1)), ("back", office()), matters=consulted(papers={"id": 0.5}), papers={"minutes": 0.25})
    trace = played(of, [550], 5, expertise=6, marks={Purpose.CONSULTATION: [0.2], Purpose.PAPER: [0.2]})
    assert spans(trace) == [
        ("intake", 550, 550.25, 0),
        ("intake", at(1, 600), at(1, 611.25), 0),
        ("consultation", at(1, 600), at(1, 606), 1),
    ]


def test_a_window_comes_before_files_but_a_review_is_finished_first():
    """The expert reviews until 570; a file waits since 561, a window since 562: the window is next."""
    of = days_of(("a", group(2)), ("back", office()), matters=consulted(instant=0.0, window_share=0.5), reviews={})
    trace = played(of, [550, 550, 562], [20, 22, 20], expertise=6, marks={Purpose.CONSULTATION: [0.7, 0.7, 0.2]})
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 560, "served", 0),
        (1, "intake", 550, 550, 550, 561, "served", 1),
        (0, "review", 560, 560, 560, 570, "served", 2),
        (1, "review", 561, 576, 576, 587, "served", 2),
        (2, "intake", 562, 562, 562, 586, "served", 0),  # waits 8, expert 6, work 10
        (2, "consultation", 562, 570, 570, 576, "served", 2),
        (2, "review", 586, 587, 587, 597, "served", 2),
    ]


HALVES = {"am": {"start": "09:00", "end": "12:00"}, "pm": {"start": "13:00", "end": "17:00"}}


def test_a_window_waits_for_an_expert_who_comes_later_that_day():
    shifts = {"day": {"start": "09:00", "end": "17:00"}, **HALVES}
    of = days_of(("a", group(1)), ("back", office(1, "pm")), matters=consulted(), shifts=shifts)
    trace = played(of, [700], 5, expertise=6, marks={Purpose.CONSULTATION: [0.2]})
    assert sessions(trace) == [
        (0, "intake", 700, 700, 700, 791, "served", 0),
        (0, "consultation", 700, 780, 780, 786, "served", 1),
    ]


def test_a_window_goes_on_without_an_expert_when_none_comes_that_day():
    shifts = {"day": {"start": "09:00", "end": "17:00"}, **HALVES}
    of = days_of(("a", group(1)), ("back", office(1, "am")), matters=consulted(), shifts=shifts)
    trace = played(of, [800], 5, expertise=6, marks={Purpose.CONSULTATION: [0.2]})
    assert sessions(trace) == [
        (0, "intake", 800, 800, 800, 805, "served", 0),
        (0, "consultation", 800, None, None, 800, "sent_home", None),
    ]


# Results


def issued(*groups: tuple[str, dict[str, Any]], instant: float = 0.0, **issue: Any) -> Any:
    """Decided after a day; the result takes two minutes."""
    matters = {"v": asked(task("tax", decision=ONE_DAY), instant=instant)}
    known = groups or (("a", group(1)), ("out", desk("issue", slowness=1.5)))
    return days_of(*known, matters=matters, model="departmental", walk=0.5, setup=1.0, issue={"minutes": 2, **issue})


def test_a_promised_result_is_collected_at_the_desk():
    trace = played(issued(), [550], 5, decision=1, again={Cause.COLLECT: (1, 650)})
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 556.5, "served", 0),
        (0, "issue", at(2, 650), at(2, 650), at(2, 650), at(2, 653), "served", 1),  # 1.5 x 2
    ]
    assert visits(trace)[1] == (0, "collect", at(2, 650), at(2, 650), at(2, 653), "through")


def test_a_promised_result_is_collected_at_a_window():
    trace = played(issued(("a", group(1, slowness=1.5)), where="window"), [550], 5, decision=1)
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 559, "served", 0),  # set-up 1, 1.5 x 5
        (0, "issue", at(2, 600), at(2, 600), at(2, 600.5), at(2, 603.5), "served", 0),
    ]


@pytest.mark.parametrize(
    ("mark", "over"),
    [
        (0.29, at(2, 556.5)),  # by courier, a day after the decision
        (0.3, at(1, 556.5)),  # online, with the decision
        (0.49, at(1, 556.5)),
        (0.5, at(2, 603)),  # collected
    ],
)
def test_results_by_courier_or_online_need_no_visit(mark: float, over: float):
    trace = played(issued(courier=0.3, online=0.2), [550], 5, decision=1, marks={Purpose.DELIVERY: [mark]})
    assert ends(trace) == [("done", over)]
    assert len(visits(trace)) == (2 if mark == 0.5 else 1)


def test_an_instant_result_is_part_of_the_session_at_the_window_that_accepts():
    trace = played(issued(("a", group(1)), instant=1.0, where="window", courier=1.0), [550], 5)
    assert spans(trace) == [("intake", 550, 556.5, 0)]


def test_so_it_is_where_several_departments_accept_one_after_the_other():
    of = days_of(
        *DEPARTMENTS,
        matters={"v": matter("tax", "land")},
        model="departmental",
        issue={"where": "window", "minutes": 2},
    )
    assert spans(played(of, [550], [[5, 4]])) == [("intake", 550, 555, 0), ("intake", 555, 559, 1)]


def test_an_instant_result_goes_over_the_one_desk():
    trace = played(issued(instant=1.0, courier=1.0), [550], 5)
    assert spans(trace) == [("intake", 550, 556.5, 0), ("issue", 556.5, 559.5, 1)]


def test_an_instant_result_of_a_review_is_handed_out_at_the_window():
    matters = {"v": asked(task("tax", 10), window_share=0.5)}
    of = days_of(
        ("a", group(1)), ("back", office()), matters=matters, reviews={}, issue={"where": "window", "minutes": 2}
    )
    trace = played(of, [550, 551], 10)
    assert spans(trace, 0) == [("intake", 550, 555, 0), ("review", 555, 560, 1), ("issue", 560, 562, 0)]
    assert spans(trace, 1) == [("intake", 555, 560, 0), ("review", 560, 565, 1), ("issue", 565, 567, 0)]


def test_who_collects_does_not_pass_guidance():
    groups = (("guide", desk("guidance")), ("a", group(1)), ("out", desk("issue")))
    matters = {"v": asked(task("tax", decision=ONE_DAY), instant=0.0)}
    of = days_of(*groups, matters=matters, guidance={"minutes": 1}, issue={"minutes": 2})
    trace = played(of, [550], 5, decision=1)
    assert [row[1] for row in sessions(trace)] == ["guidance", "intake", "issue"]


def test_where_there_is_no_issue_nobody_comes_for_results():
    of = days_of(("a", group(1)), matters={"v": matter("tax")}, model="departmental")
    assert ends(played(of, [550], 5)) == [("done", 555)]
