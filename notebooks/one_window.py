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
#     results: [one_window]
# ---

# %% [markdown]
# # Fifty-six department windows, or forty windows with reviews behind
#
# What the published results of `scenarios/one_window.yaml` say, claim by claim. Nothing is simulated here: the numbers
# are read from `results/published/one_window`, whose files are verified against their manifest, and each claim is
# asserted below the sentence that makes it. To make the results and this page again:
#
#     onewindow compare one_window --replications 12
#     make publish STUDY=one_window
#
# In every hall people bring the same papers, departments share no data, and nothing is filed online: what is compared
# is where the work is done and by whom. What each part of the reform does is another question: `reform`.

# %%
import pandas as pd
from matplotlib.figure import Figure
from pages import kept, picture, published

import sim
from sim.report.figures.sheet import FAINT, INK, QUIET

results = sim.read(published("one_window"))
labels = {name: variant["label"]["en"] for name, variant in results.manifest["variants"].items()}
print(results.manifest["question"]["en"])
print(f"{results.manifest['replications']} replications, seed {results.manifest['seed']}")

# %%
hall = results.summary.query("by == 'hall'").set_index(["measure", "variant"])
differences = results.differences.set_index(["measure", "a", "b"])


def value(measure: str, variant: str) -> float:
    """The mean over replications for the whole hall."""
    return float(hall.loc[(measure, variant), "mean"])


def difference(measure: str, b: str, a: str = "departmental") -> tuple[float, float]:
    """The interval of `b` less `a`; all intervals of the study hold together at 95 %."""
    row = differences.loc[(measure, a, b)]
    return float(row["low"]), float(row["high"])


hall.loc[
    ["mean_wait", "visits_per_case", "mean_time_in_hall", "mean_days_to_result", "windows_open", "clerks_on_duty"],
    ["mean", "low", "high", "unit"],
].round(2)

# %%
kept(published("one_window") / "figures/headline.png")

# %% [markdown]
# ## The differences
#
# All halls serve the same people, so that what is compared is each hall's number less that of the department windows,
# replication by replication. The intervals are of differences, widened so that all of them hold together at 95 %.

# %%
SHOWN = {
    "mean_wait": ("Mean wait", "min", 1, 1),
    "share_wait_over_30": ("Wait over 30 min", "points", 100, 1),
    "abandonment": ("Give up waiting", "points", 100, 1),
    "mean_time_in_hall": ("Time in the hall, all visits", "min", 1, 1),
    "visits_per_case": ("Visits per case", "visits", 1, 2),
    "sessions_per_case": ("Sessions per case", "sessions", 1, 2),
    "mean_days_to_result": ("Days to the result", "days", 1, 2),
    "cost_per_case": ("Cost of a case", "CNY", 1, 1),
}
LOOKS = {"grouped": ("#D55E00", "s"), "integrated": ("#009E73", "^")}


def draw_differences(figure: Figure) -> None:
    """A panel a measure, a row a hall, the department windows at 0."""
    panels = figure.subplots(2, 4, sharey=True)
    for axes, (measure, (label, unit, times, _)) in zip(panels.flat, SHOWN.items(), strict=True):
        axes.axvline(0.0, color=QUIET, linewidth=0.9)
        for row, (variant, (colour, marker)) in enumerate(LOOKS.items()):
            mean, low, high = times * differences.loc[(measure, "departmental", variant), ["mean", "low", "high"]]
            axes.axhline(row, color=FAINT, linewidth=0.6, zorder=0)
            axes.plot([low, high], [row, row], color=colour, linewidth=2.4)
            axes.plot([mean], [row], marker, color=colour, markersize=5.5)
        axes.set_xlabel(f"{label} [{unit}]", color=INK)
        axes.set_yticks(range(len(LOOKS)), [labels[variant] for variant in LOOKS])
        axes.set_ylim(len(LOOKS) - 0.5, -0.5)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.margins(x=0.12)


picture(
    "Forty windows less fifty-six",
    "Difference of each hall from the 56 department windows: mean, and intervals that hold together at 95 %",
    f"onewindow: one_window, {results.manifest['replications']} replications, the same people in each hall.",
    3.2,
    draw_differences,
)

