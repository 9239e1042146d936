"""Erlang A: M/M/c with exponential patience (M/M/c+M).

All times in one unit and all rates per that unit. The waits in queue are served by birth and death with death
rate c mu + k theta when k wait; every sum here has positive terms, so nothing cancels.
"""

import math
import sys
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.theory import _checks as check
from sim.theory.erlang import erlang_b

_NEGLIGIBLE = 40.0  # exp(-40): what a sum leaves out, relative to its largest term


class ErlangA(NamedTuple):
    """M/M/c+M in the long run.

    `mean_wait` is over all, leavers included: E min(virtual wait, patience).
    """

    prob_wait: float
    prob_abandon: float
    mean_wait: float
    mean_queue: float
    mean_virtual_wait: float
    utilisation: float


class ErlangATail(NamedTuple):
    """Shares of all customers at a limit T.

    Virtual wait above T; queued longer than T, whether served in the end or not; served after more than T;
    and failed, which is abandoned (at any time) or served late.
    """

    virtual: float
    queued: float
    served_late: float
    failed: float


class _Chain(NamedTuple):
    """Rates: arrivals, all servers together, each waiting customer's impatience."""

    arrival: float
    service: float
    impatience: float


def _log_weights(chain: _Chain) -> NDArray[np.float64]:
    """Logarithms of prod_{k<=j} arrival / (service + k impatience), j = 0, 1, ..., until they do not matter.

    Proportional to the probabilities of j waiting.
    """
    logs = np.zeros(1)
    block = 256
    while logs[-1] > logs.max() - _NEGLIGIBLE or len(logs) == 1:
        k = np.arange(len(logs), len(logs) + block)
        ratios = np.log(chain.arrival) - np.log(chain.service + k * chain.impatience)
        logs = np.concatenate((logs, logs[-1] + np.cumsum(ratios)))
        block = len(logs)
    return logs


def _log_integral(chain: _Chain, time: float) -> float:
    """Log of the integral from `time` on of exp(arrival (1 - exp(-theta x)) / theta - service x) dx.

    The part beyond `time` is the whole for the arrivals still patient then, by a shift of the variable; the
    whole is a series of the weights above.
    """
    theta = chain.impatience
    reach = -math.expm1(-theta * time) / theta if theta > 0 else time
    still_patient = max(chain.arrival * math.exp(-theta * time), sys.float_info.min)  # the logarithm needs it
    logs = _log_weights(chain._replace(arrival=still_patient))
    top = float(logs.max())
    whole = top + math.log(float(np.exp(logs - top).sum())) - math.log(chain.service)
    return chain.arrival * reach - chain.service * time + whole


def _prob_wait(chain: _Chain, mean_service: float, servers: int) -> float:
    """P(all busy) from P(V > 0) = arrival p(c-1) J(0), where p(c-1) = P(not all busy) x Erlang B of c-1."""
    loss = erlang_b(servers - 1, chain.arrival * mean_service)
    if loss == 0.0:
        return 0.0
    log_odds = math.log(chain.arrival * loss) + _log_integral(chain, 0.0)
    return 1 / (1 + math.exp(-log_odds)) if log_odds > 0 else math.exp(log_odds) / (1 + math.exp(log_odds))


def _chain(arrival_rate: float, mean_service: float, servers: int, mean_patience: float) -> _Chain:
    check.positive(arrival_rate=arrival_rate, mean_service=mean_service)
    check.whole(1, servers=servers)
    if not mean_patience > 0:
        raise ValueError(f"mean_patience must be above 0 (math.inf for endless), not {mean_patience!r}")
    if math.isinf(mean_patience):
        check.stable(servers, arrival_rate * mean_service)
    return _Chain(arrival_rate, servers / mean_service, 1 / mean_patience)


def erlang_a(arrival_rate: float, mean_service: float, servers: int, mean_patience: float) -> ErlangA:
    """M/M/c+M in the long run, at any load; mean_patience may be math.inf (Erlang C) when stable.

    Source: Palm (1957); Baccelli and Hebuterne (1981); Zeltyn and Mandelbaum (2005), section 2 and table 1.
    ValueError on rates or times <= 0, servers < 1, or endless patience with rho >= 1.
    """
    chain = _chain(arrival_rate, mean_service, servers, mean_patience)
    logs = _log_weights(chain)
    waiting = np.exp(logs - logs.max())
    waiting /= waiting.sum()
    places = np.arange(len(waiting))
    prob_wait = _prob_wait(chain, mean_service, servers)
    mean_queue = prob_wait * float(waiting @ places)
    # who finds j waiting and never leaves sees j + 1 departures, at these rates
    virtual = prob_wait * float(waiting @ np.cumsum(1 / (chain.service + places * chain.impatience)))
    prob_abandon = mean_queue * chain.impatience / arrival_rate
    return ErlangA(
        prob_wait=prob_wait,
        prob_abandon=prob_abandon,
        mean_wait=mean_queue / arrival_rate,
        mean_queue=mean_queue,
        mean_virtual_wait=virtual,
        utilisation=arrival_rate * (1 - prob_abandon) * mean_service / servers,
    )


def erlang_a_tail(
    arrival_rate: float, mean_service: float, servers: int, mean_patience: float, time: float
) -> ErlangATail:
    """Shares of all M/M/c+M customers at the limit `time` >= 0.

    The virtual wait has the density arrival p(c-1) exp(arrival (1 - exp(-theta x)) / theta - c mu x), x > 0;
    those served outlive it with probability exp(-theta x), which raises c mu by theta. Source: Baccelli and
    Hebuterne (1981); Zeltyn and Mandelbaum (2005), section 2. ValueError as `erlang_a`.
    """
    check.not_negative(time=time)
    chain = _chain(arrival_rate, mean_service, servers, mean_patience)
    steady = erlang_a(arrival_rate, mean_service, servers, mean_patience)
    all_of_it = _log_integral(chain, 0.0)
    outlived = chain._replace(service=chain.service + chain.impatience)
    virtual = steady.prob_wait * math.exp(_log_integral(chain, time) - all_of_it)
    served_late = steady.prob_wait * math.exp(_log_integral(outlived, time) - all_of_it)
    return ErlangATail(
        virtual=virtual,
        queued=virtual * math.exp(-chain.impatience * time),
        served_late=served_late,
        failed=steady.prob_abandon + served_late,
    )
