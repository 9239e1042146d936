"""Figures from made-up results: every letter shown, the same bytes each time, nothing left behind."""

from __future__ import annotations

import itertools
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from sim.inference.intervals import interval
from sim.measures import MEASURES, STANDARD, share_wait_over
from sim.measures.kinds import SHARE
from sim.plan import Station
from sim.report import fonts
from sim.report.figures import draw, ties, waterfall
from sim.report.figures.distribution import levels, tail, wait_distribution
from sim.report.figures.gantt import Bar, Lane, case_gantt
from sim.report.figures.headline import headline
from sim.report.figures.journeys import CAUSES, has_journeys, journeys
from sim.report.figures.load import load_heat_map
from sim.report.figures.sheet import _PIECES, rc, scratch, wrap, wrap_name
from sim.report.figures.view import View, make_view, runs
from sim.report.figures.waits import spread, wait_by_half_hour
from sim.report.figures.words import WORDS
from sim.report.finding import _WORDS as told_words
from sim.report.fonts import find_face
from sim.report.text import _WORDS as said_words
from sim.report.text import LANGUAGES, Lang, named
from sim.results import Results
from sim.spec import clock

MORNING, AFTERNOON = range(510, 720, 30), range(810, 1020, 30)
HOURS = [{"start": "08:30", "end": "12:00"}, {"start": "13:30", "end": "17:00"}]
NAMES = ["headline", "wait_by_half_hour", "wait_distribution", "load_heat_map"]
HALLS = {
    "departmental": ("Department windows", "部门窗口", 9.0, 1.0),
    "grouped": ("Domain windows", "分领域综合窗口", 5.5, 0.9),
    "integrated": ("One window", "无差别综合窗口", 2.8, 0.86),
}
GROUPS = {
    "departmental": ["人社", "市监", "税务", "国土", "住建", "卫计", "城管", "公安", "交警", "其他"],
    "grouped": ["社会事务综合", "企业商事综合", "不动产综合", "投资项目综合", "公安交管综合"],
    "integrated": ["无差别综合"],
}
ENGLISH = {
    "departmental": [
        "Social security",
        "Market supervision",
        "Tax",
        "Land",
        "Housing",
        "Health",
        "Urban management",
        "Public security",
        "Traffic police",
        "Other",
    ],
    "grouped": ["Social", "Business", "Property", "Investment", "Police"],
    "integrated": ["Integrated"],
}


def made_up(
    halls: dict[str, tuple[str, str, float, float]] | None = None,
    groups: dict[str, list[str]] | None = None,
    replications: int = 20,
) -> Results:
    """Results such as a study of the default hall gives; numbers are invented."""
    halls, groups = halls or HALLS, groups or GROUPS
    rng = np.random.Generator(np.random.Philox(7))
    rows: list[tuple[Any, ...]] = []
    for name, (_, _, wait, load) in halls.items():
        for replication in range(replications):
            key = (name, replication)
            day = rng.gamma(60.0, 1.0 / 60.0)
            for half, start in enumerate([*MORNING, *AFTERNOON]):
                shape = 0.35 + 1.5 * np.exp(-(((half % 7) - 2.6) ** 2) / 4.0) - 0.25 * (half > 6)
                rows.append((*key, "mean_wait", "half_hour", clock(start), wait * shape * day * rng.gamma(40, 1 / 40)))
                rows.append((*key, "tickets", "half_hour", clock(start), 1500 * shape / 14))
                for number, _ in enumerate(groups[name]):
                    busy = load * day * (0.35 + 0.5 * shape / 1.8) * (0.7 + 0.6 * ((number * 7) % 10) / 10)
                    rows.append((*key, "utilisation", "group_half_hour", f"g{number}/{clock(start)}", min(busy, 1.0)))
            waits = np.minimum(rng.exponential(wait * day, 1500) * (rng.random(1500) < 0.8), 120.0)
            counts = np.bincount(waits.astype(int))
            rows += [(*key, "tickets", "wait_minute", str(m), float(counts[m])) for m in np.flatnonzero(counts)]
            hall = {
                "mean_wait": waits.mean(),
                "p90_wait": np.quantile(waits, 0.9),
                "abandonment": 0.004 * wait * day,
                "mean_time_in_hall": waits.mean() + 12.0 + rng.normal(0.0, 0.2),
                "utilisation": min(1.0, 0.72 * load * day),
            } | {f"share_wait_over_{limit}": (waits > limit).mean() for limit in (10, 20, 30)}
            rows += [(*key, measure, "hall", "all", float(value)) for measure, value in hall.items()]
    frame = pd.DataFrame(rows, columns=["variant", "replication", "measure", "by", "level", "value"])
    return Results(_manifest(halls, groups, replications), frame, _summary(frame), pd.DataFrame())


