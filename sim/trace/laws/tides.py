"""The laws of tidal windows: they open when many wait, and shut when few do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.plan import NEVER, Mark
from sim.tape import Bools, Floats, Ints
from sim.trace.laws.looks import Display, closed, instants, is_tidal, just_after, level, marked, numbers, restless
from sim.trace.records import Records


def tides_turn_when_their_rule_says(trace: Records) -> Iterator[str]:
    """Windows open when more wait than the rule says, or one so long; they shut when fewer do, or for the night."""
    plan = trace.plan
    for group in numbers(is_tidal(plan)):
        mine, name = trace.tide_group == group, plan.group_names[group]
        opened, shut = trace.tide_from[mine], trace.tide_to[mine]
        decided = _decided(trace, group, opened, float(plan.open_delay[group]))
        most, oldest = _waiting(trace, group, decided)
        wrong = (most <= plan.open_over[group]) & (decided < oldest + plan.open_after[group] - 1e-9)
        if wrong.any():
            yield f"{name} opens windows at minute {opened[wrong][0]} without need"
        by_rule = ~np.isnan(shut) & ~np.isin(shut, marked(plan, Mark.MORNING))
        decided = _decided(trace, group, shut[by_rule], float(plan.close_delay[group]))
        calm = ~np.isin(decided, restless(trace))
        fewest = _fewest(trace, group, decided)
        if (wrong := calm & (fewest >= plan.close_under[group])).any():
            yield f"{name} shuts windows at minute {shut[by_rule][wrong][0]} while many wait"


def _decided(trace: Records, group: int, turned: Floats, delay: float) -> Floats:
    """When each decision was made: the instant from which the delay led to the turn, to the last bit."""
    plan = trace.plan
    ages = trace.ticket[np.isin(trace.queue, numbers(plan.front[group]))] + plan.open_after[group]
    at = instants(trace.ticket, trace.call, trace.end, trace.released, ages[ages < NEVER], plan.calendar_time)
    place = np.searchsorted(at, turned - delay)
    decided = turned - delay
    for step in (-1, 0, 1):
        near = at[np.clip(place + step, 0, len(at) - 1)]
        decided = np.where(near + delay == turned, near, decided)
    return decided


def _waiting(trace: Records, group: int, at: Floats) -> tuple[Ints, Floats]:
    """The most numbers that a group's windows may have seen at each instant, and when the oldest was taken."""
    displays = [
        Display(trace, q, trace.ticket, just_after(trace.display_end)) for q in numbers(trace.plan.front[group])
    ]
    total = np.sum([d.number(at) for d in displays], axis=0)
    return np.asarray(total), np.min([d.oldest(at) for d in displays], axis=0)


def _fewest(trace: Records, group: int, at: Floats) -> Ints:
    """The fewest numbers left there once all calls of an instant have been made, and the impatient have gone."""
    queues = numbers(trace.plan.front[group])
    displays = [Display(trace, q, just_after(trace.ticket), trace.display_end) for q in queues]
    return np.asarray(np.sum([d.number(at) for d in displays], axis=0))


def nobody_opens_windows_at_night(trace: Records) -> Iterator[str]:
    """A decision to open is made while the hall is open, and does not outlive the night."""
    plan = trace.plan
    decided = trace.tide_from - plan.open_delay[trace.tide_group]
    opened: Bools = level(plan.open_from, just_after(plan.open_to), just_after(decided)) > 0
    if (~opened | closed(plan, decided)).any():
        moment = trace.tide_from[~opened | closed(plan, decided)][0]
        yield f"windows are opened at minute {moment}, decided in shut hours"
