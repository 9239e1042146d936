"""The engines against exact queueing theory, within the interval that each run itself reports.

Systems are rows of a table. Each is a hall that never closes (or many independent days of one), played once with a
fixed seed; each names what theory expects, where that was computed, and how many people come. Samples become intervals
as `systems` says: 200 batch means, ratio estimator, control variates, t quantile. All comparisons of this file share a
chance of ALARM of any false alarm, by Bonferroni, which puts each interval at about 4.6 standard errors.

Two guards keep wide intervals from proving anything: each half-width must stay within the row's `precision`, and
planted faults (a clerk 5 % slower, patience 5 % longer, the wrong routing, the wrong order) must be rejected by the
same machinery. Half-widths, relative to what is exact: 0.3 to 3 % for P(W>0) (8 % for the many windows of square-root
staffing), 0.4 to 7 % for mean waits (a service 5 % longer moves those by 10 to 50 %; two skills systems near saturation
have 10 to 15 %), 1 to 25 % for tails, which are rare.

The fast engine plays; that the reference engine tells the same to the last bit is tested by parity.

Where a queue can be worked out without events, person by person (Kiefer and Wolfowitz 1955), starts of sessions must
be equal to that recursion's to the last bit: no interval at all.

Values marked with a file's name are copied from the project's oracles (Markov chains, product forms, transforms; see
PROVENANCE.md beside them); `theory` marks closed forms of `sim.theory`, which has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from halls import ALL_DAY, LABEL, group, matter, spec
from sim import theory
from sim.config import load
from sim.demand import draw
from sim.engine.fast import play
from sim.plan import lay
from sim.spec import DAY, HALF_HOUR, WEEKDAYS, Spec
from sim.staffing.skills_steady import steady_mix
from sim.tape import Bools, Floats
from sim.theory.fcfs_alis import SkillGroup, fcfs_alis
from sim.trace import CaseOutcome, Outcome, Trace
from systems import (
    Measures,
    People,
    Run,
    Stream,
    System,
    Units,
    first_come_first_served,
    known_of,
    never_closing,
    people,
    served_by_rank,
    tape_of,
    twin,
    windows,
    work,
)

pytestmark = pytest.mark.statistics

ALARM = 5e-4
"""Chance of any false alarm in this file."""
ANY, MEAN = "P(W>0)", "Wq"
Expected = Mapping[str, float]


def seed(name: str) -> list[int]:
    return [20170306, *map(ord, name)]


def limits(expected: Expected) -> list[float]:
    """The t of the names P(W>t), 0 apart."""
    return [float(name[4:-1]) for name in expected if name.startswith("P(W>") and name != ANY]


def only(found: Measures, expected: Expected) -> Measures:
    return {name: found[name] for name in expected}


E2 = {
    2: {0.5: (0.330827068, 0.255639098), 0.8: (0.708695652, 1.3423913)},
    5: {0.5: (0.12786495, 0.041511386), 0.8: (0.54841043, 0.423226073)},
}
"""P(W>0), and mean wait over mean service, of M/E2/c by c and rho (mgc_exact.csv)."""


def easier(
    crowd: People, law: str, rate: float, mean: float, clerks: int, limits: Sequence[float] = (), share: float = 0.95
) -> Floats:
    """Controls of these people, with those from a twin pool in which each brings `share` of the work."""
    twins = {share: known_of(law, rate, mean * share, clerks, limits)}
    if law == "E2":
        shares = {other / (rate * mean / clerks): exact for other, exact in E2[clerks].items()}
        twins = {share: {0: any_wait, -1: wait * mean * share} for share, (any_wait, wait) in shares.items()}
    lucky = [twin(crowd, crowd.work.sum(1) * share, clerks, known) for share, known in twins.items()]
    return np.column_stack([crowd.controls, *lucky])


# One pool, first come first served


def pool(name: str, law: str, clerks: int, rho: float, source: str, number: int, expected: Expected) -> System:
    """M/G/c whose mean service is 1 minute."""

    def run() -> Measures:
        crowd = people(seed(name), number, Stream(clerks * rho, [1.0], law))
        known = easier(crowd, law, clerks * rho, 1.0, clerks, limits(expected))
        found = Run.of(tape_of(crowd), never_closing({"a": windows(clerks)}, days=crowd.days), known)
        alone = first_come_first_served(crowd.arrival.tolist(), crowd.work[:, 0].tolist(), clerks)
        assert np.array_equal(found.trace.start, alone)
        return only(found.waits(limits(expected)), expected)

    return System(name, source, expected, run, 0.06)


MGC, PK = "mgc_exact.csv", "mg1_pk.csv"
K = 1000
POOLS = [
    pool("M/M/1, rho .5", "M", 1, 0.5, MGC, 100 * K, {ANY: 0.5, MEAN: 1.0, "P(W>2)": 0.183939721}),
    pool("M/M/1, rho .8", "M", 1, 0.8, MGC, 150 * K, {ANY: 0.8, MEAN: 4.0, "P(W>2)": 0.536256037}),
    pool("M/M/2, rho .7", "M", 2, 0.7, MGC, 100 * K, {ANY: 0.576470588, MEAN: 0.960784314, "P(W>1)": 0.316373767}),
    pool("M/M/3, rho .7", "M", 3, 0.7, MGC, 100 * K, {ANY: 0.492344498, MEAN: 0.547049442, "P(W>1)": 0.200172335}),
    pool("M/M/10, rho .8", "M", 10, 0.8, MGC, 150 * K, {ANY: 0.409180151, MEAN: 0.204590075, "P(W>0.5)": 0.150528965}),
    pool("M/D/1, rho .7", "D", 1, 0.7, MGC, 100 * K, {ANY: 0.7, MEAN: 1.16666667, "P(W>1)": 0.395874188}),
    pool("M/D/2, rho .8", "D", 2, 0.8, MGC, 100 * K, {ANY: 0.701898317, MEAN: 0.903283879, "P(W>1)": 0.33102177}),
    pool("M/D/5, rho .8", "D", 5, 0.8, MGC, 100 * K, {ANY: 0.533615063, MEAN: 0.289060007, "P(W>0.5)": 0.224309164}),
    pool("M/E2/2, rho .7", "E2", 2, 0.7, MGC, 100 * K, {ANY: 0.573599583, MEAN: 0.728620215, "P(W>1)": 0.266900956}),
    pool("M/G/1, gamma cv .5", "gamma:.5", 1, 0.8, PK, 120 * K, {ANY: 0.8, MEAN: 20 / 8}),
    pool("M/G/1, lognormal cv .5", "lognormal:.5", 1, 0.8, PK, 120 * K, {ANY: 0.8, MEAN: 20 / 8}),
    pool("M/G/1, lognormal cv 1.2", "lognormal:1.2", 1, 0.5, "theory", 120 * K, {ANY: 0.5, MEAN: 1.22}),
]  # fmt: skip


def two_tasks(rho: float = 0.7, clerks: int = 5, number: int = 100 * K) -> System:
    """Two exponential tasks in one session of an integrated hall are a service of law E2."""
    name, expected = "M/E2/5 of two tasks", {ANY: 0.372367592, MEAN: 0.194653846, "P(W>0.5)": 0.146846372}

    def run() -> Measures:
        crowd = people(seed(name), number, Stream(clerks * rho, [0.5, 0.5]))
        of = never_closing({"a": windows(clerks)}, {"v": matter("tax", "land")}, days=crowd.days, model="integrated")
        known = easier(crowd, "E2", clerks * rho, 1.0, clerks)
        return Run.of(tape_of(crowd), of, known).waits(limits(expected))

    return System(name, MGC, expected, run, 0.06)


def parts_of_a_session(number: int = 100 * K) -> System:
    """Walk, set-up and slowness: M/G/1 whose service is a constant and a stretched exponential."""
    name, rate, walk, setup, slow, mean = "walk, set-up, slowness", 0.1, 0.5, 1.0, 1.25, 4.0
    service = walk + setup + slow * mean
    exact = theory.mg1(rate, service, (slow * mean / service) ** 2)
    nearly = theory.mg1(rate, slow * mean + setup, (slow * mean / (slow * mean + setup)) ** 2)
    expected = {ANY: exact.prob_wait, MEAN: exact.mean_wait}

    def run() -> Measures:
        crowd = people(seed(name), number, Stream(rate, [mean]))
        of = never_closing({"a": windows(1, slowness=slow)}, days=crowd.days, walk=walk, setup=setup)
        lucky = twin(crowd, setup + slow * crowd.work[:, 0], 1, {-1: nearly.mean_wait, 0: nearly.prob_wait})
        return Run.of(tape_of(crowd), of, np.column_stack([crowd.controls, lucky])).waits()

    return System(name, "theory (Pollaczek-Khinchine)", expected, run)


def guidance_desk(number: int = 120 * K) -> System:
    """The desk before the tickets takes the same minutes for everyone: M/D/1 in front of idle windows."""
    name, expected = "guidance desk is M/D/1", {ANY: 0.5, MEAN: 0.5}

    def run() -> Measures:
        crowd = people(seed(name), number, Stream(0.5, [1.0]))
        desk = {**windows(1), "station": "guidance", "primary": {}}
        of = never_closing({"d": desk, "a": windows(9)}, days=crowd.days, guidance={"minutes": 1.0})
        known = known_of("D", 0.5, 0.95, 1)
        lucky = twin(crowd, np.full(number, 0.95), 1, known)
        return Run.of(tape_of(crowd), of, np.column_stack([crowd.controls, lucky])).waits()

    return System(name, MGC, expected, run, 0.06)


def finite_queue(clerks: int, room: int, rate: float, number: int) -> System:
    """M/M/c/K: who finds more than `room` - 1 waiting turns round."""
    name = f"M/M/{clerks}/{clerks + room}"
    exact = theory.mmck(rate, 1.0, clerks, clerks + room)
    expected = {"P(balks)": exact.prob_blocked, ANY: exact.prob_wait, MEAN: exact.mean_wait}

    def run() -> Measures:
        crowd = people(seed(name), number, Stream(rate, [1.0]))
        of = never_closing({"a": windows(clerks)}, days=crowd.days, demand={"balking_limit": room - 1})
        found = Run.of(tape_of(crowd), of, crowd.controls)
        return {"P(balks)": found.sample(found.trace.case_outcome == CaseOutcome.BALKED), **found.waits()}

    return System(name, "theory", expected, run)


def square_root(load: float = 50.0, aim: float = 0.3, number: int = 100 * K) -> System:
    """Windows by the square-root rule: Erlang C to the digit, Halfin and Whitt's limit nearly."""
    clerks = theory.square_root_staffing(load, theory.halfin_whitt_beta(aim))
    exact = theory.mmc(load, 1.0, clerks)
    assert aim - 0.08 < exact.prob_wait < aim + 0.02
    name = f"square-root staffing, {clerks} windows"

    def run() -> Measures:
        crowd = people(seed(name), number, Stream(load, [1.0]))
        known = easier(crowd, "M", load, 1.0, clerks)
        return Run.of(tape_of(crowd), never_closing({"a": windows(clerks)}, days=crowd.days), known).waits()

    return System(name, "theory", {ANY: exact.prob_wait, MEAN: exact.mean_wait}, run, 0.15)


