"""Tidal windows: thresholds on common tapes, and the timetable that takes as many clerk-hours."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import small_town
from halls import group, hall, office, spec, tape
from sim.__main__ import app
from sim.config import load
from sim.demand import draw
from sim.engine.reference import play
from sim.errors import InputError
from sim.measures import measure
from sim.plan import Plan, lay
from sim.spec import Spec
from sim.spec.checks import findings
from sim.staffing.tidal import Tides, tidal
from sim.staffing.tidal_look import in_front
from sim.staffing.timetable import at_work, by_timetable, whole_clerks, with_rule, without_tides
from sim.trace import Trace

HALL = """
      - hall=one_window
      - staff=one_window
      - hall.reviews={}
      - demand.returns={}
      - calendar.days=2
      - matters.invoices.window_share=0.5
      - matters.titles.window_share=0.5
      - matters.transfers.window_share=0.5
      - "+staff.groups.back={label: {en: Back, zh: '后台'}, station: back_office, primary: {all: true},
        clerks: 2, shifts: [morning], cost_per_hour: 30"""
TIDAL = f"""\
variants:
  none:
    label: {{en: No tidal windows, zh: 无潮汐窗口}}
    overrides: {HALL}}}"
  tidal:
    label: {{en: Tidal windows, zh: 潮汐窗口}}
    overrides: {HALL}, tidal: {{scope: {{all: true}}, open_over: 2, close_under: 1}}}}"
