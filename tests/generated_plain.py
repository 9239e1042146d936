"""Halls at random that do without all that a hall may do without: what is left are sessions, duties and closing."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np

from generated import random_spec, random_tape
from generated_evenings import evening_plan
from generated_wide import wide_plan
from sim.plan import NEVER, Plan, Role, lay
from sim.spec import Spec
from sim.tape import everybody


def plain_plan(seed: int) -> Plan:
    """A plan at random; the same seed gives the same plan."""
    rng = np.random.default_rng(seed)
    of = random_spec(rng)
    tape = random_tape(rng, of)
    patient = replace(tape, patience=everybody(NEVER, *tape.patience.shape), silent=np.zeros_like(tape.silent))
    return lay(patient, _plain(of))


def _plain(of: Spec) -> Spec:
    """The same hall without guidance and helpers, where nobody goes first."""
    without = {"secondary": None, "help": None}
    groups = {name: group for name, group in of.staff.groups.items() if group.station != "guidance"}
    staff = of.staff.model_copy(update={"groups": {k: g.model_copy(update=without) for k, g in groups.items()}})
    hall = of.hall.model_copy(update={"guidance": None, "head_start": {}, "routing": "narrowest"})
    return of.model_copy(update={"hall": hall, "staff": staff})


def plain_columns(seed: int) -> Plan:
    """One such as no planner would draw, which is known by its columns alone."""
    return next(bare(plan) for plan in map(_wider, count(100 * seed)) if plan is not None and has_windows_only(plan))


def _wider(seed: int) -> Plan | None:
    return wide_plan(seed) if seed % 3 else evening_plan(seed)


def has_windows_only(plan: Plan) -> bool:
    return bool((plan.role == Role.INTAKE).all())


def bare(plan: Plan) -> Plan:
    """The same hall without helpers, where people are patient and nobody goes first."""
    return replace(
        plan,
        patience=everybody(NEVER, *plan.patience.shape),
        silent=np.zeros_like(plan.silent),
        head_start=np.zeros_like(plan.head_start),
        secondary=np.zeros_like(plan.secondary),
        help_after=np.full_like(plan.help_after, NEVER),
        alis=False,
    )
