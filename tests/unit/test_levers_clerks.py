"""Each lever of the reform moves what it should, and by as much as theory says: queues, clerks, bookings, disturbances.

As in `test_levers`: on common tapes, and at a false-alarm rate of 1e-4 for each comparison with theory.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest

from city import APART, ONE_WINDOW, city, clerks_of, desk, every, front, is_mean, is_share, office, played
from halls import LABEL
from sim.plan import Role
from sim.spec import DAY, Spec, parse
from sim.tape import Bools, Cause, Floats
from sim.theory import mmc
from sim.trace import CaseOutcome, Outcome, Trace, VisitOutcome

TOMORROW = {"demand.returns.mean_days": 1.0}
RUSH = {"demand.profile": {"09:00": 4, "09:30": 4, "10:00": 1, "13:00": 2, "15:00": 1}}
"""Most people come in the first hour."""


def waits(trace: Trace) -> Floats:
    """(s) Minutes from the ticket to the end of the wait."""
    return np.asarray(trace.wait_end - trace.ticket)


def at_windows(trace: Trace) -> Bools:
    """(s) Whether the ticket is one of a person for a case to be accepted."""
    return np.asarray((trace.plan.role[trace.stage] == Role.INTAKE) & ~trace.of_file)


def busy(trace: Trace, group: str) -> float:
    """Minutes for which clerks of a group are with somebody."""
    rows = trace.group == trace.plan.group_names.index(group)
    return float(np.nansum((trace.released - trace.call)[rows]))


def hours(trace: Trace, group: str) -> float:
    """Hours of duty of a group that were due."""
    mine = trace.plan.clerk_group[trace.duty_clerk] == trace.plan.group_names.index(group)
    return float((trace.duty_due - trace.duty_on)[mine].sum() / 60.0)


def in_all(first: list[Trace], second: list[Trace], number: Any) -> bool:
    """Whether a number is smaller in the first hall than in the second, in every replication."""
    return all(number(a) < number(b) for a, b in zip(first, second, strict=True))


def mean_wait(trace: Trace) -> float:
    """Mean wait of all people."""
    return float(waits(trace)[~trace.of_file].mean())


# Pooling, slowness, priorities


def test_one_queue_waits_less_than_three():
    """Windows that never close: M/M/2 three times, or M/M/6, at 0.75 of their capacity; days are the sample.

    The mean wait is 12.9 minutes apart and 2.8 together; the first day, when all is empty, does not count.
    """
    rate, minutes = 0.15, 10.0
    apart, together = mmc(rate, minutes, 2), mmc(3 * rate, minutes, 6)
    departments = ("tax", "land", "police")
    raw = {
        "calendar": {"start": "2017-03-06", "days": 6, "open_weekdays": ["mon", "tue", "wed", "thu", "fri", "sat"]},
        "departments": dict.fromkeys(departments, LABEL),
        "domains": {"town": LABEL},
        "matters": {
            name: {
                "label": LABEL,
                "domain": "town",
                "cases_per_day": rate * DAY,
                "tasks": [{"department": name, "work": {"kind": "exponential", "mean": minutes}}],
            }
            for name in departments
        },
        "demand": {"profile": {f"{slot // 2:02d}:{slot % 2 * 30:02d}": 1 for slot in range(48)}, "ceiling": 1.0},
        "staff": {"shifts": {"day": {"start": "00:00", "end": "24:00"}}},
    }
    halls = {
        "departmental": {name: clerks_of(name, 2) for name in departments},
        "integrated": {"front": front(6)},
    }
    found = {}
    for model, groups in halls.items():
        hall = {"label": LABEL, "service_model": model, "hours": [{"start": "00:00", "end": "24:00"}]}
        of = parse(Spec, {**raw, "hall": hall, "staff": {**raw["staff"], "groups": groups}})
        traces = played(of, 3)
        days = [waits(t)[(t.ticket // DAY).astype(int) == day].mean() for t in traces for day in range(1, 6)]
        found[model] = np.array(days)
    assert is_mean(found["departmental"], apart.mean_wait)
    assert is_mean(found["integrated"], together.mean_wait)
    assert (found["integrated"] < found["departmental"]).all()


def test_fewer_tickets_a_case():
    """Home is one session in place of two."""
    apart, together = played(city(APART), 2), played(city({"front": front(7)}), 2)
    for one, other in zip(together, apart, strict=True):
        home = one.plan.matter == 1
        assert (np.bincount(other.case, minlength=len(home))[home] == 2).all()
        assert (np.bincount(one.case, minlength=len(home)) == 1).all()
    assert in_all(together, apart, mean_wait)


def test_slowness_stretches_the_work_at_the_windows():
    """Of the hall, where a group has none of its own: 1.3 times the work, and the same set-up."""
    usual, slow = played(city(ONE_WINDOW), 2), played(city(ONE_WINDOW, slowness=1.3), 2)
    for plain, slower in zip(usual, slow, strict=True):
        by_case = [np.bincount(t.case, t.end - t.start - 1.0, minlength=len(t.plan)) for t in (plain, slower)]
        np.testing.assert_allclose(by_case[1], 1.3 * by_case[0], rtol=1e-9)
    assert in_all(usual, slow, mean_wait)


@cache
def classes(head_start: Any) -> list[Trace]:
    """A single window in a hall without a break, at which nobody is sent home; a third are elderly."""
    changes = {
        "demand.classes": {"elderly": {"label": LABEL, "share": 0.33}},
        "matters.tax.cases_per_day": 25,
        "matters.home.cases_per_day": 6,
        "matters.id.cases_per_day": 10,
    }
    return played(city({"front": front(1)}, changes, head_start={"elderly": head_start}, walk=0.0), 6)


@pytest.mark.parametrize("head_start", [15.0, "strict"])
def test_priorities_obey_the_conservation_law(head_start: Any):
    """No order of service that looks at no service time changes the sum of rho_i W_i (Kleinrock 1965).

    On one and the same tape the sum over people of service time x wait is the same to the last minute: with the half
    sums of squares it is the area under the work in the hall, which no order changes. So the sum of rho_i W_i, with the
    classes' mean service times, differs by chance alone.
    """
    differences = []
    for plain, ordered in zip(classes(0), classes(head_start), strict=True):
        areas = [((t.end - t.start) * waits(t)).sum() for t in (plain, ordered)]
        assert areas[1] == pytest.approx(areas[0], rel=1e-9)
        elderly = plain.plan.priority[plain.case] == 1
        served = [(plain.end - plain.start)[who].sum() for who in (elderly, ~elderly)]
        by_class = [[waits(t)[t.plan.priority[t.case] == number].mean() for number in (1, 0)] for t in (plain, ordered)]
        assert by_class[1][0] < by_class[0][0]
        assert by_class[1][1] > by_class[0][1]
        differences.append(np.dot(served, np.subtract(by_class[1], by_class[0])) / sum(served))
    assert is_mean(differences, 0.0)


def test_a_longer_head_start_helps_more():
    def elderly(trace: Trace) -> float:
        return float(waits(trace)[trace.plan.priority[trace.case] == 1].mean())

    assert in_all(classes(15.0), classes(0), elderly)
    assert in_all(classes("strict"), classes(15.0), elderly)


# Impatience


def test_calls_in_vain_cost_the_recall():
    """Half of those who give up do so in silence."""
    changes = {"demand.patience": {"kind": "exponential", "mean": 30}, "demand.silent_share": 0.5, **TOMORROW}
    groups = {**APART, "tax": clerks_of("tax", 1)}
    free, dear = (played(city(groups, changes, recall=minutes), 3) for minutes in (0.0, 2.0))
    for trace in dear:
        vain = (trace.outcome == Outcome.LEFT_IN_SILENCE) & (trace.clerk >= 0)
        assert vain.sum() > 50
        np.testing.assert_allclose((trace.released - trace.call)[vain], 2.0, atol=1e-9)
    left = np.concatenate([t.outcome[np.isin(t.outcome, (Outcome.LEFT, Outcome.LEFT_IN_SILENCE))] for t in dear])
    assert is_share(left == Outcome.LEFT_IN_SILENCE, 0.5)
    assert in_all(free, dear, lambda t: np.isin(t.outcome, (Outcome.LEFT, Outcome.LEFT_IN_SILENCE)).mean())


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_share_of_those_who_gave_up_come_another_day(share: float):
    changes = {"demand.patience": {"kind": "exponential", "mean": 30}, "demand.returns.after_giving_up": share}
    groups = {**APART, "tax": clerks_of("tax", 1)}
    traces = played(city(groups, {**changes, **TOMORROW}), 3)

    def came(trace: Trace) -> Bools:
        gave_up = (trace.visit_outcome == VisitOutcome.GAVE_UP) & (trace.visit_cause == Cause.FIRST)
        gave_up &= trace.visit_left < 4 * DAY
        again = np.unique(trace.visit_case[trace.visit_cause == Cause.GAVE_UP])
        return np.isin(trace.visit_case[gave_up], again)

    assert is_share(np.concatenate([came(t) for t in traces]), share)


# Bookings and agents


def test_slots_smooth_the_arrivals():
    """Half would book, and the slots are as many through the day as half of the people: the rush is spread."""
    slots = {f"{hour:02d}:{half}": 4 for hour in range(9, 17) for half in ("00", "30")}
    changes = {**RUSH, "demand.bookings": {"share": 0.5, "no_show": 0.2}}
    free, booked = played(city(ONE_WINDOW, changes), 3), played(city(ONE_WINDOW, changes, slots=slots), 3)

    def burst(trace: Trace) -> float:
        counts = np.bincount((trace.visit_arrival // 30).astype(int), minlength=5 * 48).reshape(5, 48)[:, 18:34]
        return float((counts.var(axis=1) / counts.mean(axis=1)).mean())

    assert in_all(booked, free, burst)
    assert in_all(booked, free, mean_wait)
    for trace in booked:
        of_booked = trace.plan.priority == 1
        slot = (trace.plan.arrival[of_booked] // 30).astype(int)
        assert np.bincount(slot).max() <= 4
    no_show = np.concatenate([t.plan.no_show[t.plan.priority == 1] for t in booked])
    assert is_share(no_show, 0.2)
    for trace in booked:
        assert (np.bincount(trace.visit_case, minlength=len(trace.plan))[trace.plan.no_show] == 0).all()
        assert ((trace.case_outcome == CaseOutcome.NO_SHOW) == trace.plan.no_show).all()


def test_the_share_who_book():
    """Where there are slots for all."""
    slots = {f"{hour:02d}:{half}": 99 for hour in range(9, 17) for half in ("00", "30")}
    traces = played(city(ONE_WINDOW, {"demand.bookings": {"share": 0.4}}, slots=slots, days=3), 3)
    assert is_share(np.concatenate([t.plan.priority == 1 for t in traces]), 0.4)


def test_a_head_start_of_the_booked_is_paid_by_the_others():
    slots = {f"{hour:02d}:{half}": 4 for hour in range(9, 17) for half in ("00", "30")}
    changes = {**RUSH, "demand.bookings": {"share": 0.5, "early": 10, "after": {"kind": "exponential", "mean": 8}}}
    groups = {"front": front(3)}
    equal, first = (played(city(groups, changes, slots=slots, head_start={"booked": m}), 2) for m in (0, 30))

    def of_booked(trace: Trace) -> float:
        return float(waits(trace)[trace.plan.priority[trace.case] == 1].mean())

    def of_others(trace: Trace) -> float:
        return float(waits(trace)[trace.plan.priority[trace.case] == 0].mean())

    assert in_all(first, equal, of_booked)
    assert in_all(equal, first, of_others)


def test_agents_come_with_several_cases_one_after_the_other():
    """Of the cases that agents bring all but one in three follow another, but for the last of a day."""
    traces = played(city(ONE_WINDOW, {"demand.agents": {"share": 0.5, "cases": 3}}), 2)
    alone = played(city(ONE_WINDOW), 2)
    for trace, usual in zip(traces, alone, strict=True):
        first = trace.visit_cause == Cause.FIRST
        began = dict(zip(trace.visit_case[first].tolist(), trace.visit_arrival[first].tolist(), strict=True))
        left = dict(zip(trace.visit_case[first].tolist(), trace.visit_left[first].tolist(), strict=True))
        chained = [(a, int(b)) for a, b in enumerate(trace.plan.next_case.tolist()) if b >= 0]
        assert all(began[b] == left[a] for a, b in chained)
        assert trace.plan.after_another.sum() == len(chained)
        assert len(trace.visit_case) == len(usual.visit_case)
        # 0.5 of all, less a third of these and at most one in three a day that is left over
        by_agents = 1.5 * len(chained)
        assert is_share(np.arange(len(trace.plan)) < by_agents, 0.5)


# Clerks


def test_absence_thins_the_hours_of_clerks():
    """A binomial number of clerk-days: 0.9 of five clerks on ten days."""
    traces = played(city({"front": front(5, attendance=0.9)}, days=12), 6)
    came = [hours(t, "front") / 8.0 for t in traces]
    assert all(number == round(number) for number in came)
    assert is_share(np.arange(6 * 50) < sum(came), 0.9)
    present = played(city({"front": front(5)}, days=12), 6)
    assert all(hours(t, "front") == 400.0 for t in present)
    assert sum(map(mean_wait, traces)) > sum(map(mean_wait, present))


def test_clerks_learn_each_matter_by_the_curve():
    """Each session of n finished ones before it takes set-up + (T + (T1 - T) (n + 1)^-b) x work, never under 1."""
    learning = {"first": 1.6, "rate": 0.3}
    groups = {"front": front(6, slowness=1.1, learning=learning)}
    traces, still = played(city(groups, days=12), 1), played(city({"front": front(6, slowness=1.6)}, days=12), 1)
    for trace in traces:
        plan = trace.plan
        finished: Counter[tuple[int, int]] = Counter()
        for row in np.argsort(trace.call, kind="stable").tolist():
            key = int(trace.clerk[row]), int(plan.matter[trace.case[row]])
            work = plan.work[plan.tasks[trace.stage[row]] : plan.tasks[trace.stage[row] + 1]].sum()
            pace = 1.1 + 0.5 * (finished[key] + 1) ** -0.3
            assert trace.end[row] - trace.start[row] == pytest.approx(1.0 + pace * work, abs=1e-6)
            finished[key] += 1
        weeks = [
            (trace.end - trace.start)[trace.ticket // DAY < 5].mean(),
            (trace.end - trace.start)[trace.ticket // DAY > 5].mean(),
        ]
        assert weeks[1] < weeks[0] < (still[0].end - still[0].start).mean()


def tidal(**tide: Any) -> dict[str, Any]:
    """Too few windows for the rush, and an office that may come forward."""
    rule = {"scope": {"all": True}, "open_over": 6, "close_under": 2, **tide}
    return {"front": front(3), "back": office(3, **({"tidal": rule} if tide else {}))}


def test_tidal_windows_shift_waiting_from_people_to_files():
    changes = {**RUSH, **every({"instant": 0.0, "window_share": 0.6})}
    shut, tide = (played(city(groups, changes, reviews={}), 3) for groups in (tidal(), tidal(close_delay=5.0)))
    late = played(city(tidal(close_delay=5.0, open_delay=30.0), changes, reviews={}), 3)

    def of_people(trace: Trace) -> float:
        return float(waits(trace)[at_windows(trace)].mean())

    def of_files(trace: Trace) -> float:
        rows = trace.of_file & ~np.isnan(trace.call)
        return float((trace.call - trace.ticket)[rows & (trace.ticket // DAY == trace.call // DAY)].mean())

    assert in_all(tide, shut, of_people)
    assert in_all(shut, tide, of_files)
    assert in_all(tide, late, of_people)  # whoever opens later helps less
    assert all(len(t.tide_from) >= 5 for t in tide)
    for trace in tide:
        helped = at_windows(trace) & (trace.group == 1)
        call = trace.call[helped]
        open_then = [((trace.tide_from <= c) & ~(trace.tide_to < c)).any() for c in call.tolist()]
        assert helped.any()
        assert all(open_then)


def test_help_between_departments_shortens_the_waits():
    alone = {**APART, "police": clerks_of("police", 3)}
    rule = {"secondary": {"all": True}, "help": {"waiting_over": 2}}
    helped = {**APART, "police": clerks_of("police", 3, **rule)}
    without, with_help = played(city(alone, RUSH), 3), played(city(helped, RUSH), 3)
    assert in_all(with_help, without, mean_wait)
    for trace in with_help:
        assert (trace.plan.matter[trace.case[trace.group == 2]] != 2).any()


# What goes wrong


@cache
def usual() -> list[Trace]:
    """A week in which nothing goes wrong."""
    return played(city(ONE_WINDOW), 3)


def test_a_system_down_stops_starts_and_no_work_is_lost():
    down = {"kind": "system_down", "groups": ["front"], "start": "10:00", "end": "11:00", "days": [1]}
    traces = played(city(ONE_WINDOW, disturbances=[down]), 3)
    for trace in traces:
        minute = trace.call - DAY
        assert not ((minute >= 600) & (minute < 660)).any()
        first_after = np.sort(minute[minute >= 600])[:5]
        assert (first_after == 660).all()  # five windows begin at once
    assert in_all(usual(), traces, mean_wait)
    for trace, plain in zip(traces, usual(), strict=True):
        assert busy(trace, "front") == pytest.approx(busy(plain, "front"), abs=1e-6)
        monday, friday = trace.ticket < DAY, trace.ticket > 4 * DAY
        assert np.array_equal(trace.call[monday], plain.call[monday])
        # A day later all is as ever, but for which clerk has been idle longest.
        assert np.array_equal(np.sort(trace.call[friday]), np.sort(plain.call[friday]))


def test_a_clerk_who_is_ill_costs_a_day_of_duty():
    ill = {"kind": "ill", "groups": ["front"], "days": [1, 3], "clerks": 2}
    traces = played(city(ONE_WINDOW, disturbances=[ill]), 3)
    assert all(hours(t, "front") == hours(p, "front") - 2 * 2 * 8 for t, p in zip(traces, usual(), strict=True))
    assert in_all(usual(), traces, mean_wait)


# Everything at once


def everything() -> Spec:
    """Most levers together, over three weeks, so that returns and reviews tie the days to one another."""
    groups = {
        "front": front(5, intake_error=0.1, attendance=0.9),
        "back": office(3, attendance=0.95),
        "guide": desk("guidance", 2),
        "out": desk("issue", 1),
        "help": desk("help", 1),
    }
    changes = {
        **every({"instant": 0.4, "window_share": 0.6}),
        "matters.home.tasks.1.needs": [0],
        "matters.home.tasks.1.decision": {"kind": "gamma", "mean": 2.0, "cv": 0.5},
        "matters.tax.tasks.0.decision": {"kind": "gamma", "mean": 1.0, "cv": 0.5},
        "demand.patience": {"kind": "exponential", "mean": 60},
        "demand.silent_share": 0.3,
        "demand.balking_limit": 25,
        "demand.online": 0.1,
        "demand.bookings": {"share": 0.3, "no_show": 0.2},
        "demand.agents": {"share": 0.1, "cases": 2},
        "demand.returns": {"mean_days": 2.0, "after_papers": 0.9},
    }
    return city(
        groups,
        changes,
        days=19,
        papers={"minutes": 0.25, "missing_again": 0.2, "tolerated": ["photo"], "lapse": 0.3},
        guidance={"minutes": 1, "finds": 0.6, "mends": 0.2},
        reviews={},
        issue={"minutes": 1.5, "courier": 0.3},
        help_desk={"after": 2, "minutes": 8},
        slots={f"{hour:02d}:00": 5 for hour in range(9, 17)},
        recall=0.5,
    )


def test_cases_are_conserved_across_days():
    """At the end of each day: those seen so far are over, each for a reason of its own, or in progress; none is lost.

    Of each reason the last visit says so, too.
    """
    (trace,) = played(everything(), 1)
    trace.check()
    over, outcome = trace.over, trace.case_outcome
    in_progress = 0
    for day in range(19):
        came = (trace.plan.case_day == day).sum()
        ended = ((over >= day * DAY) & (over < (day + 1) * DAY)).sum()
        in_progress += came - ended
        seen = trace.plan.case_day <= day
        assert in_progress == (seen & ~(over < (day + 1) * DAY)).sum()
    assert in_progress == (outcome == CaseOutcome.IN_PROGRESS).sum() > 0
    ends = Counter(CaseOutcome(o).name for o in outcome.tolist())
    assert sum(ends.values()) == len(trace.plan)
    expected = {"DONE", "GAVE_UP", "TURNED_BACK", "LAPSED", "NO_SHOW", "IN_PROGRESS"}
    assert expected <= set(ends)
    last = np.full(len(trace.plan), -1)
    last[trace.visit_case] = trace.visit_outcome
    assert (last[outcome == CaseOutcome.GAVE_UP] == VisitOutcome.GAVE_UP).all()
    assert (last[outcome == CaseOutcome.NO_SHOW] == -1).all()
    assert (last[trace.plan.online & (outcome == CaseOutcome.GAVE_UP)] != -1).all()
    first = trace.visit_cause == Cause.FIRST
    assert first.sum() == (~trace.plan.online & ~trace.plan.no_show).sum()
