"""A plan written as a scenario, beside the hall as it is: what `onewindow compare` takes at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from sim.spec import Spec, clock
from sim.spec.staff import RosterLine, Shift

LABELS = {
    "present": {"en": "As it is", "zh": "现状"},
    "plan": {"en": "As planned", "zh": "排班方案"},
}


def changes(before: Spec, after: Spec, groups: Sequence[str]) -> list[str]:
    """Overrides that make the clerks of `groups` of one hall those of another."""
    return [*_shifts(before, after), *(text for group in groups for text in _group(before, after, group))]


def _shifts(before: Spec, after: Spec) -> Iterator[str]:
    for name, shift in after.staff.shifts.items():
        if before.staff.shifts.get(name) != shift:
            yield f"+staff.shifts.{name}={_shift(shift)}"


def _shift(shift: Shift) -> str:
    breaks = ", ".join(f"{{start: '{clock(rest.start)}', end: '{clock(rest.end)}'}}" for rest in shift.breaks)
    return f"{{start: '{clock(shift.start)}', end: '{clock(shift.end)}', breaks: [{breaks}]}}"


def _group(before: Spec, after: Spec, name: str) -> Iterator[str]:
    path, old, new = f"staff.groups.{name}", before.staff.groups[name], after.staff.groups[name]
    yield f"{path}.clerks={'null' if new.clerks is None else new.clerks}"
    yield f"{path}.shifts=[]"
    yield f"{path}.roster=[{', '.join(map(_line, new.roster))}]"
    if old.windows is not None or new.windows is not None:
        yield f"{path}.windows=null"
    if old.weekday_windows:
        yield f"{path}.weekday_windows={{}}"
    if old.end_of_shift != new.end_of_shift:
        yield f"{path}.end_of_shift={new.end_of_shift or 'null'}"
    if old.attendance != new.attendance:
        yield f"{path}.attendance={new.attendance:g}"
    for time, number in (new.windows or {}).items():
        yield f"{path}.windows.{clock(time)}={number}"
    for day, counts in new.weekday_windows.items():
        for time, number in counts.items():
            yield f"{path}.weekday_windows.{day}.{clock(time)}={number}"


def _line(line: RosterLine) -> str:
    days = "" if line.weekdays is None else f", weekdays: [{', '.join(line.weekdays)}]"
    return f"{{clerks: {line.clerks}, shifts: [{', '.join(line.shifts)}]{days}}}"


def plan_yaml(manifest: Mapping[str, Any]) -> str:
    """The scenario: the hall as it is, and as planned."""
    named = manifest["variants"][manifest["variant"]]
    labels = {
        key: {lang: f"{named[lang]}{'：' if lang == 'zh' else ': '}{text}" for lang, text in label.items()}
        for key, label in LABELS.items()
    }
    scenario = {
        "question": manifest["plan_question"],
        "base": manifest["base"],
        "variants": {
            "present": {"label": labels["present"]},
            "plan": {"label": labels["plan"], "overrides": manifest["plan"]},
        },
        "replications": 20,
        "seed": manifest["seed"],
    }
    text: str = yaml.safe_dump(scenario, allow_unicode=True, sort_keys=False, width=120)
    return text
