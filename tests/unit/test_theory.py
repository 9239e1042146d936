"""sim.theory against published digits, independent computations, and what must hold in the limit."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.linalg import expm
from scipy.stats import poisson

from sim import theory

RULES: tuple[theory.EndOfShift, ...] = ("hold", "idle_first", "random", "busy_first")
# Rows of the project's table mtmst_halfhour_exact.csv, case H1: service 8 minutes, limit 15 minutes
H1_PER_HOUR = [10, 16, 24, 28, 26, 22, 18, 12, 8]
H1_WINDOWS = [2, 3, 4, 5, 5, 4, 4, 3, 2]

servers = st.integers(1, 60)
utilisations = st.floats(0.05, 0.97)


def erlang_b_by_definition(c: int, a: Fraction) -> Fraction:
    terms = [a**n / math.factorial(n) for n in range(c + 1)]
    return terms[-1] / sum(terms)


# Erlang B and C


@pytest.mark.parametrize(("c", "a"), [(0, 3), (1, 1), (2, 5), (10, 5), (30, 33)])
def test_erlang_b_is_its_definition(c: int, a: int) -> None:
    assert theory.erlang_b(c, a) == pytest.approx(float(erlang_b_by_definition(c, Fraction(a))), rel=1e-13)


def test_erlang_b_of_very_many_servers() -> None:
    # tables of the Erlang B formula (Cooper 1981, appendix A): 10 trunks, 5 Erlang, 0.0184
    assert theory.erlang_b(10, 5) == pytest.approx(0.018385, abs=5e-7)
    # Jagerman (1974): with a = c, B tends to sqrt(2 / (pi c))
    assert theory.erlang_b(100_000, 100_000) == pytest.approx(math.sqrt(2 / (math.pi * 1e5)), rel=3e-3)
    assert theory.erlang_b(10_000, 1.0) == 0.0
    assert theory.erlang_b(3, 0.0) == 0.0


def test_mmc_of_textbooks() -> None:
    eye_clinic = theory.mmc(6 / 60, 20, 3)  # Gross and Harris (1998), section 2.3: 6 an hour, 20 minutes, 3 doctors
    assert eye_clinic.mean_queue == pytest.approx(8 / 9)
    assert eye_clinic.mean_wait == pytest.approx(80 / 9)
    two, four = (
        theory.mmc(9, 1 / 5, 2),
        theory.mmc(9, 1 / 5, 4),
    )  # mmarzolla/queueing, inst/qsmmm.m, its own tests
    assert (two.mean_queue, two.mean_sojourn) == pytest.approx((7.674, 1.053), abs=5e-4)
    assert (four.mean_queue, four.mean_sojourn) == pytest.approx((0.105, 0.212), abs=6e-4)


def test_rows_of_the_erlang_table() -> None:
    # project table erlang_bc.csv: c, a, B, C, Lq, P(W > S / 2), 90th percentile in services
    rows = [
        (5, 4.5, 0.243021001815, 0.762493220733, 6.8624389866, 0.593830317393, 4.06284686322),
        (100, 95, 0.0488042061787, 0.506456853913, 9.62268022435, 0.0415725101565, 0.32445378986),
        (1000, 970, 0.00952919327172, 0.24282333618, 7.85128786983, 7.42802220096e-8, 0.0295721327116),
    ]
    for c, a, b, wait, queue, late, percentile in rows:
        got = (theory.erlang_b(c, a), theory.erlang_c(c, a), theory.mmc(a, 1, c).mean_queue)
        got += (theory.mmc_wait_tail(a, 1, c, 0.5), theory.mmc_wait_percentile(a, 1, c, 0.9))
        assert got == pytest.approx((b, wait, queue, late, percentile), rel=1e-9)


@given(servers, utilisations)
def test_erlang_c_lies_between_b_and_one_and_falls_with_servers(c: int, rho: float) -> None:
    a = c * rho
    assert theory.erlang_b(c, a) < theory.erlang_c(c, a) < 1
    assert theory.erlang_c(c + 1, a) < theory.erlang_c(c, a)


@given(servers, utilisations, st.floats(0.01, 0.99))
def test_the_percentile_inverts_the_tail(c: int, rho: float, portion: float) -> None:
    time = theory.mmc_wait_percentile(c * rho / 8, 8, c, portion)
    late = theory.mmc_wait_tail(c * rho / 8, 8, c, time)
    assert late == pytest.approx(1 - portion) if time > 0 else late <= 1 - portion


@given(st.floats(0.01, 40), st.floats(0, 30), st.floats(0.01, 0.9))
def test_staffing_is_enough_and_no_more(load: float, limit: float, late_share: float) -> None:
    c = theory.erlang_c_servers(load / 8, 8, limit, late_share)
    assert theory.mmc_wait_tail(load / 8, 8, c, limit) <= late_share
    if c - 1 > load:
        assert theory.mmc_wait_tail(load / 8, 8, c - 1, limit) > late_share


# Finite room


def test_mmck_of_a_textbook() -> None:
    # Gross and Harris (1998), section 2.5, car inspection: 1 a minute, 6 minutes, 3 stalls, 7 places
    queue = theory.mmck(1, 6, 3, 7)
    assert queue.mean_queue == pytest.approx(3.09, abs=5e-3)
    assert queue.mean_in_system == pytest.approx(6.06, abs=5e-3)
    assert queue.mean_sojourn == pytest.approx(queue.mean_in_system / (1 - queue.prob_blocked))


@given(servers, utilisations)
def test_mmck_is_erlang_b_without_room_and_erlang_c_with_much(c: int, rho: float) -> None:
    a = c * rho
    assert theory.mmck(a, 1, c, c).prob_blocked == pytest.approx(theory.erlang_b(c, a), rel=1e-10)
    roomy, endless = theory.mmck(a, 1, c, c + 3000), theory.mmc(a, 1, c)
    assert roomy.prob_blocked < 1e-12
    assert roomy.mean_wait == pytest.approx(endless.mean_wait, rel=1e-8)
    assert roomy.prob_wait == pytest.approx(endless.prob_wait, rel=1e-8)


def test_mmck_takes_what_it_can_when_overloaded() -> None:
    queue = theory.mmck(5000, 1, 40, 2000)
    assert queue.utilisation == pytest.approx(1, abs=1e-12)
    assert 5000 * (1 - queue.prob_blocked) == pytest.approx(40)


# Square-root staffing, pooling


def test_halfin_whitt() -> None:
    assert theory.halfin_whitt_beta(0.5) == pytest.approx(0.506, abs=5e-4)  # Halfin and Whitt (1981)
    a, beta = 1e5, 0.75
    limit = theory.erlang_c(theory.square_root_staffing(a, beta), a)
    assert limit == pytest.approx(theory.halfin_whitt(beta), rel=5e-3)
    assert theory.halfin_whitt(1e-9) == pytest.approx(1, abs=2e-9)
    assert 0 < theory.halfin_whitt(30) < 1e-190
    assert theory.square_root_staffing(100, 1.5) == 115
    assert theory.square_root_staffing(0, 2) == 1


@given(st.floats(1e-6, 1 - 1e-6))
def test_beta_inverts_halfin_whitt(prob_wait: float) -> None:
    assert theory.halfin_whitt(theory.halfin_whitt_beta(prob_wait)) == pytest.approx(prob_wait, rel=1e-6)


def test_a_pool_waits_less_than_its_parts() -> None:
    pool = theory.pooling([20 / 60, 12 / 60, 8 / 60], 8, [4, 3, 2])  # project table pooling_exact.csv, row 1
    assert pool.separate_waits == pytest.approx((2.27050998, 1.56455309, 3.18012422), rel=1e-8)
    assert (pool.separate_mean_wait, pool.pooled_mean_wait) == pytest.approx((2.24064576, 0.243409069), rel=1e-8)


# Erlang A


def erlang_a_by_brute_force(rate: float, mean: float, c: int, patience: float, limit: float) -> list[float]:
    """P(W > 0), Lq, P(V > limit) from a truncated chain and a matrix exponential."""
    size = 150
    deaths = np.array([min(n, c) / mean + max(n - c, 0) / patience for n in range(size)])
    prob = np.cumprod(np.append(1.0, rate / deaths[1:]))
    prob /= prob.sum()
    drain = np.diag(-deaths) + np.diag(deaths[1:], -1)
    drain[:c] = 0  # called: the tagged customer, who stays behind all others
    ahead = expm(drain * limit)[:, c:].sum(axis=1)
    return [prob[c:].sum(), prob @ np.maximum(np.arange(size) - c, 0), prob[c:] @ ahead[c:]]


@pytest.mark.parametrize(("rate", "c", "patience", "limit"), [(0.25, 3, 30, 15), (0.6, 4, 12, 3), (0.1, 1, 5, 8)])
def test_erlang_a_by_brute_force(rate: float, c: int, patience: float, limit: float) -> None:
    steady = theory.erlang_a(rate, 8, c, patience)
    tail = theory.erlang_a_tail(rate, 8, c, patience, limit)
    want = erlang_a_by_brute_force(rate, 8, c, patience, limit)
    assert [steady.prob_wait, steady.mean_queue, tail.virtual] == pytest.approx(want, rel=1e-9)


def test_rows_of_the_erlang_a_table() -> None:
    # project table erlang_a.csv: P(W>0), P(ab), E min(V, R), E V; then P(W>T served), P(fail), P(V>T)
    steady = theory.erlang_a(0.25, 8, 2, 30)
    assert steady[:3] == pytest.approx((0.717402296259, 0.18839846916, 5.65195407481), rel=1e-10)
    assert steady.mean_virtual_wait == pytest.approx(7.24572758, rel=1e-8)
    tail = theory.erlang_a_tail(0.25, 8, 2, 30, 15)
    assert (tail.served_late, tail.failed, tail.virtual) == pytest.approx(
        (0.08220657454, 0.2706050437, 0.1669458579), rel=1e-8
    )


@given(servers, st.floats(0.05, 3), st.floats(0.05, 50))
def test_erlang_a_conserves(c: int, rho: float, patience: float) -> None:
    rate = c * rho
    steady = theory.erlang_a(rate, 1, c, patience)
    # served = busy; below c busy the chain is that of c - 1 servers without room to wait
    busy = c * steady.prob_wait + (1 - steady.prob_wait) * rate * (1 - theory.erlang_b(c - 1, rate))
    assert rate * (1 - steady.prob_abandon) == pytest.approx(busy, rel=1e-9)
    assert steady.utilisation == pytest.approx(busy / c, rel=1e-9)
    start = theory.erlang_a_tail(rate, 1, c, patience, 0)
    assert start.virtual == pytest.approx(steady.prob_wait)
    assert start.failed == pytest.approx(steady.prob_wait)  # who must wait is late at once, or leaves
    assert steady.mean_wait <= steady.mean_virtual_wait + 1e-12


@given(st.floats(0.1, 60))
def test_the_mean_waits_are_the_areas_under_the_tails(patience: float) -> None:
    steady = theory.erlang_a(0.5, 8, 4, patience)
    virtual = quad(lambda t: theory.erlang_a_tail(0.5, 8, 4, patience, t).virtual, 0, np.inf, limit=200)[0]
    queued = quad(lambda t: theory.erlang_a_tail(0.5, 8, 4, patience, t).queued, 0, np.inf, limit=200)[0]
    assert (virtual, queued) == pytest.approx((steady.mean_virtual_wait, steady.mean_wait), rel=1e-6)


@given(servers, st.floats(0.05, 0.95))
def test_erlang_a_tends_to_c_with_patience_and_to_b_without(c: int, rho: float) -> None:
    a = c * rho
    endless, nearly = theory.erlang_a(a, 1, c, math.inf), theory.erlang_a(a, 1, c, 1e9)
    want = theory.mmc(a, 1, c)
    for steady in (endless, nearly):
        got = (steady.prob_wait, steady.mean_wait, steady.mean_virtual_wait)
        assert got == pytest.approx((want.prob_wait, want.mean_wait, want.mean_wait), rel=1e-5)
    late = theory.mmc_wait_tail(a, 1, c, 0.5)
    assert theory.erlang_a_tail(a, 1, c, 1e9, 0.5).virtual == pytest.approx(late, rel=1e-5)
    assert theory.erlang_a_tail(a, 1, c, math.inf, 0.5).served_late == pytest.approx(late, rel=1e-10)
    assert theory.erlang_a(a, 1, c, 1e-9).prob_abandon == pytest.approx(theory.erlang_b(c, a), rel=1e-5)


def test_erlang_a_far_overloaded() -> None:
    steady = theory.erlang_a(200, 1, 100, 10_000)  # a fluid: half of all must leave, after patience x log 2
    assert steady.prob_abandon == pytest.approx(0.5, rel=1e-9)
    assert steady.mean_virtual_wait == pytest.approx(10_000 * math.log(2), rel=1e-3)
    assert theory.erlang_a_tail(200, 1, 100, 10_000, 10).virtual == pytest.approx(1)


# General service


@given(utilisations)
def test_mg1_is_mm1_when_exponential_and_half_of_it_when_constant(rho: float) -> None:
    assert theory.mg1(rho / 8, 8, 1) == pytest.approx(theory.mmc(rho / 8, 8, 1))
    assert theory.mg1(rho, 1, 0).mean_wait == pytest.approx(theory.mmc(rho, 1, 1).mean_wait / 2)
    assert theory.mg1(rho, 1, 0) == pytest.approx(theory.mdc(rho, 1, 1), rel=1e-9)


@given(servers, utilisations, st.floats(0, 6))
def test_the_approximations_are_exact_where_they_should_be(c: int, rho: float, scv: float) -> None:
    exponential = theory.mmc(c * rho, 1, c).mean_wait
    assert theory.allen_cunneen(c * rho, 1, c, 1) == pytest.approx(exponential)
    assert theory.kimura(c * rho, 1, c, 1) == pytest.approx(exponential)
    single = theory.mg1(rho, 1, scv).mean_wait
    assert theory.allen_cunneen(rho, 1, 1, scv) == pytest.approx(single)
    assert theory.kimura(rho, 1, 1, scv) == pytest.approx(single)


def test_pollaczek_khinchine_in_minutes() -> None:
    assert theory.mg1(6 / 60, 8, 2.25).mean_wait == pytest.approx(52)  # 0.8 x 8 x 3.25 / 0.4


def mdc_queue_by_spitzer(c: int, a: float) -> float:
    """Lq = sum over n of E (Poisson(n a) - n c)+ / n: the mean of the maximum of a random walk."""
    n = np.arange(1, 4000)
    excess = n * a * poisson.sf(n * c - 1, n * a) - n * c * poisson.sf(n * c, n * a)
    return float((excess / n).sum())


@pytest.mark.parametrize(("c", "rho"), [(1, 0.6), (2, 0.9), (7, 0.8), (30, 0.9), (200, 0.95)])
def test_mdc_queue_by_another_way(c: int, rho: float) -> None:
    assert theory.mdc(c * rho, 1, c).mean_queue == pytest.approx(mdc_queue_by_spitzer(c, c * rho), rel=1e-8)


@given(st.floats(0.1, 0.9), st.floats(0, 4))
def test_md1_tail_by_erlang(rho: float, time: float) -> None:
    # Erlang (1909); Gross and Harris (1998), section 5.1: P(W <= t), service 1
    terms = ((-rho * (time - k)) ** k / math.factorial(k) * math.exp(rho * (time - k)) for k in range(int(time) + 1))
    assert theory.mdc_wait_tail(rho, 1, 1, time) == pytest.approx(1 - (1 - rho) * sum(terms), abs=1e-10)


def test_rows_of_the_mdc_table() -> None:
    # project table mgc_exact.csv: P(W > 0), Lq, P(W > 0.5), P(W > 2), in services
    queue = theory.mdc(9 / 8, 8, 10)
    assert (queue.prob_wait, queue.mean_queue) == pytest.approx((0.646861284, 3.10123845), rel=1e-8)
    got = [theory.mdc_wait_tail(9 / 8, 8, 10, time) for time in (4, 16, 1e5)]
    assert got == pytest.approx([0.258813474, 0.0115592714, 0], rel=1e-8)


def test_mdc_mean_wait_is_the_area_under_its_tail() -> None:
    area = quad(lambda t: theory.mdc_wait_tail(2.4, 1, 3, t), 0, 30, points=range(1, 8), limit=200)[0]
    assert area == pytest.approx(theory.mdc(2.4, 1, 3).mean_wait, rel=1e-7)


# Priorities


def test_priorities_of_a_textbook() -> None:
    # CiwPython/Ciw, tests/test_simulation.py, compare_literature: M/M/1, rates 0.2 and 0.6, sojourns 2 and 6
    assert theory.cobham([0.2, 0.6], [1, 1], [1, 1]) == pytest.approx((1, 5))


def test_rows_of_the_priority_table() -> None:
    # project table priority_mg1.csv, "3 classes mixed"
    classes = [0.05, 0.03, 0.02], [3, 10, 15], [0.25, 1, 0.5]
    assert theory.cobham(*classes) == pytest.approx((7.83088235, 14.2379679, 48.4090909), rel=1e-8)
    assert theory.preemptive_resume(*classes) == pytest.approx((3.33088235, 18.7834225, 75.6818182), rel=1e-8)


@given(servers, st.lists(st.floats(0.01, 1), min_size=1, max_size=5), st.floats(0.1, 0.95))
def test_priorities_conserve_the_mean_wait(c: int, weights: list[float], rho: float) -> None:
    rates = [c * rho * weight / sum(weights) for weight in weights]
    waits = theory.cobham_mmc(rates, 1, c)
    mean = sum(rate * wait for rate, wait in zip(rates, waits, strict=True)) / sum(rates)
    assert mean == pytest.approx(theory.mmc(sum(rates), 1, c).mean_wait)
    assert all(senior <= junior for senior, junior in itertools.pairwise(waits))
    if c == 1:
        assert waits == pytest.approx(theory.cobham(rates, [1] * len(rates), [1] * len(rates)))


def test_the_most_senior_class_does_not_feel_the_others_when_it_interrupts() -> None:
    sojourns = theory.preemptive_resume([0.03, 0.05], [8, 10], [0.5, 2])
    assert sojourns[0] == pytest.approx(theory.mg1(0.03, 8, 0.5).mean_sojourn)


# Networks


def test_jackson() -> None:
    # project table jackson_networks.csv
    tandem = theory.jackson([0.5, 0], [[0, 0.8], [0, 0]], [1.5, 8], [1, 4])
    assert tandem.arrival_rates == pytest.approx((0.5, 0.4))
    assert tandem.nodes[1].mean_wait == pytest.approx(5.96432472, rel=1e-8)
    assert (tandem.mean_in_network, tandem.mean_sojourn) == pytest.approx((8.58572989, 17.1714598), rel=1e-8)


def test_a_node_that_sends_people_round_again() -> None:
    # a geometric number of visits, 1 / (1 - p), to one M/M/1
    network = theory.jackson([0.3], [[0.25]], [2], [1])
    assert network.arrival_rates == pytest.approx((0.4,))
    assert network.mean_sojourn == pytest.approx(theory.mmc(0.4, 2, 1).mean_sojourn * 4 / 3)


# Offered load


def test_offered_load_settles_and_decays() -> None:
    load = theory.offered_load([0, 600, 660], [0.5] * 20, 8)
    assert load == pytest.approx([0, 4, 4 * math.exp(-60 / 8)], rel=1e-9)


def test_offered_load_by_the_differential_equation() -> None:
    rates, mean = [0.2, 0.7, 0.4], 12.0  # m' = lambda(t) - m / S (Eick, Massey and Whitt 1993)
    level, want = 0.0, []
    for rate in rates:
        level = rate * mean + (level - rate * mean) * math.exp(-30 / mean)
        want.append(level)
    assert theory.offered_load([30, 60, 90], rates, mean) == pytest.approx(want)


def test_offered_load_of_any_service() -> None:
    rates, times = [0.2, 0.7, 0.4], [10.0, 45.0, 100.0]
    exponential = theory.offered_load_general(times, rates, lambda x: math.exp(-x / 12))
    assert exponential == pytest.approx(theory.offered_load(times, rates, 12), rel=1e-9)
    constant = theory.offered_load_general(times, rates, lambda x: float(x < 20), edges=[20])
    assert constant == pytest.approx([2.0, 5 * 0.2 + 15 * 0.7, 10 * 0.4])  # arrivals of the last 20 minutes


# A day by half-hours


@pytest.mark.parametrize(
    ("rule", "last_four"),
    [
        ("hold", [0.05901244, 0.05542277, 0.07000834, 0.09497343]),
        ("idle_first", [0.04886891, 0.04471151, 0.04914885, 0.0733149]),
        ("random", [0.04741172, 0.04367272, 0.04696441, 0.06778442]),
        ("busy_first", [0.0465601, 0.04300046, 0.0454615, 0.06323134]),
    ],
)
def test_rows_of_the_half_hour_table(rule: theory.EndOfShift, last_four: list[float]) -> None:
    # the last row looks ahead into a tenth half-hour of 2 windows, as the ninth: so the plan may end here
    day = theory.transient_mmc([rate / 60 for rate in H1_PER_HOUR], 8, H1_WINDOWS, 15, rule)
    assert day.late_share[5:] == pytest.approx(last_four, rel=1e-6)
    assert day.late_share[:4] == pytest.approx([0.01392932, 0.01933101, 0.02109383, 0.02372597], rel=1e-6)


@pytest.mark.parametrize("rule", RULES)
def test_a_long_steady_day_is_erlang_c(rule: theory.EndOfShift) -> None:
    day = theory.transient_mmc([0.25] * 40, 8, [3] * 40, 10, rule)
    steady = theory.mmc(0.25, 8, 3)
    got = (day.late_share[-1], day.wait_share[-1], day.mean_queue[-1])
    want = (theory.mmc_wait_tail(0.25, 8, 3, 10), steady.prob_wait, steady.mean_queue)
    assert got == pytest.approx(want, rel=1e-4)


@pytest.mark.parametrize("rule", ["hold", "random"])
def test_the_mean_wait_is_the_area_under_the_tail(rule: theory.EndOfShift) -> None:
    """The tail crosses several ends of slots; the mean is by Little's law and the work left at closing."""
    rates, windows = [0.5, 0.3, 0.1, 0.4], [3, 1, 0, 2]
    nodes, weights = np.polynomial.legendre.leggauss(5)
    area = 0.0
    for start in range(0, 80, 10):
        for node, weight in zip(nodes, weights, strict=True):
            day = theory.transient_mmc(rates, 4, windows, start + 5 * (node + 1), rule, slot=10, moments=6)
            area += 5 * weight * float(day.late_share @ rates) / sum(rates)
    assert area == pytest.approx(theory.transient_mmc(rates, 4, windows, 5, rule, slot=10).mean_wait, rel=1e-5)


