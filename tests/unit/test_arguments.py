"""What a script hands in by mistake is told by its name, with what to write; what can be meant is let through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.study.arguments import told_by_name
from small_town import scenario

ODD: list[tuple[str, dict[str, Any]]] = [
    ("compare", {"replications": "5"}),
    ("compare", {"replications": True}),
    ("compare", {"seed": 1.5}),
    ("compare", {"measures": "mean_wait"}),
    ("compare", {"measures": None}),
    ("compare", {"overrides": [1]}),
    ("compare", {"until": {"mean_wait": "x"}}),
    ("compare", {"jobs": "2"}),
    ("compare", {"jobs": None}),
    ("compare", {"quantiles": 0.5}),
    ("compare", {"out": 5}),
    ("compare", {"lang": "fr"}),
    ("compare", {"parity": "no"}),
    ("compare", {"progress": 5}),
    ("select", {"zone": "1"}),
    ("select", {"words": "hall.setup=1,2"}),
    ("select", {"measure": ["mean_wait"]}),
    ("select", {"fresh": "a"}),
    ("sweep", {"points": [1, 2]}),
    ("sweep", {"points": 5}),
    ("sweep", {"pairing": "x"}),
    ("sweep", {"executor": "x"}),
    ("sweep", {"executor": 5}),
    ("sweep", {"jobs": 0}),
    ("sweep", {"until": {"mean_wait": 1}}),
    ("sweep", {"number": "3"}),
    ("longrun", {"days": 2.5}),
    ("longrun", {"seed": "a"}),
]


@pytest.mark.parametrize(("function", "given"), ODD)
def test_what_cannot_be_meant_is_told_by_its_name(function: str, given: dict[str, Any], tmp_path: Path):
    (name,) = given
    needed = {"sweep": {"out": tmp_path / "out"}, "select": {"zone": 1.0}}.get(function, {})
    with pytest.raises(InputError, match=rf"^{name}: .*\n  mend: ") as refused:
        getattr(sim, function)("one_window", **{**needed, **given})
    assert refused.value.faults[0].mend
    assert not (tmp_path / "out").exists()


def test_all_that_cannot_be_meant_is_told_at_once_and_in_a_line():
    odd: dict[str, Any] = {"replications": "5", "seed": list(range(99)), "jobs": 2.0}
    with pytest.raises(InputError) as refused:
        sim.compare("one_window", **odd)
    assert [fault.key for fault in refused.value.faults] == ["replications", "seed", "jobs"]
    assert max(map(len, str(refused.value).splitlines())) < 120


def test_what_can_be_meant_is_handed_on_as_pythons_own():
    @told_by_name()
    def asked(
        scenario: Any, measures: Any = (), *, seed: Any = None, zone: Any = None, points: Any = None, **more: Any
    ) -> Any:
        return scenario, measures, seed, zone, points, more

    points = iter([{}])
    given = (Path("x"), np.array(["a", "b"]), np.int64(3), np.float32(0.5))
    place, measures, seed, zone = given
    taken = asked(place, measures, seed=seed, zone=zone, points=points, other="anything")
    assert taken == (Path("x"), ("a", "b"), 3, 0.5, points, {"other": "anything"})
    assert [type(value) for value in taken[1:4]] == [tuple, int, float]
    assert asked("x", {"a": 1}.keys(), zone=2, points="points.csv")[1:5] == (("a",), None, 2.0, "points.csv")
    assert asked("x", pd.Series(["a", "b"]))[1] == asked("x", (name for name in "ab"))[1] == ("a", "b")


@pytest.mark.parametrize(("given", "meant"), [(np.bool_(False), False), (np.bool_(True), True), (0, False), (1, True)])
def test_what_numpy_says_of_yes_and_no_is_meant(given: Any, meant: bool):
    @told_by_name()
    def asked(parity: bool) -> bool:
        return parity

    assert asked(given) is meant


def test_a_study_of_numpys_numbers_is_kept(tmp_path: Path):
    path = scenario(tmp_path)
    plain = sim.compare(path, replications=2, seed=5, out=tmp_path / "plain")
    numpys: dict[str, Any] = {"replications": np.int64(2), "seed": np.uint8(5)}
    of_numpy = sim.compare(path, out=tmp_path / "numpy", **numpys)
    assert of_numpy.manifest["seed"] == plain.manifest["seed"] == 5
    sim.read(tmp_path / "numpy")
