"""A plan laid into the rows of the compiled loop."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from sim.engine.kernel import rows
from sim.engine.kernel.arrays import COLUMNS, Hall
from sim.engine.kernel.counting import cases_of, waits_of
from sim.engine.kernel.courses import Courses, courses_of
from sim.engine.kernel.features import is_plain
from sim.engine.kernel.fixtures import Fixtures, fixtures_of
from sim.engine.kernel.left_out import happens, left_out, some_stay_away
from sim.engine.kernel.piece import ALL_BITS, EMPTY, NOTHING, Shape, fitting, one_piece
from sim.engine.kernel.rows import Rows, fill
from sim.plan import Plan
from sim.spec import DAY
from sim.trace.tally import Kpis

ROOM = 1024
"""Rows to begin with, where nobody knows how many will be wanted."""

CACHED = 2**14
"""Rows of tickets, and of visits, that there are to begin with where they make room for others."""

MOST_SLOTS = 2**17
"""Slots that the days of a plan are divided into, at the most."""

MOST_HEADS, MOST_QUEUES = np.iinfo(rows.TICKET["head"]).max, np.iinfo(rows.TICKET["queue"]).max
"""Head starts and queues that a ticket can name."""


def hall_of(plan: Plan, kpis: Kpis | None = None) -> Hall:
    """The hall of `plan` before anything has happened in it; where `kpis` are told, these alone are to be kept.

    Raises `ValueError` where there is more than rows can hold, which no spec asks for.
    """
    fixtures, courses, unused = fixtures_of(plan, kpis), courses_of(plan), left_out(plan)
    if courses.heads > MOST_HEADS or fixtures.queues > MOST_QUEUES:
        raise ValueError(f"there are more than {MOST_HEADS} head starts, or {MOST_QUEUES} queues")
    own, _ = one_piece(
        [
            (fixtures.furnished, fixtures.image),
            (fixtures.bare | _bare(plan, fixtures, kpis), NOTHING),
            (_linked(plan, fixtures, courses), ALL_BITS),
            (_overwritten(plan, fixtures, courses, kpis), None),
        ]
    )
    fill(own["papers"], limit=plan.paper_times, tolerated=plan.paper_tolerated)
    unused = unused if fixtures.errors else unused | {"error_mark"}
    found = fixtures.shared | own | _handed_on(plan, fixtures, kpis) | courses.arrays
    found |= {"stages_at": fitting("stages_at", plan.stages)} | {name: EMPTY[name] for name in unused}
    hall = Hall._make(found[name] if name in found else fitting(name, getattr(plan, name)) for name in COLUMNS)
    _tell_world(hall, plan, fixtures, courses, unused)
    return hall


def _bare(plan: Plan, fixtures: Fixtures, kpis: Kpis | None) -> dict[str, Shape]:
    """The shapes of arrays for these people in which nothing is at first."""
    cases = len(plan)
    return {
        "agents": (cases if happens(plan.after_another) else 0,),
        "papers": (len(plan.paper_times),),
        "spells": (ROOM + fixtures.groups,),
        "sessions": (fixtures.clerks, int(plan.matter.max(initial=0)) + 1),
        "returns": (cases, 6),
        **cases_of(plan, kpis),
    }


def _linked(plan: Plan, fixtures: Fixtures, courses: Courses) -> dict[str, Shape]:
    """Those of arrays of which each row says at first that there is no such ticket, or event."""
    return {"lanes": (fixtures.queues * courses.heads,), "slots": (_slots(plan) + 1,)}


def _overwritten(plan: Plan, fixtures: Fixtures, courses: Courses, kpis: Kpis | None) -> dict[str, Shape]:
    """Those of arrays of which each row is written before it is read."""
    cases, stages = len(plan), int(plan.stages[-1])
    events = stages // 8 + ROOM + _margin(fixtures, courses)
    return {
        "cases": (cases,),
        "comings": (cases,),
        "stages": (stages,),
        "tickets": (_room(stages + stages // 4 + ROOM, kpis),),
        "visits": (_room(cases + cases // 4 + ROOM, kpis),),
        "soon": (events,),
        "later": (events,),
        "inside": (cases + 1,),
        "with_expert": (stages if fixtures.experts else 0,),
    }


def _handed_on(plan: Plan, fixtures: Fixtures, kpis: Kpis | None) -> dict[str, Rows]:
    """Arrays that are a part of what is told of the hall: in memory of their own, since they are kept."""
    cases, stages = len(plan), int(plan.stages[-1])
    found = {"done": np.empty(stages), "over": np.empty(cases), "outcomes": np.empty(cases, dtype=np.int64)}
    return found if kpis is None else found | {"waits": waits_of(fixtures.shared["levels_at"])}


def _room(rows_wanted: int, kpis: Kpis | None) -> int:
    """Rows to begin with: where sessions are not kept, no more than stay in the processor's cache."""
    return rows_wanted if kpis is None else min(rows_wanted, CACHED)


def _slots(plan: Plan) -> int:
    """How many slots the days are divided into."""
    return min(int(plan.stages[-1]) // 4 + 1, MOST_SLOTS)


def _margin(fixtures: Fixtures, courses: Courses) -> int:
    """Events that one event may bring about, at the most."""
    return fixtures.most_at_once + 2 * courses.longest


def _tell_world(hall: Hall, plan: Plan, fixtures: Fixtures, courses: Courses, unused: Container[str]) -> None:
    """Write down what the hall as a whole is like with these people."""
    fill(
        hall.world,
        slots_a_minute=_slots(plan) / (plan.days * DAY),
        heads=courses.heads,
        occurrences=hall.patience.shape[1],
        errors=hall.error_mark.shape[1],
        differ=fixtures.experts or courses.differ or any(name not in unused for name in SELDOM),
        agents=len(hall.agents) > 0,
        some_stay_away=some_stay_away(plan),
        margin=_margin(fixtures, courses),
    )
    hall.world["plain"] = is_plain(hall)


SELDOM = ("patience", "silent", "wrong_queue", "lacks_at", "lag_days")
"""Arrays without which stages of those who go the same way differ in nothing but the minutes of their tasks."""
