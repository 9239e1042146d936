"""The whole of a spec, and of a scenario that asks a question about several of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from sim.spec.fields import Label, Model, Name, Positive
from sim.spec.people import Calendar, Demand, Matter, Paper
from sim.spec.place import Hall, Site
from sim.spec.skills import Skills
from sim.spec.staff import Costs, Staff
from sim.spec.staffing import Staffing
from sim.spec.survey import Survey

Keys = tuple[str, ...]
"""Keys that lead to a value."""


class Goal(Model):
    """A value that a measure of the whole hall should keep to."""

    at_most: float | None = None
    """Largest value, in the measure's unit."""
    at_least: float | None = None
    """Smallest value, in the measure's unit."""

    @model_validator(mode="after")
    def _one(self) -> Goal:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("give either at_most or at_least")
        return self

    def met(self, value: float) -> bool:
        """Whether `value` keeps to it."""
        return value <= self.at_most if self.at_most is not None else value >= (self.at_least or 0.0)


class Targets(Model):
    """What the hall is held to."""

    wait_limits: tuple[Positive, ...] = (10.0, 20.0, 30.0)
    """Minutes; the share of tickets that wait longer is reported for each."""
    goals: dict[str, Goal] = Field(default_factory=dict)
    """Goals by the name of a measure."""


class Spec(Model):
    """One hall on its days: everything that decides what happens there, but the seed."""

    calendar: Calendar
    """The days."""
    departments: dict[Name, Label] = Field(min_length=1)
    """The departments whose tasks make up the matters."""
    domains: dict[Name, Label] = Field(min_length=1)
    """The domains of the grouped service model."""
    papers: dict[Name, Paper] = Field(default_factory=dict)
    """The papers that matters ask for."""
    matters: dict[Name, Matter] = Field(min_length=1)
    """What people come for."""
    sites: dict[Name, Site] = Field(default_factory=dict)
    """Halls and community points; one hall where empty. All keep the hours of `hall`."""
    demand: Demand
    """Who comes, when, and how patient they are."""
    hall: Hall
    """The place and the manners of its queues."""
    staff: Staff
    """The clerks."""
    costs: Costs = Costs()
    """Costs beyond hours."""
    survey: Survey = Survey()
    """How satisfied people are, by what happened to them."""
    targets: Targets = Targets()
    """What the hall is held to."""


class Variant(Model):
    """One of the halls that a scenario compares."""

    label: Label
    """Its name."""
    overrides: tuple[str, ...] = ()
    """What differs from the scenario's base: `group=option` chooses a building block, `path.to.key=value` sets
    a value."""
    levers: tuple[Name, ...] = ()
    """Levers of the scenario that are pulled in this hall. They come over the overrides of the first variant, in the
    order in which the scenario tells them, and this variant's own overrides over them."""


class Lever(Model):
    """A part of the reform that can be pulled by itself: what `onewindow decompose` tells apart."""

    label: Label
    """Its name."""
    overrides: tuple[str, ...] = Field(min_length=1)
    """What it changes in the first variant, written as in a variant. Where two levers set one key, or choose a block of
    one group, the later of them wins."""
    needs: tuple[Name, ...] = ()
    """Levers without which it cannot be pulled."""


class Precision(Model):
    """How sure an answer should be: half the width of a 95 % interval, to either side of what is told."""

    absolute: Positive | None = None
    """Of each hall's mean, in the measure's unit."""
    relative: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    """Of each hall's mean, as a share of it."""
    difference: Positive | None = None
    """Of each difference between halls, in the measure's unit."""

    @model_validator(mode="after")
    def _any(self) -> Precision:
        if self.absolute is None and self.relative is None and self.difference is None:
            raise ValueError("give at least one of absolute, relative and difference")
        return self


class Scenario(Model):
    """A planner's question, asked of several halls that the same people visit."""

    question: Label
    """The question."""
    note: Label | None = None
    """What a reader must know to judge the answer: sources, what is left out."""
    base: tuple[str, ...] = ()
    """Overrides that all variants share."""
    variants: Annotated[dict[Name, Variant], Field(min_length=1, max_length=8)]
    """The halls compared, at most eight, so that a table and a figure can be read; differences are taken against the
    first."""

    @field_validator("variants")
    @classmethod
    def _told_apart(cls, variants: dict[str, Variant]) -> dict[str, Variant]:
        labels = [getattr(variant.label, lang) for lang in ("en", "zh") for variant in variants.values()]
        if twice := {label for label in labels if labels.count(label) > 1 and len(variants) > 1}:
            raise ValueError(f"two variants are called {min(twice)!r}: give each a label of its own")
        return variants

    levers: dict[Name, Lever] = Field(default_factory=dict, max_length=8)
    """What the reform is made of, at most eight parts, for `onewindow decompose`; applied to the first variant, in this
    order."""
    sweep: tuple[str, ...] | tuple[dict[str, str | int | float | bool | list[Any]], ...] = ()
    """For `onewindow sweep` keys with the values that each is set to: demand.volume=range(0.8,1.3,0.1). Or a list of
    points: {demand.volume: 0.9, hall.walk: 1}."""
    skills: Skills | None = None
    """What it costs to let clerks serve more, for `onewindow skills`; as its defaults say where null."""
    replications: int = Field(default=20, ge=2)
    """Times that the days are played, each with other people."""
    precision: dict[str, Precision] = Field(default_factory=dict)
    """By the name of a measure how sure it should be: the days are then played as often as that needs, `replications`
    at first, but no fewer than twenty times."""
    most_replications: int = Field(default=1000, ge=2)
    """With `precision` the times after which it is given up."""
    seed: int = Field(default=1, ge=0, lt=2**64)
    """Seed of all random streams."""
    measures: tuple[str, ...] = ()
    """Names of the measures compared in the table; where empty the standard ones, with those that its levers move."""
    staffing: Staffing | None = None
    """How its halls are to be staffed, for `onewindow staff` and `onewindow roster`."""

    def applied(self, variant: str, levers: Collection[str] = ()) -> list[tuple[Keys, tuple[str, ...]]]:
        """Overrides of a variant, and of these levers besides its own, in the order in which they are applied.

        Each list with the keys below which it stands.
        """
        own, (first, today) = self.variants[variant], next(iter(self.variants.items()))
        pulled = [name for name in self.levers if name in own.levers or name in levers]
        found: list[tuple[Keys, tuple[str, ...]]] = [(("base",), self.base)]
        if pulled or variant == first:
            found.append((("variants", first, "overrides"), today.overrides))
        found += [(("levers", name, "overrides"), self.levers[name].overrides) for name in pulled]
        if variant != first:
            found.append((("variants", variant, "overrides"), own.overrides))
        return found
