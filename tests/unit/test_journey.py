"""One case followed through a hall: held against the engine that played it, and told so that it can be read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from typer.testing import CliRunner

import sim
from generated_reform import random_reform_plan, random_reform_spec
from halls import asked, desk, group, hall, spec, tape, task
from sim.__main__ import app
from sim.engine.cases import Cases
from sim.engine.reference import play
from sim.plan import Plan, Role
from sim.report.counters import queue_label
from sim.report.figures import gantt
from sim.report.figures.stretch import Stretched
from sim.report.text import LANGUAGES, NOTHING, Lang
from sim.spec import Spec
from sim.streams import Purpose
from sim.study import Question, ask, travel
from sim.study.events import BY_FILE, DAYS, IN_PERSON, Event
from sim.study.gantt import BACK, check_figure, draw_journey, lanes_of
from sim.study.replication import planned
from sim.study.steps import Steps
from sim.tape import Cause
from sim.trace import CaseOutcome, Outcome, Trace
from town import write_town

PLANS = range(24)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def question(town: Path) -> Question:
    return ask(town)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The papers that the engine tells people are missing, as rows of the plan, one list a time."""
    heard: list[list[int]] = []
    tell = Cases.tell

    def listen(cases: Cases, *told: Any) -> None:
        heard.append(list(told[-1]))
        tell(cases, *told)

    monkeypatch.setattr(Cases, "tell", listen)
    return heard


def halls(seeds: range) -> Iterator[tuple[Plan, Spec]]:
    for seed in seeds:
        yield random_reform_plan(seed), random_reform_spec(np.random.default_rng(seed))


def name_of(plan: Plan, of: Spec, paper: int) -> str:
    case = int(plan.case[np.flatnonzero([paper in plan.lacks_of(s) for s in range(len(plan.case))])[0]])
    return list(list(of.matters.values())[int(plan.matter[case])].papers)[int(plan.paper_number[paper])]


# Held against the engine -----------------------------------------------------------------------------------


def test_the_papers_named_are_those_that_the_engine_told(told: list[list[int]]) -> None:
    number = 0
    for plan, of in halls(PLANS):
        told.clear()
        trace = play(plan)
        events = [event for case in range(len(plan)) for event in Steps(trace, case, of).events()]
        found = Counter(event.missing for event in events if event.what in ("turned_back", "sent_back"))
        assert found == Counter(tuple(name_of(plan, of, p) for p in papers) for papers in told if papers)
        number += found.total()
    assert number > 100


def test_every_ticket_visit_and_end_is_told_once() -> None:
    seen = Counter[str]()
    for plan, of in halls(PLANS):
        trace = play(plan)
        for case in range(len(plan)):
            steps = Steps(trace, case, of)
            events = steps.events()
            seen.update(event.what for event in events)
            check(trace, case, steps, events)
    assert {*IN_PERSON.values(), *BY_FILE.values(), *BACK} - {"no_expert"} <= set(seen)
    assert {what for both in DAYS.values() for what in both} <= set(seen)
    assert {"by_agent", "awaiting", "ready", "balked", "too_late", "lapsed", "no_show", "not_again"} <= set(seen)


def check(trace: Trace, case: int, steps: Steps, events: list[Event]) -> None:
    """What is told of one case is what the trace has."""
    assert all(before.minute <= after.minute for before, after in pairwise(events))
    what = Counter(event.what for event in events)
    assert what["came"] == (trace.visit_case == case).sum()
    assert what["ticket"] + what["handed_in"] + what["expert_called"] == (trace.case == case).sum()
    mine = trace.case == case
    called = what["called"] + what["taken_up"] + what["expert_came"]
    assert called == (mine & (trace.attended | ((trace.outcome == Outcome.OPEN) & ~np.isnan(trace.call)))).sum()
    assert what["issued"] == (mine & (trace.plan.role[trace.stage] == Role.ISSUE) & (trace.outcome == 0)).sum()
    assert what["done"] == (trace.case_outcome[case] == CaseOutcome.DONE)
    assert sum(len(event.mended) > 0 for event in events) <= what["guided"] + what["turned_back"] + what["helped"]
    assert all(bool(event.missing) == (event.what in ("turned_back", "sent_back", "owes")) for event in events)
    waited = sum(event.waited or 0.0 for event in events if event.what in ("called", "taken_up", "expert_came"))
    assert waited == pytest.approx(
        np.nansum((trace.call - trace.ticket)[mine & (trace.attended | (trace.outcome == 8))])
    )


