"""What is measured of visits on several days, of files and of results, worked on paper. 540 is 09:00, 600 is 10:00."""

from __future__ import annotations

import math

import pytest

from halls import asked, desk, group, office, spec, task
from reading import at, played, spans, visits
from sim.measures import measure
from sim.spec import Spec
from sim.spec.staff import Costs
from sim.streams import Purpose
from sim.tape import Cause
from sim.trace import Trace

close = pytest.approx


def values(trace: Trace, of: Spec, by: str = "hall") -> dict[str, float]:
    """Of the whole hall by measure; else by measure and level."""
    return {r.measure if by == "hall" else f"{r.measure}/{r.level}": r.value for r in measure(trace, of) if r.by == by}


def measuring(of: Spec, warm_up: int, drain: int) -> Spec:
    """The same days, of which some are not measured."""
    return of.model_copy(update={"calendar": of.calendar.model_copy(update={"warm_up": warm_up, "drain": drain})})


# Warm-up, measured days, drain: a permit asks for two papers; who lacks one is sent home, and comes again -----------
#
#      day 0 (warm-up)     day 1               day 2               day 3 (drain)
# P0   550-551.5, back     600-606.5, served
# P1                       550-551.5, back                         600-606.5, served
# P2                                           560-566.5, served
# P3                                                               570-576.5, served


@pytest.fixture(scope="module")
def permits() -> tuple[Trace, Spec]:
    of = spec(
        {"a": group(1, cost_per_hour=30.0)},
        {"permit": asked(task("desk"), papers={"form": 0.5, "deed": 0.5})},
        days=5,
        demand={"returns": {}, "trip": 20.0},
        setup=1.0,
        papers={"minutes": 0.25, "missing_again": 0.1},
    )
    of = of.model_copy(update={"costs": Costs(citizen_hour=60.0)})
    lacks, has = [0.2, 0.9], [0.9, 0.9]
    trace = played(
        of,
        [550, at(1, 550), at(2, 560), at(3, 570)],
        5,
        marks={Purpose.PAPER: [lacks, lacks, has, has]},
        again={Cause.PAPERS: [[(1, 600)], [(2, 600)], [(1, 600)], [(1, 600)]]},
    )
    assert [row[1:] for row in spans(trace)] == [
        (550, 551.5, 0),
        (at(1, 550), at(1, 551.5), 0),
        (at(1, 600), at(1, 606.5), 0),
        (at(2, 560), at(2, 566.5), 0),
        (at(3, 570), at(3, 576.5), 0),
        (at(3, 600), at(3, 606.5), 0),
    ]
    return trace, measuring(of, 1, 2)


def test_cases_of_measured_days_are_followed_to_their_end(permits: tuple[Trace, Spec]):
    found = values(*permits)
    expected = {
        "cases": 2,  # P1 and P2
        "share_done": 1,
        "share_unfinished": 0,
        "visits_per_case": 1.5,  # P1 comes again after the measured days
        "returns_papers": 0.5,
        "share_one_visit": 0.5,
        "share_at_once": 0.5,
        "mean_time_in_hall": (1.5 + 6.5 + 6.5) / 2,
        "mean_days_to_result": (2 * 1440 + 56.5 + 6.5) / 2 / 1440,
        "p90_days_to_result": (2 * 1440 + 56.5) / 1440,
        "mean_open_days_to_result": (2 + 0) / 2,
        "turned_back_at_first": 0.5,
        "papers_per_case": 2,
        "travel_per_case": (2 + 1) * 20 / 2,
        "citizen_minutes": 7.25 + 30,
        "citizen_cost_per_case": 37.25,
        "cost_per_case": 2 * 8 * 30 / 2,
        "total_cost_per_case": 240 + 37.25,
    }
    assert {name: found[name] for name in expected} == close(expected)


def test_satisfaction_is_the_logistic_model_of_the_survey(permits: tuple[Trace, Spec]):
    p1 = 3.0 - 0.7 * 1 - 0.05 * (2 + 56.5 / 1440) - 0.6
    p2 = 3.0 - 0.05 * 6.5 / 1440
    expected = sum(1 / (1 + math.exp(-score)) for score in (p1, p2)) / 2
    assert values(*permits)["satisfaction"] == close(expected)


