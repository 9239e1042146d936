"""What it may take to staff all roles together, before it begins: a week of the hall is played, and timed."""

from __future__ import annotations

import time
from typing import NamedTuple

from sim.staffing.asked import Asked
from sim.staffing.jointly import A_POOL, BEGINNING, DESIGN, FEW
from sim.staffing.lines import Look
from sim.study.engines import get_ready
from sim.study.executors import Machines
from sim.study.plays import Play, Stage

BEGUN = 4
"""Halls that it begins with."""
LOOKS_AT_FIRST, LOOKS = 45, 25
"""Looks at plans on few replications, and on all by which they are chosen, as halls of some sizes took them."""
TRIES = 6
"""Times that a plan is tried on new days, as often for two times as many as not."""
EQUAL = 5
"""Halls that Erlang C is tried with, each on new days."""
AT_ONCE = 7
"""Halls that are held against one another in the end."""
A_RULE = 0.5
"""Seconds for the rules of thumb of a pool."""
BESIDES = 8.0
"""Seconds for workers to start, for a week on both engines, and for what is written."""


class Expected(NamedTuple):
    """Seconds."""

    search: float
    """For clerks to be taken away, at most."""
    all: float
    """In all."""


def expected(asked: Asked, jobs: int) -> Expected:
    """What it may take with so many workers; a week is played three times to know it."""
    new, again = seconds_a_play(asked)
    design, times = min(asked.replications, DESIGN), asked.replications
    few, first = min(times, FEW), min(times, BEGINNING)
    apart = Machines(jobs).speed(asked.question.engine, jobs)
    pools = len(asked.cells) * sum(not asked.is_behind(group) and group in asked.lines for group in asked.groups)
    search = asked.searching
    looks = (LOOKS_AT_FIRST * few * (few < design) + LOOKS * design) * again + design * new
    tries = TRIES * (1.5 * times * new + design * again)
    beside = first * (new + (BEGUN - 1) * again) + EQUAL * times * new + times * (new + (AT_ONCE - 1) * again)
    begun = pools * (asked.seconds / A_POOL + A_RULE) + BESIDES
    return Expected(search, begun + beside / apart + min(search, looks / jobs) + tries / jobs)


def seconds_a_play(asked: Asked) -> tuple[float, float]:
    """What a play of the weeks takes, with people who are new and with people at hand; three weeks are played."""
    question, calendar = asked.question, asked.spec.calendar
    week = asked.spec.model_copy(update={"calendar": calendar.model_copy(update={"days": 7, "warm_up": 0})})
    get_ready(question.engine)
    stage = Stage(question.seed, question.engine, Look(asked.groups), parity=False)
    seconds = []
    for replication in (1, 2, 2):
        began = time.perf_counter()
        stage(Play("week", week, replication))
        seconds.append(calendar.days / 7.0 * (time.perf_counter() - began))
    return seconds[1], seconds[2]
