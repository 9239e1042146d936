"""What is still to be played of a sweep, in batches of some seconds: cells of the same people one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.results.cells import TOGETHER, Cells
from sim.spec import Spec
from sim.streams import Purpose, generator
from sim.study.player import Task
from sim.study.points import Cell, Sweep
from sim.study.precision import enough_of_cell
from sim.study.together import by_point, numbers_of_cells, numbers_of_points, together

FEW = 2
"""Cells of each variant whose first replication is held against the laws, and played by both engines."""
SECONDS = 2.0
"""What a batch lasts, about: long against what it costs to hand it out and to keep it, short enough to lose."""
LARGEST = 500
"""Cells in a batch."""
A_WORKER = 4
"""Batches for each worker, at the least, so that all end at about the same time."""


def missing(asked: Sweep, cells: Cells) -> list[Cell]:
    """The cells that are still to be played, once each; all of a point, where they go on together.

    Those that will be put into one file are played one after another, among them those of the same people.
    """
    if asked.question.aim is not None and asked.question.aim.of_differences:
        sure = numbers_of_points(asked, cells)
        return [cell for cell in asked.cells if cell.point not in sure]
    there = numbers(asked, cells)
    wanted = {cell.address: cell for cell in reversed(asked.cells) if cell.address not in there}
    files = {name: place // TOGETHER for place, name in enumerate(asked.addresses)}
    people: dict[str, int] = {}
    for cell in asked.cells:
        people.setdefault(cell.people, len(people))
    ordered = (wanted[name] for name in asked.addresses if name in wanted)
    return sorted(ordered, key=lambda cell: (files[cell.address], people[cell.people]))


def numbers(asked: Sweep, cells: Cells) -> dict[str, int]:
    """Of each cell that is there how many replications are told of it; cells that are not sure enough are not there."""
    question = asked.question
    if question.aim is not None and question.aim.of_differences:
        return numbers_of_cells(asked, numbers_of_points(asked, cells))
    there = [address for address in asked.addresses if cells.has(address, question.replications)]
    if question.aim is None:
        return dict.fromkeys(there, question.replications)
    measures, found = list(question.aim.asked), {}
    for first in range(0, len(there), TOGETHER):
        some = {address: cells.number(address) for address in there[first : first + TOGETHER]}
        table = np.column_stack([cells.get(some, measures)[name].to_numpy() for name in measures])
        for address, values in zip(some, np.split(table, np.cumsum([*some.values()])[:-1]), strict=True):
            enough = enough_of_cell(question.aim, measures, values)
            if enough is not None:
                found[address] = enough
    return found


def checked(asked: Sweep) -> set[str]:
    """Of each variant the cells that are held against what must be true, drawn with the seed."""
    found: set[str] = set()
    own: dict[str, set[str]] = {name: set() for name in asked.question.composed.specs}
    for cell in asked.cells:
        own[cell.variant].add(cell.address)
    for place, addresses in enumerate(own.values()):
        drawn = generator(asked.question.seed, place, Purpose.PARITY)
        ordered = sorted(addresses)
        found.update(ordered[number] for number in drawn.permutation(len(ordered))[:FEW])
    return found


def size(seconds: float, number: int, jobs: int) -> int:
    """Cells in a batch, where each of `number` cells takes so many seconds, and `jobs` work."""
    lasting = SECONDS / seconds if seconds > 0.0 else LARGEST
    return max(1, int(min(lasting, LARGEST, number / (jobs * A_WORKER))))


def task(asked: Sweep, cell: Cell, spec: Spec, held: bool) -> Task:
    """What a worker is given for a cell; `held` whether it is held against what must be true."""
    name = f"{cell.variant} at point {cell.point}"
    question = asked.question
    halls = together(question, cell.point)
    return Task(cell.address, name, cell.variant, spec, cell.people, question.replications, held, question.aim, halls)


def batches(asked: Sweep, cells: Sequence[Cell], number: int) -> Iterator[list[Task]]:
    """What workers are given for these cells, so many at a time, each batch made when it is asked for."""
    held = checked(asked) if asked.question.parity else set()
    units = list(by_point(cells)) if together(asked.question, 0) else [[cell] for cell in cells]
    # Halls that go on together are one worker's.
    at_once = max(1, number // max(map(len, units), default=1))
    for first in range(0, len(units), at_once):
        some = [cell for unit in units[first : first + at_once] for cell in unit]
        made = zip(some, asked.specs(some), strict=True)
        yield [task(asked, cell, spec, cell.address in held) for cell, spec in made]
