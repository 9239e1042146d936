"""The guard against drift: a fault planted in a rule, in a sampler or in a scenario lights the tier that it should."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

import freeze_plans
import small_town
from generated_reform import random_reform_plan
from generated_wide import wide_plan
from sim.__main__ import app
from sim.check import Report, checked, frozen, look, plans, seal, updated, work
from sim.check.folder import read
from sim.check.found import BETWEEN, BY_HAND, CONFIGURATION, COUNTING, FORM, RULES, SAMPLING, UNKNOWN, Item
from sim.check.frozen import ENDING, packed, unpacked
from sim.check.halls import shortened
from sim.check.telling import headline, said
from sim.config import load
from sim.demand import people
from sim.demand.crowd import Numbered
from sim.engine.reference import play
from sim.errors import InputError, ResultError
from sim.plan import Closes, Role, Station
from sim.results.files import parquet
from sim.streams import Purpose
from sim.tape import Cause
from sim.trace import CaseOutcome, Outcome, VisitOutcome
from sim.trace.tally import Tally

PLANS = {"reform": random_reform_plan(3), "wide": wide_plan(2), "other": random_reform_plan(36)}


def check(town: Path, **more: Any) -> Report:
    """A check of the town against its baselines, in this process and without the compiled engine where it can be."""
    return checked(town / "baselines", scenarios=town, **{"engine": "reference", **more})


def update(town: Path, reason: str = "A test.") -> Report:
    return updated(town / "baselines", reason, scenarios=town, engine="reference")


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def named(items: list[Item]) -> set[str]:
    return {item.name for item in items}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town with baselines of its own: two halls, three frozen plans."""
    town = tmp_path_factory.mktemp("town")
    small_town.scenario(town, small_town.VARIANTS)
    plans = town / "baselines" / "plans"
    plans.mkdir(parents=True)
    for name, plan in PLANS.items():
        assert plan is not None
        (plans / f"{name}{ENDING}").write_bytes(packed(plan))
    update(town)
    return town


@pytest.fixture
def town(original: Path, tmp_path: Path) -> Path:
    """A copy of it, to be harmed."""
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    return tmp_path


# Nothing moved ------------------------------------------------------------------------------------------------


def test_nothing_moves_where_nothing_was_changed(original: Path):
    report = check(original)
    assert not report.moved
    assert report.same_streams
    assert len(report.of("plans")) == 2 * len(PLANS)
    assert {"small/departments: work[0]", "small/departments: people"} <= named(report.of("tapes"))
    assert named(report.of("kpis")) >= {"small/departments", "small/pooled", "small/pooled: configuration"}
    assert named(report.of("kpis")) >= {"small/departments: counted", "small/pooled: counted"}
    assert len(report.of("baselines")) == 9


def test_an_update_of_what_has_not_moved_writes_nothing(town: Path):
    before = content(town)
    assert not update(town).moved
    assert content(town) == before


def test_the_numbers_do_not_depend_on_how_many_processes_play(original: Path):
    assert not check(original, jobs=2, tiers=("tapes", "kpis")).moved


# Planted faults -----------------------------------------------------------------------------------------------


