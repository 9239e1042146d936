"""The clerks of the brute force: their scopes, tidal windows, duty, the calendar, and the end of the day.

Whoever is asked about is looked up in the one list of clerks, whenever it is asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from brute_force_cases import COMES_FOR, NAN, Case, Cases, Step, Visit
from sim.plan import NEVER, Closes, Mark, Role, Station
from sim.tape import Cause
from sim.trace import NOBODY, Outcome

HOME, ON_DUTY, LEAVING, STAYING = "home", "on duty", "leaving", "staying"
"""Where a clerk is: LEAVING, who is off duty but finishes a session; STAYING, who stays after closing."""
SHUT, OPENING, OPEN, SHUTTING = "shut", "opening", "open", "shutting"
"""Tidal windows."""


@dataclass(eq=False)
class Ticket:
    """A number, on display from when it is taken until it is called or cleared; or a file's place in its queue."""

    number: int
    step: Step
    queue: int
    visit: Visit | None
    time: float
    seniority: tuple[float, int]
    call: float = NAN
    start: float = NAN
    end: float = NAN
    released: float = NAN
    clerk: int = NOBODY
    outcome: Outcome | None = None
    minutes: float = NAN
    """Of the session, once somebody has been called."""
    ends: float = NAN
    """When the clerk will be through, if that is known."""
    left_to_do: float = NAN
    """Minutes of a file that has been put down."""
    turned_back: bool = False
    error: bool = False


@dataclass
class Duty:
    """From when to when a clerk is on duty."""

    clerk: int
    on: float
    due: float = NAN
    off: float = NAN


@dataclass(eq=False)
class Clerk:
    """A clerk: where, since when idle, and with which number."""

    number: int
    group: int
    place: str = HOME
    ticket: Ticket | None = None
    idle_since: float = 0.0
    duty: Duty = field(init=False)
    finished: dict[int, int] = field(default_factory=dict)
    """Sessions of each matter."""

    @property
    def at_window(self) -> bool:
        return self.place in (ON_DUTY, STAYING)

    @property
    def free(self) -> bool:
        return self.ticket is None and self.place in (ON_DUTY, STAYING)


