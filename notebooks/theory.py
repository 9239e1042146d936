# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   onewindow:
#     results: []
# ---

# %% [markdown]
# # Does the simulator tell what theory tells?
#
# Halls simple enough to have a theory are played by the engine that plays all studies, measured by the measures that
# all studies report, and held against exact values: means and tails of waits in M/M/c, M/D/c and M/G/1, impatience
# (Erlang A), full halls (M/M/c/K), priorities, two desks in a row, pooling, and the half-hours of a day whose windows
# come and go, under each rule for the end of a shift. Nothing is fitted, and each system has random numbers of its own.
#
# `make statistics` holds the engine against theory more sharply, with control variates and planted faults; this page
# is to be read. To make it again: `make publish STUDY=theory`.

# %%
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from pages import picture
from scipy.special import bdtr, stdtr, stdtrit

import sim
from sim import theory
from sim.demand import Demand, draw
from sim.engine import fast, reference
from sim.measures import keys, kpis_of, values
from sim.plan import Layout, lay
from sim.report.figures.sheet import FAINT, INK, QUIET
from sim.spec import WEEKDAYS, Spec, clock, parse
from sim.trace import CaseOutcome

REPLICATIONS = 40
DAYS = 20
SEED = 20170306

# %% [markdown]
# ## Halls with a theory
#
# A hall that never closes, with a day before the measured ones to fill up and a day after them for the last to be
# served. Rates are a minute, times are minutes.


# %%
def label(name: str) -> dict[str, str]:
    return {"en": name, "zh": name}


def matter(per_minute: float, **tasks: dict[str, Any]) -> dict[str, Any]:
    """So many cases a minute; a department a task, with the law of its minutes."""
    return {
        "label": label("matter"),
        "domain": "all",
        "cases_per_day": per_minute * 1440,
        "tasks": [{"department": name, "work": law} for name, law in tasks.items()],
    }


def law(kind: str, mean: float, **more: float) -> dict[str, Any]:
    return {"kind": kind, "mean": mean, **more}


def windows(number: int, *departments: str) -> dict[str, Any]:
    """So many windows, day and night, for these departments, or for all."""
    scope = {"departments": list(departments)} if departments else {"all": True}
    return {"label": label("windows"), "primary": scope, "windows": {"00:00": number}}


def never_closing(
    groups: Mapping[str, Any], matters: Mapping[str, Any], limit: float, hall: Mapping[str, Any] = {}, **demand: Any
) -> Spec:
    departments = {task["department"] for one in matters.values() for task in one["tasks"]}
    return parse(
        Spec,
        {
            "calendar": {
                "start": "2017-03-06",
                "days": DAYS + 2,
                "warm_up": 1,
                "drain": 1,
                "open_weekdays": list(WEEKDAYS),
            },
            "departments": {name: label(name) for name in sorted(departments)},
            "domains": {"all": label("all")},
            "matters": dict(matters),
            "demand": {"profile": {clock(minute): 1.0 for minute in range(0, 1440, 30)}, "ceiling": 1.0, **demand},
            "hall": {
                "label": label("hall"),
                "service_model": "departmental",
                "hours": [{"start": "00:00", "end": "24:00"}],
                **hall,
            },
            "targets": {"wait_limits": [limit]},
            "staff": {"groups": dict(groups)},
        },
    )


class Known(NamedTuple):
    """A measure, in a level of a dimension, and its exact value."""

    name: str
    measure: str
    truth: float
    by: str = "hall"
    level: str = "all"


class System(NamedTuple):
    """A hall with a theory."""

    name: str
    source: str
    hall: Spec
    known: list[Known]


