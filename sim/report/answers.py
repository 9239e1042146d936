"""Answers that speak for themselves: in sentences and tables, and in figures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sim.report.tables import Table
from sim.report.text import Lang
from sim.results.answers import Answer, keep


@dataclass(frozen=True)
class Told:
    """An answer in words."""

    head: str
    tables: Sequence[Table]


@dataclass(frozen=True, eq=False)
class Reported(Answer, ABC):
    """An answer that can be told and drawn."""

    @abstractmethod
    def told(self, lang: Lang) -> Told:
        """The answer as sentences and tables."""

    @abstractmethod
    def draw(self, folder: Path, lang: Lang) -> object:
        """Draw its figures into `folder`. Late: drawing is imported only by who wants it."""

    def take_away(self, folder: Path, lang: Lang) -> None:
        """Write into `folder` what a planner carries away beside tables and figures: nothing, unless there is more."""

    def keep(self, folder: Path, lang: Lang) -> None:
        """Write it to a folder with all that belongs to it, in place of an earlier one.

        Raises as `sim.results.answers.keep`.
        """
        keep(self, folder, partial(self.draw, lang=lang), partial(self.take_away, lang=lang))
