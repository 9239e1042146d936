"""What a customer costs as the work grows: more customers, windows, queues, threads."""

from __future__ import annotations

import resource
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import pytest

from clock import Clock
from played import one_queue, shared_hall, small_hall
from ready import Ready
from sim.demand import draw
from sim.engine import fast
from sim.plan import Plan, lay
from sim.spec import Spec
from sim.theory import mmc


def plan_of(spec: Spec) -> Plan:
    return lay(draw(spec, 1, 0), spec)


@pytest.mark.parametrize("customers", [10**3, 10**4, 10**5, 10**6])
def test_customers(clock: Clock, customers: int) -> None:
    plan = plan_of(one_queue(10, 0.9, customers))
    trace = clock(f"{customers:,} customers", "customers, M/M/10", "customer", len(plan), fast.play, plan)
    assert len(trace) == len(plan)


A_REPLICATION = 10**5


@pytest.mark.parametrize("customers", [10**5, 10**6, 10**7, 10**8])
def test_customers_of_a_study(clock: Clock, customers: int) -> None:
    """Many replications from the draws on, key figures alone kept: the room that they take does not grow."""
    ready = Ready(one_queue(10, 0.9, A_REPLICATION))
    ready.mean_wait_counted()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = clock(
        f"{customers:,} customers",
        f"customers of a study, M/M/10, replications of {A_REPLICATION:,}",
        "customer",
        customers,
        ready.mean_wait_counted,
        customers // A_REPLICATION,
        rounds=1 if customers > 10**6 else 3,
    )
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    clock.benchmark.extra_info["more_mebibytes"] = more
    # Each replication begins with an empty hall, which a run of 10^5 hardly remembers.
    assert found == pytest.approx(mmc(9.0, 1.0, 10).mean_wait, rel=0.3 if customers < 10**7 else 0.05)
    assert more < 256


@pytest.mark.parametrize("windows", [1, 10, 50, 200])
def test_windows(clock: Clock, windows: int) -> None:
    plan = plan_of(one_queue(windows, 0.9, 10**5))
    trace = clock(f"{windows} windows", "windows, M/M/c", "customer", len(plan), fast.play, plan)
    assert len(trace) == len(plan)


@pytest.mark.parametrize("queues", [1, 7, 64])
def test_queues(clock: Clock, queues: int) -> None:
    plan = plan_of(small_hall(max(700 // queues, 10), queues))
    trace = clock(f"{queues} queues, specialists", "queues, three windows each", "customer", len(plan), fast.play, plan)
    assert len(trace) == len(plan)


@pytest.mark.parametrize("queues", [1, 7, 64])
def test_queues_that_all_share(clock: Clock, queues: int) -> None:
    plan = plan_of(shared_hall(max(700 // queues, 10), queues))
    trace = clock(
        f"{queues} queues, generalists", "queues, all windows serve all", "customer", len(plan), fast.play, plan
    )
    assert len(trace) == len(plan)


@lru_cache(maxsize=1)
def several() -> list[Plan]:
    return [lay(draw(spec, 1, number), spec) for spec in [small_hall(50)] for number in range(8)]


@pytest.mark.parametrize("threads", [1, 2])
def test_threads(clock: Clock, threads: int) -> None:
    plans = several()
    with ThreadPoolExecutor(threads) as pool:
        who, number = f"{threads} threads", sum(map(len, plans))
        traces = clock(who, "threads, eight plays", "customer", number, lambda: list(pool.map(fast.play, plans)))
    assert [len(trace) for trace in traces] == [len(plan) for plan in plans]
