"""A plan whose columns are worked out when they are first asked for, where an engine can do without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from sim.plan.arrays import Parts, Plan
from sim.plan.steps import Steps

Makers = Mapping[str, Callable[[], Parts]]
"""By the name of a column what works it out, and its neighbours with it."""


class Laid(Plan):
    """A tape laid over a hall. A copy of it with other columns has all of them, and makes none."""

    @classmethod
    def over(cls, steps: Steps, made_by: Makers, parts: Parts) -> Self:
        """The plan of these parts, and of the columns that can be made when they are asked for."""
        plan = object.__new__(cls)
        plan.__dict__.update(parts, steps=steps, made_by=made_by)
        return plan

    def __getattr__(self, name: str) -> Any:
        # Only asked for what is not there.
        make = self.__dict__.get("made_by", {}).get(name)
        if make is None:
            raise AttributeError(f"a plan has no {name!r}")
        self.__dict__.update(make())
        return self.__dict__[name]


def steps_of(plan: Plan) -> Steps | None:
    """What is known of a plan's stages without a look at its columns; nothing where these are all that is known."""
    found: Steps | None = vars(plan).get("steps")
    return found