def pool(name: str, source: str, work: dict[str, Any], rho: float, number: int, limit: float, *exact: float) -> System:
    """One queue, first come first served; exact are the mean wait, the mean number waiting, and P(W > limit)."""
    measures = ("mean wait", "mean_wait"), ("number waiting", "mean_waiting"), (f"P(W > {limit:g})", over(limit))
    hall = never_closing({"a": windows(number)}, {"m": matter(rho * number / work["mean"], desk=work)}, limit)
    return System(name, source, hall, [Known(*m, truth) for m, truth in zip(measures, exact, strict=False)])


def over(limit: float) -> str:
    return f"share_wait_over_{limit:g}"


def mmc(rho: float, number: int, service: float, limit: float) -> System:
    rate = rho * number / service
    exact, tail = theory.mmc(rate, service, number), theory.mmc_wait_tail(rate, service, number, limit)
    name, source = f"M/M/{number}, load {rho:g}", "Erlang (1917)"
    return pool(name, source, law("exponential", service), rho, number, limit, exact.mean_wait, exact.mean_queue, tail)


def mdc(rho: float, number: int, service: float, limit: float) -> System:
    rate = rho * number / service
    exact, tail = theory.mdc(rate, service, number), theory.mdc_wait_tail(rate, service, number, limit)
    name, source, work = f"M/D/{number}, load {rho:g}", "Crommelin (1932)", law("deterministic", service)
    return pool(name, source, work, rho, number, limit, exact.mean_wait, exact.mean_queue, tail)


def mg1(rho: float, kind: str, scv: float, **more: float) -> System:
    exact = theory.mg1(rho, 1.0, scv)
    name, source = f"M/G/1, {kind}, cv {scv**0.5:.2g}, load {rho:g}", "Pollaczek (1930), Khinchine (1932)"
    return pool(name, source, law(kind, 1.0, **more), rho, 1, 5.0, exact.mean_wait, exact.mean_queue)


def erlang_a(per_hour: float, service: float, number: int, patience: float, limit: float) -> System:
    rate = per_hour / 60
    exact = theory.erlang_a(rate, service, number, patience)
    queued = theory.erlang_a_tail(rate, service, number, patience, limit).queued
    work = matter(rate, desk=law("exponential", service))
    hall = never_closing({"a": windows(number)}, {"m": work}, limit, patience=law("exponential", patience))
    load = rate * service / number
    return System(
        f"M/M/{number}+M, load {load:.2g}",
        "Palm (1957)",
        hall,
        [
            Known("mean wait of all", "mean_wait_all", exact.mean_wait),
            Known("share giving up", "abandonment", exact.prob_abandon),
            Known(f"P(W > {limit:g})", over(limit), queued),
        ],
    )


def full_hall(rho: float, number: int, places: int) -> System:
    """Who finds all places to wait taken turns round."""
    exact = theory.mmck(rho * number, 1.0, number, number + places)
    work = matter(rho * number, desk=law("exponential", 1.0))
    hall = never_closing({"a": windows(number)}, {"m": work}, 1.0, balking_limit=places - 1)
    known = [
        Known("mean wait", "mean_wait", exact.mean_wait),
        Known("share turning round", "share_balked", exact.prob_blocked),
    ]
    return System(f"M/M/{number}/{number + places}, load {rho:g}", "Gross and Harris (1998)", hall, known)


def priorities(rates: tuple[float, float], service: float, number: int) -> System:
    """The first class is always called before the second."""
    exact = theory.cobham_mmc(rates, service, number)
    hall = never_closing(
        {"a": windows(number)},
        {"m": matter(sum(rates), desk=law("exponential", service))},
        1.0,
        {"head_start": {"first": "strict"}},
        classes={"first": {"label": label("first"), "share": rates[0] / sum(rates)}},
    )
    known = [
        Known(f"mean wait, {name}", "mean_wait", wait, "priority", level)
        for name, level, wait in zip(("called first", "the others"), ("first", "ordinary"), exact, strict=True)
    ]
    return System(f"priorities at {number} windows", "Cobham (1954)", hall, known)


