"""Each law catches what breaks it: a trace with one thing falsified, an engine with one rule broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import pytest

from generated import random_plan
from generated_evenings import evening_plan
from generated_reform import random_reform_plan
from halls import group, matter, spec, tape
from planted import FAULTS
from sim.engine import reference
from sim.plan import Plan, lay
from sim.trace import NO_VISIT, CaseOutcome, LawError, Outcome, Trace, VisitOutcome
from sim.trace.laws import LAWS, calls, duty, lengths, people, progress, visits
from sim.trace.laws.looks import Law

Falsify = Callable[[Trace], dict[str, Any]]
PLANS = 75
"""So many at random of each kind: a fault that none of them brings to light counts as missed."""


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


def later(trace: Trace, row: int, minutes: float) -> dict[str, Any]:
    """The last session of a clerk, moved to later."""
    row = int(np.flatnonzero(trace.clerk == trace.clerk[row])[-1])
    moved = {
        name: put(getattr(trace, name), row, getattr(trace, name)[row] + minutes)
        for name in ("call", "start", "end", "released")
    }
    visit = int(trace.visit[row])
    return {**moved, "visit_left": put(trace.visit_left, visit, trace.visit_left[visit] + minutes)}


FALSIFIED: dict[Law, Falsify] = {
    people.times_are_in_order: lambda t: {"call": put(t.call, 1, t.ticket[1] - 1)},
    progress.files_and_people_keep_to_their_queues: lambda t: {"visit": put(t.visit, 0, NO_VISIT)},
    visits.people_are_in_one_place: lambda t: {"ticket": put(t.ticket, 0, t.ticket[0] - 1.0)},
    visits.visits_end_as_their_last_ticket: lambda t: {"visit_outcome": put(t.visit_outcome, 0, VisitOutcome.GAVE_UP)},
    progress.cases_end_in_one_way: lambda t: {"case_outcome": put(t.case_outcome, 0, CaseOutcome.GAVE_UP)},
    people.patience_ends_when_it_ends: lambda t: {"end": put(t.end, 3, 570.0), "released": put(t.released, 3, 570.0)},
    people.little_holds: lambda t: {"visit_left": put(t.visit_left, 0, t.visit_left[0] + 7)},
    duty.clerks_serve_one_at_a_time: lambda t: {"clerk": put(t.clerk, 4, t.clerk[1])},
    duty.clerks_start_on_duty: lambda t: {"duty_due": t.duty_due - 470},
    calls.no_window_is_idle_while_its_tickets_wait: lambda t: later(t, 2, 30),
    lengths.sessions_last_as_long_as_their_work: lambda t: {"start": put(t.start, 0, t.start[0] + 0.25)},
}


def test_the_honest_trace_passes():
    busy_hall().check()


@pytest.mark.parametrize("law", FALSIFIED, ids=lambda law: law.__name__)
def test_a_falsified_trace_is_caught(law: Law):
    honest = busy_hall()
    forged = replace(honest, **FALSIFIED[law](honest))
    assert list(law(forged))
    with pytest.raises(LawError):
        forged.check()


@cache
def plans() -> list[Plan]:
    """Whole days and evenings, by turns."""
    kinds = (random_plan, evening_plan, random_reform_plan)
    return list(chain.from_iterable((kind(seed) for kind in kinds) for seed in range(PLANS)))


@pytest.mark.parametrize(("law", "fault"), [(law, fault) for law in FAULTS for fault in FAULTS[law]])
def test_a_planted_fault_is_caught(law: Law, fault: str):
    for plan in plans():
        try:
            trace = FAULTS[law][fault].play(plan)
        except (AssertionError, KeyError, IndexError, ValueError):
            continue  # the engine itself noticed
        if any(law(trace)):
            return
    pytest.fail(f"no plan shows {law.__name__} that {fault}")


def test_every_law_can_fail():
    assert set(LAWS) == {*FAULTS, *FALSIFIED}


def test_outcomes_of_the_busy_hall():
    assert busy_hall().outcome.tolist().count(Outcome.LEFT) == 1