def test_a_fault_in_a_rule_lights_the_plans_and_key_figures_follow(original: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sim.engine.ticket.seniority", lambda ticket_time, head_start: -ticket_time)
    report = check(original)
    assert report.causes == [RULES]
    moved = {item.name: item for item in report.moved}
    assert all(item.tier != "tapes" for item in report.moved)
    # Of the engines that one in which the fault is, with the first row in which they differ.
    assert any(name.endswith("[reference]") for name in moved)
    assert not any(name.endswith("[fast]") for name in moved)
    broken = next(item for item in report.moved if item.tier == "plans")
    assert broken.notes[0][0] == "engines_differ"
    assert any("columns: " in change.what for change in broken.changes)
    assert moved["small/departments"].cause == RULES


def test_no_baseline_is_written_where_the_engines_differ(town: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sim.engine.ticket.seniority", lambda ticket_time, head_start: -ticket_time)
    before = content(town)
    with pytest.raises(ResultError, match="engines differ on the frozen plan"):
        update(town)
    assert content(town) == before


BROKEN_LOOP = """
import json, sys
from pathlib import Path
from uncompiled import FAULTS, broken
from sim.check import checked
with broken(*FAULTS["the junior first"]):
    report = checked(Path(sys.argv[1]), tiers=("plans",))
print(json.dumps([report.causes, [item.name for item in report.moved]]))
"""


def test_a_fault_in_the_compiled_loop_lights_the_plans(original: Path):
    # In a process without the compiler, where the loop can be broken.
    words = [sys.executable, "-c", BROKEN_LOOP, str(original / "baselines")]
    paths = os.pathsep.join([str(Path(small_town.__file__).parent), *sys.path])
    told = subprocess.run(words, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": paths})
    causes, moved = json.loads(told.stdout)
    assert causes == [RULES]
    assert moved
    assert all(name.endswith("[fast]") for name in moved)


def test_an_engine_that_breaks_down_is_told_of(original: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: Any, **__: Any) -> float:
        raise ZeroDivisionError("no minutes")

    monkeypatch.setattr("sim.engine.reference.service_minutes", fail)
    report = check(original, tiers=("plans",))
    assert report.causes == [RULES]
    assert ("broke_down", {"why": "ZeroDivisionError: no minutes"}) in report.moved[0].notes


def test_a_fault_in_a_law_lights_its_column_and_key_figures_follow(original: Path, monkeypatch: pytest.MonkeyPatch):
    work_of = people._work
    monkeypatch.setattr(people, "_work", lambda *known: 1.05 * work_of(*known))
    report = check(original)
    assert report.causes == [SAMPLING]
    tapes = {item.name: item for item in report.moved if item.tier == "tapes"}
    assert set(tapes) == {"small/departments: work[0]", "small/departments: work[1]"}
    assert tapes["small/departments: work[0]"].changes[0].relative == pytest.approx(0.05, rel=1e-3)
    figures = {item.name: item for item in report.moved if item.tier == "kpis"}
    assert set(figures) == {f"small/{hall}{what}" for hall in ("departments", "pooled") for what in ("", ": counted")}
    # Told first is what the scenario compares.
    assert (
        figures["small/pooled"].changes[0].what.startswith(("mean_wait", "p90_wait", "share_wait_over", "abandonment"))
    )
    assert not any(item.moved for item in report.of("plans"))


def test_a_swapped_stream_lights_its_column(original: Path, monkeypatch: pytest.MonkeyPatch):
    uniforms = Numbered.uniforms
    swapped = {Purpose.ARRIVAL: Purpose.PRIORITY}
    monkeypatch.setattr(Numbered, "uniforms", lambda self, of, *more: uniforms(self, swapped.get(of, of), *more))
    report = check(original, tiers=("tapes",))
    assert named(report.moved) == {"small/departments: arrival"}
    assert report.causes == [SAMPLING]


def test_another_number_of_people_is_told_from_another_law(original: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sim.demand.arrivals.poisson", lambda u, means: np.full(len(u), 50, dtype=np.int64))
    report = check(original, tiers=("tapes",))
    assert named(report.moved) == {"small/departments: people"}
    follows = [item for item in report.of("tapes") if item.notes and item.notes[0][0] == "column_follows"]
    assert "small/departments: work[0]" in named(follows)


def test_people_who_change_places_are_noticed(original: Path, monkeypatch: pytest.MonkeyPatch):
    work_of = people._work
    monkeypatch.setattr(people, "_work", lambda *known: work_of(*known)[::-1])
    report = check(original, tiers=("tapes",))
    assert named(report.moved) == {"small/departments: work[0]", "small/departments: work[1]"}
    assert report.moved[0].notes[0][0] == "column_order"


def test_figures_that_moved_far_are_counted(town: Path):
    block = town / "configs" / "matters" / "two.yaml"
    block.write_text(block.read_text("utf-8").replace("mean: 6", "mean: 20"), "utf-8")
    report = check(town, tiers=("kpis",))
    note, facts = next(item for item in report.moved if item.name == "small/pooled").notes[0]
    assert note == "figures_far"
    assert 1 <= facts["far"] <= facts["of"]


def test_a_changed_hall_is_named_by_its_key_and_lights_no_plan(town: Path):
    scenario = town / "small.yaml"
    scenario.write_text(
        scenario.read_text("utf-8").replace("staff=one_window]", "staff=one_window, staff.groups.windows.clerks=2]"),
        "utf-8",
    )
    report = check(town)
    assert report.causes == [CONFIGURATION]
    assert named(report.moved) == {"small/pooled: configuration", "small/pooled", "small/pooled: counted"}
    change = report.moved[0].changes[0]
    assert (change.what, change.old, change.new) == ("staff.groups.windows.clerks", 3, 2)
    assert change.relative == pytest.approx(-1 / 3)


def test_a_changed_demand_lights_the_tapes_as_configuration(town: Path):
    block = town / "configs" / "matters" / "two.yaml"
    block.write_text(block.read_text("utf-8").replace("mean: 6", "mean: 7"), "utf-8")
    report = check(town)
    assert report.causes == [CONFIGURATION]
    assert {item.tier for item in report.moved} == {"tapes", "kpis"}
    key = "matters.invoices.tasks.0.work.mean"
    assert {change.what for item in report.moved if "configuration" in item.name for change in item.changes} == {key}


def test_halls_that_come_and_go_are_told(town: Path):
    scenario = town / "small.yaml"
    scenario.write_text(scenario.read_text("utf-8").replace("  pooled:", "  merged:"), "utf-8")
    report = check(town, tiers=("kpis",))
    assert {(item.name, item.notes[0][0]) for item in report.moved} == {
        ("small/merged: configuration", "hall_new"),
        ("small/pooled: configuration", "hall_gone"),
    }


def test_what_lies_between_tapes_and_figures_is_a_cause_of_its_own(original: Path, monkeypatch: pytest.MonkeyPatch):
    values = work.values
    monkeypatch.setattr(work, "values", lambda *known, **more: values(*known, **more) * (1 + 1e-8))
    report = check(original)
    assert report.causes == [BETWEEN]
    assert named(report.moved) >= {"small/departments", "small/pooled"}
    assert report.moved[0].notes == (("figures_near", {}),)
    assert check(original, tiers=("kpis",)).causes == [UNKNOWN]
    monkeypatch.setattr(work, "values", lambda *known, **more: values(*known, **more) * (1 + 1e-11))
    assert not check(original).moved


# Counting as halls are played -----------------------------------------------------------------------------------


def test_a_fault_in_the_counting_is_named_so(town: Path, monkeypatch: pytest.MonkeyPatch):
    count = work.counter("fast")

    def late(plan: Any, of: Any) -> Tally:
        tally = count(plan, of)
        return replace(tally, late=tally.late + 1)

    monkeypatch.setattr(work, "counter", lambda engine: late)
    report = check(town, tiers=("kpis",))
    assert report.causes == [COUNTING]
    assert named(report.moved) == {"small/departments: counted", "small/pooled: counted"}
    note, facts = report.moved[0].notes[0]
    assert note == "counted_apart"
    assert "share_wait_over" in facts["difference"]
    before = content(town)
    with pytest.raises(ResultError, match="counted wrongly"):
        update(town)
    assert content(town) == before


def test_counting_that_drifts_by_less_than_sessions_can_tell(original: Path, monkeypatch: pytest.MonkeyPatch):
    # As quantiles do when bins get wider, which may be off by a bin.
    values = work.values
    drift = {Tally: 1 + 1e-8}
    monkeypatch.setattr(work, "values", lambda of, *known, **more: values(of, *known, **more) * drift.get(type(of), 1))
    report = check(original)
    assert report.causes == [COUNTING]
    assert named(report.moved) == {"small/departments: counted", "small/pooled: counted"}
    assert not report.moved[0].notes


def test_counting_that_breaks_down_is_told_of(original: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: Any) -> Tally:
        raise ZeroDivisionError("no minutes")

    monkeypatch.setattr(work, "counter", lambda engine: fail)
    report = check(original, tiers=("kpis",))
    assert report.causes == [COUNTING]
    assert report.moved[0].notes == (("counting_broke_down", {"why": "ZeroDivisionError: no minutes"}),)


@pytest.mark.usefixtures("other_streams")
def test_the_counting_is_held_against_sessions_of_other_numbers_too(original: Path, monkeypatch: pytest.MonkeyPatch):
    hang(monkeypatch, 0.0)
    count = work.counter("fast")
    monkeypatch.setattr(
        work, "counter", lambda engine: lambda *known: replace(found := count(*known), visits=found.visits + 1)
    )
    assert COUNTING in check(original, tiers=("kpis",)).causes


# What is not there ---------------------------------------------------------------------------------------------


def seal_anew(folder: Path) -> None:
    """As if it had been written so."""
    seal.put(folder, seal._contents(folder), "A test.", "")


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("plans", "plans"),
        ("plans.json", "plans"),
        ("streams.json", "tapes"),
        ("specs.json", "tapes"),
        ("tapes.json", "tapes"),
        ("kpis", "kpis"),
        ("counted", "kpis"),
        ("weeks.csv", "kpis"),
    ],
)
def test_nothing_passes_where_what_it_is_held_against_is_gone(town: Path, name: str, tier: str):
    path = town / "baselines" / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    seal_anew(town / "baselines")
    report = check(town, tiers=(tier,))
    assert report.causes == [BY_HAND]
    gone = next(item for item in report.moved if item.tier == "baselines")
    assert gone.name == name
    told = said(gone.notes[0], "en")
    assert name in told
    assert "Restore" in told
    assert "onewindow check --update --because" in told
    # Of the tier itself only frozen plans that are not in plans.json.
    assert {item.tier for item in report.moved} == {"baselines"} | ({"plans"} if name == "plans.json" else set())


HALF = {
    "weeks.csv": lambda text: "".join(row for row in text.splitlines(True) if "pooled" not in row),
    "kpis/small.csv": lambda text: text.replace("pooled[", "merged["),
    "specs.json": lambda text: json.dumps({k: v for k, v in json.loads(text).items() if k != "small/pooled"}),
    "tapes.json": lambda text: text.replace(', "small/pooled"', ""),
}


@pytest.mark.parametrize("name", HALF)
def test_a_hall_that_one_file_of_the_baselines_lacks_is_told(town: Path, name: str):
    path = town / "baselines" / name
    text = HALF[name](path.read_text("utf-8"))
    assert text != path.read_text("utf-8")
    path.write_text(text, "utf-8")
    seal_anew(town / "baselines")
    report = check(town, tiers=("tapes", "kpis"))
    (item,) = [item for item in report.moved if item.name == name.partition("/")[0]]
    assert item.notes[0] == ("baseline_without", {"name": item.name, "first": "small/pooled", "n": 0, "all": 1})
    assert "hall_new" not in {word for item in report.moved for word, _ in item.notes}
    assert BY_HAND in report.causes


def test_no_baselines_are_written_without_frozen_plans(town: Path):
    shutil.rmtree(town / "baselines" / "plans")
    before = content(town)
    with pytest.raises(InputError, match=r"(?s)no frozen plans.*python tests/freeze_plans\.py"):
        update(town)
    assert content(town) == before


def test_a_folder_that_holds_nothing_holds_no_baselines(town: Path, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="there are no baselines here"):
        checked(tmp_path / "empty", scenarios=town, engine="reference")


def test_a_scenario_that_came_or_went_is_told_with_what_mends_it(town: Path):
    (town / "small.yaml").rename(town / "other.yaml")
    report = check(town, tiers=("tapes", "kpis"))
    assert report.causes == [CONFIGURATION]
    told = {item.name: said(item.notes[0], "en") for item in report.moved if item.notes}
    assert "not in the baselines yet: onewindow check --update" in told["other: configuration"]
    assert "its file no longer there: restore it, or do without it" in told["small: configuration"]
    assert "no longer in the scenarios" in told["small/pooled"]
    update(town)
    assert not (town / "baselines" / "counted" / "small.csv").exists()
    assert not check(town, tiers=("tapes", "kpis")).moved


# The only writer ----------------------------------------------------------------------------------------------


def test_an_update_says_what_moved_and_logs_why(town: Path):
    block = town / "configs" / "staff" / "one_window.yaml"
    block.write_text(block.read_text("utf-8").replace("clerks: 3", "clerks: 4"), "utf-8")
    before = content(town / "baselines")
    report = update(town, "A fourth clerk\n pools.")
    assert named(report.moved) == {"small/pooled: configuration", "small/pooled", "small/pooled: counted"}
    after = content(town / "baselines")
    assert {name for name in after if after[name] != before[name]} == {
        "LOG.md",
        "specs.json",
        "kpis/small.csv",
        "counted/small.csv",
        "weeks.csv",
    }
    log = after["LOG.md"].decode()
    assert log.startswith(before["LOG.md"].decode())
    assert "A fourth clerk pools." in log
    assert "kpis: 3 of 7" in log
    assert not check(town).moved


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_baseline_changes_without_a_reason(town: Path, reason: str):
    (town / "configs" / "hall" / "one_window.yaml").write_text("", "utf-8")
    before = content(town)
    with pytest.raises(InputError, match="for a reason"):
        update(town, reason)
    assert content(town) == before


HAND = {
    "weeks.csv": lambda text: text.replace("mean_wait,40,", "mean_wait,41,", 1),
    "LOG.md": lambda text: text.replace("A test.", "Another reason."),
    "tapes.json": lambda text: text.replace('"mean": ', '"mean": 1', 1),
    "streams.json": lambda text: text.replace('"\n}', '"\n} '),
}


@pytest.mark.parametrize("name", HAND)
def test_a_baseline_changed_by_hand_fails(town: Path, name: str):
    path = town / "baselines" / name
    text = path.read_text("utf-8")
    path.write_text(HAND[name](text), "utf-8")
    assert path.read_text("utf-8") != text
    report = check(town)
    assert report.causes == [BY_HAND]
    assert named(report.moved) == {"seal"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plans.json", b"[]"),
        ("plans.json", b'{"x": 5}'),
        ("plans.json", b'{"x": {"plan": "a", "trase": "b"}}'),
        ("plans.json", b'{"x": {"plan": "a", "trace": "b", "rows": {}}}'),
        ("streams.json", b"[1]"),
        ("tapes.json", b"[" * 100_000),
        ("kpis/small.csv", b"measure,pooled[0]\nmean_wait\n"),
        ("kpis/small.csv", b"measure,pooled[0]\nmean_wait,1\n\n"),
        ("kpis/small.csv", b"measure,pooled[0]\nmean_wait,inf\n"),
        ("weeks.csv", b"hall,measure,n,mean,deviation\nsmall/pooled,mean_wait,-4,1,1\n"),
        ("weeks.csv", b"hall,measure,n,mean,deviation\nsmall/pooled,mean_wait,4,inf,1\n"),
    ],
)
def test_a_baseline_that_cannot_be_understood_is_told(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match="restore it"):
        read(tmp_path)


def test_a_folder_in_place_of_the_log_is_told(tmp_path: Path):
    (tmp_path / "LOG.md").mkdir()
    with pytest.raises(InputError, match="restore it"):
        seal.is_sealed(tmp_path)


def test_days_around_those_measured_are_held_too():
    spec = load("one_window").specs["integrated"]
    short = shortened(spec)
    assert (short.calendar.days, short.calendar.warm_up, short.calendar.drain) == (7, 1, 3)


@pytest.mark.parametrize(
    ("before", "now", "key"),
    [("seed: 7", "seed: 8", "seed"), ("replications: 4", "replications: 6", "replications")],
)
def test_what_a_scenario_says_of_all_its_halls_is_held(town: Path, before: str, now: str, key: str):
    path = town / "small.yaml"
    assert before in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(before, now), "utf-8")
    report = check(town, tiers=("kpis",))
    (item,) = [item for item in report.items if item.name == "small: configuration"]
    assert (item.moved, item.cause) == (True, CONFIGURATION)
    assert [change.what for change in item.changes] == [key]
    assert list(report.causes) == [CONFIGURATION]


