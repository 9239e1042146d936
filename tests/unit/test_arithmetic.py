"""What cells of a sweep are addressed by besides what is asked: source, packages, and how a machine calculates."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
import scipy.special

from sim.study import arithmetic, points

code: Callable[[], str] = points.code.__wrapped__
"""Without what it remembers."""
PROCESS = "from sim.study.points import code; print(code())"


@pytest.mark.parametrize("package", arithmetic.PACKAGES)
def test_another_version_of_a_package_that_calculates_is_another_address(package: str, monkeypatch: pytest.MonkeyPatch):
    before, version = code(), arithmetic.version
    assert code() == before
    monkeypatch.setattr(arithmetic, "version", lambda name: version(name) + (".1" if name == package else ""))
    assert code() != before


def test_another_python_or_machine_is_another_address(monkeypatch: pytest.MonkeyPatch):
    before = code()
    monkeypatch.setattr(arithmetic.platform, "machine", lambda: "pdp11")
    other = code()
    monkeypatch.setattr(arithmetic.platform, "python_version_tuple", lambda: ("3", "99", "1"))
    newer = code()
    assert len({before, other, newer}) == 3
    # What mends faults only is the same.
    monkeypatch.setattr(arithmetic.platform, "python_version_tuple", lambda: ("3", "99", "2"))
    assert code() == newer


@pytest.mark.parametrize(("module", "name"), [(np, "log"), (np, "exp"), (scipy.special, "ndtri")])
def test_functions_that_differ_in_a_last_bit_are_another_address(
    module: object, name: str, monkeypatch: pytest.MonkeyPatch
):
    # As with another C library, or numpy's routines for another processor: no version tells.
    before, function = arithmetic.arithmetic(), getattr(module, name)

    def other(x: np.ndarray) -> np.ndarray:
        found = np.array(function(x))
        found[7] = np.nextafter(found[7], np.inf)
        return found

    monkeypatch.setattr(module, name, other)
    after = arithmetic.arithmetic()
    assert {key for key in before if before[key] != after[key]} == {"functions"}


def test_other_streams_are_another_address(monkeypatch: pytest.MonkeyPatch):
    before, generator = arithmetic.arithmetic(), arithmetic.generator
    monkeypatch.setattr(arithmetic, "generator", lambda seed, *more: generator(seed + 1, *more))
    after = arithmetic.arithmetic()
    assert {key for key in before if before[key] != after[key]} == {"streams", "functions"}


def test_two_processes_of_one_installation_agree():
    # A client and its workers, who are refused if they do not.
    told = subprocess.run([sys.executable, "-c", PROCESS], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == code()