def test_who_is_told_apart_though_bookings_change_the_order(question: Question) -> None:
    plan = planned(question.work, 0)["after"]
    assert (np.diff(plan.person) < 0).any(), "some come before others who would have come earlier"
    for row in np.flatnonzero((np.diff(plan.person) < 0) & ~plan.after_another[1:] & ~plan.after_another[:-1])[:2]:
        person = int(plan.person[row])
        way = travel(question, person).ways["after"]
        assert way is not None
        came = next(event.minute for event in way.events if event.what in ("came", "filed", "no_show"))
        assert came == plan.arrival[row]


def test_people_are_followed_through_halls_with_and_without_bookings() -> None:
    """How punctual people would be with a booking is all in which the tapes of the variants differ."""
    shorter = ["calendar.days=1", "calendar.warm_up=0", "demand.volume=0.05"]
    question = ask("bookings", shorter)
    first = planned(question.work, 0)["none"]
    assert all(travel(question, int(first.person[0])).ways.values())


# By hand ---------------------------------------------------------------------------------------------------


def test_a_visit_for_a_missing_paper_and_one_to_collect() -> None:
    """Comes on Monday at 9:00 without the form, comes on Tuesday, and on Thursday for the result."""
    visit = asked(
        task("tax", decision={"kind": "deterministic", "mean": 1}), papers={"card": 0.5, "form": 0.5}, instant=0.0
    )
    of = spec(
        {"window": group(1), "desk": desk("issue")},
        {"visit": visit},
        days=5,
        demand={"returns": {}},
        papers={"minutes": 1.0, "missing_again": 0.0},
        issue={"minutes": 2.0},
        setup=1.0,
        walk=0.5,
    )
    marks = {Purpose.PAPER: [[0.9, 0.1]], Purpose.INSTANT: [[0.5]]}
    again = {Cause.PAPERS: (1, 600.0), Cause.COLLECT: (1, 660.0)}
    trace = play(hall(tape([540.0], [10.0], days=5, marks=marks, decision=1.0, again=again), of))
    tuesday, thursday = 1440.0, 3 * 1440.0
    at_window, at_desk = {"place": 0, "queue": "tax"}, {"place": 2, "queue": "issue"}
    assert Steps(trace, 0, of).events() == [
        Event(540.0, "came", 1, cause="first"),
        Event(540.0, "ticket", 1, ahead=0, **at_window),
        Event(540.0, "called", 1, group="window", waited=0.0, **at_window),
        Event(540.5, "started", 1, group="window", **at_window),
        # set-up of a minute, two papers of a minute each
        Event(543.5, "turned_back", 1, group="window", minutes=3.5, missing=("form",), **at_window),
        Event(tuesday + 600.0, "came", 2, cause="papers"),
        Event(tuesday + 600.0, "ticket", 2, ahead=0, **at_window),
        Event(tuesday + 600.0, "called", 2, group="window", waited=0.0, **at_window),
        Event(tuesday + 600.5, "started", 2, group="window", **at_window),
        Event(tuesday + 613.5, "ended", 2, group="window", minutes=13.5, **at_window),
        Event(tuesday + 613.5, "left", 2),
        Event(tuesday + 613.5, "deciding", place=1, queue="tax"),
        Event(tuesday + 1440.0 + 613.5, "decided", place=1, queue="tax"),
        Event(thursday + 660.0, "came", 3, cause="collect"),
        Event(thursday + 660.0, "ticket", 3, ahead=0, **at_desk),
        Event(thursday + 660.0, "called", 3, group="desk", waited=0.0, **at_desk),
        Event(thursday + 662.0, "issued", 3, group="desk", minutes=2.0, **at_desk),
        Event(thursday + 662.0, "left", 3),
        Event(thursday + 662.0, "done"),
    ]


# Told ------------------------------------------------------------------------------------------------------


def longest(question: Question, hall_name: str) -> int:
    """The person with most tickets in that hall, in replication 0."""
    plan = planned(question.work, 0)[hall_name]
    return int(plan.person[np.bincount(play(plan).case).argmax()])