def test_what_was_changed_by_hand_does_not_survive_an_update(town: Path):
    before = content(town / "baselines")
    path = town / "baselines" / "weeks.csv"
    path.write_text(HAND["weeks.csv"](path.read_text("utf-8")), "utf-8")
    assert named(update(town).moved) == {"seal"}
    after = content(town / "baselines")
    assert {name for name in after if after[name] != before[name]} == {"LOG.md"}
    assert not check(town).moved


def test_ends_of_lines_break_no_seal(town: Path):
    path = town / "baselines" / "weeks.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not check(town).moved


def test_an_update_that_is_cut_short_is_noticed(town: Path, monkeypatch: pytest.MonkeyPatch):
    block = town / "configs" / "staff" / "one_window.yaml"
    block.write_text(block.read_text("utf-8").replace("clerks: 3", "clerks: 4"), "utf-8")
    write = seal.write

    def full(path: Path, told: bytes) -> None:
        if path.name == "LOG.md":
            raise OSError(28, "No space left on device")
        write(path, told)

    monkeypatch.setattr(seal, "write", full)
    with pytest.raises(ResultError, match="No space left"):
        update(town)
    assert check(town).causes == [BY_HAND]


@pytest.mark.parametrize(
    ("key", "value"),
    [("edges", [0.1]), ("shares", None), ("size", "much"), ("mean", {}), ("edges", [None] * 9), ("shares", [[]] * 11)],
)
def test_a_column_that_is_none_is_wrong_input(town: Path, key: str, value: Any):
    path = town / "baselines" / "tapes.json"
    tapes = json.loads(path.read_text("utf-8"))
    tapes["small/departments"]["columns"]["patience"]["law"][key] = value
    path.write_text(json.dumps(tapes), "utf-8")
    with pytest.raises(InputError, match=r"tapes\.json: cannot be understood"):
        read(town / "baselines")


