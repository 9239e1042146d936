"""The small hall and queues with a theory, beside what others need for the same; each must give the right answer.

The rows: onewindow with its draws, with the draws made before, and its peers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

import peers
from clock import Clock
from played import DEPARTMENTS, one_queue, small_hall
from ready import Ready
from sim.engine import fast
from sim.spec import Spec
from sim.theory import mmc

DAYS = 100
HALL = "small hall: 7 x 3 windows, 1,000 people a day"
SLOW = 10
"""Packages in pure Python play a tenth of it."""


OURS = ("onewindow", "onewindow, key figures", "onewindow, drawn before")


def ours(clock: Clock, who: str, group: str, customers: int, spec: Spec) -> float:
    """Mean wait in minutes by this package: of other people in each round, or of people drawn before."""
    ready = Ready(spec)
    if who == "onewindow, drawn before":
        trace = clock(who, group, "customer", customers, fast.play, ready.plan())
        return float((trace.call - trace.ticket).mean())
    found: float = clock(
        who,
        group,
        "customer",
        customers,
        ready.mean_wait_counted if who == "onewindow, key figures" else ready.mean_wait,
        warmup_rounds=1,
    )
    return found


QUEUES = {"M/M/1": (1, 0.9, 10**6, 0.08), "M/M/10": (10, 0.9, 10**6, 0.08)}
"""Windows, load, customers, and how far off the mean wait may be, relative: rho 0.9 remembers long."""


@pytest.fixture(scope="module")
def cimba() -> Iterator[Callable[[str, tuple[float, ...]], float]]:
    """Plays a model of cimba, in a process of its own: there and here numba is taught types of records that clash."""
    pytest.importorskip("cimba")
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:

        def play(kind: str, asked: tuple[float, ...]) -> float:
            return pool.submit(cimba_play, kind, asked, 1).result()

        for kind, asked in [("hall", (DAYS,)), *(("queue", of[:3]) for of in QUEUES.values())]:
            play(kind, asked)
        yield play


def cimba_play(kind: str, asked: tuple[float, ...], seed: int) -> float:
    from cimba_models import play

    return play(kind, asked, seed)


@pytest.mark.parametrize("name", QUEUES)
@pytest.mark.parametrize("who", [*OURS, "cimba", "simpy", "ciw", "salabim"])
def test_queues(clock: Clock, name: str, who: str, request: pytest.FixtureRequest) -> None:
    windows, rho, customers, off = QUEUES[name]
    spec = one_queue(windows, rho, customers)
    group = f"{name}, rho {rho}"
    exact = mmc(windows * rho, 1.0, windows).mean_wait
    if who in OURS:
        found = ours(clock, who, group, customers, spec)
    elif who == "cimba":
        found = clock(
            who,
            group,
            "customer",
            customers,
            request.getfixturevalue("cimba"),
            "queue",
            (windows, rho, customers),
            rounds=3,
        )
    else:
        pytest.importorskip(who)
        run_of: dict[str, Callable[..., float]] = {
            "simpy": peers.simpy_queue,
            "ciw": peers.ciw_queue,
            "salabim": peers.salabim_queue,
        }
        fewer = customers // SLOW
        found = clock(who, group, "customer", fewer, run_of[who], windows, rho, fewer, 1, rounds=1)
        off *= 3
    assert found == pytest.approx(exact, rel=off)


@pytest.fixture(scope="module")
def wait() -> float:
    """The mean wait in the small hall, from a long run of another package."""
    pytest.importorskip("simpy")
    return peers.simpy_hall(60, 11)


@pytest.mark.parametrize("who", [*OURS, "cimba", "simpy", "ciw"])
def test_small_hall(clock: Clock, who: str, wait: float, request: pytest.FixtureRequest) -> None:
    spec, customers = small_hall(DAYS), 1000 * DAYS
    if who in OURS:
        found = ours(clock, who, HALL, customers, spec)
    elif who == "cimba":
        found = clock(who, HALL, "customer", customers, request.getfixturevalue("cimba"), "hall", (DAYS,))
    else:
        pytest.importorskip(who)
        run_of = {"simpy": peers.simpy_hall, "ciw": peers.ciw_hall}
        found = clock(who, HALL, "customer", customers // SLOW, run_of[who], DAYS // SLOW, 1, rounds=1)
    assert found == pytest.approx(wait, rel=0.15)
    assert DEPARTMENTS == 7