def test_tickets_visits_and_staff_are_those_of_measured_days(permits: tuple[Trace, Spec]):
    trace, of = permits
    found = values(trace, of)
    expected = {
        "tickets": 3,  # P0's return, P1's first, P2
        "visits": 3,
        "share_returns": 1 / 3,
        "mean_service": (6.5 + 1.5 + 6.5) / 3,
        "mean_time_per_visit": (6.5 + 1.5 + 6.5) / 3,
        "mean_in_hall": 14.5 / (2 * 420),
        "utilisation": 14.5 / (2 * 480),
        "windows_open": 1,
        "clerk_hours": 16,
        "cost": 480,
    }
    assert {name: found[name] for name in expected} == close(expected)
    by_day = values(trace, of, "day")
    assert {key: value for key, value in by_day.items() if key.startswith("tickets/")} == {
        "tickets/1": 2,
        "tickets/2": 1,
    }
    assert by_day["utilisation/1"] == close(8 / 480)
    causes = {
        key.split("/")[1]: value for key, value in values(trace, of, "cause").items() if key.startswith("visits/")
    }
    assert {cause: number for cause, number in causes.items() if number} == {"first": 2, "papers": 1}


def test_all_days_are_measured_where_none_is_left_out(permits: tuple[Trace, Spec]):
    trace, of = permits
    found = values(trace, measuring(of, 0, 0))
    assert (found["cases"], found["tickets"], found["visits_per_case"]) == (4, 6, 1.5)
    assert found["clerk_hours"] == 40


def test_papers_that_are_there_by_rule_are_counted():
    """A mark of 0 lacks the form every time: sent home four times, and served by rule on the fifth visit."""
    matters = {"permit": asked(task("desk"), papers={"form": 0.5})}
    of = spec({"a": group(1)}, matters, days=6, demand={"returns": {}}, papers={})
    trace = played(of, [550, 560], 5, marks={Purpose.PAPER: [[0.0], [0.9]]})
    found = values(trace, of)
    assert (found["papers_cut_short"], found["visits_per_case"], found["returns_papers"]) == (0.5, 3, 2)


def test_papers_for_which_the_last_desk_finds_a_way_are_not_there_by_rule():
    matters = {"permit": asked(task("desk"), papers={"form": 0.5})}
    of = spec(
        {"a": group(1), "last": desk("help")},
        matters,
        days=6,
        demand={"returns": {}},
        papers={},
        help_desk={"after": 4, "minutes": 5, "solves": 1.0},
    )
    trace = played(of, [550], 5, marks={Purpose.PAPER: [[0.0]], Purpose.SOLUTION: [0.5]})
    found = values(trace, of)
    assert (found["papers_cut_short"], found["visits_per_case"], found["share_help_solved"]) == (0, 4, 1)


def test_what_guidance_mends_is_a_share_of_all_that_is_found_missing():
    """P0's form is mended at once; P1's is found, and not mended; P2's only the window finds: one of three."""
    of = spec(
        {"a": group(1), "guide": desk("guidance")},
        {"permit": asked(task("desk"), papers={"form": 0.5})},
        days=4,
        demand={"returns": {}},
        papers={},
        guidance={"minutes": 1.0, "finds": 0.5, "mends": 0.5},
    )
    four = [0.9] * 3
    marks = {
        Purpose.PAPER: [[0.2]] * 3,
        Purpose.FOUND: [[0.1, *four], [0.1, *four], [0.9, *four]],
        Purpose.MENDED: [[0.1, *four], [0.9, *four], [0.9, *four]],
    }
    found = values(played(of, [550, 560, 570], 5, marks=marks), of)
    assert found["share_mended_by_guidance"] == close(1 / 3)
    assert found["turned_back_at_guidance"] == close(1 / 5)  # three at first, and two again
    assert found["turned_back_at_first"] == close(1 / 3)


# Reviews behind and the issue desk: half of ten minutes at the window, half behind, the result in two --------------
#
#      window      behind               issue
# P0   550-555     555-560              560-562
# P1   555-560     560-565              565-567     came at 551
# P2   1018-1023   the next day 540-545 600-602 the day after: closing is at 1020, so P2 does not wait


@pytest.fixture(scope="module")
def reviewed() -> tuple[Trace, Spec]:
    of = spec(
        {"front": group(1), "back": office(), "out": desk("issue")},
        {"permit": asked(task("desk", 10.0), window_share=0.5)},
        days=4,
        model="integrated",
        demand={"returns": {}},
        reviews={},
        issue={"minutes": 2.0},
    )
    trace = played(of, [550, 551, 1018], 10)
    assert visits(trace) == [
        (0, "first", 550, 550, 562, "through"),
        (1, "first", 551, 551, 567, "through"),
        (2, "first", 1018, 1018, 1023, "through"),
        (2, "collect", at(2, 600), at(2, 600), at(2, 602), "through"),
    ]
    return trace, of