"""
NAMES = "mean_wait,mean_review_wait"


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("tides"), TIDAL, replications=3)


@pytest.fixture(scope="module")
def found(scenario: Path) -> Tides:
    return tidal(scenario, open_over=[1, 4], close_under=[1, 3], measures=NAMES.split(","))


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["tidal", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


@given(st.lists(st.tuples(st.floats(0.0, 6.0), st.integers(0, 8)), min_size=1, max_size=30))
def test_whole_clerks_keep_the_sum_and_are_never_more_than_there_are(rows: list[tuple[float, int]]) -> None:
    mean, most = np.array([a for a, _ in rows]), np.array([b for _, b in rows])
    counts = whole_clerks(np.minimum(mean, most), most)
    assert (counts >= 0).all()
    assert (counts <= most).all()
    assert counts.sum() == np.floor(np.minimum(mean, most).sum() + 0.5)
    assert (np.abs(counts - np.minimum(mean, most)) < 1.0).all()


def test_the_timetable_moves_clerks_and_makes_none(scenario: Path) -> None:
    of = load(scenario).specs["tidal"]
    counts = np.zeros(48, dtype=np.int64)
    counts[[18, 19, 21]] = [2, 1, 1]  # from 9:00, 9:30 and 10:30
    there = by_timetable(of, {"back": counts})
    assert findings(there) == []
    before, after = lay(draw(of, 7, 0), of), lay(draw(there, 7, 0), there)

    def on_duty(plan: Plan, minute: float) -> dict[str, int]:
        trace = play(plan)
        now = (trace.duty_on <= minute) & (minute < trace.duty_due)
        groups = trace.plan.clerk_group[trace.duty_clerk[now]]
        return {name: int((groups == g).sum()) for g, name in enumerate(trace.plan.group_names)}

    for minute, front in ((545.0, 2), (575.0, 1), (605.0, 0), (635.0, 1)):
        then, now = on_duty(before, minute), on_duty(after, minute)
        assert (now["back"], now["back_at_windows"]) == (then["back"] - front, front)
        assert sum(now.values()) == sum(then.values())
    play(after).check()


def test_a_timetable_by_which_nobody_goes_is_the_hall_without_tides(scenario: Path) -> None:
    of = load(scenario).specs["tidal"]
    still, there = without_tides(of), by_timetable(of, {"back": np.zeros(48, dtype=np.int64)})
    a, b = (play(lay(draw(one, 7, 0), one)) for one in (still, there))
    assert np.array_equal(a.call, b.call, equal_nan=True)


def test_reviewers_in_front_are_those_of_the_open_spells() -> None:
    rule = {"scope": {"all": True}, "open_over": 1, "close_under": 1, "open_delay": 5}
    of = spec({"a": group(1), "back": office(2, tidal=rule)})
    trace = play(hall(tape([550, 551, 552], [30, 10, 10]), of))
    (since,), (until,) = trace.tide_from, trace.tide_to
    assert since == 557.0
    assert in_front(trace, of).sum() * 30.0 == pytest.approx(2.0 * (until - since))


def test_windows_open_by_as_many_clerks_as_come_forward(scenario: Path) -> None:
    of = with_rule(load(scenario).specs["tidal"], 1, 1)
    trace = play(lay(draw(of, 7, 0), of))
    still = play(lay(draw(of, 7, 0), without_tides(of)))

    def windows(trace: Trace, of: Spec) -> float:
        return next(r.value for r in measure(trace, of, ["windows_open"]) if r.by == "hall")

    span = of.hall.hours_on("mon")
    hours = sum(one.end - one.start for one in span) / 60.0
    more = windows(trace, of) - windows(still, without_tides(of))
    assert more > 0.0
    assert more * hours == pytest.approx(in_front(trace, of).sum() / 2.0)


def test_each_rule_stands_beside_none_and_a_timetable_of_its_hours(found: Tides) -> None:
    hall_of = ["kind", "open_over", "close_under"]
    kinds = found.halls[hall_of].drop_duplicates()
    assert kinds.to_numpy().tolist() == [
        ["none", -1, -1],
        *([kind, *rule] for rule in ([1, 1], [4, 1], [4, 3]) for kind in ("rule", "timetable")),
    ]
    hours = found.halls.drop_duplicates(hall_of).set_index(hall_of)["hours"]
    for rule in ((1, 1), (4, 1), (4, 3)):
        assert hours["rule", *rule] > 0.0
        assert abs(hours["rule", *rule] - hours["timetable", *rule]) <= 0.25 + 1e-9
    assert hours["rule", 1, 1] >= hours["rule", 4, 1] >= hours["rule", 4, 3]
    wait = found.differences[(found.differences["measure"] == "mean_wait") & (found.differences["against"] == "none")]
    assert (wait["mean"] < 0.0).all()
    posts = found.timetables.groupby(["open_over", "close_under"])["clerks"].sum() / 2.0
    assert posts[1, 1] == hours["timetable", 1, 1]


@pytest.mark.parametrize(("low", "told"), [(0.5, True), (-0.5, False)])
def test_that_visits_get_longer_while_waits_get_shorter_is_told(found: Tides, low: float, told: bool) -> None:
    whole, catalogue = "mean_time_per_visit", found.manifest["catalogue"]
    differences = found.differences.replace({"measure": {"mean_review_wait": whole}})
    visits = differences["measure"] == whole
    differences.loc[visits, ["mean", "low", "high"]] = 2.0, low, 3.0
    manifest = found.manifest | {"catalogue": catalogue | {whole: catalogue["mean_review_wait"]}}
    head = replace(found, manifest=manifest, differences=differences).told("en").head
    assert ("changes by 2.00 (0.50, 3.00) min: read it beside the wait." in head) == told
    assert ("read it beside" in head) == told


def test_nobody_comes_forward_where_the_threshold_is_never_reached(scenario: Path) -> None:
    answer = tidal(scenario, open_over=[1000], close_under=[0], measures=["mean_wait"])
    assert answer.timetables.empty
    assert (answer.differences["mean"] == 0.0).all()
    assert answer.told("en").head == "With none of these rules do reviewers come forward."


def test_at_work_counts_whole_half_hours(scenario: Path) -> None:
    of = load(scenario).specs["tidal"]
    shift = of.staff.shifts["morning"]
    counts = at_work(of, "back")
    assert counts.sum() * 30.0 == 2.0 * (shift.end - shift.start)
    assert set(counts[int(shift.start // 30) : int(shift.end // 30)]) == {2}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_tells_draws_and_keeps(scenario: Path, tmp_path: Path, lang: str) -> None:
    words = [
        str(scenario),
        "--open",
        "2",
        "--close",
        "1",
        "--measure",
        NAMES,
        "--out",
        str(tmp_path / "a"),
        "--lang",
        lang,
    ]
    result = command(*words)
    assert result.exit_code == 0, result.output
    assert ("排队超过2人时开" if lang == "zh" else "open when more than 2 wait") in result.output
    assert {path.name for path in (tmp_path / "a").iterdir()} == {
        "halls.csv",
        "differences.csv",
        "timetables.csv",
        "figures",
        "manifest.json",
    }
    assert (tmp_path / "a" / "figures" / "tidal.png").stat().st_size > 10_000


def test_json_is_for_programs(scenario: Path) -> None:
    result = command(str(scenario), "--open", "2", "--close", "1", "--measure", "mean_wait", "--json")
    answer = json.loads(result.stdout)
    assert answer["rules"] == [[2, 1]]
    assert [row["kind"] for row in answer["halls"]] == ["none", "rule", "timetable"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--open", "x"], "'x' is no list of whole numbers"),
        (["--open", "-1"], "thresholds are whole numbers from 0 on"),
        (["--open", "2", "--close", "5"], "no window shuts under 5 that opens over 2"),
        (["--variant", "none"], "the variant 'none' has no tidal windows"),
        (["--variant", "tide"], "there is no variant 'tide'"),
    ],
)
def test_wrong_input_is_told_before_anything_is_played(scenario: Path, words: list[str], told: str) -> None:
    result = command(str(scenario), *words)
    assert result.exit_code == 2
    assert told in result.output


def test_a_scenario_without_tidal_windows_is_refused() -> None:
    with pytest.raises(InputError, match="no variant has tidal windows"):
        tidal("one_window")
