"""What each level of wait costs, and what visits come with it, in sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.measures.kinds import SHARE
from sim.report.finding import tell
from sim.report.frontier_days import on_days, table_of_days
from sim.report.tables import Table, mean_and_interval
from sim.report.text import NOTHING, Lang, comma, label, number

Manifest = Mapping[str, Any]
Row = Mapping[Any, Any]
LONGEST = "longest_wait"
"""The mean wait of the longest queue, at windows or at another desk, minutes."""


def headline(manifest: Manifest, points: pd.DataFrame, halls: pd.DataFrame, robust: pd.DataFrame, lang: Lang) -> str:
    """Today's hall, the knee with its neighbours, its baseline and its certificate, and other kinds of days."""
    lines = [tell("frontier_interrupted", lang)] if manifest["interrupted"] else []
    first = manifest["swept"][0]
    lines.append(tell("frontier_today", lang, **_facts(manifest, _hall(halls, first, "today"), first, lang)))
    if points["knee"].any():
        lines += _of_knee(manifest, points, halls, lang)
    else:
        lines.append(tell("frontier_no_knee", lang))
    return "\n".join([*lines, *on_days(manifest, robust, lang)])


def _of_knee(manifest: Manifest, points: pd.DataFrame, halls: pd.DataFrame, lang: Lang) -> list[str]:
    knee = points[points["knee"]].iloc[0].to_dict()
    variant, level = knee["variant"], knee["level"]
    lines = [tell("frontier_knee", lang, **_facts(manifest, _hall(halls, variant, "point", level), variant, lang))]
    lines += _of_goals(manifest, points, halls, knee["goals"], lang)
    slopes = _slopes(points, halls)
    if slopes is not None:
        steep, flat = (f"{value:,}" for value in slopes)
        lines.append(tell("frontier_steeper", lang, steep=steep, flat=flat, currency=manifest["currency"]))
    lines.append(_of_erlang(manifest, _hall(halls, variant, "as_good", level), knee, lang))
    if knee["certificate"] != "unverified":
        lines.append(_of_certificate(knee, lang))
    else:
        lines.append(tell("size_least_unverified", lang))
    return lines


def _of_goals(manifest: Manifest, points: pd.DataFrame, halls: pd.DataFrame, goals: str, lang: Lang) -> list[str]:
    """Where the knee is not seen to keep the scenario's own goals, the cheapest point that is."""
    if goals not in ("missed", "open"):
        return []
    kept = points[points["goals"] == "kept"].sort_values(["paid", "level"])
    if kept.empty:
        return [tell(f"frontier_knee_{goals}", lang), tell("frontier_none_keeps", lang)]
    variant, level = kept["variant"].iloc[0], kept["level"].iloc[0]
    facts = _facts(manifest, _hall(halls, variant, "point", level), variant, lang)
    return [tell(f"frontier_knee_{goals}", lang), tell("frontier_keeps", lang, **facts)]


def _of_certificate(knee: Row, lang: Lang) -> str:
    """What is known of halls with a clerk less, and of cheaper ones."""
    saved = f"{100.0 * knee['gap']:.1f}"
    cheaper = tell("frontier_none_cheaper" if saved == "0.0" else "frontier_cheaper", lang, gap=saved)
    facts = {"fewer": knee["fewer"], "groups": knee["groups"], "cheaper": cheaper}
    return tell(f"frontier_sure_{knee['certificate']}", lang, **facts)


def _of_erlang(manifest: Manifest, as_good: pd.DataFrame, knee: Row, lang: Lang) -> str:
    """What the baseline costs beside the knee."""
    if as_good.empty:
        return tell("frontier_never_as_good", lang)
    more = float(as_good["paid"].iloc[0]) - knee["paid"]
    facts = {"people": int(as_good["people"].iloc[0]), "currency": manifest["currency"]}
    facts["wait"] = _told(manifest, as_good, "mean_wait")
    facts["percent"] = f"{100.0 * abs(more) / knee['paid']:.1f}"
    if abs(more) < 0.5:
        return tell("frontier_as_dear", lang, **facts)
    if more > 0.0:
        return tell("frontier_as_good", lang, dearer=number(more), **facts)
    return tell("frontier_as_cheap", lang, cheaper=number(-more), **facts)


