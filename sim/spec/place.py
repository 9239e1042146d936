"""The hall: its hours, its service model, the manners of its queues."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.spec.fields import Interval, Label, Model, Name, NonNegative, Positive, Share, TimeOfDay, Weekday
from sim.spec.people import Matter

ServiceModel = Literal["departmental", "grouped", "integrated"]


HeadStart = NonNegative | Literal["strict"]
"""Minutes of seniority on a ticket, or `strict` for strict priority."""


class Guidance(Model):
    """A desk before the ticket (导办)."""

    minutes: NonNegative
    """Minutes of a standard clerk each time that somebody comes to have something accepted."""
    finds: Share = 0.0
    """Share of the papers that a person lacks which is found there; the window finds the others."""
    mends: Share = 0.0
    """Share of those found that is mended on the spot; without the others the person goes home before the ticket."""
    corrects: Share = 1.0
    """Share of the wrong tickets that guidance spares people."""


class Enquiries(Model):
    """A desk for questions, before guidance (咨询)."""

    share: Share
    """Share of the cases in which a person asks there on the first visit."""
    minutes: NonNegative
    """Minutes of a standard clerk for each question."""


class WrongTickets(Model):
    """People who take a ticket for another queue; it is found when they are called."""

    share: Share
    """Share of the first tickets for each session."""
    minutes: NonNegative = 0.5
    """Minutes until the clerk has told the person, who then takes a ticket for the right queue."""


class PaperRules(Model):
    """What the hall asks people to bring."""

    minutes: NonNegative = 0.25
    """Minutes of a standard clerk to check a paper."""
    missing_again: Share = 0.10
    """Chance that a paper which was found missing is missing on the next visit, too. One full notice (一次性告知)
    lowers it."""
    shared: tuple[Name, ...] = ()
    """Papers that departments get from one another (数据共享): nobody brings or checks them."""
    e_certificates: dict[Name, Share] = Field(default_factory=dict)
    """Papers that people may show on their phones (电子证照), and the share of people who have them there."""
    only: dict[Name, tuple[Name, ...]] = Field(default_factory=dict)
    """Matters for which only these papers are asked for, such as the identity card (只凭身份证)."""
    tolerated: tuple[Name, ...] = ()
    """Lesser papers without which a case is accepted (容缺受理); they are sent in later, without a visit."""
    lapse: Share = 0.0
    """Share of the cases accepted without a paper that lapse, because it never comes."""


class Commitment(Model):
    """The applicant promises, and checks follow (告知承诺制)."""

    matters: tuple[Name, ...] = Field(min_length=1)
    """Matters for which it is offered; their decision is made at once."""
    papers: tuple[Name, ...] = ()
    """Papers that the promise replaces."""
    inspected: Share = 0.0
    """Share of the cases that are inspected after the result."""
    minutes: NonNegative = 0.0
    """Minutes of an inspection, for a standard clerk of the first task's department behind."""
    breach: Share = 0.0
    """Share of the inspections that find a breach."""
    breach_minutes: NonNegative = 0.0
    """Minutes of work that a breach makes."""


class Reviews(Model):
    """Reviews behind the windows (后台审批)."""

    order: Literal["parallel", "in_order"] = "parallel"
    """Departments review a case at the same time, but for what one needs of another, or in the order of its tasks."""


class Issue(Model):
    """How results are handed out (出件)."""

    where: Literal["desk", "window"] = "desk"
    """At one desk of its own (统一出件), or at the windows that accepted the case."""
    minutes: NonNegative = 1.5
    """Minutes of a standard clerk for each result; none for a result at once at the window that accepts the case."""
    courier: Share = 0.0
    """Share of promised results sent by courier: nobody comes."""
    courier_days: int = Field(default=1, ge=0)
    """Open days that the courier needs."""
    online: Share = 0.0
    """Share of promised results delivered online, at once: nobody comes."""


class Site(Model):
    """A place with windows of its own; the back office serves all."""

    label: Label
    """Its name."""
    kind: Literal["hall", "point"]
    """A hall, or a community point near people's homes (15分钟生活圈)."""


class Machines(Model):
    """Self-service machines (自助机), which are the clerks of groups whose station is `machine`."""

    failure: Share = 0.0
    """Share of the sessions at a machine that fail: the person goes on to a window."""


class HelpDesk(Model):
    """A desk for those who cannot be served (办不成事)."""

    after: int = Field(default=2, ge=1)
    """A person goes there on being turned back for so many times."""
    minutes: NonNegative = 10.0
    """Minutes of a standard clerk for each."""
    solves: Share = 0.5
    """Share of those for whom a way is found: they go back to the window at once, and nothing is missing any more."""


