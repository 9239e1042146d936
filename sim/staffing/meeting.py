"""Places where a pool may stand, of which those that are most alike meet; see `sim.staffing.diagram`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from sim.staffing import diagramplay
from sim.staffing.days import Floats, Ints


@dataclass(eq=False)
class Place:
    """Where a pool may stand at the start of a period, on each day."""

    rows: Floats
    """(days, ...) The ends of the sessions under way; see `sim.staffing.poolplay`."""
    called: Ints
    """(days) Who is called next."""
    sums: Floats
    """(kinds, periods back, days) What has come of people; see `sim.staffing.diagramplay`."""
    costs: dict[int, float]
    """What it cost to come there, at the least, by the place of the diagram before that is on no day ahead."""
    origins: list[tuple[int, int]] = field(default_factory=list)
    """Places of the period before from which it is reached, and the windows opened there."""
    parts: Floats = field(default_factory=lambda: np.zeros(0))
    """Costs by which places are told apart: what it cost to come, and what is left to do, by day."""

    @property
    def cost(self) -> float:
        """What it cost to come there at the least."""
        return min(self.costs.values())


class Meeting:
    """At most so many places; where there would be more, the two meet by which least is lost."""

    def __init__(self, width: int, scale: float, meet: Callable[[Place, Place], None]) -> None:
        self.width, self.scale, self.meet = width, scale, meet
        self.places: list[Place] = []
        self._near = np.full((width + 1, width + 1), np.inf)
        self._known = np.zeros((0, 0))

    def add(self, place: Place) -> None:
        """Take in one more place."""
        if not self.places:
            self._known = np.zeros((self.width + 1, len(place.parts)))
        self._known[len(self.places)] = place.parts
        self.places.append(place)
        self._look(len(self.places) - 1)
        if len(self.places) > self.width:
            self._closest()

    def _look(self, number: int) -> None:
        diagramplay.nearest(self._known, len(self.places), self._near, number, self.scale)

    def _closest(self) -> None:
        """Let the two meet by which least is lost; the last takes the place that becomes free."""
        one, other = sorted(divmod(int(self._near.argmin()), len(self._near)))
        self.meet(self.places[one], self.places[other])
        self._known[one] = self.places[one].parts
        last = self.places.pop()
        if other < len(self.places):
            self.places[other] = last
            self._known[other] = self._known[len(self.places)]
            self._near[other], self._near[:, other] = self._near[-1], self._near[:, -1]
        self._near[-1], self._near[:, -1] = np.inf, np.inf
        np.fill_diagonal(self._near, np.inf)
        self._look(one)
