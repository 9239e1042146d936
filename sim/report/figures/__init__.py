"""Figures: the halls at a glance, the wait through the day, how long the long waits are, how busy clerks are, visits.

Made with matplotlib's own objects and never pyplot, so that nothing of a caller's figures or settings is touched.
Importing this package is quick; matplotlib and seaborn come with the first drawing.
"""

from __future__ import annotations

from pathlib import Path
from warnings import warn

from sim.report.text import Lang
from sim.results import Results

__all__ = ["draw"]


def draw(results: Results, folder: Path, lang: Lang = "en") -> list[Path]:
    """Draw all figures of `results` into `folder`, each as SVG and as PNG, and return their paths.

    Visits and days to the result are drawn where people come more than once.

    Labels are in `lang`. Where no font has Chinese, they are in English, and a warning says so.
    """
    import matplotlib

    from sim.report.figures.distribution import wait_distribution
    from sim.report.figures.headline import headline
    from sim.report.figures.journeys import has_journeys, journeys
    from sim.report.figures.load import load_heat_map
    from sim.report.figures.sheet import keep, rc
    from sim.report.figures.view import make_view
    from sim.report.figures.waits import wait_by_half_hour
    from sim.report.fonts import find_face

    face = find_face()
    if lang == "zh" and not face.chinese:
        warn("no font with Chinese was found: the labels of the figures are in English", stacklevel=2)
        lang = "en"
    view = make_view(results, lang, face)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with face.registered(), matplotlib.rc_context(rc(face.family)):
        more = [journeys] if has_journeys(view) else []
        for make in (headline, wait_by_half_hour, wait_distribution, load_heat_map, *more):
            paths += keep(make(view), folder, make.__name__)
    return paths
