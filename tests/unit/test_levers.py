"""Each lever of the reform moves what it should, and by as much as theory says: papers, returns, results, channels.

Halls are compared on common tapes, so that directions hold person by person or replication by replication. Sizes are
held against theory at a false-alarm rate of 1e-4 each (`city.ALPHA`); with some sixty comparisons that is below 1 % for
a new seed, and nothing for the one that is fixed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from city import APART, MATTERS, ONE_WINDOW, city, desk, every, front, is_mean, is_share, office, played
from sim.plan import Role
from sim.spec import DAY
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace import CaseOutcome, Outcome, Trace, VisitOutcome

PAPERS = {"minutes": 0.25, "missing_again": 0.1}
TAX, HOME, ID = range(3)
TOMORROW = {"demand.returns.mean_days": 1.0}
"""Whoever comes again does so on the next open day."""
CHANCES = {TAX: [0.2], HOME: [0.15, 0.2, 0.1]}
"""Chances to lack the papers of a matter."""
BEHIND = {"front": front(), "back": office()}


def over(traces: list[Trace], number: Any) -> Any:
    """Something of each trace, of all of them in a row."""
    return np.concatenate([number(trace) for trace in traces])


def visits(trace: Trace) -> Ints:
    """(n) Visits of each case."""
    return np.bincount(trace.visit_case, minlength=len(trace.plan))


def of_matter(trace: Trace, matter: int) -> Bools:
    """(n) Whether the case is of a matter."""
    return np.asarray(trace.plan.matter == matter)


def early(trace: Trace) -> Bools:
    """(n) Whether the case is first seen in the first week, so that there is time for four returns."""
    return np.asarray(trace.plan.case_day < 5)


def first_outcome(trace: Trace) -> Ints:
    """(n) How each case's first visit ended; -1 where nobody came."""
    found = np.full(len(trace.plan), -1)
    first = trace.visit_cause == Cause.FIRST
    found[trace.visit_case[first]] = trace.visit_outcome[first]
    return found


def turned_back(trace: Trace) -> Bools:
    """(n) Whether each case's first visit ended for want of a paper."""
    return np.asarray(first_outcome(trace) == VisitOutcome.TURNED_BACK)


def has(trace: Trace, role: Role, *outcomes: Outcome) -> Bools:
    """(n) Whether each case has a ticket for that, with one of these outcomes if any are named."""
    rows = trace.plan.role[trace.stage] == role
    rows &= np.isin(trace.outcome, outcomes) if outcomes else True
    return np.asarray(np.bincount(trace.case[rows], minlength=len(trace.plan)) > 0)


def minutes(trace: Trace, role: Role) -> Floats:
    """(n) Minutes of sessions of that role, nights left out."""
    rows = np.flatnonzero((trace.plan.role[trace.stage] == role) & trace.attended)
    nights = trace.end[rows] // DAY - trace.start[rows] // DAY
    worked = trace.end[rows] - trace.start[rows] - nights * (DAY - 480)
    return np.bincount(trace.case[rows], worked, minlength=len(trace.plan))


def waits(trace: Trace) -> Floats:
    """(s) Minutes from the ticket to the call, of people who were served."""
    return np.asarray((trace.call - trace.ticket)[trace.attended & ~trace.of_file])


def union(chances: list[float]) -> float:
    """Chance that at least one of several independent things happens."""
    return float(1.0 - np.prod(1.0 - np.array(chances)))


# Papers


def more_visits(chances: list[float], again: float) -> float:
    """Expected returns until all papers are there: the mean of the largest number of times that one is missing.

    P(missing j times or more) = p q^(j - 1), up to four; all are told of at once.
    """
    return sum(union([chance * again**time for chance in chances]) for time in range(4))