def test_a_file_that_cannot_be_understood_is_wrong_input(town: Path):
    (town / "baselines" / "tapes.json").write_text("{", "utf-8")
    with pytest.raises(InputError, match=r"tapes\.json: cannot be understood"):
        check(town)


# Frozen plans -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_that_is_read_back_plays_the_same(name: str):
    plan = PLANS[name]
    assert plan is not None
    again = unpacked(packed(plan))
    assert play(again).same_as(play(plan))
    assert packed(again) == packed(plan)
    for column in ("arrival", "queue", "late", "patience", "queue_names", "recall", "alis", "last_resort"):
        ours, theirs = getattr(again, column), getattr(plan, column)
        assert type(ours) is type(theirs)
        assert np.array_equal(ours, theirs)
        assert getattr(ours, "dtype", None) == getattr(theirs, "dtype", None)


def test_frozen_plans_of_an_earlier_form_are_told_of(town: Path, monkeypatch: pytest.MonkeyPatch):
    fields = [field for field in work.frozen.fields(PLANS["wide"]) if field.name != "balking"]
    monkeypatch.setattr(work.frozen, "fields", lambda of: fields)
    report = check(town, tiers=("plans",))
    assert report.causes == [FORM]
    assert named(report.moved) == set(PLANS)
    assert "the frozen one has still balking" in report.moved[0].notes[0][1]["why"]
    with pytest.raises(ResultError, match="cannot be played"):
        update(town)