def tandem() -> System:
    """A desk, and then windows: what leaves M/M/1 is Poisson again."""
    matters = {"m": matter(0.4, desk=law("exponential", 1.5), land=law("exponential", 8.0))}
    hall = never_closing({"desk": windows(1, "desk"), "land": windows(4, "land")}, matters, 10.0)
    exact = {"desk": theory.mmc(0.4, 1.5, 1).mean_wait, "land": theory.mmc(0.4, 8.0, 4).mean_wait}
    known = [Known(f"mean wait, {name}", "mean_wait", wait, "department", name) for name, wait in exact.items()]
    return System("a desk, then 4 windows", "Burke (1956), Jackson (1957)", hall, known)


def pooling() -> list[System]:
    """Three departments with windows of their own, and one pool of all of these."""
    rates, numbers, service = (1 / 3, 1 / 5, 2 / 15), (4, 3, 2), 8.0
    exact = theory.pooling(rates, service, numbers)
    matters = {f"m{i}": matter(rate, **{f"d{i}": law("exponential", service)}) for i, rate in enumerate(rates)}
    apart = {f"g{i}": windows(number, f"d{i}") for i, number in enumerate(numbers)}
    own = [
        Known(f"mean wait, {number} windows", "mean_wait", wait, "department", f"d{i}")
        for i, (number, wait) in enumerate(zip(numbers, exact.separate_waits, strict=True))
    ]
    whole = [Known("mean wait, 9 windows", "mean_wait", exact.pooled_mean_wait)]
    return [
        System("three departments", "Erlang (1917)", never_closing(apart, matters, 15.0), own),
        System("the same in one pool", "Erlang (1917)", never_closing({"a": windows(9)}, matters, 15.0), whole),
    ]


SYSTEMS = [
    mmc(0.5, 1, 1.0, 2.0),
    mmc(0.8, 1, 1.0, 5.0),
    mmc(0.7, 3, 1.0, 1.0),
    mmc(0.8, 10, 4.0, 2.0),
    mmc(0.9, 20, 8.0, 5.0),
    mdc(0.7, 1, 1.0, 1.0),
    mdc(0.8, 5, 2.0, 1.0),
    mg1(0.8, "gamma", 0.25, cv=0.5),
    mg1(0.8, "erlang", 0.5, stages=2),
    mg1(0.5, "lognormal", 1.44, cv=1.2),
    erlang_a(15, 8, 2, 30, 15),
    erlang_a(40, 16, 10, 30, 15),
    erlang_a(60, 8, 7, 15, 10),
    full_hall(1.1, 3, 5),
    priorities((0.6, 1.0), 1.0, 2),
    priorities((0.5, 1.5), 2.0, 5),
    tandem(),
    *pooling(),
]
print(f"{len(SYSTEMS)} systems, {sum(len(system.known) for system in SYSTEMS)} exact values")

# %% [markdown]
# ## What the engine says
#
# Every system is played 40 times, 20 days each. The unit is the replication: its mean is Student's, with 39 degrees of
# freedom. A distance is told in standard errors of the simulated mean.


# %%
def simulated(hall: Spec, seed: int, known: list[Known], replications: int = REPLICATIONS) -> np.ndarray:
    """(replications, known) What the measures say of a hall, played by the fast engine."""
    demand, layout, rows = Demand(hall), Layout(hall), []
    names = list(dict.fromkeys(one.measure for one in known))
    over = {one.by for one in known}
    for replication in range(replications):
        plan = layout.lay(demand.draw(seed, replication))
        tally = fast.count(plan, kpis_of(plan, hall))
        told = keys(plan, hall, names, key_figures=True, over=over)
        found = dict(zip(told, values(tally, hall, names, over=over), strict=True))
        rows.append([found[one.measure, one.by, one.level] for one in known])
    return np.array(rows)


