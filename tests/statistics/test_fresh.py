"""The mean that made a hall the best is too good; that of fresh replications is not, and its interval holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from sim.inference.intervals import Interval, interval
from sim.study.plays import Play, Seen
from sim.study.trials import BY, PROCEDURES, Choice, Procedure, Trials, afresh
from sim.tape import Floats

pytestmark = pytest.mark.statistics

REPEATS, HALLS, FIRST, TRUTH = 3000, 5, 20, 10.0
NEAR = 0.012
"""What the share of intervals that hold may be off 95 %: three deviations of the share of 3,000."""


class Equal:
    """Workers whose halls are all alike: normal values, of which a part is common to all halls in a replication."""

    def __init__(self, *seed: int) -> None:
        drawn = np.random.default_rng(seed)
        self.values: Floats = TRUTH + drawn.normal(size=(400, HALLS)) + drawn.normal(size=(400, 1))

    def play(self, plays: Sequence[Play]) -> Iterator[Seen[dict[str, float]]]:
        for play in plays:
            value = float(self.values[play.replication, int(play.name)])
            yield Seen(play.name, play.replication, 1, 0.0, False, {"wait": value})


def judged(procedure: Procedure, repeat: int) -> tuple[Interval, Interval]:
    """Of the hall that was chosen what chose it, and what fresh replications say."""
    names: dict[str, Any] = {str(hall): None for hall in range(HALLS)}
    equal: Any = Equal(PROCEDURES.index(procedure), repeat)
    trials = Trials(names, "wait", equal, lambda step: None, 10**6, 1)
    choice = Choice(procedure, "lowest", 0.5, 0.95, {"kn": 10**6}.get(procedure, FIRST * HALLS), FIRST)
    outcome = BY[procedure](trials, choice, FIRST)
    fresh = afresh(trials, choice, outcome)
    best = min(outcome.kept, key=lambda name: np.mean(trials.seen[name]))
    return interval(trials.seen[best][: outcome.dropped.get(best)]), interval(fresh.values[best])


@pytest.mark.parametrize("procedure", ["kn", "ocba", "mcb"])
def test_of_equal_halls_the_fresh_interval_holds_and_that_which_chose_is_biased(procedure: Procedure):
    chose, fresh = zip(*(judged(procedure, repeat) for repeat in range(REPEATS)), strict=True)
    share = np.mean([one.low <= TRUTH <= one.high for one in fresh])
    assert share == pytest.approx(0.95, abs=NEAR)
    off = np.array([one.mean - TRUTH for one in fresh])
    assert abs(off.mean()) < 3.0 * off.std() / np.sqrt(REPEATS)
    flattered = np.array([one.mean - TRUTH for one in chose])
    assert flattered.mean() < -10.0 * flattered.std() / np.sqrt(REPEATS)
    assert np.mean([one.low <= TRUTH <= one.high for one in chose]) < 0.93
