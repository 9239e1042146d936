"""Where halls tie: whole studies on a small hall, and the command. The search is in test_breakeven_search.py."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import small_town
from sim.__main__ import app
from sim.errors import InputError
from sim.report.finding import tell
from sim.report.text import LANGUAGES, Lang
from sim.study.breakeven import TIES, Breakeven, breakeven

ALIKE = """\
variants:
  standard:
    label: {en: Standard, zh: 标准}
    overrides: [hall=one_window, staff=one_window]
  slower:
    label: {en: Slower, zh: 较慢}
    overrides: [hall=one_window, staff=one_window, hall.slowness=1.2]
"""


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.scenario(tmp_path_factory.mktemp("alike"), ALIKE, replications=5)


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, ["breakeven", "--jobs", "1", *words])
    assert "Traceback" not in result.output
    return result


# Whole studies ---------------------------------------------------------------------------------------------


def test_a_hall_that_differs_in_slowness_alone_ties_where_that_is_the_same(alike: Path) -> None:
    found = breakeven(alike, over="hall.slowness", start=0.5, end=1.5)
    (row,) = found.ties.to_dict("records")
    assert (row["variant"], row["finding"], row["value"]) == ("slower", "tie", 1.0)
    assert row["low"] <= 1.0 <= row["high"]
    at = found.curve.set_index("value")
    assert at["mean"][1.0] == at["low"][1.0] == at["high"][1.0] == 0.0
    assert at["mean"][0.5] < 0.0 < at["mean"][1.5]
    assert (found.curve["n"] == 5).all()


def test_the_range_is_taken_from_the_value_that_stands_there(alike: Path) -> None:
    found = breakeven(alike, over="hall.slowness")
    assert (found.manifest["from"], found.manifest["to"]) == (0.6, pytest.approx(1.8))
    assert found.ties["value"][0] == pytest.approx(1.0, abs=1.2e-3)
    assert found.manifest["now"] == {"slower": 1.2}


def test_changed_in_all_halls_alike_they_tie_everywhere(tmp_path: Path) -> None:
    body = ALIKE.replace(", hall.slowness=1.2", "")
    path = small_town.scenario(tmp_path, body, replications=2)
    found = breakeven(path, over="hall.slowness", within="all")
    assert found.ties["finding"].tolist() == ["equal"]
    assert (found.curve["mean"] == 0.0).all()


def test_numbers_do_not_depend_on_the_number_of_processes(alike: Path) -> None:
    one, two = (
        breakeven(alike, over="hall.slowness", start=0.9, end=1.3, replications=2, jobs=jobs) for jobs in (1, 2)
    )
    assert one.ties.equals(two.ties)
    assert one.curve.equals(two.curve)


# The command -----------------------------------------------------------------------------------------------


def test_words_and_folder(alike: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept"
    result = command(str(alike), "--over", "hall.slowness", "--from", "0.5", "--to", "1.5", "--out", str(out))
    assert result.exit_code == 0, result.stderr
    assert "Mean wait of Slower is that of Standard where hall.slowness is 1.000 (" in result.stdout
    assert "below that it is lower." in result.stdout
    assert "About " in result.stderr
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == {"ties.csv", "curve.csv", "figures/ties.png", "figures/ties.svg"}


def test_no_tie_is_an_answer(alike: Path) -> None:
    words = [str(alike), "--over", "hall.slowness", "--from", "2", "--to", "2.5"]
    result = command(*words)
    assert result.exit_code == 0, result.stderr
    told = "Mean wait of Slower stays higher than that of Standard wherever it was looked and has a value, "
    assert told + "hall.slowness being from 2.0000 to 2.5000." in result.stdout
    assert "not excluded" not in result.stdout
    chinese = command(*words, "--lang", "zh")
    assert "与“标准”相比，“较慢”的平均等候时间均较高" in chinese.stdout


def test_what_may_be_noise_is_undecided_and_told_where(alike: Path) -> None:
    """Of two replications the interval is wide."""
    words = [str(alike), "--over", "hall.slowness", "--from", "1.2", "--to", "1.5", "--replications", "2"]
    result = command(*words)
    assert result.exit_code == 0, result.stderr
    found = breakeven(alike, over="hall.slowness", start=1.2, end=1.5, replications=2)
    assert found.ties["finding"].tolist() == ["undecided"]
    kept = found.curve["value"][(found.curve["low"] <= 0.0) & (found.curve["high"] >= 0.0)]
    assert len(kept) > 0
    assert "Whether Mean wait of Slower ties with that of Standard is undecided" in result.stdout
    told = (
        "In the mean Mean wait of Slower is higher than that of Standard, but a tie is not excluded where hall.slowness"
    )
    assert f"{told} is {', '.join(f'{value:.4f}' for value in kept)}." in result.stdout
    chinese = command(*words, "--lang", "zh").stdout
    assert "“较慢”与“标准”的平均等候时间是否持平未能判定。" in chinese
    assert f"但hall.slowness为{'、'.join(f'{value:.4f}' for value in kept)}时不能排除持平。" in chinese


def told_of(curve: list[tuple[float, float]], finding: str, lang: Lang) -> str:
    """What is said of a curve of values and means, with limits 0.5 around them."""
    manifest = {
        "measures": ["mean_wait"],
        "catalogue": {"mean_wait": {"label": {"en": "Wait", "zh": "等候"}, "unit": {"en": "min", "zh": "分钟"}}},
        "variants": {"a": {"en": "A", "zh": "甲"}, "b": {"en": "B", "zh": "乙"}},
        "base": "a",
        "key": "hall.setup",
        "from": curve[0][0],
        "to": curve[-1][0],
        "whole": False,
        "tolerance": 0.1,
        "within": "others",
        "now": {"b": 1.0},
        "left_out": [],
        "replications": 5,
        "people": {"b": "same"},
    }
    ties = pd.DataFrame([("b", finding, *(math.nan,) * 5)], columns=list(TIES))
    rows = [("b", value, mean, mean - 0.5, mean + 0.5, 5) for value, mean in curve]
    played = pd.DataFrame(rows, columns=["variant", "value", "mean", "low", "high", "n"])
    return Breakeven(manifest, ties, played).told(lang).head


def test_where_there_is_no_value_is_told() -> None:
    curve = [(1.0, 2.0), (2.0, math.nan), (3.0, 1.0), (4.0, math.nan)]
    words = told_of(curve, "higher", "en").splitlines()
    assert words[0].startswith("Wait of B stays higher than that of A wherever it was looked and has a value")
    assert words[1:] == ["Wait of B or A has no value where hall.setup is 2.0, 4.0."]
    assert "hall.setup为2.0、4.0时，“乙”或“甲”的等候无值。" in told_of(curve, "higher", "zh")


def test_a_change_of_sign_across_no_value_is_told() -> None:
    curve = [(1.0, 2.0), (2.0, math.nan), (3.0, -1.0)]
    words = told_of(curve, "gap", "en").splitlines()
    assert words[0].startswith("Wait of B is lower than that of A on one side, and higher on the other")
    assert words[1:] == ["Wait of B or A has no value where hall.setup is 2.0."]
    assert "其两侧“乙”的等候一侧低于、一侧高于“甲”。" in told_of(curve, "gap", "zh")


def test_no_value_anywhere_is_told_once() -> None:
    curve = [(1.0, math.nan), (2.0, math.nan)]
    assert (
        told_of(curve, "missing", "en") == "Wait of B or A has no value over the range of hall.setup from 1.0 to 2.0."
    )


# Who comes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "who", "told"),
    [
        (
            ["hall.slowness", "--from", "1", "--to", "1.5"],
            "same",
            "Halls held against each other serve the same people.",
        ),
        (
            ["demand.ceiling", "--from", "2", "--to", "3"],
            "other",
            "Slower and Standard: the pairs are of the same replication but of other people",
        ),
        (
            ["demand.volume", "--from", "0.5", "--to", "1"],
            "more",
            "Slower and Standard: the hall of the higher volume serves the people of the other, and more.",
        ),
        (["demand.ceiling", "--from", "2", "--to", "3", "--in", "all"], "same", "serve the same people."),
    ],
)
def test_who_comes_is_told_with_the_cost_and_below_the_table(
    alike: Path, words: list[str], who: str, told: str
) -> None:
    asked = [str(alike), "--over", *words, "--replications", "2"]
    result = command(*asked)
    assert result.exit_code == 0, result.stderr
    assert told in result.stderr
    assert told in result.stdout
    assert "common tapes" not in result.stdout
    assert json.loads(command(*asked, "--json").stdout)["people"] == {"slower": who}


def test_other_people_are_told_in_chinese(alike: Path) -> None:
    words = ["--over", "demand.ceiling", "--from", "2", "--to", "3", "--replications", "2", "--lang", "zh"]
    result = command(str(alike), *words)
    told = "较慢与“标准”：配对为同一次重复，但不是同一批办事人，差值不按人配对。"
    assert told in result.stderr
    assert told in result.stdout


def test_json_has_ties_and_curve(alike: Path) -> None:
    words = ["--over", "staff.groups.windows.clerks", "--from", "2", "--to", "5", "--json", "--replications", "3"]
    result = command(str(alike), *words)
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["key"], told["whole"], told["base"], told["within"]) == (words[1], True, "standard", "others")
    assert list(told["ties"][0]) == ["variant", "finding", "value", "below", "above", "low", "high"]
    assert list(told["curve"][0]) == ["variant", "value", "mean", "low", "high", "n"]
    (tie,) = told["ties"]
    assert (tie["value"], tie["below"], tie["above"]) == (None, 3.0, 4.0)
    assert "is between 3 and 4 (" in told["answer"]


def test_a_variant_without_the_key_is_left_out_and_named(tmp_path: Path) -> None:
    body = small_town.VARIANTS + ALIKE.split("variants:\n")[1].split("  slower:")[0]
    path = small_town.scenario(tmp_path, body, replications=2)
    words = ["--base", "pooled", "--over", "staff.groups.windows.clerks", "--from", "3", "--to", "5"]
    result = command(str(path), *words)
    assert result.exit_code == 0, result.stderr
    assert "Left out, as they have no such key: Departments." in result.stdout
    assert "| Standard" in result.stdout


@pytest.mark.parametrize("ends", [[], ["--from", "2", "--to", "5"]])
def test_a_key_that_only_the_base_has_is_refused_at_once(tmp_path: Path, ends: list[str]) -> None:
    path = small_town.scenario(tmp_path, replications=2)
    result = command(str(path), "--base", "pooled", "--over", "staff.groups.windows.clerks", *ends)
    assert result.exit_code == 2, result.output
    assert "staff.groups.windows.clerks: only the base, pooled, has this key" in result.stderr
    assert "let --base be another: departments" in result.stderr


def test_a_key_that_no_variant_can_have_is_refused_before_its_ends_are_asked_for(alike: Path) -> None:
    result = command(str(alike), "--over", "staff.groups.window.clerks")
    assert result.exit_code == 2, result.output
    assert "there is no 'window' under staff.groups" in result.stderr
    assert "--from" not in result.stderr


@pytest.mark.parametrize("key", ["", "hall.slowness=2", "+hall.slowness", "~hall.slowness", "hall. slowness", "hall."])
def test_what_is_no_key_is_told_as_it_was_written(alike: Path, key: str) -> None:
    result = command(str(alike), "--over", key)
    assert result.exit_code == 2, result.output
    assert f"over: {key!r} is no key" in result.stderr
    assert "=1" not in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--over", "hall.slownes"], ["hall.slownes", "there is no such key", "'slowness'"]),
        (["--over", "hall.label.en"], ["hall.label.en: is no number"]),
        (["--over", "hall.hours.0.start"], ["hall.hours.0.start: is no number"]),
        (["--over", "hall.tickets_in_closures"], ["is no number"]),
        (["--over", "hall.walk"], ["hall.walk: nothing but 0 stands there", "--from and --to"]),
        (["--over", "demand.balking_limit"], ["nothing stands there", "--from and --to"]),
        (["--over", "hall.slowness", "--from", "2", "--to", "1"], ["from 2 to 1 is no range"]),
        (["--over", "hall.slowness", "--from", "0"], ["hall.slowness: must be greater than 0"]),
        (["--over", "staff.groups.windows.clerks", "--from", "2.5"], ["takes whole numbers only"]),
        (["--over", "hall.slowness", "--base", "slow"], ["base: there is no variant 'slow'", "'slower'"]),
        (["--over", "hall.slowness", "--measure", "wait"], ["there is no measure 'wait'"]),
        (["--over", "hall.slowness", "--replications", "1"], ["too few for an interval"]),
        (["--over", "hall.slowness", "--jobs", "0"], ["jobs: 0 is too few"]),
        (["--over", "hall"], ["hall: is no number"]),
    ],
)
def test_what_cannot_be_used_is_refused(alike: Path, words: list[str], told: list[str]) -> None:
    result = command(str(alike), *words)
    assert result.exit_code == 2, result.output
    for part in ["error:", "mend:", *told]:
        assert part in result.stderr


def test_one_variant_has_nothing_to_tie_with(tmp_path: Path) -> None:
    path = small_town.scenario(tmp_path, ALIKE.split("  slower:")[0])
    with pytest.raises(InputError, match="one variant only"):
        breakeven(path, over="hall.slowness")


# Words of `diagnose`, which share a file with these --------------------------------------------------------


def test_the_cost_of_a_diagnosis_reads_well_of_a_variant_that_is_called_today() -> None:
    words = tell("diagnose_cost", "zh", variant="现状", clerks=3, replications=2, plays=8)
    assert words == "“现状”原样及3种增加1人的方式×2次重复＝8次模拟。"


def test_minutes_a_ticket_are_told_apart_from_the_mean_wait() -> None:
    english, chinese = (tell("savings_note", lang, n=3) for lang in LANGUAGES)
    assert "over all tickets that people take: at enquiries, guidance, machines, issue and other desks, too." in english
    assert "The mean_wait of `compare` is over the tickets served at windows only." in english
    assert "咨询、导办、自助、出件等处的号票与窗口号票一并计入，厅内等候出件不计" in chinese
    assert "`compare`的mean_wait只计窗口已办理的号票" in chinese
