"""A group of a hall as a pool whose days are drawn from the hall: played with so many windows that nobody waits.

What such a hall tells of a day is who comes to the group when, for how long and how patient. Where a group is one pool
by the rules of its hall (`sim.staffing.onepool`) this is the same whatever its windows, and days are independent of one
another; so that what is certain of the pool is certain of the hall.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np

from sim.spec import HALF_HOUR, Spec, Weekday
from sim.spec.distributions import Exponential
from sim.staffing import poolplay
from sim.staffing.asked import Asked
from sim.staffing.days import Days
from sim.staffing.drawnpool import Pool
from sim.staffing.halls import stretched
from sim.staffing.menus import Cells
from sim.staffing.playing import Found, Halls
from sim.staffing.pooldays import PoolDays, joined, pool_days
from sim.staffing.pools import days_of
from sim.staffing.problem import Condition, Menu, Service
from sim.staffing.sampled import SampledPool

LEAST_DAYS, MOST_DAYS = 100, 800
"""Design days of a pool."""
FRESH = 3
"""Fresh days to one of these."""
PEOPLE = 1.2e7
"""That may be played for them, about."""
BLOCKS = 12.0
"""Design days that are played in all for one that is asked for: to design, for a reference, afresh, and again."""
READY = 5
"""Blocks of so many days that are drawn to begin with: to design, for a reference, and to try its plan afresh."""
LONG = 20
"""Weeks of a replication."""
ROOM = 3
"""Clerks over the most who would be busy at once, where those who go off finish beside those who come."""


class UnevenDays(Exception):
    """In some half-hour people come on some of the days that are drawn, and on others nobody."""


def design_days(asked: Asked) -> int:
    """How many design days there are, so that all that is played stays within PEOPLE."""
    cases = sum(matter.cases_per_day for matter in asked.now.matters.values()) * asked.now.demand.volume
    wanted = PEOPLE / max(BLOCKS * cases * len(asked.cells), 1.0)
    return int(min(max(wanted, LEAST_DAYS), MOST_DAYS))


@dataclass
class HallDays:
    """Days of a hall, block by block, each on replications that nothing else is played in."""

    halls: Halls
    asked: Asked
    ample: Spec
    """The hall in which nobody waits."""
    blocks: dict[int, Found] = field(default_factory=dict)
    broken_off: bool = False
    """Whether an interrupt has ended the drawing: then no more is played, and days come again."""

    @property
    def weeks(self) -> int:
        """Weeks of a replication: many, as each takes time whatever its weeks; those asked where seasons differ."""
        return self.asked.weeks if self.asked.now.demand.season else max(self.asked.weeks, LONG)

    @cached_property
    def spec(self) -> Spec:
        """The hall in which nobody waits, on these weeks."""
        return self.ample.model_copy(update={"calendar": stretched(self.asked.now, self.weeks).calendar})

    def get_ready(self) -> None:
        """Draw what a certificate will surely take, before its time begins."""
        days = design_days(self.asked)
        for block in range(READY):
            self._block(block, -(-days // self.weeks))

    def days(self, group: str, which: tuple[Weekday, ...], block: int, number: int) -> Days:
        """So many days of a group, those of several weekdays one after the other, of each as many."""
        each = -(-number // len(which))
        played = self._block(block, -(-each // self.weeks))
        parts = [_first(pool_days(played[group], self.spec, day), each) for day in which]
        return days_of(joined(parts), self.asked.cells[which[0]])

    def _block(self, block: int, replications: int) -> Found:
        """The tickets of a block, which is played as far as it has not been."""
        known = self.blocks.get(block, {})
        more = replications - len(next(iter(known.values()), []))
        if more > 0 and not self.broken_off:
            try:
                found = self.halls.play({"days": self.spec}, more)["days"]
            except KeyboardInterrupt:
                self.broken_off = True
                raise
            self.blocks[block] = {line: [*known.get(line, []), *tickets] for line, tickets in found.items()}
        return self.blocks.get(block) or self.blocks[0]


def _first(days: PoolDays, number: int) -> PoolDays:
    """The first days of a pool."""
    starts = days.starts[: number + 1]
    last = int(starts[-1])
    return PoolDays(starts, days.arrive[:last], days.minutes[:last], days.patience[:last])


@dataclass(frozen=True)
class HallPool(Pool):
    """A pool whose days are those of a hall; the law of service is theirs, too."""

    draw: Callable[[int, int], Days]
    """By block and number."""
    seen: list[tuple[Condition, ...]] = field(default_factory=list)
    """What the first days ask for."""

    def on(self, days: int, block: int, z: float = 0.0, most: Any = None) -> SampledPool:
        """An oracle on days of its own. Raises `UnevenDays` where they ask for something else than the first."""
        found = SampledPool(self.draw(block, days), self.level, self.rule, z, most)
        if not self.seen:
            self.seen.append(found.conditions)
        if found.conditions != self.seen[0]:
            raise UnevenDays
        return found


def pool_of(source: HallDays, group: str, which: tuple[Weekday, ...], usual: PoolDays) -> HallPool:
    """The pool of a group on some weekdays; its rates and mean minutes, for rules of thumb, are those of usual days."""
    asked = source.asked
    cells: Cells = asked.cells[which[0]]
    return HallPool(
        rates=tuple(usual.rates(cells).tolist()),
        law=Exponential(kind="exponential", mean=usual.mean_minutes),
        mean=usual.mean_minutes,
        level=asked.service(group),
        rule=asked.rule,
        period=HALF_HOUR,
        day_cv=0.0,
        patience=None,
        seed=asked.question.seed,
        closing=0,
        draw=lambda block, number: source.days(group, which, block, number),
    )


class Kindest(SampledPool):
    """A pool where of the clerks who go off those do first who would be free last: no roster makes anybody wait less.

    How many come and go is known as the difference only. So where the menu has shifts that end, or break off, when
    others begin, all clerks of the pool are relieved by others at that time.

    Clerks of a roster finish the session at hand when they go off, whoever it is that goes; nobody leaves in the queue.
    Of two such halls with the same windows, let the one be this pool. Look at both with the first k people only, from
    the moment on at which the k-th starts in the other hall: the times at which clerks on duty are free, in ascending
    order, are here no later, one by one. For k = 0 all are free. Clerks who come add times no earlier than now there,
    and now here; those who go take away any there, and the largest here, and where all are relieved all are free here:
    the order stays. So the next person finds a
    free clerk here no later, starts no later, and takes the place of the smallest time by one that is no larger.
    (Kiefer and Wolfowitz 1955 have this for clerks who never go.) Hence windows that keep a level with any roster keep
    it here; where people lose patience that is not shown.
    """

    def __init__(self, days: Days, level: Service, z: float, relieved: Sequence[bool]) -> None:
        """`relieved`: by period, whether all clerks are at its start."""
        enough = max(SampledPool(days, level, "hold", threads=1).enough)
        super().__init__(days, level, "busy_first", z, (ROOM * enough,) * days.periods)
        self._draw[:, np.array(relieved), 0] = 1.0

    def _spread(self, code: Callable[..., Any], *more: Any) -> None:
        super()._spread(partial(_last_first, code), *more)


def _last_first(code: Callable[..., Any], rule: int, *more: Any) -> None:
    """Compiled code with the rule that who would be free last goes first."""
    code(poolplay.LAST_FIRST, *more)


def relieved(menu: Menu) -> tuple[bool, ...]:
    """By cell whether shifts of a menu end, or break off, when others begin."""
    cover = np.array([shift.covers for shift in menu.shifts], dtype=np.int64)
    change = np.diff(cover, axis=1, prepend=0)
    return tuple(bool((of < 0).any() and (of > 0).any()) for of in change.T)


def student(confidence: float, days: int, conditions: int) -> float:
    """Student's quantile for all conditions together."""
    from scipy.stats import t

    return float(t.isf((1.0 - confidence) / conditions, days - 1))


def same(one: np.ndarray, other: np.ndarray, within: float) -> bool:
    """Whether numbers are as many, and the same but for so much; infinite ones the same."""
    return len(one) == len(other) and bool(np.allclose(one, other, rtol=0.0, atol=within))
