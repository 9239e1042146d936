"""Certificates of halls: which groups are pools, bounds against exact optima, plans for all weekdays, interrupts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import sim
from halls import group, matter, spec
from sim.__main__ import app
from sim.demand import draw
from sim.engine.reference import play
from sim.errors import InputError
from sim.plan import lay
from sim.report.roster_certificates import _why
from sim.report.text import LANGUAGES
from sim.spec import Spec
from sim.staffing import hallpool, twosided
from sim.staffing.frames import on_duty
from sim.staffing.hallpool import Kindest, relieved
from sim.staffing.halls import with_windows
from sim.staffing.lines import Look
from sim.staffing.menus import Duty, cells_of, menu_of
from sim.staffing.onepool import beyond
from sim.staffing.playing import Halls
from sim.staffing.pooldays import joined, kept, pool_days
from sim.staffing.pools import days_of
from sim.staffing.problem import Service
from sim.staffing.sampled import SampledPool
from sim.staffing.staffed import Staffed
from sim.staffing.weekdays import demand_on
from tiny_town import written

pytest.importorskip("ortools")
pytest.importorskip("openpyxl")
pytest.importorskip("icalendar")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    return tmp_path


@pytest.fixture
def few_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hallpool, "MOST_DAYS", 120)
    monkeypatch.setattr(twosided, "AT_LEAST", 1.0)


def command(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def quick(kind: str, folder: Path, *overrides: str, **how: Any) -> Staffed:
    """An answer with few replications, by the fast engine."""
    settings = {"replications": 4, "weeks": 2, "seconds": 1.0, "engine": "fast", "parity": False} | how
    return getattr(sim, kind)(folder / "town.yaml", overrides, **settings)


# Which groups are pools --------------------------------------------------------------------------------------


def town(**more: Any) -> Spec:
    """A hall with one group, with whatever else it has."""
    clerks = {"windows": group(3, **more.pop("clerks", {}))} | more.pop("groups", {})
    return spec(clerks, {"visit": matter("desk")} | more.pop("matters", {}), **more)


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        ({}, ()),
        ({"walk": 1.0, "setup": 0.5, "slowness": 1.2}, ()),
        ({"demand": {"day_factor_cv": 0.3, "patience": {"kind": "exponential", "mean": 30.0}}}, ()),
        ({"demand": {"balking_limit": 5}}, ("balking",)),
        ({"demand": {"returns": {"mean_days": 2.0}}}, ("returns",)),
        ({"demand": {"returns": {"mean_days": 2.0, "after_closing": 0.0}}}, ()),
        ({"closing": "send_home"}, ("sent_home",)),
        ({"clerks": {"learning": {"first": 2.0}}}, ("learning",)),
        ({"matters": {"long": matter("desk", "other")}}, ("steps",)),
    ],
)
def test_what_makes_a_group_more_than_a_pool_is_named(more: dict[str, Any], reasons: tuple[str, ...]) -> None:
    assert beyond(town(**more), "windows", ("windows",), by_shifts=False) == reasons


def test_people_who_leave_and_clerks_who_finish_are_too_much_together() -> None:
    leaving = town(demand={"patience": {"kind": "exponential", "mean": 30.0}})
    assert beyond(leaving, "windows", ("windows",), by_shifts=True) == ("leavers",)


# The pool beside the hall ------------------------------------------------------------------------------------


def seen(hall: Spec, seed: int) -> tuple[Any, Any]:
    """The tickets of a hall, and its pool on the Mondays of that replication."""
    trace = play(lay(draw(hall, seed, 0), hall))
    tickets = Look(("windows",))(trace, hall)["windows"]
    return tickets, days_of(pool_days([tickets], hall, "mon"), cells_of(hall, "mon"))


def rostered_town(rng: np.random.Generator) -> Spec:
    """A busy hall whose clerks come and go as chance has it."""
    starts = ["09:00", "09:30", "10:00", "10:30"]
    shifts, lines = {}, []
    for number, start in enumerate(starts):
        end = str(rng.choice([time for time in (*starts[1:], "11:00", "12:00") if time > start]))
        shifts[f"s{number}"] = {"start": start, "end": end}
        lines.append({"clerks": int(rng.integers(1, 4)), "shifts": [f"s{number}"]})
    lines.append({"clerks": 1, "shifts": ["all"]})
    shifts["all"] = {"start": "09:00", "end": "12:00"}
    return spec(
        {"windows": {**group(), "roster": lines}},
        {"visit": matter("desk", kind="lognormal", mean=14.0, cv=1.0, cases=70.0)},
        hours=[("09:00", "12:00")],
        demand={"profile": {"09:00": 2, "10:00": 3, "11:00": 1}},
        shifts=shifts,
        days=14,
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_roster_makes_anybody_wait_less_than_its_kindest_pool(seed: int) -> None:
    hall = rostered_town(np.random.default_rng(seed))
    tickets, days = seen(hall, seed)
    cells = cells_of(hall, "mon")
    duties = [Duty(name, name, one.start, one.end, (), 1.0) for name, one in hall.staff.shifts.items()]
    handovers = relieved(menu_of(duties, cells, {}, (), ()))
    kindest = Kindest(days, Service(), 0.0, handovers).waits(on_duty(hall, "windows", "mon", cells))
    waited = tickets.wait[
        np.isin(tickets.day, [d for d in hall.calendar.measured if hall.calendar.weekday(d) == "mon"])
    ]
    assert (kindest <= waited + 1e-9).all()
    assert waited.mean() > 5.0


def test_windows_that_hold_make_everybody_wait_as_in_the_pool() -> None:
    cells = cells_of(rostered_town(np.random.default_rng(0)), "mon")
    windows = (4, 6, 2, 5, 3, 3)
    hall = with_windows(rostered_town(np.random.default_rng(0)), {"windows": {"mon": windows}}, {"mon": cells})
    tickets, days = seen(hall, 5)
    mondays = [d for d in hall.calendar.measured if hall.calendar.weekday(d) == "mon"]
    pooled = SampledPool(days, Service(), "hold").waits(windows)
    assert pooled == pytest.approx(tickets.wait[np.isin(tickets.day, mondays)], abs=1e-9)


def test_days_of_weekdays_joined_are_those_of_each() -> None:
    hall = rostered_town(np.random.default_rng(1))
    trace = play(lay(draw(hall, 1, 0), hall))
    tickets = Look(("windows",))(trace, hall)["windows"]
    parts = [pool_days([tickets], hall, day) for day in ("mon", "tue")]
    both = joined(parts)
    assert both.days == sum(one.days for one in parts)
    assert np.diff(both.starts).tolist() == [n for one in parts for n in np.diff(one.starts).tolist()]
    shares = [kept([tickets], hall, which, [(0.0, 1440.0)], 10.0)[0] for which in ("mon", "tue", ("mon", "tue"))]
    late = [one.value * len(part.arrive) for one, part in zip(shares, parts, strict=False)]
    assert shares[2].value == pytest.approx(sum(late) / len(both.arrive))


# Bounds and plans --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Staffed]:
    """A small hall of the books staffed by what is known exactly, and by days drawn from it as if it were not."""
    folder = tmp_path_factory.mktemp("small")
    written(folder)
    with pytest.MonkeyPatch.context() as patch:
        monday = "calendar.open_weekdays=[mon]"
        exact = {kind: quick(kind, folder, monday) for kind in ("staff", "roster")}
        patch.setattr(hallpool, "MOST_DAYS", 120)
        patch.setattr(twosided, "AT_LEAST", 1.0)
        patch.setattr("sim.staffing.asked.plain", lambda *_: None)
        drawn = {f"{kind}_drawn": quick(kind, folder, monday, seconds=30.0) for kind in ("staff", "roster")}
    return exact | drawn


@pytest.mark.parametrize("kind", ["staff", "roster"])
def test_a_bound_from_days_of_the_hall_is_below_the_exact_optimum_and_the_plan_above(
    answers: Mapping[str, Staffed], kind: str
) -> None:
    exact, drawn = (answers[name].certificates for name in (kind, f"{kind}_drawn"))
    assert set(exact["kind"]) == {"exact"}
    assert set(drawn["kind"]) <= {"statistical", "bounded"}
    assert (exact["gap"] == 0.0).all()
    assert (drawn["lower"] <= exact["paid"] + 1e-9).all()
    assert (drawn["lower"] > 0.7 * exact["paid"]).all()
    assert ((drawn["status"] != "optimal") | (drawn["gap"] < 1e-9)).all()
    confirmed = drawn["kind"] == "statistical"
    assert (drawn["paid"] >= exact["paid"] - 1e-9)[confirmed].all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_certificate_of_a_hall_says_what_it_is(answers: Mapping[str, Staffed], lang: str) -> None:
    found = answers["staff_drawn"]
    about = found.manifest["certificate"]
    said = found.told(lang).head
    assert (about["confidence"], about["pools"], about["days"], about["fresh"]) == (0.95, 1, 120, 360)
    assert about["beyond"] == {"windows": []}
    convex, lower = about["convex"]["lower"], found.certificates["lower"].sum()
    assert 0.7 * lower < convex <= answers["staff"].certificates["paid"].sum() * (1.0 + 1e-5)
    assert ({"en": "convex", "zh": "凸"}[lang] in said) == (convex > lower)
    assert answers["roster_drawn"].manifest["certificate"]["convex"] is None
    assert {"en": "with 95 % confidence no plan", "zh": "以95%的置信度"}[lang] in said
    assumed = {"en": "assumes that one more window", "zh": "假定多开一个窗口"}[lang]
    assert assumed not in said
    assert assumed in answers["roster_drawn"].told(lang).head


def test_a_hall_that_is_no_pool_says_why_it_has_no_bound(place: Path) -> None:
    again = ("+demand.returns={mean_days: 2}", "demand.day_factor_cv=0.1")
    found = quick("staff", place, *again, replications=3, weeks=1)
    assert set(found.certificates["kind"]) == {"heuristic"}
    assert "people come again on later days" in found.told("en").head


def test_why_there_is_no_bound_is_said_once_of_all_groups_that_it_holds_for() -> None:
    groups = {name: {"en": name.title(), "zh": name} for name in ("tax", "land", "pass", "desk")}
    beyond = {"tax": ["steps", "returns"], "land": [], "pass": ["steps"], "desk": ["steps", "returns"]}
    about = {"groups": groups, "certificate": {"beyond": beyond}}
    one = "people take several steps in one visit"
    assert _why(about, "en") == f"Tax, Desk: {one}; people come again on later days; Pass: {one}"


def test_a_hall_that_only_looks_like_a_pool_is_found_out_by_playing_it(
    place: Path, monkeypatch: pytest.MonkeyPatch, few_days: None
) -> None:
    monkeypatch.setattr("sim.staffing.asked.beyond", lambda *_, **__: ())
    shy = ("demand.balking_limit=2", "calendar.open_weekdays=[mon]")
    found = quick("staff", place, *shy)
    assert set(found.certificates["kind"]) == {"heuristic"}
    assert found.manifest["certificate"]["beyond"] == {"windows": ["differs"]}


def test_one_plan_for_all_weekdays_is_kept_on_the_worst_or_on_their_average(place: Path, few_days: None) -> None:
    found = {name: quick("staff", place, weekday=name) for name in ("each", "worst", "average")}
    windows = {
        name: one.windows.pivot_table(index="half_hour", columns="weekday", values="windows")
        for name, one in found.items()
    }
    hours = {name: one.costs["hours"][0] for name, one in found.items()}
    for name in ("worst", "average"):
        assert (windows[name]["mon"] == windows[name]["tue"]).all()
    assert hours["average"] <= hours["worst"]
    assert hours["each"] <= hours["worst"]
    assert found["average"].costs["weekday"][0] == "average"
    assert "on the average of all weekdays" in found["average"].told("en").head


def test_the_scenario_may_name_the_weekday_and_the_caller_another(place: Path) -> None:
    written(place, weekday="worst")
    assert quick("staff", place, replications=2, weeks=1, seconds=1.0).manifest["weekday"] == "worst"
    found = command("staff", "town.yaml", "--weekday", "each", "--replications", "2", "--weeks", "1", "--seconds", "1")
    assert found.exit_code == 0, found.output
    assert "one plan for all" not in found.output


def test_rules_of_thumb_are_told_as_they_are_covered_and_alike_on_weekdays_with_the_same_demand(
    place: Path, few_days: None
) -> None:
    varied = "demand.day_factor_cv=0.3"
    found = quick("staff", place, varied, "demand.weekdays.mon=1.0", replications=3, weeks=1)
    hours = found.costs.set_index("plan")["hours"]
    asks = {name: found.windows.groupby("weekday")[name].apply(list) for name in ("sipp", "lagged_sipp", "mol", "isa")}
    for name, windows in asks.items():
        assert hours[name] == sum(map(sum, windows)) / 2.0
    for name in ("sipp", "lagged_sipp", "mol"):
        assert asks[name]["mon"] == asks[name]["tue"]
    for weight, alike in ((1.0, True), (2.0, False)):
        hall = sim.load(place / "town.yaml", [f"demand.weekdays.mon={weight}"]).specs["town"]
        assert (demand_on(hall, "mon") == demand_on(hall, "tue")) is alike


def test_one_plan_is_refused_where_hours_differ_or_roles_are_staffed_together(place: Path) -> None:
    with pytest.raises(InputError, match="different hours"):
        quick("staff", place, "+hall.weekday_hours.mon=[{start: '09:00', end: '10:00'}]", weekday="worst")
    with pytest.raises(InputError, match="use one of each, worst, average"):
        quick("staff", place, weekday="best")
    written(place, stay=30)
    with pytest.raises(InputError, match="weekday by weekday"):
        quick("staff", place, weekday="average")


# Interrupts --------------------------------------------------------------------------------------------------


def broken_off_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the hall be interrupted when it is to be played for the `number`-th time."""
    calls, again = iter(range(1, 1000)), Halls.again

    def play_once_more(self: Halls, *given: Any) -> Any:
        if next(calls) >= number:
            raise KeyboardInterrupt
        return again(self, *given)

    monkeypatch.setattr(Halls, "again", play_once_more)


