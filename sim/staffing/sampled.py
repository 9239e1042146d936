"""The sampled oracle: one pool on common design days, any service law, patience, and level of a day.

Each condition is of the form: on average over days Y <= a N, where N people come (in a period, or on a day) and Y of
them are late, or wait Y minutes in all. With X = Y - a N of each of D days, windows miss a condition where

    mean X > z max(s, z B / sqrt(D)) / sqrt(D),

s being the standard deviation of X, and B the largest value that X can have on any of the days: (1 - a) times the most
people, or (cap - a) times, as waits are counted up to a cap where z is above 0.

- z = 0: the level as it is on these days. z < 0: tightened, so that it may be kept on other days, too.
- z > 0: relaxed, for a bound from below. Windows that truly keep the level, fixed before the days are drawn, are found
  to miss it with no larger chance than that of Student's t beyond z: their own deviation is what counts, not that of
  the worst law. (The bound by alpha (1 - alpha) E[N^2] for the variance of X needs lateness to be independent of how
  many come; where busy days are the late ones it does not hold. And it is two to four times the deviation.)

A `Reference` is a plan chosen without a look at these days, of which Y0 - a N0 has a mean m with error e on many more
days: a control variate (Lavenberg and Welch 1981; Dietz and Vaver 2006 for staffing). Then X = min(Y, Y0 + K) - Y0 + m,
which for plans like that one varies a third as much or less; B is K + m, and the threshold z sqrt(s^2 / D + e^2). That
Y counts for no more than Y0 + K makes the condition weaker only, and is for z above 0.

The relaxed condition is as monotone as Y. Say windows c miss it, and c' <= c: Y' >= Y on each day. With A the square of
max(s, z B / sqrt(D)), a day's X^2 grows by no more than 2 B (Y' - Y), as both factors of X'^2 - X^2 are bounded, and
mean X, above 0, grows too; so s'^2 <= s^2 + 2 B mean(Y' - Y), and max(s', z B / sqrt(D)) <= sqrt(A) + B mean(Y' - Y) /
sqrt(A). Times z / sqrt(D) the last term is at most mean(Y' - Y), as sqrt(A) >= z B / sqrt(D). Hence mean X' exceeds its
threshold by no less than mean X does: c' misses the condition, too. (With a reference read min(Y, Y0 + K) for Y; e^2
is the same for both, and makes the threshold grow the less.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sim.staffing import poolplay
from sim.staffing.baseline import most_of, starts_of
from sim.staffing.days import Days, Floats, Ints, most_at_once
from sim.staffing.exact import conditions_of
from sim.staffing.known import Estimate, Known, Reference, ratio
from sim.staffing.problem import Condition, Monotone, Service
from sim.theory.end_of_shift import EndOfShift

RULES: dict[EndOfShift, int] = {
    "hold": poolplay.HOLD,
    "idle_first": poolplay.IDLE_FIRST,
    "random": poolplay.RANDOM,
    "busy_first": poolplay.BUSY_FIRST,
}
BASES = 8
"""Plans of which all days are kept, from period to period."""
ASKED = 2
"""Conditions of a plan that are worked out by themselves, before all days are played and kept."""
THREADS = 2
CAPS = 4.0
"""Times the limit, or the mean wait that is asked for: what a wait counts for at most in a relaxed condition."""
ROUNDING = 1e-12


class Base(NamedTuple):
    """Days as they were played with some windows."""

    windows: tuple[int, ...]
    rows: Floats
    """(days, periods, ...) Where the pool stands at the start of each period; see `sim.staffing.poolplay`."""
    called: Ints
    """(days, periods) Who is called next then."""
    wait: Floats
    """(people) Minutes until the call, or until they leave; infinite where nobody ever calls."""


class SampledPool:
    """An oracle (`sim.staffing.problem.Oracle`) on design days.

    `z` relaxes or tightens each condition; see this module. The windows of the last period serve those still inside.
    """

    def __init__(
        self,
        days: Days,
        service: Service,
        rule: EndOfShift = "hold",
        z: float = 0.0,
        most: Sequence[int] | None = None,
        threads: int = THREADS,
    ) -> None:
        self._reference: tuple[tuple[Floats, Known], ...] = ()
        self.days, self.service, self.rule, self.z, self.threads = days, service, rule, z, threads
        hours = np.diff(days.edges) / 60.0
        people = np.diff(days.cells, axis=1)
        self.rates = tuple((people.mean(axis=0) / hours).tolist())
        """Arrivals an hour by period, as they are on these days."""
        self.conditions = conditions_of(self.rates, service)
        self.monotone: Monotone = "proven" if rule == "hold" and days.patience is None else "assumed"
        self.evaluations = 0
        if most is None:
            most = (max(1, most_at_once(days.first, days.arrive, days.service)),) * days.periods
        self.enough = tuple(most)
        """By period, windows beyond which more are counted as so many."""
        clerks = max(self.enough)
        empty = [poolplay.IDLE] * (clerks + 1) if rule == "hold" else [poolplay.IDLE] * clerks + [0.0] * 2 * clerks
        shape = (len(days), days.periods)
        self._nobody = Base(
            (-1,) * days.periods,
            np.broadcast_to(empty, (*shape, len(empty))).copy(),
            np.repeat(days.first[:-1, None], days.periods, axis=1),
            np.zeros(len(days.arrive)),
        )
        self._bases: list[Base] = []
        self._spare: Base | None = None
        self._last: tuple[int, ...] = ()
        self._times = 0
        self._scratch = np.zeros(len(days.arrive))
        self._patience = days.patience if days.patience is not None else np.full(len(days.arrive), np.inf)
        self._draw = np.zeros((len(days), days.periods, clerks))
        if days.closing is not None:
            self._draw[:, :, : days.closing.shape[2]] = days.closing[:, :, :clerks]

    def excess(self, windows: Sequence[int], condition: int) -> float:
        """How far `windows` (by period) miss a condition: above 0 they do, at 0 or below they keep it."""
        self.evaluations += 1
        return self.judged(condition, *self.outcome(windows, self.conditions[condition], self.counted()))

    def excesses(self, windows: Sequence[int]) -> Floats:
        """(conditions) The excess of each; all days are played at once."""
        self.evaluations += len(self.conditions)
        wait = self._waits(self._plan(windows))
        late = self._by_period((wait > self.service.limit).astype(np.float64))
        waited = late if self.service.mean is None else self._by_period(np.minimum(wait, self.counted()))
        people, found = np.diff(self.days.cells, axis=1).astype(np.float64), []
        for number, asked in enumerate(self.conditions):
            of = slice(None) if asked.period is None else slice(asked.period, asked.period + 1)
            y = (late if asked.kind == "late" else waited)[:, of].sum(axis=1)
            found.append(self.judged(number, y, people[:, of].sum(axis=1)))
        return np.array(found)

    def _by_period(self, what: Floats) -> Floats:
        """(days, periods) The sum of a number a person."""
        cells = self.days.cells
        sums = np.add.reduceat(np.append(what, 0.0), cells[:, :-1].ravel()).reshape(len(cells), -1)
        return np.where(np.diff(cells, axis=1) > 0, sums, 0.0)

    def judged(self, condition: int, y: Floats, people: Floats) -> float:
        """How far a condition is missed by what came of windows on each day, y, and how many people came."""
        asked, error = self.conditions[condition], 0.0
        most = most_of(self.service, asked)
        if self._reference:
            y0, known = self._reference[condition]
            x = (np.minimum(y, y0 + known.far) if self.z > 0.0 else y) - y0 + known.mean
            largest, error = max(known.far + known.mean, 0.0), known.error
        else:
            x, largest = y - most * people, self._largest(asked, people)
        if not np.isfinite(x).all():
            return 1.0
        excess = (float(x.mean()) - self._slack(x, largest, error)) / float(people.mean())
        return excess if abs(excess) > ROUNDING else 0.0

    def counted(self) -> float:
        """Minutes up to which a wait counts."""
        return self._cap() if self.z > 0.0 and not self._reference else math.inf

    def _slack(self, x: Floats, largest: float, error: float) -> float:
        """How far above 0 the mean of X may be; below 0 where the level is tightened."""
        if self.z == 0.0 or len(x) < 2:
            return 0.0
        floor = max(self.z, 0.0) * largest / math.sqrt(len(x))
        return self.z * math.hypot(max(float(x.std(ddof=1)), floor) / math.sqrt(len(x)), error)

    def refer(self, reference: Reference) -> None:
        """Judge plans by how they differ from a reference; see this module.

        One with which somebody would wait for ever is of no use, and left aside.
        """
        pairs = zip(self.conditions, reference.known, strict=True)
        found = tuple((self.outcome(reference.windows, asked)[0], known) for asked, known in pairs)
        if all(math.isfinite(known.mean) and np.isfinite(y0).all() for y0, known in found):
            self._reference = found

    def outcome(self, windows: Sequence[int], asked: Condition, cap: float = math.inf) -> tuple[Floats, Floats]:
        """(days) What comes of `windows`: people late, or minutes waited, each counted up to `cap`; and people."""
        plan = self._plan(windows)
        since, until = (0, self.days.periods) if asked.period is None else (asked.period, asked.period + 1)
        cells = self.days.cells
        base = self._nearest(plan)
        self._times = self._times + 1 if plan == self._last else 1
        self._last = plan
        if base.windows != plan and self._times > ASKED:
            base = self._played(plan, base)
        found = np.zeros(len(self.days))
        start, settled = _differ(plan, base.windows)
        limit = self.service.limit if asked.kind == "late" else -1.0
        ends = (cells, since, until, limit, cap, self._scratch, found)
        self._spread(poolplay.tried, plan, min(start, self.days.periods - 1), settled, base, *ends)
        return found, (cells[:, until] - cells[:, since]).astype(np.float64)

    def estimate(self, windows: Sequence[int], asked: Condition) -> Estimate:
        """What a condition is about, on these days: sum Y / sum N, and its standard error, the day being the unit."""
        return ratio(*self.outcome(windows, asked))

    def waits(self, windows: Sequence[int]) -> Floats:
        """(people) Minutes from coming to the call, or to leaving; infinite where nobody ever calls."""
        plan = self._plan(windows)
        base = self._nearest(plan)
        return (base if base.windows == plan else self._played(plan, base)).wait

    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """Windows by period that rules of thumb ask for, of the mean rates and services of these days."""
        length = float(self.days.edges[-1] - self.days.edges[0]) / self.days.periods
        return starts_of(self.rates, float(self.days.service.mean()), self.service, length)

    def _cap(self) -> float:
        return CAPS * max(self.service.limit, self.service.mean or 0.0)

    def _largest(self, asked: Condition, people: Floats) -> float:
        """The largest value that X can have on any day."""
        whole = 1.0 if asked.kind == "late" else self._cap()
        return (whole - most_of(self.service, asked)) * float(people.max())

    def _plan(self, windows: Sequence[int]) -> tuple[int, ...]:
        return tuple(min(int(number), most) for number, most in zip(windows, self.enough, strict=True))

    def _waits(self, plan: tuple[int, ...]) -> Floats:
        """As `waits`; of a plan that differs in one period only from one that is kept nothing is kept."""
        base = self._nearest(plan)
        if base.windows == plan:
            return base.wait
        start, settled = _differ(plan, base.windows)
        if settled > start + 1:
            return self._played(plan, base).wait
        if self._spare is None:
            self._spare = Base((), np.empty_like(base.rows), np.empty_like(base.called), np.empty_like(base.wait))
        self._spread(poolplay.play, plan, start, settled, base, *self._spare[1:])
        return self._spare.wait

    def _nearest(self, plan: tuple[int, ...]) -> Base:
        """The base whose windows are the same for longest; of those, up to the end soonest."""
        return max(self._bases, key=lambda base: _shared(plan, base.windows), default=self._nobody)

    def _played(self, plan: tuple[int, ...], base: Base) -> Base:
        start, settled = _differ(plan, base.windows)
        # The oldest makes room; to ask for so much memory each time takes longer than to play.
        old = self._bases.pop() if len(self._bases) == BASES and self._bases[-1] is not base else None
        made = Base(plan, *(map(np.empty_like, base[1:]) if old is None else old[1:]))
        self._spread(poolplay.play, plan, start, settled, base, made.rows, made.called, made.wait)
        self._bases = [made, *self._bases[: BASES - 1]]
        return made

    def _spread(
        self, code: Callable[..., Any], plan: tuple[int, ...], start: int, settled: int, base: Base, *more: Any
    ) -> None:
        """Run compiled code over all days, some of them in each thread."""
        days = self.days
        edges = np.linspace(0, len(days), self.threads + 1).astype(np.int64)
        numbers = np.array(plan, dtype=np.int64)
        run = partial(self._part, code, numbers, start, settled, base, more)
        if self.threads == 1:
            run(edges.tolist())
            return
        list(pool_of(self.threads).map(run, pairwise(edges.tolist())))

    def _part(
        self,
        code: Callable[..., Any],
        plan: Ints,
        start: int,
        settled: int,
        base: Base,
        more: tuple[Any, ...],
        part: Sequence[int],
    ) -> None:
        days = self.days
        people = (days.first, days.arrive, days.service, self._patience, days.edges, self._draw)
        which = np.array(part, dtype=np.int64)
        code(RULES[self.rule], which, *people, plan, start, settled, base.rows, base.called, base.wait, *more)


def _differ(plan: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, int]:
    """The first period in which windows differ, and the one from which on they do not."""
    where = [period for period, (one, two) in enumerate(zip(plan, other, strict=True)) if one != two]
    return (where[0], where[-1] + 1) if where else (len(plan), 0)


def _shared(plan: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, int]:
    first, settled = _differ(plan, other)
    return first, -settled


_threads: dict[int, ThreadPoolExecutor] = {}


def pool_of(threads: int) -> ThreadPoolExecutor:
    """So many threads, the same each time."""
    if threads not in _threads:
        _threads[threads] = ThreadPoolExecutor(threads, thread_name_prefix="days")
    return _threads[threads]
