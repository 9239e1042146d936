"""What the README says is what the program does: its numbers, its commands, its scenario."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

import sim
from readme_answers import WORDS
from sim.__main__ import app
from sim.config import load, scenarios

PUBLISHED = Path("results", "published", "one_window")
ANSWERS = Path("results", "published", "answers")
ROWS = {
    "mean_wait": ("Mean wait, ticket to call, lunch included (min)", 1, 1),
    "share_wait_over_30": ("Wait over 30 min (%)", 100, 1),
    "abandonment": ("Give up waiting (%)", 100, 1),
    "visits_per_case": ("Visits per case", 1, 2),
    "share_one_visit": ("Done in one visit (%)", 100, 1),
    "mean_time_in_hall": ("Time in the hall, all visits (min)", 1, 1),
    "mean_days_to_result": ("Days to the result", 1, 2),
    "windows_open": ("Windows open", 1, 0),
    "clerks_on_duty": ("Clerks on duty", 1, 0),
    "cost_per_case": ("Cost of a case (CNY)", 1, 1),
}
"""Measures of the README's table: label, factor, decimals."""
LEVERS = Path("results", "published", "reform_levers")
EFFECTS = {
    "mean_wait": ("Mean wait (min)", 1),
    "visits_per_case": ("Visits per case", 2),
    "mean_time_in_hall": ("Time in the hall (min)", 1),
    "cost_per_case": ("Cost of a case (CNY)", 1),
}
"""Measures of the README's table of levers: label, decimals."""
TWO_DECIMALS = ("visits_per_case", "returns_papers")


@pytest.fixture(scope="module")
def readme(repo: Path) -> str:
    return (repo / "README.md").read_text("utf-8")


def table(repo: Path) -> str:
    """The README's table, from the published results."""
    results = sim.read(repo / PUBLISHED)
    labels = [variant["label"]["en"] for variant in results.manifest["variants"].values()]
    lines = [f"| | {' | '.join(labels)} |", "|---|" + "---:|" * len(labels)]
    hall = results.summary[results.summary["by"] == "hall"].set_index(["variant", "measure"])
    for measure, (label, times, places) in ROWS.items():
        cells = []
        for variant in results.manifest["variants"]:
            row = hall.loc[(variant, measure)]
            mean, low, high = (f"{times * row[key]:,.{places}f}" for key in ("mean", "low", "high"))
            cells.append(mean if low == high else f"{mean} ({low}, {high})")
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_table_is_the_published_one(repo: Path, readme: str):
    found = re.search(r"<!-- table: one_window -->\n(.*?)\n<!-- /table -->", readme, re.DOTALL)
    assert found is not None
    assert found[1] == table(repo)


def signed(row: pd.Series, places: int, times: float = 1.0) -> str:
    """A difference and its interval, with a sign each."""
    mean, low, high = (f"{times * row[key]:+.{places}f}".replace("-", "−") for key in ("mean", "low", "high"))
    return f"{mean} ({low}, {high})"


