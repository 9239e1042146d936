"""The fast engine with the compiler off: it tells the same, never counts from the end, and each broken rule shows."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FAULTS = (
    "the junior first",
    "no ticket by mistake",
    "half the patience",
    "patience that is forgotten",
    "papers that never come",
    "no errors",
    "nobody looks ahead",
    "an agent who never holds",
    "no tides",
    "nobody comes later today",
    "nothing put down overnight",
    "no experts",
    "full work for a missing paper",
    "set-up for an agent's next case",
    "queues that are not looked at",
    "news that reach nobody",
)


@lru_cache
def told() -> dict[str, str | None]:
    """What `uncompiled.py` says: numba reads whether it is to compile when it is imported, hence another process."""
    words = [sys.executable, str(TESTS / "uncompiled.py")]
    found: dict[str, str | None] = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    return found


def test_without_the_compiler_it_tells_the_same():
    assert set(told()) == {"sound", "counted", "plain", "taken for plain", *FAULTS}
    assert told()["sound"] is None


def test_without_the_compiler_it_counts_the_same():
    assert told()["counted"] is None


def test_in_plain_halls_what_is_taken_to_stand_still_does():
    assert told()["plain"] is None
    assert "does not stand still" in (told()["taken for plain"] or "")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_fast_engine_is_told_apart(fault: str):
    assert told()[fault]
