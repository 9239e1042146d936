"""A hall staffed, from its scenario to what a planner takes away."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy.special import stdtrit
from typer.testing import CliRunner, Result

import sim
from halls import group, matter, spec
from sim.__main__ import app
from sim.demand import draw
from sim.engine.reference import play
from sim.plan import lay
from sim.report import rosters
from sim.report.text import LANGUAGES
from sim.spec import Spec
from sim.staffing import calendars
from sim.staffing.firstplan import first_plan
from sim.staffing.frames import CLASHES, interval_of
from sim.staffing.halls import rostered, stretched, with_windows
from sim.staffing.lines import Look
from sim.staffing.menus import Cells, Duty, cells_of
from sim.staffing.plainness import plain
from sim.staffing.pooldays import Kept, PoolDays, Tickets, kept, pool_days
from sim.staffing.pools import keeps, oracle_of
from sim.staffing.problem import Bounds, Menu, Service, Solution
from sim.staffing.staffed import Staffed

pytest.importorskip("ortools")
openpyxl = pytest.importorskip("openpyxl")
icalendar = pytest.importorskip("icalendar")

MATTERS = """\
# @package _global_
departments: {desk: {en: Desk, zh: 柜台}}
domains: {town: {en: Town, zh: 镇}}
papers: {}
matters:
  visit:
    label: {en: Visit, zh: 办事}
    domain: town
    cases_per_day: 90
    tasks: [{department: desk, work: {kind: exponential, mean: 8}}]
"""
STAFF = """\
shifts: {day: {start: "09:00", end: "17:00"}}
groups:
  windows: {label: {en: Windows, zh: 窗口}, primary: {all: true}, clerks: 4, shifts: [day], cost_per_hour: 50}
