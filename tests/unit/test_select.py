"""Choosing among halls: whole studies on a small hall, each procedure, and the command."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import sim
import small_town
from sim.__main__ import app
from sim.errors import InputError, ResultError
from sim.inference.intervals import interval
from sim.inference.selection import enough_for_all_within
from sim.inference.several import against_best
from sim.study.selecting import Selection, select
from sim.study.trials import PROCEDURES

HALLS = """\
variants:
  two:
    label: {en: Two windows, zh: 两窗}
    overrides: [hall=one_window, staff=one_window, staff.groups.windows.clerks=2]
  three:
    label: {en: Three windows, zh: 三窗}
    overrides: [hall=one_window, staff=one_window]
  quick:
    label: {en: Three windows without set-up, zh: 三窗免准备}
    overrides: [hall=one_window, staff=one_window, hall.setup=0]
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("select"), HALLS)


def chosen(scenario: Path, *words: str, **asked: Any) -> Selection:
    told = {"fresh": 0} | asked
    return select(scenario, words, measure="mean_wait", replications=10, engine="reference", **told)


@cache
def values(scenario: Path, variant: str, n: int, overrides: tuple[str, ...] = ()) -> np.ndarray[Any, Any]:
    """The same hall's values by another way: a study of a given number of replications."""
    found = sim.compare(scenario, overrides, replications=n, measures=["mean_wait"], engine="reference", until="none")
    table = found.replications.query("variant == @variant and measure == 'mean_wait' and by == 'hall'")
    return table.sort_values("replication")["value"].to_numpy()


