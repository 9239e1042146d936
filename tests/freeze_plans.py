"""Freezes plans for `onewindow check`: python tests/freeze_plans.py [tests/baselines]

Plans from the generators of the tests, few and small, that show together whatever plans of theirs can show; and some
days of scenarios with few people. Wanted again only where a plan takes another form, or rules came that none of them
shows; then `onewindow check --update --because "..."` adopts what is in the folder.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from generated import random_plan
from generated_evenings import evening_plan
from generated_reform import random_reform_plan
from generated_wide import wide_plan
from sim.check.frozen import ENDING, packed, unpacked
from sim.config import load
from sim.demand import draw
from sim.engine.reference import play
from sim.plan import Closes, Plan, Role, Station, lay
from sim.results.files import write
from sim.tape import Cause
from sim.trace import CaseOutcome, Outcome, Trace, VisitOutcome

GENERATORS: dict[str, Callable[[int], Plan | None]] = {
    "narrow": random_plan,
    "wide": wide_plan,
    "evening": evening_plan,
    "reform": random_reform_plan,
}
SEEDS = 150
LARGEST = 16_000
"""Bytes of a plan, at the most."""
TIMES = 3
"""Plans that show each thing, where so many do."""
ALWAYS = 3
"""Plans of each generator that are taken whatever they show."""
PACES = 64
"""Sessions of experience after which a clerk learns nothing more."""
DAYS = {
    "reform": ("today", "reform"),
    "warsaw": ("as_observed", "pooled_slower"),
    "online_filing": ("twenty_five",),
    "bookings": ("no_shows",),
    "community_points": ("points",),
    "learning": ("second_week",),
}
"""Variants of scenarios of which two days are frozen, with few people."""
FEW = 0.012


def shown(plan: Plan, trace: Trace) -> Iterator[str]:
    """What a plan shows as it is played."""
    kinds = (
        (Outcome, trace.outcome),
        (VisitOutcome, trace.visit_outcome),
        (CaseOutcome, trace.case_outcome),
        (Cause, trace.visit_cause),
        (Role, plan.role[trace.stage[trace.attended]]),
        (Station, plan.station[trace.queue[trace.attended]]),
    )
    for kind, values in kinds:
        yield from (f"{kind.__name__} {kind(value).name}" for value in np.unique(values))
    attended = trace.attended & (trace.clerk >= 0)
    helping = attended & ~plan.primary[trace.group, trace.queue]
    loose = {
        "a tide": len(trace.tide_from) > 0,
        "help": helping.any(),
        "overtime": (trace.duty_off > trace.duty_due).any(),
        "an agent": (plan.next_case >= 0).any(),
        "one ticket for an agent": plan.one_ticket and (plan.next_case >= 0).any(),
        "alis": plan.alis,
        "serve out": plan.serve_out,
        "send home": not plan.serve_out,
        "balking": plan.balking < 100,
        "head start": (plan.head_start > 0.0).any(),
        "strict priority": np.isinf(plan.head_start).any(),
        "learning": plan.pace.shape[1] > 1,
        "online": plan.online.any(),
        "a ticket by mistake": (plan.wrong_queue >= 0).any(),
        "several sites": len(np.unique(plan.site)) > 1,
        "supplements": plan.paper_tolerated.any(),
        "ties": len(np.unique(trace.end[attended])) < attended.sum(),
        "no ties": len(np.unique(trace.end[attended])) == attended.sum() > 20,
    }
    yield from (name for name, seen in loose.items() if seen)
    counted = np.isin(plan.calendar_mark, 5) & (plan.calendar_index >= 0)
    for group in np.unique(plan.calendar_index[counted]):
        yield f"Closes {Closes(plan.closes[group]).name}"
    yield from (f"Mark {mark}" for mark in np.unique(plan.calendar_mark))


def small(plan: Plan) -> Plan:
    """The plan with all columns at hand, and few digits in what would be large and tells nothing."""
    widest = np.bincount(plan.clerk_group).max()
    return replace(
        plan,
        again_time=np.where(plan.again, np.round(plan.again_time * 4.0) / 4.0, 0.0),
        again_days=np.where(plan.again, plan.again_days, 1),
        pace=plan.pace[:, :PACES],
        closing_draw=np.round(plan.closing_draw[:, :widest] * 1024.0) / 1024.0,
    )


def candidates() -> Iterator[tuple[str, Plan]]:
    """Plans of the generators that are small enough."""
    for seed in range(SEEDS):
        for name, generate in GENERATORS.items():
            plan = generate(seed)
            if plan is not None:
                yield f"{name}_{seed:03d}", small(plan)


def chosen() -> Iterator[tuple[str, Plan]]:
    """The fewest plans, about, that show everything `TIMES` times: the one that shows most more, by turns."""
    found, plans = {}, dict(candidates())
    for name, plan in plans.items():
        if len(packed(plan)) <= LARGEST:
            found[name] = set(shown(plan, play(plan)))
    for name in GENERATORS:
        for first in [one for one in found if one.startswith(name)][:ALWAYS]:
            found.pop(first)
            yield first, plans[first]
    wanted = {what: TIMES for whats in found.values() for what in whats}
    while found:
        best = max(found, key=lambda name: sum(wanted[what] > 0 for what in found[name]))
        if not any(wanted[what] > 0 for what in found[best]):
            return
        for what in found.pop(best):
            wanted[what] -= 1
        yield best, plans[best]


def days() -> Iterator[tuple[str, Plan]]:
    """Two days of some scenarios, with few people."""
    short = ("calendar.days=2", "calendar.warm_up=0", "calendar.drain=0", f"demand.volume={FEW}")
    for scenario, variants in DAYS.items():
        specs = load(scenario, short).specs
        for variant in variants:
            of = specs[variant]
            yield f"{scenario}_{variant}", small(lay(draw(of, 1, 0), of))


def main(folder: Path) -> None:
    """Write the plans, each of which plays the same when it is read."""
    (folder / "plans").mkdir(parents=True, exist_ok=True)
    for old in (folder / "plans").glob(f"*{ENDING}"):
        old.unlink()
    for name, plan in (*sorted(chosen()), *days()):
        content = packed(plan)
        assert play(unpacked(content)).same_as(play(plan)), name
        write(folder / "plans" / f"{name}{ENDING}", content)
        print(f"{name}: {len(plan)} cases, {len(content)} bytes, {len(set(shown(plan, play(plan))))} things shown")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent / "baselines")
