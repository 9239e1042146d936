"""What a reform is made of: shares of levers, against the definition and in whole studies on a small hall."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import sim
import small_town
from sim.__main__ import app
from sim.config import load
from sim.demand import draw
from sim.errors import InputError
from sim.report import levers
from sim.report.bottlenecks import starred
from sim.spec import Spec
from sim.study import ask
from sim.study.decomposition import Decomposition, decompose, pulled_specs
from sim.study.orders import Precedence
from sim.study.replication import drawn_as, people_of

MEASURES = ["mean_wait", "mean_time_in_hall"]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("reform"))


@pytest.fixture(scope="module")
def answer(scenario: Path) -> Decomposition:
    return decompose(scenario, measures=MEASURES)


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["decompose", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


def refused(path: Path, body: str, *words: str) -> str:
    result = command(str(small_town.scenario(path, body)), *words)
    assert result.exit_code == 2, result.output
    return result.stderr


# Shares ----------------------------------------------------------------------------------------------------


def by_definition(needs: dict[str, tuple[str, ...]], values: dict[frozenset[str], float]) -> dict[str, float]:
    """The average over every order that keeps to the needs, one by one."""
    orders = [
        order
        for order in permutations(needs)
        if all(order.index(need) < order.index(lever) for lever in needs for need in needs[lever])
    ]
    total = dict.fromkeys(needs, 0.0)
    for order in orders:
        for place, lever in enumerate(order):
            before = frozenset(order[:place])
            total[lever] += values[before | {lever}] - values[before]
    return {lever: made / len(orders) for lever, made in total.items()}


@pytest.mark.parametrize("seed", range(6))
def test_shares_are_averages_over_all_orders_that_keep_to_the_needs(seed: int) -> None:
    random = np.random.default_rng(seed)
    names = "abcdef"[: 2 + seed % 5]
    needs = {name: tuple(other for other in names[:i] if random.random() < 0.35) for i, name in enumerate(names)}
    order = Precedence(needs)
    values = {found: float(random.normal()) for found in order.sets()}
    shares = order.shares(values.__getitem__)
    assert shares == pytest.approx(by_definition(needs, values), abs=1e-12)
    assert sum(shares.values()) == pytest.approx(values[order.full] - values[frozenset()], abs=1e-12)


def test_shares_of_a_game_of_unanimity_are_as_published() -> None:
    """Faigle and Kern (1992): in proportion to how often a player is the last of the set over all feasible orders.

    With b after a, and c free, the orders are abc, acb and cab: of b and c, c is last in one of them, b in two.
    """
    order = Precedence({"a": (), "b": ("a",), "c": ()})
    assert order.orders == 3
    assert order.shares(lambda s: float({"b", "c"} <= s)) == pytest.approx({"a": 0.0, "b": 2 / 3, "c": 1 / 3})
    assert Precedence({"a": (), "b": ("a",)}).shares(lambda s: float(len(s) == 2)) == {"a": 0.0, "b": 1.0}


def test_without_needs_shares_are_shapleys() -> None:
    """The gloves of Shapley: one left, two right; a pair is worth 1."""
    order = Precedence({"left": (), "right": (), "other": ()})
    shares = order.shares(lambda s: float("left" in s and len(s) > 1))
    assert shares == pytest.approx({"left": 2 / 3, "right": 1 / 6, "other": 1 / 6})


def test_sets_that_can_be_pulled_hold_what_they_need() -> None:
    order = Precedence({"a": (), "b": ("a",), "c": ("b",), "d": ()})
    assert {"".join(sorted(s)) for s in order.sets()} == {"", "a", "d", "ab", "ad", "abc", "abd", "abcd"}
    assert order.closure(["c"]) == {"a", "b", "c"}
    assert order.without("b") == {"a", "d"}
    assert len(Precedence(dict.fromkeys("abcdefgh", ())).sets()) == 256


# Whole studies ---------------------------------------------------------------------------------------------


def test_shares_add_up_to_the_effect_of_the_reform(answer: Decomposition) -> None:
    for measure in MEASURES:
        mine = answer.effects[answer.effects["measure"] == measure]
        (total,) = mine[mine["kind"] == "total"]["mean"]
        assert mine[mine["kind"] == "share"]["mean"].sum() == pytest.approx(total, rel=1e-12)
        ends = answer.combinations[answer.combinations["measure"] == measure]["mean"]
        assert ends.iloc[-1] - ends.iloc[0] == pytest.approx(total, rel=1e-12)


def test_combinations_are_played_as_halls_that_are_compared(scenario: Path, answer: Decomposition) -> None:
    """The lever of pooling makes the variant of pooling: the same people, the same waits, the same difference."""
    found = sim.compare(scenario, measures=MEASURES)
    played = answer.replications.pivot(index="replication", columns=["levers", "measure"], values="value")
    rows = found.replications.query("by == 'hall' and measure in @MEASURES")
    compared = rows.pivot(index="replication", columns=["variant", "measure"], values="value")
    for measure in MEASURES:
        assert played["", measure].tolist() == compared["departments", measure].tolist()
        assert played["pooling", measure].tolist() == compared["pooled", measure].tolist()
    assert set(answer.combinations["levers"]) == {
        *("", "pooling", "setup", "pooling+clerk", "pooling+setup", "pooling+clerk+setup")
    }
    effect = answer.effects.set_index(["kind", "lever", "measure"])
    difference = found.differences.set_index("measure")
    alone = effect["mean"]["alone", "pooling", "mean_wait"]
    assert alone == pytest.approx(difference["mean"]["mean_wait"])


def test_alone_and_last_take_what_levers_need_along(answer: Decomposition) -> None:
    effects = answer.effects.query("measure == 'mean_wait'").set_index(["kind", "lever"])
    mean = answer.combinations.query("measure == 'mean_wait'").set_index("levers")["mean"]
    whole = "pooling+clerk+setup"
    assert effects["other"]["alone", "clerk"] == "pooling"
    assert effects["mean"]["alone", "clerk"] == pytest.approx(mean["pooling+clerk"] - mean[""])
    assert effects["other"]["last", "pooling"] == "clerk"
    assert effects["mean"]["last", "pooling"] == pytest.approx(mean[whole] - mean["setup"])
    assert effects["mean"]["last", "setup"] == pytest.approx(mean[whole] - mean["pooling+clerk"])


def test_interactions_are_of_levers_that_go_without_each_other(answer: Decomposition) -> None:
    found = answer.effects.query("measure == 'mean_wait' and kind == 'interaction'").set_index(["lever", "other"])
    mean = answer.combinations.query("measure == 'mean_wait'").set_index("levers")["mean"]
    assert set(found.index) == {("pooling", "setup"), ("clerk", "setup")}
    both = mean["pooling+setup"] - mean["pooling"] - mean["setup"] + mean[""]
    assert found["mean"]["pooling", "setup"] == pytest.approx(both)


def test_numbers_do_not_depend_on_the_number_of_processes(scenario: Path, answer: Decomposition) -> None:
    two = decompose(scenario, measures=MEASURES, jobs=2)
    for name, table in answer.tables().items():
        pd.testing.assert_frame_equal(table, two.tables()[name], check_exact=True)


def test_a_later_lever_replaces_what_an_earlier_one_sets(tmp_path: Path) -> None:
    levers = """\
