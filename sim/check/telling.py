"""What a check found, as tables for people, as Markdown for a pull request, and as plain data for programs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from sim.check.found import BASELINES, Change, Item, Report, Value
from sim.report.tables import Table, markdown
from sim.report.text import NOTHING, Lang, comma, say

ROWS = 40
"""Rows of the table of what moved, where not all are asked for."""


def headline(report: Report, lang: Lang) -> str:
    """What a check found, in a sentence or two."""
    causes = comma(lang).join(say(f"cause_{cause}", lang) for cause in report.causes)
    words = ["check_moved" if report.moved else "check_nothing"] if report.moved or not report.undecided else []
    words += ["check_undecided"] if report.undecided else []
    facts = {"all": len(report.items), "n": len(report.moved), "undecided": len(report.undecided), "causes": causes}
    return (" " if lang == "en" else "").join(say(word, lang, **facts) for word in words)


def tables(report: Report, lang: Lang, everything: bool = False) -> list[Table]:
    """The tiers, what moved, and what is undecided: one row a change, the same change of several halls together."""
    notes = [said(note, lang) for note in report.notes]
    keys = ("tier", "items", "of_them", "not_sure", "largest", "from")
    columns = [say(f"check_{key}", lang) for key in keys]
    rows = [_tier(report, tier, lang) for tier in (BASELINES, *report.tiers)]
    overview = Table(say("check_tiers", lang), columns, rows, notes)
    moved = _rows_of(report.moved, "check_what", lang, everything)
    return [overview, *moved, *_rows_of(report.undecided, "check_what_undecided", lang, everything)]


def in_markdown(report: Report, lang: Lang) -> str:
    """What a check found, for a pull request."""
    shown = "\n".join(markdown(table) for table in tables(report, lang))
    return f"## onewindow check\n\n{headline(report, lang)}\n\n{shown}"


def said(note: tuple[str, Any], lang: Lang) -> str:
    """A note in words."""
    key, facts = note
    return say(key, lang, **facts)


def _tier(report: Report, tier: str, lang: Lang) -> list[str]:
    items = report.of(tier)
    moved = [item for item in items if item.moved]
    largest = max((item.largest for item in moved), default=0.0)
    causes = comma(lang).join(say(f"cause_{c}", lang) for c in report.causes if c in {item.cause for item in moved})
    numbers = [str(len(items)), str(len(moved)), str(sum(item.undecided for item in items))]
    return [say(f"tier_{tier}", lang), *numbers, percent(largest) if largest else NOTHING, causes or NOTHING]


def _rows_of(items: Iterable[Item], title: str, lang: Lang, everything: bool) -> Iterator[Table]:
    rows = _rows(items, lang, everything)
    if not rows:
        return
    columns = [say(f"check_{key}", lang) for key in ("tier", "item", "key", "old", "new", "change")]
    shown = rows if everything else rows[:ROWS]
    rest = [] if len(shown) == len(rows) else [say("check_more", lang, n=len(rows) - len(shown))]
    yield Table(say(title, lang), columns, shown, rest, words=3)


def _rows(items: Iterable[Item], lang: Lang, everything: bool) -> list[list[str]]:
    """A row a note and change; one change that several items share stands once."""
    sharing: dict[tuple[str, ...], list[str]] = {}
    for item in items:
        for told in _cells(item, lang, everything):
            sharing.setdefault((say(f"tier_{item.tier}", lang), *told), []).append(item.name)
    rows = []
    for (tier, *cells), names in sharing.items():
        also = {"first": names[0], "n": len(names) - 1, "all": len(names)}
        rows.append([tier, names[0] if len(names) == 1 else say("check_also", lang, **also), *cells])
    return rows


def _cells(item: Item, lang: Lang, everything: bool) -> Iterator[tuple[str, str, str, str]]:
    """What moved, old, new and relative change; of many numbers of an item the first, where not all are wanted."""
    for note in item.notes:
        yield said(note, lang), NOTHING, NOTHING, NOTHING
    few = item.changes if everything or not _all_numbers(item.changes) else item.changes[:1]
    for change in few:
        more = len(item.changes) - len(few)
        what = say("check_also", lang, first=change.what, n=more, all=len(item.changes)) if more else change.what
        yield what, shown(change.old), shown(change.new), percent(change.relative)


def _all_numbers(changes: Iterable[Change]) -> bool:
    return all(change.relative is not None for change in changes)


def shown(value: Value) -> str:
    """A value as it is read."""
    if value is None:
        return NOTHING
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def percent(relative: float | None) -> str:
    """A relative change in per cent."""
    if relative is None:
        return NOTHING
    return f"{100.0 * relative:+.2g}" if math.isfinite(relative) else "∞"


def for_programs(report: Report, lang: Lang) -> dict[str, Any]:
    """What a check found, as plain data; of items that are the same only how many there are."""
    return {
        "moved": bool(report.moved),
        "undecided": bool(report.undecided),
        "causes": report.causes,
        "same_streams": report.same_streams,
        "tiers": {
            tier: {
                "items": len(report.of(tier)),
                "moved": sum(item.moved for item in report.of(tier)),
                "undecided": sum(item.undecided for item in report.of(tier)),
            }
            for tier in (BASELINES, *report.tiers)
        },
        "items": [_plain(item, lang) for item in (*report.moved, *report.undecided)],
        "notes": [said(note, lang) for note in report.notes],
    }


def _plain(item: Item, lang: Lang) -> dict[str, Any]:
    changes = [
        {"what": change.what, "old": change.old, "new": change.new, "relative": _finite(change.relative)}
        for change in item.changes
    ]
    notes = [said(note, lang) for note in item.notes]
    found = "moved" if item.moved else "undecided"
    told = {"tier": item.tier, "name": item.name, "found": found, "cause": item.cause}
    return told | {"changes": changes, "notes": notes}


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
