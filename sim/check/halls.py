"""The halls of the committed scenarios, with days that are quickly played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.config import Composed, folder, load
from sim.errors import Fault, InputError
from sim.measures import measures_of, standard
from sim.spec import Spec, parse
from sim.study.replication import drawn_as

DAYS, WARM_UP, DRAIN = 7, 1, 3
"""The most that is played: a week, from an empty hall; a day of it before, and its last three after those measured."""


@dataclass(frozen=True)
class Hall:
    """One variant of a scenario."""

    name: str
    """Scenario and variant: one_window/integrated."""
    spec: Spec
    """As the scenario has it."""
    played: Spec
    """With the days that are played here."""
    seed: int
    compared: tuple[str, ...]
    """The measures that the scenario's table shows."""
    asked: Mapping[str, Any]
    """What else the scenario's file says of all its halls, as plain data."""

    @property
    def people(self) -> str:
        """All that decides what is on its tape."""
        return f"{drawn_as(self.played)}, seed {self.seed}"

    @property
    def units(self) -> dict[str, str]:
        """The unit of each measure, in English."""
        return {name: measure.unit.en for name, measure in measures_of(self.spec).items()}


def halls(scenarios: Path | None = None) -> dict[str, Hall]:
    """The halls of all scenarios in a folder, the packaged one where none is given, by name.

    Raises `InputError` where there is none, or with what is wrong with the first that cannot be composed.
    """
    where = folder("scenarios") if scenarios is None else scenarios
    files = sorted(where.glob("[!.]*.yaml"))
    if not files:
        raise InputError(Fault("there is no scenario in it", "name a folder with YAML files", file=str(where)))
    return {name: hall for file in files for name, hall in _halls(load(file)).items()}


def _halls(composed: Composed) -> Mapping[str, Hall]:
    goals = [name for spec in composed.specs.values() for name in spec.targets.goals]
    shown = composed.scenario.measures or [*standard(composed.specs.values()), *goals]
    told = composed.scenario.model_dump(mode="json", exclude={"question", "note", "base", "variants"})
    asked = {key: value for key, value in told.items() if value is not None}
    found = {}
    for variant, spec in composed.specs.items():
        name, known = f"{composed.name}/{variant}", measures_of(spec)
        measures = tuple(dict.fromkeys(one for one in shown if one in known))
        found[name] = Hall(name, spec, shortened(spec), composed.scenario.seed, measures, asked)
    return found


def shortened(spec: Spec) -> Spec:
    """The spec with fewer days, if it can be had: something may be set for a later day.

    Where days before and after those measured are played, some are here, too, so that they are held as well.
    """
    calendar, plain = spec.calendar, spec.model_dump(by_alias=True)
    if calendar.days <= DAYS:
        return spec
    around = {"warm_up": min(calendar.warm_up, WARM_UP), "drain": min(calendar.drain, DRAIN)}
    for fewer in (around, {"warm_up": 0, "drain": 0}):
        try:
            return parse(Spec, plain | {"calendar": plain["calendar"] | {"days": DAYS} | fewer})
        except InputError:
            continue
    return spec
