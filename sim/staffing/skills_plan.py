"""The trained hall as a scenario that `compare` takes at once: beside the hall as it is, with its clerks as a block."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sim.config.compose import search_path
from sim.staffing.skills_halls import Trained
from sim.staffing.skills_search import Search
from sim.study.question import Question


@dataclass(frozen=True)
class Plan:
    """A scenario and a block of clerks, as plain data."""

    scenario: dict[str, Any]
    block: str
    """Name of the block."""
    staff: dict[str, Any]
    own: tuple[Path, ...]
    """Folders of blocks beside the scenario and at hand, nearest first: the plan needs what it uses of them, too."""


def plan_of(question: Question, search: Search, hall: Trained) -> Plan:
    """The scenario of a hall as it is and as it is with what its clerks have learnt."""
    composed, block = question.composed, f"{question.composed.name}_{search.variant}_trained"
    now = list(composed.applied(search.variant))
    label = composed.scenario.variants[search.variant].label
    trained = {"en": f"{label.en}, {hall.taught} skills taught", "zh": f"{label.zh}，培训{hall.taught}项技能"}
    scenario = {
        "question": {
            "en": f"What do {hall.taught} more skills of clerks change?",
            "zh": f"多培训{hall.taught}项技能，有何变化？",
        },
        "variants": {
            search.variant: {"label": label.model_dump(), "overrides": now},
            "trained": {"label": trained, "overrides": [*_without_staff(now), f"staff={block}"]},
        },
        "replications": question.replications,
        "seed": question.seed,
    }
    return Plan(
        scenario, block, hall.spec.staff.model_dump(mode="json", exclude_defaults=True), search_path(composed.path)[:-1]
    )


def _without_staff(overrides: list[str]) -> list[str]:
    """Those that say nothing of the clerks: the block has all that."""
    return [text for text in overrides if text.lstrip("+~").split("=")[0].split(".")[0] != "staff"]


def write_plan(plan: Plan, folder: Path) -> None:
    """Write `plan.yaml`, and the block and the scenario's own below `configs` beside it, where `compare` looks."""
    for place in reversed(plan.own):
        for path in place.rglob("*.yaml"):
            copy = folder / "configs" / path.relative_to(place)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    blocks = folder / "configs" / "staff"
    blocks.mkdir(parents=True, exist_ok=True)
    (blocks / f"{plan.block}.yaml").write_text(_yaml(plan.staff), "utf-8")
    (folder / "plan.yaml").write_text(_yaml(plan.scenario), "utf-8")


def _yaml(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)
