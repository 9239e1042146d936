"""Who is served next, and what is left to do after closing."""

from __future__ import annotations

from math import inf

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.crew import STAYING, comes_today, go
from sim.engine.kernel.jit import compiled
from sim.engine.kernel.lines import is_senior, most_senior, oldest, send_home, watch_newcomers
from sim.engine.kernel.rows import NO_TICKET
from sim.engine.kernel.sessions import call, go_on_without
from sim.engine.kernel.tides import watch_tides
from sim.plan import Station
from sim.trace import NOBODY


@compiled
def dispatch(w: Hall) -> None:
    """The most senior ticket that has a free primary clerk, again and again; then one with a helper; then tides."""
    world = w.world[0]
    world.dispatch_is_due = False
    while (
        (somebody_may_be_called(w) and call_next(w, False))
        or (world.lines_helped > 0 and somebody_may_be_called(w) and call_next(w, True))
        or (world.tidal and watch_tides(w))
    ):
        pass
    world.look_everywhere = False
    while world.looked_at > 0:
        world.looked_at -= 1
        w.queues[w.to_look_at[world.looked_at]].is_looked_at = False
    if world.occurrences > 0:
        watch_newcomers(w)
    else:
        world.first_newcomer = world.tickets
    if world.closed:
        let_go(w)
    if world.experts:
        for queue in range(len(w.queues)):
            q = w.queues[queue]
            if q.station == Station.EXPERTS and q.waiting > 0 and not own_today(w, queue):
                go_on_without(w, queue)


@compiled
def somebody_may_be_called(w: Hall) -> bool:
    """Whether somebody waits, a clerk is free, and there is a queue to be looked at."""
    world = w.world[0]
    return world.lines > 0 and world.free > 0 and (world.looked_at > 0 or world.look_everywhere)


@compiled
def may_start(w: Hall, queue: int) -> bool:
    """Whether sessions may start: files at any time, people in opening hours, and after closing if still served."""
    world = w.world[0]
    return w.queues[queue].behind or world.open or (world.closed and world.serve_out)


@compiled
def call_next(w: Hall, helping: bool) -> bool:
    """One call, if a ticket waits for which a group has a free clerk: in its primary scope, or as a helper."""
    world = w.world[0]
    ticket, caller = NO_TICKET, NOBODY
    for place in range(world.lines if world.look_everywhere else world.looked_at):
        queue = w.lines[place] if world.look_everywhere else w.to_look_at[place]
        if w.queues[queue].waiting == 0 or not may_start(w, queue):
            continue
        clerk = free_helper(w, queue) if helping else free_clerk(w, queue)
        if clerk != NOBODY:
            first = most_senior(w, queue)
            if ticket == NO_TICKET or is_senior(w, first, ticket):
                ticket, caller = first, clerk
    if ticket == NO_TICKET:
        return False
    call(w, caller, ticket)
    return True


@compiled
def better(w: Hall, chosen: int, group: int) -> int:
    """Of the clerk chosen so far and those of a group who are free, the one who is asked."""
    g = w.groups[group]
    if g.free == 0 or g.troubles > 0:
        return chosen
    if chosen == NOBODY:
        return g.first_free
    a, b = w.clerks[g.first_free], w.clerks[chosen]
    breadth = 0 if w.world[0].alis else g.breadth - w.groups[b.group].breadth
    if breadth != 0:
        return g.first_free if breadth < 0 else chosen
    if a.idle_since != b.idle_since:
        return g.first_free if a.idle_since < b.idle_since else chosen
    return min(g.first_free, chosen)


@compiled
def free_clerk(w: Hall, queue: int) -> int:
    """The free clerk who has the queue in the primary scope, or at an open tidal window; or NOBODY."""
    q, chosen = w.queues[queue], NOBODY
    for place in range(q.own, q.own_end):
        group = w.lists[place]
        if not (q.tidal and w.groups[group].tide_is_open):
            chosen = better(w, chosen, group)
    if q.tidal:
        for place in range(q.fronts, q.fronts_end):
            group = w.lists[place]
            if w.groups[group].tide_is_open:
                chosen = better(w, chosen, group)
    return chosen


