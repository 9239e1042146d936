"""sim.theory against whole tables computed elsewhere; skipped where the tables are not at hand.

Looked for in ONEWINDOW_DATA, or beside it, else in ../shared; the folder wanted is called `oracles`.
"""

import ast
import csv
import math
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim import theory

Row = dict[str, str]
Table = Callable[[str], list[Row]]
RULES = {
    "hold": "P(W>15) disc A (no start until busy<c)",
    "idle_first": "P(W>15) B idle-closes-first",
    "random": "B random-closes",
    "busy_first": "B busy-closes-first",
}
BOUND = {0.5: 0.06, 0.7: 0.02, 0.8: 0.012, 0.9: 0.007}  # of Kimura's formula here, by utilisation
SCV = {"M": 1.0, "D": 0.0, "E2": 0.5}


@pytest.fixture(scope="module")
def table() -> Table:
    data = Path(os.environ.get("ONEWINDOW_DATA") or Path(__file__).resolve().parents[3] / "shared")
    folder = next((place for place in (data / "oracles", data.parent / "oracles") if place.is_dir()), None)
    if folder is None:
        pytest.skip(f"no folder `oracles` in or beside {data}; name the place in ONEWINDOW_DATA")

    def rows(name: str) -> list[Row]:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        assert found, name
        return found

    return rows


def numbers(text: str) -> list[float]:
    return [float(value) for value in ast.literal_eval(text)]


def test_erlang_b_and_c(table: Table) -> None:
    for row in table("erlang_bc.csv"):
        c, a = int(row["c"]), float(row["a"])
        queue = theory.mmc(a, 1.0, c)
        tails = [theory.mmc_wait_tail(a, 1.0, c, t) for t in (0.5, 1, 2)]
        got = [queue.utilisation, theory.erlang_b(c, a), queue.prob_wait, queue.mean_queue, queue.mean_wait]
        got += [queue.mean_sojourn, *tails, theory.mmc_wait_percentile(a, 1.0, c, 0.9)]
        assert got == pytest.approx([float(value) for value in list(row.values())[2:]], rel=1e-9), row


def test_erlang_c_staffing(table: Table) -> None:
    for row in table("erlangc_staffing.csv"):
        rate, mean, limit = float(row["lambda_per_hour"]) / 60, float(row["S_min"]), float(row["T_min"])
        c = theory.erlang_c_servers(rate, mean, limit, float(row["alpha"]))
        queue = theory.mmc(rate, mean, c)
        assert c == int(row["c_min"]), row
        got = [theory.mmc_wait_tail(rate, mean, c, limit), queue.prob_wait, queue.mean_wait]
        want = [float(row[name]) for name in ("P_W>T", "P_W>0", "Wq_min")]
        assert got == pytest.approx(want, rel=1e-8), row


def test_erlang_a(table: Table) -> None:
    for row in table("erlang_a.csv"):
        c, rate, mean, patience, limit = (float(value) for value in list(row.values())[:5])
        steady = theory.erlang_a(rate, mean, int(c), patience)
        tail = theory.erlang_a_tail(rate, mean, int(c), patience, limit)
        want = [float(value) for value in list(row.values())[5:]]
        assert list(steady[:4]) == pytest.approx(want[:4], rel=1e-7), row
        got = [steady.mean_virtual_wait, tail.served_late, tail.failed, tail.virtual]
        assert got == pytest.approx(want[4:], rel=1e-6), row


def test_pollaczek_khinchine(table: Table) -> None:
    for row in table("mg1_pk.csv"):
        queue = theory.mg1(float(row["lambda_per_h"]) / 60, float(row["mean_min"]), float(row["scv"]))
        got = [queue.utilisation, queue.mean_wait, queue.mean_queue]
        assert got == pytest.approx([float(row[name]) for name in ("rho", "Wq_min", "Lq")], rel=1e-8), row


def test_mdc_exactly(table: Table) -> None:
    for row in table("mgc_exact.csv"):
        c, rate = int(row["c"]), int(row["c"]) * float(row["rho"])
        limits = [float(name.removeprefix("P_W>")) for name in row if name.startswith("P_W>")]
        want = [float(row[f"P_W>{limit:g}"]) for limit in limits]
        if row["service"] == "D":
            queue = theory.mdc(rate, 1.0, c)
            assert [queue.mean_queue, queue.mean_wait] == pytest.approx(
                [float(row["Lq"]), float(row["Wq(mean service=1)"])], rel=1e-7
            ), row
            assert [theory.mdc_wait_tail(rate, 1.0, c, limit) for limit in limits] == pytest.approx(
                want,
                rel=1e-7,
                abs=5e-13,  # the table has rounding of this size, below zero even
            ), row
        elif row["service"] == "M":
            assert [theory.mmc_wait_tail(rate, 1.0, c, limit) for limit in limits] == pytest.approx(want, rel=1e-7), row


