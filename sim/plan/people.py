"""Who comes to a hall, where and when: the people of a tape at a volume, by channel and site, booked or not."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.plan.arrays import NO_CASE
from sim.plan.queues import Counters
from sim.spec import DAY, HALF_HOUR, Spec
from sim.spec.people import Agents
from sim.streams import Purpose
from sim.tape import Bools, Floats, Ints, Tape, everybody, in_order, is_alike

SLOTS = int(DAY / HALF_HOUR)


@dataclass(frozen=True, eq=False)
class Crowd:
    """The people who come to a hall, a row a case (n), in order of arrival."""

    person: Ints
    """(n) Row of the case on its tape."""
    matter: Ints
    """(n) Number of the matter."""
    instant: Bools
    """(n) Whether the case is decided at once."""
    arrival: Floats
    """(n) Minutes at which the person is at the door, or files online."""
    priority: Ints
    """(n) Number of the priority class; the booked come after those of the spec."""
    online: Bools
    """(n) Whether the case is filed online."""
    machine: Bools
    """(n) Whether the person tries a machine first."""
    site: Ints
    """(n) Number of the site."""
    travel: Floats
    """(n) Minutes of the way there, one way."""
    no_show: Bools
    """(n) Whether the person has booked, and does not come."""
    next_case: Ints
    """(n) The row of the case for which the same agent takes a ticket next, or NO_CASE."""


def crowd_of(tape: Tape, spec: Spec, counters: Counters) -> Crowd:
    """The people of a tape who come to the hall of `spec` at its volume."""
    person = np.flatnonzero(tape.mark < spec.demand.volume)
    matter = tape.matter.take(person)
    instant = _is_instant(tape, person, counters.instant, matter)
    online = happens(tape, person, Purpose.ONLINE, counters.online[matter] if counters.online.any() else 0.0)
    site, travel = _sites(tape, spec, person, counters, online)
    machine = happens(tape, person, Purpose.MACHINE, spec.demand.machine)
    if not is_alike(machine):
        machine = machine & instant & ~online & counters.machines_at[matter, site]
    booked, arrival = _bookings(tape, spec, person, online | machine, site)
    priority, no_show = tape.priority.take(person), booked
    if spec.demand.bookings is not None:
        no_show = booked & happens(tape, person, Purpose.NO_SHOW, spec.demand.bookings.no_show)
        priority = np.where(booked, len(spec.demand.classes) + 1, priority)
    follows = everybody(NO_CASE, len(person))
    if spec.demand.agents is not None:
        by_agent = happens(tape, person, Purpose.AGENT, spec.demand.agents.share)
        follows, arrival = _bundles(spec.demand.agents, arrival, site, by_agent & ~(online | machine | booked))
    crowd = Crowd(person, matter, instant, arrival, priority, online, machine, site, travel, no_show, follows)
    return crowd if (arrival[:-1] <= arrival[1:]).all() else _in_order(crowd)


def _in_order(crowd: Crowd) -> Crowd:
    """The same people in order of arrival, where bookings or agents have changed that."""
    order = in_order(crowd.arrival)
    sorted_columns = {column.name: getattr(crowd, column.name)[order] for column in fields(crowd)}
    place = np.empty(len(order) + 1, dtype=np.int64)
    place[order], place[NO_CASE] = np.arange(len(order)), NO_CASE
    return Crowd(**sorted_columns | {"next_case": place[sorted_columns["next_case"]]})


def _bundles(agents: Agents, arrival: Floats, site: Ints, by_agent: Bools) -> tuple[Ints, Floats]:
    """The case that follows each, or NO_CASE; when each comes: an agent's cases come with the first of them.

    On each day and at each site agents take the cases that they bring in the order of arrival, so many at a time.
    """
    follows = np.full(len(arrival), NO_CASE, dtype=np.int64)
    arrival = arrival.copy()
    hands: dict[tuple[float, int], list[int]] = {}
    for row in np.flatnonzero(by_agent).tolist():
        hand = hands.setdefault((arrival[row] // DAY, int(site[row])), [])
        if hand:
            follows[hand[-1]], arrival[row] = row, arrival[hand[0]]
        hand.append(row)
        if len(hand) == agents.cases:
            hand.clear()
    return follows, arrival


def happens(tape: Tape, person: Ints, purpose: Purpose, share: float | Floats, occurrence: int = 0) -> Bools:
    """Whether a thing happens to each person: the mark is below its share."""
    if isinstance(share, float) and share <= 0.0:
        # No mark is below 0: it need not be drawn.
        return everybody(False, len(person))
    found: Bools = tape.mark_of(purpose, occurrence).take(person) < share
    return found


def _is_instant(tape: Tape, person: Ints, by_matter: Floats, matter: Ints) -> Bools:
    """Whether each case is decided at once."""
    if (by_matter >= 1.0).all():
        return everybody(True, len(person))
    shares = by_matter.take(matter)
    # Who has no mark, on a tape by hand, is decided at once where everybody is.
    return happens(tape, person, Purpose.INSTANT, shares) | (shares >= 1.0)


def _at_hall(spec: Spec) -> Bools:
    """(sites) Whether each is a hall: slots are offered there."""
    return np.array([site.kind == "hall" for site in spec.sites.values()] or [True])


def nearest(spec: Spec, counters: Counters, matter: int, zone: int, *, community: bool) -> int:
    """Number of the nearest site that serves a matter: of halls alone, unless the person goes to community points."""
    if not spec.demand.zones:
        return 0
    minutes = list(spec.demand.zones.values())[zone].minutes
    known = enumerate(spec.sites.items())
    able = [(minutes[name], n) for n, (name, site) in known if community or site.kind == "hall"]
    return min((way, number) for way, number in able if counters.serves(matter, number))[1]


def _sites(tape: Tape, spec: Spec, person: Ints, counters: Counters, online: Bools) -> tuple[Ints, Floats]:
    """Site of each person, and the minutes of the way; of who files online, the hall where the result is collected."""
    zones = list(spec.demand.zones.values())
    if not zones:
        return everybody(0, len(person)), everybody(0.0, len(person))
    upto = np.cumsum([zone.share for zone in zones])
    zone = np.minimum(np.searchsorted(upto, tape.mark_of(Purpose.ZONE)[person], "right"), len(zones) - 1)
    community = (happens(tape, person, Purpose.COMMUNITY, spec.demand.community) & ~online).astype(np.int64)
    sites = np.array(
        [
            [[nearest(spec, counters, m, z, community=near) for near in (False, True)] for z in range(len(zones))]
            for m in range(len(spec.matters))
        ]
    )
    site: Ints = sites[tape.matter[person], zone, community]
    minutes = np.array([[known.minutes[name] for name in spec.sites] for known in zones])
    return site, minutes[zone, site]


def _bookings(tape: Tape, spec: Spec, person: Ints, elsewhere: Bools, site: Ints) -> tuple[Bools, Floats]:
    """Who has a slot, and when everybody comes: the booked about their slot, all others as they would.

    Slots are at halls, and not for who goes `elsewhere`.
    """
    arrival = tape.arrival.take(person)
    bookings = spec.demand.bookings
    if bookings is None or not spec.hall.slots:
        return everybody(False, len(person)), arrival
    would = ~elsewhere & _at_hall(spec)[site] & happens(tape, person, Purpose.BOOKING, bookings.share)
    slot = _slots(spec, arrival, would)
    booked = slot >= 0
    day = arrival // DAY * DAY
    comes = np.clip(slot * HALF_HOUR + tape.punctuality[person], 0.0, np.nextafter(DAY, 0.0))
    return booked, np.where(booked, day + comes, arrival)


def _slots(spec: Spec, arrival: Floats, would: Bools) -> Ints:
    """(n) The half-hour of the day that each person books, or -1: the nearest free to when they would come.

    First come, first served in the order of arrival; of two as near, the earlier.
    """
    offered = np.zeros(SLOTS, dtype=np.int64)
    for minute, number in spec.hall.slots.items():
        offered[int(minute // HALF_HOUR)] = number
    slot = np.full(len(arrival), -1, dtype=np.int64)
    free: dict[float, Ints] = {}
    for row in np.flatnonzero(would).tolist():
        day, wanted = arrival[row] // DAY, int(arrival[row] % DAY // HALF_HOUR)
        left = free.setdefault(day, offered.copy())
        open_slots = np.flatnonzero(left)
        if len(open_slots):
            slot[row] = open_slots[np.argmin(np.abs(open_slots - wanted))]
            left[slot[row]] -= 1
    return slot
