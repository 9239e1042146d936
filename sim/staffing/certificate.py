"""One pool of windows from plain numbers to a plan with a certificate.

Exactly where theory allows: Poisson arrivals constant by period, exponential service, no abandonment. Else on design
days, with a bound on either side; see `sim.staffing.twosided`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace

from sim.demand.distributions import mean as mean_of
from sim.spec.distributions import Distribution, Exponential
from sim.staffing.baseline import baselines, most_of, starts_of
from sim.staffing.certified import Certified, Checked, Sampled
from sim.staffing.drawnpool import Pool
from sim.staffing.exact import ExactPool, check_pool
from sim.staffing.freshdays import FreshDays
from sim.staffing.known import Known, Reference
from sim.staffing.linewise import Left, bounded, within
from sim.staffing.master import cover
from sim.staffing.plainchecks import check_asked, check_search, law_of
from sim.staffing.pricing import bounded_by_prices
from sim.staffing.problem import Menu, Service
from sim.staffing.solver import Search, Tell
from sim.staffing.states import enough_windows
from sim.staffing.tangents import Tangents
from sim.staffing.twosided import DAYS, FRESH, LINES, TwoSided
from sim.theory.end_of_shift import EndOfShift

SOON = 8.0
"""Seconds in which small pools are proven; a larger one is then looked at along lines, before the proof goes on."""

BEYOND = 1.25
"""Times what rules of thumb cost: windows that a plan for so much may have are told apart,"""
AT_MOST = 2
"""but not more than so many times those that would ever be busy at once, were there windows without end."""
PROVING = 5.0
"""Seconds for what lines say of whole clerks."""
GUIDES = 400
"""Days that say where lines are to be drawn of a pool whose waits are worked out exactly, which takes long."""
FAR = 0.05
"""Where more is left open than such a share of the cost, days are drawn to bound it, too;"""
DIAGRAMS = 0.5
"""which may take such a share of the time that is left then."""


def roster_pool(
    rates: Sequence[float],
    service: float | Distribution,
    menu: Menu,
    level: Service | None = None,
    *,
    rule: EndOfShift = "hold",
    period: float = 30.0,
    day_cv: float = 0.0,
    patience: Distribution | None = None,
    confidence: float = 0.95,
    days: int = DAYS,
    fresh: int = FRESH,
    seed: int = 1,
    seconds: float | None = None,
    gap: float = 0.0,
    ties: int = 0,
    tell: Tell | None = None,
) -> Certified:
    """The cheapest shifts for one pool of windows, first come first served, with a certificate.

    Args:
        rates: Arrivals an hour by period; the cells of the menu are these periods.
        service: Mean minutes of exponential service, or a law of minutes.
        menu: The shifts to choose from.
        level: The service level; at most 10 % over 15 min in every period where left out.
        rule: What happens where windows close; see `sim.theory.transient`.
        period: Minutes.
        day_cv: Standard deviation over mean of the level that each day has; gamma.
        patience: A law of minutes; everybody waits for ever where null.
        confidence: Of either bound, where days are drawn.
        days: Design days.
        fresh: Days on which a plan is validated.
        seed: Of the days.
        seconds: Time allowed; as long as it takes where null.
        gap: What may be left to save, as a share of the cost.
        ties: Other plans at the same cost to look for, where waits are exact.
        tell: Hears how far a search has come.

    Raises:
        InputError: For what cannot be used, or without OR-tools.

    Whoever is still inside when the last period ends is served by its windows; where waits are worked out exactly a
    plan without any window then keeps no level.
    """
    level = level or Service()
    law, rates = law_of(service), list(rates)
    mean = mean_of(law)
    check_pool(rates, mean, rule, period)
    check_asked(rates, mean, period, menu, confidence, (days, fresh), day_cv, seed)
    check_search(seconds, gap, ties)
    more = _more(rates, mean, menu, level, period)
    closing = max(menu.ceiling) if menu.ceiling else 0
    pool = Pool(tuple(rates), law, mean, level, rule, period, day_cv, patience, seed, closing)
    plain = isinstance(law, Exponential) and law.at_most is None and law.at_least == 0.0
    by_period = level.mean is not None and level.within == "period"
    if plain and day_cv == 0.0 and patience is None and not by_period:
        oracle = ExactPool(rates, mean, level, rule, period, more)
        return _exactly(oracle, pool, menu, (confidence, days, fresh), seconds, gap, ties, tell)
    return TwoSided(pool, menu, confidence, days, fresh, seconds, gap, tell, more).certified()


def _more(rates: Sequence[float], mean: float, menu: Menu, level: Service, period: float) -> tuple[int, ...]:
    """By period, windows that plans of about what rules of thumb cost may have, within reason.

    Where a crowd has gathered before windows open, more are of use than would ever be busy at once otherwise.
    """
    covers = (cover(menu, need).counts for need in starts_of(rates, mean, level, period).values())
    cost = min((menu.cost(counts) for counts in covers if counts is not None), default=math.inf)
    known = enough_windows(rates, mean, period)
    most = menu.affords(BEYOND * cost)
    return tuple(int(min(one, AT_MOST * enough)) for one, enough in zip(most, known, strict=True))


def _exactly(
    oracle: ExactPool,
    alike: Pool,
    menu: Menu,
    drawn: tuple[float, int, int],
    seconds: float | None,
    gap: float,
    ties: int,
    tell: Tell | None,
) -> Certified:
    """With what is known of waits exactly; confidence, design days and fresh days are for where that says little."""
    began = time.perf_counter()
    search = Search(menu, oracle, SOON if seconds is None else min(SOON, seconds), gap, tell)
    found, convex, sampled = search.run(ties), None, None
    if found.status == "time" and (seconds is None or seconds > SOON):
        left = within(None if seconds is None else LINES * (seconds - SOON))
        try:
            guide = alike.on(GUIDES, 0, most=oracle.enough)
            lines, near = bounded(menu, oracle, oracle.service, left, guide, probes=False)
            if lines is not None:
                for counts in lines.plans(search.upper, left):
                    search.accept(counts)
                convex = lines.convex(PROVING)
            left = within(None if seconds is None else seconds - (time.perf_counter() - began))
            if lines is not None and seconds is not None and search.best and search.bounds.gap > max(gap, FAR):
                share = within(DIAGRAMS * left())
                sampled = bounded_by_days(alike, search, lines, near.tolist(), drawn, share)
            search.allow(None if seconds is None else left())
            found = search.run(ties)
        except KeyboardInterrupt:
            search.allow(0.0)
            found = replace(search.run(), status="interrupted")
    level = oracle.service
    checked = [] if found.windows is None else [
        Checked(asked, value := oracle.value(found.windows, asked), value, most_of(level, asked))
        for asked in oracle.conditions
    ]  # fmt: skip
    return Certified(
        kind="exact",
        monotone=oracle.monotone,
        status=found.status,
        menu=menu,
        service=level,
        counts=found.counts,
        windows=found.windows,
        upper=found.cost,
        lower=math.inf if found.status == "infeasible" else found.bounds.lower,
        confidence=1.0,
        checked=tuple(checked),
        convex=convex,
        sampled=sampled,
        enough=oracle.enough,
        baselines=baselines(menu, oracle.starts(), level, oracle.conditions, oracle.value),
        ties=found.ties,
        all_ties=found.all_ties,
        days=0,
        fresh=0,
        candidates=1,
        iterations=found.bounds.iterations,
        cuts=found.bounds.cuts,
        evaluations=oracle.evaluations,
        seconds=time.perf_counter() - began,
    )


def bounded_by_days(
    alike: Pool, search: Search, lines: Tangents, near: Sequence[int], drawn: tuple[float, int, int], left: Left
) -> Sampled | None:
    """What days of a pool `alike` say of plans cheaper than the best of a search by exact waits.

    That plan was found without a look at any days. `drawn` are the confidence, design days, and fresh days on which it
    is known; the prices of windows are taken from `lines`, `near` to the cheapest. Null where the pool does not hold,
    or nothing comes of it.
    """
    confidence, days, fresh = drawn
    if search.best is None or alike.rule != "hold":
        return None
    conditions, enough = search.oracle.conditions, search.oracle.enough
    afresh = FreshDays(alike, conditions, enough, confidence, fresh, days)
    windows = search.menu.windows(search.best)
    sums = afresh.played(windows)
    mosts = [most_of(alike.level, asked) for asked in conditions]
    known = tuple(Known.of(y, people, most) for (y, people), most in zip(sums, mosts, strict=True))
    design = alike.on(days, afresh.next(), afresh.z(days=days), enough)
    design.refer(Reference(windows, known))
    aim = search.upper * (1.0 - search.gap)
    lower = bounded_by_prices(lines, near, design, search.least, search.lower, aim, left)
    return Sampled(lower, confidence, days) if lower > search.lower else None
