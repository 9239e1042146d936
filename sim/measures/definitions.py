"""The definitions of measures and of their dimensions, in one language."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sim.measures.kinds import DIMENSIONS
from sim.measures.table import MEASURES, measures_of
from sim.spec import Label, Spec


class Row(NamedTuple):
    """One line of the table of definitions, in one language."""

    name: str
    label: str
    unit: str
    clock: str
    definition: str
    by: str


def catalogue(language: Literal["en", "zh"] = "en", spec: Spec | None = None) -> list[Row]:
    """The table of definitions: a row a measure, in one language; with a spec's own limits and currency if given."""

    def say(label: Label) -> str:
        return label.en if language == "en" else label.zh

    between = ", " if language == "en" else "、"
    return [
        Row(m.name, say(m.label), say(m.unit), say(m.clock), say(m.definition), between.join(m.by))
        for m in (MEASURES if spec is None else measures_of(spec)).values()
    ]


def dimensions(language: Literal["en", "zh"] = "en") -> list[tuple[str, str]]:
    """Name and meaning of each dimension that measures are given over, in one language."""
    return [(name, label.en if language == "en" else label.zh) for name, label in DIMENSIONS.items()]