def _summary(frame: pd.DataFrame) -> pd.DataFrame:
    keys = ["variant", "measure", "by", "level"]
    rows = [
        (*key, *astuple(interval(list(values))), MEASURES[key[1]].unit.en)
        for key, values in frame.groupby(keys, sort=False)["value"]
    ]
    return pd.DataFrame(rows, columns=[*keys, "mean", "low", "high", "n", "unit"])


def _manifest(halls: dict[str, Any], groups: dict[str, list[str]], replications: int) -> dict[str, Any]:
    def spec(name: str) -> dict[str, Any]:
        english = ENGLISH.get(name, [f"Integrated law enforcement, desk {i}" for i in range(len(groups[name]))])
        labels = [{"en": f"{en} windows", "zh": f"{zh}窗口"} for en, zh in zip(english, groups[name], strict=True)]
        goals = {"mean_wait": 10.0, "share_wait_over_20": 0.10, "share_wait_over_30": 0.02, "abandonment": 0.02}
        return {
            "staff": {"groups": {f"g{i}": {"label": label} for i, label in enumerate(labels)}},
            "hall": {"hours": HOURS, "tickets_from": None, "tickets_in_closures": False},
            "targets": {
                "wait_limits": [10.0, 20.0, 30.0],
                "goals": {goal: {"at_most": value, "at_least": None} for goal, value in goals.items()},
            },
        }

    words = {name: MEASURES[name] for name in STANDARD}
    return {
        "scenario": "one_window",
        "question": {
            "en": "The same 56 clerks behind department windows, domain windows, or one window for every matter?",
            "zh": "同样56名窗口人员，按部门设窗、分领域综合、还是无差别综合？",
        },
        "seed": 1,
        "replications": replications,
        "measures": list(STANDARD),
        "catalogue": {n: {"label": m.label.model_dump(), "unit": m.unit.model_dump()} for n, m in words.items()},
        "variants": {n: {"label": {"en": en, "zh": zh}, "spec": spec(n)} for n, (en, zh, *_) in halls.items()},
    }


def many(halls: int = 8, groups: int = 15) -> Results:
    """As many halls and groups as there will be, with names as long as they come."""
    named = {
        f"hall_{i}": (
            f"Integrated acceptance with tidal windows, alternative number {i + 1}",
            f"无差别综合受理加潮汐窗口与预约分流（延时服务备选方案之{i + 1}）",
            2.0 + 0.8 * i,
            1.0 - 0.05 * i,
        )
        for i in range(halls)
    }
    staff = {name: [f"城市管理与综合行政执法第{g + 1}审批" for g in range(groups)] for name in named}
    return made_up(named, staff, replications=4)


