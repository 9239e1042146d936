"""What the bits of a number rest on besides our own code: packages, Python, and how this machine calculates."""

from __future__ import annotations

import hashlib
import math
import platform
from importlib.metadata import version

import numpy as np

from sim.streams import Purpose, generator
from sim.tape import Floats

PACKAGES = ("numpy", "scipy", "numba", "llvmlite")
"""Those that calculate: laws and streams the first two, the compiled loop the others."""
POINTS = 1000
"""Numbers of which functions are taken."""


def arithmetic() -> dict[str, str]:
    """All that numbers rest on and that two installations of one source may have of different kinds.

    Versions of the packages that calculate. Python's, to the minor number: since 3.12 `sum` adds up floats otherwise.
    The kind of machine, as each has a compiler of its own. And two digests of what comes out here and now, which no
    version tells: numbers drawn, as numpy may change what its streams give (NEP 19), and functions of them, as numpy
    takes other routines on a processor with wider vectors, and the C library where it has none. (On one machine, with
    those of AVX-512 off, numpy 2.4 gave other last bits of 2 logarithms in 1,000, and of 52 to 115 values of log1p,
    exp, expm1 and powers.)

    The same on all processes of one installation on machines of one kind.
    """
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "machine": platform.machine(),
        **{name: version(name) for name in PACKAGES},
        "streams": _digest(_drawn()),
        "functions": _digest(_functions(_drawn())),
    }


def _drawn() -> Floats:
    """(POINTS) Uniform numbers."""
    return generator(0, 0, Purpose.PARITY).random(POINTS)


def _functions(u: Floats) -> Floats:
    """(functions, POINTS) What laws of arrivals, work and patience are made of; the last of them Python's own."""
    from scipy.special import gammainc, gammaincinv, gammaln, ndtr, ndtri, pdtr

    wide = 20.0 * u
    of_numpy = (np.log(u), np.log1p(-u), np.exp(wide - 10.0), np.expm1(u), wide**0.37, np.sqrt(wide))
    of_scipy = (ndtri(u), ndtr(wide - 10.0), gammaincinv(1.7, u), gammainc(1.7, wide), gammaln(wide), pdtr(wide, 9.0))
    of_python = [[f(x) for x in wide.tolist()] for f in (math.log1p, math.expm1, math.lgamma, math.gamma)]
    return np.array([*of_numpy, *of_scipy, *of_python])


def _digest(values: Floats) -> str:
    return hashlib.sha256(values.astype("<f8").tobytes()).hexdigest()
