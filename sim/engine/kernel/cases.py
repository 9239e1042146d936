"""What has become of each case: which stages are done, what comes next."""

from __future__ import annotations

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.jit import compiled, written_out
from sim.plan import NO_CASE, NO_STAGE, Role
from sim.tape import OCCURRENCES, Cause
from sim.trace import CaseOutcome

# Where a person goes on from.
ON_THE_WAY, WITH_TICKET, HOLDING, CALLED_ON, AWAITING, HAS_NEWS = range(6)


@written_out
def bit_of(w: Hall, stage: int) -> int:
    """The bit of a stage among those of its case."""
    return 1 << int(stage - w.cases[w.stages[stage].case].first)


@written_out
def is_due(w: Hall, stage: int) -> bool:
    """Whether a stage can be done now: it has not been, and all that it needs has."""
    settled = w.cases[w.stages[stage].case].settled
    return not settled & bit_of(w, stage) and not w.stages[stage].needs & ~settled


@compiled
def is_wrong(w: Hall, stage: int) -> bool:
    """Whether a stage was accepted with an error that has come to light, and not been put right yet."""
    return w.cases[w.stages[stage].case].wrong & bit_of(w, stage) != 0


@compiled
def due_in_person(w: Hall, case: int) -> int:
    """What a person has to come for, if anything."""
    c = w.cases[case]
    left = 0 if c.by_machine else c.in_person & ~c.settled
    stage = c.first
    while left != 0:
        if left & 1 and not w.stages[stage].needs & ~c.settled:
            return stage
        left >>= 1
        stage += 1
    return NO_STAGE


@compiled
def session_after(w: Hall, case: int, cause: int, passed: int, seeks_help: bool) -> int:
    """What a person queues for next on a visit like this, if for anything."""
    c = w.cases[case]
    stage = due_in_person(w, case)
    if c.at_desk == 0:
        return stage
    is_new = stage != NO_STAGE and w.stages[stage].role == Role.INTAKE and not is_wrong(w, stage)
    machine = enquiry = help_desk = guidance = NO_STAGE
    desks, desk = c.at_desk, c.first
    while desks != 0:
        role = w.stages[desk].role
        if not desks & 1 or passed >> role & 1:
            pass
        elif role == Role.MACHINE and cause == Cause.FIRST:
            machine = desk
        elif role == Role.ENQUIRY and cause == Cause.FIRST and not c.by_machine:
            enquiry = desk
        elif role == Role.HELP and seeks_help:
            help_desk = desk
        elif role == Role.GUIDANCE and is_new:
            guidance = desk
        desks >>= 1
        desk += 1
    for desk in (machine, enquiry, help_desk, guidance):
        if desk != NO_STAGE:
            return desk
    return stage


@compiled
def next_session(w: Hall, case: int) -> int:
    """What a person queues for next on this visit, if for anything."""
    c = w.cases[case]
    return session_after(w, case, c.cause, c.passed, c.seeks_help)


@compiled
def first_session(w: Hall, case: int) -> int:
    """What an agent who is in the hall with another case will queue for first for this one."""
    return session_after(w, case, Cause.FIRST, 0, False)


@compiled
def ahead(w: Hall, case: int, cause: int, passed: int, at: int) -> int:
    """Sessions that a person may still come to for a case without waiting for anything from behind, as bits."""
    c = w.cases[case]
    found, to_accept = 0, False
    if c.by_machine:
        return found
    for stage in range(c.first, c.last):
        bit = bit_of(w, stage)
        if c.in_person & ~c.settled & bit and not w.stages[stage].needs & ~(c.settled | found):
            found |= bit
            to_accept = to_accept or (w.stages[stage].role == Role.INTAKE and not c.wrong & bit)
    for stage in range(c.first, c.last):
        role = w.stages[stage].role
        if c.at_desk & bit_of(w, stage) and not passed >> role & 1:
            at_first = (role == Role.MACHINE or role == Role.ENQUIRY) and cause == Cause.FIRST
            if at_first or (role == Role.GUIDANCE and to_accept):
                found |= bit_of(w, stage)
    return found if at == NO_STAGE else found & ~bit_of(w, at)


