"""What skills are worth in a hall, as tables, and the sentences that a planner needs first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.measures.kinds import SHARE
from sim.report.bottlenecks import starred, with_interval
from sim.report.finding import tell
from sim.report.levers import unit_of
from sim.report.tables import Table
from sim.report.text import Lang, label

MONEY = "money_per_day"
SHOWN = 15
"""Trainings that are listed; the others are in `worth.csv`."""


def measures(manifest: Mapping[str, Any]) -> list[str]:
    """What is told of halls: measures, then money."""
    return [*manifest["measures"], MONEY]


def scaled(manifest: Mapping[str, Any], row: Mapping[Any, Any], names: tuple[str, str, str]) -> dict[str, Any]:
    """Mean and interval of a row, from columns of these names, as they are shown: shares in per cent."""
    name = str(row["measure"])
    share = name != MONEY and manifest["catalogue"][name]["unit"]["en"] == SHARE.en
    values = (100.0 * float(row[column]) if share else float(row[column]) for column in names)
    return dict(zip(("mean", "low", "high"), values, strict=True))


def title_of(manifest: Mapping[str, Any], name: str, lang: Lang, *, change: bool = False) -> str:
    """What a column of a measure, or of changes in it, is called."""
    if name == MONEY:
        return tell("skills_money", lang, currency=manifest["currency"])
    found = manifest["catalogue"][name]
    share = found["unit"]["en"] == SHARE.en
    unit = unit_of(manifest, name, lang) if change else "%" if share else label(found["unit"], lang)
    return f"{label(found['label'], lang)} [{unit}]"


def hall_label(name: str, lang: Lang) -> str:
    """What a hall is called: now, the number of a step, chained, flexible."""
    if name.isdigit():
        return tell("skills_hall_step", lang, step=name)
    return tell(f"skills_hall_{name}", lang)


def headline(
    manifest: Mapping[str, Any], worth: pd.DataFrame, order: pd.DataFrame, halls: pd.DataFrame, lang: Lang
) -> str:
    """Whom to train first, what all steps come to, and what a ring of helpers and generalists would bring."""
    by = manifest["by"]
    facts = {"measure": label(manifest["catalogue"][by]["label"], lang), "unit": unit_of(manifest, by, lang)}
    said = [] if manifest["complete"] else [tell("skills_interrupted", lang)]
    if order.empty:
        return _joined([*said, tell("skills_none", lang, **facts)] if manifest["steps"] else said, lang)
    first = order.iloc[0]
    change = with_interval(scaled(manifest, dict(first, measure=by), ("mean", "low", "high")))
    group, skill = label(manifest["groups"][first["group"]], lang), label(manifest["skills"][first["skill"]], lang)
    said.append(tell("skills_first", lang, group=group, skill=skill, change=change, **facts))
    return _joined([*said, *_cumulative(manifest, order, halls, facts, lang)], lang)


def _joined(sentences: list[str], lang: Lang) -> str:
    return ("" if lang == "zh" else " ").join(sentences)


def _cumulative(
    manifest: Mapping[str, Any], order: pd.DataFrame, halls: pd.DataFrame, facts: Mapping[str, str], lang: Lang
) -> Iterator[str]:
    if halls.empty:
        return
    rows = {(row["hall"], row["measure"]): row for row in halls.to_dict("records")}
    last, by = str(order["step"].iloc[-1]), manifest["by"]
    ends = ("change", "change_low", "change_high")
    change = with_interval(scaled(manifest, rows[last, by], ends))
    money = with_interval(scaled(manifest, rows[last, MONEY], ends), decimals=0)
    told = {"steps": last, "change": change, "money": money, "currency": manifest["currency"]}
    yield tell("skills_then", lang, **told, **facts)
    ring, every = rows["chained", by], rows["flexible", by]
    beside = {"ring": int(ring["taught"]), "all": int(every["taught"]), "unit": facts["unit"]}
    changes = {
        f"{name}_change": with_interval(scaled(manifest, row, ends)) for name, row in (("ring", ring), ("all", every))
    }
    yield tell("skills_beside", lang, **beside, **changes)


def tables(
    manifest: Mapping[str, Any], worth: pd.DataFrame, order: pd.DataFrame, halls: pd.DataFrame, lang: Lang
) -> list[Table]:
    """The trainings that help most, the order of training, and all halls on other days."""
    found = [_worth(manifest, worth, lang)]
    if not order.empty:
        found.append(_order(manifest, order, lang))
    if not halls.empty:
        found.append(_halls(manifest, halls, lang))
    return found


def _worth(manifest: Mapping[str, Any], worth: pd.DataFrame, lang: Lang) -> Table:
    told, costs = measures(manifest), manifest["costs"]
    rows = {(row["group"], row["skill"], row["measure"]): row for row in worth.to_dict("records")}
    ranked = worth[worth["measure"] == manifest["by"]].sort_values("mean", kind="stable").head(SHOWN)
    body = [
        [
            label(manifest["groups"][group], lang),
            label(manifest["skills"][skill], lang),
            *(
                starred(scaled(manifest, rows[group, skill, name], ("mean", "low", "high")), _digits(name))
                for name in told
            ),
        ]
        for group, skill in zip(ranked["group"], ranked["skill"], strict=True)
    ]
    paces = [*costs["slowness"], costs["slowness_all"]]
    facts = {
        "n": manifest["replications"],
        "shown": len(body),
        "tried": manifest["tried"][0],
        "slower": f"{paces[1] / paces[0]:g}",
        "use": tell(f"skills_use_{costs['use']}", lang),
    }
    columns = [tell(key, lang) for key in ("skills_clerk_of", "skills_learns")]
    columns += [title_of(manifest, name, lang, change=True) for name in told]
    variant = label(manifest["variants"][manifest["variant"]], lang)
    return Table(
        tell("skills_worth", lang, label=variant), columns, body, [tell("skills_worth_note", lang, **facts)], words=2
    )


def _digits(name: str) -> int:
    return 0 if name == MONEY else 2


def _order(manifest: Mapping[str, Any], order: pd.DataFrame, lang: Lang) -> Table:
    by = manifest["by"]
    rows = [
        [
            str(row["step"]),
            label(manifest["groups"][row["group"]], lang),
            label(manifest["skills"][row["skill"]], lang),
            str(row["tried"]),
            starred(scaled(manifest, row, ("mean", "low", "high"))),
        ]
        for row in order.assign(measure=by).to_dict("records")
    ]
    found = manifest["catalogue"][by]
    gain = tell("skills_gain", lang, measure=label(found["label"], lang), unit=unit_of(manifest, by, lang))
    columns = [tell(f"skills_{key}", lang) for key in ("step", "clerk_of", "learns", "best_of")]
    note = tell("skills_order_note", lang, shortlist=manifest["costs"]["shortlist"])
    return Table(tell("skills_order", lang), [*columns, gain], rows, [note], words=3)


def _halls(manifest: Mapping[str, Any], halls: pd.DataFrame, lang: Lang) -> Table:
    rows, names = [], list(dict.fromkeys(halls["hall"]))
    found = {(row["hall"], row["measure"]): row for row in halls.to_dict("records")}
    told, costs = measures(manifest), manifest["costs"]
    for name in names:
        first, second = [], []
        for measure in told:
            row = found[name, measure]
            first.append(with_interval(scaled(manifest, row, ("mean", "low", "high")), decimals=_digits(measure)))
            ends = scaled(manifest, row, ("change", "change_low", "change_high"))
            second.append(starred(ends, _digits(measure)))
        rows.append([hall_label(name, lang), str(int(found[name, told[0]]["taught"])), *first])
        if name != "now":
            rows.append(["", "", *second])
    paces = ", ".join(f"{pace:g}" for pace in costs["slowness"])
    facts = {key: f"{costs[key]:g}" for key in ("training", "days")}
    facts |= {"slowness": paces, "all": f"{costs['slowness_all']:g}", "currency": manifest["currency"]}
    note = tell("skills_halls_note", lang, n=manifest["replications"], others=len(names) - 1, **facts)
    columns = [tell("skills_hall", lang), tell("skills_taught", lang), *(title_of(manifest, m, lang) for m in told)]
    return Table(tell("skills_halls", lang), columns, rows, [note])