class Disturbance(Model):
    """Something that goes wrong: a system is down, or clerks are ill."""

    kind: Literal["system_down", "ill"]
    """A system is down: no session of the groups starts, those under way are finished. Ill: clerks are away all day."""
    groups: tuple[Name, ...] = Field(min_length=1)
    """The clerk groups."""
    days: tuple[Annotated[int, Field(ge=0)], ...] = ()
    """Numbers of the days, from 0; every open day where empty."""
    start: TimeOfDay | None = None
    """When the system goes down."""
    end: TimeOfDay | None = None
    """When it is up again."""
    clerks: int = Field(default=1, ge=1)
    """How many of each group are ill, of those who would be there."""


class Hall(Model):
    """A service hall."""

    label: Label
    """Its name."""
    service_model: ServiceModel
    """How a matter's tasks are laid over sessions: a session a department (departmental), one session at the
    windows of the matter's domain (grouped), or one session at any window (integrated)."""
    hours: tuple[Interval, ...] = Field(min_length=1)
    """When the windows are open on an open day; a gap is a closure, such as lunch, over which ticket holders
    keep their places. The end of the last interval is closing time."""
    weekday_hours: dict[Weekday, Annotated[tuple[Interval, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Hours of weekdays that differ from `hours`."""
    tickets_from: TimeOfDay | None = None
    """When the first ticket of a day is given; at opening where null. Who comes earlier waits at the door."""
    last_ticket: TimeOfDay | None = None
    """Who is not at the machine before this time gets no first ticket; closing time where null."""
    tickets_in_closures: bool = False
    """Whether tickets are given during closures such as lunch; else people wait at the door for its end."""
    closing: Literal["serve", "send_home"] = "serve"
    """Those who wait at closing are served, and clerks stay for them as overtime, or are sent home."""
    slowness: Positive = 1.0
    """Minutes of a clerk at the windows for one of a standard clerk's work, a specialist's, where the group states none
    of its own: what breadth costs (generalists)."""
    setup: NonNegative = 0.0
    """Minutes of set-up of each session in which something is accepted, and of each review, whoever serves."""
    walk: NonNegative = 0.0
    """Minutes from a call until the person sits at the window, where the clerk waits; windows only."""
    recall: NonNegative = 0.0
    """Minutes a clerk loses to calling the number of someone who left in silence."""
    routing: Literal["narrowest", "alis"] = "narrowest"
    """Which free clerk a ticket goes to: the narrowest primary scope, then the longest idle, then the lowest
    number; or the longest idle among all (alis)."""
    head_start: dict[Name, HeadStart] = Field(default_factory=dict)
    """Minutes of seniority on the tickets of a priority class; 0 where left out."""
    guidance: Guidance | None = None
    """The desk before the ticket, if there is one; it needs a group whose station is `guidance`."""
    enquiries: Enquiries | None = None
    """The desk for questions, if there is one; it needs a group whose station is `enquiries`."""
    wrong_tickets: WrongTickets | None = None
    """Tickets taken for the wrong queue; none where null."""
    papers: PaperRules | None = None
    """What is asked of people; no papers at all where null."""
    commitment: Commitment | None = None
    """Matters accepted on a promise; none where null."""
    machines: Machines = Machines()
    """How machines work, if there are any."""
    help_desk: HelpDesk | None = None
    """The desk for those who cannot be served, if there is one; it needs a group whose station is `help`."""
    slots: dict[TimeOfDay, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    """People who may book each half-hour, none where empty; who finds one full takes the nearest that is not."""
    disturbances: tuple[Disturbance, ...] = ()
    """What goes wrong."""
    reviews: Reviews | None = None
    """Reviews behind the windows, in the grouped and the integrated service model; they need groups whose station is
    `back_office`. Where null, all work is done at the window."""
    issue: Issue | None = None
    """How results are handed out; where null they take no time, and nobody comes for them."""

    def hours_on(self, weekday: Weekday) -> tuple[Interval, ...]:
        """The hours of an open day of that weekday, in order."""
        return tuple(sorted(self.weekday_hours.get(weekday, self.hours), key=lambda i: i.start))


def sessions(matter: Matter, model: ServiceModel) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """A matter's sessions at the windows, in order: the name of the counter, and the numbers of its tasks.

    Tasks of one department that follow one another are done in one session.
    """
    if model == "grouped":
        return ((matter.domain, tuple(range(len(matter.tasks)))),)
    if model == "integrated":
        return (("all", tuple(range(len(matter.tasks)))),)
    counters: list[tuple[str, tuple[int, ...]]] = []
    for number, task in enumerate(matter.tasks):
        if counters and counters[-1][0] == task.department:
            counters[-1] = (task.department, (*counters[-1][1], number))
        else:
            counters.append((task.department, (number,)))
    return tuple(counters)
