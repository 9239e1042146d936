"""Reviewers who come to the windows by the clock: a fixed roster in place of a tidal rule."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TypeVar

import numpy as np

from sim.plan.calendar import lines
from sim.spec import HALF_HOUR, Label, Spec, clock
from sim.spec.fields import Interval
from sim.spec.staff import ClerkGroup, RosterLine, Shift
from sim.tape import Floats, Ints

S = TypeVar("S", Shift, Interval)

AT_WINDOWS = "at_windows"
"""What ends the name of the group that stands for the reviewers while they are in front."""


def tidal_groups(spec: Spec) -> list[str]:
    """Names of the groups whose clerks come forward when many wait."""
    return [name for name, group in spec.staff.groups.items() if group.tidal is not None]


def without_tides(spec: Spec) -> Spec:
    """The hall in which nobody comes forward."""
    return _with_groups(spec, {name: {"tidal": None} for name in tidal_groups(spec)})


def with_rule(spec: Spec, over: int, under: int) -> Spec:
    """The hall in which all tidal windows open when more than `over` wait, and shut when fewer than `under` do."""
    changes = {}
    for name in tidal_groups(spec):
        tidal = spec.staff.groups[name].tidal
        assert tidal is not None
        changes[name] = {"tidal": tidal.model_copy(update={"open_over": over, "close_under": under})}
    return _with_groups(spec, changes)


def _with_groups(spec: Spec, changes: Mapping[str, Mapping[str, object]]) -> Spec:
    groups = {
        name: group.model_copy(update=dict(changes[name])) if name in changes else group
        for name, group in spec.staff.groups.items()
    }
    return spec.model_copy(update={"staff": spec.staff.model_copy(update={"groups": groups})})


def whole_clerks(mean: Floats, most: Ints) -> Ints:
    """Whole clerks in each half-hour, as many in all as the `mean` ones come to, and nowhere over `most`.

    Largest remainders (Hamilton's method): each half-hour has its whole part, and those with most left over one more.
    What does not fit under `most` goes to the half-hours with the most room, the earliest first.
    """
    counts = np.minimum(np.floor(mean).astype(np.int64), most)
    total = min(math.floor(float(mean.sum()) + 0.5), int(most.sum()))
    while counts.sum() < total:
        counts[int(np.argmax(np.where(counts < most, mean - counts, -np.inf)))] += 1
    return counts


def at_work(spec: Spec, name: str) -> Ints:
    """(half-hours of the day) Clerks of a group on duty for all of the half-hour, on days on which all of them work."""
    found = np.zeros(round(24.0 * 60.0 / HALF_HOUR), dtype=np.int64)
    for line in lines(spec.staff.groups[name]):
        for slot in range(len(found)):
            found[slot] += line.clerks * _works(spec, line, slot)
    return found


def _works(spec: Spec, line: RosterLine, slot: int) -> bool:
    start, end = slot * HALF_HOUR, (slot + 1) * HALF_HOUR
    return any(
        shift.start <= start
        and end <= shift.end
        and all(rest.end <= start or end <= rest.start for rest in shift.breaks)
        for shift in (spec.staff.shifts[name] for name in line.shifts)
    )


def by_timetable(spec: Spec, forward: Mapping[str, Ints]) -> Spec:
    """The hall in which so many reviewers of each tidal group stand at windows in each half-hour, every day.

    `forward` has their numbers by group (half-hours of the day). Their reviews pause meanwhile, as in a break. At the
    windows they are a group of their own, with the same scope, pace, errors and cost as under the rule. The clerks are
    the same people, but the hall takes them for two: who is still busy when the half-hour turns is so in both places.
    """
    groups, shifts = dict(without_tides(spec).staff.groups), dict(spec.staff.shifts)
    for name, counts in forward.items():
        group = spec.staff.groups[name]
        assert group.tidal is not None
        behind, front = [], []
        for number, (line, slots) in enumerate(_each_clerk(spec, group, counts)):
            stretches = list(_stretches(slots))
            behind.append(_line(shifts, spec, f"{name}_{number}", line, stretches))
            if stretches:
                own = [f"{name}_{number}_{AT_WINDOWS}_{place}" for place in range(len(stretches))]
                shifts |= {key: _span(Shift, *times) for key, times in zip(own, stretches, strict=True)}
                front.append(RosterLine(clerks=1, shifts=tuple(own), weekdays=line.weekdays))
        groups[name] = group.model_copy(update={"tidal": None, "clerks": None, "shifts": (), "roster": tuple(behind)})
        if front:
            groups[f"{name}_{AT_WINDOWS}"] = _in_front(spec, group, tuple(front))
    staff = spec.staff.model_copy(update={"groups": groups, "shifts": shifts})
    return spec.model_copy(update={"staff": staff})


def _each_clerk(spec: Spec, group: ClerkGroup, counts: Ints) -> Iterator[tuple[RosterLine, list[int]]]:
    """Each clerk's line of the roster, and the half-hours in front: those first on the list go first."""
    gone = np.zeros_like(counts)
    for line in lines(group):
        for _ in range(line.clerks):
            slots = [slot for slot in range(len(counts)) if gone[slot] < counts[slot] and _works(spec, line, slot)]
            gone[slots] += 1
            yield line, slots


def _stretches(slots: list[int]) -> Iterator[tuple[float, float]]:
    """Half-hours that follow one another, as stretches of minutes."""
    cuts = [place for place, (a, b) in enumerate(pairwise(slots), start=1) if b != a + 1]
    for start, end in pairwise([0, *cuts, len(slots)]):
        if end > start:
            yield slots[start] * HALF_HOUR, (slots[end - 1] + 1) * HALF_HOUR


def _span(kind: type[S], start: float, end: float) -> S:
    return kind.model_validate({"start": clock(start), "end": clock(end)})


def _line(
    shifts: dict[str, Shift], spec: Spec, clerk: str, line: RosterLine, away: list[tuple[float, float]]
) -> RosterLine:
    """A clerk's own line, with a break in each stretch spent in front; `shifts` gets what is new."""
    names = []
    for name in line.shifts:
        shift = spec.staff.shifts[name]
        cut = tuple(_span(Interval, a, b) for a, b in away if shift.start <= a and b <= shift.end)
        if cut:
            name = f"{clerk}_{name}"
            shifts[name] = shift.model_copy(update={"breaks": (*shift.breaks, *cut)})
        names.append(name)
    return line.model_copy(update={"clerks": 1, "shifts": tuple(names)})


def _in_front(spec: Spec, group: ClerkGroup, roster: tuple[RosterLine, ...]) -> ClerkGroup:
    assert group.tidal is not None
    label = Label(en=f"{group.label.en}, at windows", zh=f"{group.label.zh}（在窗口）")
    own = {
        "label": label,
        "station": "acceptance",
        "primary": group.tidal.scope,
        "secondary": None,
        "help": None,
        "tidal": None,
        "clerks": None,
        "shifts": (),
        "roster": roster,
        "slowness": group.pace(spec.hall.slowness),
    }
    return group.model_copy(update=own)
