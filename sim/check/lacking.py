"""What the baselines lack: what is held against nothing would never be found to have moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sim.check.folder import COUNTED, FIGURES, FROZEN, PLANS, SPECS, STREAMS, TAPES, WEEKS, Baselines
from sim.check.found import BASELINES, BY_HAND, KPIS, Item, Note
from sim.check.found import PLANS as OF_PLANS
from sim.check.found import TAPES as OF_TAPES

TIERS_OF = {
    FROZEN: (OF_PLANS,),
    PLANS: (OF_PLANS,),
    STREAMS: (OF_TAPES, KPIS),
    SPECS: (OF_TAPES, KPIS),
    TAPES: (OF_TAPES,),
    FIGURES: (KPIS,),
    COUNTED: (KPIS,),
    WEEKS: (KPIS,),
}
"""The tiers that need each file, or folder, of the baselines."""


def held(old: Baselines, tiers: Collection[str]) -> list[Item]:
    """An item a file, or folder, that the tiers need: whether it is there, and has every hall that any of them has."""
    halls = halls_of(old)
    known = _known(old)
    wanted = dict.fromkeys(halls, known) | {SPECS: known | {hall.partition("/")[0] for hall in known}}
    items = []
    for name, needed in TIERS_OF.items():
        if not set(needed) & set(tiers):
            continue
        notes = tuple(_wrong(old, name, sorted(wanted.get(name, set()) - halls.get(name, set()))))
        items.append(Item(BASELINES, name, bool(notes), notes=notes, cause=BY_HAND if notes else ""))
    return items


def _wrong(old: Baselines, name: str, lacking: Sequence[str]) -> Iterator[Note]:
    there = {FROZEN: old.frozen, PLANS: old.plans, STREAMS: old.streams, SPECS: old.specs, TAPES: old.people}
    there |= {FIGURES: old.figures, COUNTED: old.counted, WEEKS: old.weeks}
    if not there[name]:
        yield ("baseline_no_plans" if name == FROZEN else "baseline_gone", {"name": name})
    elif lacking:
        first = {"first": lacking[0], "n": len(lacking) - 1, "all": len(lacking)}
        yield ("baseline_without", {"name": name, **first})


def halls_of(old: Baselines) -> Mapping[str, set[str]]:
    """The halls that each file of the baselines has; that of specs has their scenarios besides."""
    return {
        SPECS: set(old.specs),
        TAPES: {hall for people in old.people.values() for hall in people.halls},
        FIGURES: set(old.figures),
        COUNTED: set(old.counted),
        WEEKS: set(old.weeks),
    }


def _known(old: Baselines) -> set[str]:
    return {name for names in halls_of(old).values() for name in names if "/" in name}


def told(items: Sequence[Item], old: Baselines) -> list[Item]:
    """The items but those that call a hall new which some file of the baselines has: one that lacks it is told of."""
    known = _known(old)
    return [item for item in items if not (_is_new(item) and item.halls & known)]


def _is_new(item: Item) -> bool:
    return any(word in ("hall_new", "scenario_new") for word, _ in item.notes)
