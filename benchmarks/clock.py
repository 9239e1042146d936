"""What is timed, and how it is told."""

from __future__ import annotations

from typing import Any


class Clock:
    """Times a function, and notes what it was and how many customers, or sessions, it had."""

    def __init__(self, benchmark: Any) -> None:
        self.benchmark = benchmark

    def __call__(
        self, who: str, group: str, unit: str, number: int, act: Any, *arguments: Any, rounds: int = 5, **given: Any
    ) -> Any:
        self.benchmark.group = group
        self.benchmark.extra_info.update(who=who, unit=unit, number=number)
        return self.benchmark.pedantic(act, args=arguments, rounds=rounds, **given)
