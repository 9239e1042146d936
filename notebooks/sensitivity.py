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
#     results: [one_window_sensitivity, one_window_corners]
# ---

# %% [markdown]
# # What the headline rests on
#
# Numbers of the default hall are estimates. Which of them does it matter to know better? Five are varied: how many
# people come, how slow generalists are, how often papers are missing, how patient people are, how far they walk to the
# window. What is told is the difference between 40 integrated windows and 56 department windows, which serve the same
# people at every point; and, beside it, what pooling alone does.
#
# Two sweeps of `notebooks/sensitivity.yaml`, four replications each: 40 points of a Latin hypercube over all five
# ranges, and all 32 corners of these ranges. Department clerks are specialists at every point. The ranges are a
# judgement, no measurement. To make the results and this page again:
#
#     onewindow sweep notebooks/sensitivity.yaml --pair latin --points 40 --level kpis \
#         --out results/runs/one_window_sensitivity
#     onewindow sweep notebooks/sensitivity.yaml demand.volume=0.85,1.15 hall.slowness=1.0,1.3 demand.missing=0.5,1.5 \
#         demand.patience.mean=50,100 hall.walk=0.25,0.75 --level kpis --out results/runs/one_window_corners
#     make publish STUDY=sensitivity

# %%
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from pages import picture, published

from sim.inference.intervals import interval, intervals
from sim.report.figures.sheet import FAINT, INK, QUIET

KEYS = {
    "hall.slowness": ("Pace of generalists, specialists 1", 1.0, 1.3, 1.15),
    "demand.volume": ("People who come, 2017: 1", 0.85, 1.15, 1.0),
    "demand.missing": ("Missing papers, estimate 1", 0.5, 1.5, 1.0),
    "demand.patience.mean": ("Mean patience [min]", 50.0, 100.0, 75.0),
    "hall.walk": ("Walk to the window [min]", 0.25, 0.75, 0.5),
}
"""What is varied: its name, the ends of the range, and the value of the headline."""
MEASURES = {
    "mean_wait": ("Mean wait", "min", 1),
    "mean_time_in_hall": ("Time in the hall, all visits", "min", 1),
    "visits_per_case": ("Visits per case", "visits", 2),
    "cost_per_case": ("Cost of a case", "CNY", 1),
}
BASE, REFORM, POOLING = "departmental", "integrated", "pooling"


def read(name: str) -> pd.DataFrame:
    """A row a point, hall and replication: the keys, and every measure."""
    folder = published(name)
    asked = json.loads((folder / "sweep.json").read_text("utf-8"))
    print(f"{name}: {len(asked['points'])} points, {asked['replications']} replications, seed {asked['seed']}")
    kept = pd.concat([pq.read_table(path).to_pandas() for path in sorted((folder / "values").glob("*.parquet"))])
    return pd.read_csv(folder / "cells.csv").merge(kept, on="cell")


def points_of(played: pd.DataFrame) -> pd.DataFrame:
    """(points, keys) Where each point stands."""
    return played.drop_duplicates("point").set_index("point")[list(KEYS)]


def paired(played: pd.DataFrame, measure: str, hall: str) -> pd.DataFrame:
    """(replications, points) A hall less the department windows, which serve the same people."""
    wide = played.pivot(index="replication", columns=["variant", "point"], values=measure)
    return wide[hall] - wide[BASE]


def differences(played: pd.DataFrame, measure: str, hall: str = REFORM) -> pd.DataFrame:
    """A hall less the department windows at each point: mean and 95 % interval over replications, the same people."""
    by_point = paired(played, measure, hall)
    return points_of(played).join(pd.DataFrame(intervals(by_point), index=by_point.columns))


hypercube, corners = read("one_window_sensitivity"), read("one_window_corners")
for key, (name, low, high, now) in KEYS.items():
    print(f"{name}: {low:g} to {high:g}, in the headline {now:g}")
    assert corners[key].isin([low, high]).all()
    assert hypercube[key].between(low, high).all()

