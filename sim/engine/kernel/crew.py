"""Who is on duty, who is free, and what happens when duty ends."""

from __future__ import annotations

from math import inf, nan

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.jit import compiled, written_out
from sim.engine.kernel.stretches import count_busy
from sim.plan import Closes
from sim.trace import NOBODY

# A clerk's duty, as in `sim.engine.roster.State`.
OFF, ON, LEAVING, STAYING = range(4)


@compiled
def is_at_window(w: Hall, clerk: int) -> bool:
    """Whether duty is not over, or the clerk stays."""
    state = w.clerks[clerk].state
    return state in (ON, STAYING)


@compiled
def turn_to(w: Hall, clerk: int, state: int) -> None:
    """A clerk's duty changes."""
    group = w.groups[w.clerks[clerk].group]
    group.at_windows -= is_at_window(w, clerk)
    w.clerks[clerk].state = state
    group.at_windows += is_at_window(w, clerk)


@written_out
def look_at(w: Hall, queue: int) -> None:
    """In this queue somebody may be called at the next dispatch; where nothing has changed nobody can be."""
    world, q = w.world[0], w.queues[queue]
    if not q.is_looked_at:
        q.is_looked_at = True
        w.to_look_at[world.looked_at] = queue
        world.looked_at += 1


@written_out
def take_from_free(w: Hall, clerk: int) -> None:
    """A clerk who waited for a number does so no more."""
    c = w.clerks[clerk]
    if not c.free:
        return
    group = w.groups[c.group]
    if c.before == NOBODY:
        group.first_free = c.after
    else:
        w.clerks[c.before].after = c.after
    if c.after == NOBODY:
        group.last_free = c.before
    else:
        w.clerks[c.after].before = c.before
    c.free = False
    group.free -= 1
    w.world[0].free -= 1


@written_out
def make_free(w: Hall, clerk: int) -> None:
    """A clerk waits for the next number: behind all who have waited longer, among equals by number."""
    now = w.world[0].now
    c = w.clerks[clerk]
    if c.free:
        take_from_free(w, clerk)
    group = w.groups[c.group]
    before = group.last_free
    while before != NOBODY and w.clerks[before].idle_since == now and before > clerk:
        before = w.clerks[before].before
    after = group.first_free if before == NOBODY else w.clerks[before].after
    c.idle_since, c.before, c.after, c.free = now, before, after, True
    if before == NOBODY:
        group.first_free = clerk
    else:
        w.clerks[before].after = clerk
    if after == NOBODY:
        group.last_free = clerk
    else:
        w.clerks[after].before = clerk
    group.free += 1
    w.world[0].free += 1
    if group.queues_end - group.queues > FEW:
        w.world[0].look_everywhere = True
        return
    for place in range(group.queues, group.queues_end):
        if w.queues[w.lists[place]].waiting > 0:
            look_at(w, w.lists[place])


FEW = 8
"""With more queues than this it is quicker to look everywhere."""


@compiled
def come_on(w: Hall, clerk: int) -> None:
    """Duty begins; for a clerk who is still finishing a session it goes on."""
    world, c = w.world[0], w.clerks[clerk]
    if c.state != OFF:
        w.duties[c.duty].off = world.now
        if c.busy and world.counting:
            count_busy(w, clerk, world.now)
    turn_to(w, clerk, ON)
    duty = w.duties[world.duties]
    duty.clerk, duty.on, duty.due, duty.off = clerk, world.now, nan, nan
    c.duty = world.duties
    world.duties += 1
    if not c.busy:
        make_free(w, clerk)


@compiled
def go(w: Hall, clerk: int) -> None:
    """A clerk goes home."""
    turn_to(w, clerk, OFF)
    w.duties[w.clerks[clerk].duty].off = w.world[0].now
    take_from_free(w, clerk)


@compiled
def end_duty(w: Hall, clerk: int, due: float) -> None:
    """Duty ends: at once for an idle clerk, after the session for a busy one."""
    c = w.clerks[clerk]
    w.duties[c.duty].due = due
    if c.busy:
        turn_to(w, clerk, LEAVING)
    else:
        go(w, clerk)