# Patience


VIRTUAL, LEAVES, FAILED, LATE = "P(V>0)", "P(leaves)", "P(leaves, or served after T)", "P(V>T)"


def erlang_a(virtual: float, leaves: float, mean: float, failed: float, late: float) -> Expected:
    return {VIRTUAL: virtual, LEAVES: leaves, MEAN: mean, FAILED: failed, LATE: late}


def of_impatient(wait: Floats, leaves: Bools, limit: float, patience: float) -> Mapping[str, Floats | Bools]:
    """The virtual wait of a leaver is not seen; but P(V > T) = P(min(V, R) > T) / P(R > T), R being patience."""
    late = (wait > limit) * np.exp(limit / patience)
    values = (wait > 0, leaves, wait, leaves | (wait > limit), late)
    return dict(zip((VIRTUAL, LEAVES, MEAN, FAILED, LATE), values, strict=True))


def erlang_a_measures(run: Run, limit: float, patience: float) -> Measures:
    leaves = run.by_case(run.trace.outcome) != Outcome.SERVED
    return {name: run.sample(values) for name, values in of_impatient(run.wait(), leaves, limit, patience).items()}


def easier_for_the_impatient(
    crowd: People, stream: Stream, clerks: int, patience: float, limits: Floats, limit: float
) -> Floats:
    """Controls of these people, their patience, and a twin in which each brings 95 % of the work."""
    rate, mean = stream.rate, 0.95 * stream.means[0]
    minutes = (0.95 * crowd.work[:, 0]).tolist()
    start = first_come_first_served(crowd.arrival.tolist(), minutes, clerks, limits.tolist())
    leaves = np.isnan(start)
    found = of_impatient(np.where(leaves, limits, start - crowd.arrival), leaves, limit, patience)
    exact = theory.erlang_a(rate, mean, clerks, patience)
    tail = theory.erlang_a_tail(rate, mean, clerks, patience, limit)
    known = erlang_a(exact.prob_wait, exact.prob_abandon, exact.mean_wait, tail.failed, tail.virtual)
    lucky = [found[name] - known[name] for name in found]
    return np.column_stack([crowd.controls, limits / patience - 1, *lucky])