def held_against(name: str, known: list[Known], found: np.ndarray) -> list[dict[str, Any]]:
    """A row an exact value: what was simulated, its interval, and how many standard errors lie between."""
    mean, error = found.mean(axis=0), found.std(axis=0, ddof=1) / len(found) ** 0.5
    half = stdtrit(len(found) - 1, 0.975) * error
    return [
        {
            "system": name,
            "value": one.name,
            "theory": one.truth,
            "simulated": mean[i],
            "low": mean[i] - half[i],
            "high": mean[i] + half[i],
            "errors": (mean[i] - one.truth) / error[i],
        }
        for i, one in enumerate(known)
    ]


table = pd.DataFrame(
    [
        row
        for number, system in enumerate(SYSTEMS)
        for row in held_against(system.name, system.known, simulated(system.hall, SEED + number, system.known))
    ]
)
table["half-width, %"] = 50 * (table["high"] - table["low"]) / table["theory"]
with pd.option_context("display.max_rows", None):
    print(table.set_index(["system", "value"]).round(4).to_string())

# %% [markdown]
# **The intervals are narrow enough to prove something**: half of them are within 2 % of the exact value, nine in ten
# within 5 %.

# %%
print(f"half-widths: median {table['half-width, %'].median():.1f} %, largest {table['half-width, %'].max():.1f} %")
assert table["half-width, %"].median() < 2.0
assert table["half-width, %"].quantile(0.9) < 5.0

# %% [markdown]
# ## A day whose windows come and go
#
# Sixteen half-hours of a day that opens empty, with 2 to 5 windows and 8 to 28 people an hour, under each of four rules
# for what happens when a window closes while it serves. Exact by uniformisation (Jensen 1953); each rule has days of
# its own. What is told is the share waiting more than 15 minutes, by the half-hour of the ticket.

# %%
PER_HOUR = (10, 16, 24, 28, 26, 22, 18, 12, 8, 10, 18, 24, 22, 18, 12, 8)
WINDOWS = (2, 3, 4, 5, 5, 4, 4, 3, 2, 2, 3, 4, 4, 4, 3, 2)
SERVICE, LIMIT, OPENS = 8.0, 15.0, 480
TIMES = [clock(OPENS + 30 * slot) for slot in range(len(PER_HOUR))]
RULES = {
    "hold": {"end_of_shift": "hold"},
    "idle_first": {"end_of_shift": "finish", "closes": "idle_first"},
    "random": {"end_of_shift": "finish", "closes": "random"},
    "busy_first": {"end_of_shift": "finish", "closes": "busy_first"},
}


def changing(rule: str) -> Spec:
    return parse(
        Spec,
        {
            "calendar": {"start": "2017-03-06", "days": 3 * DAYS, "open_weekdays": list(WEEKDAYS)},
            "departments": {"desk": label("desk")},
            "domains": {"all": label("all")},
            "matters": {"m": matter(sum(PER_HOUR) / 2 / 1440, desk=law("exponential", SERVICE))},
            "demand": {"profile": dict(zip(TIMES, map(float, PER_HOUR), strict=True)), "ceiling": 1.0},
            "hall": {
                "label": label("hall"),
                "service_model": "departmental",
                "hours": [{"start": "08:00", "end": "16:00"}],
            },
            "targets": {"wait_limits": [LIMIT]},
            "staff": {
                "groups": {"a": {**windows(1), "windows": dict(zip(TIMES, WINDOWS, strict=True)), **RULES[rule]}}
            },
        },
    )


def half_hours(rule: str) -> list[Known]:
    rates = [rate / 60 for rate in PER_HOUR]
    exact = theory.transient_mmc(rates, SERVICE, WINDOWS, LIMIT, rule).late_share
    return [
        Known(f"late at {time}", over(LIMIT), float(share), "half_hour", time)
        for time, share in zip(TIMES, exact, strict=True)
    ]


rows = []
for number, rule in enumerate(RULES):
    known = half_hours(rule)
    rows += held_against(rule, known, simulated(changing(rule), SEED + 100 + number, known))
