"""What is in a hall before anybody comes, and the same whoever does: worked out once for all tapes laid over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.kernel.counting import counts_of, levels_of
from sim.engine.kernel.events import NO_EVENT
from sim.engine.kernel.piece import EMPTY, NOTHING, Shape, fitting, one_piece
from sim.engine.kernel.places import Stretches, calendar_of, fill_clerks, fill_groups, fill_queues
from sim.engine.kernel.rows import Rows, fill
from sim.plan import NO_CASE, Closes, Mark, Plan, Station, premises_of
from sim.spec import DAY
from sim.trace.tally import Kpis


@dataclass(frozen=True, eq=False)
class Fixtures:
    """What a hall has before anybody comes."""

    shared: dict[str, Rows]
    """Arrays that the loop only reads: all plays have the same ones."""
    furnished: dict[str, Shape]
    """The shapes of arrays that the loop writes to,"""
    image: Rows
    """and all that stands in them at first, byte by byte."""
    bare: dict[str, Shape]
    """The shapes of those in which nothing is at first."""
    errors: bool
    """Whether clerks make errors."""
    experts: bool
    """Whether windows may wait for somebody of the back office."""
    most_at_once: int
    """Events that one event may bring about, at the most, where cases have no stages."""
    queues: int
    groups: int
    clerks: int


def fixtures_of(plan: Plan, kpis: Kpis | None) -> Fixtures:
    """The fixtures of the hall of `plan`, where `kpis` are counted, if told: made once for all of the same premises."""
    premises = premises_of(plan)
    if premises is None:
        return _fixtures(plan, kpis)
    told = None if kpis is None else (kpis.days, kpis.limits, *kpis.sizes.items())
    found: Fixtures = premises.once(("fixtures", plan.days, told), lambda: _fixtures(plan, kpis))
    return found


def _fixtures(plan: Plan, kpis: Kpis | None) -> Fixtures:
    queues, groups, clerks = len(plan.queue_names), len(plan.group_names), len(plan.clerk_group)
    furnished: dict[str, Shape] = {"world": (1,), "queues": (queues,), "groups": (groups,), "clerks": (clerks,)}
    rows, image = one_piece([(furnished, NOTHING)])
    lists, moments = Stretches(), Stretches()
    fill_queues(rows["queues"], plan, lists, moments)
    fill_groups(rows["groups"], plan, lists, moments)
    fill_clerks(rows["clerks"], plan)
    experts, errors = bool((plan.station == Station.EXPERTS).any()), bool((plan.error_share > 0.0).any())
    _fill_world(rows["world"], plan, kpis, experts)
    shared = _shared(plan, kpis) | {"lists": lists.joined(np.int64), "moments": moments.joined(np.float64)}
    return Fixtures(
        shared={name: fitting(name, array) for name, array in shared.items()},
        furnished=furnished,
        image=image,
        bare={
            "duties": (_comings_on(plan) + 1,),
            "lines": (queues + 1,),
            "to_look_at": (queues + 1,),
            "too_many_since": (clerks + 1,),
            **levels_of(plan, kpis),
        },
        errors=errors,
        experts=experts,
        most_at_once=2 * clerks + 2 * groups + 16,
        queues=queues,
        groups=groups,
        clerks=clerks,
    )


def _shared(plan: Plan, kpis: Kpis | None) -> dict[str, Rows]:
    """What the loop only reads, but for the stretches that rows point to."""
    at_random = (plan.closes == Closes.RANDOM).any()
    return {
        "calendar": calendar_of(plan),
        "doors": np.column_stack([plan.door_from, plan.door_to, plan.door_from // DAY * DAY]).reshape(-1, 3),
        "mornings": plan.calendar_time[plan.calendar_mark == Mark.MORNING],
        **{name: getattr(plan, name) for name in ("kind_department", "slowness", "pace", "open_days")},
        **({} if at_random else {"closing_draw": EMPTY["closing_draw"]}),
        **counts_of(plan, kpis),
    }


def _fill_world(world: Rows, plan: Plan, kpis: Kpis | None, experts: bool) -> None:
    fill(
        world,
        recall=plan.recall,
        tell=plan.tell,
        balking=plan.balking,
        last_resort=plan.last_resort,
        first_to_go_on=NO_CASE,
        last_to_go_on=NO_CASE,
        slot=-1,
        spare=NO_EVENT,
        paces=plan.pace.shape[1],
        serve_out=plan.serve_out,
        alis=plan.alis,
        one_ticket=plan.one_ticket,
        experts=experts,
        tidal=plan.front.any(),
        counting=kpis is not None,
        first_day=0 if kpis is None else kpis.days.start,
        last_day=0 if kpis is None else kpis.days.stop,
    )


def _comings_on(plan: Plan) -> int:
    """How many times clerks come on duty, at the most."""
    counts = plan.calendar_value[plan.calendar_mark == Mark.COUNT]
    return int((plan.calendar_mark == Mark.ON).sum() + np.maximum(counts, 0).sum())
