"""The third tier: what the committed scenarios say, and the key figures of their halls."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from sim.check.equivalence import LOOKS, Weeks, first_decided, margin
from sim.check.folder import Figures
from sim.check.found import CONFIGURATION, KPIS, Change, Item, Note
from sim.check.halls import Hall
from sim.check.specs import Lines, differences

EXACT = 2
"""Replications of which each value is kept."""
PLAYED = LOOKS[0]
"""Replications of which mean and deviation are kept; as many are played first where other numbers are drawn."""
TOLERANCE, NOTHING = 1e-9, 1e-12
"""By how much a value may differ and be equal: in relation to itself; about 0."""


def configured(old: Mapping[str, Lines], new: Mapping[str, Lines]) -> list[Item]:
    """An item a hall: whether its configuration is the same, and which keys are not."""
    items = []
    for hall in (*new, *(hall for hall in old if hall not in new)):
        # What a scenario says of all its halls is about each of them.
        about = frozenset(one for one in (*new, *old) if one == hall or one.startswith(f"{hall}/"))
        label = f"{hall}: configuration"
        if hall not in old or hall not in new:
            what = "hall" if "/" in hall else "scenario"
            word: Note = (f"{what}_new" if hall in new else f"{what}_gone", {})
            items.append(Item(KPIS, label, True, notes=(word,), halls=about, cause=CONFIGURATION))
        else:
            apart = tuple(differences(old[hall], new[hall]))
            items.append(Item(KPIS, label, bool(apart), apart, halls=about, cause=CONFIGURATION if apart else ""))
    return items


def held(
    old: Mapping[str, Figures],
    new: Mapping[str, Figures],
    halls: Mapping[str, Hall],
    weeks: Mapping[str, Mapping[str, Weeks]],
) -> list[Item]:
    """An item a hall known before, for the same streams: whether every key figure is equal."""
    items = []
    for name in new.keys() & old.keys():
        moved = tuple(in_order(changes(old[name], new[name]), halls[name]))
        notes = (_by_margin(moved, halls[name], weeks.get(name, {})),) if moved else ()
        items.append(Item(KPIS, name, bool(moved), moved, notes, frozenset([name])))
    return sorted(items, key=lambda item: item.name)


def changes(old: Figures, new: Figures) -> list[Change]:
    """The values that are not equal, by measure and replication."""
    return [
        Change(f"{measure}[{replication}]", _plain(before), _plain(now))
        for measure in dict.fromkeys([*new, *old])
        for replication, (before, now) in enumerate(
            zip_longest(_values(old, measure), _values(new, measure), fillvalue=math.nan)
        )
        if not _equal(before, now)
    ]


def _values(of: Figures, measure: str) -> Sequence[float]:
    return of.get(measure, ())[:EXACT] or (math.nan,) * EXACT


def _plain(value: float) -> float | None:
    """For JSON, which has no number for what is not finite."""
    return value if math.isfinite(value) else None


def _equal(before: float, now: float) -> bool:
    if math.isnan(before) or math.isnan(now):
        return math.isnan(before) and math.isnan(now)
    return math.isclose(before, now, rel_tol=TOLERANCE, abs_tol=NOTHING)


def in_order(moved: Sequence[Change], hall: Hall) -> list[Change]:
    """Changes as they are told: figures that the scenario compares first, and the largest of them."""
    return sorted(moved, key=lambda change: (_measure(change) not in hall.compared, -abs(change.relative or 0.0)))


def _by_margin(moved: Sequence[Change], hall: Hall, weeks: Mapping[str, Weeks]) -> Note:
    """How many of the figures that the scenario compares moved by more than a planner would call the same."""
    known = [change for change in moved if _measure(change) in hall.compared and _measure(change) in weeks]
    sizes = {(_measure(change), _size(change)) for change in known}
    far = {measure for measure, size in sizes if size >= margin(hall.units[measure], weeks[measure])}
    return ("figures_far", {"far": len(far), "of": len(hall.compared)}) if far else ("figures_near", {})


def _measure(change: Change) -> str:
    return change.what.partition("[")[0]


def _size(change: Change) -> float:
    old, new = change.old, change.new
    return abs(new - old) if isinstance(old, float) and isinstance(new, float) else math.inf


def compared(hall: Hall, before: Mapping[str, Weeks], replications: Sequence[Mapping[str, float]]) -> Item:
    """A hall for which other numbers are drawn: whether each figure of its scenario's table is the same to a planner.

    The hall is the same where all are, so that the tests need no correction for their number (intersection-union test;
    Berger 1982). It moved where any did, and else is undecided where any is; no correction there either, as the margins
    are so wide that a figure which stays the same is beyond them by six standard errors.
    """
    changes, notes, moved = [], [], False
    for measure in hall.compared:
        one, values = before.get(measure, Weeks(0, math.nan, math.nan)), _of(measure, replications)
        verdict = first_decided(one, values, hall.units[measure])
        if not verdict.same:
            moved = moved or verdict.moved
            changes.append(Change(measure, _plain(one.mean), _plain(Weeks.of(values).mean)))
            told = {name: f"{getattr(verdict, name):.4g}" for name in ("difference", "low", "high", "margin")}
            word = "figure_moved" if verdict.moved else "figure_undecided"
            notes.append((word, {"measure": measure, "n": verdict.n, **told}))
    undecided = bool(changes) and not moved
    return Item(KPIS, hall.name, moved, tuple(changes), tuple(notes), frozenset([hall.name]), undecided=undecided)


def _of(measure: str, replications: Sequence[Mapping[str, float]]) -> list[float]:
    return [values.get(measure, math.nan) for values in replications]


def weeks_of(hall: Hall, replications: Sequence[Mapping[str, float]]) -> dict[str, Weeks]:
    """The figures that a hall's scenario compares, over replications."""
    return {measure: Weeks.of(_of(measure, replications)) for measure in hall.compared}
