"""The house rules of the package: what is pinned, what is shipped, and that the version is told once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sim.config.files import folder as packaged

SHIPPED = ("configs", "scenarios")


@pytest.fixture(scope="module")
def project(repo: Path) -> dict[str, Any]:
    return tomllib.loads((repo / "pyproject.toml").read_text("utf-8"))["project"]


def run(*command: str, cwd: Path, **environment: str) -> str:
    """Standard output of a command; a failure shows what it printed."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


# Names of registries ---------------------------------------------------------------------------------------


def test_no_file_names_a_registry(repo: Path) -> None:
    if not (repo / ".git").exists():
        pytest.skip("not a clone: there is no list of its files")
    # In two halves, so that this file does not name them.
    halves = ("pypi .org", "python hosted", "registry. npmjs", "deb. debian", "conda. anaconda")
    hosts = [half.replace(" ", "").encode() for half in halves]
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", cwd=repo)
    files = [repo / name for name in listed.split("\0") if name]
    texts = {file: file.read_bytes() for file in files if file.is_file()}
    assert repo / "pyproject.toml" in texts
    named = [
        f"{file.relative_to(repo)}: {host.decode()}"
        for file, text in texts.items()
        if b"\0" not in text
        for host in hosts
        if host in text.lower()
    ]
    assert named == []


# Pins ------------------------------------------------------------------------------------------------------


PINS = {
    "requirements.txt": ("dev", "notebooks", "query", "staffing"),
    "requirements-benchmark.txt": ("benchmark",),
    "requirements-cluster.txt": ("cluster",),
}
"""Extras by the file that pins them."""


@pytest.fixture(scope="module", params=PINS)
def extras(request: pytest.FixtureRequest) -> str:
    """A file of pins."""
    file: str = request.param
    return file


@pytest.fixture(scope="module")
def pins(repo: Path, extras: str) -> list[tuple[Requirement, str]]:
    """Each pin of a file, with the rest of its entry, the hashes."""
    text = (repo / extras).read_text("utf-8").replace("\\\n", " ")
    entries = (line.partition(" --hash=") for line in text.splitlines() if line.strip())
    return [(Requirement(head), mark + rest) for head, mark, rest in entries]


def test_pins_are_exact_and_hashed(pins: list[tuple[Requirement, str]]) -> None:
    for pin, hashes in pins:
        assert re.fullmatch(r"==[^,*]+", str(pin.specifier)), pin
        assert re.match(r" --hash=sha256:[0-9a-f]{64}(\s|$)", hashes), pin


@pytest.mark.parametrize("python", ["3.11.7", "3.12.1", "3.13.0"])
def test_each_requirement_is_pinned_within_its_bounds(
    project: dict[str, Any], pins: list[tuple[Requirement, str]], extras: str, python: str
) -> None:
    machine = {
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": "linux",
    }
    holding = [pin for pin, _ in pins if pin.marker is None or pin.marker.evaluate(machine)]
    pinned = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in holding}
    assert len(pinned) == len(holding), "a package is pinned twice"
    more = [project["optional-dependencies"][extra] for extra in PINS[extras]]
    for text in [*project["dependencies"], *(text for extra in more for text in extra)]:
        asked = Requirement(text)
        version = pinned.get(canonicalize_name(asked.name))
        assert version is not None, f"{asked.name} is not pinned: make pins"
        assert asked.specifier.contains(version, prereleases=True), f"{asked}, pinned {version}: make pins"


def test_all_files_pin_the_same_releases(repo: Path, project: dict[str, Any]) -> None:
    assert sorted(extra for named in PINS.values() for extra in named) == sorted(project["optional-dependencies"])
    main, *others = ({line for line in (repo / file).read_text("utf-8").splitlines() if "==" in line} for file in PINS)
    versions = dict(line.split("==") for line in main if " ;" not in line)
    assert all(
        versions.get(name, version) == version
        for name, version in (line.split("==") for more in others for line in more if " ;" not in line)
    )


# Version ---------------------------------------------------------------------------------------------------


def test_changelog_begins_with_this_version(repo: Path, project: dict[str, Any]) -> None:
    changelog = (repo / "CHANGELOG.md").read_text("utf-8")
    heads = re.findall(r"^##\s+\[?v?(\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert heads[:1] == [project["version"]]


def test_citation_names_this_version(repo: Path, project: dict[str, Any]) -> None:
    citation = yaml.safe_load((repo / "CITATION.cff").read_text("utf-8"))
    told = {"title": project["name"], "license": project["license"], "version": project["version"]}
    assert told.items() <= citation.items()


# What is shipped -------------------------------------------------------------------------------------------


def test_importing_the_package_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = {"hydra", "matplotlib", "numpy", "pandas", "pydantic", "scipy", "seaborn", "simpy", "typer"}
    loaded = run(sys.executable, "-c", "import sim, sys; print(*sys.modules)", cwd=tmp_path).split()
    assert heavy & set(loaded) == set()


@pytest.mark.parametrize("folder", SHIPPED)
def test_yaml_folders_are_found_in_the_clone(repo: Path, folder: str) -> None:
    assert packaged(folder) == repo / folder
    assert list((repo / folder).rglob("*.yaml"))
    assert not list((repo / folder).rglob("*.py"))


def build_wheel(source: Path, folder: Path) -> Path:
    """The wheel of a source tree or an sdist, built with what is installed: nothing is fetched."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
    choices = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder))
    run(*pip, "wheel", *choices, str(source), cwd=folder.parent)
    (wheel,) = folder.glob("onewindow-*.whl")
    return wheel


def test_wheel_carries_the_yaml_folders_also_by_way_of_the_sdist(repo: Path, tmp_path: Path) -> None:
    wheel = build_wheel(repo, tmp_path / "from_tree")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(installed)
    for folder in SHIPPED:
        wanted = {f"sim/{file.relative_to(repo).as_posix()}" for file in (repo / folder).rglob("*.yaml")}
        assert wanted
        assert wanted <= names
    assert {file.relative_to(repo).as_posix() for file in (repo / "sim").rglob("*.py")} <= names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"sim", "onewindow"}

    ask = f"from sim.config.files import folder; print(*map(folder, {SHIPPED}), sep='\\n')"
    found = run(sys.executable, "-c", ask, cwd=tmp_path, PYTHONPATH=str(installed)).splitlines()
    assert found == [str(installed / "sim" / folder) for folder in SHIPPED]

    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path / "sdist"), cwd=repo)
    (sdist,) = (tmp_path / "sdist").glob("onewindow-*.tar.gz")
    again = build_wheel(sdist, tmp_path / "from_sdist")
    assert again.read_bytes() == wheel.read_bytes()