levers:
  slow: {label: {en: Slow, zh: 慢}, overrides: [hall=one_window, staff=one_window, hall.setup=3, hall.walk=2]}
  quick: {label: {en: Quick, zh: 快}, overrides: [hall=by_department, staff=by_department, hall.setup=1]}
"""
    question = ask(small_town.scenario(tmp_path, small_town.VARIANTS + levers), ["hall.recall=0.25"])
    specs = pulled_specs(question)
    assert [specs[key].hall.service_model for key in specs] == [
        *("departmental", "integrated", "departmental", "departmental")
    ]
    assert [(spec.hall.setup, spec.hall.walk) for spec in specs.values()] == [(0.5, 0), (3, 2), (1, 0), (1, 2)]
    assert all(spec.hall.recall == 0.25 for spec in specs.values())


def test_a_reform_that_is_a_variant_is_called_so(tmp_path: Path) -> None:
    levers = small_town.LEVERS.split("  clerk:")[0]
    path = small_town.scenario(tmp_path, small_town.VARIANTS + levers, replications=2)
    assert "With all levers it is the variant Pooled." in command(str(path), "--measure", "mean_wait").stdout


# The command -----------------------------------------------------------------------------------------------


def test_tables_json_and_folder(scenario: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    words = [str(scenario), "--measure", "mean_wait,p90_wait", "--json", "--out", str(folder)]
    result = command(*words, "--replications", "2")
    assert result.exit_code == 0, result.stderr
    assert "6 combinations of 3 levers x 2 replications = 12 plays." in result.stderr
    assert "All halls serve the same people." in result.stderr
    told = json.loads(result.stdout)
    assert (told["scenario"], told["today"], told["combinations"][0]["levers"]) == ("small", "departments", "")
    assert list(told["effects"][0]) == ["kind", "lever", "other", "measure", "mean", "low", "high", "n", "unit"]
    assert told["levers"]["clerk"]["needs"] == ["pooling"]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == {
        *("effects.csv", "combinations.csv", "replications.csv", "figures/waterfall.png", "figures/waterfall.svg")
    }
    kept = pd.read_csv(folder / "combinations.csv", keep_default_na=False)
    assert len(kept) == 12
    assert command(*words[:-3], "--replications", "2", "--out", str(folder)).exit_code == 0


def test_words_are_chinese(scenario: Path) -> None:
    result = command(str(scenario), "--lang", "zh", "--replications", "2", "--measure", "mean_wait")
    assert result.exit_code == 0, result.stderr
    for words in ("改革效果的构成", "所占效果", "合并", "（连同1）", "2. 第四人", "举措之间的相互作用"):
        assert words in result.stdout
    assert "6种组合" in result.stderr


def test_a_folder_of_other_things_is_refused_before_the_run(scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = command(str(scenario), "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "not empty" in result.stderr


def test_a_scenario_without_levers_is_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, small_town.VARIANTS)
    assert "small.yaml: levers: the scenario has no levers" in told
    assert "mend: say what the reform is made of" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "needs: [pooling]",
            "needs: [poolin]",
            ["levers.clerk.needs: 'poolin' is no lever", "did you mean 'pooling'?"],
        ),
        ("needs: [pooling]", "needs: [clerk]", ["levers.clerk.needs: can never be pulled", "in a circle"]),
        ("[hall.setup=0]", "[]", ["levers.setup.overrides"]),
        ("[hall.setup=0]", "[hall.setup: 0]", ["levers.setup.overrides", "write `- hall.setup=0`"]),
        ("[hall.setup=0]", "[hall.setup]", ["small.yaml:", "write ~key, else key=value"]),
        ("[hall.setup=0]", "[hall.setpu=0]", ["hall.setpu: there is no such key", "(levers setup)", "'setup'"]),
        ("label: {en: Pooling, zh: 合并}", "label: {en: Pooling}", ["levers.pooling.label.zh: is missing"]),
    ],
)
def test_levers_that_cannot_be_used_are_refused(tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    body = small_town.VARIANTS + small_town.LEVERS
    assert old in body
    said = refused(tmp_path, body.replace(old, new))
    for words in ["small.yaml", "mend:", *told]:
        assert words in said


def test_nine_levers_are_too_many(tmp_path: Path) -> None:
    levers = "".join(f"  l{i}: {{label: {{en: L{i}, zh: 举{i}}}, overrides: [hall.setup={i}]}}\n" for i in range(9))
    assert "levers" in refused(tmp_path, small_town.VARIANTS + "levers:\n" + levers)


def test_an_unknown_measure_and_too_few_replications_are_refused(scenario: Path) -> None:
    result = command(str(scenario), "--measure", "mean_wiat")
    assert result.exit_code == 2
    assert "did you mean 'mean_wait'?" in result.stderr
    with pytest.raises(InputError, match="too few for an interval"):
        decompose(scenario, replications=1)


# Measures that a hall does not have, and what rounds to 0 ----------------------------------------------------

REVIEWS = """\
levers:
  pooling:
    label: {en: Pooling, zh: 合并}
    overrides: [hall=one_window, staff=one_window]
  reviews:
    label: {en: Reviews behind, zh: 后台审批}
    overrides:
      - hall.reviews={order:parallel}
      - +staff.groups.behind={label:{en:Behind,zh:'后台'},station:back_office,primary:{all:true},clerks:2}
      - +staff.groups.behind.shifts=[morning]
    needs: [pooling]
  fewer:
    label: {en: A reviewer less, zh: 少一人}
    overrides: [staff.groups.behind.clerks=1]
    needs: [reviews]
