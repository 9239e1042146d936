"""Which engine plays, how large a job must be for the fast one, and what happens where the engines differ."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generated import random_plan
from halls import group, matter, spec
from sim import compare, config
from sim.demand import draw
from sim.engine import fast, reference
from sim.engine.kernel import jit
from sim.engine.kernel.courses import MOST_STAGES
from sim.errors import InputError, ResultError
from sim.measures import difference_of, kpis_of
from sim.plan import Plan, Role, lay
from sim.report.comparison import comparison
from sim.spec.people import MOST_TASKS
from sim.study import engines
from sim.study.engines import AUTO, FAST, KPIS, REFERENCE, SESSIONS, engine_named, hold_together, to_be_checked
from sim.trace import Trace
from sim.trace.tally import Kpis, Tally

SMALL = ["calendar.days=1", "calendar.warm_up=0", "calendar.drain=0", "demand.volume=0.1"]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What is said of whether the engine has been compiled."""
    said = [True]
    monkeypatch.setattr(engines, "is_compiled", lambda: said[0])
    return said


def test_auto_goes_by_the_size_of_the_job(compiled: list[bool]):
    halls = list(config.load("one_window").specs.values())
    small = list(config.load("one_window", SMALL).specs.values())
    assert engine_named(AUTO, halls, 1) == REFERENCE
    assert engine_named(AUTO, halls, 20) == FAST
    assert engine_named(AUTO, small, 5) == REFERENCE
    compiled[0] = False
    assert engine_named(AUTO, halls, 20) == FAST
    assert engine_named(AUTO, halls[:1], 2) == REFERENCE, "it would take longer to compile"
    compiled[0] = True
    assert engine_named(AUTO, halls[:1], 2) == FAST


def test_an_engine_that_is_named_plays():
    small = list(config.load("one_window", SMALL).specs.values())
    assert [engine_named(name, small, 2) for name in (FAST, REFERENCE)] == [FAST, REFERENCE]
    with pytest.raises(InputError, match="fats") as told:
        engine_named("fats", small, 2)
    assert "fast" in str(told.value)


def test_it_is_known_whether_the_engine_is_compiled():
    fast.play(random_plan(0))
    assert fast.is_compiled()
    other = fast._kept("play_on", "made of something else", jit.WHOLE)
    kept, key = other._cache, (fast.WORDS_KIND,)
    assert kept._index_key(key, other.targetctx.codegen()) not in kept._cache_file._load_index()


def test_an_engine_that_is_ready_need_not_be_compiled_to_play(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fast, "play_on", fast._kept("play_on", fast.MADE_OF, jit.WHOLE))
    assert not fast.play_on.signatures
    engines.get_ready(FAST)
    assert len(fast.play_on.signatures) == 1
    assert fast.play(random_plan(0)).difference(reference.play(random_plan(0))) == ""
    assert len(fast.play_on.signatures) == 1


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])
    monkeypatch.setattr(fast, "play_on", fast._kept("play_on", "made of the same", jit.WHOLE))
    assert not fast.is_compiled()
    assert fast.play(random_plan(0)).difference(reference.play(random_plan(0))) == ""
    assert fast.is_compiled()


def test_what_the_loop_is_made_of_depends_on_every_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    before = jit.fingerprint(fast.__file__)
    assert jit.fingerprint(fast.__file__) == before
    (tmp_path / "more.py").write_text("a rule")
    assert jit.fingerprint(fast.__file__, str(tmp_path / "more.py")) != before
    part = next(part for part in jit.PARTS if "NO_TICKET" in part.py_func.__code__.co_names)
    monkeypatch.setitem(part.py_func.__globals__, "NO_TICKET", -2)
    assert jit.fingerprint(fast.__file__) != before


def test_rows_are_added_where_more_comes_than_there_was_room_for(monkeypatch: pytest.MonkeyPatch):
    plans = [random_plan(seed) for seed in range(20)]
    grown = []
    monkeypatch.setattr(fast, "with_more_room", lambda hall, more=fast.with_more_room: grown.append(1) or more(hall))
    monkeypatch.setattr("sim.engine.kernel.pack.ROOM", 3)
    monkeypatch.setattr(fast, "ROOM", 3)
    for plan in plans:
        assert fast.play(plan).difference(reference.play(plan)) == ""
    assert grown


@pytest.mark.parametrize(
    ("groups", "cases"), [({"a": group(2)}, 0.001), ({"a": {**group(), "windows": {"09:00": 0}}}, 20.0)]
)
def test_a_hall_to_which_nobody_comes_or_that_has_no_windows(groups: dict[str, Any], cases: float):
    of = spec(groups, {"visit": matter("desk", cases=cases)}, days=2)
    plan = lay(draw(of, 1, 0), of)
    assert min(len(plan), len(plan.clerk_group)) == 0
    trace = reference.play(plan)
    assert fast.play(plan).difference(trace) == ""
    assert difference_of(fast.count(plan, kpis_of(plan, of)), trace, of) == ""


