"""What nobody has in a plan, so that the loop need not look at it: its arrays are given without rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.plan import NEVER, NO_QUEUE, Closes, Plan, Role, steps_of
from sim.tape import Bools, is_alike


def left_out(plan: Plan) -> dict[str, Any]:
    """What may happen to people, left out where it happens to nobody: the loop does not look at it then."""
    nobody = _happens_to_nobody(plan)
    found: dict[str, Any] = {
        name: NOTHING for name in ("silent", "wrong_queue", "lacks_at", "lag_days", "fails") if nobody[name]
    }
    if nobody["lacks_at"]:
        found["lacks"] = NOTHING
    if nobody["lag_days"]:
        found["lag_minutes"] = NOTHING
    if nobody["patience"]:
        found["patience"] = NO_ROWS
    if not _any(plan.after_another):
        found["next_case"] = NOTHING
    if not _any(plan.again):
        found |= dict.fromkeys(("again", "again_days", "again_time"), NO_ROWS)
    if not (plan.closes == Closes.RANDOM).any():
        found["closing_draw"] = NO_ROWS
    if not errs(plan):
        found["error_mark"] = NO_ROWS
    return found


NOTHING, NO_ROWS = np.empty(0), np.empty((0, 0))


def _happens_to_nobody(plan: Plan) -> dict[str, bool]:
    """By the name of a column; a plan that knows of the ways that cases go is not asked for the column itself."""
    steps = steps_of(plan)
    if steps is not None:
        return {
            "silent": not _any(steps.tape.silent),
            "wrong_queue": steps.spec.hall.wrong_tickets is None,
            "lacks_at": len(steps.papers.case) == 0,
            "lag_days": not (steps.patterns.queue == NO_QUEUE).any(),
            "fails": not np.isin(steps.patterns.role, (Role.MACHINE, Role.HELP)).any(),
            "patience": not steps.has_patience,
        }
    return {
        "silent": not plan.silent.any(),
        "wrong_queue": bool((plan.wrong_queue == NO_QUEUE).all()),
        "lacks_at": len(plan.lacks) == 0,
        "lag_days": bool((plan.queue != NO_QUEUE).all()),
        "fails": not np.isin(plan.role, (Role.MACHINE, Role.HELP)).any(),
        "patience": is_alike(plan.patience) and bool((plan.patience[:1] == NEVER).all()),
    }


def _any(happens: Bools) -> bool:
    """Whether something happens to anybody; where all rows are one in memory it is enough to look at that."""
    return bool((happens[:1] if is_alike(happens) else happens).any())


def errs(plan: Plan) -> bool:
    """Whether clerks make errors."""
    return bool((plan.error_share > 0.0).any())