def test_how_far_the_approximations_are_from_general_service(table: Table) -> None:
    errors = {}
    for row in table("mgc_exact.csv"):
        c, rate, scv = int(row["c"]), int(row["c"]) * float(row["rho"]), SCV[row["service"]]
        exact = float(row["Wq(mean service=1)"])
        key = (row["service"], c, float(row["rho"]))
        errors[key] = (
            theory.allen_cunneen(rate, 1.0, c, scv) / exact - 1,
            theory.kimura(rate, 1.0, c, scv) / exact - 1,
        )
    for (service, c, rho), (crude, fine) in errors.items():
        if service == "M" or c == 1:
            assert (crude, fine) == pytest.approx((0, 0), abs=1e-7)
        else:
            assert crude < 0  # regular service on many servers: the crude rule promises too short a wait
            assert abs(fine) < abs(crude)
            assert abs(fine) < BOUND[rho], (service, c, rho, fine)


def test_priorities(table: Table) -> None:
    for row in table("priority_mg1.csv"):
        classes = np.array(ast.literal_eval(row["classes(lambda/min,mean,E[S^2]/mean^2)"]))
        rates, means, scvs = classes[:, 0], classes[:, 1], classes[:, 2] - 1
        waits = theory.cobham(rates, means, scvs)
        want = [float(row[name]) for name in ("nonpre Wq1", "Wq2", "Wq3") if row[name]]
        assert list(waits) == pytest.approx(want, rel=1e-8), row
        sojourns = theory.preemptive_resume(rates, means, scvs)
        want = [float(row[name]) for name in ("preemptive-resume sojourn T1", "T2", "T3") if row[name]]
        assert list(sojourns) == pytest.approx(want, rel=1e-8), row
        fcfs = float((rates * means) @ waits) / float(rates @ means)  # Kleinrock's conservation law
        assert fcfs == pytest.approx(float(row["FCFS Wq"]), rel=1e-8), row


def test_jackson(table: Table) -> None:
    for row in table("jackson_networks.csv"):
        network = theory.jackson(
            numbers(row["ext_rates_per_min"]),
            ast.literal_eval(row["routing"]),
            numbers(row["mean_service_min"]),
            ast.literal_eval(row["servers"]),
        )
        i = int(row["node"])
        node = network.nodes[i]
        got = [network.arrival_rates[i], node.utilisation, node.prob_wait, node.mean_queue]
        got += [node.mean_in_system, node.mean_wait, network.mean_in_network, network.mean_sojourn]
        assert got == pytest.approx([float(value) for value in list(row.values())[6:]], rel=1e-8), row


def test_pooling(table: Table) -> None:
    for row in table("pooling_exact.csv"):
        rates = [rate / 60 for rate in numbers(row["lambda_per_h"])]
        means, windows = numbers(row["S"]), ast.literal_eval(row["silo windows"])
        assert len(set(means)) == 1
        pool = theory.pooling(rates, means[0], windows)
        assert list(pool.separate_waits) == pytest.approx(numbers(row["silo Wq each (min)"]), rel=1e-8)
        assert pool.separate_mean_wait == pytest.approx(float(row["silo mean Wq"]), rel=1e-8)
        assert pool.pooled_mean_wait == pytest.approx(float(row["pooled Wq (same total)"]), rel=1e-8)
        tail = theory.mmc_wait_tail(sum(rates), means[0], sum(windows), 15.0)
        assert tail == pytest.approx(float(row["pooled P(W>15)"]), rel=1e-7)
        least = theory.erlang_c_servers(sum(rates), means[0], 15.0, 0.1)
        assert least == int(row["min pooled windows for P(W>15)<=0.1"])


def plan(rows: list[Row], case: str) -> tuple[list[Row], list[float], list[int]]:
    mine = [row for row in rows if row["case"] == case and row["half_hour"].isdigit()]
    return mine, [float(row["lambda_per_h"]) / 60 for row in mine], [int(row["c"]) for row in mine]


@pytest.mark.parametrize("case", ["H1", "H1b"])
@pytest.mark.parametrize("rule", list(RULES))
def test_half_hours_under_each_rule(table: Table, case: str, rule: theory.EndOfShift) -> None:
    rows = table("mtmst_halfhour_exact.csv")
    mine, rates, windows = plan(rows, case)
    day = theory.transient_mmc(rates, float(mine[0]["S_min"]), windows, 15.0, rule)
    # the table's own integration over the half-hour is good to six digits (ours to nine)
    want = [float(row[RULES[rule]]) for row in mine]
    assert day.late_share == pytest.approx(want, rel=1e-6)
    total = next(row for row in rows if row["case"] == case and row["half_hour"].startswith("day mean wait"))
    assert day.mean_wait == pytest.approx(float(total[RULES[rule]]), rel=5e-6)
    if rule == "random":
        assert day.wait_share == pytest.approx([float(row["P(W>0) B random"]) for row in mine], rel=2e-6)
        assert day.mean_queue == pytest.approx([float(row["E[Q] B random"]) for row in mine], rel=1e-6)


def test_the_certified_rosters_are_as_late_as_they_say(table: Table) -> None:
    _, rates, _ = plan(table("mtmst_halfhour_exact.csv"), "H1")
    rules: dict[str, theory.EndOfShift] = {"A": "hold", "B1": "random"}
    for row in table("certified_halfhour_shifts_with_breaks.csv"):
        windows = ast.literal_eval(row["windows per half-hour"])
        day = theory.transient_mmc(rates, 8.0, windows, 15.0, rules[row["discipline"]])
        assert math.isclose(day.late_share.max(), float(row["max late"]), rel_tol=2e-5), row