def _slopes(points: pd.DataFrame, halls: pd.DataFrame) -> tuple[float, float] | None:
    """What a minute less costs from the knee on, and what a minute more saves, a day: to its neighbours of its hall."""
    variant = points[points["knee"]]["variant"].iloc[0]
    mine = points[points["variant"] == variant].merge(_means(halls), on=["variant", "level"]).sort_values(LONGEST)
    place = mine["knee"].tolist().index(True)
    if not 0 < place < len(mine) - 1:
        return None
    cost, wait = mine["cost"].to_numpy(), mine[LONGEST].to_numpy()
    found = [round(-float((cost[n + 1] - cost[n]) / (wait[n + 1] - wait[n]))) for n in (place - 1, place)]
    return found[0], found[1]


def _means(halls: pd.DataFrame) -> pd.DataFrame:
    """A row a point, a column a measure."""
    mine = halls[halls["hall"] == "point"]
    return mine.pivot_table(index=["variant", "level"], columns="measure", values="mean").reset_index()


def _hall(halls: pd.DataFrame, variant: str, hall: str, level: float | None = None) -> pd.DataFrame:
    mine = halls[(halls["variant"] == variant) & (halls["hall"] == hall)]
    return (mine if level is None else mine[mine["level"] == level]).set_index("measure")


def _facts(manifest: Manifest, hall: pd.DataFrame, variant: str, lang: Lang) -> dict[str, Any]:
    """What a hall comes to, as text."""
    named = {"wait": "mean_wait", "late": f"share_wait_over_{manifest['limit']}", "visits": "visits_per_case"}
    found = {key: _told(manifest, hall, measure) for key, measure in named.items()}
    first = hall.iloc[0]
    found |= {"hall": label(manifest["variants"][variant], lang), "cost": number(float(hall["mean"]["cost"]))}
    found |= {"limit": manifest["limit"], "currency": manifest["currency"]}
    return found | {key: int(first[key]) for key in ("people", "windows", "n")}


def _told(manifest: Manifest, hall: pd.DataFrame, measure: str) -> str:
    if measure not in hall.index:
        return NOTHING
    unit = (
        manifest["catalogue"][measure]["unit"]["en"] if measure in manifest["catalogue"] and measure != "cost" else ""
    )
    mean, low, high = (float(hall[end][measure]) for end in ("mean", "low", "high"))
    return mean_and_interval(mean, low, high, unit)


def tables(
    manifest: Manifest,
    points: pd.DataFrame,
    halls: pd.DataFrame,
    limits: pd.DataFrame,
    robust: pd.DataFrame,
    lang: Lang,
) -> list[Table]:
    """The points, the cheapest by two limits, and what becomes of the knee's plan on other kinds of days."""
    found = [_of_points(manifest, points, halls, lang)]
    found += [] if limits.empty else [_of_limits(manifest, limits, lang)]
    days = [table_of_days(manifest, mine, lang) for _, mine in robust.groupby("variant", sort=False)]
    return [*found, *days]


def _of_points(manifest: Manifest, points: pd.DataFrame, halls: pd.DataFrame, lang: Lang) -> Table:
    measures = ["mean_wait", f"share_wait_over_{manifest['limit']}", "abandonment", "visits_per_case"]
    measures = [name for name in measures if name in manifest["catalogue"]]
    money = {"currency": manifest["currency"]}
    columns = [tell(f"frontier_{key}", lang) for key in ("hall", "level", "people", "windows")]
    columns += [tell("frontier_cost_a_day", lang, **money)]
    columns += [tell("frontier_longest", lang), *(_column(manifest, name, lang) for name in measures)]
    columns += [tell("frontier_equal", lang, **money), tell("frontier_gap", lang), tell("certificate", lang)]
    columns += [tell(f"frontier_{key}", lang) for key in ("goals", "stands")]
    rows = []
    for variant in manifest["swept"]:
        today, named = _hall(halls, variant, "today"), label(manifest["variants"][variant], lang)
        cells = [_told(manifest, today, name) for name in ("cost", LONGEST, *measures)]
        counts = [str(int(today[key].iloc[0])) for key in ("people", "windows")]
        rows.append([tell("frontier_now", lang, label=named), NOTHING, *counts, *cells, *[NOTHING] * 2, "", "", ""])
        for row in points[points["variant"] == variant].to_dict("records"):
            rows.append([named, *_point(manifest, row, halls, measures, lang)])
    facts = {"busy": f"{100.0 * manifest['busy']:g}", "n": manifest["replications"], "design": manifest["design"]}
    notes = [tell("frontier_note", lang, **facts), tell("frontier_equal_note", lang), *_beyond(manifest, lang)]
    return Table(tell("frontier_points", lang), columns, rows, notes)


