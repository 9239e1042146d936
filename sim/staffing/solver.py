"""The cheapest plan that keeps a service level: a master problem, an oracle, and cuts between them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import numpy as np

from sim.staffing.cuts import alone, orders, pairs, strengthened
from sim.staffing.master import Master, cover
from sim.staffing.problem import Bounds, Menu, Oracle, Solution, Status

Tell = Callable[[Bounds], None]
FOREVER = 1e9


def solve(
    menu: Menu,
    oracle: Oracle,
    *,
    seconds: float | None = None,
    gap: float = 0.0,
    tell: Tell | None = None,
    ties: int = 0,
) -> Solution:
    search = Search(menu, oracle, seconds, gap, tell)
    return search.run(ties)


class Search:
    def __init__(self, menu, oracle, seconds, gap, tell):
        self.menu, self.oracle, self.gap, self.tell = menu, oracle, gap, tell
        self.began = time.perf_counter()
        self.ends = self.began + (seconds or FOREVER)
        self.top = tuple(menu.ceiling) or oracle.enough
        self.top = tuple(min(a, b) for a, b in zip(self.top, oracle.enough))
        self.floor = menu.floor or (0,) * menu.cells
        self.master = Master(menu, self.top)
        self.best = None
        self.upper, self.lower = math.inf, 0.0
        self.iterations = self.cuts = 0

    def bounds(self):
        return Bounds(self.lower, self.upper, self.iterations, self.cuts, self.oracle.evaluations, time.perf_counter() - self.began)

    def left(self):
        return self.ends - time.perf_counter()

    def missed(self, windows):
        return [i for i in range(len(self.oracle.conditions)) if self.oracle.excess(windows, i) > 0.0]

    def add(self, cut):
        self.master.add(cut)
        self.cuts += 1

    def accept(self, counts):
        cost = self.menu.cost(counts)
        if cost < self.upper - 1e-9:
            self.upper, self.best = cost, counts

    def run(self, ties):
        least = list(self.floor)
        for cut in alone(self.oracle, self.top, self.floor):
            self.add(cut)
            for cell, n in cut.items():
                least[cell] = n
        print('alone', least, time.perf_counter()-self.began, self.oracle.evaluations)
        for cut in pairs(self.oracle, self.top, least):
            self.add(cut)
        print('pairs', self.cuts, time.perf_counter()-self.began, self.oracle.evaluations)
        for name, need in self.oracle.starts().items():
            self.mend(need)
            print(name, cover(self.menu, need).bound, self.upper, time.perf_counter()-self.began)
        while True:
            t=time.perf_counter()
            found = self.master.solve(self.left())
            t1=time.perf_counter()
            self.lower = max(self.lower, found.bound)
            self.iterations += 1
            if found.counts is None:
                return Solution(self.best, None, self.bounds(), 'infeasible' if found.proven else 'time')
            windows = self.menu.windows(found.counts)
            missed = self.missed(windows)
            if not missed:
                self.accept(found.counts)
                status='optimal' if found.proven else 'time'
                break
            for i in missed:
                for order in orders(self.oracle, i, self.menu.cells):
                    self.add(strengthened(self.oracle, windows, i, self.top, order))
            t2=time.perf_counter()
            if self.iterations % 3 == 1:
                self.mend(windows)
            t3=time.perf_counter()
            print(self.bounds(), len(missed), 'master %.2f cuts %.2f mend %.2f'%(t1-t,t2-t1,t3-t2), windows)
            if self.tell: self.tell(self.bounds())
            if self.bounds().gap <= self.gap: status='gap'; break
            if self.left() <= 0: status='time'; break
        return Solution(self.best, self.menu.windows(self.best), self.bounds(), status)

    def mend(self, windows):
        need = list(windows)
        while missed := self.missed(need):
            i = missed[0]
            period = self.oracle.conditions[i].period
            cells = range(self.menu.cells) if period is None else [p for p in (period, period - 1) if p >= 0]
            def after(cell):
                trial = list(need); trial[cell] += 1
                return self.oracle.excess(trial, i)
            cells=[c for c in cells if need[c] < self.top[c]]
            if not cells: return
            need[min(cells, key=after)] += 1
        found = cover(self.menu, need, min(self.left(), 5.0))
        if found.counts is not None and not self.missed(self.menu.windows(found.counts)):
            self.accept(found.counts)
