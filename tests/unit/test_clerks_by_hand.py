"""Clerks of the reform on paper: absence, learning, tidal windows, what goes wrong. 540 is 09:00, 600 is 10:00."""

from __future__ import annotations

from typing import Any

import pytest

from halls import asked, desk, group, matter, office, spec, task
from reading import at, duties, ends, files, played, sessions, spans
from sim.spec import Spec
from sim.streams import Purpose
from sim.trace import Trace


def tides(trace: Trace) -> list[tuple[float, ...]]:
    """Group, from and to of each spell of open tidal windows."""
    columns = (trace.tide_group, trace.tide_from, trace.tide_to)
    return list(zip(*(column.tolist() for column in columns), strict=True))


# Absence and illness


def test_who_is_absent_is_away_for_the_day():
    of = spec({"a": group(2, attendance=0.9)}, days=2)
    trace = played(of, [550, at(1, 550)], 5, away=[(0, 0)])
    assert spans(trace) == [("intake", 550, 555, 1), ("intake", at(1, 550), at(1, 555), 0)]
    assert duties(trace) == [
        (1, 540, 1020, 1020),
        (0, *[at(1, 540)], *[at(1, 1020)] * 2),
        (1, at(1, 540), *[at(1, 1020)] * 2),
    ]


def test_where_everybody_attends_nobody_is_absent():
    trace = played(spec({"a": group(2)}), [550], 5, away=[(0, 0)])
    assert spans(trace) == [("intake", 550, 555, 0)]


def test_clerks_are_numbered_through_the_groups_for_absence():
    """Clerk 2 of the hall is the first of the second group."""
    groups = {"a": group(2, primary="tax"), "b": group(2, primary="land", attendance=0.9)}
    of = spec(groups, {"t": matter("tax"), "l": matter("land")})
    trace = played(of, [550, 551], 5, matters=[0, 1], away=[(0, 2)])
    assert [row[7] for row in sessions(trace)] == [0, 3]


def test_who_is_ill_is_away_on_the_days_named():
    ill = {"kind": "ill", "groups": ["a"], "days": [0], "clerks": 2}
    trace = played(spec({"a": group(3)}, days=2, disturbances=[ill]), [550, at(1, 550)], 5)
    assert spans(trace) == [("intake", 550, 555, 2), ("intake", at(1, 550), at(1, 555), 0)]


def test_who_is_ill_would_have_been_there():
    """Of the roster's second line, who alone is due on the second day; not of the first, who is at home."""
    ill = {"kind": "ill", "groups": ["a"], "days": [1], "clerks": 1}
    shifts = ["day"]
    lines = [{"clerks": 2, "shifts": shifts, "weekdays": ["mon"]}, {"clerks": 2, "shifts": shifts, "weekdays": ["tue"]}]
    roster = {key: value for key, value in group(1).items() if key not in ("clerks", "shifts")}
    groups = {"a": {**roster, "roster": lines}}
    trace = played(spec(groups, days=2, disturbances=[ill]), [550, at(1, 550), at(1, 551)], 5)
    assert spans(trace) == [
        ("intake", 550, 555, 0),
        ("intake", at(1, 550), at(1, 555), 3),
        ("intake", at(1, 555), at(1, 560), 3),
    ]


def test_with_everybody_ill_people_wait_until_closing():
    ill = {"kind": "ill", "groups": ["a"], "clerks": 1}
    trace = played(spec({"a": group(1)}, disturbances=[ill]), [550], 5)
    assert sessions(trace) == [(0, "intake", 550, None, None, 1020, "sent_home", None)]


