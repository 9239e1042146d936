"""Building blocks of the planner's own that stand in the place of packaged ones of the same name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.config.files import GROUPS, read, shown

PRIMARY = "spec.yaml"
"""The file, in the folder of packaged blocks, that says which are used where nothing else is said."""


def in_place(folders: Sequence[Path], applied: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Files of own blocks, as they would be typed, that halls use where the packaged ones have one of that name.

    `folders` are those of blocks, nearest first, the packaged one last; `applied` has the overrides of each hall.
    Blocks that a block is made of are not looked at.
    """
    *own, packaged = folders
    if not own:
        return ()
    usual: dict[str, str] = {}
    for one in read(packaged / PRIMARY).data["defaults"]:
        usual |= one if isinstance(one, dict) else {}
    found: dict[str, None] = {}
    for texts in applied:
        chosen = dict(usual)
        for text in texts:
            kind, _, name = text.strip().lstrip("+").partition("=")
            if kind in GROUPS:
                chosen[kind] = name
        for kind, name in chosen.items():
            nearest = next((place for one in folders if (place := one / kind / f"{name}.yaml").is_file()), None)
            if nearest and nearest.parent.parent != packaged and (packaged / kind / nearest.name).is_file():
                found[shown(nearest)] = None
    return tuple(found)
