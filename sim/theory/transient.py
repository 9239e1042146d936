"""M(t)/M/s(t), exactly: one pool, first come first served, windows and arrival rates constant on slots.

Minutes and arrivals a minute. The hall opens empty; nobody comes after the last slot, whose windows serve
those still inside. What happens where windows close is one of four rules:

- `hold`: whoever is in service stays in the count; nobody starts until fewer are busy than there are windows.
- `idle_first`, `random`, `busy_first`: the clerk who goes off finishes outside the count, the others go on.
  They differ in who goes: idle clerks first, any of them with equal chance, or busy clerks first.

A state is (excess, number in the pool): under `hold` the excess is how many more are busy than there are
windows; under the other rules it stays 0, and who is served by a clerk gone off is no longer in the pool. A
distribution is an array (..., excess, number). Arrays carry one row a moment, so that all moments of a slot
are evolved together.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, get_args

import numpy as np
from scipy.special import gammaln, xlogy

from sim.theory import _checks as check
from sim.theory.end_of_shift import Array, EndOfShift, change_windows

_LOST = 1e-12  # probability that may be missing at the edge of the state space
_MOST_WAITING = 20_000


class Transient(NamedTuple):
    """Arrays of one entry a slot, and the mean wait (minutes) of the day's customers.

    Averaged over the slot: the share of arrivals who wait longer than the limit, the share who wait at all,
    and the mean number waiting.
    """

    late_share: Array
    wait_share: Array
    mean_queue: Array
    mean_wait: float


class _Slot(NamedTuple):
    """Per minute: arrivals, and services by one clerk; windows in the slot."""

    arrival: float
    service: float
    windows: int


def _departure_rates(slot: _Slot, shape: tuple[int, ...]) -> Array:
    """Services a minute in each state: min(number, windows) busy, or windows + excess."""
    excess, number = np.arange(shape[-2])[:, None], np.arange(shape[-1])[None, :]
    busy = np.where(excess > 0, slot.windows + excess, np.minimum(number, slot.windows))
    return np.asarray(slot.service * np.minimum(busy, number))


def _step(states: Array, arrival: float, departure: Array) -> Array:
    """One step of the uniformised chain, with these chances of a move; the last state is shut."""
    leaving = states * departure
    after = states * (1 - arrival) - leaving
    after[..., 1:] += arrival * states[..., :-1]
    after[..., -1] += arrival * states[..., -1]
    after[..., :-1, :-1] += leaving[..., 1:, 1:]
    after[..., 0, :-1] += leaving[..., 0, 1:]
    return after


def _evolve(states: Array, slot: _Slot, minutes: Array) -> Array:
    """Distributions (moments, excess, number), each carried on by its own `minutes` (moments,).

    Uniformisation (Jensen 1953; Grassmann 1977): a Poisson number of steps of a chain in discrete time.
    """
    departures = _departure_rates(slot, states.shape)
    tempo = slot.arrival + float(departures.max())
    if tempo == 0:
        return states
    mean = tempo * minutes
    # beyond this the Poisson law has less than 1e-18
    last = math.ceil(mean.max() + 9 * math.sqrt(mean.max()) + 30)
    steps = np.arange(last + 1)[:, None]
    weights = np.exp(xlogy(steps, mean) - mean - gammaln(steps + 1))
    result: Array = weights[0][:, None, None] * states
    for weight in weights[1:]:
        states = _step(states, slot.arrival / tempo, departures / tempo)
        result += weight[:, None, None] * states
    return result


def _waiting(states: Array, windows: int) -> Array:
    """What remains of the distributions where an arrival has to wait."""
    result = states.copy()
    result[..., 0, :windows] = 0.0
    return result


def _queue(states: Array, windows: int) -> Array:
    """Mean number waiting, for each distribution."""
    excess, number = np.arange(states.shape[-2])[:, None], np.arange(states.shape[-1])[None, :]
    return np.asarray((states * np.maximum(number - windows - excess, 0)).sum(axis=(-2, -1)))


class _Day(NamedTuple):
    """A plan and how it is evaluated: minutes a slot, limit of a wait, rule, moments in a piece of a slot."""

    slots: tuple[_Slot, ...]
    length: float
    limit: float
    rule: EndOfShift
    moments: int


def _late(states: Array, day: _Day, now: int, left: Array) -> Array:
    """Share of arrivals, at each moment `left` minutes before the end of slot `now`, who wait over the limit.

    Nobody who comes later matters to them: so the chain goes on without arrivals, and who would still find no
    free window at the limit is who waits longer. Whoever would have been called before is dropped. All the
    moments have the same number of slots to cross.
    """
    todo, slot = np.full(len(left), day.limit), day.slots[now]
    states = _waiting(states, slot.windows)
    for slot, ahead in pairwise(day.slots[now:]):
        if (todo <= left).all():
            break
        states = _waiting(_evolve(states, slot._replace(arrival=0.0), left), slot.windows)
        states = _waiting(change_windows(states, slot.windows, ahead.windows, day.rule), ahead.windows)
        todo, left = todo - left, np.full(len(left), day.length)
    else:
        slot = day.slots[-1]
    states = _waiting(_evolve(states, slot._replace(arrival=0.0), todo), slot.windows)
    return np.asarray(states.sum(axis=(-2, -1)))


def _pieces(day: _Day) -> Iterator[tuple[Array, Array]]:
    """Moments of a slot and their weights, which add up to 1 over the slot, by Gauss and Legendre.

    The pieces of the slot differ in the slot into which the limit of an arrival's wait falls.
    """
    nodes, weights = np.polynomial.legendre.leggauss(day.moments)
    edges = [0.0, day.length - day.limit % day.length, day.length]
    for start, end in pairwise(edges):
        if end > start:
            yield start + (end - start) * (nodes + 1) / 2, weights * (end - start) / (2 * day.length)


def _averages(start: Array, day: _Day, now: int) -> Array:
    """Late share, waiting share, mean queue, and chance of the last state, averaged over slot `now`."""
    slot, total = day.slots[now], np.zeros(4)
    for moments, weights in _pieces(day):
        states = _evolve(np.repeat(start[None], len(moments), axis=0), slot, moments)
        late = _late(states, day, now, day.length - moments)
        wait = _waiting(states, slot.windows).sum(axis=(-2, -1))
        total += np.stack([late, wait, _queue(states, slot.windows), states[..., -1].sum(axis=-1)]) @ weights
    return total


def _drain(states: Array, last: _Slot) -> float:
    """Minutes waited in all after the last slot by those still waiting then."""
    excess, number = np.arange(states.shape[-2])[:, None], np.arange(states.shape[-1])[None, :]
    waiting = np.maximum(number - last.windows - excess, 0)
    until_one_starts = np.cumsum(np.append(0.0, 1 / (last.windows + np.arange(1, states.shape[-2]))))[:, None]
    minutes = waiting * until_one_starts + waiting * (waiting + 1) / (2 * last.windows)
    return float((states * minutes).sum() / last.service)


def _run(day: _Day, room: int) -> tuple[Array, Array]:
    """Averages of each slot, and the distribution at the end, with at most `room` people waiting."""
    windows = [slot.windows for slot in day.slots]
    states = np.zeros((max(windows) - min(windows) + 1 if day.rule == "hold" else 1, max(windows) + room + 1))
    states[0, 0] = 1.0
    averages = np.empty((len(day.slots), 4))
    for now, slot in enumerate(day.slots):
        averages[now] = _averages(states, day, now)
        states = _evolve(states[None], slot, np.array([day.length]))[0]
        if now + 1 < len(day.slots):
            states = change_windows(states, slot.windows, day.slots[now + 1].windows, day.rule)
    return averages, states


def _slots(
    rates: Sequence[float],
    mean_service: float,
    windows: Sequence[int],
    limit: float,
    rule: EndOfShift,
    slot: float,
) -> tuple[_Slot, ...]:
    check.positive(mean_service=mean_service, slot=slot, total_arrival_rate=sum(rates))
    check.not_negative(limit=limit)
    check.same_length(rates=len(rates), windows=len(windows))
    for rate, count in zip(rates, windows, strict=True):
        check.not_negative(rate=rate)
        check.whole(0, windows=count)
    check.whole(1, last_windows=windows[-1])
    if rule not in get_args(EndOfShift):
        raise ValueError(f"rule must be one of {', '.join(get_args(EndOfShift))}, not {rule!r}")
    return tuple(_Slot(rate, 1 / mean_service, count) for rate, count in zip(rates, windows, strict=True))


def transient_mmc(
    rates: Sequence[float],
    mean_service: float,
    windows: Sequence[int],
    limit: float,
    rule: EndOfShift,
    slot: float = 30.0,
    moments: int = 16,
) -> Transient:
    """A day of M(t)/M/s(t) by slots of `slot` minutes, under an end-of-shift rule, to at least nine digits.

    `rates` (arrivals a minute) and `windows` have one entry a slot; windows may be 0 but in the last slot.
    `limit`: minutes of wait beyond which a customer is late. In a slot without arrivals the shares are those
    of a customer who would come. `moments`: points of integration, half a slot each; more where many services
    fit into it.

    Source: uniformisation (Jensen 1953; Grassmann 1977) as in Ingolfsson, Akhmetshina, Budge, Li and Wu
    (2007); the rules are this project's. ValueError on nonsensical input, or when more than 20,000 would
    wait.
    """
    slots = _slots(rates, mean_service, windows, limit, rule, slot)
    check.whole(2, moments=moments)
    day, room = _Day(slots, slot, limit, rule, moments), 64
    averages, end = _run(day, room)
    while max(averages[:, 3].max(), end[:, -1].sum()) > _LOST:
        room *= 2
        if room > _MOST_WAITING:
            raise ValueError(f"overload: more than {_MOST_WAITING} people would wait")
        averages, end = _run(day, room)
    waited = slot * averages[:, 2].sum() + _drain(end, slots[-1])
    return Transient(
        late_share=averages[:, 0],
        wait_share=averages[:, 1],
        mean_queue=averages[:, 2],
        mean_wait=float(waited / (slot * sum(rates))),
    )
