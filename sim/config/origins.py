"""Where a value was written: on the command line, in the scenario, or in a building block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from sim.config.compose import Block, documents
from sim.config.files import Document
from sim.config.overrides import Override
from sim.spec import Path


class Origins:
    """Names the file and line of a path in a spec. Building blocks are read only once something is asked."""

    def __init__(self, overrides: Sequence[Override], blocks: Callable[[], Sequence[Block]], scenario: str) -> None:
        self._overrides = [override for override in overrides if not override.group]
        self._blocks = blocks
        self._scenario = scenario

    @cached_property
    def _documents(self) -> list[tuple[Block, Document]]:
        return documents(self._blocks())

    def __call__(self, path: Path) -> str:
        """What last set the value or anything around it, with the override that changed anything within."""
        keys = tuple(str(key) for key in path)
        for override in reversed(self._overrides):
            if override.path == keys[: len(override.path)]:
                return override.where
        depth, where = self._file(keys)
        within = [o for o in self._overrides if keys and o.path[: len(keys)] == keys]
        if not within:
            return where
        last = within[-1]
        return last.where if depth < len(keys) else f"{where} (with {last.text} of {last.where})"

    def _file(self, keys: tuple[str, ...]) -> tuple[int, str]:
        """The block that holds most of the path; of several, the one laid over the others."""
        best = (0, self._scenario)
        for found in self._candidates(keys):
            if found[0] >= max(best[0], 1):
                best = found
        return best

    def _candidates(self, keys: tuple[str, ...]) -> Iterator[tuple[int, str]]:
        for block, document in self._documents:
            depth = len(block.package)
            if keys[:depth] == block.package:
                found, where = document.find(keys[depth:])
                yield depth + found, where
            elif block.package[: len(keys)] == keys:
                yield len(keys), document.find(())[1]