# %% [markdown]
# ## Which numbers matter
#
# A plane is laid through the 40 differences by least squares, in each replication by itself: so each has a slope of its
# own in every number, all 40 points on the days of that replication. What is drawn is how far the difference moves when
# one number goes from one end of its range to the other, all else alike: the mean of the four, with Student's interval.


# %%
DESIGN = points_of(hypercube)
WIDTHS = np.array([high - low for _, low, high, _ in KEYS.values()])
NOW = np.array([now for *_, now in KEYS.values()])
PLANE = np.column_stack([np.ones(len(DESIGN)), (DESIGN.to_numpy() - NOW) / WIDTHS])


def planes_of(measure: str, hall: str = REFORM) -> np.ndarray:
    """(replications, 1 + keys) Of each plane the difference at the headline, and the moves over whole ranges."""
    by_point = paired(hypercube, measure, hall)[DESIGN.index].to_numpy()
    return by_point @ np.linalg.pinv(PLANE).T


def plane(measure: str, hall: str = REFORM) -> tuple[pd.DataFrame, float, float]:
    """By key the move over its whole range with its 95 % interval; the difference at the headline; R squared."""
    each = planes_of(measure, hall)
    told = pd.DataFrame(intervals(each), index=["headline", *KEYS])[["mean", "low", "high"]]
    seen = paired(hypercube, measure, hall)[DESIGN.index].mean().to_numpy()
    residual = seen - PLANE @ told["mean"].to_numpy()
    return told.loc[list(KEYS)], float(told.loc["headline", "mean"]), float(1 - residual.var() / seen.var())


planes = {measure: plane(measure) for measure in MEASURES}
rows = {
    KEYS[key][0]: {
        f"{name} [{unit}]": "{:+.{p}f} ({:+.{p}f}, {:+.{p}f})".format(*planes[measure][0].loc[key], p=places)
        for measure, (name, unit, places) in MEASURES.items()
    }
    for key in KEYS
}
rows["R squared"] = {f"{name} [{unit}]": f"{planes[m][2]:.2f}" for m, (name, unit, _) in MEASURES.items()}
pd.DataFrame(rows).T