def test_while_a_system_is_down_nothing_starts_and_nothing_is_broken_off():
    groups = {"tax": group(1, primary="tax"), "land": group(1, primary="land")}
    down = {"kind": "system_down", "groups": ["tax"], "start": "10:00", "end": "11:00", "days": [0]}
    of = spec(groups, {"t": matter("tax"), "l": matter("land")}, disturbances=[down], days=2)
    trace = played(of, [595, 596, 601, 660, at(1, 610)], [10, 5, 5, 5, 5], matters=[0, 0, 1, 0, 0])
    assert sessions(trace) == [
        (0, "intake", 595, 595, 595, 605, "served", 0),
        (1, "intake", 596, 660, 660, 665, "served", 0),
        (2, "intake", 601, 601, 601, 606, "served", 1),  # another department
        (3, "intake", 660, 665, 665, 670, "served", 0),
        (4, "intake", at(1, 610), at(1, 610), at(1, 610), at(1, 615), "served", 0),  # another day
    ]


def test_files_wait_for_a_system_too():
    down = {"kind": "system_down", "groups": ["back"], "start": "10:00", "end": "11:00"}
    matters = {"v": asked(task("tax", 20), window_share=0.5, instant=0.0)}
    of = spec({"a": group(1), "back": office()}, matters, model="integrated", reviews={}, disturbances=[down])
    trace = played(of, [585, 590], 20)
    assert [row[2:6] for row in files(trace)] == [(595, 595, 595, 605), (605, 660, 660, 670)]


def test_two_systems_down_at_once_are_both_waited_for():
    downs = [
        {"kind": "system_down", "groups": ["a"], "start": "10:00", "end": "11:00"},
        {"kind": "system_down", "groups": ["a"], "start": "10:30", "end": "11:30"},
    ]
    trace = played(spec({"a": group(1)}, disturbances=downs), [605], 5)
    assert trace.call.tolist() == [690]


# Learning


def test_each_clerk_learns_each_matter_alone():
    """T(n) = 1 + 1/n: 12, 9, 8 minutes for 6. The longest idle of two clerks is asked; so they take turns."""
    learning = {"first": 2.0, "rate": 1.0}
    of = spec({"a": group(2, learning=learning)}, {"v": matter("tax"), "w": matter("tax")}, setup=1.0)
    people = [550, 570, 590, 600, 610, 630, 650, 670, 690]
    trace = played(of, people, 6, matters=[0, 0, 0, 0, 1, 0, 1, 0, 0])
    assert [clerk for _, _, _, clerk in spans(trace)] == [0, 1, 0, 1, 0, 1, 0, 1, 0]
    minutes = trace.end - trace.start
    assert minutes.tolist() == pytest.approx([13, 13, 10, 10, 13, 9, 10, 8.5, 9], rel=1e-12)  # set-up is not learnt


def test_learning_begins_at_the_experience_that_clerks_bring():
    """At the third session T = 1.5 + 1.5 / 3 = 2, at the fourth 1.5 + 1.5 / 4 = 1.875."""
    learning = {"first": 3.0, "rate": 1.0, "experience": 2}
    trace = played(spec({"a": group(1, slowness=1.5, learning=learning)}), [550, 570], 8)
    assert (trace.end - trace.start).tolist() == pytest.approx([16, 15], rel=1e-12)


def test_nobody_becomes_faster_than_a_standard_clerk_by_learning():
    """T(n) = 0.5 + 1.5 / n is below 1 from the fourth session on."""
    learning = {"first": 2.0, "rate": 1.0}
    trace = played(spec({"a": group(1, slowness=0.5, learning=learning)}), [550, 570, 590, 610, 630], 6)
    assert (trace.end - trace.start).tolist() == pytest.approx([12, 7.5, 6, 6, 6], rel=1e-12)


def test_a_session_that_is_not_finished_teaches_nothing():
    """The first is turned back, so that the second is still the first of its matter."""
    learning = {"first": 2.0, "rate": 1.0}
    matters = {"v": asked(task("tax"), papers={"id": 0.5})}
    of = spec({"a": group(1, learning=learning)}, matters, papers={"minutes": 1})
    trace = played(of, [550, 560, 580], 5, marks={Purpose.PAPER: [[0.2], [0.9], [0.9]]})
    assert (trace.end - trace.start).tolist() == pytest.approx([2, 12, 9], rel=1e-12)


