"""What the plan that is answered is held against, and how often it is played to be judged."""

from __future__ import annotations

from typing import NamedTuple

from sim.staffing.alternatives import Alternative, at_equal_service, rivalled, rules, today
from sim.staffing.costing import kept_in
from sim.staffing.covered import covered
from sim.staffing.dayplans import Tell
from sim.staffing.planning import Planner
from sim.staffing.plans import Planned
from sim.staffing.playing import Found

FOUND = "found"
"""What the plan that is answered is called among the costs."""
MOST_PLAYED = 4
"""Times the replications that are asked for, in which it is played at most to know whether it keeps the service."""


class Rival(NamedTuple):
    """What the plan is to be no dearer than."""

    equal: Alternative | None
    """Erlang C that serves as well."""
    left: bool
    """Whether an interrupt came before it was known."""


def with_rival(planner: Planner, planned: Planned, say: Tell) -> tuple[Planned, Rival]:
    """The plan, no dearer than its rival, and that."""
    if planned.interrupted:
        return planned, Rival(None, left=True)
    try:
        say("alternatives", {})
        equal = at_equal_service(planner, planned)
        chosen = covered(planner, rivalled(planner, planned, equal))
        settled = planner.settled(chosen)
        if not settled.interrupted and settled.hours > chosen.hours:
            settled = _rather(planner, settled, rivalled(planner, settled, equal))
        return settled, Rival(equal, left=settled.interrupted)
    except KeyboardInterrupt:
        say("left", {})
        return planned, Rival(None, left=True)


def _rather(planner: Planner, settled: Planned, other: Planned) -> Planned:
    """A plan that mending has made dearer; or Erlang C at equal service, where that is settled, too, and is better."""
    if other is settled:
        return settled
    other = planner.settled(other)
    better = other.verified and (not settled.verified or other.hours < settled.hours)
    return other if better or other.interrupted else settled


def side_by_side(
    planner: Planner, planned: Planned, found: Alternative, equal: Alternative | None, say: Tell
) -> tuple[list[Alternative], dict[str, Found], bool]:
    """The plan and what it is held against, all played on new days, and whether an interrupt came before it was done.

    What was played by then is kept.
    """
    plans, played = [found], dict[str, Found]()
    try:
        plans += rules(planner, planned)
        plans += [*([equal] if equal else []), today(planner)]
        played = planner.halls.play({one.name: one.spec for one in plans}, planner.asked.replications)
        return plans, played | {FOUND: until_clear(planner, found, played[FOUND])}, False
    except KeyboardInterrupt:
        say("left", {})
        return (plans if played else [found]), played, True


def until_clear(planner: Planner, found: Alternative, played: Found) -> Found:
    """The plan in as many new replications again, until it is clear whether it keeps the service, or so often.

    As what was seen decides when it ends, a t-interval over all of them holds the mean a little less often than it
    says.
    """
    for _ in range(0 if planner.asked.plain else MOST_PLAYED - 1):
        if kept_in(planner.asked, played) != "perhaps":
            break
        again = planner.halls.play({FOUND: found.spec}, planner.asked.replications)[FOUND]
        played = {line: [*tickets, *again[line]] for line, tickets in played.items()}
    return played
