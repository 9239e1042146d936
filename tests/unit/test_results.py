"""Intervals, and the folder that keeps results."""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.errors import InputError, ResultError
from sim.inference.intervals import difference, interval
from sim.results import Results, check_place, load, save

CATALOGUE = pd.DataFrame({"measure": ["mean_wait"], "label_zh": ["平均等候时间"]})


@pytest.fixture
def results() -> Results:
    """A small answer with what is awkward to keep: words that look like numbers or nothing, a value that is none."""
    replications = pd.DataFrame(
        {
            "variant": ["a", "a", "b", "b"],
            "replication": [0, 1, 0, 1],
            "measure": "mean_wait",
            "by": "matter",
            "level": ["NA", "007", "NA", "007"],
            "value": [0.1 + 0.2, 1 / 3, math.nan, 2.0],
        }
    )
    told = {
        "mean": [1 / 3, math.nan],
        "low": [0.1 + 0.2, math.nan],
        "high": [2.0, math.nan],
        "n": [2, 0],
        "unit": "min",
    }
    summary = pd.DataFrame(
        {"variant": ["a", "b"], "measure": "mean_wait", "by": "matter", "level": ["NA", "007"], **told}
    )
    differences = pd.DataFrame({"measure": ["mean_wait", "none"], "a": "a", "b": "b", **told})
    return Results({"scenario": "某", "seed": 1}, replications, summary, differences)


# Intervals -------------------------------------------------------------------------------------------------


def test_interval_of_a_mean_worked_by_hand() -> None:
    found = interval([1.0, 2.0, 3.0, 4.0, 5.0])
    half = 2.7764451051977987 * math.sqrt(2.5 / 5)  # t(0.975, 4), as in any table
    assert (found.mean, found.n) == (3.0, 5)
    assert (found.low, found.high) == pytest.approx((3.0 - half, 3.0 + half), rel=1e-12)


def test_paired_difference_agrees_with_scipy_and_widens_with_the_family() -> None:
    a, b = [1.0, 5.0, 2.0, 8.0, 3.5], [1.5, 5.25, 3.0, 8.125, 3.75]
    oracle = stats.ttest_rel(b, a)
    for statements in (1, 2, 30):
        found = difference(a, b, statements)
        wide = oracle.confidence_interval(1.0 - 0.05 / statements)
        assert (found.low, found.high) == pytest.approx((wide.low, wide.high), rel=1e-10)


def test_missing_values_are_left_out_and_counted() -> None:
    assert interval([1.0, math.nan, 3.0]).n == 2
    assert interval([1.0, math.nan, 3.0]).mean == 2.0
    one, none = interval([4.0]), interval([math.nan])
    assert (one.mean, one.n, none.n) == (4.0, 1, 0)
    assert all(math.isnan(x) for x in (one.low, one.high, none.mean, none.low, none.high))
    paired = difference([1.0, math.nan, 3.0, 1.0], [2.0, 5.0, math.nan, 4.0])
    assert (paired.mean, paired.n) == (2.0, 2)


