"""Each law catches what breaks it: a trace with one thing falsified, an engine with one rule broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from generated import random_plan
from halls import group, matter, spec, tape
from sim.engine import reference, roster, rules, ticket
from sim.plan import lay
from sim.trace import CaseOutcome, LawError, Outcome, Trace

Falsify = Callable[[Trace], dict[str, Any]]


def busy_hall() -> Trace:
    """Two departments, a queue at each, one person who gives up."""
    groups = {"tax": group(1, primary="tax"), "land": group(2, primary="land")}
    matters = {"t": matter("tax"), "l": matter("land"), "b": matter("tax", "land")}
    of = spec(groups, matters, walk=0.5, setup=1.0)
    arrivals = [545, 546, 547, 548, 549, 550, 551, 552, 730]
    work = [[20, 5]] * len(arrivals)
    people = tape(arrivals, work, matters=[0, 1, 2, 0, 1, 1, 1, 2, 0], patience=[np.inf] * 3 + [10] + [np.inf] * 5)
    return reference.play(lay(people, of))


def put(values: Any, row: int, value: float) -> Any:
    changed = values.copy()
    changed[row] = value
    return changed


FALSIFIED: dict[str, Falsify] = {
    "times are in order": lambda t: {"call": put(t.call, 1, t.ticket[1] - 1)},
    "cases are conserved": lambda t: {"case_outcome": put(t.case_outcome, 0, CaseOutcome.GAVE_UP)},
    "clerks serve one at a time": lambda t: {"clerk": put(t.clerk, 4, t.clerk[1])},
    "clerks start on duty": lambda t: {"duty_due": t.duty_due - 470, "duty_off": t.duty_off},
    "no window is idle": lambda t: {"duty_on": put(t.duty_on, 0, 540), "clerk": t.clerk, **later(t, 2, 30)},
    "patience ends": lambda t: {
        "end": put(t.end, 3, 570.0),
        "released": put(t.released, 3, 570.0),
        "left": put(t.left, 3, 570.0),
    },
    "sessions last": lambda t: {"start": put(t.start, 0, t.start[0] + 0.25)},
    "little holds": lambda t: {"left": put(t.left, 0, t.left[0] + 7)},
}


def later(trace: Trace, row: int, minutes: float) -> dict[str, Any]:
    """The last session of a clerk, moved to later."""
    row = int(np.flatnonzero(trace.clerk == trace.clerk[row])[-1])
    moved = {
        name: put(getattr(trace, name), row, getattr(trace, name)[row] + minutes)
        for name in ("call", "start", "end", "released")
    }
    case = int(trace.case[row])
    return {**moved, "left": put(trace.left, case, trace.left[case] + minutes)}


def test_the_honest_trace_passes():
    busy_hall().check()


@pytest.mark.parametrize("law", FALSIFIED)
def test_a_falsified_trace_is_caught(law: str):
    honest = busy_hall()
    with pytest.raises(LawError, match=law):
        replace(honest, **FALSIFIED[law](honest)).check()


def last_in_first_out(ticket_time: float, head_start: float) -> float:
    return -ticket_time - head_start


def always(*_: Any) -> bool:
    return True


def a_minute_longer(plan: Any, stage: int, group: int) -> float:
    return SERVICE(plan, stage, group) + 1.0


def wait_for_nothing(self: reference.Hall, groups: Any) -> bool:
    """Calls only when two tickets wait somewhere."""
    return max(map(len, self.waiting)) > 1 and CALL_NEXT(self, groups)


def never_off(self: roster.Roster, clerk: int, due: float, now: float, stays: bool = False) -> None:
    self.duty[clerk][2:] = [due, now]


SERVICE = rules.service_minutes
CALL_NEXT = reference.Hall.call_next
MUTANTS: dict[str, tuple[Any, str, Any]] = {
    "last in, first out": (ticket, "seniority", last_in_first_out),
    "helpers help whenever they like": (reference, "help_is_due", always),
    "sessions take a minute more": (reference, "service_minutes", a_minute_longer),
    "windows stay idle": (reference.Hall, "call_next", wait_for_nothing),
    "clerks never go off": (roster.Roster, "end_duty", never_off),
    "windows call over lunch": (reference.Hall, "sessions_may_start", always),
    "patience does not end": (reference.Hall, "lose_patience", lambda self, number: None),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_rule_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(*MUTANTS[mutant])
    caught = 0
    for seed in range(60):
        try:
            reference.play(random_plan(seed)).check()
        except (LawError, AssertionError):
            caught += 1
    assert caught > 5


def test_outcomes_of_the_busy_hall():
    assert busy_hall().outcome.tolist().count(Outcome.LEFT) == 1
