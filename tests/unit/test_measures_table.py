"""The table of definitions: nothing without a name, a unit, a clock and a meaning in both languages."""

from __future__ import annotations

import inspect
import re
from types import ModuleType

import numpy as np
import pytest

from halls import asked, desk, group, office, spec, tape, task
from sim.measures import (
    DIMENSIONS,
    MEASURES,
    STANDARD,
    Measure,
    behind,
    catalogue,
    citizens,
    crowds,
    dimensions,
    journeys,
    measures_of,
    outcomes,
    quality,
    staff,
    standard,
    waits,
)
from sim.measures.chosen import Chosen
from sim.measures.cuts import Cut
from sim.measures.loops import sorted_within
from sim.measures.moments import Opening, overlap
from sim.measures.spans import Spans
from sim.plan import lay
from sim.spec import Targets
from sim.spec.staff import Costs

CHINESE = re.compile("[\u4e00-\u9fff]")
MODULES = (behind, citizens, crowds, journeys, outcomes, quality, staff, waits)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_a_measure_is_told_in_both_languages(measure: Measure):
    for text in (measure.label, measure.unit, measure.clock, measure.definition):
        assert text.en
        assert text.en.isascii(), text.en
        assert CHINESE.search(text.zh), text.zh
    assert measure.definition.en.endswith(".")
    assert measure.definition.zh.endswith("。")
    assert measure.by
    assert set(measure.by) <= set(DIMENSIONS)
    assert "hall" in measure.by
    assert len(set(measure.by)) == len(measure.by)


def test_names_and_labels_tell_measures_apart():
    assert all(name == measure.name and re.fullmatch(r"[a-z][a-z0-9_.]*", name) for name, measure in MEASURES.items())
    for lang in ("en", "zh"):
        labels = [getattr(measure.label, lang) for measure in MEASURES.values()]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_no_function_stays_untold(module: ModuleType):
    """Whatever gives values by level is a measure, and every measure is in the table."""
    for name, value in vars(module).items():
        if isinstance(value, Measure):
            assert MEASURES[name] == value
        elif inspect.isfunction(value) and not name.startswith("_") and value.__module__ == module.__name__:
            assert list(inspect.signature(value).parameters) != ["view", "by"] or not {"Floats", "Ratio"} & set(
                value.__annotations__["return"].split(" | ")
            )


def test_the_standard_ones_exist_and_show_both_of_the_confused():
    assert set(STANDARD) <= set(MEASURES)
    assert {"utilisation", "waiting_per_window"} <= set(STANDARD)
    assert MEASURES["utilisation"].label.zh == "窗口利用率"
    assert MEASURES["waiting_per_window"].label.zh == "窗口饱和度"


def test_clocks_say_of_whom():
    for name in ("mean_wait", "p90_wait", "max_wait", "mean_service"):
        assert "tickets served" in MEASURES[name].clock.en
        assert "已办理号票" in MEASURES[name].clock.zh
    for name in ("mean_time_in_hall", "cost_per_case", "sessions_per_case"):
        assert "cases done" in MEASURES[name].clock.en
        assert "办结件" in MEASURES[name].clock.zh
    assert STANDARD[:2] == ("mean_wait", "mean_wait_all")
    for name in ("share_wait_over_10", "share_wait_over_30"):
        assert "sent home left out" in MEASURES[name].clock.en
        assert MEASURES[name].clock.zh.startswith("取号至叫号或弃号，含午休")


def test_the_catalogue_has_a_row_a_measure():
    english, chinese = catalogue(), catalogue("zh")
    assert [row.name for row in english] == [row.name for row in chinese] == list(MEASURES)
    assert all(all(row) for row in [*english, *chinese])
    assert [name for name, _ in dimensions("zh")] == list(DIMENSIONS)


def test_a_spec_has_its_own_limits_and_currency():
    of = spec({"desk": group(1)})
    of = of.model_copy(update={"targets": Targets(wait_limits=(7.5, 20.0)), "costs": Costs(currency="EUR")})
    table = measures_of(of)
    assert set(table) == {*MEASURES, "share_wait_over_7.5"}
    assert "7.5" in table["share_wait_over_7.5"].definition.zh
    assert table["cost_per_case"].unit.en == "EUR per case"
    assert measures_of(spec({"desk": group(1)}))["cost"].unit.zh == "元"
    assert [row.name for row in catalogue(spec=of)] == list(table)


def test_quantiles_are_those_of_numpy():
    rng = np.random.default_rng(2)
    values = np.round(rng.exponential(10.0, 400), 0)
    level = rng.integers(0, 7, 400)
    cut = Cut(tuple("abcdefgh"), np.arange(400), level)
    for percent in (50, 95, 100):
        found = cut.quantile(values, percent)
        expected = [np.quantile(values[level == i], percent / 100, method="inverted_cdf") for i in range(7)]
        assert found[:7].tolist() == expected
        assert np.isnan(found[7])
    assert Cut(("a",), np.arange(10), np.zeros(10, np.int64)).quantile(np.arange(10.0), 90).tolist() == [8.0]