@cache
def again(missing_again: float, *, apart: bool = False) -> list[Trace]:
    """Two weeks in which papers are missing again with this chance."""
    groups = APART if apart else {"front": front(6)}
    return played(city(groups, TOMORROW, days=12, papers={"minutes": 0.25, "missing_again": missing_again}), 2)


def test_visits_per_case_by_papers_that_are_missing():
    for matter, chances in CHANCES.items():
        number = over(again(0.4), lambda t, m=matter: visits(t)[of_matter(t, m) & early(t)])
        assert is_mean(number, 1.0 + more_visits(chances, 0.4))
    assert over(again(0.4), lambda t: visits(t)[of_matter(t, ID)]).max() == 1


def test_departments_that_ask_for_papers_one_after_the_other_cost_more_visits():
    """Tax asks for form and deed; land then for the photo, which nobody told of."""
    number = over(again(0.4, apart=True), lambda t: visits(t)[of_matter(t, HOME) & early(t)])
    expected = 1.0 + more_visits([0.15, 0.2], 0.4) + more_visits([0.1], 0.4)
    assert is_mean(number, expected)
    pairs = zip(again(0.4), again(0.4, apart=True), strict=True)
    assert all((visits(one)[early(one)] <= visits(apart)[early(apart)]).all() for one, apart in pairs)


def test_one_full_notice():
    for matter, chances in CHANCES.items():
        number = over(again(0.02), lambda t, m=matter: visits(t)[of_matter(t, m) & early(t)])
        assert is_mean(number, 1.0 + more_visits(chances, 0.02))
    pairs = list(zip(again(0.02), again(0.4), strict=True))
    assert all((visits(notice)[early(notice)] <= visits(none)[early(none)]).all() for notice, none in pairs)
    assert all(visits(notice).sum() < visits(none).sum() for notice, none in pairs)


def test_the_share_turned_back():
    for matter, chances in CHANCES.items():
        assert is_share(over(again(0.4), lambda t, m=matter: turned_back(t)[of_matter(t, m)]), union(chances))


@pytest.mark.parametrize("missing", [0.5, 2.0])
def test_people_who_come_better_or_worse_prepared(missing: float):
    traces = played(city(ONE_WINDOW, {**TOMORROW, "demand.missing": missing}, papers=PAPERS), 2)
    for matter, chances in CHANCES.items():
        expected = union([chance * missing for chance in chances])
        assert is_share(over(traces, lambda t, m=matter: turned_back(t)[of_matter(t, m)]), expected)


@cache
def week() -> list[Trace]:
    """A week at one front desk."""
    return played(city(ONE_WINDOW, TOMORROW, papers=PAPERS), 3)


def test_e_certificates_thin_what_is_missing():
    shares = {"form": 0.6, "deed": 0.5}
    traces = played(city(ONE_WINDOW, TOMORROW, papers={**PAPERS, "e_certificates": shares}), 3)
    thinned = {TAX: [0.2 * 0.4], HOME: [0.15 * 0.4, 0.2 * 0.5, 0.1]}
    for matter, chances in thinned.items():
        assert is_share(over(traces, lambda t, m=matter: turned_back(t)[of_matter(t, m)]), union(chances))
    assert all((turned_back(phone) <= turned_back(paper)).all() for phone, paper in zip(traces, week(), strict=True))


@pytest.mark.parametrize(
    ("rules", "left"),
    [({"shared": ["deed"]}, [0.15, 0.1]), ({"only": {"home": ["form"]}}, [0.15])],
)
def test_fewer_papers_make_fewer_returns_and_shorter_sessions(rules: dict[str, Any], left: list[float]):
    """Data shared between departments, or a matter for which one paper is enough: a quarter of a minute a paper."""
    traces = played(city(ONE_WINDOW, TOMORROW, papers={**PAPERS, **rules}), 3)
    assert is_share(over(traces, lambda t: turned_back(t)[of_matter(t, HOME)]), union(left))
    for fewer, all_papers in zip(traces, week(), strict=True):
        assert (turned_back(fewer) <= turned_back(all_papers)).all()
        both = of_matter(fewer, HOME) & ~turned_back(fewer) & ~turned_back(all_papers)
        saved = minutes(all_papers, Role.INTAKE)[both] - minutes(fewer, Role.INTAKE)[both]
        np.testing.assert_allclose(saved, 0.25 * (3 - len(left)), atol=1e-9)