def test_every_line_is_told_in_both_languages(town: Path, question: Question) -> None:
    case = str(longest(question, "after"))
    for lang in LANGUAGES:
        result = CliRunner().invoke(app, ["follow", str(town), "--case", case, "--lang", lang])
        assert result.exit_code == 0, result.stderr
        body = result.stdout.partition("|")[2]
        if lang == "zh":
            letters = "".join(c for c in body if c.isalpha() and c.isascii())
            assert not letters, letters
        else:
            assert {letter for letter in body if not letter.isascii()} <= {NOTHING}


def test_days_stand_side_by_side(town: Path, question: Question) -> None:
    case = longest(question, "before")
    table = CliRunner().invoke(app, ["follow", str(town), "--case", str(case)]).stdout
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in table.splitlines() if line.startswith("| ")]
    dates = [row for row in rows if any(cell[:4] in ("Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ") for cell in row)]
    shown = [max(row, key=len)[4:] for row in dates]
    assert shown == sorted(set(shown)), "each day once, in order"
    assert all(len({cell for cell in row if cell}) == 1 for row in dates)


def test_json_has_the_totals_and_leaves_out_what_does_not_apply(town: Path, question: Question) -> None:
    case = longest(question, "after")
    told = json.loads(CliRunner().invoke(app, ["follow", str(town), "--case", str(case), "--json"]).stdout)
    way = told["variants"]["after"]
    assert way["visits"] == sum(event["what"] == "came" for event in way["events"])
    trips = [event["minutes"] for event in way["events"] if event["what"] == "set_out"]
    assert way["travelling"] == pytest.approx(2 * sum(trips))
    assert all(value not in (None, "", []) for event in way["events"] for value in event.values())
    back = [event for event in way["events"] if event["what"] == "turned_back"]
    assert all(event["missing"] for event in back)


def test_the_frame_has_visits_and_days(town: Path, question: Question) -> None:
    frame = sim.follow(town, longest(question, "after"))
    mine = frame[frame["variant"] == "after"]
    assert (mine["day"] == mine["minute"] // 1440).all()
    assert mine["visit"].dropna().is_monotonic_increasing
    assert mine["visit"].max() == (mine["what"] == "came").sum()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_queue_has_its_words(question: Question, lang: Lang) -> None:
    for name, plan in planned(question.work, 0).items():
        labels = [queue_label(queue, question.composed.specs[name], lang) for queue in plan.queue_names]
        assert len(set(labels)) == len(labels)
        assert not any("_" in label for label in labels)
        assert all(label.isascii() == (lang == "en") for label in labels)


# Drawn -----------------------------------------------------------------------------------------------------


def test_what_is_drawn_is_what_happened(question: Question) -> None:
    for person in (longest(question, "before"), longest(question, "after"), 25):
        journey = travel(question, person)
        ways = [way for way in journey.ways.values() if way is not None]
        for way, lane in zip(ways, lanes_of(journey, "en"), strict=True):
            there = sum(b.end - b.start for b in lane.bars if b.kind in ("waits", "served", "awaits"))
            assert there == pytest.approx(way.in_hall - sum(e.waited or 0 for e in way.events if e.what == "let_in"))
            assert sum(bar.end - bar.start for bar in lane.bars if bar.kind == "way") * 2 == pytest.approx(
                way.travelling
            )
            assert sum(mark.kind == "done" for mark in lane.marks) == (way.days is not None)
            assert sum(mark.kind == "back" for mark in lane.marks) == sum(event.what in BACK for event in way.events)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figure_can_be_read(
    town: Path, question: Question, lang: Lang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, drawn = gantt.case_gantt, 0

    def look(*args: Any) -> Figure:
        nonlocal drawn
        figure, drawn = make(*args), drawn + 1
        figure.draw_without_rendering()
        for text in figure.findobj(Text):
            if text.get_visible() and text.get_text().strip():
                box = Text.get_window_extent(text)
                assert box.x0 >= -1.0, text.get_text()
                assert box.x1 <= figure.bbox.x1 + 1.0, text.get_text()
        axes = figure.axes[0]
        for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
            boxes = [label.get_window_extent() for label in labels]
            assert not any(a.overlaps(b) for a, b in pairwise(boxes))
        return figure

    monkeypatch.setattr("sim.study.gantt.case_gantt", look)
    journey = travel(question, longest(question, "before"))
    draw_journey(journey, tmp_path / "case.svg", lang)
    again = tmp_path / "again.svg"
    draw_journey(journey, again, lang)
    assert drawn == 2
    assert again.read_bytes() == (tmp_path / "case.svg").read_bytes()


@pytest.mark.parametrize(("out", "told"), [("case.pdf", ".png or .svg"), ("nowhere/case.png", "no folder")])
def test_a_figure_needs_a_place(town: Path, out: str, told: str) -> None:
    result = CliRunner().invoke(app, ["follow", str(town), "--case", "25", "--out", out])
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("folder.png", "is a folder"),
        ("lost.png", "cannot be written (No such file"),
        ("n" * 300 + ".svg", "cannot be written (File name too long"),
    ],
)
def test_a_place_that_takes_no_figure_is_found_out_before_the_run(
    town: Path, out: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "lost.png").symlink_to(tmp_path / "nowhere" / "lost.png")
    monkeypatch.setattr("sim.study.travel", lambda *asked: pytest.fail("it was run"))
    result = CliRunner().invoke(app, ["follow", str(town), "--case", "25", "--out", str(tmp_path / out)])
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.count("mend:") == 1
    assert result.stdout == ""


