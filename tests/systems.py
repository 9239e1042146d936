"""Queues with a theory, played by an engine: halls that never close, people by the hundred thousand, intervals.

A `Sample` is one measure of one run: a value for each person who counts. Its interval comes from batch means: the
people, in the order of their arrival and without the warm-up, are cut into `BATCHES` equal batches, and the ratio
estimator sum L / sum N has the batch as its unit (METHODS, "Output analysis"). What is known of the people beforehand
sharpens it: batch averages of gaps between arrivals and of work, less their true means, are control variates
(Lavenberg and Welch 1981), taken out by least squares; the degrees of freedom fall by as many. So are waits of the
same people in a `twin`, a queue worked out without events whose theory is known.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from halls import ALL_DAY, group, spec, tape
from sim import theory
from sim.engine.fast import play
from sim.plan import lay
from sim.spec import DAY, WEEKDAYS, Spec
from sim.tape import Bools, Floats, Ints, Tape
from sim.trace import Trace

BATCHES = 200
WARM_UP = 0.02
"""Share of the people who come first and are not counted: the hall opens empty."""

SCV = {"M": 1.0, "D": 0.0, "E2": 0.5}
"""Squared coefficient of variation of the laws of work named as Kendall does; else a name is kind:cv."""


class Interval(NamedTuple):
    """An estimate and the half-width of its interval."""

    mean: float
    half: float

    def holds(self, truth: float) -> bool:
        return abs(self.mean - truth) <= self.half


@dataclass(frozen=True)
class Sample:
    """Values of a measure, one a person (n), whether each person counts, and controls of mean 0 (n, some)."""

    values: Floats
    counted: Bools
    controls: Floats

    def interval(self, error: float, batches: int = BATCHES) -> Interval:
        """The interval that misses with the chance `error`, from batch means with controls."""
        first = int(len(self.values) * WARM_UP)
        of_batch = np.linspace(first, len(self.values), batches + 1).astype(int)[:-1]

        def sums(of: Floats) -> Floats:
            return np.add.reduceat(of, of_batch, axis=0)

        controls = sums(self.controls) / np.diff([*of_batch, len(self.values)])[:, None]
        return ratio(sums(np.where(self.counted, self.values, 0.0)), sums(self.counted.astype(float)), error, controls)


def ratio(late: Floats, number: Floats, error: float, controls: Floats | None = None) -> Interval:
    """sum L / sum N over independent units, with the interval that misses with the chance `error`."""
    units = len(late)
    found = late.sum() / number.sum()
    residual = (late - found * number) / number.mean()
    design = np.ones((units, 1)) if controls is None else np.column_stack([np.ones(units), controls])
    inverse = np.linalg.inv(design.T @ design)
    fitted = inverse @ design.T @ residual
    free = units - design.shape[1]
    spread = ((residual - design @ fitted) ** 2).sum() / free
    return Interval(float(found + fitted[0]), float(stdtrit(free, 1 - error / 2) * np.sqrt(spread * inverse[0, 0])))


# People


def work(rng: np.random.Generator, law: str, size: int) -> Floats:
    """Work of mean 1 under the law of this name: M, D, E2, or "gamma:cv" and "lognormal:cv"."""
    kind, _, cv = law.partition(":")
    if kind == "lognormal":
        sigma = np.sqrt(np.log1p(float(cv) ** 2))
        return rng.lognormal(-(sigma**2) / 2, sigma, size)
    if kind == "gamma":
        return rng.gamma(float(cv) ** -2, float(cv) ** 2, size)
    return {"M": lambda: rng.exponential(1, size), "D": lambda: np.ones(size), "E2": lambda: rng.gamma(2, 0.5, size)}[
        kind
    ]()


def scv(law: str) -> float:
    """Squared coefficient of variation of a law of work."""
    return SCV[law] if law in SCV else float(law.partition(":")[2]) ** 2


class Stream(NamedTuple):
    """A Poisson stream of people: how many a minute, their minutes of work by task, the law of it."""

    rate: float
    means: Sequence[float]
    law: str = "M"


@dataclass(frozen=True)
class People:
    """People of several Poisson streams, in order of arrival, with what is known of them as controls."""

    arrival: Floats
    stream: Ints
    work: Floats
    controls: Floats

    @property
    def days(self) -> int:
        return int(self.arrival[-1] // DAY) + 1


def people(seed: int, number: int, *streams: Stream) -> People:
    """So many people of these streams; stream i has share rate[i] / sum of rates."""
    rng = np.random.default_rng(seed)
    rates = np.array([stream.rate for stream in streams])
    gaps = rng.exponential(1.0, number)
    mine = rng.choice(len(streams), number, p=rates / rates.sum())
    minutes = np.zeros((number, max(len(stream.means) for stream in streams)))
    controls = [gaps - 1, gaps**2 - 2]
    for i, stream in enumerate(streams):
        of = mine == i
        if len(streams) > 1 and i:
            controls.append(of - rates[i] / rates.sum())
        for task, mean in enumerate(stream.means):
            units = work(rng, stream.law, int(of.sum()))
            minutes[of, task] = mean * units
            for power, expected in ((1, 1.0), (2, 1 + scv(stream.law))):
                if stream.law != "D":
                    control = np.zeros(number)
                    control[of] = units**power - expected
                    controls.append(control)
    return People(np.cumsum(gaps) / rates.sum(), mine, minutes, np.column_stack(controls))


def tape_of(crowd: People, **more: Any) -> Tape:
    """Their tape; `more` as for `halls.tape`."""
    return tape(crowd.arrival, crowd.work, days=crowd.days, **more)


# Halls


def windows(number: int, primary: Any = "all", **more: Any) -> dict[str, Any]:
    """A group with so many windows all day and night."""
    return {**group(primary=primary), "windows": {"00:00": number}, **more}


def never_closing(
    groups: Mapping[str, Any], matters: Mapping[str, Any] | None = None, *, days: int, **hall: Any
) -> Spec:
    """A hall that is open day and night."""
    calendar = {"open_weekdays": list(WEEKDAYS)}
    return spec(
        groups, matters, hours=[("00:00", "24:00")], days=days, calendar=calendar, shifts={"day": ALL_DAY}, **hall
    )


# Runs


@dataclass(frozen=True)
class Run:
    """People with a trace: waits and outcomes by person and place of the session in the person's visit."""

    trace: Trace
    controls: Floats

    @classmethod
    def of(cls, people: Tape, hall: Spec, controls: Floats) -> Run:
        return cls(play(lay(people, hall)), controls)

    def by_case(self, values: Floats, level: int = 0, absent: float = np.nan) -> Floats:
        """(n) Of each person, the value of the ticket at this place of the visit."""
        trace = self.trace
        rows = np.flatnonzero(trace.stage - trace.plan.stages[trace.case] == level)
        found = np.full(len(trace.plan), absent)
        found[trace.case[rows]] = values[rows]
        return found

    def wait(self, level: int = 0) -> Floats:
        """(n) Minutes waited; not a number for who took no such ticket."""
        return self.by_case(self.trace.wait_end - self.trace.ticket, level)

    def sample(self, values: Floats, counted: Bools | None = None) -> Sample:
        if counted is None:
            counted = ~np.isnan(values)
        return Sample(values.astype(float), counted, self.controls)

    def waits(self, limits: Sequence[float] = (), level: int = 0, of: Bools | None = None) -> dict[str, Sample]:
        """Samples of P(W>0), Wq and P(W>t), of those who took a ticket (and are among `of`)."""
        wait = self.wait(level)
        counted = ~np.isnan(wait) if of is None else ~np.isnan(wait) & of
        named = {"P(W>0)": wait > 0, "Wq": wait} | {f"P(W>{t:g})": wait > t for t in limits}
        return {name: self.sample(values, counted) for name, values in named.items()}


