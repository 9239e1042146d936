"""Papers that are missing, and errors that come to light."""

from __future__ import annotations

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.cases import bit_of
from sim.engine.kernel.jit import compiled
from sim.plan import NO_STAGE, Role
from sim.tape import OCCURRENCES


@compiled
def is_lacking(w: Hall, paper: int) -> bool:
    """Whether a paper is missing, and insisted on."""
    p = w.papers[paper]
    return not p.mended and p.times < p.limit and not p.tolerated


@compiled
def tell_what_is_lacking(w: Hall, stage: int) -> bool:
    """The person is told which papers are missing, all at once; whether some are."""
    missing = False
    if not w.stages[stage].lacks:
        return missing
    for place in range(w.lacks_at[stage], w.lacks_at[stage + 1]):
        paper = w.lacks[place]
        if is_lacking(w, paper):
            w.papers[paper].known = missing = True
    if missing:
        w.cases[w.stages[stage].case].told_of_papers = True
    return missing


@compiled
def look_through(w: Hall, stage: int) -> bool:
    """Guidance looks through the papers, mends what it can, and tells what it cannot; whether that is anything."""
    missing = False
    if not w.stages[stage].lacks:
        return missing
    for place in range(w.lacks_at[stage], w.lacks_at[stage + 1]):
        paper = w.lacks[place]
        p = w.papers[paper]
        occurrence = min(p.times, OCCURRENCES - 1)
        if is_lacking(w, paper) and w.paper_found[paper, occurrence]:
            p.mended = w.paper_mended[paper, occurrence]
            if not p.mended:
                p.known = missing = True
    if missing:
        w.cases[w.stages[stage].case].told_of_papers = True
    return missing


@compiled
def find_a_way(w: Hall, stage: int) -> None:
    """Nothing that this stage asks for is missing any more."""
    if not w.stages[stage].lacks:
        return
    for place in range(w.lacks_at[stage], w.lacks_at[stage + 1]):
        if is_lacking(w, w.lacks[place]):
            w.papers[w.lacks[place]].mended = True


@compiled
def is_prepared(w: Hall, case: int) -> None:
    """A person comes again, or files anew: with the papers that were missing, unless they still are."""
    c = w.cases[case]
    if not c.told_of_papers:
        return
    c.told_of_papers = False
    for place in range(w.lacks_at[c.first], w.lacks_at[c.last]):
        p = w.papers[w.lacks[place]]
        if p.known:
            p.known = False
            p.times += 1


@compiled
def turn_back(w: Hall, case: int) -> None:
    """A person is turned back on a visit; for some that is once too often, if there is a desk for it."""
    c, has_desk = w.cases[case], False
    c.turned_back += 1
    for stage in range(c.first, c.last):
        has_desk = has_desk or w.stages[stage].role == Role.HELP
    c.seeks_help = has_desk and c.turned_back == w.world[0].last_resort


@compiled
def has_error(w: Hall, stage: int) -> bool:
    """Whether an error of the intake comes to light in this stage."""
    intake, known = w.stages[stage].accepted_at, w.stages[stage].errors
    if intake == NO_STAGE or known == w.world[0].errors:
        return False
    return w.error_mark[stage, known] < w.groups[w.stages[intake].accepted_by].error_share


@compiled
def send_back(w: Hall, stage: int) -> None:
    """The intake is to be put right, and then this stage begins anew."""
    intake, c = w.stages[stage].accepted_at, w.cases[w.stages[stage].case]
    w.stages[stage].errors += 1
    c.begun &= ~bit_of(w, stage)
    c.wrong |= bit_of(w, intake)
    c.settled &= ~bit_of(w, intake)
    if w.stages[intake].by_file:
        hold(w, intake)


@compiled
def hold(w: Hall, stage: int) -> None:
    """What was filed online goes back to the person."""
    c = w.cases[w.stages[stage].case]
    c.begun &= ~bit_of(w, stage)
    c.held |= bit_of(w, stage)


@compiled
def first_held(w: Hall, case: int) -> int:
    """What a person who filed online has to file anew first, if anything."""
    c = w.cases[case]
    if c.held != 0:
        for stage in range(c.first, c.last):
            if c.held & bit_of(w, stage):
                return stage
    return NO_STAGE