def test_trying_a_place_leaves_it_as_it_was(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.png"
    earlier.write_bytes(b"earlier")
    for name in ("earlier.png", "new.png"):
        check_figure(tmp_path / name)
    assert list(tmp_path.iterdir()) == [earlier]
    assert earlier.read_bytes() == b"earlier"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_does_not_come_is_not_drawn_in_the_hall(
    question: Question, lang: Lang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(question.work, 0)["after"]
    journey = travel(question, int(plan.person[plan.no_show][0]))
    way = journey.ways["after"]
    assert way is not None
    lane = lanes_of(journey, lang)[-1]
    assert [(mark.kind, mark.minute) for mark in lane.marks] == [("absent", way.events[0].minute)]
    assert lane.rows == [{"en": "the booking", "zh": "预约"}[lang]]
    figures, make = list[Figure](), gantt.case_gantt
    monkeypatch.setattr("sim.study.gantt.case_gantt", lambda *args: figures.append(make(*args)) or figures[-1])
    draw_journey(journey, tmp_path / "case.svg", lang)
    legend = figures[0].axes[0].get_legend()
    assert legend is not None
    keys = [text.get_text() for text in legend.get_texts()]
    assert {"en": "did not come", "zh": "未到"}[lang] in keys


def test_the_time_of_a_booking_is_on_the_axis() -> None:
    """One hall serves the person on Monday, in another a booking is missed on Thursday."""
    missed = 3 * 1440.0 + 600.0
    lanes = [
        gantt.Lane("one", "", [gantt.Bar("window", "served", 540.0, 560.0)], []),
        gantt.Lane("other", "", [], [gantt.Mark("booking", "absent", missed)]),
    ]
    figure = gantt.case_gantt(("Title", "Subtitle", "Footer"), lanes, date(2017, 3, 6), "en")
    days = [text.get_text() for text in figure.axes[0].texts]
    assert "Mon\n3-06" in days
    assert "Thu\n3-09" in days


def test_the_command_draws(town: Path, tmp_path: Path) -> None:
    for name, head in (("case.png", b"\x89PNG"), ("case.svg", b"<?xml")):
        result = CliRunner().invoke(app, ["follow", str(town), "--case", "25", "--out", str(tmp_path / name)])
        assert result.exit_code == 0, result.stderr
        assert (tmp_path / name).read_bytes().startswith(head)


def test_a_stretched_axis_keeps_one_scale() -> None:
    scale = Stretched([(540.0, 600.0), (630.0, 640.0), (3 * 1440.0 + 600.0, 3 * 1440.0 + 610.0)])
    assert len(scale.spans) == 2, "half an hour apart is one stretch"
    assert scale.place(590.0) - scale.place(560.0) == pytest.approx(30.0)
    assert scale.place(4925.0) - scale.place(4920.0) == pytest.approx(5.0)
    ((span, places),) = scale.gaps
    assert span[0] >= 645.0
    assert places[1] - places[0] == pytest.approx(scale.gap)
    times = np.linspace(535.0, 4935.0, 400)
    assert (np.diff([scale.place(t) for t in times]) >= 0.0).all()
