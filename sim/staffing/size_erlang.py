"""What a planner would ask today: Erlang C on each half-hour's load, by itself (SIPP), the most of the day.

Source: Green, Kolesar and Soares (2001), Improving the SIPP approach for staffing service systems that have cyclic
demands; Green, Kolesar and Whitt (2007), section 3.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sim.spec import HALF_HOUR, Goal, Spec
from sim.staffing.size_goals import OVER, OnDays, open_slots, open_weekdays
from sim.tape import Floats
from sim.theory.erlang import erlang_c_servers, mmc, square_root_staffing


def servers(rate: float, minutes: float, goals: Mapping[str, Goal]) -> int:
    """Least windows for `rate` tickets a minute of so many minutes each that keep to the goals of waits, by Erlang C.

    Goals of the mean wait and of shares that wait longer count; with none of them it is the square-root rule with one
    deviation. 0 where nobody comes. Abandonment is not in Erlang C.
    """
    if rate <= 0.0 or minutes <= 0.0:
        return 0
    found = [math.floor(rate * minutes) + 1]
    known = False
    for name, goal in goals.items():
        if goal.at_most is None:
            continue
        if name.startswith(OVER) and 0.0 < goal.at_most < 1.0:
            found.append(erlang_c_servers(rate, minutes, float(name.removeprefix(OVER)), goal.at_most))
            known = True
        elif name == "mean_wait" and goal.at_most > 0.0:
            number = found[0]
            while mmc(rate, minutes, number).mean_wait > goal.at_most:
                number += 1
            found.append(number)
            known = True
    return max(found) if known else square_root_staffing(rate * minutes, 1.0)


def peak(work: Floats, spec: Spec, on_days: OnDays) -> list[int]:
    """Of each pool the most that Erlang C asks in any half-hour of the average day, or of the worst weekday.

    `work` is (2, pools, half-hours of the day, weekdays): tickets, and minutes of clerks that they took, a day.
    """
    days = [day for day in open_weekdays(spec) if day is not None]
    slots = [slot for slot in open_slots(spec) if slot is not None]
    tickets, minutes = work[:, :, slots][:, :, :, days]
    if on_days == "average":
        tickets, minutes = (table.mean(axis=2, keepdims=True) for table in (tickets, minutes))
    return [_most(rates, each, spec.targets.goals) for rates, each in zip(tickets, minutes, strict=True)]


def _most(tickets: Floats, minutes: Floats, goals: Mapping[str, Goal]) -> int:
    every = float(tickets.sum())
    if every <= 0.0:
        return 0
    # A half-hour has too few tickets to tell how long they take: all are taken to be alike.
    each = float(minutes.sum()) / every
    rates: Sequence[float] = np.unique(tickets.max(axis=0) / HALF_HOUR).tolist()
    return max(servers(rate, each, goals) for rate in rates)
