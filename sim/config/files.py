"""The files that a planner writes: where they are, what is in them, and on which line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import sim
from sim.errors import Fault, InputError
from sim.spec import suggest

GROUPS = ("calendar", "matters", "demand", "sites", "hall", "staff", "costs", "targets")
"""The kinds of building blocks: the folders below `configs`, and the `kind=block` of an override."""


def folder(kind: str) -> Path:
    """The packaged folder `configs` or `scenarios`: in an installed package, or beside it in a clone.

    Raises `InputError` where neither is there.
    """
    package = Path(next(iter(sim.__path__)))
    for candidate in (package / kind, package.parent / kind):
        if candidate.is_dir():
            return candidate
    raise InputError(Fault(f"the folder {kind!r} is not where {package} is", "install onewindow again"))


def scenarios() -> dict[str, Path]:
    """The packaged scenarios by name."""
    return {path.stem: path for path in sorted(folder("scenarios").glob("*.yaml"))}


def find(scenario: str | Path) -> Path:
    """The file of a scenario: the name of a packaged one, or a path to a YAML file.

    Raises `InputError` if there is none, with the nearest there is, or if it is a folder.
    """
    if not str(scenario).strip():
        raise InputError(Fault("the name of the scenario is empty", "name one: `onewindow list` has them"))
    packaged = scenarios()
    path = packaged.get(str(scenario), Path(scenario))
    if path.is_dir():
        inside = sorted(file.name for file in path.glob("[!.]*.yaml"))
        mend = f"name a file in it: {', '.join(inside)}" if inside else "name a YAML file"
        raise InputError(Fault("is a folder, not a scenario", mend, file=shown(path)))
    if not path.exists():
        near = {str(path.with_name(file.name)) for file in path.parent.glob("*.y*ml")} if _is_path(path) else set()
        raise InputError(
            Fault("there is no such scenario", suggest(str(scenario), {*packaged, *near}), file=str(scenario))
        )
    return path.absolute()


def _is_path(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml") or len(path.parts) > 1


def shown(path: Path) -> str:
    """A path as it would be typed: relative to the working directory if below it."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


@dataclass(frozen=True)
class Document:
    """A YAML file that holds a mapping: its data, and on which lines its keys stand."""

    path: Path
    data: dict[Any, Any]
    node: yaml.MappingNode

    def find(self, keys: Sequence[str | int]) -> tuple[int, str]:
        """How many of `keys`, each below the last, are in the file, and "file:line" of the deepest."""
        node: yaml.Node | None = self.node
        line, depth = "", 0
        for key in keys:
            mark, node = _child(node, str(key))
            if mark is None:
                break
            line, depth = f":{mark.line + 1}", depth + 1
        return depth, shown(self.path) + line


def _child(node: yaml.Node | None, key: str) -> tuple[yaml.Mark | None, yaml.Node | None]:
    """Where a key (or a list's item) stands, and what stands there."""
    if isinstance(node, yaml.MappingNode):
        # From the last: what is merged in stands before the keys of one's own, which win.
        for name, value in reversed(node.value):
            if name.value == key:
                return name.start_mark, value
    elif isinstance(node, yaml.SequenceNode) and key.isdecimal() and int(key) < len(node.value):
        item = node.value[int(key)]
        return item.start_mark, item
    return None, None


def read(path: Path, may_be_empty: bool = False) -> Document:
    """Read a YAML file that must hold a mapping.

    Raises `InputError`: unreadable, not UTF-8, empty, not YAML (with the line), a key twice, no mapping.
    """
    loader = yaml.SafeLoader(read_text(path))
    try:
        node = loader.get_single_node()
        if node is None and may_be_empty:
            return Document(path, {}, yaml.MappingNode("tag:yaml.org,2002:map", []))
        if node is None:
            raise InputError(Fault("the file is empty", "write the keys it should hold", file=shown(path)))
        # Before construction, which copies merged keys in between one's own.
        twice = next(_repeated(node), None)
        data = loader.construct_document(node)
    except yaml.YAMLError as error:
        raise InputError(_broken(path, error)) from None
    except RecursionError:
        raise InputError(Fault("is nested too deeply", "write it flatter", file=shown(path))) from None
    if not isinstance(node, yaml.MappingNode):
        problem = f"holds {'a list' if isinstance(data, list) else 'a single value'}, not keys with values"
        raise InputError(Fault(problem, "begin lines with `key: value`, without a dash", file=shown(path)))
    if twice is not None:
        where = f"{shown(path)}:{twice.start_mark.line + 1}"
        raise InputError(Fault("the key stands there twice", "leave one of them out", str(twice.value), where))
    return Document(path, data, node)


def read_text(path: Path) -> str:
    """The text of a file. Raises `InputError` where it cannot be read, or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(Fault("is not UTF-8 text", "save it in UTF-8", file=shown(path))) from None
    except OSError as error:
        raise unreadable(error, path) from None


def unreadable(error: OSError, path: Path) -> InputError:
    """What the system says of a file that it names; of `path` if it names none."""
    file = Path(error.filename) if isinstance(error.filename, str) else path
    problem = f"cannot be read ({error.strerror or error})"
    return InputError(Fault(problem, "check the file and who may read it", file=shown(file)))


def _broken(path: Path, error: yaml.YAMLError) -> Fault:
    """What is wrong with a file that is not YAML, with the line at which it went wrong."""
    mark = getattr(error, "problem_mark", None)
    where = shown(path) + (f":{mark.line + 1}" if mark else "")
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be understood"
    return Fault(
        f"is not YAML: {why}",
        "check indentation, colons, quotes and brackets on this line and before",
        file=where,
    )


def _repeated(node: yaml.Node) -> Iterator[yaml.Node]:
    """Keys that stand twice in one mapping: plain YAML would silently take the last."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key
                seen.add(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item)
