"""One process at a time in a folder: the second is refused, and the lock goes with the process that has it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import Fault, InputError

HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""What the system says where somebody else has the lock."""
LOCK = ".lock"
"""The file that is locked where folders cannot be; it goes at the end."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keeps other processes out of a folder that is there.

    The system keeps the lock, of the folder itself, and takes it from a process that ends, however it ends: nothing is
    written, and nothing is left. A file system that has no locks is taken as it is. Raises `InputError` where another
    process is in the folder.
    """
    try:
        descriptor = _locked(folder)
    except OSError as error:
        if error.errno in HELD:
            mend = "wait until it has ended, or stop it; or name another folder with --out"
            raise InputError(Fault("another process is at work here", mend, file=str(folder))) from None
        descriptor = None
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
        if sys.platform == "win32":
            (folder / LOCK).unlink(missing_ok=True)


def _locked(folder: Path) -> int:
    """An open file that is locked as long as it is open."""
    if sys.platform == "win32":
        import msvcrt

        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT)
    else:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
