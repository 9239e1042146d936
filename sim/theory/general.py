"""General service: M/G/1 (Pollaczek-Khinchine), approximations for several servers, and M/D/c exactly.

All times in one unit and all rates per that unit. "scv" is a squared coefficient of variation.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import lambertw, pdtrc

from sim.theory import _checks as check
from sim.theory.erlang import SteadyState, mmc, steady_state


def mg1(arrival_rate: float, mean_service: float, scv_service: float) -> SteadyState:
    """M/G/1, first come first served: Wq = rho S (1 + scv) / (2 (1 - rho)).

    Source: Pollaczek (1930), Khinchine (1932); Kleinrock, Queueing Systems I (1975), section 5.6.
    ValueError when unstable or scv_service < 0.
    """
    check.not_negative(arrival_rate=arrival_rate, scv_service=scv_service)
    check.positive(mean_service=mean_service)
    rho = arrival_rate * mean_service
    check.stable(1, rho)
    return steady_state(arrival_rate, mean_service, 1, rho, rho * mean_service * (1 + scv_service) / (2 * (1 - rho)))


def allen_cunneen(
    arrival_rate: float, mean_service: float, servers: int, scv_service: float, scv_arrival: float = 1.0
) -> float:
    """Approximate mean wait of GI/G/c: Wq(M/M/c) (scv_arrival + scv_service) / 2. Exact for M/M/c and M/G/1.

    Source: Allen, Probability, Statistics and Queueing Theory (1990), section 5.3.5.
    ValueError when unstable or a variation is negative.
    """
    check.not_negative(scv_service=scv_service, scv_arrival=scv_arrival)
    return mmc(arrival_rate, mean_service, servers).mean_wait * (scv_arrival + scv_service) / 2


def cosmetatos_ratio(utilisation: float, servers: int) -> float:
    """Approximate Wq(M/D/c) / Wq(M/M/c), at most 1.

    (1 + (1 - rho)(c - 1)(sqrt(4 + 5c) - 2) / (16 rho c)) / 2; the bound at 1 is ours, since the formula grows
    without end in light traffic. Source: Cosmetatos (1975). ValueError unless 0 < utilisation < 1.
    """
    check.share(utilisation=utilisation)
    check.whole(1, servers=servers)
    rise = (1 - utilisation) * (servers - 1) * (math.sqrt(4 + 5 * servers) - 2) / (16 * utilisation * servers)
    return min(1.0, (1 + rise) / 2)


def kimura(arrival_rate: float, mean_service: float, servers: int, scv_service: float) -> float:
    """Approximate mean wait of M/G/c: (1 + scv) / (2 scv / Wq(M/M/c) + (1 - scv) / Wq(M/D/c)).

    M/D/c by `cosmetatos_ratio`. Exact for M/M/c and for M/G/1. Source: Kimura (1986), two-moment formula with
    Poisson arrivals. ValueError when unstable, nobody comes, or scv_service < 0.
    """
    check.positive(arrival_rate=arrival_rate)
    check.not_negative(scv_service=scv_service)
    queue = mmc(arrival_rate, mean_service, servers)
    ratio = cosmetatos_ratio(queue.utilisation, servers)
    return queue.mean_wait * (1 + scv_service) / (2 * scv_service + (1 - scv_service) / ratio)


def _decay_of_mdc(rho: float) -> float:
    """Above 1, tau = exp(rho (tau - 1)): P(queue = k) falls as tau^(-k), for any number of servers."""
    return float(-lambertw(-rho * math.exp(-rho), -1).real / rho)


def _transform_of_mdc(servers: int, load: float, z: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """E z^Q, Q the number waiting at any moment, from the roots of z^c = exp(a (z - 1)) in the unit disc.

    (c - a)(z - 1) prod_k (z - z_k) / (1 - z_k) / (z^c - exp(a (z - 1))), k = 1..c-1, divided through by z^c.
    """
    rho = load / servers
    directions = np.exp(2j * np.pi * np.arange(1, servers) / servers)
    roots = np.atleast_1d(-lambertw(-rho * math.exp(-rho) * directions) / rho)
    logs = np.zeros_like(z)
    for root in roots:
        logs += np.log((1 - root / z) / (1 - root))
    numerator = (servers - load) * (1 - 1 / z) * np.exp(logs)
    return np.asarray(numerator / (1 - np.exp(load * (z - 1) - servers * np.log(z))))


def _queue_of_mdc(servers: int, load: float, reach: int) -> NDArray[np.float64]:
    """P(Q = k), k = 0, 1, ..., to `reach` at least and until nothing is left.

    A discrete Fourier transform on a circle between 1 and tau, so that small tails keep their digits.
    """
    decay = math.log(_decay_of_mdc(load / servers))
    half = max(reach + 1, servers, math.ceil(80 / decay))
    size = 2 ** math.ceil(math.log2(2 * half))
    radius = math.exp(decay / 2)
    z = radius * np.exp(2j * np.pi * np.arange(size) / size)
    k = np.arange(size // 2)
    values = np.fft.fft(_transform_of_mdc(servers, load, z)).real[: size // 2]
    return np.asarray(np.maximum(values / size * np.exp(-decay / 2 * k), 0.0))


def _tail_of_mdc(servers: int, load: float, services: float) -> float:
    """P(W > t), t = `services` service times, (k-1) <= t < k: P(Q + Poisson(a (k - t)) >= k c)."""
    turns = math.floor(services) + 1
    places = turns * servers
    if (places - servers) * math.log(_decay_of_mdc(load / servers)) > 700:
        return 0.0  # below what a double can hold
    queue = _queue_of_mdc(servers, load, places)
    short = np.arange(places)
    late_arrivals = pdtrc(places - short - 1, load * (turns - services))
    return float(queue[:places] @ late_arrivals + queue[places:].sum())


def mdc_wait_tail(arrival_rate: float, service: float, servers: int, time: float) -> float:
    """P(W > time) in M/D/c, first come first served, exactly; `service` is the constant service time.

    Source: Crommelin (1932); Franx, Operations Research Letters 29 (2001); the queue's law by the
    roots of Janssen and van Leeuwaarden (2008). ValueError when unstable, nobody comes, or time < 0.
    """
    check.positive(arrival_rate=arrival_rate, service=service)
    check.not_negative(time=time)
    check.whole(1, servers=servers)
    check.stable(servers, arrival_rate * service)
    return _tail_of_mdc(servers, arrival_rate * service, time / service)


def mdc(arrival_rate: float, service: float, servers: int) -> SteadyState:
    """M/D/c in the long run, exactly. Sources and errors as `mdc_wait_tail`."""
    prob_wait = mdc_wait_tail(arrival_rate, service, servers, 0.0)
    queue = _queue_of_mdc(servers, arrival_rate * service, 0)
    mean_queue = float(queue @ np.arange(len(queue)))
    return steady_state(arrival_rate, service, servers, prob_wait, mean_queue / arrival_rate)
