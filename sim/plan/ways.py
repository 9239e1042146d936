"""What is true of each case before it meets a clerk, and which of that differs."""

from __future__ import annotations

import numpy as np

from sim.plan.papers import Papers
from sim.plan.people import Crowd, happens, is_instant
from sim.plan.stages import Way
from sim.spec import Spec
from sim.streams import Purpose
from sim.tape import Ints, Tape


def ways_of(tape: Tape, spec: Spec, crowd: Crowd, papers: Papers) -> Ints:
    """(n, fields of a `Way`) What is true of each case."""
    issue, enquiries, commitment = spec.hall.issue, spec.hall.enquiries, spec.hall.commitment
    delivery = tape.mark_of(Purpose.DELIVERY)[crowd.person]
    by_courier = issue.courier if issue is not None else 0.0
    at_all = by_courier + (issue.online if issue is not None else 0.0)

    chances = {
        Purpose.ENQUIRY: enquiries.share if enquiries is not None else 0.0,
        Purpose.INSPECTION: commitment.inspected if commitment is not None else 0.0,
        Purpose.BREACH: commitment.breach if commitment is not None else 0.0,
    }
    asks, inspected, breach = (happens(tape, crowd.person, purpose, share) for purpose, share in chances.items())
    return np.column_stack(
        [
            tape.matter[crowd.person],
            crowd.online,
            is_instant(tape, spec, crowd.person),
            np.where(delivery < by_courier, 1, np.where(delivery < at_all, 2, 0)),
            asks,
            papers.owed(),
            inspected,
            breach,
            crowd.site,
            crowd.machine,
            _experts(tape, spec, crowd),
        ]
    ).astype(np.int64)


def kinds_of(ways: Ints) -> tuple[Ints, Ints]:
    """The rows that differ, in their order, and (n) which of them each is.

    As numpy.unique(ways, axis=0), which compares rows as bytes and took most of a plan's time: here each row is made a
    number, its fields the digits.
    """
    number = np.zeros(len(ways), dtype=np.int64)
    for field in ways.T:
        number = number * (int(field.max(initial=0)) + 1) + field
    _, first, which = np.unique(number, return_index=True, return_inverse=True)
    return ways[first], which


def way_of(row: list[int]) -> Way:
    """The way that a row of `ways_of` tells."""
    matter, online, instant, delivery, asks, owes, inspected, breach, site, machine, experts = row
    return Way(
        matter,
        bool(online),
        bool(instant),
        delivery,
        bool(asks),
        bool(owes),
        bool(inspected),
        bool(breach),
        site,
        bool(machine),
        experts,
    )


def _experts(tape: Tape, spec: Spec, crowd: Crowd) -> Ints:
    """(n) Tasks for which an expert is called, as bits."""
    called = np.zeros(len(crowd.person), dtype=np.int64)
    matter = tape.matter[crowd.person]
    for number, asked in enumerate(spec.matters.values()):
        for task, of in enumerate(asked.tasks):
            if of.consultation is not None:
                comes = happens(tape, crowd.person, Purpose.CONSULTATION, of.consultation.share, task)
                called[comes & (matter == number)] |= 1 << task
    return called
