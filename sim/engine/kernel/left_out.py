"""What nobody has in a plan, so that the loop need not look at it: its arrays are given without rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.plan import NEVER, NO_QUEUE, NO_STAGE, Closes, Plan
from sim.tape import is_alike

SELDOM = ("by_file", "silent", "awaits")
"""Columns of which many plans have nothing."""


def left_out(plan: Plan) -> dict[str, Any]:
    """What may happen to people, left out where it happens to nobody: the loop does not look at it then."""
    found: dict[str, Any] = {name: getattr(plan, name)[:0] for name in SELDOM if not getattr(plan, name).any()}
    nothing = {"wrong_queue": plan.wrong_queue != NO_QUEUE, "plan_accepted_at": plan.accepted_at != NO_STAGE}
    found |= {name: np.empty(0, dtype=np.int64) for name, has in nothing.items() if not has.any()}
    if len(plan.lacks) == 0:
        found["lacks_at"] = plan.lacks_at[:0]
    if not (plan.again[:1] if is_alike(plan.again) else plan.again).any():
        found |= {name: getattr(plan, name)[:0] for name in ("again", "again_days", "again_time")}
    if waits_for_ever(plan):
        found["patience"] = plan.patience[:0]
    if not (plan.closes == Closes.RANDOM).any():
        found["closing_draw"] = plan.closing_draw[:0]
    if not errs(plan):
        found["error_mark"] = plan.error_mark[:0]
    return found


def waits_for_ever(plan: Plan) -> bool:
    """Whether it is plain, without a look at everybody, that nobody ever gives up."""
    return is_alike(plan.patience) and bool((plan.patience[:1] == NEVER).all())


def errs(plan: Plan) -> bool:
    """Whether clerks make errors."""
    return bool((plan.error_share > 0.0).any())