def levers_table(repo: Path) -> str:
    """The README's table of what each lever of the reform does, from the published decomposition."""
    effects = pd.read_csv(repo / LEVERS / "effects.csv")
    names = load("reform").scenario.levers
    lines = [f"| | {' | '.join(label for label, _ in EFFECTS.values())} |", "|---|" + "---:|" * len(EFFECTS)]
    for lever in (*names, ""):
        kind = "share" if lever else "total"
        rows = effects[(effects["kind"] == kind) & (effects["lever"].fillna("") == lever)].set_index("measure")
        cells = [signed(rows.loc[measure], places) for measure, (_, places) in EFFECTS.items()]
        lines.append(f"| {names[lever].label.en if lever else 'All levers'} | {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_table_of_levers_is_the_published_one(repo: Path, readme: str):
    found = re.search(r"<!-- table: levers -->\n(.*?)\n<!-- /table -->", readme, re.DOTALL)
    assert found is not None
    assert found[1] == levers_table(repo)


def test_the_tie_is_the_published_one(repo: Path, readme: str):
    ties = pd.read_csv(repo / "results" / "published" / "pooling_ties" / "ties.csv").set_index("variant")
    row = ties.loc["integrated"]
    assert f"a tie at {row['value']:.2f} ({row['low']:.2f}, {row['high']:.2f})" in readme


def test_the_roster_is_the_published_one(repo: Path, readme: str):
    folder = repo / "results" / "published" / "one_window_roster"
    costs = pd.read_csv(folder / "costs.csv").set_index("plan")
    found, equal = costs.loc["found"], costs.loc["sipp_equal"]
    near = json.loads((folder / "manifest.json").read_text("utf-8"))["convex"]
    certain = pd.read_csv(folder / "certificates.csv")["lower"].sum()
    gaps = [100.0 * (1.0 - bound / found["hours"]) for bound in (certain, near)]
    worst = "{:.1f} ({:.1f}, {:.1f})".format(*(100.0 * found[["value", "low", "high"]]))
    bounds = "sampled pools: {:.0f} % certain, {:.1f} % along lines".format(*gaps)
    row = ["`roster`, 40 integrated windows", f"{found['hours']:,.0f} paid", worst]
    row += [f"{equal['hours']:,.0f} to serve as well", bounds]
    assert f"| {' | '.join(row)} |" in readme
    assert found["kept"] == "yes"


def test_the_pictures_are_there(repo: Path, readme: str):
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", readme)
    assert len(pictures) >= 3
    assert all((repo / picture).is_file() for picture in pictures)


def test_the_scenario_of_the_readme_composes(readme: str, tmp_path: Path):
    text = re.search(r"```yaml\n(.*?)```", readme, re.DOTALL)
    assert text is not None
    (tmp_path / "my_question.yaml").write_text(text[1], "utf-8")
    assert load(tmp_path / "my_question.yaml").specs["thirty_six"].staff.groups["integrated"].clerks == 36


def test_every_scenario_has_its_line(readme: str):
    assert set(scenarios()) <= set(re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE))


def told(answer: dict[str, Any], words: str) -> str:
    """A text with `{variant.measure}`, or `{a>b.measure}` for b less a and its interval; `%` after it for percent."""

    def value(match: re.Match[str]) -> str:
        who, measure, times = match[1], match[2], 100.0 if match[3] else 1.0
        decimals = 2 if measure in TWO_DECIMALS else 1
        if ">" not in who:
            return f"{times * answer['variants'][who][measure]['mean']:.{decimals}f}"
        found = next(d for d in answer["differences"] if [d["a"], d["b"], d["measure"]] == [*who.split(">"), measure])
        return signed(pd.Series(found), decimals, times)

    return re.sub(r"\{([\w>]+)\.(\w+)(%?)\}", value, words)


@pytest.mark.parametrize("scenario", WORDS)
def test_the_answers_are_those_that_came_out(repo: Path, readme: str, scenario: str):
    answer = json.loads((repo / ANSWERS / f"{scenario}.json").read_text("utf-8"))
    row = re.search(rf"^\| `{scenario}` \| .*? \| (.*) \|$", readme, re.MULTILINE)
    assert row is not None
    assert row[1] == told(answer, WORDS[scenario])


def test_every_answer_that_is_kept_is_told(repo: Path):
    assert {path.stem for path in (repo / ANSWERS).glob("*.json")} == set(WORDS) <= set(scenarios())


def test_answers_are_of_the_scenarios_as_they_stand(repo: Path):
    for name in WORDS:
        answer, asked = json.loads((repo / ANSWERS / f"{name}.json").read_text("utf-8")), load(name).scenario
        assert (answer["seed"], answer["replications"]) == (asked.seed, asked.replications), name
        assert answer["question"] == asked.question.en, name
        assert list(answer["variants"]) == list(asked.variants), name


def test_every_command_of_the_readme_is_known(readme: str):
    commands = set(re.findall(r"^onewindow (\w+)", readme, re.MULTILINE))
    assert commands >= {"compare", "decompose", "diagnose", "breakeven", "follow", "show", "list", "schema"}
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert commands <= known


def test_the_fault_that_the_readme_shows(repo: Path, readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A misspelt key in a planner's own block is told as the README tells it."""
    block = yaml.safe_load((repo / "configs/staff/integrated_56.yaml").read_text("utf-8"))
    group = block["groups"]["integrated"]
    group["clerkes"] = group.pop("clerks")
    (tmp_path / "configs" / "staff").mkdir(parents=True)
    (tmp_path / "configs/staff/mine.yaml").write_text(yaml.safe_dump(block, allow_unicode=True), "utf-8")
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(app, ["show", "one_window", "staff=mine", "hall=integrated"])
    assert answer.exit_code == 2
    said = "staff.groups.integrated.clerkes: there is no such key\n  mend: did you mean 'clerks'?"
    assert said in answer.output
    assert said in readme
