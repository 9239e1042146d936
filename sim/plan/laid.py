"""A plan whose columns are worked out when they are first asked for, where an engine can do without them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Self

from sim.plan.arrays import Parts, Plan
from sim.plan.steps import Steps

Makers = Mapping[str, Callable[[], Parts]]
"""By the name of a column what works it out, and its neighbours with it."""


class Premises:
    """A hall without people: the columns that plans laid over it have in common, and what is made of these once."""

    def __init__(self, columns: Parts) -> None:
        self.columns = columns
        self._made: dict[Hashable, Any] = {}

    def once(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """What is made of these columns alone, by its name: made when it is first asked for, and never written to."""
        found = self._made.get(name)
        # Two threads may both make it; both go on with that of the first to have done so.
        return self._made.setdefault(name, make()) if found is None else found


class Laid(Plan):
    """A tape laid over a hall. A copy of it with other columns has all of them, and makes none."""

    @classmethod
    def over(cls, premises: Premises, steps: Steps, made_by: Makers, parts: Parts) -> Self:
        """The plan of these parts and premises, and of the columns that can be made when they are asked for."""
        plan = object.__new__(cls)
        plan.__dict__.update(premises.columns, **parts, premises=premises, steps=steps, made_by=made_by)
        return plan

    def at(self, premises: Premises) -> Self:
        """The same people in premises of which their columns know nothing, with all columns that have been made."""
        plan = object.__new__(type(self))
        plan.__dict__.update(self.__dict__ | premises.columns, premises=premises)
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


def premises_of(plan: Plan) -> Premises | None:
    """What is the same in other plans, too; nothing where that is not known."""
    found: Premises | None = vars(plan).get("premises")
    return found
