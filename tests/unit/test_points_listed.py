"""Points of a sweep that are listed in a file or by a script, and what is said of a list that is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.config import load
from sim.config.many import Many
from sim.config.pointlists import listed, read_points
from sim.errors import InputError
from sim.study.outline import outlined
from sim.study.points import swept

SMALL = ["calendar.days=1", "calendar.warm_up=0", "calendar.drain=0"]
POINTS = [{"demand.volume": 0.9, "hall.closing": "serve"}, {"demand.volume": 1, "hall.closing": "send_home"}]
TEXTS = [{"demand.volume": "0.9", "hall.closing": "serve"}, {"demand.volume": "1", "hall.closing": "send_home"}]


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("points.csv", "demand.volume,hall.closing\n0.9,serve\n1,send_home\n"),
        ("points.csv", "\ufeffdemand.volume, hall.closing\r\n0.9 ,serve\r\n\r\n,\r\n1,send_home\r\n"),
        ("points.CSV", '"demand.volume","hall.closing"\n"0.9","serve"\n"1","send_home"'),
        ("points.json", json.dumps(POINTS)),
        ("points.json", "\ufeff" + json.dumps(POINTS)),
        ("points.yaml", "- demand.volume: 0.9\n  hall.closing: serve\n- {hall.closing: send_home, demand.volume: 1}\n"),
    ],
)
def test_the_same_points_are_read_from_every_kind_of_file(tmp_path: Path, name: str, content: str):
    assert list(read_points(written(tmp_path, name, content)).points) == TEXTS


def test_a_script_gives_mappings_or_the_records_of_a_frame():
    assert list(listed(POINTS).points) == TEXTS
    assert list(listed(pd.DataFrame(POINTS).to_dict("records")).points) == [
        {"demand.volume": "0.9", "hall.closing": "serve"},
        {"demand.volume": "1.0", "hall.closing": "send_home"},
    ]
    plain: list[Any] = [{"a": np.int64(3), "b": True, "c": ["x", "y"]}]
    assert listed(plain).points == ({"a": "3", "b": "true", "c": '["x", "y"]'},)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("p.csv", "", "the file is empty"),
        ("p.csv", "a,b\n", "no point is listed"),
        ("p.csv", "a,b\n1,2\n3\n", r"p.csv:3.*the row has 1 cells, the first line 2"),
        ("p.csv", "a,b\n1,2,3\n", r"p.csv:2.*the row has 3 cells"),
        ("p.csv", "a,b\n1,2\n3, \n", r"p.csv:3.*b.*has no value"),
        ("p.csv", "a,b\n1,2\n3,4\n1.0,2\n", r"^\S+p.csv:4: is the same as line 2\n"),
        ("p.csv", "a,a\n1,2\n", r"p.csv:1.*two columns"),
        ("p.csv", "a,\n1,2\n", r"p.csv:1.*column 2 has no key"),
        ("p.csv", "a;b\n1;2\n", r"p.csv:1.*not separated by commas"),
        ("p.csv", "a=b,c\n1,2\n", r"^\S+p.csv:2: a=b: is no key\n"),
        ("p.csv", 'a,b\n"1,2\n', "is not CSV"),
        ("p.csv", "a,b\n1,2\n".encode("utf-16"), "is not UTF-8 text"),
        ("p.csv", "a\n\xe9\n".encode("latin-1"), "is not UTF-8 text"),
        ("p.json", "[]", "no point is listed"),
        ("p.json", '{"a": 1}', "not a list of points"),
        ("p.json", "[1, 2]", r"point 1.*is not a point"),
        ("p.json", '[{"a": 1}, {"b": 1}]', r"point 2.*a.*the point does not set it"),
        ("p.json", '[{"a": 1}, {"a": 2, "b": 1}]', r"point 2.*b.*the first point does not set it"),
        ("p.json", '[{"a": null}]', r"point 1.*a.*has no value"),
        ("p.json", '[{"a": NaN}]', r"point 1.*a.*has no value"),
        ("p.json", '[{"a": 1, "a": 2}]', r"^\S+p.json: a: the key stands twice in one point"),
        ("p.json", '[{"a": 1}, {"a": 2}, {"a": 1.0}]', r"^\S+p.json: point 3: is the same as point 1\n"),
        ("p.yaml", "- a: 1\n- a: 1\n", r"^\S+p.yaml:2: is the same as line 1\n"),
        ("p.json", '[{"a": {"b": 1}}]', r"with a dot between: a\.b"),
        ("p.json", "[{", "is not JSON"),
        ("p.yaml", "- a: 1\n- a: 2\n  a: 3\n", r"p.yaml:2.*a.*twice in one point"),
        ("p.yaml", "- a: 2026-01-01\n", r"p.yaml:1.*a.*no number, text or list"),
        ("p.yaml", "a: 1\n", "not a list of points"),
        ("p.yaml", "- a: [1\n", r"p.yaml:\d.*is not YAML"),
        ("p.yaml", "", "not a list of points"),
        ("p.txt", "a\n1\n", "name a file that ends in .csv"),
        ("p.csv", "a,+a\n1,2\n", r"p.csv:2.*a.*twice"),
        ("p.yaml", "- a: 2017-13-45\n", "is not YAML"),
        ("p.yaml", "- a: [2017-01-01]\n", r"a.*no number, text or list"),
        ("p.json", r'[{"a": "\ud800"}]', r"a.*no number, text or list"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_with_its_place(tmp_path: Path, name: str, content: str | bytes, told: str):
    with pytest.raises(InputError, match=rf"(?s){told}"):
        read_points(written(tmp_path, name, content))


def test_all_that_is_wrong_is_told_at_once_up_to_a_bound(tmp_path: Path):
    with pytest.raises(InputError) as refused:
        read_points(written(tmp_path, "p.csv", "a,b\n" + "1,\n" * 1000))
    assert len(refused.value.faults) == 20
    with pytest.raises(InputError) as refused:
        read_points(written(tmp_path, "p.csv", "a,b\n1,\n,2\n3,4\n"))
    assert [fault.file.rpartition(":")[2] for fault in refused.value.faults] == ["2", "3"]


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(InputError, match="No such file"):
        read_points("nowhere.csv")


def test_a_key_that_no_hall_has_is_told_with_its_line(tmp_path: Path):
    file = written(tmp_path, "points.csv", "demand.volume,hall.walks\n0.1,1\n0.2,2\n")
    with pytest.raises(InputError, match=r"points.csv:2, variant departmental at .*hall.walks"):
        swept("one_window", SMALL, points=file)
    file = written(tmp_path, "points.csv", "demand.volume\n0.1\n-2\n")
    with pytest.raises(InputError, match=r"points.csv:3, variant departmental at demand.volume=-2"):
        swept("one_window", SMALL, points=file)
    file = written(tmp_path, "points.csv", 'demand.volume\n"0.1,0.2"\n')
    with pytest.raises(InputError, match=r"points.csv:2.*several values at once"):
        swept("one_window", SMALL, points=file)


def test_points_of_a_script_are_told_by_their_number():
    with pytest.raises(InputError, match=r"^points: point 2: is the same as point 1\n"):
        listed([{"a": 1}, {"a": 1}])
    with pytest.raises(InputError, match=r"^points: no point is listed\n"):
        listed([])


def test_points_that_are_listed_go_with_nothing_else_that_spans_a_sweep():
    with pytest.raises(InputError, match="points are listed besides"):
        outlined("one_window", ["hall.walk=1,2"], points=POINTS)
    with pytest.raises(InputError, match="not paired or drawn"):
        outlined("one_window", points=POINTS, pairing="zip")
    with pytest.raises(InputError, match="set at every point, and to one value besides"):
        outlined("one_window", ["demand.volume=1"], points=POINTS)


def test_points_that_are_listed_are_those_of_the_same_pairs():
    listed_ones = swept("one_window", SMALL, points=[{"demand.volume": 0.1, "hall.walk": 1}], replications=3)
    spanned = swept("one_window", ["demand.volume=0.1,0.2", "hall.walk=1", *SMALL], replications=3)
    assert listed_ones.addresses == spanned.addresses[:3]
    assert listed_ones.keys == ("demand.volume", "hall.walk")


def test_a_scenario_may_list_points(tmp_path: Path):
    text = """
