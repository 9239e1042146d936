"""Open Jackson networks of M/M/c stations. All times in one unit and all rates per that unit."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.theory import _checks as check
from sim.theory.erlang import SteadyState, mmc


class Jackson(NamedTuple):
    """A network in the long run: rates and states by node; `mean_sojourn` is from first entry to exit."""

    arrival_rates: tuple[float, ...]
    nodes: tuple[SteadyState, ...]
    mean_in_network: float
    mean_sojourn: float


def _check_routing(external: NDArray[np.float64], routing: NDArray[np.float64]) -> None:
    if routing.shape != (len(external), len(external)):
        raise ValueError(f"routing must be {len(external)} by {len(external)}, not {routing.shape}")
    if not (np.isfinite(external).all() and (external >= 0).all() and external.any()):
        raise ValueError("external_rates must be finite, at least 0, and not all 0")
    if not ((routing >= 0).all() and (routing.sum(axis=1) <= 1 + 1e-12).all()):
        raise ValueError("each row of routing must be shares of at least 0 that add up to at most 1")
    if max(abs(np.linalg.eigvals(routing))) >= 1 - 1e-12:
        raise ValueError("routing has a closed circuit: some customers would never leave")


def traffic_rates(external_rates: Sequence[float], routing: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Total arrival rate of each of n nodes: lambda = gamma + P' lambda, P (n, n) from row to column.

    Source: Jackson (1957). ValueError on a routing that is no substochastic square, or never lets go.
    """
    external, matrix = np.asarray(external_rates, dtype=float), np.asarray(routing, dtype=float)
    _check_routing(external, matrix)
    return tuple(np.linalg.solve(np.eye(len(external)) - matrix.T, external).tolist())


def jackson(
    external_rates: Sequence[float],
    routing: Sequence[Sequence[float]],
    mean_services: Sequence[float],
    servers: Sequence[int],
) -> Jackson:
    """An open network of M/M/c nodes, one entry a node; routing[i][j] is the share going from i to j next.

    Source: Jackson (1957); Gross and Harris (1998), section 4.2.
    ValueError when a node is unstable, lists differ in length, or as `traffic_rates`.
    """
    rates = traffic_rates(external_rates, routing)
    check.same_length(external_rates=len(rates), mean_services=len(mean_services), servers=len(servers))
    nodes = tuple(mmc(*node) for node in zip(rates, mean_services, servers, strict=True))
    total = sum(node.mean_in_system for node in nodes)
    return Jackson(rates, nodes, total, total / sum(external_rates))
