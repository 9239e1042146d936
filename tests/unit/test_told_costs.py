"""What a study tells of the time that it takes: what is done once only does not count as if each play did it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.study import plays
from sim.study.engines import FAST
from sim.study.plays import CHECKED, Play, Seen, Stage, Theatre


class Clock:
    """Seconds that pass only where something is done."""

    def __init__(self) -> None:
        self.now, self.played = 0.0, 0

    def monotonic(self) -> float:
        return self.now

    def takes(self, seconds: float, found: object = None):
        def done(*_: object) -> object:
            self.now += seconds
            return found

        return done

    def engine(self, plan: object) -> object:
        self.now += 100.0 if self.played == 0 else 1.0
        self.played += 1
        return SimpleNamespace(check=self.takes(10.0))


def test_loading_the_engine_and_the_laws_of_a_hall_are_not_what_each_play_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    monkeypatch.setattr(plays, "time", clock)
    monkeypatch.setattr(plays, "player", lambda name: clock.engine)
    monkeypatch.setattr(plays, "lay", clock.takes(0.25, []))
    monkeypatch.setattr(plays, "drawn_as", lambda spec: spec)
    stage = Stage(1, FAST, clock.takes(0.5), parity=False)
    stage._tapes = SimpleNamespace(of=clock.takes(2.0))
    seen = stage(Play("now", None, 0))
    assert (seen.seconds, seen.drawing, seen.laws) == (1.75, 2.0, 10.0)
    assert clock.played == 2
    assert stage(Play("then", None, 1)).seconds == 3.75
    assert clock.played == 3


@pytest.mark.parametrize("checked", [False, True])
def test_the_time_told_counts_tapes_by_replication_and_laws_by_hall(checked: bool) -> None:
    theatre = Theatre(SimpleNamespace(replications=10), None, 1, print)
    theatre.total = 60
    first = Seen("now", 0, 5, 2.0, checked, None, drawing=3.0, laws=7.0)
    each = 2.0 * (1.0 + CHECKED * checked)
    assert theatre._expected(first) == pytest.approx(59 * each + 9 * 3.0 + 5 * 7.0)