def _point(manifest: Manifest, row: Row, halls: pd.DataFrame, measures: list[str], lang: Lang) -> list[str]:
    hall = _hall(halls, row["variant"], "point", row["level"])
    as_good = _hall(halls, row["variant"], "as_good", row["level"])
    cells = [_told(manifest, hall, name) for name in ("cost", LONGEST, *measures)]
    equal = NOTHING if as_good.empty else number(float(as_good["mean"]["cost"]))
    by = row["by"] and _named(manifest, row["by"], lang)
    stands = tell(f"frontier_is_{row['finding']}", lang, by=by)
    if row["knee"]:
        stands = f"{stands}{comma(lang)}{tell('frontier_is_knee', lang)}"
    goals = row["goals"] and tell(f"frontier_goals_{row['goals']}", lang)
    head = [f"{row['level']:g}", str(row["people"]), str(row["windows"])]
    gap = f"{100.0 * row['gap']:.1f}"
    return [*head, *cells, equal, gap, tell(f"certificate_{row['certificate']}", lang), goals, stands]


def _named(manifest: Manifest, point: str, lang: Lang) -> str:
    """A point by its hall and level."""
    variant, level = point.rsplit(" ", 1)
    return f"{label(manifest['variants'][variant], lang)} ≤{level}"


def _beyond(manifest: Manifest, lang: Lang) -> list[str]:
    """Levels that no number of clerks keeps."""
    found = []
    for variant, levels in manifest["beyond"].items():
        if levels:
            shown = comma(lang).join(f"{level:g}" for level in levels)
            facts = {"levels": shown, "shortest": f"{manifest['shortest'][variant]:.2g}"}
            found.append(tell("frontier_beyond", lang, hall=label(manifest["variants"][variant], lang), **facts))
    return found


def _of_limits(manifest: Manifest, limits: pd.DataFrame, lang: Lang) -> Table:
    """A row a limit of the wait, a column a limit of the visits."""
    asked = sorted(limits["visits"].unique())
    columns = [tell("frontier_level", lang), *(tell("frontier_visits_at_most", lang, visits=f"{v:g}") for v in asked)]
    rows = []
    for wait, mine in limits.groupby("wait"):
        rows.append(
            [f"{wait:g}", *(_cell(manifest, row, lang) for row in mine.sort_values("visits").to_dict("records"))]
        )
    notes = [tell("frontier_limits_note", lang)]
    return Table(tell("frontier_limits", lang, currency=manifest["currency"]), columns, rows, notes)


def _cell(manifest: Manifest, row: Row, lang: Lang) -> str:
    if not row["variant"]:
        return NOTHING
    named = label(manifest["variants"][row["variant"]], lang)
    return tell("frontier_cell", lang, cost=number(float(row["cost"])), people=int(row["people"]), hall=named)


def _column(manifest: Manifest, name: str, lang: Lang) -> str:
    """A measure with its unit, where that is not all that it is called."""
    words = manifest["catalogue"][name]
    if words["unit"]["en"].lower() == words["label"]["en"].lower():
        return label(words["label"], lang)
    unit = "%" if words["unit"]["en"] == SHARE.en else label(words["unit"], lang)
    return f"{label(words['label'], lang)} [{unit}]"
