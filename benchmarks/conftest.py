"""Benchmarks, each beside what it is held against, in one run: on a shared machine only ratios count."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from clock import Clock


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Of each group: nanoseconds for one of what is counted, and how many times as long as its first member takes."""
    session = getattr(config, "_benchmarksession", None)
    if session is None:
        return
    groups: dict[str, list[Any]] = defaultdict(list)
    for found in session.benchmarks:
        if "number" in found.extra_info:
            groups[found.group].append(found)
    for group, members in groups.items():
        terminalreporter.section(group, sep="-")
        base = _each(members[0])
        for member in members:
            about, each = member.extra_info, _each(member)
            told = f"{about['who']:44s} {1e9 * each:12,.0f} ns a {about['unit']:9s} {each / base:9.2f} x"
            room = f", {about['more_mebibytes']:.0f} MiB more" if "more_mebibytes" in about else ""
            terminalreporter.write_line(f"{told}   {about['number']:>11,} {about['unit']}s{room}")


def _each(found: Any) -> float:
    """Seconds for one, in the quickest round."""
    return float(found.stats.min / found.extra_info["number"])


@pytest.fixture
def clock(benchmark: Any) -> Clock:
    return Clock(benchmark)
