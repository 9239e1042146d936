"""One more clerk: a hall as it is, but for a clerk more in one group, all day or for one half-hour."""

from __future__ import annotations

from sim.spec import HALF_HOUR, Label, Spec, clock
from sim.spec.place import Disturbance
from sim.spec.staff import ClerkGroup, RosterLine, Shift


def one_more(spec: Spec, name: str, slot: int | None = None) -> Spec:
    """The hall with one more clerk like those of group `name`: all day, or in half-hour `slot` of the day only.

    The clerk is a group of one, after all others: clerks are away by their number in the hall, so that nobody else's
    absence moves. All day is as the group's clerks work, of a roster as those of the line with the most hours.
    """
    group, groups = spec.staff.groups[name], spec.staff.groups
    own = _free(f"{name}_one_more", groups)
    label = Label(en=f"{group.label.en}, one more", zh=f"{group.label.zh}（增1人）")
    shifts = dict(spec.staff.shifts)
    if group.windows is not None:
        clone = _windows(group, slot)
    elif slot is None:
        clone = group.model_copy(update=_all_day(spec, group))
    else:
        shift = _free(f"{name}_half_hour", shifts)
        shifts[shift] = Shift.model_validate({"start": clock(slot * HALF_HOUR), "end": clock((slot + 1) * HALF_HOUR)})
        clone = group.model_copy(update={"clerks": 1, "shifts": (shift,), "roster": ()})
    staff = spec.staff.model_copy(
        update={"shifts": shifts, "groups": {**groups, own: clone.model_copy(update={"label": label})}}
    )
    down = tuple(_also(trouble, name, own) for trouble in spec.hall.disturbances)
    return spec.model_copy(update={"staff": staff, "hall": spec.hall.model_copy(update={"disturbances": down})})


def _free(name: str, taken: object) -> str:
    """The name, or the next that is not `taken`."""
    assert hasattr(taken, "__contains__")
    while name in taken:
        name += "_"
    return name


def _windows(group: ClerkGroup, slot: int | None) -> ClerkGroup:
    """One window where the group has any, or in one half-hour."""
    assert group.windows is not None
    if slot is not None:
        counts = {int(slot * HALF_HOUR): 1, int((slot + 1) * HALF_HOUR): 0}
        counts = {time: number for time, number in counts.items() if time < 1440}
        return group.model_copy(update={"windows": counts, "weekday_windows": {}})
    every = {
        day: {time: min(number, 1) for time, number in counts.items()} for day, counts in group.weekday_windows.items()
    }
    counts = {time: min(number, 1) for time, number in group.windows.items()}
    return group.model_copy(update={"windows": counts, "weekday_windows": every})


def _all_day(spec: Spec, group: ClerkGroup) -> dict[str, object]:
    if not group.roster:
        return {"clerks": 1}

    def minutes(line: RosterLine) -> float:
        worked = 0.0
        for shift in (spec.staff.shifts[name] for name in line.shifts):
            worked += shift.end - shift.start - sum(rest.end - rest.start for rest in shift.breaks)
        return worked * len(line.weekdays or spec.calendar.open_weekdays)

    longest = max(group.roster, key=minutes)
    return {"roster": (longest.model_copy(update={"clerks": 1}),)}


def _also(trouble: Disturbance, name: str, own: str) -> Disturbance:
    """A system that is down for the group is down for the new clerk, too; who is ill is one of the others."""
    if trouble.kind != "system_down" or name not in trouble.groups:
        return trouble
    return trouble.model_copy(update={"groups": (*trouble.groups, own)})
