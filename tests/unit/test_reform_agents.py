"""Agents with several cases on one ticket, on paper: the clerk goes on with the next case at once. 540 is 09:00."""

from __future__ import annotations

from typing import Any

from halls import asked, desk, group, office, spec, task
from reading import at, ends, played, sessions, spans, visits
from sim.spec import Spec
from sim.streams import Purpose


def hall(*groups: tuple[str, dict[str, Any]], cases: int = 2, **more: Any) -> Spec:
    """A hall to which agents bring so many cases on one ticket; a walk of half a minute, and a minute of set-up."""
    demand = {"returns": {}, "agents": {"share": 0.5, "cases": cases, "tickets": "one"}, **more.pop("demand", {})}
    matters = more.pop("matters", {"v": asked(task("tax"))})
    return spec(dict(groups), matters, **{"walk": 0.5, "setup": 1.0, "days": 3, "demand": demand, **more})


def by_agent(*cases: bool) -> dict[Purpose, list[float]]:
    """Which cases agents bring."""
    return {Purpose.AGENT: [0.1 if brought else 0.9 for brought in cases]}


def test_the_clerk_goes_on_without_call_walk_or_set_up():
    """Three cases of five minutes: 0.5 + 1 + 5, then twice 5. Whoever came between them waits until then."""
    trace = played(hall(("a", group(1)), cases=3), [550, 552, 560, 570], 5, marks=by_agent(True, False, True, True))
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 556.5, "served", 0),
        (3, "intake", 552, 566.5, 567, 573, "served", 0),
        (1, "intake", 556.5, 556.5, 556.5, 561.5, "served", 0),
        (2, "intake", 561.5, 561.5, 561.5, 566.5, "served", 0),
    ]
    assert visits(trace) == [
        (0, "first", 550, 550, 556.5, "through"),
        (3, "first", 552, 552, 573, "through"),
        (1, "first", 556.5, 556.5, 561.5, "through"),
        (2, "first", 561.5, 561.5, 566.5, "through"),
    ]


def test_a_case_that_is_turned_back_does_not_end_the_ticket():
    """Walk, set-up and a paper of 0.25 min; at once the next case, of five minutes and a paper."""
    matters = {"v": asked(task("tax"), papers={"form": 0.5})}
    of = hall(("a", group(1)), matters=matters, papers={"minutes": 0.25, "missing_again": 0.1})
    marks = {**by_agent(True, True), Purpose.PAPER: [[0.2] * 4, [0.9] * 4]}
    trace = played(of, [550, 560], 5, marks=marks)
    assert visits(trace) == [
        (0, "first", 550, 550, 551.75, "turned_back"),
        (1, "first", 551.75, 551.75, 557, "through"),
        (0, "papers", at(1, 600), at(1, 600), at(1, 606.75), "through"),
    ]


def test_neither_closing_nor_the_end_of_duty_keeps_the_clerk_from_it():
    """The agent's cases are the first two; the third person has come between them, and is sent home."""
    trace = played(hall(("a", group(1)), closing="send_home"), [1015, 1016, 1017], 5, marks=by_agent(True, False, True))
    assert spans(trace, 0, 1) == [("intake", 1015, 1021.5, 0), ("intake", 1021.5, 1026.5, 0)]
    assert sessions(trace, 2)[0] == (2, "intake", 1016, None, None, 1020, "sent_home", None)
    assert (trace.duty_due[0], trace.duty_off[0]) == (1020, 1026.5)


def test_a_case_for_another_queue_takes_a_ticket():
    """The next case is for the land clerk; the third one is for the first clerk again, but not the next."""
    matters = {"t": asked(task("tax")), "l": asked(task("land"))}
    groups = (("tax", group(1, primary="tax")), ("land", group(1, primary="land")))
    trace = played(
        hall(*groups, cases=3, matters=matters), [550, 560, 570], 5, matters=[0, 1, 0], marks=by_agent(*[True] * 3)
    )
    assert sessions(trace) == [
        (0, "intake", 550, 550, 550.5, 556.5, "served", 0),
        (1, "intake", 556.5, 556.5, 557, 563, "served", 1),
        (2, "intake", 563, 563, 563.5, 569.5, "served", 0),
    ]


def test_results_are_waited_for_one_after_the_other():
    """7 and 1 minutes at the window, on one ticket, and as much behind; the second result is there first, and waits."""
    matters = {"v": asked(task("tax"), window_share=0.5)}
    of = hall(
        ("a", group(1)),
        ("b", office(2)),
        ("c", desk("issue", 1)),
        model="integrated",
        matters=matters,
        reviews={},
        issue={"minutes": 2},
    )
    trace = played(of, [550, 551], [14, 2], marks=by_agent(True, True))
    assert spans(trace) == [
        ("intake", 550, 558.5, 0),
        ("intake", 558.5, 559.5, 0),
        ("review", 558.5, 566.5, 1),
        ("review", 559.5, 561.5, 2),
        ("issue", 566.5, 568.5, 3),
        ("issue", 568.5, 570.5, 3),
    ]
    assert [row[2:5] for row in visits(trace)] == [(550, 550, 568.5), (558.5, 558.5, 570.5)]
    assert ends(trace) == [("done", 568.5), ("done", 570.5)]


def test_with_a_ticket_for_each_every_case_is_called():
    """The default: a call, a walk and set-up for each case."""
    of = hall(("a", group(1)), demand={"agents": {"share": 0.5, "cases": 2, "tickets": "each"}})
    trace = played(of, [550, 560], 5, marks=by_agent(True, True))
    assert spans(trace) == [("intake", 550, 556.5, 0), ("intake", 556.5, 563, 0)]
