"""The tape: everything random about the people, fixed before any hall is known.

Halls under comparison play the same tape, so that they serve the same people to the last detail.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WINDOWS = 128
"""Windows of a group for which an order of closing is drawn."""
GUIDANCE = 0
"""The column of `patience` and `silent` for the queue before the ticket; ticket k of a case has column 1 + k."""


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
    """(n, queues) Minutes from the ticket until the person gives up, for each queue joined; infinite for never."""
    silent: Bools
    """(n, queues) Whether a person who gives up there leaves without telling."""
    closing: Floats
    """(days, half-hours of a day, WINDOWS) Uniform numbers: which windows close first under random closing."""

    def __len__(self) -> int:
        return len(self.arrival)
