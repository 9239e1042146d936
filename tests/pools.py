"""Pools of windows for tests of staffing: instances with known answers, brute force, small menus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from sim.staffing.problem import Menu, Oracle, ShiftType

H1 = (10, 16, 24, 28, 26, 22, 18, 12, 8, 10, 18, 24, 22, 18, 12, 8)
"""Arrivals an hour by half-hour of the case H1 of `mtmst_halfhour_exact.csv`."""
OFFICE = (12.0, 15.0, 10.0, 8.0, 8.0, 12.0, 14.0, 10.0)
"""Arrivals an hour of CivicQ's office (github KassaSana/CivicQ, research/staffing_methods.py; public domain)."""


def swinging(load: float, mean_service: float, swing: float) -> list[float]:
    """CivicQ's other settings: arrivals an hour of that mean load in the shape of the office, as its study has them."""
    mean = sum(OFFICE) / len(OFFICE)
    most = max(abs(rate - mean) for rate in OFFICE)
    return [load / mean_service * 60.0 * (1.0 + swing * (rate - mean) / most) for rate in OFFICE]


def stretch(name: str, cells: int, start: int, length: int, hours: float, gap: tuple[int, ...] = ()) -> ShiftType:
    """A shift of so many cells in a row, but for a break; its hours are per cell worked."""
    covers = tuple(start <= cell < start + length and cell not in gap for cell in range(cells))
    return ShiftType(name, covers, hours * sum(covers))


def with_lunch() -> Menu:
    """The 14 shift types of `certified_halfhour_shifts_with_breaks.csv`, as its plans and their costs tell."""
    full = [stretch(f"F0L{lunch}", 16, 0, 16, 0.5, (lunch, lunch + 1)) for lunch in range(5, 10)]
    part = [stretch(f"P{start}", 16, start, 8, 0.5) for start in range(9)]
    return Menu((*full, *part), 16)


def civicq(name: str) -> Menu:
    """The menus of `certified_schedules_civicq_settings.csv`: CivicQ's python/roster.py."""
    if name == "hourly":
        return Menu.free(8, 1.0)
    lengths = [(0, 8), *((start, 6) for start in range(3) if name == "flexible"), *((start, 4) for start in range(5))]
    return Menu(tuple(stretch(f"{start}+{length}", 8, start, length, 1.0) for start, length in lengths), 8)


def boxes(top: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All numbers of windows up to these."""
    return product(*(range(most + 1) for most in top))


def keeps(oracle: Oracle, windows: Sequence[int]) -> bool:
    return all(oracle.excess(windows, number) <= 0.0 for number in range(len(oracle.conditions)))


def allowed(menu: Menu, counts: Sequence[int]) -> bool:
    """Whether so many clerks on each shift are within the limits of a menu."""
    windows = menu.windows(counts)
    named = {shift.name: count for shift, count in zip(menu.shifts, counts, strict=True)}
    sums = [(sum(weight * named[name] for name, weight in one.weights.items()), one) for one in menu.limits]
    return (
        all(has >= low for has, low in zip(windows, menu.floor or windows, strict=True))
        and all(has <= high for has, high in zip(windows, menu.ceiling or windows, strict=True))
        and all(named[name] <= most for name, most in menu.most.items())
        and all(
            (one.low is None or total >= one.low) and (one.high is None or total <= one.high) for total, one in sums
        )
    )


def cheapest(menu: Menu, oracle: Oracle, most: int) -> tuple[float, set[tuple[int, ...]]]:
    """By brute force: the least cost of a plan with at most so many clerks a shift, and all plans at that cost."""
    known: dict[tuple[int, ...], bool] = {}
    best, plans = float("inf"), set()
    for counts in sorted(boxes([most] * len(menu.shifts)), key=menu.cost):
        if menu.cost(counts) > best + 1e-9:
            break
        if not allowed(menu, counts):
            continue
        windows = menu.windows(counts)
        if windows not in known:
            known[windows] = keeps(oracle, windows)
        if known[windows]:
            best = menu.cost(counts)
            plans.add(counts)
    return best, plans
