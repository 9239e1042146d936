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
#     results: [reform_levers, pooling_ties, answers/reform.json]
# ---

# %% [markdown]
# # What the reform is made of
#
# The whole reform pulls six levers: pooling, papers, guidance, reviews behind, one issue desk, online filing. What does
# each of them do? All 32 combinations that can be pulled were played, on the same people: reviews behind need pooled
# windows, and filing online needs reviews behind. Nothing is simulated here. To make the results and this page again:
#
#     onewindow decompose reform --replications 4 --measure mean_wait --measure visits_per_case \
#         --measure mean_time_in_hall --measure cost_per_case --out results/runs/reform_levers
#     onewindow breakeven pooling --over hall.slowness --replications 10 --out results/runs/pooling_ties
#     make answers publish STUDY=reform
#
# Of each lever three effects are told: **alone**, on top of today (together with what it needs); **last**, what the
# reform would lose without it (and without what needs it); and its **share**, the Shapley value under these needs
# (Faigle and Kern 1992): the mean of what it adds, over all orders in which the levers can be pulled.

# %%
import json
from itertools import permutations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from pages import PUBLISHED, kept, manifest_of, picture, published

from sim.inference.intervals import interval
from sim.report.figures.sheet import FAINT, QUIET

folder = published("reform_levers")
manifest = manifest_of(folder)
effects = pd.read_csv(folder / "effects.csv", keep_default_na=False, na_values={"mean": [""]})
played = pd.read_csv(folder / "replications.csv", keep_default_na=False)
labels = {name: lever["label"]["en"] for name, lever in manifest["levers"].items()}
MEASURES = {
    "mean_wait": ("Mean wait", "min", 1),
    "visits_per_case": ("Visits per case", "visits", 2),
    "mean_time_in_hall": ("Time in the hall, all visits", "min", 1),
    "cost_per_case": ("Cost of a case", "CNY", 1),
}
print(manifest["question"]["en"])
print(f"{manifest['combinations']} combinations, {manifest['replications']} replications, seed {manifest['seed']}")


def effect(kind: str, measure: str, lever: str = "", other: str | None = None) -> tuple[float, float, float]:
    """Mean and 95 % interval of an effect."""
    of = effects[(effects["kind"] == kind) & (effects["measure"] == measure) & (effects["lever"] == lever)]
    (row,) = (of if other is None else of[of["other"] == other])[["mean", "low", "high"]].to_numpy(float)
    return tuple(row)


def told(found: tuple[float, float, float], places: int) -> str:
    mean, low, high = (f"{value:+.{places}f}" for value in found)
    return f"{mean} ({low}, {high})"


# %% [markdown]
# ## Shares

# %%
rows = {
    labels.get(lever, "All levers"): {
        f"{name} [{unit}]": told(effect("share" if lever else "total", measure, lever), places)
        for measure, (name, unit, places) in MEASURES.items()
    }
    for lever in (*labels, "")
}
pd.DataFrame(rows).T

# %%
kept(folder / "figures/waterfall.png")

# %% [markdown]
# **The shares add up to the whole**, in every measure; and they are what the mean over all orders gives, reckoned here
# once more from the combinations alone.

# %%
NEEDS = {"reviews": "pooling", "online": "reviews"}
orders = [
    order
    for order in permutations(labels)
    if all(order.index(before) < order.index(lever) for lever, before in NEEDS.items())
]
print(f"{len(orders)} orders")
for measure in MEASURES:
    of = played[played["measure"] == measure]
    level = {
        frozenset(filter(None, name.split("+"))): part for name, part in of.groupby("levers")["value"].mean().items()
    }
    added = dict.fromkeys(labels, 0.0)
    for order in orders:
        for place, lever in enumerate(order):
            added[lever] += level[frozenset(order[: place + 1])] - level[frozenset(order[:place])]
    for lever, total in added.items():
        assert np.isclose(total / len(orders), effect("share", measure, lever)[0], rtol=1e-9, atol=1e-12)
    whole = sum(effect("share", measure, lever)[0] for lever in labels)
    print(f"{measure}: shares add up to {whole:+.4f}, the whole is {effect('total', measure)[0]:+.4f}")
    assert np.isclose(whole, effect("total", measure)[0], rtol=1e-9)

