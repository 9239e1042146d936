"""Files of a sweep that a power failure or a hand has spoilt: --resume mends each, a query and a reader name it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest

import small_town
from sim.errors import InputError, ResultError
from sim.results.cells import ASKED, MANIFEST
from sim.results.parts import VALUES
from sim.results.query import query
from sim.study.points import Sweep, swept
from sim.study.sweep import run

SPOIL: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "zeros": lambda path: path.write_bytes(bytes(len(path.read_bytes()))),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "garbage": lambda path: path.write_bytes(b"\xff\xfenothing of the kind"),
    "other": lambda path: path.write_bytes(b'{"kind": "something else", "files": [1]}'),
    "absent": lambda path: path.unlink(),
}
FILES = [ASKED, MANIFEST, "cells.csv", "summary.csv", VALUES]
COUNT = "SELECT count(*) AS n FROM results"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    scenario = small_town.scenario(tmp_path_factory.mktemp("spoilt"), small_town.VARIANTS)
    return swept(scenario, ["hall.setup=0.2,3"], replications=2, engine="reference", parity=False)


@pytest.fixture(scope="module")
def played(asked: Sweep, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep") / "whole"
    run(asked, folder)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def spoilt(played: Path, folder: Path, file: str, how: str) -> Path:
    """A copy of the sweep in `folder` with a file of it spoilt; which one it is."""
    shutil.copytree(played, folder)
    path = next((folder / VALUES).iterdir()) if file == VALUES else folder / file
    SPOIL[how](path)
    return path


@pytest.mark.parametrize(
    ("file", "how"),
    [*((ASKED, how) for how in SPOIL), *((MANIFEST, how) for how in ("zeros", "cut")), *product(FILES[2:], ["cut"])],
)
def test_what_is_spoilt_is_mended_by_resuming(asked: Sweep, played: Path, tmp_path: Path, file: str, how: str):
    folder = tmp_path / "sweep"
    spoilt(played, folder, file, how)
    before = content(folder)
    with pytest.raises(InputError, match=r"there is a sweep here already.*\n.*--resume"):
        run(asked, folder)
    assert content(folder) == before
    run(asked, folder, resume=True)
    assert content(folder) == content(played)


@pytest.mark.parametrize("how", SPOIL)
@pytest.mark.parametrize("file", FILES)
def test_a_query_names_what_it_cannot_read(played: Path, tmp_path: Path, file: str, how: str):
    path = spoilt(played, tmp_path / "sweep", file, how)
    if file.endswith(".csv") or (file, how) == (MANIFEST, "absent"):
        # It reads no tables of text; and without a manifest a sweep is under way.
        assert query(tmp_path / "sweep", COUNT)["n"][0] == 8
        return
    with pytest.raises(InputError, match="--resume") as refused:
        query(tmp_path / "sweep", COUNT)
    assert str(path) in str(refused.value)


def test_one_byte_of_the_values_is_not_taken_for_another_number(played: Path, tmp_path: Path):
    path = spoilt(played, tmp_path / "sweep", "cells.csv", "absent")
    path = next((tmp_path / "sweep" / VALUES).iterdir())
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 3] ^= 1
    path.write_bytes(bytes(whole))
    with pytest.raises(InputError, match="is not what the sweep wrote"):
        query(tmp_path / "sweep", COUNT)


@pytest.mark.parametrize(
    "left", [b"", b"\0" * 4096, b'{\n "kind": "onewindow sw', b'{\n "kind": "onewindow sweep",\n "scen']
)
def test_a_sweep_that_had_only_begun_can_be_resumed(asked: Sweep, played: Path, tmp_path: Path, left: bytes):
    (tmp_path / "cells").mkdir()
    (tmp_path / ASKED).write_bytes(left)
    run(asked, tmp_path, resume=True)
    assert content(tmp_path) == content(played)


@pytest.mark.parametrize("lost", ["variants", "points", "cells", "keys"])
def test_a_sweep_that_tells_no_cell_of_a_point_is_spoilt(asked: Sweep, played: Path, tmp_path: Path, lost: str):
    shutil.copytree(played, tmp_path / "sweep")
    told = json.loads((tmp_path / "sweep" / ASKED).read_text("utf-8"))
    told[lost] = {"variants": 5, "points": told["points"][:1], "cells": told["cells"][1:], "keys": ["hall.none"]}[lost]
    (tmp_path / "sweep" / ASKED).write_text(json.dumps(told), "utf-8")
    with pytest.raises(InputError, match="--resume"):
        query(tmp_path / "sweep", COUNT)
    run(asked, tmp_path / "sweep", resume=True)
    assert content(tmp_path / "sweep") == content(played)


def test_a_folder_in_place_of_a_file_is_to_be_moved_away(asked: Sweep, played: Path, tmp_path: Path):
    shutil.copytree(played, tmp_path / "sweep")
    (tmp_path / "sweep" / "summary.csv").unlink()
    (tmp_path / "sweep" / "summary.csv").mkdir()
    with pytest.raises(ResultError, match=r"summary\.csv is a folder.*move it away"):
        run(asked, tmp_path / "sweep", resume=True)


@pytest.mark.parametrize("others", [b"[]", b"mine", b'{"kind": "training"}'])
def test_what_may_be_of_somebody_else_is_left_alone(asked: Sweep, tmp_path: Path, others: bytes):
    (tmp_path / ASKED).write_bytes(others)
    (tmp_path / VALUES).mkdir()
    (tmp_path / VALUES / "mine.parquet").write_bytes(b"mine")
    before = content(tmp_path)
    with pytest.raises(InputError, match="something else than a sweep"):
        run(asked, tmp_path, resume=True)
    assert content(tmp_path) == before


@pytest.mark.parametrize(("file", "how"), [*product([MANIFEST], SPOIL), *product(FILES, ["cut", "absent"])])
def test_who_publishes_is_told_what_is_spoilt(
    repo: Path, monkeypatch: pytest.MonkeyPatch, played: Path, tmp_path: Path, file: str, how: str
):
    path = spoilt(played, tmp_path / "runs", file, how)
    with pytest.raises(ResultError, match="run it again") as refused:
        publisher(repo, monkeypatch)._is_new(tmp_path / "runs", tmp_path / "published")
    assert path.name in str(refused.value)


def publisher(repo: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(repo / "notebooks")
    import publish

    return publish
