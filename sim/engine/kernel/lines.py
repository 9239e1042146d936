"""Tickets, and the queues that they wait in: of one head start, who came first is the most senior."""

from __future__ import annotations

from math import inf, nan

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.cases import look_ahead
from sim.engine.kernel.counts import count_ticket
from sim.engine.kernel.crew import look_at
from sim.engine.kernel.events import DEPARTURE, TIMER, announce, ask_for_dispatch, let_go_on
from sim.engine.kernel.jit import compiled, written_out
from sim.engine.kernel.rows import NO_TICKET
from sim.engine.kernel.stretches import begin_to_wait, wait_no_more
from sim.engine.rules import Kind
from sim.plan import NO_CASE, NO_STAGE
from sim.trace import NO_VISIT, NOBODY, Outcome

NO_OUTCOME = int(Outcome.OPEN)
"""What a ticket has become that nothing has become of yet; it stays so if the days end before."""


@written_out
def take_ticket(w: Hall, stage: int, case: int) -> None:
    """A person takes a number and joins the queue; or a file does, for no case."""
    now, queue = w.world[0].now, queue_for(w, stage)
    q = w.queues[queue]
    q.expected += 1
    ticket = number(w, stage, queue, case)
    join(w, ticket)
    for place in range(q.timers, q.timers_end):
        announce(w, now + w.moments[place], Kind.TIMER, ticket, TIMER, ticket)
    ask_for_dispatch(w)


@compiled
def patience(w: Hall, stage: int) -> float:
    """Minutes that the person is ready to wait with the ticket just taken."""
    s = w.stages[stage]
    return s.patience if s.tickets == 1 else w.patience[stage, min(s.tickets, w.world[0].occurrences) - 1]


@compiled
def watch_newcomers(w: Hall) -> None:
    """Patience of those who have not been called at once runs from now on."""
    world = w.world[0]
    for ticket in range(world.first_newcomer, world.tickets):
        t = w.tickets[ticket]
        if t.clerk == NOBODY and t.outcome == NO_OUTCOME:
            limit = t.time + patience(w, t.stage)
            if limit < inf:
                announce(w, limit, Kind.DEPARTURE, ticket, DEPARTURE, ticket)
    world.first_newcomer = world.tickets


@written_out
def number(w: Hall, stage: int, queue: int, case: int) -> int:
    """The next number."""
    world, s = w.world[0], w.stages[stage]
    visit = NO_VISIT
    if case != NO_CASE:
        c = w.cases[case]
        c.passed |= 1 << s.role
        c.stage = stage if queue == s.queue else NO_STAGE
        if world.closed or c.expects:
            look_ahead(w, case)
        visit = c.visit
    ticket = world.tickets
    world.tickets += 1
    t = w.tickets[ticket]
    t.stage, t.queue, t.visit, t.clerk, t.outcome = stage, queue, visit, NOBODY, NO_OUTCOME
    t.time, t.head = world.now, s.head
    t.call = t.start = t.end = t.released = nan
    s.tickets += 1
    return ticket


@compiled
def queue_for(w: Hall, stage: int) -> int:
    """The queue that a ticket is taken for: by mistake another one, until a clerk has told; else the right one."""
    s = w.stages[stage]
    return w.wrong_queue[stage] if s.mistaken and not s.told else s.queue


@written_out
def join(w: Hall, ticket: int) -> None:
    """A number goes on the display."""
    world, t = w.world[0], w.tickets[ticket]
    if world.counting:
        begin_to_wait(w, t.queue)
    lane = w.lanes[t.queue * world.heads + t.head]
    t.before, t.after = lane.last, NO_TICKET
    if lane.last == NO_TICKET:
        lane.first = ticket
    else:
        w.tickets[lane.last].after = ticket
    lane.last = ticket
    q = w.queues[t.queue]
    look_at(w, t.queue)
    q.waiting += 1
    if q.waiting == 1:
        q.place_in_lines = world.lines
        w.lines[world.lines] = t.queue
        world.lines += 1
        world.lines_helped += q.has_helpers


