"""The exact oracle: one pool, Poisson arrivals constant by period, exponential service, any end-of-shift rule.

As `sim.theory.transient`, from which it differs in what it keeps: the distribution at the end of a period is kept by
the windows so far, and what a state at the start of a period is worth (the chance that who comes in a later period is
late) by the windows from there on. Where one number of windows is tried after another, one period is all that is
worked out anew.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from numbers import Real
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from sim.errors import Fault, InputError
from sim.staffing.baseline import most_of, starts_of
from sim.staffing.problem import Condition, Monotone, Service
from sim.staffing.states import States, enough_windows
from sim.theory.end_of_shift import EndOfShift

Array = NDArray[np.float64]
MOMENTS = 12
"""Points of integration in each piece of a period."""
KEPT = 3e8
"""Bytes of arrays that are kept; then it begins anew."""
LOST = 1e-12
"""Probability that may be missing at the edge of the state space."""
MOST_STATES = 40_000
"""People in the pool beyond which it is given up."""


def conditions_of(rates: Sequence[float], service: Service) -> tuple[Condition, ...]:
    """What a service level asks of each period in which people come, or of the day."""
    periods = [p for p, rate in enumerate(rates) if rate > 0.0] if service.within == "period" else [None]
    kinds = ("late",) if service.mean is None else ("late", "wait")
    return tuple(
        Condition(kind if p is None else f"{kind} {p}", "late" if kind == "late" else "wait", p)
        for kind in kinds
        for p in periods
    )


class ExactPool:
    """An oracle (`sim.staffing.problem.Oracle`) without any error but rounding.

    `rates` are arrivals an hour by period of `period` minutes, `mean_service` minutes. The pool opens empty; nobody
    comes after the last period, whose windows serve those still inside. Raises `InputError` for what cannot be used,
    among it a mean wait by period, which has no such form here.
    """

    def __init__(
        self,
        rates: Sequence[float],
        mean_service: float,
        service: Service,
        rule: EndOfShift = "hold",
        period: float = 30.0,
        more: Sequence[int] = (),
    ) -> None:
        check_pool(rates, mean_service, rule, period)
        if service.mean is not None and service.within == "period":
            raise InputError(Fault("a mean wait by period is not worked out exactly", "ask for it by day", "mean"))
        self.rates = [rate / 60.0 for rate in rates]
        self.hourly, self.mean_service = tuple(rates), mean_service
        self.service, self.rule, self.period = service, rule, period
        self.conditions = conditions_of(rates, service)
        self.monotone: Monotone = "proven" if rule == "hold" else "assumed"
        self.evaluations = 0
        self.enough = enough_windows(rates, mean_service, period)
        """By cell, windows beyond which nobody would notice; more are counted as so many, but for `more`."""
        if more:
            self.enough = tuple(map(max, self.enough, more))
        self._size = 64 + max(self.enough)
        self._reach = math.ceil(service.limit / period)
        self._clear()

    def _clear(self) -> None:
        self._states = States(1.0 / self.mean_service, self.rule, self._size)
        self._before: dict[tuple[int, ...], Array] = {}
        self._worth: dict[tuple[Any, ...], Array] = {}
        self._pending: dict[tuple[Any, ...], Array] = {}
        self._bytes = 0

    def excess(self, windows: Sequence[int], condition: int) -> float:
        """How far `windows` (by period) miss a condition: above 0 they do, at 0 or below they keep it."""
        self.evaluations += 1
        asked = self.conditions[condition]
        most = most_of(self.service, asked)
        plan = tuple(min(int(w), enough) for w, enough in zip(windows, self.enough, strict=True))
        if plan[-1] < 1:
            return 1.0  # who is still inside would wait for ever
        while True:
            found = self._value(plan, asked) - most
            # At the edge people are turned away; a plan that is missed even so is missed all the more without.
            if found > 0.0 or self._lost(plan, asked.period) <= LOST:
                return found if abs(found) > LOST else 0.0
            self._grow()

    def excesses(self, windows: Sequence[int]) -> Array:
        """(conditions) The excess of each."""
        return np.array([self.excess(windows, number) for number in range(len(self.conditions))])

    def value(self, windows: Sequence[int], asked: Condition) -> float:
        """What a condition comes to: a share of those who come, or their mean wait in minutes."""
        plan = tuple(int(number) for number in windows)
        while True:
            value = self._value(plan, asked)
            if self._lost(plan) <= LOST:
                return value
            self._grow()

    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """Windows by period that rules of thumb ask for; see `sim.staffing.baseline`."""
        return starts_of(self.hourly, self.mean_service, self.service, self.period)

    def _lost(self, plan: tuple[int, ...], period: int | None = None) -> float:
        """The chance that the pool is full at the end of a period: of any, or of those up to `period` that are known.

        Where the conditions of all periods are looked at in their order, all ends are.
        """
        last = len(plan) if period is None else period + 1
        known = (p for p in range(1, last + 1) if period is None or plan[: p - 1] in self._before or p == 1)
        return max(float(self._distribution(plan[:p])[:, -1].sum()) for p in known)

    def _grow(self) -> None:
        self._size *= 2
        if self._size > MOST_STATES:
            mend = "ask for more windows, or fewer people"
            raise InputError(Fault(f"more than {MOST_STATES} people would be inside", mend, "windows"))
        self._clear()

    def _value(self, plan: tuple[int, ...], asked: Condition) -> float:
        if self._bytes > KEPT:
            self._clear()
        if asked.period is not None:
            return self._late(plan, asked.period)
        people = self.period * sum(self.rates)
        if asked.kind == "late":
            late = (rate * self._late(plan, p) for p, rate in enumerate(self.rates) if rate > 0.0)
            return self.period * sum(late) / people
        minutes = sum(self._minutes(plan, p) for p in range(len(plan)))
        end = self._distribution(plan)
        drained = self._states.drain(plan[-1], len(end))
        return float(minutes + (end[end > 0.0] * drained[end > 0.0]).sum()) / people

    def _weighed(self, array: Array) -> Array:
        self._bytes += array.nbytes
        return array

    # Forward: where the pool is

    def _distribution(self, before: tuple[int, ...]) -> Array:
        """The distribution at the end of so many periods, with these windows."""
        if not before:
            return self._states.empty()
        if before not in self._before:
            states = self._at_start(before)
            after = self._states.carried(states, self.rates[len(before) - 1], before[-1], self.period)
            self._before[before] = self._weighed(after)
        return self._before[before]

    def _at_start(self, upto: tuple[int, ...]) -> Array:
        """The distribution at the start of the last of these periods, once its windows are open."""
        states = self._distribution(upto[:-1])
        return states if len(upto) == 1 else self._states.changed(states, upto[-2], upto[-1])

    # Backward: what a state is worth

    def _late(self, plan: tuple[int, ...], period: int) -> float:
        """The share late of those who come in a period: split where least is left to work out."""
        end = min(period + self._reach + 1, len(plan))
        done = next(p for p in range(period, -1, -1) if p == 0 or plan[:p] in self._before)
        split = next((p for p in range(done, period) if (period, p, plan[p:end]) in self._worth), period)
        split = max(done, min(split, done + 1))
        states = self._at_start(plan[: split + 1])
        return float((states * self._worth_of(period, split, plan[split:end], len(states))).sum())

    def _worth_of(self, period: int, start: int, ahead: tuple[int, ...], rows: int) -> Array:
        """(rows, number) The share late of `period`, by the state at `start`, with the windows `ahead` from there."""
        key = (period, start, ahead)
        found = self._worth.get(key)
        if found is None or len(found) < rows:
            if start == period:
                found = self._late_within(self.rates[period], ahead, rows)
            else:
                beyond = self._states.rows_after(rows, ahead[0], ahead[1])
                later = self._worth_of(period, start + 1, ahead[1:], beyond)
                values = self._states.unchanged(later, ahead[0], ahead[1], rows)
                found = self._states.looked_back(values, None, self.rates[start], ahead[0], self.period)
            self._worth[key] = self._weighed(found)
        return found[:rows]

    def _minutes(self, plan: tuple[int, ...], period: int) -> float:
        """Minutes waited in a period, by all together."""
        states = self._at_start(plan[: period + 1])
        key = ("wait", period, plan[period])
        found = self._worth.get(key)
        if found is None or len(found) < len(states):
            queue = self._states.queue(plan[period], len(states))
            nothing = np.zeros_like(queue)
            found = self._states.looked_back(nothing, queue, self.rates[period], plan[period], self.period)
            self._worth[key] = self._weighed(found)
        return float((states * found[: len(states)]).sum())

    def _late_within(self, rate: float, ahead: tuple[int, ...], rows: int) -> Array:
        """The share late of a period, by the state at its start: over all moments at which somebody may come.

        Moments whose limit lies in this period are worth the same, so that their integral has a form; the others are
        summed up by Gauss and Legendre.
        """
        length, limit = self.period, self.service.limit
        last, known = length, np.zeros((rows, self._size))
        for start, end in reversed([*pairwise([0.0, length - limit % length, length])]):
            if end <= start:
                continue
            if end + limit <= length or len(ahead) == 1:
                pending = self._pending_after(ahead, limit, length, rows)
                known = self._states.looked_back(known, None, rate, ahead[0], last - end)
                known = self._states.looked_back(known, pending / length, rate, ahead[0], end - start)
                last = start
                continue
            nodes, weights = np.polynomial.legendre.leggauss(MOMENTS)
            for node, weight in zip(nodes[::-1], weights[::-1], strict=True):
                moment = start + (end - start) * (node + 1.0) / 2.0
                known = self._states.looked_back(known, None, rate, ahead[0], last - moment)
                pending = self._pending_after(ahead, limit, length - moment, rows)
                known = known + weight * (end - start) / (2.0 * length) * pending
                last = moment
        return self._states.looked_back(known, None, rate, ahead[0], last)

    def _pending_after(self, ahead: tuple[int, ...], todo: float, left: float, rows: int) -> Array:
        """The chance that who comes now still waits after `todo` minutes, by the state; `left` are left of the period.

        Whoever came before is served first, so that nobody comes any more; whoever is called is out of it.
        """
        used = ahead[: 1 + max(0, math.ceil((todo - left) / self.period - 1e-12))]
        key = (used, len(used) == len(ahead), todo, left)
        found = self._pending.get(key)
        if found is None or len(found) < rows:
            waiting = self._states.waiting(ahead[0], rows)
            if todo <= left or len(ahead) == 1:
                found = self._states.looked_back(waiting, None, 0.0, ahead[0], todo)
            else:
                beyond = self._states.rows_after(rows, ahead[0], ahead[1])
                later = self._pending_after(ahead[1:], todo - left, self.period, beyond)
                values = waiting * self._states.unchanged(later, ahead[0], ahead[1], rows)
                found = self._states.looked_back(values, None, 0.0, ahead[0], left)
            found = found * waiting
            self._pending[key] = self._weighed(found)
        return found[:rows]


def check_pool(rates: Sequence[float], mean_service: float, rule: str, period: float) -> None:
    """Refuse numbers that describe no pool. Raises `InputError` with every fault."""
    faults = []
    if not rates or not all(isinstance(one, Real) and 0.0 <= one < np.inf for one in rates) or not sum(rates) > 0.0:
        faults.append(Fault("they are not arrivals an hour", "give a number of 0 or more a period, not all 0", "rates"))
    if not 0.0 < mean_service < np.inf:
        faults.append(Fault(f"{mean_service:g} is no mean service time", "give minutes above 0", "service"))
    if not 0.0 < period < np.inf:
        faults.append(Fault(f"{period:g} is no length of a period", "give minutes above 0", "period"))
    if rule not in get_args(EndOfShift):
        faults.append(Fault(f"there is no rule {rule!r}", f"write one of {', '.join(get_args(EndOfShift))}", "rule"))
    if faults:
        raise InputError(faults)
