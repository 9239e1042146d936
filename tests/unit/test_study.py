"""Studies: common people, paired differences, the same numbers however the work is shared, one person's journey."""

from __future__ import annotations

import io
import json
import math
import os
import signal
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

import sim
from sim.errors import InputError, ResultError
from sim.inference.intervals import difference
from sim.report.comparison import comparison
from sim.report.text import Lang, duration
from sim.results import Results
from sim.study import Question, Step, ask, keep, run, travel
from sim.study import replication as replication_module
from sim.study.engines import FAST, REFERENCE
from sim.study.executors import crew_for
from sim.study.replication import planned, replicate, tapes
from sim.study.telling import on_terminal
from sim.study.workers import _serve as serve
from sim.study.workers import crew
from sim.trace import Trace

SCENARIO = """\
question: {en: "Windows for each or for all?", zh: "分设还是综合？"}
base:
  - calendar.days=1
  - demand.volume=0.2
  - staff=departmental_56
  - hall.papers=null
  - hall.wrong_tickets=null
  - hall.enquiries=null
  - hall.guidance=null
  - hall.reviews=null
  - hall.issue=null
variants:
  departmental:
    label: {en: Departments, zh: 部门}
    overrides: [hall=departmental, staff=departmental_56]
  integrated:
    label: {en: One window, zh: 一窗}
    overrides: [hall=integrated, staff=integrated_56, staff.groups.integrated.clerks=8]
  fewer:
    label: {en: Fewer, zh: 减员}
    overrides: [hall=integrated, staff=integrated_56, staff.groups.integrated.clerks=6]
replications: 3
seed: 7
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenarios") / "small.yaml"
    path.write_text(SCENARIO, "utf-8")
    return path


@pytest.fixture(scope="module")
def question(scenario: Path) -> Question:
    return ask(scenario)


@pytest.fixture(scope="module")
def results(question: Question) -> Results:
    return run(question)


# Comparing -------------------------------------------------------------------------------------------------


def test_manifest_tells_what_was_asked(results: Results) -> None:
    told = results.manifest
    assert (told["scenario"], told["seed"], told["replications"], told["engine"]) == ("small", 7, 3, "reference")
    assert told["question"]["zh"] == "分设还是综合？"
    assert list(told["variants"]) == ["departmental", "integrated", "fewer"]
    assert told["variants"]["fewer"]["spec"]["staff"]["groups"]["integrated"]["clerks"] == 6
    packages = {"python", "numpy", "scipy", "simpy", "pandas", "matplotlib", "seaborn", "onewindow"}
    assert packages <= set(told["versions"])
    assert told["people"] == {name: {"tape": 0, "volume": 0.2} for name in told["variants"]}
    assert set(told["git"]) == {"commit", "dirty"}
    assert told["started"] <= told["finished"]
    json.dumps(told, allow_nan=False)


def test_frames_have_the_columns_of_the_contract(results: Results) -> None:
    assert list(results.replications) == ["variant", "replication", "measure", "by", "level", "value"]
    assert list(results.summary) == ["variant", "measure", "by", "level", "mean", "low", "high", "n", "unit"]
    assert list(results.differences) == ["measure", "a", "b", "mean", "low", "high", "n", "p", "unit"]


def test_every_pair_is_compared_in_every_measure_shown(results: Results) -> None:
    pairs = [("departmental", "integrated"), ("departmental", "fewer"), ("integrated", "fewer")]
    measures = results.manifest["measures"]
    found = list(results.differences[["measure", "a", "b"]].itertuples(index=False, name=None))
    assert found == [(m, a, b) for m in measures for a, b in pairs]
    assert results.manifest["statements"] == len(measures) * 3
    assert set(results.manifest["variants"]["fewer"]["spec"]["targets"]["goals"]) <= set(measures)


def test_differences_are_paired_and_simultaneous(results: Results) -> None:
    frame = results.replications.query("measure == 'mean_wait' and by == 'hall'")
    values = frame.pivot(index="replication", columns="variant", values="value")
    wanted = difference(values["integrated"], values["fewer"], results.manifest["statements"])
    wait = results.differences.query("measure == 'mean_wait'")
    (row,) = wait.query("a == 'integrated' and b == 'fewer'").to_dict("records")
    assert (row["mean"], row["low"], row["high"], row["n"]) == (wanted.mean, wanted.low, wanted.high, 3)
    assert row["mean"] > 0.0, "fewer clerks, longer waits"
    alone = difference(values["integrated"], values["fewer"])
    assert row["high"] - row["low"] > 1.5 * (alone.high - alone.low)


def test_summary_is_the_interval_of_the_replications(results: Results) -> None:
    (row,) = results.summary.query("variant == 'fewer' and measure == 'mean_wait' and by == 'hall'").to_dict("records")
    frame = results.replications.query("variant == 'fewer' and measure == 'mean_wait' and by == 'hall'")
    assert row["mean"] == pytest.approx(frame["value"].mean(), rel=1e-12)
    assert row["low"] < row["mean"] < row["high"]
    assert (row["n"], row["unit"], row["level"]) == (3, "min", "all")


def test_variants_share_one_tape_unless_their_people_differ(scenario: Path, question: Question) -> None:
    shared = tapes(question.work, 0)
    assert len({id(tape) for tape in shared.values()}) == 1
    text = scenario.read_text("utf-8").replace("clerks=6]", "clerks=6, demand.patience=null]")
    other = scenario.with_name("other.yaml")
    other.write_text(text, "utf-8")
    drawn = tapes(ask(other).work, 0)
    assert drawn["departmental"] is drawn["integrated"]
    assert (drawn["fewer"].patience == math.inf).all()
    assert (drawn["fewer"].arrival == drawn["departmental"].arrival).all(), "the same people, but for their patience"


@pytest.mark.parametrize(
    ("own", "told", "told_zh"),
    [
        ("hall.walk=1", "All halls serve the same people.", "各方案接待同一批办事人。"),
        ("demand.volume=0.3", "serve those of the lower volume, and more", "另有更多人"),
        ("demand.ceiling=3", "Variant Fewer draws other people", "方案减员另行抽取办事人"),
        ("calendar.days=2", "differences are not paired by person", "差值不按人配对"),
    ],
)
def test_who_comes_is_told_as_it_is(scenario: Path, own: str, told: str, told_zh: str) -> None:
    other = scenario.with_name("other.yaml")
    other.write_text(scenario.read_text("utf-8").replace("clerks=6]", f"clerks=6, {own}]"), "utf-8")
    found = run(replace(ask(other), replications=1))
    assert told in comparison(found, "en")[0].notes[1]
    assert told_zh in comparison(found, "zh")[0].notes[1]
    lines = io.StringIO()
    with on_terminal(Console(file=lines), ask(other), "en") as progress:
        progress(Step(0, 1, 3, 0, math.nan))
    assert lines.getvalue().startswith("3 halls x 1 replication. ")
    assert told in lines.getvalue()


def test_a_variant_of_other_people_has_a_tape_of_its_own(scenario: Path) -> None:
    specs = dict(ask(scenario).composed.specs)
    specs["fewer"] = ask(scenario, ["demand.patience=null", "demand.volume=0.4"]).composed.specs["fewer"]
    told = replication_module.people(specs)
    assert [found["tape"] for found in told.values()] == [0, 0, 1]
    assert told["fewer"]["volume"] == 0.4


def test_a_lower_volume_is_a_subset_of_a_higher(scenario: Path) -> None:
    low, high = (planned(ask(scenario, [f"demand.volume={v}"]).work, 0)["fewer"] for v in (0.1, 0.4))
    assert 0 < len(low) < len(high)
    assert set(low.person) < set(high.person)


def test_more_replications_begin_with_the_same(question: Question, results: Results) -> None:
    fewer = run(replace(question, replications=2))
    pd.testing.assert_frame_equal(
        fewer.replications, results.replications.query("replication < 2").reset_index(drop=True), check_exact=True
    )


@pytest.mark.parametrize("engine", [REFERENCE, FAST])
def test_equal_bytes_whatever_the_number_of_workers(
    scenario: Path, results: Results, tmp_path: Path, engine: str
) -> None:
    keep(results, tmp_path / "1", figures=False)
    sim.compare(scenario, jobs=2, engine=engine, out=tmp_path / "2", figures=False)
    one, two = (sim.read(tmp_path / jobs).manifest["files"] for jobs in ("1", "2"))
    assert one == two
    assert set(one) == {"replications.parquet", "summary.csv", "differences.csv", "catalogue.csv"}


def test_one_replication_has_no_interval(question: Question) -> None:
    found = run(replace(question, replications=1))
    assert found.summary["low"].isna().all()
    assert found.summary["mean"].notna().any()


def test_progress_is_told_from_the_first_to_the_last(question: Question) -> None:
    steps: list[Step] = []
    run(question, progress=steps.append)
    assert [step.done for step in steps] == [0, 1, 2, 3]
    assert all(step.total == 3 and step.variants == 3 for step in steps)
    assert steps[1].cases > 100
    assert steps[-1].left == 0.0


@pytest.mark.parametrize(
    ("seconds", "lang", "told"),
    [
        (0.2, "en", "1 s"),
        (61.0, "en", "1 min 01 s"),
        (7265.0, "en", "2 h 01 min"),
        (7265.0, "zh", "2小时01分"),
        (90000.0, "en", "25 h 00 min"),
    ],
)
def test_a_time_span_is_told_in_its_two_largest_units(seconds: float, lang: Lang, told: str) -> None:
    assert duration(seconds, lang) == told


# What is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "key", "mend"),
    [
        ({"engine": "fats"}, "engine", "fast"),
        ({"measures": ["mean_wiat"]}, "measures", "mean_wait"),
        ({"overrides": ["+targets.goals.mean_wiat={at_most: 3}"]}, "targets.goals.mean_wiat", "mean_wait"),
        ({"replications": 0}, "replications", "2"),
        ({"seed": -1}, "seed", "0"),
    ],
)
def test_what_does_not_exist_is_named_with_its_mend(
    scenario: Path, options: dict[str, Any], key: str, mend: str
) -> None:
    with pytest.raises(InputError) as caught:
        ask(scenario, **options)
    assert [fault.key for fault in caught.value.faults] == [key]
    assert mend in caught.value.faults[0].mend


def test_shares_over_limits_of_ones_own_can_be_goals(scenario: Path) -> None:
    own = ["targets.wait_limits=[15]", "+targets.goals.share_wait_over_15={at_most: 0.1}"]
    assert "share_wait_over_15" in ask(scenario, own).measures


def test_a_broken_law_ends_the_run(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(trace: Trace) -> None:
        raise ResultError("a clerk in two sessions")

    monkeypatch.setattr(Trace, "check", broken)
    with pytest.raises(ResultError, match="two sessions"):
        run(question)


# Workers ---------------------------------------------------------------------------------------------------


def test_a_killed_worker_is_one_clear_error(question: Question) -> None:
    with crew(partial(replicate, question.work), 2) as workers:
        processes = list(workers.crew.values())
        assert processes[0].pid is not None
        os.kill(processes[0].pid, signal.SIGKILL)
        with pytest.raises(ResultError, match=r"exit code -9.*fewer --jobs"):
            list(workers.play(range(1, 5)))
    assert not any(process.is_alive() for process in processes)


def test_a_worker_whose_caller_is_gone_ends_quietly(question: Question) -> None:
    class Gone:
        """A connection whose other end was there for one question only."""

        def recv(self) -> int:
            return 1

        def send(self, answer: object) -> None:
            raise BrokenPipeError

    worker: Any = Gone()
    serve(worker, partial(replicate, question.work))


@pytest.mark.parametrize("engine", [REFERENCE, FAST])
def test_what_a_worker_refuses_reaches_the_caller_whole(scenario: Path, engine: str) -> None:
    question = ask(scenario, ["demand.day_factor_cv=1e200"])
    with pytest.raises(InputError) as caught, crew_for(engine, partial(replicate, question.work), 2) as workers:
        list(workers.play(range(1, 3)))
    assert [fault.key for fault in caught.value.faults] == ["demand.day_factor_cv"]
    assert "day_factor_cv" in str(caught.value)


# Journeys --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def person(question: Question) -> int:
    """Somebody who comes."""
    return int(planned(question.work, 1)["fewer"].person[30])


def test_the_same_person_comes_to_every_hall(scenario: Path, person: int) -> None:
    frame = sim.follow(scenario, person, replication=1)
    came = frame[frame["what"] == "came"]
    assert list(came["variant"]) == ["departmental", "integrated", "fewer"]
    assert came["minute"].nunique() == 1
    for _, steps in frame.groupby("variant"):
        assert steps["minute"].is_monotonic_increasing
        assert steps["what"].iloc[-1] in ("done", "not_again")


def test_a_journey_tells_what_the_trace_tells(question: Question, person: int) -> None:
    journey = travel(question, person, 1)
    plan = planned(question.work, 1)["fewer"]
    trace = replication_module.player("reference")(plan)
    mine = trace.case == int((plan.person == person).nonzero()[0][0])
    events = {event.what: event for event in journey.events["fewer"]}
    assert events["ticket"].minute == trace.ticket[mine][0]
    assert events["ended"].minute == trace.end[mine][0]
    assert events["called"].waited == trace.call[mine][0] - trace.ticket[mine][0]
    there = (trace.ticket < trace.ticket[mine][0]) & (trace.display_end >= trace.ticket[mine][0])
    assert events["ticket"].ahead == there.sum()


def test_who_does_not_come_at_this_volume_has_no_journey(question: Question) -> None:
    tape = tapes(question.work, 0)["fewer"]
    absent = int((tape.mark >= 0.2).nonzero()[0][0])
    assert not any(travel(question, absent).events.values())


@pytest.mark.parametrize(("case", "replication"), [(-1, 0), (10**6, 0), (0, -1)])
def test_nobody_is_followed_who_is_not_there(question: Question, case: int, replication: int) -> None:
    with pytest.raises(InputError):
        travel(question, case, replication)


# The work ---------------------------------------------------------------------------------------------------


def test_replicate_tells_how_many_came(question: Question) -> None:
    assert replicate(question.work, 1).cases == len(planned(question.work, 1)["departmental"])


def test_no_worker_outlives_the_tests() -> None:
    assert "multiprocessing" not in sys.modules or not sys.modules["multiprocessing"].active_children()