def test_the_rules_differ_only_where_windows_close() -> None:
    rising = [theory.transient_mmc([0.2, 0.4, 0.5], 8, [2, 3, 5], 15, rule) for rule in RULES]
    for day in rising[1:]:
        assert day.late_share == pytest.approx(rising[0].late_share, rel=1e-9)
    waits = [theory.transient_mmc([0.5, 0.4, 0.3], 8, [5, 3, 2], 15, rule).mean_wait for rule in RULES]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > 1.1 * waits[3]


def test_a_window_more_never_hurts_under_hold() -> None:
    rates, windows = [0.3, 0.5, 0.4, 0.2], [3, 4, 4, 2]
    before = theory.transient_mmc(rates, 8, windows, 15, "hold").late_share
    for i in range(4):
        more = [count + (i == j) for j, count in enumerate(windows)]
        assert (theory.transient_mmc(rates, 8, more, 15, "hold").late_share <= before + 1e-12).all()


def test_an_overloaded_day_finds_room_for_its_queue() -> None:
    day = theory.transient_mmc([4.0], 10, [1], 1e-9, "random", slot=60)
    assert day.mean_queue[0] == pytest.approx((4 - 0.1) * 30, rel=0.02)  # a fluid; far beyond the first 64 places


# What is refused


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: theory.erlang_b(-1, 2), "servers must be"),
        (lambda: theory.erlang_b(2, math.nan), "offered_load must be"),
        (lambda: theory.erlang_c(2, 2), "unstable"),
        (lambda: theory.erlang_c(0, 0), "unstable"),
        (lambda: theory.mmc(0.5, 0, 2), "mean_service must be"),
        (lambda: theory.mmc_wait_tail(0.1, 8, 2, -1), "time must be"),
        (lambda: theory.mmc_wait_percentile(0.1, 8, 2, 1), "portion must lie"),
        (lambda: theory.erlang_c_servers(1, 8, 15, 0), "late_share must lie"),
        (lambda: theory.mmck(1, 1, 3, 2), "capacity must be"),
        (lambda: theory.halfin_whitt(0), "beta must be"),
        (lambda: theory.pooling([1], 1, [2, 3]), "unequal length"),
        (lambda: theory.erlang_a(1, 1, 1, 0), "mean_patience must be"),
        (lambda: theory.erlang_a(1, 1, 1, math.inf), "unstable"),
        (lambda: theory.mg1(1, 1, 1), "unstable"),
        (lambda: theory.mg1(0.5, 1, -1), "scv_service must be"),
        (lambda: theory.mdc(2, 1, 2), "unstable"),
        (lambda: theory.kimura(2, 1, 2, 1), "unstable"),
        (lambda: theory.cobham([0.1, 0.1], [5, 6], [1, 1]), "unstable"),
        (lambda: theory.cobham([0.1], [5, 6], [1, 1]), "unequal length"),
        (lambda: theory.cobham_mmc([1, 1], 1, 2), "unstable"),
        (lambda: theory.jackson([1], [[0.5]], [1], [2]), "unstable"),
        (lambda: theory.traffic_rates([1, 0], [[0, 1], [1, 0]]), "closed circuit"),
        (lambda: theory.traffic_rates([1], [[1.5]]), "each row of routing"),
        (lambda: theory.traffic_rates([1, 1], [[0.5]]), "routing must be 2 by 2"),
        (lambda: theory.offered_load([1], [-1], 8), "rate must be"),
        (lambda: theory.offered_load_general([1], [1], lambda x: 2.0), "survival"),
        (lambda: theory.transient_mmc([1], 8, [0], 15, "hold"), "last_windows"),
        (lambda: theory.transient_mmc([1], 8, [1], 15, "stop"), "rule must be"),
        (lambda: theory.transient_mmc([], 8, [], 15, "hold"), "total_arrival_rate"),
    ],
)
def test_nonsense_is_refused(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=message):
        call()
