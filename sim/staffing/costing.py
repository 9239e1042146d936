"""What plans cost and how well they serve, side by side on the same days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.spec import Weekday, clock
from sim.spec.staffing import STAY
from sim.staffing.alternatives import Alternative, known_exactly
from sim.staffing.asked import Asked
from sim.staffing.frames import interval_of
from sim.staffing.missed import FEWEST
from sim.staffing.planning import Planner
from sim.staffing.plans import service_of_day
from sim.staffing.playing import Found
from sim.staffing.pooldays import Kept

COSTS = (
    *("plan", "hours", "money", "value", "low", "high", "group", "weekday", "half_hour", "mean_wait", "kept", "part"),
)

AVERAGE = "average"
"""What all weekdays are called where their average counts."""


def costs(planner: Planner, plans: Sequence[Alternative], played: Mapping[str, Found]) -> pd.DataFrame:
    """A row a plan: paid hours and money a week, its worst half-hour (or day), the mean wait, whether it keeps it all.

    `kept` is `yes` where the average of every half-hour or day keeps the target, `no` where the whole interval of one
    misses it, else `perhaps`; `untried` where nothing was played. Where it can be worked out without error it is as
    that says.
    """
    return pd.DataFrame([_row(planner, plan, played[plan.name]) for plan in plans], columns=list(COSTS))


def _row(planner: Planner, plan: Alternative, played: Found) -> tuple[Any, ...]:
    asked = planner.asked
    hours = sum(plan.hours.values())
    money = sum(asked.now.staff.groups[group].cost_per_hour * paid for group, paid in plan.hours.items())
    lines = [line for line in asked.lines if line != STAY and not asked.is_behind(line)]
    waits = np.concatenate([np.zeros(0), *(tickets.wait for line in lines for tickets in played[line])])
    mean = float(waits.mean()) if len(waits) else float("nan")
    exactly = known_exactly(planner, plan)
    kept = kept_in(asked, played) if exactly is None else "yes" if exactly else "no"
    return plan.name, hours, money, *worst(asked, played), mean, kept, plan.part


def kept_in(asked: Asked, played: Found) -> str:
    """Whether the service was kept in a hall that was played, as `costs` tells it."""
    values = [
        (one.value, interval_of(one, len(played[line]))[1], asked.target(line))
        for one, line, *_ in looked_at(asked, played)
    ]
    if not values:
        return "untried"
    if any(low > target for _, low, target in values):
        return "no"
    return "perhaps" if any(value > target for value, _, target in values) else "yes"


def looked_at(asked: Asked, played: Found) -> list[tuple[Kept, str, Weekday, int]]:
    """How each half-hour (or day) that counts kept the service, with its line, weekday and place."""
    return [
        (one, line, day, place)
        for line in asked.lines
        for day in asked.cells
        for place, one in enumerate(service_of_day(asked, played, line, day))
        if asked.counts(line, day)[place] and one.tickets >= FEWEST
    ]


def worst(asked: Asked, played: Found) -> tuple[Any, ...]:
    """The value nearest to its target, or furthest above, of any half-hour (or day), with its interval; which it is."""
    found = looked_at(asked, played)
    if not found:
        return (float("nan"),) * 3 + ("", "", "")
    one, line, day, place = max(found, key=lambda row: row[0].value / asked.target(row[1]))
    half_hour = clock(asked.cells[day].starts[place]) if asked.level_of(line).within == "half_hour" else ""
    return (
        *interval_of(one, len(played[line]), asked.largest(line)),
        line,
        day if asked.weekday != "average" else AVERAGE,
        half_hour,
    )
