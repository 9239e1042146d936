"""The parts of the guard against drift: its tests at their stated rates, its specs as lines, its reports."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import small_town
from sim.check import Change, Item, Report
from sim.check.equivalence import ALPHA, FLOORS, LOOKS, Verdict, Weeks, equivalent, first_decided, margin
from sim.check.found import BETWEEN, CONFIGURATION, KPIS, PLANS, RULES, SAMPLING, TAPES, traced
from sim.check.halls import halls, shortened
from sim.check.junit import junit
from sim.check.prints import column_digest
from sim.check.raw import streams
from sim.check.specs import differences, folded, lines, unfolded
from sim.check.summary import Summary, likelihood, merged, summarised
from sim.check.telling import for_programs, in_markdown, percent, tables
from sim.config import load
from sim.measures import MEASURES
from sim.report.text import LANGUAGES, Lang
from sim.spec import Spec

RNG = np.random.default_rng


# Equivalence --------------------------------------------------------------------------------------------------


def weeks(seed: int, mean: float, deviation: float, n: int = 40) -> Weeks:
    return Weeks.of(RNG(seed).normal(mean, deviation, n).tolist())


def passes(moved: float, deviation: float, trials: int = 400) -> float:
    """How often a mean of 10 minutes that moved so far is told to be the same."""
    pairs = ((weeks(2 * i, 10.0, deviation), weeks(2 * i + 1, 10.0 + moved, deviation)) for i in range(trials))
    return float(np.mean([equivalent(before, after, "min").same for before, after in pairs]))


def test_the_same_hall_with_other_seeds_is_found_to_be_the_same():
    # The margin is a standard deviation between weeks: 1.0 minute.
    assert passes(0.0, 1.0) > 0.98
    # And half a minute where weeks hardly differ.
    assert passes(0.0, 0.1) == 1.0


def found(by: float, trials: int = 600) -> dict[str, float]:
    """How often a figure that moved by so many deviations, one of which is the margin, is found to be what."""
    verdicts = []
    for i in range(trials):
        rng = RNG([i, round(1000 * by)])
        before = Weeks.of(rng.normal(10.0, 1.0, LOOKS[0]).tolist())
        known = replace(before, deviation=1.0)  # that the margin is known from so few is another matter
        verdicts.append(first_decided(known, rng.normal(10.0 + by, 1.0, LOOKS[-1]).tolist(), "min"))
    return {
        "same": float(np.mean([one.same for one in verdicts])),
        "moved": float(np.mean([one.moved for one in verdicts])),
        "looks": float(np.mean([one.n for one in verdicts])),
    }


@pytest.mark.statistics
def test_over_all_looks_no_more_are_wrong_than_is_stated():
    at, near, far, unmoved = (found(by, 2000) for by in (1.0, 0.5, 1.6, 0.0))
    # Three standard errors above.
    assert at["same"] < ALPHA + 3.0 * math.sqrt(ALPHA / 2000)
    assert at["moved"] < ALPHA + 3.0 * math.sqrt(ALPHA / 2000)
    assert 1.0 - at["same"] - at["moved"] > 0.9
    assert at["looks"] > 150
    assert near["moved"] == unmoved["moved"] == far["same"] == 0.0
    assert unmoved["same"] > 0.995
    assert unmoved["looks"] < 42


def test_between_the_same_and_another_nothing_is_decided():
    before = Weeks(40, 100.0, 10.0)
    by_turns = [10.0 * (-1) ** i for i in range(LOOKS[-1])]

    def verdict(by: float, n: int = LOOKS[-1]) -> Verdict:
        return first_decided(before, [100.0 + by + one for one in by_turns[:n]], "min")

    assert [(v.same, v.moved, v.n) for v in map(verdict, (0.0, 9.0, 11.0, 20.0))] == [
        (True, False, 40),
        (False, False, 160),
        (False, False, 160),
        (False, True, 40),
    ]
    # No look is taken before there are enough; each is one of several, so that its interval is wider than one alone.
    assert (verdict(5.7, 79).decided, verdict(5.7, 80).decided) == (False, True)
    alone = equivalent(before, Weeks.of([100.0 + one for one in by_turns[:40]]), "min")
    assert verdict(0.0).high / alone.high == pytest.approx(2.167 / 1.665, abs=2e-3)


def test_a_figure_that_exists_on_one_side_only_moved_unless_chance_explains_it():
    nothing = Weeks.of([math.nan] * 40)
    seldom = [5.0 + i % 2 if i < 3 else math.nan for i in range(40)]
    assert not first_decided(nothing, seldom, "min").decided  # 3 of 80 on one side: 1 in 8
    assert first_decided(nothing, [5.0, 6.0] * 20, "min").moved
    assert first_decided(Weeks.of([5.0, 6.0] * 20), [math.nan] * 40, "min").moved
    assert not first_decided(Weeks.of([5.0, 6.0]), [math.nan] * 40, "min").decided
    assert first_decided(nothing, [math.nan] * 160, "min").same


def test_a_hall_that_moved_by_the_margin_is_not():
    # At the margin ALPHA, and some more where the margin is a deviation that is known from forty weeks only.
    assert passes(1.0, 1.0) < 2 * ALPHA
    assert passes(0.5, 0.1) < ALPHA + 0.03
    assert passes(1.5, 1.0) == 0.0


def test_the_interval_is_that_of_the_textbook():
    # Welch's interval at 90 %: means 10 and 11, deviations 1 and 2, 16 and 25 replications; 37.1 degrees of freedom.
    verdict = equivalent(Weeks(16, 10.0, 1.0), Weeks(25, 11.0, 2.0), "min")
    half = 1.6869 * math.sqrt(1 / 16 + 4 / 25)
    assert (verdict.difference, verdict.margin) == (1.0, 1.0)
    assert verdict.high == pytest.approx(1.0 + half, rel=1e-3)
    assert verdict.low == pytest.approx(1.0 - half, rel=1e-3)
    assert not verdict.decided


def test_what_does_not_vary_or_does_not_exist():
    nothing, fixed = Weeks.of([math.nan, math.nan]), Weeks.of([56.0] * 5)
    assert equivalent(nothing, nothing, "min").same
    assert not equivalent(nothing, fixed, "min").decided
    assert not equivalent(fixed, nothing, "min").decided
    assert equivalent(fixed, fixed, "windows").same
    assert equivalent(fixed, Weeks.of([60.0] * 5), "windows").moved
    assert Weeks.of([1.0, math.nan, 3.0]) == Weeks(2, 2.0, math.sqrt(2.0))


def test_every_unit_of_a_measure_has_a_margin():
    money = {"currency", "currency per case"}
    assert {measure.unit.en for measure in MEASURES.values()} - money <= set(FLOORS)
    assert margin("currency per case", Weeks(9, 20.0, 0.1)) == pytest.approx(1.0)
    assert margin("visits per case", Weeks(9, 0.1, 0.001)) == 0.02
    assert margin("min", Weeks(9, 11.0, 3.0)) == 3.0


# Summaries ----------------------------------------------------------------------------------------------------


def sampled(seed: int, scale: float = 1.0, n: int = 4000, edges: tuple[float, ...] | None = None) -> Summary:
    rng = RNG(seed)
    return summarised(scale * rng.gamma(2.0, 3.0, n), rng.integers(0, 5, n), edges)


def test_two_samples_of_one_law_are_told_apart_no_oftener_than_stated():
    found = []
    for seed in range(400):
        old = sampled(2 * seed, n=400)
        found.append(likelihood(old, sampled(2 * seed + 1, n=400, edges=old.edges)))
    for level in (0.2, 0.05, 0.01):
        # Three standard errors above.
        assert np.mean(np.array(found) < level) < level + 3.0 * math.sqrt(level / len(found))
    assert np.mean(np.array(found) < 0.2) > 0.05


@pytest.mark.parametrize("fault", ["scale", "spread", "infinite", "few values"])
def test_another_law_shows(fault: str):
    rng = RNG(1)
    samples = {
        "scale": (rng.gamma(2.0, 3.0, 20000), 1.05 * rng.gamma(2.0, 3.0, 20000)),
        "spread": (rng.normal(10.0, 1.0, 20000), rng.normal(10.0, 1.1, 20000)),
        "infinite": (np.where(rng.random(20000) < 0.5, np.inf, 1.0), np.where(rng.random(20000) < 0.53, np.inf, 1.0)),
        "few values": (rng.integers(0, 3, 20000), rng.choice(3, 20000, p=[0.36, 0.33, 0.31])),
    }
    before, after = samples[fault]
    old = summarised(before, np.arange(20000) % 10)
    assert likelihood(old, summarised(after, np.arange(20000) % 10, old.edges)) < 1e-6
    assert likelihood(old, old) == 1.0


def test_busier_days_move_nothing():
    # All that is drawn on Mondays is 1, on other days 0: what counts is the share of days, not of people.
    day = np.repeat([0, 1, 2, 3], [10, 10, 10, 70])
    assert summarised((day == 3).astype(float), day).mean == 0.25
    assert summarised((day == 3).astype(float), day).size == pytest.approx(16 / (0.3 + 1 / 70), rel=1e-5)


def test_samples_taken_together_are_as_if_they_were_one():
    rng = RNG(3)
    values, day = rng.gamma(2.0, 3.0, (2, 1000)), np.arange(1000) % 5
    first = summarised(values[0], day)
    both = summarised(values.ravel(), np.concatenate([day, day + 5]), first.edges)
    together = merged([first, summarised(values[1], day, first.edges)])
    for name in ("size", "mean", "variance", "shares"):
        assert getattr(together, name) == pytest.approx(getattr(both, name), rel=1e-4)
    nobody = summarised(np.empty(0), np.empty(0), first.edges)
    assert merged([nobody, first]) == first


# Digests ------------------------------------------------------------------------------------------------------


def test_a_digest_is_of_values_and_not_of_their_bits():
    other_nan = np.array([0x7FF8000000000001], dtype=np.uint64).view(np.float64)
    assert column_digest(np.array([np.nan, 0.0])) == column_digest(np.array([other_nan[0], -0.0]))
    assert column_digest(np.array([1, 2])) == column_digest(np.array([1, 2], dtype=np.int32))
    assert column_digest(np.array([1.0, 2.0])) != column_digest(np.array([[1.0], [2.0]]))
    assert column_digest(np.array([1.0])) != column_digest(np.array([np.nextafter(1.0, 2.0)]))


def test_the_streams_of_numpy_are_read_without_our_own_code(monkeypatch: pytest.MonkeyPatch):
    before = streams()
    monkeypatch.delattr("sim.streams.generator")
    monkeypatch.delattr("sim.streams.fill")
    assert streams() == before


# Specs as lines -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def disturbance() -> Mapping[str, Spec]:
    """The halls of a scenario in which something is set for the eighth day."""
    return load("disturbance").specs


def test_folded_halls_are_unfolded_again(disturbance: Mapping[str, Spec]):
    specs = {name: lines(spec) for name, spec in disturbance.items()}
    plain = folded(specs)
    assert unfolded(plain) == specs
    assert plain["down"] == {
        "like": "ordinary",
        "set": {change.what: change.new for change in differences(specs["ordinary"], specs["down"])},
    }
    assert not any("label" in key or key.endswith((".en", ".zh")) for key in specs["ordinary"])


def test_what_a_hall_leaves_out_is_told():
    same = {"x": True, "y": "text", "z": 0.5}
    specs = {"one": {"a": 1, "b": 2, "c": 3, **same}, "other": {"a": 1, "c": 4, "d": 5, **same}, "third": {"e": 6}}
    told = {"like": "one", "set": {"c": 4, "d": 5}, "without": ["b"]}
    assert folded(specs)["other"] == told
    assert folded(specs)["third"] == {"set": {"e": 6}}
    assert unfolded(folded(specs)) == specs
    assert differences(specs["one"], specs["other"]) == [Change("b", 2, None), Change("c", 3, 4), Change("d", None, 5)]


# Halls --------------------------------------------------------------------------------------------------------


def test_long_calendars_are_shortened_unless_something_is_set_for_later_days(disturbance: Mapping[str, Spec]):
    short = shortened(disturbance["ordinary"])
    assert (short.calendar.days, short.calendar.warm_up, short.calendar.drain) == (7, 1, 0)
    assert short.hall == disturbance["ordinary"].hall
    assert shortened(disturbance["down"]) is disturbance["down"]


def test_halls_with_the_same_people_share_them(tmp_path: Path):
    small_town.scenario(tmp_path, small_town.VARIANTS)
    found = halls(tmp_path)
    assert list(found) == ["small/departments", "small/pooled"]
    assert found["small/pooled"].played is found["small/pooled"].spec
    assert found["small/pooled"].people == found["small/departments"].people


# Reports ------------------------------------------------------------------------------------------------------

ITEMS = (
    Item("baselines", "seal"),
    Item(PLANS, "wide [fast]"),
    Item(PLANS, "wide [reference]", True, (Change("rows: ticket", 10, 12),), (("plan_gone", {}),), cause=RULES),
    Item(TAPES, "a/b: work[0]", True, (Change("mean of work[0]", 2.0, 2.1),), (), frozenset(["a/b"]), SAMPLING),
    Item(KPIS, "c/d: configuration", True, (Change("x|y", None, "<&>"),), (), frozenset(["c/d"]), CONFIGURATION),
    Item(KPIS, "a/b", True, (Change("mean_wait[0]", 0.0, 2.0), Change("cost[0]", 4.0, 3.0)), (), frozenset(["a/b"])),
    Item(KPIS, "c/d", True, (Change("mean_wait[0]", 1.0, 2.0),), (), frozenset(["c/d"])),
    Item(KPIS, "e/f", True, (Change("mean_wait[0]", 1.0, None),), (), frozenset(["e/f"])),
)
REPORT = traced(Report(ITEMS))


def test_key_figures_have_the_cause_of_what_lies_before_them():
    causes = {item.name: item.cause for item in REPORT.moved if item.tier == KPIS}
    assert causes == {"a/b": SAMPLING, "c/d": CONFIGURATION, "c/d: configuration": CONFIGURATION, "e/f": RULES}
    without = traced(Report(tuple(item for item in ITEMS if item.tier == KPIS)))
    assert {item.name: item.cause for item in without.moved}["e/f"] == BETWEEN


def test_relative_changes():
    found = [Change("", old, new).relative for old, new in ((2.0, 2.1), (-2, -1), (0.0, 1.0), (0, 0.0), (None, 1.0))]
    assert found == [pytest.approx(0.05), 0.5, math.inf, 0.0, None]
    assert [percent(one) for one in found] == ["+5", "+50", "∞", "+0", "–"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_for_a_pull_request_is_markdown(lang: Lang):
    text = in_markdown(REPORT, lang)
    assert text.startswith("## onewindow check\n\n")
    assert {"en": "What moved: configuration, sampling, rules.", "zh": "变动来源：配置、抽样、规则。"}[lang] in text
    assert "x\\|y" in text
    for table in text.split("### ")[1:]:
        rows = [line for line in table.splitlines() if line.startswith("|")]
        assert len({row.replace("\\|", "").count("|") for row in rows}) == 1
    nothing = in_markdown(Report(ITEMS[:2]), lang)
    assert nothing.count("### ") == 1


def test_many_rows_are_cut_short_unless_all_are_asked_for():
    many = Report(tuple(Item(KPIS, f"hall {i}", True, (Change("m", 1.0, 2.0 + i),), cause=RULES) for i in range(100)))
    assert len(tables(many, "en")[1].rows) == 40
    assert "60 more rows" in tables(many, "en")[1].notes[0]
    assert len(tables(many, "en", everything=True)[1].rows) == 100


def test_the_report_for_build_servers_is_junit():
    root = ElementTree.fromstring(junit(REPORT, "en"))
    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures")) == ("8", "6")
    assert [(s.get("name"), s.get("tests"), s.get("failures")) for s in root] == [
        ("baselines", "1", "0"),
        ("plans", "2", "1"),
        ("tapes", "1", "1"),
        ("kpis", "4", "4"),
    ]
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert cases["wide [fast]"].find("failure") is None
    failure = cases["wide [reference]"].find("failure")
    assert failure is not None
    assert (failure.get("message") or "").startswith("rules: the frozen plan is gone: restore it")
    assert (failure.text or "").startswith("the frozen plan is gone: restore it as it was committed")
    assert (failure.text or "").endswith("\nrows: ticket: 10 -> 12 (+20 %)")
    assert "<&>" in (cases["c/d: configuration"].findtext("failure") or "")
    bad = Report((Item(PLANS, "a\x00b", True, cause=RULES),))
    (case,) = ElementTree.fromstring(junit(bad, "zh")).iter("testcase")
    assert case.get("name") == "a\ufffdb"


def test_programs_get_what_moved_as_plain_data():
    told = for_programs(REPORT, "en")
    assert told["moved"] is True
    assert told["causes"] == [CONFIGURATION, SAMPLING, RULES]
    assert told["tiers"]["kpis"] == {"items": 4, "moved": 4, "undecided": 0}
    changes = next(item for item in told["items"] if item["name"] == "a/b")["changes"]
    assert changes[0] == {"what": "mean_wait[0]", "old": 0.0, "new": 2.0, "relative": None}
