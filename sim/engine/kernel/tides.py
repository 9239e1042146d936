"""Tidal windows: when the back office comes forward, and when it goes back."""

from __future__ import annotations

from math import inf

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.events import TIDE, announce, look_everywhere
from sim.engine.kernel.jit import compiled
from sim.engine.kernel.lines import oldest
from sim.engine.rules import Kind


@compiled
def watch_tides(w: Hall) -> bool:
    """Groups decide by who is left waiting to open their tidal windows or to shut them; whether one did at once."""
    world, turned = w.world[0], False
    for group in range(len(w.groups)):
        g = w.groups[group]
        if not g.tidal or g.has_decided:
            continue
        waiting, since = 0, inf
        for place in range(g.fronts, g.fronts_end):
            waiting += w.queues[w.lists[place]].waiting
            since = min(since, oldest(w, w.lists[place]))
        rises = waiting > g.open_over or world.now >= since + g.open_after
        # Else windows that open for one who has waited long would shut, and open again, within an instant.
        turns = waiting < g.close_under and not rises if g.tide_is_open else world.open and rises
        if not turns:
            continue
        time = world.now + (g.close_delay if g.tide_is_open else g.open_delay)
        if time == world.now:
            turn(w, group, time)
            turned = world.look_everywhere = True
        else:
            g.has_decided = True
            g.decided = announce(w, time, Kind.CALENDAR, len(w.calendar) + group, TIDE, group)
    return turned


@compiled
def turn(w: Hall, group: int, time: float) -> None:
    """The tidal windows of a group open or shut."""
    g = w.groups[group]
    g.tide_is_open = not g.tide_is_open
    if g.tide_is_open:
        g.opened = time
    else:
        write_spell(w, group, time)


@compiled
def write_spell(w: Hall, group: int, time: float) -> None:
    """Tidal windows were open until now."""
    world = w.world[0]
    spell = w.spells[world.spells]
    world.spells += 1
    spell.group, spell.begin, spell.end = group, w.groups[group].opened, time


@compiled
def turn_tide(w: Hall, group: int, serial: int) -> None:
    """What was decided some time ago comes true, unless the night has come between."""
    g = w.groups[group]
    if g.has_decided and g.decided == serial:
        g.has_decided = False
        turn(w, group, w.world[0].now)
    look_everywhere(w)


@compiled
def shut_all(w: Hall) -> None:
    """A new morning: all are shut, and yesterday's decisions are void."""
    for group in range(len(w.groups)):
        g = w.groups[group]
        g.has_decided = False
        if g.tide_is_open:
            g.tide_is_open = False
            write_spell(w, group, w.world[0].now)
