"""Deterministic cases from the test suites of other simulators, played here: facts only, no code of theirs.

Repository, file and test are named with each case (list: `peer_tests_deterministic.csv` of the project's oracles).
Each clock starts at the hall's opening. Within one instant this project has an order of its own (the rules of a hall,
rule 12: ends of sessions, then arrivals, one dispatch, then departures in impatience); where a case has ties, the
test says what becomes of them.

Left out, as no rule of a hall expresses them:
- Ciw, last in first out: a queue is by ticket time less head start.
- Ciw, full preemption at the end of a shift; simmer, preemption (resumed, restarted, a job on two servers): nothing is
  pre-empted, and a person is at one window.
- simmer, loss system, and rejection of low priority from a full queue: a balking limit of 0 leaves one place to wait
  (nobody is turned away who finds nobody waiting), and a priority class pushes no one out. The former is told below
  with the one place that there is.
- pyworkforce, mmarzolla/queueing, CivicQ: formulas and long runs; see the tests of `sim.theory` and `make statistics`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from halls import ALL_DAY, LABEL, group, matter, spec, tape
from sim.engine.reference import play
from sim.plan import lay
from sim.trace import CaseOutcome, Outcome, Trace

SERVED, LEFT = Outcome.SERVED, Outcome.LEFT
DONE, BALKED = CaseOutcome.DONE, CaseOutcome.BALKED


def played(arrivals: Any, service: Any, groups: Any = None, matters: Any = None, **more: Any) -> Trace:
    """These people in a hall that is open all day, one window unless told; held against the laws."""
    people = {key: more.pop(key) for key in ("priorities", "patience", "matters_of") if key in more}
    if "matters_of" in people:
        people["matters"] = people.pop("matters_of")
    minutes = np.broadcast_to(service, len(arrivals)) if np.ndim(service) < 2 else service
    shifts = {"day": ALL_DAY}
    of = spec(groups or {"a": group(1)}, matters, hours=[("00:00", "24:00")], shifts=shifts, **more)
    trace = play(lay(tape(list(arrivals), minutes, **people), of))
    trace.check()
    return trace


def high_class() -> dict[str, Any]:
    """Hall and demand with one class, number 1, that has strict priority."""
    return {"demand": {"classes": {"high": {"label": LABEL, "share": 0.5}}}, "head_start": {"high": "strict"}}


def test_first_in_first_out():
    """CiwPython/Ciw, tests/test_simulation.py, test_first_in_first_out."""
    trace = played(range(1, 9), 1.5)
    assert trace.end[:5].tolist() == [2.5, 4.0, 5.5, 7.0, 8.5]


def test_baulking():
    """CiwPython/Ciw, tests/test_simulation.py, test_baulking.

    Who finds three or more in the system leaves: with one window busy throughout, two or more waiting, so the limit
    that no more than one may wait.
    """
    came = np.arange(5.0, 51.0, 5.0)
    trace = played(came, 21, demand={"balking_limit": 1})
    assert came[trace.case_outcome == BALKED].tolist() == [20, 25, 35, 40, 45]
    assert (trace.start - trace.ticket)[:2].tolist() == [0, 16]
    assert trace.start[:2].tolist() == [5, 26]
    assert trace.end[:2].tolist() == [26, 47]


def test_priority_output():
    """CiwPython/Ciw, tests/test_simulation.py, test_priority_output.

    Two classes arrive every minute, at the same instants, service 0.75; of those completed by 35, Ciw's total waits
    are 126.5 and 132.0 without priority. With it they are 12.75 and 135.75 there, as Ciw draws who of a tie comes
    first; here the one with the lower number does, and a high one who is first waits for no low one of that instant.
    """
    came, classes = np.repeat(np.arange(1.0, 36.0), 2), np.tile([1, 0], 35)
    for more, expected in (({}, [126.5, 132.0]), (high_class(), [8.25, 118.25])):
        trace = played(came, 0.75, priorities=classes * bool(more), **more)
        wait, by_35 = trace.start - trace.ticket, trace.end <= 35
        assert [wait[by_35 & (classes == c)].sum() for c in (1, 0)] == expected


def test_reneging_records():
    """CiwPython/Ciw, tests/test_node.py, test_reneging_records."""
    trace = played([7, 14, 21, 28], 11, patience=3)
    assert trace.outcome.tolist() == [SERVED, LEFT, SERVED, LEFT]
    assert trace.end[[1, 3]].tolist() == [17, 31]
    assert (trace.wait_end - trace.ticket)[[1, 3]].tolist() == [3, 3]


def test_simultaneous_reneging():
    """CiwPython/Ciw, tests/test_node.py, test_simultaneous_reneging."""
    trace = played([3, 4, 5, 20], 20, patience=[100, 7, 6, 100])
    assert trace.outcome.tolist() == [SERVED, LEFT, LEFT, SERVED]
    assert trace.start[[0, 3]].tolist() == [3, 23]
    assert trace.end.tolist() == [23, 11, 11, 43]


def test_priorities_without_preemption():
    """CiwPython/Ciw, tests/test_node.py, test_preemptive_priorities, the part without preemption.

    Class 1 comes at 1.5 and 5 (service 5), class 0 at 7.5 (service 4) and is high: nobody in service makes way. Of
    Ciw's waits 0, 1.5, 4 and ends 6.5, 11.5, 15.5.
    """
    trace = played([1.5, 5, 7.5], [5, 5, 4], priorities=[0, 0, 1], **high_class())
    assert (trace.start - trace.ticket).tolist() == [0, 1.5, 4]
    assert trace.start.tolist() == [1.5, 6.5, 11.5]
    assert trace.end.tolist() == [6.5, 11.5, 15.5]


def test_priority_queue():
    """r-simmer/simmer, tests/testthat/test-simmer-resource-priorities.R, "priority queue".

    Low at 0 and 0, high at 1, service 2. The high one overtakes the second low one. Of the tie at 0 the first on the
    tape is first.
    """
    trace = played([0, 0, 1], 2, priorities=[0, 0, 1], **high_class())
    assert trace.end.tolist() == [2, 6, 4]


def test_loss_system_with_one_place_to_wait():
    """r-simmer/simmer, tests/testthat/test-simulation-1.R, "loss system", as near as a hall comes to it.

    simmer: arrivals 1, 2, ..., 100, service 1.5, no queue: every second one is lost, 50 and 50. A hall always has a
    place to wait: in D/D/1 with one place a session lasts 1.5 gaps, so that two of three are served in the long run,
    one being turned away every three minutes once the place is taken.
    """
    trace = played(np.arange(1.0, 101.0), 1.5, demand={"balking_limit": 0})
    balked = np.flatnonzero(trace.case_outcome == BALKED) + 1
    # served: 1, 2, 3, 5, 6, 8, ...: person 3 comes at 3, when 2 (2.5 to 4) is at the window and nobody waits
    assert balked.tolist() == list(range(4, 101, 3))
    assert (trace.case_outcome == DONE).sum() == 67


@pytest.mark.parametrize("rule", ["finish", "hold"])
def test_schedule_without_preemption(rule: str):
    """CiwPython/Ciw, tests/test_scheduling.py, test_full_preemptive_simulation (2), with this project's rules.

    Ciw: arrivals every 7, service 5, one server until 15, none until 17, then two; the second customer is interrupted
    at 15 for 2 minutes. Nothing is pre-empted here: that customer ends at 19, and it is the new windows that matter.
    A case of Ciw's with other shift times would not be better: Ciw brings fresh servers at each change.
    """
    windows = {"00:00": 1, "00:15": 0, "00:17": 2}
    groups = {"a": {**group(), "windows": windows, "end_of_shift": rule}}
    trace = played([7, 14, 21], 5, groups)
    assert trace.start.tolist() == [7, 14, 21]
    assert trace.end.tolist() == [12, 19, 26]


def test_a_tandem_of_two_stations():
    """No peer's case has one with numbers: D/D/1 twice, on paper, as simmer's and Ciw's documentation draw it."""
    groups = {"info": group(1, primary="info"), "desk": group(1, primary="desk")}
    trace = played([1, 2, 3], [[2, 3]] * 3, groups, {"v": matter("info", "desk")})
    assert trace.left.tolist() == [6, 9, 12]