question: {en: "How many people?", zh: "多少人？"}
base: [calendar=measured_week, matters=district_2017, demand=district_2017, hall=departmental, staff=departmental_58]
variants: {today: {label: {en: today, zh: 今天}}}
sweep:
  - {demand.volume: 0.1, hall.walk: 1}
  - {demand.volume: 0.2, hall.walk: 2}
"""
    file = written(tmp_path, "mine.yaml", text)
    assert [tuple(point.values()) for point in outlined(file).points] == [("0.1", "1"), ("0.2", "2")]
    assert len(outlined(file, ["demand.volume=1,2,3"]).points) == 3
    with pytest.raises(InputError, match=r"mine.yaml: sweep: point 1.*besides"):
        outlined(file, ["hall.walk=1"])
    # What the file spans is told by the file, too, and not by a command line that says nothing of it.
    spanning = text.partition("sweep:")[0] + "sweep: ['demand.volume=-1,2']\n"
    with pytest.raises(InputError, match=r"^mine.yaml: sweep, variant today at demand.volume=-1: demand.volume: must"):
        swept(written(tmp_path, "mine.yaml", spanning))
    # A point that does not go with a line of the same file: the file is named once.
    own = text.replace("今天}}", "今天}, overrides: [demand.volume=0.9]}").partition("sweep:")[0]
    for sweep, place in (("[{demand.ceiling: 0.5}]", "sweep: point 1"), ("['demand.ceiling=0.5,1']", "sweep")):
        with pytest.raises(InputError, match=rf"^\S+mine.yaml:4, {place}, variant today at [^/]+$"):
            swept(written(tmp_path, "mine.yaml", f"{own}sweep: {sweep}\n"))
    written(tmp_path, "mine.yaml", text.replace("hall.walk: 2", "hall.walk: "))
    with pytest.raises(InputError, match="sweep"):
        outlined(file)


STEPS = [
    {"demand.volume": "0.7", "hall.walk": "2"},
    {"demand.volume": "0.7", "hall.closing": "send_home"},
    {"hall.closing": "send_home", "demand.volume": "0.7"},
    {"staff": "integrated_56", "demand.volume": "0.7"},
    {"demand.profile.09:00": "3.5"},
    {"demand.volume": "1e3"},
    {"demand.volume": "-1"},
    {"no.such": "1"},
    {"hall.walk": "1"},
    {"hall.walk": "true"},
    {"demand.volume": "0.7"},
    {"demand.volume": "0.7", "demand": "district_2017"},
    {"demand.volume": "0.7", "++demand.volume": "0.6"},
    {"calendar.days": "0"},
    {"hall": "nowhere"},
    {"staff.groups.nobody.clerks": "3"},
]


def test_parts_that_were_validated_before_make_the_same_halls(monkeypatch: pytest.MonkeyPatch):
    composed = load("one_window", ["hall.closing=serve", "hall.recall=1"])
    places = [(variant, step, "command line") for step in STEPS for variant in composed.specs]
    quickly = list(Many(composed).made(places))
    monkeypatch.setattr(Many, "_base", lambda *what: None)
    slowly = list(Many(composed).made(places))
    assert [str(one) for one in quickly] == [str(one) for one in slowly]
    assert {isinstance(one, InputError) for one in slowly} == {True, False}


def test_what_many_points_need_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sim.config.many.AT_HAND", 3)
    many = Many(load("one_window"))
    steps = [
        {"demand.volume": f"0.{n}", "hall.closing": closing} for n in "123456" for closing in ("serve", "send_home")
    ]
    made = list(many.made((variant, step, "here") for step in steps for variant in many.composed.specs))
    assert len(made) == 36
    assert (len(many._bases), len(many._parts)) == (3, 3)