# Tidal windows


def tidal(files: bool = False, days: int = 2, **tide: Any) -> Spec:
    """One window and one clerk behind who comes forward when more than one wait."""
    rule = {"scope": {"all": True}, "open_over": 1, "close_under": 1, **tide}
    matters = {"v": asked(task("tax"), window_share=0.5, instant=0.0)} if files else {"v": matter("tax")}
    more: dict[str, Any] = {"model": "integrated", "reviews": {}} if files else {}
    return spec({"a": group(1), "back": office(tidal=rule)}, matters, days=days, **more)


def test_tidal_windows_open_when_many_wait_and_shut_when_few_do():
    """Two wait at 552: open five minutes later. Nobody waits at 567: shut two minutes later."""
    trace = played(tidal(open_delay=5, close_delay=2), [550, 551, 552, 568], [20, 10, 10, 5])
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 570, "served", 0),
        (1, "intake", 551, 557, 557, 567, "served", 1),
        (2, "intake", 552, 567, 567, 577, "served", 1),
        (3, "intake", 568, 570, 570, 575, "served", 0),
    ]
    assert tides(trace) == [(1, 557, 569)]


def test_whom_a_free_clerk_calls_at_once_opens_no_window():
    """At 552 two have tickets, and the window is free again: one is left, and that is not more than one."""
    assert tides(played(tidal(), [550, 551, 552], [2, 2, 2])) == []
    three = spec({"a": group(3), "back": office(tidal={"scope": {"all": True}, "open_over": 1, "close_under": 1})})
    assert tides(played(three, [530, 531, 532], [5, 5, 5])) == []  # the crowd at the door at nine


def test_a_window_that_was_decided_on_opens_though_the_crowd_is_gone():
    """Decided at 551.5; all are called by 554, but the clerk is on the way: open at 556.5, and shut at once."""
    trace = played(tidal(open_delay=5), [550, 551, 551.5], [2, 2, 2])
    assert trace.call.tolist() == [550, 552, 554]
    assert tides(trace) == [(1, 556.5, 556.5)]


def test_windows_stay_open_for_one_who_has_waited_long():
    """From 586 on the second ticket is old: it is fewer than two, but the windows stay open until it is called."""
    trace = played(tidal(files=True, open_over=None, open_after=15, close_under=2), [550, 570, 571], [80, 60, 10])
    assert sessions(trace)[:4] == [
        (0, "intake", 550, 550, 550, 590, "served", 0),
        (1, "intake", 570, 585, 585, 615, "served", 1),
        (2, "intake", 571, 590, 590, 595, "served", 0),
        (0, "review", 590, 615, 615, 655, "served", 1),
    ]
    assert tides(trace) == [(1, 585, 585), (1, 586, 590)]


def test_tidal_windows_open_for_one_who_has_waited_long():
    trace = played(tidal(open_over=None, open_after=15, close_under=1), [550, 551], [40, 10])
    assert sessions(trace)[1] == (1, "intake", 551, 566, 566, 576, "served", 1)
    assert tides(trace) == [(1, 566, 566)]


def test_tidal_windows_are_shut_each_morning():
    """Never fewer than none wait: the windows stay open, until the next morning."""
    trace = played(tidal(close_under=0), [550, 551, 552, 580, at(1, 550), at(1, 551)], [60, 10, 10, 5, 60, 5])
    assert [row[7] for row in sessions(trace)] == [0, 1, 1, 1, 0, 0]
    assert trace.call.tolist() == [550, 552, 562, 580, at(1, 550), at(1, 610)]
    assert tides(trace) == [(1, 552, at(1, 540))]


