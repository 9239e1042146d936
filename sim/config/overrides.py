"""Overrides: choosing building blocks and setting values.

`group=block` chooses a block, `path.to.key=value` sets a value, `+key=value` adds a name, `~key` removes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args, get_origin

from sim.config.files import GROUPS
from sim.errors import Fault, InputError
from sim.spec import Scenario, Spec, suggest
from sim.spec.fields import Model

if TYPE_CHECKING:
    from omegaconf import DictConfig

_PARTS = re.compile(r"(?P<sign>\+\+?|~)?(?P<key>[^\s=+~]+)(?:=(?P<value>.*))?", re.DOTALL)
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?", re.ASCII)
_SHAPE = "write group=block or path.to.key=value"


@dataclass(frozen=True)
class Override:
    """One override, and where it was written: "command line", or the file and line of a scenario."""

    text: str
    where: str
    sign: str
    """`` sets, `+` and `++` add, `~` takes away."""
    path: tuple[str, ...]
    value: Any = None

    @property
    def key(self) -> str:
        """The path as it is written."""
        return ".".join(self.path)

    @property
    def group(self) -> bool:
        """Whether it chooses a building block, and does not set a value."""
        return len(self.path) == 1 and self.path[0] in GROUPS

    @property
    def is_number(self) -> bool:
        """Whether it sets a key to a number."""
        return not self.sign and not self.group and isinstance(self.value, int | float)

    def refused(self, problem: str, mend: str) -> InputError:
        """The error that says why it cannot be used."""
        return InputError(Fault(problem, mend, self.key, self.where))


def parse(text: str, where: str, of_scenario: bool = False) -> Override:
    """Understand one override: of a hall, or of the scenario itself.

    Raises `InputError` if it is not written as overrides are, or its value is not.
    """
    parts = _PARTS.fullmatch(text.strip())
    if parts is None:
        raise InputError(Fault(f"cannot understand {text!r}", _SHAPE, file=where))
    override = Override(text.strip(), where, parts["sign"] or "", tuple(parts["key"].split(".")))
    if (parts["value"] is None) != (override.sign == "~"):
        raise override.refused(f"cannot understand {text!r}", "to take a key away write ~key, else key=value")
    if override.path[0] in Scenario.model_fields and not of_scenario:
        raise override.refused("belongs to the scenario, not to a hall", "write it in the scenario's file")
    if override.group and (override.sign or not re.fullmatch(r"[\w\-]+(/[\w\-]+)*", parts["value"] or "")):
        raise override.refused(f"{text!r} chooses no block", f"write {override.key}=block, or {override.key}.key=value")
    if override.group or parts["value"] is None:
        return replace(override, value=parts["value"])
    return _valued(override, parts["value"])


def _valued(override: Override, written: str) -> Override:
    """With its value, read by Hydra's grammar; the key is ours, as Hydra's cannot hold a time of day."""
    if _NUMBER.fullmatch(written):
        # What most points of a sweep are made of; Hydra's grammar reads the same, in fifty times as long.
        return replace(override, value=float(written) if "." in written else int(written))
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        parsed = OverridesParser.create().parse_override(f"value={written}")
    except HydraException:
        mend = f"put text in quotes: {override.key}='two words'"
        if "{" in written:
            mend = f"put text in quotes; set keys that are times one by one: {override.key}.08:30=1"
        raise override.refused(f"cannot understand the value {written}", mend) from None
    if parsed.is_sweep_override():
        raise override.refused(f"several values at once: {written}", "give one value, or a list in brackets: [a,b]")
    return replace(override, value=parsed.value())


def named_keys(model: type[Model] = Spec, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys of a model, `path` before them, under which planners give names of their own: staff.groups, ..."""
    for name, field in model.model_fields.items():
        kinds = get_args(field.annotation) if get_origin(field.annotation) is dict else ()
        if kinds and isinstance(kinds[1], type) and issubclass(kinds[1], Model):
            yield (*path, name)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, Model):
            yield from named_keys(field.annotation, (*path, name))


def apply(config: DictConfig, override: Override) -> None:
    """Set, add or take away a value.

    Raises `InputError` for a name that is not there and not added, and for what cannot be set.
    """
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    if not override.sign or override.sign == "~":
        _refuse_unknown(config, override)
    try:
        if override.sign == "~":
            _take_away(config, override)
            return
        if isinstance(override.value, dict | list):
            # OmegaConf would merge it into what is there, and a scope of `all` would stay one.
            OmegaConf.update(config, override.key, None, force_add=True)
        OmegaConf.update(config, override.key, override.value, force_add=True)
    except (OmegaConfBaseException, ValueError) as error:
        # A ValueError where a list is given a name for a number.
        problem = (getattr(error, "msg", None) or str(error)).splitlines()[0]
        raise override.refused(f"cannot be set: {problem}", "see `onewindow schema` for what may stand here") from None


def replace_number(data: dict[str, Any], override: Override) -> bool:
    """Put a number in the place of a number in plain data, if that is what the override does; whether it is."""
    node: Any = data
    for part in override.path[:-1]:
        node = node.get(part) if isinstance(node, dict) else None
    last = override.path[-1]
    if not override.is_number or not isinstance(node, dict) or not isinstance(node.get(last), int | float):
        return False
    node[last] = override.value
    return True


def _refuse_unknown(config: DictConfig, override: Override) -> None:
    from omegaconf import OmegaConf

    for parent in named_keys():
        depth = len(parent)
        if override.path[:depth] == parent and len(override.path) > depth:
            known = OmegaConf.select(config, ".".join(parent)) or {}
            name = override.path[depth]
            if name not in known:
                add = f"nothing stands there yet: add a name with +{'.'.join(parent)}.{name}={{...}}"
                mend = suggest(name, map(str, known)) if known else add
                mend += "; what only one variant has is set in its own overrides"
                raise override.refused(f"there is no {name!r} under {'.'.join(parent)}", mend)


def _take_away(config: DictConfig, override: Override) -> None:
    from omegaconf import DictConfig, OmegaConf, open_dict

    parent = OmegaConf.select(config, ".".join(override.path[:-1])) if override.path[1:] else config
    if not isinstance(parent, DictConfig) or override.path[-1] not in parent:
        known = [*map(str, parent)] if isinstance(parent, DictConfig) else ["a key that is there"]
        mend = suggest(override.path[-1], known) if known else "leave it out: nothing stands there"
        raise override.refused("there is nothing to take away", mend)
    with open_dict(config):
        del parent[override.path[-1]]
