"""Of halls held against each other as a number changes: who comes to them, and where a tie is not excluded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.report.finding import tell
from sim.report.levers import value_text
from sim.report.text import Lang, comma, label

PEOPLE = ("same", "more", "other")
"""Who comes to a variant, as against the base: the same people; of two volumes, to the higher one these and more; or
people of their own, so that a pair is of one replication, but not of one tape."""


def pairs(who: Mapping[str, str], base: str, labels: Mapping[str, str], lang: Lang) -> str:
    """Whether variants are held against the base on the same people; `labels` name them."""
    if set(who.values()) == {PEOPLE[0]}:
        return tell("pairs_same", lang)
    said = []
    for kind in PEOPLE[1:]:
        named = [labels[name] for name, found in who.items() if found == kind]
        if named:
            said.append(tell(f"pairs_{kind}", lang, variants=comma(lang).join(named), base=labels[base]))
    return ("" if lang == "zh" else " ").join(said)


def reservations(
    manifest: Mapping[str, Any], ties: pd.DataFrame, curve: pd.DataFrame, labels: Mapping[str, str], lang: Lang
) -> Iterator[str]:
    """At which values of the key a tie is not excluded of a variant that has none, and at which there is no value."""
    (measure,) = manifest["measures"]
    for variant, finding in ties.drop_duplicates("variant")[["variant", "finding"]].itertuples(index=False):
        mine = curve[curve["variant"] == variant]
        absent = mine["mean"].isna()
        facts = {
            "measure": label(manifest["catalogue"][measure]["label"], lang),
            "variant": labels[variant],
            "base": labels[manifest["base"]],
            "key": manifest["key"],
        }
        if finding == "undecided":
            side = tell("lower" if mine["mean"].min() < 0.0 else "higher", lang)
            kept = mine[~absent & ~(mine["low"] > 0.0) & ~(mine["high"] < 0.0)]
            yield tell("not_excluded", lang, side=side, values=_values(manifest, kept, lang), **facts)
        if finding != "missing" and absent.any():
            yield tell("absent_at", lang, values=_values(manifest, mine[absent], lang), **facts)


def _values(manifest: Mapping[str, Any], curve: pd.DataFrame, lang: Lang) -> str:
    return comma(lang).join(value_text(manifest, value) for value in curve["value"])
