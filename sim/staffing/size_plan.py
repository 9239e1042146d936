"""The plan as a scenario: each hall as it is, and as it was sized, for `onewindow compare`."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from sim.config import folder
from sim.config.files import shown
from sim.staffing.size_tables import Case
from sim.study.question import Question


def blocks_of(question: Question) -> str | None:
    """The folder of building blocks beside the scenario, if it has any of its own."""
    blocks = question.composed.path.parent / "configs"
    return shown(blocks) if blocks.is_dir() and blocks.resolve() != folder("configs").resolve() else None


def plan_of(question: Question, cases: Sequence[Case]) -> dict[str, Any]:
    """A scenario with each variant as it is, and as it was sized; at most eight halls."""
    composed = question.composed
    asked, base = composed.scenario, composed.scenario.base
    variants: dict[str, Any] = {}
    for case in cases:
        label, own = asked.variants[case.name].label, list(composed.applied(case.name)[len(base) :])
        people, windows = case.team.people(case.plan), case.team.windows(case.plan)
        said = {
            "en": f"Sized: {windows} windows, {people} on duty ({label.en})",
            "zh": f"测算：窗口{windows}人，在岗{people}人（{label.zh}）",
        }
        changed = zip(case.team.sized, case.plan, case.team.today, strict=True)
        clerks = [f"staff.groups.{name}.clerks={number}" for name, number, before in changed if number != before]
        variants[case.name] = {"label": label.model_dump(), "overrides": own}
        variants[f"{case.name}_sized"] = {"label": said, "overrides": [*own, *clerks]}
    return {
        "question": asked.question.model_dump(),
        "base": list(base),
        "variants": dict(list(variants.items())[:8]),
        "replications": max(asked.replications, 12),
        "seed": question.seed,
    }


def write_plan(plan: Mapping[str, Any], blocks: str | None, folder_of_plan: Path) -> None:
    """Write `plan.yaml`, and beside it the planner's own building blocks, if the scenario has any."""
    text = yaml.safe_dump(dict(plan), allow_unicode=True, sort_keys=False, width=120)
    (folder_of_plan / "plan.yaml").write_text(text, "utf-8")
    if blocks is not None:
        shutil.copytree(blocks, folder_of_plan / "configs")
