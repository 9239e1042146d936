"""The command line: its JSON, its tables, its exit codes, and what it leaves behind."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

import sim
from sim.__main__ import app
from sim.plan import Role, Station
from sim.report.text import Lang, named, say
from sim.study import runner
from sim.study.events import BY_FILE, DAYS, ENDS, IN_PERSON, OTHERWISE
from sim.tape import Cause
from sim.trace import CaseOutcome, Outcome, VisitOutcome

SCENARIO = """\
question: {en: "Windows for each or for all?", zh: "分设还是综合？"}
base:
  - calendar.days=1
  - demand.volume=0.2
  - hall.papers=null
  - hall.wrong_tickets=null
  - hall.enquiries=null
  - hall.guidance=null
  - hall.reviews=null
  - hall.issue=null
variants:
  departmental:
    label: {en: Departments, zh: 部门}
    overrides: [hall=departmental, staff=departmental_56]
  integrated:
    label: {en: One window, zh: 一窗}
    overrides: [hall=integrated, staff=integrated_56, staff.groups.integrated.clerks=8]
replications: 2
"""


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small scenario in a working directory of its own."""
    (tmp_path / "small.yaml").write_text(SCENARIO, "utf-8")
    monkeypatch.chdir(tmp_path)
    return "small.yaml"


def command(*words: str) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert "Traceback" not in result.output
    return result


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# compare ---------------------------------------------------------------------------------------------------


def test_json_is_one_object_of_the_agreed_form(scenario: str) -> None:
    result = command(
        "compare", scenario, "--json", "--no-figures", "--seed", "3", "--measures", "mean_wait,clerk_hours"
    )
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert list(told) == ["scenario", "question", "seed", "replications", "precision", "variants", "differences"]
    assert (told["scenario"], told["seed"], told["replications"]) == ("small", 3, 2)
    assert told["question"] == "Windows for each or for all?"
    assert {name: list(measures) for name, measures in told["variants"].items()} == {
        "departmental": ["mean_wait", "clerk_hours"],
        "integrated": ["mean_wait", "clerk_hours"],
    }
    wait = told["variants"]["integrated"]["mean_wait"]
    assert list(wait) == ["mean", "low", "high", "unit"]
    assert wait["low"] <= wait["mean"] <= wait["high"]
    assert wait["unit"] == "min"
    assert [list(row) for row in told["differences"]] == [["measure", "a", "b", "mean", "low", "high", "p"]] * 2
    other = told["variants"]["departmental"]["mean_wait"]["mean"]
    assert told["differences"][0]["mean"] == pytest.approx(wait["mean"] - other)


def test_what_has_no_value_is_null_in_json(scenario: str) -> None:
    told = json.loads(command("compare", scenario, "--json", "--no-figures", "--replications", "1").stdout)
    assert told["variants"]["integrated"]["mean_wait"]["low"] is None


def test_every_measure_is_in_json_even_when_nobody_comes(scenario: str) -> None:
    asked = ["mean_wait", "clerk_hours"]
    words = ["--json", "--no-figures", "--measures", ",".join(asked)]
    told = json.loads(command("compare", scenario, "demand.volume=0", *words).stdout)
    assert [list(found) for found in told["variants"].values()] == [asked, asked]
    nothing = {"mean": None, "low": None, "high": None}
    assert told["variants"]["integrated"]["mean_wait"] == {**nothing, "unit": "min"}
    assert told["differences"][0] == {
        "measure": "mean_wait",
        "a": "departmental",
        "b": "integrated",
        **nothing,
        "p": None,
    }


def test_tables_are_markdown_and_the_folder_is_complete(scenario: str, tmp_path: Path) -> None:
    result = command("compare", scenario, "demand.volume=0.1", "--no-figures")
    assert result.exit_code == 0, result.stderr
    assert re.search(r"^\| Mean wait \[min\] +\| +\d+\.\d\d \(", result.stdout, re.MULTILINE)
    for words in ("### Goals", "≤ 10.00", "Differences from Departments", " measures x 1 pair. "):
        assert words in result.stdout
    assert "ticket to call" in result.stdout
    assert "2 halls x 2 replications" in result.stderr
    assert "About " in result.stderr
    folder = tmp_path / "results" / "runs" / "small"
    kept = sim.read(folder)
    assert kept.manifest["variants"]["integrated"]["spec"]["demand"]["volume"] == 0.1
    assert kept.manifest["variants"]["integrated"]["overrides"][-1] == "demand.volume=0.1"
    assert kept.manifest["command"].startswith("onewindow")
    assert there(folder.parent) == {"small"}