@dataclass(frozen=True)
class Units:
    """A measure of independent units, such as days: a value and a count of each."""

    values: Floats
    counts: Floats

    def interval(self, error: float) -> Interval:
        """The interval that misses with the chance `error`."""
        return ratio(self.values, self.counts, error)


# The same queues without events


def first_come_first_served(
    arrival: Sequence[float], work: Sequence[float], servers: int, patience: Sequence[float] | None = None
) -> Floats:
    """Starts in G/G/c, person by person (Kiefer and Wolfowitz 1955): no events, no clock, no queue.

    Not a number for who would have to wait longer than their `patience`.
    """
    free, starts = [0.0] * servers, []
    limits = patience if patience is not None else [math.inf] * len(arrival)
    for came, minutes, limit in zip(arrival, work, limits, strict=True):
        start = max(came, free[0])
        if start > came + limit:
            starts.append(math.nan)
            continue
        heapq.heapreplace(free, start + minutes)
        starts.append(start)
    return np.array(starts)


def served_by_rank(arrival: Sequence[float], work: Sequence[float], rank: Sequence[float], servers: int) -> Floats:
    """Starts in a pool that always takes the smallest rank of those who wait, then the first come."""
    free, waiting, starts, coming = [0.0] * servers, [], np.empty(len(arrival)), 0
    while coming < len(arrival) or waiting:
        now = free[0] if waiting else max(arrival[coming], free[0])
        while coming < len(arrival) and arrival[coming] <= now:
            heapq.heappush(waiting, (rank[coming], coming))
            coming += 1
        _, person = heapq.heappop(waiting)
        starts[person] = now
        heapq.heapreplace(free, now + work[person])
    return starts


def twin(crowd: People, minutes: Floats, servers: int, known: Mapping[float, float], of: Bools | None = None) -> Floats:
    """Controls: these people (those `of` a kind), first come first served in a pool whose theory is known.

    `known` is P(W > t) by t there, and the mean wait at -1. A pool nearly like the hall in question, before which the
    people bring a little less work, tells best whether they are lucky.
    """
    rows = np.arange(len(crowd.arrival)) if of is None else np.flatnonzero(of)
    wait = first_come_first_served(crowd.arrival[rows].tolist(), minutes[rows].tolist(), servers) - crowd.arrival[rows]
    controls = np.zeros((len(crowd.arrival), len(known)))
    for column, (t, truth) in enumerate(known.items()):
        controls[rows, column] = (wait if t < 0 else wait > t) - truth
    return controls


def known_of(law: str, rate: float, mean: float, servers: int, limits: Sequence[float] = ()) -> dict[float, float]:
    """What is known of M/M/c, M/D/c and M/G/1, as `twin` asks for it; nothing of the others."""
    if law == "M":
        queue = theory.mmc(rate, mean, servers)
        tails = {t: theory.mmc_wait_tail(rate, mean, servers, t) for t in limits}
    elif law == "D":
        queue = theory.mdc(rate, mean, servers)
        tails = {t: theory.mdc_wait_tail(rate, mean, servers, t) for t in limits}
    elif servers == 1:
        queue, tails = theory.mg1(rate, mean, scv(law)), {}
    else:
        return {}
    return {-1: queue.mean_wait, 0: queue.prob_wait, **tails}


Measures = Mapping[str, Sample | Units]


@dataclass(frozen=True)
class System:
    """A system with a theory: what is expected, and how a run is made whose samples bear the same names."""

    name: str
    source: str
    expected: Mapping[str, float]
    play: Callable[[], Measures] = field(repr=False)
    precision: float = 0.05
    """The largest half-width that will do, relative to what is expected."""
