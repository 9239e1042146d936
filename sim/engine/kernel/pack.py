"""A plan laid into the rows of the compiled loop."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import numpy as np

from sim.engine.kernel import rows
from sim.engine.kernel.arrays import COLUMNS, Hall
from sim.engine.kernel.counting import counts_of
from sim.engine.kernel.courses import courses_of
from sim.engine.kernel.events import NO_EVENT
from sim.engine.kernel.features import is_plain
from sim.engine.kernel.left_out import errs, left_out
from sim.engine.kernel.places import Stretches, clerks_of, fill, groups_of, lanes, queues_of
from sim.engine.kernel.rows import Rows, blank, room
from sim.plan import NO_CASE, NO_STAGE, Mark, Plan, Station
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

MOST_STAGES = 63
"""Stages of a case, at the most: a bit each in a number, the sign left out."""


def hall_of(plan: Plan, kpis: Kpis | None = None) -> Hall:
    """The hall of `plan` before anything has happened in it; where `kpis` are told, these alone are to be kept.

    Raises `ValueError` where there is more than rows can hold, which no spec asks for.
    """
    longest = int(np.diff(plan.stages).max(initial=0))
    if longest > MOST_STAGES:
        raise ValueError(f"a case has more than {MOST_STAGES} stages")
    lists, moments = Stretches(), Stretches()
    queues = queues_of(plan, lists, moments)
    groups = groups_of(plan, lists, moments)
    courses, unused = courses_of(plan), left_out(plan)
    heads = len(courses["head_starts"])
    if heads > MOST_HEADS or len(queues) > MOST_QUEUES:
        raise ValueError(f"there are more than {MOST_HEADS} head starts, or {MOST_QUEUES} queues")
    margin = _most_at_once(plan, longest)
    cases, stages, clerks = len(plan), int(plan.stages[-1]), len(plan.clerk_group)
    slots = min(stages // 4 + 1, MOST_SLOTS)
    hall = in_one_piece(
        plan,
        world=_world(plan, courses, unused, slots / (plan.days * DAY), margin, kpis),
        cases=room(rows.CASE, cases),
        comings=room(rows.COMING, cases),
        agents=blank(rows.AGENT, cases if plan.after_another.any() else 0),
        stages=room(rows.STAGE, stages),
        papers=_papers(plan),
        queues=queues,
        lanes=lanes(len(queues) * heads),
        groups=groups,
        clerks=clerks_of(plan),
        calendar=_calendar(plan),
        tickets=room(rows.TICKET, _room(stages + stages // 4 + ROOM, kpis)),
        visits=room(rows.VISIT, _room(cases + cases // 4 + ROOM, kpis)),
        duties=blank(rows.DUTY, _comings_on(plan) + 1),
        spells=blank(rows.SPELL, ROOM + len(groups)),
        soon=room(rows.EVENT, stages // 8 + ROOM + margin),
        later=room(rows.ANNOUNCED, stages // 8 + ROOM + margin),
        slots=np.full(slots + 1, NO_EVENT, dtype=np.int64),
        **counts_of(plan, kpis),
        lists=lists.joined(np.int64),
        moments=moments.joined(np.float64),
        lines=np.zeros(len(queues) + 1, dtype=np.int64),
        to_look_at=np.zeros(len(queues) + 1, dtype=np.int64),
        inside=np.empty(cases + 1, dtype=np.int64),
        too_many_since=np.zeros(clerks + 1),
        sessions=np.zeros((clerks, int(plan.matter.max(initial=0)) + 1), dtype=np.int64),
        returns=np.zeros((cases, 6), dtype=np.int8),
        doors=np.column_stack([plan.door_from, plan.door_to, plan.door_from // DAY * DAY]).reshape(-1, 3),
        mornings=plan.calendar_time[plan.calendar_mark == Mark.MORNING],
        done=np.empty(stages),
        over=np.empty(cases),
        outcomes=np.empty(cases, dtype=np.int64),
        with_expert=np.empty(stages if (plan.station == Station.EXPERTS).any() else 0, dtype=np.int64),
        stages_at=plan.stages,
        **courses,
        **unused,
    )
    hall.world[0].plain = is_plain(hall)
    return hall


def _room(rows_wanted: int, kpis: Kpis | None) -> int:
    """Rows to begin with: where sessions are not kept, no more than stay in the processor's cache."""
    return rows_wanted if kpis is None else min(rows_wanted, CACHED)


def in_one_piece(plan: Plan, **arrays: Any) -> Hall:
    """A hall of these arrays, and of those that it has from the plan as they are, as the loop expects them."""
    found = {name: arrays[name] if name in arrays else getattr(plan, name) for name in COLUMNS}
    kinds = {name: found[name].dtype if kind.names else kind for name, (kind, _) in COLUMNS.items()}
    return Hall(**{name: np.require(found[name], kind, "C") for name, kind in kinds.items()})


def _world(
    plan: Plan,
    courses: Mapping[str, Any],
    unused: Container[str],
    slots_a_minute: float,
    margin: int,
    kpis: Kpis | None,
) -> Rows:
    return fill(
        blank(rows.WORLD, 1),
        recall=plan.recall,
        tell=plan.tell,
        balking=plan.balking,
        last_resort=plan.last_resort,
        first_to_go_on=NO_CASE,
        last_to_go_on=NO_CASE,
        slots_a_minute=slots_a_minute,
        slot=-1,
        spare=NO_EVENT,
        heads=len(courses["head_starts"]),
        occurrences=0 if "patience" in unused else plan.patience.shape[1],
        errors=plan.error_mark.shape[1] if errs(plan) else 0,
        paces=plan.pace.shape[1],
        serve_out=plan.serve_out,
        alis=plan.alis,
        one_ticket=plan.one_ticket,
        experts=(plan.station == Station.EXPERTS).any(),
        tidal=plan.front.any(),
        differ=_differ(plan, courses, unused),
        agents=plan.after_another.any(),
        some_stay_away=plan.no_show.any() or plan.online.any(),
        margin=margin,
        counting=kpis is not None,
        first_day=0 if kpis is None else kpis.days.start,
        last_day=0 if kpis is None else kpis.days.stop,
    )


def _differ(plan: Plan, courses: Mapping[str, Any], unused: Container[str]) -> bool:
    """Whether stages of those who go the same way differ in anything but the minutes of their tasks."""
    seldom = ("patience", "silent", "wrong_queue", "lacks_at", "lag_days")
    experts = (plan.station == Station.EXPERTS).any()
    waits = (courses["patterns"].accepted_at != NO_STAGE).any()
    return bool(experts or waits or len(courses["heads"]) or any(name not in unused for name in seldom))


def _most_at_once(plan: Plan, longest: int) -> int:
    """Events that one event may bring about, at the most, where the `longest` case has so many stages."""
    return 2 * len(plan.clerk_group) + 2 * longest + 2 * len(plan.group_names) + 16


def _papers(plan: Plan) -> Rows:
    return fill(blank(rows.PAPER, len(plan.paper_times)), limit=plan.paper_times, tolerated=plan.paper_tolerated)


def _calendar(plan: Plan) -> Rows:
    return fill(
        blank(rows.ROW, len(plan.calendar_time)),
        time=plan.calendar_time,
        mark=plan.calendar_mark,
        index=plan.calendar_index,
        value=plan.calendar_value,
        draw=plan.calendar_draw,
    )


def _comings_on(plan: Plan) -> int:
    """How many times clerks come on duty, at the most."""
    counts = plan.calendar_value[plan.calendar_mark == Mark.COUNT]
    return int((plan.calendar_mark == Mark.ON).sum() + np.maximum(counts, 0).sum())
