"""The JSON Schemas that give planners completion and checks in their editors."""

from __future__ import annotations

import json
from copy import copy
from pathlib import Path
from typing import Any

from pydantic import create_model

from sim.config.files import GROUPS, folder
from sim.spec import Scenario, Spec
from sim.spec.fields import Model
from sim.spec.meanings import meanings

_TOGETHER = {"matters": ("departments", "domains", "papers", "matters"), "sites": ("sites",)}
"""Kinds of blocks that hold keys of the spec itself, and which."""


def schema(model: type[Model]) -> str:
    """The JSON Schema of a `Spec`, a `Scenario` or a part of one, as text."""
    return json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def schemas() -> dict[str, str]:
    """All schemas kept in `configs/schema`, by file name: spec, scenario, each kind of block."""
    models: dict[str, type[Model]] = {"spec": Spec, "scenario": Scenario}
    models |= {group: _part(group) for group in GROUPS}
    return {f"{name}.schema.json": schema(model) for name, model in models.items()}


def _part(group: str) -> type[Model]:
    """What a block of `group` holds; one of matters also holds the departments, domains and papers they name."""
    if group in _TOGETHER:
        parts, told = {name: copy(Spec.model_fields[name]) for name in _TOGETHER[group]}, meanings(Spec)
        for name, field in parts.items():
            field.description = told[name]
        fields: dict[str, Any] = {name: (field.annotation, field) for name, field in parts.items()}
        return create_model(group.capitalize(), __base__=Model, **fields)
    part = Spec.model_fields[group].annotation
    assert isinstance(part, type)
    assert issubclass(part, Model)
    return part


def write_schemas(place: Path | None = None) -> None:
    """Write the schemas into a folder; that of the configs where none is named."""
    place = place or folder("configs") / "schema"
    place.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (place / name).write_text(text, encoding="utf-8")