def test_plans_that_come_go_or_change_are_told_of(town: Path):
    folder, plan = town / "baselines" / "plans", PLANS["wide"]
    assert plan is not None
    (folder / f"new{ENDING}").write_bytes(packed(plan))
    (folder / f"reform{ENDING}").unlink()
    (folder / f"wide{ENDING}").write_bytes(packed(replace(plan, recall=plan.recall + 1.0)))
    (folder / f"other{ENDING}").write_bytes(b"no such file")
    report = check(town, tiers=("plans",))
    assert {item.name: item.notes[0][0] for item in report.moved} == {
        "seal": "seal_broken",
        "new": "plan_new",
        "reform": "plan_gone",
        "wide": "plan_changed",
        "other": "plan_damaged",
    }


def harmed(harm: str) -> bytes:
    """A frozen plan's file, as a disk that was full or failing leaves it, or a merge."""
    whole = packed(PLANS["wide"])
    if harm == "another table":
        return parquet(pa.table({"column": ["arrival"], "kind": ["<f8"]}))
    if harm in ("a column twice", "too few values", "no names"):
        table = pq.read_table(pa.BufferReader(whole))
        if harm == "a column twice":
            return parquet(pa.concat_tables([table, table.slice(0, 1)]))
        name, values = ("arrival", b"1234567") if harm == "too few values" else ("queue_names", b"[")
        rows = [row | ({"values": values} if row["column"] == name else {}) for row in table.to_pylist()]
        return parquet(pa.Table.from_pylist(rows, schema=frozen.SCHEMA))
    middle = len(whole) // 3
    return {
        "cut short": whole[: len(whole) // 2],
        "empty": b"",
        "a bit": whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :],
    }[harm]