def test_figures_are_part_of_the_results(scenario: str, tmp_path: Path) -> None:
    result = command("compare", scenario, "--out", "kept")
    assert result.exit_code == 0, result.stderr
    figures = {name for name in sim.read(tmp_path / "kept").manifest["files"] if name.startswith("figures/")}
    assert figures
    assert "Drawing the figures" in result.stderr
    assert figures == {f"figures/{path.name}" for path in (tmp_path / "kept" / "figures").iterdir()}


def test_chinese_reaches_every_label(scenario: str) -> None:
    result = command("compare", scenario, "--lang", "zh", "--no-figures")
    assert result.exit_code == 0, result.stderr
    for words in ("分设还是综合？", "平均等候时间 [分钟]", "目标达成", "与“部门”之差", "Bonferroni"):
        assert words in result.stdout
    assert "2个方案×2次重复" in result.stderr
    prose = re.sub(r"Bonferroni|\bt\b|[a-z_]+=|^[#|*-]+", "", result.stdout)
    assert not re.search(r"[A-Za-z]{4,}", prose), "a label is not translated"


def test_verdicts_on_goals(scenario: str) -> None:
    goals = "targets.goals={mean_wait: {at_most: 0.0001}, clerk_hours: {at_least: 1}}"
    told = command("compare", scenario, goals, "--no-figures", "--measures", "mean_wait,clerk_hours").stdout
    rows = [line for line in told.partition("### Goals")[2].splitlines() if line.startswith("| ")]
    verdicts = {row.split(" [")[0].removeprefix("| "): row.split("|")[3:-1] for row in rows[2:4]}
    assert [cell.strip() for cell in verdicts["Clerk-hours"]] == ["met", "met"]
    assert all("not met" in cell for cell in verdicts["Mean wait"])


