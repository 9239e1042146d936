"""The third tier: what the committed scenarios say, and the key figures of their halls."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from sim.check.equivalence import Weeks, equivalent, margin
from sim.check.folder import Figures
from sim.check.found import CONFIGURATION, KPIS, Change, Item, Note
from sim.check.halls import Hall
from sim.check.specs import Lines, differences

EXACT = 2
"""Replications of which each value is kept."""
PLAYED = 40
"""Replications of which mean and deviation are kept; as many are played where other numbers are drawn."""
AT_MOST = 160
"""Replications that are played then of halls whose figures are not shown to be the same by so many."""
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
            word: Note = ("hall_new" if hall in new else "hall_gone", {})
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
        moved = tuple(_in_order(_changes(old[name], new[name]), halls[name]))
        notes = (_by_margin(moved, halls[name], weeks.get(name, {})),) if moved else ()
        items.append(Item(KPIS, name, bool(moved), moved, notes, frozenset([name])))
    return sorted(items, key=lambda item: item.name)


def _changes(old: Figures, new: Figures) -> list[Change]:
    """The values that are not equal, by measure and replication."""
    return [
        Change(f"{measure}[{replication}]", _plain(before), _plain(now))
        for measure in dict.fromkeys([*new, *old])
        for replication, (before, now) in enumerate(
            zip_longest(_values(old, measure), _values(new, measure), fillvalue=math.nan)
        )
        if not _equal(before, now)
    ]


def _paired(old: Sequence[float], new: Sequence[float]) -> Iterator[tuple[float, float]]:
    return zip_longest(old, new, fillvalue=math.nan)


def _values(of: Figures, measure: str) -> Sequence[float]:
    return of.get(measure, ())[:EXACT] or (math.nan,) * EXACT


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value


def _equal(before: float, now: float) -> bool:
    if math.isnan(before) or math.isnan(now):
        return math.isnan(before) and math.isnan(now)
    return math.isclose(before, now, rel_tol=TOLERANCE, abs_tol=NOTHING)


def _in_order(moved: Sequence[Change], hall: Hall) -> list[Change]:
    """The changes as they are told: figures that the scenario compares first, and the largest of them."""
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


def compared(hall: Hall, before: Mapping[str, Weeks], after: Mapping[str, Weeks]) -> Item:
    """A hall for which other numbers are drawn: whether each figure of its scenario's table is the same to a planner.

    All must be, so that the tests need no correction (intersection-union test; Berger 1982).
    """
    changes, notes = [], []
    for measure in hall.compared:
        one, other = (of.get(measure, Weeks(0, math.nan, math.nan)) for of in (before, after))
        verdict = equivalent(one, other, hall.units[measure])
        if not verdict.same:
            changes.append(Change(measure, _plain(one.mean), _plain(other.mean)))
            told = {name: f"{getattr(verdict, name):.4g}" for name in ("difference", "low", "high", "margin")}
            notes.append(("not_the_same", {"measure": measure, "n": other.n, **told}))
    return Item(KPIS, hall.name, bool(changes), tuple(changes), tuple(notes), frozenset([hall.name]))


def weeks_of(hall: Hall, replications: Sequence[Mapping[str, float]]) -> dict[str, Weeks]:
    """The figures that a hall's scenario compares, over replications."""
    return {measure: Weeks.of([values.get(measure, math.nan) for values in replications]) for measure in hall.compared}
