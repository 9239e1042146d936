"""The ways that the cases of a matter go through a hall, each with its chance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

import numpy as np

from sim.demand.arrivals import typical_cases
from sim.plan.people import nearest
from sim.plan.queues import Counters
from sim.plan.stages import Way, papers_asked
from sim.spec import Spec
from sim.spec.people import Matter


def cases_of(spec: Spec, days: list[int]) -> list[float]:
    """Cases of each matter expected on these days, all together."""
    typical = np.array([typical_cases(spec, day) for day in days]).reshape(len(days), len(spec.matters))
    found: list[float] = (spec.demand.volume * typical.sum(axis=0)).tolist()
    return found


def ways_of(spec: Spec, counters: Counters, number: int, no_show: float) -> Iterator[tuple[float, Way]]:
    """The ways of matter `number`: chances add up to 1 but for `no_show`, the share of those who come to a hall.

    Questions, inspections and experts are taken to happen in all; who reckons with a way weighs them.
    """
    name, matter = list(spec.matters.items())[number]
    hall, online = spec.hall, online_share(spec, matter)
    courier, by_wire = (hall.issue.courier, hall.issue.online) if hall.issue is not None else (0.0, 0.0)
    breach = hall.commitment.breach if hall.commitment is not None and name in hall.commitment.matters else 0.0
    owes = 1.0 - prod(1.0 - missing_at_first(spec, name, paper) for paper in tolerated(spec, name, matter))
    splits: list[tuple[float, ...]] = [(1.0 - share, share) for share in (online, matter.instant, owes, breach)]
    splits.append((1.0 - courier - by_wire, courier, by_wire))
    for choice in product(*(range(len(split)) for split in splits)):
        chance = prod(split[taken] for split, taken in zip(splits, choice, strict=True))
        filed, instant, owing, broken, delivery = choice
        if chance <= 0.0:
            continue
        way = Way(number, bool(filed), bool(instant), delivery, True, bool(owing), True, bool(broken))
        way = way._replace(experts=(1 << len(matter.tasks)) - 1 if not filed else 0)
        yield from ((chance * share, on_way) for share, on_way in _in_person(spec, counters, way, no_show))


def _in_person(spec: Spec, counters: Counters, way: Way, no_show: float) -> Iterator[tuple[float, Way]]:
    """A way at each site to which people go, with and without a machine."""
    if way.online:
        yield 1.0, _with_experts(spec, way)
        return
    for site, share in site_shares(spec, counters, way.matter).items():
        tries = spec.demand.machine if way.instant and counters.has_machine(way.matter, site) else 0.0
        here = _with_experts(spec, way._replace(site=site))
        stays_away = no_show if is_hall(spec, site) else 0.0
        if tries > 0.0:
            yield share * tries, here._replace(machine=True)
        if tries < 1.0:
            yield share * (1.0 - tries) * (1.0 - stays_away), here


def _with_experts(spec: Spec, way: Way) -> Way:
    """Experts are called for the tasks that have a consultation."""
    tasks = list(spec.matters.values())[way.matter].tasks
    called = sum(1 << number for number, task in enumerate(tasks) if task.consultation is not None)
    return way._replace(experts=called)


def online_share(spec: Spec, matter: Matter) -> float:
    """Share of a matter's cases that are filed online."""
    return spec.demand.online if matter.online is None else matter.online


def is_hall(spec: Spec, site: int) -> bool:
    """Whether a site is a hall, where slots are offered, and no community point."""
    return not spec.sites or list(spec.sites.values())[site].kind == "hall"


def site_shares(spec: Spec, counters: Counters, number: int) -> dict[int, float]:
    """Where those who come for a matter go: to the nearest site that serves it."""
    found: dict[int, float] = {}
    shares = [zone.share for zone in spec.demand.zones.values()] or [1.0]
    for zone, share in enumerate(shares):
        for community, part in ((False, 1.0 - spec.demand.community), (True, spec.demand.community)):
            if part > 0.0:
                site = nearest(spec, counters, number, zone, community=community)
                found[site] = found.get(site, 0.0) + share * part
    return found


def no_shows(spec: Spec, counters: Counters, days: list[int]) -> float:
    """Share of those who come to a hall, to no machine, that have booked and stay away; slots may not do for all."""
    bookings = spec.demand.bookings
    if bookings is None or not spec.hall.slots:
        return 0.0
    would, offered = 0.0, len(days) * float(sum(spec.hall.slots.values()))
    for number, (cases, matter) in enumerate(zip(cases_of(spec, days), spec.matters.values(), strict=True)):
        for site, share in site_shares(spec, counters, number).items():
            machine = spec.demand.machine * matter.instant if counters.has_machine(number, site) else 0.0
            in_person = cases * (1.0 - online_share(spec, matter)) * share * (1.0 - machine)
            would += bookings.share * in_person if is_hall(spec, site) else 0.0
    return bookings.share * bookings.no_show * min(1.0, offered / would) if would else 0.0


def missing_at_first(spec: Spec, name: str, paper: int) -> float:
    """Chance that a person comes without a paper of the matter called `name`, e-certificates reckoned in."""
    rules = spec.hall.papers
    assert rules is not None
    title, chance = list(spec.matters[name].papers.items())[paper]
    return min(chance * spec.demand.missing, 1.0) * (1.0 - rules.e_certificates.get(title, 0.0))


def tolerated(spec: Spec, name: str, matter: Matter) -> list[int]:
    """Numbers of the papers that are asked for, and without which a case is accepted."""
    names, rules = list(matter.papers), spec.hall.papers
    return [p for p in papers_asked(spec, name, matter) if rules is not None and names[p] in rules.tolerated]
