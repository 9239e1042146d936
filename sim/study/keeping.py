"""Tapes at hand: cells with the same people are played on the same tapes, by all threads of a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from sim.demand import Demand
from sim.spec import Spec
from sim.tape import Tape

CASES_AT_HAND = 500_000
"""People whose tapes are kept at hand: cells with the same people follow one another."""


@dataclass
class Place:
    """Where a tape will be; who has the lock draws it, and all others wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    tape: Tape | None = None


class Tapes:
    """Tapes of one seed, each drawn once, until there are more people than `most`; whoever uses them changes none.

    Those that were used last are kept.
    """

    def __init__(self, seed: int, most: int | None = None) -> None:
        self.seed, self.most = seed, CASES_AT_HAND if most is None else most
        self._lock = threading.Lock()
        self._demand: tuple[str, Demand] | None = None
        self._places: OrderedDict[tuple[str, int], Place] = OrderedDict()

    def __reduce__(self) -> tuple[type[Tapes], tuple[int, int]]:
        """Another process begins with none."""
        return Tapes, (self.seed, self.most)

    def __len__(self) -> int:
        return len(self._places)

    def of(self, people: str, spec: Spec, replication: int) -> Tape:
        """The tape of a replication of those who come to a hall; `people` is the same text where these are."""
        with self._lock:
            demand = self._demand_of(people, spec)
            place = self._places.setdefault((people, replication), Place())
            self._places.move_to_end((people, replication))
        with place.lock:
            if place.tape is None:
                place.tape = demand.draw(self.seed, replication)
                self._forget()
            return place.tape

    def forget(self) -> None:
        """Keep none any longer."""
        with self._lock:
            self._places.clear()

    def _demand_of(self, people: str, spec: Spec) -> Demand:
        if self._demand is None or self._demand[0] != people:
            self._demand = people, Demand(spec)
        return self._demand[1]

    def _forget(self) -> None:
        """Those used longest ago, if there are too many; whoever plays one of them has it as long as need be."""
        with self._lock:
            while len(self._places) > 1 and sum(self._sizes()) > self.most:
                self._places.popitem(last=False)

    def _sizes(self) -> list[int]:
        return [len(place.tape) for place in self._places.values() if place.tape is not None]
