"""Of the third tier: key figures that are counted as a hall is played, where no session is kept (`--level kpis`)."""

from __future__ import annotations

from collections.abc import Mapping

from sim.check.folder import Figures
from sim.check.found import COUNTING, KPIS, RULES, Change, Item, Note
from sim.check.halls import Hall
from sim.check.kpis import changes, in_order
from sim.check.work import Counted
from sim.errors import ResultError

REPLICATION = 0
"""The one that is counted: quick, as what is counted is held against the sessions of the same day, too."""


def held(
    old: Mapping[str, Figures], new: Mapping[str, Counted], halls: Mapping[str, Hall], others: list[Item], same: bool
) -> list[Item]:
    """An item a hall: whether what is counted comes to what its sessions do, and to what it did.

    `others` is what was found before. Where the hall's sessions come to what they did, and both engines play frozen
    plans as they did, it is the counting that moved; else it follows from what moved them. Where other streams are
    drawn, not the `same`, there is nothing that it came to.
    """
    followed = {hall for item in others if item.tier == KPIS and item.moved for hall in item.halls}
    ruled = any(item.cause == RULES for item in others)
    items = []
    for name, counted in sorted(new.items()):
        notes: list[Note] = [("counted_apart", {"difference": counted.apart})] if counted.apart else []
        notes += [("counting_broke_down", {"why": counted.wrong})] if counted.wrong else []
        moved: list[Change] = []
        if same and name in old and not counted.wrong:
            moved = in_order(changes(old[name], figures(counted)), halls[name])
        by_itself = bool(notes) or not (ruled or name in followed)
        cause = COUNTING if by_itself and (notes or moved) else ""
        items.append(
            Item(KPIS, label(name), bool(notes or moved), tuple(moved), tuple(notes), frozenset([name]), cause)
        )
    return items


def fresh(counted: Mapping[str, Counted]) -> dict[str, Figures]:
    """What baselines keep of what is counted. Raises `ResultError` where it is not what sessions come to."""
    for name, one in sorted(counted.items()):
        if why := one.wrong or one.apart:
            raise ResultError(f"key figures of {name} are counted wrongly: {why}. No baseline was written")
    return {name: figures(one) for name, one in counted.items()}


def label(hall: str) -> str:
    """What the item of a hall is called."""
    return f"{hall}: counted"


def figures(counted: Counted) -> Figures:
    """What baselines keep of what is counted."""
    return {measure: (value,) for measure, value in counted.values.items()}
