"""The tape: everything random about the people, fixed before any hall is known.

Halls under comparison play the same tape, so that they serve the same people to the last detail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.streams import Purpose

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

OCCURRENCES = 4
"""Times that a paper is missing, or a person comes again for one cause, that have a draw of their own."""


class Cause(IntEnum):
    """Why a person comes: at first, or again."""

    FIRST = 0
    PAPERS = 1
    """Turned back for a paper that was missing."""
    ERROR = 2
    """Called back for an error that was found behind the windows."""
    GAVE_UP = 3
    """Gave up waiting, or found too many waiting."""
    CLOSING = 4
    """Came too late, or was sent home."""
    RESULT = 5
    """The result of one task is there, and the next one can be asked for."""
    COLLECT = 6
    """The result of the case is there."""


WINDOWS = 128
"""Windows of a group for which an order of closing is drawn."""
HALF_HOURS = 48
"""Half-hours of a day."""
CLERKS = 1024
"""Clerks of a hall for whose absence there is a draw."""
GUIDANCE = 0
"""The column of `patience` and `silent` for the queue before the ticket; ticket k of a case has column 1 + k."""


DRAWN_BY_DAY = {Purpose.CLOSING: (HALF_HOURS, WINDOWS), Purpose.ABSENCE: (CLERKS,)}
"""What is drawn for a day, and how many numbers."""


@dataclass(frozen=True, eq=False)
class Tape:
    """The people of one replication, a row a case in order of arrival (n cases)."""

    days: int
    """Days covered; day d starts at 1440 d minutes."""
    arrival: Floats
    """(n) Minutes at which the person comes to the hall's door; ascending."""
    matter: Ints
    """(n) Number of the matter, in the order of the spec."""
    priority: Ints
    """(n) Number of the priority class: 0 is ordinary, then in the order of the spec."""
    mark: Floats
    """(n) The person comes at every volume above this mark; from 0 to the demand's ceiling."""
    work: Floats
    """(n, tasks) Minutes of each task of the matter for a standard clerk; 0 where the matter has fewer."""
    patience: Floats
    """(n, queues, OCCURRENCES) Minutes from the ticket until the person gives up, each time that each queue is joined;
    the last for all further times; infinite for never."""
    silent: Bools
    """(n, queues) Whether a person who gives up there leaves without telling."""
    decision: Floats
    """(n, tasks) Open days that the decision of each task takes where the case is not decided at once."""
    expertise: Floats
    """(n, tasks) Minutes of an expert for each task, if one is called."""
    punctuality: Floats
    """(n) Minutes after the slot at which a person with a booking comes; negative before it."""
    again_days: Ints
    """(n, returns) Open days until a person comes again, by `return_column`; no columns where nobody does."""
    again_time: Floats
    """(n, returns) Minute of the day at which that is."""
    by_day: Mapping[Purpose, Floats]
    """(days, ...) What is drawn for each day, `DRAWN_BY_DAY`."""
    marks: Mapping[Purpose, Floats] = field(default_factory=dict)
    """(n, occurrences) Uniform numbers by purpose: a thing happens to whoever has a mark below its share, so that a
    larger share has the same people first."""

    def __len__(self) -> int:
        return len(self.arrival)

    @property
    def closing(self) -> Floats:
        """(days, half-hours of a day, WINDOWS) Uniform numbers: which windows close first under random closing."""
        return self.by_day[Purpose.CLOSING]

    @property
    def absence(self) -> Floats:
        """(days, CLERKS) Marks of clerks by their number in the hall: below the share of absence a clerk stays away.

        Where there are no rows everybody comes.
        """
        return self.by_day.get(Purpose.ABSENCE, np.ones((0, CLERKS)))

    def marks_of(self, purpose: Purpose, occurrences: int) -> Floats:
        """(n, occurrences) The marks of a purpose; 1, so that nothing happens, where none were drawn."""
        known = self.marks.get(purpose) if occurrences else None
        if known is not None and known.shape[1] >= occurrences:
            return known[:, :occurrences]
        columns = [self.mark_of(purpose, occurrence) for occurrence in range(occurrences)]
        return np.stack(columns, axis=1) if columns else np.ones((len(self), 0))

    def mark_of(self, purpose: Purpose, occurrence: int = 0) -> Floats:
        """(n) The marks of a purpose; 1, so that nothing happens, where none were drawn."""
        known = self.marks.get(purpose)
        return np.ones(len(self)) if known is None or occurrence >= known.shape[1] else known[:, occurrence]


def everybody(value: float | int | bool, *shape: int) -> NDArray[Any]:
    """One value for all, of that shape, without the room for it: not to be written to."""
    one = np.asarray(value)
    # As `np.broadcast_to`, which takes ten times as long.
    found: NDArray[Any] = np.ndarray(shape, one.dtype, one, strides=(0,) * len(shape))
    found.flags.writeable = False
    return found


def is_alike(values: NDArray[Any]) -> bool:
    """Whether all rows are known to be alike without a look at them, since they are one row in memory."""
    return values.strides[0] == 0


def rows_of(people: Ints, values: NDArray[Any]) -> NDArray[Any]:
    """The rows of these people; nothing is copied where all are meant as they stand."""
    stand = len(people) == len(values) and bool((people == np.arange(len(values))).all())
    return values if stand else values.take(people, axis=0)


def in_order(time: Floats) -> Ints:
    """The rows in the order of their times; of those at one time, in the order in which they stand."""
    order: Ints = np.argsort(time)
    if (np.diff(time[order]) == 0.0).any():
        order = np.argsort(time, kind="stable")
    return order


def paper_column(paper: int, occurrence: int) -> int:
    """The column of draws about the `occurrence`-th time that a paper of the matter is missing."""
    return paper * OCCURRENCES + min(occurrence, OCCURRENCES - 1)


def return_column(cause: Cause, occurrence: int) -> int:
    """The column of draws about the `occurrence`-th time that a person comes again for a cause; the last one stays."""
    return (cause - 1) * OCCURRENCES + min(occurrence, OCCURRENCES - 1)


RETURNS = return_column(Cause.COLLECT, OCCURRENCES) + 1
"""Columns of draws about coming again."""
