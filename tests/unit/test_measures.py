"""Measures against halls small enough to be worked on paper, as the comments do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from halls import LABEL, group, matter, spec, tape
from sim.demand import draw
from sim.engine.reference import play
from sim.measures import measure
from sim.measures.moments import Opening
from sim.plan import lay
from sim.spec import HALF_HOUR, Spec, Targets, clock
from sim.tape import Tape

Values = dict[tuple[str, str, str], float]


def measured(people: Tape, of: Spec) -> Values:
    records = measure(play(lay(people, of)), of)
    found = {(r.measure, r.by, r.level): r.value for r in records}
    assert len(found) == len(records)
    return found


def hall_values(found: Values) -> dict[str, float]:
    return {name: value for (name, by, _), value in found.items() if by == "hall"}


def levels(found: Values, name: str, by: str) -> dict[str, float]:
    return {level: value for (n, b, level), value in found.items() if (n, b) == (name, by)}


def through_the_day(found: dict[str, float]) -> dict[str, float]:
    """What counts has a value in every half-hour: 0 but for those that are given."""
    return {clock(slot * HALF_HOUR): 0.0 for slot in range(48)} | found


# One window, lunch from 10 to 11 ---------------------------------------------------------------------------
#
#    ticket  call   start   end    wait   of it open
# A  540     540    541     550     0      0
# B  542     550    551     560     8      8
# C  545     560 in vain, until 560.5; left in silence at 557, having waited 12
# D  548     560.5  561.5   601.5  12.5   12.5
# E  590     660    661     671    70     10
# F  650     671    672     681    21     11   the ticket is taken over lunch
# G  716     716    717     727     0      0
# H  718     left at 721, having waited 3, 2 of them before closing


@pytest.fixture(scope="module")
def lunch() -> Values:
    of = spec(
        {"desk": group(1, "early", "later", cost_per_hour=60.0)},
        hours=(("09:00", "10:00"), ("11:00", "12:00")),
        shifts={"early": {"start": "09:00", "end": "10:00"}, "later": {"start": "11:00", "end": "12:00"}},
        walk=1.0,
        recall=0.5,
        tickets_in_closures=True,
    )
    of = of.model_copy(update={"targets": Targets(wait_limits=(12.0, 12.5, 30.0))})
    never = np.inf
    people = tape(
        [540, 542, 545, 548, 590, 650, 716, 718],
        [9, 9, 9, 40, 10, 9, 10, 9],
        patience=[never, never, 12, never, never, never, never, 3],
        silent=[False, False, True, False, False, False, False, False],
    )
    return measured(people, of)


INSIDE = {"A": 10, "B": 18, "C": 12, "D": 53.5, "E": 81, "F": 31, "G": 11, "H": 3}
WAITS = {"A": 0, "B": 8, "C": 12, "D": 12.5, "E": 70, "F": 21, "G": 0, "H": 3}
NEVER_HAPPENS = (
    *("share_unfinished", "share_turned_back", "share_lapsed", "share_no_show", "share_returns"),
    *("returns_papers", "returns_error", "returns_gave_up", "returns_closing", "returns_result", "returns_collect"),
    *("mean_open_days_to_result", "travel_per_case", "mean_issue_time", "mean_awaiting"),
    *("mean_backlog", "final_backlog", "turned_back_at_first", "papers_per_case", "papers_cut_short"),
    *("errors_per_case", "share_wrong_tickets"),
)


def satisfied(who: str) -> float:
    """By the default survey, of those who waited in this hall; C and H left without a result."""
    score = 3.0 - 0.4 * WAITS[who] / 10 - 0.05 * INSIDE[who] / 1440 - 2.5 * (who in "CH")
    return 1 / (1 + np.exp(-score))


ON_PAPER = {
    **dict.fromkeys(NEVER_HAPPENS, 0.0),
    "visits": 8.0,
    "visits_per_case": 1.0,
    "share_one_visit": 1.0,
    "share_at_once": 1.0,
    "mean_days_to_result": (10 + 18 + 53.5 + 81 + 31 + 11) / 6 / 1440,
    "p90_days_to_result": 81 / 1440,
    "mean_time_per_visit": sum(INSIDE.values()) / 8,
    "citizen_minutes": (10 + 18 + 53.5 + 81 + 31 + 11) / 6,
    "satisfaction": sum(map(satisfied, "ABCDEFGH")) / 8,
    "clerks_on_duty": 1.0,
    "mean_wait": 111.5 / 6,
    "median_wait": 8.0,  # the third of 0, 0, 8, 12.5, 21, 70
    "p90_wait": 70.0,  # the sixth: five are but 83 %
    "p95_wait": 70.0,
    "max_wait": 70.0,
    "mean_wait_all": 126.5 / 8,
    "mean_wait_less_closures": 41.5 / 6,
    "mean_wait_from_door": 111.5 / 6,
    "mean_wait_per_case": 111.5 / 6,
    "share_wait_over_10": 4 / 8,  # C, who left after 12, counts
    "share_wait_over_12": 3 / 8,  # C waited 12, not longer
    "share_wait_over_12.5": 2 / 8,
    "share_wait_over_20": 2 / 8,
    "share_wait_over_30": 1 / 8,
    "abandonment": 2 / 8,
    "abandonment_in_silence": 1 / 8,
    "mean_service": 87 / 6,
    "tickets": 8.0,
    "cases": 8.0,
    "share_done": 6 / 8,
    "share_gave_up": 2 / 8,
    "share_balked": 0.0,
    "share_sent_home": 0.0,
    "share_too_late": 0.0,
    "sessions_per_case": 1.0,
    "mean_time_in_hall": (10 + 18 + 53.5 + 81 + 31 + 11) / 6,
    "p90_time_in_hall": 81.0,
    "mean_waiting": (8 + 12 + 12.5 + 10 + 11 + 2) / 120,
    "peak_waiting": 3.0,  # B, C and D at 548
    "mean_displayed": (8 + 15 + 12.5 + 10 + 11 + 2) / 120,  # C's number until 560
    "peak_displayed": 3.0,
    "mean_in_hall": (10 + 18 + 12 + 52 + 21 + 21 + 4 + 2) / 120,
    "peak_in_hall": 4.0,  # A, B, C and D at 548
    "utilisation": (60 + 11 + 10 + 4) / 120,  # all the first hour, then E, F and 4 minutes of G
    "busiest_over_idlest": 1.0,  # there is one group
    "waiting_per_window": 55.5 / 120,
    "windows_open": 1.0,
    "overtime_hours": (1.5 + 7) / 60,  # D until 601.5, G until 727
    "clerk_hours": (120 + 8.5) / 60,
    "cost": 120 + 1.5 * 8.5,
    "cost_per_case": (120 + 1.5 * 8.5) / 6,
}


def test_one_window_on_paper(lunch: Values):
    assert hall_values(lunch) == pytest.approx(ON_PAPER, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "by", "expected"),
    [
        ("tickets", "half_hour", through_the_day({"09:00": 4, "09:30": 1, "10:30": 1, "11:30": 2})),
        ("mean_wait", "half_hour", {"09:00": 20.5 / 3, "09:30": 70, "10:30": 21, "11:30": 0}),
        ("mean_wait", "group", {"desk": 111.5 / 6}),
        ("mean_wait_less_closures", "half_hour", {"09:00": 20.5 / 3, "09:30": 10, "10:30": 11, "11:30": 0}),
        # B waits from 542, C 545-557, D 548-560.5; E 590-600; F 660-671; H 718-720
        (
            "mean_waiting",
            "half_hour",
            {"09:00": 32.5 / 30, "09:30": 10 / 30, "11:00": 11 / 30, "11:30": 2 / 30},
        ),
        # over lunch E and F; after closing H
        (
            "peak_waiting",
            "half_hour",
            through_the_day({"09:00": 3, "09:30": 1, "10:00": 1, "10:30": 2, "11:00": 1, "11:30": 1, "12:00": 1}),
        ),
        ("utilisation", "half_hour", {"09:00": 1, "09:30": 1, "11:00": 21 / 30, "11:30": 4 / 30}),
        (
            "utilisation",
            "group_half_hour",
            {"desk/09:00": 1, "desk/09:30": 1, "desk/11:00": 0.7, "desk/11:30": 4 / 30},
        ),
        ("windows_open", "group_half_hour", dict.fromkeys(["desk/09:00", "desk/09:30", "desk/11:00", "desk/11:30"], 1)),
        ("utilisation", "clerk", {"desk_01": 85 / 120}),
        ("overtime_hours", "day", {"0": 8.5 / 60}),
    ],
)
def test_one_window_by_level(lunch: Values, name: str, by: str, expected: dict[str, float]):
    assert levels(lunch, name, by) == pytest.approx(expected, abs=1e-9)


def test_the_histogram_has_all_its_bins(lunch: Values):
    bins = levels(lunch, "tickets", "wait_minute")
    assert list(bins) == [str(minute) for minute in range(121)]
    assert {minute: n for minute, n in bins.items() if n} == {"0": 2, "3": 1, "8": 1, "12": 2, "21": 1, "70": 1}


def test_the_last_bin_holds_all_longer_waits():
    of = spec({"desk": group(1)}, hours=(("09:00", "23:00"),))
    people = tape([540, 541, 542, 543], [120.5, 1.5, 378, 1])
    bins = levels(measured(people, of), "tickets", "wait_minute")  # calls at 540, 660.5, 662, 1040
    assert {minute: n for minute, n in bins.items() if n} == {"0": 1, "119": 1, "120": 2}


# Guidance, two departments ---------------------------------------------------------------------------------
#
# P: guidance 540-542; tax 542-552; land 552-572.  Q: guidance, waits 2, 542-544; land 544-549.

MATTERS = {"house": matter("tax", "land"), "query": matter("land")}


def two_departments(model: str, **more: Any) -> Spec:
    groups = {
        "tax": group(1, primary="tax" if model == "departmental" else "all"),
        "land": group(2, primary="land" if model == "departmental" else "all"),
        "guide": group(1, station="guidance", primary={}),
    }
    return spec(groups, MATTERS, model=model, hours=(("09:00", "10:00"),), **more)


PAIR = tape([540, 540], [[10, 20], [5, 0]], matters=[0, 1])


@pytest.fixture(scope="module")
def guided() -> Values:
    return measured(PAIR, two_departments("departmental", guidance={"minutes": 2.0}))


def test_guidance_is_no_ticket_of_the_hall(guided: Values):
    expected = {
        "tickets": 3,
        "mean_wait": 0,
        "mean_waiting": 0,
        "mean_wait_from_door": 1,  # to guidance: 0 and 2
        "mean_wait_per_case": 1,
        "sessions_per_case": 1.5,
        "mean_time_in_hall": (32 + 9) / 2,
        "windows_open": 3,
        "utilisation": 35 / 180,
        "busiest_over_idlest": (25 / 120) / (10 / 60),
        "clerk_hours": 4,
    }
    found = hall_values(guided)
    assert {name: found[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "by", "expected"),
    [
        ("tickets", "queue", {"guidance": 2, "tax": 1, "land": 2}),
        ("mean_wait", "queue", {"guidance": 1, "tax": 0, "land": 0}),
        ("mean_wait", "group", {"guide": 1, "tax": 0, "land": 0}),
        ("tickets", "department", {"tax": 1, "land": 2}),
        ("tickets", "matter", {"house": 2, "query": 1}),
        ("cases", "department", {"tax": 1, "land": 2}),
        ("sessions_per_case", "matter", {"house": 2, "query": 1}),
        ("mean_service", "department", {"tax": 10, "land": 12.5}),
        ("utilisation", "group", {"guide": 4 / 60, "tax": 10 / 60, "land": 25 / 120}),
        ("utilisation", "clerk", {"guide_01": 4 / 60, "tax_01": 10 / 60, "land_01": 5 / 60, "land_02": 20 / 60}),
        ("windows_open", "group", {"guide": 1, "tax": 1, "land": 2}),
        ("waiting_per_window", "group", {"guide": 2 / 60, "tax": 0, "land": 0}),
    ],
)
def test_two_departments_by_level(guided: Values, name: str, by: str, expected: dict[str, float]):
    assert levels(guided, name, by) == pytest.approx(expected)


def test_an_integrated_session_counts_for_each_of_its_departments():
    found = measured(PAIR, two_departments("integrated"))
    assert levels(found, "tickets", "department") == {"tax": 1, "land": 2}
    assert levels(found, "tickets", "hall") == {"all": 2}
    assert hall_values(found)["sessions_per_case"] == 1


def test_a_desk_without_a_queue_is_paid_but_has_no_utilisation():
    found = measured(PAIR, two_departments("departmental"))
    assert set(levels(found, "utilisation", "group")) == {"tax", "land"}
    assert hall_values(found)["windows_open"] == 3
    assert levels(found, "clerk_hours", "group") == {"tax": 1, "land": 2, "guide": 1}


def test_pressure_on_a_window_is_not_its_utilisation():
    # One clerk busy from 540 to 600; four others wait through the hour.
    found = hall_values(
        measured(tape([540] * 5, [60, 0, 0, 0, 0]), spec({"desk": group(1)}, hours=(("09:00", "10:00"),)))
    )
    assert found["utilisation"] == pytest.approx(1)
    assert found["waiting_per_window"] == pytest.approx(4)


# Closing, balking, lateness --------------------------------------------------------------------------------


def test_how_cases_end():
    # 1 is served from 540 to 640; 2 and 3 wait; 4 finds two waiting; 5 comes after the last ticket. Closing at 600.
    of = spec(
        {"desk": group(1)},
        hours=(("09:00", "10:00"),),
        closing="send_home",
        last_ticket="09:50",
        demand={"balking_limit": 1},
    )
    found = measured(tape([540, 541, 542, 543, 595], [100, 1, 1, 1, 1]), of)
    expected = {
        "share_done": 1 / 5,
        "share_sent_home": 2 / 5,
        "share_balked": 1 / 5,
        "share_too_late": 1 / 5,
        "share_gave_up": 0,
        "abandonment": 0,
        "tickets": 3,
        "mean_wait": 0,
        "mean_wait_all": (59 + 58) / 3,
        "share_wait_over_30": 0,  # of those served or given up
        "overtime_hours": 40 / 60,
        "utilisation": 1,
    }
    assert {name: hall_values(found)[name] for name in expected} == pytest.approx(expected)


def test_priorities_apart():
    # While the first is served, an ordinary person comes at 541, and at 542 one with strict priority.
    demand = {"classes": {"elderly": {"label": LABEL, "share": 0.5}}}
    of = spec({"desk": group(1)}, demand=demand, head_start={"elderly": "strict"})
    found = measured(tape([540, 541, 542], [10, 10, 10], priorities=[0, 0, 1]), of)
    assert levels(found, "mean_wait", "priority") == {"ordinary": (0 + 19) / 2, "elderly": 8}


# Days ------------------------------------------------------------------------------------------------------


def test_days_are_pooled_and_told_apart():
    # Monday: waits 0 and 10. Tuesday: shut. Wednesday: 0.
    calendar = {"start": "2017-03-06", "holidays": ["2017-03-07"]}
    of = spec({"desk": group(1, cost_per_hour=10.0)}, days=3, hours=(("09:00", "10:00"),), calendar=calendar)
    found = measured(tape([540, 540, 2880 + 540], [10, 10, 10], days=3), of)
    assert levels(found, "mean_wait", "day") == {"0": 5, "2": 0}
    assert levels(found, "tickets", "day") == {"0": 2, "1": 0, "2": 1}
    assert levels(found, "clerk_hours", "day") == {"0": 1, "1": 0, "2": 1}
    assert levels(found, "cost_per_case", "day") == {"0": 5, "2": 10}
    assert levels(found, "windows_open", "day") == {"0": 1, "2": 1}
    assert levels(found, "utilisation", "day") == pytest.approx({"0": 20 / 60, "2": 10 / 60})
    assert hall_values(found)["mean_waiting"] == pytest.approx(10 / 120)
    assert levels(found, "mean_waiting", "half_hour") == pytest.approx({"09:00": 10 / 60, "09:30": 0})
    assert levels(found, "peak_waiting", "day") == {"0": 1, "1": 0, "2": 0}


def test_nobody_comes():
    of = spec({"desk": group(2)}, demand={"volume": 0.0})  # there is one on the tape, who comes at any volume above 0
    found = measured(tape([540], [5]), of)
    values = hall_values(found)
    assert "mean_wait" not in values
    assert "share_done" not in values
    assert "busiest_over_idlest" not in values
    assert "cost_per_case" not in values
    zeros = ("tickets", "cases", "utilisation", "mean_waiting", "peak_in_hall", "overtime_hours")
    assert {values[name] for name in zeros} == {0.0}
    assert values["windows_open"] == 2
    assert all(np.isfinite(value) for value in found.values())


def test_a_mean_of_zero_is_told_when_the_hall_is_shut():
    # The first takes a ticket over lunch, and is called when it ends: without closures, a wait of 0.
    of = spec({"desk": group(1)}, hours=(("09:00", "10:00"), ("11:00", "12:00")), tickets_in_closures=True)
    found = measured(tape([630, 700], [5, 5]), of)
    assert levels(found, "mean_wait", "half_hour") == {"10:30": 30, "11:30": 0}
    assert levels(found, "mean_wait_less_closures", "half_hour") == {"10:30": 0, "11:30": 0}


def test_waiting_at_the_door_is_time_in_the_hall_but_no_wait_of_a_ticket():
    # Two come over lunch, at 630 and 640, when no tickets are given; both have theirs at 660. The first is served from
    # 660 to 665, the second from 665 to 670.
    of = spec({"desk": group(1)}, hours=(("09:00", "10:00"), ("11:00", "12:00")))
    found = measured(tape([630, 640], [5, 5]), of)
    expected = {
        "mean_wait": 2.5,
        "mean_wait_from_door": (30 + 25) / 2,
        "mean_time_in_hall": (35 + 30) / 2,
        "p90_time_in_hall": 35,
        "peak_waiting": 1,
        "peak_in_hall": 2,
    }
    assert {name: hall_values(found)[name] for name in expected} == expected
    assert levels(found, "peak_in_hall", "half_hour") == through_the_day({"10:30": 2, "11:00": 2})
    assert levels(found, "tickets", "half_hour") == through_the_day({"11:00": 2})


def test_only_what_is_asked_for():
    of = spec({"desk": group(1)})
    trace = play(lay(tape([540], [5]), of))
    chosen = measure(trace, of, ["mean_wait", "utilisation"])
    assert {r.measure for r in chosen} == {"mean_wait", "utilisation"}
    assert chosen == [r for r in measure(trace, of) if r.measure in ("mean_wait", "utilisation")]
    with pytest.raises(KeyError):
        measure(trace, of, ["no_such"])


@pytest.mark.parametrize("end", ["23:40", "23:50"])
def test_times_after_the_last_closing_of_all_are_in_the_last_cell(end: str):
    of = spec(groups={"g": group(1)}, hours=[("09:00", end)])
    opening = Opening(lay(draw(of, 1, 0), of), range(1))
    closes = 23 * 60.0 + float(end[-2:])
    cell, minutes = opening.place(np.array([closes - 1.0, closes, 1439.5]))
    assert opening.edges[cell].tolist() == [1410.0, closes, closes]
    assert minutes.tolist() == [closes - 1411.0, 0.0, 1439.5 - closes]
