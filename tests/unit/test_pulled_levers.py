"""Variants that pull levers of their scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

import small_town
from sim.config import load
from sim.errors import InputError

PULLED = (
    small_town.VARIANTS
    + """\
  cheap:
    label: {en: Levers and more, zh: 举措及其他}
    levers: [setup, pooling]
    overrides: [hall.walk=2]
"""
    + small_town.LEVERS
)


def test_levers_come_over_the_first_variant_in_the_scenarios_order_and_below_the_variants_own(tmp_path: Path) -> None:
    composed = load(small_town.scenario(tmp_path, PULLED), ["hall.recall=0.25"])
    hall = composed.specs["cheap"].hall
    assert (hall.service_model, hall.setup, hall.walk, hall.recall) == ("integrated", 0, 2, 0.25)
    own = ("hall=by_department", "staff=by_department", "hall=one_window", "staff=one_window")
    assert composed.applied("cheap")[-7:] == (*own, "hall.setup=0", "hall.walk=2", "hall.recall=0.25")
    assert composed.applied("departments")[-3:] == ("hall=by_department", "staff=by_department", "hall.recall=0.25")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[setup, pooling]", "[setpu]", ["variants.cheap.levers: 'setpu' is no lever", "did you mean 'setup'?"]),
        ("[setup, pooling]", "[clerk]", ["variants.cheap.levers: 'clerk' needs 'pooling'", "mend: add it"]),
        (
            "    overrides: [hall=by_department, staff=by_department]",
            "    levers: [setup]",
            ["variants.departments.levers: are pulled in the first variant"],
        ),
    ],
)
def test_levers_that_cannot_be_pulled_are_refused(tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    assert old in PULLED
    with pytest.raises(InputError) as refused:
        load(small_town.scenario(tmp_path, PULLED.replace(old, new, 1)))
    assert all(words in str(refused.value) for words in told), str(refused.value)