# %%
rows = {
    f"{label} [{unit}]": {
        labels[b]: "{:+.{p}f} ({:+.{p}f}, {:+.{p}f})".format(
            *(times * differences.loc[(measure, "departmental", b), ["mean", "low", "high"]]), p=places
        )
        for b in LOOKS
    }
    for measure, (label, unit, times, places) in SHOWN.items()
}
pd.DataFrame(rows).T

# %% [markdown]
# **Windows fall, people do not.** Forty windows do not mean fewer clerks: with those who review, hand out and guide
# there are nine more on duty, and a case costs more.

# %%
for variant in ("grouped", "integrated"):
    assert value("windows_open", variant) == 40.0
    assert value("clerks_on_duty", variant) == value("clerks_on_duty", "departmental") + 9.0
    low, high = difference("cost_per_case", variant)
    assert low > 0.0, (low, high)

# %% [markdown]
# **Forty windows keep people waiting about as long as fifty-six**: by the intervals the mean wait differs by less than
# three minutes, either way.

# %%
for variant in ("grouped", "integrated"):
    low, high = difference("mean_wait", variant)
    print(f"{labels[variant]}: mean wait {low:+.1f} to {high:+.1f} min against department windows")
    assert -3.0 < low < high < 3.0, (variant, low, high)

# %%
kept(published("one_window") / "figures/wait_by_half_hour.png")

# %% [markdown]
# **A case is fewer tickets, and fewer people are turned back at the first window**, since one session takes what three
# departments took, and guidance finds papers before the ticket.

# %%
for variant in ("grouped", "integrated"):
    low, high = difference("sessions_per_case", variant)
    assert high < 0.0, (variant, low, high)
    low, high = difference("turned_back_at_first", variant)
    assert high < 0.0, (variant, low, high)

# %% [markdown]
# **But people do not come less often**: the papers are the same, and so are the visits, to within a twentieth of a
# visit. That is the work of other levers.

# %%
for variant in ("grouped", "integrated"):
    low, high = difference("visits_per_case", variant)
    print(f"{labels[variant]}: {low:+.3f} to {high:+.3f} visits a case")
    assert -0.05 < low < high < 0.05, (variant, low, high)

# %% [markdown]
# **And they are longer in the hall**: results that a department clerk handed over at once now wait for a review and
# for the issue desk.

# %%
for variant in ("grouped", "integrated"):
    low, high = difference("mean_time_in_hall", variant)
    print(f"{labels[variant]}: {low:+.1f} to {high:+.1f} min in the hall, over all visits")
    assert low > 0.0, (variant, low, high)

# %% [markdown]
# **No hall keeps its goals** of at most 2 % waiting over 30 minutes and at most 2 % giving up: in the middle of the
# morning the windows of every hall are busy throughout.

# %%
for variant in results.manifest["variants"]:
    assert hall.loc[("share_wait_over_30", variant), "low"] > 0.02
    assert hall.loc[("abandonment", variant), "low"] > 0.02
load = results.summary.query("variant == 'integrated' and measure == 'utilisation' and by == 'group_half_hour'")
load = load.set_index("level")["mean"]
print(load[["integrated/09:30", "integrated/10:00", "integrated/10:30"]].round(3).to_string())
assert load[["integrated/09:30", "integrated/10:00", "integrated/10:30"]].min() > 0.98

# %% [markdown]
# **The same people make the differences sure**: against halls with people of their own, the variance of the difference
# in visits per case is cut 6 to 7 times, that in the mean wait 12 times.

# %%
frame = results.replications.query("by == 'hall'")
frame = frame.pivot(index="replication", columns=["variant", "measure"], values="value")
for measure, least, most in (("mean_wait", 11.5, 12.5), ("visits_per_case", 6.0, 8.0)):
    for variant in ("grouped", "integrated"):
        a, b = frame["departmental", measure], frame[variant, measure]
        times = (a.var() + b.var()) / (a - b).var()
        print(f"{measure}, {variant}: variance cut {times:.1f} times")
        assert least < times < most, (measure, variant)