"""


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Today nothing is reviewed; the last lever is pulled among halls only that review."""
    path = tmp_path_factory.mktemp("behind")
    return small_town.scenario(path, small_town.VARIANTS + REVIEWS, replications=2)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_measure_that_todays_hall_does_not_have_is_not_shared_out(behind: Path, tmp_path: Path, lang: str) -> None:
    words = [str(behind), "--measure", "mean_review_wait", "--lang", lang]
    result = command(*words, "--out", str(tmp_path / "kept"))
    assert result.exit_code == 0, result.stderr
    told = {
        "en": "Mean wait for review has no value in the hall Departments: there are no shares of an effect.",
        "zh": "方案“部门窗口”中平均后台等候时间无值，无法分解其效果。",
    }
    assert told[lang] in result.stdout
    rows = [line.split("|")[2].strip() for line in result.stdout.splitlines() if line.startswith(("| 1", "| 2", "| 3"))]
    assert rows == ["–"] * 3
    effects = pd.read_csv(tmp_path / "kept" / "effects.csv", keep_default_na=False)
    assert set(effects[effects["kind"] == "share"]["mean"]) == {""}
    assert set(effects[effects["kind"] == "share"]["n"]) == {0}
    assert not list((tmp_path / "kept").rglob("waterfall.*")), "there is nothing to draw"


