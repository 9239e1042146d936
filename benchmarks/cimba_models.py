"""The same systems in cimba, compiled: a play is a function of the seed, and gives the mean wait in minutes.

No postponed annotations here: cimba reads them when a model is defined.
"""

from collections.abc import Callable

import cimba as cb
import numpy as np
from cimba import inputs

from peers import lognormal
from played import CV, DEPARTMENTS, MINUTES, WINDOWS, rates

DAY = 1440.0


def mmc_model(windows: int, rho: float, customers: int) -> Callable[[int], float]:
    """M/M/c."""
    rate = windows * rho

    class Queue(cb.Model):
        gap: cb.Input[float] = inputs.dist.exponential(mean=1 / rate)
        service: cb.Input[float] = inputs.dist.exponential(mean=1.0)
        queue: cb.Container
        mean_queue: cb.Output[float]

        @cb.process
        def arrivals(self):
            while True:
                cb.hold(self.gap.next())
                self.queue.put(1)

        @cb.process(copies=windows)
        def server(self):
            while True:
                self.queue.get(1)
                cb.hold(self.service.next())

        @cb.on_end
        def measure(self):
            self.mean_queue = self.queue.mean_level()

    model = Queue()

    def play(seed: int) -> float:
        experiment = cb.Experiment(model, window=cb.Window(duration=customers / rate), seed=seed)
        found = experiment.run(workers=1)[model].mean_queue
        return float(np.asarray(found).ravel()[0]) / rate  # Little (1961)

    return play


def hall_model(days: int) -> Callable[[int], float]:
    """The small hall: its departments share nothing, so that it is one of them, so many times as often."""
    by_half_hour = rates()
    mu, sigma = lognormal(MINUTES, CV)

    class Department(cb.Model):
        per_minute: cb.Array[float] = cb.Array(by_half_hour)
        service: cb.Input[float] = inputs.dist.lognormal(mean=mu, sigma=sigma)
        queue: cb.Container
        mean_queue: cb.Output[float]

        @cb.process
        def arrivals(self):
            # Exact where the rate is constant by half-hour: what is left of a gap at its end is drawn anew.
            place = 0
            while place < len(self.per_minute):
                end = 30.0 * (place + 1)
                gap = cb.random.exponential(1.0 / self.per_minute[place])
                if cb.now() + gap < end:
                    cb.hold(gap)
                    self.queue.put(1)
                else:
                    cb.hold(end - cb.now())
                    place += 1

        @cb.process(copies=WINDOWS)
        def server(self):
            while True:
                self.queue.get(1)
                cb.hold(self.service.next())

        @cb.on_end
        def measure(self):
            self.mean_queue = self.queue.mean_level()

    model = Department()

    def play(seed: int) -> float:
        window = cb.Window(duration=DAY)
        experiment = cb.Experiment(model, replications=days * DEPARTMENTS, window=window, seed=seed)
        found = experiment.run(workers=1)[model].mean_queue
        return float(np.mean(found)) * DAY / (sum(by_half_hour) * 30.0)

    return play


MODELS = {"queue": mmc_model, "hall": hall_model}
compiled: dict[tuple[str, tuple[float, ...]], Callable[[int], float]] = {}


def play(kind: str, asked: tuple[float, ...], seed: int) -> float:
    """Play a model that is compiled when it is first asked for."""
    if (kind, asked) not in compiled:
        compiled[kind, asked] = MODELS[kind](*asked)
    return compiled[kind, asked](seed)
