"""The bottlenecks of a hall as tables, and the sentence that a planner needs first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sim.report.finding import tell
from sim.report.tables import Table
from sim.report.text import NOTHING, Lang, comma, label, number
from sim.spec import HALF_HOUR, clock

HALF = 0.5
A_DAY = ("per_day", "files_per_day")
"""Measures of thousands of minutes, told without decimals."""
CLOSE = 1e-9
"""What sums of shares may fall short of a half by rounding."""


class Block(NamedTuple):
    """Half-hours that follow one another, at one queue, and their share of all waiting."""

    queue: str
    start: float
    """Minutes from midnight."""
    end: float
    share: float


def block(cells: pd.DataFrame, least: float, queue: str | None = None) -> Block | None:
    """The fewest half-hours in a row, at one queue, that make at least a share of all waiting; of equals the most."""
    found: list[Block] = []
    for name, table in cells.groupby("queue", sort=False):
        if queue is not None and name != queue:
            continue
        share = {minute_of(level): value for level, value in zip(table["half_hour"], table["share"], strict=True)}
        for start in share:
            end, made = start, 0.0
            while end in share and made < least - CLOSE:
                made, end = made + share[end], end + HALF_HOUR
            if made >= least - CLOSE:
                found.append(Block(str(name), start, end, made))
    return min(found, key=lambda b: (b.end - b.start, -b.share), default=None)


def minute_of(time: str) -> float:
    """Minutes from midnight of a time "HH:MM"."""
    hour, minute = time.split(":")
    return 60.0 * int(hour) + int(minute)


def headline(
    manifest: Mapping[str, Any], stations: pd.DataFrame, cells: pd.DataFrame, savings: pd.DataFrame, lang: Lang
) -> str:
    """The sentences on top: where half of all waiting is made, and what one more clerk saves."""
    waited = stations[stations["share"] > 0.0]
    if waited.empty:
        return tell("nobody_waits", lang)
    worst, most = block(cells, HALF), float(waited["share"].iloc[0])
    key, share = ("most", most) if worst is None else ("half", worst.share)
    if worst is None:
        worst = block(cells, HALF * most, str(waited["queue"].iloc[0]))
    assert worst is not None
    queue = label(manifest["queues"][worst.queue], lang)
    ends = {"start": clock(worst.start), "end": clock(worst.end)}
    said = [tell(key, lang, share=f"{100.0 * share:.0f}", queue=queue, **ends)]
    there = best_clerk(savings, stations.set_index("queue")["groups"][worst.queue].split())
    best = best_clerk(savings)
    for key, clerk in (("clerk_there", there), ("clerk_best", best)):
        if clerk is not None and (clerk is there or there is None or 0.0 < clerk["mean"] > there["mean"]):
            group = label(manifest["groups"][clerk["group"]], lang)
            times = when(str(clerk["half_hour"]), lang)
            said.append(tell(key, lang, group=group, when=times, saved=with_interval(clerk)))
    return ("" if lang == "zh" else " ").join(said)


def best_clerk(savings: pd.DataFrame, groups: Sequence[str] | None = None) -> Any:
    """The row of the clerk who saves most minutes a case; of some groups, of those who work all day."""
    rows = savings[(savings["measure"] == "per_case") & savings["mean"].notna()]
    if groups is not None:
        rows = rows[rows["group"].isin(groups) & (rows["half_hour"] == "")]
    return None if rows.empty else rows.iloc[int(rows["mean"].to_numpy().argmax())]


def with_interval(row: Any, scale: float = 1.0, decimals: int = 2) -> str:
    """Mean and interval of a row; nothing where there is no value."""
    values = [scale * float(row[column]) for column in ("mean", "low", "high")]
    if math.isnan(values[0]):
        return NOTHING
    # What rounds to 0 has no sign.
    rounded = (round(value, decimals) + 0.0 for value in values)
    mean, low, high = (f"{value:,.{decimals}f}".replace("-", "\N{MINUS SIGN}") for value in rounded)
    return f"{mean} ({low}, {high})"


def excludes_0(row: Any, decimals: int = 2) -> bool:
    """Whether the interval of a row excludes 0, and not all that is shown of it is 0."""
    shown = any(round(float(row[column]), decimals) for column in ("mean", "low", "high"))
    return shown and (float(row["low"]) > 0.0 or float(row["high"]) < 0.0)


def starred(row: Any, decimals: int = 2) -> str:
    """As `with_interval`, with a star if the interval excludes 0."""
    text = with_interval(row, decimals=decimals)
    return text + " *" if excludes_0(row, decimals) else text


def when(half_hour: str, lang: Lang) -> str:
    """When a clerk works: in a half-hour, or all day where it is empty."""
    if not half_hour:
        return tell("all_day", lang)
    return tell("half_hour_only", lang, start=half_hour, end=clock(minute_of(half_hour) + HALF_HOUR))


def tables(
    manifest: Mapping[str, Any], stations: pd.DataFrame, cells: pd.DataFrame, savings: pd.DataFrame, lang: Lang
) -> list[Table]:
    """The queues ranked by waiting, the worst half-hours, and the clerks ranked by what they save."""
    return [
        _stations(manifest, stations, savings, lang),
        _cells(manifest, cells, lang),
        _savings(manifest, savings, lang),
    ]


def _stations(manifest: Mapping[str, Any], stations: pd.DataFrame, savings: pd.DataFrame, lang: Lang) -> Table:
    files = bool((stations["files_per_day"] > 0.0).any())
    rows = []
    for row in stations.to_dict("records"):
        if not row["share"] > 0.0 and not row["files_per_day"] > 0.0:
            continue
        groups = row["groups"].split()
        best = best_clerk(savings, groups)
        share = with_interval({**row, "mean": row["share"]}, 100.0, 1)
        rows.append(
            [
                label(manifest["queues"][row["queue"]], lang),
                comma(lang).join(label(manifest["groups"][group], lang) for group in groups) or NOTHING,
                share,
                number(row["per_day"], "min"),
                *([number(row["files_per_day"], "min")] if files else []),
                NOTHING if best is None else starred(best),
            ]
        )
    keys = ["station", "served_by", "share_of_waiting", "waited_per_day", "files_per_day", "saves_there"]
    columns = [tell(key, lang) for key in keys if files or key != "files_per_day"]
    variant = label(manifest["variants"][manifest["variant"]], lang)
    notes = [tell("stations_note", lang, n=manifest["replications"])]
    others = [name for name in manifest["variants"] if name != manifest["variant"]]
    if others:
        notes.append(tell("other_variants", lang, variant=manifest["variant"], others=comma(lang).join(others)))
    return Table(tell("stations", lang, label=variant), columns, rows, notes, words=2)


def _cells(manifest: Mapping[str, Any], cells: pd.DataFrame, lang: Lang) -> Table:
    worst = cells[cells["share"] > 0.0].sort_values("share", ascending=False, kind="stable")
    rows = [
        [
            label(manifest["queues"][row["queue"]], lang),
            when(row["half_hour"], lang),
            with_interval({**row, "mean": row["share"]}, 100.0, 1),
        ]
        for row in worst.head(max(manifest["top"], 1)).to_dict("records")
    ]
    columns = [tell(key, lang) for key in ("station", "half_hour", "share_of_waiting")]
    return Table(tell("worst_cells", lang), columns, rows, words=2)


def _savings(manifest: Mapping[str, Any], savings: pd.DataFrame, lang: Lang) -> Table:
    measures = ["per_day", "per_case", "per_ticket"] + (["files_per_day", "days"] if manifest["behind"] else [])
    found = {(row["measure"], row["group"], row["half_hour"]): row for row in savings.to_dict("records")}
    order = savings[savings["measure"] == "per_case"].sort_values("mean", ascending=False, kind="stable")
    rows = [
        [
            label(manifest["groups"][group], lang),
            when(half_hour, lang),
            *(starred(found[measure, group, half_hour], 0 if measure in A_DAY else 2) for measure in measures),
        ]
        for group, half_hour in zip(order["group"], order["half_hour"], strict=True)
    ]
    columns = [tell(key, lang) for key in ("clerk", "when", *measures)]
    note = tell("savings_note", lang, n=len(order))
    return Table(tell("savings", lang), columns, rows, [note], words=2)