def test_people_come_before_files_while_the_windows_are_open():
    """The review under way is finished first; files go on when the windows are shut."""
    trace = played(tidal(files=True), [550, 561, 562, 563], [20, 60, 10, 10])
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 560, "served", 0),
        (0, "review", 560, 560, 560, 570, "served", 1),
        (1, "intake", 561, 561, 561, 591, "served", 0),
        (2, "intake", 562, 570, 570, 575, "served", 1),  # open since 563, but the review comes first
        (3, "intake", 563, 575, 575, 580, "served", 1),  # before the file of 575
        (2, "review", 575, 580, 580, 585, "served", 1),
        (3, "review", 580, 585, 585, 590, "served", 1),
        (1, "review", 591, 591, 591, 621, "served", 1),
    ]
    assert tides(trace) == [(1, 563, 575)]


def test_clerks_at_tidal_windows_work_on_files_when_nobody_waits():
    """The windows are still open, as they shut five minutes late: reviews are the second scope meanwhile."""
    trace = played(tidal(files=True, close_delay=30), [550, 551, 552], [20, 10, 10])
    assert [row[1:4] + row[7:] for row in sessions(trace)] == [
        ("intake", 550, 550, 0),
        ("intake", 551, 552, 1),
        ("intake", 552, 557, 1),
        ("review", 557, 562, 1),
        ("review", 560, 567, 1),
        ("review", 562, 577, 1),
    ]
    assert tides(trace) == [(1, 552, 587)]


def test_windows_do_not_open_while_the_hall_is_closed():
    """Three hold tickets over lunch; the rule holds from 12:12 on, but the windows open with the hall."""
    of = spec(
        {"a": group(1), "back": office(tidal={"scope": {"all": True}, "open_over": 1, "close_under": 1})},
        tickets_in_closures=True,
    )
    trace = played(of, [730, 731, 732], [5, 8, 5])
    assert spans(trace) == [("intake", 780, 785, 0), ("intake", 780, 788, 1), ("intake", 785, 790, 0)]
    assert tides(trace) == [(1, 780, 785)]


# Help behind


def test_offices_help_one_another_by_their_rule():
    """Land's clerk takes files of tax when more than one wait."""
    groups = {
        "a": group(3),
        "tax": office(primary="tax"),
        "land": office(primary="land", secondary={"all": True}, help={"waiting_over": 1}),
    }
    matters = {"t": asked(task("tax", 20), window_share=0.5, instant=0.0), "l": matter("land")}
    of = spec(groups, matters, model="integrated", reviews={})
    trace = played(of, [550, 550, 550], [20, 22, 24])
    assert [row[2:] for row in files(trace)] == [
        (560, 560, 560, 570, "served", 3),
        (561, 562, 562, 573, "served", 4),  # at 562 two wait
        (562, 570, 570, 582, "served", 3),
    ]


def test_the_office_never_stays_for_people():
    """At closing somebody waits whom only an open tidal window could serve; its clerk goes, and they go home."""
    shifts = {"day": {"start": "09:00", "end": "17:00"}, "short": {"start": "09:00", "end": "16:00"}}
    rule = {"scope": {"all": True}, "open_over": 0, "close_under": 0}
    of = spec({"a": group(1, "short"), "back": office(tidal=rule)}, shifts=shifts)
    trace = played(of, [1000, 1001], [30, 5])
    assert sessions(trace) == [
        (0, "intake", 1000, 1000, 1000, 1030, "served", 1),
        (1, "intake", 1001, None, None, 1020, "sent_home", None),
    ]
    assert duties(trace) == [(0, 540, 960, 960), (1, 540, 1020, 1030)]


def test_a_desk_has_clerks_of_its_own_pace():
    groups = {"guide": desk("guidance", slowness=2.0), "a": group(1)}
    of = spec(groups, guidance={"minutes": 1.5}, slowness=1.2)
    trace = played(of, [550], 5)
    assert spans(trace) == [("guidance", 550, 553, 0), ("intake", 553, 559, 1)]  # 2 x 1.5; the hall's 1.2 x 5
    assert ends(trace) == [("done", 559)]
