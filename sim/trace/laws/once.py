"""What several laws look at in a trace, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

import numpy as np

from sim.trace.records import Records

T = TypeVar("T")


def once(look: Callable[[Records], T]) -> Callable[[Records], T]:
    """A look at a trace that is kept with it, as its cached properties are. No law may change what it is given so."""
    name = f"{look.__module__}.{look.__qualname__}"

    @wraps(look)
    def looked(trace: Records) -> T:
        kept = vars(trace)
        if name not in kept:
            found = look(trace)
            if isinstance(found, np.ndarray):
                found.setflags(write=False)
            kept[name] = found
        known: T = kept[name]
        return known

    return looked