@pytest.mark.parametrize(
    "harm", ["cut short", "empty", "a bit", "another table", "a column twice", "too few values", "no names"]
)
def test_a_damaged_plan_is_no_plan_of_another_form(harm: str):
    found = work.played(harmed(harm))
    assert found.damaged
    known = {"plan": "", "trace": "", "rows": {}, "columns": {}}
    (item,) = plans.held({"wide": known}, {"wide": found})
    assert (item.moved, item.cause, item.notes[0][0]) == (True, BY_HAND, "plan_damaged")
    assert "plans/wide.parquet is damaged" in said(item.notes[0], "en")
    assert "restore it" in said(item.notes[0], "en")
    with pytest.raises(ResultError, match=r"plans/wide\.parquet is damaged, restore it"):
        plans.fresh({"wide": found})


def test_a_plan_that_cannot_be_read_is_told_with_its_file(tmp_path: Path):
    (tmp_path / "plans" / f"a{ENDING}").mkdir(parents=True)
    with pytest.raises(InputError, match=rf"(?s)a{ENDING}: cannot be read.*restore it"):
        read(tmp_path)


def test_the_committed_plans_show_every_rule(repo: Path):
    shown: set[str] = set()
    for path in (repo / "tests" / "baselines" / "plans").glob(f"*{ENDING}"):
        plan = unpacked(path.read_bytes())
        shown |= set(freeze_plans.shown(plan, play(plan)))
    days = {"Role DECISION", "Role SUPPLEMENT", "Role DELIVERY"}  # without a clerk
    kinds = (Outcome, VisitOutcome, CaseOutcome, Cause, Role, Station, Closes)
    assert {f"{kind.__name__} {member.name}" for kind in kinds for member in kind} - shown == days
    assert shown >= {"a tide", "help", "overtime", "learning", "one ticket for an agent", "balking", "ties", "no ties"}