def impatient(clerks: int, stream: Stream, patience: float, limit: float, number: int, expected: Expected) -> System:
    """M/M/c+M, played once with leavers who tell and once with silent ones who cost nothing to call."""
    name = f"M/M/{clerks}+M"

    def run(stretch: float = 1.0) -> Measures:
        crowd = people(seed(name), number, stream)
        limits = np.random.default_rng(seed(name + "patience")).exponential(patience, number)
        known = easier_for_the_impatient(crowd, stream, clerks, patience, limits, limit)
        of, really = never_closing({"a": windows(clerks)}, days=crowd.days), stretch * limits
        runs = [Run.of(tape_of(crowd, patience=really, silent=s), of, known) for s in (False, True)]
        told, silent = (found.trace for found in runs)
        assert np.array_equal(told.start, silent.start, equal_nan=True)
        assert np.array_equal(told.end, silent.end)
        alone = first_come_first_served(crowd.arrival.tolist(), crowd.work[:, 0].tolist(), clerks, really.tolist())
        assert np.array_equal(told.start, alone, equal_nan=True)
        return erlang_a_measures(runs[1], limit, patience)

    return System(name, "erlang_a.csv", expected, run, 0.18)


A2 = erlang_a(0.717402296, 0.188398469, 5.65195407, 0.270605044, 0.166945858)
A10 = erlang_a(0.701966362, 0.134462833, 4.0338849, 0.162284632, 0.0511168024)
A5 = erlang_a(0.585895881, 0.133860226, 2.00790339, 0.151600577, 0.0404308945)
IMPATIENT = [
    impatient(2, Stream(0.25, [8]), 30, 15, 80 * K, A2),
    impatient(10, Stream(2 / 3, [16]), 30, 15, 80 * K, A10),
    impatient(5, Stream(0.6, [8]), 15, 10, 80 * K, A5),
]


