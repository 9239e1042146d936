"""What nobody has in a plan, so that the loop need not look at it: its arrays are given without rows."""

from __future__ import annotations

import numpy as np

from sim.plan import NEVER, NO_QUEUE, Plan, Role, steps_of
from sim.tape import Bools, is_alike


def left_out(plan: Plan) -> set[str]:
    """What may happen to people, left out where it happens to nobody: the loop does not look at it then."""
    nobody = _happens_to_nobody(plan)
    found = {name for name in ("silent", "wrong_queue", "lacks_at", "lag_days", "fails", "patience") if nobody[name]}
    if nobody["lacks_at"]:
        found.add("lacks")
    if nobody["lag_days"]:
        found.add("lag_minutes")
    if not happens(plan.after_another):
        found.add("next_case")
        if not some_stay_away(plan):
            found |= {"after_another", "no_show", "online"}
    if not happens(plan.again):
        found |= {"again", "again_days", "again_time"}
    return found


def _happens_to_nobody(plan: Plan) -> dict[str, bool]:
    """By the name of a column; a plan that knows of the ways that cases go is not asked for the column itself."""
    steps = steps_of(plan)
    if steps is not None:
        return {
            "silent": not happens(steps.tape.silent),
            "wrong_queue": steps.spec.hall.wrong_tickets is None,
            "lacks_at": len(steps.papers.case) == 0,
            "lag_days": not steps.patterns.takes_days,
            "fails": not steps.patterns.may_fail,
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


def some_stay_away(plan: Plan) -> bool:
    """Whether nobody comes for some cases, at first or at all."""
    return happens(plan.no_show) or happens(plan.online)


def happens(column: Bools) -> bool:
    """Whether something happens to anybody; where all rows are one in memory it is enough to look at that."""
    return bool((column[:1] if is_alike(column) else column).any())
