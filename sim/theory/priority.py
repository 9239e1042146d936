"""Priority classes, the first the most senior. All times in one unit and all rates per that unit.

Every function takes one entry a class and gives one mean a class, in the same order. All refuse a system
whose total load is not below its servers, though its senior classes might be stable.
"""

from collections.abc import Sequence
from itertools import accumulate

from sim.theory import _checks as check
from sim.theory.erlang import erlang_c


def _loads(
    arrival_rates: Sequence[float], mean_services: Sequence[float], scv_services: Sequence[float]
) -> list[float]:
    check.same_length(
        arrival_rates=len(arrival_rates), mean_services=len(mean_services), scv_services=len(scv_services)
    )
    for rate, mean, scv in zip(arrival_rates, mean_services, scv_services, strict=True):
        check.not_negative(arrival_rate=rate, scv_service=scv)
        check.positive(mean_service=mean)
    loads = [rate * mean for rate, mean in zip(arrival_rates, mean_services, strict=True)]
    check.stable(1, sum(loads))
    return loads


def _residuals(loads: Sequence[float], mean_services: Sequence[float], scv_services: Sequence[float]) -> list[float]:
    """Each class's share of the work left in the service that an arrival finds: lambda E[S^2] / 2."""
    return [load * mean * (1 + scv) / 2 for load, mean, scv in zip(loads, mean_services, scv_services, strict=True)]


def _spread(works: Sequence[float], loads: Sequence[float]) -> tuple[float, ...]:
    """works[k] / ((1 - sigma_{k-1})(1 - sigma_k)), sigma_k the load of classes 0..k on one server."""
    sigma = [0.0, *accumulate(loads)]
    return tuple(work / ((1 - sigma[k]) * (1 - sigma[k + 1])) for k, work in enumerate(works))


def cobham(
    arrival_rates: Sequence[float], mean_services: Sequence[float], scv_services: Sequence[float]
) -> tuple[float, ...]:
    """Mean wait of each class in M/G/1 with non-preemptive priorities.

    Source: Cobham (1954); Kleinrock, Queueing Systems II (1976), section 3.6.
    ValueError when the total load >= 1, the lists differ in length, or an entry is nonsensical.
    """
    loads = _loads(arrival_rates, mean_services, scv_services)
    residual = sum(_residuals(loads, mean_services, scv_services))
    return _spread([residual] * len(loads), loads)


def cobham_mmc(arrival_rates: Sequence[float], mean_service: float, servers: int) -> tuple[float, ...]:
    """Mean wait of each class in M/M/c, non-preemptive, one exponential service law for all classes.

    C(c, a) S / c in place of the residual work. Source: Cobham (1954), multiple-channel case; Gross and
    Harris (1998), section 3.4.2. ValueError when the total load >= servers or an entry is nonsensical.
    """
    check.positive(mean_service=mean_service)
    for rate in arrival_rates:
        check.not_negative(arrival_rate=rate)
    delay = erlang_c(servers, sum(arrival_rates) * mean_service) * mean_service / servers
    loads = [rate * mean_service / servers for rate in arrival_rates]
    return _spread([delay] * len(loads), loads)


def preemptive_resume(
    arrival_rates: Sequence[float], mean_services: Sequence[float], scv_services: Sequence[float]
) -> tuple[float, ...]:
    """Mean sojourn (wait, service, interruptions) of each class in M/G/1 with preemptive-resume priorities.

    Source: Kleinrock, Queueing Systems II (1976), section 3.7; Takagi (1991). Errors as `cobham`.
    """
    loads = _loads(arrival_rates, mean_services, scv_services)
    residuals = accumulate(_residuals(loads, mean_services, scv_services))
    sigma = [0.0, *accumulate(loads)]
    waits = _spread(list(residuals), loads)
    return tuple(mean / (1 - sigma[k]) + waits[k] for k, mean in enumerate(mean_services))
