"""Checks of input that the formulas share; every failure is a ValueError that names the argument."""

import math


def positive(**values: float) -> None:
    """Refuse a value that is not a finite number above zero."""
    for name, value in values.items():
        if not (math.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be finite and above 0, not {value!r}")


def not_negative(**values: float) -> None:
    """Refuse a value that is not a finite number of at least zero."""
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} must be finite and at least 0, not {value!r}")


def whole(least: int, **values: int) -> None:
    """Refuse a count that is not a whole number of at least `least`."""
    for name, value in values.items():
        if value != int(value) or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")


def share(**values: float) -> None:
    """Refuse a value that is not strictly between 0 and 1."""
    for name, value in values.items():
        if not 0 < value < 1:
            raise ValueError(f"{name} must lie strictly between 0 and 1, not {value!r}")


def same_length(**values: int) -> None:
    """Refuse lists that should run in parallel and do not; the values are their lengths."""
    if len(set(values.values())) != 1:
        raise ValueError("lists of unequal length: " + ", ".join(f"{k} {v}" for k, v in values.items()))


def stable(servers: int, offered_load: float) -> None:
    """Refuse a queue whose work arrives as fast as its servers can do it, or faster."""
    if offered_load >= servers:
        raise ValueError(f"unstable: offered load {offered_load:g} is not below {servers} servers (rho >= 1)")