days = pd.DataFrame(rows).rename(columns={"system": "rule"})


def draw_half_hours(figure: Figure) -> None:
    """A panel a rule: exact shares as a line, simulated ones as intervals."""
    panels = figure.subplots(1, len(RULES), sharey=True)
    for axes, (rule, of) in zip(panels, days.groupby("rule", sort=False), strict=True):
        at = OPENS / 60 + 0.5 * np.arange(len(of)) + 0.25
        axes.plot(at, 100 * of["theory"], color=INK, linewidth=1.0, label="exact")
        axes.vlines(at, 100 * of["low"], 100 * of["high"], color="#0072B2", linewidth=2.2, label="simulated, 95 %")
        axes.set_title(rule.replace("_", " "), loc="left")
        axes.set_xlabel("Time of the ticket [h]")
        axes.set_xticks(range(8, 17, 2))
        axes.set_ylim(0.0)
    panels[0].set_ylabel("Waits over 15 minutes [%]")
    panels[2].legend(frameon=False, loc="upper left")


picture(
    "Half-hours of a day, exact and simulated",
    "Share of tickets that wait more than 15 minutes, under four rules for the end of a shift",
    f"{REPLICATIONS} replications of {3 * DAYS} days under each rule; intervals are of one half-hour each.",
    2.9,
    draw_half_hours,
)

# %% [markdown]
# **The rule for the end of a shift is not a detail**: the same windows leave nearly half as many again late in the
# worst half-hour where those busy hold their window, and the simulator tells the two apart.

# %%
worst = days[days["value"] == "late at 15:30"].set_index("rule")
print((100 * worst[["theory", "simulated", "low", "high"]]).round(2).to_string())
assert worst.loc["hold", "theory"] > 1.4 * worst.loc["busy_first", "theory"]
assert worst.loc["hold", "low"] > worst.loc["busy_first", "high"]

# %% [markdown]
# ## All distances
#
# If the simulator is right, a distance in standard errors is Student's: nineteen in twenty are within 2. Values of one
# system come from the same people and move together, so that what chance allows is told by the count for values that
# do not, at one in a thousand: a right simulator is seldom rejected by it, a wrong one soon.

# %%
every = pd.concat([table, days.rename(columns={"rule": "system"})], ignore_index=True)
inside = int(((every["low"] <= every["theory"]) & (every["theory"] <= every["high"])).sum())
least = next(k for k in range(len(every)) if bdtr(k, len(every), 0.95) > 0.001)
far = float(every["errors"].abs().max())
bound = float(stdtrit(REPLICATIONS - 1, 1 - 0.001 / 2 / len(every)))
print(f"{inside} of {len(every)} intervals hold the truth ({inside / len(every):.1%}); chance leaves {least} or more")
print(f"furthest: {far:.2f} standard errors; chance leaves {bound:.2f}")


def draw_distances(figure: Figure) -> None:
    """Every distance as a dot, a row a system; half-hours by rule."""
    axes, axis = figure.subplots(1, 2, width_ratios=[2.2, 1.0])
    order = list(dict.fromkeys(every["system"]))
    limit = float(stdtrit(REPLICATIONS - 1, 0.975))
    axes.axvspan(-limit, limit, color=FAINT, alpha=0.5, linewidth=0)
    axes.axvline(0.0, color=QUIET, linewidth=0.9)
    axes.plot(every["errors"], every["system"].map(order.index), "o", color="#0072B2", markersize=4.0, alpha=0.8)
    names = [f"half-hours, {name.replace('_', ' ')}" if name in RULES else name for name in order]
    axes.set_yticks(range(len(order)), names)
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_xlim(-4.2, 4.2)
    axes.set_xlabel("Simulated less exact [standard errors]")
    share = (np.arange(len(every)) + 0.5) / len(every)
    axis.plot([0, 100], [0, 100], color=QUIET, linewidth=0.9)
    found = 100 * stdtr(REPLICATIONS - 1, np.sort(every["errors"]))
    axis.plot(100 * share, found, "o", color="#0072B2", markersize=2.5)
    axis.set_xlabel("Share of the values [%]")
    axis.set_ylabel("Chance of less, by Student's law [%]")
    axis.set_aspect("equal")


