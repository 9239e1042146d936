"""How things of a hall that is staffed are called and written: weekdays, hours, clerks, kinds of shift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.finding import tell
from sim.report.text import Lang, label, weekday
from sim.spec import WEEKDAYS

Tables = Mapping[str, pd.DataFrame]
_DAYS = {"week": "week_people", "average": "average_day"}


def say(key: str, lang: Lang, /, **facts: Any) -> str:
    """Words about rosters."""
    return tell(key if key.startswith("roster_") else f"roster_{key}", lang, **facts)


def day(name: str, lang: Lang) -> str:
    """A weekday, as it is said; also the week of people, and the average of all weekdays."""
    return weekday(WEEKDAYS.index(name), lang) if name in WEEKDAYS else say(_DAYS[name], lang)


def hours(value: float) -> str:
    """Hours, or money, of a week."""
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:,.1f}".removesuffix(".0")


def clerk(m: Mapping[str, Any], name: str, lang: Lang) -> str:
    """The name of a clerk, or of a kind of shift."""
    return label(m["clerks"].get(name), lang) or name


def kind(m: Mapping[str, Any], name: str, lang: Lang) -> str:
    """What a kind of shift is called."""
    return label(m["kinds"].get(name), lang) or name


def is_late(m: Mapping[str, Any], line: str) -> bool:
    """Whether a line is held to a share that waits too long, and not to a mean."""
    return m["lines"].get(line, m["service"])["wait_over"] is not None
