"""One stretch of a pool with exponential service as compiled code: distributions carried on, values looked back.

A state is (excess, number in the pool), as in `sim.theory.transient`: under `hold` the excess is how many more are busy
than there are windows. Arrays are (excess, number). Uniformisation (Jensen 1953; Grassmann 1977): a Poisson number of
steps of a chain in discrete time; the last state is shut.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types

LONGEST = 500.0
"""Mean number of steps taken at one go: exp(-LONGEST) is still a number."""
NEGLIGIBLE = 1e-14
"""Chance of so many steps or more that is left out."""


def _chances(shape: Any, arrival: float, service: float, windows: int) -> Any:
    """Steps a minute, and in each state the chances that the next step is a departure, or nothing."""
    rows, numbers = shape
    tempo = arrival + service * min(windows + rows - 1, numbers - 1)
    leave, stay = np.zeros((rows, numbers)), np.ones((rows, numbers))
    if tempo > 0.0:
        for excess in range(rows):
            for number in range(numbers):
                leave[excess, number] = service * min(windows + excess, number) / tempo
                stay[excess, number] = 1.0 - leave[excess, number] - arrival / tempo
            stay[excess, numbers - 1] = 1.0 - leave[excess, numbers - 1]
    return tempo, leave, stay


def _carried(states: Any, arrival: float, service: float, windows: int, minutes: float) -> Any:
    """The distribution after some minutes."""
    tempo, leave, stay = _chances_code(states.shape, arrival, service, windows)
    rows, numbers = states.shape
    parts = int(tempo * minutes / LONGEST) + 1
    mean, come = tempo * minutes / parts, arrival / tempo if tempo > 0.0 else 0.0
    now, after = states.copy(), np.empty_like(states)
    for _ in range(parts if tempo > 0.0 else 0):
        weight, steps = math.exp(-mean), 0
        result = weight * now
        while steps < mean or weight > NEGLIGIBLE:
            for excess in range(rows):
                after[excess, 0] = stay[excess, 0] * now[excess, 0]
                for number in range(1, numbers):
                    after[excess, number] = stay[excess, number] * now[excess, number] + come * now[excess, number - 1]
            for number in range(numbers - 1):
                after[0, number] += leave[0, number + 1] * now[0, number + 1]
            for excess in range(1, rows):
                for number in range(numbers - 1):
                    after[excess - 1, number] += leave[excess, number + 1] * now[excess, number + 1]
            now, after = after, now
            steps += 1
            weight *= mean / steps
            for excess in range(rows):
                for number in range(numbers):
                    result[excess, number] += weight * now[excess, number]
        now = result
    return now


def _looked_back(values: Any, reward: Any, arrival: float, service: float, windows: int, minutes: float) -> Any:
    """What each state is worth some minutes earlier: the mean of `values` then, and of `reward` a minute until then.

    An empty `reward` is none.
    """
    tempo, leave, stay = _chances_code(values.shape, arrival, service, windows)
    rows, numbers = values.shape
    if tempo == 0.0 or minutes == 0.0:
        return values + minutes * reward if len(reward) else values.copy()
    parts = int(tempo * minutes / LONGEST) + 1
    mean, come = tempo * minutes / parts, arrival / tempo
    end = values
    now, after, result = np.empty_like(values), np.empty_like(values), np.empty_like(values)
    flow, earlier = reward.copy(), np.empty_like(reward)
    for _ in range(parts):
        now[:] = end
        flow[:] = reward
        result[:] = 0.0
        weight, steps = math.exp(-mean), 0
        beyond = 1.0 - weight
        while True:
            for excess in range(rows):
                for number in range(numbers):
                    result[excess, number] += weight * now[excess, number]
            if len(reward):
                for excess in range(rows):
                    for number in range(numbers):
                        result[excess, number] += max(beyond, 0.0) / tempo * flow[excess, number]
                _step_back_code(flow, earlier, come, leave, stay)
                flow, earlier = earlier, flow
            if steps >= mean and weight <= NEGLIGIBLE:
                break
            _step_back_code(now, after, come, leave, stay)
            now, after = after, now
            steps += 1
            weight *= mean / steps
            beyond -= weight
        end = result.copy()
    return end


def _step_back(now: Any, after: Any, come: float, leave: Any, stay: Any) -> None:
    rows, numbers = now.shape
    for excess in range(rows):
        below = max(excess - 1, 0)
        after[excess, 0] = stay[excess, 0] * now[excess, 0] + come * now[excess, 1]
        for number in range(1, numbers - 1):
            after[excess, number] = (
                stay[excess, number] * now[excess, number]
                + come * now[excess, number + 1]
                + leave[excess, number] * now[below, number - 1]
            )
        last = numbers - 1
        after[excess, last] = stay[excess, last] * now[excess, last] + leave[excess, last] * now[below, last - 1]


_chances_code = njit(nogil=True)(_chances)
_step_back_code = njit(nogil=True)(_step_back)
_TABLE = types.Array(types.float64, 2, "C")
_NUMBERS = (types.float64, types.float64, types.int64, types.float64)


def _compiled(function: Callable[..., Any], *kinds: Any) -> Any:
    """Compiled, or from disk; where nothing can be written, compiled each time."""
    try:
        return njit(kinds, nogil=True, cache=True)(function)
    except RuntimeError:
        return njit(kinds, nogil=True)(function)


carried = _compiled(_carried, _TABLE, *_NUMBERS)
looked_back = _compiled(_looked_back, _TABLE, _TABLE, *_NUMBERS)
