"""Bottlenecks: where people wait, one more clerk that moves nothing else, and what is found first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import small_town
from sim.__main__ import app
from sim.config import load
from sim.demand import draw
from sim.engine.reference import play
from sim.errors import InputError
from sim.plan import Mark, lay
from sim.report.bottlenecks import block
from sim.spec import Spec
from sim.spec.checks import findings
from sim.study.diagnosis import Clerk, Diagnosis, diagnose, worst
from sim.study.extra import one_more
from sim.study.waiting import AWAITING, Waiting, by_half_hour, waiting
from sim.trace import NO_VISIT, Trace

BEHIND = """\
variants:
  behind:
    label: {en: Reviews behind, zh: 后台审批}
    overrides:
      - hall=one_window
      - staff=one_window
      - hall.reviews={}
      - hall.issue={minutes:1}
      - demand.returns={}
      - calendar.days=2
      - matters.invoices.window_share=0.5
      - matters.titles.window_share=0.5
      - matters.transfers.window_share=0.5
      - "+staff.groups.back={label: {en: Back, zh: '后台'}, station: back_office, primary: {all: true},
        clerks: 1, shifts: [morning]}"
      - "+staff.groups.desk={label: {en: Desk, zh: '出件台'},station: issue, clerks: 1, shifts: [morning]}"
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("hall"), replications=6)


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("behind"), BEHIND, replications=6)


@pytest.fixture(scope="module")
def planted(scenario: Path) -> Diagnosis:
    """A hall in which the one clerk for land has far too much to do, and taxes are easy."""
    more = ["matters.invoices.cases_per_day=15", "matters.titles.cases_per_day=36"]
    return diagnose(scenario, more, top=2)