def test_equal_values_have_an_interval_of_no_width() -> None:
    found = difference([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)


# The folder ------------------------------------------------------------------------------------------------


def test_what_is_saved_is_read_back(results: Results, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down"
    saved = save(results, folder, CATALOGUE, lambda found, place: (place / "x.svg").write_text("<svg/>"))
    back = load(folder)
    for name in ("replications", "summary", "differences"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(results, name), check_exact=True)
    assert back.manifest == saved.manifest
    assert back.manifest["scenario"] == "某"
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {*back.manifest["files"], "manifest.json"} == written
    assert "figures/x.svg" in written


def test_equal_results_give_equal_bytes(results: Results, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(results, tmp_path / name, CATALOGUE)
    for file in ("replications.parquet", "summary.csv", "differences.csv", "catalogue.csv", "manifest.json"):
        one, two = ((tmp_path / name / file).read_bytes() for name in ("one", "two"))
        assert one == two
        assert b"\r" not in one or file.endswith("parquet")


def test_earlier_results_are_replaced_whole(results: Results, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    save(results, folder, CATALOGUE, lambda found, place: (place / "old.svg").write_text("old"))
    save(results, folder, CATALOGUE)
    assert not (folder / "figures").exists()
    load(folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_an_empty_folder_is_filled(results: Results, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    save(results, tmp_path / "run", CATALOGUE)
    load(tmp_path / "run")


def test_a_folder_of_something_else_is_refused(results: Results, tmp_path: Path) -> None:
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "manifest.json").write_text("{}")
    (tmp_path / "file").write_text("x")
    for place in (other, tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match=r"not empty|is a file"):
            check_place(place)
        with pytest.raises(InputError):
            save(results, place, CATALOGUE)
    assert (other / "manifest.json").read_text() == "{}"


@pytest.mark.parametrize("change", [lambda f: f.write_bytes(f.read_bytes() + b"1"), Path.unlink])
def test_a_changed_or_missing_file_is_found(results: Results, tmp_path: Path, change: Callable[[Path], Any]) -> None:
    save(results, tmp_path / "run", CATALOGUE)
    change(tmp_path / "run" / "summary.csv")
    with pytest.raises(ResultError, match=r"summary\.csv"):
        load(tmp_path / "run")


def test_a_folder_without_manifest_has_no_results(results: Results, tmp_path: Path) -> None:
    save(results, tmp_path / "run", CATALOGUE)
    (tmp_path / "run" / "manifest.json").unlink()
    with pytest.raises(ResultError, match="no results"):
        load(tmp_path / "run")


def _full(file: str) -> Callable[..., Any]:
    """Writing text to `file` finds the disk full; whatever else is written fits."""
    write = Path.write_text

    def refuse(path: Path, *args: Any, **more: Any) -> int:
        if path.name == file:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, *args, **more)

    return refuse


def test_a_full_disk_leaves_the_folder_as_it_was(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    save(results, folder, CATALOGUE)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    monkeypatch.setattr(Path, "write_text", _full("manifest.json"))
    for place in (folder, tmp_path / "new"):
        with pytest.raises(ResultError, match="No space left"):
            save(results, place, CATALOGUE)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_an_interruption_while_moving_brings_earlier_results_back(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    save(results, folder, CATALOGUE)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    move = Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        if target == folder and path.name != "earlier":
            raise KeyboardInterrupt
        return move(path, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(results, folder, CATALOGUE)
    assert load(folder).manifest == manifest
    assert list(tmp_path.iterdir()) == [folder]


def test_numbers_survive_to_the_last_bit(results: Results, tmp_path: Path) -> None:
    save(results, tmp_path / "run", CATALOGUE)
    assert np.array_equal(load(tmp_path / "run").summary["low"], results.summary["low"], equal_nan=True)


def test_a_folder_is_read_by_its_name_too(results: Results, tmp_path: Path) -> None:
    save(results, tmp_path / "run", CATALOGUE)
    assert load(str(tmp_path / "run")).manifest == load(tmp_path / "run").manifest


@pytest.mark.parametrize("name", ["notes.txt", "figures/mine.png", "empty/", "link"])
def test_what_others_put_beside_results_is_not_lost(results: Results, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "run"
    save(results, folder, CATALOGUE, lambda found, place: (place / "x.svg").write_text("<svg/>"))
    foreign = folder / name
    if name == "link":
        foreign.symlink_to(tmp_path)
    elif name.endswith("/"):
        foreign.mkdir()
    else:
        foreign.write_text("mine")
    for refuse in (lambda: check_place(folder), lambda: save(results, folder, CATALOGUE)):
        with pytest.raises(InputError, match=f"{foreign.name}: is not of the earlier run"):
            refuse()
    assert foreign.exists()


def test_the_folder_that_one_stands_in_is_not_replaced(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    save(results, folder, CATALOGUE)
    monkeypatch.chdir(folder)
    for place in (Path("../run"), Path(), Path(".."), folder / "deep" / ".."):
        with pytest.raises(InputError, match="is the working directory"):
            check_place(place)
    load(folder)


def test_a_link_to_a_folder_stays_one(results: Results, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    link = tmp_path / "near"
    link.symlink_to("far")
    for _ in range(2):
        save(results, link, CATALOGUE)
    assert link.is_symlink()
    load(tmp_path / "far")
    assert {path.name for path in tmp_path.iterdir()} == {"far", "near"}


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match="nothing can be written there"):
        check_place(tmp_path / "a" / "run")


def test_a_disk_that_is_only_read_is_found_before_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **more: Any) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(InputError, match="Read-only file system"):
        check_place(tmp_path / "deep" / "run")


def test_a_place_is_tried_without_a_trace(results: Results, tmp_path: Path) -> None:
    check_place(tmp_path / "deep" / "run")
    assert list(tmp_path.iterdir()) == []


def test_results_that_cannot_be_replaced_are_found_before_the_run(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(results, tmp_path / "run", CATALOGUE)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, mode: Path(path).name != "run")
        with pytest.raises(InputError, match="cannot be replaced"):
            check_place(tmp_path / "run")
    monkeypatch.setattr(Path, "is_mount", lambda path: path.name == "run")
    with pytest.raises(InputError, match="a disk of its own"):
        check_place(tmp_path / "run")


def test_a_folder_that_is_closed_to_us_is_wrong_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "is_dir", refuse)
    with pytest.raises(InputError, match="Permission denied"):
        check_place(tmp_path)


def _change_manifest(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.update(files=None),
        lambda manifest: manifest.update(files=["summary.csv"]),
        lambda manifest: manifest["files"].pop("catalogue.csv"),
        lambda manifest: manifest["files"].update({"../thesis.txt": ""}),
        lambda manifest: manifest["files"].update({"/etc/hosts": ""}),
        lambda manifest: manifest["files"].update({"": ""}),
    ],
)
def test_a_manifest_lists_every_table_and_nothing_outside(
    results: Results, tmp_path: Path, change: Callable[[dict[str, Any]], Any]
) -> None:
    save(results, tmp_path / "run", CATALOGUE)
    _change_manifest(tmp_path / "run", change)
    with pytest.raises(ResultError, match="not the manifest of a finished run"):
        load(tmp_path / "run")
    with pytest.raises(InputError, match="not of an earlier run"):
        check_place(tmp_path / "run")


@pytest.mark.parametrize("change", [lambda told: told.update(seed=2), lambda told: told.pop("seal")])
def test_a_changed_manifest_is_found(results: Results, tmp_path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    save(results, tmp_path / "run", CATALOGUE)
    _change_manifest(tmp_path / "run", lambda manifest: None)
    kept = load(tmp_path / "run")  # laid out in another way, it says the same
    _change_manifest(tmp_path / "run", change)
    with pytest.raises(ResultError, match=r"manifest\.json is not what the run wrote"):
        load(tmp_path / "run")
    save(kept, tmp_path / "run", CATALOGUE)
    assert load(tmp_path / "run").manifest == kept.manifest