def test_nothing_is_said_of_measures_that_all_halls_have(behind: Path) -> None:
    assert "no value" not in command(str(behind), "--measure", "mean_wait").stdout


def test_the_hall_without_a_value_is_named_by_its_levers(answer: Decomposition) -> None:
    effects, combinations = answer.effects.copy(), answer.combinations.copy()
    effects.loc[(effects["measure"] == "mean_wait") & (effects["kind"] == "share"), "mean"] = np.nan
    combinations.loc[(combinations["measure"] == "mean_wait") & (combinations["levers"] == "pooling+setup"), "n"] = 0
    waits, times, *_ = levers.decomposition(answer.manifest, effects, combinations, "en")
    assert any("no value in the hall Departments with 1, 3" in note for note in waits.notes)
    assert not any("no value" in note for note in times.notes)


def test_what_is_shown_as_0_has_no_star_and_no_percent(answer: Decomposition) -> None:
    tiny = {"mean": 0.001, "low": 0.0005, "high": 0.0015}
    assert starred(tiny) == "0.00 (0.00, 0.00)"
    assert starred({name: -value for name, value in tiny.items()}) == "0.00 (0.00, 0.00)"
    assert starred({"mean": 3.0, "low": 2.0, "high": 6.0}, 0) == "3 (2, 6) *"
    assert starred({"mean": 0.004, "low": 0.002, "high": 0.006}) == "0.00 (0.00, 0.01) *"
    assert starred(dict.fromkeys(tiny, np.nan)) == "–"
    effects = answer.effects.copy()
    for name, value in tiny.items():
        effects.loc[effects["measure"] == "mean_wait", name] = value
    waits, *_ = levers.decomposition(answer.manifest, effects, answer.combinations, "en")
    assert {row[2] for row in waits.rows} == {"–"}
    assert not any("*" in cell for row in waits.rows for cell in row)


