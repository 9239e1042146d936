"""Moves of a plan while a whole hall is played: clerks who might be spared, and clerks who are called for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from sim.staffing.problem import Menu

APART = 4
"""Cells between two clerks who are taken from one group and weekday at a time, so that it is seen who was missed."""
CLOSE = 2.0
"""A level of which less room is left than this over the number of windows is not tried to be kept with one fewer."""


@dataclass(frozen=True)
class Move:
    """A clerk taken from a shift, or put from it on a cheaper one."""

    out: int
    """The shift, by its place in the menu."""
    into: int | None = None

    def made(self, plan: Sequence[int]) -> list[int]:
        """The plan with it."""
        return [count - (place == self.out) + (place == self.into) for place, count in enumerate(plan)]

    def undone(self, plan: Sequence[int]) -> list[int]:
        """The plan without it."""
        return [count + (place == self.out) - (place == self.into) for place, count in enumerate(plan)]

    def saved(self, menu: Menu) -> float:
        """What it saves."""
        return menu.shifts[self.out].cost - (0.0 if self.into is None else menu.shifts[self.into].cost)

    def opens_fewer(self, menu: Menu) -> list[int]:
        """Cells that have a window fewer with it."""
        after = menu.shifts[self.into].covers if self.into is not None else (False,) * menu.cells
        return [cell for cell, covers in enumerate(menu.shifts[self.out].covers) if covers and not after[cell]]


def moves_of(menu: Menu, plan: Sequence[int]) -> Iterator[Move]:
    """All moves that a plan has: each clerk of a shift is like the others."""
    for out, count in enumerate(plan):
        if count:
            yield Move(out)
            for into, shift in enumerate(menu.shifts):
                full = plan[into] >= menu.most.get(shift.name, plan[into] + 1)
                if shift.cost < menu.shifts[out].cost and not full:
                    yield Move(out, into)


def chosen(menu: Menu, plan: Sequence[int], room: Sequence[float], failed: Set[Move], apart: int) -> list[Move]:
    """Moves to be tried together, those first that leave most room for what they save: one, or all `apart` by cells.

    `room` is by cell the share of the level that is left; `failed` are not tried again.
    """
    windows = menu.windows(plan)
    floor = menu.floor or (0,) * menu.cells
    found = []
    for move in moves_of(menu, plan):
        fewer = move.opens_fewer(menu)
        if move in failed or any(windows[cell] <= floor[cell] for cell in fewer):
            continue
        if all(room[cell] * windows[cell] >= CLOSE for cell in fewer):
            worth = min((room[cell] * windows[cell] for cell in fewer), default=float("inf"))
            found.append((worth * move.saved(menu) / max(len(fewer), 1), fewer, move))
    picked: list[tuple[list[int], Move]] = []
    for _, fewer, move in sorted(found, key=lambda one: -one[0]):
        if all(abs(a - b) >= apart for cells, _ in picked for a in cells for b in fewer):
            picked.append((fewer, move))
        if not apart and picked:
            break
    return [move for _, move in picked]


def called_for(menu: Menu, plan: Sequence[int], cells: Mapping[int, int]) -> list[int]:
    """The plan with so many more windows in some cells, by shifts that cover most of what is lacking for their cost.

    Within the ceiling and the limits on shifts; what these do not allow is left out.
    """
    found, lacking = list(plan), dict(cells)
    while any(number > 0 for number in lacking.values()):
        windows = menu.windows(found)
        tried = []
        for place, shift in enumerate(menu.shifts):
            helps = sum(number > 0 and shift.covers[cell] for cell, number in lacking.items())
            over = menu.ceiling and any(
                covers and has >= most for covers, has, most in zip(shift.covers, windows, menu.ceiling, strict=True)
            )
            if helps and not over and found[place] < menu.most.get(shift.name, found[place] + 1):
                tried.append((helps / shift.cost, -place))
        if not tried:
            return found
        place = -max(tried)[1]
        found[place] += 1
        for cell in lacking:
            lacking[cell] -= menu.shifts[place].covers[cell]
    return found
