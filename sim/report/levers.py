"""What a reform is made of, and where halls tie, as tables and sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.measures.kinds import SHARE
from sim.report.bottlenecks import excludes_0, starred
from sim.report.finding import tell
from sim.report.tables import Table
from sim.report.text import NOTHING, Lang, comma, label, number, say

Row = Mapping[Any, Any]


def decomposition(
    manifest: Mapping[str, Any], effects: pd.DataFrame, combinations: pd.DataFrame, lang: Lang
) -> list[Table]:
    """A table a measure: the levers, with their shares of the effect, alone and last; and how levers go together."""
    found = [_of_measure(manifest, effects, combinations, measure, lang) for measure in manifest["measures"]]
    pairs = effects[effects["kind"] == "interaction"]
    return [*found, _interactions(manifest, pairs, lang)] if len(pairs) else found


def _of_measure(
    manifest: Mapping[str, Any], effects: pd.DataFrame, combinations: pd.DataFrame, measure: str, lang: Lang
) -> Table:
    mine = effects[effects["measure"] == measure]
    by_kind = {(row["kind"], row["lever"]): row for row in mine.to_dict("records")}
    whole, unit = by_kind["total", ""], mine["unit"].iloc[0]
    sure = excludes_0(_shown(whole))
    rows = [
        [
            f"{place}. {label(lever['label'], lang)}",
            _effect(manifest, by_kind["share", name], lang),
            _percent(by_kind["share", name]["mean"], whole["mean"]) if sure else NOTHING,
            _effect(manifest, by_kind["alone", name], lang),
            _effect(manifest, by_kind["last", name], lang),
        ]
        for place, (name, lever) in enumerate(manifest["levers"].items(), start=1)
    ]
    every = _percent(1.0, 1.0) if sure else NOTHING
    rows.append([tell("all_levers", lang), _effect(manifest, whole, lang), every, NOTHING, NOTHING])
    values = combinations[combinations["measure"] == measure]["mean"]
    today = label(manifest["variants"][manifest["today"]], lang)
    ends = {"before": number(values.iloc[0], unit), "after": number(values.iloc[-1], unit)}
    notes = [tell("today_to_reform", lang, today=today, **ends)]
    hall = without_value(effects, combinations, measure)
    if hall is not None:
        notes.append(no_value(manifest, hall, lang, measure=_named(manifest, measure, lang), today=today))
    if measure == manifest["measures"][0]:
        if manifest["reform"] is not None:
            notes.append(tell("comes_to", lang, variant=label(manifest["variants"][manifest["reform"]], lang)))
        facts = {"combinations": manifest["combinations"], "n": manifest["replications"]}
        notes.append(tell("levers_note", lang, today=today, **facts))
    title = tell("made_of", lang, measure=_named(manifest, measure, lang), unit=unit_of(manifest, measure, lang))
    keys = ("lever", "lever_share", "lever_percent", "lever_alone", "lever_last")
    return Table(title, [tell(key, lang) for key in keys], rows, notes)


def _interactions(manifest: Mapping[str, Any], pairs: pd.DataFrame, lang: Lang) -> Table:
    found = {(row["lever"], row["other"], row["measure"]): row for row in pairs.to_dict("records")}
    rows = [
        [
            " × ".join(label(manifest["levers"][name]["label"], lang) for name in pair),
            *(_value(found[(*pair, measure)]) for measure in manifest["measures"]),
        ]
        for pair in dict.fromkeys((lever, other) for lever, other, _ in found)
    ]
    measures = [f"{_named(manifest, name, lang)} [{unit_of(manifest, name, lang)}]" for name in manifest["measures"]]
    notes = [tell("interactions_note", lang)]
    return Table(tell("interactions", lang), [tell("pair", lang), *measures], rows, notes)


def _effect(manifest: Mapping[str, Any], row: Row, lang: Lang) -> str:
    """An effect, with the numbers of the levers that it is the effect of, too."""
    value = _value(row)
    return value if value == NOTHING else _with(manifest, value, row["other"], lang)


def _with(manifest: Mapping[str, Any], what: str, names: str, lang: Lang) -> str:
    """Something with the numbers of levers, whose `names` are joined by +; without levers, only itself."""
    if not names:
        return what
    places = list(manifest["levers"])
    numbers = comma(lang).join(str(places.index(name) + 1) for name in names.split("+"))
    return tell("with_levers", lang, effect=what, levers=numbers)


def without_value(effects: pd.DataFrame, combinations: pd.DataFrame, measure: str) -> str | None:
    """The levers (joined by +, empty for the first variant) of a hall for want of whose value there are no shares."""
    shares = effects[(effects["measure"] == measure) & (effects["kind"] == "share")]
    if shares["mean"].notna().all():
        return None
    halls = combinations[combinations["measure"] == measure]
    return str(halls["levers"].iloc[int(halls["n"].to_numpy().argmin())])


def no_value(manifest: Mapping[str, Any], hall: str, lang: Lang, *, measure: str, today: str) -> str:
    """Says that there are no shares, as the measure has no value in a hall: `today`, or that with the levers `hall`."""
    return say("no_value", lang, measure=measure, hall=_with(manifest, today, hall, lang))


def _value(row: Row) -> str:
    return starred(_shown(row))


def _shown(row: Row) -> dict[str, float]:
    """Mean and interval as they are shown: of shares, in percentage points."""
    scale = 100.0 if row["unit"] == SHARE.en else 1.0
    return {column: scale * row[column] for column in ("mean", "low", "high")}


def _percent(part: float, whole: float) -> str:
    if not whole or math.isnan(part):
        return NOTHING
    # What rounds to 0 has no sign.
    return f"{round(100.0 * part / whole, 0) + 0.0:.0f}".replace("-", "\N{MINUS SIGN}")


def _named(manifest: Mapping[str, Any], measure: str, lang: Lang) -> str:
    return label(manifest["catalogue"][measure]["label"], lang)


def unit_of(manifest: Mapping[str, Any], measure: str, lang: Lang) -> str:
    """The unit of a difference in a measure."""
    unit = manifest["catalogue"][measure]["unit"]
    return say("points", lang) if unit["en"] == SHARE.en else label(unit, lang)


# Where halls tie


def value_text(manifest: Mapping[str, Any], value: float) -> str:
    """A value of the key, to the digits that are known of it."""
    if manifest["whole"]:
        return f"{value:.0f}"
    return f"{value:.{max(0, math.ceil(-math.log10(manifest['tolerance'])))}f}"


def tie_text(manifest: Mapping[str, Any], row: Row, lang: Lang) -> str:
    """A tie with its interval, an end beyond the range as open."""
    if row["finding"] != "tie":
        return tell("not_known" if row["finding"] in ("undecided", "gap") else "none", lang)
    ends = [tell("open", lang) if _missing(row[end]) else value_text(manifest, row[end]) for end in ("low", "high")]
    return f"{_place(manifest, row, lang)} ({', '.join(ends)})"


def _place(manifest: Mapping[str, Any], row: Row, lang: Lang) -> str:
    if not _missing(row["value"]):
        return value_text(manifest, row["value"])
    return tell("between", lang, **{end: value_text(manifest, row[end]) for end in ("below", "above")})


def _missing(value: Any) -> bool:
    return value is None or math.isnan(value)


def side_below(manifest: Mapping[str, Any], row: Row, curve: pd.DataFrame) -> str:
    """Whether the variant's measure is `lower` or `higher` than the base's below a tie; empty where it is not known."""
    at = (row["below"] + row["above"]) / 2.0
    mine = curve[(curve["variant"] == row["variant"]) & (curve["mean"] != 0.0)]
    under = mine[mine["value"] <= at - manifest["tolerance"] / 2.0]["mean"]
    over = mine[mine["value"] >= at + manifest["tolerance"] / 2.0]["mean"]
    if len(under):
        return "lower" if under.iloc[-1] < 0.0 else "higher"
    return "" if not len(over) else "higher" if over.iloc[0] < 0.0 else "lower"


def ties_headline(manifest: Mapping[str, Any], ties: pd.DataFrame, curve: pd.DataFrame, lang: Lang) -> str:
    """A sentence a tie, or a variant without one."""
    said = []
    for row in ties.to_dict("records"):
        facts = _facts(manifest, lang) | {"variant": label(manifest["variants"][row["variant"]], lang)}
        if row["finding"] == "tie":
            side = side_below(manifest, row, curve)
            words = tell(side, lang) if side else NOTHING
            said.append(tell("ties_at", lang, tie=tie_text(manifest, row, lang), side=words, **facts))
        elif row["finding"] in ("lower", "higher"):
            said.append(tell("stays", lang, side=tell(row["finding"], lang), **facts))
        else:
            said.append(tell(f"stays_{row['finding']}", lang, **facts))
    return "\n".join(said)


def _facts(manifest: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    return {
        "measure": _named(manifest, manifest["measures"][0], lang),
        "base": label(manifest["variants"][manifest["base"]], lang),
        "key": manifest["key"],
        "start": value_text(manifest, manifest["from"]),
        "end": value_text(manifest, manifest["to"]),
    }


def ties_tables(manifest: Mapping[str, Any], ties: pd.DataFrame, curve: pd.DataFrame, lang: Lang) -> list[Table]:
    """A row a tie, with the differences at the ends of the range."""
    facts, (measure,) = _facts(manifest, lang), manifest["measures"]
    scale = 100.0 if manifest["catalogue"][measure]["unit"]["en"] == SHARE.en else 1.0
    rows = []
    for row in ties.to_dict("records"):
        now = manifest["now"].get(row["variant"])
        side = side_below(manifest, row, curve) if row["finding"] == "tie" else ""
        mine = curve[curve["variant"] == row["variant"]]
        ends = [
            starred({column: scale * mine[column].iloc[at] for column in ("mean", "low", "high")}) for at in (0, -1)
        ]
        rows.append(
            [
                label(manifest["variants"][row["variant"]], lang),
                tie_text(manifest, row, lang),
                tell(side, lang) if side else NOTHING,
                NOTHING if now is None else f"{now:g}",
                *ends,
            ]
        )
    where = tell(f"in_{manifest['within']}", lang, **facts)
    tolerance = "1" if manifest["whole"] else f"{manifest['tolerance']:.2g}"
    notes = [tell("ties_note", lang, where=where, tolerance=tolerance, n=manifest["replications"], **facts)]
    if manifest["left_out"]:
        labels = [label(manifest["variants"][name], lang) for name in manifest["left_out"]]
        notes.append(tell("left_out", lang, variants=comma(lang).join(labels)))
    columns = [
        *(tell(key, lang) for key in ("variant", "tie", "below_it", "now")),
        tell("at_start", lang, value=facts["start"]),
        tell("at_end", lang, value=facts["end"]),
    ]
    title = tell("ties", lang, **facts) + f" [{unit_of(manifest, measure, lang)}]"
    return [Table(title, columns, rows, notes)]
