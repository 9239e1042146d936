"""What staffing a hall may take, before it begins: a week of the hall is played, and timed."""

from __future__ import annotations

import time
from typing import NamedTuple

from sim.staffing.asked import Asked
from sim.staffing.hallpool import BLOCKS, design_days
from sim.staffing.jointly import A_POOL, BEGINNING, DESIGN
from sim.staffing.lines import Look
from sim.staffing.planning import ITERATIONS, MENDING, MOST_TRIED, ROUNDS
from sim.study.engines import get_ready
from sim.study.executors import Machines
from sim.study.plays import Play, Stage

BEGUN = 4
"""Halls that it begins with."""
TRIES, ENOUGH = 4, 2.75
"""Times that a plan of all roles is tried on new days, and on how many times the replications on the average."""
REPAIRED = 4
"""Times that clerks are called for where the time for the search is over."""
A_ROUND, SETTLED = 1.6, 5.5
"""Plays of a round in which plans of pools are tried, on the average; and the rounds when one is chosen."""
EQUAL = 5
"""Halls that Erlang C is tried with, each on new days."""
AT_ONCE = 7
"""Halls that are held against one another in the end,"""
CLEARING = 1.5
"""and times the replications that the plan is played besides, until it is clear."""
A_RULE = 0.5
"""Seconds for the rules of thumb of a pool."""
PEOPLE = 3
"""Searches for people of a group, one after the other."""
BESIDES = 8.0
"""Seconds for workers to start, for a week on both engines, and for what is written."""


class Work(NamedTuple):
    """Seconds."""

    here: float
    """Of what is worked out, one thing after the other."""
    apart: float = 0.0
    """Of plays of one thread, which several share."""
    counted: float = 0.0
    """Of plays of one process, which several share."""


def expected(asked: Asked, jobs: int) -> float:
    """The seconds that it may take with so many workers; a week is played three times to know it."""
    new, again = seconds_a_play(asked)
    times = asked.replications
    work = _jointly(asked, new, again) if asked.jointly else _by_pools(asked, new)
    equal = 0.0 if asked.plain else (EQUAL + CLEARING) * new
    beside = times * (equal + new + (AT_ONCE - 1) * again)
    apart = Machines(jobs).speed(asked.question.engine, jobs)
    people = (
        (1 + PEOPLE * len(asked.groups)) * asked.seconds if asked.kind == "roster" and asked.staffing.contracts else 0.0
    )
    here = BESIDES + asked.searching + people + work.here
    return here + (work.apart + beside) / apart + work.counted / jobs


def _jointly(asked: Asked, new: float, again: float) -> Work:
    """What it takes to begin all roles, and to mend and try them."""
    design, times = min(asked.replications, DESIGN), asked.replications
    first = min(times, BEGINNING)
    pools = len(asked.cells) * sum(not asked.is_behind(group) and group in asked.lines for group in asked.groups)
    begun = first * (new + (BEGUN - 1) * again)
    tried = TRIES * (ENOUGH * times * new + design * again) + REPAIRED * design * again
    return Work(pools * (asked.seconds / A_POOL + A_RULE), begun, tried)


def _by_pools(asked: Asked, new: float) -> Work:
    """What it takes to draw the days of pools, to try their plans, and to mend them."""
    if asked.plain:
        return Work(0.0, (2 + ITERATIONS) * asked.replications * new)
    plays = (1.0 + ITERATIONS + ROUNDS * A_ROUND + SETTLED * MOST_TRIED) * asked.replications
    if not all(asked.beyond.values()):
        plays += BLOCKS * design_days(asked) / asked.weeks
    return Work(MENDING * asked.searching + asked.searches * A_RULE, plays * new)


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
