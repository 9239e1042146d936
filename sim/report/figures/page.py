"""The page of a figure about the answer to a question of its own kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from warnings import warn

from sim.report.figures.view import read_label
from sim.report.finding import tell
from sim.report.fonts import Face
from sim.report.text import Lang, counted


@dataclass(frozen=True)
class Page:
    """An answer's manifest, as seen by a reader of one language."""

    manifest: Mapping[str, Any]
    language: Lang
    face: Face
    words: dict[str, str]
    """Title and subtitle."""

    def say(self, key: str, /, **facts: Any) -> str:
        """Words in the reader's language."""
        return tell(key, self.language, **facts)

    def label(self, labels: Mapping[str, str], name: str) -> str:
        """A label, or the name where the face lacks a letter of it."""
        return read_label(labels, self.language, self.face, name)

    def footer(self, about: str, *notes: str) -> str:
        """What the figure rests on: the scenario, its replications and seed, a word `about` its intervals, `notes`."""
        question = self.label(self.manifest["question"], "")
        facts = {key: self.manifest[key] for key in ("scenario", "seed")}
        times = self.manifest["replications"]
        facts["replications"] = counted(times, "replication") if self.language == "en" else f"{times:,}"
        gap = "" if self.language == "zh" else " "
        return gap.join([self.say("footer", question=question, **facts), self.say(about), *notes])


def draw_page(
    manifest: Mapping[str, Any],
    folder: Path,
    lang: Lang,
    name: str,
    facts: Callable[[Page], dict[str, str]],
    make: Callable[[Page], Any],
) -> list[Path]:
    """Draw a figure called `name` into `folder`, as SVG and as PNG, and return the paths.

    `facts` fill the blanks of title and subtitle. Where no font has Chinese, labels are in English, with a warning.
    """
    import matplotlib

    from sim.report.figures.sheet import keep, rc
    from sim.report.fonts import find_face

    face = find_face()
    if lang == "zh" and not face.chinese:
        warn("no font with Chinese was found: the labels of the figure are in English", stacklevel=2)
        lang = "en"
    page = Page(manifest, lang, face, {})
    known = facts(page)
    page.words.update({f"{name}_{part}": page.say(f"{name}_{part}", **known) for part in ("title", "subtitle")})
    folder.mkdir(parents=True, exist_ok=True)
    with face.registered(), matplotlib.rc_context(rc(face.family)):
        return keep(make(page), folder, name)