# %% [markdown]
# ## What the README says
#
# **Pooling alone does next to nothing for those who wait**: less than half a minute in the mean, by its interval hardly
# more than one, alone as in its share; and no visit in a hundred.

# %%
for kind in ("alone", "share"):
    mean, low, high = effect(kind, "mean_wait", "pooling")
    print(f"pooling, {kind}: mean wait {told((mean, low, high), 1)} min")
    assert -1.1 < low < 0.0 < high < 1.1
    assert abs(mean) < 0.5
    low, high = effect(kind, "visits_per_case", "pooling")[1:]
    assert -0.01 < low < high < 0.01

# %% [markdown]
# That rests on the pace of generalists. **One kind of window and department windows tie at 1.18 times a specialist's
# minutes**, and trained generalists are taken to need 1.15 (`sensitivity` goes on from here).

# %%
ties = pd.read_csv(published("pooling_ties") / "ties.csv").set_index("variant")
value, low, high = ties.loc["integrated", ["value", "low", "high"]].astype(float)
print(f"a tie at {value:.3f} ({low:.3f}, {high:.3f}) times a specialist's minutes")
assert 1.15 < low < value < high < 1.20

# %% [markdown]
# **Reviews behind take sixteen clerks from the windows, and people wait for it**: five minutes more at the windows, and
# eighteen more in the hall, where results are waited for.

# %%
print(f"reviews: mean wait {told(effect('share', 'mean_wait', 'reviews'), 1)} min")
print(f"reviews: time in the hall {told(effect('share', 'mean_time_in_hall', 'reviews'), 1)} min")
assert 4.5 < effect("share", "mean_wait", "reviews")[1] < effect("share", "mean_wait", "reviews")[2] < 5.5
assert effect("share", "mean_time_in_hall", "reviews")[1] > 15.0

# %% [markdown]
# **Papers, one issue desk and filing online are what shortens waits and saves visits.** In the order of their size, as
# far as intervals tell them apart: the issue desk and filing online take 3 to 5 minutes each from the wait, papers 1 to
# 2, guidance less than one.

# %%
for lever, (most, least) in {
    "online": (-5.1, -3.4),
    "issue": (-5.1, -3.4),
    "papers": (-2.0, -1.0),
    "guidance": (-1.0, 0.0),
}.items():
    mean, low, high = effect("share", "mean_wait", lever)
    print(f"{lever}: mean wait {told((mean, low, high), 1)} min")
    assert most < low < high < least, lever
    assert effect("share", "visits_per_case", lever)[2] < 0.0, lever

# %% [markdown]
# **Five of six visits that are saved are saved online, the sixth by papers**: who files from home does not come. No
# other lever moves visits by more than a thirtieth of one per case.

# %%
whole = effect("total", "visits_per_case")[0]
for lever in labels:
    mean, low, high = effect("share", "visits_per_case", lever)
    print(f"{lever}: visits {told((mean, low, high), 3)} a case, {mean / whole:.0%} of the whole")
    if lever not in ("online", "papers"):
        assert -1 / 30 < low < high < 1 / 30, lever
assert 0.80 < effect("share", "visits_per_case", "online")[0] / whole < 0.87
assert 0.15 < effect("share", "visits_per_case", "papers")[0] / whole < 0.19

# %% [markdown]
# ## Alone, last, and in between
#
# Levers work on one another, so that no lever has one effect. Where alone and last lie far apart, the order matters.

# %%
KINDS = {"alone": ("s", "#E0A000"), "share": ("o", "#0072B2"), "last": ("D", "#CC79A7")}