# %%
def draw_tornado(figure: Figure) -> None:
    """A panel a measure, a row a key: the difference at the headline, and where the ends of the range move it."""
    panels = figure.subplots(1, len(MEASURES), sharey=True)
    for axes, (measure, (name, unit, _)) in zip(panels, MEASURES.items(), strict=True):
        moves, middle, _ = planes[measure]
        axes.axvline(0.0, color=QUIET, linewidth=0.9)
        axes.axvline(middle, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
        for row, (key, (_, low, high, now)) in enumerate(KEYS.items()):
            below, above = (moves.loc[key, "mean"] * (end - now) / (high - low) for end in (low, high))
            axes.barh(row, below, left=middle, height=0.55, color="#56B4E9", label="low end" if row == 0 else None)
            axes.barh(row, above, left=middle, height=0.55, color="#D55E00", label="high end" if row == 0 else None)
            for end in (below, above):
                half = abs(moves.loc[key, "high"] - moves.loc[key, "mean"]) / 2
                axes.plot([middle + end - half, middle + end + half], [row, row], color=INK, linewidth=1.2)
        axes.set_xlabel(f"{name}\n[{unit}]")
        axes.tick_params(axis="y", length=0)
    panels[0].set_yticks(range(len(KEYS)), [name for name, *_ in KEYS.values()])
    panels[0].set_ylim(len(KEYS) - 0.5, -0.5)
    panels[-1].legend(frameon=False, fontsize=7.5, loc="center left")


picture(
    "What the difference between 40 integrated and 56 department windows rests on",
    "Difference at the headline (dashed), and with one number at either end of its range; whiskers: 95 % of the slope",
    "onewindow: a plane through 40 points of a Latin hypercube, 4 replications each, the same people in both halls.",
    2.9,
    draw_tornado,
)

# %% [markdown]
# **Whether forty windows keep people waiting longer is a question of how slow generalists are, and of little else**:
# over its range the pace moves the difference by about eight minutes, none of the other four by more than three at the
# ends of their intervals and by more than one and a half in the mean, and the plane explains nine tenths of what the
# differences vary by, or more, in every measure. Four replications tell a slope to a minute or so: what the days of one
# do to the difference they do at all points.

# %%
moves, _, explained = planes["mean_wait"]
print(moves.round(2).to_string(), f"\nR squared {explained:.2f}")
assert 6.5 < moves.loc["hall.slowness", "low"] < moves.loc["hall.slowness", "high"] < 9.0
assert abs(moves.loc["hall.slowness", "mean"] - 8.0) < 0.5
others = moves.drop("hall.slowness")
assert (others[["low", "high"]].abs() < 3.0).all(axis=None)
assert (others["mean"].abs() < 1.5).all()
assert all(explained > 0.9 for _, _, explained in planes.values())

# %% [markdown]
# **What people lack, how patient they are and how far they walk hardly matter to the comparison in the mean over the
# others**, though they matter to every hall: each moves the difference in the mean wait by less than a minute over its
# whole range, and that in visits by less than a fiftieth.

# %%
for key in ("demand.missing", "demand.patience.mean", "hall.walk"):
    assert abs(planes["mean_wait"][0].loc[key, "mean"]) < 1.0, key
    assert abs(planes["visits_per_case"][0].loc[key, "mean"]) < 0.02, key

# %% [markdown]
# ## Where the halls tie


# %%
def draw_pace(figure: Figure) -> None:
    """The difference in the mean wait against the pace, every point with its interval."""
    axes = figure.subplots()
    axes.axhline(0.0, color=QUIET, linewidth=0.9)
    colours = LinearSegmentedColormap.from_list("volume", ["#56B4E9", "#D55E00"])
    for played, marker, name in ((hypercube, "o", "Latin hypercube"), (corners, "D", "corners")):
        of = differences(played, "mean_wait")
        at = of["hall.slowness"] + (0.004 * (of.index % 8 - 3.5) / 4 if marker == "D" else 0.0)
        axes.vlines(at, of["low"], of["high"], color=FAINT, linewidth=1.4, zorder=1)
        dots = axes.scatter(
            at, of["mean"], c=of["demand.volume"], cmap=colours, marker=marker, s=20, label=name, zorder=2
        )
    axes.set_xlabel("Minutes of a generalist for one of a specialist's")
    axes.set_ylabel("Mean wait, 40 integrated less\n56 department windows [min]")
    axes.legend(frameon=False, loc="upper left")
    figure.colorbar(dots, ax=axes, label="People who come, 2017: 1")


picture(
    "Slow generalists make the wait longer, quick ones shorter, whoever comes",
    "A dot a point, with its 95 % interval; more people (red) make either effect larger",
    "onewindow: 40 points of a Latin hypercube and the 32 corners, 4 replications each, the same people in both halls.",
    3.6,
    draw_pace,
)

# %% [markdown]
# **The halls tie where generalists take 1.12 to 1.17 times as long as specialists**, by the planes of the four
# replications at the headline's other values; the headline assumes 1.15. With 1.10 or less people wait less at every
# point, with 1.20 or more they wait longer at every point, corners included.

# %%
each, (_, low, high, now) = planes_of("mean_wait"), KEYS["hall.slowness"]
tie = interval(now - each[:, 0] / each[:, 1 + list(KEYS).index("hall.slowness")] * (high - low))
middle = interval(each[:, 0])
print(f"a tie at {tie.mean:.3f} ({tie.low:.3f}, {tie.high:.3f});", end=" ")
print(f"at the headline {middle.mean:+.2f} ({middle.low:+.2f}, {middle.high:+.2f}) min")
assert 1.12 < tie.low < tie.high < 1.17
every = pd.concat([differences(hypercube, "mean_wait"), differences(corners, "mean_wait")])
quick, slow = every[every["hall.slowness"] <= 1.10], every[every["hall.slowness"] >= 1.20]
print(
    f"{len(quick)} points with quick generalists: {quick['high'].max():+.2f} min at most;",
    f"{len(slow)} with slow ones: {slow['low'].min():+.2f} min at least",
)
assert (quick["high"] < 0.0).all()
assert (slow["low"] > 0.0).all()

# %% [markdown]
# ## What holds everywhere
#
# **In no corner do people come less often by more than a fifteenth of a visit**, neither to forty windows with reviews
# behind nor by pooling alone. The whole reform saves a third of a visit, by papers and online filing (`reform`):
# that windows do not do it is no matter of the estimates.

# %%
for hall in (REFORM, POOLING):
    for name, played in (("hypercube", hypercube), ("corners", corners)):
        of = differences(played, "visits_per_case", hall)
        print(f"{hall}, {name}: {of['mean'].min():+.3f} to {of['mean'].max():+.3f} visits a case")
        assert (of["low"] > -1 / 15).all()
        assert (of["high"] < 1 / 15).all()

# %% [markdown]
# What small difference there is has the sign of the wait: where generalists are quick fewer give up and come again.
# **In no corner with slow generalists does pooling alone save visits at all.**

# %%
of = differences(corners, "visits_per_case", POOLING)
slow = of[of["hall.slowness"] == 1.3]
print(
    f"{len(slow)} corners with slow generalists: {slow['mean'].min():+.3f} to {slow['mean'].max():+.3f} visits a case"
)
assert (slow["low"] > 0.0).all()

# %% [markdown]
# **At every point a case costs more in the hall with reviews behind**: one to four yuan, as nine people more are on
# duty.

# %%
for played in (hypercube, corners):
    of = differences(played, "cost_per_case")
    print(f"{of['low'].min():+.2f} to {of['high'].max():+.2f} CNY")
    assert (of["low"] > 1.0).all()
    assert (of["high"] < 4.0).all()

# %% [markdown]
# **People are longer in the hall, but for one part of the range**: in the mean at every corner but those at which
# generalists are as quick as specialists and fewer people come, and beyond chance at all of these but one or two. In
# that part people may be a little quicker out, by less than five minutes.

# %%
of = differences(corners, "mean_time_in_hall")
apart = (of["hall.slowness"] == 1.0) & (of["demand.volume"] == 0.85)
for name, some in (("elsewhere", of[~apart]), ("there", of[apart])):
    print(f"{name}: {some['mean'].min():+.1f} to {some['mean'].max():+.1f} min in the mean, {len(some)} corners")
assert (of[~apart]["mean"] > 0.0).all()
assert (of[~apart]["low"] <= 0.0).sum() <= 2
assert (of[apart]["low"] > -5.0).all()
assert (of[apart]["high"] < 0.0).any()

# %% [markdown]
# ## Whether the plane holds at the corners
#
# The corners were not used to lay the plane. **Their effects, high ends less low ends, are those of the plane within a
# minute** for every number, where the pace is worth eight: ranking and size hold to the edge. **At single corners the
# plane is off by up to four minutes**: the more people come, and the longer they wait before they give up, the more
# the pace matters, either way, and a plane knows nothing of that. So read the size of a difference off a run of its
# own, and not off the plane.

# %%
of = differences(corners, "mean_wait")
factorial = pd.Series(
    {
        key: of.loc[of[key] == high, "mean"].mean() - of.loc[of[key] == low, "mean"].mean()
        for key, (_, low, high, _) in KEYS.items()
    }
)
print(pd.DataFrame({"plane": planes["mean_wait"][0]["mean"], "corners": factorial}).round(2).to_string())
assert ((planes["mean_wait"][0]["mean"] - factorial).abs() < 1.0).all()
assert factorial.abs().idxmax() == "hall.slowness"

moves, middle, _ = planes["mean_wait"]
told = middle + sum(
    moves.loc[key, "mean"] * (of[key] - now) / (high - low) for key, (_, low, high, now) in KEYS.items()
)
for key in ("demand.volume", "demand.patience.mean"):
    _, low, high, _ = KEYS[key]
    off = (of["mean"] - told).groupby([of["hall.slowness"], of[key]]).mean()
    print(off.round(2).to_string())
    assert off[1.3, high] > 0.0 > off[1.3, low]
    assert off[1.0, low] > 0.0 > off[1.0, high]
assert 2.0 < (of["mean"] - told).abs().max() < 4.0