@compiled
def expect(w: Hall, case: int, stages: int, by: int) -> None:
    """So many more people, or fewer, may come to the queues of some stages of a case."""
    for stage in range(w.cases[case].first, w.cases[case].last):
        if stages & bit_of(w, stage):
            w.queues[w.stages[stage].queue].expected += by


@compiled
def expect_following(w: Hall, case: int, by: int) -> None:
    """Somebody expects, or no longer does, what an agent may still want for a case and all that follow it."""
    while case != NO_CASE:
        expect(w, case, ahead(w, case, Cause.FIRST, 0, NO_STAGE), by)
        case = w.next_case[case]


@compiled
def agent_of(w: Hall, case: int) -> int:
    """Who is on the visit, known by the first of an agent's cases; or NO_CASE for somebody with one case."""
    return w.agents[case].agent if w.world[0].agents else NO_CASE


@compiled
def following_of(w: Hall, case: int) -> int:
    """The case that comes next to whoever is on the visit, or NO_CASE."""
    agent = agent_of(w, case)
    return NO_CASE if agent == NO_CASE else w.agents[agent].following


@compiled
def look_ahead(w: Hall, case: int) -> None:
    """After closing it is known what a person may still want on this visit, so that clerks stay for it."""
    c = w.cases[case]
    expects = w.world[0].closed and c.inside
    if not expects and not c.expects:
        return
    expected = ahead(w, case, c.cause, c.passed, c.stage) if expects else 0
    expect(w, case, c.expected & ~expected, -1)
    expect(w, case, expected & ~c.expected, 1)
    c.expected, c.expects = expected, expects
    if not w.world[0].agents:
        return
    following = following_of(w, case) if expects else NO_CASE
    if following != w.agents[case].expects:
        expect_following(w, w.agents[case].expects, -1)
        expect_following(w, following, 1)
        w.agents[case].expects = following


@compiled
def is_over(w: Hall, case: int) -> bool:
    """Whether nothing more is to be expected of a case: it has its result, or will never have one."""
    return w.outcomes[case] != CaseOutcome.IN_PROGRESS


@compiled
def end_case(w: Hall, case: int, outcome: int) -> None:
    """A case has its result, or will never have one."""
    w.outcomes[case], w.over[case] = outcome, w.world[0].now


@compiled
def is_done(w: Hall, case: int) -> bool:
    """Whether a case has come to its result."""
    c = w.cases[case]
    return c.by_machine or not c.needed & ~c.settled


@compiled
def is_worth_waiting(w: Hall, case: int) -> bool:
    """Whether something is still under way behind for which a person stays; not what is to be sent in later."""
    c = w.cases[case]
    if not c.by_machine:
        for stage in range(c.first, c.last):
            if c.needed & ~c.settled & bit_of(w, stage) and w.stages[stage].role != Role.SUPPLEMENT:
                return True
    return False


@compiled
def next_consultation(w: Hall, stage: int, group: int) -> int:
    """The expert to be called next to a session with a clerk of a group; experts ask nobody of their own."""
    c = w.cases[w.stages[stage].case]
    for call in range(stage + 1, c.last):
        s = w.stages[call]
        if s.role != Role.CONSULTATION or w.stages[call].accepted_at != stage or c.begun & bit_of(w, call):
            continue
        own = False
        for place in range(w.queues[s.queue].own, w.queues[s.queue].own_end):
            own = own or w.lists[place] == group
        if not own:
            return call
    return NO_STAGE


@compiled
def reason_to_come(w: Hall, stage: int) -> int:
    """Why a person comes, or files, for a stage that is due."""
    if is_wrong(w, stage):
        return Cause.ERROR
    if w.stages[stage].by_file:
        return Cause.PAPERS
    return Cause.COLLECT if w.stages[stage].role == Role.ISSUE else Cause.RESULT


@compiled
def only_collects(w: Hall, case: int) -> bool:
    """Whether all that a person still has to come for is the result."""
    stage = due_in_person(w, case)
    return stage != NO_STAGE and w.stages[stage].role == Role.ISSUE


@compiled
def column_of_return(w: Hall, case: int, cause: int) -> int:
    """The column of the draws about coming again for this cause, this time."""
    number = w.returns[case, cause - 1]
    w.returns[case, cause - 1] = min(number + 1, OCCURRENCES)
    return (cause - 1) * OCCURRENCES + min(number, OCCURRENCES - 1)
