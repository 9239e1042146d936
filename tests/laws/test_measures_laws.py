"""What must hold between measures on halls that nobody thought of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated import random_spec, random_tape
from halls import group, matter, spec, tape
from measured import Found, counted
from sim.engine.reference import play
from sim.measures import MEASURES
from sim.measures.view import View
from sim.plan import Station, lay
from sim.spec import Spec
from sim.trace import NOBODY, Outcome, Trace

SEEDS = st.integers(0, 2**32 - 1)
close = pytest.approx


def at_random(seed: int) -> tuple[Trace, Spec]:
    rng = np.random.default_rng(seed)
    of = random_spec(rng)
    return play(lay(random_tape(rng, of), of)), of


@given(SEEDS)
@settings(max_examples=40)
def test_numbers_present_are_those_counted_instant_by_instant(seed: int):
    trace, of = at_random(seed)
    plan, found = trace.plan, Found(trace, of)
    spans = list(zip(plan.open_from.tolist(), plan.open_to.tolist(), strict=True))
    opening = sum(high - low for low, high in spans)
    window = plan.station[trace.queue] == Station.WINDOW
    for kind, end in (("waiting", trace.wait_end), ("displayed", trace.display_end)):
        minutes, peak = counted(trace.ticket[window], end[window], spans)
        assert found.hall(f"mean_{kind}") * opening == close(minutes)
        assert found.hall(f"peak_{kind}") == peak
        for q, name in enumerate(plan.queue_names):
            minutes, peak = counted(trace.ticket[trace.queue == q], end[trace.queue == q], spans)
            assert found.by(f"mean_{kind}", "queue")[name] * opening == close(minutes)
            assert found.by(f"peak_{kind}", "queue")[name] == peak
    minutes, peak = counted(plan.arrival, trace.left, spans)
    assert found.hall("mean_in_hall") * opening == close(minutes)
    assert found.hall("peak_in_hall") == peak


@given(SEEDS)
@settings(max_examples=40)
def test_numbers_by_half_hour_and_day_are_those_counted_there(seed: int):
    trace, of = at_random(seed)
    plan, found = trace.plan, Found(trace, of)
    window = plan.station[trace.queue] == Station.WINDOW
    start, end = trace.ticket[window], trace.wait_end[window]
    opening = list(zip(plan.open_from.tolist(), plan.open_to.tolist(), strict=True))
    stretches = {
        ("half_hour", f"{s // 2:02d}:{s % 2 * 30:02d}"): [(d * 1440 + s * 30, 30) for d in range(plan.days)]
        for s in range(16, 36)
    }
    stretches |= {("day", str(d)): [(d * 1440, 1440)] for d in range(plan.days)}
    for (by, level), parts in stretches.items():
        spans = [(max(a, low), min(a + n, high)) for a, n in parts for low, high in opening]
        spans = [(low, high) for low, high in spans if low < high]
        minutes = counted(start, end, spans)[0]
        length = sum(high - low for low, high in spans)
        assert found.by("mean_waiting", by).get(level, 0.0) * length == close(minutes)
        inside = [np.clip(t, a, a + n) for a, n in parts for t in (start, end)]
        peak = max(counted(s, e, [])[1] for s, e in zip(inside[::2], inside[1::2], strict=True))
        assert found.by("peak_waiting", by).get(level, 0.0) == peak


@given(st.integers(1, 6), SEEDS)
@settings(max_examples=30)
def test_little_in_a_hall_that_never_shuts(clerks: int, seed: int):
    """L = lambda W, where L comes from the cells of half-hours, and W from tickets."""
    rng = np.random.default_rng(seed)
    day = {"day": {"start": "00:00", "end": "24:00"}}
    of = spec(
        {"desk": group(clerks)},
        {"one": matter("desk"), "two": matter("desk")},
        hours=(("00:00", "24:00"),),
        shifts=day,
        days=2,
    )
    n = 60
    arrivals = np.sort(rng.uniform(300, 2000, n))
    people = tape(
        arrivals,
        rng.exponential(8.0 * clerks, n),
        matters=rng.integers(0, 2, n),
        patience=rng.exponential(40.0, n),
        silent=rng.random(n) < 0.5,
        days=2,
    )
    trace = play(lay(people, of))
    found = Found(trace, of)
    for by in ("hall", "matter", "queue"):
        for level, waiting in found.by("mean_waiting", by).items():
            tickets = found.by("tickets", by)[level]
            assert waiting * 2880 == close(tickets * found.by("mean_wait_all", by).get(level, 0.0), abs=1e-6)
    slots = found.by("mean_waiting", "half_hour")
    assert len(slots) == 48
    assert sum(slots.values()) / 48 == close(found.hall("mean_waiting"))
    assert np.mean(list(found.by("mean_waiting", "day").values())) == close(found.hall("mean_waiting"))
    assert found.hall("mean_in_hall") * 2880 == close(np.sum(trace.left - trace.plan.arrival))


@given(SEEDS)
@settings(max_examples=60)
def test_levels_add_up_to_the_hall(seed: int):
    trace, of = at_random(seed)
    found = Found(trace, of)
    for by in ("matter", "priority", "half_hour", "day", "wait_minute"):
        assert (
            found.total("tickets", by)
            == found.hall("tickets")
            == np.sum(trace.plan.station[trace.queue] == Station.WINDOW)
        )
    assert found.total("tickets", "queue", ["guidance"]) == found.hall("tickets")
    assert found.total("tickets", "group") == np.sum(trace.clerk != NOBODY)
    for by in ("matter", "priority", "half_hour", "day"):
        assert found.total("cases", by) == found.hall("cases") == len(trace.plan)
    for name in ("clerk_hours", "overtime_hours", "cost"):
        assert found.total(name, "group") == close(found.hall(name))
        assert found.total(name, "day") == close(found.hall(name))
    for by in ("matter", "priority"):
        assert found.total("mean_waiting", by) == close(found.hall("mean_waiting"))
    assert found.total("mean_waiting", "queue", ["guidance"]) == close(found.hall("mean_waiting"))
    assert found.total("windows_open", "group", ["desk"]) == close(found.hall("windows_open"))
    departments = found.total("tickets", "department")
    assert (
        departments == found.hall("tickets")
        if of.hall.service_model == "departmental"
        else departments >= found.hall("tickets")
    )


@given(SEEDS)
@settings(max_examples=60)
def test_utilisation_is_work_within_duty_over_duty(seed: int):
    """Against a sum over sessions and duties, one pair at a time; and half-hours weigh up to the hall."""
    trace, of = at_random(seed)
    plan, found = trace.plan, Found(trace, of)
    names = View(trace, of).names("clerk")
    busy, duty = np.zeros(len(names)), np.zeros(len(names))
    for clerk, on, due in zip(trace.duty_clerk, trace.duty_on, trace.duty_due, strict=True):
        duty[clerk] += due - on
        for session in np.flatnonzero(trace.clerk == clerk):
            busy[clerk] += max(0.0, min(due, trace.released[session]) - max(on, trace.call[session]))
    shares = {name: busy[c] / duty[c] for c, name in enumerate(names) if duty[c] > 0}
    assert found.by("utilisation", "clerk") == close(shares)
    assert all(-1e-12 <= share <= 1 + 1e-12 for share in shares.values())
    desk = np.array([plan.group_names[g] == "desk" for g in plan.clerk_group])
    if duty[~desk].sum() > 0:
        assert found.hall("utilisation") == close(busy[~desk].sum() / duty[~desk].sum())
    for g, name in enumerate(plan.group_names):
        mine = plan.clerk_group == g
        if duty[mine].sum() > 0:
            assert found.by("utilisation", "group")[name] == close(busy[mine].sum() / duty[mine].sum())
    by_slot = found.by("utilisation", "group_half_hour")
    assert all(-1e-12 <= share <= 1 + 1e-12 for share in by_slot.values())


@given(SEEDS)
@settings(max_examples=60)
def test_measures_keep_their_order(seed: int):
    trace, of = at_random(seed)
    found = Found(trace, of)
    for by in ("hall", "matter", "queue", "half_hour"):
        for level, median in found.by("median_wait", by).items():
            p90, p95, longest = (found.by(f"{q}_wait", by)[level] for q in ("p90", "p95", "max"))
            assert 0 <= median <= p90 <= p95 <= longest
            assert found.by("mean_wait", by)[level] <= longest + 1e-9
            assert found.by("mean_wait_less_closures", by)[level] <= found.by("mean_wait", by)[level] + 1e-9
    for level, share in found.by("share_wait_over_10", "matter").items():
        over_20, over_30 = (found.by(f"share_wait_over_{limit}", "matter")[level] for limit in (20, 30))
        assert 1 >= share >= over_20 >= over_30 >= 0
    assert found.hall("mean_waiting") <= found.hall("mean_displayed") + 1e-12
    assert found.hall("peak_waiting") <= min(found.hall("peak_displayed"), found.hall("peak_in_hall"))
    assert found.hall("mean_waiting") <= found.hall("mean_in_hall") + 1e-12
    assert found.hall("mean_waiting") <= found.hall("peak_waiting") + 1e-12
    endings = ("done", "gave_up", "balked", "sent_home", "too_late")
    assert sum(found.hall(f"share_{ending}") for ending in endings) == close(1)


@given(SEEDS)
@settings(max_examples=40)
def test_a_quantile_and_a_share_tell_the_same(seed: int):
    """Where nobody leaves: 90 % wait at most 20 minutes if, and only if, at most one in ten waits longer."""
    trace, of = at_random(seed)
    served = np.flatnonzero((trace.outcome == Outcome.SERVED) & (trace.plan.station[trace.queue] == Station.WINDOW))
    found = Found(trace, of)
    if len(served) and not found.hall("abandonment"):
        assert (found.hall("p90_wait") <= 20) == (found.hall("share_wait_over_20") <= 0.1 + 1e-12)


@given(SEEDS)
@settings(max_examples=25)
def test_the_same_day_twice_changes_no_mean_and_doubles_every_count(seed: int):
    rng = np.random.default_rng(seed)
    n = 25
    arrivals, work = np.sort(rng.integers(540, 1000, n)).astype(float), rng.gamma(1.0, 12.0, n)
    patience, silent = rng.uniform(5, 60, n), rng.random(n) < 0.5

    def days(number: int) -> Found:
        of = spec({"desk": group(1, cost_per_hour=7.0)}, days=number, walk=0.5, recall=0.5)
        times = np.concatenate([arrivals + 1440 * d for d in range(number)])
        repeat = [np.tile(a, number) for a in (work, patience, silent)]
        people = tape(times, repeat[0], patience=repeat[1], silent=repeat[2], days=number)
        return Found(play(lay(people, of)), of)

    once, twice = days(1), days(2)
    for name in MEASURES:
        doubled = name in ("tickets", "cases", "visits", "clerk_hours", "overtime_hours", "cost")
        assert twice.hall(name) == close((2 if doubled else 1) * once.hall(name), abs=1e-9, nan_ok=True), name
        if "half_hour" in MEASURES[name].by and not doubled:
            assert twice.by(name, "half_hour") == close(once.by(name, "half_hour"), abs=1e-9), name
