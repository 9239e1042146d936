"""The same systems in other packages, as their own documentation would have them; each gives the mean wait in minutes.

Imported by who has them: `pip install onewindow[benchmark]`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from played import CV, DEPARTMENTS, MINUTES, WINDOWS, rates

DAY = 1440.0


def lognormal(mean: float, cv: float) -> tuple[float, float]:
    """Mean and deviation of the logarithm."""
    sigma = math.sqrt(math.log1p(cv * cv))
    return math.log(mean) - sigma * sigma / 2, sigma


def simpy_customer(env: Any, desk: Any, service: float, waits: list[float]) -> Iterator[Any]:
    """Somebody waits at a desk, and is served."""
    came = env.now
    with desk.request() as turn:
        yield turn
        waits.append(env.now - came)
        yield env.timeout(service)


def simpy_queue(windows: int, rho: float, customers: int, seed: int) -> float:
    """M/M/c in SimPy."""
    import simpy

    rng = np.random.default_rng(seed)
    gaps, services = rng.exponential(1 / (windows * rho), customers), rng.exponential(1.0, customers)
    waits: list[float] = []

    def source(env: Any, desk: Any) -> Iterator[Any]:
        for gap, service in zip(gaps.tolist(), services.tolist(), strict=True):
            yield env.timeout(gap)
            env.process(simpy_customer(env, desk, service, waits))

    env = simpy.Environment()
    env.process(source(env, simpy.Resource(env, windows)))
    env.run()
    return float(np.mean(waits))


def simpy_hall(days: int, seed: int) -> float:
    """The small hall in SimPy, a day after the other."""
    import simpy

    rng = np.random.default_rng(seed)
    mu, sigma = lognormal(MINUTES, CV)
    waits: list[float] = []

    def source(env: Any, desk: Any, times: list[float], services: list[float]) -> Iterator[Any]:
        for time, service in zip(times, services, strict=True):
            yield env.timeout(time - env.now)
            env.process(simpy_customer(env, desk, service, waits))

    for _ in range(days):
        env = simpy.Environment()
        for _ in range(DEPARTMENTS):
            numbers = rng.poisson(np.array(rates()) * 30)
            times = [30 * k + rng.random(n) * 30 for k, n in enumerate(numbers)]
            came = np.sort(np.concatenate(times))
            services = rng.lognormal(mu, sigma, len(came))
            env.process(source(env, simpy.Resource(env, WINDOWS), came.tolist(), services.tolist()))
        env.run()
    return float(np.mean(waits))


def ciw_queue(windows: int, rho: float, customers: int, seed: int) -> float:
    """M/M/c in Ciw."""
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=windows * rho)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        number_of_servers=[windows],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(customers / (windows * rho))
    return float(np.mean([record.waiting_time for record in simulation.get_all_records()]))


def ciw_hall(days: int, seed: int) -> float:
    """The small hall in Ciw, a day after the other."""
    import ciw

    mu, sigma = lognormal(MINUTES, CV)
    ends = [30.0 * (place + 1) for place in range(len(rates()))]
    waits: list[float] = []
    for day in range(days):
        network = ciw.create_network(
            arrival_distributions=[
                ciw.dists.PoissonIntervals(rates=rates(), endpoints=ends, max_sample_date=ends[-1])
                for _ in range(DEPARTMENTS)
            ],
            service_distributions=[ciw.dists.Lognormal(mu, sigma) for _ in range(DEPARTMENTS)],
            number_of_servers=[WINDOWS] * DEPARTMENTS,
            routing=[[0.0] * DEPARTMENTS for _ in range(DEPARTMENTS)],
        )
        ciw.seed(seed + day)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(DAY)
        waits += [record.waiting_time for record in simulation.get_all_records()]
    return float(np.mean(waits))


def salabim_queue(windows: int, rho: float, customers: int, seed: int) -> float:
    """M/M/c in salabim."""
    import salabim as sim

    waits: list[float] = []
    rng = np.random.default_rng(seed)
    gaps, services = rng.exponential(1 / (windows * rho), customers), rng.exponential(1.0, customers)

    class Customer(sim.Component):
        def setup(self, service: float) -> None:
            self.service = service

        def process(self) -> Iterator[Any]:
            came = self.env.now()
            yield self.request(desk)
            waits.append(self.env.now() - came)
            yield self.hold(self.service)
            self.release()

    class Source(sim.Component):
        def process(self) -> Iterator[Any]:
            for gap, service in zip(gaps.tolist(), services.tolist(), strict=True):
                yield self.hold(gap)
                Customer(service=service)

    env = sim.Environment(yieldless=False, trace=False)
    desk = sim.Resource(capacity=windows, monitor=False)
    Source()
    env.run()
    return float(np.mean(waits))