def test_sorting_within_levels_is_a_lexsort():
    rng = np.random.default_rng(3)
    values, level = rng.random(1000), rng.integers(0, 300, 1000)
    assert sorted_within(level, values).tolist() == np.lexsort((values, level)).tolist()


def test_cuts_share_what_they_look_up():
    """Parts of a cut, over dimensions that share their rows, are the rows that are in both: repeated ones, too."""
    rows = Chosen(np.array([0, 1, 1, 3, 4]))
    values, chosen = np.arange(5.0), np.array([True, True, False, False, True])
    by_pair, by_place = Cut(("a", "b"), rows, np.array([0, 0, 1, 1, 1])), Cut(("a",), rows, np.zeros(5, np.int64))
    assert by_pair.where(chosen).total(values).tolist() == [1.0, 5.0]
    assert by_place.where(chosen).total(values).tolist() == [6.0]
    assert by_pair.count_of(chosen).tolist() == [2.0, 2.0]
    assert by_pair.total(2 * values).tolist() == [2.0, 16.0]
    assert rows.where(chosen)[1].row.tolist() == [0, 1, 1, 4]
    for found in (rows, Chosen(np.array([1, 3]), once=True), Chosen(np.arange(5), every=True)):
        which, place = found.found(np.array([4, 1, 0, 2]))
        assert np.array_equal(found.row[place], np.array([4, 1, 0, 2])[which])
        assert sorted(place.tolist()) == [place for place, row in enumerate(found.row) if row in (0, 1, 2, 4)]


def test_what_outlasts_the_last_day_is_under_way_on_no_other():
    plan, night = lay(tape([600.0], 5.0, days=2), spec({"desk": group(1)}, days=2)), 1440.0
    start, end = np.array([600.0, night + 630.0, night + 630.0]), np.array([615.0, night + 645.0, 9 * night])
    spans = Spans(start, end, lambda by: Cut(("all",), np.arange(3), np.zeros(3, np.int64)), Opening(plan, range(2)))
    assert spans.peak("hall").tolist() == [2.0]
    assert spans.peak("day").tolist() == [1.0, 2.0]
    by_slot = spans.peak("half_hour")
    assert by_slot[:20].tolist() == [0.0] * 20
    assert by_slot[20:22].tolist() == [1.0, 2.0]
    assert by_slot[22:].tolist() == [1.0] * 26


def test_stretches_lie_over_others_of_their_owner():
    """One that is over as it begins lies over nothing, wherever it stands."""
    busy = np.array([1, 0, 1, 1, 0]), np.array([10.0, 5.0, 10.0, 20.0, 50.0]), np.array([20.0, 9.0, 10.0, 30.0, 60.0])
    duty = np.array([1, 1, 0]), np.array([0.0, 15.0, 8.0]), np.array([15.0, 22.0, 40.0])
    owner, start, end = overlap(busy, duty)
    assert owner.tolist() == [0, 1, 1, 1]
    assert start.tolist() == [8.0, 10.0, 15.0, 20.0]
    assert end.tolist() == [9.0, 15.0, 20.0, 22.0]


def test_a_table_shows_what_the_levers_of_its_halls_move():
    """A hall of single visits is not burdened with lines that are 0 or 1 for certain."""
    plain = spec({"desk": group(1)})
    assert standard([plain]) == STANDARD
    returning = spec({"desk": group(1)}, demand={"returns": {}})
    assert {"visits_per_case", "share_one_visit", "share_unfinished"} <= set(standard([plain, returning]))
    assert "mean_issue_wait" not in standard([plain, returning])
    issue = spec({"desk": group(1), "out": desk("issue")}, demand={"returns": {}}, issue={"minutes": 1.0})
    assert {"mean_issue_wait", "clerks_on_duty"} <= set(standard([plain, issue]))
    reviewed = spec(
        {"desk": group(1), "back": office()},
        {"visit": asked(task("desk"), window_share=0.5)},
        model="integrated",
        reviews={},
    )
    assert {"mean_backlog", "clerks_on_duty"} <= set(standard([reviewed]))
    papers = spec({"desk": group(1)}, demand={"returns": {}}, papers={})
    assert {"papers_per_case", "turned_back_at_first"} <= set(standard([papers]))
    assert "citizen_minutes" in standard([spec({"desk": group(1)}, demand={"trip": 30.0})])
    worth = plain.model_copy(update={"costs": Costs(citizen_hour=30.0)})
    assert "total_cost_per_case" in standard([worth])
    everything = standard([returning, issue, reviewed, papers, worth])
    assert set(everything) <= set(MEASURES)
    assert [name for name in everything if name in STANDARD] == list(STANDARD)
