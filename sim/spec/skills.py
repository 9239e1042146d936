"""What skills cost: slower clerks, training, and the steady hall in which the cheapest mix is looked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.spec.fields import Label, Model, Name, NonNegative, Positive

OpenShare = Annotated[float, Field(gt=0.0, lt=1.0)]
"""A part of a whole, neither nothing nor all."""


class SteadyClass(Model):
    """People of a steady hall who come for the same."""

    label: Label
    """What they come for."""
    per_hour: Positive
    """How many come in an hour, at any time alike (Poisson)."""
    wait: Positive = 15.0
    """Minutes of waiting above which one of them is late."""
    late: OpenShare = 0.1
    """Share of them that may be late."""


class SteadySkill(Model):
    """A kind of clerk who may be hired or trained for a steady hall."""

    label: Label
    """What such a clerk is called."""
    serves: tuple[Name, ...] = Field(min_length=1)
    """The classes of people that such a clerk serves."""
    slowness: Positive = 1.0
    """Minutes for one of a specialist's."""
    cost: Positive = 1.0
    """Of such a clerk, training and slowness apart, in any unit: of a specialist's pay, say."""


class SteadyHall(Model):
    """A hall in which nothing changes through the day and nobody gives up: what exact theory can judge."""

    minutes: Positive
    """Mean minutes of a specialist for one person, exponential."""
    classes: dict[Name, SteadyClass] = Field(min_length=1, max_length=5)
    """The people, at most five classes."""
    skills: dict[Name, SteadySkill] = Field(min_length=1, max_length=15)
    """The kinds of clerk among which the mix is made."""

    @model_validator(mode="after")
    def _served(self) -> SteadyHall:
        served = {name for skill in self.skills.values() for name in skill.serves}
        if unknown := served - set(self.classes):
            raise ValueError(f"there is no class {min(unknown)!r}, which a skill serves: name one of `classes`")
        if unserved := set(self.classes) - served:
            raise ValueError(f"no skill serves the class {min(unserved)!r}: give one that does")
        return self


class Skills(Model):
    """What it costs to let a clerk serve more, for `onewindow skills`. All defaults are estimates."""

    slowness: tuple[Positive, ...] = Field(default=(1.0, 1.04, 1.08), min_length=1)
    """By the number of skills of a clerk, from one on, minutes for one of the clerk's own as a specialist."""
    slowness_all: Positive = 1.15
    """The same of a clerk with more skills than that list tells."""
    use: Literal["help", "share"] = "help"
    """What a clerk does with an added skill: `help` where nobody waits for the first one, or `share`, all in the order
    of their tickets."""
    training: NonNegative = 3000.0
    """Cost of teaching one clerk one skill, in the currency of the spec: two weeks of a clerk's pay or so."""
    days: Positive = 500.0
    """Open days over which that is written off: two years, or until a clerk leaves."""
    allowance: NonNegative = 0.0
    """More pay for each added skill, an hour."""
    steps: int = Field(default=5, ge=0, le=50)
    """Clerks who are trained one after the other, each where it helps most."""
    shortlist: int = Field(default=8, ge=1)
    """Of the trainings that helped most as the first, so many are tried again in each later step."""
    steady: SteadyHall | None = None
    """A steady hall for which the cheapest mix of skills is looked for, exactly, by `onewindow skills --steady`."""

    def pace(self, number: int) -> float:
        """Minutes of a clerk with `number` skills for one of the same clerk as a specialist."""
        return (self.slowness[number - 1] if number <= len(self.slowness) else self.slowness_all) / self.slowness[0]