@written_out
def take_off(w: Hall, ticket: int) -> None:
    """A number goes off the display."""
    world, t = w.world[0], w.tickets[ticket]
    lane = w.lanes[t.queue * world.heads + t.head]
    if t.before == NO_TICKET:
        lane.first = t.after
    else:
        w.tickets[t.before].after = t.after
    if t.after == NO_TICKET:
        lane.last = t.before
    else:
        w.tickets[t.after].before = t.before
    q = w.queues[t.queue]
    q.expected -= 1
    q.waiting -= 1
    if q.waiting == 0:
        world.lines -= 1
        world.lines_helped -= q.has_helpers
        last = w.lines[world.lines]
        w.lines[q.place_in_lines] = last
        w.queues[last].place_in_lines = q.place_in_lines


@compiled
def is_senior(w: Hall, one: int, other: int) -> bool:
    """Whether one ticket is served before another."""
    a = w.tickets[one].time - w.head_starts[w.tickets[one].head]
    b = w.tickets[other].time - w.head_starts[w.tickets[other].head]
    return a < b or (a == b and one < other)


@compiled
def most_senior(w: Hall, queue: int) -> int:
    """The ticket of a queue that is served first, or NO_TICKET."""
    heads = w.world[0].heads
    chosen = NO_TICKET
    for lane in range(queue * heads, (queue + 1) * heads):
        first = w.lanes[lane].first
        if first != NO_TICKET and (chosen == NO_TICKET or is_senior(w, first, chosen)):
            chosen = first
    return chosen


@compiled
def oldest(w: Hall, queue: int) -> float:
    """When the first of those who wait in a queue took a ticket."""
    heads, time = w.world[0].heads, inf
    for lane in range(queue * heads, (queue + 1) * heads):
        first = w.lanes[lane].first
        if first != NO_TICKET:
            time = min(time, w.tickets[first].time)
    return time


@compiled
def is_over(w: Hall, ticket: int) -> None:
    """Whoever holds the ticket is through with this station, and goes on; a file does not."""
    t = w.tickets[ticket]
    if t.visit != NO_VISIT:
        case = w.stages[t.stage].case
        w.cases[case].ended = t.outcome
        let_go_on(w, case)


@compiled
def lose_patience(w: Hall, ticket: int) -> None:
    """Who has not been called by now leaves; a silent leaver's number stays on display."""
    t = w.tickets[ticket]
    if t.clerk != NOBODY or t.outcome != NO_OUTCOME:
        return
    if w.stages[t.stage].silent:
        end_wait(w, ticket, Outcome.LEFT_IN_SILENCE)
    else:
        end_wait(w, ticket, Outcome.LEFT)
        clear(w, ticket)


@written_out
def end_wait(w: Hall, ticket: int, outcome: int) -> None:
    """A person's wait ends without a call."""
    t = w.tickets[ticket]
    t.outcome, t.end = outcome, w.world[0].now
    if w.world[0].counting:
        wait_no_more(w, t.queue)
    is_over(w, ticket)


@compiled
def clear(w: Hall, ticket: int) -> None:
    """A number that nobody will call goes off the display."""
    take_off(w, ticket)
    w.tickets[ticket].released = w.world[0].now
    if w.world[0].counting:
        count_ticket(w, ticket)
    ask_for_dispatch(w)


@compiled
def send_home(w: Hall, queue: int) -> None:
    """All who wait in a queue are sent home, and its display is empty."""
    while w.queues[queue].waiting > 0:
        ticket = most_senior(w, queue)
        if w.tickets[ticket].outcome == NO_OUTCOME:
            end_wait(w, ticket, Outcome.SENT_HOME)
        clear(w, ticket)


@compiled
def send_all_home(w: Hall) -> None:
    """Nobody waits any more."""
    for queue in range(len(w.queues)):
        if not w.queues[queue].behind:
            send_home(w, queue)
