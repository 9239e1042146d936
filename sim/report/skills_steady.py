"""The cheapest mix of skills in a steady hall, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.finding import tell
from sim.report.tables import Table
from sim.report.text import NOTHING, Lang, comma, label


def mix_text(manifest: Mapping[str, Any], mix: pd.DataFrame, lang: Lang) -> str:
    """The clerks of a mix, in words."""
    skills = manifest["steady"]["skills"]
    return comma(lang).join(
        f"{row['clerks']} {label(skills[row['skill']]['label'], lang)}"
        if lang == "en"
        else f"{label(skills[row['skill']]['label'], lang)}{row['clerks']}人"
        for row in mix[mix["clerks"] > 0].to_dict("records")
    )


def headline(manifest: Mapping[str, Any], mix: pd.DataFrame, lang: Lang) -> str:
    """The mix, how sure it is that no other is cheaper, and what the extremes cost."""
    cost, bound = manifest["cost"], manifest["bound"]
    facts = {
        "evaluated": f"{manifest['evaluated']:,}",
        "excluded": f"{manifest['excluded']:,}",
        "bound": f"{bound:.4g}",
    }
    sure = tell(f"mix_{manifest['certificate']}", lang, gap=f"{100.0 * (cost / bound - 1.0):.1f}", **facts)
    said = [tell("mix_headline", lang, mix=mix_text(manifest, mix, lang), cost=f"{cost:.4g}", certificate=sure)]
    beside = [
        tell(f"mix_{name}", lang, cost=f"{found:.4g}")
        for name, found in manifest["beside"].items()
        if found is not None
    ]
    if beside:
        said.append(tell("mix_beside", lang, others=comma(lang).join(beside)))
    return ("" if lang == "zh" else " ").join(said)


def tables(
    manifest: Mapping[str, Any], mix: pd.DataFrame, waits: pd.DataFrame, worth: pd.DataFrame, lang: Lang
) -> list[Table]:
    """How each class waits, and what one clerk with other skills would change."""
    return [_waits(manifest, waits, lang), _worth(manifest, worth, lang)]


def _waits(manifest: Mapping[str, Any], waits: pd.DataFrame, lang: Lang) -> Table:
    classes = manifest["steady"]["classes"]
    rows = [
        [
            label(classes[row["name"]]["label"], lang),
            f"{100.0 * row['prob_wait']:.2f}",
            f"{row['mean_wait']:.3f}",
            f"{100.0 * row['late']:.2f}",
            tell("mix_allowed", lang, late=f"{100.0 * row['allowed']:g}", wait=f"{row['wait']:g}"),
        ]
        for row in waits.to_dict("records")
    ]
    columns = [tell(f"mix_{key}", lang) for key in ("class", "delayed", "mean", "late", "limit")]
    ties = len(manifest["as_cheap"]) or NOTHING
    note = tell("mix_note", lang, minutes=f"{manifest['steady']['minutes']:g}", ties=ties)
    return Table(tell("mix_waits", lang), columns, rows, [note])


def _worth(manifest: Mapping[str, Any], worth: pd.DataFrame, lang: Lang) -> Table:
    classes, skills = manifest["steady"]["classes"], manifest["steady"]["skills"]
    rows = []
    for (a, b), found in worth.groupby(["from_skill", "to_skill"], sort=False):
        late = dict(zip(found["name"], found["late"], strict=True))
        changes = [_signed(100.0 * late[name], 2) for name in classes]
        cost = _signed(float(found["cost"].iloc[0]), 2)
        rows.append([label(skills[a]["label"], lang), label(skills[b]["label"], lang), *changes, cost])
    columns = [tell(key, lang) for key in ("mix_from", "mix_to")]
    columns += [tell("mix_change", lang, label=label(one["label"], lang)) for one in classes.values()]
    return Table(tell("mix_worth", lang), [*columns, tell("mix_cost_change", lang)], rows, words=2)


def _signed(value: float, decimals: int) -> str:
    return f"{round(value, decimals) + 0.0:+.{decimals}f}".replace("-", "\N{MINUS SIGN}")
