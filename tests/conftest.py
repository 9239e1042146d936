"""What every test can ask for."""

from __future__ import annotations

import os
from pathlib import Path

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