@compiled
def stay(w: Hall, clerk: int) -> None:
    """Duty ends at closing, but the clerk stays for those inside."""
    w.duties[w.clerks[clerk].duty].due = w.world[0].now
    turn_to(w, clerk, STAYING)


@compiled
def leave_at_once(w: Hall, clerk: int) -> None:
    """Duty ends, and the clerk goes, whatever is under way."""
    w.duties[w.clerks[clerk].duty].due = w.world[0].now
    go(w, clerk)


# Numbers of windows


@compiled
def bring(w: Hall, group: int, state: int, number: int) -> int:
    """So many clerks of a group who are in a state of duty come on; how many are still wanted then."""
    for clerk in range(w.groups[group].first, w.groups[group].last):
        if number > 0 and w.clerks[clerk].state == state:
            come_on(w, clerk)
            number -= 1
    return number


@compiled
def next_to_close(w: Hall, group: int, row: int) -> int:
    """The clerk whose window closes next, or NOBODY."""
    g = w.groups[group]
    chosen, least = NOBODY, (inf, 0)
    for clerk in range(g.first, g.last):
        c = w.clerks[clerk]
        if not is_at_window(w, clerk) or (g.closes == Closes.HOLD and c.busy):
            continue
        order = 1.0 if c.busy != (g.closes == Closes.BUSY_FIRST) else 0.0
        if g.closes == Closes.RANDOM:
            order = w.closing_draw[w.calendar[row].draw, clerk - g.first]
        rank = (order, -clerk)
        if chosen == NOBODY or rank < least:
            chosen, least = clerk, rank
    return chosen


@compiled
def change_windows(w: Hall, group: int, row: int) -> None:
    """The number of windows of a group changes as a row of the calendar says."""
    g, now, number = w.groups[group], w.world[0].now, w.calendar[row].value
    surplus = g.at_windows - number
    bring(w, group, LEAVING, bring(w, group, OFF, -surplus))
    while surplus > 0:
        clerk = next_to_close(w, group, row)
        if clerk == NOBODY:
            break
        end_duty(w, clerk, now)
        surplus -= 1
    if g.closes == Closes.HOLD:
        too_many = max(g.at_windows - number, 0)
        for place in range(g.too_many, too_many):
            w.too_many_since[g.first + place] = now
        g.too_many = too_many


# Work


@written_out
def engage(w: Hall, clerk: int) -> None:
    """A free clerk calls a number."""
    w.clerks[clerk].busy, w.clerks[clerk].since = True, w.world[0].now
    take_from_free(w, clerk)


@written_out
def release(w: Hall, clerk: int) -> None:
    """A clerk is through with a number, and free or off duty."""
    c = w.clerks[clerk]
    c.busy = False
    g = w.groups[c.group]
    if c.state == LEAVING:
        go(w, clerk)
    elif g.too_many > 0:
        since = w.too_many_since[g.first]
        g.too_many -= 1
        for place in range(g.first, g.first + g.too_many):
            w.too_many_since[place] = w.too_many_since[place + 1]
        end_duty(w, clerk, since)
    else:
        make_free(w, clerk)


# After closing


@compiled
def comes_today(w: Hall, group: int) -> bool:
    """Whether somebody of a group comes on duty before the next morning, from a break or for a late shift."""
    world, g = w.world[0], w.groups[group]
    while world.next_morning < len(w.mornings) and w.mornings[world.next_morning] <= world.now:
        world.next_morning += 1
    while g.comings < g.comings_end and w.moments[g.comings] <= world.now:
        g.comings += 1
    if g.comings == g.comings_end:
        return False
    return world.next_morning == len(w.mornings) or w.moments[g.comings] < w.mornings[world.next_morning]


@compiled
def new_day(w: Hall) -> None:
    """Who has stayed until the next morning goes, once free."""
    for clerk in range(len(w.clerks)):
        if w.clerks[clerk].state == STAYING:
            end_duty(w, clerk, w.duties[w.clerks[clerk].duty].due)
