"""The words after a command: perhaps a scenario, then overrides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.config import scenarios
from sim.errors import Fault, InputError
from sim.study.question import DEFAULT


def split(words: Sequence[str] | None, default: str = DEFAULT) -> tuple[str, list[str]]:
    """The scenario, the `default` where none is named, and the overrides.

    Raises `InputError` for a second scenario, and for an empty name.
    """
    named, overrides = default, list(words or ())
    if overrides and (_is_file(overrides[0]) or not _is_override(overrides[0])):
        named = overrides.pop(0)
    if not named.strip():
        raise InputError(Fault("the name of the scenario is empty", f"name one, such as {default}, or none at all"))
    for word in overrides:
        if not _is_override(word) and (word in scenarios() or word.endswith((".yaml", ".yml"))):
            mend = "name one, before the overrides, and run the other by itself"
            raise InputError(Fault("only one scenario can be given", mend, file=word))
    return named, overrides


def whole_numbers(option: str, text: str) -> list[int]:
    """The whole numbers in "5,10,20". Raises `InputError` for anything else."""
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise InputError(Fault(f"{text!r} is no list of whole numbers", f"write --{option} 5,10,20", option)) from None


def _is_override(word: str) -> bool:
    return "=" in word or word.startswith("~")


def _is_file(word: str) -> bool:
    try:
        return Path(word).exists()
    # Where it cannot be looked up, whoever reads it says why.
    except OSError:
        return False