def draw_effects(figure: Figure) -> None:
    """A panel a measure, a row a lever: alone, as a share, and last."""
    panels = figure.subplots(1, 2, sharey=True)
    for axes, measure in zip(panels, ("mean_wait", "visits_per_case"), strict=True):
        name, unit, _ = MEASURES[measure]
        axes.axvline(0.0, color=QUIET, linewidth=0.9)
        for row, lever in enumerate(labels):
            axes.axhline(row, color=FAINT, linewidth=0.6, zorder=0)
            for place, (kind, (marker, colour)) in enumerate(KINDS.items()):
                mean, low, high = effect(kind, measure, lever)
                at = row + 0.22 * (place - 1)
                axes.plot([low, high], [at, at], color=colour, linewidth=1.8)
                axes.plot([mean], [at], marker, color=colour, markersize=5.0, label=kind if row == 0 else None)
        axes.set_xlabel(f"{name} [{unit}]")
        axes.tick_params(axis="y", length=0)
    panels[0].set_yticks(range(len(labels)), [text.split(":")[0] for text in labels.values()])
    panels[0].set_ylim(len(labels) - 0.5, -0.5)
    panels[0].legend(frameon=False, loc="lower right")


picture(
    "What each lever does alone, in the mean over all orders, and last",
    "Change by the lever, with its 95 % interval. Alone: together with what it needs. Last: with what needs it",
    f"onewindow: reform, {manifest['combinations']} combinations, {manifest['replications']} replications each.",
    3.8,
    draw_effects,
)

# %% [markdown]
# **Reviews without an issue desk are the dear mistake**: pulled alone on pooled windows they add nearly ten minutes of
# wait and more than half an hour in the hall, and a desk for results takes seven and thirty of these back.

# %%
assert effect("alone", "mean_wait", "reviews")[1] > 9.0
assert effect("alone", "mean_time_in_hall", "reviews")[1] > 30.0
mended = {m: effect("interaction", m, "reviews", "issue") for m in ("mean_wait", "mean_time_in_hall")}
print({measure: told(found, 1) for measure, found in mended.items()})
assert mended["mean_wait"][2] < -6.0
assert mended["mean_time_in_hall"][2] < -25.0

# %% [markdown]
# **So papers first**: of the levers that can be pulled today without any other, papers are the one that saves waits,
# visits, minutes in the hall and money, all at once.

# %%
good = {
    lever: all(effect("alone", measure, lever)[2] < 0.0 for measure in MEASURES)
    for lever in labels
    if lever not in NEEDS
}
print(good)
assert [lever for lever, saves in good.items() if saves] == ["papers"]

# %% [markdown]
# ## The whole reform
#
# From the comparison of `reform` with today, 8 replications, intervals that hold together: **a third of a visit less
# per case, eighteen points more cases done in one visit, five minutes less wait, for two yuan a case.**

# %%
answer = json.loads((PUBLISHED / "answers/reform.json").read_text("utf-8"))
whole = {d["measure"]: d for d in answer["differences"] if (d["a"], d["b"]) == ("today", "reform")}
for measure, (low, high) in {
    "visits_per_case": (-0.34, -0.28),
    "share_one_visit": (0.15, 0.20),
    "mean_wait": (-6.0, -3.5),
    "cost_per_case": (1.5, 2.5),
}.items():
    found = whole[measure]
    print(f"{measure}: {told((found['mean'], found['low'], found['high']), 2)}")
    assert low < found["low"] < found["high"] < high, measure

# %% [markdown]
# **Both studies agree**: what the decomposition gives for the whole, from 4 replications, is within the comparison's
# intervals.

# %%
for measure in MEASURES:
    of = played[played["measure"] == measure].pivot(index="replication", columns="levers", values="value")
    again = interval(of["+".join(labels)] - of[""])
    assert np.allclose((again.mean, again.low, again.high), effect("total", measure), rtol=1e-9)
    assert whole[measure]["low"] < again.mean < whole[measure]["high"], measure