@contextmanager
def lettered(results: Results, lang: Lang = "en") -> Iterator[View]:
    """A view, with the settings under which figures are made."""
    face = find_face()
    with face.registered(), matplotlib.rc_context(rc(face.family)):
        yield make_view(results, lang, face)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[Lang, list[Path]]:
    """All figures of the default hall, in both languages; a letter without a shape is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {lang: draw(made_up(), tmp_path_factory.mktemp(lang), lang) for lang in LANGUAGES}


def test_every_figure_is_written_twice(drawn: dict[Lang, list[Path]]) -> None:
    expected = [f"{name}.{kind}" for name in NAMES for kind in ("svg", "png")]
    for paths in drawn.values():
        assert [path.name for path in paths] == expected
        assert all(path.stat().st_size > 10_000 for path in paths)


def test_equal_results_give_equal_bytes(drawn: dict[Lang, list[Path]], tmp_path: Path) -> None:
    again = draw(made_up(), tmp_path, "zh")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in drawn["zh"]]


def test_svg_needs_no_font(drawn: dict[Lang, list[Path]]) -> None:
    for path in drawn["zh"][::2]:
        svg = path.read_text("utf-8")
        assert "<text" not in svg
        assert "font-family" not in svg
        assert "dc:date" not in svg


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    before, known = dict(matplotlib.rcParams), list(font_manager.fontManager.ttflist)
    draw(made_up({"integrated": HALLS["integrated"]}, replications=2), tmp_path)
    assert dict(matplotlib.rcParams) == before
    assert font_manager.fontManager.ttflist == known
    from matplotlib import pyplot

    assert pyplot.get_fignums() == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", [headline, wait_by_half_hour, wait_distribution, load_heat_map])
def test_every_letter_is_in_the_font_and_on_the_page(make: Any, lang: Lang) -> None:
    with lettered(many(halls=3), lang) as view:
        figure = make(view)
        figure.draw_without_rendering()
        page = figure.bbox
        for text in shown(figure):
            assert view.face.shows(text.get_text()), text.get_text()
            box = Text.get_window_extent(text)  # of an annotation, without its line
            assert box.x0 >= page.x0 - 1.0, text.get_text()
            assert box.x1 <= page.x1 + 1.0, text.get_text()
            assert box.y0 >= page.y0 - 1.0, text.get_text()
            assert box.y1 <= page.y1 + 1.0, text.get_text()


def shown(figure: Figure) -> list[Text]:
    """The words that are seen."""
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    ticks = {id(t) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for t in axis.get_ticklabels()}
    return [text for text in texts if id(text) not in ticks]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_many_lines_do_not_collide(lang: Lang) -> None:
    with lettered(many(), lang) as view:
        figure = wait_by_half_hour(view)
        figure.draw_without_rendering()
        boxes = [Text.get_window_extent(text) for text in figure.axes[0].findobj(Annotation)]
    boxes.sort(key=lambda box: float(box.y0))
    assert len(boxes) >= 8
    assert all(below.y1 <= above.y0 + 1.0 for below, above in itertools.pairwise(boxes))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_many_groups_do_not_collide(lang: Lang) -> None:
    with lettered(many(halls=1), lang) as view:
        figure = load_heat_map(view)
        figure.draw_without_rendering()
        boxes = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    assert len(boxes) == 15
    assert all(above.y0 >= below.y1 - 2.0 for above, below in itertools.pairwise(boxes))


def test_no_line_crosses_lunch() -> None:
    with lettered(made_up()) as view:
        lines = [line for line in wait_by_half_hour(view).axes[0].lines if len(line.get_xdata()) > 2]
    assert len(lines) == 6  # three halls, morning and afternoon
    for line in lines:
        assert np.diff(np.asarray(line.get_xdata(), dtype=float)).max() == 30.0


def test_tickets_of_the_closure_are_left_out_and_told() -> None:
    results = made_up(replications=2)
    more = [
        ("departmental", r, m, "half_hour", "12:00", v)
        for r in range(2)
        for m, v in (("mean_wait", 80), ("tickets", 9))
    ]
    frame = pd.concat([results.replications, pd.DataFrame(more, columns=results.replications.columns)])
    with_lunch = Results(results.manifest, frame, _summary(frame), results.differences)
    with lettered(with_lunch) as view:
        assert 735.0 not in [x for line in wait_by_half_hour(view).axes[0].lines for x in np.asarray(line.get_xdata())]
        assert 0.0 < view.left_out() < 0.01
        assert "Left out" in " ".join(t.get_text() for t in wait_by_half_hour(view).texts)
    with_lunch.manifest["variants"]["departmental"]["spec"]["hall"]["tickets_in_closures"] = True
    with lettered(with_lunch) as view:
        assert 720.0 in list(view.line(view.variants[0])["start"])
        assert view.left_out() == 0.0


def test_heat_maps_share_a_scale_and_show_lunch() -> None:
    with lettered(made_up()) as view:
        figure = load_heat_map(view)
    meshes = [axes.findobj(QuadMesh)[0] for axes in figure.axes[:3]]
    assert [mesh.get_clim() for mesh in meshes] == [(0.0, 1.0)] * 3
    for mesh, groups in zip(meshes, (10, 5, 1), strict=True):
        empty = np.ma.getmaskarray(mesh.get_array())
        assert empty.shape == (groups, 17)
        assert list(np.flatnonzero(empty.all(axis=0))) == [7, 8, 9]
    words = [[text.get_text() for text in axes.texts] for axes in figure.axes[:3]]
    assert all("closed" in found for found in words)


@pytest.mark.parametrize("replications", [1, 2])
def test_few_replications_and_a_measure_not_there(replications: int, tmp_path: Path) -> None:
    results = made_up({"integrated": HALLS["integrated"]}, replications=replications)
    without = results.summary[results.summary["measure"] != "share_wait_over_20"]
    assert draw(Results(results.manifest, results.replications, without, results.differences), tmp_path)


def test_variants_keep_their_looks() -> None:
    view = make_view(many(), "en", find_face())
    assert len({variant.colour for variant in view.variants}) == 8
    assert len({variant.marker for variant in view.variants}) == 8


def test_share_that_waits_so_long() -> None:
    rows = [(0, "0", 2.0), (0, "3", 1.0), (0, "120", 1.0), (1, "0", 1.0), (1, "5", 3.0)]
    found = tail(pd.DataFrame(rows, columns=["replication", "level", "value"]))
    assert list(found.index) == list(range(121))
    assert found["mean"][[0, 1, 3, 4, 5, 6, 120]].to_list() == [1.0, 0.625, 0.625, 0.5, 0.5, 0.125, 0.125]
    expected = interval([0.25, 0.0])
    assert (found["low"][6], found["high"][6]) == (expected.low, expected.high)


def test_labels_are_spread_as_little_as_can_be() -> None:
    assert spread([], [], 10.0) == []
    assert spread([2.0, 8.0], [1.0, 1.0], 10.0) == pytest.approx([2.0, 8.0])
    assert spread([5.0, 5.0], [1.0, 1.0], 10.0) == pytest.approx([4.5, 5.5])
    assert spread([0.0, 0.0, 0.0], [1.0, 2.0, 1.0], 10.0) == pytest.approx([0.5, 2.0, 3.5])
    assert spread([10.0, 9.9], [1.0, 1.0], 10.0) == pytest.approx([9.5, 8.5])


def test_intervals_of_shares_stay_within_0_and_100() -> None:
    with lettered(made_up(replications=2)) as view:
        panels = [axes for axes in headline(view).axes if axes.get_xlabel().endswith("[%]")]
    assert len(panels) == 3
    for axes in panels:
        ends = [x for line in axes.lines if line.get_linewidth() == 2.4 for x in np.asarray(line.get_xdata())]
        assert ends
        assert min(ends) >= 0.0
        assert max(ends) <= 100.0


def test_names_of_limits_meet_no_other_line() -> None:
    assert levels([], []) == []
    assert levels([0.0, 10.0, 20.0], [8.0, 18.0, 28.0]) == [0, 0, 0]
    assert levels([0.0, 10.0, 20.0], [12.0, 22.0, 32.0]) == [0, 1, 2]
    assert levels([0.0, 10.0, 20.0], [25.0, 12.0, 32.0]) == [0, 1, 1]


def test_runs_end_where_a_half_hour_is_missing() -> None:
    assert runs([510.0, 540.0, 810.0]) == [slice(0, 2), slice(2, 3)]


def test_lines_are_broken_where_they_may_be() -> None:
    with lettered(made_up()):
        figure = Figure()
        FigureCanvasAgg(figure)
        assert wrap(figure, "one two", 10.0, 9.0) == "one two"
        assert wrap(figure, "one two", 10.0, 0.4) == "one\ntwo"
        assert wrap(figure, "等候时间，含午休。", 10.0, 0.01) == "等\n候\n时\n间，\n含\n午\n休。"
        assert wrap_name(figure, "综合行政执法窗口", 10.0, 1.0) == "综合行政\n执法窗口"


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
    for key, text in WORDS["en"].items():
        assert text.count("{") == WORDS["zh"][key].count("{"), key


def test_without_chinese_the_labels_are_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_shipped", lambda: None)
    monkeypatch.setattr(fonts, "_system", list)
    results = made_up({"integrated": HALLS["integrated"]}, replications=2)
    results.manifest["variants"]["integrated"]["label"]["en"] = "一窗 hall"
    with pytest.warns(UserWarning, match="no font with Chinese"):
        paths = draw(results, tmp_path, "zh")
    svg = paths[0].read_text("utf-8")
    assert "The halls compared" in svg  # in the comments beside the shapes
    assert "一窗" not in svg


def test_a_font_of_the_system_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = find_face()
    assert shipped.chinese
    gone = FontEntry(fname="/no/such/font.ttf", name="Noto Sans CJK SC")
    plain = FontEntry(fname=str(font_manager.findfont("DejaVu Sans")), name="DejaVu Sans")
    chinese = FontEntry(fname=shipped.entry.fname, name="Some Chinese Font")
    monkeypatch.setattr(fonts, "_shipped", lambda: None)
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [chinese, plain, gone])
    assert find_face().entry == chinese


def test_drawing_is_imported_late() -> None:
    code = "import sys, sim.report.figures, sim.report.tables; print({'matplotlib', 'seaborn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# Visits and days, groups by station --------------------------------------------------------------------------


def with_returns(results: Results) -> Results:
    """The same study, with people who come again: visits by cause, days to the result."""
    rng = np.random.Generator(np.random.Philox(11))
    rows: list[tuple[Any, ...]] = []
    for (name, replication), _ in results.replications.groupby(["variant", "replication"], sort=False):
        visits = {cause: float(rng.gamma(9.0, 0.02)) for cause in CAUSES if cause != "first"}
        visits["returns_closing"] = 0.0
        days = float(rng.gamma(20.0, 0.1))
        taken = {**visits, "visits_per_case": 0.9 + sum(visits.values()), "share_one_visit": 0.7}
        taken |= {"mean_days_to_result": days, "p90_days_to_result": 3.0 * days}
        rows += [(name, replication, measure, "hall", "all", value) for measure, value in taken.items()]
    frame = pd.concat([results.replications, pd.DataFrame(rows, columns=results.replications.columns)])
    return Results(results.manifest, frame, _summary(frame), results.differences)


def test_visits_are_drawn_where_people_come_again(tmp_path: Path) -> None:
    with lettered(made_up(replications=2)) as view:
        assert not has_journeys(view)
    paths = draw(with_returns(made_up(replications=2)), tmp_path)
    assert [path.name for path in paths[-2:]] == ["journeys.svg", "journeys.png"]


def test_bars_add_up_to_the_visits() -> None:
    with lettered(with_returns(made_up())) as view:
        figure = journeys(view)
        bars = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
        visits = view.hall("visits_per_case")["mean"]
    assert len(bars) == 3 * (len(CAUSES) - 1), "nobody came after closing"
    for row, variant in enumerate(view.variants):
        mine = [bar for bar in bars if round(bar.get_y() + bar.get_height() / 2.0) == row]
        assert sum(bar.get_width() for bar in mine) == pytest.approx(visits[variant.name])
        assert min(bar.get_x() for bar in mine) == 0.0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("halls", [1, 8])
def test_visits_and_days_can_be_read(lang: Lang, halls: int) -> None:
    with lettered(with_returns(many(halls=halls, groups=1)), lang) as view:
        figure = journeys(view)
        figure.draw_without_rendering()
        bars, days = figure.axes[0], figure.axes[2]
        labels = [Text.get_window_extent(text) for text in bars.findobj(Annotation)]
        assert len(labels) == halls
        assert max(box.x1 for box in labels) < days.get_window_extent().x0 + 2.0
        for text in shown(figure):
            box = Text.get_window_extent(text)
            assert figure.bbox.x0 - 1.0 <= box.x0
            assert box.x1 <= figure.bbox.x1 + 1.0, text.get_text()
            assert view.face.shows(text.get_text())
        ticks = [label.get_window_extent() for label in bars.get_yticklabels()]
        assert all(above.y0 >= below.y1 - 2.0 for above, below in itertools.pairwise(ticks))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_groups_stand_by_their_station(lang: Lang) -> None:
    stations = ["back_office", "acceptance", "issue", "guidance", "back_office", "help", "acceptance"]
    results = made_up({"hall": ("Hall", "大厅", 2.0, 0.9)}, {"hall": ["甲"] * len(stations)}, replications=2)
    groups = results.manifest["variants"]["hall"]["spec"]["staff"]["groups"]
    for number, (group, station) in enumerate(zip(groups.values(), stations, strict=True)):
        group["station"] = station
        group["label"] = {"en": f"{station} {number}", "zh": f"组{number}"}
    with lettered(results, lang) as view:
        figure = load_heat_map(view)
        figure.draw_without_rendering()
        rows = [label.get_text() for label in figure.axes[0].get_yticklabels()]
        names = [text.get_text() for text in figure.axes[0].texts if text.get_position()[0] > 1.0]
        names = [name for name in names if name.replace("\n", "") in known(lang)]
    assert [int(row.removeprefix("组").rpartition(" ")[2]) for row in rows] == [1, 6, 3, 2, 5, 0, 4]
    wanted = [Station.WINDOW, Station.GUIDANCE, Station.ISSUE, Station.HELP, Station.BACK_OFFICE]
    assert [name.replace("\n", "") for name in names] == [named(station, lang) for station in wanted]


def known(lang: Lang) -> set[str]:
    return {named(station, lang) for station in Station}


# Words that are wrapped ----------------------------------------------------------------------------------------

LABELS = [
    "部门窗口（A型）",
    "（A型）",
    "《Ordinance 3》第2条",
    "「one」窗口（",
    "“B”类‘c’",
    "（（甲）",
    "节省（Bonferroni校正）。",
    "a  b （",
]


def test_no_letter_is_lost_where_a_line_may_be_broken() -> None:
    texts = [text for words in WORDS.values() for text in words.values()]
    texts += [text for words in (told_words, said_words) for both in words.values() for text in both]
    for text in [*texts, *LABELS]:
        assert "".join(_PIECES.findall(text)) == text
    with lettered(made_up()):
        for text in LABELS:
            assert wrap(scratch(), text, 9.0, 0.01).replace("\n", "") == text.replace(" ", "")
            assert wrap(scratch(), text, 9.0, 9.0) == text
        assert wrap(scratch(), "窗口（A型）", 9.0, 0.01) == "窗\n口\n（A\n型）"


# What a reform is made of --------------------------------------------------------------------------------------

TAKEN_APART = [
    *("mean_wait", "share_wait_over_30", "mean_time_in_hall", "visits_per_case", "cost_per_case", "abandonment"),
    *("share_one_visit", "papers_per_case", "citizen_minutes", "windows_open", "utilisation", "mean_backlog"),
]
LEVERS = {
    "pooling": ("Pooling: one kind of window, one queue", "合并窗口：无差别综合、单一队列"),
    "papers": ("Papers: shared data, e-certificates, one full notice", "减材料：数据共享、电子证照、一次性告知"),
    "reviews": ("Reviews behind (A): 16 of 56 clerks leave the windows", "后台审批（A类）：56个窗口减16个"),
}


def apart(measures: list[str], without: str = "") -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]:
    """A reform taken apart, with invented numbers; today's hall has no value of the measure `without`."""
    manifest = _manifest(HALLS, GROUPS, 4) | {"measures": measures, "today": "departmental"}
    known = {name: MEASURES.get(name) or share_wait_over(30.0) for name in measures}
    manifest["catalogue"] = {n: {"label": m.label.model_dump(), "unit": m.unit.model_dump()} for n, m in known.items()}
    manifest["variants"] = {name: variant["label"] for name, variant in manifest["variants"].items()}
    manifest["levers"] = {name: {"label": {"en": en, "zh": zh}} for name, (en, zh) in LEVERS.items()}
    shares, halls = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    for number, (name, of) in enumerate(known.items()):
        size = 0.01 if of.unit == SHARE else 10.0 ** (number % 5)
        for place, lever in enumerate(LEVERS):
            mean = np.nan if name == without else (place - 1.2) * size
            shares.append(("share", lever, "", name, mean, mean - 0.4 * size, mean + 0.4 * size))
        halls.append(("", name, np.nan if name == without else 5.0 * size, 0 if name == without else 4))
        halls.append(("+".join(LEVERS), name, 4.4 * size, 4))
    effects = pd.DataFrame(shares, columns=["kind", "lever", "other", "measure", "mean", "low", "high"])
    return manifest, effects, pd.DataFrame(halls, columns=["levers", "measure", "mean", "n"])


