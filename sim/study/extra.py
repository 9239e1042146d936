"""One more clerk: a hall as it is, but for a clerk more in one group, all day or for one half-hour."""

from __future__ import annotations

from collections.abc import Container

from sim.spec import HALF_HOUR, Label, Spec, clock
from sim.spec.place import Disturbance
from sim.spec.staff import ClerkGroup, RosterLine, Shift, WindowCounts


def one_more(spec: Spec, name: str, slot: int | None = None) -> Spec:
    """The hall with one more clerk like those of group `name`: all day, or in half-hour `slot` of the day only.

    The clerk is a group of one, after all others: clerks are away by their number in the hall, so that nobody else's
    absence moves. All day is as the group's clerks work, of a roster as those of the line with the most hours.
    """
    group, groups = spec.staff.groups[name], spec.staff.groups
    own = free_name(f"{name}_one_more", groups)
    label = Label(en=f"{group.label.en}, one more", zh=f"{group.label.zh}（增1人）")
    shifts = dict(spec.staff.shifts)
    if group.windows is not None or slot is None:
        clone = one_of(spec, group) if slot is None else _window_in(group, slot)
    else:
        shift = free_name(f"{name}_half_hour", shifts)
        shifts[shift] = Shift.model_validate({"start": clock(slot * HALF_HOUR), "end": clock((slot + 1) * HALF_HOUR)})
        clone = group.model_copy(update={"clerks": 1, "shifts": (shift,), "roster": ()})
    staff = spec.staff.model_copy(
        update={"shifts": shifts, "groups": {**groups, own: clone.model_copy(update={"label": label})}}
    )
    down = tuple(also_down(trouble, name, own) for trouble in spec.hall.disturbances)
    return spec.model_copy(update={"staff": staff, "hall": spec.hall.model_copy(update={"disturbances": down})})


def free_name(name: str, taken: Container[str]) -> str:
    """The name, or the next that is not `taken`."""
    while name in taken:
        name += "_"
    return name


def one_of(spec: Spec, group: ClerkGroup) -> ClerkGroup:
    """A group of one clerk of `group`, who works as its clerks do, or of a roster as those of the longest line.

    Of numbers of windows it is one window where there is any.
    """
    if group.windows is None:
        return group.model_copy(update=_all_day(spec, group))
    every = {day: _one_at_most(counts) for day, counts in group.weekday_windows.items()}
    return group.model_copy(update={"windows": _one_at_most(group.windows), "weekday_windows": every})


def _one_at_most(counts: WindowCounts) -> WindowCounts:
    return {time: min(number, 1) for time, number in counts.items()}


def _window_in(group: ClerkGroup, slot: int) -> ClerkGroup:
    """One window, in a half-hour of the day."""
    counts = {int(slot * HALF_HOUR): 1, int((slot + 1) * HALF_HOUR): 0}
    counts = {time: number for time, number in counts.items() if time < 1440}
    return group.model_copy(update={"windows": counts, "weekday_windows": {}})


def _all_day(spec: Spec, group: ClerkGroup) -> dict[str, object]:
    if not group.roster:
        return {"clerks": 1}
    return {"roster": (longest_line(spec, group).model_copy(update={"clerks": 1}),)}


def longest_line(spec: Spec, group: ClerkGroup) -> RosterLine:
    """The line of a group's roster with the most hours a clerk."""

    def minutes(line: RosterLine) -> float:
        worked = 0.0
        for shift in (spec.staff.shifts[name] for name in line.shifts):
            worked += shift.end - shift.start - sum(rest.end - rest.start for rest in shift.breaks)
        return worked * len(line.weekdays or spec.calendar.open_weekdays)

    return max(group.roster, key=minutes)


def also_down(trouble: Disturbance, name: str, own: str) -> Disturbance:
    """A system that is down for the group is down for the new clerk, too; who is ill is one of the others."""
    if trouble.kind != "system_down" or name not in trouble.groups:
        return trouble
    return trouble.model_copy(update={"groups": (*trouble.groups, own)})
