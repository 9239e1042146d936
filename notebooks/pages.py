"""What the notebooks share: published results that are as they were written, and figures with the look of a report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib
from IPython.display import Image
from matplotlib.figure import Figure

from sim.errors import ResultError
from sim.report.figures.sheet import page, rc, settle
from sim.report.fonts import find_face

PUBLISHED = Path(__file__).resolve().parents[1] / "results" / "published"
RESOLUTION = 110
"""Dots per inch: sharp enough for a page, and a third of the bytes of a report's figures."""
SHOWN = 860
"""Pixels of width at which a figure is shown."""


def published(name: str) -> Path:
    """The folder of published results of that name. Raises `ResultError` as `verified` does."""
    return verified(PUBLISHED / name)


def verified(folder: Path) -> Path:
    """The folder, whose files are those that its manifest lists, each with its sha256.

    Raises `ResultError` for a folder without a manifest, and for a file that is missing or was changed.
    """
    for name, digest in manifest_of(folder)["files"].items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ResultError(f"{path} is not what the run wrote: run it again")
    return folder


def manifest_of(folder: Path) -> dict[str, Any]:
    """What was asked and how, and the sha256 of each file. Raises `ResultError` where nothing finished is there."""
    try:
        manifest = dict(json.loads((folder / "manifest.json").read_text("utf-8")))
        return {**manifest, "kind": str(manifest["kind"]), "files": dict(manifest["files"])}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        problem = f"{folder} has no finished results: its manifest.json cannot be read"
        raise ResultError(f"{problem} ({type(error).__name__}: {error}): run it again") from error


def picture(title: str, subtitle: str, about: str, height: float, draw: Callable[[Figure], object]) -> Image:
    """What `draw` puts on a page between a title and a footer `about` the numbers; equal figures give equal bytes.

    `height` is that of the axes, in inches. The face and the settings are those of the report's figures.
    """
    face, content = find_face(), BytesIO()
    with face.registered(), matplotlib.rc_context(rc(face.family)):
        figure = page(title, subtitle, about, height)
        draw(figure)
        settle(figure)
        figure.savefig(content, format="png", dpi=RESOLUTION, metadata={"Software": None})
    return Image(content.getvalue(), width=SHOWN)


def kept(path: Path) -> Image:
    """A figure that a report kept as PNG, at half of its dots."""
    from PIL import Image as Picture

    content = BytesIO()
    with Picture.open(path) as whole:
        whole.convert("RGB").reduce(2).quantize(128).save(content, format="png", optimize=True)
    return Image(content.getvalue(), width=SHOWN)