@compiled
def free_helper(w: Hall, queue: int) -> int:
    """The free clerk of a group whose help is due; or of those at the front, for files; or NOBODY."""
    q, chosen = w.queues[queue], NOBODY
    for place in range(q.helpers, q.helpers_end):
        group = w.lists[place]
        if help_is_due(w, group, queue):
            chosen = better(w, chosen, group)
    if q.tidal:
        for place in range(q.own, q.own_end):
            group = w.lists[place]
            if w.groups[group].tide_is_open:
                chosen = better(w, chosen, group)
    return chosen


@compiled
def help_is_due(w: Hall, group: int, queue: int) -> bool:
    """Whether the help rule of a group holds for a queue in which somebody waits."""
    g = w.groups[group]
    return w.queues[queue].waiting > g.help_over or w.world[0].now >= oldest(w, queue) + g.help_after


@compiled
def let_go(w: Hall) -> None:
    """Clerks whom nobody inside needs go home; so do people whom nobody is left to serve."""
    for queue in range(len(w.queues)):
        q = w.queues[queue]
        q.is_helped = not q.behind and q.waiting > 0 and not own_today(w, queue)
    for group in range(len(w.groups)):
        w.groups[group].is_needed = False
    for queue in range(len(w.queues)):
        q = w.queues[queue]
        if not q.behind and q.expected != 0:
            need_own(w, queue)
        if q.is_helped:
            for place in range(q.helpers, q.helpers_end):
                if helps_in_time(w, w.lists[place], queue):
                    w.groups[w.lists[place]].is_needed = True
    for clerk in range(len(w.clerks)):
        c = w.clerks[clerk]
        if c.state == STAYING and not c.busy and not w.groups[c.group].is_needed:
            go(w, clerk)
    for queue in range(len(w.queues)):
        if w.queues[queue].is_helped and not help_at_hand(w, queue):
            send_home(w, queue)


@compiled
def need_own(w: Hall, queue: int) -> None:
    """Groups that have a queue in their primary scope are needed; or at their tidal windows, while these are open."""
    q = w.queues[queue]
    for place in range(q.own, q.own_end):
        g = w.groups[w.lists[place]]
        if not (q.tidal and g.tide_is_open):
            g.is_needed = True
    if q.tidal:
        for place in range(q.fronts, q.fronts_end):
            g = w.groups[w.lists[place]]
            if g.tide_is_open:
                g.is_needed = True


@compiled
def own_today(w: Hall, queue: int) -> bool:
    """Whether somebody of its own groups is on duty, or comes before the next morning."""
    q = w.queues[queue]
    for place in range(q.own, q.own_end):
        group = w.lists[place]
        if not (q.tidal and w.groups[group].tide_is_open) and is_there_today(w, group):
            return True
    if q.tidal:
        for place in range(q.fronts, q.fronts_end):
            group = w.lists[place]
            if w.groups[group].tide_is_open and is_there_today(w, group):
                return True
    return False


@compiled
def is_there_today(w: Hall, group: int) -> bool:
    """Whether somebody of a group is on duty, or comes before the next morning."""
    return w.groups[group].at_windows > 0 or comes_today(w, group)


@compiled
def helps_in_time(w: Hall, group: int, queue: int) -> bool:
    """Whether the help of a group is due, or will be by the clock."""
    return w.groups[group].help_after < inf or help_is_due(w, group, queue)


@compiled
def help_at_hand(w: Hall, queue: int) -> bool:
    """Whether somebody is on duty whose help is due, or will be by the clock."""
    q = w.queues[queue]
    for place in range(q.helpers, q.helpers_end):
        group = w.lists[place]
        if w.groups[group].at_windows > 0 and helps_in_time(w, group, queue):
            return True
    return False
