"""The hall opens, pauses and closes; clerks come and go."""

from __future__ import annotations

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.cases import AWAITING, HAS_NEWS
from sim.engine.kernel.crew import change_windows, end_duty, is_at_window, leave_at_once, new_day, stay
from sim.engine.kernel.crew import come_on as take_up_duty
from sim.engine.kernel.events import let_go_on, look_everywhere
from sim.engine.kernel.jit import compiled
from sim.engine.kernel.lines import send_all_home
from sim.engine.kernel.sessions import work_until
from sim.engine.kernel.stretches import count_busy
from sim.engine.kernel.tides import shut_all
from sim.engine.kernel.visits import look_ahead_for_all
from sim.plan import Mark, Station
from sim.trace import NO_VISIT


@compiled
def turn(w: Hall, row: int) -> None:
    """One row of the calendar comes true."""
    world, mark, index = w.world[0], w.calendar[row].mark, w.calendar[row].index
    if mark == Mark.MORNING:
        world.closed = False
        look_ahead_for_all(w)
        shut_all(w)
        send_all_home(w)
        new_day(w)
    elif mark == Mark.OPEN:
        world.open = True
    elif mark == Mark.PAUSE:
        world.open = False
    elif mark == Mark.CLOSE:
        close(w)
    elif mark == Mark.ON:
        come_on(w, index)
    elif mark == Mark.OFF:
        end_duty_of(w, index, w.calendar[row].value != 0)
    elif mark == Mark.UP:
        w.groups[index].troubles -= 1
    elif mark == Mark.DOWN:
        w.groups[index].troubles += 1
    elif world.closed:
        for clerk in range(w.groups[index].first, w.groups[index].last):
            if is_at_window(w, clerk):
                end_duty_of(w, clerk, False)
    else:
        change_windows(w, index, row)
    look_everywhere(w)


@compiled
def close(w: Hall) -> None:
    """Closing time: who waits in the hall for a result goes home, and will collect it another day."""
    world = w.world[0]
    world.open, world.closed = False, True
    look_ahead_for_all(w)
    for place in range(world.inside):
        c = w.cases[w.inside[place]]
        if c.state == AWAITING:
            c.state = HAS_NEWS
            let_go_on(w, w.inside[place])
    if not world.serve_out:
        send_all_home(w)


@compiled
def come_on(w: Hall, clerk: int) -> None:
    """A clerk comes on duty, and goes on with the file that was left on the table."""
    take_up_duty(w, clerk)
    c = w.clerks[clerk]
    if c.put_down:
        c.put_down, c.since = False, w.world[0].now
        work_until(w, w.world[0].now + c.minutes_left, clerk, c.ticket_left, c.left_will_be)


@compiled
def end_duty_of(w: Hall, clerk: int, for_a_break: bool) -> None:
    """The duty of a clerk ends; after closing who serves people stays, if those inside are still served."""
    world, c = w.world[0], w.clerks[clerk]
    if c.at_work and not for_a_break and may_be_put_down(w, c.ticket):
        c.at_work, c.put_down = False, True
        c.minutes_left, c.ticket_left, c.left_will_be = c.until - world.now, c.ticket, c.will_be
        leave_at_once(w, clerk)
        if world.counting:
            count_busy(w, clerk, world.now)
    elif world.closed and world.serve_out and not w.groups[c.group].behind:
        stay(w, clerk)
    else:
        end_duty(w, clerk, world.now)


@compiled
def may_be_put_down(w: Hall, ticket: int) -> bool:
    """Whether it is a file that nobody is waiting for at a window."""
    t = w.tickets[ticket]
    return t.visit == NO_VISIT and w.queues[t.queue].station != Station.EXPERTS