def general_patience(clerks: int, per_hour: float, mean: float, leaves: float, failed: float, number: int) -> System:
    """M/M/c+G: patience lognormal with mean 30 and cv .5, late after 15 minutes."""
    name, rate = f"M/M/{clerks}+G", per_hour / 60

    def run() -> Measures:
        crowd = people(seed(name), number, Stream(rate, [mean]))
        patience = 30 * work(np.random.default_rng(seed(name + "patience")), "lognormal:.5", number)
        of = never_closing({"a": windows(clerks)}, days=crowd.days)
        known = easier(crowd, "M", rate, mean, clerks, [15], 0.85 * clerks / (rate * mean))
        return only(
            erlang_a_measures(Run.of(tape_of(crowd, patience=patience), of, known), 15, 30), {LEAVES: 0, FAILED: 0}
        )

    return System(name, "CivicQ, e14a_mmcg_validation.csv", {LEAVES: leaves, FAILED: failed}, run, 0.08)


GENERAL = [
    general_patience(2, 20, 8, 0.27158, 0.64404, 100 * K),
    general_patience(10, 40, 16, 0.09544, 0.32144, 100 * K),
]


# Priorities


def classes(number: int) -> dict[str, Any]:
    return {f"class{i}": {"label": LABEL, "share": 0.1} for i in range(1, number)}


FOREVER = 1e7
"""Minutes of head start that nobody's wait comes near: with `strict` two classes above the ordinary one."""


def priority(name: str, streams: Sequence[Stream], number: int, together: float, waits: Sequence[float]) -> System:
    """Non-preemptive priorities at one window; stream 0 first, the last one ordinary.

    `together` is the mean wait were they first come first served: with it these very people, first come first
    served, are a control.
    """
    top = len(streams) - 1
    head_start = {f"class{i}": "strict" if i == top else FOREVER * i for i in range(1, len(streams))}
    expected = {f"Wq of class {i + 1}": wait for i, wait in enumerate(waits)}

    def run(head_start: Mapping[str, Any] = head_start) -> Measures:
        crowd = people(seed(name), number, *streams)
        demand = {"classes": classes(len(streams))}
        of = never_closing({"a": windows(1)}, days=crowd.days, demand=demand, head_start=head_start)
        known = np.column_stack([crowd.controls, twin(crowd, crowd.work[:, 0], 1, {-1: together})])
        found = Run.of(tape_of(crowd, priorities=top - crowd.stream), of, known)
        if head_start:
            rank = crowd.stream * 2.0 * FOREVER + crowd.arrival
            alone = served_by_rank(crowd.arrival.tolist(), crowd.work[:, 0].tolist(), rank.tolist(), 1)
            assert np.array_equal(found.trace.start, alone)
        return {f"Wq of class {i + 1}": found.sample(found.wait(), crowd.stream == i) for i in range(len(streams))}

    return System(name, "priority_mg1.csv", expected, run, 0.09)


PRIORITIES = [
    priority(
        "priorities, three classes",
        [Stream(0.02, [8]), Stream(0.04, [8]), Stream(0.04, [8])],
        150 * K,
        32.0,
        [7.61904762, 14.6520147, 61.5384615],
    ),
    priority(
        "priorities, constant before exponential",
        [Stream(0.03, [5], "D"), Stream(0.04, [12])],
        100 * K,
        16.5810811,
        [7.21764706, 19.5071542],
    ),
    priority(
        "priorities, lognormal before E2",
        [Stream(0.02, [10], "lognormal:1.5"), Stream(0.05, [8], "E2")],
        100 * K,
        14.125,
        [7.0625, 17.65625],
    ),
]


def head_start(minutes: float = 6.0, number: int = 100 * K) -> System:
    """A head start shifts waits between the classes and keeps their mean (Kleinrock's conservation law)."""
    name, rates, clerks, mean = f"head start of {minutes:g} minutes", (0.1, 0.2), 3, 8.0
    exact = theory.mmc(sum(rates), mean, clerks)
    strict = theory.cobham_mmc(rates, mean, clerks)

    def run() -> Measures:
        crowd = people(seed(name), number, *(Stream(rate, [mean]) for rate in rates))
        demand, given = {"classes": classes(2)}, {"class1": minutes}
        of = never_closing({"a": windows(clerks)}, days=crowd.days, demand=demand, head_start=given)
        known = easier(crowd, "M", sum(rates), mean, clerks, share=1.0)
        found = Run.of(tape_of(crowd, priorities=1 - crowd.stream), of, known)
        rank = crowd.arrival - np.where(crowd.stream == 0, minutes, 0.0)
        alone = served_by_rank(crowd.arrival.tolist(), crowd.work[:, 0].tolist(), rank.tolist(), clerks)
        assert np.array_equal(found.trace.start, alone)
        ahead, behind = (found.wait()[crowd.stream == i].mean() for i in range(2))
        assert strict[0] < ahead < exact.mean_wait < behind < strict[1]
        return only(found.waits(), {MEAN: 0})

    return System(name, "theory", {MEAN: exact.mean_wait}, run)