def findings(answer: Selection) -> dict[str, str]:
    return dict(zip(answer.halls["hall"], answer.halls["finding"], strict=True))


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["select", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


def test_the_hall_that_is_best_is_chosen_and_the_worst_is_out_first(scenario: Path) -> None:
    found = chosen(scenario, zone=0.3)
    assert findings(found) == {"two": "dropped", "three": "dropped", "quick": "chosen"}
    n = found.halls.set_index("hall")["n"]
    assert found.manifest["played"] >= n.sum()
    assert found.manifest["best"] == "lowest"
    row = found.halls.set_index("hall").loc["two"]
    alone = interval(values(scenario, "two", int(n["two"])))
    assert (row["mean"], row["low"], row["high"]) == pytest.approx((alone.mean, alone.low, alone.high))


def test_the_highest_is_chosen_where_that_is_asked(scenario: Path) -> None:
    assert findings(chosen(scenario, zone=1.0, best="highest"))["two"] == "chosen"


def test_the_choice_does_not_depend_on_who_shares_the_work(scenario: Path) -> None:
    one = chosen(scenario, zone=0.5, fresh=None)
    two = select(scenario, [], measure="mean_wait", replications=10, zone=0.5, engine="fast", jobs=2)
    assert one.halls.equals(two.halls)


def test_what_is_not_decided_within_the_most_is_left(scenario: Path) -> None:
    found = chosen(scenario, zone=0.001, at_most=45)
    assert found.manifest["played"] <= 45
    assert "left" in findings(found).values()
    assert "chosen" not in findings(found).values()
    head = found.told("en").head
    assert "Allow more" in head
    assert str(found.manifest["played"]) in head


def test_all_that_are_as_good_are_told_at_the_numbers_that_this_needs(scenario: Path) -> None:
    found = chosen(scenario, procedure="all", zone=30.0)
    first = np.column_stack([values(scenario, name, 10) for name in ("two", "three", "quick")])
    n = enough_for_all_within(first, 30.0, 0.05)
    assert set(found.halls["n"]) == {n}
    means = found.halls.set_index("hall")["mean"]
    near = {name for name in means.index if means[name] - means.min() <= 15.0}
    assert {name for name, finding in findings(found).items() if finding == "chosen"} == near
    table = against_best(np.column_stack([values(scenario, name, n) for name in means.index]))
    np.testing.assert_allclose(found.halls["nearest"], table.low, atol=1e-9)
    np.testing.assert_allclose(found.halls["furthest"], table.high, atol=1e-9)


def test_more_replications_go_where_they_tell_most(scenario: Path) -> None:
    found = chosen(scenario, procedure="ocba", sure=0.99, at_most=150)
    assert found.manifest["played"] <= 150
    n = found.halls.set_index("hall")["n"]
    assert n["two"] < max(n["three"], n["quick"])
    assert (found.manifest["chance"] >= 0.99) or found.manifest["played"] == 150
    assert list(findings(found).values()).count("chosen") == (found.manifest["chance"] >= 0.99)
    assert f"{found.manifest['played']}" in found.told("en").head


def test_each_is_held_against_the_best_of_the_others_at_a_given_number(scenario: Path) -> None:
    found = chosen(scenario, procedure="mcb")
    assert set(found.halls["n"]) == {10}
    table = against_best(np.column_stack([values(scenario, name, 10) for name in found.halls["hall"]]))
    np.testing.assert_allclose(found.halls["furthest"], table.high, atol=1e-9)
    assert [finding != "dropped" for finding in found.halls["finding"]] == list(table.may_be)


def test_what_is_chosen_is_judged_by_days_that_did_not_choose_it(scenario: Path) -> None:
    found = chosen(scenario, zone=2.0, fresh=7)
    row = found.halls.set_index("hall").loc["quick"]
    longest = found.manifest["fresh"]["first"]
    assert longest >= found.halls["n"].max()
    alone = interval(values(scenario, "quick", longest + 7)[longest:])
    told_of = (row["fresh_n"], row["fresh_mean"], row["fresh_low"], row["fresh_high"])
    assert told_of == pytest.approx((7, alone.mean, alone.low, alone.high))
    assert list(found.halls["fresh_n"]) == [0, 0, 7]
    for lang, words in (("en", "on 7 fresh replications that no choice"), ("zh", "另作7次未参与选择的重复")):
        text = found.told(lang)
        assert words in text.head
        assert f"{alone.mean:.2f} ({alone.low:.2f}, {alone.high:.2f})" in text.head
        assert text.tables[0].rows[0][4] == f"{alone.mean:.2f} ({alone.low:.2f}, {alone.high:.2f})"


def test_it_is_judged_as_often_as_it_was_for_the_choice(scenario: Path) -> None:
    found = chosen(scenario, zone=0.2, fresh=None)
    (row,) = found.halls[found.halls["finding"] == "chosen"].to_dict("records")
    assert row["fresh_n"] == found.manifest["fresh"]["replications"] >= row["n"] > found.manifest["first"]


@pytest.mark.parametrize("procedure", ["ocba", "mcb"])
def test_where_all_are_compared_the_runner_up_is_judged_too(scenario: Path, procedure: str) -> None:
    best = {"mcb": "highest", "ocba": "lowest"}[procedure]
    found = chosen(scenario, procedure=procedure, best=best, sure=0.6, at_most=40, fresh=5)
    ordered = found.halls.sort_values("mean", ascending=best == "lowest")
    assert list(ordered["fresh_n"]) == [5, 5, 0]


def test_a_point_that_is_given_twice_is_one_hall_and_said_to_be(scenario: Path) -> None:
    with pytest.raises(InputError, match=r"hall.setup: is given 0.5 twice, which is one hall\n.*each value once"):
        chosen(scenario, "hall.setup=0.5,2,0.5", zone=1.0)
    found = chosen(scenario, "hall.setup=1,1.0", zone=20.0, procedure="mcb", fresh=0)
    groups = [["two"], ["three", "quick"]]
    assert found.manifest["same"] == [
        [f"{name} at hall.setup={value}" for value in ("1", "1.0") for name in names] for names in groups
    ]
    (table,) = found.told("en").tables
    assert not any("fresh" in column for column in table.columns)
    notes = " ".join(table.notes)
    assert "The same in everything: Two windows at hall.setup=1, Two windows at hall.setup=1.0." in notes


@pytest.mark.parametrize("procedure", ["kn", "mcb", "all"])
def test_halls_that_are_the_same_in_everything_are_no_obstacle(tmp_path: Path, procedure: str) -> None:
    same = HALLS.replace("hall.setup=0]", "hall.setup=0.5]")
    found = chosen(small_town.scenario(tmp_path, same), zone=20.0, procedure=procedure)
    halls = findings(found)
    assert halls["two"] == "dropped"
    assert [halls["three"], halls["quick"]].count("chosen") == {"kn": 1, "mcb": 0, "all": 2}[procedure]
    assert (procedure != "mcb") or halls["three"] == halls["quick"] == "left"
    assert found.told("en").head.startswith("Three windows") or "Three windows" in found.told("en").head


def test_what_ocba_cannot_be_sure_of_is_told(scenario: Path) -> None:
    found = chosen(scenario, procedure="ocba", sure=0.999999, at_most=40)
    assert set(found.halls["finding"]) == {"left"}
    assert "less than the 99.9999 %" in found.told("en").head


def test_keys_with_several_values_make_a_hall_of_each(scenario: Path) -> None:
    found = chosen(scenario, "hall.setup=0.2,2", zone=1.0, procedure="mcb")
    assert list(found.halls["hall"])[:3] == [f"{name} at hall.setup=0.2" for name in ("two", "three", "quick")]
    assert list(found.halls["hall.setup"]) == ["0.2"] * 3 + ["2"] * 3
    row = found.halls.set_index("hall").loc["three at hall.setup=2"]
    assert row["mean"] == pytest.approx(values(scenario, "three", 10, ("hall.setup=2",)).mean())
    rows = found.told("zh").tables[0].rows
    assert any("三窗（hall.setup=0.2）" in row[0] for row in rows)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("procedure", PROCEDURES)
def test_the_answer_is_a_sentence_a_table_and_a_picture(
    scenario: Path, tmp_path: Path, procedure: str, lang: str
) -> None:
    words = [str(scenario), "--measure", "mean_wait", "--zone", "2", "--procedure", procedure, "--replications", "10"]
    result = command(*words, "--lang", lang, "--engine", "reference", "--at-most", "60", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert "Three windows without set-up" in result.stdout or "三窗免准备" in result.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"figures", "halls.csv", "manifest.json"}
    assert (tmp_path / "out/figures/selection.png").stat().st_size > 10_000
    assert ("3 halls x 10" if lang == "en" else "各重复10次") in result.stderr


def test_a_program_reads_the_same(scenario: Path) -> None:
    words = [str(scenario), "--measure", "mean_wait", "--zone", "2", "--replications", "10", "--engine", "reference"]
    found = json.loads(command(*words, "--json").stdout)
    assert (found["procedure"], found["zone"], found["sure"], found["keys"]) == ("kn", 2.0, 0.95, [])
    assert [row["hall"] for row in found["halls"]] == ["two", "three", "quick"]
    assert [row["finding"] for row in found["halls"]].count("chosen") == 1


@pytest.mark.parametrize(
    ("words", "say"),
    [
        ([], ["zone", "--zone 0.5"]),
        (["--zone", "0"], ["zone", "above 0"]),
        (["--zone", "1", "--sure", "1"], ["sure", "0.95"]),
        (["--zone", "1", "--sure", "0.3"], ["sure", "0.33"]),
        (["--zone", "1", "--replications", "5"], ["replications", "at least 10"]),
        (["--zone", "1", "--at-most", "20"], ["at_most", "at least the 60"]),
        (["--zone", "1", "--fresh", "1"], ["fresh", "0 for none"]),
        (["--zone", "1", "--measure", "mean_wiat"], ["mean_wiat", "mean_wait"]),
        (["--zone", "1", "hall.setup=range(0,200,1)"], ["600 halls", "at most 500"]),
        (["--zone", "1", "hall.setup=0,-5"], ["hall.setup", "-5"]),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(
    scenario: Path, tmp_path: Path, words: list[str], say: list[str]
) -> None:
    result = command(str(scenario), "--out", str(tmp_path / "out"), *words)
    assert result.exit_code == 2, result.output
    assert all(word in result.stderr for word in say), result.stderr
    assert not (tmp_path / "out").exists()


def test_a_mean_that_is_neither_lowest_nor_highest_is_refused(scenario: Path) -> None:
    with pytest.raises(InputError, match=r"best: 'low' is no mean\n  mend: did you mean 'lowest'"):
        chosen(scenario, zone=1.0, best="low")


def test_one_hall_alone_is_no_choice(tmp_path: Path) -> None:
    one = "variants:\n  one:\n    label: {en: One, zh: 一}\n    overrides: [hall=one_window, staff=one_window]\n"
    with pytest.raises(InputError, match="one hall only"):
        select(small_town.scenario(tmp_path, one), measure="mean_wait", zone=1.0)


def test_a_measure_without_a_value_is_no_ground_for_a_choice(scenario: Path) -> None:
    with pytest.raises(ResultError, match="mean_wait has no value in replication 0"):
        chosen(scenario, "demand.volume=0", zone=1.0)


def test_the_goal_says_which_is_best(tmp_path: Path) -> None:
    body = HALLS.replace("hall.setup=0]", 'hall.setup=0, "+targets.goals.utilisation={at_least: 0.5}"]')
    found = chosen_by(small_town.scenario(tmp_path, body), "utilisation")
    assert found.manifest["best"] == "highest"


def chosen_by(path: Path, measure: str) -> Selection:
    return select(path, measure=measure, replications=10, zone=0.5, engine="reference")