# Wrong input -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["small.yaml", "staff.groups.integrated.clerk=3"], "clerks"),
        (["small.yaml", "demand.volume=0.2", "demand.volum=0.3"], "volume"),
        (["one_windw"], "one_window"),
        (["folder"], "folder"),
        (["empty.yaml"], "empty"),
        (["broken.yaml"], "broken.yaml:1"),
        ([""], "name of the scenario is empty"),
        (["small.yaml", "one_window"], "one_window: only one scenario"),
        (["small.yaml", "hall.walk=1", "other.yaml"], "other.yaml: only one scenario"),
        (["hall.walk=1", "one_window"], "one_window: only one scenario"),
        (["n" * 300], "File name too long"),
        (["small.yaml", "--out", "."], "is the working directory"),
        (["small.yaml", "--engine", "fats"], "fats"),
        (["small.yaml", "--measures", "mean_wiat"], "mean_wait"),
        (["small.yaml", "--jobs", "0"], "jobs"),
        (["small.yaml", "--replications", "0"], "replications"),
        (["small.yaml", "--out", "folder"], "not empty"),
        (["small.yaml", "--out", "empty.yaml"], "is a file"),
        (["small.yaml", "--out", "empty.yaml/below"], "is a file"),
    ],
)
def test_wrong_input_ends_with_2_and_nothing_written(
    scenario: str, tmp_path: Path, words: list[str], told: str
) -> None:
    (tmp_path / "empty.yaml").write_text("")
    (tmp_path / "broken.yaml").write_text("question: {en: x}}\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "thesis.txt").write_text("mine")
    before = there(tmp_path)
    result = command("compare", *words, "--json", "--no-figures")
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert there(tmp_path) == before
    assert there(tmp_path / "folder") == {"thesis.txt"}


def test_every_fault_is_told_at_once(scenario: str) -> None:
    result = command("show", scenario, "hall.setup=-1", "staff.groups.integrated.primary.all=perhaps")
    assert result.exit_code == 2
    assert "hall.setup" in result.stderr
    assert result.stderr.count("mend:") >= 1


def test_options_that_do_not_exist_end_with_2() -> None:
    assert command("compare", "--colour").exit_code == 2
    assert command("compare", "--lang", "fr").exit_code == 2


# What goes wrong -------------------------------------------------------------------------------------------


def test_a_full_disk_is_one_error_after_the_table(
    scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_text

    def full(path: Path, *args: Any, **more: Any) -> int:
        if path.name == "manifest.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, *args, **more)

    monkeypatch.setattr(Path, "write_text", full)
    result = command("compare", scenario, "--no-figures", "--out", "kept")
    assert result.exit_code == 1
    assert "No space left" in result.stderr
    assert "| Mean wait [min]" in result.stdout
    assert there(tmp_path) == {"small.yaml"}


def _run_into(stdout: int, repo: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(repo)}
    line = [sys.executable, "-m", "sim", *words]
    return subprocess.run(line, stdout=stdout, stderr=subprocess.PIPE, text=True, env=environment)


def _closed_pipe() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_output_that_nobody_takes_does_not_lose_the_results(
    scenario: str, tmp_path: Path, repo: Path, full: bool, more: list[str]
) -> None:
    stdout = os.open("/dev/full", os.O_WRONLY) if full else _closed_pipe()
    done = _run_into(stdout, repo, "compare", scenario, "--no-figures", "--jobs", "1", "--out", "kept", *more)
    os.close(stdout)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("error: the output could not be written (")
    assert last.endswith("the results are in kept")
    assert "report it" not in done.stderr
    assert sim.read(tmp_path / "kept").manifest["scenario"] == "small"


def test_a_table_that_nobody_takes_is_told_in_a_line(scenario: str, repo: Path) -> None:
    stdout = _closed_pipe()
    done = _run_into(stdout, repo, "show", scenario)
    os.close(stdout)
    assert (done.returncode, done.stderr) == (1, "error: the output could not be written (Broken pipe)\n")


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (RuntimeError("a bolt is loose"), 1)])
def test_what_ends_a_run_is_told_in_a_line(
    scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail(*args: Any) -> None:
        raise error

    monkeypatch.setattr(runner, "replicate", fail)
    result = command("compare", scenario, "--jobs", "1")
    assert result.exit_code == code
    assert ("Interrupted" if code == 130 else "a bolt is loose") in result.stderr
    assert there(tmp_path) == {"small.yaml"}


INTERRUPTED_TEXT = """
import typer
from sim.commands import answering

def main():
    with answering():
        exec("raise KeyboardInterrupt")

typer.run(main)
"""


def test_an_interrupt_of_a_text_that_is_executed_has_the_exit_code_of_any_other(tmp_path: Path, repo: Path) -> None:
    """Python would end by the signal then, whatever the exit code: a dataclass is made by executing a text."""
    (tmp_path / "interrupted.py").write_text(INTERRUPTED_TEXT)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(repo), str(tmp_path)])}
    command = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, env=environment, check=False)
    assert done.returncode == 130, done.stderr
    assert "Interrupted" in done.stderr


