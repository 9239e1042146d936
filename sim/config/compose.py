"""Composition: the chosen building blocks and the overrides, made one mapping of plain data by Hydra."""

from __future__ import annotations

import copy
import pickle
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sim.config import overrides as _overrides
from sim.config.files import Document, folder, read, shown
from sim.config.overrides import Override
from sim.errors import Fault, InputError
from sim.spec import suggest

if TYPE_CHECKING:
    from omegaconf import DictConfig

PRIMARY = "spec"
"""The file, below `configs`, that says which blocks a hall is made of when nothing else is said."""

FOR_APPLICATIONS = (
    "output",
    "launcher",
    "sweeper",
    "help",
    "hydra_help",
    "hydra_logging",
    "job_logging",
    "env",
)
"""Parts of Hydra's own configuration that nobody reads who only composes: a fifth of the time of that."""
AT_HAND = 1000
"""Compositions that are kept, at the most."""
_turn = threading.Lock()
"""Hydra keeps its state in one global object, so one thread composes at a time."""


@dataclass(frozen=True)
class Block:
    """A building block in use: its file, and the path of keys below which its content stands."""

    path: Path
    package: tuple[str, ...]


def search_path(scenario: Path) -> tuple[Path, ...]:
    """The folders of building blocks, nearest first: beside the scenario, at hand, packaged."""
    packaged = folder("configs")
    near = [place / "configs" for place in (scenario.parent, Path.cwd()) if (place / "configs").is_dir()]
    own = {path.resolve(): path for path in near if path.resolve() != packaged.resolve()}
    return (*own.values(), packaged)


def _address(folder_of_blocks: str) -> str:
    """Where Hydra finds a folder: by way of `Blocks` where there is a parser in C, which it reads by."""
    if not yaml.__with_libyaml__:
        return folder_of_blocks
    from sim.config.blocks import Blocks

    return f"{Blocks.scheme()}://{folder_of_blocks}"


@contextmanager
def composer(folders: Sequence[Path], known: Composer | None = None) -> Iterator[Composer]:
    """What composes blocks of `folders`, of which the first that has a block wins; with `known` one from before."""
    from hydra import initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra

    *own, packaged = (str(place.absolute()) for place in folders)
    with _turn, initialize_config_dir(packaged, job_name="onewindow", version_base="1.3"):
        searched = GlobalHydra.instance().config_loader().get_search_path()
        for place in searched.get_path():
            if place.provider == "main":
                place.path = _address(packaged)
        for folder_of_own in own:
            searched.prepend("planner", _address(folder_of_own), "main")
        yield known or Composer(tuple(folders))


