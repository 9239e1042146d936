"""What a caller sets of the scenario itself, and not of its halls: how they are staffed, and what skills cost."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from sim.config.overrides import Override, named_keys
from sim.spec import Locate, suggest
from sim.spec.fields import Model
from sim.spec.skills import Skills
from sim.spec.staffing import Staffing

BLOCKS: dict[str, type[Model]] = {"staffing": Staffing, "skills": Skills}
"""Blocks of a scenario of which values can be set."""


def is_of_scenario(text: str) -> bool:
    """Whether an override is of such a block: `staffing.stay=40`, `~staffing.desks`."""
    key = text.strip().lstrip("+~").split("=", 1)[0]
    return key.split(".", 1)[0] in BLOCKS and "." in key


def with_values(data: Mapping[str, Any], overrides: Sequence[Override]) -> dict[str, Any]:
    """A scenario's plain data with values set, added or taken away; a mapping takes the place of what was there.

    Raises `InputError` for a name that is not there and not added, and for what cannot be set.
    """
    changed = copy.deepcopy(dict(data))
    for override in overrides:
        _apply(changed, override)
    return changed


def located(locate: Locate, overrides: Sequence[Override]) -> Locate:
    """Where a path of the changed data stands: where it was set, or else in the file, as `locate` says."""

    def found(path: Sequence[str | int]) -> str:
        keys = tuple(map(str, path))
        for override in reversed(overrides):
            if keys[: len(override.path)] == override.path or (keys and override.path[: len(keys)] == keys):
                return override.where
        return locate(tuple(path))

    return found


def _apply(data: dict[str, Any], override: Override) -> None:
    *above, last = override.path
    node = data
    for depth, part in enumerate(above):
        if override.path[:depth] in NAMED and part not in node and not override.sign:
            _refuse(override, ".".join(override.path[:depth]), part, node)
        if node.get(part) is None:
            node[part] = {}
        node = node[part]
        if not isinstance(node, dict):
            mend = f"set {'.'.join(override.path[: depth + 1])} as a whole"
            raise override.refused(f"cannot be set: {part!r} holds no keys", mend)
    if override.sign != "~":
        if tuple(above) in NAMED and last not in node and not override.sign:
            _refuse(override, ".".join(above), last, node)
        node[last] = override.value
        return
    if last not in node:
        raise override.refused("there is nothing to take away", suggest(last, map(str, node)))
    del node[last]


def _refuse(override: Override, parent: str, name: str, known: Mapping[str, Any]) -> None:
    add = f"nothing stands there yet: add a name with +{parent}.{name}={{...}}"
    raise override.refused(f"there is no {name!r} under {parent}", suggest(name, map(str, known)) if known else add)


NAMED = frozenset(path for key, block in BLOCKS.items() for path in named_keys(block, (key,)))
"""The keys under which planners give names of their own."""
