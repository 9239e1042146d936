"""Desks and channels on paper: questions, wrong tickets, machines, help, online, points, bookings, agents.

The smallest days, minute by minute. 540 is 09:00, 600 is 10:00.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from halls import LABEL, asked, desk, group, matter, office, spec, task
from reading import at, ends, played, sessions, spans, visits
from sim.spec import Spec
from sim.streams import Purpose
from sim.tape import Cause
from sim.trace import Trace

PAPER = Purpose.PAPER
RULES = {"minutes": 0.25, "missing_again": 0.1}


def with_papers(**more: Any) -> dict[str, Any]:
    """A matter of five minutes that asks for a form and a deed."""
    return {"v": asked(task("tax"), **{"papers": {"form": 0.5, "deed": 0.5}, **more})}


def place(*groups: tuple[str, dict[str, Any]], **hall: Any) -> Spec:
    """A hall of a few days with these groups; people may come again."""
    demand = {"returns": {}, **hall.pop("demand", {})}
    return spec(dict(groups), hall.pop("matters", {"v": matter("tax")}), **{"days": 4, **hall}, demand=demand)


def order(trace: Trace) -> list[int]:
    """Rows of the tape in the order in which people come."""
    people: list[int] = trace.plan.person.tolist()
    return people


# Enquiries


def test_questions_come_first_and_on_the_first_visit_only():
    groups = (("ask", desk("enquiries", slowness=1.5)), ("guide", desk("guidance")), ("a", group(1)))
    of = place(
        *groups,
        matters=with_papers(),
        papers=RULES,
        enquiries={"share": 0.4, "minutes": 2},
        guidance={"minutes": 1},
        walk=0.5,
    )
    trace = played(of, [550, 560], 5, marks={PAPER: [[0.2, 0.9], [0.9, 0.9]], Purpose.ENQUIRY: [0.3, 0.5]})
    assert sessions(trace) == [
        (0, "enquiry", 550, 550, 550, 553, "served", 0),  # 1.5 x 2, at the door
        (0, "guidance", 553, 553, 553, 554, "served", 1),
        (0, "intake", 554, 554, 554.5, 555, "turned_back", 2),
        (1, "guidance", 560, 560, 560, 561, "served", 1),
        (1, "intake", 561, 561, 561.5, 567, "served", 2),
        (0, "guidance", at(1, 600), at(1, 600), at(1, 600), at(1, 601), "served", 1),
        (0, "intake", at(1, 601), at(1, 601), at(1, 601.5), at(1, 607), "served", 2),
    ]


# Wrong tickets

DEPARTMENTS = (("tax", group(1, primary="tax")), ("land", group(1, primary="land")), ("x", group(1, primary="x")))
MATTERS = {"t": matter("tax"), "l": matter("land"), "o": matter("x")}
WRONG = {"share": 0.2, "minutes": 0.5}


def test_a_wrong_ticket_is_found_at_the_call_and_goes_to_the_back_of_the_right_queue():
    """The mark 0.4 means the first of two other queues, that of land."""
    of = place(*DEPARTMENTS, matters=MATTERS, wrong_tickets=WRONG, walk=0.5, setup=1.0)
    marks = {Purpose.WRONG: [0.1, 0.9, 0.9], Purpose.WHICH: [0.4, 0.4, 0.4]}
    trace = played(of, [550, 550.25, 550.75], 5, matters=[0, 0, 0], marks=marks)
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 551, "wrong_ticket", 1),  # walk 0.5, told in 0.5, no set-up
        (1, "intake", 550.25, 550.25, 550.75, 556.75, "served", 0),
        (2, "intake", 550.75, 556.75, 557.25, 563.25, "served", 0),
        (0, "intake", 551, 563.25, 563.75, 569.75, "served", 0),
    ]
    assert visits(trace)[0] == (0, "first", 550, 550, 569.75, "through")


@pytest.mark.parametrize(("which", "clerk"), [(0.4, 1), (0.6, 2)])
def test_all_other_queues_are_taken_by_mistake_alike(which: float, clerk: int):
    of = place(*DEPARTMENTS, matters=MATTERS, wrong_tickets=WRONG)
    trace = played(of, [550], 5, marks={Purpose.WRONG: [0.1], Purpose.WHICH: [which]})
    assert spans(trace) == [("intake", 550, 550.5, clerk), ("intake", 550.5, 555.5, 0)]


def test_each_session_may_begin_with_a_wrong_ticket():
    of = place(*DEPARTMENTS, matters={"b": matter("tax", "land"), "o": matter("x")}, wrong_tickets=WRONG)
    trace = played(of, [550], [[5, 4]], marks={Purpose.WRONG: [[0.1, 0.1]], Purpose.WHICH: [[0.0, 0.0]]})
    assert spans(trace) == [
        ("intake", 550, 550.5, 1),
        ("intake", 550.5, 555.5, 0),
        ("intake", 555.5, 556, 0),
        ("intake", 556, 560, 1),
    ]


@pytest.mark.parametrize(("mark", "number"), [(0.09, 2), (0.11, 1)])
def test_guidance_corrects_wrong_tickets(mark: float, number: int):
    """It spares half of them: the share falls from 0.2 to 0.1."""
    of = place(
        *DEPARTMENTS,
        ("guide", desk("guidance")),
        matters=MATTERS,
        wrong_tickets=WRONG,
        guidance={"minutes": 1, "corrects": 0.5},
    )
    trace = played(of, [550], 5, marks={Purpose.WRONG: [mark], Purpose.WHICH: [0.0]})
    assert [row[1] for row in sessions(trace)] == ["guidance", *["intake"] * number]


def test_who_comes_again_has_been_told():
    of = place(*DEPARTMENTS, matters={**MATTERS, "t": with_papers()["v"]}, wrong_tickets=WRONG, papers=RULES)
    marks = {Purpose.WRONG: [0.1], Purpose.WHICH: [0.0], PAPER: [[0.2, 0.9]]}
    trace = played(of, [550], 5, marks=marks)
    assert [row[6] for row in sessions(trace)] == ["wrong_ticket", "turned_back", "served"]


def test_with_one_queue_there_is_no_wrong_ticket():
    of = place(("a", group(1)), matters=MATTERS, wrong_tickets=WRONG, model="integrated")
    trace = played(of, [550], 5, marks={Purpose.WRONG: [0.1], Purpose.WHICH: [0.0]})
    assert spans(trace) == [("intake", 550, 555, 0)]


# Machines


def self_service(**more: Any) -> Spec:
    """A machine that is faster than a clerk; half of those whose matter is decided at once try it, and 0.4 fail."""
    machine = group(1, station="machine", slowness=0.8)
    demand = {"machine": 0.5}
    return place(("m", machine), ("a", group(1)), demand=demand, machines={"failure": 0.4}, walk=0.5, setup=1.0, **more)


def test_a_machine_does_all_at_once():
    trace = played(self_service(), [550, 550], 5, marks={Purpose.MACHINE: [0.4, 0.6], Purpose.FAILURE: [0.5, 0.1]})
    assert sessions(trace) == [
        (0, "machine", 550, 550, 550, 554, "served", 0),  # 0.8 x 5, no walk, no set-up
        (1, "intake", 550, 550, 550.5, 556.5, "served", 1),
    ]
    assert ends(trace) == [("done", 554), ("done", 556.5)]


def test_who_fails_at_a_machine_goes_on_to_a_window():
    trace = played(self_service(), [550], 5, marks={Purpose.MACHINE: [0.4], Purpose.FAILURE: [0.3]})
    assert sessions(trace) == [
        (0, "machine", 550, 550, 550, 554, "failed", 0),
        (0, "intake", 554, 554, 554.5, 560.5, "served", 1),
    ]
    assert visits(trace) == [(0, "first", 550, 550, 560.5, "through")]


def test_a_machine_is_for_matters_decided_at_once_which_it_serves():
    machine = group(1, primary={"matters": ["v"]}, station="machine")
    matters = {"v": {**matter("tax"), "instant": 0.5}, "w": matter("tax")}
    of = place(("m", machine), ("a", group(1)), matters=matters, demand={"machine": 1.0})
    marks = {Purpose.MACHINE: [0.0] * 3, Purpose.INSTANT: [0.4, 0.6, 0.0]}
    trace = played(of, [550, 560, 570], 5, matters=[0, 0, 1], marks=marks)
    assert [row[1] for row in sessions(trace)] == ["machine", "intake", "intake"]


# Help for those who cannot be served


def helped(after: int) -> Spec:
    """A desk that finds a way for half of those turned back so many times."""
    rules = {"after": after, "minutes": 10, "solves": 0.5}
    groups = (("a", group(1)), ("help", desk("help")))
    return place(*groups, matters=with_papers(), papers=RULES, help_desk=rules, walk=0.5, setup=1.0)


def test_the_help_desk_finds_a_way():
    trace = played(helped(1), [550], 5, marks={PAPER: [[0.2, 0.03]], Purpose.SOLUTION: [0.3]})
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 552, "turned_back", 0),
        (0, "help", 552, 552, 552, 562, "served", 1),
        (0, "intake", 562, 562, 562.5, 569, "served", 0),  # nothing is missing any more
    ]
    assert visits(trace) == [(0, "first", 550, 550, 569, "through")]


def test_the_help_desk_finds_no_way():
    trace = played(helped(1), [550], 5, marks={PAPER: [[0.2, 0.9]], Purpose.SOLUTION: [0.7]})
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 552, "turned_back", 0),
        (0, "help", 552, 552, 552, 562, "turned_back", 1),
        (0, "intake", at(1, 600), at(1, 600), at(1, 600.5), at(1, 607), "served", 0),
    ]
    assert visits(trace)[0] == (0, "first", 550, 550, 562, "turned_back")


def test_the_help_desk_is_for_those_turned_back_so_many_times():
    trace = played(helped(2), [550], 5, marks={PAPER: [[0.003, 0.9]], Purpose.SOLUTION: [0.3]})
    assert [(row[1], row[6]) for row in sessions(trace)] == [
        ("intake", "turned_back"),
        ("intake", "turned_back"),
        ("help", "served"),
        ("intake", "served"),
    ]
    assert trace.visit_left.tolist() == [552, at(1, 600 + 2 + 10 + 7)]


# Online


def online(*groups: tuple[str, dict[str, Any]], **more: Any) -> Spec:
    """Half of the cases are filed online; the office behind does all the work."""
    known = (("a", group(1)), ("back", office(slowness=1.5)), *groups)
    return place(*known, matters=with_papers(), papers=RULES, demand={"online": 0.5}, setup=1.0, **more)


@pytest.mark.parametrize(("filed", "begins"), [(450, 540), (550, 550), (1200, at(1, 540))])
def test_who_files_online_does_not_come(filed: float, begins: float):
    """Filed at any hour, worked on in office hours: set-up 1, 1.5 x (5 + 0.5)."""
    trace = played(online(), [filed], 5, marks={Purpose.ONLINE: [0.2]})
    assert sessions(trace) == [(0, "intake", filed, begins, begins, begins + 9.25, "served", 1)]
    assert visits(trace) == []
    assert ends(trace) == [("done", begins + 9.25)]


def test_who_files_online_without_a_paper_files_anew():
    trace = played(
        online(), [550], 5, marks={Purpose.ONLINE: [0.2], PAPER: [[0.2, 0.9]]}, again={Cause.PAPERS: (2, 1200)}
    )
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 551.75, "turned_back", 1),  # set-up 1, 1.5 x 0.5
        (0, "intake", at(2, 1200), at(3, 540), at(3, 540), at(3, 549.25), "served", 1),
    ]
    assert visits(trace) == []


@pytest.mark.parametrize(("mark", "number"), [(0.2, 0), (0.6, 1)])
def test_who_filed_online_comes_to_collect_or_not_at_all(mark: float, number: int):
    """Decided at once, but the person is not there: the result is on its way as a promised one is."""
    of = online(("out", desk("issue")), issue={"minutes": 2, "courier": 0.5, "courier_days": 2})
    trace = played(of, [550], 5, marks={Purpose.ONLINE: [0.2], Purpose.DELIVERY: [mark]})
    collected = [(0, "collect", at(1, 600), at(1, 600), at(1, 602), "through")]
    assert visits(trace) == collected[:number]
    assert ends(trace) == [("done", at(1, 602) if number else at(2, 559.25))]


def test_online_each_department_has_a_file_of_its_own_at_once():
    matters = {"b": asked(task("tax"), task("land"), window_share=0.5)}
    groups = (("a", group(1)), ("tax", office(primary="tax")), ("land", office(primary="land")))
    of = place(*groups, matters=matters, demand={"online": 0.5}, model="integrated", reviews={})
    trace = played(of, [550], [[5, 4]], marks={Purpose.ONLINE: [0.2]})
    assert spans(trace) == [("intake", 550, 555, 1), ("intake", 550, 554, 2)]


# Sites


def city(desks: Sequence[tuple[str, Any]] = (), point_first: bool = False, **more: Any) -> Spec:
    """A hall in the centre, and a community point at the edge that takes one of two matters; half may file online."""
    point = group(1, primary={"matters": ["v"]}, site="near")
    zones = {"centre": (0.5, {"main": 5, "near": 20}), "edge": (0.5, {"main": 25, "near": 6})}
    demand = {
        "zones": {name: {"label": LABEL, "share": s, "minutes": m} for name, (s, m) in zones.items()},
        "community": 0.7,
        "online": 0.5,
    }
    matters = {"v": asked(task("tax", 10), window_share=0.5), "w": asked(task("tax", 10), window_share=0.5)}
    groups = (("a", group(1, site="main")), ("point", point), ("back", office()), *desks)
    sites = {"near": "point", "main": "hall"} if point_first else {"main": "hall", "near": "point"}
    return place(*groups, matters=matters, demand=demand, sites=sites, model="integrated", reviews={}, **more)


def test_people_go_to_the_nearest_site_that_serves_them():
    marks = {Purpose.ZONE: [0.2, 0.7, 0.7, 0.7], Purpose.COMMUNITY: [0.5, 0.5, 0.8, 0.5]}
    trace = played(city(), [550, 560, 570, 580], 10, matters=[0, 0, 0, 1], marks=marks)
    assert trace.plan.site.tolist() == [0, 1, 0, 0]  # the centre; the edge; not for community points; not served there
    assert trace.plan.travel.tolist() == [5, 6, 25, 25]
    assert [row[7] for row in sessions(trace) if row[1] == "intake"] == [0, 1, 0, 0]


def test_who_files_online_has_the_way_to_the_nearest_hall_if_only_to_collect():
    """The point comes first in the list of sites, and is nearer: results are handed out in the hall."""
    of = city(issue={"where": "desk", "minutes": 1}, desks=[("issue", desk("issue"))], point_first=True)
    marks = {Purpose.ZONE: [0.7, 0.7], Purpose.COMMUNITY: [0.5, 0.5], Purpose.ONLINE: [0.1, 0.9]}
    trace = played(of, [550, 560], 10, marks=marks)
    assert trace.plan.online.tolist() == [True, False]
    names = list(of.sites)
    assert [names[site] for site in trace.plan.site] == ["main", "near"]
    assert trace.plan.travel.tolist() == [25, 6]
    assert [end for end, _ in ends(trace)] == ["done", "done"]


def test_the_back_office_serves_all_sites():
    marks = {Purpose.ZONE: [0.2, 0.7], Purpose.COMMUNITY: [0.5, 0.5]}
    trace = played(city(), [550, 550], 10, marks=marks)
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 555, "served", 0),
        (1, "intake", 550, 550, 550, 555, "served", 1),
        (0, "review", 555, 555, 555, 560, "served", 2),
        (1, "review", 555, 560, 560, 565, "served", 2),
    ]


# Bookings

SLOTS = {"09:00": 1, "09:30": 1, "10:00": 1}


def booked(slots: dict[str, int] | None = None, no_show: float = 0.0, **more: Any) -> Spec:
    """Half of the people would book; slots of half an hour for one each."""
    demand = {"bookings": {"share": 0.5, "no_show": no_show}}
    return place(("a", group(1)), demand=demand, slots=SLOTS if slots is None else slots, **more)


def test_who_finds_a_slot_full_takes_the_nearest_that_is_not():
    """Four would book three slots, and come ten minutes early, five late, two early; the fourth comes as he would."""
    marks = {Purpose.BOOKING: [0.1, 0.9, 0.1, 0.1, 0.1]}
    trace = played(booked(), [545, 548, 550, 575, 580], 5, marks=marks, punctuality=[-10, 0, 5, -2, 0])
    assert order(trace) == [0, 1, 2, 4, 3]
    assert trace.plan.arrival.tolist() == [530, 548, 575, 580, 598]
    assert trace.plan.priority.tolist() == [1, 0, 1, 0, 1]
    assert sessions(trace)[0] == (0, "intake", 540, 540, 540, 545, "served", 0)  # waits at the door


def test_the_nearest_slot_may_be_a_later_or_the_last_one():
    """Half past ten is nearer to eleven than nine; then three is nearer to two than nine."""
    slots = {"09:00": 1, "10:30": 1, "15:00": 1}
    trace = played(booked(slots), [665, 840], 5, marks={Purpose.BOOKING: [0.1, 0.1]})
    assert trace.plan.arrival.tolist() == [630, 900]


def test_of_two_slots_as_near_the_earlier_is_taken():
    trace = played(booked({"09:00": 1, "10:00": 1}), [575], 5, marks={Purpose.BOOKING: [0.1]})
    assert trace.plan.arrival.tolist() == [540]


def test_slots_are_for_each_day():
    trace = played(booked({"09:00": 1}), [575, at(1, 575)], 5, marks={Purpose.BOOKING: [0.1, 0.1]})
    assert trace.plan.arrival.tolist() == [540, at(1, 540)]


def test_where_no_slots_are_offered_nobody_books():
    trace = played(booked({}), [575], 5, marks={Purpose.BOOKING: [0.1]}, punctuality=7)
    assert (trace.plan.arrival.tolist(), trace.plan.priority.tolist()) == ([575], [0])


def test_who_does_not_show_up_keeps_the_slot_from_others():
    marks = {Purpose.BOOKING: [0.1, 0.1], Purpose.NO_SHOW: [0.2, 0.4]}
    trace = played(booked(no_show=0.3), [545, 550], 5, marks=marks)
    assert ends(trace) == [("no_show", 540), ("done", 575)]
    assert sessions(trace) == [(1, "intake", 570, 570, 570, 575, "served", 0)]


@pytest.mark.parametrize(("head_start", "first"), [(0, 1), (8, 1), (9, 1), (10, 2), ("strict", 2)])
def test_the_booked_have_a_head_start(head_start: Any, first: int):
    """One is served until 570. A ticket of 551 and a booked one of 560 wait: ten minutes are enough to pass."""
    of = booked({"09:30": 1}, head_start={"booked": head_start})
    marks = {Purpose.BOOKING: [0.9, 0.9, 0.1]}
    trace = played(of, [550, 551, 580], [20, 5, 5], marks=marks, punctuality=[0, 0, -10])
    assert trace.ticket.tolist() == [550, 551, 560]
    calls = {1: [570, 575], 2: [575, 570]}
    assert trace.call.tolist()[1:] == calls[first]


def test_a_priority_class_keeps_its_head_start_in_every_queue_it_joins():
    """At the second department the elderly person passes one who has waited three minutes longer."""
    demand = {"classes": {"elderly": {"label": LABEL, "share": 0.5}}}
    groups = (("tax", group(2, primary="tax")), ("land", group(1, primary="land")))
    of = place(*groups, matters={"b": matter("tax", "land")}, demand=demand, head_start={"elderly": 5})
    trace = played(of, [550, 551, 553], [[1, 20], [1, 5], [2, 5]], priorities=[0, 0, 1])
    assert spans(trace, 1) == [("intake", 551, 552, 1), ("intake", 576, 581, 2)]
    assert spans(trace, 2) == [("intake", 553, 555, 0), ("intake", 571, 576, 2)]


# Agents


def test_an_agent_takes_a_ticket_for_each_case_one_after_the_other():
    """Three cases come with the first of them; the fourth person is between two of them."""
    of = place(("a", group(1)), demand={"agents": {"share": 0.5, "cases": 3}})
    trace = played(of, [550, 552, 560, 570], 5, marks={Purpose.AGENT: [0.1, 0.9, 0.1, 0.1]})
    assert order(trace) == [0, 2, 3, 1]
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550, 555, "served", 0),
        (3, "intake", 552, 555, 555, 560, "served", 0),
        (1, "intake", 555, 560, 560, 565, "served", 0),
        (2, "intake", 565, 565, 565, 570, "served", 0),
    ]
    assert visits(trace) == [
        (0, "first", 550, 550, 555, "through"),
        (3, "first", 552, 552, 560, "through"),
        (1, "first", 555, 555, 565, "through"),
        (2, "first", 565, 565, 570, "through"),
    ]


def test_an_agent_turned_back_with_one_case_goes_on_with_the_next():
    of = place(("a", group(1)), matters=with_papers(), papers=RULES, demand={"agents": {"share": 0.5, "cases": 2}})
    marks = {Purpose.AGENT: [0.1, 0.1], PAPER: [[0.2, 0.9], [0.9, 0.9]]}
    trace = played(of, [550, 570], 5, marks=marks)
    assert visits(trace) == [
        (0, "first", 550, 550, 550.5, "turned_back"),
        (1, "first", 550.5, 550.5, 556, "through"),
        (0, "papers", at(1, 600), at(1, 600), at(1, 605.5), "through"),
    ]


def test_agents_take_so_many_cases_at_a_time_on_each_day():
    of = place(("a", group(3)), demand={"agents": {"share": 1.0, "cases": 2}})
    trace = played(of, [550, 560, 570, at(1, 550)], 5, marks={Purpose.AGENT: [0.0] * 4})
    assert trace.plan.arrival.tolist() == [550, 550, 570, at(1, 550)]
    assert trace.visit_arrival.tolist() == [550, 555, 570, at(1, 550)]


# Who is sent away comes again


@pytest.mark.parametrize(("mark", "number"), [(0.6, 2), (0.8, 1)])
def test_a_share_of_those_who_gave_up_come_another_day(mark: float, number: int):
    """After 10 minutes the second person gives up; of seven in ten the tape says when they come again."""
    marks = {Purpose.AGAIN: [[mark] * 24] * 2}
    trace = played(
        place(("a", group(1))), [550, 551], [30, 5], patience=[99, 10], marks=marks, again={Cause.GAVE_UP: (2, 700)}
    )
    again = (1, "gave_up", at(2, 700), at(2, 700), at(2, 705), "through")
    assert visits(trace) == [
        (0, "first", 550, 550, 580, "through"),
        (1, "first", 551, 551, 561, "gave_up"),
        *[again][: number - 1],
    ]
    assert ends(trace)[1] == (("done", at(2, 705)) if number == 2 else ("gave_up", 561))


def test_patience_is_another_one_each_time_that_a_queue_is_joined():
    """The second person waits 10 minutes at first, 4 the next day, and long enough on the third."""
    arrivals = [550, 551, at(1, 590), at(2, 590)]
    people = {"marks": {Purpose.AGAIN: [[0.0] * 24] * 4}, "again": {Cause.GAVE_UP: (1, 600)}}
    patience = [[999, 999, 999], [10, 4, 99], [999, 999, 999], [999, 999, 999]]
    trace = played(place(("a", group(1))), arrivals, [30, 5, 30, 30], patience=patience, **people)
    second = [row[2:6] + row[6:7] for row in sessions(trace) if row[0] == 1]
    assert second == [
        (551, None, None, 561, "left"),
        (at(1, 600), None, None, at(1, 604), "left"),
        (at(2, 600), at(2, 620), at(2, 620), at(2, 625), "served"),
    ]


def test_who_finds_too_many_waiting_comes_another_day():
    trace = played(place(("a", group(1)), demand={"balking_limit": 0}), [550, 551, 552], [30, 5, 5])
    assert visits(trace)[2:] == [
        (2, "first", 552, 552, 552, "balked"),
        (2, "gave_up", at(1, 600), at(1, 600), at(1, 605), "through"),
    ]


def test_who_is_sent_home_or_too_late_comes_another_day():
    """What is done stays done: of two departments only the second is visited again."""
    groups = (("tax", group(1, primary="tax")), ("land", group(1, primary="land")))
    of = place(*groups, matters={"b": matter("tax", "land")}, closing="send_home")
    trace = played(of, [1010, 1025], [[30, 5], [5, 5]], again={Cause.CLOSING: [[(1, 600)], [(2, 650)]]})
    assert visits(trace) == [
        (0, "first", 1010, 1010, 1040, "sent_home"),
        (1, "first", 1025, 1025, 1025, "too_late"),
        (0, "closing", at(1, 600), at(1, 600), at(1, 605), "through"),
        (1, "closing", at(2, 650), at(2, 650), at(2, 660), "through"),
    ]
    assert spans(trace, 0) == [("intake", 1010, 1040, 0), ("intake", at(1, 600), at(1, 605), 1)]
