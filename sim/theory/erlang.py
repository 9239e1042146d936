"""Erlang B, Erlang C, M/M/c/K, and the staffing rules that rest on them.

All times in one unit and all rates per that unit (minutes elsewhere in the project). The offered load is
arrival_rate * mean_service, in Erlang.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from sim.theory import _checks as check


class SteadyState(NamedTuple):
    """A queue in the long run. Counts are time averages, times are means over all customers."""

    utilisation: float
    prob_wait: float
    mean_queue: float
    mean_wait: float
    mean_in_system: float
    mean_sojourn: float


class FiniteQueue(NamedTuple):
    """M/M/c/K in the long run; `prob_wait` and the times are those of customers let in."""

    prob_blocked: float
    prob_wait: float
    mean_queue: float
    mean_wait: float
    mean_in_system: float
    mean_sojourn: float
    utilisation: float


class Pooling(NamedTuple):
    """Separate windows against one pool of as many windows; waits in the time unit of the input."""

    separate_waits: tuple[float, ...]
    separate_mean_wait: float
    pooled_mean_wait: float


def steady_state(
    arrival_rate: float, mean_service: float, servers: int, prob_wait: float, mean_wait: float
) -> SteadyState:
    """Complete a stable queue's measures from its mean wait by Little's law (Little 1961: L = lambda W)."""
    load = arrival_rate * mean_service
    return SteadyState(
        utilisation=load / servers,
        prob_wait=prob_wait,
        mean_queue=arrival_rate * mean_wait,
        mean_wait=mean_wait,
        mean_in_system=arrival_rate * mean_wait + load,
        mean_sojourn=mean_wait + mean_service,
    )


def _loss_ladder(offered_load: float) -> Iterator[float]:
    """Erlang B with 0, 1, 2, ... servers: B(c) = a B(c-1) / (c + a B(c-1)), which only loses rounding."""
    loss = 1.0
    yield loss
    for servers in itertools.count(1):
        loss = offered_load * loss / (servers + offered_load * loss)
        yield loss


def _wait_from_loss(servers: int, offered_load: float, loss: float) -> float:
    return servers * loss / (servers - offered_load * (1.0 - loss))


def erlang_b(servers: int, offered_load: float) -> float:
    """Share of customers lost in M/G/c/c (any service law with this load; `servers` may be 0).

    Source: Erlang (1917); recursion as in Cooper, Introduction to Queueing Theory (1981), section 3.3.
    ValueError on negative or fractional servers, or a negative load.
    """
    check.whole(0, servers=servers)
    check.not_negative(offered_load=offered_load)
    return next(itertools.islice(_loss_ladder(offered_load), servers, None))


def erlang_c(servers: int, offered_load: float) -> float:
    """P(wait > 0) in M/M/c without abandonment.

    Source: Erlang (1917), as c B / (c - a (1 - B)) (Cooper 1981, section 3.4).
    ValueError when offered_load >= servers, or on nonsensical input.
    """
    loss = erlang_b(servers, offered_load)
    check.stable(servers, offered_load)
    return _wait_from_loss(servers, offered_load, loss)


def mmc(arrival_rate: float, mean_service: float, servers: int) -> SteadyState:
    """M/M/c in the long run: P(wait), Lq, Wq, L, W, with Wq = C(c, a) S / (c - a).

    Source: Gross and Harris, Fundamentals of Queueing Theory (1998), section 2.3. ValueError when unstable.
    """
    check.positive(mean_service=mean_service)
    load = arrival_rate * mean_service
    prob_wait = erlang_c(servers, load)
    mean_wait = prob_wait * mean_service / (servers - load)
    return steady_state(arrival_rate, mean_service, servers, prob_wait, mean_wait)


def mmc_wait_tail(arrival_rate: float, mean_service: float, servers: int, time: float) -> float:
    """P(W > time) in M/M/c, first come first served: C(c, a) exp(-(c - a) time / S).

    Source: Gross and Harris (1998), section 2.3. ValueError when unstable or time < 0.
    """
    check.not_negative(time=time)
    queue = mmc(arrival_rate, mean_service, servers)
    return queue.prob_wait * math.exp(-(servers - arrival_rate * mean_service) * time / mean_service)


def mmc_wait_percentile(arrival_rate: float, mean_service: float, servers: int, portion: float) -> float:
    """The time that a `portion` of customers in M/M/c wait at most; 0 if as many do not wait at all.

    Source: the tail of `mmc_wait_tail`, inverted. ValueError when unstable or portion is outside (0, 1).
    """
    check.share(portion=portion)
    prob_wait = mmc(arrival_rate, mean_service, servers).prob_wait
    if prob_wait <= 1 - portion:
        return 0.0
    return math.log(prob_wait / (1 - portion)) * mean_service / (servers - arrival_rate * mean_service)


def erlang_c_servers(arrival_rate: float, mean_service: float, time: float, late_share: float) -> int:
    """Least servers with P(W > time) <= late_share in M/M/c (the tail falls with every server).

    Source: the usual Erlang C staffing, e.g. Gans, Koole and Mandelbaum (2003), section 3.1.
    ValueError unless time >= 0, 0 < late_share < 1, mean_service > 0 and arrival_rate >= 0.
    """
    check.not_negative(arrival_rate=arrival_rate, time=time)
    check.positive(mean_service=mean_service)
    check.share(late_share=late_share)
    load = arrival_rate * mean_service
    for servers, loss in itertools.islice(enumerate(_loss_ladder(load)), math.floor(load) + 1, None):
        still_waiting = math.exp(-(servers - load) * time / mean_service)
        if _wait_from_loss(servers, load, loss) * still_waiting <= late_share:
            break
    return servers


def mmck(arrival_rate: float, mean_service: float, servers: int, capacity: int) -> FiniteQueue:
    """M/M/c/K: at most `capacity` >= servers customers in the system, others turned away. Any load.

    Source: Gross and Harris (1998), section 2.5. ValueError on capacity < servers or nonsensical input.
    """
    check.positive(arrival_rate=arrival_rate, mean_service=mean_service)
    check.whole(1, servers=servers)
    check.whole(servers, capacity=capacity)
    count = np.arange(capacity + 1)
    # in logarithms: the unnormalised terms of a long or overloaded queue overflow
    steps = np.log(arrival_rate * mean_service) - np.log(np.minimum(count[1:], servers))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    prob = np.exp(logs - logs.max())
    prob /= prob.sum()
    admitted = arrival_rate * float(prob[:-1].sum())
    mean_queue = float(prob @ np.maximum(count - servers, 0))
    return FiniteQueue(
        prob_blocked=float(prob[-1]),
        prob_wait=float(prob[servers:-1].sum() / prob[:-1].sum()),
        mean_queue=mean_queue,
        mean_wait=mean_queue / admitted,
        mean_in_system=mean_queue + admitted * mean_service,
        mean_sojourn=mean_queue / admitted + mean_service,
        utilisation=admitted * mean_service / servers,
    )


def halfin_whitt(beta: float) -> float:
    """Limit of P(wait) in M/M/c with a + beta sqrt(a) servers: 1 / (1 + beta Phi(beta) / phi(beta)).

    Source: Halfin and Whitt (1981). ValueError unless beta > 0.
    """
    check.positive(beta=beta)
    log_density = -beta * beta / 2 - math.log(2 * math.pi) / 2
    # the ratio Phi/phi would overflow near beta = 38; its logarithm does not
    log_odds = math.log(beta) + float(log_ndtr(beta)) - log_density
    return math.exp(-log_odds) / (1 + math.exp(-log_odds)) if log_odds > 0 else 1 / (1 + math.exp(log_odds))


def halfin_whitt_beta(prob_wait: float) -> float:
    """The beta at which `halfin_whitt` gives prob_wait. ValueError unless 0 < prob_wait < 1."""
    from scipy.optimize import brentq

    check.share(prob_wait=prob_wait)
    high = 1.0
    while halfin_whitt(high) > prob_wait:
        high *= 2
    low = (1 - prob_wait) / 4  # below the root: Phi / phi < 2 on (0, 1/4), so P(wait) > 1 - 2 beta there
    return float(brentq(lambda beta: halfin_whitt(beta) - prob_wait, low, high, xtol=1e-13))


def square_root_staffing(offered_load: float, beta: float) -> int:
    """Servers by the square-root rule, ceil(a + beta sqrt(a)), never fewer than one.

    Source: Halfin and Whitt (1981); Jennings, Mandelbaum, Massey and Whitt (1996).
    ValueError on a negative load; a beta <= 0 is allowed (with abandonment it is stable).
    """
    check.not_negative(offered_load=offered_load)
    return max(1, math.ceil(offered_load + beta * math.sqrt(offered_load)))


def pooling(arrival_rates: Sequence[float], mean_service: float, servers: Sequence[int]) -> Pooling:
    """Mean waits of separate M/M/c queues with one common mean service, and of their pool.

    `arrival_rates` and `servers` run in parallel, one entry a queue. The separate mean is over customers.
    ValueError when a queue is unstable, the lists differ in length, or nobody comes.
    """
    check.same_length(arrival_rates=len(arrival_rates), servers=len(servers))
    check.positive(total_arrival_rate=sum(arrival_rates))
    waits = tuple(mmc(rate, mean_service, count).mean_wait for rate, count in zip(arrival_rates, servers, strict=True))
    total = sum(arrival_rates)
    separate = sum(rate * wait for rate, wait in zip(arrival_rates, waits, strict=True)) / total
    return Pooling(waits, separate, mmc(total, mean_service, sum(servers)).mean_wait)