# Networks, pools, skills


def tandem(number: int = 150 * K) -> System:
    """An information desk, and for four in five a window after it."""
    name = "tandem of desk and windows"
    expected = {
        "desk P(W>0)": 0.75,
        "desk Wq": 4.5,
        "windows P(W>0)": 0.596432472,
        "windows Wq": 5.96432472,
        "stay": 17.1714598,
    }

    def run() -> Measures:
        crowd = people(seed(name), number, Stream(0.1, [1.5]), Stream(0.4, [1.5, 8.0]))
        groups = {"desk": windows(1, "info"), "windows": windows(4, "land")}
        of = never_closing(groups, {"ask": matter("info"), "file": matter("info", "land")}, days=crowd.days)
        at_desk = twin(crowd, 0.95 * crowd.work[:, 0], 1, known_of("M", 0.5, 0.95 * 1.5, 1))
        at_windows = twin(crowd, crowd.work[:, 1], 4, known_of("M", 0.4, 8.0, 4), crowd.stream == 1)
        known = np.column_stack([crowd.controls, at_desk, at_windows])
        found = Run.of(tape_of(crowd, matters=crowd.stream), of, known)
        apart = {f"desk {name}": sample for name, sample in found.waits().items()}
        apart |= {f"windows {name}": sample for name, sample in found.waits(level=1).items()}
        return {**apart, "stay": found.sample(found.trace.left - crowd.arrival)}

    return System(name, "jackson_networks.csv", expected, run, 0.1)


def pooled(number: int = 120 * K) -> System:
    """Three departments with their own windows, and the same people before one pool of all nine."""
    name, per_hour, clerks = "pooling", (20, 12, 8), (4, 3, 2)
    waits, tails = (2.27050998, 1.56455309, 3.18012422), (0.0310624681, 0.019833773, 0.0644726515)
    expected = {f"department {i + 1} {MEAN}": wait for i, wait in enumerate(waits)}
    expected |= {f"department {i + 1} P(W>15)": tail for i, tail in enumerate(tails)}
    expected |= {f"pool {MEAN}": 0.243409069}

    def run() -> Measures:
        crowd = people(seed(name), number, *(Stream(rate / 60, [8.0]) for rate in per_hour))
        matters = {f"m{i}": matter(f"d{i}") for i in range(3)}
        groups = {f"g{i}": windows(count, f"d{i}") for i, count in enumerate(clerks)}
        lucky = [
            twin(crowd, 0.95 * crowd.work[:, 0], c, known_of("M", rate / 60, 7.6, c, [15]), crowd.stream == i)
            for i, (rate, c) in enumerate(zip(per_hour, clerks, strict=True))
        ]
        known = np.column_stack([easier(crowd, "M", sum(per_hour) / 60, 8.0, sum(clerks)), *lucky])
        separate, together, integrated = (
            Run.of(
                tape_of(crowd, matters=crowd.stream),
                never_closing(of, matters, days=crowd.days, model=model),
                known,
            )
            for of, model in (
                (groups, "departmental"),
                ({"a": windows(sum(clerks))}, "departmental"),
                ({"a": windows(sum(clerks))}, "integrated"),
            )
        )
        # three queues of one group, or one queue: the same hall
        assert np.array_equal(together.trace.start, integrated.trace.start)
        found = {f"pool {MEAN}": together.waits()[MEAN]}
        for i in range(3):
            own = separate.waits([15], of=crowd.stream == i)
            found |= {f"department {i + 1} {measure}": own[measure] for measure in (MEAN, "P(W>15)")}
        return found

    return System(name, "pooling_exact.csv", expected, run, 0.35)


Triple = tuple[float, float, float]


def skills(name: str, staff: Triple, number: int, exact: tuple[Triple, Triple], precision: float) -> System:
    """Two kinds of people, specialists for each and generalists; to the longest idle. Exact: Adan and Weiss (2014)."""
    per_hour, clerks = (20, 12), int(sum(staff))
    kinds = [dict(zip((ANY, MEAN, "P(W>15)"), of, strict=True)) for of in exact]
    expected = {f"{measure} of kind {i + 1}": kinds[i][measure] for i in range(2) for measure in kinds[i]}

    def run(routing: str = "alis") -> Measures:
        crowd = people(seed(name), number, *(Stream(rate / 60, [8.0]) for rate in per_hour))
        matters = {"one": matter("d0"), "two": matter("d1")}
        scopes = {"first": "d0", "second": "d1", "generalists": "all"}
        groups = {g: windows(int(n), scope) for (g, scope), n in zip(scopes.items(), staff, strict=True) if n}
        of = never_closing(groups, matters, days=crowd.days, routing=routing)
        known = easier(crowd, "M", sum(per_hour) / 60, 8.0, clerks, [15], share=1.0)
        found = Run.of(tape_of(crowd, matters=crowd.stream), of, known)
        return {
            f"{measure} of kind {i + 1}": sample
            for i in range(2)
            for measure, sample in found.waits([15], of=crowd.stream == i).items()
        }

    return System(name, "multiskill_fcfs_alis_performance.csv", expected, run, precision)