def _hears_ctrl_c() -> None:
    """As at a terminal: what a shell starts in the background, and all that this starts, would ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_all_processes_and_leaves_nothing(scenario: str, tmp_path: Path, repo: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "sim",
        "compare",
        scenario,
        "--jobs",
        "2",
        "--replications",
        "10000",
        "--engine",
        "reference",
    ]
    environment = {**os.environ, "PYTHONPATH": str(repo)}
    running = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
        preexec_fn=_hears_ctrl_c,
    )
    assert running.stderr is not None
    before = [running.stderr.readline(), running.stderr.readline()]
    os.killpg(running.pid, signal.SIGINT)
    stdout, stderr = running.communicate(timeout=60)
    assert "About" in before[1]
    assert running.returncode == 130
    assert "Interrupted" in stderr
    assert "Traceback" not in stderr
    assert stdout == ""
    assert there(tmp_path) == {"small.yaml"}
    for _ in range(100):
        try:
            os.killpg(running.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a worker is still there")


# follow, show, list, schema --------------------------------------------------------------------------------


def _someone(scenario: str) -> int:
    from sim.study import ask
    from sim.study.replication import planned

    return int(planned(ask(scenario).work, 0)["integrated"].person[20])


def test_follow_shows_the_same_person_side_by_side(scenario: str) -> None:
    person = str(_someone(scenario))
    told = json.loads(command("follow", scenario, "--case", person, "--json").stdout)
    came = [variant["events"][0] for variant in told["variants"].values()]
    assert [event["what"] for event in came] == ["came", "came"]
    assert came[0]["time"] == came[1]["time"]
    assert re.fullmatch(r"2017-03-06 \d\d:\d\d", came[0]["time"])
    table = command("follow", scenario, "--case", person).stdout
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    assert rows[0].count("|") == 3
    assert rows[2].count("Mon 2017-03-06") == 2
    for words in ("took a ticket at", "ahead", "called by Integrated windows", "waited", "all done", "Days to result"):
        assert words in table
    assert "取号" in command("follow", scenario, "--case", person, "--lang", "zh").stdout


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", [Outcome, VisitOutcome, CaseOutcome, Cause, Role, Station])
def test_everything_that_can_be_has_its_words(kind: type[IntEnum], lang: Lang) -> None:
    words = [named(member, lang) for member in kind]
    assert all(word.isascii() == (lang == "en") for word in words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_that_can_happen_has_its_words(lang: Lang) -> None:
    happens = {"set_out", "set_out_for", "by_agent", "came", "let_in", "ticket", "called", "started", "no_help"}
    happens |= {"gave_up", "sent_home", "balked", "too_late", "awaiting", "ready", "left", "filed", "handed_in"}
    happens |= {"taken_up", "sent_back", "expert_called", "expert_came", "no_expert", "not_again"}
    happens |= {*IN_PERSON.values(), *BY_FILE.values(), *OTHERWISE.values(), *ENDS.values()}
    happens |= {what for both in DAYS.values() for what in both}
    blanks = dict.fromkeys(("site", "queue", "ahead", "group", "waited", "minutes", "visit", "cause"), "x")
    words = [say(what, lang, **blanks) for what in happens]
    assert all(word.isascii() == (lang == "en") for word in words)


def test_follow_needs_somebody_who_is_there(scenario: str) -> None:
    assert command("follow", scenario).exit_code == 2
    result = command("follow", scenario, "--case", "100000")
    assert result.exit_code == 2
    assert "name one from 0 to" in result.stderr


def test_list_has_the_packaged_scenarios() -> None:
    assert set(json.loads(command("list", "--json").stdout)) >= {"one_window", "same_clerks"}
    assert "| one_window " in command("list").stdout
    assert "窗" in command("list", "--lang", "zh").stdout


def test_show_tells_halls_differences_and_load(scenario: str) -> None:
    told = command("show", scenario, "demand.volume=0.1").stdout
    for words in ("Windows for each or for all?", "hall.service_model", "| Integrated windows", "Load", "08:30-12:00"):
        assert words in told
    assert "demand.volume" not in told, "what all variants share does not differ"
    assert "负荷" in command("show", scenario, "--lang", "zh").stdout


def test_show_prints_specs_that_can_be_read(scenario: str) -> None:
    from sim.spec import Spec

    as_yaml = yaml.safe_load(command("show", scenario, "demand.volume=0.1", "--yaml").stdout)
    as_json = json.loads(command("show", scenario, "demand.volume=0.1", "--json").stdout)
    assert as_yaml == as_json["variants"]
    assert Spec.model_validate(as_yaml["integrated"]).demand.volume == 0.1


def test_schema_and_version() -> None:
    assert "staff" in json.loads(command("schema").stdout)["properties"]
    assert "variants" in json.loads(command("schema", "scenario").stdout)["properties"]
    assert command("schema", "hall").exit_code == 2
    for words in ("version", "--version"):
        assert command(words).stdout == f"onewindow {sim.__version__}\n"


def test_help_comes_without_the_heavy_packages(repo: Path, tmp_path: Path) -> None:
    heavy = {"hydra", "matplotlib", "numpy", "pandas", "pydantic", "scipy", "seaborn", "simpy", "yaml", "pyarrow"}
    code = (
        "import sys; sys.argv = ['onewindow', '--help']\n"
        "from sim.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('loaded', *sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(repo)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert "compare" in done.stdout
    loaded = set(done.stdout.rpartition("loaded")[2].split())
    assert "typer" in loaded
    assert heavy & loaded == set()
