"""What the keys of a spec mean: the text below each field, read from the sources when a schema is asked for.

Pydantic would read them whenever the models are imported, which takes a third of the time of that.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel


def with_meanings(schema: Mapping[str, Any], model: type[BaseModel], base: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of `model` with what every key means; all models in it are of kind `base`."""
    models = {found.__name__: found for found in _below(base)}
    parts: dict[str, Any] = schema.get("$defs", {})
    whole = _described(schema, model, parts)
    if not parts:
        return whole
    told = {name: _described(part, models[name], parts) if name in models else part for name, part in parts.items()}
    return {**whole, "$defs": told}


def _below(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        yield model
        yield from _below(model)


def _described(schema: Mapping[str, Any], model: type[BaseModel], parts: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of one model with the meaning of its own keys, laid out as pydantic does.

    What is said of a key stands in the order of the alphabet, and nothing that its part says already.
    """
    told, keys = meanings(model), dict(schema.get("properties", {}))
    for name, text in told.items():
        key = keys[name]
        if text != parts.get(key.get("$ref", "").rpartition("/")[2], {}).get("description"):
            keys[name] = dict(sorted({**key, "description": text}.items()))
    return {**schema, "properties": keys} if keys else dict(schema)


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """The text below each field of a model, and of those that it is a kind of; where there is any."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        found.update(_written(kind.__module__).get(kind.__qualname__, {}))
    return {name: field.description or found[name] for name, field in model.model_fields.items() if name in found}


@lru_cache(maxsize=256)
def _written(module: str) -> dict[str, dict[str, str]]:
    """By class of a module the text below each field; nothing where there are no sources."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (OSError, TypeError):
        return {}
    return {part.name: dict(_texts(part)) for part in tree.body if isinstance(part, ast.ClassDef)}


def _texts(part: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(part.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            text = below.value.value if isinstance(below.value, ast.Constant) else None
            if isinstance(text, str):
                yield field.target.id, inspect.cleandoc(text)