W221 = (0.87643314, 24.071981, 0.53465339), (0.59491672, 6.8738866, 0.1637497)
W321 = (0.48085578, 3.234017, 0.050384089), (0.43927079, 2.9506268, 0.045315916)
N32 = (0.61127546, 6.6684596, 0.15455464), (0.91255898, 23.481344, 0.55736016)
SKILLS = [
    skills("skills W 2-2-1", (2, 2, 1), 150 * K, W221, 0.2),
    skills("skills W 3-2-1", (3, 2, 1), 150 * K, W321, 0.28),
    skills("skills N 3-2", (3, 0, 2), 150 * K, N32, 0.25),
]


Staff = dict[str, tuple[int, float]]
"""Clerks and their slowness, by the departments that they serve."""
UNLIKE: Staff = {
    "d0": (1, 1),
    "d1": (1, 1),
    "d2": (1, 1),
    "d0 d1": (1, 1.04),
    "d1 d2": (1, 1.04),
    "d0 d1 d2": (1, 1.15),
}


def three_skills(name: str, per_hour: Triple, staff: Staff, number: int = 150 * K) -> System:
    """Three kinds of people, specialists, slower clerks of two skills and still slower generalists."""
    clerks = [SkillGroup(frozenset(int(d[1]) for d in has.split()), n, 8.0 * pace) for has, (n, pace) in staff.items()]
    expected = {
        f"{measure} of kind {i + 1}": value
        for i, wait in enumerate(fcfs_alis([rate / 60 for rate in per_hour], clerks, 15.0))
        for measure, value in zip((ANY, MEAN, "P(W>15)"), wait, strict=True)
    }

    def run() -> Measures:
        crowd = people(seed(name), number, *(Stream(rate / 60, [8.0]) for rate in per_hour))
        matters = {f"m{i}": matter(f"d{i}") for i in range(3)}
        groups = {
            has.replace(" ", "_"): windows(n, {"departments": has.split()}, slowness=pace)
            for has, (n, pace) in staff.items()
        }
        of = never_closing(groups, matters, days=crowd.days, routing="alis")
        known = easier(crowd, "M", sum(per_hour) / 60, 8.0, sum(n for n, _ in staff.values()), [15], share=1.0)
        found = Run.of(tape_of(crowd, matters=crowd.stream), of, known)
        return {
            f"{measure} of kind {i + 1}": sample
            for i in range(3)
            for measure, sample in found.waits([15], of=crowd.stream == i).items()
        }

    return System(name, "theory", expected, run, 0.3)


def cheapest_mix_of_three() -> System:
    """The mix that is proven the cheapest for the scenario on skills: its classes are late as often as it says."""
    steady = load("skills").scenario.skills.steady
    departments = {name: f"d{i}" for i, name in enumerate(steady.classes)}
    found = steady_mix("skills")
    staff = {
        " ".join(departments[c] for c in steady.skills[skill].serves): (clerks, steady.skills[skill].slowness)
        for skill, clerks in zip(found.mix["skill"], found.mix["clerks"], strict=True)
        if clerks
    }
    per_hour = tuple(one.per_hour for one in steady.classes.values())
    system = three_skills("skills, the cheapest mix", per_hour, staff)
    late = [system.expected[f"P(W>15) of kind {i + 1}"] for i in range(3)]
    assert found.waits["late"].tolist() == pytest.approx(late, rel=1e-9)
    assert max(late) < 0.1
    return system


def everybody_helps(number: int = 120 * K) -> System:
    """Two groups that may always help each other keep as many busy as one pool: its P(W>0) and mean wait, of all."""
    name, per_hour, clerks = "everybody helps", (20, 10), (3, 2)
    exact = theory.mmc(sum(per_hour) / 60, 8.0, sum(clerks))

    def run() -> Measures:
        crowd = people(seed(name), number, *(Stream(rate / 60, [8.0]) for rate in per_hour))
        matters = {"one": matter("d0"), "two": matter("d1")}
        groups = {f"g{i}": windows(n, f"d{i}", secondary={"all": True}) for i, n in enumerate(clerks)}
        of = never_closing(groups, matters, days=crowd.days)
        known = easier(crowd, "M", sum(per_hour) / 60, 8.0, sum(clerks), share=1.0)
        return Run.of(tape_of(crowd, matters=crowd.stream), of, known).waits()

    return System(name, "theory", {ANY: exact.prob_wait, MEAN: exact.mean_wait}, run)