def test_time_in_the_hall_falls_into_parts(reviewed: tuple[Trace, Spec]):
    found = values(*reviewed)
    expected = {
        "mean_time_in_hall": (12 + 16 + 5 + 2) / 3,
        "mean_wait_per_case": 4 / 3,
        "mean_awaiting": (5 + 5) / 3,
        "mean_issue_time": 2,
        "mean_issue_wait": 0,
        "mean_wait": 4 / 3,  # tickets for windows alone
        "tickets": 3,
        "share_at_once": 2 / 3,
        "visits_per_case": 4 / 3,
        "returns_collect": 1 / 3,
        "mean_days_to_result": (12 + 16 + 2 * 1440 + 602 - 1018) / 3 / 1440,
        "mean_open_days_to_result": 2 / 3,
    }
    assert {name: found[name] for name in expected} == close(expected)
    parts = ("mean_wait_per_case", "mean_awaiting", "mean_issue_time")
    at_window = 3 * 5 / 3
    assert sum(found[name] for name in parts) + at_window == close(found["mean_time_in_hall"])


def test_files_wait_and_are_worked_on_in_opening_hours(reviewed: tuple[Trace, Spec]):
    found = values(*reviewed)
    assert found["mean_review_wait"] == close(0)  # P2's waits over night
    assert found["mean_review_time"] == close(5 / 60)
    assert found["mean_backlog"] == close(15 / (4 * 420))
    assert found["final_backlog"] == 0
    assert values(*reviewed, "department")["mean_backlog/desk"] == close(15 / (4 * 420))
    trace, of = reviewed
    first_day = values(trace, measuring(of, 0, 3))
    assert first_day["mean_review_time"] == close(5 / 60)  # P2's file is worked on after the day measured
    assert first_day["mean_backlog"] == close(10 / 420)


def test_clerks_are_told_by_what_they_do(reviewed: tuple[Trace, Spec]):
    found, by_role, by_group = values(*reviewed), values(*reviewed, "role"), values(*reviewed, "group")
    roles = {key.split("/")[1]: value for key, value in by_role.items() if key.startswith("clerks_on_duty/")}
    assert roles == close({"front": 1, "behind": 1, "issue": 1, "guidance": 0, "other": 0})
    assert (found["clerks_on_duty"], found["windows_open"]) == (3, 1)
    assert found["utilisation"] == close(12 / (4 * 480))  # three minutes of P2 are overtime
    assert by_group["utilisation/back"] == close(15 / (4 * 480))
    assert by_group["utilisation/out"] == close(6 / (4 * 480))
    assert by_role["clerk_hours/behind"] == 4 * 8


def test_a_file_on_the_table_over_night_keeps_nobody_busy():
    """Ninety minutes of review: 970 to 1020, then 540 to 580 of the next day; one file is left at closing."""
    of = spec(
        {"front": group(1), "back": office()},
        {"long": asked(task("desk", 100.0), window_share=0.1)},
        days=4,
        model="integrated",
        demand={"returns": {}},
        reviews={},
    )
    trace = played(of, [960], 100)
    by_day = values(trace, of, "day")
    assert {day: by_day[f"mean_backlog/{day}"] for day in range(3)} == close({0: 50 / 420, 1: 40 / 420, 2: 0})
    by_group = {day: values(trace, measuring(of, day, 3 - day), "group") for day in range(3)}
    assert {day: found["utilisation/back"] for day, found in by_group.items()} == close(
        {0: 50 / 480, 1: 40 / 480, 2: 0}
    )
    left = {day: values(trace, measuring(of, day, 3 - day))["final_backlog"] for day in range(3)}
    assert left == {0: 1, 1: 0, 2: 0}


def test_a_file_counts_from_the_instant_it_is_handed_over_until_it_is_done():
    """The first review ends as the hall closes, at 1020; the second file comes at that very minute."""
    of = spec(
        {"front": group(1), "back": office()},
        {"permit": asked(task("desk", 20.0), window_share=0.5)},
        days=2,
        model="integrated",
        demand={"returns": {}},
        reviews={},
    )
    trace = played(of, [1000, 1010], 20)
    assert ("review", 1010, 1020) in [row[:3] for row in spans(trace)]
    assert values(trace, measuring(of, 0, 1))["final_backlog"] == 1