# Other streams ------------------------------------------------------------------------------------------------


@pytest.fixture
def other_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """numpy draws other numbers: here, those of other seeds."""
    from sim import streams

    key: Callable[..., Any] = streams._key
    monkeypatch.setattr(streams, "_key", lambda seed, replication, purpose: key(seed + 1000, replication, purpose))
    monkeypatch.setattr(look, "streams", lambda: {"philox words": "others", "uniform numbers": "others"})


@pytest.fixture
def crowd(town: Path) -> Path:
    """The town with a hundred times the people, and baselines of them."""
    block = town / "configs" / "matters" / "two.yaml"
    text = block.read_text("utf-8")
    for cases in (40, 20, 10):
        text = text.replace(f"cases_per_day: {cases}\n", f"cases_per_day: {100 * cases}\n")
    block.write_text(text, "utf-8")
    return town


def tapes_only(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Baselines of the tapes, without a crowd in the halls."""
    monkeypatch.setattr(work.Bench, "_figures", lambda self, task: {"mean_wait": 1.0})
    update(town)


@pytest.mark.usefixtures("other_streams")
def test_other_numbers_of_the_same_law_move_nothing(original: Path):
    report = check(original)
    assert not report.moved
    assert not report.same_streams
    assert report.notes[0][0] == "other_streams"
    assert {item.notes[0][0] for item in report.of("tapes")} == {"column_tested"}


@pytest.mark.parametrize("fault", [1.0, 1.05])
def test_other_numbers_are_tested_by_their_law(
    crowd: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, fault: float
):
    tapes_only(crowd, monkeypatch)
    request.getfixturevalue("other_streams")
    work_of = people._work
    monkeypatch.setattr(people, "_work", lambda *known: fault * work_of(*known))
    report = check(crowd, tiers=("tapes",))
    columns = {"small/departments: work[0]", "small/departments: work[1]"} if fault > 1.0 else set()
    assert named(report.moved) == columns
    assert report.causes == ([SAMPLING] if columns else [])


@pytest.mark.usefixtures("other_streams")
def test_figures_that_moved_are_not_the_same_with_other_numbers(original: Path, monkeypatch: pytest.MonkeyPatch):
    work_of = people._work
    monkeypatch.setattr(people, "_work", lambda *known: 2.0 * work_of(*known))
    report = check(original, tiers=("kpis",))
    assert named(report.moved) == {"small/departments", "small/pooled"}
    assert not report.undecided
    assert "mean_wait" in {change.what for change in report.moved[0].changes}
    assert any(name == "figure_moved" and math.isfinite(float(facts["low"])) for name, facts in report.moved[0].notes)


def hang(monkeypatch: pytest.MonkeyPatch, by: float) -> list[int]:
    """Let halls have one key figure, moved by so many of its deviations between weeks; the replications played."""
    played: list[int] = []

    def figures(self: work.Bench, task: work.HallTask) -> dict[str, float]:
        played.append(task.replication)
        return {"mean_wait": 100.0 + 10.0 * (-1) ** task.replication + by * 10.0 * math.sqrt(40 / 39)}

    monkeypatch.setattr(work.Bench, "_figures", figures)
    return played


@pytest.fixture
def steady(town: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A town with baselines of such halls, for which then other numbers are drawn."""
    hang(monkeypatch, 0.0)
    update(town)
    request.getfixturevalue("other_streams")
    return town


def test_what_is_undecided_is_played_on_up_to_a_bound(steady: Path, monkeypatch: pytest.MonkeyPatch):
    halls = {"small/departments", "small/pooled"}
    # By deviations moved, of which the margin is one: half an interval is 0.48 of them after 40, 0.39 after 160.
    same, moved, undecided = {0.3: 40, 0.57: 80}, {1.43: 80, 2.0: 40}, {0.95: 160, 1.1: 160}
    for by, after in (same | moved | undecided).items():
        played = hang(monkeypatch, by)
        report = check(steady, tiers=("kpis",))
        assert (max(played) + 1, len(played)) == (after, len(halls) * after), by
        assert named(report.moved) == (halls if by in moved else set()), by
        assert named(report.undecided) == (halls if by in undecided else set()), by
        assert headline(report, "en").startswith("Nothing moved") == (by in same)
        assert headline(report, "zh").endswith("也未证明有变动。") == (by in undecided)


def test_what_is_undecided_is_told_apart_everywhere(steady: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    hang(monkeypatch, 0.95)
    files = ("--markdown", str(tmp_path / "a.md"), "--junit", str(tmp_path / "a.xml"))
    found = command(steady, "--tier", "kpis", "--json", *files)
    assert found.exit_code == 3
    told = json.loads(found.stdout)
    assert (told["moved"], told["undecided"], told["causes"]) == (False, True, [])
    assert told["tiers"]["kpis"] == {"items": 7, "moved": 0, "undecided": 2}
    assert [(item["name"], item["found"]) for item in told["items"]] == [
        ("small/departments", "undecided"),
        ("small/pooled", "undecided"),
    ]
    assert "mean_wait is neither shown to be the same, nor to have moved" in told["items"][0]["notes"][0]
    suite = next(one for one in ElementTree.parse(tmp_path / "a.xml").getroot() if one.get("name") == "kpis")
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "2")
    skipped = [case.find("skipped") for case in suite if case.get("name") == "small/pooled"]
    assert skipped[0] is not None
    assert "neither shown to be the same" in (skipped[0].get("message") or "")
    text = (tmp_path / "a.md").read_text("utf-8")
    assert "2 of 13 items are undecided" in text
    assert "### What is undecided" in text
    assert "### What moved" not in text


@pytest.mark.usefixtures("other_streams")
def test_an_update_takes_the_other_numbers(town: Path):
    assert not update(town, "numpy draws other numbers.").moved
    report = check(town)
    assert report.same_streams
    assert not report.moved


# The command --------------------------------------------------------------------------------------------------


def command(town: Path, *words: str) -> Result:
    places = ("--baselines", str(town / "baselines"), "--scenarios", str(town), "--jobs", "1")
    return CliRunner().invoke(app, ["check", *places, *words])


def test_the_exit_code_says_whether_anything_moved(town: Path):
    assert command(town).exit_code == 0
    block = town / "configs" / "hall" / "one_window.yaml"
    block.write_text(block.read_text("utf-8").replace("setup: 0.5", "setup: 0.6"), "utf-8")
    found = command(town)
    assert found.exit_code == 1
    assert "What moved: configuration." in found.stdout
    assert "hall.setup" in found.stdout
    assert command(town, "--tier", "plans").exit_code == 0
    written = command(town, "--update", "--because", "A slower hall.")
    assert written.exit_code == 0
    assert "A slower hall." in written.stderr
    assert "+20" in written.stdout
    assert command(town).exit_code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--update",), "for a reason"),
        (("--update", "--because", " "), "for a reason"),
        (("--because", "x"), "add --update"),
        (("--update", "--because", "x", "--tier", "plans"), "leave out --tier"),
        (("--tier", "plan"), "did you mean 'plans'"),
        (("--tier", ","), "no tier is named"),
        (("--markdown", "/nowhere/at/all.md"), "cannot be written to"),
        (("--baselines", "/nowhere"), "there are no baselines here"),
        (("--scenarios", "/nowhere"), "there is no scenario in it"),
        (("--jobs", "0"), "is too few"),
    ],
)
def test_wrong_input_is_told_and_nothing_is_written(town: Path, words: tuple[str, ...], told: str):
    before = content(town)
    found = command(town, *words)
    assert (found.exit_code, told in found.stderr) == (2, True)
    assert content(town) == before


def test_an_interruption_has_a_code_of_its_own(original: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(look.Look, "at", interrupted)
    assert command(original).exit_code == 130


def test_help_has_the_exit_codes():
    told = " ".join(CliRunner().invoke(app, ["check", "--help"], env={"COLUMNS": "200"}).stdout.split())
    assert "0 nothing moved" in told
    assert "1 something moved" in told
    assert "2 wrong input" in told
    assert "130 interrupted" in told