def slow_colleague(number: int = 150 * K) -> System:
    """M/M/2 with a clerk twice as slow; who has been idle longest is asked. The chain is solved here."""
    name, rate, fast, slow = "M/M/2 with a slow clerk", 0.9, 1.0, 0.5
    expected = dict(zip((ANY, MEAN, "slow share"), two_unlike(rate, fast, slow), strict=True))

    def run() -> Measures:
        crowd = people(seed(name), number, Stream(rate, [1.0]))
        groups = {"fast": windows(1), "slow": windows(1, slowness=fast / slow)}
        found = Run.of(tape_of(crowd), never_closing(groups, days=crowd.days, routing="alis"), crowd.controls)
        return {**found.waits(), "slow share": found.sample(found.by_case(found.trace.clerk))}

    return System(name, "chain solved in the test", expected, run, 0.09)


def two_unlike(rate: float, fast: float, slow: float) -> tuple[float, float, float]:
    """P(wait), mean wait, and share of people served by the slow one.

    States: none busy, the fast one idle longer; none busy, the slow one; only the fast one busy; only the slow one;
    both, and then rho of it for each one waiting.
    """
    both, moves = fast + slow, np.zeros((5, 5))
    rates = {(0, 2): rate, (1, 3): rate, (2, 1): fast, (3, 0): slow, (2, 4): rate, (3, 4): rate}
    for (start, end), value in {**rates, (4, 2): slow, (4, 3): fast}.items():
        moves[start, end] = value
    generator = moves - np.diag(moves.sum(1))
    weights = np.linalg.lstsq(np.vstack([generator.T, np.ones(5)]), [0, 0, 0, 0, 0, 1.0], rcond=None)[0]
    rho = rate / both
    weights[4] /= 1 - rho
    weights /= weights.sum()
    return weights[4], weights[4] / (both - rate), (weights[3] + weights[4]) * slow / rate


# From the demand to the trace


def drawn(of: Spec, name: str, mean_work: float) -> tuple[Trace, People]:
    """A trace of people whom `sim.demand` draws, and these people, with their gaps and work as controls."""
    tape = draw(of, sum(seed(name)), 0)
    trace = play(lay(tape, of))
    minutes = tape.work[trace.plan.person, 0] / mean_work
    gaps = np.diff(trace.plan.arrival, prepend=0.0) * cases_per_minute(of)
    moments = np.column_stack([gaps - 1, gaps**2 - 2, minutes - 1, minutes**2 - 2])
    return trace, People(trace.plan.arrival, trace.plan.matter, tape.work[trace.plan.person], moments)


def cases_per_minute(of: Spec) -> float:
    return of.demand.volume * sum(m.cases_per_day for m in of.matters.values()) / DAY


ALL_WEEK = {"open_weekdays": list(WEEKDAYS)}
FLAT = {f"{h:02d}:{m:02d}": 1.0 for h in range(24) for m in (0, 30)}


def drawn_and_rostered(days: int = 150) -> System:
    """Demand thinned to its volume, and three clerks whose duty ends and begins at midnight: nobody notices."""
    name, cases, volume, mean = "M/M/3 from the demand, by roster", 1250.0, 0.8, 3.0
    exact = theory.mmc(cases * volume / DAY, mean, 3)

    def run() -> Measures:
        visit = matter("desk", cases=cases, kind="exponential", mean=mean)
        shifts = {"day": ALL_DAY}
        demand = {"profile": FLAT, "ceiling": 1.2, "volume": volume}
        hours = [("00:00", "24:00")]
        groups = {"a": group(3)}
        of = spec(groups, {"v": visit}, hours=hours, days=days, shifts=shifts, calendar=ALL_WEEK, demand=demand)
        trace, crowd = drawn(of, name, mean)
        return Run(trace, easier(crowd, "M", cases * volume / DAY, mean, 3, [3])).waits([3])

    tail = theory.mmc_wait_tail(cases * volume / DAY, mean, 3, 3.0)
    return System(name, "theory", {ANY: exact.prob_wait, MEAN: exact.mean_wait, "P(W>3)": tail}, run)


def drawn_and_impatient(days: int = 180) -> System:
    """Patience from the demand, half of the leavers silent."""
    name, rate, mean, patience, limit = "M/M/6+M from the demand", 0.6, 8.0, 15.0, 10.0
    expected = erlang_a(0.387002946, 0.0677942035, 1.01691305, 0.0719276365, 0.00911503576)

    def run() -> Measures:
        visit = matter("desk", cases=rate * DAY, kind="exponential", mean=mean)
        leaving = {"patience": {"kind": "exponential", "mean": patience}, "silent_share": 0.5}
        of = never_closing({"a": windows(6)}, {"v": visit}, days=days, demand={"profile": FLAT, **leaving})
        trace, crowd = drawn(of, name, mean)
        limits = trace.plan.patience[:, 0]
        known = easier_for_the_impatient(crowd, Stream(rate, [mean]), 6, patience, limits, limit)
        return erlang_a_measures(Run(trace, known), limit, patience)

    return System(name, "erlang_a.csv", expected, run, 0.25)


MOMENTS = (510.0, 570.0, 660.0, 780.0, 900.0, 990.0)


