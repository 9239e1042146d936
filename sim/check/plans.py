"""The first tier: frozen plans and their exact traces, on both engines. No random number takes part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.check.folder import FROZEN
from sim.check.found import BY_HAND, FORM, PLANS, RULES, Item, Note
from sim.check.frozen import ENDING
from sim.check.prints import changes
from sim.check.work import Played
from sim.errors import ResultError
from sim.study.engines import ENGINES, REFERENCE

Plans = Mapping[str, Mapping[str, Any]]


def held(old: Plans, played: Mapping[str, Played]) -> list[Item]:
    """An item a frozen plan and engine, and one for each plan that is not what the baselines know."""
    items: list[Item] = []
    if not played:  # which is told of by itself
        return items
    for name in sorted(old.keys() | played.keys()):
        if name not in played:
            items.append(_by_hand(name, "plan_gone"))
        elif name not in old:
            items.append(_by_hand(name, "plan_new"))
        elif not played[name].plan:
            items.append(_no_plan(name, played[name]))
        elif played[name].plan != old[name]["plan"]:
            items.append(_by_hand(name, "plan_changed"))
        else:
            items += [_of_engine(name, engine, old[name], played[name]) for engine in ENGINES]
    return items


def _no_plan(name: str, played: Played) -> Item:
    facts = {"file": f"{FROZEN}/{name}{ENDING}", "why": played.wrong[REFERENCE]}
    word, cause = ("plan_damaged", BY_HAND) if played.damaged else ("plan_misfit", FORM)
    return Item(PLANS, name, True, notes=((word, facts),), cause=cause)


def _by_hand(name: str, word: str) -> Item:
    return Item(PLANS, name, True, notes=((word, {}),), cause=BY_HAND)


def _of_engine(name: str, engine: str, old: Mapping[str, Any], played: Played) -> Item:
    label = f"{name} [{engine}]"
    if engine in played.wrong:
        return Item(PLANS, label, True, notes=(("broke_down", {"why": played.wrong[engine]}),), cause=RULES)
    new = played.traces[engine]
    if new["trace"] == old["trace"]:
        return Item(PLANS, label)
    apart: Note = ("engines_differ", {"difference": played.difference})
    notes = (apart,) if played.difference else ()
    return Item(PLANS, label, True, tuple(changes(old, new)), notes, cause=RULES)


def fresh(played: Mapping[str, Played]) -> dict[str, dict[str, Any]]:
    """What baselines keep of plans. Raises `ResultError` where the engines do not agree, or a plan cannot be played."""
    for name, one in sorted(played.items()):
        if one.wrong:
            engine, why = next(iter(one.wrong.items()))
            file = f"{FROZEN}/{name}{ENDING} is damaged, restore it: " if one.damaged else ""
            raise ResultError(
                f"the frozen plan {name} cannot be played ({engine}): {file}{why}. No baseline was written"
            )
        if one.difference:
            raise ResultError(
                f"the engines differ on the frozen plan {name}: {one.difference}. No baseline was written"
            )
    return {name: {"plan": one.plan, **one.traces[REFERENCE]} for name, one in sorted(played.items())}