# Who does not come ------------------------------------------------------------------------------------------------


def test_a_case_filed_online_takes_no_visit_and_no_time():
    of = spec(
        {"a": group(1), "back": office()},
        {"permit": asked(task("desk"), online=0.5)},
        demand={"returns": {}, "trip": 30.0},
    )
    trace = played(of, [550, 560], 5, marks={Purpose.ONLINE: [0.2, 0.9]})
    found = values(trace, of)
    expected = {
        "visits_per_case": 0.5,
        "share_one_visit": 1,
        "share_at_once": 0.5,  # who came
        "mean_time_in_hall": 2.5,
        "citizen_minutes": (5 + 30) / 2,
        "tickets": 1,
        "visits": 1,
        "cases": 2,
    }
    assert {name: found[name] for name in expected} == close(expected)


def test_who_booked_and_does_not_come_is_a_case_without_an_opinion():
    of = spec(
        {"a": group(1)},
        demand={"bookings": {"share": 1.0, "no_show": 0.5}},
        slots={"09:00": 2, "09:30": 2},
    )
    trace = played(of, [550, 560], 5, marks={Purpose.BOOKING: [0.1, 0.1], Purpose.NO_SHOW: [0.2, 0.9]})
    found = values(trace, of)
    assert (found["cases"], found["visits"], found["share_no_show"], found["share_done"]) == (2, 1, 0.5, 0.5)
    assert values(trace, of, "priority")["share_no_show/booked"] == 0.5
    assert found["satisfaction"] == close(1 / (1 + math.exp(-3.0 + 0.05 * 5 / 1440)), abs=1e-6)


def test_an_agent_makes_one_trip_for_several_cases():
    """Two cases on one trip: a visit each, one after the other, and one way there and back."""
    of = spec({"a": group(1)}, demand={"agents": {"share": 1.0, "cases": 2}, "trip": 40.0})
    trace = played(of, [550, 560], 5, marks={Purpose.AGENT: [0.1, 0.1]})
    found = values(trace, of)
    assert (found["visits_per_case"], found["travel_per_case"], found["citizen_minutes"]) == (1, 20, 25)


def test_near_is_at_most_fifteen_minutes_where_zones_are_known():
    sites = {"main": "hall", "near": "point"}
    zones = {
        name: {"label": {"en": name, "zh": "区"}, "share": 0.5, "minutes": minutes}
        for name, minutes in (("centre", {"main": 15, "near": 30}), ("edge", {"main": 25, "near": 40}))
    }
    groups = {"a": group(1, site="main"), "b": group(1, site="near")}
    of = spec(groups, sites=sites, demand={"zones": zones})
    trace = played(of, [550, 600], 5, marks={Purpose.ZONE: [0.1, 0.9]})
    assert values(trace, of)["share_within_15_min"] == 0.5
    assert values(trace, of)["travel_per_case"] == (30 + 50) / 2
    assert values(trace, of, "site")["tickets/main"] == 2
    plain = spec({"a": group(1)})
    assert "share_within_15_min" not in values(played(plain, [550], 5), plain)


# Fairness ---------------------------------------------------------------------------------------------------------


def test_fairness_is_jains_index_of_mean_waits():
    """Elderly first, six minutes each: they wait 0, 6, ..., 54, the ten others 60, 66, ..., 114."""
    demand = {"classes": {"elderly": {"label": {"en": "Elderly", "zh": "老年人"}, "share": 0.5}}}
    of = spec({"a": group(1)}, demand=demand, head_start={"elderly": "strict"})
    trace = played(of, [540.0] * 20, 6, priorities=[1] * 10 + [0] * 10)
    found = values(trace, of)
    assert found["fairness_classes"] == close((27 + 87) ** 2 / (2 * (27**2 + 87**2)))
    assert found["wait_ratio_classes"] == close(87 / 27)


def test_a_class_of_few_tickets_is_not_compared():
    demand = {"classes": {"elderly": {"label": {"en": "Elderly", "zh": "老年人"}, "share": 0.5}}}
    of = spec({"a": group(1)}, demand=demand)
    found = values(played(of, [540.0] * 19, 6, priorities=[1] * 9 + [0] * 10), of)
    assert "fairness_classes" not in found
    assert "wait_ratio_classes" not in found
