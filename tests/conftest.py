"""What every test can ask for."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# The same examples on every machine and every day; a slow machine is not a failure.
settings.register_profile("default", derandomize=True, deadline=None, database=None)
settings.register_profile("ci", settings.get_profile("default"))
settings.load_profile("ci" if os.environ.get("CI") else "default")

REPO = Path(__file__).resolve().parents[1]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave unread the files of which `-m` leaves out every test: to read all takes each worker half a minute."""
    chosen: str = config.getoption("markexpr")
    if collection_path.suffix != ".py" or chosen not in ("statistics", "not statistics"):
        return None
    text = collection_path.read_text(encoding="utf-8")
    all_of_it = "\npytestmark = pytest.mark.statistics\n" in text
    left_out = all_of_it if chosen == "not statistics" else "mark.statistics" not in text
    return left_out or None


def pytest_collection_finish() -> None:
    """Spare Python to search what is loaded by now: it stays to the end, and every search went through all of it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def packaged_blocks_composed_once() -> Iterator[None]:
    """Let Hydra compose each choice of the package's own blocks once for all tests: they ask for the same few.

    It takes a tenth of a second for each hall. What it has composed stays as it is: values are put into a copy. Blocks
    of a test's own are composed whenever they are asked for.
    """
    from sim.config.compose import Composer

    compose, composed = Composer._blocks, {}

    def once(composer: Composer, choices: Mapping[str, str]) -> Any:
        if [place.resolve() for place in composer.folders] != [REPO / "configs"]:
            return compose(composer, choices)
        key = tuple(choices.items())
        if key not in composed:
            composed[key] = compose(composer, choices)
        return composed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Composer, "_blocks", once)
        yield


@pytest.fixture(scope="session")
def repo() -> Path:
    """The clone that the tests stand in."""
    return REPO


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the real logs, which no commit holds: ONEWINDOW_DATA, else ../shared/data."""
    folder = Path(os.environ.get("ONEWINDOW_DATA") or REPO.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"the real logs are not at {folder}; name their folder in ONEWINDOW_DATA")
    return folder