def test_a_share_that_rounds_to_0_percent_has_no_minus(answer: Decomposition) -> None:
    effects = answer.effects.copy()
    whole = effects["measure"] == "mean_wait"
    for name, value in {"mean": 10.0, "low": 9.0, "high": 11.0}.items():
        effects.loc[whole & (effects["kind"] == "total"), name] = value
    effects.loc[whole & (effects["kind"] == "share"), "mean"] = [-0.04, 10.07, -0.3]
    waits, *_ = levers.decomposition(answer.manifest, effects, answer.combinations, "en")
    assert [row[2] for row in waits.rows] == ["0", "101", "−3", "100"]


# Tapes -----------------------------------------------------------------------------------------------------

COMMON = {
    "demand.volume": 0.7,
    "demand.online": 0.4,
    "demand.machine": 0.3,
    "demand.community": 0.3,
    "demand.missing": 0.5,
    "demand.balking_limit": 9,
    "demand.returns.after_giving_up": 0.2,
    "demand.returns.after_papers": 0.2,
    "demand.returns.after_closing": 0.2,
    "demand.agents": {"share": 0.2, "cases": 3},
    "demand.bookings.share": 0.5,
    "demand.bookings.no_show": 0.1,
    "demand.zones": {"north": {"label": {"en": "North", "zh": "北"}, "share": 1.0, "minutes": {}}},
    "matters.invoices.instant": 0.5,
    "matters.invoices.online": 0.9,
    "matters.invoices.window_share": 0.5,
    "matters.invoices.papers.card": 0.9,
    "matters.invoices.label.en": "Bills",
    "calendar.drain": 1,
}
"""What the plan holds against the marks of a tape."""


@pytest.fixture(scope="module")
def plain(scenario: Path) -> Spec:
    """A hall with papers, returns and bookings in it."""
    more = ["calendar.days=3", "demand.returns={}", "demand.bookings={share: 0.1}"]
    spec = load(scenario, more).specs["departments"]
    card = changed_to(spec, "papers", {"card": {"label": {"en": "Card", "zh": "证"}}})
    return changed_to(card, "matters.invoices.papers", {"card": 0.2})


def changed_to(spec: Spec, key: str, value: Any) -> Spec:
    """The spec with another value at a key, not cross-checked: what it is for, the plan has to know."""
    data = spec.model_dump(mode="json")
    *above, last = key.split(".")
    place = data
    for part in above:
        place = place[part]
    place[last] = value
    return Spec.model_validate(data)


@pytest.mark.parametrize("key", COMMON)
def test_what_only_the_plan_looks_at_draws_the_same_people(plain: Spec, key: str) -> None:
    other = changed_to(plain, key, COMMON[key])
    assert plain != other
    assert people_of(plain) == people_of(other)
    one, two = draw(plain, 7, 0), draw(other, 7, 0)
    for name in ("arrival", "matter", "mark", "work", "patience", "silent", "decision", "again_days", "absence"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    assert one.marks.keys() == two.marks.keys()
    for purpose, marks in one.marks.items():
        np.testing.assert_array_equal(marks, two.marks[purpose])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("demand.patience", {"kind": "exponential", "mean": 9}),
        ("demand.silent_share", 0.5),
        ("demand.ceiling", 2.0),
        ("demand.returns", None),
        ("matters.invoices.cases_per_day", 41),
        ("calendar.days", 4),
    ],
)
def test_what_the_tape_holds_draws_other_people(plain: Spec, key: str, value: Any) -> None:
    assert people_of(changed_to(plain, key, value)) != people_of(plain)


def test_bookings_change_how_punctual_people_are_and_nothing_else(plain: Spec) -> None:
    """The same people, paired one by one; but not the same tape."""
    none, early = changed_to(plain, "demand.bookings", None), changed_to(plain, "demand.bookings.early", 5.0)
    assert people_of(none) == people_of(early) == people_of(plain)
    assert len({drawn_as(of) for of in (none, early, plain)}) == 3
    one, two, three = (draw(of, 7, 0) for of in (none, early, plain))
    for name in ("arrival", "matter", "mark", "work", "patience", "silent", "decision", "again_days", "absence"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    assert (three.punctuality - two.punctuality == 5.0 - plain.demand.bookings.early).all()
