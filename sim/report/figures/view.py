"""What the figures show of results: the variants with their looks, the hours, the goals, frames cut to size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.report.figures.words import WORDS
from sim.report.fonts import Face
from sim.report.text import Lang
from sim.results import Results
from sim.spec import HALF_HOUR

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E0A000", "#56B4E9", "#333333", "#8C564B")
"""Colours of the variants, in their order, those of Okabe and Ito (2008) first: told apart by the colour-blind."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "h")
"""Markers of the variants: the second sign, for prints in black and white."""

Span = tuple[float, float]


@dataclass(frozen=True)
class Variant:
    """One of the halls compared, and how it looks in every figure."""

    name: str
    label: str
    colour: str
    marker: str
    groups: dict[str, str]
    """Labels of its clerk groups, in the order of the spec."""
    stations: dict[str, str]
    """Where they work, as the spec says it."""
    hours: tuple[Span, ...]
    """Opening hours, minutes from midnight."""
    takes_tickets: tuple[Span, ...]
    """When people who come get tickets, minutes from midnight."""
    limits: tuple[float, ...]
    """Minutes of wait that the hall is held to."""
    goals: dict[str, tuple[str, float]]
    """`at_most` or `at_least`, and the value, by measure."""


@dataclass(frozen=True)
class View:
    """Results as seen by a reader of one language."""

    results: Results
    language: Lang
    face: Face
    variants: tuple[Variant, ...]

    @property
    def words(self) -> dict[str, str]:
        """The words of the language."""
        return WORDS[self.language]

    def percent(self, value: str) -> str:
        """A number of percent with its sign, as the language sets it."""
        return self.words["percent"].format(value=value)

    @property
    def hours(self) -> tuple[Span, ...]:
        """When any of the halls is open."""
        merged: list[Span] = []
        for start, end in sorted(span for variant in self.variants for span in variant.hours):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(merged)

    def line(self, variant: Variant) -> pd.DataFrame:
        """Mean wait of a variant in the half-hours in which it gives tickets, with the minute at which each starts."""
        table = self._by_half_hour("mean_wait", variant)
        return table[in_spans(table["start"], variant.takes_tickets) & table["mean"].notna()]

    def left_out(self) -> float:
        """The largest share of a variant's tickets that `line` leaves out: second tickets, taken in a closure."""
        shares = [0.0]
        for variant in self.variants:
            tickets = self._by_half_hour("tickets", variant)
            inside = in_spans(tickets["start"], variant.takes_tickets)
            shares.append(float(tickets["mean"][~inside].sum() / max(tickets["mean"].sum(), 1e-9)))
        return max(shares)

    def _by_half_hour(self, measure: str, variant: Variant) -> pd.DataFrame:
        table = self.summary(measure, "half_hour")
        table = table[table["variant"] == variant.name]
        return table.assign(start=[minutes(level) for level in table["level"]]).sort_values("start")

    @property
    def limits(self) -> tuple[float, ...]:
        """The limits of any of the halls."""
        return tuple(sorted({limit for variant in self.variants for limit in variant.limits}))

    def goal(self, measure: str) -> tuple[str, float] | None:
        """The goal for a measure, if all halls have the same one."""
        goals = {variant.goals.get(measure) for variant in self.variants}
        return goals.pop() if len(goals) == 1 else None

    def footer(self, about: str, *notes: str) -> str:
        """What the figure rests on: the scenario, its replications and seed, a word `about` its intervals, `notes`."""
        manifest = self.results.manifest
        scenario = str(manifest["scenario"])
        question = read_label(manifest["question"], self.language, self.face, "")
        facts = {"replications": manifest["replications"], "seed": manifest["seed"]}
        text = self.words["footer"].format(scenario=scenario, question=question, **facts)
        gap = "" if self.language == "zh" else " "
        return gap.join([text, self.words[about], *notes])

    def summary(self, measure: str, by: str) -> pd.DataFrame:
        """The summary of one measure along one dimension."""
        table = self.results.summary
        return table[(table["measure"] == measure) & (table["by"] == by)]

    def hall(self, measure: str) -> pd.DataFrame:
        """mean, low, high and unit of a measure of the whole hall, by variant; empty where it was not measured."""
        return self.summary(measure, "hall").set_index("variant")


def make_view(results: Results, language: Lang, face: Face) -> View:
    """The view of `results` in a language, with labels that the face can show."""
    variants = [
        _variant(number, name, described, language, face)
        for number, (name, described) in enumerate(results.manifest["variants"].items())
    ]
    return View(results, language, face, tuple(variants))


def read_label(label: Mapping[str, str], language: Lang, face: Face, name: str) -> str:
    """The label in a language; where the face lacks a letter of it, the `name`, which is plain ASCII."""
    text = label[language]
    return text if face.shows(text) else name


def _variant(number: int, name: str, described: Mapping[str, Any], language: Lang, face: Face) -> Variant:
    spec = described["spec"]
    groups = spec["staff"]["groups"].items()
    goals = {}
    for measure, goal in spec["targets"]["goals"].items():
        sense = "at_most" if goal.get("at_most") is not None else "at_least"
        goals[measure] = (sense, float(goal[sense]))
    hours = tuple((minutes(span["start"]), minutes(span["end"])) for span in spec["hall"]["hours"])
    return Variant(
        name,
        read_label(described["label"], language, face, name),
        PALETTE[number % len(PALETTE)],
        MARKERS[number % len(MARKERS)],
        {group: read_label(facts["label"], language, face, group) for group, facts in groups},
        {group: facts.get("station", "acceptance") for group, facts in groups},
        hours,
        _takes_tickets(spec["hall"], hours),
        tuple(float(limit) for limit in spec["targets"]["wait_limits"]),
        goals,
    )


def _takes_tickets(hall: Mapping[str, Any], hours: tuple[Span, ...]) -> tuple[Span, ...]:
    first = minutes(hall["tickets_from"]) if hall["tickets_from"] else hours[0][0]
    if hall["tickets_in_closures"]:
        return ((first, hours[-1][1]),)
    return ((first, hours[0][1]), *hours[1:])


def minutes(time: str) -> float:
    """Minutes from midnight of a time of day "HH:MM"."""
    hour, minute = time.split(":")
    return 60.0 * int(hour) + int(minute)


def in_spans(starts: pd.Series[float], spans: tuple[Span, ...]) -> pd.Series[bool]:
    """Whether half-hours, given by their starts, have any part within the spans."""
    return starts.map(lambda start: any(a < start + HALF_HOUR and start < b for a, b in spans)).astype(bool)


def runs(starts: list[float]) -> list[slice]:
    """Where half-hours follow one another without a gap, so that a line may join them."""
    cuts = [i for i in range(1, len(starts)) if starts[i] - starts[i - 1] > HALF_HOUR]
    return [slice(a, b) for a, b in zip([0, *cuts], [*cuts, len(starts)], strict=True)]
