"""The engines against the brute force: the same plan gives the same trace, to the last bit.

Plans at random, most of them full of ties; plans by hand, where a tie decides who is served; the first day of the
default scenario. That agreement proves something is shown by planted faults: each is told apart within a few plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import Any

import numpy as np
import pytest

import brute_force
import misread
import misread_reform
from generated import random_plan
from generated_evenings import evening_plan
from generated_reform import random_reform_plan
from generated_wide import wide_plan
from halls import LABEL, group, matter, spec, tape
from sim import config
from sim.demand import draw
from sim.engine import fast, reference
from sim.plan import Closes, Plan, Role, Station, lay
from sim.spec import Spec
from sim.tape import Cause
from sim.trace import NOBODY, CaseOutcome, Outcome, Trace, VisitOutcome

ENGINES: dict[str, Callable[[Plan], Trace]] = {"reference": lambda plan: reference.play(plan), "fast": fast.play}


def wide(seed: int) -> Plan:
    """The first wide plan from a seed of its own on: not every hall that is drawn can be."""
    return next(plan for plan in map(wide_plan, count(100 * seed)) if plan is not None)


GENERATORS: dict[str, Callable[[int], Plan]] = {
    "narrow": random_plan,
    "wide": wide,
    "evening": evening_plan,
    "reform": random_reform_plan,
}


def hold_against(plan: Plan, name: str) -> Trace:
    """What happens according to the brute force, once every engine says the same."""
    naive = brute_force.play(plan)
    for engine, play in ENGINES.items():
        difference = play(plan).difference(naive)
        assert difference == "", f"{name}, {engine} != brute force: {difference}"
    return naive


# Plans at random

CHUNK = 100


def chunks(plans: int) -> list[int]:
    """First seeds: many small tests, to be shared among workers."""
    return list(range(0, plans, CHUNK))


@pytest.mark.parametrize("first", chunks(500))
@pytest.mark.parametrize("generator", GENERATORS)
def test_parity_on_plans_at_random(generator: str, first: int):
    for seed in range(first, first + CHUNK):
        hold_against(GENERATORS[generator](seed), f"{generator} plan {seed}")


@pytest.mark.statistics
@pytest.mark.parametrize("first", chunks(4000))
@pytest.mark.parametrize("generator", GENERATORS)
def test_parity_on_thousands_of_plans(generator: str, first: int):
    for seed in range(10**6 + first, 10**6 + first + CHUNK):
        hold_against(GENERATORS[generator](seed), f"{generator} plan {seed}")


def test_the_wide_plans_reach_every_corner():
    """What parity is tested on: every outcome, every order of closing, vain calls, overtime, help, ties."""
    traces = [reference.play(wide(seed)) for seed in range(100)]
    ends = {Outcome.SERVED, Outcome.LEFT, Outcome.LEFT_IN_SILENCE, Outcome.SENT_HOME}
    assert {int(o) for t in traces for o in t.outcome} == ends
    once = {CaseOutcome.DONE, CaseOutcome.GAVE_UP, CaseOutcome.BALKED, CaseOutcome.SENT_HOME, CaseOutcome.TOO_LATE}
    assert {int(o) for t in traces for o in t.case_outcome} == once
    assert {int(rule) for t in traces for rule in t.plan.closes} == set(map(int, Closes))
    assert sum((t.clerk[t.outcome == Outcome.LEFT_IN_SILENCE] != NOBODY).sum() for t in traces) > 50
    assert sum((t.duty_off > t.duty_due).sum() for t in traces) > 100
    called = [(t, t.clerk != NOBODY) for t in traces]
    assert sum((~t.plan.primary[t.group[c], t.queue[c]]).sum() for t, c in called) > 100
    assert sum(len(t) - len(np.unique(t.ticket)) for t in traces) > 1000


SESSIONS = {int(role) for role in Role if role not in (Role.DECISION, Role.SUPPLEMENT, Role.DELIVERY)}
"""What people and files queue for; in the other stages days go by."""


def test_the_reformed_plans_reach_every_corner():
    """Every lever of the reform is pulled, and everything that can come of it comes."""
    traces = [reference.play(random_reform_plan(seed)) for seed in range(150)]
    for kind, column in (
        (Outcome, "outcome"),
        (VisitOutcome, "visit_outcome"),
        (CaseOutcome, "case_outcome"),
        (Cause, "visit_cause"),
    ):
        assert {int(value) for t in traces for value in getattr(t, column)} == set(map(int, kind))
    attended = [(t, t.attended) for t in traces]
    assert {int(role) for t, a in attended for role in t.plan.role[t.stage[a]]} >= SESSIONS
    assert {int(role) for t in traces for role in t.plan.role[~np.isnan(t.done)]} == set(map(int, Role))
    assert {int(station) for t, a in attended for station in t.plan.station[t.queue[a]]} == set(map(int, Station))
    assert {int(rule) for t in traces for rule in t.plan.closes} == set(map(int, Closes))
    numbers = {
        "files put down": lambda t: t.of_file & t.attended & (t.end > t.start + 720),
        "calls to experts in vain": lambda t: t.of_file & (t.outcome == Outcome.SENT_HOME),
        "windows that wait for experts": lambda t: t.plan.behind_queue[t.queue] & (t.call > t.ticket),
        "tides": lambda t: t.tide_to > t.tide_from,
        "tides over closing": lambda t: t.tide_to // 1440 > t.tide_from // 1440,
        "agents' next cases": lambda t: t.plan.after_another[t.visit_case] & (t.visit_cause == Cause.FIRST),
        "help": lambda t: (t.clerk != NOBODY) & ~t.plan.primary[t.group, t.queue],
        "errors put right online": lambda t: t.of_file & (t.outcome == Outcome.ERROR),
        "ties": lambda t: np.diff(t.ticket) == 0,
    }
    few = {name for name, seen in numbers.items() if sum(int(seen(t).sum()) for t in traces) < 20}
    assert not few


def test_a_difference_is_told_by_its_first_row():
    trace = reference.play(random_plan(0))
    changed = replace(trace, call=trace.call + np.where(np.arange(len(trace)) >= 3, 0.5, 0.0))
    assert trace.difference(trace) == ""
    assert trace.difference(changed) == f"ticket 3: call: {trace.call[3].item()!r} != {changed.call[3].item()!r}"
    fewer = replace(trace, over=trace.over[:-1], case_outcome=trace.case_outcome[:-1])
    assert trace.difference(fewer) == f"{len(trace.plan)} != {len(trace.plan) - 1} rows of cases"


# Plans by hand, full of ties

DAY = {"day": {"start": "09:00", "end": "17:00"}}
SHORT = {**DAY, "short": {"start": "09:00", "end": "16:00"}}
LATE = {**SHORT, "late": {"start": "09:00", "end": "24:00"}}
EVENING = {**DAY, "short": {"start": "09:00", "end": "16:30"}, "evening": {"start": "17:15", "end": "18:00"}}
REST = {"day": {"start": "09:00", "end": "18:00", "breaks": [{"start": "16:50", "end": "17:05"}]}}
HALVES = {**DAY, "am": {"start": "09:00", "end": "13:00"}, "pm": {"start": "13:00", "end": "17:00"}}
TWO = {"t": matter("tax"), "l": matter("land")}
CHAIN = {"v": matter("tax", "land")}
APART = {"tax": group(1, primary="tax"), "land": group(1, primary="land")}
BATCH = [550.0] * 12
INF = float("inf")


def helped(minutes: float | None = None, waiting: int | None = None, own: str = "short", other: str = "day") -> Any:
    """Land has a clerk of its own; tax helps."""
    rule = {"waited_over": minutes, "waiting_over": waiting}
    asked = {key: number for key, number in rule.items() if number is not None}
    tax = group(1, other, primary="tax", secondary={"all": True}, **({"help": asked} if asked else {}))
    return {"land": group(1, own, primary="land"), "tax": tax}


def windows(counts: dict[str, int], end: str = "hold", closes: str = "idle_first") -> dict[str, Any]:
    return {"a": {**group(), "windows": counts, "end_of_shift": end, "closes": closes}}


def shared(*shifts: str) -> dict[str, Any]:
    """One clerk with several shifts."""
    return {"a": {**group(), "roster": [{"clerks": 1, "shifts": list(shifts)}]}}


def of_day(of: Spec, *args: Any, **people: Any) -> Plan:
    return lay(tape(*args, days=of.calendar.days, **people), of)


def by_hand() -> Iterator[tuple[str, Plan]]:
    """Name and plan; in each some rule has to break a tie, or something happens after closing."""
    falls = {"09:00": 3, "10:00": 2, "10:30": 1}
    again = {**falls, "10:40": 2, "10:45": 0}
    old = {"classes": {"elderly": {"label": LABEL, "share": 0.5}}}
    ends = [5, 10, 5, 10, 0, 0, 5, 10, 5, 0, 5, 10]
    yield "a batch at one instant", of_day(spec({"a": group(3)}), BATCH, ends)
    yield (
        "a batch, with impatience at the very end of a session",
        of_day(spec({"a": group(2)}), BATCH, [5] * 12, patience=[INF, *[5.0, 10.0] * 5, 5.0], silent=[True, False] * 6),
    )
    yield (
        "a batch, silent, that loses time in vain calls",
        of_day(spec({"a": group(1)}, recall=5.0), BATCH, [5] * 12, patience=5.0, silent=True),
    )
    yield (
        "sessions of no length, one after another, in two queues",
        of_day(spec(APART, CHAIN), BATCH, [[0, 0], [0, 5], [5, 0]] * 4),
    )
    yield "two queues, everything at once", of_day(spec(APART, CHAIN), BATCH, [[5, 5]] * 12)
    yield (
        "seniority and numbers equal, in two classes",
        of_day(
            spec({"a": group(1)}, demand=old, head_start={"elderly": 5.0}),
            [550, 550, 555, 555, 560, 560],
            [30] * 6,
            priorities=[0, 1, 1, 0, 1, 0],
        ),
    )
    yield (
        "strict priority",
        of_day(
            spec({"a": group(1)}, demand=old, head_start={"elderly": "strict"}),
            BATCH,
            [5] * 12,
            priorities=[0, 1] * 6,
        ),
    )
    yield "sums that are nearly ties", of_day(spec({"a": group(1)}, walk=0.1, setup=0.2), [550, 550.3], [0.0, 5])
    for routing in ("narrowest", "alis"):
        groups = {"all": group(2), **APART, "more": group(1, primary="tax", secondary={"all": True})}
        yield (
            f"many free clerks, {routing}",
            of_day(spec(groups, TWO, routing=routing), BATCH, ends, matters=[0, 1, 1] * 4),
        )
    for rule in ({"minutes": 5.0}, {"waiting": 2}, {"minutes": 10.0, "waiting": 3}, {}):
        of = spec(helped(**rule, own="day"), TWO, shifts=DAY)
        yield f"help, {rule}", of_day(of, [*BATCH[:6], *[555.0] * 6], [5] * 12, matters=[1, 1, 0] * 4)
    for minutes, busy in ((20.0, 1), (20.0, 30), (300.0, 1)):
        of = spec(helped(minutes, other="late"), TWO, shifts=LATE)
        yield f"help {minutes} minutes after, {busy}", of_day(of, [1000, 1010], [busy, 5], matters=[0, 1])
    yield (
        "help by number that never comes",
        of_day(spec(helped(waiting=3), CHAIN, shifts=SHORT), [1000, 1001, 1010], [[5, 5], [5, 5], [30, 5]]),
    )
    yield "a break over closing", of_day(spec({"a": group(1)}, shifts=REST), [1000, 1008, 1009], [5, 30, 5])
    yield "relief after closing", of_day(spec(shared("short", "evening"), shifts=EVENING), [985, 986], [5, 5])
    yield (
        "one shift ends as another begins",
        of_day(spec({**shared("am", "pm"), "b": group(1)}, shifts=HALVES), [550, 551, 775, 790, 790], [1, 5, 10, 5, 5]),
    )
    yield (
        "silent numbers keep a clerk after closing",
        of_day(spec({"a": group(1)}, recall=5.0), [1000, 1001, 1002], [30, 5, 5], patience=[99, 3, 3], silent=True),
    )
    for closing in ("serve", "send_home"):
        of = spec(APART, CHAIN, days=2, closing=closing)
        people = [1000, 1001, 1020, 1440 + 540, 1440 + 540]
        work = [[980, 5], [30, 5], [5, 5], [5, 5], [0, 0]]
        yield f"over night, {closing}", of_day(of, people, work)
        of = spec(windows(falls), closing=closing, days=2)
        yield f"windows at closing, {closing}", of_day(of, [1015, 1016, 1017, 1990], [60, 5, 5, 5])
    for end, closes in (("hold", "idle_first"), *(("finish", c) for c in ("idle_first", "random", "busy_first"))):
        for name, counts in (("falls", falls), ("a rise", again)):
            of = spec(windows(counts, end, closes))
            arrivals = [590, 591, 592, 600, 630, 640, 640, 645]
            yield f"{name}, {end}, {closes}", of_day(of, arrivals, [50, 60, 70, 5, 0, 5, 5, 5])
    of = spec({"a": group(5)}, demand={"balking_limit": 0})
    yield "a batch that balks", of_day(of, [530, 531, 532, 560, 560, 560], [5] * 6)


BY_HAND = dict(by_hand())


@pytest.mark.parametrize("name", BY_HAND)
def test_parity_on_plans_by_hand(name: str):
    hold_against(BY_HAND[name], name).check()


def test_the_brute_force_by_hand():
    """The yardstick itself, on paper: `hold` obeys the falls of 10:00 and 10:30; the third clerk stays to the end."""
    trace = brute_force.play(BY_HAND["falls, hold, idle_first"])
    assert list(zip(trace.duty_due.tolist(), trace.duty_off.tolist(), strict=True))[:2] == [(600, 640), (630, 651)]
    assert trace.call.tolist() == [590, 591, 592, 662, 667, 667, 672, 677]
    trace = brute_force.play(BY_HAND["help 20.0 minutes after, 30"])
    assert trace.call.tolist() == [1000, 1030]


# The default scenario

VOLUME = 0.3


@lru_cache
def first_day() -> dict[str, Plan]:
    """The first day of each hall of the default scenario, with the same people."""
    days = ("calendar.days=1", "calendar.warm_up=0", "calendar.drain=0")
    specs = config.load("one_window", [*days, f"demand.volume={VOLUME}"]).specs
    return {name: lay(draw(of, 1, 0), of) for name, of in specs.items()}


@pytest.mark.parametrize("variant", ["departmental", "grouped", "integrated"])
def test_parity_on_the_default_scenario(variant: str):
    plan = first_day()[variant]
    assert len(plan) > 100
    hold_against(plan, variant)


# Planted faults


@lru_cache(maxsize=600)
def known(generator: str, seed: int) -> tuple[Plan, Trace]:
    """A plan, and what the brute force makes of it."""
    plan = GENERATORS[generator](seed)
    return plan, brute_force.play(plan)


def tells_apart(generators: Sequence[str], seeds: Sequence[int]) -> tuple[str, int] | None:
    """The first plan, of each generator by turns, on which the reference engine differs, or breaks down."""
    for seed in seeds:
        for generator in generators:
            plan, naive = known(generator, seed)
            try:
                if not reference.play(plan).same_as(naive):
                    return generator, seed
            except (AssertionError, IndexError, KeyError, ValueError):
                return generator, seed
    return None


@pytest.mark.parametrize("fault", misread.FAULTS)
def test_a_planted_fault_is_told_apart(fault: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(*misread.FAULTS[fault])
    assert tells_apart(("narrow", "wide", "evening"), range(100)) is not None


@pytest.mark.parametrize("fault", misread_reform.FAULTS)
def test_a_fault_of_the_reform_is_told_apart(fault: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(*misread_reform.FAULTS[fault])
    assert tells_apart(("reform",), range(150)) is not None