"""
HALL = """\
label: {en: Plain, zh: 简}
service_model: integrated
hours: [{start: "09:00", end: "17:00"}]
"""
DEMAND = """\
profile: {"09:00": 3, "10:00": 5, "11:00": 3, "13:30": 3, "15:00": 2}
weekdays: {mon: 1.3}
"""
SCENARIO: dict[str, Any] = {
    "question": {"en": "How many clerks?", "zh": "需要多少人？"},
    "base": [
        "calendar=week",
        "calendar.open_weekdays=[mon,tue]",
        *("matters=plain", "staff=plain", "hall=plain", "demand=plain"),
    ],
    "variants": {"town": {"label": {"en": "Town hall", "zh": "镇大厅"}}},
    "staffing": {
        "service": {"wait_over": 10, "share": 0.2},
        "ceiling": {"windows": {"09:00": 8}},
        "shifts": {
            "long": {
                "label": {"en": "Long day", "zh": "长班"},
                "starts": ["09:00"],
                "hours": 8,
                "breaks": [{"first": "11:30", "last": "12:30", "minutes": 60}],
            },
            "short": {"starts": {"first": "09:00", "last": "13:00"}, "hours": 4},
        },
    },
}
PEOPLE: dict[str, Any] = {
    "contracts": {"full": {"hours_max": 14, "shifts": ["long"]}, "part": {"clerks": 9, "hours_max": 10}},
    "clerks": {
        "li": {"label": {"en": "Li Na", "zh": "李娜"}, "contract": "full"},
        "wang": {"contract": "part", "leave": ["mon"], "wishes": [{"avoid": "long"}]},
    },
}
QUICK = ("--replications", "2", "--weeks", "1", "--seconds", "5", "--jobs", "1")


def written(folder: Path, staffing: Mapping[str, Any] | None = None, **more: Any) -> str:
    """A scenario with its blocks in a folder."""
    for kind, text in {"matters": MATTERS, "staff": STAFF, "hall": HALL, "demand": DEMAND}.items():
        (folder / "configs" / kind).mkdir(parents=True, exist_ok=True)
        (folder / "configs" / kind / "plain.yaml").write_text(text, "utf-8")
    whole = {**SCENARIO, "staffing": {**SCENARIO["staffing"], **(staffing or {})}, **more}
    (folder / "town.yaml").write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
    return "town.yaml"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> tuple[Staffed, Path]:
    """A roster of people, kept in a folder."""
    folder = tmp_path_factory.mktemp("town")
    written(folder, PEOPLE)
    found = sim.roster(folder / "town.yaml", replications=2, weeks=1, seconds=5.0, out=folder / "out")
    return found, folder


def command(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_windows_of_a_roster_are_those_of_its_shifts_and_at_least_what_is_needed(
    answer: tuple[Staffed, Path],
) -> None:
    found, _ = answer
    shifts = found.shifts.to_dict("records")
    for row in found.windows.to_dict("records"):
        start = _minutes(row["half_hour"])
        on = sum(
            shift["clerks"]
            for shift in shifts
            if shift["weekday"] == row["weekday"]
            and _minutes(shift["start"]) <= start < _minutes(shift["end"])
            and not any(_minutes(b.split("-")[0]) <= start < _minutes(b.split("-")[1]) for b in shift["breaks"].split())
        )
        assert row["windows"] == on
        assert row["need"] <= on <= 8


def test_people_work_the_shifts_and_keep_their_contracts(answer: tuple[Staffed, Path]) -> None:
    found, _ = answer
    worked = Counter((day, row[day]) for row in found.roster.to_dict("records") for day in ("mon", "tue") if row[day])
    by_shift = {(row["weekday"], row["shift"]): row["clerks"] for row in found.shifts.to_dict("records")}
    assert worked == by_shift
    rows = found.roster.set_index("clerk")
    assert rows.loc["wang", "mon"] == ""
    assert {name.split("_")[0] for name in rows.loc["li", ["mon", "tue"]] if name} <= {"long"}
    full, part = (rows[rows["contract"] == name]["hours"] for name in ("full", "part"))
    assert (full <= 14.0).all()
    assert (part <= 10.0).all()
    assert list(full.index) == ["li"]
    (wish,) = found.wishes.to_dict("records")
    assert wish["granted"] == (not str(rows.loc["wang", "tue"]).startswith("long"))
    paid = float((found.shifts["paid_hours"] * found.shifts["clerks"]).sum())
    assert rows["hours"].sum() == paid == found.costs.set_index("plan").loc["found", "hours"]


def test_the_hall_is_plain_and_the_bound_is_that_of_theory(answer: tuple[Staffed, Path]) -> None:
    found, _ = answer
    days = found.certificates[found.certificates["weekday"] != "week"]
    assert set(days["kind"]) == {"exact"}
    assert (days["gap"] == 0.0).all()
    assert found.manifest["verified"]
    week = found.certificates[found.certificates["weekday"] == "week"]
    # Contracts only take shifts away, so that people cannot be cheaper than the shifts of the days.
    assert week["paid"].sum() >= days["lower"].sum()


def test_exports_say_what_the_tables_say(answer: tuple[Staffed, Path]) -> None:
    found, folder = answer
    out = folder / "out"
    book = openpyxl.load_workbook(out / "roster.xlsx")
    assert book.sheetnames == ["Windows", "Roster", "Shifts"]
    sheet = book["Windows"]
    assert sheet.freeze_panes == "B2"
    opened = {(row[0].value): row[1].value for row in sheet.iter_rows(min_row=2)}
    monday = found.windows[found.windows["weekday"] == "mon"]
    assert opened == dict(zip(monday["half_hour"], monday["windows"], strict=True))
    names = [row[0].value for row in book["Roster"].iter_rows(min_row=2)]
    assert names[:2] == ["Li Na", "wang"]
    coloured = [cell.fill.fgColor.rgb for row in book["Roster"].iter_rows(min_row=2) for cell in row[3:5]]
    assert len(set(coloured)) > 1
    assert [cell.value for cell in book["Shifts"][1]][-1] == "Clerks"
    assert sum(row[-1].value for row in book["Shifts"].iter_rows(min_row=2)) == int(found.shifts["clerks"].sum())
    events = icalendar.Calendar.from_ical((out / "roster.ics").read_bytes()).walk("VEVENT")
    assert len(events) == int(found.shifts["clerks"].sum())
    assert len({str(event["UID"]) for event in events}) == len(events)
    hours = sum((event.decoded("DTEND") - event.decoded("DTSTART")).total_seconds() for event in events) / 3600.0
    rests = sum(str(event["DESCRIPTION"]).startswith("Breaks") for event in events)
    assert hours - rests == pytest.approx(found.roster["hours"].sum())
    assert {event.decoded("DTSTART").date().isoformat() for event in events} == {"2017-03-06", "2017-03-07"}
    rows = list(csv.DictReader(StringIO((out / "roster.csv").read_text("utf-8"))))
    assert [row["clerk"] for row in rows] == list(found.roster["clerk"])
    assert {path.name for path in (out / "figures").iterdir()} == {
        f"{name}.{kind}" for name in ("roster_windows", "roster_gantt") for kind in ("svg", "png")
    }


def test_a_later_revision_is_newer_and_cancels_what_is_no_longer_worked(answer: tuple[Staffed, Path]) -> None:
    found, _ = answer

    def events(**more: Any) -> dict[str, icalendar.Event]:
        calendar = calendars.calendar(found.manifest | more, found.tables(), "en")
        return {str(one["UID"]): one for one in icalendar.Calendar.from_ical(calendar).walk("VEVENT")}

    first, second = events(), events(revision=2)
    assert first.keys() <= second.keys()
    assert not any("STATUS" in event for event in first.values())
    assert {event["SEQUENCE"] for event in first.values()} == {0}
    assert {event["SEQUENCE"] for event in second.values()} == {2}
    for uid, event in first.items():
        for key in ("DTSTAMP", "LAST-MODIFIED"):
            assert second[uid].decoded(key) > event.decoded(key)
        assert second[uid]["SUMMARY"] == event["SUMMARY"]
    cancelled = [event for uid, event in second.items() if uid not in first]
    assert {str(event["STATUS"]) for event in cancelled} == {"CANCELLED"}
    told = {(str(event["SUMMARY"]), event.decoded("DTSTART").date().isoformat()) for event in cancelled}
    assert ("wang - off", "2017-03-06") in told
    people = sum(one["clerks"] or 0 for one in found.manifest["contracts"].values())
    assert len(second) >= 2 * people


def test_erlang_c_that_misses_on_the_last_days_is_not_said_to_keep_the_service(answer: tuple[Staffed, Path]) -> None:
    found, _ = answer
    said = {}
    for it_is in ("yes", "perhaps"):
        costs = found.costs.copy()
        costs.loc[costs["plan"] == "sipp_equal", ["hours", "kept"]] = [1.0, it_is]
        costs.loc[costs["plan"] == "found", "kept"] = "yes"
        said[it_is] = rosters.headline(found.manifest, found.tables() | {"costs": costs}, "en")
    assert "keeps the same service with 1 hours" in said["yes"]
    assert "keeps the same service with" not in said["perhaps"]
    assert "unlike this plan" in said["perhaps"]


def test_where_erlang_c_never_serves_as_well_the_plan_is_told_beside_the_cheapest_rule_that_does(
    answer: tuple[Staffed, Path],
) -> None:
    found, _ = answer
    costs = found.costs[found.costs["plan"] != "sipp_equal"].copy()
    costs["kept"] = "no"
    costs.loc[costs["plan"] == "found", ["kept", "hours", "money"]] = ["yes", 40.0, 2000.0]
    for plan, does, hours in (("lagged_sipp", "perhaps", 41.0), ("mol", "yes", 50.0), ("isa", "yes", 60.0)):
        costs.loc[costs["plan"] == plan, ["kept", "hours", "money"]] = [does, hours, 50.0 * hours]
    said = {lang: rosters.headline(found.manifest, found.tables() | {"costs": costs}, lang) for lang in LANGUAGES}
    assert "modified offered load, asks for 50 hours: 10 hours a week (20.0 %, 500 CNY) are saved" in said["en"]
    assert "修正负荷，需50小时：每周节省10小时（20.0%，500 CNY）" in said["zh"]
    costs["kept"] = costs["kept"].where(costs["plan"] == "found", "no")
    assert "rule of thumb" not in rosters.headline(found.manifest, found.tables() | {"costs": costs}, "en")


def test_where_hardly_anybody_comes_nothing_is_said_to_be_kept_nor_broken_off(answer: tuple[Staffed, Path]) -> None:
    found, _ = answer
    costs = found.costs.copy()
    costs.loc[costs["plan"] == "found", ["kept", "weekday"]] = ["untried", ""]
    said = rosters.headline(found.manifest | {"plain": False}, found.tables() | {"costs": costs}, "en")
    assert "is not known" in said.splitlines()[0]
    assert "are saved" not in said
    assert "broken off" not in said


def test_equal_answers_give_equal_files(answer: tuple[Staffed, Path], tmp_path: Path) -> None:
    found, folder = answer
    found.keep(tmp_path / "again", "en")
    for name in ("roster.xlsx", "roster.ics", "plan.yaml", "roster.csv", "figures/roster_gantt.svg"):
        assert (folder / "out" / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_the_plan_is_a_scenario_whose_hall_has_its_windows(
    answer: tuple[Staffed, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, folder = answer
    monkeypatch.chdir(folder)
    halls = sim.load("out/plan.yaml").specs
    assert set(halls) == {"present", "plan"}
    assert halls["present"] == sim.load("town.yaml").specs["town"]
    results = sim.compare("out/plan.yaml", replications=2, measures=["windows_open", "mean_wait"])
    hours = results.summary.query("measure == 'windows_open' and by == 'hall' and variant == 'plan'")["mean"].iloc[0]
    assert hours == pytest.approx(found.windows["windows"].sum() / len(found.windows), abs=1e-6)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_is_told_in_both_languages(answer: tuple[Staffed, Path], lang: Any, tmp_path: Path) -> None:
    found, _ = answer
    told = found.told(lang)
    words = told.head + "".join(f"{t.title}{t.columns}{t.rows}{t.notes}" for t in told.tables)
    assert ("李娜" in words) == (lang == "zh")
    assert "{" not in told.head
    found.keep(tmp_path / "out", lang)
    book = openpyxl.load_workbook(tmp_path / "out" / "roster.xlsx")
    assert ("窗口数" in book.sheetnames) == (lang == "zh")


@pytest.mark.parametrize("minutes", [30, 60])
def test_windows_by_half_hour_by_the_command(place: Path, minutes: int) -> None:
    done = command("staff", written(place, {"stays_open": minutes}), *QUICK, "--json", "--out", "out")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["answers"] == "staff"
    assert told["shifts"] == []
    (found,) = (row for row in told["costs"] if row["plan"] == "found")
    assert found["hours"] == sum(row["windows"] for row in told["windows"]) / 2.0
    assert all(row["kind"] == "exact" and row["gap"] == 0.0 for row in told["certificates"])
    sipp = next(row for row in told["costs"] if row["plan"] == "sipp_equal")
    assert found["hours"] <= sipp["hours"]
    for day in told["weekdays"]:
        # A window that is open for a half-hour is open in the one before or after as well.
        opened = [0, *(row["windows"] for row in told["windows"] if row["weekday"] == day), 0]
        alone = max(n - before - after for before, n, after in zip(opened, opened[1:], opened[2:], strict=False))
        assert (alone <= 0) == (minutes == 60)
    compared = command("compare", "out/plan.yaml", "--replications", "2", "--no-figures", "--json")
    assert compared.exit_code == 0, compared.stderr


def test_a_clash_is_told_in_words_and_ends_with_1(place: Path) -> None:
    clerks = {
        "li": {"label": {"en": "Li Na", "zh": "李娜"}, "contract": "full", "wishes": [{"day_off": "mon", "must": True}]}
    }
    staffing = {
        "contracts": {"full": {"days_min": 2}},
        "clerks": clerks,
        "floor": {"windows": {"09:00": 0}},
        "groups": ["windows"],
    }
    scenario = written(place, staffing)
    for lang, words in (
        ("en", "Li Na must have Mon off"),
        ("zh", "李娜必须周一休息"),
    ):
        done = command("roster", scenario, *QUICK, "--lang", lang)
        assert done.exit_code == 1, done.stderr
        assert words in done.stdout
        assert ("at least 2 days a week (contract full)" if lang == "en" else "每周至少2天（合同full）") in done.stdout


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (["--variant", "city"], "variant"),
        (["--replications", "1"], "replications"),
        (["--seconds", "0"], "seconds"),
        (["--seconds", "nan"], "seconds"),
        (["--seconds", "inf"], "seconds"),
        (["--gap", "1"], "gap"),
    ],
)
def test_what_cannot_be_used_is_refused_at_once(place: Path, words: list[str], key: str) -> None:
    done = command("roster", written(place), *QUICK, *words, "--out", "out")
    assert done.exit_code == 2
    assert f"error: {key}:" in done.stderr
    assert done.stderr.count("error:") == done.stderr.count("mend:") == 1
    assert not Path("out").exists()


def test_faults_of_a_staffing_name_file_key_and_mend(place: Path) -> None:
    done = command("roster", written(place, {"groups": ["window"]}), *QUICK)
    assert done.exit_code == 2
    assert "staffing.groups: 'window' is no clerk group" in done.stderr
    done = command("roster", written(place, {"service": {"wait_over": 10, "share": 2}}), *QUICK)
    assert done.exit_code == 2
    assert "town.yaml:" in done.stderr
    assert "staffing.service.share" in done.stderr
    done = command("roster", written(place, {"ceiling": {"windows": {"09:00": 1}}}), *QUICK)
    assert done.exit_code == 2
    assert "no plan for windows on mon" in done.stderr


TWO = {"a": group(2, "day", primary="one"), "b": group(2, "day", primary="two")}


def small(groups: Any = None, **how: Any) -> Spec:
    both = {"x": matter("one", cases=60.0), "y": matter("two", cases=30.0)}
    profile = {"profile": {"09:00": 1.0, "11:30": 1.0, "14:00": 1.0}}
    return spec(groups or TWO, both, days=2, calendar={"start": "2017-03-06"}, demand=profile, **how)


def test_tickets_of_a_group_are_those_of_its_queues_with_their_waits() -> None:
    hall = small()
    plan = lay(draw(hall, 1, 0), hall)
    trace = play(plan)
    found = Look(("a", "b"))(trace, hall)
    stays = found.pop("stay")
    assert stays.wait == pytest.approx(trace.visit_left - trace.visit_arrival)
    assert sum(len(tickets.time) for tickets in found.values()) == len(trace)
    for tickets in found.values():
        assert tickets.out == pytest.approx(tickets.time + tickets.wait + tickets.minutes)
        assert tickets.minutes == pytest.approx(np.full(len(tickets.minutes), 5.0))
        assert (np.diff(tickets.day * 1440.0 + tickets.time) >= 0.0).all()
    waits = np.sort(np.concatenate([tickets.wait for tickets in found.values()]))
    assert waits == pytest.approx(np.sort(trace.call - trace.ticket))
    days = pool_days([found["a"]], hall, "tue")
    assert days.days == 1
    assert len(days.arrive) == int((found["a"].day == 1).sum())
    cells = cells_of(hall, "tue")
    assert days.rates(cells).sum() / 2.0 == pytest.approx(len(days.arrive))


def test_a_share_is_a_ratio_of_sums_with_the_replication_as_its_unit() -> None:
    hall = small()
    one, two = ([(1.0, 20.0), (1.0, 0.0), (1.0, 0.0)], [(1.0, 20.0)])

    def tickets(rows: list[tuple[float, float]]) -> Tickets:
        n = len(rows)
        time, wait = np.array(rows).T
        return Tickets(np.zeros(n, dtype=np.int64), 540.0 + time, wait, np.ones(n), np.full(n, np.inf), 540.0 + time)

    (found,) = kept([tickets(one), tickets(two)], hall, "mon", [(540.0, 570.0)], 10.0)
    assert found.value == pytest.approx(2.0 / 4.0)
    # By hand: residuals 1 - 0.5 x 3 and 1 - 0.5 x 1, over n (n - 1) = 2, over a mean of 2 tickets.
    assert found.error == pytest.approx(np.sqrt((0.5**2 + 0.5**2) / 2.0) / 2.0)
    assert found.tickets == 2.0
    assert kept([tickets(one), tickets(two)], hall, "mon", [(540.0, 570.0)], None)[0].value == pytest.approx(10.0)
    # All came at 09:01: not in the span that ends there, but in the one that begins; none in the last.
    spans = [(0.0, 541.0), (541.0, 600.0), (660.0, 720.0)]
    apart = kept([tickets(one), tickets(two)], hall, "mon", spans, 10.0)
    assert [seen.tickets for seen in apart] == [0.0, 2.0, 0.0]
    assert apart[1] == found
    assert np.isnan([apart[0].value, apart[2].error]).all()


def test_an_interval_stays_within_what_a_share_or_a_wait_can_be() -> None:
    error = 0.1 / float(stdtrit(1, 0.975))
    assert interval_of(Kept(1.0, error, 10.0), 2, 1.0) == pytest.approx((1.0, 0.9, 1.0))
    assert interval_of(Kept(1.0, error, 10.0), 2) == pytest.approx((1.0, 0.9, 1.1))
    assert interval_of(Kept(0.05, error, 10.0), 2)[1] == 0.0


def test_groups_that_share_a_queue_have_a_line_in_common() -> None:
    hall = small({"a": group(1, "day"), "b": group(1, "day", primary="two")})
    trace = play(lay(draw(hall, 1, 0), hall))
    found = Look(("a",))(trace, hall)
    assert list(found) == ["a", "a+b", "stay"]
    # All sessions of the second task are in the common line, whoever served them; what a served is its own.
    assert len(found["a+b"].time) == int((trace.plan.matter[trace.case] == 1).sum())
    assert len(found["a"].time) == int((trace.group == 0).sum())


def test_a_hall_with_other_clerks_has_just_those_windows() -> None:
    hall = stretched(small(), 1)
    cells = {day: cells_of(hall, day) for day in ("mon", "tue")}
    counts = {"a": {day: [3 if start < 720 else 1 for start in cells[day].starts] for day in cells}}
    changed = with_windows(hall, counts, cells)
    assert changed.staff.groups["a"].windows == {540: 3, 720: 1}
    assert changed.staff.groups["b"] == hall.staff.groups["b"]
    duty = Duty("d", "d", 540, 720, (), 3.0)
    with_shifts = rostered(hall, {"a": {"mon": {"d": 2}}}, {"a": {"d": duty}})
    (line,) = with_shifts.staff.groups["a"].roster
    assert (line.clerks, line.shifts, line.weekdays) == (2, ("d",), ("mon",))
    assert rostered(hall, {"a": {}}, {"a": {}}).staff.groups["a"].clerks == 0


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"walk": 0.5},
        {"setup": 1.0},
        {"closing": "send_home"},
        {"last_ticket": "16:00"},
        {"hours": (("09:00", "12:00"), ("13:00", "17:00"))},
        {"demand": {"profile": {"09:00": 1.0}, "day_factor_cv": 0.1}},
        {"demand": {"profile": {"08:30": 1.0}}},
        {"demand": {"profile": {"09:00": 1.0}, "patience": {"kind": "exponential", "mean": 30}}},
    ],
)
def test_only_a_hall_of_the_books_is_plain(more: dict[str, Any]) -> None:
    how: dict[str, Any] = {"hours": (("09:00", "17:00"),), "demand": {"profile": {"09:00": 1.0, "09:30": 3.0}}, **more}
    hall = spec({"a": group(2, "day")}, {"x": matter("one", cases=40.0, kind="exponential", mean=6.0)}, **how)
    found = plain(hall, "a", {"mon": cells_of(hall, "mon")})
    if more:
        assert found is None
        return
    assert found is not None
    assert found.mean_minutes == 6.0
    # 40 cases, a quarter of them in the first half-hour: 20 an hour, then 60.
    assert found.rates["mon"][:3] == pytest.approx((20.0, 60.0, 0.0))


def test_where_time_is_too_short_a_rule_of_thumb_is_mended_until_it_keeps_the_service() -> None:
    rng = np.random.default_rng(3)
    arrive = [np.sort(rng.uniform(540.0, 780.0, 60)) for _ in range(5)]
    cells = Cells(tuple(range(540, 780, 30)), (True,) * 8)
    people = np.full(300, np.inf)
    days = PoolDays(np.arange(6) * 60, np.concatenate(arrive), rng.exponential(10.0, 300), people)
    oracle = oracle_of(days, cells, Service(5.0, 0.05), "hold", None)
    menu = replace(Menu.free(8), floor=(0,) * 8, ceiling=(20,) * 8)
    nothing = Solution(None, None, Bounds(3.0, np.inf, 0, 0, 0, 1.0), "time")
    found = first_plan(menu, oracle, nothing)
    assert found.windows is not None
    assert keeps(oracle, found.windows)
    assert found.cost == menu.cost(found.counts or ()) >= found.bounds.lower == 3.0
    assert first_plan(replace(menu, ceiling=(1,) * 8), oracle, nothing) is nothing


def test_windows_are_of_use_for_all_who_are_in_at_once_on_any_day_and_one_more() -> None:
    # On the first day the second leaves as the third comes; the second day has nobody, the third goes on past closing.
    arrive, minutes = [540.0, 545.0, 550.0, 540.0, 541.0, 542.0], [30.0, 5.0, 5.0, 600.0, 600.0, 1.0]
    days = PoolDays(np.array([0, 3, 3, 6]), np.array(arrive), np.array(minutes), np.full(6, np.inf))
    assert days.enough == 4
    first = PoolDays(np.array([0, 3, 3]), np.array(arrive[:3]), np.array(minutes[:3]), np.full(3, np.inf))
    assert first.enough == 3
    assert PoolDays(np.array([0, 0]), *(np.zeros(0) for _ in range(3))).enough == 1


def _minutes(time: str) -> int:
    hour, minute = time.split(":")
    return 60 * int(hour) + int(minute)


def test_too_few_people_are_told_with_the_peak_and_who_is_on_leave() -> None:
    manifest = {
        "groups": {"windows": {"en": "Windows", "zh": "窗口"}},
        "clerks": {"li": {"en": "Li Na", "zh": "李娜"}},
        "contracts": {"full": {}},
        "answers": "roster",
        "interrupted": False,
    }
    need = ("windows", "need", "fri", 0, "10:30", 11, "li")
    people = ("windows", "people", "", 2, "", 0, "")
    told = {}
    for sure in (True, False):
        clashes = pd.DataFrame([(*need, sure), (*people, True)], columns=list(CLASHES))
        tables = {"costs": pd.DataFrame(), "roster": pd.DataFrame(), "wishes": pd.DataFrame(), "clashes": clashes}
        told[sure] = [rosters.headline(manifest, tables, lang) for lang in LANGUAGES]
    for said in told.values():
        assert "needed on Fri (11 at 10:30, the most; on leave: Li Na); the number of people, 2." in said[0]
        assert "周五所需的窗口数（最多为10:30的11个；休假：李娜）；现有人数2人。" in said[1]
    assert "with any one of them given up" in told[True][0]
    assert "with any one of them given up" not in told[False][0]
    assert "Time was too short" in told[False][0]


def test_a_plan_of_which_the_last_days_leave_it_open_is_told_as_within_the_error(answer: tuple[Staffed, Path]) -> None:
    found, _ = answer
    own = found.costs["plan"] == "found"
    heads = {}
    for seen in ("yes", "perhaps"):
        tables = found.tables() | {"costs": found.costs.assign(kept=found.costs["kept"].where(~own, seen))}
        heads[seen] = [rosters.headline(found.manifest, tables, lang).splitlines()[0] for lang in LANGUAGES]
    assert ["within the error" in heads[seen][0] for seen in heads] == [False, True]
    assert ["误差范围内" in heads[seen][1] for seen in heads] == [False, True]


def test_a_plan_for_which_there_are_no_people_is_not_told_as_kept(answer: tuple[Staffed, Path]) -> None:
    found, _ = answer
    clash = pd.DataFrame([("windows", "people", "", 2, "", 0, "", True)], columns=list(CLASHES))
    none = {"clashes": clash, "roster": found.roster.iloc[:0]}
    head = rosters.headline(found.manifest, found.tables() | none, "en").splitlines()[0]
    assert "there is no roster of people" in head
    assert " keep it that" not in head.replace("would keep it that", "")
    unknown = {"clashes": clash.iloc[:0], "roster": found.roster.iloc[:0]}
    assert "no roster of people was found" in rosters.headline(found.manifest, found.tables() | unknown, "en")