QUICK = ("--replications", "3", "--weeks", "1", "--seconds", "2", "--jobs", "1", "--no-parity")


def test_what_an_interrupt_leaves_is_kept_and_not_called_verified(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_off_at(monkeypatch, 5)
    found = command("roster", "town.yaml", *QUICK, "--out", "out")
    assert found.exit_code == 130, found.output
    manifest = json.loads((place / "out/manifest.json").read_text("utf-8"))
    assert manifest["interrupted"]
    assert not manifest["verified"]
    assert "not verified" in found.output
    assert "0 half-hours or days" not in found.output
    assert (place / "out/plan.yaml").exists()


def test_what_was_not_solved_before_an_interrupt_covers_what_a_rule_of_thumb_asks_for(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.staffing.planning.Planner.begun", interrupted)
    found = quick("staff", place)
    assert (found.windows["windows"] >= found.windows["sipp"]).all()
    assert set(found.certificates["status"]) == {"interrupted"}
    assert (found.certificates["lower"] == 0.0).all()
    assert "0 half-hours" not in found.told("en").head


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupt_before_there_is_anything_writes_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_off_at(monkeypatch, 1)
    found = command("staff", "town.yaml", *QUICK, "--out", "out")
    assert found.exit_code == 130
    assert not (place / "out").exists()


def test_an_interrupt_after_the_plan_was_verified_leaves_that(place: Path) -> None:
    def tell(word: str, facts: Mapping[str, Any]) -> None:
        if word == "alternatives":
            raise KeyboardInterrupt

    found = quick("staff", place, replications=10, weeks=1, tell=tell)
    assert found.manifest["interrupted"]
    assert found.manifest["verified"]
    assert "Interrupted" in found.told("en").head
    assert found.windows["value"].isna().all()
