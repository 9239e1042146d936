"""What the README says is what the program does: its numbers, its commands, its scenario."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import sim
from sim.__main__ import app
from sim.config import load, scenarios

PUBLISHED = Path("results", "published", "one_window")
ROWS = {
    "mean_wait": ("Mean wait, ticket to call, lunch included (min)", 1),
    "share_wait_over_30": ("Wait over 30 min (%)", 100),
    "abandonment": ("Give up waiting (%)", 100),
    "mean_time_in_hall": ("Time in the hall (min)", 1),
    "utilisation": ("Windows busy (%)", 100),
    "clerk_hours": ("Clerk-hours, overtime included (h)", 1),
}


@pytest.fixture(scope="module")
def readme(repo: Path) -> str:
    return (repo / "README.md").read_text("utf-8")


def table(repo: Path) -> str:
    """The README's table, from the published results."""
    results = sim.read(repo / PUBLISHED)
    labels = [variant["label"]["en"] for variant in results.manifest["variants"].values()]
    lines = [f"| | {' | '.join(labels)} |", "|---|" + "---:|" * len(labels)]
    hall = results.summary[results.summary["by"] == "hall"].set_index(["variant", "measure"])
    for measure, (label, times) in ROWS.items():
        cells = []
        for variant in results.manifest["variants"]:
            row = hall.loc[(variant, measure)]
            cells.append(f"{times * row['mean']:,.1f} ({times * row['low']:,.1f}, {times * row['high']:,.1f})")
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_table_is_the_published_one(repo: Path, readme: str):
    found = re.search(r"<!-- table: one_window -->\n(.*?)\n<!-- /table -->", readme, re.DOTALL)
    assert found is not None
    assert found[1] == table(repo)


def test_the_pictures_are_there(repo: Path, readme: str):
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", readme)
    assert len(pictures) >= 3
    assert all((repo / picture).is_file() for picture in pictures)


def test_the_scenario_of_the_readme_composes(readme: str, tmp_path: Path):
    text = re.search(r"```yaml\n(.*?)```", readme, re.DOTALL)
    assert text is not None
    (tmp_path / "my_question.yaml").write_text(text[1], "utf-8")
    assert load(tmp_path / "my_question.yaml").specs["fifty"].staff.groups["integrated"].clerks == 50


def test_every_scenario_has_its_line(readme: str):
    assert set(scenarios()) <= set(re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE))


def test_every_command_of_the_readme_is_known(readme: str):
    commands = set(re.findall(r"^onewindow (\w+)", readme, re.MULTILINE))
    assert commands >= {"compare", "follow", "show", "list", "schema"}
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
