"""Days worked out on paper: each rule of a hall on its smallest example. Minutes from midnight; 540 is 09:00."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from halls import LABEL, group, matter, spec, tape
from sim.engine.reference import play
from sim.plan import lay
from sim.spec import Spec
from sim.trace import CaseOutcome, Outcome, Trace

SERVED, LEFT, SILENT, HOME = Outcome.SERVED, Outcome.LEFT, Outcome.LEFT_IN_SILENCE, Outcome.SENT_HOME


def played(of: Spec, *args: Any, **people: Any) -> Trace:
    """The trace of these people in this hall, held against the laws."""
    trace = play(lay(tape(*args, days=of.calendar.days, **people), of))
    trace.check()
    return trace


def calls(trace: Trace) -> list[tuple[float, int]]:
    """(call, clerk) of each ticket, in the order of the tickets."""
    return list(zip(trace.call.tolist(), trace.clerk.tolist(), strict=True))


def test_first_come_first_served_with_walk_and_setup():
    trace = played(spec({"a": group(1)}, walk=0.5, setup=1.0), [550, 551], [5, 7])
    assert trace.call.tolist() == [550, 556.5]
    assert trace.start.tolist() == [550.5, 557]
    assert trace.end.tolist() == [556.5, 565]  # 557 + set-up 1 + work 7


def test_slowness_stretches_the_work_and_not_the_setup():
    slow = group(1, slowness=1.5, department_slowness={"tax": 2.0})
    of = spec({"a": slow}, {"v": matter("desk", "tax")}, model="integrated", setup=1.0)
    assert played(of, [550], [[4, 3]]).end.tolist() == [550 + 1 + 1.5 * 4 + 2.0 * 3]


def test_a_session_a_department_or_one_for_all():
    matters = {"v": matter("tax", "land")}
    groups = {"tax": group(1, primary="tax"), "land": group(1, primary="land")}
    apart = played(spec(groups, matters, setup=1.0), [550], [[4, 3]])
    assert (apart.ticket.tolist(), apart.end.tolist()) == ([550, 555], [555, 559])
    together = played(spec({"all": group(1)}, matters, model="integrated", setup=1.0), [550], [[4, 3]])
    assert (together.ticket.tolist(), together.end.tolist()) == ([550], [558])


def test_neighbouring_tasks_of_one_department_share_a_session():
    trace = played(spec({"all": group(1)}, {"v": matter("tax", "tax", "land")}), [550], [[4, 3, 2]])
    assert trace.end.tolist() == [557, 559]


def test_early_birds_wait_at_the_door_and_keep_their_order():
    trace = played(spec({"a": group(1)}), [500, 510, 541], [5, 5, 5])
    assert trace.ticket.tolist() == [540, 540, 541]
    assert trace.call.tolist() == [540, 545, 550]


def test_tickets_before_opening():
    trace = played(spec({"a": group(1)}, tickets_from="08:30"), [500, 515], [5, 5])
    assert trace.ticket.tolist() == [510, 515]
    assert trace.call.tolist() == [540, 545]


def test_lunch_stops_starts_only_and_holders_keep_their_places():
    trace = played(spec({"a": group(1)}), [715, 716, 730], [10, 5, 5])
    assert trace.end.tolist()[0] == 725  # runs into lunch, and is finished
    assert trace.ticket.tolist() == [715, 716, 780]  # who comes over lunch waits at the door
    assert trace.call.tolist() == [715, 780, 785]


def test_tickets_over_lunch():
    assert played(spec({"a": group(1)}, tickets_in_closures=True), [730], [5]).ticket.tolist() == [730]


def test_after_the_last_ticket_nobody_gets_in_but_those_inside_go_on():
    groups = {"tax": group(1, primary="tax"), "land": group(1, primary="land")}
    of = spec(groups, {"v": matter("tax", "land")}, last_ticket="16:00")
    trace = played(of, [950, 960], [[20, 5], [1, 1]])
    assert trace.case_outcome.tolist() == [CaseOutcome.DONE, CaseOutcome.TOO_LATE]
    assert trace.ticket.tolist() == [950, 970]


def test_at_closing_those_inside_are_served_and_their_clerks_stay():
    groups = {
        "tax": group(1, primary="tax"),
        "land": group(1, primary="land"),
        "idle": group(1, primary="other"),
    }
    matters = {"v": matter("tax", "land"), "o": matter("other")}
    trace = played(spec(groups, matters), [1000, 1010], [[30, 5], [30, 5]], matters=[0, 0])
    assert trace.call.tolist() == [1000, 1030, 1030, 1060]
    assert trace.duty_due.tolist() == [1020, 1020, 1020]
    assert trace.duty_off.tolist() == [1060, 1065, 1020]  # overtime of tax and land; nobody needs the third


def test_at_closing_those_inside_are_sent_home():
    groups = {"tax": group(1, primary="tax"), "land": group(1, primary="land")}
    of = spec(groups, {"v": matter("tax", "land")}, closing="send_home")
    trace = played(of, [1000, 1010], [[30, 5], [30, 5]])
    assert trace.outcome.tolist() == [SERVED, HOME]
    assert trace.end.tolist() == [1030, 1020]  # a session under way is finished
    assert trace.case_outcome.tolist() == [CaseOutcome.SENT_HOME, CaseOutcome.SENT_HOME]
    assert trace.duty_off.tolist() == [1030, 1020]


def test_who_waits_where_nobody_is_left_is_sent_home_after_closing():
    shifts = {"day": {"start": "09:00", "end": "17:00"}, "short": {"start": "09:00", "end": "16:00"}}
    trace = played(spec({"a": group(1, "short")}, shifts=shifts), [950, 955], [15, 5])
    assert trace.outcome.tolist() == [SERVED, HOME]
    assert trace.end.tolist() == [965, 1020]


def test_no_start_at_the_very_minute_duty_ends():
    shifts = {"short": {"start": "09:00", "end": "10:00"}, "late": {"start": "10:30", "end": "17:00"}}
    groups = {
        "a": {
            "label": LABEL,
            "primary": {"all": True},
            "roster": [{"clerks": 1, "shifts": ["short", "late"]}],
        }
    }
    trace = played(spec(groups, shifts=shifts), [590, 591], [10, 5])
    assert trace.call.tolist() == [590, 630]
    assert trace.duty_off.tolist() == [600, 1020]


def test_a_break_waits_for_the_session_under_way():
    shifts = {"day": {"start": "09:00", "end": "17:00", "breaks": [{"start": "10:00", "end": "10:15"}]}}
    trace = played(spec({"a": group(1)}, shifts=shifts), [595, 596], [10, 5])
    assert trace.call.tolist() == [595, 615]
    assert trace.duty_off.tolist()[0] == 605


def test_a_break_shorter_than_the_session_is_lost():
    shifts = {"day": {"start": "09:00", "end": "17:00", "breaks": [{"start": "10:00", "end": "10:15"}]}}
    trace = played(spec({"a": group(1)}, shifts=shifts), [595, 596], [40, 5])
    assert trace.call.tolist() == [595, 635]
    assert list(zip(trace.duty_on, trace.duty_due, trace.duty_off, strict=True)) == [
        (540, 600, 615),
        (615, 1020, 1020),
    ]


def test_patience_runs_from_the_ticket_through_lunch():
    trace = played(spec({"a": group(1)}), [700, 710], [30, 5], patience=[90, 40])
    assert trace.outcome.tolist() == [SERVED, LEFT]
    assert trace.end.tolist() == [730, 750]


def test_who_is_called_at_the_limit_of_patience_is_served():
    trace = played(spec({"a": group(1)}), [550, 555], [15, 5], patience=[9, 10])
    assert trace.outcome.tolist() == [SERVED, SERVED]
    assert trace.call.tolist() == [550, 565]


def test_a_silent_leaver_is_called_in_vain():
    trace = played(spec({"a": group(1)}, recall=0.5), [550, 551, 552], [15, 5, 5], patience=[99, 4, 99], silent=True)
    assert trace.outcome.tolist() == [SERVED, SILENT, SERVED]
    assert trace.end.tolist() == [565, 555, 570.5]
    assert trace.call.tolist() == [550, 565, 565.5]
    assert np.isnan(trace.start[1])


def test_silent_leavers_count_for_balking_and_open_ones_do_not():
    people = {"patience": [99, 1, 99], "demand": {"balking_limit": 0}}
    for silent, outcome in ((True, CaseOutcome.BALKED), (False, CaseOutcome.DONE)):
        of = spec({"a": group(1)}, demand=people["demand"])
        trace = played(of, [550, 551, 560], [15, 5, 5], patience=people["patience"], silent=silent)
        assert trace.case_outcome.tolist()[2] == outcome


def test_balking_counts_those_who_wait():
    trace = played(spec({"a": group(1)}, demand={"balking_limit": 1}), [550, 551, 552, 553], [15, 5, 5, 5])
    assert trace.case_outcome.tolist() == [CaseOutcome.DONE] * 3 + [CaseOutcome.BALKED]


@pytest.mark.parametrize(("head_start", "order"), [(0, [1, 2]), (3, [2, 1]), (2, [1, 2]), ("strict", [2, 1])])
def test_head_start_is_seniority_on_the_ticket(head_start: Any, order: list[int]):
    demand = {"classes": {"elderly": {"label": LABEL, "share": 0.5}}}
    of = spec({"a": group(1)}, demand=demand, head_start={"elderly": head_start})
    trace = played(of, [550, 551, 553], [15, 5, 5], priorities=[0, 0, 1])
    assert np.argsort(trace.call).tolist() == [0, *order]  # equal seniority: the lower number


def test_primary_scope_before_secondary_and_narrowest_group_first():
    groups = {
        "flexible": group(1, primary="all"),
        "tax": group(1, primary="tax", secondary={"all": True}),
    }
    matters = {"t": matter("tax"), "l": matter("land")}
    trace = played(spec(groups, matters), [550, 550, 550], [10, 10, 10], matters=[0, 1, 1])
    assert calls(trace) == [
        (550, 1),
        (550, 0),
        (560, 0),
    ]  # tax goes to the specialist, the rest waits its turn


def test_help_when_enough_wait():
    groups = {
        "land": group(1, primary="land"),
        "tax": group(1, primary="tax", secondary={"all": True}, help={"waiting_over": 1}),
    }
    matters = {"t": matter("tax"), "l": matter("land")}
    trace = played(spec(groups, matters), [550, 551, 552], [30, 10, 10], matters=[1, 1, 1])
    assert calls(trace) == [(550, 0), (552, 1), (580, 0)]  # at 552 two wait, then one again: no more help


def test_help_when_one_waits_long_needs_a_timer():
    groups = {
        "land": group(1, primary="land"),
        "tax": group(1, primary="tax", secondary={"all": True}, help={"waited_over": 7}),
    }
    matters = {"t": matter("tax"), "l": matter("land")}
    trace = played(spec(groups, matters), [550, 551], [30, 10], matters=[1, 1])
    assert calls(trace) == [(550, 0), (558, 1)]


@pytest.mark.parametrize(("routing", "clerk"), [("narrowest", 1), ("alis", 0)])
def test_routing(routing: str, clerk: int):
    groups = {"flexible": group(1, primary="all"), "tax": group(1, primary="tax")}
    matters = {"t": matter("tax"), "l": matter("land")}
    trace = played(spec(groups, matters, routing=routing), [550, 560], [5, 5], matters=[0, 0])
    # at 550 both have been idle since 540; by scope the specialist, by number the first
    assert calls(trace)[0] == (550, clerk)


def test_longest_idle_then_lowest_number():
    trace = played(spec({"a": group(3)}), [550, 551, 560, 570], [5, 5, 1, 1])
    assert [clerk for _, clerk in calls(trace)] == [0, 1, 2, 0]


def windows(rule: str, closes: str = "idle_first", counts: dict[str, int] | None = None) -> dict[str, Any]:
    counts = counts or {"09:00": 3, "10:00": 1}
    return {"a": {**group(), "windows": counts, "end_of_shift": rule, "closes": closes}}


def test_hold_starts_nobody_until_fewer_are_busy_than_windows():
    trace = played(spec(windows("hold")), [590, 591, 592, 593], [15, 30, 45, 5])
    # at 600 three are busy and one window is left: ends at 605 and 621 free none
    assert trace.call.tolist()[3] == 637
    assert trace.duty_off.tolist() == [605, 621, 720, 1020]


def test_finish_lets_the_others_go_on():
    trace = played(spec(windows("finish")), [590, 591, 592, 593], [15, 30, 45, 5])
    # windows 3 and 2 finish outside the count; window 1 goes on
    assert calls(trace)[3] == (605, 0)
    off = dict(zip(trace.duty_clerk.tolist()[1:3], trace.duty_off.tolist()[1:3], strict=True))
    assert off == {1: 621, 2: 637}


@pytest.mark.parametrize(("closes", "on"), [("idle_first", [0]), ("busy_first", [1])])
def test_which_windows_close(closes: str, on: list[int]):
    trace = played(spec(windows("finish", closes, {"09:00": 2, "10:00": 1})), [595, 601], [30, 5])
    closed_at_ten = trace.duty_clerk[trace.duty_due == 600].tolist()
    assert closed_at_ten == [1 - clerk for clerk in on]
    assert trace.call.tolist()[1] == (625 if closes == "idle_first" else 601)


def test_random_closing_follows_the_tape():
    of = spec(windows("finish", "random", {"09:00": 2, "10:00": 1}))
    people = tape([595], [30])
    people.closing[0, 20, :2] = [0.9, 0.1]
    assert play(lay(people, of)).duty_clerk[:2].tolist() == [0, 1]
    first = play(lay(people, of))
    assert first.duty_due[first.duty_clerk == 1].tolist()[0] == 600


def test_hold_in_the_middle_of_a_rise():
    counts = {"09:00": 2, "09:30": 1, "09:45": 2}
    trace = played(spec(windows("hold", counts=counts)), [560, 561, 562], [60, 60, 5])
    # at 585 two windows again: both busy ones stay, nobody new comes
    assert trace.call.tolist()[2] == 620


def test_guidance_comes_before_the_ticket():
    groups = {"desk": {**group(1), "station": "guidance", "primary": {}}, "a": group(1)}
    trace = played(spec(groups, guidance={"minutes": 1.5}, setup=1.0), [550, 551], [5, 5])
    assert trace.ticket.tolist() == [550, 551, 551.5, 553]
    assert trace.end.tolist() == [551.5, 553, 557.5, 563.5]


def test_a_session_of_no_length_frees_its_clerk_in_the_same_instant():
    trace = played(spec({"a": group(1)}), [550, 550, 550], [0, 0, 3])
    assert trace.call.tolist() == [550, 550, 550]
    assert trace.end.tolist() == [550, 550, 553]


def test_a_hall_that_never_closes_runs_over_midnight():
    of = spec(
        {"a": group(1)},
        hours=[("00:00", "24:00")],
        days=2,
        calendar={"open_weekdays": ["mon", "tue"]},
    )
    trace = played(of, [1430, 1435], [10, 20])
    assert trace.call.tolist() == [1430, 1440]


def test_closed_days_see_nobody():
    of = spec({"a": group(1)}, days=3, calendar={"holidays": ["2017-03-07"]})
    trace = played(of, [550, 1440 + 550, 2880 + 550], [5, 5, 5])
    assert trace.case_outcome.tolist() == [CaseOutcome.DONE, CaseOutcome.TOO_LATE, CaseOutcome.DONE]


def test_lower_volume_is_a_subset():
    of = spec({"a": group(1)}, demand={"volume": 0.5})
    people = tape([550, 560, 570], [5, 5, 5])
    people.mark[:] = [0.2, 0.5, 0.4]
    assert lay(people, of).person.tolist() == [0, 2]


def test_hours_of_a_weekday():
    """Monday closes at 17:00, Tuesday at 10:00: who comes at 10:05 is too late there."""
    of = spec({"a": group(1)}, days=2, weekday_hours={"tue": [{"start": "09:00", "end": "10:00"}]})
    trace = played(of, [605, 1440 + 595, 1440 + 605], [5, 15, 5])
    assert trace.case_outcome.tolist() == [CaseOutcome.DONE, CaseOutcome.DONE, CaseOutcome.TOO_LATE]
    assert trace.end.tolist() == [610, 1440 + 610]


def test_the_guidance_desk_is_at_the_door():
    groups = {"desk": {**group(1), "station": "guidance", "primary": {}}, "a": group(1)}
    trace = played(spec(groups, guidance={"minutes": 1}, walk=0.5), [550], [5])
    assert trace.start.tolist() == [550, 551.5]


# Halls that nobody thought of at first


@pytest.mark.parametrize("closes", ["idle_first", "random"])
def test_windows_close_at_the_very_end_of_the_calendar(closes: str):
    hours = [("09:00", "24:00")]
    of = spec(windows("finish", closes, {"00:00": 2}), hours=hours, closing="send_home")
    assert played(of, [550], [5]).duty_off.tolist() == [1440, 1440]


def test_windows_over_a_joined_night_have_their_clerks():
    of = spec(
        windows("finish", counts={"00:00": 3, "12:00": 1}),
        hours=[("00:00", "24:00")],
        weekday_hours={"mon": [{"start": "20:00", "end": "24:00"}]},
        days=2,
        calendar={"open_weekdays": ["mon", "tue"]},
    )
    trace = played(of, [1441, 1441, 1441], [5, 5, 5])
    assert trace.call.tolist() == [1441, 1441, 1441]


def test_the_last_ticket_counts_when_the_door_gives_it():
    """Who comes over lunch would get a ticket at 13:00 only, after the last one at 12:30."""
    trace = played(spec({"a": group(1)}, last_ticket="12:30"), [700, 725, 735], [5, 5, 5])
    assert trace.case_outcome.tolist() == [CaseOutcome.DONE, CaseOutcome.TOO_LATE, CaseOutcome.TOO_LATE]
    assert trace.left.tolist() == [705, 725, 735]


def test_closures_after_midnight_are_like_any_other():
    hours = [("00:00", "03:00"), ("04:00", "24:00")]
    of = spec({"a": group(1)}, hours=hours, days=2, tickets_in_closures=True)
    assert played(of, [200, 1640], [5, 5]).ticket.tolist() == [200, 1640]


@pytest.mark.parametrize(
    "shifts",
    [
        {"day": {"start": "09:00", "end": "18:00", "breaks": [{"start": "16:50", "end": "17:05"}]}},
        {"day": {"start": "09:00", "end": "17:00"}, "late": {"start": "17:05", "end": "18:00"}},
    ],
)
def test_after_closing_people_wait_for_a_clerk_who_is_still_to_come(shifts: dict[str, Any]):
    late = {"late": group(1, "late")} if "late" in shifts else {}
    trace = played(spec({"a": group(1, "day"), **late}, shifts=shifts), [1000, 1008, 1009], [5, 30, 5])
    assert trace.outcome.tolist() == [SERVED, SERVED, SERVED]
    assert trace.call.tolist()[2] == (1038 if not late else 1025)


@pytest.mark.parametrize(("minutes", "call"), [(1, 1030), (30, 1030)])
def test_after_closing_a_helper_stays_whose_help_will_be_due(minutes: float, call: float):
    """Nobody of land is left at 16:00; tax helps who has waited 20 minutes, busy with its own or not."""
    shifts = {"day": {"start": "09:00", "end": "17:00"}, "short": {"start": "09:00", "end": "16:00"}}
    groups = {
        "land": group(1, "short", primary="land"),
        "tax": group(1, primary="tax", secondary={"all": True}, help={"waited_over": 20}),
    }
    matters = {"t": matter("tax"), "l": matter("land")}
    trace = played(spec(groups, matters, shifts=shifts), [1000, 1010], [minutes, 5], matters=[0, 1])
    assert trace.call.tolist() == [1000, call]


def test_help_that_counts_only_does_not_keep_people_after_closing():
    shifts = {"day": {"start": "09:00", "end": "17:00"}, "short": {"start": "09:00", "end": "16:00"}}
    groups = {
        "land": group(1, "short", primary="land"),
        "tax": group(1, primary="tax", secondary={"all": True}, help={"waiting_over": 3}),
    }
    matters = {"b": matter("land", "tax"), "l": matter("land")}
    trace = played(spec(groups, matters, shifts=shifts), [1010], [[5, 5]], matters=[0])
    assert trace.outcome.tolist() == [HOME]
    assert trace.end.tolist() == [1020]


def test_hold_remembers_each_fall_of_the_windows():
    counts = {"09:00": 3, "10:00": 2, "10:30": 1}
    trace = played(spec(windows("hold", counts=counts)), [590, 591, 592], [50, 60, 70])
    assert list(zip(trace.duty_due, trace.duty_off, strict=True))[:2] == [(600, 640), (630, 651)]


@pytest.mark.parametrize("tickets_from", ["00:00", "00:01"])
def test_closing_at_midnight_comes_before_the_first_ticket_of_that_midnight(tickets_from: str):
    of = spec({"a": group(1)}, hours=[("10:00", "24:00")], tickets_from=tickets_from, days=2, closing="send_home")
    trace = played(of, [1440 + 590, 1440 + 600], [5, 5])
    assert trace.case_outcome.tolist() == [CaseOutcome.DONE, CaseOutcome.DONE]
    assert trace.call.tolist() == [2040, 2045]
