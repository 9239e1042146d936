"""The arrays of a hall, by name."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

import numpy as np

from sim.engine.kernel.rows import (
    AGENT,
    ANNOUNCED,
    CASE,
    CLERK,
    COMING,
    DUTY,
    EVENT,
    GROUP,
    HALF,
    LANE,
    LEVEL,
    PAPER,
    PIECE,
    QUEUE,
    REAL,
    ROW,
    SMALL,
    SPELL,
    STAGE,
    SUMS,
    TICKET,
    TRUTH,
    VISIT,
    VISITS,
    WHOLE,
    WORLD,
    Rows,
)


class Hall(NamedTuple):
    """All that the loop works on. The arrays that are a plan's own are called as there, or `<name>_at`, `plan_<name>`.

    ways         what cases are before anything has happened, by the way that they go: `way` says which each goes
    patterns     the same of their stages, way after way; where those of a way begin is its first stage
    pieces       what stages do of tasks
    drawn        what the tape has drawn for each `person`
    lists        whole numbers that rows of queues and groups point to, a stretch each
    moments      minutes that they point to
    lines        queues in which somebody waits
    to_look_at   those of them in which somebody may have found a clerk since clerks were last dispatched
    inside       cases for which somebody is in the hall
    doors        from and until when first tickets are given, and the midnight before
    slots        of each slot of time the first event that was announced for it
    head_starts  the head starts that there are; `heads` which one each stage has, or nothing where all are alike

    Where key figures alone are kept:

    levels_at    where the levels of each dimension of tickets begin, and `visits_at` those of visits
    alone        dimensions that need not be counted: they have no level, or one that is the whole hall
    levels       what is counted of each; `waits` of tickets by bin, `late` by limit: while people come, by the last one
                 that they have passed
    edges        of the cells of time
    cells        a row for each queue, then for each group, in it two numbers a cell: how many more stretches are under
                 way from it on, and their minutes of the cells that they begin or end in
    sums         what each case comes to; `coming_for` its visits by cause
    """

    # the hall
    world: Annotated[Rows, WORLD, 1]
    cases: Annotated[Rows, CASE, 1]
    comings: Annotated[Rows, COMING, 1]
    agents: Annotated[Rows, AGENT, 1]
    stages: Annotated[Rows, STAGE, 1]
    ways: Annotated[Rows, CASE, 1]
    patterns: Annotated[Rows, STAGE, 1]
    pieces: Annotated[Rows, PIECE, 1]
    papers: Annotated[Rows, PAPER, 1]
    queues: Annotated[Rows, QUEUE, 1]
    lanes: Annotated[Rows, LANE, 1]
    groups: Annotated[Rows, GROUP, 1]
    clerks: Annotated[Rows, CLERK, 1]
    calendar: Annotated[Rows, ROW, 1]
    tickets: Annotated[Rows, TICKET, 1]
    visits: Annotated[Rows, VISIT, 1]
    duties: Annotated[Rows, DUTY, 1]
    spells: Annotated[Rows, SPELL, 1]
    soon: Annotated[Rows, EVENT, 1]
    later: Annotated[Rows, ANNOUNCED, 1]
    slots: Annotated[Rows, WHOLE, 1]
    lists: Annotated[Rows, WHOLE, 1]
    moments: Annotated[Rows, REAL, 1]
    lines: Annotated[Rows, WHOLE, 1]
    to_look_at: Annotated[Rows, WHOLE, 1]
    inside: Annotated[Rows, WHOLE, 1]
    head_starts: Annotated[Rows, REAL, 1]
    heads: Annotated[Rows, WHOLE, 1]
    too_many_since: Annotated[Rows, REAL, 1]
    sessions: Annotated[Rows, WHOLE, 2]
    returns: Annotated[Rows, SMALL, 2]
    doors: Annotated[Rows, REAL, 2]
    mornings: Annotated[Rows, REAL, 1]
    done: Annotated[Rows, REAL, 1]
    over: Annotated[Rows, REAL, 1]
    outcomes: Annotated[Rows, WHOLE, 1]
    with_expert: Annotated[Rows, WHOLE, 1]
    levels_at: Annotated[Rows, WHOLE, 1]
    visits_at: Annotated[Rows, WHOLE, 1]
    alone: Annotated[Rows, TRUTH, 1]
    visits_alone: Annotated[Rows, TRUTH, 1]
    levels: Annotated[Rows, LEVEL, 1]
    visit_levels: Annotated[Rows, VISITS, 1]
    limits: Annotated[Rows, REAL, 1]
    late: Annotated[Rows, WHOLE, 2]
    waits: Annotated[Rows, HALF, 2]
    edges: Annotated[Rows, REAL, 1]
    cells: Annotated[Rows, REAL, 2]
    busy_of: Annotated[Rows, REAL, 1]
    sums: Annotated[Rows, SUMS, 1]
    coming_for: Annotated[Rows, HALF, 2]
    # the plan's own
    priority: Annotated[Rows, WHOLE, 1]
    site: Annotated[Rows, WHOLE, 1]
    kind_department: Annotated[Rows, WHOLE, 1]
    stages_at: Annotated[Rows, WHOLE, 1]
    arrival: Annotated[Rows, REAL, 1]
    after_another: Annotated[Rows, TRUTH, 1]
    matter: Annotated[Rows, WHOLE, 1]
    way: Annotated[Rows, WHOLE, 1]
    person: Annotated[Rows, WHOLE, 1]
    drawn: Annotated[Rows, REAL, 2]
    next_case: Annotated[Rows, WHOLE, 1]
    no_show: Annotated[Rows, TRUTH, 1]
    online: Annotated[Rows, TRUTH, 1]
    lapses: Annotated[Rows, TRUTH, 1]
    again: Annotated[Rows, TRUTH, 2]
    again_days: Annotated[Rows, WHOLE, 2]
    again_time: Annotated[Rows, REAL, 2]
    wrong_queue: Annotated[Rows, WHOLE, 1]
    lag_days: Annotated[Rows, WHOLE, 1]
    lag_minutes: Annotated[Rows, REAL, 1]
    fails: Annotated[Rows, TRUTH, 1]
    error_mark: Annotated[Rows, REAL, 2]
    lacks_at: Annotated[Rows, WHOLE, 1]
    lacks: Annotated[Rows, WHOLE, 1]
    patience: Annotated[Rows, REAL, 2]
    silent: Annotated[Rows, TRUTH, 1]
    paper_found: Annotated[Rows, TRUTH, 2]
    paper_mended: Annotated[Rows, TRUTH, 2]
    slowness: Annotated[Rows, REAL, 2]
    pace: Annotated[Rows, REAL, 2]
    closing_draw: Annotated[Rows, REAL, 2]
    open_days: Annotated[Rows, WHOLE, 1]


COLUMNS: dict[str, tuple[np.dtype[Any], int]] = {
    name: get_args(kind)[1:] for name, kind in get_type_hints(Hall, include_extras=True).items()
}
"""Of each array of a hall, the kind of its rows and the number of its axes."""