def kept(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures that are kept from now on, drawn with their own settings."""
    figures: list[Figure] = []

    def look(figure: Figure, folder: Path, name: str) -> list[Path]:
        figure.draw_without_rendering()
        figures.append(figure)
        return []

    monkeypatch.setattr("sim.report.figures.sheet.keep", look)
    return figures


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("number", [1, 3, 4, 5, 12])
def test_a_waterfall_of_many_measures_can_be_read(
    lang: Lang, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = kept(monkeypatch)
    waterfall.draw(*apart(TAKEN_APART[:number]), tmp_path, lang)
    (figure,) = figures
    assert len(figure.axes) == number
    beside = Counter(round(axes.get_position().y0, 3) for axes in figure.axes)
    assert max(beside.values()) <= 3
    assert len(beside) == -(-number // 3)
    words = [axes.xaxis.label.get_window_extent() for axes in figure.axes]
    ticks = [ticks_of(axes) for axes in figure.axes]
    assert all(len(found) >= 3 for found in ticks)
    boxes = [*words, *itertools.chain.from_iterable(ticks)]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert all(box.x0 >= 0.0 and box.x1 <= figure.bbox.x1 for box in boxes)
    values = [[Text.get_window_extent(text) for text in axes.findobj(Annotation)] for axes in figure.axes]
    for (left, texts), (right, _) in itertools.pairwise(zip(figure.axes, values, strict=True)):
        if left.get_position().x0 < right.get_position().x0:
            assert max(box.x1 for box in texts) < right.get_window_extent().x0


def ticks_of(axes: Axes) -> list[Bbox]:
    """Where the numbers on the horizontal axis are."""
    low, high = axes.get_xlim()
    shown = [label for label in axes.get_xticklabels() if low <= label.get_position()[0] <= high]
    return [label.get_window_extent() for label in shown]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_levels_of_shares_are_in_percent(lang: Lang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = kept(monkeypatch)
    waterfall.draw(*apart(["utilisation", "mean_wait"]), tmp_path, lang)
    units = [axes.get_xlabel().rpartition("[")[2] for axes in figures[0].axes]
    assert units == ["%]", "min]" if lang == "en" else "分钟]"]
    assert figures[0].axes[0].texts[0].get_text() == "5.00"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_measure_that_a_hall_does_not_have_has_no_panel(
    lang: Lang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = kept(monkeypatch)
    waterfall.draw(*apart(["mean_wait", "abandonment", "visits_per_case"], "abandonment"), tmp_path, lang)
    assert len(figures[0].axes) == 2
    told = "".join(text.get_text() for text in figures[0].texts).replace("\n", " " if lang == "en" else "")
    assert {"en": "no value in the hall Department windows", "zh": "方案“部门窗口”中弃号率无值"}[lang] in told
    assert waterfall.draw(*apart(["abandonment"], "abandonment"), tmp_path, lang) == []
    assert len(figures) == 1


# Where halls tie -----------------------------------------------------------------------------------------------


def test_dots_at_the_ends_of_the_range_are_seen_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = kept(monkeypatch)
    manifest = apart(["mean_wait"])[0] | {"base": "departmental", "key": "hall.slowness", "from": 0.8, "to": 1.6}
    curve = [("grouped", value, value - 1.2, value - 1.4, value - 1.0) for value in (0.8, 1.2, 1.6)]
    frame = pd.DataFrame(curve, columns=["variant", "value", "mean", "low", "high"])
    ties.draw(manifest, pd.DataFrame(columns=["variant", "finding"]), frame, tmp_path, "en")
    (axes,) = figures[0].axes
    radius = 3.5 / 2.0 * figures[0].dpi / 72.0
    ends = [axes.transData.transform((value, 0.0))[0] for value in (0.8, 1.6)]
    assert ends[0] - radius > axes.get_window_extent().x0
    assert ends[1] + radius < axes.get_window_extent().x1


# One case ------------------------------------------------------------------------------------------------------


def test_names_of_two_lines_keep_apart() -> None:
    names = [f"the files of Human resources and social security, point number {n}" for n in range(4)]
    bars = [Bar(name, "served", 540.0 + 10.0 * n, 548.0 + 10.0 * n) for n, name in enumerate(names)]
    with lettered(made_up()):
        figure = case_gantt(("Title", "Subtitle", "Footer"), [Lane("Hall", "", bars, [])], date(2017, 3, 6), "en")
        figure.draw_without_rendering()
        labels = figure.axes[0].get_yticklabels()
        boxes = [label.get_window_extent() for label in labels]
    assert all(label.get_text().count("\n") == 1 for label in labels)
    assert all(above.y0 - below.y1 >= 0.1 * figure.dpi for above, below in itertools.pairwise(boxes))
