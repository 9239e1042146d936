"""The face that figures are lettered in: one that has Chinese, if there is any on this machine.

First the Noto Sans SC that the package zhplot ships, so that figures are the same everywhere; else a Chinese font of
the system; else matplotlib's own, which has no Chinese.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from matplotlib import font_manager
from matplotlib.font_manager import FontEntry, FontPath

PROBE = "一窗受理、集成服务：平均等候时间"
"""What a font must have to count as Chinese."""
PREFERRED = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Hiragino Sans GB",
)
"""Fonts of systems that are taken before any other with Chinese."""


@dataclass(frozen=True)
class Face:
    """A font file, and the letters in it."""

    entry: FontEntry
    letters: frozenset[int]

    @property
    def chinese(self) -> bool:
        """Whether Chinese labels can be set in it."""
        return self.shows(PROBE)

    @property
    def family(self) -> str:
        """The name by which it is known inside `registered`, and by which no other font is."""
        return f"onewindow:{self.entry.fname}:{self.entry.index}"

    def shows(self, text: str) -> bool:
        """Whether it has every letter of `text`."""
        return all(ord(letter) in self.letters for letter in text if letter != "\n")

    @contextmanager
    def registered(self) -> Iterator[None]:
        """Make the face known to matplotlib under its `family`, for as long as the context lasts."""
        known = font_manager.fontManager.ttflist
        entry = dataclasses.replace(self.entry, name=self.family, style="normal", weight=400)
        known.append(entry)
        try:
            yield
        finally:
            known.remove(entry)


def find_face() -> Face:
    """The best face there is; it may lack Chinese, see `Face.chinese`."""
    shipped = _shipped()
    if shipped is not None:
        return _face(FontEntry(fname=str(shipped), size="scalable"))
    for entry in _system():
        try:
            face = _face(entry)
        except (OSError, RuntimeError):  # a file gone or broken since the system listed it
            continue
        if face.chinese:
            return face
    plain = font_manager.findfont("DejaVu Sans")
    return _face(FontEntry(fname=str(plain), size="scalable"))


def _shipped() -> Path | None:
    """The file in zhplot, which is not imported: that would set matplotlib's font for good."""
    package = find_spec("zhplot")
    for folder in (package.submodule_search_locations or ()) if package else ():
        path = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.is_file():
            return path
    return None


def _system() -> list[FontEntry]:
    """Upright fonts of the system, those preferred first, then by name; of equals the one nearest to regular."""

    def order(entry: FontEntry) -> tuple[int, str, int, str]:
        rank = PREFERRED.index(entry.name) if entry.name in PREFERRED else len(PREFERRED)
        weight = entry.weight if isinstance(entry.weight, int) else 400
        return rank, entry.name, abs(weight - 400), entry.fname

    return sorted((e for e in font_manager.fontManager.ttflist if e.style == "normal"), key=order)


def _face(entry: FontEntry) -> Face:
    font = font_manager.get_font(FontPath(entry.fname, entry.index))
    return Face(entry, frozenset(font.get_charmap()))
