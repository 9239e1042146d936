"""A small town whose halls are staffed: two halls, one whose groups share a queue, one with roles, in files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

MATTERS = """\
# @package _global_
departments: {tax: {en: Tax, zh: 税务}, land: {en: Land, zh: 国土}}
domains: {town: {en: Town, zh: 镇}}
papers: {}
matters:
  invoice:
    label: {en: Invoice, zh: 发票}
    domain: town
    cases_per_day: 70
    tasks: [{department: tax, work: {kind: lognormal, mean: 8, cv: 0.6}}]
  title:
    label: {en: Title, zh: 产权}
    domain: town
    cases_per_day: 60
    window_share: 0.6
    tasks: [{department: land, work: {kind: lognormal, mean: 9, cv: 0.6}}]
"""
SHARED = """\
shifts: {day: {start: "09:00", end: "13:00"}}
groups:
  tax: {label: {en: Tax, zh: 税务}, primary: {departments: [tax]}, clerks: 3, shifts: [day], cost_per_hour: 50}
  both: {label: {en: Both, zh: 全能}, primary: {departments: [tax, land]}, clerks: 5, shifts: [day], cost_per_hour: 50}
"""
ROLES = """\
shifts: {day: {start: "09:00", end: "13:00"}}
groups:
  windows: {label: {en: Windows, zh: 窗口}, primary: {all: true}, clerks: 8, shifts: [day], cost_per_hour: 50}
  behind: {label: {en: Behind, zh: 后台}, station: back_office, primary: {all: true}, clerks: 4, shifts: [day]}
  issue: {label: {en: Issue, zh: 出件}, station: issue, clerks: 2, shifts: [day], cost_per_hour: 40}
"""
HALLS = {
    "shared": 'label: {en: Chain, zh: 链}\nservice_model: departmental\nhours: [{start: "09:00", end: "13:00"}]\n',
    "roles": """\
label: {en: Roles, zh: 岗位}
service_model: integrated
hours: [{start: "09:00", end: "13:00"}]
reviews: {order: parallel}
issue: {where: desk, minutes: 1.5}
""",
}
DEMAND = 'profile: {"09:00": 2, "10:00": 3, "11:00": 2, "12:00": 1}\nreturns: {}\n'


def written(folder: Path, staffing: Mapping[str, Any] | None = None) -> Path:
    """A scenario of two halls, with its blocks in a folder."""
    blocks = {"matters/plain": MATTERS, "demand/plain": DEMAND, "staff/shared": SHARED, "staff/roles": ROLES}
    blocks |= {f"hall/{name}": text for name, text in HALLS.items()}
    for name, text in blocks.items():
        path = folder / "configs" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    whole = {
        "question": {"en": "How many clerks?", "zh": "需要多少人？"},
        "base": ["calendar=week", "calendar.open_weekdays=[mon,tue]", "matters=plain", "demand=plain"],
        "variants": {
            name: {"label": {"en": name, "zh": f"{name}厅"}, "overrides": [f"hall={name}", f"staff={name}"]}
            for name in HALLS
        },
        "staffing": {"service": {"wait_over": 15, "share": 0.2}, **(staffing or {})},
    }
    (folder / "town.yaml").write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
    return folder / "town.yaml"
