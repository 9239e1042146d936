"""What plain numbers of one pool must be to be used."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral, Real

from sim.errors import Fault, InputError
from sim.spec.distributions import Distribution, Exponential
from sim.spec.fields import Model
from sim.staffing.problem import Menu

LARGEST_LOAD = 2_000.0
"""Erlang in any period."""
LEAST_MEAN = 1e-4
"""Of a service, as a share of a period: what is worked out exactly takes as many steps as services fit into one."""


def law_of(service: float | Distribution) -> Distribution:
    """The law that is meant, exponential where only mean minutes are given. Raises `InputError` for no mean."""
    if not isinstance(service, Real):
        if not isinstance(service, Model):
            raise InputError(Fault(f"{service!r} is no law of minutes", "give mean minutes, or a law", "service"))
        return service
    if not 0.0 < service < math.inf:
        raise InputError(Fault(f"{service:g} is no mean service time", "give minutes above 0", "service"))
    return Exponential(kind="exponential", mean=float(service))


def check_asked(
    rates: Sequence[float],
    mean: float,
    period: float,
    menu: Menu,
    confidence: float,
    days: tuple[int, int],
    day_cv: float,
    seed: int,
) -> None:
    """Refuse what describes no pool that can be worked out. Raises `InputError` with every fault."""
    faults = []
    if not menu.shifts:
        faults.append(Fault("it has no shifts", "give it one or more", "menu"))
    if menu.cells != len(rates):
        faults.append(Fault(f"the menu has {menu.cells} periods", f"give it {len(rates)}, as the rates", "menu"))
    if (load := max(rates) / 60.0 * mean) > LARGEST_LOAD:
        mend = f"{LARGEST_LOAD:,g} Erlang are the most that is worked out: divide the pool"
        faults.append(Fault(f"they bring {load:,.3g} Erlang of work", mend, "rates"))
    if mean < LEAST_MEAN * period:
        mend = f"give at least {LEAST_MEAN * period:g} min, or shorter periods"
        faults.append(Fault(f"services of {mean:g} min are too short for periods of {period:g} min", mend, "service"))
    if not 0.5 <= confidence < 1.0:
        faults.append(Fault(f"{confidence:g} is no confidence", "write 0.95 for 95 %", "confidence"))
    if not all(isinstance(number, Integral) for number in days):
        faults.append(Fault(f"{days[0]} and {days[1]} are no numbers of days", "give whole numbers", "days"))
    elif min(days) < 30:
        faults.append(Fault(f"{min(days)} days are too few", "ask for 30 or more", "days"))
    if not 0.0 <= day_cv < math.inf:
        faults.append(Fault(f"{day_cv:g} is no coefficient of variation", "give 0 or more", "day_cv"))
    if not isinstance(seed, Integral) or seed < 0:
        faults.append(Fault(f"{seed!r} is no seed", "give a whole number, 0 or more", "seed"))
    if faults:
        raise InputError(faults)


def check_search(seconds: float | None, gap: float, ties: int) -> None:
    """Refuse what ends no search. Raises `InputError` with every fault."""
    faults = []
    if seconds is not None and not seconds >= 0.0:
        faults.append(Fault(f"{seconds:g} seconds are no time", "give 0 or more", "seconds"))
    if not 0.0 <= gap < 1.0:
        faults.append(Fault(f"{gap:g} is no share of a cost", "write 0.04 for 4 %", "gap"))
    if not isinstance(ties, Integral) or ties < 0:
        faults.append(Fault(f"{ties} plans cannot be looked for", "give 0 or more", "ties"))
    if faults:
        raise InputError(faults)