@dataclass
class Composer:
    """Composes; keeps what it has composed, as variants often differ in values only."""

    folders: tuple[Path, ...]
    _composed: dict[tuple[tuple[str, str], ...], DictConfig] = field(default_factory=dict)
    _plain: dict[tuple[Any, ...], bytes] = field(default_factory=dict)
    """With the values that are no numbers put in, pickled plain data; None where a thing is worked out from others."""

    def compose(self, overrides: Sequence[Override]) -> dict[str, Any]:
        """The plain data of a spec.

        Raises `InputError`: no such block, a block that cannot be read, an override that cannot be applied.
        """
        data = self.fixed(overrides)
        if data is not None:
            return data
        # A copy of OmegaConf's, and plain data made of it, take thirty times as long.
        return _plain(self._with(self._choices(overrides), [one for one in overrides if not one.group]))

    def fixed(self, overrides: Sequence[Override]) -> dict[str, Any] | None:
        """The plain data of a spec in which nothing is worked out from anything else; None where something is.

        Raises as `compose`.
        """
        choices = self._choices(overrides)
        values = [override for override in overrides if not override.group]
        last = max((place for place, override in enumerate(values, start=1) if not override.is_number), default=0)
        key = (*choices.items(), *(override.text for override in values[:last]))
        if key not in self._plain:
            if len(self._plain) > AT_HAND:
                self._plain.clear()
            self._plain[key] = pickle.dumps(_as_it_stands(self._with(choices, values[:last])))
        data: dict[str, Any] | None = pickle.loads(self._plain[key])
        if data is None or not all(_overrides.replace_number(data, override) for override in values[last:]):
            return None
        return data

    def _with(self, choices: Mapping[str, str], values: Sequence[Override]) -> DictConfig:
        """The blocks with values put in."""
        config = self._blocks(choices)
        if values:
            config = copy.deepcopy(config)
        for override in values:
            _overrides.apply(config, override)
        return config

    def blocks(self, overrides: Sequence[Override]) -> tuple[Block, ...]:
        """The blocks in use, in the order in which they are laid over one another."""
        from hydra.core.global_hydra import GlobalHydra
        from hydra.types import RunMode

        arguments = self._arguments(self._choices(overrides))
        listed = GlobalHydra.instance().config_loader().compute_defaults_list(PRIMARY, arguments, RunMode.RUN)
        found = ((self._file(item.config_path), item.package) for item in listed.defaults if item.config_path)
        return tuple(Block(path, tuple(package.split(".")) if package else ()) for path, package in found if path)

    def _choices(self, overrides: Sequence[Override]) -> dict[str, str]:
        """The block chosen last of each group; each must be there."""
        chosen = {override.key: override for override in overrides if override.group}
        for group, override in chosen.items():
            if self._file(f"{group}/{override.value}") is None:
                problem = f"there is no block {override.value!r} in {shown(self.folders[-1] / group)}"
                raise override.refused(problem, suggest(str(override.value), self._options(group)))
        return {group: str(override.value) for group, override in chosen.items()}

    def _options(self, group: str) -> set[str]:
        places = [place / group for place in self.folders]
        return {
            file.relative_to(place).with_suffix("").as_posix() for place in places for file in place.rglob("*.yaml")
        }

    def _file(self, name: str) -> Path | None:
        files = (place / f"{name}.yaml" for place in self.folders)
        return next((file for file in files if file.is_file()), None)

    def _arguments(self, choices: Mapping[str, str]) -> list[str]:
        # An empty search path adds nothing, but makes Hydra look through the folders that were put before its own.
        chosen = (f"{group}='{block}'" for group, block in choices.items())
        return ["hydra.searchpath=[]", *(f"~hydra/{part}" for part in FOR_APPLICATIONS), *chosen]

    def _blocks(self, choices: Mapping[str, str]) -> DictConfig:
        from hydra import compose
        from hydra.errors import HydraException
        from omegaconf.errors import OmegaConfBaseException

        key = tuple(sorted(choices.items()))
        if key not in self._composed:
            try:
                self._composed[key] = compose(PRIMARY, self._arguments(choices))
            # Hydra raises plain ValueError, too, for faults in a block's own list of defaults.
            except (
                HydraException,
                OmegaConfBaseException,
                yaml.YAMLError,
                OSError,
                ValueError,
                RecursionError,
            ) as error:
                raise self._diagnosis(choices, error) from None
        return self._composed[key]

    def _diagnosis(self, choices: Mapping[str, str], error: Exception) -> InputError:
        """Which file Hydra stumbled over, found by reading them one by one."""
        mark = getattr(error, "problem_mark", None)
        told = re.search(r"In '([^']+)'", str(error))
        suspects = [self._file(f"{group}/{block}") for group, block in choices.items()]
        path = Path(mark.name) if mark else self._file(told[1]) if told else None
        for suspect in (path, *suspects):
            try:
                if suspect is not None:
                    read(suspect, may_be_empty=True)
            except InputError as found:
                return found
        said = " ".join(line.strip() for line in str(error).splitlines()[:2])
        where = ", ".join(shown(suspect) for suspect in ((path,) if path else suspects) if suspect)
        mend = "check `defaults` and `# @package` in it"
        return InputError(Fault(f"cannot be composed: {said}", mend, file=where))


def documents(blocks: Sequence[Block]) -> list[tuple[Block, Document]]:
    """The blocks with their content."""
    return [(block, read(block.path, may_be_empty=True)) for block in blocks]


def _as_it_stands(config: DictConfig) -> dict[str, Any] | None:
    """Plain data, if nothing in it is missing or worked out from something else."""
    from omegaconf import OmegaConf

    data = OmegaConf.to_container(config, resolve=False)
    assert isinstance(data, dict)
    return None if MARKS.search(repr(data)) else {str(key): value for key, value in data.items()}


MARKS = re.compile(r"\$\{|\?\?\?")
"""What marks a value that is worked out from others, or that somebody must write."""


def _plain(config: DictConfig) -> dict[str, Any]:
    """Plain data, nothing of OmegaConf: interpolations filled in, no missing values."""
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        data = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    except OmegaConfBaseException as error:
        problem = (error.msg or str(error)).splitlines()[0]
        raise InputError(Fault(problem, "write a value in its place", error.full_key or "")) from None
    assert isinstance(data, dict)
    return {str(key): value for key, value in data.items()}
