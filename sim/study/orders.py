"""Orders in which levers can be pulled, each after those that it needs, and the shares that follow from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache

Set = frozenset[str]


class Precedence:
    """Levers, and which of them need which."""

    def __init__(self, needs: Mapping[str, Iterable[str]]) -> None:
        """With the levers that each needs; needs must not go in a circle."""
        self.levers = tuple(needs)
        self._needs = {lever: frozenset(of) for lever, of in needs.items()}
        self._before = cache(self._orders_before)
        self._after = cache(self._orders_after)

    @property
    def full(self) -> Set:
        """All levers."""
        return frozenset(self.levers)

    def sets(self) -> list[Set]:
        """Sets that can be pulled, those that hold all that their levers need: the smaller first."""
        found: list[Set] = []
        layer: dict[Set, None] = {frozenset(): None}
        while layer:
            found += layer
            layer = dict.fromkeys(pulled | {lever} for pulled in layer for lever in self.addable(pulled))
        return found

    def addable(self, pulled: Set) -> list[str]:
        """Levers that can be pulled next."""
        return [lever for lever in self.levers if lever not in pulled and self._needs[lever] <= pulled]

    def closure(self, levers: Iterable[str]) -> Set:
        """The levers with all that they need, and what that needs."""
        found = frozenset(levers)
        while (more := found.union(*(self._needs[lever] for lever in found))) != found:
            found = more
        return found

    def without(self, lever: str) -> Set:
        """All levers but this one and those that need it."""
        return frozenset(other for other in self.levers if lever not in self.closure([other]))

    @property
    def orders(self) -> int:
        """In how many orders all levers can be pulled."""
        return self._before(self.full)

    def shares(self, value: Callable[[Set], float]) -> dict[str, float]:
        """What each lever adds, averaged over all orders in which they can be pulled; together, the whole effect.

        The Shapley value under precedence constraints (Faigle and Kern 1992, The Shapley value for cooperative games
        under precedence constraints, Int. J. Game Theory 21). Of the orders, those in which a lever comes right after
        the set S are (orders of S) x (orders of what is left after it).
        """
        parts: dict[str, list[float]] = {lever: [] for lever in self.levers}
        for lever_set in self.sets():
            for lever in self.addable(lever_set):
                weight = self._before(lever_set) * self._after(lever_set | {lever}) / self.orders
                parts[lever].append(weight * (value(lever_set | {lever}) - value(lever_set)))
        return {lever: math.fsum(own) for lever, own in parts.items()}

    def _orders_before(self, lever_set: Set) -> int:
        """Orders in which the levers of a set that can be pulled are pulled."""
        last = [lever for lever in lever_set if not any(lever in self._needs[other] for other in lever_set)]
        return sum(self._before(lever_set - {lever}) for lever in last) if lever_set else 1

    def _orders_after(self, lever_set: Set) -> int:
        """Orders in which all others are pulled after it."""
        return sum(self._after(lever_set | {lever}) for lever in self.addable(lever_set)) or 1
