"""What has moved since a study was run, its scenario or the sources of the simulator: such a study is not published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import sim
from sim.errors import InputError
from sim.study.outline import outlined
from sim.study.points import code, looked_at


def moved(asked: dict[str, Any], root: Path) -> str:
    """What is not as it was when a study was run; nothing where all is."""
    if asked.get("overrides"):
        return f"was run with overrides ({', '.join(asked['overrides'])})"
    if "cells" in asked:
        return _since_swept(asked, root)
    # An answer in tables keeps no more of what it was asked.
    if "overrides" in asked:
        return ""
    halls = {name: spec.model_dump(mode="json") for name, spec in sim.load(asked["scenario"]).specs.items()}
    as_run = {name: variant["spec"] for name, variant in asked["variants"].items()}
    apart = [name for name in dict.fromkeys([*halls, *as_run]) if halls.get(name) != as_run.get(name)]
    return f"was run of an earlier state of the scenario: {', '.join(apart)} moved" if apart else ""


def _since_swept(asked: dict[str, Any], root: Path) -> str:
    """The same of a sweep: the address of each of its cells says what its numbers depend on, sources included."""
    if asked["version"] != sim.__version__:
        return f"was swept by onewindow {asked['version']}, and this is {sim.__version__}"
    if asked.get("code", code()) != code():
        return "was swept with other sources of the simulator: they have moved since"
    beside = root / "notebooks" / f"{asked['scenario']}.yaml"
    scenario = beside if beside.is_file() else asked["scenario"]
    told = {name: asked[name] for name in ("seed", "level", "replications", "points")}
    try:
        outline = outlined(scenario, until="none", **told)
        # A value counts as it was written.
        now = looked_at(replace(outline, points=tuple(asked["points"])))
    except InputError as error:
        fault = error.faults[0]
        return f"was swept of a scenario that is no longer there as it was ({fault.key or fault.file}: {fault.problem})"
    if list(asked["variants"]) != list(now.question.composed.specs):
        return f"was swept of other variants: {', '.join(asked['variants'])}"
    pairs = zip(now.cells, asked["cells"], strict=True)
    apart = dict.fromkeys(cell.variant for cell, before in pairs if cell.address != before)
    if apart:
        what = "the scenario" if "code" in asked else "the scenario, or the sources of the simulator,"
        return f"was swept before {what} moved: {', '.join(apart)} would have other numbers"
    words = now.question.composed.scenario
    labels = {name: variant.label.model_dump() for name, variant in words.variants.items()}
    as_told = labels == asked["variants"] and words.question.model_dump() == asked["question"]
    return "" if as_told else "was swept before the words of the scenario moved: its question, or a label"