class Staff(Cases):
    """Everything about clerks; the hall itself knows time and queues."""

    display: list[Ticket]
    shown: Callable[[int], list[Ticket]]
    in_hall: Callable[[], list[Ticket]]
    send_home: Callable[[Iterable[Ticket]], None]
    ends: Callable[[Clerk, float], None]

    def start_staff(self) -> None:
        """Everybody is at home, and all is shut."""
        plan = self.plan
        self.open = self.closed = False
        self.clerks = [Clerk(number, group) for number, group in enumerate(plan.clerk_group.tolist())]
        self.calendar_time: list[float] = plan.calendar_time.tolist()
        self.calendar = [rows.tolist() for rows in (plan.calendar_mark, plan.calendar_index)]
        self.primary, self.secondary, self.front = (s.tolist() for s in (plan.primary, plan.secondary, plan.front))
        self.behind = [station in (Station.BACK_OFFICE, Station.EXPERTS) for station in plan.station.tolist()]
        self.experts = [station == Station.EXPERTS for station in plan.station.tolist()]
        self.groups = range(len(plan.group_names))
        self.tidal = [group for group in self.groups if any(self.front[group])]
        self.falls: list[list[float]] = [[] for _ in self.groups]
        self.down = [0 for _ in self.groups]
        self.tide = [SHUT for _ in self.groups]
        self.turns = [0 for _ in self.groups]
        self.duties: list[Duty] = []
        self.tides: list[list[float]] = []
        for row, time in enumerate(self.calendar_time):
            self.at(time, "CALENDAR", row, self.turn, row)

    # Scopes

    def serves(self, group: int, queue: int) -> bool:
        """Whether the queue is the group's own: at its tidal windows people are, while they are open, and experts."""
        own = self.front if self.is_open(group) and not self.experts[queue] else self.primary
        return own[group][queue]

    def is_open(self, group: int) -> bool:
        """Whether tidal windows are open."""
        return self.tide[group] in (OPEN, SHUTTING)

    def helps(self, group: int, queue: int) -> bool:
        """Whether the queue is one to help in, and help is due: too many wait, or one for too long."""
        if self.is_open(group) and self.primary[group][queue]:
            return True
        if not self.secondary[group][queue]:
            return False
        line, minutes = self.shown(queue), float(self.plan.help_after[group])
        return len(line) > self.plan.help_over[group] or any(self.now >= t.time + minutes for t in line)

    # Tidal windows

    def turn_tides(self) -> bool:
        """Whether some windows open or shut at once; others are told to after a while."""
        plan, before = self.plan, [group for group in self.tidal if self.is_open(group)]
        for group in self.tidal:
            line = [ticket for ticket in self.display if self.front[group][ticket.queue]]
            minutes = float(plan.open_after[group])
            many = len(line) > plan.open_over[group] or any(self.now >= t.time + minutes for t in line)
            if self.tide[group] == SHUT and self.open and many:
                self.turn_tide(group, OPENING, float(plan.open_delay[group]))
            elif self.tide[group] == OPEN and len(line) < plan.close_under[group] and not many:
                self.turn_tide(group, SHUTTING, float(plan.close_delay[group]))
        return [group for group in self.tidal if self.is_open(group)] != before

    def turn_tide(self, group: int, to: str, delay: float) -> None:
        """Decided; it happens after the delay."""
        self.tide[group] = to
        self.turns[group] += 1
        if delay:
            self.at(self.now + delay, "TIMER", group, self.tide_turns, group, self.turns[group])
        else:
            self.tide_turns(group, self.turns[group])

    def tide_turns(self, group: int, turn: int) -> None:
        """The windows open, or shut, unless the morning came before."""
        if turn != self.turns[group]:
            return
        if self.tide[group] == OPENING:
            self.tide[group] = OPEN
            self.tides.append([group, self.now, NAN])
        else:
            self.shut(group)

    def shut(self, group: int) -> None:
        """Shut, or not to be opened any more."""
        if self.tide[group] in (OPEN, SHUTTING):
            next(tide for tide in reversed(self.tides) if tide[0] == group)[2] = self.now
        self.tide[group] = SHUT
        self.turns[group] += 1

    # Duty

    def come_on(self, clerk: Clerk) -> None:
        """A new duty; one that has not ended yet ends here. A file that was put down is taken up again."""
        if clerk.place != HOME:
            clerk.duty.off = self.now
        clerk.place, clerk.duty = ON_DUTY, Duty(clerk.number, self.now)
        self.duties.append(clerk.duty)
        if clerk.ticket is None:
            clerk.idle_since = self.now
        elif clerk.ticket.left_to_do == clerk.ticket.left_to_do:
            minutes, clerk.ticket.left_to_do = clerk.ticket.left_to_do, NAN
            self.ends(clerk, self.now + minutes)

    def end_duty(self, clerk: Clerk, *, comes_again_today: bool = False) -> None:
        """By the calendar; but after closing the clerk stays where people are still served."""
        if self.closed and self.plan.serve_out and not self.plan.behind[clerk.group]:
            clerk.place, clerk.duty.due = STAYING, self.now
        else:
            self.go_off(clerk, self.now)
            ticket = clerk.ticket
            is_file = ticket is not None and self.behind[ticket.queue] and not self.experts[ticket.queue]
            if ticket is not None and is_file and not comes_again_today:
                ticket.left_to_do, ticket.ends = ticket.ends - self.now, NAN
                self.go_home(clerk)

    def go_off(self, clerk: Clerk, due: float) -> None:
        """Home, once free."""
        clerk.duty.due, clerk.place = due, LEAVING
        if clerk.ticket is None:
            self.go_home(clerk)

    def go_home(self, clerk: Clerk) -> None:
        clerk.place, clerk.duty.off = HOME, self.now

    def at_windows(self, group: int) -> list[Clerk]:
        return [clerk for clerk in self.clerks if clerk.group == group and clerk.at_window]

    # The calendar

    def turn(self, row: int) -> None:
        """What a row of the calendar says."""
        mark, index = (column[row] for column in self.calendar)
        if mark == Mark.MORNING:
            self.morning()
        elif mark == Mark.CLOSE:
            self.close()
        elif mark in (Mark.OPEN, Mark.PAUSE):
            self.open = bool(mark == Mark.OPEN)
        elif mark == Mark.ON:
            self.come_on(self.clerks[index])
        elif mark == Mark.OFF:
            self.end_duty(self.clerks[index], comes_again_today=bool(self.plan.calendar_value[row]))
        elif mark in (Mark.UP, Mark.DOWN):
            self.down[index] += 1 if mark == Mark.DOWN else -1
        elif self.closed:
            for clerk in self.at_windows(index):
                self.end_duty(clerk)
        else:
            self.change_windows(index, row)

    def morning(self) -> None:
        """Yesterday is over: nobody waits any more, nobody stays, and tidal windows are shut."""
        self.closed = False
        self.send_home(self.in_hall())
        for clerk in self.clerks:
            if clerk.place == STAYING:
                self.go_off(clerk, clerk.duty.due)
        for group in self.groups:
            self.shut(group)

    def close(self) -> None:
        """Nobody is let in; who waits does so to be served, or is sent home. Nobody waits for reviews."""
        self.open, self.closed = False, True
        self.closing_time()
        if not self.plan.serve_out:
            self.send_home(self.in_hall())

    def change_windows(self, group: int, row: int) -> None:
        """More windows open, or some close. Under `hold` each fall that nobody has obeyed yet is remembered."""
        number, here = int(self.plan.calendar_value[row]), self.at_windows(group)
        away = [clerk for clerk in self.clerks if clerk.group == group and not clerk.at_window]
        away.sort(key=lambda clerk: (clerk.place == LEAVING, clerk.number))
        for clerk in away[: max(0, number - len(here))]:
            self.come_on(clerk)
        for clerk in self.first_to_close(group, row, here)[: max(0, len(here) - number)]:
            self.go_off(clerk, self.now)
        if self.plan.closes[group] == Closes.HOLD:
            self.remember(self.falls[group], len(self.at_windows(group)) - number)

    def first_to_close(self, group: int, row: int, here: list[Clerk]) -> list[Clerk]:
        """Who of those at the windows goes first, the highest number among equals; under `hold` only the idle."""
        rule = Closes(self.plan.closes[group])
        if rule is Closes.HOLD:
            here = [clerk for clerk in here if clerk.ticket is None]
        first = self.plan.clerk_group.tolist().index(group)
        draw = self.plan.closing_draw[self.plan.calendar_draw[row]].tolist()
        rank: dict[Closes, Callable[[Clerk], float]] = {
            Closes.HOLD: lambda clerk: 0,
            Closes.IDLE_FIRST: lambda clerk: clerk.ticket is not None,
            Closes.BUSY_FIRST: lambda clerk: clerk.ticket is None,
            Closes.RANDOM: lambda clerk: draw[clerk.number - first],
        }
        return sorted(here, key=lambda clerk: (rank[rule](clerk), -clerk.number))

    def remember(self, falls: list[float], too_many: int) -> None:
        """A fall for each clerk too many: a new one comes last, and a rise cancels the latest."""
        while len(falls) > max(0, too_many):
            falls.pop()
        while len(falls) < too_many:
            falls.append(self.now)

    # After closing

    def after_closing(self) -> None:
        """Who stays and is not needed goes; then people go for whom nobody is left."""
        staying = [clerk for clerk in self.clerks if clerk.place == STAYING and clerk.free]
        needed = self.needed({clerk.group for clerk in staying}) if staying else set()
        for clerk in staying:
            if clerk.group not in needed:
                self.go_home(clerk)
        for queue in range(len(self.plan.queue_names)):
            if not self.behind[queue]:
                line = self.shown(queue)
                if line and not self.has_own(queue) and not self.has_helper(queue):
                    self.send_home(line)

    def needed(self, groups: set[int]) -> set[int]:
        """Which groups somebody inside may still need, as its own or for help."""
        shown = {ticket.queue for ticket in self.in_hall()}
        own = shown | {q for case in self.cases if case.visit is not None for q in self.ahead(case, case.visit)}
        helped = {queue for queue in shown if not self.has_own(queue)}
        needed = {group for group in groups if any(self.serves(group, queue) for queue in own)}
        return needed | {group for group in groups if any(self.helps_in_time(group, queue) for queue in helped)}

    def ahead(self, case: Case, visit: Visit | None) -> set[int]:
        """Queues to which a person may still come today: nobody waits for reviews, and nobody plans to be sent back.

        Those of an agent's further cases, too.
        """
        able = {step.number for step in case.steps if step.is_done}
        first, been_at = visit is None or visit.cause is Cause.FIRST, set() if visit is None else visit.been_at
        steps = set()
        for step in case.steps:
            within_reach = set(self.needs[step.number]) <= able
            if step.in_person and step.role in COMES_FOR and not step.is_done and within_reach:
                able.add(step.number)
                steps.add(step)
        new = any(step.role is Role.INTAKE and not step.wrong for step in steps)
        for step in case.steps:
            early = (step.role in (Role.MACHINE, Role.ENQUIRY) and first) or (step.role is Role.GUIDANCE and new)
            if early and step.role not in been_at:
                steps.add(step)
        if visit is not None:
            steps.discard(visit.ticket_for)
        queues = set() if case.by_machine else {int(self.plan.queue[step.number]) for step in steps}
        if visit is not None and first:
            queues |= {q for other in self.bundle(case) if not other.begun for q in self.ahead(other, None)}
        return queues

    def helps_in_time(self, group: int, queue: int) -> bool:
        """Whether help is due, or will be by the clock."""
        by_the_clock = self.secondary[group][queue] and self.plan.help_after[group] < NEVER
        return bool(by_the_clock) or self.helps(group, queue)

    def has_own(self, queue: int) -> bool:
        """Whether somebody whose own queue it is stands at a window, or still comes on duty before the morning."""
        if any(clerk.at_window and self.serves(clerk.group, queue) for clerk in self.clerks):
            return True
        first = bisect_right(self.calendar_time, self.now)
        for mark, index in zip(*(rows[first:] for rows in self.calendar), strict=True):
            if mark == Mark.MORNING:
                return False
            if mark == Mark.ON and self.serves(self.clerks[index].group, queue):
                return True
        return False

    def has_helper(self, queue: int) -> bool:
        """Whether somebody whose help comes in time stands at a window."""
        return any(clerk.at_window and self.helps_in_time(clerk.group, queue) for clerk in self.clerks)