picture(
    "How far the simulator is from theory",
    "Left: a dot an exact value; shaded, where nineteen in twenty should be. Right: the distances by Student's law",
    f"{len(every)} exact values of {len(SYSTEMS) + len(RULES)} systems, {REPLICATIONS} replications each.",
    4.6,
    draw_distances,
)

# %% [markdown]
# **Intervals hold the truth as often as they should, and none is further off than chance allows.**

# %%
assert inside >= least, (inside, least)
assert far < bound, (far, bound)

# %% [markdown]
# **And a fault would be seen**: had clerks been 1 % slower than theory has them, nearly all of the intervals
# would miss, and the furthest value lie beyond what chance allows.

# %%
slow = [
    mmc(0.8, 10, 4.0, 2.0),
    mdc(0.8, 5, 2.0, 1.0),
    mg1(0.8, "gamma", 0.25, cv=0.5),
    erlang_a(40, 16, 10, 30, 15),
]
faulty = []
for number, system in enumerate(slow):
    hall = system.hall.model_dump(mode="json")
    hall["staff"]["groups"]["a"]["slowness"] = 1.01
    found = simulated(parse(Spec, hall), SEED + 200 + number, system.known)
    faulty += held_against(system.name, system.known, found)
faulty = pd.DataFrame(faulty)
missed = (faulty["theory"] < faulty["low"]) | (faulty["theory"] > faulty["high"])
print(f"{missed.sum()} of {len(faulty)} miss; furthest {faulty['errors'].abs().max():.1f} standard errors")
assert missed.mean() > 0.8
assert faulty["errors"].abs().max() > bound

# %% [markdown]
# ## Little's law, and the other laws of a hall
#
# **On every single trace the number inside, averaged over time, is arrivals times stay** (Little 1961), to rounding:
# not in the mean over many, but each time. So are forty-seven other laws kept; a broken one raises an error. Here they
# are asked of the three default halls, with reviews, returns and impatience.

# %%
halls = sim.load("one_window", ["calendar.days=5", "calendar.warm_up=1", "calendar.drain=2"]).specs
people = draw(next(iter(halls.values())), SEED, 0)
traces = {name: fast.play(lay(people, hall)) for name, hall in halls.items()}
for name, trace in traces.items():
    trace.check()
    came, left = trace.visit_from, trace.visit_left
    at = np.sort(np.concatenate([came, left]))
    number = np.searchsorted(np.sort(came), at, "right") - np.searchsorted(np.sort(left), at, "right")
    span = at[-1] - at[0]
    inside_mean, stay, rate = (number[:-1] @ np.diff(at)) / span, (left - came).mean(), len(came) / span
    print(f"{name}: {inside_mean:.6f} people inside; {rate:.6f} a minute x {stay:.6f} minutes = {rate * stay:.6f}")
    assert abs(inside_mean - rate * stay) < 1e-9 * inside_mean
    assert (trace.case_outcome == CaseOutcome.DONE).mean() > 0.5

# %% [markdown]
# ## Two engines
#
# `sim.engine.reference` is written to be read, `sim.engine.fast` to be quick. **Given the same plan they tell the same,
# to the last bit**: every ticket, call, start, end, clerk and outcome of the three default halls.

# %%
for name, hall in halls.items():
    read_aloud = reference.play(lay(people, hall))
    print(
        f"{name}: {len(read_aloud.start):,} sessions, {len(read_aloud.visit_left):,} visits, the same to the last bit"
    )
    assert traces[name].same_as(read_aloud), traces[name].difference(read_aloud)
