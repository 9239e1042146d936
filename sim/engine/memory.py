"""What an engine asks of Python's memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def all_kept() -> Iterator[None]:
    """Spare Python its search for what nobody needs any more, where all is kept to the end.

    Tickets, visits and events only become more while a hall is played: the search goes through all of them again and
    again, and finds nothing. It took a quarter of the time.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
