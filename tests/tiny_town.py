"""A hall of one pool, open for two hours, and its scenario of staffing: small enough to be staffed in seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

BLOCKS = {
    "matters": """\
# @package _global_
departments: {desk: {en: Desk, zh: 柜台}}
domains: {town: {en: Town, zh: 镇}}
papers: {}
matters:
  visit:
    label: {en: Visit, zh: 办事}
    domain: town
    cases_per_day: 45
    tasks: [{department: desk, work: {kind: exponential, mean: 6}}]
""",
    "staff": """\
shifts: {day: {start: "09:00", end: "11:00"}}
groups:
  windows: {label: {en: Windows, zh: 窗口}, primary: {all: true}, clerks: 4, shifts: [day], cost_per_hour: 50}
""",
    "hall": """\
label: {en: Small, zh: 小}
service_model: integrated
hours: [{start: "09:00", end: "11:00"}]
""",
    "demand": 'profile: {"09:00": 3, "09:30": 4, "10:00": 3, "10:30": 2}\nweekdays: {mon: 1.3}\n',
}
SCENARIO: dict[str, Any] = {
    "question": {"en": "How many clerks?", "zh": "需要多少人？"},
    "base": [
        *("calendar=week", "calendar.open_weekdays=[mon,tue]"),
        *("matters=small", "staff=small", "hall=small", "demand=small"),
    ],
    "variants": {"town": {"label": {"en": "Town hall", "zh": "镇大厅"}}},
    "staffing": {
        "service": {"wait_over": 10, "share": 0.2},
        "shifts": {
            "long": {"starts": ["09:00"], "hours": 2},
            "short": {"starts": {"first": "09:00", "last": "10:00"}, "hours": 1},
        },
    },
}


def written(folder: Path, **staffing: Any) -> Path:
    """The scenario with its blocks in a folder, and with whatever else its staffing has."""
    for kind, text in BLOCKS.items():
        (folder / "configs" / kind).mkdir(parents=True, exist_ok=True)
        (folder / "configs" / kind / "small.yaml").write_text(text, "utf-8")
    whole = {**SCENARIO, "staffing": {**SCENARIO["staffing"], **staffing}}
    place = folder / "town.yaml"
    place.write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
    return place
