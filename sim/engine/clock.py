"""SimPy's clock, with the order of equal instants made explicit."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush

from simpy import Environment, Event
from simpy.events import EventPriority

from sim.engine.rules import Kind


class Clock(Environment):
    """A SimPy environment in which things happen at stated instants, in a stated order within one."""

    def at(self, time: float, kind: Kind, number: int) -> Event:
        """An event at the absolute `time`; equal instants are ordered by (kind, number).

        SimPy schedules by delay, and now + (time - now) is not always `time`. Its own priorities 0 and 1 stay
        in front, so that whoever waits for an event goes on before the next one.
        """
        event = Event(self)
        event._ok, event._value = True, None
        heappush(self._queue, (time, EventPriority(2 + (kind << 32) + number), next(self._eid), event))
        return event

    def call_at(self, time: float, kind: Kind, number: int, act: Callable[[], None]) -> None:
        """Let `act` happen at the absolute `time`."""
        callbacks = self.at(time, kind, number).callbacks
        assert callbacks is not None
        callbacks.append(lambda _: act())