def played(spec: Spec) -> Trace:
    return play(lay(draw(spec, 7, 0), spec))


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["diagnose", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


# Where people wait -----------------------------------------------------------------------------------------


def test_minutes_fall_into_the_half_hours_in_which_they_are_waited() -> None:
    start, end, row = np.array([550.0, 570.0, 2010.0]), np.array([615.0, 570.0, 2020.0]), np.array([0, 0, 1])
    found = by_half_hour(start, end, row, 2)
    assert {(r, s): found[r, s] for r, s in zip(*np.nonzero(found), strict=True)} == {
        **{(0, 18): 20.0, (0, 19): 30.0, (0, 20): 15.0},
        (1, 19): 10.0,
    }


def test_all_waiting_is_told(scenario: Path) -> None:
    trace = played(spec := load(scenario).specs["departments"])
    found = waiting(trace, spec)
    assert found.queues == (*trace.plan.queue_names, AWAITING)
    for queue in range(2):
        mine = trace.queue == queue
        assert found.people[queue].sum() == pytest.approx((trace.wait_end - trace.ticket)[mine].sum())
    assert found.people[-1].sum() == found.files.sum() == 0.0
    assert (found.tickets, found.cases, found.open_days) == (len(trace), len(trace.plan), 1)
    assert dict(zip(found.queues, found.groups, strict=True)) == {"tax": ("tax",), "land": ("land",), AWAITING: ()}


def test_whoever_is_in_the_hall_waits_or_is_served(behind: Path) -> None:
    """From the first ticket of a visit on, what is neither a session nor the walk there is waiting."""
    trace = played(spec := load(behind).specs["behind"])
    found = waiting(trace, spec)
    row = np.flatnonzero(trace.visit != NO_VISIT)
    first = np.full(len(trace.visit_left), np.inf)
    np.minimum.at(first, trace.visit[row], trace.ticket[row])
    came = np.isfinite(first)
    inside = (trace.visit_left - first)[came].sum()
    served = (trace.end - trace.wait_end)[row].sum()
    assert found.people.sum() == pytest.approx(inside - served)
    assert found.people[-1].sum() > 0.0
    files = trace.visit == NO_VISIT
    called = np.where(np.isnan(trace.wait_end), 2 * 1440.0, trace.wait_end)
    assert found.files.sum() == pytest.approx((called - trace.ticket)[files].sum())
    assert found.groups[-1] == ("back",)


def test_only_days_that_are_measured_count(scenario: Path) -> None:
    days = ["calendar.days=4", "calendar.warm_up=1", "calendar.drain=1"]
    trace = played(spec := load(scenario, days).specs["departments"])
    found = waiting(trace, spec)
    inside = (trace.ticket >= 1440.0) & (trace.ticket < 3 * 1440.0)
    assert found.people.sum() == pytest.approx((trace.wait_end - trace.ticket)[inside].sum())
    assert (found.tickets, found.open_days) == (inside.sum(), 2)


# One more clerk --------------------------------------------------------------------------------------------


def calendar_of(spec: Spec) -> list[tuple[float, int, int]]:
    plan = lay(draw(spec, 7, 0), spec)
    return list(zip(*(a.tolist() for a in (plan.calendar_time, plan.calendar_mark, plan.calendar_index)), strict=True))


def test_one_more_clerk_moves_nobody_else(scenario: Path) -> None:
    data = load(scenario, ["calendar.days=5"]).specs["departments"].model_dump(mode="json")
    for group in data["staff"]["groups"].values():
        group["attendance"] = 0.7
    spec = Spec.model_validate(data)
    other = one_more(spec, "tax")
    assert list(other.staff.groups) == ["tax", "land", "tax_one_more"]
    assert not findings(other)
    clone = other.staff.groups["tax_one_more"]
    assert clone.model_copy(update={"clerks": 2, "label": spec.staff.groups["tax"].label}) == spec.staff.groups["tax"]
    before, after = calendar_of(spec), calendar_of(other)
    assert [row for row in after if row[1] not in (Mark.ON, Mark.OFF) or row[2] != 3] == before
    assert lay(draw(other, 7, 0), other).queue_names == lay(draw(spec, 7, 0), spec).queue_names


def test_a_clerk_for_a_half_hour_is_there_for_that_half_hour(scenario: Path) -> None:
    spec = load(scenario).specs["departments"]
    rows = [row for row in calendar_of(one_more(spec, "land", 20)) if row[1] in (Mark.ON, Mark.OFF) and row[2] == 3]
    assert rows == [(600.0, Mark.ON, 3), (630.0, Mark.OFF, 3)]


def test_of_a_roster_the_line_with_the_most_hours_is_cloned(scenario: Path) -> None:
    data = load(scenario).specs["departments"].model_dump(mode="json")
    data["staff"]["shifts"]["late"] = {"start": "10:00", "end": "12:00"}
    lines = [{"clerks": 3, "shifts": ["late"]}, {"clerks": 2, "shifts": ["morning"], "weekdays": ["mon", "tue"]}]
    lines.append({"clerks": 1, "shifts": ["morning"]})
    data["staff"]["groups"]["tax"] |= {"clerks": None, "shifts": [], "roster": lines}
    (line,) = one_more(Spec.model_validate(data), "tax").staff.groups["tax_one_more"].roster
    assert (line.clerks, line.shifts, line.weekdays) == (1, ("morning",), None)


def with_windows(spec: Spec) -> Spec:
    data = spec.model_dump(mode="json")
    data["staff"]["groups"]["tax"] |= {
        **{"clerks": None, "shifts": [], "windows": {"09:00": 3, "11:00": 0, "11:30": 1}},
        "weekday_windows": {"tue": {"09:00": 2}},
    }
    return Spec.model_validate(data)


def test_numbers_of_windows_get_one_more_where_there_are_any(scenario: Path) -> None:
    spec = with_windows(load(scenario).specs["departments"])
    clone = one_more(spec, "tax").staff.groups["tax_one_more"]
    assert clone.windows == {540: 1, 660: 0, 690: 1}
    assert clone.weekday_windows == {"tue": {540: 1}}
    assert one_more(spec, "tax", 20).staff.groups["tax_one_more"].windows == {600: 1, 630: 0}
    assert not findings(one_more(spec, "tax", 20))


def test_a_system_that_is_down_is_down_for_the_new_clerk_too(scenario: Path) -> None:
    data = load(scenario).specs["departments"].model_dump(mode="json")
    troubles = [{"kind": "system_down", "groups": ["tax"], "start": "10:00", "end": "11:00"}]
    data["hall"]["disturbances"] = [*troubles, {"kind": "ill", "groups": ["tax"]}]
    down, ill = one_more(Spec.model_validate(data), "tax").hall.disturbances
    assert down.groups == ("tax", "tax_one_more")
    assert ill.groups == ("tax",)


# What is found ---------------------------------------------------------------------------------------------


def test_a_planted_bottleneck_is_first_and_a_clerk_there_saves_most(planted: Diagnosis) -> None:
    assert planted.stations["queue"].iloc[0] == "land"
    assert planted.stations["low"].iloc[0] > 0.5
    assert planted.stations["share"].sum() == pytest.approx(1.0)
    assert planted.cells["share"].sum() == pytest.approx(1.0)
    saved = planted.savings[planted.savings["measure"] == "per_case"].set_index(["group", "half_hour"])
    assert saved["mean"].idxmax() == ("land", "")
    assert saved["low"]["land", ""] > 0.0
    assert abs(saved["mean"]["tax", ""]) < 0.2 * saved["mean"]["land", ""]
    halves = [half for group, half in saved.index if half]
    assert [group for group, half in saved.index if half] == ["land", "land"]
    assert all(0.0 < saved["mean"]["land", half] < saved["mean"]["land", ""] for half in halves)


def test_savings_are_those_of_a_hall_with_the_clerk(scenario: Path, planted: Diagnosis) -> None:
    more = ["matters.invoices.cases_per_day=15", "matters.titles.cases_per_day=36"]
    spec = load(scenario, more).specs["departments"]
    other = one_more(spec, "land")
    saved = [
        waiting(play(lay(tape, spec)), spec).per_day - waiting(play(lay(tape, other)), other).per_day
        for tape in (draw(spec, 7, r) for r in range(6))
    ]
    found = planted.savings.set_index(["measure", "group", "half_hour"])["mean"]
    assert found["per_day", "land", ""] == pytest.approx(np.mean(saved))


def test_behind_the_windows_a_clerk_saves_days_and_awaiting(behind: Path) -> None:
    found = diagnose(behind, ["matters.invoices.window_share=0.2"], top=1)
    first = found.stations.iloc[0]
    assert (first["queue"], first["groups"]) == (AWAITING, "back")
    assert found.stations["files_per_day"].sum() > 0.0
    saved = found.savings.set_index(["measure", "group", "half_hour"])
    assert saved["low"]["files_per_day", "back", ""] > 0.0
    assert saved["mean"]["per_case", "back", ""] > saved["mean"]["per_case", "windows", ""]
    assert saved["mean"]["days", "back", ""] > 0.0
    # A half-hour in the back office is no answer: who begins a file finishes it.
    assert "back" not in {group for _, group, half in saved.index if half}


def of(people: list[list[float]], groups: tuple[tuple[str, ...], ...]) -> Waiting:
    rows = np.zeros((len(people), 48))
    rows[:, 18:21] = people
    return Waiting(tuple("qrs"[: len(people)]), groups, rows, 0.0 * rows, 1, 1, 1, 1.0)


def test_half_hours_are_tried_where_most_is_waited(scenario: Path) -> None:
    spec = load(scenario).specs["departments"]
    now = [of([[1.0, 5.0, 2.0], [4.0, 0.0, 0.0]], (("tax", "land"), ("land",)))]
    # The first queue counts for tax, whose only one it is.
    assert worst(spec, now, 3) == [Clerk("tax", 19), Clerk("land", 18), Clerk("tax", 20)]
    assert worst(spec, now, 99)[-1] == Clerk("tax", 18)
    assert len(worst(spec, now, 99)) == 4


def cells(**shares: list[float]) -> pd.DataFrame:
    times = ["09:00", "09:30", "10:00", "11:00"]
    return pd.DataFrame(
        [(queue, time, share) for queue, own in shares.items() for time, share in zip(times, own, strict=True)],
        columns=["queue", "half_hour", "share"],
    )


def test_half_of_all_waiting_is_found_in_the_fewest_half_hours() -> None:
    table = cells(tax=[0.1, 0.2, 0.2, 0.1], land=[0.0, 0.3, 0.1, 0.0])
    found = block(table, 0.5)
    assert found is not None
    assert (found.queue, found.start, found.end, found.share) == ("tax", 540.0, 630.0, pytest.approx(0.5))
    assert block(table, 0.55) is None
    short = block(table, 0.4)
    assert short is not None
    assert (short.queue, short.start, short.end) == ("tax", 570.0, 630.0)
    only = block(table, 0.3, "land")
    assert only is not None
    assert (only.start, only.end) == (570.0, 600.0)


# The command -----------------------------------------------------------------------------------------------


def test_tables_and_folder(scenario: Path, tmp_path: Path) -> None:
    result = command(str(scenario), "--top", "1", "--replications", "2", "--out", str(tmp_path / "kept"))
    assert result.exit_code == 0, result.stderr
    assert "Departments as it is and with one more clerk in 3 ways, x 2 replications = 8 plays." in result.stderr
    for words in ("% of all waiting", "saves", "min a case.", "### Where people wait: Departments", "| Tax window"):
        assert words in result.stdout
    assert "Of the variant departments; --variant names another: pooled." in result.stdout
    files = json.loads((tmp_path / "kept" / "manifest.json").read_text("utf-8"))["files"]
    assert set(files) == {
        *("stations.csv", "cells.csv", "savings.csv", "figures/bottlenecks.png", "figures/bottlenecks.svg")
    }


def test_json_and_chinese(scenario: Path) -> None:
    words = [str(scenario), "--variant", "pooled", "--top", "0", "--replications", "2", "--lang", "zh"]
    told: dict[str, Any] = json.loads(command(*words, "--json").stdout)
    assert told["variant"] == "pooled"
    assert list(told["stations"][0]) == ["queue", "groups", "share", "low", "high", "n", "per_day", "files_per_day"]
    assert list(told["savings"][0]) == ["group", "half_hour", "measure", "mean", "low", "high", "n"]
    assert told["queues"]["all"]["zh"] in told["answer"]
    assert "全天增加1人" in told["answer"]
    assert "等候发生在何处：合并窗口" in command(*words).stdout


def test_where_nobody_waits_that_is_said(scenario: Path) -> None:
    result = command(str(scenario), "demand.volume=0", "--replications", "2")
    assert result.exit_code == 0, result.stderr
    assert "Nobody waits." in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--variant", "poled"], ["variant: there is no variant 'poled'", "did you mean 'pooled'?"]),
        (["--top", "-1"], ["top: -1 is too few"]),
        (["--replications", "1"], ["too few for an interval"]),
        (["hall.setpu=1"], ["hall.setpu: there is no such key"]),
    ],
)
def test_what_cannot_be_used_is_refused(scenario: Path, words: list[str], told: list[str]) -> None:
    result = command(str(scenario), *words)
    assert result.exit_code == 2, result.output
    for part in ["error:", "mend:", *told]:
        assert part in result.stderr


def test_the_python_function_refuses_as_the_command_does(scenario: Path) -> None:
    with pytest.raises(InputError, match="there is no variant"):
        diagnose(scenario, variant="none")