def test_a_case_with_too_many_stages_is_refused():
    plan = random_plan(0)
    stages = np.array([0, MOST_STAGES + 1])
    with pytest.raises(ValueError, match=str(MOST_STAGES)):
        fast.play(replace(plan, stages=stages))


def test_every_variant_is_checked_in_a_replication_that_the_seed_names():
    found = to_be_checked(FAST, ["a", "b", "c"], 7, 50)
    assert list(found) == ["a", "b", "c"]
    assert all(0 <= number < 50 for number in found.values())
    assert found == to_be_checked(FAST, ["a", "b", "c"], 7, 50)
    assert found != to_be_checked(FAST, ["a", "b", "c"], 8, 50)
    assert to_be_checked(REFERENCE, ["a"], 7, 50) == {}


def wrong(plan: Plan) -> Trace:
    """The trace of an engine in which somebody is called a moment too late."""
    trace = reference.play(plan)
    return replace(trace, call=trace.call + np.where(np.arange(len(trace)) == len(trace) - 1, 1e-9, 0.0))


def test_a_difference_is_named():
    plan = random_plan(0)
    hold_together(plan, fast.play(plan), "a hall")
    with pytest.raises(ResultError, match=r"the engines disagree on a hall: ticket \d+: call"):
        hold_together(plan, wrong(plan), "a hall")


@pytest.mark.parametrize("parity", [True, False])
def test_a_study_whose_engines_differ_has_no_results(parity: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(fast, "play", wrong)
    monkeypatch.setattr(Trace, "check", lambda trace: None)
    asked = {"replications": 2, "engine": FAST, "figures": False, "out": tmp_path / "results"}
    if not parity:
        assert compare("one_window", SMALL, parity=False, **asked).manifest["parity"] is None
        return
    with pytest.raises(ResultError, match="the engines disagree"):
        compare("one_window", SMALL, **asked)
    assert not (tmp_path / "results").exists()


def test_both_engines_give_the_same_results(tmp_path: Path):
    asked = {"replications": 2, "figures": False}
    one, other = (compare("one_window", SMALL, engine=engine, **asked) for engine in (FAST, REFERENCE))
    assert one.replications.equals(other.replications)
    assert (one.manifest["engine"], other.manifest["engine"]) == (FAST, REFERENCE)
    assert set(one.manifest["parity"]) == set(one.manifest["variants"])
    assert other.manifest["parity"] == {}


def test_a_study_of_key_figures_tells_what_one_of_sessions_does():
    asked = {"replications": 3, "figures": False, "engine": FAST}
    counted, every = (compare("one_window", SMALL, level=level, **asked) for level in (KPIS, SESSIONS))
    assert (counted.manifest["level"], every.manifest["level"]) == (KPIS, SESSIONS)
    place = ["variant", "replication", "measure", "by", "level"]
    both = counted.replications.merge(every.replications, how="left", on=place, suffixes=("", "_of_sessions"))
    assert len(both) == len(counted.replications) < len(every.replications)
    in_bins = both["measure"].isin(["median_wait", "p90_wait", "p95_wait"])
    exact, near = both[~in_bins], both[in_bins]
    np.testing.assert_allclose(exact["value"], exact["value_of_sessions"], rtol=1e-9, atol=1e-9)
    assert (near["value"] - near["value_of_sessions"]).between(-1e-9, 0.25).all()
    notes = [
        any("90 % wait at most may be too high" in note for note in comparison(r, "en")[0].notes)
        for r in (counted, every)
    ]
    assert notes == [True, False]


def test_key_figures_do_not_depend_on_the_number_of_processes():
    asked = {"replications": 4, "figures": False, "level": KPIS, "parity": False}
    one, two = (compare("one_window", SMALL, jobs=jobs, **asked) for jobs in (1, 2))
    assert one.replications.equals(two.replications)
    assert one.summary.equals(two.summary)


def test_a_study_that_counts_wrongly_has_no_results(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    count = fast.count

    def one_too_many(plan: Plan, kpis: Kpis) -> Tally:
        tally = count(plan, kpis)
        return replace(tally, number=tally.number + 1)

    monkeypatch.setattr(fast, "count", one_too_many)
    with pytest.raises(ResultError, match=r"what was counted of replication 0 of \w+ is not what its sessions come to"):
        compare("one_window", SMALL, replications=2, level=KPIS, figures=False, out=tmp_path / "results")
    assert not (tmp_path / "results").exists()


def test_the_roles_are_few_enough_for_a_number_of_bits():
    assert max(Role) < 31


def test_no_spec_asks_for_more_stages_than_there_are_bits():
    """At windows by department three stages a task, and seven of the case; behind one window one more."""
    assert 3 * MOST_TASKS + 8 <= MOST_STAGES
