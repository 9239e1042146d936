"""Whether the streams of numpy are still those that baselines were drawn from; our own code takes no part."""

from __future__ import annotations

import hashlib

import numpy as np

KEY, COUNTER = (0x0123456789ABCDEF, 0xFEDCBA9876543210), (0, 0, 3, 1)
"""A block as `sim.streams` has them: two words of key, and the counter's four."""
WORDS = 64


def streams() -> dict[str, str]:
    """The sha256 of the first raw words, and of the first uniform numbers, of a fixed block."""
    raw, uniform = _bits().random_raw(WORDS), np.random.Generator(_bits()).random(WORDS)
    return {
        "philox words": hashlib.sha256(raw.astype("<u8").tobytes()).hexdigest(),
        "uniform numbers": hashlib.sha256(uniform.astype("<f8").tobytes()).hexdigest(),
    }


def _bits() -> np.random.Philox:
    return np.random.Philox(key=np.array(KEY, dtype=np.uint64), counter=np.array(COUNTER, dtype=np.uint64))