def test_people_come_again_after_geometric_days():
    """Mean 2.5 from 1 on: 0.4 come the next day. Who is not back after ten days counts as ten: sum of 0.6^j, j < 10."""
    traces = played(city({"front": front(6)}, {"demand.returns.mean_days": 2.5}, days=19, papers=PAPERS), 2)

    def days(trace: Trace) -> Ints:
        came = dict(
            zip(
                trace.visit_case[trace.visit_cause == Cause.PAPERS][::-1].tolist(),
                (trace.visit_arrival[trace.visit_cause == Cause.PAPERS][::-1] // DAY).tolist(),
                strict=True,
            )
        )
        index = {day: number for number, day in enumerate(trace.plan.open_days.tolist())}
        cases = np.flatnonzero(turned_back(trace) & early(trace)).tolist()
        passed = [index[came[c]] - index[int(trace.plan.case_day[c])] if c in came else 10 for c in cases]
        return np.minimum(passed, 10)

    number = over(traces, days)
    assert is_share(number == 1, 0.4)
    assert is_mean(number, sum(0.6**j for j in range(10)))


@pytest.mark.parametrize("share", [0.6, 1.0])
def test_a_share_of_those_turned_back_come_again(share: float):
    traces = played(city(ONE_WINDOW, {**TOMORROW, "demand.returns.after_papers": share}, papers=PAPERS), 3)
    monday_to_thursday = [turned_back(t) & (t.plan.case_day < 4) for t in traces]
    back = [visits(t)[who] > 1 for t, who in zip(traces, monday_to_thursday, strict=True)]
    assert is_share(np.concatenate(back), share)
    gone = over(traces, lambda t: t.case_outcome == CaseOutcome.TURNED_BACK)
    assert gone.any() == (share < 1.0)


# Guidance


def test_guidance_finds_and_mends():
    """Of one paper in five missing, 0.6 is found, 0.3 of that mended: 0.2 x 0.42 go home, 0.2 x 0.4 from the window."""
    groups = {**ONE_WINDOW, "guide": desk("guidance", 3)}
    traces = played(city(groups, TOMORROW, papers=PAPERS, guidance={"minutes": 1, "finds": 0.6, "mends": 0.3}), 3)

    def at(trace: Trace, role: Role) -> Bools:
        rows = (trace.outcome == Outcome.TURNED_BACK) & (trace.plan.role[trace.stage] == role)
        rows &= trace.visit_cause[np.maximum(trace.visit, 0)] == Cause.FIRST
        return np.bincount(trace.case[rows], minlength=len(trace.plan)) > 0

    for matter, chances in CHANCES.items():
        found = union([0.6 * 0.7 * chance for chance in chances])
        either = union([(0.6 * 0.7 + 0.4) * chance for chance in chances])
        assert is_share(over(traces, lambda t, m=matter: at(t, Role.GUIDANCE)[of_matter(t, m)]), found)
        assert is_share(over(traces, lambda t, m=matter: at(t, Role.INTAKE)[of_matter(t, m)]), either - found)
    pairs = list(zip(traces, week(), strict=True))
    assert all((turned_back(guided) <= turned_back(alone)).all() for guided, alone in pairs)
    for guided, alone in pairs:
        assert minutes(guided, Role.INTAKE).sum() < minutes(alone, Role.INTAKE).sum()  # fewer sessions in vain
        assert np.allclose(minutes(guided, Role.GUIDANCE)[~turned_back(guided)], 1.0)


def test_wrong_tickets_cost_the_walk_and_the_telling():
    """Two first tickets in ten are for another queue: each costs a clerk 0.5 + 0.5 minutes, and the person a wait."""
    right = played(city(APART, TOMORROW, papers=PAPERS), 3)
    wrong = played(city(APART, TOMORROW, papers=PAPERS, wrong_tickets={"share": 0.2, "minutes": 0.5}), 3)
    for good, bad in zip(right, wrong, strict=True):
        mistaken = bad.outcome == Outcome.WRONG_TICKET
        more = (bad.released - bad.call).sum() - (good.released - good.call).sum()
        assert more == pytest.approx(mistaken.sum() * 1.0, abs=1e-6)
        assert bad.call.sum() - bad.ticket.sum() > good.call.sum() - good.ticket.sum()
    sessions = over(wrong, lambda t: np.isin(np.unique(t.stage), t.stage[t.outcome == Outcome.WRONG_TICKET]))
    assert is_share(sessions, 0.2)


@pytest.mark.parametrize("corrects", [0.0, 0.75, 1.0])
def test_guidance_spares_wrong_tickets(corrects: float):
    groups = {**APART, "guide": desk("guidance", 3)}
    guidance = {"minutes": 1, "corrects": corrects}
    traces = played(city(groups, wrong_tickets={"share": 0.2}, guidance=guidance, days=2), 3)

    def mistaken(trace: Trace) -> Bools:
        sessions = np.unique(trace.stage[trace.plan.role[trace.stage] == Role.INTAKE])
        return np.isin(sessions, trace.stage[trace.outcome == Outcome.WRONG_TICKET])

    assert is_share(over(traces, mistaken), 0.2 * (1 - corrects))


def test_enquiries_are_a_share_of_first_visits():
    traces = played(
        city({**ONE_WINDOW, "ask": desk("enquiries")}, TOMORROW, papers=PAPERS, enquiries={"share": 0.3, "minutes": 2}),
        2,
    )
    assert is_share(over(traces, lambda t: has(t, Role.ENQUIRY)), 0.3)
    for trace in traces:
        asked = trace.plan.role[trace.stage] == Role.ENQUIRY
        assert (trace.visit_cause[trace.visit[asked]] == Cause.FIRST).all()
        assert minutes(trace, Role.ENQUIRY).sum() == pytest.approx(2 * asked.sum())


def test_the_help_desk_spares_a_visit():
    """One in five lacks the form of tax; for 0.4 of these a way is found."""
    rules = {"after": 1, "minutes": 10, "solves": 0.4}
    traces = played(city({**ONE_WINDOW, "help": desk("help", 2)}, TOMORROW, days=12, papers=PAPERS, help_desk=rules), 2)
    helped = over(traces, lambda t: has(t, Role.HELP)[of_matter(t, TAX)])
    assert is_share(helped, 0.2)
    solved = over(traces, lambda t: has(t, Role.HELP, Outcome.SERVED)[of_matter(t, TAX) & has(t, Role.HELP)])
    assert is_share(solved, 0.4)
    once = over(traces, lambda t: visits(t)[of_matter(t, TAX) & early(t)] == 1)
    assert is_share(once, 1 - 0.2 * 0.6)


# Tolerance, commitment, errors


def test_lesser_papers_may_follow():
    """Deed and photo may follow: only the form turns people back, and of the others 0.3 lapse."""
    rules = {**PAPERS, "tolerated": ["deed", "photo"], "lapse": 0.3}
    traces = played(city(ONE_WINDOW, TOMORROW, days=12, papers=rules), 2)
    assert is_share(over(traces, lambda t: turned_back(t)[of_matter(t, HOME)]), 0.15)

    def owes(trace: Trace) -> Bools:
        owed = np.bincount(trace.plan.case[trace.plan.role == Role.SUPPLEMENT], minlength=len(trace.plan)) > 0
        return of_matter(trace, HOME) & early(trace) & owed

    assert is_share(over(traces, lambda t: owes(t)[of_matter(t, HOME) & early(t)]), union([0.2, 0.1]))
    assert is_share(over(traces, lambda t: (t.case_outcome == CaseOutcome.LAPSED)[owes(t)]), 0.3)
    assert all((t.case_outcome[early(t)] != CaseOutcome.IN_PROGRESS).all() for t in traces)


PROMISED = every({"instant": 0.0, "window_share": 0.6}) | {
    f"matters.{name}.tasks.{task}.decision": {"kind": "gamma", "mean": 2.0, "cv": 0.5}
    for name, matter in MATTERS.items()
    for task in range(len(matter["tasks"]))
}
"""No matter is decided at once; each decision takes two days on average."""


def test_commitment_moves_work_from_before_the_result_to_after_it():
    """A mean of 0.4 x 12 + 0.4 x 0.25 x 30 minutes of inspection, in place of the deed and of the days of decision."""
    promise = {"matters": ["home"], "papers": ["deed"], "inspected": 0.4, "minutes": 12, "breach": 0.25}
    groups = {"front": front(), "back": office(4)}
    changes = {**PROMISED, **TOMORROW}
    before = played(city(groups, changes, days=12, papers=PAPERS, reviews={}), 2)
    rules = {**promise, "breach_minutes": 30}
    after = played(city(groups, changes, days=12, papers=PAPERS, reviews={}, commitment=rules), 2)
    spent = over(after, lambda t: minutes(t, Role.INSPECTION)[of_matter(t, HOME) & early(t)])
    assert is_mean(spent, 0.4 * 12 + 0.4 * 0.25 * 30)
    assert is_share(over(after, lambda t: turned_back(t)[of_matter(t, HOME)]), union([0.15, 0.1]))
    for trace, old in zip(after, before, strict=True):
        at_once = of_matter(trace, HOME) & early(trace) & ~turned_back(trace)
        assert (trace.over - trace.plan.arrival)[at_once].mean() < 0.5 * DAY
        assert np.nanmean((old.over - old.plan.arrival)[at_once]) > 1.5 * DAY


def test_intake_errors_cost_a_visit_each():
    """One case in five, and one in five of these again: 1 + 0.2 + 0.04 visits, where no paper is asked for."""
    changes = {**TOMORROW, **every({"instant": 0.0, "window_share": 0.6}), "staff.groups.front.intake_error": 0.2}
    traces = played(city(BEHIND, changes, days=12, reviews={}), 2)
    assert is_mean(over(traces, lambda t: visits(t)[of_matter(t, ID) & early(t)]), 1.24)
    assert is_share(over(traces, lambda t: has(t, Role.REVIEW, Outcome.ERROR)[of_matter(t, ID) & early(t)]), 0.2)
    two = over(traces, lambda t: has(t, Role.REVIEW, Outcome.ERROR)[of_matter(t, HOME) & early(t)])
    assert is_share(two, 0.2)  # two departments look at it, but there was one intake


# Reviews


def test_offered_load_behind():
    """(1 - share at the window) x work x slowness, and the set-up of the file: 1 + 0.4 x 8 x 1.5 minutes for tax."""
    groups = {"front": front(), "back": office(6, slowness=1.5)}
    traces = played(city(groups, every({"instant": 0.0, "window_share": 0.6}), reviews={}), 3)
    monday_to_thursday = over(traces, lambda t: minutes(t, Role.REVIEW)[of_matter(t, TAX) & (t.plan.case_day < 4)])
    assert is_mean(monday_to_thursday, 1 + 0.4 * 8 * 1.5)
    at_window = over(traces, lambda t: minutes(t, Role.INTAKE)[of_matter(t, TAX)])
    assert is_mean(at_window, 1 + 0.6 * 8)


@pytest.mark.parametrize("order", ["parallel", "in_order"])
def test_reviews_in_parallel_or_in_order(order: str):
    """With clerks for all, the longer of two reviews, or their sum, after the case is accepted."""
    groups = {"front": front(), "back": office(40)}
    for trace in played(city(groups, every({"window_share": 0.5}), reviews={"order": order}, days=2), 1):
        rows = np.flatnonzero((trace.plan.role[trace.stage] == Role.REVIEW) & of_matter(trace, HOME)[trace.case])
        today = rows[trace.end[rows] // DAY == trace.ticket[rows] // DAY]
        cases = np.flatnonzero(np.bincount(trace.case[today], minlength=len(trace.plan)) == 2)
        assert len(cases) > 50
        for case in cases.tolist():
            accepted = trace.end[(trace.case == case) & (trace.plan.role[trace.stage] == Role.INTAKE)].max()
            one, two = (trace.end - trace.start)[today[trace.case[today] == case]]
            length = max(one, two) if order == "parallel" else one + two
            assert trace.over[case] == pytest.approx(accepted + length, abs=1e-6)


@cache
def handed_out(instant: float, clerks: int = 2) -> list[Trace]:
    """A week with reviews behind, and a desk for results."""
    groups = {"front": front(), "back": office(4), "out": desk("issue", clerks)}
    changes = {**every({"instant": instant, "window_share": 0.6}), **TOMORROW}
    return played(city(groups, changes, reviews={}, issue={"minutes": 3}), 2)


def test_instant_matters_are_awaited_in_place_of_a_second_visit():
    monday_to_thursday = [trace.plan.case_day < 4 for trace in handed_out(1.0)]
    for instant, promised, who in zip(handed_out(1.0), handed_out(0.0), monday_to_thursday, strict=True):
        first = instant.visit_cause == Cause.FIRST
        assert visits(instant)[who].mean() < 1.05  # but for those not served by closing
        assert visits(promised)[who].mean() > 1.95
        longer = (instant.visit_left - instant.visit_from)[first].mean()
        assert longer > (promised.visit_left - promised.visit_from)[promised.visit_cause == Cause.FIRST].mean()


def test_results_cost_so_many_minutes_each_and_the_desk_may_be_the_bottleneck():
    for wide, narrow in zip(handed_out(1.0, 2), handed_out(1.0, 1), strict=True):
        for trace in (wide, narrow):
            assert np.allclose(minutes(trace, Role.ISSUE)[has(trace, Role.ISSUE)], 3.0)
        rows = [t.plan.role[t.stage] == Role.ISSUE for t in (wide, narrow)]
        waited = [(t.call - t.ticket)[row].mean() for t, row in zip((wide, narrow), rows, strict=True)]
        assert waited[1] > 2 * waited[0]
        assert (narrow.visit_left - narrow.visit_from).mean() > (wide.visit_left - wide.visit_from).mean()


def test_couriers_and_online_delivery_remove_visits_to_collect():
    groups = {"front": front(), "back": office(4), "out": desk("issue", 2)}
    changes = {**every({"instant": 0.0, "window_share": 0.6}), **TOMORROW}
    traces = played(city(groups, changes, reviews={}, issue={"minutes": 3, "courier": 0.3, "online": 0.2}), 2)
    collects = over(traces, lambda t: (visits(t) == 2)[t.plan.case_day < 3])
    assert is_share(collects, 1 - 0.3 - 0.2)


def test_experts_block_the_windows():
    """Three cases in ten of tax need one: the session is longer by the wait for the expert and the expert's minutes."""
    path = "matters.tax.tasks.0.consultation"
    rule = {"share": 0.3, "minutes": {"kind": "gamma", "mean": 6.0, "cv": 0.5}}
    without = played(city(BEHIND), 2)
    called = played(city(BEHIND, {path: rule}), 2)
    for plain, blocked in zip(without, called, strict=True):
        rows = np.flatnonzero(blocked.plan.role[blocked.stage] == Role.CONSULTATION)
        more = minutes(blocked, Role.INTAKE) - minutes(plain, Role.INTAKE)
        expert = np.bincount(blocked.case[rows], (blocked.end - blocked.ticket)[rows], minlength=len(more))
        np.testing.assert_allclose(more, expert, atol=1e-6)
        assert waits(blocked).mean() > waits(plain).mean()
    assert is_share(over(called, lambda t: has(t, Role.CONSULTATION)[of_matter(t, TAX)]), 0.3)
    spent = over(called, lambda t: minutes(t, Role.CONSULTATION)[has(t, Role.CONSULTATION, Outcome.SERVED)])
    assert is_mean(spent, 6.0)


# Channels and sites


def test_online_filing_removes_visits_and_leaves_the_work_behind():
    shares = {share: played(city(BEHIND, {"demand.online": share}), 2) for share in (0.0, 0.2, 0.4)}
    for share, traces in shares.items():
        assert is_share(over(traces, lambda t: visits(t) == 0), share)
    for nobody, some, many in zip(*shares.values(), strict=True):
        assert (some.plan.online <= many.plan.online).all()  # the same people first
        assert waits(many).mean() < waits(nobody).mean()
        filed = many.plan.online & (many.plan.case_day < 4)
        assert (many.case_outcome[filed] == CaseOutcome.DONE).all()
        work = minutes(many, Role.INTAKE)[filed] - np.where(of_matter(many, HOME)[filed], 1.0, 0.0)
        np.testing.assert_allclose(work, minutes(nobody, Role.INTAKE)[filed], atol=1e-6)  # home is two files


def test_machines_take_tickets_from_the_windows():
    """Half try a machine, where it takes their matter; one in five fails, and goes to a window as well."""
    machine = {**front(2), "station": "machine", "primary": {"matters": ["id"]}, "slowness": 0.8}
    traces = played(city({**ONE_WINDOW, "machine": machine}, {"demand.machine": 0.5}, machines={"failure": 0.2}), 2)
    tried = over(traces, lambda t: has(t, Role.MACHINE)[of_matter(t, ID)])
    assert is_share(tried, 0.5)
    failed = over(traces, lambda t: has(t, Role.MACHINE, Outcome.FAILED)[has(t, Role.MACHINE)])
    assert is_share(failed, 0.2)
    at_window = over(traces, lambda t: has(t, Role.INTAKE)[of_matter(t, ID)])
    assert is_share(at_window, 1 - 0.5 * 0.8)
    assert not any(has(t, Role.MACHINE)[~of_matter(t, ID)].any() for t in traces)


def test_community_points_shorten_the_way():
    """A third live near the point, which takes all matters; of these the share who would go there do."""
    point = {**front(2), "site": "near"}
    zones = {"centre": (2 / 3, {"main": 10, "near": 30}), "edge": (1 / 3, {"main": 40, "near": 5})}
    label = {"en": "x", "zh": "某"}
    changes: dict[str, Any] = {
        "sites": {name: {"label": label, "kind": kind} for name, kind in (("main", "hall"), ("near", "point"))},
        "demand.zones": {name: {"label": label, "share": s, "minutes": m} for name, (s, m) in zones.items()},
    }
    halls = [
        played(city({**ONE_WINDOW, "point": point}, {**changes, "demand.community": c}, days=3), 2) for c in (0.0, 0.6)
    ]
    assert is_share(over(halls[1], lambda t: t.plan.site == 1), 0.6 / 3)
    assert is_mean(over(halls[1], lambda t: t.plan.travel), 10 * 2 / 3 + (0.4 * 40 + 0.6 * 5) / 3)
    for none, some in zip(*halls, strict=True):
        assert (some.plan.travel <= none.plan.travel).all()
        clerk = some.plan.group_names.index("point")
        assert (some.plan.site[some.case[some.group == clerk]] == 1).all()