def enough_windows(kind: str, days: int = 400) -> System:
    """Nobody waits in a hall with windows for all: the number inside at t is Poisson with the mean m(t).

    Eick, Massey and Whitt (1993). Days are independent; of each, the number and its square deviation count.
    """
    name, mean, cases = f"Mt/G/inf, {kind}", 20.0, 240.0
    weights = np.array([1, 3, 6, 8, 6, 4, 3, 2, 2, 3, 5, 6, 4, 3, 2, 1, 1, 0.5])
    rates = cases * weights / weights.sum() / HALF_HOUR
    times = np.array(MOMENTS) - 480
    if kind == "exponential":
        law, load = {"kind": kind, "mean": mean}, theory.offered_load(times, rates, mean)
    else:
        law = {"kind": "uniform", "low": 0.0, "high": 2 * mean}
        load = theory.offered_load_general(times, rates, lambda x: max(0.0, 1 - x / (2 * mean)), edges=[2 * mean])
    expected = {f"inside at {t:g}": m for t, m in zip(MOMENTS, load.tolist(), strict=True)}
    expected |= {f"variance at {t:g}": m for t, m in zip(MOMENTS[2:4], load.tolist()[2:4], strict=True)}

    def run() -> Measures:
        visit = matter("desk", cases=cases, **law)
        profile = {f"{8 + i // 2:02d}:{i % 2 * 30:02d}": w for i, w in enumerate(weights.tolist())}
        of = spec(
            {"a": group(60)},
            {"v": visit},
            hours=[("08:00", "17:00")],
            days=days,
            calendar=ALL_WEEK,
            demand={"profile": profile},
        )
        trace = play(lay(draw(of, sum(seed(name)), 0), of))
        assert np.array_equal(trace.start, trace.plan.arrival)
        inside = {t: number_inside(trace.plan.arrival, trace.left, t + DAY * np.arange(days)) for t in MOMENTS}
        found = {f"inside at {t:g}": number for t, number in inside.items()}
        found |= {f"variance at {t:g}": (inside[t] - expected[f"inside at {t:g}"]) ** 2 for t in MOMENTS[2:4]}
        return {measure: Units(values, np.ones(days)) for measure, values in found.items()}

    return System(name, "theory", expected, run, 0.5)


def number_inside(came: Floats, left: Floats, at: Floats) -> Floats:
    return (np.searchsorted(came, at, "right") - np.searchsorted(np.sort(left), at, "right")).astype(float)


SYSTEMS = [
    *POOLS,
    two_tasks(),
    parts_of_a_session(),
    guidance_desk(),
    finite_queue(1, 4, 0.9, 120 * K),
    finite_queue(3, 5, 3.3, 120 * K),
    square_root(),
    *IMPATIENT,
    *GENERAL,
    *PRIORITIES,
    head_start(),
    tandem(),
    pooled(),
    *SKILLS,
    three_skills("skills, three kinds", (16, 11, 8), UNLIKE),
    cheapest_mix_of_three(),
    everybody_helps(),
    slow_colleague(),
    drawn_and_rostered(),
    drawn_and_impatient(),
    enough_windows("exponential"),
    enough_windows("uniform"),
]
COMPARISONS = sum(len(system.expected) for system in SYSTEMS)
ERROR = ALARM / COMPARISONS
NAMED = {system.name: system for system in SYSTEMS}


def missed(system: System, found: Measures) -> list[str]:
    """Measures whose interval does not hold what theory expects."""
    assert found.keys() == system.expected.keys()
    intervals = {name: sample.interval(ERROR) for name, sample in found.items()}
    return [
        f"{name}: {system.expected[name]:.6g} is outside {interval.mean:.6g} +- {interval.half:.2g}"
        for name, interval in intervals.items()
        if not interval.holds(system.expected[name])
    ]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_theory_is_within_the_interval(system: System):
    found = system.play()
    assert not missed(system, found)
    wide = {name: found[name].interval(ERROR).half / expected for name, expected in system.expected.items()}
    assert max(wide.values()) <= system.precision, wide


# The tests can fail


def slower_clerk() -> tuple[System, Measures]:
    """M/M/3 as in the table, but whose clerks are 5 % slow."""
    system = NAMED["M/M/3, rho .7"]
    crowd = people(seed(system.name), 100 * K, Stream(2.1, [1.0]))
    of = never_closing({"a": windows(3, slowness=1.05)}, days=crowd.days)
    known = easier(crowd, "M", 2.1, 1.0, 3, limits(system.expected))
    return system, only(Run.of(tape_of(crowd), of, known).waits([1]), system.expected)


def more_patient_people() -> tuple[System, Measures]:
    system = NAMED["M/M/2+M"]
    return system, system.play(1.05)


def narrowest_first() -> tuple[System, Measures]:
    """To the narrowest scope, where the product form assumes the longest idle."""
    system = NAMED["skills W 3-2-1"]
    return system, system.play("narrowest")


def nobody_first() -> tuple[System, Measures]:
    system = NAMED["priorities, constant before exponential"]
    return system, system.play({})


@pytest.mark.parametrize("fault", [slower_clerk, more_patient_people, narrowest_first, nobody_first])
def test_a_planted_fault_is_rejected(fault: Callable[[], tuple[System, Measures]]):
    assert missed(*fault())
