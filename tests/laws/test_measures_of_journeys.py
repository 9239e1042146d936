"""What is measured of whole journeys, counted a second time, one case, file and clerk after the other."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated_reform import random_reform_spec, rounded
from measured import Found, counted
from sim.demand import draw
from sim.engine.reference import play
from sim.measures import MEASURES
from sim.measures.papers import look_through
from sim.measures.view import View
from sim.plan import Plan, Role, Station, lay
from sim.spec import Spec
from sim.tape import OCCURRENCES, Cause
from sim.trace import CaseOutcome, Outcome, Trace

SEEDS = st.integers(0, 2**32 - 1)
close = pytest.approx
OUTCOMES = (
    *("share_done", "share_gave_up", "share_balked", "share_sent_home", "share_too_late", "share_turned_back"),
    *("share_lapsed", "share_no_show", "share_unfinished"),
)
RETURNS = {cause: f"returns_{cause.name.lower()}" for cause in Cause if cause != Cause.FIRST}
ATTENDED = {Outcome.SERVED, Outcome.TURNED_BACK, Outcome.WRONG_TICKET, Outcome.ERROR, Outcome.FAILED}


def some_days(of: Spec, rng: np.random.Generator) -> Spec:
    """The same days, of which perhaps only some are measured."""
    first = int(rng.integers(of.calendar.days))
    last = int(rng.integers(first, of.calendar.days))
    part = of.calendar.model_copy(update={"warm_up": first, "drain": of.calendar.days - 1 - last})
    measured = any(map(part.is_open, part.measured)) and rng.random() < 0.7
    return of.model_copy(update={"calendar": part}) if measured else of


def plan_at_random(seed: int) -> tuple[Plan, Spec]:
    rng = np.random.default_rng(seed)
    of = random_reform_spec(rng)
    costs = of.costs.model_copy(update={"citizen_hour": 40.0})
    demand = of.demand.model_copy(update={"trip": float(rng.integers(3)) * 10.0})
    people = rounded(draw(of, seed, 0), int(rng.choice((0, 1, 5))))
    return lay(people, of), some_days(of.model_copy(update={"costs": costs, "demand": demand}), rng)


def at_random(seed: int) -> tuple[Trace, Spec]:
    plan, of = plan_at_random(seed)
    return play(plan), of


class Person:
    """One case of a trace, told from its rows."""

    def __init__(self, trace: Trace, of: Spec, case: int) -> None:
        plan = trace.plan
        self.trace, self.plan, self.of, self.case = trace, plan, of, case
        self.visits = [v for v in range(len(trace.visit_case)) if trace.visit_case[v] == case]
        self.tickets = [s for s in range(len(trace)) if plan.case[trace.stage[s]] == case]
        self.own = [s for s in self.tickets if trace.visit[s] >= 0]
        self.outcome = CaseOutcome(trace.case_outcome[case])
        self.arrival = float(plan.arrival[case])

    def role(self, ticket: int) -> Role:
        return Role(self.plan.role[self.trace.stage[ticket]])

    @property
    def in_hall(self) -> float:
        return sum(float(self.trace.visit_left[v] - self.trace.visit_arrival[v]) for v in self.visits)

    @property
    def waited(self) -> float:
        trace = self.trace
        stops = [trace.call[s] if trace.outcome[s] in ATTENDED else trace.end[s] for s in self.own]
        return float(sum(stop - trace.ticket[s] for stop, s in zip(stops, self.own, strict=True)))

    @property
    def travel(self) -> float:
        alone = [v for v in self.visits if self.trace.visit_cause[v] != Cause.FIRST]
        first = len(self.visits) > len(alone) and not self.plan.after_another[self.case]
        return (len(alone) + first) * (2 * float(self.plan.travel[self.case]) + self.of.demand.trip)

    @property
    def awaiting(self) -> float:
        """Gaps between the tickets of a visit, and after the last."""
        gaps, trace = 0.0, self.trace
        for visit in self.visits:
            now = float(trace.visit_from[visit])
            for ticket in (s for s in self.own if trace.visit[s] == visit):
                gaps += float(trace.ticket[ticket]) - now
                now = float(trace.end[ticket])
            gaps += float(trace.visit_left[visit]) - now
        return gaps

    @property
    def result(self) -> float:
        """When the last clerk was through with it, of who waits in the hall; else when the case was over."""
        trace = self.trace
        served = [s for s in self.tickets if trace.outcome[s] == Outcome.SERVED]
        if self.plan.awaits[self.case] and not any(self.role(s) is Role.MACHINE for s in served):
            needed = [s for s in served if self.role(s) in (Role.INTAKE, Role.REVIEW, Role.ISSUE)]
            return max(float(trace.end[s]) for s in needed)
        return float(trace.over[self.case])

    @property
    def at_once(self) -> bool:
        return len(self.visits) == 1 and self.result <= float(self.trace.visit_left[self.visits[0]])

    @property
    def open_days(self) -> int:
        calendar, day = self.of.calendar, self.arrival // 1440
        return sum(calendar.is_open(d) for d in range(int(day) + 1, int(self.result // 1440) + 1))

    @property
    def papers(self) -> int:
        """At each intake that was done, those asked for but the tolerated ones that the person lacks."""
        handed = 0
        for stage in self.plan.stages_of(self.case):
            if self.plan.role[stage] == Role.INTAKE and not math.isnan(self.trace.done[stage]):
                lacks = self.plan.lacks_of(stage)
                handed += int(self.plan.papers_asked[stage]) - sum(bool(self.plan.paper_tolerated[p]) for p in lacks)
        return handed

    @property
    def errors(self) -> int:
        accepted = [
            int(self.trace.stage[s])
            for s in self.tickets
            if self.role(s) is Role.INTAKE and self.trace.outcome[s] == Outcome.SERVED
        ]
        return len(accepted) - len(set(accepted))

    @property
    def satisfied(self) -> float:
        told = self.of.survey
        done = self.outcome is CaseOutcome.DONE
        end = self.result if done else float(self.trace.over[self.case])
        score = told.intercept + told.days * (end - self.arrival) / 1440
        if self.visits:
            score += told.wait * self.waited / len(self.visits) / 10 + told.visits * (len(self.visits) - 1)
        if any(self.trace.outcome[s] == Outcome.TURNED_BACK for s in self.tickets):
            score += told.turned_back
        if not done:
            score += told.unserved
        return 1.0 / (1.0 + math.exp(-score))


def people(trace: Trace, of: Spec) -> list[Person]:
    """The cases first seen on measured days."""
    days = of.calendar.measured
    return [Person(trace, of, case) for case in range(len(trace.plan)) if trace.plan.arrival[case] // 1440 in days]


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


OF_THE_DONE: dict[str, Callable[[Person], float]] = {
    "visits_per_case": lambda p: len(p.visits),
    "share_one_visit": lambda p: len(p.visits) <= 1,
    "share_at_once": lambda p: p.at_once,
    "mean_days_to_result": lambda p: (p.result - p.arrival) / 1440,
    "mean_open_days_to_result": lambda p: p.open_days,
    "mean_time_in_hall": lambda p: p.in_hall,
    "mean_wait_per_case": lambda p: p.waited,
    "mean_awaiting": lambda p: p.awaiting,
    "mean_issue_time": lambda p: sum(
        float(p.trace.end[s] - p.trace.ticket[s]) for s in p.own if p.role(s) is Role.ISSUE
    ),
    "travel_per_case": lambda p: p.travel,
    "citizen_minutes": lambda p: p.in_hall + p.travel,
    "citizen_cost_per_case": lambda p: (p.in_hall + p.travel) / 60 * 40.0,
    "papers_per_case": lambda p: p.papers,
    "errors_per_case": lambda p: p.errors,
    "sessions_per_case": lambda p: sum(p.plan.station[p.trace.queue[s]] == Station.WINDOW for s in p.own),
    **{
        name: lambda p, cause=cause: sum(p.trace.visit_cause[v] == cause for v in p.visits)
        for cause, name in RETURNS.items()
    },
}
"""Means over the cases that were done."""


@given(SEEDS)
@settings(max_examples=40)
def test_means_over_cases_are_those_of_one_case_after_the_other(seed: int):
    trace, of = at_random(seed)
    found, seen = Found(trace, of), people(trace, of)
    done = [p for p in seen if p.outcome is CaseOutcome.DONE]
    for name, of_case in OF_THE_DONE.items():
        assert found.hall(name) == close(mean([float(of_case(p)) for p in done]), abs=1e-9, nan_ok=True), name
        for number, matter in enumerate(of.matters):
            mine = [float(of_case(p)) for p in done if trace.plan.matter[p.case] == number]
            assert found.by(name, "matter").get(matter, float("nan")) == close(mean(mine), abs=1e-9, nan_ok=True), name
    assert found.hall("cases") == len(seen)
    for name, outcome in zip(OUTCOMES, (CaseOutcome.DONE, *list(CaseOutcome)[1:]), strict=True):
        assert found.hall(name) == close(mean([p.outcome is outcome for p in seen]), nan_ok=True), name
    ended = [p for p in seen if p.outcome not in (CaseOutcome.IN_PROGRESS, CaseOutcome.NO_SHOW)]
    assert found.hall("satisfaction") == close(mean([p.satisfied for p in ended]), nan_ok=True)
    near = [bool(trace.plan.travel[p.case] <= 15) for p in seen if not trace.plan.online[p.case]]
    assert found.hall("share_within_15_min") == close(mean(near if of.demand.zones else []), nan_ok=True)


@given(SEEDS)
@settings(max_examples=40)
def test_what_must_add_up_does(seed: int):
    trace, of = at_random(seed)
    found = Found(trace, of)
    if found.hall("cases"):
        assert sum(found.hall(name) for name in OUTCOMES) == close(1)
    for by in ("matter", "priority", "cause", "half_hour", "day"):
        assert found.total("visits", by) == found.hall("visits")
    for by in ("matter", "priority", "day", *(["site"] if of.sites else [])):
        assert found.total("cases", by) == found.hall("cases")
        assert found.total("tickets", by) == found.hall("tickets")
    firsts = [p for p in people(trace, of) if p.outcome is CaseOutcome.DONE]
    first = mean([float(any(trace.visit_cause[v] == Cause.FIRST for v in p.visits)) for p in firsts])
    every = first + sum(found.hall(name) for name in RETURNS.values())
    assert found.hall("visits_per_case") == close(every, nan_ok=True)
    again = found.total("visits", "cause", ["first"])
    assert found.hall("share_returns") * found.hall("visits") == close(again, nan_ok=True) or not found.hall("visits")
    for name in ("clerks_on_duty", "clerk_hours", "overtime_hours", "cost"):
        assert found.total(name, "role") == close(found.hall(name))
        assert found.total(name, "group") == close(found.hall(name))
    for by in ("department", "queue", "matter"):
        assert found.total("mean_backlog", by) == close(found.hall("mean_backlog"), abs=1e-12)
        assert found.total("final_backlog", by) == found.hall("final_backlog")
    shares = [name for name, known in MEASURES.items() if known.unit.en.startswith(("share", "index"))]
    for name in shares:
        for by in MEASURES[name].by:
            assert all(-1e-9 <= value <= 1 + 1e-9 for value in found.by(name, by).values()), (name, by)


@given(SEEDS)
@settings(max_examples=25)
def test_days_measured_apart_add_up_to_all_days(seed: int):
    """Warm-up, measured days and drain: what counts, and time averages times hours, over any parting of the days."""
    rng = np.random.default_rng(seed)
    trace, of = at_random(seed)
    days = of.calendar.days
    cut = int(rng.integers(1, days))
    parts = []
    for first, last in ((0, cut), (cut, days)):
        calendar = of.calendar.model_copy(update={"warm_up": first, "drain": days - last})
        if not any(map(calendar.is_open, calendar.measured)):
            return
        parts.append(of.model_copy(update={"calendar": calendar}))
    whole = of.model_copy(update={"calendar": of.calendar.model_copy(update={"warm_up": 0, "drain": 0})})
    every, some = Found(trace, whole), [Found(trace, part) for part in parts]
    hours = [View(trace, part).opening.minutes("hall")[0] for part in parts]
    for name in ("tickets", "cases", "visits", "clerk_hours", "overtime_hours", "cost"):
        assert sum(part.hall(name) for part in some) == close(every.hall(name)), name
    for name in ("mean_waiting", "mean_displayed", "mean_in_hall", "mean_backlog", "windows_open", "clerks_on_duty"):
        total = sum(part.hall(name) * length for part, length in zip(some, hours, strict=True))
        assert total == close(every.hall(name) * sum(hours)), name
    for name in ("peak_waiting", "peak_displayed", "peak_in_hall"):
        assert max(part.hall(name) for part in some) == every.hall(name)
    levels = [list(part.by("tickets", "day")) for part in some]
    assert levels == [[str(day) for day in part.calendar.measured] for part in parts]
    assert some[1].hall("final_backlog") == every.hall("final_backlog")
    assert {**some[0].by("mean_wait", "day"), **some[1].by("mean_wait", "day")} == every.by("mean_wait", "day")


def measured_hours(trace: Trace, of: Spec) -> list[tuple[float, float]]:
    """Opening hours of the measured days."""
    spans = zip(trace.plan.open_from.tolist(), trace.plan.open_to.tolist(), strict=True)
    return [(low, high) for low, high in spans if low // 1440 in of.calendar.measured]


@given(SEEDS)
@settings(max_examples=30)
def test_numbers_inside_and_behind_are_those_counted_and_littles_law_holds(seed: int):
    """L from cells of half-hours, against instants counted one by one, and against the sum of all stays."""
    trace, of = at_random(seed)
    found, plan, spans = Found(trace, of), trace.plan, measured_hours(trace, of)
    opening = sum(high - low for low, high in spans)
    first, last = of.calendar.measured.start * 1440.0, of.calendar.measured.stop * 1440.0
    last = last if of.calendar.drain else float("inf")
    behind = plan.station[trace.queue] == Station.BACK_OFFICE
    horizon = plan.days * 1440.0 + 1440.0
    until = np.where(np.isnan(trace.end), horizon, trace.end)
    kinds = {
        "in_hall": (trace.visit_arrival, trace.visit_left),
        "backlog": (trace.ticket[behind], until[behind]),
    }
    for kind, (start, end) in kinds.items():
        minutes, _ = counted(start, end, spans)
        assert found.hall(f"mean_{kind}") * opening == close(minutes, abs=1e-6)
        stays = sum(
            max(0.0, min(e, high) - max(s, low))
            for s, e in zip(start.tolist(), end.tolist(), strict=True)
            for low, high in spans
        )
        assert minutes == close(stays, abs=1e-6)
    start, end = (np.clip(time, first, last) for time in kinds["in_hall"])
    assert found.hall("peak_in_hall") == counted(start, end, [])[1]
    closing = max(t for t in plan.closing.tolist() if t // 1440 in of.calendar.measured)
    assert found.hall("final_backlog") == np.sum((trace.ticket <= closing) & (until > closing) & behind)


@given(SEEDS)
@settings(max_examples=30)
def test_reviews_are_timed_in_opening_hours(seed: int):
    trace, of = at_random(seed)
    found, plan = Found(trace, of), trace.plan
    spans = list(zip(plan.open_from.tolist(), plan.open_to.tolist(), strict=True))

    def opened(start: float, end: float) -> float:
        return sum(max(0.0, min(end, high) - max(start, low)) for low, high in spans)

    files = [
        s
        for s in range(len(trace))
        if plan.station[trace.queue[s]] == Station.BACK_OFFICE
        and trace.outcome[s] in ATTENDED
        and trace.ticket[s] // 1440 in of.calendar.measured
    ]
    waits = [opened(float(trace.ticket[s]), float(trace.call[s])) for s in files]
    stays = [opened(float(trace.ticket[s]), float(trace.end[s])) / 60 for s in files]
    assert found.hall("mean_review_wait") == close(mean(waits), abs=1e-9, nan_ok=True)
    assert found.hall("mean_review_time") == close(mean(stays), abs=1e-9, nan_ok=True)
    result = [s for s in range(len(trace)) if plan.role[trace.stage[s]] == Role.ISSUE and trace.outcome[s] in ATTENDED]
    issue = [float(trace.call[s] - trace.ticket[s]) for s in result if trace.ticket[s] // 1440 in of.calendar.measured]
    assert found.hall("mean_issue_wait") == close(mean(issue), nan_ok=True)


@given(SEEDS)
@settings(max_examples=30)
def test_clerks_and_windows_are_counted_by_what_they_do(seed: int):
    """Between two instants, clerk by clerk; who stands at a tidal window is in front."""
    trace, of = at_random(seed)
    plan, found, spans = trace.plan, Found(trace, of), measured_hours(trace, of)
    stations = [group.station for group in of.staff.groups.values()]
    times = sorted({t for s in spans for t in s} | set(trace.duty_on) | set(trace.duty_due) | set(trace.tide_from))
    times = sorted({*times, *trace.tide_to[~np.isnan(trace.tide_to)].tolist()})
    names = {"acceptance": "front", "back_office": "behind", "issue": "issue", "guidance": "guidance"}
    scope = plan.primary | plan.secondary
    windows = np.any(scope[:, plan.station == Station.WINDOW], axis=1)
    minutes, seats = dict.fromkeys(("front", "behind", "issue", "guidance", "other"), 0.0), 0.0
    for before, after in pairwise(times):
        middle = (before + after) / 2
        if not any(low < middle < high for low, high in spans):
            continue
        for clerk, on, due in zip(trace.duty_clerk, trace.duty_on, trace.duty_due, strict=True):
            group = int(plan.clerk_group[clerk])
            if not on < middle < due or stations[group] == "machine":
                continue
            mine = trace.tide_group == group
            forward = np.any(mine & (trace.tide_from < middle) & ~(trace.tide_to <= middle))
            minutes["front" if forward else names.get(stations[group], "other")] += after - before
            seats += (after - before) * (forward or windows[group])
    opening = sum(high - low for low, high in spans)
    assert {name: value * opening for name, value in found.by("clerks_on_duty", "role").items()} == close(minutes)
    assert found.hall("windows_open") * opening == close(seats)


class Folder:
    """The papers that one person lacks, gone through from visit to visit, or filing to filing, as a clerk would."""

    def __init__(self, trace: Trace, case: int) -> None:
        self.trace, self.plan, self.case = trace, trace.plan, case
        self.found: dict[int, int] = {}
        self.known: set[int] = set()
        self.mended: set[int] = set()
        self.helped: set[int] = set()
        self.by_rule = False
        for _, _, ticket in sorted(self._events()):
            if ticket < 0:
                self.known.clear()
            else:
                self._look(ticket)

    def _events(self) -> list[tuple[float, int, int]]:
        """When the person comes or files anew, and when somebody looks at the papers: the ticket, or -1."""
        trace, plan = self.trace, self.plan
        events = [(float(trace.visit_from[v]), 0, -1) for v in np.flatnonzero(trace.visit_case == self.case)]
        filed = set()
        for ticket in np.flatnonzero(plan.case[trace.stage] == self.case).tolist():
            stage, role = int(trace.stage[ticket]), plan.role[trace.stage[ticket]]
            if role == Role.INTAKE and trace.visit[ticket] < 0:
                events += [(float(trace.ticket[ticket]), 0, -1)] if stage in filed else []
                filed.add(stage)
            if trace.outcome[ticket] in ATTENDED - {Outcome.WRONG_TICKET}:
                events.append((float(trace.call[ticket]), 1, ticket))
        return events

    def _look(self, ticket: int) -> None:
        plan, stage, outcome = self.plan, int(self.trace.stage[ticket]), self.trace.outcome[ticket]
        for paper in plan.lacks_of(stage):
            before = self.found.get(paper, 0) - (paper in self.known)
            missing = paper not in self.mended | self.helped and before < plan.paper_times[paper]
            missing = missing and not plan.paper_tolerated[paper]
            if plan.role[stage] == Role.GUIDANCE and missing and plan.paper_found[paper, min(before, OCCURRENCES - 1)]:
                if plan.paper_mended[paper, min(before, OCCURRENCES - 1)]:
                    self.mended.add(paper)
                else:
                    self._tell(paper)
            elif plan.role[stage] == Role.HELP and missing and outcome == Outcome.SERVED:
                self.helped.add(paper)
            elif plan.role[stage] == Role.INTAKE and missing and outcome == Outcome.TURNED_BACK:
                self._tell(paper)
            elif plan.role[stage] == Role.INTAKE and outcome == Outcome.SERVED:
                self.by_rule |= before == OCCURRENCES and paper not in self.mended | self.helped

    def _tell(self, paper: int) -> None:
        if paper not in self.known:
            self.found[paper] = self.found.get(paper, 0) + 1
            self.known.add(paper)


@given(SEEDS)
@settings(max_examples=40)
def test_papers_are_found_and_mended_as_one_person_after_the_other_sees_it(seed: int):
    trace, of = at_random(seed)
    papers, plan = look_through(trace), trace.plan
    folders = [Folder(trace, case) for case in range(len(plan))]
    for stage in range(len(plan.case)):
        for paper in plan.lacks_of(stage):
            folder = folders[plan.case[stage]]
            assert papers.case[paper] == folder.case
            assert papers.times[paper] == folder.found.get(paper, 0)
            assert papers.mended[paper] == (paper in folder.mended)
    seen = [folder for folder in folders if plan.case_day[folder.case] in of.calendar.measured]
    found = Found(trace, of)
    assert found.hall("papers_cut_short") == close(mean([folder.by_rule for folder in seen]), nan_ok=True)
    mends, finds = sum(len(f.mended) for f in seen), sum(sum(f.found.values()) for f in seen)
    share = mends / (mends + finds) if mends + finds else float("nan")
    assert found.hall("share_mended_by_guidance") == close(share, nan_ok=True)


@given(SEEDS)
@settings(max_examples=30)
def test_what_goes_wrong_is_counted_session_by_session(seed: int):
    trace, of = at_random(seed)
    plan, found = trace.plan, Found(trace, of)
    rows = [s for s in range(len(trace)) if trace.ticket[s] // 1440 in of.calendar.measured]
    met = [
        (Role(plan.role[trace.stage[s]]), Outcome(trace.outcome[s]), s) for s in rows if trace.outcome[s] in ATTENDED
    ]

    def share(role: Role, outcome: Outcome) -> float:
        return mean([float(o is outcome) for r, o, _ in met if r is role])

    assert found.hall("turned_back_at_guidance") == close(share(Role.GUIDANCE, Outcome.TURNED_BACK), nan_ok=True)
    assert found.hall("share_machine_failed") == close(share(Role.MACHINE, Outcome.FAILED), nan_ok=True)
    assert found.hall("share_help_solved") == close(share(Role.HELP, Outcome.SERVED), nan_ok=True)
    at_window = [o is Outcome.WRONG_TICKET for _, o, s in met if plan.station[trace.queue[s]] == Station.WINDOW]
    assert found.hall("share_wrong_tickets") == close(mean(at_window), nan_ok=True)
    first = []
    for person in people(trace, of):
        own = [s for s in person.own if person.role(s) is Role.INTAKE and trace.outcome[s] in ATTENDED]
        outcomes = [trace.outcome[s] for s in own if trace.outcome[s] != Outcome.WRONG_TICKET]
        first += [outcomes[0] == Outcome.TURNED_BACK] if outcomes else []
    assert found.hall("turned_back_at_first") == close(mean(first), nan_ok=True)
    visits = [v for v in range(len(trace.visit_case)) if trace.visit_arrival[v] // 1440 in of.calendar.measured]
    stays = [float(trace.visit_left[v] - trace.visit_arrival[v]) for v in visits]
    assert found.hall("mean_time_per_visit") == close(mean(stays), nan_ok=True)
    waits = []
    for visit in visits:
        own = np.flatnonzero(trace.visit == visit)
        if len(own) and trace.outcome[own[0]] in ATTENDED:
            waits.append(float(trace.call[own[0]] - trace.visit_arrival[visit]))
    assert found.hall("mean_wait_from_door") == close(mean(waits), nan_ok=True)


@given(SEEDS)
@settings(max_examples=30)
def test_fairness_is_jains_index_of_mean_waits(seed: int):
    trace, of = at_random(seed)
    found = Found(trace, of)
    for by, name in (("matter", "matters"), ("priority", "classes")):
        plan, waits = trace.plan, []
        for level in range(len(found.by("tickets", by))):
            mine = [
                float(trace.call[s] - trace.ticket[s])
                for s in range(len(trace))
                if plan.station[trace.queue[s]] == Station.WINDOW
                and trace.outcome[s] in ATTENDED
                and trace.ticket[s] // 1440 in of.calendar.measured
                and getattr(plan, by)[plan.case[trace.stage[s]]] == level
            ]
            waits += [mean(mine)] if len(mine) >= 10 else []
        if len(waits) < 2:
            assert math.isnan(found.hall(f"fairness_{name}"))
            assert math.isnan(found.hall(f"wait_ratio_{name}"))
            continue
        squares = len(waits) * sum(wait**2 for wait in waits)
        assert found.hall(f"fairness_{name}") == close(sum(waits) ** 2 / squares if squares else 1.0)
        ratio = max(waits) / min(waits) if min(waits) > 0 else float("nan")
        assert found.hall(f"wait_ratio_{name}") == close(ratio, nan_ok=True)


def test_the_generated_halls_have_what_these_laws_are_about():
    """Returns of every kind, tides, agents, and days that are not measured."""
    seen: dict[str, float] = {}
    for seed in range(30):
        trace, of = at_random(seed)
        for cause in Cause:
            seen[cause.name] = seen.get(cause.name, 0) + np.sum(trace.visit_cause == cause)
        seen["tides"] = seen.get("tides", 0) + len(trace.tide_group)
        seen["after another"] = seen.get("after another", 0) + np.sum(trace.plan.after_another)
        seen["warm-up"] = seen.get("warm-up", 0) + of.calendar.warm_up
    assert all(number > 0 for number in seen.values()), seen
